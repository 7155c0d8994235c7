"""The register of sections: who is meant by a name, and what was known of each section when.

A section is a number under which values lie. What is known of it comes in records that are never changed: a record
holds from its first day on, a later version with the same first day takes its place. The newest record of a person
says what a section's code is; several numbers may carry one code, where a person joined what feeds call differently.
Nothing is matched by a name that merely looks alike: a name in brackets is an alias only where a person wrote so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from ingest.section import SectionRecord
from ingest.section_names import folded
from ingest.water_contract import SaidSection
from store import bulk
from store.days import epoch
from store.opening import Store
from store.water_tables import section, section_record

_LISTS: Final = ("aliases", "upstream", "downstream", "purposes")
FILLED: Final = ("city", "county", "river", "basin", "kind")
"""What a feed may add to a record."""


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
    """Register as it is, or as it was known at a moment."""
    found = Register(numbers={}, records={}, code={})
    query = select(section_record).order_by(section_record.c.version, section_record.c.section_id)
    if as_of is not None:
        query = query.where(section_record.c.known_at <= micros(as_of))
    for row in conn.execute(query).mappings():
        found.learn(row["section_id"], _record(dict(row)))
    met = select(section.c.id, section.c.code, section.c.province, section.c.folded).order_by(section.c.id)
    for number, code, province, name in bulk.rows(conn, met):
        if as_of is None or number in found.records:
            found.met(number, code, province, name)
    return found


def _enter(conn: Connection, known: Register, code: str, one: SectionRecord) -> int:
    name = folded(one.name)
    conn.execute(section.insert().values(code=code, province=one.province, folded=name))
    number = int(conn.execute(select(section.c.id).where(section.c.code == code)).scalar_one())
    known.met(number, code, one.province, name)
    return number


def _keep_record(
    conn: Connection, known: Register, number: int, one: SectionRecord, act: Mapping[str, Any]
) -> None:
    version = known.next_version(number)
    conn.execute(section_record.insert().values(row_of(number, version, one, act)))
    known.learn(number, replace(one, version=version))


def row_of(number: int, version: int, one: SectionRecord, act: Mapping[str, Any]) -> dict[str, Any]:
    """Row of the table of records for a version of a section; `act` is who brought it, why, from where and when."""
    row = {f.name: getattr(one, f.name) for f in fields(one)} | {"version": version, **act}
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in _LISTS}
    row["target_items"] = json.dumps(dict(one.target_items), sort_keys=True)
    row |= {name: None if row[name] is None else row[name].toordinal() for name in ("first", "last")}
    return {"section_id": number, **row}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSections:
    """What became of records: codes that are new, of which a further version was kept, and that were known.

    `refused` are sentences, by the position of the record that they are about.
    """

    new: tuple[str, ...]
    revised: tuple[str, ...]
    known: tuple[str, ...]
    refused: Mapping[int, str]


def keep_sections(store: Store, records: Sequence[SectionRecord], *, actor: str, reason: str) -> KeptSections:
    """Keep what a person says of sections, in one transaction; what is known in the same words is not kept again.

    A record is of every section that its code, its name in its province, or one of its aliases names (as a code, or
    as a name in that province). It is refused where these are sections of another code that a person gave.
    """
    new: list[str] = []
    revised: list[str] = []
    unchanged: list[str] = []
    refused: dict[int, str] = {}
    with store.writing() as conn:
        known = register(conn)
        clock = max(
            micros(store.now()),
            max((micros(_moment(one)) for held in known.records.values() for one in held), default=0),
        )
        act = {"known_at": clock, "actor": actor, "reason": reason}
        for position, one in enumerate(records):
            meant = _named_by(known, one)
            why = _clash(known, one, meant)
            if why:
                refused[position] = why
                continue
            is_new = not meant
            if is_new:
                meant = {_enter(conn, known, one.code, one)}
            wrote = False
            for number in sorted(meant):
                before = {(r.complete, r.first): r for r in known.records.get(number, ())}.get(
                    (True, one.first)
                )
                if before is None or not before.says_the_same(one):
                    _keep_record(conn, known, number, one, act | {"file": one.file})
                    wrote = True
            (new if is_new else revised if wrote else unchanged).append(one.code)
    return KeptSections(new=tuple(new), revised=tuple(revised), known=tuple(unchanged), refused=refused)


def _named_by(known: Register, one: SectionRecord) -> set[int]:
    found = set(known.by_code.get(one.code, ()))
    for name in (one.name, *one.aliases):
        found |= known.by_name.get((one.province, folded(name)), set())
    for alias in one.aliases:
        found |= known.by_code.get(alias, set())
    return found


def _clash(known: Register, one: SectionRecord, meant: set[int]) -> str:
    spoken = {one.code, *one.aliases}
    for number in sorted(meant):
        own = [record for record in known.records.get(number, ()) if record.complete]
        if own and known.code[number] not in spoken:
            return (
                f"{one.name} is the section {known.code[number]} already, not {one.code}; "
                "to give it a new code, name the old one among its aliases"
            )
    return ""


def section_versions(store: Store, as_of: datetime | None = None) -> list[SectionRecord]:
    """Return every version of every record that was known then (None: now), by code and version."""
    with store.reading() as conn:
        known = register(conn, as_of)
    found = [replace(r, code=known.code[n]) for n, held in known.records.items() for r in held]
    return sorted(found, key=lambda one: (one.code, one.version))


def _record(row: Mapping[str, Any]) -> SectionRecord:
    held = {name: row[name] for name in (f.name for f in fields(SectionRecord))}
    held |= {name: tuple(json.loads(held[name])) for name in _LISTS}
    held["target_items"] = json.loads(held["target_items"])
    held |= {n: None if held[n] is None else date.fromordinal(held[n]) for n in ("first", "last")}
    held["known_at"] = datetime.fromtimestamp(held["known_at"] / 1_000_000, UTC)
    return SectionRecord(**held)


def _moment(one: SectionRecord) -> datetime:
    return one.known_at or datetime.fromtimestamp(0, UTC)


def micros(moment: datetime) -> int:
    """Epoch microseconds of an aware time."""
    return epoch(moment) * 1_000_000 + moment.microsecond
