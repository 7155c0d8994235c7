"""Who speaks for the days of cities and counties: their stations, or what was published of them. Never both.

What we make of stations outranks what others published; within one answer it is the one or the other, so that
no difference between members or days is one of publishers.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from assessment.members import Members, Of, atlas, members, region
from assessment.periods import Days
from assessment.terms import Source, Terms
from geo.regions import Level, Region
from store.ledger import mark
from store.opening import Store
from store.region_days import has_city_days, has_published_days, has_station_days, regions_with_days

_LEVEL = {"city": Level.PREFECTURE, "province": Level.PREFECTURE, "county": Level.COUNTY}


def speaks(store: Store, who: Members, *, days: Days, terms: Terms) -> Source:
    """`stations` or `published`: whose days make up an answer on these members and days.

    Under `auto` stations speak where the store has any station-made day of any member in the window; where it
    has no published day of any of them either, they speak for the silence.

    Raises
    ------
    ValueError
        If published days are asked of stations.
    """
    if who.of == "station":
        if terms.source == "published":
            raise ValueError("days of cities and counties are published, not of stations: say --of city")
        return "stations"
    if terms.source != "auto":
        return terms.source
    codes = who.table["code"].tolist()
    if not has_published_days(store, first=days.first, last=days.last, regions=codes):
        return "stations"
    return "stations" if _has_own(store, who, codes, days) else "published"


def published_members(
    store: Store, *, of: Of, within: str | None, days: Days, at: datetime, terms: Terms
) -> list[str]:
    """Codes of the cities or counties inside a region whose published days speak in the window.

    Empty where stations speak: a member is then who has stations.
    """
    if of == "station" or terms.source == "stations":
        return []
    found = list(_published(store, mark(store), _LEVEL[of], within, days))
    if found and terms.source == "auto":
        who = members(store, of=of, within=within, at=at)
        who = who.cities or who
        if _has_own(store, who, who.table["code"].tolist(), days):
            return []
    return found


@lru_cache(maxsize=64)
def _published(store: Store, _mark: int, level: Level, within: str | None, days: Days) -> tuple[str, ...]:
    """Regions of a level with published days, at a mark of the store: whatever is loaded changes the mark."""
    inside = region(store, within) if within else None
    codes = regions_with_days(store, first=days.first, last=days.last)
    return tuple(code for code in codes if _lies(store, code, level, inside))


def spoken(series: str) -> str:
    """Words of a passport for the source of the days: `stations`, or the published series."""
    return f"published: {series}" if series else "stations"


def _has_own(store: Store, who: Members, codes: list[str], days: Days) -> bool:
    if who.of == "city":
        return has_city_days(store, first=days.first, last=days.last, regions=codes)
    return has_station_days(store, first=days.first, last=days.last, stations=who.stations["code"].tolist())


def _lies(store: Store, code: str, level: Level, inside: Region | None) -> bool:
    try:
        one = atlas(store).find(code, level)
    except LookupError:
        return False
    if inside is None or inside.level is Level.COUNTRY:
        return True
    chain = [one, *atlas(store).regions.ancestors(one)]
    return any(r.level is inside.level and r.code == inside.code for r in chain)
