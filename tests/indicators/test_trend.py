"""Trends over years. Holds: HJ 663-2013 trend; HJ 663-2026 three-year mean."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from indicators import trend
from indicators.air import rank_trend, three_year_mean, trend_slope
from indicators.regime import regime
from tests.indicators.builders import NAN, series

NOW = regime("auto", date(2026, 4, 30))


@pytest.mark.parametrize(("sides", "percent"), [("one", 5), ("one", 1), ("two", 5)])
@pytest.mark.parametrize("n", [5, 6, 7])
def test_critical_values_by_full_enumeration(n: int, sides: str, percent: int) -> None:
    all_r = []
    for order in permutations(range(n)):
        d2 = sum((i - r) ** 2 for i, r in enumerate(order))
        all_r.append(1 - 6 * d2 / (n**3 - n))
    tail = percent / 100 / (1 if sides == "one" else 2)
    smallest = min(r for r in set(all_r) if sum(x >= r - 1e-12 for x in all_r) <= tail * len(all_r) + 1e-9)
    found = trend.critical_value(n, sides=sides, percent=percent)  # type: ignore[arg-type]
    assert found.value == pytest.approx(smallest, abs=5e-4)


def test_between_the_printed_years_it_says_approximate() -> None:
    eleven = trend.critical_value(11)
    assert eleven.approximate
    assert trend.critical_value(12).value < eleven.value < trend.critical_value(10).value
    with pytest.raises(ValueError, match="at least 5"):
        trend.critical_value(4)


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=15, unique=True))
def test_correlation_as_scipy_without_ties(values: list[int]) -> None:
    expected = stats.spearmanr(range(len(values)), values).statistic
    assert trend.spearman(np.array(values, float)) == pytest.approx(expected)


def test_a_steady_fall_over_five_years_is_significant() -> None:
    falling = series([80, 75, 66, 60, 55], start=2021)
    assert rank_trend.compute(yearly=falling, regime=NOW) == -1
    assert trend.significant(-1.0, 5) == -1
    assert trend.significant(-0.9, 5) == -1
    assert trend.significant(0.8, 5) == 0
    assert trend.significant(NAN, 5) == 0


def test_four_years_are_no_trend() -> None:
    years = series([80, 75, 66, NAN, 55], start=2021)
    assert np.isnan(rank_trend.compute(yearly=years, regime=NOW))
    assert np.isnan(trend_slope.compute(yearly=years, regime=NOW)).all()


def test_a_missing_year_keeps_its_distance() -> None:
    slope = trend.theil_sen([10.0, 12.0, NAN, 16.0], [2020, 2021, 2022, 2023])
    assert (slope.slope, int(slope.years)) == (2.0, 3)


@given(st.lists(st.integers(0, 200), min_size=5, max_size=12))
def test_slope_is_the_median_of_all_pairs(values: list[int]) -> None:
    pairs = [(values[j] - values[i]) / (j - i) for i in range(len(values)) for j in range(i + 1, len(values))]
    found = trend_slope.compute(yearly=series(values, start=2010), regime=NOW)
    assert found.sel(bound="slope") == pytest.approx(median(pairs))
    assert found.sel(bound="low") <= found.sel(bound="slope") <= found.sel(bound="high")


def test_several_places_at_once() -> None:
    table = np.array([[1.0, 5], [2, 4], [3, 3], [4, 2], [5, 1]])
    assert trend.spearman(table).tolist() == [1, -1]
    assert trend.theil_sen(table, [1, 2, 3, 4, 5]).slope.tolist() == [1, -1]


def test_three_year_means() -> None:
    years = series([60, 57, 54, NAN, 48, 45, 42], start=2020)
    found = three_year_mean.compute(yearly=years, regime=NOW).values
    np.testing.assert_array_equal(found, [NAN, NAN, 57, NAN, NAN, NAN, 45])
    assert NOW.assessment.three_year_means
    assert not regime("2012", date(2026, 1, 1)).assessment.three_year_means


def test_years_that_do_not_follow_each_other_have_no_three_year_mean() -> None:
    assert np.isnan(trend.three_year_means([1.0, 2.0, 3.0], [2020, 2021, 2023])).all()
