"""What feeds say of sections: each is found in the register or entered, and marked incomplete until a person writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from geo.atlas import Atlas
from geo.regions import Level, Region
from ingest.section import SectionRecord
from ingest.section_names import folded
from ingest.water_contract import SaidSection
from store import bulk
from store.water_register import FILLED, Register, register
from store.water_sections import row_of
from store.water_tables import section, section_record

FIRST_MET: Final = "first met in a feed"
SAID_MORE: Final = "a feed said more of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Number of the section of each key of a batch, and the keys that name a section which another key names too."""

    numbers: Mapping[str, int]
    doubled: tuple[SaidSection, ...]


def keep_said(
    conn: Connection, atlas: object, said: Sequence[SaidSection], *, source: str, file: str, clock: int
) -> Meant:
    """Find or enter the sections of a batch; a section first met gets a record that is marked incomplete.

    Of two keys that mean one section the one that names it exactly stays; the other is `doubled`.
    """
    if not said:
        return Meant(numbers={}, doubled=())
    known = register(conn)
    places = _Places(atlas)
    act = {"known_at": clock, "actor": source, "file": file}
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    doubled: list[SaidSection] = []
    new: list[SaidSection] = []
    rows: list[dict[str, Any]] = []
    # Those named exactly come first, so that none of them loses its section to an alias.
    for one, number, _ in sorted(
        ((one, *known.find(one)) for one in said), key=lambda each: (each[2], each[0].key)
    ):
        if number is None:
            new.append(one)
        elif number in taken:
            doubled.append(one)
        else:
            taken.add(number)
            numbers[one.key] = number
            more = _gained(known, number, one, places)
            if more is not None:
                version = known.next_version(number)
                rows.append(row_of(number, version, more, act | {"reason": SAID_MORE}))
    entered = _enter(conn, new)
    rows += [
        row_of(entered[one.key], 1, _incomplete(one, places), act | {"reason": FIRST_MET}) for one in new
    ]
    if rows:
        bulk.insert(conn, section_record, {name: [row[name] for row in rows] for name in rows[0]})
    return Meant(numbers=numbers | entered, doubled=tuple(doubled))


def _enter(conn: Connection, new: Sequence[SaidSection]) -> dict[str, int]:
    """Numbers of sections that are entered under their keys."""
    if not new:
        return {}
    columns = {
        "code": [one.key for one in new],
        "province": [one.province for one in new],
        "folded": [folded(one.name) for one in new],
    }
    bulk.insert(conn, section, columns)
    entered = dict(bulk.rows(conn, select(section.c.code, section.c.id)))
    return {one.key: entered[one.key] for one in new}


def _incomplete(said: SaidSection, places: _Places) -> SectionRecord:
    city, county = places.of(said.province, said.city)
    return SectionRecord(
        code=said.key, name=said.name, aliases=said.aliases, river=said.river, basin=said.basin,
        province=said.province, city=city, county=county, kind=said.kind, complete=False,
    )  # fmt: skip


def _gained(known: Register, number: int, said: SaidSection, places: _Places) -> SectionRecord | None:
    """The record of a section that only feeds have told of, with what it lacked; None where there is nothing new."""
    held = known.records.get(number, [])
    if not held or any(one.complete for one in held):
        return None
    newest = held[-1]
    lies = ("", "") if newest.city or newest.county else places.of(newest.province, said.city)
    told = {"city": lies[0], "county": lies[1], "river": said.river, "basin": said.basin, "kind": said.kind}
    gained: dict[str, Any] = {n: told[n] for n in FILLED if told[n] and not getattr(newest, n)}
    return replace(newest, **gained) if gained else None


class _Places:
    """Cities and counties by the names that feeds write, province by province."""

    def __init__(self, atlas: object) -> None:
        self._atlas = atlas if isinstance(atlas, Atlas) else None
        self._named: dict[tuple[str, Level, str], list[Region]] | None = None

    def of(self, province: str, text: str) -> tuple[str, str]:
        """City and county (division codes) of a name in a province; empty where not exactly one is called so."""
        if not text or not province or self._atlas is None:
            return "", ""
        named = self._by_name(self._atlas)
        cities = named.get((province[:2], Level.PREFECTURE, text), [])
        if len(cities) == 1:
            return cities[0].code, ""
        counties = named.get((province[:2], Level.COUNTY, text), [])
        if cities or len(counties) != 1:
            return "", ""
        above = self._atlas.regions.ancestors(counties[0])
        return next((up.code for up in above if up.level is Level.PREFECTURE), ""), counties[0].code

    def _by_name(self, atlas: Atlas) -> dict[tuple[str, Level, str], list[Region]]:
        if self._named is None:
            self._named = {}
            for one in atlas.regions:
                if one.level in (Level.PREFECTURE, Level.COUNTY):
                    for name in {one.name, one.short}:
                        self._named.setdefault((one.code[:2], one.level, name), []).append(one)
        return self._named
