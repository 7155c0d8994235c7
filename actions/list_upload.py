"""The act of handing in a list of members: its places are named, what cannot be named is told by line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from geo.atlas import Atlas
from geo.regions import Level, Region
from ingest.contract import PayloadError
from ingest.rosters import Line, read
from store.opening import Store
from store.rosters import Entry, Roster, keep_roster

_NAME = re.compile(r"[\w一-鿿.+-]{1,40}")
_TAKEN = frozenset({"cities", "counties"})
_LEVELS = (Level.PREFECTURE, Level.COUNTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """The version that counts now, and a sentence for each line that did not go in."""

    roster: Roster
    refused: tuple[str, ...]


def upload_list(store: Store, *, name: str, path: Path, by: str, reason: str) -> Uploaded:
    """Keep a list of cities or of counties as a new version; lines that name no place are refused one by one.

    The list is one of cities or of counties, whichever most of its lines can be; a line that is not of that
    level is refused like one that is unknown.

    Raises
    ------
    PayloadError
        If the file is no list, or none of its lines names a place.
    ValueError
        If nobody or no reason is named, or the name is none that a list can have.
    """
    if not by.strip() or not reason.strip():
        raise ValueError("say who hands the list in (--by) and why (--reason)")
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise ValueError(
            f"{name!r} cannot be the name of a list: letters, digits, . + - _ and not cities or counties"
        )
    places = store.atlas
    if not isinstance(places, Atlas):
        raise TypeError("this store was opened without an atlas")
    handed = read(path)
    level = _level(places, handed.lines)
    entries: list[Entry] = []
    refused = list(handed.refused)
    spans: dict[str, list[Line]] = {}
    for line in handed.lines:
        where = f"{handed.file}: line {line.number}"
        region = _region(places, line, level)
        if isinstance(region, str):
            refused.append(f"{where}: {region}")
        elif any(_meet(line, other) for other in spans.get(region.code, ())):
            refused.append(f"{where}: {region.name} ({region.code}) is on the list already")
        else:
            spans.setdefault(region.code, []).append(line)
            entries.append(Entry(line=line.number, code=region.code, first=line.first, last=line.last))
    if not entries:
        raise PayloadError(f"{handed.file}: no line names a place: {'; '.join(refused[:3])}")
    kept = keep_roster(
        store, name=name, level=str(level), entries=entries, actor=by.strip(), reason=reason.strip(),
        file=handed.file, sha256=handed.sha256,
    )  # fmt: skip
    return Uploaded(roster=kept, refused=tuple(sorted(refused, key=_line_number)))


def _level(places: Atlas, lines: tuple[Line, ...]) -> Level:
    votes: Counter[Level] = Counter()
    for line in lines:
        votes.update(level for level in _LEVELS if not isinstance(_region(places, line, level), str))
    return max(_LEVELS, key=lambda level: votes[level])


def _region(places: Atlas, line: Line, level: Level) -> Region | str:
    """The place that a line means, or why it means none: code and name must agree where both are given."""
    try:
        by_code = places.find(line.code, level) if line.code else None
        by_name = places.find(line.name, level) if line.name and by_code is None else None
    except LookupError as error:
        return str(error.args[0])
    found = by_code or by_name
    if found is None:
        return "names nobody"
    if by_code is not None and line.name and not _is_called(by_code, line.name):
        return f"the code {line.code} is {by_code.name}, the name is {line.name}"
    return found


def _is_called(region: Region, name: str) -> bool:
    folded = name.casefold().replace(" ", "")
    known = [n.casefold().replace(" ", "") for n in (region.name, region.short, region.name_en)]
    return any(folded == n or folded.startswith(region.short) for n in known)


def _meet(a: Line, b: Line) -> bool:
    return not (
        (a.last is not None and b.first is not None and a.last < b.first)
        or (b.last is not None and a.first is not None and b.last < a.first)
    )


def _line_number(sentence: str) -> int:
    found = re.search(r": line (\d+):", sentence)
    return int(found.group(1)) if found else 0
