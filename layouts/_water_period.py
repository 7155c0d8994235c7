"""Which time a screen of water is of, as the address writes it.

A slot `2021-04-05T20`, a day `2021-04-05`, a month `2021-04`, a quarter `2021-Q2`, a half-year `2021-H1`, a year
`2021`, the year up to a day `to-2021-04-05`, or any window `2021-04-01..2021-04-05`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal

from assessment.answer import Answer
from assessment.periods import Days, period_before, year_before
from assessment.water_overview import Span
from assessment.water_window import Step as Question
from assessment.water_window import bounds
from indicators.regime import ZONE
from layouts.questions import Questions

Step = Literal["slot", "day", "month", "quarter", "half", "year", "todate", "window"]
STEPS: Final[Mapping[Literal["", "day", "slot"], Step]] = MappingProxyType(
    {"": "month", "day": "day", "slot": "slot"}
)
"""Those of the wall: what its address says, and the step that it means."""
OF_DESK: Final[tuple[Step, ...]] = ("month", "quarter", "half", "todate", "year", "day", "slot", "window")
KEPT: Final = 24  # answers held in memory, of a process
MONTHS_OF: Final[dict[str, int]] = {"Q": 3, "H": 6}
_FORMS: Final[tuple[tuple[Step, str], ...]] = (
    ("slot", "%Y-%m-%dT%H"), ("day", "%Y-%m-%d"), ("month", "%Y-%m"), ("year", "%Y"), ("todate", "to-%Y-%m-%d"),
)  # fmt: skip
_PART: Final = re.compile(r"(\d{4})-([QH])([1-4])", re.ASCII)
_WINDOW: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One slot, day, calendar period or window: [start, end) in UTC."""

    step: Step
    start: datetime
    end: datetime

    @property
    def first(self) -> date:
        """Its first civil day."""
        return self.start.astimezone(ZONE).date()

    @property
    def last(self) -> date:
        """Its last civil day."""
        return (self.end - timedelta(seconds=1)).astimezone(ZONE).date()

    @property
    def written(self) -> str:
        """As the address writes it."""
        if self.step == "window":
            return f"{self.first}..{self.last}"
        if self.step == "todate":
            return f"to-{self.last}"
        if self.step in ("quarter", "half"):
            letter = "Q" if self.step == "quarter" else "H"
            return f"{self.first:%Y}-{letter}{(self.first.month - 1) // MONTHS_OF[letter] + 1}"
        return self.start.astimezone(ZONE).strftime(dict(_FORMS)[self.step])

    @property
    def said(self) -> str:
        """As a screen says it: a slot, a window and the year to a day with both their ends."""
        if self.step in ("window", "todate"):
            return f"{self.first} – {self.last}"
        if self.step != "slot":
            return self.written
        first, last = self.start.astimezone(ZONE), self.end.astimezone(ZONE)
        return f"{first:%Y-%m-%d %H:00}–{'24:00' if last.hour == 0 else f'{last:%H:00}'}"

    @property
    def question(self) -> dict[str, Any]:
        """The same as the questions of water ask it."""
        if self.step in ("window", "todate"):
            return {"at": self.start, "step": "window", "until": self.last}
        return {"at": self.start, "step": self.step}

    def beside(self, by: int) -> Period:
        """The period so many steps on; the year to a day steps by years, a window by its own length."""
        one = self
        for _ in range(abs(by)):
            if one.step == "todate":
                days = year_before(Days(first=one.first, last=one.last)) if by < 0 else _year_after(one)
                one = _of_days("todate", days)
            elif one.step == "window":
                days = Days(first=one.first, last=one.last)
                one = _of_days("window", period_before(days) if by < 0 else _period_after(days))
            else:
                one = of(one.step, one.end if by > 0 else one.start - timedelta(seconds=1))
        return one

    def stepped(self, step: Step, last: datetime) -> Period:
        """The newest period of another step that this one holds, no later than the newest value."""
        at = min(last, self.end - timedelta(seconds=1))
        if step == "window":
            return window(self.first, max(self.first, at.astimezone(ZONE).date()))
        return of(step, at)


