"""The atlas: every level of one boundary folder together, which is what the store, the commands and the desk ask.

It puts the parts together and adds nothing of its own: regions by name and kinship (`geo.regions`), places by
position and override (`geo.place`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from geo import boundaries
from geo.boundaries import SHIPPED, Override, Provenance
from geo.place import Placement, Standing, assign
from geo.published import published_city
from geo.regions import Level, Region, Regions

_PLACED: Final = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The division codes to which a station belongs, empty where there is none, and how its city was found.

    Attributes
    ----------
    by
        ``inside`` by position, ``area`` or ``station`` by an override; ``border``, ``outside``, ``overlap`` or
        ``missing`` where no city can be said.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    township: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Atlas:
    """All divisions of one boundary folder, with the memberships that outrank positions.

    Attributes
    ----------
    regions
        Country, provinces, prefectures with the units published as cities, counties, townships if there are.
    rules
        The dated memberships of the folder.
    provenance
        Where the boundaries come from; its approval number is to be printed on maps.
    stamp
        Fingerprint of everything that decides a placement.
    """

    regions: Regions = field(repr=False)
    rules: tuple[Override, ...]
    provenance: Provenance
    stamp: str

    def find(self, text: str, level: Level | str | None = None) -> Region:
        """Return the one region that a code or name means; `Regions.find` has the rules and the errors."""
        return self.regions.find(text, None if level is None else Level.named(level))

    def published_city(self, name: str) -> Region:
        """Return the division that a city's name means in a table of published values.

        See `geo.published.published_city`, which refuses what it would have to guess.
        """
        return published_city(self.regions, name)

    def search(self, text: str, *, limit: int = 20) -> list[Region]:
        """Return regions by what was typed so far; see `Regions.search`."""
        return self.regions.search(text, limit=limit)

    def province(self, code: str) -> Region:
        """Return the province of a division's code.

        Raises
        ------
        LookupError
            No such division, or it is the country.
        """
        region = self.regions.code(code)
        chain = [region, *self.regions.ancestors(region)]
        found = next((one for one in chain if one.level is Level.PROVINCE), None)
        if found is None:
            raise LookupError(f"{region.name} ({code}) lies in no province")
        return found

    def cities(self, code: str) -> list[Region]:
        """Return the prefectures of a province or of the country, with the units published as cities."""
        if code not in self._cities:
            self._cities[code] = self.regions.children(self.regions.code(code), Level.PREFECTURE)
        return self._cities[code]

    def listed(self, *, level: Level | str | None = None, within: str | None = None) -> list[Region]:
        """Return the divisions of a level, or of all, that lie inside the division named.

        Parameters
        ----------
        level
            A level by name (``city`` is the prefecture); all but the country if left out.
        within
            Code or name of a division; the whole country if left out.

        Raises
        ------
        LookupError
            The level or the division is not known.
        """
        wanted = None if level is None else Level.named(level)
        if within is None:
            levels = _PLACED if wanted is None else (wanted,)
            return [region for region in self.regions if region.level in levels]
        region = self.find(within)
        below = [one for one in _PLACED if one.depth > region.level.depth and wanted in (None, one)]
        return [child for one in below for child in self.regions.children(region, one)]

    def locate(
        self,
        codes: Sequence[str],
        lons: Sequence[float],
        lats: Sequence[float],
        areas: Sequence[str],
        on: date | None = None,
    ) -> list[Place]:
        """Return the place of each station: the city by override or position, the rest with it.

        The county is that of the position and is left empty where it is not one of the city's (a station of
        五家渠市 that stands beyond the city's border).

        Parameters
        ----------
        codes, areas
            Station code and published city name, empty where unknown.
        lons, lats
            CGCS2000 [degree], NaN where unknown.
        on
            The day whose overrides count; if left out, those that are not over.
        """
        cities = assign(
            lons, lats, self._layer[Level.PREFECTURE], self.rules, station=codes, area=areas, on=on
        )
        below = {
            level: self._below(level, lons, lats, codes, areas, on)
            for level in (Level.COUNTY, Level.TOWNSHIP)
        }
        counties, townships = below[Level.COUNTY].code, below[Level.TOWNSHIP].code
        places = []
        for city, by, county, township in zip(cities.code, cities.standing, counties, townships, strict=True):
            if not city:
                places.append(Place(by=str(by)))
                continue
            region = self._layer[Level.PREFECTURE].code(str(city))
            inside = self._counties_of(region)
            held = str(county) if county in inside else (next(iter(inside)) if len(inside) == 1 else "")
            places.append(
                Place(
                    province=region.parent or "",
                    city=region.code,
                    county=held,
                    township=str(township) if held and str(township)[:6] == held else "",
                    by=str(by),
                )
            )
        return places

    def overrides(self) -> list[tuple[str, int, int, Place]]:
        """Return dated memberships of single stations: code, first and last day (ordinals), place."""
        found = []
        for rule in self.rules:
            if rule.kind != Standing.STATION or rule.level is not Level.PREFECTURE:
                continue
            city = self._layer[Level.PREFECTURE].code(rule.code)
            first = rule.start.toordinal() if rule.start else date.min.toordinal()
            last = rule.end.toordinal() - 1 if rule.end else date.max.toordinal()
            at = Place(province=city.parent or "", city=city.code, by=Standing.STATION)
            found.append((rule.what, first, last, at))
        return found

    @cached_property
    def _cities(self) -> dict[str, list[Region]]:
        return {}

    @cached_property
    def _layer(self) -> dict[Level, Regions]:
        return {level: self.regions.at(level) for level in Level}

    @cached_property
    def _counties(self) -> dict[str, frozenset[str]]:
        held: dict[str, set[str]] = {}
        for county in self._layer[Level.COUNTY]:
            held.setdefault(county.parent or "", set()).add(county.code)
        return {city: frozenset(codes) for city, codes in held.items()}

    def _counties_of(self, city: Region) -> frozenset[str]:
        return frozenset(city.counties) if city.overlaps else self._counties.get(city.code, frozenset())

    def _below(
        self,
        level: Level,
        lons: Sequence[float],
        lats: Sequence[float],
        codes: Sequence[str],
        areas: Sequence[str],
        on: date | None,
    ) -> Placement:
        layer = self._layer[level]
        if not len(layer):
            nothing = np.full(len(codes), "")
            return Placement(code=nothing, standing=nothing)
        return assign(lons, lats, layer, self.rules, station=codes, area=areas, on=on)


def load(folder: Path | None = None) -> Atlas:
    """Return the atlas of a boundary folder, the shipped one if left out.

    Raises
    ------
    FileNotFoundError
        A level is missing in the folder.
    ValueError
        A file is not what it claims, or the folder does not declare its datum.
    """
    home = folder or SHIPPED
    return Atlas(
        regions=boundaries.load(*Level, folder=home),
        rules=boundaries.overrides(home),
        provenance=boundaries.provenance(home),
        stamp=boundaries.stamp(home),
    )
