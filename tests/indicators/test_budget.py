"""The validity budget, against trying every loss. Holds: GB 3095-2026 table 4; HJ 663-2026 6.1.2."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import budget
from indicators.aggregate import day_facts, period_valid
from indicators.air import validity_budget
from indicators.regime import regime
from indicators.standard import edition

VALIDITY = edition("HJ 663-2026").assessment.validity
NOW = regime("auto", date(2026, 4, 30))


@given(st.integers(0, 24), st.data())
def test_hours_left_to_lose(elapsed: int, data: st.DataObject) -> None:
    had = data.draw(st.integers(0, elapsed))
    found = int(budget.hours_left_to_lose(had, elapsed, validity=VALIDITY))
    remaining = 24 - elapsed
    if had + remaining < 20:
        assert found == budget.LOST
    else:
        assert had + remaining - found >= 20
        assert found == remaining or had + remaining - found - 1 < 20


def test_at_noon_with_one_lost() -> None:
    hours = xr.DataArray([12, 11, 8, 7], dims="station")
    found = validity_budget.compute(hours=hours, regime=NOW, elapsed=12)
    assert found.values.tolist() == [4, 3, 0, -1]
    with pytest.raises(ValueError, match="24"):
        budget.hours_left_to_lose(1, 25, validity=VALIDITY)


def ozone_valid(present: list[bool]) -> bool:
    hours = np.where(present, 50.0, np.nan).reshape(1, 24, 1)
    facts = day_facts(hours, moving=True)
    assert facts.windows is not None
    return bool(facts.windows[0, 0] >= 14)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.booleans(), min_size=18, max_size=24))
def test_ozone_budget_by_trying_every_loss(present: list[bool]) -> None:
    found = budget.ozone_hours_left_to_lose(tuple(present), validity=VALIDITY)
    remaining = list(range(len(present), 24))

    def survives(k: int) -> bool:
        for lost in combinations(remaining, k):
            day = [*present, *([True] * len(remaining))]
            for hour in lost:
                day[hour] = False
            if not ozone_valid(day):
                return False
        return True

    if not survives(0):
        assert found == budget.LOST
    else:
        assert survives(found)
        assert found == len(remaining) or not survives(found + 1)


def test_ozone_of_a_whole_day() -> None:
    # Two lost hours never spoil a window; three in a row at noon spoil six of the seventeen.
    assert budget.ozone_hours_left_to_lose((), validity=VALIDITY) == 2
    assert budget.ozone_hours_left_to_lose((True,) * 24, validity=VALIDITY) == 0
    assert budget.ozone_hours_left_to_lose((False,) * 12, validity=VALIDITY) == budget.LOST
    assert budget.ozone_hours_left_to_lose((False,) * 12, validity=VALIDITY, exceeded=True) == 12
    with pytest.raises(ValueError, match="24 hours"):
        budget.ozone_hours_left_to_lose((True,) * 25, validity=VALIDITY)


@pytest.mark.parametrize(
    ("first", "last", "over", "lost", "left"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), 10, 0, 4),
        (date(2026, 3, 1), date(2026, 3, 31), 10, 4, 0),
        (date(2026, 3, 1), date(2026, 3, 31), 10, 5, -1),
        (date(2026, 3, 1), date(2026, 3, 31), 29, 0, 2),  # only two days remain
        (date(2026, 2, 1), date(2026, 2, 28), 0, 0, 3),
        (date(2026, 1, 1), date(2026, 12, 31), 0, 0, 3),  # any month of 30 days, and February, bears three
        (date(2026, 1, 1), date(2026, 12, 31), 31, 5, -1),
    ],
)
def test_days_left_to_lose(first: date, last: date, over: int, lost: int, left: int) -> None:
    valid = np.ones((over, 1), bool)
    valid[:lost] = False
    found = budget.days_left_to_lose(valid, first, last, validity=VALIDITY)
    assert found is not None
    assert found.tolist() == [left]


@given(st.sampled_from([2, 4, 12]), st.data())
def test_a_month_keeps_its_promise(month: int, data: st.DataObject) -> None:
    first = date(2026, month, 1)
    last = date(2026 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    length = (last - first).days + 1
    over = data.draw(st.lists(st.booleans(), max_size=length))
    found = budget.days_left_to_lose(np.array(over, bool).reshape(-1, 1), first, last, validity=VALIDITY)
    assert found is not None
    left, remaining = int(found[0]), length - len(over)

    def valid_after(losses: int) -> bool:
        days = np.array([*over, *([False] * losses), *([True] * (remaining - losses))]).reshape(-1, 1)
        verdict = period_valid(days, first, validity=VALIDITY)
        assert verdict is not None
        return bool(verdict[0])

    if left == budget.LOST:
        assert not valid_after(0)
    else:
        assert valid_after(left)
        assert left == remaining or not valid_after(left + 1)


def test_the_year_binds_when_its_months_still_bear_more() -> None:
    # Eleven months over with three days lost in each (33), 324 needed of 365: 8 more in all, December bears 4.
    days = []
    for month in range(1, 12):
        length = (date(2025, month + 1, 1) - date(2025, month, 1)).days
        days += [False] * 3 + [True] * (length - 3)
    args = (date(2025, 1, 1), date(2025, 12, 31))
    found = budget.days_left_to_lose(np.array(days).reshape(-1, 1), *args, validity=VALIDITY)
    assert found is not None
    assert found.tolist() == [4]
    # Six of the months of 31 days lost their fourth day too (39 of the 41): two more in the year.
    for month in (1, 3, 5, 7, 8, 10):
        days[(date(2025, month, 4) - date(2025, 1, 1)).days] = False
    found = budget.days_left_to_lose(np.array(days).reshape(-1, 1), *args, validity=VALIDITY)
    assert found is not None
    assert found.tolist() == [2]


def test_no_rule_for_a_free_window() -> None:
    assert (
        budget.days_left_to_lose(np.ones((3, 1)), date(2016, 7, 16), date(2016, 9, 20), validity=VALIDITY)
        is None
    )
    with pytest.raises(ValueError, match="beyond"):
        budget.days_left_to_lose(np.ones((40, 1)), date(2026, 3, 1), date(2026, 3, 31), validity=VALIDITY)
