"""What the divisions of a region have in one month, by hand over four made-up sections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from assessment.periods import midnight
from assessment.water_overview import COLUMNS, SHEET, section_records, water_overview, water_sheet, water_span
from geo.atlas import Atlas
from store.opening import Store, open_store
from tests.assessment.few_sections import CHANGZHOU, CLEAN, TERMS, WUXI, asked, month, opened, record

MARCH, END = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """Changzhou: one of class Ⅱ, one dry; Wuxi: one worse than Ⅴ with a target, one of Ⅲ without."""
    store = opened(
        tmp_path_factory.mktemp("overview"),
        atlas,
        [record("a1"), record("a2"), record("b1", city=WUXI, target_class="Ⅲ"), record("b2", city=WUXI)],
    )
    month(
        store, {"a1": CLEAN, "b1": {**CLEAN, "nh3n": 3.0, "tp": "0.01L"}, "b2": {**CLEAN, "nh3n": 0.8}}, MARCH
    )
    yield store
    store.close()


def test_the_whole_stands_first_and_the_dry_leaves_the_denominator(store: Store) -> None:
    found = water_overview(store, terms=TERMS, at=midnight(MARCH), within="320000").table
    assert tuple(found.columns) == COLUMNS
    whole = found.iloc[0]
    assert (whole["of"], whole["code"], whole["sections"], whole["valid"]) == ("whole", "320000", 4, 3)
    assert [whole[f"class_{n}"] for n in range(1, 7)] == [0, 1, 1, 0, 0, 1]
    assert whole["good_water_share"] == pytest.approx(200 / 3)
    assert whole["worse_than_v_share"] == pytest.approx(100 / 3)
    assert (whole["section_compliance_rate"], whole["with_target"]) == (0.0, 1)


def test_each_city_has_its_own_sections_and_a_basin_all_of_its(store: Store) -> None:
    found = water_overview(store, terms=TERMS, at=midnight(MARCH)).table.set_index(["of", "code"])
    assert found.loc[("city", CHANGZHOU), ["sections", "valid", "good_water_share"]].tolist() == [2, 1, 100.0]
    assert found.loc[("city", WUXI), ["sections", "valid", "good_water_share", "parent"]].tolist() == [
        2, 2, 50.0, "320000",
    ]  # fmt: skip
    assert np.isnan(found.loc[("city", CHANGZHOU), "section_compliance_rate"])
    assert found.loc[("basin", "太湖流域"), "valid"] == 3


def test_an_overview_says_what_a_table_says(store: Store) -> None:
    """The shares of the screen and those of the command line are one and the same."""
    found = water_overview(store, terms=TERMS, at=midnight(MARCH)).table
    cities = found[found["of"] == "city"].set_index("code")
    for code in ("good_water_share", "worse_than_v_share", "cwqi"):
        told = asked(store, code, "city", MARCH, END, precision="full").table.set_index("code")["value"]
        assert cities[code].tolist() == pytest.approx([float(told[city]) for city in cities.index])


def test_the_sheet_has_a_column_an_item_and_keeps_the_sign(store: Store) -> None:
    found = water_sheet(store, terms=TERMS, at=midnight(MARCH)).table
    assert tuple(found.columns[: len(SHEET)]) == SHEET
    rows = found.set_index("code")
    assert rows.loc["b1", ["water_class", "nh3n", "tp", "target_met"]].tolist() == [
        "劣Ⅴ",
        "3.00",
        "<0.010",
        "no",
    ]
    assert rows.loc["a2", ["water_class", "nh3n", "samples"]].tolist() == ["", "", 0]


def test_the_span_and_the_records_of_a_section(store: Store) -> None:
    span = water_span(store)
    assert span is not None
    assert (span.first, span.sections) == (midnight(MARCH), 3)
    assert section_records(store, "b1")[["version", "target", "actor"]].to_numpy().tolist() == [
        [1, "Ⅲ", "a tester"]
    ]


def test_a_store_without_water_has_no_span(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> None:
    empty = open_store(None, tmp_path_factory.mktemp("dry"), atlas)
    assert water_span(empty) is None
    empty.close()
