"""Rivers and lakes as lines and areas on the map: read from a layer, cut to China, made light, told by name and rank.

No layer is shipped. An installation loads one it may use; what is kept of it is in CGCS2000, with the names, the rank
and where it came from. Only for looking at: no section is placed by a river of this layer.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio.raw
import shapely
from pyogrio.errors import DataSourceError
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from geo.datum import to_wgs84
from geo.projection import KM_PER_UNIT, albers, inverse
from geo.river_names import chinese_name

FORMATS: Final = (".geojson", ".geojson.gz", ".json", ".gpkg", ".shp")
SUFFIX: Final = ".geojson.gz"
RANKS: Final = range(1, 13)
"""1 for the greatest rivers; what has no rank is the least."""
KEPT_KM: Final = 0.4
"""Tolerance of what is kept of a layer: half of what a province is drawn with."""
BEYOND_KM: Final = 8.0
"""How far past the border a river may run: world layers draw border rivers some kilometres off."""
DECIMALS: Final = 4
_NAMES: Final = ("name_zh", "name_cn", "名称", "河流名称", "河名", "河湖名称", "湖泊名称", "mc", "name")
_ENGLISH: Final = ("name_en", "name_alt", "name")
_GREAT_FIRST: Final = ("rank", "scalerank", "等级", "河流等级", "level", "gb_rank")
_GREAT_LAST: Final = ("ord_stra", "strahler", "stream_order", "order")


@dataclass(frozen=True, slots=True, kw_only=True)
class River:
    """A river or lake: its names (empty where unknown), rank (1 the greatest), and shape in CGCS2000 [degree]."""

    name: str
    name_en: str
    rank: int
    lake: bool
    shape: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What is kept of a file: its rivers and lakes, and where it came from as it was said when it was loaded."""

    name: str
    rivers: tuple[River, ...]
    said: Mapping[str, str]


def read(
    path: Path, *, datum: str, name_field: str | None = None, rank_field: str | None = None
) -> tuple[River, ...]:
    """Return the rivers (lines) and lakes (areas) of a file, in CGCS2000.

    Parameters
    ----------
    path
        GeoJSON, plain or gzipped, GeoPackage or shapefile.
    datum
        Datum of its coordinates, as `geo.datum` names them: never guessed.
    name_field, rank_field
        Fields of the name and the rank; found by their usual names where left out. A rank field after a ``-`` has
        the greatest rivers highest, as an order of streams has.

    Raises
    ------
    ValueError
        A sentence: the file cannot be read, has no such field, holds points, or lies outside the world.
    """
    shapes, rows = _features(path)
    if not len(shapes):
        raise ValueError(f"{path.name} holds no feature")
    kinds = {str(kind) for kind in shapely.get_type_id(shapes).tolist()} & {"0", "4", "-1"}
    if kinds:
        raise ValueError(f"{path.name} holds points or empty features: rivers are lines, lakes areas")
    fields = list(rows[0])
    name, english = _field(path, fields, name_field, _NAMES), _field(path, fields, None, _ENGLISH)
    lower = rank_field is not None and rank_field.startswith("-")
    rank = _field(path, fields, rank_field.removeprefix("-") if rank_field else None, _GREAT_FIRST)
    if rank is None and (rank := _field(path, fields, None, _GREAT_LAST)) is not None:
        lower = True
    ranks = _ranks([row.get(rank) if rank else None for row in rows], lower=lower)
    flat = _in_cgcs2000(shapes, datum)
    west, south, east, north = shapely.total_bounds(flat)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(
            f"{path.name} is not in degrees: {west:.0f} to {east:.0f} east, and says no projection"
        )
    return tuple(
        _river(
            _text(row.get(name)) if name else "", _text(row.get(english)) if english else "", number, shape
        )
        for row, number, shape in zip(rows, ranks, flat, strict=True)
    )


def prepared(rivers: Iterable[River], country: BaseGeometry) -> tuple[River, ...]:
    """Return the rivers cut to a country (in CGCS2000) and simplified in the map's plane; what lies abroad goes."""
    land = shapely.buffer(shapely.simplify(to_plane(country), 1.0 / KM_PER_UNIT), BEYOND_KM / KM_PER_UNIT)
    shapely.prepare(land)
    found = []
    for one in rivers:
        flat = to_plane(one.shape)
        if not shapely.intersects(land, flat):
            continue
        # Lakes stay whole: half a lake would be a lake of another shape.
        cut = flat if one.lake else shapely.intersection(flat, land)
        light = shapely.simplify(cut, KEPT_KM / KM_PER_UNIT)
        if not shapely.is_empty(light):
            found.append(replace(one, shape=shapely.transform(light, _to_degrees)))
    return tuple(found)


