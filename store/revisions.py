"""Which row of several revisions counts: the newest that was known.

The hourly tables are insert-only. This module reads the rows that count for a set of station-hours, by range
where most of the range is asked for and by key where few stations are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, Select, Table, bindparam, literal, select
from sqlalchemy.sql.elements import ColumnElement

from ingest.contract import HOUR_S
from store.bulk import Array, Ints, fetch

FEW: Final = 60
"""Up to so many stations each hour is looked up by key; beyond, a scan of all stations costs no more."""

_STATION_BITS: Final = 21


def key(start: Ints, station_id: Ints) -> Ints:
    """One sortable integer (row,) for hour and station: ascending as in the tables."""
    return (start // HOUR_S) << _STATION_BITS | station_id


def ascending(
    column: ColumnElement[Any],
    first: int,
    end: int,
    step: int,
    ids: ColumnElement[Any],
    among: Sequence[int] | None,
) -> list[ColumnElement[bool]]:
    """Conditions for `first` <= column < `end` and station among; by key for few stations, else by range."""
    if among is None or len(among) > FEW:
        conditions = [column >= first, column < end]
        if among is not None and len(among) <= 20 * FEW:
            conditions.append(ids.in_(among))
        return conditions
    steps = select(literal(first, column.type).label("step")).cte("steps", recursive=True)
    steps = steps.union_all(select(steps.c.step + step).where(steps.c.step + step < end))
    return [column.in_(select(steps.c.step)), ids.in_(among)]


def newest(
    conn: Connection,
    table: Table,
    *,
    first: int,
    end: int,
    stations: Sequence[int] | None,
    stage: int | None = None,
    mark: int | None = None,
) -> dict[str, Array]:
    """Columns of the rows that count, sorted by hour and station (and stage), one a station-hour (and stage).

    Parameters
    ----------
    table
        `air_hour` or `published_hour`.
    first, end
        Hours of [first, end), epoch s of the start.
    stations
        Station numbers; ``None`` for all.
    stage
        Only this stage; ``None`` for all there are.
    mark
        Only what batches up to this number brought; ``None`` for all.
    """
    query: Select[Any] = select(*(c for c in table.c)).where(
        *ascending(table.c.start, first, end, HOUR_S, table.c.station_id, stations)
    )
    if stage is not None:
        query = query.where(table.c.stage == bindparam("stage", stage, Integer))
    if mark is not None:
        query = query.where(table.c.batch_id <= mark)
    found = fetch(conn, query)
    place = key(found["start"], found["station_id"])
    if "stage" in found and stage is None:
        place = place << 1 | found["stage"]
    order = np.lexsort((found["revision"], place))
    place = place[order]
    last = np.append(place[1:] != place[:-1], True) if len(place) else np.zeros(0, bool)
    chosen = order[last]
    return {name: values[chosen] for name, values in found.items()}


def same(a: Array, b: Array) -> NDArray[np.bool_]:
    """Where two columns (row,) hold the same number, missing equal to missing."""
    return np.asarray((a == b) | ((a != a) & (b != b)), np.bool_)
