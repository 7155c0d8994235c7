"""Regions: what a division is, and a collection of them that can be asked by code, by name and by kinship.

A collection is made by `geo.boundaries` from the files of a boundary folder. The code of a municipality is
the same at the levels province and prefecture (110000), as the bureaus publish it, so a region is known by
level and code together; a bare code or name means the highest level that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.names import folded

Geometries = NDArray[np.object_]

COUNTRY_CODE: Final = "100000"


class Level(StrEnum):
    """Rank of a division."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"

    @property
    def depth(self) -> int:
        """Position from the country (0) down to the township (4)."""
        return _DEPTHS[self]

    @classmethod
    def named(cls, text: str) -> Level:
        """Return the level of a name as people type it: ``city`` is the prefecture.

        Raises
        ------
        LookupError
            For any other word.
        """
        word = text.strip().lower()
        if word in _LEVEL_WORDS:
            return _LEVEL_WORDS[word]
        if word in set(cls):
            return cls(word)
        raise LookupError(f"no level is called {text!r}; levels are {', '.join(cls)} (city = prefecture)")


_DEPTHS: Final = {level: depth for depth, level in enumerate(Level)}
_LEVEL_WORDS: Final = {"city": Level.PREFECTURE, "district": Level.COUNTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A division, or a unit published as a city of its own.

    Attributes
    ----------
    code
        Division code as bureaus use it: six digits, nine or twelve for townships.
    name, short, name_en, initials
        Full name (焦作市), short name (焦作), English name (Jiaozuo), first letters to search by (jz).
    level
        Rank of the division.
    parent
        Code of the division above, None for the country.
    lon, lat
        A point inside, where a label is centred: of its largest part the one furthest from any border
        [degree, CGCS2000]; NaN where no border is known.
    counties
        For a unit published as a city of its own: the counties of which it consists. Empty for a division.
    aliases
        Other codes under which the same division is known.
    """

    code: str
    name: str
    short: str
    name_en: str
    initials: str
    level: Level
    parent: str | None
    lon: float = float("nan")
    lat: float = float("nan")
    counties: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def overlaps(self) -> bool:
        """Whether it lies, by declaration, inside another region of its level (定州 inside 保定)."""
        return bool(self.counties)


@dataclass(frozen=True, kw_only=True, eq=False)
class Regions:
    """Regions of one or several levels, with their borders.

    Attributes
    ----------
    members
        The regions, by level from the country down, within a level by code; units that overlap come last.
    borders
        Answers their borders, one a member; asked once and only when a border is needed, since names are
        wanted a hundred times more often and are read in a tenth of the time.
    """

    members: tuple[Region, ...]
    borders: Callable[[], Geometries] = field(repr=False)

    @cached_property
    def geometry(self) -> Geometries:
        """Borders of the members [degree, CGCS2000], one shapely geometry each, None where none is known."""
        return self.borders()

    def __len__(self) -> int:
        return len(self.members)

    def __iter__(self) -> Iterator[Region]:
        return iter(self.members)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels that have members, from the country down."""
        return tuple(level for level in Level if level in self._by_level)

    def at(self, level: Level) -> Regions:
        """Return the regions of one level, as a collection of their own."""
        rows = [i for i, region in enumerate(self.members) if region.level is level]
        return self._rows(rows)

    def partition(self) -> Regions:
        """Return the regions without those that overlap others by declaration."""
        return self._rows([i for i, region in enumerate(self.members) if not region.overlaps])

    def code(self, code: str, level: Level | None = None) -> Region:
        """Return the region of a code or of an older code of it.

        Parameters
        ----------
        code
            Division code.
        level
            Level to look at; the highest that has the code if left out.

        Raises
        ------
        LookupError
            No such code.
        """
        for one in self._wanted(level):
            found = self._by_level[one].get(code)
            if found is not None:
                return self.members[found]
        raise LookupError(f"no {level or 'region'} has the code {code!r}")

    def find(self, text: str, level: Level | None = None) -> Region:
        """Return the one region that a code or name means.

        A full name counts before a short one, a short one before an English one, and a higher level before a
        lower one (海南 is the province, not the prefecture of Qinghai).

        Parameters
        ----------
        text
            410800, 焦作市, 焦作 or Jiaozuo.
        level
            Level to look at; all if left out.

        Raises
        ------
        LookupError
            Nothing has that name, or several at the same level have it; the sentence lists candidates.
        """
        word = text.strip()
        if word.isdigit():
            return self.code(word, level)
        for names in (self._full, self._short, self._english):
            hits = [self.members[i] for i in names.get(folded(word), ())]
            hits = [region for region in hits if level is None or region.level is level]
            if not hits:
                continue
            top = min(region.level.depth for region in hits)
            best = [region for region in hits if region.level.depth == top]
            if len(best) == 1:
                return best[0]
            raise LookupError(
                f"{word!r} means {len(best)} places: {self._listed(best)}; name one by its code"
            )
        near = self.search(word, limit=5, level=level)
        hint = f"; did you mean {self._listed(near)}?" if near else ""
        raise LookupError(f"no {level or 'region'} is called {word!r}{hint}")

    def search(self, text: str, *, limit: int = 20, level: Level | None = None) -> list[Region]:
        """Return regions whose name, short or English name, initials or code begin with or contain a text.

        Best first: equal, then beginning with it, then containing it; within each by level and code.

        Parameters
        ----------
        text
            What was typed so far; empty gives an empty list.
        limit
            Highest number of regions returned.
        level
            Level to look at; all if left out.
        """
        word = folded(text)
        if not word:
            return []
        ranked: list[tuple[int, int, int]] = []
        for i, (region, keys) in enumerate(zip(self.members, self._keys, strict=True)):
            if level is not None and region.level is not level:
                continue
            score = min((_closeness(word, key) for key in keys), default=9)
            if score < 9:
                ranked.append((score, region.level.depth, i))
        return [self.members[i] for *_, i in sorted(ranked)[:limit]]

    def children(self, region: Region, level: Level | None = None) -> list[Region]:
        """Return the regions inside a region, at the next level that is loaded or at the one named.

        A unit published as a city of its own has the counties of which it consists; the prefecture in which
        they lie has them too.
        """
        below = [one for one in self.levels if one.depth > region.level.depth]
        if not below or (level is not None and level not in below):
            return []
        goal = level if level is not None else below[0]
        return [one for one in self.members if one.level is goal and self._under(one, region)]

    def ancestors(self, region: Region) -> list[Region]:
        """Return the regions above a region that are loaded, the nearest first."""
        chain: list[Region] = []
        code, level = region.parent, region.level
        while code is not None:
            above = [one for one in Level if one.depth < level.depth and one in self._by_level]
            hit = next((one for one in reversed(above) if code in self._by_level[one]), None)
            if hit is None:
                break
            found = self.members[self._by_level[hit][code]]
            chain.append(found)
            code, level = found.parent, found.level
        return chain

    def shape(self, region: Region) -> Any:
        """Return the border of a region as a shapely geometry, None where none is known."""
        return self.geometry[self._by_level[region.level][region.code]]

    def _under(self, one: Region, region: Region) -> bool:
        if region.overlaps:
            above = [one, *self.ancestors(one)]
            return any(r.level is Level.COUNTY and r.code in region.counties for r in above)
        return any(r.level is region.level and r.code == region.code for r in self.ancestors(one))

    def _rows(self, rows: Sequence[int]) -> Regions:
        return Regions(
            members=tuple(self.members[i] for i in rows), borders=lambda: self.geometry[list(rows)]
        )

    def _wanted(self, level: Level | None) -> tuple[Level, ...]:
        return self.levels if level is None else tuple(one for one in self.levels if one is level)

    def _listed(self, some: Sequence[Region]) -> str:
        parts = []
        for region in some:
            above = self.ancestors(region)
            within = f", {above[0].name}" if above else ""
            parts.append(f"{region.name} ({region.code}{within})")
        return "; ".join(parts)

    @cached_property
    def _by_level(self) -> dict[Level, dict[str, int]]:
        table: dict[Level, dict[str, int]] = {}
        for i, region in enumerate(self.members):
            table.setdefault(region.level, {})[region.code] = i
        for i, region in enumerate(self.members):
            for alias in region.aliases:
                table[region.level].setdefault(alias, i)
        return table

    @cached_property
    def _full(self) -> dict[str, list[int]]:
        return _table((folded(region.name), i) for i, region in enumerate(self.members))

    @cached_property
    def _short(self) -> dict[str, list[int]]:
        return _table((folded(region.short), i) for i, region in enumerate(self.members))

    @cached_property
    def _english(self) -> dict[str, list[int]]:
        return _table((folded(region.name_en), i) for i, region in enumerate(self.members))

    @cached_property
    def _keys(self) -> list[tuple[str, ...]]:
        return [
            (folded(r.name), folded(r.short), folded(r.name_en), r.initials, r.code, *r.aliases)
            for r in self.members
        ]


def _table(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    table: dict[str, list[int]] = {}
    for key, i in pairs:
        table.setdefault(key, []).append(i)
    return table


def _closeness(word: str, key: str) -> int:
    """Return 0 for equal, 1 for a beginning, 2 for a part, 9 for none."""
    if word == key:
        return 0
    if key.startswith(word):
        return 1
    # Two letters inside a long English name say nothing; two Chinese characters do.
    if word in key and (not word.isascii() or len(word) > 2):
        return 2
    return 9
