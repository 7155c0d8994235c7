"""Geometry for the browser: regions in the map's plane, light enough to be drawn by a wall screen's processor.

The levels of one picture come from one simplification of the counties, so the border of a city is, vertex by
vertex, the outer border of its counties, and no line is drawn double. Only for looking at: whoever wants to
know where a station lies asks `geo.place`, which uses the finer borders.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geo.boundaries import SHIPPED, load, maritime, stamp
from geo.projection import KM_PER_UNIT, albers
from geo.regions import Geometries, Level, Region, Regions

# A pixel of the whole country at 1920 × 1080 is five kilometres, one of a province half a kilometre.
COUNTRY_KM: Final = 2.5
COUNTRY_COUNTIES_KM: Final = 4.2
PROVINCE_KM: Final = 0.8
DECIMALS: Final = 2  # 50 m

# Islets smaller than the tolerance go from the picture, but for those that a map of China must show.
_KEEP_ISLETS: Final = ("46", "71")  # Hainan with 三沙; Taiwan with 钓鱼岛


def display(
    level: Level, *, within: str | None = None, folder: Path | None = None, vintage: str | None = None
) -> dict[str, Any]:
    """Return the regions of a level as a GeoJSON feature collection in the map's plane.

    The whole country is drawn coarser than one province, and its counties coarser than its cities.

    Parameters
    ----------
    level
        Country to county. Units published as cities of their own come after the prefectures, so that they
        are drawn upon the prefecture in which they lie. Townships keep their own borders, unsimplified.
    within
        Code of a province to which the picture is cut.
    folder, vintage
        Boundary folder (the shipped one if left out) and year (the newest).

    Returns
    -------
    dict
        Features with an ``id`` (the code) and the properties code, name, short, name_en, parent and x, y (where the
        label is centred) [unit of 5 km]; a region without a known border is left out.
    """
    home = folder or SHIPPED
    regions = load(level, folder=home, vintage=vintage)
    whole = COUNTRY_COUNTIES_KM if level is Level.COUNTY else COUNTRY_KM
    tolerance_km = whole if within is None else PROVINCE_KM
    shapes = _shapes(home, vintage, level, regions, tolerance_km)
    features = [
        _feature(region, shape)
        for region, shape in zip(regions.members, shapes, strict=True)
        if shape is not None
        and not shapely.is_empty(shape)
        and (within is None or region.code[:2] == within[:2])
    ]
    return {"type": "FeatureCollection", "features": features}


def dashes(folder: Path | None = None) -> dict[str, Any]:
    """Return the dashes of the South China Sea line as GeoJSON line strings in the map's plane."""
    flat = _project(maritime(folder))
    features = [
        {"type": "Feature", "id": n, "properties": {}, "geometry": _geometry(line)}
        for n, line in enumerate(flat, 1)
    ]
    return {"type": "FeatureCollection", "features": features}


def _feature(region: Region, shape: Any) -> dict[str, Any]:
    x, y = albers(region.lon, region.lat)
    return {
        "type": "Feature",
        "id": region.code,
        "properties": {
            "code": region.code,
            "name": region.name,
            "short": region.short,
            "name_en": region.name_en,
            "parent": region.parent,
            "x": round(float(x), 1),
            "y": round(float(y), 1),
        },
        "geometry": _geometry(shape),
    }


def _geometry(shape: Any) -> Any:
    # Rounded last: unions of rounded counties would meet in vertices that are not theirs.
    return json.loads(shapely.to_geojson(shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))))


def _shapes(
    home: Path, vintage: str | None, level: Level, regions: Regions, tolerance_km: float
) -> list[Any]:
    if level is Level.TOWNSHIP:
        return list(_project(regions.geometry))
    try:
        counties, flat = _counties(home, vintage, tolerance_km, stamp(home))
    except FileNotFoundError:
        # A set without counties is simplified at the level that it has.
        solid = regions.partition()
        drawn = _simplified(solid.geometry, [region.code for region in solid], tolerance_km)
        known = dict(zip((region.code for region in solid), drawn, strict=True))
        return [known.get(region.code) for region in regions]
    if level is Level.COUNTY:
        return list(flat)
    groups: dict[str, list[int]] = {}
    for i, county in enumerate(counties.members):
        chain = (county.parent, (county.parent or "")[:2] + "0000", None)
        above = {Level.PREFECTURE: chain[0], Level.PROVINCE: chain[1], Level.COUNTRY: "100000"}[level]
        groups.setdefault(above or "", []).append(i)
    place_of = {county.code: i for i, county in enumerate(counties.members)}
    united: list[Any] = []
    for region in regions:
        rows = groups.get(region.code, [])
        if region.overlaps:
            rows = [place_of[code] for code in region.counties if code in place_of]
        united.append(shapely.coverage_union_all(flat[rows]) if rows else None)
    return united


@cache
def _counties(home: Path, vintage: str | None, tolerance_km: float, mark: str) -> tuple[Regions, Geometries]:
    del mark  # the fingerprint of the folder: a changed file is simplified again
    counties = load(Level.COUNTY, folder=home, vintage=vintage)
    return counties, _simplified(counties.geometry, [county.code for county in counties], tolerance_km)


def _simplified(shapes: Geometries, codes: list[str], tolerance_km: float) -> Geometries:
    flat = _without_islets(shapely.transform(shapes, _to_plane), codes, tolerance_km)
    simple: Geometries = shapely.coverage_simplify(flat, tolerance_km / KM_PER_UNIT)
    return simple


def _without_islets(shapes: Geometries, codes: list[str], tolerance_km: float) -> Geometries:
    """Return the shapes without islands smaller than the tolerance; a region keeps its largest part.

    Only what the sea surrounds goes: an exclave as small would leave a hole in the land.
    """
    lands = shapely.get_parts(shapely.coverage_union_all(shapes))
    islets = lands[shapely.area(lands) * KM_PER_UNIT**2 < tolerance_km**2]
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areas = shapely.area(parts)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, owner, areas)
    found, _ = shapely.STRtree(islets).query(shapely.point_on_surface(parts), predicate="within")
    drop = np.zeros(len(parts), dtype=bool)
    drop[found] = True
    kept_for_law = np.array([code.startswith(_KEEP_ISLETS) for code in codes])
    drop &= (areas < largest[owner]) & ~kept_for_law[owner]
    return np.array(
        [
            shapely.multipolygons(some)
            for some in np.split(parts[~drop], np.cumsum(np.bincount(owner[~drop]))[:-1])
        ],
        dtype=object,
    )


def _project(shapes: Geometries) -> Geometries:
    flat: Geometries = shapely.transform(shapes, _to_plane)
    return flat


def _to_plane(xy: Any) -> Any:
    return np.column_stack(albers(xy[:, 0], xy[:, 1]))
