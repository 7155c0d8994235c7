"""The sections of a river from above to below: by their neighbours, else by the kilometre, the unknown last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessment.periods import midnight
from assessment.river import COLUMNS, river_course
from geo.atlas import Atlas
from ingest.section import SectionRecord
from store.opening import Store
from tests.assessment.few_sections import CLEAN, TERMS, month, opened, record

MARCH = date(2026, 3, 1)


def course(store: Store, **more: object) -> list[tuple[str, str, bool]]:
    asked = {"river": "太湖流域/京杭运河", **more}
    found = river_course(store, terms=TERMS, at=midnight(MARCH), **asked)  # type: ignore[arg-type]
    assert tuple(found.columns) == COLUMNS
    return [(row.code, row.water_class, row.ordered) for row in found.itertuples()]  # type: ignore[misc]


def with_march(home: Path, atlas: Atlas, records: list[SectionRecord]) -> Store:
    store = opened(home, atlas, records)
    month(store, {"a": CLEAN, "b": {**CLEAN, "nh3n": 1.3}}, MARCH)
    return store


def test_neighbours_say_the_order_and_the_way_the_kilometres_run(tmp_path: Path, atlas: Atlas) -> None:
    """c lies above a by its neighbours, so that kilometres fall downstream: x (25) stands between c (30) and a (20)."""
    store = with_march(
        tmp_path, atlas,
        [record("a", river_km=20.0, upstream=("c",), downstream=("b",)), record("b", river_km=10.0),
         record("c", river_km=30.0), record("x", river_km=25.0), record("y")],
    )  # fmt: skip
    assert course(store) == [
        ("c", "", True), ("x", "", True), ("a", "Ⅱ", True), ("b", "Ⅳ", True), ("y", "", False),
    ]  # fmt: skip


def test_kilometres_alone_run_from_above(tmp_path: Path, atlas: Atlas) -> None:
    store = with_march(tmp_path, atlas, [record("b", river_km=1.0), record("a", river_km=7.5)])
    assert [code for code, _, _ in course(store)] == ["b", "a"]


def test_a_circle_of_neighbours_is_still_a_row(tmp_path: Path, atlas: Atlas) -> None:
    store = with_march(tmp_path, atlas, [record("a", downstream=("b",)), record("b", downstream=("a",))])
    assert sorted(code for code, _, _ in course(store)) == ["a", "b"]


def test_a_neighbour_on_another_river_is_in_the_row_and_an_unknown_river_is_empty(
    tmp_path: Path, atlas: Atlas
) -> None:
    store = with_march(
        tmp_path, atlas, [record("a", downstream=("t",)), record("t", river="支流"), record("b")]
    )
    assert [code for code, _, _ in course(store, only=["t"])] == ["a", "t", "b"]
    assert course(store, river="无此河") == []


@pytest.mark.parametrize("river", ["", "无此河"])
def test_a_section_of_no_river_stands_alone(tmp_path: Path, atlas: Atlas, river: str) -> None:
    store = with_march(tmp_path, atlas, [record("a", river=""), record("b")])
    assert course(store, river=river, only=["a"]) == [("a", "Ⅱ", False)]
