"""The picture of a target: the figure day by day to the year's end, with the band of past years. Data only."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.target_past import SHOWN_SHARE, earlier_day
from assessment.target_progress import Progress
from assessment.target_water import months_left

COLUMNS = ("day", "actual", "needed", "low", "high", "ahead_low", "ahead_high", "target")


def path(found: Progress) -> pd.DataFrame:
    """The running figure of the period on each of its days.

    Returns
    -------
    pandas.DataFrame
        One row a day, or of an item of water one a month at its last day. `day`;
        `actual`, the figure of the days so far; `needed`, how it goes on if every remaining
        day is at the control value; `low`, `high`, the running figures of the past years on the same calendar day;
        `ahead_low`, `ahead_high`, this year's so far followed by the same days of past years; `target`. NaN where
        there is none; a count or an index grows from the first day on in every column alike.

    Raises
    ------
    ValueError
        For a target without readings behind it, or over several years: it has no such path.
    """
    one, made, data = found.target, found.made, found.days
    if found.water is not None:
        return _of_months(found)
    if made is None or data is None:
        raise ValueError(f"{one.id} has no path of days: it is reported, or has not begun")
    if made.kind == "years":
        raise ValueError(f"{one.id} is a mean of years and has no path of days")
    length = (one.last - one.first).days + 1
    past, left = len(data), length - len(data)
    nothing = np.full(length, np.nan)
    actual = nothing.copy()
    actual[:past] = made.running(data)
    needed = nothing.copy()
    control = found.remainder.control if found.remainder else np.nan
    if left and found.proof == "open" and np.isfinite(control):
        if made.kind in ("count", "rate"):
            steps = np.arange(1, left + 1) / left * control
            n = int(data.valid.sum())
            got = next(iter(data.values.values()))
            total = np.nansum(got) + steps
            needed[past:] = total if made.kind == "count" else total * 100.0 / (n + np.arange(1, left + 1))
        else:
            needed[past:] = made.running(made.filled(data, left, control))[past:]
    days = [one.first + timedelta(days=i) for i in range(length)]
    runs, ahead = [], []
    for back, year in found.earlier.items():
        if year.valid.mean() >= SHOWN_SHARE:
            runs.append(_on_calendar(made.running(year), year.first, days, back))
        rest = year.between(earlier_day(found.day, back) + timedelta(days=1), earlier_day(one.last, back))
        if left and len(rest) and rest.valid.mean() >= SHOWN_SHARE:
            after = made.running(data.followed_by(rest))[past:]
            ahead.append(
                np.concatenate((np.full(past, np.nan), _on_calendar(after, rest.first, days[past:], back)))
            )
    low, high = _band(runs, length)
    ahead_low, ahead_high = _band(ahead, length)
    target = np.full(length, found.demand.value if found.demand else np.nan)
    columns = (days, actual, needed, low, high, ahead_low, ahead_high, target)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _of_months(found: Progress) -> pd.DataFrame:
    """The running mean of the months of an item of water, and how it goes on at the control value."""
    one, water = found.target, found.water
    if water is None or not water.months:
        raise ValueError(f"{one.id} is no mean of months and has no path")
    ends = [
        date(one.first.year + m // 12, m % 12 + 1, 1) - timedelta(days=1)
        for m in range(one.first.month, one.first.month + months_left(one, one.first - timedelta(days=1)))
    ]
    known = np.full(len(ends), np.nan)
    known[: len(water.months)] = water.months[: len(ends)]
    past = sum(1 for end in ends if end <= found.day)
    running = pd.Series(known).expanding().mean().to_numpy()
    actual, needed = running.copy(), np.full(len(ends), np.nan)
    actual[past:] = np.nan
    rest = found.remainder
    if rest is not None and rest.proof == "open" and np.isfinite(rest.control):
        filled = np.concatenate((known[:past], np.full(len(ends) - past, rest.control)))
        needed[max(past - 1, 0) :] = pd.Series(filled).expanding().mean().to_numpy()[max(past - 1, 0) :]
    nothing = np.full(len(ends), np.nan)
    target = np.full(len(ends), found.demand.value if found.demand else np.nan)
    columns = (ends, actual, needed, nothing, nothing, nothing, nothing, target)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _band(runs: list[NDArray[np.float64]], length: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not runs:
        return np.full(length, np.nan), np.full(length, np.nan)
    stacked = np.stack(runs)
    here = ~np.isnan(stacked).all(axis=0)
    low, high = np.full(length, np.nan), np.full(length, np.nan)
    low[here], high[here] = np.nanmin(stacked[:, here], axis=0), np.nanmax(stacked[:, here], axis=0)
    return low, high


def _on_calendar(run: NDArray[np.float64], first: date, days: list[date], back: int) -> NDArray[np.float64]:
    """A run of an earlier year that begins on `first`, on the same calendar days of this one; NaN beyond it."""
    found = np.full(len(days), np.nan)
    for i, day in enumerate(days):
        at = (earlier_day(day, back) - first).days
        if 0 <= at < len(run):
            found[i] = run[at]
    return found
