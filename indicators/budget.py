"""The validity budget: how many hours or days may still be lost before a day, a month or a year is invalid.

Negative budgets do not exist: ``lost`` says that it is too late. A budget is what may be lost in the *worst*
places, so that it can be promised; for means the place does not matter, for ozone's windows it does.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.aggregate import (
    FIRST_WINDOW_END,
    HOURS_OF_WINDOW,
    LEAST_HOURS_OF_WINDOW,
    WINDOWS_OF_DAY,
    calendar_months,
)
from indicators.rules import Validity

LOST = -1
"""The verdict can no longer be reached."""


def hours_left_to_lose(hours: ArrayLike, elapsed: int, *, validity: Validity) -> NDArray[np.int64]:
    """Return how many of today's remaining hours a daily mean may lose; ``LOST`` if it is too late.

    Parameters
    ----------
    hours
        Number of hourly values so far, of the ``elapsed`` hours.
    elapsed
        Hours of the natural day that are over, 0 … 24.

    References
    ----------
    GB 3095-2026 table 4 (20 hours a day).
    """
    if not 0 <= elapsed <= 24:
        raise ValueError(f"Of a day 0 … 24 hours are over, not {elapsed}.")
    had = np.asarray(hours, dtype=np.int64)
    spare = 24 - elapsed + had - validity.hours_a_day
    return np.where(spare < 0, LOST, np.minimum(spare, 24 - elapsed))


def ozone_hours_left_to_lose(present: tuple[bool, ...], *, validity: Validity, exceeded: bool = False) -> int:
    """Return how many of today's remaining hours ozone may lose, wherever they fall; ``LOST`` if too late.

    Three hours close together can cost six windows and three far apart none, so that the answer is found by
    trying every placing.

    Parameters
    ----------
    present
        Whether each hour that is over has a value, in order from the one ending 01:00; at most 24.
    exceeded
        Whether a moving mean of the day is already above the limit: then the day is valid with what it has.

    References
    ----------
    HJ 663-2026 6.1.2 (14 of 17 windows); GB 3095-2026 table 4 (6 of 8 hours).
    """
    if len(present) > 24:
        raise ValueError(f"A day has 24 hours, not {len(present)}.")
    if exceeded:
        return 24 - len(present)
    return _ozone_budget(tuple(bool(p) for p in present), validity.ozone_windows_a_day)


@cache
def _ozone_budget(present: tuple[bool, ...], windows_needed: int) -> int:
    remaining = range(len(present), 24)
    day = np.ones(24, np.int64)
    day[: len(present)] = present
    if _windows_of(day[np.newaxis])[0] < windows_needed:
        return LOST
    for k in range(1, len(remaining) + 1):
        placings = np.array(list(combinations(remaining, k)))
        days = np.repeat(day[np.newaxis], len(placings), axis=0)
        np.put_along_axis(days, placings, 0, axis=1)
        if (_windows_of(days) < windows_needed).any():
            return k - 1
    return len(remaining)


def _windows_of(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of windows with enough hours of each day [day, 24]."""
    sums = np.concatenate((np.zeros((len(days), 1), np.int64), np.cumsum(days, axis=1)), axis=1)
    inside = sums[:, FIRST_WINDOW_END:] - sums[:, :WINDOWS_OF_DAY]
    return np.asarray((inside >= LEAST_HOURS_OF_WINDOW).sum(axis=1), dtype=np.int64)


assert FIRST_WINDOW_END == HOURS_OF_WINDOW  # the window of _windows_of starts with the day


def days_left_to_lose(
    valid: ArrayLike, first_day: date, last_day: date, *, validity: Validity
) -> NDArray[np.int64] | None:
    """Return how many of a period's remaining days may be invalid; ``LOST``, ``None`` without a rule.

    Parameters
    ----------
    valid
        Whether each day that is over is valid [day, ...], from ``first_day`` on.
    first_day, last_day
        A calendar month, quarter, half-year or year; another window has no rule and gives ``None``.

    Notes
    -----
    The smallest budget counts: a year is lost with its first lost month. Of a quarter or half-year each month
    must be valid, as in :func:`indicators.aggregate.period_valid`.

    References
    ----------
    GB 3095-2026 table 4 (27 days a month, 25 in February, 324 a year).
    """
    over = np.asarray(valid, dtype=np.bool_)
    months = calendar_months(first_day, last_day)
    if months is None:
        return None
    today = first_day + timedelta(days=len(over))  # the first day that is not over
    if today > last_day + timedelta(days=1):
        raise ValueError(f"{len(over)} days from {first_day} on reach beyond {last_day}.")
    budget: NDArray[np.int64] | None = None
    for start, end in months:
        needed = validity.days_in_february if start.month == 2 else validity.days_a_month
        spare = _spare(over, first_day, start, end, needed)
        left = max(0, (end - max(start, today)).days + 1)
        # A month that is over has nothing left to lose and only says whether all is lost.
        spare = np.where((spare >= 0) & (left == 0), np.iinfo(np.int64).max, spare)
        # As many days as a month has left may be lost there only together with those of the other months.
        spare = np.where((spare >= left) & (left > 0), np.iinfo(np.int64).max, spare)
        budget = spare if budget is None else np.minimum(budget, spare)
    assert budget is not None
    remaining = (last_day - today).days + 1
    if len(months) == 12:
        budget = np.minimum(budget, _spare(over, first_day, first_day, last_day, validity.days_a_year))
    return np.where(budget < 0, LOST, np.minimum(budget, remaining))


def _spare(
    over: NDArray[np.bool_], first_day: date, start: date, end: date, needed: int
) -> NDArray[np.int64]:
    lost = (~over[max(0, (start - first_day).days) : (end - first_day).days + 1]).sum(axis=0)
    return np.asarray((end - start).days + 1 - needed - lost, dtype=np.int64)
