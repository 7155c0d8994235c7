"""Water over quarters, years and any window of days, against both earlier periods; and the monthly table's arrows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from assessment.periods import midnight
from assessment.water_moment import water_moment
from assessment.water_months import COLUMNS, water_months
from assessment.water_overview import water_overview, water_sheet
from assessment.water_window import Step, bounds
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_sections import CLEAN, TERMS, month, opened, record

SIX = [f"s{n}" for n in range(1, 7)]
THREE, FOUR, FIVE = {**CLEAN, "nh3n": 0.8}, {**CLEAN, "nh3n": 1.3}, {**CLEAN, "nh3n": 1.8}
"""Class Ⅲ, Ⅳ and Ⅴ by ammonia (limits 1.0, 1.5, 2.0)."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """Six sections of Changzhou, in February to April 2026 and in March 2025."""
    store = opened(tmp_path_factory.mktemp("windows"), atlas, [record(code) for code in SIX])
    month(store, dict.fromkeys(SIX, FIVE), date(2025, 3, 1))
    month(store, dict.fromkeys(SIX, CLEAN), date(2026, 2, 1))
    month(store, {**dict.fromkeys(SIX, CLEAN), "s1": FOUR, "s2": FOUR, "s3": FIVE}, date(2026, 3, 1))
    month(store, {**dict.fromkeys(SIX, CLEAN), "s1": THREE, "s3": FIVE}, date(2026, 4, 1))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("step", "first", "after"),
    [
        ("quarter", date(2026, 4, 1), date(2026, 7, 1)),
        ("half", date(2026, 1, 1), date(2026, 7, 1)),
        ("year", date(2026, 1, 1), date(2027, 1, 1)),
        ("day", date(2026, 4, 9), date(2026, 4, 10)),
    ],
)
def test_each_step_holds_its_day(step: Step, first: date, after: date) -> None:
    assert bounds(midnight(date(2026, 4, 9)), step) == (midnight(first), midnight(after))


def test_a_window_ends_with_the_day_that_is_named() -> None:
    assert bounds(midnight(date(2026, 3, 5)), "window", date(2026, 4, 9)) == (
        midnight(date(2026, 3, 5)), midnight(date(2026, 4, 10)),
    )  # fmt: skip
    with pytest.raises(ValueError, match="cannot end"):
        bounds(midnight(date(2026, 3, 5)), "window", date(2026, 3, 4))


def whole(store: Store, step: Step, first: date, until: date | None = None) -> pd.Series:
    return water_overview(store, terms=TERMS, at=midnight(first), step=step, until=until).table.iloc[0]


def test_a_month_is_compared_by_state_and_by_shares_with_both_periods(store: Store) -> None:
    """March: 3 of 6 are Ⅲ or better, none worse than Ⅴ: slightly polluted. Before: all, excellent. A year ago: none."""
    found = whole(store, "month", date(2026, 3, 1))
    assert (found["good_water_share"], found["state_number"]) == (50.0, 3)
    assert found[["valid_before", "good_before", "good_change", "bad_change"]].tolist() == [
        6,
        100.0,
        -50.0,
        0.0,
    ]
    assert found[["change", "change_word"]].tolist() == ["-2", "明显下降"]
    assert found[["year_good_before", "year_good_change"]].tolist() == [0.0, 50.0]
    # Both years are slightly polluted, as no section is worse than Ⅴ: the shares alone show what became better.
    assert found[["year_change", "year_change_word"]].tolist() == ["2", "明显好转"]


def test_where_nothing_was_judged_before_there_is_nothing_to_compare(store: Store) -> None:
    found = whole(store, "month", date(2026, 2, 1))
    assert found["valid_before"] == 0
    assert found[["good_before", "good_change"]].isna().all()
    assert found[["change", "change_word", "year_change"]].tolist() == ["", "", ""]


def test_a_window_of_months_pools_its_section_months(store: Store) -> None:
    """February to April: 18 section-months, 6 + 3 + 5 of them Ⅲ or better."""
    found = whole(store, "window", date(2026, 2, 1), date(2026, 4, 30))
    assert found[["sections", "expected", "valid"]].tolist() == [6, 18, 18]
    assert found["good_water_share"] == pytest.approx(14 / 18 * 100)


def test_a_section_of_a_window_is_the_mean_of_its_months(store: Store) -> None:
    """s1: (0.3 + 1.3 + 0.8) / 3 = 0.8: Ⅲ; of the quarter April alone counts, and that is one sample: no class."""
    told = water_moment(
        store, terms=TERMS, at=midnight(date(2026, 2, 1)), step="window", until=date(2026, 4, 30)
    )
    assert told.table.set_index("code")["water_class"].to_dict()["s1"] == "Ⅲ"
    sheet = water_sheet(
        store, terms=TERMS, at=midnight(date(2026, 2, 1)), step="window", until=date(2026, 4, 30)
    )
    assert sheet.table.set_index("code").loc["s1", "nh3n"] == "0.80"
    assert told.passport.reference.arguments["every"] == "all"


def test_the_monthly_table_tells_steps_of_class_since_the_month_before_and_the_year_before(
    store: Store,
) -> None:
    answer = water_months(store, terms=TERMS, at=midnight(date(2026, 4, 20)), months=3)
    assert tuple(answer.table.columns) == COLUMNS
    rows = answer.table[answer.table["code"] == "s1"]
    assert [str(day) for day in pd.DatetimeIndex(rows["start"]).tz_convert("Asia/Shanghai").date] == [
        "2026-02-01", "2026-03-01", "2026-04-01",
    ]  # fmt: skip
    assert rows["water_class"].tolist() == ["Ⅱ", "Ⅳ", "Ⅲ"]
    assert rows["change"].tolist() == ["", "-2", "1"]  # nothing in January
    assert rows["year_change"].tolist() == ["", "1", ""]  # Ⅴ in March 2025
    assert len(answer.table) == 18


def test_the_first_month_of_the_table_knows_the_month_before_it(store: Store) -> None:
    answer = water_months(store, terms=TERMS, at=midnight(date(2026, 3, 1)), months=1)
    assert answer.table.set_index("code").loc["s3", ["change", "year_change"]].tolist() == ["-3", "0"]


@pytest.mark.parametrize("months", [0, 37])
def test_a_table_of_no_month_or_of_too_many_is_refused(store: Store, months: int) -> None:
    with pytest.raises(ValueError, match="1 to 36 months"):
        water_months(store, terms=TERMS, at=midnight(date(2026, 3, 1)), months=months)
