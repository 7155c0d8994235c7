"""Days of regions as published: kept as they came, in revisions, and read by series and as known at a time.

They are results of others and lie beside what we make of stations; nothing here mixes the two. Days of
different series (a source and what it calls its series) never revise each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from sqlalchemy import Connection, Table, exists, select

from indicators.parameters import AIR_DAILY, parameter
from ingest.contract import DayBatch, Receipt
from store.bulk import Array, fetch, insert
from store.ledger import mark_at
from store.opening import Store
from store.readings import StageName
from store.revisions import ascending, same
from store.tables import BEST, STAGES, city_day, region_day, station, station_day

_MOST_NAMED = 900
"""So many regions are named in one question whether there is any."""

_TEXTS = ("level", "area")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDays:
    """What became of a batch: its readings, and rows with a published AQI or level that are new or changed."""

    receipt: Receipt
    published_kept: int = 0
    published_revised: int = 0


def keep_days(conn: Connection, batch: DayBatch, number: int, stage: int) -> KeptDays:
    """Keep the days of a batch inside a transaction; a day that is there with the same values is known.

    Raises
    ------
    ValueError
        If the batch names a region twice for a day.
    """
    days = batch.days
    if not len(days):
        return KeptDays(receipt=Receipt())
    places = list(zip(days.day.tolist(), days.region.tolist(), strict=True))
    if len(set(places)) < len(places):
        raise ValueError("The batch names a region twice for a day.")
    source = _series(batch)
    first, last = int(days.day.min()), int(days.day.max())
    found = _newest(
        fetch(
            conn,
            select(region_day).where(
                region_day.c.day >= first,
                region_day.c.day <= last,
                region_day.c.source == source,
                region_day.c.stage == stage,
            ),
        )
    )
    held = {
        place: row
        for row, place in enumerate(zip(found["day"].tolist(), found["region"].tolist(), strict=True))
    }
    row = np.array([held.get(place, -1) for place in places], np.int64)
    here = row >= 0
    readings = {"kept": 0, "known": 0, "revised": 0}
    unchanged = here.copy()
    for name in AIR_DAILY:
        value = np.asarray(days.values[name], np.float64)
        before = np.full(len(value), np.nan)
        before[here] = found[name][row[here]]
        equal = same(value, before)
        measured = ~np.isnan(value)
        readings["kept"] += int((measured & ~here).sum())
        readings["known"] += int((measured & here & equal).sum())
        readings["revised"] += int(((measured | ~np.isnan(before)) & here & ~equal).sum())
        unchanged &= equal
    as_before = here.copy()
    for name, now in (("aqi", days.aqi), ("level", days.level), ("area", days.area)):
        before_of = np.array(now, copy=True)
        before_of[here] = found[name][row[here]]
        as_before &= same(now, before_of) if name != "area" else True
        unchanged &= same(now, before_of)
    write = ~unchanged
    revision = np.zeros(len(places), np.int64)
    revision[here] = found["revision"][row[here]] + 1
    size = int(write.sum())
    insert(
        conn,
        region_day,
        {
            "day": days.day[write],
            "region": days.region[write],
            "source": np.full(size, source, object),
            "stage": np.full(size, stage),
            "revision": revision[write],
            "batch_id": np.full(size, number),
            "area": days.area[write],
            "aqi": days.aqi[write],
            **{name: np.asarray(days.values[name], np.float64)[write] for name in AIR_DAILY},
            "level": days.level[write],
        },
    )
    says = ~np.isnan(days.aqi) | (days.level != "")
    return KeptDays(
        receipt=Receipt(
            rows=len(days),
            readings=sum(readings.values()),
            kept=readings["kept"],
            known=readings["known"],
            revised=readings["revised"],
        ),
        published_kept=int((says & ~here).sum()),
        published_revised=int((here & ~as_before).sum()),
    )


def region_days(
    store: Store,
    *,
    first: date,
    last: date,
    regions: Sequence[str] | None = None,
    series: str | None = None,
    stage: StageName = "best",
    as_of: datetime | None = None,
    texts: bool = False,
) -> xr.Dataset:
    """Return the published days of regions from `first` to `last`, both included, of one series.

    Parameters
    ----------
    regions
        Division codes in the order wanted; ``None`` for every region with a day in the window, by code.
    series
        ``city_daily/aqistudy``; ``None`` for the one that has most days of these regions in the window, of
        equals the first by name, so that all numbers of one answer come from one publisher's practice.
    stage
        ``best`` is the reviewed day where there is one.
    as_of
        As known then; ``None`` for all that is known.
    texts
        Also `level` and `area`.

    Returns
    -------
    xarray.Dataset
        Dims (day, region): `pm25 pm10 so2 no2 co o3_8h` [ug m-3, CO mg m-3] and `aqi`, NaN missing; `present`
        whether there is a row; `reviewed` 0 or 1. ``attrs["series"]``: the series, empty where there is none;
        ``attrs["others"]``: series of these days that were not taken.
    """
    with store.reading() as conn:
        columns = [c for c in region_day.c if texts or c.name not in _TEXTS]
        among: Any = None if regions is None else list(regions)
        query = select(*columns).where(
            *ascending(
                region_day.c.day, first.toordinal(), last.toordinal() + 1, 1, region_day.c.region, among
            )
        )
        if STAGES[stage] != BEST:
            query = query.where(region_day.c.stage == STAGES[stage])
        if as_of is not None:
            query = query.where(region_day.c.batch_id <= mark_at(conn, as_of))
        found = _newest(fetch(conn, query))
    if regions is not None:
        asked = set(regions)
        mine = np.fromiter((code in asked for code in found["region"]), np.bool_, len(found["region"]))
        found = _rows(found, mine)
    chosen, others = _chosen(found, series)
    found = _rows(found, found["source"] == chosen)
    names = sorted(set(found["region"].tolist())) if regions is None else list(regions)
    position = {name: at for at, name in enumerate(names)}
    shape = (last.toordinal() - first.toordinal() + 1, len(names))
    # Rows come with the stage ascending: a reviewed day overwrites the provisional one.
    where = (
        found["day"] - first.toordinal(),
        np.array([position[code] for code in found["region"].tolist()], np.int64),
    )
    variables: dict[str, Any] = {}
    for name in (*AIR_DAILY, "aqi"):
        value = np.full(shape, np.nan)
        value[where] = found[name]
        units = {"units": parameter(name).unit if name != "aqi" else "1"}
        variables[name] = (("day", "region"), value, units)
    for name in _TEXTS if texts else ():
        text = np.full(shape, "", object)
        text[where] = found[name]
        variables[name] = (("day", "region"), text)
    present, reviewed = np.zeros(shape, np.bool_), np.zeros(shape, np.int8)
    present[where] = True
    reviewed[where] = found["stage"]
    variables["present"] = (("day", "region"), present)
    variables["reviewed"] = (("day", "region"), reviewed)
    coords = {
        "day": ("day", pd.date_range(pd.Timestamp(first), periods=shape[0], freq="D", unit="ns")),
        "region": ("region", np.array(names, object)),
    }
    return xr.Dataset(variables, coords=coords, attrs={"series": chosen, "others": others})


def regions_with_days(store: Store, *, first: date, last: date) -> list[str]:
    """Return the codes of the regions that have a published day in the window, sorted."""
    query = (
        select(region_day.c.region)
        .where(region_day.c.day >= first.toordinal(), region_day.c.day <= last.toordinal())
        .distinct()
    )
    with store.reading() as conn:
        return sorted(str(code) for code in conn.execute(query).scalars())


def has_published_days(store: Store, *, first: date, last: date, regions: Sequence[str]) -> bool:
    """Whether any of the regions has a published day in the window."""
    with store.reading() as conn:
        return _has(conn, region_day, "region", first, last, list(regions))


def has_city_days(store: Store, *, first: date, last: date, regions: Sequence[str]) -> bool:
    """Whether any of the cities has a day that was made from its stations in the window."""
    with store.reading() as conn:
        return _has(conn, city_day, "region", first, last, list(regions))


def has_station_days(store: Store, *, first: date, last: date, stations: Sequence[str]) -> bool:
    """Whether any of the stations has a day with readings in the window."""
    with store.reading() as conn:
        asked = list(stations)
        numbers = list(conn.execute(select(station.c.id).where(station.c.code.in_(asked))).scalars())
        return _has(conn, station_day, "station_id", first, last, numbers)


def _has(conn: Connection, table: Table, column: str, first: date, last: date, among: Sequence[Any]) -> bool:
    for begin in range(0, len(among), _MOST_NAMED):
        condition = exists(
            select(table.c.day).where(
                table.c.day >= first.toordinal(),
                table.c.day <= last.toordinal(),
                table.c[column].in_(among[begin : begin + _MOST_NAMED]),
            )
        )
        if conn.execute(select(condition)).scalar():
            return True
    return False


def _series(batch: DayBatch) -> str:
    return f"{batch.payload.source}/{batch.series}" if batch.series else batch.payload.source


def _newest(found: dict[str, Array]) -> dict[str, Array]:
    """Rows that count, one a day, region, source and stage, the stage ascending within a day and region."""
    if not len(found["day"]):
        return found
    region = np.unique(found["region"].astype(str), return_inverse=True)[1]
    source = np.unique(found["source"].astype(str), return_inverse=True)[1]
    order = np.lexsort((found["revision"], found["stage"], source, region, found["day"]))
    key = np.stack([found["day"][order], region[order], source[order], found["stage"][order]])
    is_last = np.append((key[:, 1:] != key[:, :-1]).any(axis=0), True)
    return _rows(found, order[is_last])


def _rows(found: dict[str, Array], which: Array) -> dict[str, Array]:
    return {name: values[which] for name, values in found.items()}


def _chosen(found: dict[str, Array], wanted: str | None) -> tuple[str, tuple[str, ...]]:
    names, days = np.unique(found["source"].astype(str), return_counts=True)
    if wanted is not None:
        return wanted, tuple(str(n) for n in names if n != wanted)
    if not len(names):
        return "", ()
    chosen = str(names[int(np.argmax(days))])
    return chosen, tuple(str(n) for n in names if n != chosen)
