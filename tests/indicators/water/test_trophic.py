"""The trophic level index and its grades.

Holds: 总站生字〔2001〕090号 item index; 总站生字〔2001〕090号 weights; 总站生字〔2001〕090号 grades.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.trophic import grade, index_of_points, item_levels, trophic_grade, trophic_index, weights
from tests.indicators.water.rows import RULES

VECTOR = {"chla": 10.0, "tp": 0.05, "tn": 1.0, "sd": 1.0, "codmn": 4.0}


def test_the_vector_of_the_reference() -> None:
    found = {item: round(float(v), 3) for item, v in item_levels(VECTOR, RULES).items()}
    assert found == {"chla": 50.006, "tp": 45.709, "tn": 54.530, "sd": 51.180, "codmn": 37.979}
    assert round(float(trophic_index(VECTOR, RULES)), 3) == 48.018


@pytest.mark.parametrize(
    ("index", "word"),
    [
        (29.999, "贫营养"), (30.0, "中营养"), (50.0, "中营养"), (50.001, "轻度富营养"), (60.0, "轻度富营养"),
        (60.001, "中度富营养"), (70.0, "中度富营养"), (70.001, "重度富营养"), (-5.0, "贫营养"),
    ],
)  # fmt: skip
def test_grades(index: float, word: str) -> None:
    found = grade(float(trophic_grade(index, RULES)), RULES)
    assert found is not None
    assert found.label.zh == word


def test_what_is_missing_or_not_above_zero_has_no_index() -> None:
    assert math.isnan(float(trophic_index({**VECTOR, "sd": math.nan}, RULES)))
    assert math.isnan(float(trophic_index({**VECTOR, "chla": 0.0}, RULES)))
    assert math.isnan(float(trophic_grade(math.nan, RULES)))
    assert grade(math.nan, RULES) is None
    with pytest.raises(ValueError, match="also needs sd"):
        trophic_index({k: v for k, v in VECTOR.items() if k != "sd"}, RULES)


def test_a_part_of_the_items_only_when_it_is_asked_for() -> None:
    part = ("chla", "tp", "tn", "codmn")
    assert sum(weights(RULES, part).values()) == pytest.approx(1.0)
    given_items = {k: VECTOR[k] for k in part}
    # (1·50.006 + 0.7056·45.709 + 0.6724·54.530 + 0.6889·37.979) / 3.0669
    assert float(trophic_index(given_items, RULES, among=part)) == pytest.approx(47.308, abs=5e-4)


def test_a_lake_from_its_points_takes_each_item_where_it_was_sampled_and_needs_three() -> None:
    """Chlorophyll 5 and 15 are the 10 of the reference; what only one point has is its own."""
    items = ("chla", "tp", "tn", "codmn", "sd")
    points = np.array([[5.0, 0.05, math.nan, 4.0, 1.0], [15.0, math.nan, 1.0, math.nan, 1.0]])
    index, there = index_of_points(points, items=items, regime=RULES)
    assert (round(index, 3), set(there)) == (48.018, set(items))
    index, there = index_of_points(points[:, :4], items=items[:4], regime=RULES)
    assert (index, set(there)) == (pytest.approx(47.308, abs=5e-4), set(items[:4]))
    # (0.7056·45.709 + 0.6724·54.530 + 0.6889·37.979) / 2.0669; chlorophyll of 0 is not there.
    zero = np.array([[0.0, 0.05, 1.0, 4.0]])
    index, there = index_of_points(zero, items=items[:4], regime=RULES)
    assert (index, set(there)) == (pytest.approx(46.002, abs=5e-3), {"tp", "tn", "codmn"})
    index, there = index_of_points(zero[:, :3], items=items[:3], regime=RULES)
    assert (math.isnan(index), set(there)) == (True, {"tp", "tn"})
    assert math.isnan(index_of_points(points[:0], items=items, regime=RULES)[0])


@given(
    st.lists(st.tuples(*[st.floats(0.001, 100)] * 5), min_size=1, max_size=8),
    st.sampled_from(["chla", "tp", "tn", "codmn", "sd"]),
)
def test_more_nutrients_and_less_transparency_never_lower_it(
    rows: list[tuple[float, ...]], item: str
) -> None:
    columns = dict(zip(("chla", "tp", "tn", "sd", "codmn"), np.array(rows).T, strict=True))
    worse = {**columns, item: columns[item] * (0.5 if item == "sd" else 2.0)}
    assert (trophic_index(worse, RULES) > trophic_index(columns, RULES)).all()
