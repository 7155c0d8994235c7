"""What screens and explanations show of sections: one moment of all, one section, and the steps behind a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from assessment.explain import explain
from assessment.notes import NOTES
from assessment.periods import midnight
from assessment.ranking import rank
from assessment.reference import again
from assessment.retrace import retrace
from assessment.section import section
from assessment.water_moment import COLUMNS, newest_slot, water_moment
from assessment.water_reconciliation import CAUSES, sections
from assessment.water_window import bounds
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_sections import (
    CHANGZHOU,
    CLEAN,
    TERMS,
    WUXI,
    asked,
    month,
    opened,
    put,
    record,
)  # fmt: skip

FEBRUARY, MARCH, END = date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 31)
SLOT = timedelta(hours=4)


def slot(number: int) -> datetime:
    return midnight(MARCH) + number * SLOT


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """A river of three sections from above (u) past b to below (d), and a lake; months of all, slots of b."""
    store = opened(
        tmp_path_factory.mktemp("screens"),
        atlas,
        [
            record("b1", target_class="Ⅲ", upstream=("u1",), downstream=("d1",), lon=119.9, lat=31.7, river_km=20.0,
                   purposes=("交界",), aliases=("老桥",)),
            record("u1", river_km=30.0),
            record("d1", river_km=10.0, city=WUXI),
            record("l1", kind="lake", river="滆湖", target_class="Ⅳ", target_items={"tp": 0.06}),
        ],
    )  # fmt: skip
    month(store, {"b1": {**CLEAN, "nh3n": 1.8}, "u1": CLEAN, "d1": CLEAN, "l1": CLEAN}, FEBRUARY)
    month(store, {"u1": CLEAN, "d1": {**CLEAN, "nh3n": 3.0}, "l1": {**CLEAN, "tp": "0.01L"}}, MARCH)
    values = {**CLEAN, "nh3n": 0.6}
    for number, (said, state) in enumerate((("Ⅲ", "正常"), ("Ⅲ", "正常"), ("Ⅱ", "正常"), ("", "维护"))):
        put(store, {"b1": values}, slot(number), SLOT, states={"b1": (said, state)})
    yield store
    store.close()


def test_the_newest_slot_is_the_last_with_a_value_up_to_a_time(store: Store) -> None:
    assert newest_slot(store) == slot(3)
    assert newest_slot(store, slot(1) + timedelta(hours=1)) == slot(1) + timedelta(hours=1)
    assert bounds(slot(1) + timedelta(hours=1), "slot") == (slot(1), slot(2))
    assert bounds(slot(1), "month") == (midnight(MARCH), midnight(date(2026, 4, 1)))


def test_a_moment_has_a_row_for_every_section_and_no_position_is_guessed(store: Store) -> None:
    found = water_moment(store, terms=TERMS, at=slot(2))
    assert tuple(found.table.columns) == COLUMNS
    rows = found.table.set_index("code")
    assert rows["water_class"].to_dict() == {"b1": "Ⅲ", "d1": "", "l1": "", "u1": ""}
    assert rows.loc["b1", "published"] == "Ⅱ"
    assert (rows.loc["b1", "lon"], rows.loc["b1", "lat"]) == (119.9, 31.7)
    assert np.isnan(rows.loc["u1", "lon"])
    assert rows.loc["b1", "purposes"] == "交界"
    assert rows.loc["l1", "target"] == "Ⅳ(tp 0.06)"


def test_a_month_says_what_changed_since_the_month_before(store: Store) -> None:
    """b1 from Ⅴ to Ⅲ, by slots of March; d1 from Ⅱ to worse than Ⅴ."""
    rows = water_moment(store, terms=TERMS, at=slot(0), step="month").table.set_index("code")
    assert rows.loc["b1", ["water_class", "before", "change", "change_word"]].tolist() == [
        "Ⅲ",
        "Ⅴ",
        "2",
        "明显好转",
    ]
    assert rows.loc["d1", ["water_class", "before", "change"]].tolist() == ["劣Ⅴ", "Ⅱ", "-2"]
    assert rows.loc["d1", ["class_number", "state_number", "water_state"]].tolist() == [6, 5, "重度污染"]
    assert rows.loc["b1", ["target_met", "deciding_items"]].tolist() == ["yes", "nh3n"]
    assert rows.loc["u1", "year_before"] == ""


def test_a_section_shows_its_limits_months_neighbours_and_what_was_published(store: Store) -> None:
    found = section(store, code="老桥", start=midnight(FEBRUARY), end=midnight(date(2026, 4, 1)), terms=TERMS)
    assert (found.record["code"], found.judged_as, found.body, found.target) == (
        "b1",
        "river",
        "registry",
        "Ⅲ",
    )
    limits = found.limits.set_index("parameter")
    assert limits.loc["tp", ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "target"]].tolist() == [0.02, 0.1, 0.2, 0.3, 0.4, 0.2]
    assert (bool(limits.loc["do", "least"]), limits.loc["ph", "low"], limits.loc["ph", "high"]) == (
        True,
        6.0,
        9.0,
    )
    assert found.months.table["water_class"].tolist() == ["Ⅴ", "Ⅲ"]
    assert found.months.table["target_met"].tolist() == ["no", "yes"]
    assert found.neighbours[["code", "place", "water_class"]].to_numpy().tolist() == [
        ["u1", "up", "Ⅱ"], ["d1", "down", "劣Ⅴ"],
    ]  # fmt: skip
    of_slots = found.classes[found.classes["end"] - found.classes["start"] == SLOT]
    assert of_slots["published"].tolist()[:4] == ["Ⅲ", "Ⅲ", "Ⅱ", ""]
    assert of_slots["water_class"].tolist()[:4] == ["Ⅲ", "Ⅲ", "Ⅲ", "Ⅲ"]
    assert of_slots["state"].tolist()[3] == "维护"
    with pytest.raises(LookupError, match="0 sections"):
        section(store, code="nowhere", start=midnight(FEBRUARY), end=midnight(MARCH), terms=TERMS)


def test_a_section_in_a_window_without_samples_is_known_and_empty(store: Store) -> None:
    found = section(
        store, code="u1", start=midnight(date(2025, 6, 1)), end=midnight(date(2025, 7, 1)), terms=TERMS
    )
    assert found.record["code"] == "u1"
    assert found.series.empty
    assert found.classes.empty
    assert found.months.table.iloc[0]["water_class"] in ("", None)


def test_the_steps_of_a_class_lead_from_values_to_the_worst_item(store: Store) -> None:
    found = explain(
        store, indicator="water_class", of="section", code="B1", start=midnight(MARCH), end=midnight(date(2026, 4, 1)),
        terms=TERMS,
    )  # fmt: skip
    assert [s.key for s in found.steps] == ["items", "values"]
    items = found.step("items").table().set_index("item")
    assert items.loc["nh3n", ["samples", "judged", "class", "decides", "Ⅲ", "meets"]].tolist() == [
        3, "0.6", "Ⅲ", 1, "1", "yes",
    ]  # fmt: skip
    assert items.loc["tp", "decides"] == 0
    values = found.step("values").table()
    assert (len(values), int(values["enters"].sum())) == (20, 15)
    assert found.formula.en == "ph 8 Ⅰ, do 8 Ⅰ, codmn 3 Ⅱ, nh3n 0.6 Ⅲ, tp 0.05 Ⅱ → Ⅲ"
    assert "--code b1 --start 2026-03-01 --end 2026-03-31" in found.command


def test_the_steps_of_a_share_name_its_sections(store: Store) -> None:
    found = explain(
        store, indicator="good_water_share", of="province", code="江苏", start=midnight(FEBRUARY),
        end=midnight(date(2026, 4, 1)), terms=TERMS,
    )  # fmt: skip
    assert [s.key for s in found.steps] == ["sections", "months", "values"]
    assert found.formula.en == "6 / 8 = 75.0"
    rows = found.step("sections").table().set_index("code")
    assert rows["months"].to_dict() == {"b1": 2, "d1": 2, "l1": 2, "u1": 2}
    assert len(found.step("months").table()) == 8


def test_a_section_without_a_target_enters_no_compliance(store: Store) -> None:
    """Of March b1 meets Ⅲ and the lake Ⅳ; u1 and d1 have no target."""
    found = explain(
        store, indicator="section_compliance_rate", of="province", code="江苏", start=midnight(MARCH),
        end=midnight(date(2026, 4, 1)), terms=TERMS,
    )  # fmt: skip
    assert found.formula.en == "2 / 2 = 100.0"
    rows = found.step("sections").table().set_index("code")
    assert rows["enters"].to_dict() == {"b1": 1, "d1": 0, "l1": 1, "u1": 0}


def test_the_steps_of_an_index_add_up(store: Store) -> None:
    found = explain(
        store, indicator="cwqi", of="city", code=CHANGZHOU, start=midnight(MARCH), end=midnight(date(2026, 4, 1)),
        terms=TERMS,
    )  # fmt: skip
    items = found.step("index").table()
    river = items["river_index"].astype(float).sum()
    lake = items["lake_index"].astype(float).sum()
    assert float(found.answer.table["value"].iloc[0]) == pytest.approx((2 * river + lake) / 3, rel=1e-5)


def test_a_reference_makes_the_same_figures_again(store: Store) -> None:
    lies = replace(TERMS, belonging="lies")
    for answer in (
        asked(store, "good_water_share", "city", MARCH, END, terms=lies),
        asked(store, "water_class", "section", MARCH, MARCH, every="slot"),
        rank(store, indicator="cwqi", within="江苏", start=MARCH, end=END, terms=lies, against="period"),
    ):
        made = again(store, answer.passport.reference, TERMS.basis)
        assert made.table.equals(answer.table)


def test_places_by_the_index_are_retraced(store: Store) -> None:
    found = retrace(
        store, indicator="cwqi", within="江苏", start=MARCH, end=END, terms=TERMS, against="period"
    ).table.set_index("code")
    assert found.loc[WUXI, ["place_then", "place_now", "change"]].tolist() == ["1", "2", "1"]
    assert found.loc[WUXI, "cause"] == "own"


def test_differences_from_the_published_class_have_a_cause(store: Store) -> None:
    found = sections(store, within=None, start=midnight(MARCH), end=midnight(date(2026, 3, 2)), terms=TERMS)
    assert found.table[["start", "ours", "published", "cause"]].to_numpy().tolist() == [
        ["2026-03-01T08:00:00+08:00", "Ⅲ", "Ⅱ", "unknown"],
        ["2026-03-01T12:00:00+08:00", "Ⅲ", "", "not_running"],
    ]
    assert found.remarks[0].en == "3 section-times compared, 2 agree (66.667 %)"
    assert set(found.table["cause"]) <= set(CAUSES)


def test_the_notes_fit_into_the_bits_that_carry_them() -> None:
    assert len(NOTES) <= 63
