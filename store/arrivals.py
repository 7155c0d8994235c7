"""When each hour of each station first came with a value, and whether it was changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Integer, case, cast, func, select

from indicators.parameters import AIR_HOURLY
from ingest.contract import HOUR_S
from store.bulk import Ints, fetch, rows
from store.days import epoch
from store.opening import Store
from store.revisions import ascending, key
from store.tables import air_hour, batch, station, station_day

NEVER = 0
"""Batch number where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What came of every hour of [start, end), arrays of [hour, station].

    Attributes
    ----------
    stations
        Codes of all stations with a row in the window.
    row
        Number of the batch that first brought a row of the hour, 0 where none did.
    value
        Number of the batch that first brought a value, 0 where none did.
    last
        Number of the batch that brought its newest row, 0 where none did.
    revisions
        Rows after the first that had a value: by a revision, or by a review.
    """

    start: int
    stations: Sequence[str]
    row: Ints
    value: Ints
    last: Ints
    revisions: Ints


def arrivals(
    store: Store, *, start: datetime, end: datetime, stations: Sequence[str] | None = None
) -> Arrivals:
    """Return what came of every hour that begins in [start, end), of the stations given or of all with a row."""
    first, last = epoch(start), epoch(end)
    hours = (last - first) // HOUR_S
    values = func.coalesce(*(air_hour.c[name] for name in AIR_HOURLY))
    has = cast(case((values.is_not(None), 1), else_=0), Integer).label("has")
    with store.reading() as conn:
        codes = dict(rows(conn, select(station.c.id, station.c.code)))
        asked = None if stations is None else set(stations)
        among = None if asked is None else [number for number, code in codes.items() if code in asked]
        columns = (air_hour.c.start, air_hour.c.station_id, air_hour.c.batch_id, has)
        found = fetch(
            conn,
            select(*columns).where(
                *ascending(air_hour.c.start, first, last, HOUR_S, air_hour.c.station_id, among)
            ),
        )
    keep = np.isin(found["station_id"], among) if among is not None else np.ones(len(found["start"]), bool)
    found = {name: column[keep] for name, column in found.items()}
    ids = np.unique(found["station_id"])
    names = np.array([codes[int(number)] for number in ids], object)
    by_code = np.argsort(names.astype(str)) if len(names) else np.zeros(0, np.int64)
    place = np.empty(len(ids), np.int64)
    place[by_code] = np.arange(len(ids))
    order = np.lexsort((found["batch_id"], key(found["start"], found["station_id"])))
    hour = (found["start"][order] - first) // HOUR_S
    column = place[np.searchsorted(ids, found["station_id"][order])]
    number, valued = found["batch_id"][order], found["has"][order] > 0
    shape = (hours, len(ids))
    row, value, newest = (np.zeros(shape, np.int64) for _ in range(3))
    revisions = np.zeros(shape, np.int64)
    slot = hour * len(ids) + column  # ascending, and of one slot by batch
    _put(row, slot, number, first=True)
    _put(newest, slot, number, first=False)
    _put(value, slot[valued], number[valued], first=True)
    np.add.at(revisions, (hour, column), 1)
    before = np.zeros(shape, np.int64)  # rows before the first value are no revisions of one
    np.add.at(before, (hour, column), number < value[hour, column])
    revisions = np.where(value > NEVER, np.maximum(revisions - before - 1, 0), 0)
    return Arrivals(
        start=first, stations=names[by_code].tolist(), row=row, value=value, last=newest, revisions=revisions
    )


def _put(array: Ints, slot: Ints, number: Ints, *, first: bool) -> None:
    """Set each slot to the first or the last of its numbers; slots ascend."""
    edge = np.append(slot[1:] != slot[:-1], True) if len(slot) else np.zeros(0, bool)
    if first and len(slot):
        edge = np.insert(edge[:-1], 0, True)
    array.ravel()[slot[edge]] = number[edge]


def heard(store: Store, *, first: int, last: int, stations: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the station-days with a row of any kind: columns code, day, source (of the newest batch in it).

    `first` and `last` are ordinals of civil days, both included. Days that wait for `store.facts.refresh` are not
    among them.
    """
    query = (
        select(station.c.code, station_day.c.day, batch.c.source)
        .select_from(station_day)
        .join(station, station.c.id == station_day.c.station_id)
        .outerjoin(batch, batch.c.id == station_day.c.mark)
        .where(station_day.c.day >= first, station_day.c.day <= last, station_day.c.hours > 0)
    )
    with store.reading() as conn:
        table = pd.DataFrame(fetch(conn, query)).drop_duplicates(["code", "day"])
    return table if stations is None else table[table["code"].isin(list(stations))]


def brought(store: Store, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return which batches brought rows of some hours [epoch s of the start], of whatever station: (start, batch)."""
    columns = (air_hour.c.start, air_hour.c.batch_id)
    found: list[tuple[int, int]] = []
    with store.reading() as conn:
        for at in range(0, len(starts), 500):
            asked = [int(start) for start in starts[at : at + 500]]
            found.extend(rows(conn, select(*columns).distinct().where(air_hour.c.start.in_(asked))))
    return found


def batches_of(store: Store, numbers: Sequence[int]) -> pd.DataFrame:
    """Return of each batch its source, fingerprint, when it became known [UTC], by whom and why, by number."""
    wanted = sorted({int(number) for number in numbers if number})
    columns = (
        batch.c.id, batch.c.source, batch.c.name, batch.c.sha256, batch.c.known_at, batch.c.actor, batch.c.reason
    )  # fmt: skip
    with store.reading() as conn:
        if wanted:
            query = select(*columns).where(batch.c.id >= wanted[0], batch.c.id <= wanted[-1])
            found = fetch(conn, query.order_by(batch.c.id))
        else:
            found = {column.name: np.zeros(0, np.int64) for column in columns}
    table = pd.DataFrame(found).set_index("id")
    return table[table.index.isin(wanted)]
