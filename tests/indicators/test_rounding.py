"""GB/T 8170 rounding and the exact ceiling, against ``decimal`` and ``fractions``. Holds: HJ 633-2026 4.2.2."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.aggregate import day_facts
from indicators.rounding import ceil_exact, half_even, shown


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (4.5, 0, 4), (35.5, 0, 36), (44.5, 0, 44), (50.5, 0, 50),  # as the platform shows them
        (0.225, 2, 0.22), (0.275, 2, 0.28), (2.25, 1, 2.2), (2.35, 1, 2.4), (0.05, 1, 0.0), (0.15, 1, 0.2),
    ],
)  # fmt: skip
def test_ties_go_to_the_even_digit(value: float, decimals: int, expected: float) -> None:
    assert half_even(value, decimals) == expected


@given(st.lists(st.integers(0, 2000), min_size=20, max_size=24))
def test_mean_of_hours_rounds_as_the_exact_fraction(hours: list[int]) -> None:
    exact = Fraction(sum(hours), len(hours))
    assert half_even(np.mean(np.array(hours, float))) == round(exact)  # round(Fraction) is half-even


@given(st.lists(st.integers(0, 300), min_size=20, max_size=24))
def test_mean_of_co_in_tenths_rounds_as_the_exact_fraction(tenths: list[int]) -> None:
    exact = round(Fraction(sum(tenths), len(tenths)))
    day = np.full((1, 24, 1), np.nan)
    day[0, : len(tenths), 0] = np.array(tenths) / 10.0
    for dtype in (np.float64, np.float32):  # a store may keep float32
        mean = day_facts(day.astype(dtype)).mean[0, 0]
        assert round(float(half_even(mean, 1)) * 10) == exact


@given(st.decimals(0, 20000, places=4, allow_nan=False), st.integers(0, 3))
def test_decimal_text_rounds_as_decimal(value: Decimal, decimals: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    assert Decimal(shown(float(value), decimals)) == expected


def test_ceiling_is_not_moved_by_binary_noise() -> None:
    # Daily CO of 2.2 mg/m³: 50 + 50/2 · 0.2 = 55 exactly, and 55.00000000000001 in binary.
    assert ceil_exact(50 + (100 - 50) / (4 - 2) * (2.2 - 2)) == 55


@given(st.integers(0, 10**6), st.integers(1, 9999))
def test_ceiling_as_of_the_exact_fraction(numerator: int, denominator: int) -> None:
    assert ceil_exact(numerator / denominator) == ceil(Fraction(numerator, denominator))


def test_missing_stays_missing() -> None:
    assert np.isnan(half_even(np.nan))
    assert np.isnan(ceil_exact([np.nan])).all()
    assert shown(np.nan, 1) == ""
    assert shown(None, 1) == ""


def test_no_negative_zero_is_printed() -> None:
    assert shown(-0.04, 1) == "0.0"


def test_ties_that_binary_arithmetic_moves_are_still_ties() -> None:
    # Twenty hours of CO: the exact mean is the tie 1.25, the binary one lies beside it.
    tenths = [23, 37, 22, 4, 16, 6, 4, 23, 1, 1, 0, 28, 11, 29, 7, 9, 7, 21, 0, 1]
    mean = np.mean(np.array(tenths) / 10.0)
    assert Fraction(sum(tenths), 20) == Fraction(25, 2)
    assert mean != 1.25
    assert half_even(mean, 1) == 1.2
    # A city of three stations, each the mean of 24 hours: 66.5 and 75.5 exactly.
    for sums, expected in (([2440, 1938, 410], 66), ([1608, 2537, 1291], 76)):
        city = np.mean([total / 24 for total in sums])
        assert Fraction(sum(sums), 72).denominator == 2
        assert city * 2 != round(city * 2)
        assert half_even(city) == expected
