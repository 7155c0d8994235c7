"""Facts of station-days and city-days, as no edition can change them; verdicts are for whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from indicators.parameters import AIR_HOURLY, parameter
from store.bulk import Array, Ints, fetch, rows
from store.ledger import mark_at
from store.memory import COUNTS
from store.opening import Store
from store.placing import membership
from store.readings import StageName
from store.revisions import ascending
from store.rollup import refresh as refresh
from store.tables import BEST, CITY_VALUES, MEANS, STAGES, city_day, stale_day, station, station_day

SINGLE: Final = 3
"""Up to so many cities are looked up by key; for more a whole month is read and remembered."""


def station_days(
    store: Store,
    *,
    first: date,
    last: date,
    stations: Sequence[str] | None = None,
    stage: StageName = "best",
) -> xr.Dataset:
    """Return the facts of stations on every day from `first` to `last`, both included.

    Parameters
    ----------
    stations
        Codes, in the order wanted; ``None`` for every station with a row in the window, by code.
    stage
        ``best`` rests on the reviewed row of an hour where there is one and the provisional one elsewhere.

    Returns
    -------
    xarray.Dataset
        Dims (day, station), NaN or 0 where there is nothing: means `pm25 pm10 so2 no2 co`, `o3_8h` the
        highest of the moving 8-hour means, `o3` the highest hour [ug m-3, CO mg m-3]; `n_<p>` hours with a value for
        all six; `hours` rows of any kind; `unmonitored` bits in the order of `AIR_HOURLY` of what every row
        marks as not monitored; `windows` 8-hour means counted, 0 … 17; `mark` number of the newest batch that
        entered, 0 for none; `reviewed` 0 provisional, 1 reviewed, 2 made of both.
    """
    with store.reading() as conn:
        codes = dict(rows(conn, select(station.c.id, station.c.code)))
        numbers = None
        if stations is not None:
            asked = set(stations)
            numbers = [number for number, code in codes.items() if code in asked]
        found = _rows(conn, station_day, station_day.c.station_id, first, last, numbers, stage)
    seen = np.unique(found["station_id"]).tolist()
    names = sorted(codes[number] for number in seen) if stations is None else list(stations)
    position = {name: at for at, name in enumerate(names)}
    lookup = np.full(max(codes, default=0) + 1, -1)
    for number, code in codes.items():
        lookup[number] = position.get(code, -1)
    counts = (*(f"n_{p}" for p in AIR_HOURLY), "hours", "unmonitored", "windows", "mark")
    column = lookup[found["station_id"]]
    return _dataset(found, first, last, "station", names, column, (*MEANS, "o3_8h", "o3"), counts)


def later_than(
    store: Store,
    *,
    first: date,
    last: date,
    stations: Sequence[str],
    as_of: datetime,
    stage: StageName = "best",
) -> tuple[xr.Dataset, NDArray[np.bool_]]:
    """Return the facts of stations as they stand, and where they are not those of a past moment.

    A day all of whose rows that count were known by then, and which waits for no `refresh`, had the same facts
    then: revisions are added, never taken away. Only the other days need their hours.

    Returns
    -------
    tuple
        What `station_days` gives, and an array [day, station], true where something became known after `as_of`
        or waits to enter.
    """
    begin, end = first.toordinal(), last.toordinal() + 1
    with store.reading() as conn:
        # Before the facts: what is brought up to date between the two readings shows by its mark.
        known = mark_at(conn, as_of)
        numbers = dict(rows(conn, select(station.c.code, station.c.id)))
        among = [numbers[code] for code in stations if code in numbers]
        waiting = fetch(
            conn,
            select(stale_day).where(
                *ascending(stale_day.c.day, begin, end, 1, stale_day.c.station_id, among)
            ),
        )
    facts = station_days(store, first=first, last=last, stations=stations, stage=stage)
    later = np.asarray(facts["mark"].to_numpy() > known, np.bool_)
    at = {numbers[code]: column for column, code in enumerate(stations) if code in numbers}
    column = np.array([at.get(number, -1) for number in waiting["station_id"].tolist()], np.int64)
    later[waiting["day"][column >= 0] - begin, column[column >= 0]] = True
    return facts, later


def city_days(
    store: Store,
    *,
    first: date,
    last: date,
    regions: Sequence[str] | None = None,
    stage: StageName = "best",
    count_members: bool = True,
) -> xr.Dataset:
    """Return the facts of cities on every day from `first` to `last`, both included.

    A city's value is the mean over its assessed national-control stations with a valid day of that parameter;
    stations of other control levels and background stations do not enter.

    Parameters
    ----------
    regions
        Division codes, in the order wanted; ``None`` for every city that has a member in the window, by code.
    count_members
        Also say how many members each city had on each day, which costs more than all the rest.

    Returns
    -------
    xarray.Dataset
        Dims (day, region): means `pm25 pm10 so2 no2 co o3_8h` [ug m-3, CO mg m-3], NaN where no station is
        valid; `valid_<p>` stations with a valid day, `members` assessed stations that the city had that day,
        `observed` those with any hour, `unmonitored` bits of what none of these measures, `mark` number of
        the newest batch that entered, `reviewed` 0 provisional, 1 reviewed, 2 made of both; 0 where there is
        nothing. `o3` is the mean of the stations' highest hours.
    """
    begin, end = first.toordinal(), last.toordinal()
    with store.reading() as conn:
        single = regions is not None and len(regions) <= SINGLE
        rows = _rows(conn, city_day, city_day.c.region, first, last, regions, stage) if single else None
        months = [] if single else store.memory.read(conn, begin, end)
        belonging = membership(conn, store.atlas, begin, end) if count_members else None
    if regions is not None:
        names = list(regions)
    elif belonging is not None:
        names = [belonging.regions[at] for at in np.unique(belonging.index[belonging.index >= 0]).tolist()]
    else:
        names = sorted({region for month in months for region in month.regions})
    position = {name: at for at, name in enumerate(names)}
    if rows is not None:
        column = np.array([position[code] for code in rows["region"].tolist()], np.int64)
        facts = _dataset(rows, first, last, "region", names, column, CITY_VALUES, COUNTS)
    else:
        counted = sorted(STAGES.values()) if STAGES[stage] == BEST else [STAGES[stage]]
        found, reviewed = store.memory.laid_out(months, names, begin, end, counted)
        facts = _described(found, reviewed, first, "region", names)
    if belonging is None:
        return facts
    members = np.zeros((len(facts.day), len(names)), np.int64)
    where = np.array([position.get(code, -1) for code in belonging.regions], np.int64)
    day, member = np.nonzero(belonging.index >= 0)
    at = where[belonging.index[day, member]] if len(where) else day
    np.add.at(members, (day[at >= 0], at[at >= 0]), 1)
    facts["members"] = (("day", "region"), members)
    return facts


def stale_days(store: Store) -> int:
    """Return how many days wait for `refresh`; 0 where all facts are up to date."""
    with store.reading() as conn:
        return int(conn.execute(select(func.count(stale_day.c.day.distinct()))).scalar_one())


def _rows(
    conn: Connection,
    table: Any,
    place: Any,
    first: date,
    last: date,
    among: Sequence[Any] | None,
    stage: StageName,
) -> dict[str, Array]:
    """Read the rows of a stage; for `best` the highest stage of each day and place."""
    wanted = STAGES[stage]
    query = select(table).where(
        *ascending(table.c.day, first.toordinal(), last.toordinal() + 1, 1, place, among)
    )
    if wanted != BEST:
        return fetch(conn, query.where(table.c.stage == wanted))
    found = fetch(conn, query)
    found_order = np.argsort(found["stage"], kind="stable")  # later rows overwrite earlier ones when laid out
    return {name: values[found_order] for name, values in found.items()}


def _dataset(
    found: dict[str, Array],
    first: date,
    last: date,
    axis: str,
    names: Sequence[str],
    column: Ints,
    means: Sequence[str],
    counts: Sequence[str],
) -> xr.Dataset:
    days = last.toordinal() - first.toordinal() + 1
    if days < 1:
        raise ValueError(f"A window of days must not end before it starts: {first} .. {last}.")
    keep = np.flatnonzero(column >= 0)
    where = (found["day"][keep] - first.toordinal(), column[keep])
    laid: dict[str, Array] = {}
    for name in means:
        laid[name] = np.full((days, len(names)), np.nan)
        laid[name][where] = found[name][keep]
    for name in counts:
        laid[name] = np.zeros((days, len(names)), np.int64)
        laid[name][where] = found[name][keep]
    reviewed = np.zeros((days, len(names)), np.int8)
    reviewed[where] = found["stage"][keep]
    return _described(laid, reviewed, first, axis, names)


def _described(
    laid: Mapping[str, Array], reviewed: NDArray[np.int8], first: date, axis: str, names: Sequence[str]
) -> xr.Dataset:
    """Arrays [day, place] as a dataset: what is no count has the unit of its parameter."""
    units = {name: {"units": parameter(name).unit} for name in laid if name in CITY_VALUES}
    variables = {name: (("day", axis), values, units.get(name, {})) for name, values in laid.items()}
    coords = {
        "day": ("day", pd.date_range(pd.Timestamp(first), periods=len(reviewed), freq="D", unit="ns")),
        axis: (axis, np.array(names, object)),
    }
    return xr.Dataset({**variables, "reviewed": (("day", axis), reviewed)}, coords=coords)
