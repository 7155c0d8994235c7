"""Lists of members by name and date: the shipped ones and those that people handed in, and who is on them when.

A version that a person handed in takes the place of a shipped list of the same name from the moment it is known.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.columns import stamp
from assessment.members import atlas
from assessment.periods import midnight
from geo.atlas import Atlas
from indicators.parameters import Label
from ingest import rosters as handed
from store.opening import Store
from store.rosters import Entry, Roster, find_roster, rosters

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "lists"
WORDS = ("cities", "counties")


def roster(store: Store, name: str, as_of: datetime | None = None) -> Roster:
    """The version of a list that counted at a moment (None: now).

    Raises
    ------
    LookupError
        With the known lists, where there is none of that name.
    """
    found = find_roster(store, name, as_of)
    if found is not None:
        return found
    path = SHIPPED / f"{name}.csv"
    if name in _shipped_names():
        return _shipped(path)
    known = sorted({*WORDS, *_shipped_names(), *(one.name for one in rosters(store))})
    raise LookupError(f"there is no list {name!r}; say one of {' '.join(known)}")


def on_the_day(found: Roster, day: date) -> list[Entry]:
    """Those on a list on a civil day, each once, in the order of the list."""
    here: dict[str, Entry] = {}
    for one in found.entries:
        if (one.first is None or one.first <= day) and (one.last is None or day <= one.last):
            here.setdefault(one.code, one)
    return list(here.values())


def shown(store: Store, name: str | None = None, *, as_of: datetime | None = None) -> Answer:
    """Every list and version, or the members of one.

    Without a name one row a version: name, version, level, members, known_at, by, reason, file. With one its
    members: line, code, name, name_en, from, to.

    Raises
    ------
    LookupError
        For an unknown list.
    """
    if name is None:
        kept = rosters(store)
        own = [_shipped(SHIPPED / f"{one}.csv") for one in _shipped_names()]
        table = pd.DataFrame(
            [
                {
                    "name": one.name, "version": one.version, "level": one.level, "members": len(one.entries),
                    "known_at": "" if one.version == 0 else stamp(one.known_at), "by": one.actor,
                    "reason": one.reason, "file": one.file,
                }
                for one in [*own, *kept]
            ]
        )  # fmt: skip
        return Answer(table=table, passport=_passport(None, len(table), as_of))
    found = roster(store, name, as_of)
    places = atlas(store)
    rows = []
    for one in found.entries:
        region = places.find(one.code, found.level)
        rows.append(
            {
                "line": one.line, "code": one.code, "name": region.name, "name_en": region.name_en,
                "from": one.first.isoformat() if one.first else "",
                "to": one.last.isoformat() if one.last else "",
            }
        )  # fmt: skip
    columns = ["line", "code", "name", "name_en", "from", "to"]
    return Answer(table=pd.DataFrame(rows, columns=columns), passport=_passport(found, len(rows), as_of))


def inside(places: Atlas, found: Roster, code: str, within: str) -> bool:
    """Whether a member of a list lies in a region (code); everyone lies in the country."""
    region = places.regions.code(within)
    member = places.find(code, found.level)
    return region.level == "country" or any(
        one.code == region.code for one in (member, *places.regions.ancestors(member))
    )


def _passport(found: Roster | None, size: int, as_of: datetime | None) -> Passport:
    moment = found.known_at if found else datetime.now(UTC)
    title = Label(
        zh=f"名单 {found.name} 第{found.version}版" if found else "名单",
        en=f"List {found.name}, version {found.version}" if found else "Lists",
    )
    return Passport(
        title=title, unit="", start=moment, end=moment, members=str(size), editions=(), clauses=(),
        formula=Label(zh=found.reason if found else "", en=found.reason if found else ""), stage="",
        reference=Reference(
            question="lists", arguments={"name": found.name if found else ""}, as_of=as_of or datetime.now(UTC)
        ),
    )  # fmt: skip


def _shipped_names() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.csv"))


@cache
def _shipped(path: Path) -> Roster:
    """The list of a shipped file, as version 0; its source stands in the remarks of its first lines."""
    read = handed.read(path)
    if read.refused:
        raise ValueError(f"the shipped list {path.name} is broken: {read.refused[0]}")
    remarks = [t[1:].strip() for t in path.read_text(encoding="utf-8").splitlines() if t.startswith("#")]
    return Roster(
        name=path.stem, version=0, level="prefecture", known_at=midnight(date(2018, 7, 1)), actor="shipped",
        reason=" ".join(remarks), file=read.file, sha256=read.sha256,
        entries=tuple(Entry(line=o.number, code=o.code, first=o.first, last=o.last) for o in read.lines),
    )  # fmt: skip
