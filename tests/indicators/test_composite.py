"""Ranking: places, ties and change.

Holds: 环办监测〔2018〕19号 ties; 环办监测函〔2024〕9号 ties; 环办〔2014〕64号 ties;
环办监测〔2018〕19号 improvement; 环办监测函〔2024〕9号 improvement; 环办〔2014〕64号 improvement;
HJ 663-2026 displayed decimals.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import composite
from indicators.indicator import indicator
from indicators.rounding import half_even
from indicators.standard import edition, editions
from tests.indicators.builders import NAN


def test_competition_places() -> None:
    values = [2.5, 2.5, 2.6, 2.4, NAN]
    assert composite.places(values)[:4].tolist() == [2, 2, 4, 1]
    assert np.isnan(composite.places(values)[4])


def test_dense_places() -> None:
    assert composite.places([2.50, 2.50, 2.58, 2.75, 3.13], ties="dense").tolist() == [1, 1, 2, 3, 4]


def test_high_is_better_for_good_days() -> None:
    assert composite.places([20, 31, 20, 5], better="high").tolist() == [2, 1, 2, 4]


@given(st.lists(st.integers(0, 20).map(float), max_size=30))
def test_place_is_one_more_than_the_number_of_better_ones(values: list[float]) -> None:
    expected = [1 + sum(other < v for other in values) for v in values]
    assert composite.places(np.array(values)).tolist() == expected


def test_no_member_no_place() -> None:
    assert composite.places([]).tolist() == []
    assert np.isnan(composite.places([NAN])).all()


def test_ties_follow_the_edition() -> None:
    assert {e.ranking.ties for e in editions() if e.kind == "ranking"} == {"competition"}


@pytest.mark.parametrize(
    ("now", "before", "percent"), [(2.69, 2.92, -7.9), (2.99, 3.19, -6.3), (2.77, 2.99, -7.4)]
)
def test_published_changes(now: float, before: float, percent: float) -> None:
    assert half_even(composite.change(now, before) * 100, 1) == percent


def test_change_from_nothing_is_missing() -> None:
    assert np.isnan(composite.change([1.0, NAN], [0.0, 1.0])).all()


def test_joint_greatest() -> None:
    top, mask = composite.greatest_index(np.array([[0.1], [0.5], [0.3], [0.5], [0.2], [0.4]]))
    assert (top[0], mask[0]) == (0.5, 0b001010)
    top, mask = composite.greatest_index(np.array([[0.1], [NAN], [0.3], [0.5], [0.2], [0.4]]))
    assert np.isnan(top[0])
    assert mask[0] == 0


@pytest.mark.parametrize("number", ["HJ 663-2013", "HJ 663-2026"])
def test_shown_decimals_are_those_of_the_edition(number: str) -> None:
    shown = edition(number).assessment.decimals
    # As printed by bureaus: 132 and 75 µg/m³, CO 1.0, 93.1 %, 2.81.
    assert dict(shown) == {
        "concentration": 0,
        "co": 1,
        "rate": 1,
        "single_index": 2,
        "composite_index": 2,
        "exceedance_multiple": 2,
    }
    for code, quantity in {
        "pm25": "concentration",
        "o3_8h_p90": "concentration",
        "co_p95": "co",
        "good_day_rate": "rate",
        "single_indices": "single_index",
        "composite_index": "composite_index",
        "exceedance_multiple": "exceedance_multiple",
    }.items():
        assert indicator(code).decimals == shown[quantity]
