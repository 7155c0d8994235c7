"""In-day control: a day that keeps to the ceiling stays in its category, one that exceeds it does not.

Holds: HJ 633-2026 4.2.2; HJ 633-2026 IAQI table.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from indicators import control
from indicators.aggregate import day_facts
from indicators.air import in_day_control
from indicators.iaqi import iaqi
from indicators.regime import regime
from tests.indicators.builders import NAN, series

NOW = regime("auto", date(2026, 4, 30))
OLD = regime("2012", date(2026, 4, 30))


def test_worked_example() -> None:
    # Twelve hours of 80: the day is at most 60.5 (a tie goes to 60), so 24·60.5 − 12·80 = 492 over 12 hours.
    found = in_day_control.compute(hourly=series([80] * 12), regime=NOW, parameter="pm25")
    assert found == 41.0
    # Under 2012 the limit is 75, an odd number: 75.5 itself would be 76, so the bound 71 is not allowed.
    old = in_day_control.compute(hourly=series([80] * 12), regime=OLD, parameter="pm25")
    assert old == 70.9


def test_out_of_reach() -> None:
    ceiling = control.mean_ceiling(20, 200.0, 4, limit=75, decimals=0)
    assert not ceiling.reachable
    assert ceiling.value < 0


def test_no_hour_remains() -> None:
    assert np.isnan(control.mean_ceiling(24, 50.0, 0, limit=75, decimals=0).value)


@given(
    st.lists(st.one_of(st.just(NAN), st.integers(0, 200).map(float)), min_size=1, max_size=23),
    st.sampled_from([("pm25", 100), ("pm25", 50), ("pm10", 100), ("no2", 100), ("so2", 50)]),
    st.sampled_from([NOW, OLD]),
)
def test_ceiling_of_a_mean_keeps_the_level_and_a_little_more_does_not(
    hours: list[float], what: tuple[str, int], rules: object
) -> None:
    code, top = what
    found = float(
        in_day_control.compute(hourly=series(hours), regime=rules, parameter=code, iaqi=top)  # type: ignore[arg-type]
    )
    rule = rules.aqi.aqi_rule  # type: ignore[attr-defined]
    column = next(i.column for i in rule.items["day", "practice"] if i.parameter == code)

    def level_of(rest: Fraction) -> float:
        there = [Fraction(v) for v in hours if v == v]
        remaining = 24 - len(hours)
        mean = (sum(there, Fraction(0)) + rest * remaining) / (len(there) + remaining)
        return float(iaqi(round(mean), column, rule.nodes))  # round(Fraction) is half-even

    bound = Fraction(round(found * 10), 10)
    if bound >= 0:
        assert level_of(bound) <= top
    if bound >= -Fraction(1, 10):
        assert level_of(bound + Fraction(1, 10)) > top


def test_carbon_monoxide_has_one_more_decimal() -> None:
    # 4.0 holds up to 4.05 (a tie, to the even 4.0): 24·4.05 − 12·5 = 37.2 over 12 hours = 3.1.
    found = in_day_control.compute(hourly=series([5.0] * 12), regime=NOW, parameter="co")
    assert found == pytest.approx(3.1)


@given(
    st.lists(st.one_of(st.just(NAN), st.integers(0, 260).map(float)), min_size=1, max_size=24),
    st.sampled_from([100, 160]),
)
def test_ozone_ceiling_keeps_the_daily_maximum(hours: list[float], limit: int) -> None:
    ceiling = control.ozone_ceiling(np.array(hours), limit=limit)
    bound = float(ceiling.shown(1))

    def maximum(rest: float) -> float:
        day = np.array([*hours, *([rest] * (24 - len(hours)))]).reshape(1, 24, 1)
        facts = day_facts(day, moving=True)
        assert facts.highest_8h is not None
        return float(np.round(facts.highest_8h[0, 0], 6))

    top = limit + 0.5  # even limits: the tie itself rounds down
    if np.isposinf(bound):
        assert not maximum(1e6 if len(hours) < 24 else 0.0) > top
    elif bound >= 0:
        assert maximum(bound) <= top
        assert maximum(bound + 0.1) > top
    else:
        assert maximum(0.0) > top


def test_ozone_already_lost() -> None:
    ceiling = control.ozone_ceiling(np.full(10, 200.0), limit=160)
    assert np.isneginf(ceiling.value)
    assert not ceiling.reachable


def test_many_stations_at_once() -> None:
    hourly = xr.DataArray(np.array([[80.0, 20.0]] * 12), dims=("time", "station"))
    found = in_day_control.compute(hourly=hourly, regime=NOW, parameter="pm25")
    assert found.values.tolist() == [41.0, 101.0]
    with pytest.raises(ValueError, match="24 hours"):
        control.ozone_ceiling(np.zeros(25), limit=100)
