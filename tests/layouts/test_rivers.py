"""Rivers on the map: sent once under the name of their content, the great ones first, a province with its own."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import shapely

from geo.rivers import Layer, River
from layouts._geometry import bounds
from layouts._rivers import around, labels, rivers
from layouts.web import Drawing


def river(name: str, rank: int, *points: tuple[float, float]) -> River:
    return River(name=name, name_en=name, rank=rank, lake=False, shape=shapely.linestrings(points))


YELLOW = river("黄河", 1, (110.5, 34.6), (113.5, 34.9), (116.0, 36.0))
FEN = river("汾河", 6, (112.0, 38.0), (111.5, 36.0), (110.6, 35.4))
POND = River(name="塘", name_en="", rank=9, lake=True, shape=shapely.box(113.0, 34.0, 113.002, 34.002))


def mapped(drawn: Drawing, *some: River) -> Drawing:
    return replace(drawn, layers=(Layer(name="made up", rivers=some, said={"source": "手绘"}),))


def sent(packed: bytes) -> list[dict[str, object]]:
    features: list[dict[str, object]] = json.loads(gzip.decompress(packed))["features"]
    return features


def test_a_map_without_a_layer_has_no_rivers(drawn: Drawing) -> None:
    held = rivers(drawn)
    assert (held.of(""), held.of("410000"), held.sources, held.named("rivers-nation-0.json")) == (
        None,
        None,
        (),
        None,
    )


def test_the_same_rivers_have_the_same_name_in_every_process(drawn: Drawing) -> None:
    made = rivers(mapped(drawn, FEN, YELLOW)).of("")
    assert made is not None
    elsewhere = rivers(mapped(drawn, FEN, YELLOW))
    again = elsewhere.named(made.name)
    assert again is not None
    assert again.packed == made.packed
    assert elsewhere.named(made.name.replace("nation", "410000")) is None
    assert elsewhere.named("rivers-990000-0.json") is None


def test_the_great_river_is_wide_and_a_pond_is_not_drawn_on_the_country(drawn: Drawing) -> None:
    made = rivers(mapped(drawn, FEN, POND, YELLOW)).of("")
    assert made is not None
    assert [one["properties"] for one in sent(made.packed)] == [
        {"lake": False, "width": 3}, {"lake": False, "width": 1},
    ]  # fmt: skip


def test_a_province_has_the_rivers_that_touch_it_with_what_lies_round_it(drawn: Drawing) -> None:
    held = rivers(mapped(drawn, FEN, YELLOW))
    tibet = held.of("540000")
    assert tibet is None
    names = [name for name, _, _ in labels(held, around(bounds(drawn.provinces["140000"])), "zh")]
    assert names == ["黄河", "汾河"]
    ((name, x, y),) = labels(held, drawn.cities["141000"].shape, "en")  # the Fen runs through Linfen
    assert name == "汾河"
    assert drawn.cities["141000"].shape.buffer(0.1).contains(shapely.Point(x, y))
