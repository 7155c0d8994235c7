"""The five states at their edges, and when a figure meets a target."""

from __future__ import annotations

from datetime import date
from math import nan

import pytest

from indicators.demand import Demand, State, state

FIRST, LAST = date(2016, 1, 1), date(2016, 12, 31)


def on(day: date, *, on_course: bool = True, proof="open", conclusive: bool = True) -> State:
    return state(day=day, first=FIRST, last=LAST, on_course=on_course, proof=proof, conclusive=conclusive)


def test_the_chinese_words_are_those_of_the_boards() -> None:
    assert [s.label.zh for s in State] == ["未开始", "暂未达标", "暂时达标", "未达标", "已达标"]


def test_not_begun_ends_with_the_first_day() -> None:
    assert on(date(2015, 12, 31)) is State.NOT_BEGUN
    assert on(date(2015, 12, 31), proof="cannot") is State.NOT_BEGUN
    assert on(FIRST) is State.ON_COURSE
    assert on(FIRST, on_course=False) is State.BEHIND


def test_so_far_ends_with_the_last_day() -> None:
    assert on(date(2016, 12, 30)) is State.ON_COURSE
    assert on(date(2016, 12, 30), on_course=False) is State.BEHIND
    assert on(LAST) is State.MET
    assert on(LAST, on_course=False) is State.MISSED
    assert on(date(2020, 1, 1)) is State.MET


def test_only_a_proof_ends_it_early() -> None:
    assert on(date(2016, 6, 1), proof="certain") is State.MET
    assert on(date(2016, 6, 1), proof="certain", on_course=False) is State.MET
    assert on(date(2016, 6, 1), proof="cannot") is State.MISSED


def test_an_invalid_year_is_never_met_nor_missed() -> None:
    assert on(LAST, conclusive=False) is State.ON_COURSE
    assert on(date(2017, 3, 1), on_course=False, conclusive=False) is State.BEHIND


@pytest.mark.parametrize(
    ("comparator", "at", "under", "over"),
    [
        ("<=", True, True, False),
        ("<", False, True, False),
        (">=", True, False, True),
        (">", False, False, True),
    ],
)
def test_a_figure_exactly_at_the_target(comparator, at, under, over) -> None:
    demand = Demand(comparator=comparator, value=104)
    assert demand.met(104.0) is at
    assert demand.met(103.999) is under
    assert demand.met(104.001) is over
    assert not demand.met(nan)


def test_rounding_is_asked_for_and_half_even() -> None:
    assert Demand(comparator="<=", value=104, decimals=0).met(104.5)
    assert not Demand(comparator="<=", value=105, decimals=0).met(105.5)
    assert not Demand(comparator="<=", value=104).met(104.4)


def test_the_noise_of_binary_fractions_decides_nothing() -> None:
    assert Demand(comparator="<=", value=0.3).met(0.1 + 0.2)
    assert not Demand(comparator="<", value=0.3).met(0.3 - 1e-12)


def test_what_is_no_demand() -> None:
    with pytest.raises(ValueError, match="comparator"):
        Demand(comparator="=", value=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cannot end"):
        state(day=FIRST, first=LAST, last=FIRST, on_course=True)
