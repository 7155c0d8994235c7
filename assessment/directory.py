"""What there is to find: places, stations, sections and targets by name, reading and code, and what lies above each.

A search lists them and a page's breadcrumb leads up them; nothing here is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Literal

from assessment.catalogue import entry
from assessment.members import atlas
from geo.atlas import Atlas
from geo.names import romanised, syllables
from geo.regions import COUNTRY_CODE, Level, Region
from indicators.parameters import Label
from store.ledger import mark, newest_known
from store.opening import Store
from store.stations import stations
from store.target_book import targets
from store.water import registry

Kind = Literal["country", "province", "city", "county", "township", "station", "section", "target"]
KINDS: Final[tuple[Kind, ...]] = (
    "country", "province", "city", "county", "township", "station", "section", "target",
)  # fmt: skip
_KIND_OF: Final[dict[Level, Kind]] = {
    Level.COUNTRY: "country", Level.PROVINCE: "province", Level.PREFECTURE: "city", Level.COUNTY: "county",
    Level.TOWNSHIP: "township",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that can be found.

    `reading` is the pinyin of the Chinese name, its syllables parted by spaces; `above` the code of the division in
    which it lies, empty for the country and for what lies nowhere known.
    """

    kind: Kind
    code: str
    name: Label
    reading: str
    above: str


def known(store: Store) -> datetime | None:
    """When the newest of all that the store was told became known (UTC): what is asked as of then stays as it is."""
    return newest_known(store)


def directory(store: Store) -> tuple[Found, ...]:
    """Everything in the store that has a name: divisions, stations, sections, targets, in this order and by code."""
    revision = mark(store)
    return (
        *_divisions(atlas(store)), *_stations(store, revision), *_sections(store, revision), *_targets(store)
    )  # fmt: skip


def lineage(store: Store, code: str) -> tuple[Found, ...]:
    """A division, station or section under those in which it lies, from the country down to itself.

    A municipality, which is a province and a city under one code, stands once; a station that lies in no county under
    its city, one that lies nowhere by itself.

    Raises
    ------
    LookupError
        If nothing has that code.
    """
    places = atlas(store)
    own = next((one for one in _points(store, mark(store)) if one.code == code), None)
    if own is None:
        return _above(places, places.regions.code(code))
    over = _above(places, places.regions.code(own.above)) if own.above else ()
    return (*over, own)


def _points(store: Store, revision: int) -> tuple[Found, ...]:
    return (*_stations(store, revision), *_sections(store, revision))


def _above(places: Atlas, region: Region) -> tuple[Found, ...]:
    chain = [*reversed(places.regions.ancestors(region)), region]
    once = {one.code: one for one in chain}  # of a province and a city under one code the city
    return tuple(_division(one) for one in once.values())


def _division(one: Region) -> Found:
    rest = one.name.removeprefix(one.short)
    read = syllables(one.short) + (syllables(rest) if rest and rest != one.name else [])
    return Found(
        kind=_KIND_OF[one.level], code=one.code, name=Label(zh=one.name, en=one.name_en), reading=" ".join(read),
        above=COUNTRY_CODE if one.parent == one.code else one.parent or "",
    )  # fmt: skip


@lru_cache(maxsize=2)
def _divisions(places: Atlas) -> tuple[Found, ...]:
    """Every division once: of a municipality, which is a province and a city under one code, the city."""
    once = {one.code: one for one in places.regions}
    return tuple(_division(one) for one in once.values())


@lru_cache(maxsize=2)
def _stations(store: Store, _revision: int) -> tuple[Found, ...]:
    table = stations(store)
    lowest = table["township"].where(table["township"] != "", table["county"])
    lowest = lowest.where(lowest != "", table["city"])
    return tuple(
        Found(kind="station", code=code, name=_name(name or code), reading=_read(name), above=above)
        for code, name, above in zip(
            table["code"].astype(str), table["name"].astype(str), lowest.astype(str), strict=True
        )
    )


@lru_cache(maxsize=2)
def _sections(store: Store, _revision: int) -> tuple[Found, ...]:
    table = registry(store, datetime.now(UTC).date())
    found = []
    for row in table.itertuples():
        above = row.answers_for or row.county or row.city or row.province
        name = str(row.name) or str(row.code)
        found.append(
            Found(
                kind="section",
                code=str(row.code),
                name=_name(name),
                reading=_read(name),
                above=str(above or ""),
            )
        )
    return tuple(found)


def _targets(store: Store) -> tuple[Found, ...]:
    found = []
    for one in sorted(targets(store), key=lambda one: one.id):
        try:
            title = entry(one.indicator).title
        except LookupError:
            title = Label(zh=one.indicator, en=one.indicator)
        zh = f"{one.place} {one.title_zh or title.zh} {one.first.year}"
        en = f"{romanised(one.place)}: {one.title_en or title.en} {one.first.year}"
        found.append(
            Found(kind="target", code=one.id, name=Label(zh=zh, en=en), reading=_read(zh), above=one.region)
        )
    return tuple(found)


def _name(name: str) -> Label:
    return Label(zh=name, en=romanised(name))


@lru_cache(maxsize=1 << 16)
def _read(name: str) -> str:
    return " ".join(part.strip().lower() for part in syllables(name) if part.strip())
