"""The register of sections in memory: who is meant by a name or a code, and what was known of each section when.

What is read here is never changed by a reader; who writes takes a register of his own and lets it learn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, func, select

from ingest.section import SectionRecord
from ingest.section_names import folded
from ingest.water_contract import SaidSection
from store import bulk
from store.days import epoch
from store.opening import Store
from store.water_tables import section, section_record

LISTS: Final = ("aliases", "upstream", "downstream", "purposes")
FILLED: Final = ("city", "county", "river", "basin", "kind")
"""What a feed may add to a record."""
REGISTERS: Final = 4
"""So many are held at once: that of now, and those of a few earlier moments."""
_FIELDS: Final = tuple(one.name for one in fields(SectionRecord))
_NONE: Final = "[]"


@dataclass(slots=True, kw_only=True)
class Register:
    """All sections and their records at a moment, and the ways to find one.

    Attributes
    ----------
    numbers
        Number of a section by the code under which it was first met.
    records
        Records of each number in the order of their versions.
    code
        Code that each number carries now.
    """

    numbers: dict[str, int]
    records: dict[int, list[SectionRecord]]
    code: dict[int, str]
    by_code: dict[str, set[int]] = field(default_factory=dict)
    by_name: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    by_alias: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    anywhere: dict[str, set[int]] = field(default_factory=dict)

    def learn(self, number: int, one: SectionRecord) -> None:
        """Let a section be found by a record of it."""
        self.records.setdefault(number, []).append(one)
        if one.complete or number not in self.code:
            self.code[number] = one.code
        self.by_code.setdefault(one.code, set()).add(number)
        self.by_code.setdefault(self.code[number], set()).add(number)
        self._name(one.province, folded(one.name), number)
        for alias in one.aliases if one.complete else ():
            self.by_alias.setdefault((one.province, folded(alias)), set()).add(number)

    def next_version(self, number: int) -> int:
        """Number that the next record of a section gets."""
        return max((one.version for one in self.records.get(number, ())), default=0) + 1

    def _name(self, province: str, name: str, number: int) -> None:
        self.by_name.setdefault((province, name), set()).add(number)
        self.anywhere.setdefault(name, set()).add(number)

    def met(self, number: int, code: str, province: str, name: str) -> None:
        """Let a section be found by what it was first met as."""
        self.numbers[code] = number
        self.code.setdefault(number, code)
        self.by_code.setdefault(code, set()).add(number)
        self._name(province, name, number)

    def find(self, said: SaidSection) -> tuple[int | None, bool]:
        """Number of the section that a feed means, None where it is new; and whether it was found by an alias."""
        if said.code and said.code in self.by_code:
            return min(self.by_code[said.code]), False
        if said.key in self.numbers:
            return self.numbers[said.key], False
        name = folded(said.name)
        exact = self.by_name.get((said.province, name), set())
        if exact and not (said.code and self._have_codes(exact)):
            return min(exact), False
        if said.code:
            return None, False
        alias = self.by_alias.get((said.province, name), set())
        if len({self.code[n] for n in alias}) == 1:
            return min(alias), True
        if not said.province:
            wide = self.anywhere.get(name, set())
            if len({self.code[n] for n in wide}) == 1:
                return min(wide), False
        return None, False

    def _have_codes(self, numbers: Iterable[int]) -> bool:
        """Whether a person gave one of them a code: another code is then another section."""
        return any(record.complete for n in numbers for record in self.records.get(n, ()))

    def meant(self, codes: Sequence[str]) -> list[int]:
        """Numbers of the sections that carry one of some codes, or did when they were first met."""
        return sorted({n for code in codes for n in self.by_code.get(code, ())})

    def at(self, day: date) -> dict[str, SectionRecord]:
        """Record that holds on a day for each code, by code; sections that a person closed are not among them.

        Where a person's record says nothing of a river, basin, kind or city, what a feed said stands in.
        """
        found: dict[str, SectionRecord] = {}
        for number in sorted(self.records):
            one = holding(self.records[number], day)
            if one is None:
                continue
            code = self.code[number]
            if code not in found or (one.complete, one.version) > (found[code].complete, found[code].version):
                found[code] = replace(one, code=code)
        said = [r for held in self.records.values() for r in held if not r.complete]
        for one in said:
            code = self.code[self.numbers[one.code]] if one.code in self.numbers else one.code
            if code in found and found[code].complete:
                found[code] = _with_what_was_said(found[code], one)
        return dict(sorted(found.items()))


def _with_what_was_said(own: SectionRecord, said: SectionRecord) -> SectionRecord:
    lies = {"city", "county"} if own.city or own.county or own.province != said.province else set()
    return replace(
        own,
        **{n: getattr(said, n) for n in FILLED if n not in lies and not getattr(own, n) and getattr(said, n)},
    )


def holding(records: Sequence[SectionRecord], day: date) -> SectionRecord | None:
    """Record of one section that holds on a day, or None.

    Of records with the same first day the newest counts, of those that hold the one that began last. What a feed
    alone has said holds only until the first day of the first record of a person.
    """
    newest = {(one.complete, one.first): one for one in records}
    own = [one for one in newest.values() if one.complete]
    begins = min((one.first or date.min for one in own), default=None)
    mine = [one for one in own if one.holds_on(day)]
    if mine:
        return max(mine, key=lambda one: one.first or date.min)
    if begins is not None and begins <= day:
        return None
    return next((one for one in newest.values() if not one.complete and one.holds_on(day)), None)


def register(conn: Connection, as_of: datetime | None = None) -> Register:
    """Register as it is, or as it was known at a moment: one of the caller's own, which may learn."""
    found = Register(numbers={}, records={}, code={})
    query = select(section_record.c.section_id, *(section_record.c[name] for name in _FIELDS)).order_by(
        section_record.c.version, section_record.c.section_id
    )
    if as_of is not None:
        query = query.where(section_record.c.known_at <= micros(as_of))
    for number, *row in bulk.rows(conn, query):
        found.learn(number, _record(tuple(row)))
    met = select(section.c.id, section.c.code, section.c.province, section.c.folded).order_by(section.c.id)
    for number, code, province, name in bulk.rows(conn, met):
        if as_of is None or number in found.records:
            found.met(number, code, province, name)
    return found


