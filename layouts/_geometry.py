"""Outlines made ready for the browser: projected, cut to a fixed precision, packed once and named by their content.

A picture of the map travels in two parts: the shapes, which a browser keeps for good under a name that changes with
every byte of them, and the values, which are sent anew. Nothing here knows a value.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.boundaries import maritime
from geo.projection import albers
from geo.regions import Level, Region
from indicators.parameters import Label

COARSE = 0.3  # map units: what the nation's cities are simplified to, 1.5 km
FINE = 0.06  # map units: what the cities and counties of one province are simplified to, 300 m
DECIMALS = 2  # of a map unit: 50 m, half a pixel of a city drawn on a screen of 3840 pixels
Bounds = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One region as drawn: its code, names, the code of the region above, shape and label point in map units.

    `inner` is true of a unit that lies, by declaration, inside another city.
    """

    code: str
    name: Label
    parent: str
    shape: BaseGeometry
    at: tuple[float, float]
    inner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything of the map that does not change with the hour, in map units.

    `provinces` and `cities` by code, those that lie inside others by declaration last; `counties` the county shapes
    of a province by its code; `dashes` the line in the South China Sea; `approval` the approval number (审图号) that
    the boundaries carry.
    """

    provinces: Mapping[str, Outline]
    cities: Mapping[str, Outline]
    counties: Mapping[str, Sequence[BaseGeometry]]
    dashes: Sequence[BaseGeometry]
    approval: str = ""

    def inside(self, code: str) -> bool:
        """Whether a city lies, by declaration, inside another one."""
        return self.cities[code].inner


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """GeoJSON as it goes over the wire, with the name its content gives it."""

    name: str
    packed: bytes


def parcel(kind: str, features: Iterable[Mapping[str, Any]]) -> Parcel:
    """Pack GeoJSON features once; the same features always give the same name."""
    text = json.dumps(
        {"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Parcel(name=f"{kind}-{digest}.json", packed=gzip.compress(text, 9, mtime=0))


def drawing(atlas: Atlas) -> Drawing:
    """Project the boundaries of an atlas for the map; regions without a shape are left out."""
    counties: dict[str, list[BaseGeometry]] = {}
    for outline in _outlines(atlas, Level.COUNTY):
        counties.setdefault(outline.code[:2] + "0000", []).append(outline.shape)
    return Drawing(
        provinces={one.code: one for one in _outlines(atlas, Level.PROVINCE)},
        cities={one.code: one for one in _outlines(atlas, Level.PREFECTURE)},
        counties=counties,
        dashes=tuple(_projected(line) for line in maritime()),
        approval=atlas.provenance.approval_number,
    )


def _outlines(atlas: Atlas, level: Level) -> Iterable[Outline]:
    regions = atlas.regions.at(level)
    for region, shape in zip(regions.members, regions.geometry, strict=True):
        if shape is not None:
            yield _outline(region, shape)


def _outline(region: Region, shape: BaseGeometry) -> Outline:
    x, y = albers(region.lon, region.lat)
    return Outline(
        code=region.code,
        name=Label(zh=region.name, en=region.name_en),
        parent=region.parent or "",
        shape=_projected(shape),
        at=(float(x), float(y)),
        inner=region.overlaps,
    )


def _projected(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda lonlat: np.column_stack(albers(lonlat[:, 0], lonlat[:, 1])))


def simplified(outlines: Sequence[Outline], tolerance: float) -> list[BaseGeometry]:
    """Shapes with fewer vertices [map unit]; shared borders stay shared, units inside others are simplified alone."""
    solid = [i for i, one in enumerate(outlines) if not one.inner]
    shapes: list[BaseGeometry] = [shapely.simplify(one.shape, tolerance) for one in outlines]
    if solid:
        covered = shapely.coverage_simplify(
            np.array([outlines[i].shape for i in solid], dtype=object), tolerance
        )
        for i, shape in zip(solid, covered, strict=True):
            shapes[i] = shape
    return shapes


def nation_parcels(drawn: Drawing) -> tuple[Parcel, Parcel]:
    """What every view needs: the cities as areas, and the borders of the provinces with the dashes in the sea."""
    outlines = list(drawn.cities.values())
    shapes = simplified(outlines, COARSE)
    cities = [
        _feature(shape, code=one.code, parent=one.parent) for one, shape in zip(outlines, shapes, strict=True)
    ]
    of_province: dict[str, list[BaseGeometry]] = {}
    for one, shape in zip(outlines, shapes, strict=True):
        if not one.inner:
            of_province.setdefault(one.parent, []).append(shape)
    lines = [
        _feature(shapely.coverage_union_all(parts).boundary, code=code) for code, parts in of_province.items()
    ]
    lines += [_feature(line, code="") for line in drawn.dashes]
    return parcel("cities", cities), parcel("lines", lines)


def province_parcel(drawn: Drawing, province: str) -> Parcel:
    """What the view of a province adds: its cities in detail, its own border and those of its counties."""
    outlines = [one for one in drawn.cities.values() if one.parent == province]
    shapes = simplified(outlines, FINE)
    features = [
        _feature(shape, kind="city", code=one.code) for one, shape in zip(outlines, shapes, strict=True)
    ]
    solid = [shape for one, shape in zip(outlines, shapes, strict=True) if not one.inner]
    features.append(_feature(shapely.coverage_union_all(solid).boundary, kind="border", code=province))
    counties = drawn.counties.get(province, ())
    if counties:
        inner = shapely.coverage_simplify(np.array(counties, dtype=object), FINE)
        features.append(
            _feature(shapely.line_merge(shapely.union_all(shapely.boundary(inner))), kind="county", code="")
        )
    return parcel(f"province-{province}", features)


def station_parcel(rows: Iterable[tuple[str, str, str, float, float]]) -> Parcel:
    """Points of stations: code, city, province and position in map units, in the order of their codes."""
    return parcel(
        "stations",
        (
            _feature(shapely.Point(x, y), code=code, city=city, parent=parent)
            for code, city, parent, x, y in sorted(rows)
        ),
    )


def bounds(outline: Outline) -> Bounds:
    """South-west and north-east corner (y, x) that show a region: its main part where islands lie far off.

    Hainan's province reaches 1,600 km south of its island; such shapes are framed by the parts within four times
    the largest part's own size, and the rest is in the inset.
    """
    parts = shapely.get_parts(outline.shape)
    largest = max(parts, key=lambda part: part.area)
    west, south, east, north = largest.bounds
    reach = max(east - west, north - south)
    frame = shapely.box(west - reach, south - reach, east + reach, north + reach)
    near = [part for part in parts if frame.intersects(part)]
    west, south, east, north = shapely.union_all([part.envelope for part in near]).bounds
    return (south, west), (north, east)


def _feature(shape: BaseGeometry, **properties: str) -> dict[str, Any]:
    cut = shapely.transform(shape, lambda xy: xy.round(DECIMALS))
    return {"type": "Feature", "properties": properties, "geometry": mapping(cut)}
