"""Which slot, day or month a screen of water is of: `2021-04-05T20`, `2021-04-05` or `2021-04` in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from assessment.answer import Answer
from assessment.water_moment import bounds
from assessment.water_overview import Span
from indicators.regime import ZONE
from layouts.questions import Questions

Step = Literal["slot", "day", "month"]
STEPS: Final[tuple[Step, ...]] = ("month", "day", "slot")
KEPT: Final = 24  # answers held in memory, of a process
_FORMS: Final[tuple[tuple[Step, str], ...]] = (
    ("slot", "%Y-%m-%dT%H"),
    ("day", "%Y-%m-%d"),
    ("month", "%Y-%m"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One slot, day or month: [start, end) in UTC."""

    step: Step
    start: datetime
    end: datetime

    @property
    def written(self) -> str:
        """As the address writes it."""
        return self.start.astimezone(ZONE).strftime(dict(_FORMS)[self.step])

    @property
    def said(self) -> str:
        """As a screen says it: a slot with both its ends."""
        if self.step != "slot":
            return self.written
        first, last = self.start.astimezone(ZONE), self.end.astimezone(ZONE)
        return f"{first:%Y-%m-%d %H:00}–{'24:00' if last.hour == 0 else f'{last:%H:00}'}"

    def beside(self, by: int) -> Period:
        """The period so many steps on."""
        one = self
        for _ in range(abs(by)):
            one = of(one.step, one.end if by > 0 else one.start - timedelta(seconds=1))
        return one

    def stepped(self, step: Step, last: datetime) -> Period:
        """The newest period of another step that this one holds, no later than the newest value."""
        return of(step, min(last, self.end - timedelta(seconds=1)))


def of(step: Step, at: datetime) -> Period:
    """The period of a step that holds a time."""
    start, end = bounds(at, step)
    return Period(step=step, start=start, end=end)


def read(text: str, held: Span) -> Period:
    """The period that an address writes, within what the store holds; the newest month for what cannot be read."""
    for step, form in _FORMS:
        try:
            at = datetime.strptime(text, form).replace(tzinfo=ZONE).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        return of(step, min(max(at, held.first), held.last))
    return of("month", held.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions of water, each answer held as long as the store does not change."""

    span: Callable[[int], Span | None]
    moment: Callable[[int, Period, str], Answer]
    overview: Callable[[int, Period, str], Answer]
    sheet: Callable[[int, Period, str], Answer]


def asking(ask: Questions) -> Asked:
    """The questions as functions of the store's revision, the period and the region (empty for the country)."""

    @lru_cache(maxsize=1)
    def span(revision: int) -> Span | None:
        return ask.water_span()

    @lru_cache(maxsize=KEPT)
    def moment(revision: int, period: Period, within: str) -> Answer:
        return ask.water_moment(at=period.start, step=period.step, within=within or None)

    @lru_cache(maxsize=KEPT)
    def overview(revision: int, period: Period, within: str) -> Answer:
        return ask.water_overview(at=period.start, step=period.step, within=within or None)

    @lru_cache(maxsize=KEPT)
    def sheet(revision: int, period: Period, within: str) -> Answer:
        return ask.water_sheet(at=period.start, step=period.step, within=within or None)

    return Asked(span=span, moment=moment, overview=overview, sheet=sheet)
