"""Means of samples, months and years, and the rounding before a mean is judged.

Holds: 环办〔2011〕22号 means; 环办〔2011〕22号 pH mean; 环办〔2011〕22号 rounding; 环办〔2011〕22号 below detection.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.detection import halved
from indicators.water_class import classify
from indicators.water_means import (
    Means,
    evaluated,
    hydrogen_mean,
    joined,
    kept_digit,
    mean,
    mean_of_months,
    plain,
    quarter_mean,
    stacked,
    year_mean,
)
from tests.indicators.water.rows import RULES

ITEMS = ("ph", "do", "codmn", "petroleum")
NAN = math.nan


def of(*rows: tuple[float, ...], qualifiers: list[list[int]] | None = None):  # type: ignore[no-untyped-def]
    return mean(np.array(rows), qualifiers, items=ITEMS, regime=RULES)


def test_ph_is_averaged_by_its_hydrogen_ions() -> None:
    # (1e-6 + 1e-8)/2 = 5.05e-7, whose −lg is 6.2967
    assert hydrogen_mean([6.0, 8.0]) == pytest.approx(6.296708622, abs=1e-9)
    assert hydrogen_mean([7.0, 7.0, NAN]) == pytest.approx(7.0)
    assert np.isnan(hydrogen_mean([NAN, NAN]))
    assert of((6.0, 4.0, 1.0, 0.1), (8.0, 6.0, 2.0, 0.3)).numbers == pytest.approx(
        [6.296708622, 5.0, 1.5, 0.2]
    )


@given(st.lists(st.floats(0, 14), min_size=1, max_size=12))
def test_the_mean_ph_lies_between_the_lowest_and_the_arithmetic_mean(values: list[float]) -> None:
    found = float(hydrogen_mean(values))
    assert min(values) - 1e-9 <= found <= sum(values) / len(values) + 1e-9


def test_half_the_limit_of_detection_enters_the_mean() -> None:
    found = of((7.0, 8.0, 2.0, 0.01), (7.0, 8.0, 2.0, 0.04), qualifiers=[[0, 0, 0, -1], [0, 0, 0, 0]])
    assert found.numbers[3] == pytest.approx((0.005 + 0.04) / 2)
    assert found.values[3] == found.numbers[3]
    assert found.qualifiers.tolist() == [0, 0, 0, 0]
    assert found.count.tolist() == [2, 2, 2, 2]


def test_all_below_detection_keeps_the_limit_for_the_class() -> None:
    found = of((7.0, 8.0, 2.0, 0.01), (7.0, 8.0, 2.0, 0.06), qualifiers=[[0, 0, 0, -1]] * 2)
    assert found.numbers[3] == pytest.approx((0.005 + 0.03) / 2)
    assert (found.values[3], found.qualifiers[3]) == (0.06, -1)
    judged = classify(found.values, found.qualifiers, items=ITEMS, lake=False, regime=RULES)
    assert judged.bounded[3]
    assert judged.by_item[3] == 4


def test_a_typed_zero_is_a_zero() -> None:
    assert of((7.0, 0.0, 0.0, 0.0)).numbers.tolist()[1:] == [0, 0, 0]
    assert halved([0.0, 0.02], [0, -1]).tolist() == [0.0, 0.01]


def test_missing_samples_do_not_count() -> None:
    found = of((NAN, 8.0, NAN, 0.1), (NAN, 6.0, 2.0, NAN))
    assert found.count.tolist() == [0, 2, 1, 1]
    assert np.isnan(found.numbers[0])
    assert found.numbers[1:].tolist() == [7.0, 2.0, 0.1]
    assert found.qualifiers.tolist() == [0, 0, 0, 0]


def test_a_ph_below_detection_is_no_ph() -> None:
    found = of((7.0, 8.0, 2.0, 0.1), (4.0, 8.0, 2.0, 0.1), qualifiers=[[0, 0, 0, 0], [-1, 0, 0, 0]])
    assert found.numbers[0] == pytest.approx(7.0)


def test_above_the_range_stays_said() -> None:
    assert of((7.0, 8.0, 20.0, 0.1), qualifiers=[[0, 0, 1, 0]]).qualifiers.tolist() == [0, 0, 1, 0]


def test_a_year_is_the_mean_of_its_monthly_means() -> None:
    """Twelve months, one of them sampled four times: its samples together weigh one twelfth."""
    months = [of((7.0, 8.0, 3.0, 0.01)) for _ in range(11)]
    months.append(of(*[(7.0, 8.0, v, 0.01) for v in (9.0, 15.0, 15.0, 21.0)]))
    found = year_mean(stacked(months), items=ITEMS, regime=RULES)
    assert found.numbers[2] == pytest.approx((11 * 3 + 15) / 12)
    assert found.count.tolist() == [12, 12, 12, 12]


@pytest.mark.parametrize(("months", "valid"), [(8, True), (7, False)])
def test_a_year_needs_eight_months(months: int, valid: bool) -> None:
    found = year_mean(stacked([of((7.0, 8.0, 3.0, 0.01))] * months), items=ITEMS, regime=RULES)
    assert bool(np.isfinite(found.numbers[2])) is valid
    assert bool(np.isfinite(found.values[2])) is valid


def test_a_quarter_needs_two_samples() -> None:
    one = of((7.0, 8.0, 3.0, 0.01))
    two = of((7.0, 8.0, 3.0, 0.01), (7.0, 8.0, 5.0, 0.01))
    assert np.isnan(quarter_mean(stacked([one]), items=ITEMS, regime=RULES).numbers[2])
    assert quarter_mean(stacked([two]), items=ITEMS, regime=RULES).numbers[2] == 4
    assert quarter_mean(stacked([one, two]), items=ITEMS, regime=RULES).numbers[2] == 3.5


def test_a_year_below_detection_in_every_month_keeps_its_limit() -> None:
    below = [[0, 0, 0, -1]]
    months = stacked([of((7.0, 8.0, 3.0, limit), qualifiers=below) for limit in (0.01, 0.02)])
    found = mean_of_months(months, items=ITEMS, least=1)
    assert found.numbers[3] == pytest.approx(0.0075)
    assert (found.values[3], found.qualifiers[3]) == (0.02, -1)


@pytest.mark.parametrize(
    ("value", "decimals", "kept"),
    [
        (0.125, 2, 0.12), (0.135, 2, 0.14), (3.25, 1, 3.2), (7.5, 0, 8), (8.5, 0, 8), (0.004, 2, 0.004),
        (0.00015, 4, 0.0002), (0.005, 2, 0.005), (0.0004, 2, 0.0004), (0.00034, 2, 0.0003), (0.0, 2, 0.0),
        (0.000025, 5, 0.00002), (0.000005, 5, 0.000005),
    ],
)  # fmt: skip
def test_rounding_keeps_one_digit_of_what_would_be_nothing(value: float, decimals: int, kept: float) -> None:
    assert kept_digit(value, decimals) == pytest.approx(kept, rel=1e-12)


@given(st.decimals(min_value="0.001", max_value=100, places=4), st.integers(0, 4))
def test_rounding_against_decimals(value: Decimal, decimals: int) -> None:
    places = decimals
    expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    while expected == 0:
        places += 1
        expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    assert float(kept_digit(float(value), decimals)) == float(expected)


def test_a_month_is_mean_round_judge() -> None:
    """CODMn 4.04 by month is 4.0 and Ⅱ; the same raw value of the feed is Ⅲ."""
    month = evaluated(of((8.4, 8.0, 4.02, 0.1), (8.4, 8.0, 4.06, 0.1)), items=ITEMS, regime=RULES)
    assert month.numbers.tolist() == [8.0, 8.0, 4.0, 0.1]
    assert classify(month.values, month.qualifiers, items=ITEMS, lake=False, regime=RULES).by_item[2] == 2
    assert classify([8.4, 8.0, 4.04, 0.1], items=ITEMS, lake=False, regime=RULES).by_item[2] == 3


def test_limits_of_detection_are_not_rounded() -> None:
    found = evaluated(of((7.0, 8.0, 2.0, 0.057), qualifiers=[[0, 0, 0, -1]]), items=ITEMS, regime=RULES)
    assert found.values[3] == 0.057
    assert found.numbers[3] == 0.03


def held(means: Means) -> list[list[object]]:
    """The four of each place, in their order; a dash for NaN."""
    arrays = (means.numbers, means.values, means.qualifiers, means.count)
    return [["-" if v != v else v for v in array.ravel().tolist()] for array in arrays]


def two_months() -> Means:
    """Two months of two items: 0.005 below a limit of 0.01 from three samples, then nothing; 4.0 and 6.0."""
    return Means(
        numbers=np.array([[0.005, 4.0], [NAN, 6.0]]), values=np.array([[0.01, 4.0], [NAN, 6.0]]),
        qualifiers=np.array([[-1, 0], [0, 1]], np.int8), count=np.array([[3, 1], [0, 2]]),
    )  # fmt: skip


def test_what_is_cut_joined_and_put_elsewhere_keeps_all_four_of_a_mean() -> None:
    months = two_months()
    assert held(months.rows(slice(1, 2))) == [["-", 6.0], ["-", 6.0], [0, 1], [0, 2]]
    assert months.rows(0).numbers.shape == (2,)
    assert held(joined(months.rows(slice(1, 2)), months.rows(slice(0, 1)))) == [
        ["-", 6.0, 0.005, 4.0], ["-", 6.0, 0.01, 4.0], [0, 1, -1, 0], [0, 2, 3, 1],
    ]  # fmt: skip
    assert held(months.taken([1, -1, 0], axis=1)) == [
        [4.0, "-", 0.005, 6.0, "-", "-"], [4.0, "-", 0.01, 6.0, "-", "-"], [0, 0, -1, 1, 0, 0], [1, 0, 3, 2, 0, 0],
    ]  # fmt: skip
    assert held(months.rows(slice(0, 0)).taken([-1, 0, 1], axis=1)) == [[], [], [], []]
    none = plain(np.empty((1, 0))).taken([-1, -1], axis=1)
    assert held(none) == [["-", "-"], ["-", "-"], [0, 0], [0, 0]]


def test_what_is_blanked_leaves_neither_value_nor_qualifier_nor_count_behind() -> None:
    assert held(two_months().only(np.array([False, True]))) == [
        ["-", 4.0, "-", 6.0], ["-", 4.0, "-", 6.0], [0, 0, 0, 1], [0, 1, 0, 2],
    ]  # fmt: skip


def test_plain_numbers_are_means_of_so_many_samples_each() -> None:
    assert held(plain([1.5, NAN], samples=2)) == [[1.5, "-"], [1.5, "-"], [0, 0], [2, 0]]
