"""Which time a screen of water is of: a slot, a day, a calendar period, or any window of whole days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, cast

from assessment.periods import SHANGHAI, Days, Every, parts

Step = Literal["slot", "day", "month", "quarter", "half", "year", "window"]
STEPS: Final[tuple[Step, ...]] = ("slot", "day", "month", "quarter", "half", "year", "window")
SLOT: Final = timedelta(hours=4)


def bounds(at: datetime, step: Step, until: date | None = None) -> tuple[datetime, datetime]:
    """Start and end (UTC) of the slot of four hours, the day or the calendar period that holds a time.

    A `window` begins on the day of `at` and ends with the day `until`, that of `at` where it is left out.

    Raises
    ------
    ValueError
        Where a window ends before it begins.
    """
    local = at.astimezone(SHANGHAI)
    if step == "slot":
        begin = local.replace(hour=local.hour // 4 * 4, minute=0, second=0, microsecond=0)
        return begin.astimezone(UTC), (begin + SLOT).astimezone(UTC)
    day = local.date()
    if step in ("day", "window"):
        days = Days(first=day, last=(until or day) if step == "window" else day)
        return days.start, days.end
    around = parts(
        Days(first=day.replace(month=1, day=1), last=day.replace(month=12, day=31)), cast(Every, step)
    )
    found = next(part for part in around if part.first <= day <= part.last)
    return found.start, found.end


def days_of(start: datetime, end: datetime) -> Days:
    """The civil days of [start, end); of a slot its day."""
    return Days(
        first=start.astimezone(SHANGHAI).date(), last=(end - timedelta(seconds=1)).astimezone(SHANGHAI).date()
    )


def every_of(step: Step) -> Every:
    """The step by which a table is asked for the same: a window is the whole of it."""
    return "all" if step == "window" else step
