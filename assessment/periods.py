"""Windows of time: their days and hours, their calendar parts, and the windows they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Every = Literal["hour", "slot", "day", "month", "quarter", "half", "year", "all"]
Against = Literal["year", "period"]
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Days:
    """Whole civil days, first to last, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a window cannot end on {self.last}, before it starts on {self.first}")

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        """First instant, in UTC."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """First instant after the last day, in UTC."""
        return midnight(self.last + timedelta(days=1))


def midnight(day: date) -> datetime:
    """The instant at which a civil day begins in Asia/Shanghai, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def last_whole_day(at: datetime) -> date:
    """The last civil day that is over at an instant, in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date() - timedelta(days=1)


def next_month(day: date) -> date:
    """The first day of the month after that of a day."""
    return _add_months(day.replace(day=1), 1)


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return next_month(day) - timedelta(days=1)


def civil_days(start: datetime, end: datetime) -> Days:
    """The civil days that [start, end) touches."""
    if end <= start:
        raise ValueError("a window must end after it starts")
    last = (end - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
    return Days(first=start.astimezone(SHANGHAI).date(), last=last)


def whole_days(start: datetime, end: datetime) -> bool:
    """Whether [start, end) begins and ends at midnight in Asia/Shanghai."""
    return all(t.astimezone(SHANGHAI).time() == time() for t in (start, end))


def whole_years(days: Days) -> bool:
    """Whether a window is made of whole calendar years."""
    return (days.first.month, days.first.day, days.last.month, days.last.day) == (1, 1, 12, 31)


def parts(days: Days, every: Every) -> list[Days]:
    """The calendar months, quarters or years that the window touches, cut to it; `all` is the window itself.

    Raises
    ------
    ValueError
        For `hour`, which is no part of days.
    """
    if every == "all":
        return [days]
    if every == "day":
        return [Days(first=d, last=d) for d in each_day(days)]
    if every not in _MONTHS:
        raise ValueError(f"days are not cut by {every}")
    length = _MONTHS[every]
    found: list[Days] = []
    cursor = days.first
    while cursor <= days.last:
        begin = (cursor.month - 1) // length * length + 1
        following = _add_months(date(cursor.year, begin, 1), length)
        found.append(Days(first=cursor, last=min(days.last, following - timedelta(days=1))))
        cursor = following
    return found


def each_day(days: Days) -> list[date]:
    """Every civil day of the window."""
    return [days.first + timedelta(days=i) for i in range(len(days))]


def year_before(days: Days) -> Days:
    """The same period of the year before (同比); 29 February becomes the 28th, unless it ends a whole month."""
    last = _shift_year(days.last, -1)
    if (days.last + timedelta(days=1)).day == 1 and days.first.day == 1:
        last = month_end(last)
    return Days(first=_shift_year(days.first, -1), last=last)


def period_before(days: Days) -> Days:
    """The period before (环比): whole months before whole months, otherwise as many days before."""
    if days.first.day == 1 and (days.last + timedelta(days=1)).day == 1:
        months = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month + 1
        return Days(first=_add_months(days.first, -months), last=days.first - timedelta(days=1))
    return Days(first=days.first - timedelta(days=len(days)), last=days.first - timedelta(days=1))


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, day.day)


def _shift_year(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
