"""Stations in time: what sources said of them, when, and in which places they lie.

A spell is one set of attributes and the span of hours for which they were said. Spells of equal attributes
merge by widening their span, so the order of loading does not matter. Where spells overlap the later one
counts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, literal, select

from geo.atlas import Place
from ingest.contract import Spell
from store import bulk
from store.days import day_of
from store.meta import ATLAS, set_setting, setting
from store.tables import WHOLE_DAY, stale_day, station, station_day, station_spell

NATIONAL: Final = "national"
BACKGROUND: Final = "background"

SILENT_DAYS: Final = 3
"""A station counts as a member for so many days after its last hour: silence is no departure until then."""

Indices = NDArray[np.int32]


class Places(Protocol):
    """What the store asks of an atlas; `geo.atlas.Atlas` is one."""

    @property
    def stamp(self) -> str:
        """Fingerprint of everything that decides a placement."""

    def locate(
        self, codes: Sequence[str], lons: Sequence[float], lats: Sequence[float], areas: Sequence[str]
    ) -> Sequence[Place]:
        """Place of each station by its position (NaN where unknown)."""

    def overrides(self) -> Sequence[tuple[str, int, int, Place]]:
        """Stations that belong elsewhere than they lie: code, first and last day (ordinals), place."""


def keep_spells(
    conn: Connection, atlas: Places | None, spells: Sequence[Spell], numbers: Mapping[str, int]
) -> None:
    """Merge what a batch says of its stations into the spells; mark cities' days whose members changed."""
    if not spells:
        return
    c = station_spell.c
    held = bulk.rows(
        conn,
        select(c.station_id, c.name, c.area, c.lon, c.lat, c.control, c.role, c.id, c.first, c.last),
    )
    by_attributes: dict[tuple[Any, ...], tuple[int, int, int]] = {row[:7]: row[7:] for row in held}
    several = Counter(row[0] for row in held)
    new: dict[tuple[Any, ...], tuple[int, int]] = {}
    longer: dict[int, int] = {}
    earlier: dict[int, int] = {}
    changed: list[tuple[int, int]] = []
    for spell in spells:  # a national hour brings 1,600: keep this loop lean
        number = numbers[spell.station]
        attributes = (
            number,
            spell.name,
            spell.area,
            _number(spell.longitude),
            _number(spell.latitude),
            spell.control,
            spell.role,
        )
        old = by_attributes.get(attributes)
        if old is None:
            was = new.get(attributes, (spell.first, spell.last))
            new[attributes] = (min(was[0], spell.first), max(was[1], spell.last))
            continue
        identity, first, last = old
        span = (min(first, spell.first), max(last, spell.last))
        if span == (first, last):
            continue
        if span[0] < first:
            earlier[identity] = span[0]
        if span[1] > last:
            longer[identity] = span[1]
        by_attributes[attributes] = (identity, *span)
        if several[number] > 1:
            # An earlier beginning may change which spell counts on any of its days, a later end only beyond
            # the old one.
            changed.append(span if span[0] < first else (last, span[1]))
    for attributes, span in new.items():
        if attributes[0] in several:
            changed.append(span)
    bulk.update(conn, station_spell, "id", {"id": list(longer), "last": list(longer.values())})
    bulk.update(conn, station_spell, "id", {"id": list(earlier), "first": list(earlier.values())})
    _insert_spells(conn, atlas, new)
    for first, last in changed:
        _mark_cities(conn, int(day_of(first)), int(day_of(last)))


def _number(value: float | None) -> float | None:
    return None if value is None or value != value else value  # NaN is no number


def _insert_spells(
    conn: Connection, atlas: Places | None, new: Mapping[tuple[Any, ...], tuple[int, int]]
) -> None:
    if not new:
        return
    codes = dict(bulk.rows(conn, select(station.c.id, station.c.code)))
    columns = list(zip(*new, strict=True))
    ids, names, areas, lons, lats, controls, roles = columns
    places = _locate(atlas, [codes[i] for i in ids], lons, lats, areas)
    bulk.insert(
        conn,
        station_spell,
        {
            "station_id": ids,
            "name": names,
            "area": areas,
            "lon": lons,
            "lat": lats,
            "control": controls,
            "role": roles,
            "first": [first for first, _ in new.values()],
            "last": [last for _, last in new.values()],
            **_place_columns(places),
        },
    )


def _place_columns(places: Sequence[Place]) -> dict[str, list[str]]:
    return {
        "province": [p.province for p in places],
        "city": [p.city for p in places],
        "county": [p.county for p in places],
        "township": [p.township for p in places],
        "placed_by": [p.by for p in places],
    }