def written(layer: Layer) -> bytes:
    """Return a layer as it is kept: GeoJSON, gzipped, with what was said of it."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": one.name, "name_en": one.name_en, "rank": one.rank, "lake": one.lake},
            "geometry": json.loads(shapely.to_geojson(one.shape)),
        }
        for one in layer.rivers
    ]
    text = {"type": "FeatureCollection", "lanbi": dict(layer.said), "features": features}
    return gzip.compress(json.dumps(text, ensure_ascii=False).encode(), 9, mtime=0)


def layers(folder: Path) -> tuple[Layer, ...]:
    """Return the layers kept in a folder, by name; none for a folder that is not there.

    Raises
    ------
    ValueError
        If a file of it is not a layer as `written` makes them.
    """
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            held = json.loads(gzip.decompress(path.read_bytes()))
            rivers = tuple(
                River(**one["properties"], shape=shapely.from_geojson(json.dumps(one["geometry"])))
                for one in held["features"]
            )
            said = {str(key): str(value) for key, value in held["lanbi"].items()}
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path} is not a river layer as `rivers load` keeps them: {error}") from error
        found.append(Layer(name=path.name.removesuffix(SUFFIX), rivers=rivers, said=said))
    return tuple(found)


def to_plane(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in CGCS2000 in the map's plane."""
    return shapely.transform(shape, lambda xy: np.column_stack(albers(xy[:, 0], xy[:, 1])))


def _to_degrees(xy: Any) -> Any:
    return np.column_stack(inverse(xy[:, 0], xy[:, 1])).round(DECIMALS)


def _features(path: Path) -> tuple[Any, list[dict[str, Any]]]:
    try:
        if path.name.lower().endswith((".geojson", ".geojson.gz", ".json")):
            raw = path.read_bytes()
            text = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
            features = [one for one in text["features"] if one["geometry"] is not None]
            shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
            array = np.empty(len(shapes), dtype=object)
            array[:] = shapes
            return array, [dict(one["properties"] or {}) for one in features]
        meta, _, wkb, columns = pyogrio.raw.read(path)
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        DataSourceError,
        shapely.GEOSException,
    ) as error:
        raise ValueError(f"{path.name} is not read as GeoJSON, GeoPackage or shapefile: {error}") from error
    shapes = shapely.from_wkb(wkb)
    crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    if crs is not None and crs.is_projected:
        # The datum is the one that is said; only the projection is undone here.
        undone = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(undone.transform(xy[:, 0], xy[:, 1])))
    fields = [str(one) for one in meta["fields"]]
    return shapes, [dict(zip(fields, row, strict=True)) for row in zip(*columns, strict=True)] or [{}] * len(
        shapes
    )


def _in_cgcs2000(shapes: Any, datum: str) -> Any:
    convert = to_wgs84(datum)
    flat = shapely.force_2d(shapes)
    if datum in {"GCJ-02", "BD-09"}:
        flat = shapely.transform(flat, lambda xy: np.column_stack(convert(xy[:, 0], xy[:, 1])))
    return flat


def _field(path: Path, fields: Sequence[str], asked: str | None, usual: Sequence[str]) -> str | None:
    if asked is not None:
        if asked not in fields:
            raise ValueError(f"{path.name} has no field {asked!r}; it has {', '.join(fields) or 'none'}")
        return asked
    by_name = {field.strip().casefold(): field for field in fields}
    return next((by_name[name] for name in usual if name in by_name), None)


def _ranks(told: Sequence[Any], *, lower: bool) -> list[int]:
    numbers = np.array([_number(one) for one in told], dtype=np.float64)
    if lower and not np.isnan(numbers).all():
        numbers = np.nanmax(numbers) + 1 - numbers
    least = float(RANKS[-1])
    clipped = np.clip(np.where(np.isnan(numbers), least, np.round(numbers)), RANKS[0], least)
    return [int(one) for one in clipped]


def _number(text: Any) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        return float("nan")


def _text(value: Any) -> str:
    """Return a cell as text; what stands for nothing, NaN among it, is empty."""
    return "" if value is None or value != value else str(value).strip()


def _river(name: str, english: str, rank: int, shape: BaseGeometry) -> River:
    chinese = name if _is_chinese(name) else chinese_name(name, shape.bounds) or (
        chinese_name(english, shape.bounds) if english else ""
    )  # fmt: skip
    spoken = english if english and not _is_chinese(english) else "" if _is_chinese(name) else name
    return River(name=chinese, name_en=spoken, rank=rank, lake="Polygon" in shape.geom_type, shape=shape)


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= letter <= "\u9fff" for letter in text)
