"""Hours as they stand, or as they were known at an earlier moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import xarray as xr
from sqlalchemy import Connection, func, select

from indicators.parameters import AIR_HOURLY, parameter
from ingest.contract import HOUR_S, Quality
from store import marks
from store.bulk import Array, Ints, rows
from store.days import epoch, moment
from store.ledger import mark_at
from store.opening import Store
from store.revisions import newest
from store.tables import BEST, PUBLISHED, STAGES, air_hour, published_hour, station, wording

StageName = Literal["best", "provisional", "reviewed"]

ABSENT: Final = 0
"""Quality of an hour that never came."""

NO_STAGE: Final = -1


def hours(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    stations: Sequence[str] | None = None,
    stage: StageName = "best",
    as_of: datetime | None = None,
) -> xr.Dataset:
    """Return the hourly readings on every hour of [start, end).

    Parameters
    ----------
    start, end
        Aware times; hours whose interval begins in [start, end).
    stations
        Codes, in the order wanted; ``None`` for every station with a row in the window, by code.
    stage
        ``best`` takes the reviewed row of an hour where there is one and the provisional one elsewhere.
    as_of
        Only what was known at that moment; ``None`` for all that is known.

    Returns
    -------
    xarray.Dataset
        Dims (time, station); `time` is the UTC start of the interval. The six parameters [ug m-3, CO mg m-3],
        NaN where there is no number; `quality_<p>` (0 where the hour never came, which a row without a number
        is not); `not_monitored_<p>`; `stage` 0 provisional, 1 reviewed, -1 none. A code that is not stored is
        all absent.
    """
    first, last = epoch(start), epoch(end)
    axis = np.arange(-(-first // HOUR_S) * HOUR_S, last, HOUR_S, dtype=np.int64)
    with store.reading() as conn:
        mark = None if as_of is None else mark_at(conn, as_of)
        numbers, codes = _stations(conn, stations)
        found = newest(
            conn, air_hour, first=first, end=last, stations=numbers, mark=mark,
            stage=None if STAGES[stage] == BEST else STAGES[stage],
        )  # fmt: skip
    time, column, names, row = _places(found, axis, numbers, codes, stations)
    shape = (len(axis), len(names))
    where = (time, column)
    variables: dict[str, Any] = {}
    for name in AIR_HOURLY:
        value = np.full(shape, np.nan)
        value[where] = found[name][row]
        quality = np.full(shape, ABSENT, np.uint8)
        quality[where] = marks.quality(found["marks"][row], name)
        variables[name] = (("time", "station"), value, {"units": parameter(name).unit})
        variables[f"quality_{name}"] = (("time", "station"), quality)
        variables[f"not_monitored_{name}"] = (("time", "station"), quality == Quality.NOT_MONITORED)
    stages = np.full(shape, NO_STAGE, np.int8)
    stages[where] = found["stage"][row]
    variables["stage"] = (("time", "station"), stages)
    return xr.Dataset(variables, coords=_coords(axis, names))


def published(
    store: Store, *, start: datetime, end: datetime, stations: Sequence[str] | None = None
) -> xr.Dataset:
    """Return what the sources published as results for [start, end): AQI, moving means, primary pollutants.

    Kept and shown beside ours, never computed from. The names are the published ones, so that `o3_24h` is the
    ozone of the hour and `o3_8h_24h` the current moving 8-hour mean.

    Returns
    -------
    xarray.Dataset
        Dims (time, station) as in `hours`; NaN where nothing was published; `primary` is text, empty for
        none.
    """
    first, last = epoch(start), epoch(end)
    axis = np.arange(-(-first // HOUR_S) * HOUR_S, last, HOUR_S, dtype=np.int64)
    with store.reading() as conn:
        numbers, codes = _stations(conn, stations)
        found = newest(conn, published_hour, first=first, end=last, stations=numbers)
        texts = dict(rows(conn, select(wording.c.id, wording.c.text)))
    time, column, names, row = _places(found, axis, numbers, codes, stations)
    shape = (len(axis), len(names))
    variables: dict[str, Any] = {}
    for name in PUBLISHED:
        value = np.full(shape, np.nan)
        value[time, column] = found[name][row]
        variables[name] = (("time", "station"), value)
    primary = np.full(shape, "", object)
    primary[time, column] = [texts.get(number, "") for number in found["primary_id"][row].tolist()]
    variables["primary"] = (("time", "station"), primary)
    return xr.Dataset(variables, coords=_coords(axis, names))


def revised_since(
    store: Store, *, start: datetime, end: datetime, stations: Sequence[str] | None = None
) -> xr.DataArray:
    """Return where (time, station) the readings of an hour changed after its results had been published.

    True where the newest readings are a revision that came with a later batch than the published results.
    """
    first, last = epoch(start), epoch(end)
    axis = np.arange(-(-first // HOUR_S) * HOUR_S, last, HOUR_S, dtype=np.int64)
    with store.reading() as conn:
        numbers, codes = _stations(conn, stations)
        found = newest(conn, air_hour, first=first, end=last, stations=numbers)
        results = newest(conn, published_hour, first=first, end=last, stations=numbers)
    time, column, names, row = _places(found, axis, numbers, codes, stations)
    batch = np.zeros((len(axis), len(names)), np.int64)
    batch[time, column] = np.where(found["revision"][row] > 0, found["batch_id"][row], 0)
    time, column, _, row = _places(results, axis, numbers, codes, names)
    told = np.full(batch.shape, np.iinfo(np.int64).max)
    told[time, column] = results["batch_id"][row]
    return xr.DataArray(batch > told, dims=("time", "station"), coords=_coords(axis, names))


def extent(store: Store) -> tuple[datetime, datetime] | None:
    """Return the starts [UTC] of the first and of the last stored hour; ``None`` for an empty store."""
    with store.reading() as conn:
        # Two queries of one column each are two look-ups at the ends of the key; one of both would scan.
        first = conn.execute(select(func.min(air_hour.c.start))).scalar()
        last = conn.execute(select(func.max(air_hour.c.start))).scalar()
    if first is None or last is None:
        return None
    return moment(first), moment(last)


def _stations(conn: Connection, wanted: Sequence[str] | None) -> tuple[list[int] | None, dict[int, str]]:
    """Numbers of the stations asked for (``None`` for all), and the code of each number."""
    codes = dict(rows(conn, select(station.c.id, station.c.code)))
    if wanted is None:
        return None, codes
    asked = set(wanted)
    return [number for number, code in codes.items() if code in asked], codes


def _places(
    found: dict[str, Array],
    axis: Ints,
    numbers: list[int] | None,
    codes: dict[int, str],
    wanted: Sequence[str] | None,
) -> tuple[Ints, Ints, list[str], Ints]:
    """Time and station index of the rows to show, the station axis, and which rows; reviewed rows last."""
    ids, inverse = np.unique(found["station_id"], return_inverse=True)
    present = [codes[int(number)] for number in ids]
    names = sorted(present) if wanted is None else list(wanted)
    position = {name: at for at, name in enumerate(names)}
    column = np.array([position.get(code, -1) for code in present], np.int64)
    time = (found["start"] - (axis[0] if len(axis) else 0)) // HOUR_S
    row = np.arange(len(time))
    if numbers is not None:
        row = row[column[inverse] >= 0]
    if "stage" in found:  # a later assignment wins: the reviewed row of an hour over its provisional one
        row = row[np.argsort(found["stage"][row], kind="stable")]
    return time[row], column[inverse][row], names, row


def _coords(axis: Ints, names: list[str]) -> dict[str, Any]:
    return {
        "time": ("time", pd.DatetimeIndex(axis.astype("datetime64[s]").astype("datetime64[ns]"))),
        "station": ("station", np.array(names, object)),
    }