def _locate(
    atlas: Places | None,
    codes: Sequence[str],
    lons: Sequence[float | None],
    lats: Sequence[float | None],
    areas: Sequence[str],
) -> Sequence[Place]:
    if atlas is None:
        return [Place()] * len(codes)
    return atlas.locate(
        codes,
        [math.nan if x is None else x for x in lons],
        [math.nan if y is None else y for y in lats],
        areas,
    )


def _mark_cities(conn: Connection, first_day: int, last_day: int) -> None:
    """Mark the cities' facts of days that have some as stale."""
    days = conn.execute(
        select(station_day.c.day).where(station_day.c.day.between(first_day, last_day)).distinct()
    ).scalars()
    known = sorted(days)
    bulk.insert(conn, stale_day, {"day": known, "station_id": [WHOLE_DAY] * len(known)}, ignore=True)


def follow_atlas(conn: Connection, atlas: Places | None) -> bool:
    """Place every station anew if the places are others than last time; True if that was done.

    The stations' facts stay; the cities' are marked for the next refresh.
    """
    if atlas is None or setting(conn, ATLAS) == atlas.stamp:
        return False
    held = bulk.fetch(
        conn,
        select(
            station_spell.c.id, station.c.code, station_spell.c.lon, station_spell.c.lat, station_spell.c.area
        ).join(station, station.c.id == station_spell.c.station_id),
    )
    places = _locate(
        atlas, held["code"].tolist(), held["lon"].tolist(), held["lat"].tolist(), held["area"].tolist()
    )
    bulk.update(conn, station_spell, "id", {"id": held["id"], **_place_columns(places)})
    days = select(station_day.c.day, literal(WHOLE_DAY)).distinct()
    marked = select(stale_day.c.day).where(stale_day.c.station_id == WHOLE_DAY)
    conn.execute(
        stale_day.insert().from_select(["day", "station_id"], days.where(station_day.c.day.not_in(marked)))
    )
    set_setting(conn, ATLAS, atlas.stamp)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Which city each station's values enter, day by day.

    Attributes
    ----------
    stations
        Station numbers, in the order of their codes.
    regions
        Division codes of the cities, ascending.
    index
        Position in `regions` [day, station]; -1 where the station enters no city that day: not there, not of
        the national network, a background station, or lying in no city.
    """

    stations: NDArray[np.int64]
    regions: tuple[str, ...]
    index: Indices


def membership(conn: Connection, atlas: Places | None, first_day: int, last_day: int) -> Membership:
    """Return the cities of the assessed national stations for the days first_day .. last_day (ordinals).

    A station is a member from its first hour to its last and `SILENT_DAYS` beyond, but not beyond the newest hour
    of the store.
    """
    spells = bulk.rows(
        conn,
        select(
            station.c.code,
            station_spell.c.station_id,
            station_spell.c.first,
            station_spell.c.last,
            station_spell.c.control,
            station_spell.c.role,
            station_spell.c.city,
        )
        .join(station, station.c.id == station_spell.c.station_id)
        .order_by(station_spell.c.first, station_spell.c.id),
    )
    codes = sorted({(code, number) for code, number, *_ in spells})
    column = {code: position for position, (code, _) in enumerate(codes)}
    days = last_day - first_day + 1
    overrides = [] if atlas is None else [o for o in atlas.overrides() if o[0] in column]
    regions = tuple(sorted({s[-1] for s in spells} | {place.city for *_, place in overrides} - {""}))
    regions = tuple(r for r in regions if r)
    number_of = {region: position for position, region in enumerate(regions)} | {"": -1}
    index = np.full((days, len(codes)), -1, np.int32)
    assessed = np.zeros((days, len(codes)), np.bool_)

    def paint(code: str, first: int, last: int, control: str, role: str, city: str) -> None:
        span = slice(max(first - first_day, 0), max(last - first_day + 1, 0))
        index[span, column[code]] = number_of[city]
        assessed[span, column[code]] = control == NATIONAL and role != BACKGROUND

    newest = max((int(day_of(spell[3])) for spell in spells), default=0)
    for code, _, _, last, *attributes in sorted(spells, key=lambda spell: spell[3]):
        end = int(day_of(last))
        paint(code, end, min(end + SILENT_DAYS, newest), *attributes)
    for code, _, first, last, *attributes in spells:  # a later spell paints over an earlier one
        paint(code, int(day_of(first)), int(day_of(last)), *attributes)
    for code, first, last, place in overrides:
        span = slice(max(first - first_day, 0), max(last - first_day + 1, 0))
        index[span, column[code]] = number_of[place.city]
    index[~assessed] = -1
    return Membership(stations=np.array([n for _, n in codes], np.int64), regions=regions, index=index)
