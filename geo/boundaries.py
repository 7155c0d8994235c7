"""The folder of boundary files: what lies in it, where it comes from, and the regions read from it.

A folder holds ``source.toml`` and one file a level and vintage, ``prefecture_2021.geojson.gz``; GeoJSON, plain
or gzipped, GeoPackage and shapefile are read alike, so the official set of a bureau takes the place of the
shipped one by a setting. Everything that comes out is CGCS2000: a file that says it is GCJ-02 is converted,
and one that says nothing is refused, never guessed.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio.raw
import shapely
from pyproj import CRS, Transformer

from geo.datum import to_wgs84
from geo.names import english_name, initials, short_name
from geo.regions import COUNTRY_CODE, Geometries, Level, Region, Regions

SHIPPED: Final = Path(__file__).resolve().parents[1] / "data" / "boundaries"
MUNICIPALITIES: Final = {"110100": "110000", "120100": "120000", "310100": "310000", "500100": "500000"}

_SUFFIXES: Final = (".geojson.gz", ".geojson", ".gpkg", ".shp")
_COORDINATES: Final = re.compile(rb'"coordinates"\s*:\s*\[[][0-9eE+.,\s-]*\]')
_CENTRE: Final = (104.2, 35.8)  # where 中国 is written on a map
_FIELDS: Final = ("code", "name", "short", "name_en", "initials", "parent", "lon", "lat", "alias")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a set of boundaries comes from and what must be said when it is shown.

    Attributes
    ----------
    title, publisher, licence, homepage
        What the set is, whose it is, on what terms, where it is found.
    datum
        Datum of the files as they lie in the folder: CGCS2000, WGS-84, GCJ-02 or BD-09.
    vintage
        The year whose divisions it shows.
    approval_number
        审图号 of an approved map, to be printed on every map; empty for a set that has none.
    """

    title: str
    publisher: str
    licence: str
    homepage: str
    datum: str
    vintage: str
    approval_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A dated membership that outranks the position.

    Attributes
    ----------
    level
        Level at which it holds.
    kind, what
        ``area`` and a city name as published, or ``station`` and a station code.
    start, end
        First day and the day after the last; None where it is open.
    code
        The region to which it belongs.
    reason, source
        Why, and who says so.
    """

    level: Level
    kind: str
    what: str
    start: date | None
    end: date | None
    code: str
    reason: str
    source: str

    def holds(self, on: date | None) -> bool:
        """Return whether it holds on a day; on an unnamed day every one does that is not yet over."""
        if on is None:
            return self.end is None
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


def load(*levels: Level, folder: Path | None = None, vintage: str | None = None) -> Regions:
    """Return the regions of the levels asked for, with their borders in CGCS2000.

    Units published as cities of their own (雄安新区, 定州市, 辛集市) come with the prefectures. Townships come
    from every ``township_*`` file in the folder; that there are none is not an error.

    Parameters
    ----------
    levels
        One or several; the country is the union of the provinces.
    folder
        The boundary folder, the shipped one if left out.
    vintage
        The year in the file name; the newest in the folder if left out.

    Raises
    ------
    FileNotFoundError
        No file of a level lies in the folder.
    ValueError
        A file lacks the code or the name, or its datum is not declared.
    """
    home = folder or SHIPPED
    read = [
        _country(home, vintage) if level is Level.COUNTRY else _level(home, level, vintage)
        for level in sorted(set(levels), key=lambda one: one.depth)
    ]
    return _joined(read)


def provenance(folder: Path | None = None) -> Provenance:
    """Return where the set in a folder comes from, as its ``source.toml`` says.

    Raises
    ------
    ValueError
        The file is missing or does not name the datum.
    """
    said = _source(folder or SHIPPED)
    return Provenance(
        title=str(said.get("title", "")),
        publisher=str(said.get("publisher", "")),
        licence=str(said.get("licence", "")),
        homepage=str(said.get("homepage", "")),
        datum=str(said["datum"]),
        vintage=str(said.get("vintage", "")),
        approval_number=str(said.get("approval_number", "")),
    )


def overrides(folder: Path | None = None) -> tuple[Override, ...]:
    """Return the dated memberships of ``membership.csv``; the shipped ones where the folder has none."""
    rows = _rows(_table_file(folder or SHIPPED, "membership.csv"))
    return tuple(
        Override(
            level=Level.named(row["level"]),
            kind=row["kind"],
            what=row["what"],
            start=date.fromisoformat(row["from"]) if row["from"] else None,
            end=date.fromisoformat(row["to"]) if row["to"] else None,
            code=row["code"],
            reason=row["reason"],
            source=row["source"],
        )
        for row in rows
    )


def maritime(folder: Path | None = None) -> Geometries:
    """Return the dashes of the boundary line in the South China Sea [degree], one line each; maybe none."""
    home = folder or SHIPPED
    found = _files(home, "maritime", None)
    if not found and home != SHIPPED:
        found = _files(SHIPPED, "maritime", None)
    lines = [_borders(path, len(_properties(path))) for path in found]
    return shapely.get_parts(np.concatenate(lines)) if lines else _objects([])


def stamp(folder: Path | None = None) -> str:
    """Return a fingerprint of every file that decides where a station belongs (SHA-256, hexadecimal)."""
    home = folder or SHIPPED
    _source(home)  # a folder that does not declare itself is refused before anything of it is used
    names = [
        _table_file(home, "membership.csv"),
        _table_file(home, "published_units.csv"),
        home / "source.toml",
    ]
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP):
        names += _files(home, level.value, None)
    digest = hashlib.sha256()
    for path in names:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def parent_code(level: Level, code: str) -> str | None:
    """Return the code of the division above, by the rule by which codes are given.

    Counties governed by their province (济源, 仙桃, 石河子, Hainan's) and cities without counties (东莞) are
    their own prefectures; those of municipalities belong to the municipality.
    """
    if level is Level.COUNTRY:
        return None
    if level is Level.PROVINCE:
        return COUNTRY_CODE
    if level is Level.PREFECTURE:
        return code[:2] + "0000"
    if level is Level.TOWNSHIP:
        return code[:6]
    if code[:2] in {"11", "12", "31", "50", "71", "81", "82"}:
        return code[:2] + "0000"
    return code if code[2:4] == "90" else code[:4] + "00"


def _country(home: Path, vintage: str | None) -> Regions:
    provinces = _level(home, Level.PROVINCE, vintage)
    lon, lat = _CENTRE
    one = Region(
        code=COUNTRY_CODE,
        name="中国",
        short="中国",
        name_en="China",
        initials="zg",
        level=Level.COUNTRY,
        parent=None,
        lon=lon,
        lat=lat,
    )
    return Regions(members=(one,), borders=lambda: _objects([shapely.coverage_union_all(provinces.geometry)]))


def _level(home: Path, level: Level, vintage: str | None) -> Regions:
    paths = _files(home, level.value, vintage)
    if level is not Level.TOWNSHIP:
        if not paths:
            raise FileNotFoundError(f"no {level} boundaries of vintage {vintage or 'any'} in {home}")
        paths = paths[-1:]  # names end with the vintage, so the last is the newest
    read = _joined([_file(level, path, stamp(home)) for path in paths])
    order = sorted(range(len(read)), key=lambda i: read.members[i].code)
    members = tuple(read.members[i] for i in order)
    codes = [region.code for region in members]
    twice = sorted({a for a, b in pairwise(codes) if a == b})
    if twice:
        raise ValueError(f"codes stand twice among the {level} boundaries in {home}: {', '.join(twice)}")
    ordered = Regions(members=members, borders=lambda: read.geometry[order])
    if level is not Level.PREFECTURE:
        return ordered
    return _joined([ordered, _published_units(home, vintage, set(codes))])


def _joined(parts: Sequence[Regions]) -> Regions:
    return Regions(
        members=tuple(region for part in parts for region in part.members),
        borders=lambda: _objects([shape for part in parts for shape in part.geometry]),
    )


@cache
def _file(level: Level, path: Path, mark: str) -> Regions:
    """Return the regions of one file; its borders are read when they are asked for.

    The mark is the fingerprint of the folder, so that a changed file is read again.
    """
    del mark
    rows = _properties(path)
    borders = cache(lambda: _borders(path, len(rows)))
    members = tuple(_region(level, path, row, i, borders) for i, row in enumerate(rows))
    return Regions(members=members, borders=borders)


def _region(
    level: Level, path: Path, row: Mapping[str, Any], number: int, borders: Callable[[], Geometries]
) -> Region:
    code, name = str(row.get("code") or ""), str(row.get("name") or "")
    if not code or not name:
        raise ValueError(
            f"{path.name}: a feature has no code or no name; name the fields in source.toml [fields]"
        )
    aliases = [str(row["alias"])] if row.get("alias") else []
    if level is Level.PREFECTURE and code in MUNICIPALITIES:
        aliases.append(code)
        code = MUNICIPALITIES[code]
    short = str(row.get("short") or short_name(name))
    if row.get("lon") is None or row.get("lat") is None:
        lon, lat = label_point(borders()[number])
    else:
        lon, lat = float(row["lon"]), float(row["lat"])
    return Region(
        code=code,
        name=name,
        short=short,
        name_en=str(row.get("name_en") or english_name(short, name)),
        initials=str(row.get("initials") or initials(short)),
        level=level,
        parent=str(row.get("parent") or parent_code(level, code)),
        lon=lon,
        lat=lat,
        aliases=tuple(aliases),
    )


def _published_units(home: Path, vintage: str | None, held: set[str]) -> Regions:
    """Return the units published as cities of their own that a prefecture file does not hold."""
    rows = [row for row in _rows(_table_file(home, "published_units.csv")) if row["code"] not in held]
    members = tuple(
        Region(
            code=row["code"],
            name=row["name"],
            short=short_name(row["name"]),
            name_en=row["name_en"],
            initials=row["initials"],
            level=Level.PREFECTURE,
            parent=row["parent"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            counties=tuple(row["counties"].split("+")),
        )
        for row in rows
    )
    return Regions(members=members, borders=lambda: _united(home, vintage, members))


def _united(home: Path, vintage: str | None, units: Sequence[Region]) -> Geometries:
    """Return each unit's border as the union of its counties, None where the set has not got all of them."""
    if not units or not _files(home, Level.COUNTY.value, vintage):
        return _objects([None] * len(units))
    counties = _level(home, Level.COUNTY, vintage)
    shapes = {c.code: shape for c, shape in zip(counties.members, counties.geometry, strict=True)}
    return _objects(
        [
            shapely.union_all([shapes[code] for code in unit.counties])
            if set(unit.counties) <= set(shapes)
            else None
            for unit in units
        ]
    )


def label_point(shape: Any) -> tuple[float, float]:
    """Return the point of a shape's largest part that is furthest from its border [degree], within a kilometre."""
    if shape is None or shapely.is_empty(shape):
        return float("nan"), float("nan")
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    west, south, east, north = shapely.bounds(largest)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=max(east - west, north - south) / 200.0)
    return float(circle.coords[0][0]), float(circle.coords[0][1])


