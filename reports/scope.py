"""What a set is asked for: a region, a window of days, the time as known, and the words by which a window is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from assessment.periods import Days
from indicators.parameters import Label

Kind = Literal["weekly", "monthly", "window"]
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A question for a whole set.

    Attributes
    ----------
    region
        Division code of the place that the set is about: a province or a city.
    kind, days
        How the window is named, and its whole days.
    as_of
        Only what was known then (UTC).
    """

    region: str
    kind: Kind
    days: Days
    as_of: datetime

    @property
    def window(self) -> Label:
        """The window in words: 2026年第11周（3月9日—15日）, 2026年3月, or the days."""
        first, last = self.days.first, self.days.last
        if self.kind == "weekly":
            year, week, _ = first.isocalendar()
            return Label(
                zh=f"{year}年第{week}周（{_span_zh(first, last)}）",
                en=f"Week {week} of {year} ({_span_en(first, last)})",
            )
        if self.kind == "monthly":
            return Label(zh=f"{first.year}年{first.month}月", en=f"{first:%B %Y}")
        return Label(zh=f"{first.year}年{_span_zh(first, last)}", en=_span_en(first, last))

    @property
    def this(self) -> Label:
        """What the window is called in a sentence: 本周, 本月, 本期."""
        return {
            "weekly": Label(zh="本周", en="This week"),
            "monthly": Label(zh="本月", en="This month"),
            "window": Label(zh="本期", en="In this period"),
        }[self.kind]

    @property
    def name(self) -> str:
        """The window as it stands in an address or the name of a folder."""
        first, last = self.days.first, self.days.last
        if self.kind == "weekly":
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02d}"
        return f"{first:%Y-%m}" if self.kind == "monthly" else f"{first:%Y%m%d}-{last:%Y%m%d}"


def week(text: str) -> Days:
    """The seven days of an ISO week such as 2026-W11.

    Raises
    ------
    ValueError
        For another form, or a week that the year does not have.
    """
    found = _WEEK.fullmatch(text)
    if found is None:
        raise ValueError(f"a week is written 2026-W11, not {text!r}")
    first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return Days(first=first, last=first + timedelta(days=6))


def month(text: str) -> Days:
    """The days of a calendar month such as 2026-03.

    Raises
    ------
    ValueError
        For another form.
    """
    found = _MONTH.fullmatch(text)
    if found is None:
        raise ValueError(f"a month is written 2026-03, not {text!r}")
    first = date(int(found[1]), int(found[2]), 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Days(first=first, last=following - timedelta(days=1))


def _span_zh(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{first.month}月{first.day}日—{last.year}年{last.month}月{last.day}日"
    if first.month == last.month:
        return f"{first.month}月{first.day}日—{last.day}日"
    return f"{first.month}月{first.day}日—{last.month}月{last.day}日"


def _span_en(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} – {last.day} {last:%B %Y}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%B %Y}"
    return f"{first.day} {first:%B} – {last.day} {last:%B %Y}"
