"""The city index, its vectors and its ranking.

Holds: 环办监测〔2017〕51号 item index; 环办监测〔2017〕51号 sum; 环办监测〔2017〕51号 city;
环办监测〔2017〕51号 ranking; 环办监测〔2017〕51号 improvement.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from indicators.composite import change, places
from indicators.cwqi import city_index, cwqi, index_of_sections, item_indices
from tests.indicators.water.rows import ITEMS, RULES, row


def indices(lake: bool = False, **values: float) -> dict[str, float]:
    found = item_indices(row(**values), items=ITEMS, lake=lake, regime=RULES)
    return dict(zip(ITEMS, found.tolist(), strict=True))


def test_the_vector_of_pengyuepu() -> None:
    given = {"ph": 8, "do": 9.5, "codmn": 3.2, "cod": 12, "bod5": 2.8, "nh3n": 0.59, "tp": 0.11}
    found = indices(**given)
    expected = {"ph": 0.5, "do": 0.5263, "codmn": 0.5333, "cod": 0.6, "bod5": 0.7, "nh3n": 0.59, "tp": 0.55}
    assert {k: round(v, 4) for k, v in found.items() if not math.isnan(v)} == expected
    total, count = cwqi(item_indices(row(**given), items=ITEMS, lake=False, regime=RULES))
    assert round(float(total), 4) == 3.9996
    assert count == 7


@pytest.mark.parametrize(("ph", "index"), [(7.0, 0.0), (6.0, 1.0), (5.5, 1.5), (9.0, 1.0), (8.0, 0.5)])
def test_index_of_ph(ph: float, index: float) -> None:
    assert indices(ph=ph)["ph"] == pytest.approx(index)


def test_phosphorus_of_lakes_and_what_does_not_enter() -> None:
    assert indices(True, tp=0.1)["tp"] == pytest.approx(2.0)
    assert indices(False, tp=0.1)["tp"] == pytest.approx(0.5)
    found = indices(True, tn=3.0, fcoli=900.0, wt=20.0)
    assert all(math.isnan(v) for v in found.values())
    assert math.isnan(float(cwqi(list(found.values()))[0]))
    assert indices(do=0.0)["do"] == math.inf


def test_all_21_items_enter() -> None:
    at_iii = {i: RULES.limits.of(i, "river")[2] for i in RULES.assessment.items if i != "ph"}
    total, count = cwqi(item_indices(row(ph=9.0, **at_iii), items=ITEMS, lake=False, regime=RULES))
    assert (float(total), count) == (pytest.approx(21.0), 21)


def test_a_city_weighs_its_sections_and_points() -> None:
    found = city_index(
        [4.0, 4.0, math.nan, 4.0], [6.0, math.nan, 6.0, math.nan], sections=[3, 3, 0, 3], points=[1, 0, 2, 1]
    )
    assert found[:3].tolist() == [4.5, 4.0, 6.0]
    assert math.isnan(found[3])
    assert math.isnan(float(city_index(math.nan, math.nan, sections=0, points=0)))


def test_a_city_from_its_sections_is_that_of_the_means_of_its_rivers_and_of_its_lakes() -> None:
    """Rivers: ammonia 0.4 and 1.2, 0.8; phosphorus 0.1 of one of them, 0.5. The lake: 0.1, 2.0. (2·1.3 + 2)/3."""
    sections = np.stack([row(nh3n=0.4, tp=0.1), row(nh3n=1.2), row(tp=0.1)])
    lake = np.array([False, False, True])
    index, fewest = index_of_sections(sections, items=ITEMS, lake=lake, regime=RULES)
    assert (index, fewest) == (pytest.approx(4.6 / 3), 1)
    rivers = index_of_sections(sections[:2], items=ITEMS, lake=lake[:2], regime=RULES)
    assert rivers == (pytest.approx(1.3), 2)
    none, items = index_of_sections(sections[:0], items=ITEMS, lake=lake[:0], regime=RULES)
    assert (math.isnan(none), items) == (True, 0)
    # A lake with nothing that enters leaves the city without an index, not with that of its rivers.
    bare, items = index_of_sections(
        np.stack([row(nh3n=0.4), row(tn=2.0)]), items=ITEMS, lake=np.array([False, True]), regime=RULES
    )
    assert (math.isnan(bare), items) == (True, 0)


def test_jilin_2020_is_ranked_ascending() -> None:
    """白山 … 辽源, January to June 2020 as published, in the order of their ranks."""
    published = [
        3.0229, 3.4643, 3.8408, 4.2664, 4.4195, 4.6321, 4.8718, 5.4231, 5.8976, 6.5198, 6.8367, 7.1454,
    ]  # fmt: skip
    shuffled = np.array(published)[[7, 0, 11, 3, 4, 5, 6, 1, 8, 9, 10, 2]]
    assert places(shuffled, better="low").tolist() == [8, 1, 12, 4, 5, 6, 7, 2, 9, 10, 11, 3]


def test_improvement_is_negative() -> None:
    """辽源 printed −51.16 %: an index of 7.1454 came from one of 14.630."""
    assert 100 * float(change(7.1454, 14.6302)) == pytest.approx(-51.16, abs=0.005)
