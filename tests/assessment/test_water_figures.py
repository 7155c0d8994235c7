"""Figures of sections and of what they belong to: means, classes, shares, states, indices, each reckoned on paper."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from assessment.periods import midnight
from assessment.ranking import rank
from geo.atlas import Atlas
from ingest.contract import Stage
from store.opening import Store
from tests.assessment.few_sections import (
    CHANGZHOU,
    CLEAN,
    SUZHOU,
    TERMS,
    WUXI,
    asked,
    figures,
    month,
    notes,
    opened,
    put,
    record,
    row,
)  # fmt: skip

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
SLOT = timedelta(hours=4)


@pytest.fixture
def one(tmp_path: Path, atlas: Atlas) -> Iterator[Store]:
    """A store that knows one river section, with a target of class Ⅲ, and nothing of its water."""
    store = opened(tmp_path, atlas, [record("a1", target_class="Ⅲ")])
    yield store
    store.close()


def slot(number: int, day: date = MARCH) -> datetime:
    return midnight(day) + number * SLOT


def test_a_slot_is_judged_raw_and_a_day_is_rounded_first(one: Store) -> None:
    """Ammonia 1.004 is above the 1.0 of class Ⅲ as it is, and 1.00 at the two decimals of evaluation."""
    for number in range(4):
        put(one, {"a1": {**CLEAN, "nh3n": 1.004}}, slot(number), SLOT)
    raw = asked(one, "water_class", "section", MARCH, MARCH, every="slot").table
    assert raw[raw["value"] != ""]["value"].tolist() == ["Ⅳ"] * 4
    day = asked(one, "water_class", "section", MARCH, MARCH, every="day")
    assert figures(day) == {"a1": "Ⅲ"}
    assert (row(day, "a1")["expected"], row(day, "a1")["observed"], row(day, "a1")["valid"]) == (6, 4, 4)


def test_a_slot_of_the_feed_in_which_nothing_came_is_a_row_without_data(one: Store) -> None:
    for number in (0, 1, 2, 3):
        put(one, {"a1": CLEAN}, slot(number), SLOT)
    frame = asked(one, "water_class", "section", MARCH, MARCH, every="slot").table
    assert frame["value"].tolist() == ["Ⅱ", "Ⅱ", "Ⅱ", "Ⅱ", "", ""]
    assert frame["note"].tolist()[4:] == ["no_data", "no_data"]
    assert frame["start"].tolist()[1] == "2026-03-01T04:00:00+08:00"
    assert asked(one, "water_class", "section", MARCH, MARCH, every="hour").table.equals(frame)


def test_the_mean_of_ph_is_that_of_its_hydrogen_ions(one: Store) -> None:
    for number, ph in enumerate((6.0, 8.0)):
        put(one, {"a1": {**CLEAN, "ph": ph}}, slot(number), SLOT)
    found = asked(one, "ph", "section", MARCH, MARCH, every="day", precision="full")
    assert float(figures(found)["a1"]) == pytest.approx(-math.log10((1e-6 + 1e-8) / 2))


def test_a_window_of_several_months_is_the_mean_of_its_months(one: Store) -> None:
    """January 0.2 and 0.6 make 0.4, February 1.0: 0.7, not the 0.6 of three samples."""
    for number, ammonia in enumerate((0.2, 0.6)):
        put(one, {"a1": {**CLEAN, "nh3n": ammonia}}, slot(number, JANUARY), SLOT)
    put(one, {"a1": {**CLEAN, "nh3n": 1.0}}, slot(0, FEBRUARY), SLOT)
    found = asked(one, "nh3n", "section", JANUARY, date(2026, 2, 28))
    assert figures(found) == {"a1": "0.70"}
    assert (row(found, "a1")["expected"], row(found, "a1")["observed"], row(found, "a1")["valid"]) == (
        2,
        2,
        2,
    )
    assert "partial_period" in notes(found, "a1")


def test_a_year_needs_eight_of_its_months(one: Store) -> None:
    for number in range(1, 8):
        month(one, {"a1": CLEAN}, date(2025, number, 1))
    seven = asked(one, "water_class", "section", date(2025, 1, 1), date(2025, 12, 31), every="year")
    assert figures(seven) == {"a1": ""}
    assert notes(seven, "a1") == {"no_value", "too_few_months"}
    month(one, {"a1": CLEAN}, date(2025, 8, 1))
    eight = asked(one, "water_class", "section", date(2025, 1, 1), date(2025, 12, 31), every="year")
    assert figures(eight) == {"a1": "Ⅱ"}
    assert (row(eight, "a1")["expected"], row(eight, "a1")["observed"], row(eight, "a1")["stage"]) == (
        12,
        8,
        "reviewed",
    )


def test_half_the_limit_of_detection_enters_a_mean_and_the_limit_is_judged(one: Store) -> None:
    month(one, {"a1": {**CLEAN, "tp": "0.01L"}}, MARCH)
    found = asked(one, "tp", "section", MARCH, date(2026, 3, 31))
    assert figures(found) == {"a1": "0.005"}
    assert notes(found, "a1") == {"half_limit"}
    assert figures(asked(one, "deciding_items", "section", MARCH, date(2026, 3, 31))) == {"a1": "codmn+nh3n"}


def test_not_detected_without_its_limit_takes_the_usual_one_and_says_so(one: Store) -> None:
    """The usual limit of phosphorus is 0.01 mg/L, so that half of it enters."""
    month(one, {"a1": {**CLEAN, "tp": "ND"}}, MARCH)
    found = asked(one, "tp", "section", MARCH, date(2026, 3, 31))
    assert figures(found) == {"a1": "0.005"}
    assert notes(found, "a1") == {"half_limit", "usual_limit"}


def test_the_worst_item_decides_and_multiples_are_against_class_three_and_the_target(one: Store) -> None:
    """Ammonia 2.2 is worse than Ⅴ, 1.2 times above 1.0; phosphorus 0.3 is Ⅳ, 0.5 times above 0.2; oxygen 2.5 is Ⅴ."""
    month(one, {"a1": {**CLEAN, "nh3n": 2.2, "tp": 0.3, "do": 2.5}}, MARCH)
    end = date(2026, 3, 31)
    assert figures(asked(one, "water_class", "section", MARCH, end)) == {"a1": "劣Ⅴ"}
    assert figures(asked(one, "deciding_items", "section", MARCH, end)) == {"a1": "nh3n"}
    assert figures(asked(one, "water_state", "section", MARCH, end)) == {"a1": "重度污染"}
    assert figures(asked(one, "water_exceedance", "section", MARCH, end)) == {"a1": "nh3n(1.2)+do+tp(0.5)"}
    assert figures(asked(one, "target_exceedance", "section", MARCH, end)) == {"a1": "nh3n(1.2)+tp(0.5)+do"}
    assert figures(asked(one, "target_met", "section", MARCH, end)) == {"a1": "no"}


def test_values_of_a_station_under_maintenance_enter_no_mean(one: Store) -> None:
    put(one, {"a1": {**CLEAN, "nh3n": 0.4}}, slot(0), SLOT, states={"a1": ("Ⅱ", "正常")})
    put(one, {"a1": {**CLEAN, "nh3n": 9.0}}, slot(1), SLOT, states={"a1": ("", "维护")})
    day = asked(one, "nh3n", "section", MARCH, MARCH, every="day")
    assert figures(day) == {"a1": "0.40"}
    assert any("1 section-times" in label.en for label in day.passport.exclusions)
    slots = asked(one, "water_class", "section", MARCH, MARCH, every="slot").table
    assert slots["value"].tolist() == ["Ⅱ", "劣Ⅴ"]
    assert slots["note"].tolist() == ["", "not_running"]


def test_a_reviewed_month_of_an_item_stands_before_its_slots(one: Store) -> None:
    """The laboratory gives ammonia alone: oxygen and the others are still those of the station."""
    put(one, {"a1": {**CLEAN, "nh3n": 0.4}}, slot(0), SLOT)
    month(one, {"a1": {"nh3n": 1.2}}, MARCH)
    end = date(2026, 3, 31)
    assert figures(asked(one, "nh3n", "section", MARCH, end)) == {"a1": "1.20"}
    found = asked(one, "water_class", "section", MARCH, end)
    assert (figures(found), row(found, "a1")["stage"]) == ({"a1": "Ⅳ"}, "mixed")
    assert figures(asked(one, "nh3n", "section", MARCH, MARCH, every="day")) == {"a1": "0.40"}


def test_an_item_missing_of_the_five_is_told(one: Store) -> None:
    month(one, {"a1": {"do": 8.0, "nh3n": 0.3}}, MARCH)
    found = asked(one, "water_class", "section", MARCH, date(2026, 3, 31))
    assert (figures(found), notes(found, "a1")) == ({"a1": "Ⅱ"}, {"few_items"})


def test_no_class_is_given_of_days_before_any_standard(one: Store) -> None:
    with pytest.raises(LookupError, match="2002-06-01"):
        asked(one, "water_class", "section", date(2002, 5, 1), date(2002, 5, 31))
    assert figures(asked(one, "nh3n", "section", date(2002, 5, 1), date(2002, 5, 31))) == {"a1": ""}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """Changzhou with two river sections and a lake point, Wuxi with six, one of which lies in Changzhou.

    March: c1 is Ⅱ and c2 Ⅴ by ammonia 1.9 with a target of its own of 2.0; c3, the lake, is Ⅲ by phosphorus 0.05. Of
    Wuxi's six w1 to w4 are Ⅱ, w5 is worse than Ⅴ by ammonia 3.0, and w6, which lies in Changzhou, is dry.
    """
    store = opened(
        tmp_path_factory.mktemp("sections"),
        atlas,
        [
            record("c1", target_class="Ⅲ"),
            record("c2", target_class="Ⅳ", target_items={"nh3n": 2.0}),
            record("c3", kind="lake", river="滆湖", target_class="Ⅱ"),
            *(record(f"w{n}", city=WUXI, river="望虞河", target_class="Ⅲ") for n in range(1, 6)),
            record("w6", city=CHANGZHOU, answers_for=WUXI, river="望虞河"),
        ],
    )
    month(
        store,
        {"c1": CLEAN, "c2": {**CLEAN, "nh3n": 1.9}, "c3": CLEAN, **{f"w{n}": CLEAN for n in range(1, 5)},
         "w5": {**CLEAN, "nh3n": 3.0}},
        MARCH,
    )  # fmt: skip
    month(store, {"w1": CLEAN, "w2": {**CLEAN, "nh3n": 3.0}}, FEBRUARY)
    month(store, {"c1": {**CLEAN, "nh3n": 1.8}, "w1": CLEAN}, date(2025, 3, 1))
    yield store
    store.close()


END = date(2026, 3, 31)


def test_a_dry_section_leaves_the_denominator_and_the_answer_says_so(many: Store) -> None:
    found = asked(many, "good_water_share", "city", MARCH, END, within="江苏")
    assert figures(found) == {CHANGZHOU: "66.7", WUXI: "80.0"}
    told = row(found, WUXI)
    assert (told["expected"], told["observed"], told["valid"]) == (6, 5, 5)
    assert "sections_left_out" in notes(found, WUXI)
    assert any("1 sections dry" in label.en for label in found.passport.exclusions)


def test_a_section_belongs_to_who_answers_for_it_or_to_where_it_lies(many: Store) -> None:
    from dataclasses import replace

    lies = asked(many, "good_water_share", "city", MARCH, END, terms=replace(TERMS, belonging="lies"))
    assert row(lies, WUXI)["expected"] == 5
    assert row(lies, CHANGZHOU)["expected"] == 4
    answers = asked(many, "good_water_share", "city", MARCH, END)
    assert row(answers, CHANGZHOU)["expected"] == 3
    words = {label.en: text for label, text in lies.passport.basis}
    assert words["Whose sections"].endswith("/ where it lies")
    assert lies.passport.reference.arguments["belonging"] == "lies"


def test_compliance_is_over_the_sections_judged_and_a_target_may_have_limits_of_its_own(many: Store) -> None:
    """c1 meets Ⅲ, c2 meets Ⅳ but for ammonia 1.9 that may be 2.0; the lake misses Ⅱ. w6 has no target."""
    found = asked(many, "section_compliance_rate", "city", MARCH, END)
    assert figures(found) == {CHANGZHOU: "66.7", WUXI: "80.0"}
    assert figures(asked(many, "target_met", "section", MARCH, END, within=CHANGZHOU)) == {
        "c1": "yes", "c2": "yes", "c3": "no",
    }  # fmt: skip
    assert "no_target" in notes(found, WUXI)


def test_fewer_than_five_sections_are_judged_by_their_mean_and_five_by_their_shares(many: Store) -> None:
    """The Grand Canal in Changzhou: ammonia (0.3 + 1.9) / 2 = 1.1, Ⅳ. Wuxi: 80 % good, 20 % worse than Ⅴ: good."""
    rivers = asked(many, "water_class", "river", MARCH, END)
    assert figures(rivers) == {"太湖流域/京杭运河": "Ⅳ", "太湖流域/望虞河": "", "太湖流域/滆湖": "Ⅲ"}
    assert "no_group_class" in notes(rivers, "太湖流域/望虞河")
    states = asked(many, "water_state", "river", MARCH, END)
    assert figures(states) == {
        "太湖流域/京杭运河": "轻度污染",
        "太湖流域/望虞河": "良好",
        "太湖流域/滆湖": "良好",
    }
    main = figures(asked(many, "main_pollution_items", "river", MARCH, END))
    assert main == {"太湖流域/京杭运河": "nh3n(0.1)", "太湖流域/望虞河": "", "太湖流域/滆湖": ""}


def test_rivers_and_lakes_have_no_common_mean(many: Store) -> None:
    found = asked(many, "water_class", "city", MARCH, END)
    assert figures(found)[CHANGZHOU] == ""
    assert "rivers_and_lakes" in notes(found, CHANGZHOU)


def test_sections_are_counted_in_their_classes(many: Store) -> None:
    found = asked(many, "class_distribution", "city", MARCH, END)
    wuxi = found.table[found.table["code"] == WUXI]
    assert wuxi["indicator"].tolist() == [f"class_distribution_{n}" for n in range(1, 7)]
    assert wuxi["value"].tolist() == ["0", "4", "0", "0", "0", "1"]


def test_a_longer_period_pools_its_section_months(many: Store) -> None:
    """Wuxi, February and March: 2 and 5 section-months, of which 1 and 4 are Ⅱ."""
    found = asked(many, "good_water_share", "city", FEBRUARY, END)
    assert row(found, WUXI)["value"] == "71.4"
    assert (row(found, WUXI)["expected"], row(found, WUXI)["valid"]) == (12, 7)


def test_a_class_changes_by_steps_of_state(many: Store) -> None:
    """c1 was Ⅴ a year ago and is Ⅱ: from 中度污染 to 优 is more than two steps, and two is the most there is."""
    found = asked(many, "water_class", "section", MARCH, END, against="year")
    assert (row(found, "c1")["against_value"], row(found, "c1")["change"]) == ("Ⅴ", "2")
    assert row(found, "c1")["change_word"] == "明显好转"
    assert row(found, "w1")["change_word"] == "无明显变化"
    assert (row(found, "c2")["change"], "no_earlier_value" in notes(found, "c2")) == ("", True)


def test_a_state_of_several_changes_by_the_larger_of_state_and_shares(tmp_path: Path, atlas: Atlas) -> None:
    """Ten sections, 9 good and then 10: 优 both times, no step; +10 points and −10 of worse than Ⅴ: 20, some better."""
    codes = [f"s{n}" for n in range(10)]
    store = opened(tmp_path, atlas, [record(code) for code in codes])
    month(store, {**dict.fromkeys(codes, CLEAN), "s0": {**CLEAN, "nh3n": 3.0}}, FEBRUARY)
    month(store, dict.fromkeys(codes, CLEAN), MARCH)
    found = asked(store, "water_state", "city", MARCH, END, against="period")
    assert (row(found, CHANGZHOU)["value"], row(found, CHANGZHOU)["against_value"]) == ("优", "优")
    assert (row(found, CHANGZHOU)["change"], row(found, CHANGZHOU)["change_word"]) == ("1", "有所好转")
    store.close()


def test_a_share_changes_in_points(many: Store) -> None:
    found = asked(many, "good_water_share", "city", MARCH, END, against="period")
    assert (row(found, WUXI)["against_value"], row(found, WUXI)["change"]) == ("50.0", "30.0")


def test_the_index_of_a_city_weighs_rivers_and_lakes_by_their_sections(many: Store) -> None:
    """Rivers: pH (8−7)/2, oxygen 5/8, CODMn 3/6, ammonia 1.1, phosphorus 0.05/0.2. The lake: 0.3 and 0.05/0.05."""
    rivers = 0.5 + 0.625 + 0.5 + 1.1 + 0.25
    lake = 0.5 + 0.625 + 0.5 + 0.3 + 1.0
    found = asked(many, "cwqi", "city", MARCH, END)
    assert float(row(found, CHANGZHOU)["value"]) == pytest.approx((2 * rivers + lake) / 3, abs=5e-5)
    assert row(found, CHANGZHOU)["edition"] == "环办监测〔2017〕51号"
    assert "cwqi_fewer_items" in notes(found, CHANGZHOU)
    # Wuxi: ammonia (4 · 0.3 + 3.0) / 5 = 0.84.
    assert float(row(found, WUXI)["value"]) == pytest.approx(0.5 + 0.625 + 0.5 + 0.84 + 0.25, abs=5e-5)


def test_items_have_classes_and_indices_of_their_own(many: Store) -> None:
    """c2: ammonia 1.9 is Ⅴ, oxygen 8 is Ⅰ. Changzhou's ammonia: rivers 1.1, the lake 0.3, weighed 2 to 1."""
    classes = asked(many, "water_item_classes", "section", MARCH, END).table
    mine = classes[classes["code"] == "c2"].set_index("indicator")["value"]
    assert mine[["water_item_classes_nh3n", "water_item_classes_do", "water_item_classes_cu"]].tolist() == [
        "Ⅴ",
        "Ⅰ",
        "",
    ]
    index = asked(many, "water_item_index_nh3n", "city", MARCH, END)
    assert float(row(index, CHANGZHOU)["value"]) == pytest.approx((2 * 1.1 + 0.3) / 3, abs=5e-5)