def _files(home: Path, stem: str, vintage: str | None) -> list[Path]:
    wanted = f"{stem}_{vintage or '*'}"
    if stem == Level.TOWNSHIP.value:
        wanted = f"{stem}_*"
    return sorted(path for suffix in _SUFFIXES for path in home.glob(wanted + suffix))


def _table_file(home: Path, name: str) -> Path:
    own = home / name
    return own if own.exists() else SHIPPED / name


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _source(home: Path) -> dict[str, Any]:
    path = home / "source.toml"
    if not path.exists():
        raise ValueError(f"{home} has no source.toml: source, licence and datum must be declared")
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    if "datum" not in said:
        raise ValueError(f"{path} does not name the datum: CGCS2000, WGS-84, GCJ-02 or BD-09")
    return said


def _declared(path: Path) -> tuple[str, Mapping[str, str]]:
    """Return the datum of a file and what it calls our fields."""
    said = _source(path.parent)
    own = said.get("files", {}).get(path.name, {})
    return str(own.get("datum", said["datum"])), {**said.get("fields", {}), **own.get("fields", {})}


def _properties(path: Path) -> list[dict[str, Any]]:
    """Return the properties of each feature in our field names, without parsing a border."""
    _, theirs = _declared(path)
    if path.name.endswith((".geojson", ".geojson.gz")):
        try:
            # Nine tenths of the text are coordinates, in which no quotation mark can stand.
            features = json.loads(_COORDINATES.sub(b'"coordinates":[]', _text(path)))["features"]
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise ValueError(f"{path.name} is not a GeoJSON feature collection: {error}") from error
        rows = [feature["properties"] or {} for feature in features]
    else:
        meta, _, _, columns = pyogrio.raw.read(path, read_geometry=False)
        rows = [dict(zip(meta["fields"], values, strict=True)) for values in zip(*columns, strict=True)]
    return [{ours: row.get(theirs.get(ours, ours)) for ours in _FIELDS} for row in rows]


def _borders(path: Path, expected: int) -> Geometries:
    """Return the geometries of a file in CGCS2000."""
    datum, _ = _declared(path)
    if path.name.endswith((".geojson", ".geojson.gz")):
        shapes = shapely.get_parts(shapely.from_geojson(_text(path)))
        if len(shapes) != expected:
            raise ValueError(f"{path.name}: {expected - len(shapes)} of {expected} features have no geometry")
    else:
        meta, _, wkb, _ = pyogrio.raw.read(path, columns=[])
        shapes = shapely.from_wkb(wkb)
        crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
        if crs is not None and crs.is_projected:
            # The datum is the one declared for the folder; only the projection is undone here.
            undone = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
            shapes = shapely.transform(
                shapes, lambda xy: np.column_stack(undone.transform(xy[:, 0], xy[:, 1]))
            )
    convert = to_wgs84(datum)
    if datum in {"GCJ-02", "BD-09"}:
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(convert(xy[:, 0], xy[:, 1])))
    return _objects(list(shapes))


def _text(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _objects(shapes: Sequence[Any]) -> Geometries:
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return array
