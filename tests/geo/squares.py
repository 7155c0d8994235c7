"""A country of squares on a desk: a boundary folder small enough to be checked by eye."""

from __future__ import annotations

import json
from pathlib import Path

SOURCE = """
title = "squares"
publisher = "a test"
licence = "none"
homepage = ""
datum = "CGCS2000"
vintage = "2020"
"""


def box(west: float, south: float, east: float, north: float) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: str, name: str, shape: dict, **more: object) -> dict:
    return {"type": "Feature", "properties": {"code": code, "name": name, **more}, "geometry": shape}


def write(path: Path, features: list[dict]) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


def folder(home: Path) -> Path:
    """One province 100-104 × 30-32, of two prefectures side by side, of four counties."""
    home.mkdir(exist_ok=True)
    (home / "source.toml").write_text(SOURCE, encoding="utf-8")
    write(home / "province_2020.geojson", [feature("990000", "方块省", box(100, 30, 104, 32))])
    write(
        home / "prefecture_2020.geojson",
        [
            feature("990100", "左边市", box(100, 30, 102, 32)),
            feature("990200", "右边市", box(102, 30, 104, 32)),
        ],
    )
    write(
        home / "county_2020.geojson",
        [
            feature("990101", "左下县", box(100, 30, 102, 31)),
            feature("990102", "左上县", box(100, 31, 102, 32)),
            feature("990201", "右下县", box(102, 30, 104, 31)),
            feature("990202", "右上县", box(102, 31, 104, 32)),
        ],
    )
    (home / "published_units.csv").write_text(
        "code,name,name_en,initials,parent,counties,lon,lat,since,note\n"
        "990202,右上县,Upper Right,ys,990000,990202,103,31.5,,published as a city of its own\n",
        encoding="utf-8",
    )
    (home / "membership.csv").write_text(
        "level,kind,what,from,to,code,reason,source\n"
        "city,area,右上,2020-01-01,2022-01-01,990202,a test,a test\n"
        "city,station,S1,,,990100,a test,a test\n",
        encoding="utf-8",
    )
    return home
