"""Positions are placed in exactly one region or not at all; dated memberships outrank positions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.atlas import Atlas, load
from geo.boundaries import load as load_regions
from geo.boundaries import overrides
from geo.place import assign, place
from geo.regions import Level, Regions
from tests.geo import squares


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return squares.folder(tmp_path / "squares")


def test_inside_outside_border_and_missing_are_told_apart(home: Path) -> None:
    cities = load_regions(Level.PREFECTURE, folder=home)
    lon = [101.0, 103.0, 102.0, 100.0, 99.0, np.nan]
    lat = [31.0, 31.5, 31.0, 30.0, 31.0, 31.0]
    found = place(lon, lat, cities)
    assert found.code.tolist() == ["990100", "990200", "", "", "", ""]
    assert found.standing.tolist() == ["inside", "inside", "border", "border", "outside", "missing"]


def test_two_regions_that_overlap_without_saying_so_are_declared(home: Path) -> None:
    squares.write(
        home / "prefecture_2020.geojson",
        [
            squares.feature("990100", "左边市", squares.box(100, 30, 102.5, 32)),
            squares.feature("990200", "右边市", squares.box(102, 30, 104, 32)),
        ],
    )
    found = place([102.2, 102.5, 101.0], [31.0, 31.0, 31.0], load_regions(Level.PREFECTURE, folder=home))
    assert found.code.tolist() == ["", "", "990100"]
    assert found.standing.tolist() == ["overlap", "overlap", "inside"]


def test_a_unit_that_overlaps_by_declaration_receives_nothing_by_position(home: Path) -> None:
    cities = load_regions(Level.PREFECTURE, folder=home)
    assert cities.code("990202").overlaps
    assert place([103.5], [31.5], cities).code.tolist() == ["990200"]


def test_several_levels_at_once_are_refused(home: Path) -> None:
    with pytest.raises(ValueError, match="one level"):
        place([101.0], [31.0], load_regions(Level.PREFECTURE, Level.COUNTY, folder=home))


def test_an_area_outranks_the_position_while_it_holds(home: Path) -> None:
    cities, rules = load_regions(Level.PREFECTURE, folder=home), overrides(home)

    def of(day: date) -> str:
        return str(assign([103.5], [31.5], cities, rules, station=["S9"], area=["右上"], on=day).code[0])

    assert of(date(2019, 12, 31)) == "990200"
    assert of(date(2020, 1, 1)) == "990202"
    assert of(date(2021, 12, 31)) == "990202"
    assert of(date(2022, 1, 1)) == "990200"


def test_a_station_outranks_its_area(home: Path) -> None:
    cities, rules = load_regions(Level.PREFECTURE, folder=home), overrides(home)
    found = assign([np.nan], [np.nan], cities, rules, station=["S1"], area=["右上"], on=date(2021, 1, 1))
    assert found.code.tolist() == ["990100"]
    assert found.standing.tolist() == ["station"]


def test_an_override_to_an_unknown_region_is_an_error(home: Path) -> None:
    with (home / "membership.csv").open("a", encoding="utf-8") as rows:
        rows.write("city,station,S2,,,770000,a test,a test\n")
    cities = load_regions(Level.PREFECTURE, folder=home)
    with pytest.raises(LookupError, match="770000"):
        assign([101.0], [31.0], cities, overrides(home), station=["S1"], area=[""])


def test_the_atlas_gives_a_station_all_its_levels(home: Path) -> None:
    atlas = load(home)
    one, two, three = atlas.locate(["A", "B", "S1"], [101.0, 99.0, 103.0], [30.5, 30.5, 30.5], ["", "", ""])
    assert (one.province, one.city, one.county, one.by) == ("990000", "990100", "990101", "inside")
    assert (two.province, two.city, two.county, two.by) == ("", "", "", "outside")
    # S1 is given to the left city but lies in a county of the right one: that county is not its county.
    assert (three.city, three.county, three.by) == ("990100", "", "station")
    assert atlas.overrides()[0][0] == "S1"


def by_loop(x: float, y: float, regions: Regions) -> str:
    """Point in polygon as in a textbook: count the edges that a ray to the east crosses."""
    held = []
    for region, shape in zip(regions.members, regions.geometry, strict=True):
        crossings = 0
        for part in shapely.get_parts(shape):
            for ring in (part.exterior, *part.interiors):
                points = np.asarray(ring.coords)
                for (x1, y1), (x2, y2) in pairwise(points):
                    if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                        crossings += 1
        if crossings % 2:
            held.append(region.code)
    return held[0] if len(held) == 1 else ""


def test_the_tree_agrees_with_a_plain_loop() -> None:
    every = load_regions(Level.PREFECTURE)
    rows = [i for i, region in enumerate(every) if region.parent == "410000"]
    henan = Regions(
        members=tuple(every.members[i] for i in rows),
        borders=lambda: shapely.coverage_simplify(every.geometry[rows], 0.02),
    )
    rng = np.random.default_rng(20260301)
    lon, lat = rng.uniform(110.3, 116.7, 150), rng.uniform(31.3, 36.4, 150)
    found = place(lon, lat, henan).code
    assert (found != "").sum() > 50
    assert (found == "").sum() > 20
    assert found.tolist() == [by_loop(x, y, henan) for x, y in zip(lon, lat, strict=True)]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


@pytest.fixture(scope="module")
def seen(shared: Path) -> pd.DataFrame:
    rows = pd.read_csv(shared / "data" / "cnemc_hourly_2026" / "stations_seen.csv")
    return rows.sort_values("last_seen").drop_duplicates("stationcode", keep="last")


@pytest.mark.real
def test_every_national_station_lies_in_exactly_one_prefecture(atlas: Atlas, seen: pd.DataFrame) -> None:
    assert len(seen) == 1607
    cities = atlas.regions.at(Level.PREFECTURE)
    found = place(seen["longitude"], seen["latitude"], cities)
    assert (found.standing == "inside").all()
    names = [cities.code(code).name for code in found.code]
    others = seen.loc[np.array(names) != seen["area"].to_numpy(), "area"]
    assert others.value_counts().to_dict() == {"雄安新区": 6, "定州市": 2, "辛集市": 2, "五家渠市": 1}


@pytest.mark.real
def test_with_the_overrides_every_station_is_where_it_is_published(atlas: Atlas, seen: pd.DataFrame) -> None:
    places = atlas.locate(
        seen["stationcode"].tolist(),
        seen["longitude"].tolist(),
        seen["latitude"].tolist(),
        seen["area"].tolist(),
    )
    cities = atlas.regions.at(Level.PREFECTURE)
    assert [cities.code(one.city).name for one in places] == seen["area"].tolist()
    assert all(one.county and one.province for one in places)


@pytest.mark.real
def test_levels_of_the_shipped_set_agree_at_every_station(atlas: Atlas, seen: pd.DataFrame) -> None:
    at = {
        level: place(seen["longitude"], seen["latitude"], atlas.regions.at(level)).code
        for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
    }
    counties = atlas.regions.at(Level.COUNTY)
    assert [counties.code(code).parent for code in at[Level.COUNTY]] == at[Level.PREFECTURE].tolist()
    assert [code[:2] + "0000" for code in at[Level.PREFECTURE]] == at[Level.PROVINCE].tolist()
