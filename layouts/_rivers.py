"""Rivers and lakes of the installation made ready for maps: packed once, fetched once by the name of their content.

The country is drawn with its great rivers, a province with all that it has; a river tells nothing of its water, so
that no colour of a class is used for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.display import COUNTRY_KM, DECIMALS, PROVINCE_KM
from geo.projection import KM_PER_UNIT
from geo.rivers import River, to_plane
from indicators.parameters import Language
from layouts._geometry import Bounds, Drawing, Parcel, bounds, parcel

VERTICES: Final = 40_000
"""Points that a picture may have: the least rivers beyond that are left out."""
WIDTHS: Final = ((2, 3), (5, 2))
"""Ranks up to which a river is drawn so wide; what is less is 1."""
FRAME: Final = 0.15  # of the province's size that is drawn round it
MOST_NAMED: Final = 12  # names written on the map of a province


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A river or lake in the map's plane, at the precision of a province."""

    river: River
    shape: BaseGeometry

    def called(self, lang: Language) -> str:
        """Its name on a screen; empty where the layer has none in that language."""
        return self.river.name if lang == "zh" else self.river.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivers:
    """The layers of an installation for its maps.

    `all` are the rivers, the greatest first; `of` answers the parcel of the country (empty code) or a province, None
    where there is nothing to draw; `named` the parcel of that name. `sources` says whose layers they are.
    """

    all: Sequence[Drawn]
    of: Callable[[str], Parcel | None]
    sources: tuple[str, ...]

    def named(self, name: str) -> Parcel | None:
        """The parcel that goes by a name, whichever worker process named it."""
        kind, _, rest = name.partition("-")
        place = rest.partition("-")[0]
        if kind != "rivers":
            return None
        made = self.of("" if place == "nation" else place)
        return made if made is not None and made.name == name else None

    def near(self, box: Bounds) -> list[Drawn]:
        """The rivers that cross a frame, cut to it, the greatest first."""
        (south, west), (north, east) = box
        return _cut(self.all, shapely.box(west, south, east, north))

    def inside(self, outline: BaseGeometry) -> list[Drawn]:
        """What of the rivers lies inside a shape in the map's plane, the greatest first."""
        return _cut(self.all, outline)


NONE: Final = Rivers(all=(), of=lambda place: None, sources=())
"""Of an installation into which nobody has loaded a layer."""


def rivers(drawn: Drawing) -> Rivers:
    """The layers of a map ready to be drawn; a place that the map does not have has no rivers."""
    held = sorted(
        (Drawn(river=one, shape=to_plane(one.shape)) for layer in drawn.layers for one in layer.rivers),
        key=lambda one: (one.river.rank, -shapely.length(one.shape)),
    )

    @cache
    def of(place: str) -> Parcel | None:
        if place and place not in drawn.provinces:
            return None
        chosen = held if not place else _cut(held, around(bounds(drawn.provinces[place])))
        made = _light(chosen, COUNTRY_KM if not place else PROVINCE_KM)
        return parcel(f"rivers-{place or 'nation'}", made) if made else None

    sources = tuple(dict.fromkeys(layer.said.get("source", layer.name) for layer in drawn.layers))
    return Rivers(all=tuple(held), of=of, sources=sources)


def around(frame: Bounds) -> BaseGeometry:
    """A frame with what lies round it, in the map's plane: a river does not end at a border."""
    (south, west), (north, east) = frame
    reach = max(east - west, north - south) * FRAME
    return shapely.box(west - reach, south - reach, east + reach, north + reach)


def _cut(held: Sequence[Drawn], outline: BaseGeometry) -> list[Drawn]:
    found = [
        Drawn(river=one.river, shape=shapely.intersection(one.shape, outline))
        for one in held
        if shapely.intersects(one.shape, outline)
    ]
    return [one for one in found if not shapely.is_empty(one.shape)]


def _light(chosen: Sequence[Drawn], tolerance_km: float) -> list[dict[str, object]]:
    """GeoJSON features of rivers, the greatest first, until the picture is full."""
    made: list[dict[str, object]] = []
    left = VERTICES
    for one in chosen:
        light = shapely.simplify(one.shape, tolerance_km / KM_PER_UNIT)
        if one.river.lake and shapely.area(one.shape) * KM_PER_UNIT**2 < tolerance_km**2 * 4:
            continue  # a pond of one or two dots
        cut = shapely.transform(light, lambda xy: xy.round(DECIMALS))
        left -= int(shapely.get_num_coordinates(cut))
        if left < 0:
            break
        made.append(
            {
                "type": "Feature",
                "properties": {"lake": one.river.lake, "width": width(one.river.rank)},
                "geometry": mapping(cut),
            }
        )
    return made


def width(rank: int) -> int:
    """How wide a river of a rank is drawn: 3, 2 or 1."""
    return next((wide for least, wide in WIDTHS if rank <= least), 1)


def labels(held: Rivers, outline: BaseGeometry, lang: Language) -> list[tuple[str, float, float]]:
    """Names of the great rivers and lakes inside a shape and where each is written, the greatest first."""
    found: dict[str, tuple[float, Drawn]] = {}
    for one in held.inside(outline):
        called = one.called(lang)
        size = float(shapely.area(one.shape)) ** 0.5 if one.river.lake else float(shapely.length(one.shape))
        if called and (called not in found or size > found[called][0]):
            found[called] = (size, one)
    made = []
    for called, (_, one) in list(found.items())[:MOST_NAMED]:
        if one.river.lake:
            at = shapely.point_on_surface(one.shape)
        else:
            longest = max(shapely.get_parts(one.shape), key=shapely.length)
            at = shapely.line_interpolate_point(longest, 0.5, normalized=True)
        made.append((called, round(float(at.x), 1), round(float(at.y), 1)))
    return made
