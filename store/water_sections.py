"""Writing into the register of sections: what people say of a section, kept version by version.

A section is a number under which values lie. What is known of it comes in records that are never changed: a record
holds from its first day on, a later version with the same first day takes its place. The newest record of a person
says what a section's code is; several numbers may carry one code, where a person joined what feeds call differently.
Nothing is matched by a name that merely looks alike: a name in brackets is an alias only where a person wrote so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from ingest.section import SectionRecord
from ingest.section_names import folded
from store.opening import Store
from store.water_register import LISTS, Register, micros, register, standing_register
from store.water_tables import section, section_record


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
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in LISTS}
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
        known = standing_register(store, conn, as_of)
    found = [replace(r, code=known.code[n]) for n, held in known.records.items() for r in held]
    return sorted(found, key=lambda one: (one.code, one.version))


def _moment(one: SectionRecord) -> datetime:
    return one.known_at or datetime.fromtimestamp(0, UTC)