def test_cities_are_ranked_by_the_index_and_those_without_sections_come_last(many: Store) -> None:
    found = rank(many, indicator="cwqi", within="江苏", start=MARCH, end=END, terms=TERMS).table
    assert found["code"].tolist()[:2] == [WUXI, CHANGZHOU]
    assert found["rank"].tolist()[:3] == ["1", "2", ""]
    assert SUZHOU in found["code"].tolist()
    assert (found[found["rank"] == ""]["value"] == "").all()


def test_improvement_is_the_share_by_which_the_index_fell(many: Store) -> None:
    """Changzhou a year before: c1 alone with ammonia 1.8, 3.675; now (2 · 2.975 + 2.925) / 3. Wuxi: 2.175 of w1."""
    found = rank(many, indicator="cwqi_improvement", within="江苏", start=MARCH, end=END, terms=TERMS).table
    assert found["code"].tolist()[:2] == [CHANGZHOU, WUXI]
    assert float(found["value"].tolist()[0]) == pytest.approx(
        100 * ((2 * 2.975 + 2.925) / 3 / 3.675 - 1), abs=0.005
    )
    assert float(found["value"].tolist()[1]) == pytest.approx(100 * (2.715 / 2.175 - 1), abs=0.005)


def test_a_word_has_no_places(many: Store) -> None:
    with pytest.raises(ValueError, match="no better and worse"):
        rank(many, indicator="water_class", within="江苏", start=MARCH, end=END, terms=TERMS)


