"""Outlines made ready for the browser: packed once and named by their content.

A picture of the map travels in two parts: the shapes, which a browser keeps for good under a name that changes with
every byte of them, and the values, which are sent anew. Nothing here knows a value.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.boundaries import provenance
from geo.display import DECIMALS, dashes, display
from geo.regions import COUNTRY_CODE, Level
from geo.rivers import Layer, layers
from indicators.parameters import Label

log = logging.getLogger(__name__)
NETWORKS = 8  # sets of stations held packed
Bounds = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One region as drawn: its code, names, the code of the region above, shape and label point in map units."""

    code: str
    name: Label
    parent: str
    shape: BaseGeometry
    at: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything of the map that does not change with the hour, in map units.

    `provinces` and `cities` by code, those that lie inside others by declaration last; `folder` is that of the
    boundaries, `approval` the approval number (审图号) that they carry, `layers` the rivers and lakes that were loaded.
    """

    provinces: Mapping[str, Outline]
    cities: Mapping[str, Outline]
    folder: Path
    approval: str = ""
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """GeoJSON as it goes over the wire, with the name its content gives it."""

    name: str
    packed: bytes


def drawing(folder: Path, rivers: Path | None = None) -> Drawing:
    """Return the map of a boundary folder; what has no shape is left out, and so are river layers if any is broken.

    Takes some seconds: done once, before worker processes part. Counties at the precision of a province are simplified
    here as well, since `geo.display` keeps them and the first click on a province would wait for them.
    """
    display(Level.COUNTY, within="110000", folder=folder)
    return Drawing(
        provinces=_outlines(folder, Level.PROVINCE),
        cities=_outlines(folder, Level.PREFECTURE),
        folder=folder,
        approval=provenance(folder).approval_number,
        layers=() if rivers is None else _layers(rivers),
    )


def _layers(folder: Path) -> tuple[Layer, ...]:
    try:
        return layers(folder)
    except ValueError as error:  # a map without rivers is better than no map
        log.error("%s", error)
        return ()


def _outlines(folder: Path, level: Level) -> dict[str, Outline]:
    drawn = {}
    for feature in display(level, folder=folder)["features"]:
        about = feature["properties"]
        drawn[about["code"]] = Outline(
            code=about["code"],
            name=Label(zh=about["name"], en=about["name_en"]),
            parent=about["parent"] or "",
            shape=shape(feature["geometry"]),
            at=(about["x"], about["y"]),
        )
    return drawn


def parcel(kind: str, features: Iterable[Mapping[str, Any]]) -> Parcel:
    """Pack GeoJSON features once; the same features always give the same name."""
    text = json.dumps(
        {"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Parcel(name=f"{kind}-{digest}.json", packed=gzip.compress(text, 9, mtime=0))


def nation_parcels(drawn: Drawing) -> tuple[Parcel, Parcel]:
    """What every view needs: the cities as areas, and the borders of the provinces with the dashes in the sea."""
    cities = [_feature(one.shape, code=one.code, parent=one.parent) for one in drawn.cities.values()]
    lines = [_feature(one.shape.boundary, code=one.code) for one in drawn.provinces.values()]
    lines += [
        {"type": "Feature", "properties": {"code": ""}, "geometry": dash["geometry"]}
        for dash in dashes(drawn.folder)["features"]
    ]
    return parcel("cities", cities), parcel("lines", lines)


def province_parcel(drawn: Drawing, province: str) -> Parcel:
    """What the view of a province adds: its cities in detail, its own border and those of its counties."""
    features = [
        {"type": "Feature", "properties": {"kind": "city", "code": one["id"]}, "geometry": one["geometry"]}
        for one in display(Level.PREFECTURE, within=province, folder=drawn.folder)["features"]
    ]
    for level, what in ((Level.COUNTY, "county"), (Level.PROVINCE, "border")):
        shapes = [
            shape(one["geometry"]).boundary
            for one in display(level, within=province, folder=drawn.folder)["features"]
        ]
        features.append(_feature(shapely.line_merge(shapely.union_all(shapes)), kind=what, code=""))
    return parcel(f"province-{province}", features)


def county_parcel(drawn: Drawing, province: str) -> Parcel:
    """The counties of a province as areas with their names, or, where it is empty, those of the country.

    Those of the country are the coarser; they take seconds to make, once for all.
    """
    features = []
    for one in display(Level.COUNTY, within=province or None, folder=drawn.folder)["features"]:
        about = one["properties"]
        named = {"code": one["id"], "parent": about["parent"], "zh": about["name"], "en": about["name_en"]}
        features.append({"type": "Feature", "properties": named, "geometry": one["geometry"]})
    return parcel(f"counties-{province or COUNTRY_CODE}", features)


def station_parcel(rows: Iterable[tuple[str, str, str, float, float]]) -> Parcel:
    """Points of stations: code, city, province and position in map units, in the order of their codes."""
    return _packed(tuple(sorted(rows)))


@lru_cache(maxsize=NETWORKS)
def _packed(rows: tuple[tuple[str, str, str, float, float], ...]) -> Parcel:
    """The same stations stand there hour after hour: they are packed once."""
    return parcel(
        "stations",
        (
            {
                "type": "Feature",
                "properties": {"code": code, "city": city, "parent": parent},
                "geometry": {"type": "Point", "coordinates": [round(x, DECIMALS), round(y, DECIMALS)]},
            }
            for code, city, parent, x, y in rows
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
