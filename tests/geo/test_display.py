"""The map's geometry: light, nested, with everything on it that a map of China must show."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.display import dashes, display
from geo.projection import CHINA_BOX, SOUTH_SEA_BOX
from geo.regions import Level
from tests.geo import squares


def shapes(collection: dict[str, Any]) -> dict[str, Any]:
    return {f["id"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in collection["features"]}


@pytest.mark.parametrize(
    ("level", "budget_kb"), [(Level.PREFECTURE, 250), (Level.COUNTY, 400), (Level.PROVINCE, 120)]
)
def test_the_browser_gets_no_more_than_its_budget(level: Level, budget_kb: int) -> None:
    text = json.dumps(display(level), ensure_ascii=False, separators=(",", ":")).encode()
    assert len(gzip.compress(text, 6)) < budget_kb * 1000


def test_the_country_lies_in_its_box_and_is_as_large_as_it_is() -> None:
    (china,) = shapes(display(Level.COUNTRY)).values()
    west, south, east, north = shapely.bounds(china)
    assert CHINA_BOX[0] <= west < east <= CHINA_BOX[2]
    assert CHINA_BOX[1] <= south < north <= CHINA_BOX[3]
    km2 = china.area * 25
    assert km2 == pytest.approx(9_600_000, rel=0.02)


def test_units_published_as_cities_are_drawn_upon_the_rest() -> None:
    ids = [f["id"] for f in display(Level.PREFECTURE)["features"]]
    assert set(ids[-3:]) == {"130181", "130682", "133100"}
    assert len(ids) == 373


def test_borders_of_the_levels_of_a_province_are_one_line() -> None:
    counties = shapes(display(Level.COUNTY, within="410000"))
    cities = shapes(display(Level.PREFECTURE, within="410000"))
    assert len(cities) == 18
    for code in ("410800", "411300"):
        county_points = {
            tuple(xy)
            for c, s in counties.items()
            if c[:4] == code[:4]
            for xy in shapely.get_coordinates(s).tolist()
        }
        assert {tuple(xy) for xy in shapely.get_coordinates(cities[code]).tolist()} <= county_points
        # Small exclaves of counties must not become holes of the city.
        assert all(not part.interiors for part in shapely.get_parts(cities[code]))


def test_islands_that_a_map_of_china_must_show_stay() -> None:
    provinces = shapes(display(Level.PROVINCE))
    south = [p for p in shapely.get_parts(provinces["460000"]) if p.centroid.y < 250]
    assert len(south) > 150
    inset = shapely.box(*SOUTH_SEA_BOX)
    assert all(shapely.intersects(inset, p) for p in south)
    # 钓鱼岛 and 赤尾屿 north-east of Taiwan
    assert len(shapely.get_parts(provinces["710000"])) >= 5


def test_the_ten_dashes_lie_in_the_inset() -> None:
    lines = list(shapes(dashes()).values())
    assert len(lines) == 10
    inset = shapely.box(*SOUTH_SEA_BOX)
    assert all(shapely.within(line, inset) for line in lines)


def test_a_set_without_counties_is_drawn_from_what_it_has(tmp_path: Path) -> None:
    home = squares.folder(tmp_path / "squares")
    (home / "county_2020.geojson").unlink()
    assert set(shapes(display(Level.PREFECTURE, folder=home))) == {"990100", "990200"}


def test_labels_carry_names_in_both_languages() -> None:
    one = next(f for f in display(Level.PREFECTURE, within="410000")["features"] if f["id"] == "410800")
    assert {k: one["properties"][k] for k in ("code", "name", "short", "name_en", "parent")} == {
        "code": "410800",
        "name": "焦作市",
        "short": "焦作",
        "name_en": "Jiaozuo",
        "parent": "410000",
    }