def test_air_has_no_sections(many: Store) -> None:
    with pytest.raises(ValueError, match="asked of water"):
        asked(many, "pm25", "section", MARCH, END)


def test_what_was_not_known_then_does_not_enter(tmp_path: Path, atlas: Atlas) -> None:
    from dataclasses import replace

    clock = [midnight(date(2026, 4, 3))]
    store = opened(tmp_path, atlas, [record("a1")], lambda: clock[0])
    put(store, {"a1": {**CLEAN, "nh3n": 0.4}}, slot(0), SLOT)
    clock[0] = midnight(date(2026, 4, 10))
    put(store, {"a1": {**CLEAN, "nh3n": 1.8}}, slot(0), SLOT)
    then = replace(TERMS, as_of=midnight(date(2026, 4, 5)))
    assert figures(asked(store, "water_class", "section", MARCH, END)) == {"a1": "Ⅴ"}
    assert figures(asked(store, "water_class", "section", MARCH, END, terms=then)) == {"a1": "Ⅱ"}
    store.close()


def test_a_target_of_later_does_not_judge_what_was_known_before(tmp_path: Path, atlas: Atlas) -> None:
    """The registry of April said Ⅲ and another code; since May it says Ⅱ. The water is Ⅲ."""
    from dataclasses import replace

    from store.water_sections import keep_sections

    clock = [midnight(date(2026, 4, 3))]
    store = opened(tmp_path, atlas, [record("a1", target_class="Ⅲ")], lambda: clock[0])
    month(store, {"a1": {**CLEAN, "nh3n": 0.8}}, MARCH)
    clock[0] = midnight(date(2026, 5, 3))
    later = replace(record("a1", target_class="Ⅱ"), code="x9", aliases=("a1",))
    assert not keep_sections(store, [later], actor="a tester", reason="tightened").refused
    then = replace(TERMS, as_of=midnight(date(2026, 4, 5)))
    assert figures(asked(store, "target_met", "section", MARCH, END)) == {"x9": "no"}
    assert figures(asked(store, "target_met", "section", MARCH, END, terms=then)) == {"x9": "yes"}
    store.close()


