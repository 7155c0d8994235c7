"""States of sections and regions, shares, compliance, change.

Holds: 环办〔2011〕22号 states; 环办〔2011〕22号 few sections; 环办〔2011〕22号 shares; 环办〔2011〕22号 change;
环办〔2011〕22号 denominator; 环办〔2011〕22号 trend.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.trend import significant, spearman
from indicators.water_states import (
    change,
    change_by_shares,
    change_by_state,
    change_label,
    class_met,
    compliance_rate,
    distribution,
    group_state,
    section_state,
    state,
    state_by_shares,
)
from tests.indicators.water.rows import RULES

NAN = math.nan
ITEMS = ("do", "codmn", "tp")


def words(number: float) -> str:
    found = state(number, RULES)
    return "" if found is None else found.label.zh


def test_states_of_sections() -> None:
    found = section_state([1, 2, 3, 4, 5, 6, NAN], RULES)
    assert [words(n) for n in found] == ["优", "优", "良好", "轻度污染", "中度污染", "重度污染", ""]


@pytest.mark.parametrize(
    ("good", "bad", "word"),
    [
        (100, 0, "优"),
        (90, 10, "优"),
        (89.999, 0, "良好"),
        (75, 25, "良好"),
        (74.999, 0, "轻度污染"),
        (74.999, 19.999, "轻度污染"),
        (60, 20, "中度污染"),
        (50, 39.999, "中度污染"),
        (60, 40, "重度污染"),
        (0, 100, "重度污染"),
        (93.9, 0, "优"),  # 湘江 2017-11, 180 sections
        (100 * 42 / 44, 0, "优"),  # 资江 2017-11
        (98.9, 0, "优"),  # 沅江 2017-11
        (82.5, 0, "良好"),  # 湘江 2010-02
        (5.0 + 43.0 + 26.3, 6.9, "轻度污染"),  # rivers of the country 2018, 1613 sections
    ],
)
def test_state_by_shares(good: float, bad: float, word: str) -> None:
    assert words(float(state_by_shares(good, bad, RULES))) == word


@given(st.integers(5, 400), st.data())
def test_every_share_has_a_state(n: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, n))
    bad = data.draw(st.integers(0, n - good))
    found = distribution([1.0] * good + [6.0] * bad + [4.0] * (n - good - bad))
    assert 1 <= float(state_by_shares(found.good_share, found.bad_share, RULES)) <= 5


@pytest.mark.parametrize(
    ("good", "evaluated", "dry", "share"),
    [(49, 83, 1, 59.0), (95, 130, 1, 73.0), (95, 125, 6, 76.0)],
)
def test_dry_sections_leave_the_denominator(good: int, evaluated: int, dry: int, share: float) -> None:
    """Shares as printed: weeks 2007-2 (84 stations, one of them dry) and 2012-33, and one of 2013."""
    found = distribution([3.0] * good + [4.0] * (evaluated - good) + [NAN] * dry)
    assert (found.evaluated, found.left_out) == (evaluated, dry)
    assert round(float(found.good_share), 1 if share == 59.0 else 0) == share


def test_distribution_of_classes() -> None:
    found = distribution([[1, 6], [2, 6], [3, NAN], [6, NAN]])
    assert found.counts[:, 0].tolist() == [1, 1, 1, 0, 0, 1]
    assert found.shares[:, 0].tolist() == [25, 25, 25, 0, 0, 25]
    assert found.good_share.tolist() == [75, 0]
    assert found.bad_share.tolist() == [25, 100]
    assert found.left_out.tolist() == [0, 2]
    nothing = distribution([NAN, NAN])
    assert np.isnan(nothing.good_share)
    assert np.isnan(nothing.shares).all()
    assert math.isnan(float(state_by_shares(nothing.good_share, nothing.bad_share, RULES)))


def test_compliance_of_sections() -> None:
    """A quarter pools section-months: 78.3, 80 and 75.0 % of the months made 77.8 % in Guangdong (our numbers)."""
    months = [(18, 23), (20, 25), (18, 24)]
    each = [compliance_rate([1.0] * m + [0.0] * (n - m))[0] for m, n in months]
    assert [round(float(r), 1) for r in each] == [78.3, 80.0, 75.0]
    pooled = [v for m, n in months for v in [1.0] * m + [0.0] * (n - m)]
    rate, evaluated, left_out = compliance_rate([*pooled, NAN])
    assert (round(float(rate), 1), evaluated, left_out) == (77.8, 72, 1)
    assert np.isnan(compliance_rate([NAN])[0])


def test_a_class_meets_its_target() -> None:
    found = class_met([3, 4, 2, NAN, 3], [3, 3, 3, 3, NAN])
    assert found[:3].tolist() == [1, 0, 1]
    assert np.isnan(found[3:]).all()


def test_five_sections_are_judged_by_shares_and_four_by_their_mean() -> None:
    values = np.array([[8.0, 3.0, 0.1]] * 4 + [[8.0, 20.0, 0.1]])
    five = group_state(values, items=ITEMS, lake=False, regime=RULES)
    assert five.by_mean is None
    assert words(five.number) == "良好"  # 80 % good, 20 % worse than Ⅴ
    four = group_state(values[1:], items=ITEMS, lake=False, regime=RULES)
    assert four.by_mean is not None
    assert four.by_mean.number == 4  # CODMn (3·3 + 20)/4 = 7.25
    assert words(four.number) == "轻度污染"


def test_a_dry_section_does_not_count_towards_five() -> None:
    values = np.array([[8.0, 3.0, 0.1]] * 3 + [[8.0, 20.0, 0.1], [NAN, NAN, NAN]])
    found = group_state(values, items=ITEMS, lake=False, regime=RULES)
    assert found.by_mean is not None
    assert (found.distribution.evaluated, found.distribution.left_out) == (4, 1)
    nothing = group_state(values[4:], items=ITEMS, lake=False, regime=RULES)
    assert math.isnan(nothing.number)


def test_the_mean_of_few_sections_is_rounded_before_it_is_judged() -> None:
    found = group_state([[8.0, 4.0, 0.1], [8.0, 4.08, 0.1]], items=ITEMS, lake=False, regime=RULES)
    assert found.by_mean is not None
    assert found.by_mean.number == 2  # 4.04 is 4.0


def test_few_rivers_and_lakes_together_have_no_class() -> None:
    values = [[8.0, 3.0, 0.1], [8.0, 3.0, 0.1]]
    with pytest.raises(ValueError, match="Rivers and lakes"):
        group_state(values, items=ITEMS, lake=[True, False], regime=RULES)
    lakes = group_state(values, items=ITEMS, lake=[True, True], regime=RULES)
    assert lakes.by_mean is not None
    assert lakes.by_mean.number == 4


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (3, 3, "无明显变化"),
        (3, 2, "有所好转"),
        (2, 3, "有所下降"),
        (3, 1, "明显好转"),
        (1, 5, "明显下降"),
    ],
)
def test_change_by_steps_of_state(before: int, now: int, word: str) -> None:
    label = change_label(float(change_by_state(before, now)), RULES)
    assert label is not None
    assert label.zh == word


def of_shares(good: int, bad: int, n: int = 100):  # type: ignore[no-untyped-def]
    return distribution([1.0] * good + [6.0] * bad + [4.0] * (n - good - bad))


@pytest.mark.parametrize(
    ("before", "now", "steps"),
    [
        ((60, 10), (65, 5), 0),  # 5 + 5 = 10: none
        ((60, 10), (66, 5), 1),  # 11: some
        ((60, 10), (70, 0), 1),  # 20: some
        ((60, 10), (71, 0), 2),  # 21: marked
        ((71, 0), (60, 10), -2),
        ((60, 10), (60, 21), -1),
    ],
)
def test_change_by_shares(before: tuple[int, int], now: tuple[int, int], steps: int) -> None:
    assert change_by_shares(of_shares(*before), of_shares(*now), RULES) == steps


def test_ten_points_of_an_odd_number_are_still_ten() -> None:
    before, now = of_shares(21, 0, 30), of_shares(24, 0, 30)
    assert change_by_shares(before, now, RULES) == 0


@pytest.mark.parametrize(
    ("by_state", "by_shares", "taken"),
    [(0, 1, 1), (1, 2, 2), (-2, -1, -2), (1, -1, 1), (0, 0, 0), (NAN, 1, 1), (1, NAN, 1), (NAN, NAN, NAN)],
)
def test_the_larger_change_is_taken(by_state: float, by_shares: float, taken: float) -> None:
    found = float(change(by_state, by_shares))
    assert found == taken or (math.isnan(found) and math.isnan(taken))
    assert change_label(NAN, RULES) is None
    assert change(2.0) == 2


def test_trend_of_five_years_is_the_rank_correlation_of_air() -> None:
    """Steadily falling over five years: r_s = −1 ≥ W_p 0.900 in size: significantly better."""
    r_s = spearman([5.0, 4.2, 4.0, 3.1, 2.0])
    assert r_s == -1
    assert significant(r_s, 5) == -1
