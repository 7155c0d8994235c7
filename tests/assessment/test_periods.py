"""Civil days and months are cut in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assessment.extent import Extent
from assessment.periods import last_whole_day, month_end, next_month


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 1, 16, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), date(2026, 2, 28)),
    ],
)
def test_a_day_is_over_at_the_midnight_of_shanghai(at: datetime, day: date) -> None:
    assert last_whole_day(at) == day


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 1, 31), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2024, 2, 29), date(2024, 3, 1)),
    ],
)
def test_the_month_after_begins_on_its_first_day(day: date, following: date) -> None:
    assert next_month(day) == following
    assert month_end(day) == following - timedelta(days=1)


def test_the_last_stored_hour_counts_whole() -> None:
    last = datetime(2026, 3, 1, 15, tzinfo=UTC)  # 23:00 – 24:00 on 1 March in Asia/Shanghai
    held = Extent(first=last, last=last, revision=1, simulated=False, stations=1)
    assert held.last_day == date(2026, 3, 1)
    earlier = Extent(first=last, last=last - timedelta(hours=1), revision=1, simulated=False, stations=1)
    assert earlier.last_day == date(2026, 2, 28)
    assert Extent(first=None, last=None, revision=0, simulated=False, stations=0).last_day is None