def test_the_stage_of_a_sheet_is_reviewed(tmp_path: Path, atlas: Atlas) -> None:
    from dataclasses import replace

    store = opened(tmp_path, atlas, [record("a1")])
    month(store, {"a1": CLEAN}, MARCH)
    only = replace(TERMS, stage="provisional")
    assert figures(asked(store, "water_class", "section", MARCH, END, terms=only)) == {"a1": ""}
    put(store, {"a1": CLEAN}, slot(0), SLOT, stage=Stage.PROVISIONAL)
    assert figures(asked(store, "water_class", "section", MARCH, END, terms=only)) == {"a1": "Ⅱ"}
    store.close()


VECTOR = {"chla": 10.0, "tp": 0.05, "tn": 1.0, "sd": 1.0, "codmn": 4.0}


def test_the_trophic_level_of_the_reference_comes_out(tmp_path: Path, atlas: Atlas) -> None:
    """Chlorophyll 10, phosphorus 0.05, nitrogen 1.0, transparency 1.0, CODMn 4.0: 48.018, mesotrophic."""
    store = opened(
        tmp_path, atlas, [record("l1", kind="lake", river="滆湖"), record("l2", kind="lake"), record("r1")]
    )
    four = {item: value for item, value in VECTOR.items() if item != "sd"}
    month(store, {"l1": VECTOR, "l2": four, "r1": VECTOR}, MARCH)
    found = asked(store, "tli", "section", MARCH, END, precision="full")
    assert float(row(found, "l1")["value"]) == pytest.approx(48.018, abs=5e-4)
    assert "tli_fewer_items" not in notes(found, "l1")
    # Without transparency: (50.006·1 + 45.709·0.7056 + 54.530·0.6724 + 37.979·0.6889) / (1 + 0.7056 + 0.6724 + 0.6889).
    weights = (1, 0.7056, 0.6724, 0.6889)
    levels = (50.006, 45.709, 54.530, 37.979)
    expected = sum(w * v for w, v in zip(weights, levels, strict=True)) / sum(weights)
    assert float(row(found, "l2")["value"]) == pytest.approx(expected, abs=1e-3)
    assert notes(found, "l2") == {"tli_fewer_items"}
    assert (row(found, "r1")["value"], "no_lake" in notes(found, "r1")) == ("", True)
    assert figures(asked(store, "trophic_grade", "section", MARCH, END, within="滆湖")) == {"l1": "中营养"}
    store.close()
