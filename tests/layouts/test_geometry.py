"""Shapes are named by their content, complete, and light enough to be sent."""

from __future__ import annotations

import gzip
import json

from geo.atlas import Atlas
from geo.regions import Level
from layouts._geometry import bounds, nation_parcels, parcel, province_parcel
from layouts.web import Drawing


def _features(packed: bytes) -> list[dict[str, object]]:
    features: list[dict[str, object]] = json.loads(gzip.decompress(packed))["features"]
    return features


def test_the_same_features_have_the_same_name_and_others_another() -> None:
    one = {"type": "Feature", "properties": {"code": "a"}, "geometry": None}
    other = {"type": "Feature", "properties": {"code": "b"}, "geometry": None}
    assert parcel("x", [one]).name == parcel("x", [one]).name
    assert parcel("x", [one]).name != parcel("x", [other]).name


def test_every_city_with_a_border_and_every_dash_is_on_the_map(drawn: Drawing, atlas: Atlas) -> None:
    cities, lines = nation_parcels(drawn)
    known = atlas.regions.at(Level.PREFECTURE)
    with_border = {
        region.code for region, shape in zip(known.members, known.geometry, strict=True) if shape is not None
    }
    sent = [feature["properties"]["code"] for feature in _features(cities.packed)]  # type: ignore[index]
    assert set(sent) == with_border
    assert len(sent) == len(set(sent))
    codes = [feature["properties"]["code"] for feature in _features(lines.packed)]  # type: ignore[index]
    assert len([code for code in codes if code]) == 34
    assert codes.count("") == 10  # the ten dashes of the line in the South China Sea


def test_units_inside_another_city_are_drawn_upon_it(drawn: Drawing) -> None:
    order = list(drawn.cities)
    assert order.index("133100") > order.index("130600")  # 雄安新区 upon 保定市


def test_the_nation_weighs_less_than_400_kb(drawn: Drawing) -> None:
    assert sum(len(one.packed) for one in nation_parcels(drawn)) < 400_000


def test_a_province_adds_its_cities_counties_and_border(drawn: Drawing) -> None:
    kinds = [one["properties"]["kind"] for one in _features(province_parcel(drawn, "410000").packed)]  # type: ignore[index]
    assert kinds.count("city") == 18
    assert kinds.count("county") == kinds.count("border") == 1


def test_hainan_is_framed_by_its_island_not_by_the_sea_to_the_nansha(drawn: Drawing) -> None:
    (south, west), (north, east) = bounds(drawn.provinces["460000"])
    whole = drawn.provinces["460000"].shape.bounds
    assert north - south < (whole[3] - whole[1]) / 2
    assert east > west
