"""What an address says of the time of a page of water, and what a mistyped one gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessment.periods import midnight
from assessment.water_overview import Span
from layouts import _water_period as periods

HELD = Span(
    first=midnight(date(2020, 5, 8)), last=midnight(date(2021, 4, 5)) + timedelta(hours=20), sections=9
)


@pytest.mark.parametrize(
    ("written", "step", "first", "last"),
    [
        ("2021-04", "month", date(2021, 4, 1), date(2021, 4, 30)),
        ("2021-Q2", "quarter", date(2021, 4, 1), date(2021, 6, 30)),
        ("2020-H2", "half", date(2020, 7, 1), date(2020, 12, 31)),
        ("2020", "year", date(2020, 1, 1), date(2020, 12, 31)),
        ("to-2021-04-05", "todate", date(2021, 1, 1), date(2021, 4, 5)),
        ("2020-07-16..2020-09-20", "window", date(2020, 7, 16), date(2020, 9, 20)),
        ("2021-04-05", "day", date(2021, 4, 5), date(2021, 4, 5)),
    ],
)
def test_what_is_written_is_read_and_written_again(written: str, step: str, first: date, last: date) -> None:
    found = periods.read(written, HELD)
    assert (found.step, found.first, found.last, found.written) == (step, first, last, written)


@pytest.mark.parametrize("text", ["", "never", "2021-Q5", "2021-H3", "2021-13", "2021-04-31..x", "²021"])
def test_what_cannot_be_read_is_the_newest_month(text: str) -> None:
    assert periods.read(text, HELD).written == "2021-04"


def test_a_time_outside_of_what_is_held_is_the_nearest_that_is() -> None:
    assert periods.read("2019-Q1", HELD).written == "2020-Q2"
    assert periods.read("2030", HELD).written == "2021"


def test_periods_follow_each_other() -> None:
    def beside(written: str, by: int) -> str:
        return periods.read(written, HELD).beside(by).written

    assert (beside("2021-Q1", -1), beside("2020-H2", 1), beside("2020", 1)) == ("2020-Q4", "2021-H1", "2021")
    assert (beside("to-2021-04-05", -1), beside("to-2020-06-30", 1)) == ("to-2020-04-05", "to-2021-06-30")
    assert beside("2021-02-01..2021-02-10", 1) == "2021-02-11..2021-02-20"
    assert beside("2021-02-01..2021-02-10", -1) == "2021-01-22..2021-01-31"


def test_another_step_is_the_newest_that_the_shown_one_holds() -> None:
    shown = periods.read("2021", HELD)
    assert shown.stepped("todate", HELD.last).written == "to-2021-04-05"
    assert shown.stepped("quarter", HELD.last).written == "2021-Q2"
    assert shown.stepped("window", HELD.last).written == "2021-01-01..2021-04-05"
