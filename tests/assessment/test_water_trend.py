"""Daniel's test over months and years of sections: r_s by hand, five periods at least, and what says how it stands.

环办〔2011〕22号 trend. With n = 5 the one-sided 5 % critical value is 0.900, with n = 6 it is 0.829.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assessment.explain import explain
from assessment.periods import midnight
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_sections import CLEAN, TERMS, asked, month, notes, opened, record, row

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
RISING = (0.30, 0.40, 0.50, 0.60, 0.80, 0.70)
"""Places 1 2 3 4 6 5: Σd² = 2, r_s = 1 − 12/210 = 0.943."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """a rises over six months, b falls over five of them, c has four."""
    store = opened(tmp_path_factory.mktemp("trend"), atlas, [record(code) for code in "abc"])
    for number, value in enumerate(RISING, start=1):
        values = {"a": {**CLEAN, "nh3n": value}, "b": {**CLEAN, "nh3n": 1 - value}, "c": CLEAN}
        if number == 3:
            del values["b"]
        if number > 4:
            del values["c"]
        month(store, values, date(2026, number, 1))
    for number, value in enumerate((5.0, 4.0, 3.5, 3.0, 2.0)):
        for each in range(1, 9):
            month(store, {"a": {**CLEAN, "codmn": value}}, date(2015 + number, each, 1))
    yield store
    store.close()


def test_months_are_ranked_against_time(store: Store) -> None:
    found = asked(store, "monthly_rank_trend_nh3n", "section", FIRST, LAST)
    told = row(found, "a")
    assert (told["value"], told["periods"], told["critical"], told["trend"]) == (
        "0.943",
        "6",
        "0.829",
        "rise",
    )
    told = row(found, "b")  # 0.7 0.6 0.4 0.2 0.3: places 5 4 3 1 2, Σd² = 16 + 4 + 0 + 9 + 9 = 38
    assert (told["value"], told["periods"], told["critical"], told["trend"]) == (
        "-0.900",
        "5",
        "0.900",
        "fall",
    )


def test_four_periods_have_no_trend(store: Store) -> None:
    found = asked(store, "monthly_rank_trend_nh3n", "section", FIRST, LAST)
    told = row(found, "c")
    assert (told["value"], told["critical"], told["trend"]) == ("", "", "")
    assert "few_months" in notes(found, "c")


def test_years_are_means_of_eight_months_or_more(store: Store) -> None:
    found = asked(store, "rank_trend_codmn", "section", date(2015, 1, 1), date(2019, 12, 31))
    told = row(found, "a")
    assert (told["value"], told["periods"], told["trend"]) == ("-1.000", "5", "fall")


def test_a_trend_of_months_is_of_whole_months(store: Store) -> None:
    with pytest.raises(ValueError, match="whole calendar months"):
        asked(store, "monthly_rank_trend_nh3n", "section", date(2026, 1, 2), LAST)
    with pytest.raises(ValueError, match="whole calendar years"):
        asked(store, "rank_trend_nh3n", "section", FIRST, LAST)


def test_a_trend_explains_itself(store: Store) -> None:
    told = explain(
        store, indicator="monthly_rank_trend_nh3n", of="section", code="a", start=midnight(FIRST),
        end=midnight(date(2026, 7, 1)), terms=TERMS,
    )  # fmt: skip
    assert "n = 6, W_p = 0.829, r_s = 0.943 → rise" in told.formula.en
    assert [step.key for step in told.steps] == ["months", "values"]
