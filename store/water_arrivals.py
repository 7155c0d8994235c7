"""When each slot of each section first came with a value, and whether it was changed since: `store.arrivals` of water.

A feed brings a slot of four hours; whoever samples by hand brings a day or a month. The two are told apart by the
length of the interval, and what was sampled by hand is counted by the month in which it was. A feed may also say of a
whole day that a station stands still: that is a row without a value in each slot of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Integer, Select, Table, and_, case, cast, func, literal_column, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ingest.sources import sources
from ingest.water_contract import WaterSource
from store.arrivals import Arrivals
from store.bulk import Ints, fetch, rows
from store.days import DAY_S
from store.opening import Store
from store.tables import batch
from store.water_register import standing_register
from store.water_tables import BY_HAND, section, water_published, water_value

_BY_HAND: Final[ColumnElement[bool]] = literal_column(BY_HAND)
_NONE: Final = 2**62
"""Greater than any number of a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Which intervals are meant: those of a feed, or those sampled by hand."""

    by_hand: bool

    def of(self, table: Table) -> ColumnElement[bool]:
        """Condition on the rows of a table."""
        fed = table.c.batch_id.in_(select(batch.c.id).where(batch.c.source.in_(_feeds())))
        return and_(_BY_HAND, not_(fed)) if self.by_hand else or_(not_(_BY_HAND), fed)


@lru_cache(maxsize=1)
def _feeds() -> tuple[str, ...]:
    """Sources that tell slots of less than a day."""
    return tuple(
        name
        for name, one in sources().items()
        if isinstance(one, WaterSource) and one.slot < timedelta(days=1)
    )


FEED: Final = Kind(by_hand=False)
MANUAL: Final = Kind(by_hand=True)


def water_arrivals(
    store: Store, kind: Kind, *, begins: Ints, ends: Ints, sections: Sequence[str] | None = None
) -> Arrivals:
    """Return what came of every slot [begins, ends), of the sections given or of all with a row, by code.

    Slots ascend and do not overlap; a row belongs to the slot in which its interval begins. A value that came after
    others of its slot, of another item, is no revision.
    """
    first, end = int(begins[0]), int(ends[-1])
    with store.reading() as conn:
        register = standing_register(store, conn)
        among = None if sections is None else register.meant(sections)
        values = fetch(conn, _values(kind, first, end, among))
        said = fetch(conn, _said(kind, first, end, among))
    numbers = np.unique(np.concatenate([values["section_id"], said["section_id"]]))
    codes = sorted({register.code[number] for number in numbers.tolist()})
    place = {code: at for at, code in enumerate(codes)}
    column_of = np.array([place[register.code[number]] for number in numbers.tolist()], np.int64)
    shape = (len(begins), len(codes))
    row, value = np.full(shape, _NONE), np.full(shape, _NONE)
    last, changed = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for found in (values, said):
        slot = np.searchsorted(begins, found["start"], side="right") - 1
        inside = (slot >= 0) & (found["start"] < ends[slot])
        column = column_of[np.searchsorted(numbers, found["section_id"])]
        at = slot[inside], column[inside]
        np.minimum.at(row, at, found["row"][inside])
        np.maximum.at(last, at, found["last"][inside])
        if "value" in found:
            np.minimum.at(value, at, found["value"][inside])
            np.maximum.at(changed, at, found["changed"][inside])
        elif not kind.by_hand:
            for one in np.flatnonzero(found["end"] - found["start"] >= DAY_S):
                held = (begins >= found["start"][one]) & (ends <= found["end"][one])
                row[held, column[one]] = np.minimum(row[held, column[one]], found["row"][one])
                last[held, column[one]] = np.maximum(last[held, column[one]], found["last"][one])
    revised = (value < _NONE) & (changed > value)
    return Arrivals(
        start=first, stations=codes, row=_or_never(row), value=_or_never(value), last=last,
        revisions=revised.astype(np.int64),
    )  # fmt: skip


def _or_never(numbers: Ints) -> Ints:
    return np.where(numbers == _NONE, 0, numbers)


def _within(table: Table, kind: Kind, first: int, end: int, among: Sequence[int] | None) -> list[Any]:
    conditions = [kind.of(table), table.c.start >= first, table.c.start < end]
    if among is not None:
        conditions.append(table.c.section_id.in_(among))
    elif not kind.by_hand:  # by number, so that the key is used: it begins with the section
        conditions.append(table.c.section_id.in_(select(section.c.id)))
    return conditions


def _values(kind: Kind, first: int, end: int, among: Sequence[int] | None) -> Select[Any]:
    v = water_value.c
    says = or_(v.value.is_not(None), v.qualifier != 0)
    later = or_(v.revision > 0, v.stage > 0)
    return (
        select(
            v.section_id,
            v.start,
            func.min(v.batch_id).label("row"),
            cast(func.min(case((says, v.batch_id), else_=_NONE)), Integer).label("value"),
            func.max(v.batch_id).label("last"),
            cast(func.max(case((later, v.batch_id), else_=0)), Integer).label("changed"),
        )
        .where(*_within(water_value, kind, first, end, among))
        .group_by(v.section_id, v.start)
    )


def _said(kind: Kind, first: int, end: int, among: Sequence[int] | None) -> Select[Any]:
    p = water_published.c
    return (
        select(
            p.section_id,
            p.start,
            func.max(p.end).label("end"),
            func.min(p.batch_id).label("row"),
            func.max(p.batch_id).label("last"),
        )
        .where(*_within(water_published, kind, first, end, among))
        .group_by(p.section_id, p.start)
    )


def water_heard(store: Store, kind: Kind, *, first: int, end: int) -> pd.DataFrame:
    """Return when each section was last heard in [first, end) [epoch s], and from whom: columns code, start, source.

    A section has one row, that of its newest interval of the kind.
    """
    with store.reading() as conn:
        register = standing_register(store, conn)
        found: list[tuple[int, int, int]] = []
        for table in (water_value, water_published):
            found += [one for one in rows(conn, _newest(table, kind, first, end)) if one[1] is not None]
        source_of = dict(rows(conn, select(batch.c.id, batch.c.source)))
    told = pd.DataFrame(found, columns=["number", "start", "batch"]).sort_values(["start", "batch"])
    told["code"] = [register.code[number] for number in told["number"].tolist()]
    told["source"] = [source_of.get(number, "") for number in told["batch"].tolist()]
    return told.drop_duplicates("code", keep="last")[["code", "start", "source"]].reset_index(drop=True)


def _newest(table: Table, kind: Kind, first: int, end: int) -> Select[Any]:
    """Newest interval of each section and the batch that brought it: of a feed looked up section by section."""
    inside = [kind.of(table), table.c.start >= first, table.c.start < end]
    if kind.by_hand:
        return (
            select(table.c.section_id, func.max(table.c.start), func.max(table.c.batch_id))
            .where(*inside)
            .group_by(table.c.section_id)
        )
    mine = (
        select(table.c.start)
        .where(table.c.section_id == section.c.id, *inside)
        .order_by(table.c.start.desc())
        .limit(1)
        .correlate(section)
        .scalar_subquery()
    )
    at = select(section.c.id, mine.label("start")).subquery()
    brought = (
        select(func.max(table.c.batch_id))
        .where(table.c.section_id == at.c.id, table.c.start == at.c.start)
        .correlate(at)
        .scalar_subquery()
    )
    return select(at.c.id, at.c.start, brought)


def water_brought(store: Store, kind: Kind, *, begins: Ints, ends: Ints) -> list[tuple[int, int]]:
    """Return which batches brought rows of some slots, of whatever section: (start, batch)."""
    found: list[tuple[int, int]] = []
    with store.reading() as conn:
        for first, end in zip(begins.tolist(), ends.tolist(), strict=True):
            for table in (water_value, water_published):
                query = (
                    select(func.min(table.c.start), table.c.batch_id)
                    .where(*_within(table, kind, first, end, None))
                    .group_by(table.c.batch_id)
                )
                found.extend(rows(conn, query))
    return found


def water_states(
    store: Store, *, first: int, end: int, sections: Sequence[str]
) -> dict[tuple[str, int], str]:
    """Return what the stations of sections said of themselves in [first, end) [epoch s], by section and start.

    Such as 停站 (stopped) or 维护 (maintenance).
    """
    p = water_published.c
    with store.reading() as conn:
        register = standing_register(store, conn)
        query = (
            select(p.section_id, p.start, p.state)
            .where(p.section_id.in_(register.meant(sections)), p.start >= first, p.start < end, p.state != "")
            .order_by(p.batch_id)
        )
        return {(register.code[number], int(start)): str(word) for number, start, word in rows(conn, query)}
