"""Rivers of a layer: read in any form, cut to the country, kept with name and rank; nothing about them is guessed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from actions.river_layer import FOLDER, load_rivers, remove_rivers
from geo.boundaries import SHIPPED
from geo.rivers import Layer, layers, prepared, read, written
from tests.geo import squares

ACT = {"source": "a test", "licence": "none", "by": "a tester", "reason": "made up"}


def line(*points: tuple[float, float], **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": list(points)},
    }  # fmt: skip


def geojson(path: Path, *features: dict[str, Any]) -> Path:
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


LAKE = {
    "type": "Feature", "properties": {"name": "Tai Hu", "scalerank": 3}, "geometry": squares.box(101, 31, 101.5, 31.5),
}  # fmt: skip


def test_lines_are_rivers_and_areas_lakes_with_their_names_and_ranks(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "some.geojson.gz",
        line((100.5, 30.5), (103.0, 31.5), name="Huang", scalerank=1.0, name_en=None),
        line((100.5, 30.9), (101.0, 31.0), name="通吕运河", scalerank=None, name_en="Tonglü Canal"),
        LAKE,
    )
    told = [(one.name, one.name_en, one.rank, one.lake) for one in read(path, datum="WGS-84")]
    assert told == [
        ("黄河", "Huang", 1, False),
        ("通吕运河", "Tonglü Canal", 12, False),
        ("太湖", "Tai Hu", 3, True),
    ]


def test_two_rivers_of_one_spelling_are_told_apart_by_where_they_lie(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "min.geojson",
        line((103.6, 31.0), (104.6, 28.8), name="Min"),
        line((118.0, 26.6), (119.5, 26.0), name="Min"),
        line((95.0, 40.0), (96.0, 41.0), name="Min"),
    )
    assert [one.name for one in read(path, datum="WGS-84")] == ["岷江", "闽江", ""]


def test_an_order_of_streams_has_its_greatest_last(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "h.geojson",
        line((100, 30), (101, 31), ORD_STRA=3),
        line((100, 30), (101, 31), ORD_STRA=1),
    )
    assert [one.rank for one in read(path, datum="WGS-84")] == [1, 3]
    assert [one.rank for one in read(path, datum="WGS-84", rank_field="ORD_STRA")] == [3, 1]


@pytest.mark.parametrize("suffix", [".shp", ".gpkg"])
def test_shapefile_and_geopackage_are_read_alike_and_out_of_their_projection(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"rivers{suffix}"
    # Web Mercator of 110 east, 30 north and 111 east, 31 north.
    metres = shapely.linestrings([[[12245143.99, 3503549.84], [12356463.48, 3632749.14]]])
    pyogrio.raw.write(
        str(path), shapely.to_wkb(metres), [np.array(["汉江"], object), np.array([2.0])], ["NAME", "rank"],
        geometry_type="LineString", crs="EPSG:3857", encoding="UTF-8",
    )  # fmt: skip
    (one,) = read(path, datum="WGS-84")
    assert (one.name, one.rank) == ("汉江", 2)
    assert shapely.get_coordinates(one.shape) == pytest.approx(
        np.array([[110.0, 30.0], [111.0, 31.0]]), abs=1e-4
    )


def test_gcj02_is_put_right(tmp_path: Path) -> None:
    path = geojson(tmp_path / "g.geojson", line((116.397, 39.908), (116.5, 39.9), name="河"))
    plain, moved = read(path, datum="WGS-84")[0].shape, read(path, datum="GCJ-02")[0].shape
    shift_km = shapely.distance(shapely.Point(plain.coords[0]), shapely.Point(moved.coords[0])) * 100
    assert 0.3 < shift_km < 1.0


def test_what_lies_abroad_goes_and_what_crosses_the_border_is_cut(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "r.geojson",
        line((101.0, 31.0), (110.0, 31.0), name="穿"),
        line((120.0, 31.0), (121.0, 31.0), name="外"),
    )
    country = shapely.from_geojson(json.dumps(squares.box(100, 30, 104, 32)))
    (kept,) = prepared(read(path, datum="CGCS2000"), country)
    assert kept.name == "穿"
    assert kept.shape.bounds[2] == pytest.approx(104.0, abs=0.1)  # with the 8 km beyond


@pytest.mark.parametrize(
    ("features", "why"),
    [
        ([], "no feature"),
        (
            [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 1]}}],
            "points",
        ),
        ([line((500000.0, 3500000.0), (510000.0, 3510000.0))], "not in degrees"),
    ],
)
def test_what_cannot_be_rivers_is_refused_with_a_sentence(
    tmp_path: Path, features: list[Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        read(geojson(tmp_path / "bad.geojson", *features), datum="WGS-84")


def test_a_file_of_anything_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.shp"
    path.write_bytes(b"no shapefile")
    with pytest.raises(ValueError, match=r"x\.shp is not read"):
        read(path, datum="WGS-84")
    with pytest.raises(ValueError, match="no field 'r'; it has name"):
        read(
            geojson(tmp_path / "y.geojson", line((100, 30), (101, 31), name="a")),
            datum="WGS-84",
            rank_field="r",
        )


def test_a_layer_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = geojson(tmp_path / "r.geojson", line((101.0, 31.0), (103.0, 31.0), name="甲", rank=4), LAKE)
    layer = Layer(name="r", rivers=read(path, datum="WGS-84"), said={"source": "a test"})
    home = tmp_path / "kept"
    home.mkdir()
    (home / "r.geojson.gz").write_bytes(written(layer))
    (found,) = layers(home)
    assert (found.name, found.said, found.rivers) == (layer.name, layer.said, layer.rivers)
    (home / "r.geojson.gz").write_bytes(b"broken")
    with pytest.raises(ValueError, match="not a river layer"):
        layers(home)
    assert layers(tmp_path / "nowhere") == ()


def test_loading_again_replaces_and_nobody_or_nowhere_is_refused(tmp_path: Path) -> None:
    boundaries = squares.folder(tmp_path / "b")
    path = geojson(tmp_path / "mine.geojson", line((101.0, 31.0), (103.0, 31.0), name="甲"))
    home = tmp_path / "home"
    for _ in range(2):
        layer = load_rivers(home, path, boundaries=boundaries, datum="CGCS2000", **ACT)
        assert (layer.said["source"], len(layer.rivers)) == ("a test", 1)
    assert [one.name for one in layers(home / FOLDER)] == ["mine"]
    with pytest.raises(ValueError, match="--by must say something"):
        load_rivers(home, path, boundaries=boundaries, datum="CGCS2000", **{**ACT, "by": " "})
    with pytest.raises(ValueError, match="cannot name a layer"):
        load_rivers(home, path, boundaries=boundaries, datum="CGCS2000", name="../x", **ACT)
    far = geojson(tmp_path / "far.geojson", line((10.0, 51.0), (11.0, 51.0)))
    with pytest.raises(ValueError, match=r"none of the 1 features of far\.geojson lies in China"):
        load_rivers(home, far, boundaries=boundaries, datum="CGCS2000", **ACT)
    remove_rivers(home, "mine")
    assert layers(home / FOLDER) == ()
    with pytest.raises(LookupError, match="no river layer 'mine'"):
        remove_rivers(home, "mine")


@pytest.mark.real
def test_natural_earth_has_the_great_rivers_and_lakes_of_china(tmp_path: Path, shared: Path) -> None:
    folder = shared / "data" / "rivers_natural_earth"
    for part in ("rivers", "lakes"):
        load_rivers(
            tmp_path,
            folder / f"ne_10m_{part}_china_bbox.geojson.gz",
            boundaries=SHIPPED,
            datum="WGS-84",
            **ACT,
        )
    found = [one for layer in layers(tmp_path / FOLDER) for one in layer.rivers]
    names = {one.name for one in found}
    assert {
        "长江",
        "黄河",
        "淮河",
        "松花江",
        "辽河",
        "塔里木河",
        "澜沧江",
        "岷江",
        "闽江",
        "太湖",
        "青海湖",
    } <= names
    assert {"Lena", "Nakdong", "Godävari", "Lake Baikal"}.isdisjoint({one.name_en for one in found})
    kilobytes = sum(path.stat().st_size for path in (tmp_path / FOLDER).iterdir()) / 1000
    assert kilobytes < 150