Version = tuple[int, int, int]


def version(conn: Connection) -> Version:
    """What changes with every word of the register: its sections, its records, and when the newest was handed in."""
    records, newest = conn.execute(select(func.count(), func.max(section_record.c.known_at))).one()
    sections = conn.execute(select(func.count()).select_from(section)).scalar_one()
    return int(sections), int(records), int(newest or 0)


def standing_register(store: Store, conn: Connection, as_of: datetime | None = None) -> Register:
    """Register as it is or was, one for all readers of this process while no word is added: nobody lets it learn."""
    return _held(store, as_of, version(conn))


@lru_cache(maxsize=REGISTERS)
def _held(store: Store, as_of: datetime | None, _version: Version) -> Register:
    with store.reading() as conn:
        return register(conn, as_of)


def _record(row: tuple[Any, ...]) -> SectionRecord:
    held = dict(zip(_FIELDS, row, strict=True))
    for name in LISTS:
        held[name] = () if held[name] == _NONE else tuple(json.loads(held[name]))
    held["target_items"] = {} if held["target_items"] == "{}" else json.loads(held["target_items"])
    held |= {n: None if held[n] is None else date.fromordinal(held[n]) for n in ("first", "last")}
    held["known_at"] = datetime.fromtimestamp(held["known_at"] / 1_000_000, UTC)
    held["complete"] = bool(held["complete"])
    return SectionRecord(**held)


def micros(moment: datetime) -> int:
    """Epoch microseconds of an aware time."""
    return epoch(moment) * 1_000_000 + moment.microsecond