def of(step: Step, at: datetime) -> Period:
    """The period of a step that holds a time; of the year to a day, that day's."""
    if step == "todate":
        day = at.astimezone(ZONE).date()
        return _of_days(step, Days(first=day.replace(month=1, day=1), last=day))
    question: Question = step
    start, end = bounds(at, question)
    return Period(step=step, start=start, end=end)


def window(first: date, last: date) -> Period:
    """The window of some days, whichever end is named first."""
    return _of_days("window", Days(first=min(first, last), last=max(first, last)))


def _of_days(step: Step, days: Days) -> Period:
    return Period(step=step, start=days.start, end=days.end)


def _year_after(one: Period) -> Days:
    last = date(
        one.last.year + 1, one.last.month, min(one.last.day, 28) if one.last.month == 2 else one.last.day
    )
    return Days(first=last.replace(month=1, day=1), last=last)


def _period_after(days: Days) -> Days:
    first = days.last + timedelta(days=1)
    return Days(first=first, last=first + (days.last - days.first))


def read(text: str, held: Span) -> Period:
    """The period that an address writes, where the store holds something; the newest month for what cannot be read."""
    found = _window(text) or _calendar(text)
    if found is None:
        return of("month", held.last)
    if found.step == "window":
        return found
    if found.end <= held.first:
        return of(found.step, held.first)
    return of(found.step, held.last) if found.start > held.last else found


def _window(text: str) -> Period | None:
    written = _WINDOW.fullmatch(text)
    try:
        return window(*(date.fromisoformat(one) for one in written.groups())) if written else None
    except (ValueError, OverflowError):
        return None


def _calendar(text: str) -> Period | None:
    part = _PART.fullmatch(text)
    try:
        if part is not None:
            length = MONTHS_OF[part[2]]
            day = date(int(part[1]), (int(part[3]) - 1) * length + 1, 1)
            return of("quarter" if length == MONTHS_OF["Q"] else "half", _at(day))
        for step, form in _FORMS:
            try:
                at = datetime.strptime(text, form).replace(tzinfo=ZONE).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
            return of(step, at)
    except (ValueError, OverflowError):
        return None
    return None


def _at(day: date) -> datetime:
    return datetime.combine(day, time(12), ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions of water, each answer held as long as the water and the register of the store do not change.

    Each takes the mark by which that is told, the period, the region (empty for the country) and the time whose
    knowledge is asked (None: now).
    """

    mark: Callable[[], Hashable]
    span: Callable[[Hashable], Span | None]
    moment: Callable[..., Answer]
    overview: Callable[..., Answer]
    sheet: Callable[..., Answer]
    months: Callable[..., Answer]


def asking(ask: Questions) -> Asked:
    """The questions as functions of the store's mark, the period, the region and the time of knowing."""

    @lru_cache(maxsize=1)
    def span(mark: Hashable) -> Span | None:
        return ask.water_span()

    @lru_cache(maxsize=KEPT)
    def moment(mark: Hashable, period: Period, within: str, as_of: datetime | None = None) -> Answer:
        return ask.water_moment(**period.question, within=within or None, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def overview(mark: Hashable, period: Period, within: str, as_of: datetime | None = None) -> Answer:
        return ask.water_overview(**period.question, within=within or None, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def sheet(mark: Hashable, period: Period, within: str, as_of: datetime | None = None) -> Answer:
        return ask.water_sheet(**period.question, within=within or None, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def months(mark: Hashable, period: Period, within: str, as_of: datetime | None = None) -> Answer:
        return ask.water_months(at=period.end - timedelta(seconds=1), within=within or None, as_of=as_of)

    return Asked(mark=ask.water_mark, span=span, moment=moment, overview=overview, sheet=sheet, months=months)
