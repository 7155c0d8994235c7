"""What is due when: weeks on their day at their hour, months on the first, late for three days and no longer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from assessment.periods import SHANGHAI, Days
from reports.agenda import LATE, Agenda

AGENDA = Agenda(regions=("410800", "320600"))
MONDAY = datetime(2026, 3, 16, 7, tzinfo=SHANGHAI)
WEEK = Days(first=date(2026, 3, 9), last=date(2026, 3, 15))


def test_on_monday_at_seven_the_week_before_is_due_for_every_region() -> None:
    found = list(AGENDA.due(MONDAY))
    assert [(s.region, s.kind, s.days) for s in found] == [
        ("410800", "weekly", WEEK),
        ("320600", "weekly", WEEK),
    ]
    assert {s.as_of for s in found} == {MONDAY}


def test_a_minute_earlier_nothing_is_due() -> None:
    assert list(AGENDA.due(MONDAY - timedelta(minutes=1))) == []


@pytest.mark.parametrize("late", [timedelta(hours=9), timedelta(days=2), LATE])
def test_made_late_it_is_the_set_of_monday(late: timedelta) -> None:
    assert {(s.days.last, s.as_of) for s in AGENDA.due(MONDAY + late)} == {(WEEK.last, MONDAY)}


def test_after_three_days_it_is_left_to_people() -> None:
    assert list(AGENDA.due(MONDAY + LATE + timedelta(seconds=1))) == []


def test_on_the_first_the_month_before_is_due() -> None:
    found = list(Agenda(regions=("410800",)).due(datetime(2026, 3, 1, 8, tzinfo=SHANGHAI)))
    assert [(s.kind, s.days.first, s.days.last) for s in found] == [
        ("monthly", date(2026, 2, 1), date(2026, 2, 28))
    ]


def test_another_day_and_hour_of_the_settings() -> None:
    agenda = Agenda(regions=("410800",), weekday=4, at=time(16, 30))
    friday = datetime(2026, 3, 20, 16, 30, tzinfo=SHANGHAI)
    assert [s.days for s in agenda.due(friday)] == [WEEK]
    assert list(agenda.due(friday - timedelta(seconds=1))) == []


def test_within_a_quarter_of_an_hour_there_is_one_beat() -> None:
    beats = {AGENDA.beat(MONDAY + timedelta(minutes=m)) for m in range(15)}
    assert len(beats) == 1
    assert AGENDA.beat(MONDAY + timedelta(minutes=15)) not in beats
