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
        One row a day, or of water one a month at its last day. `day`;
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
    """The running figure of months, how it goes on at the control value, and the band of earlier years."""
    one, rest = found.target, found.months
    whole = found.water.months if found.water is not None else None
    if whole is None:
        raise ValueError(f"{one.id} is no figure of months and has no path")
    count = months_left(one, one.first - timedelta(days=1))
    starts = [_month_after(one.first, i) for i in range(count + 1)]
    ends = [start - timedelta(days=1) for start in starts[1:]]
    past = sum(1 for end in ends if end <= found.day)
    nothing = np.full(count, np.nan)
    actual, needed = nothing.copy(), nothing.copy()
    run = whole.running()[:past]
    actual[: len(run)] = run
    actual[len(run) : past] = run[-1] if len(run) else np.nan  # months without a sample change nothing
    if (
        rest is not None
        and rest.parts is None
        and found.proof == "open"
        and np.isfinite(rest.remainder.control)
    ):
        done = count - rest.left
        filled = rest.so_far.filled(rest.left, rest.remainder.control).running()
        needed[done:] = filled[len(rest.so_far) :]
        if done:
            needed[done - 1] = rest.so_far.figure
    runs, ahead = [], []
    for back, year in (rest.earlier if rest is not None else {}).items():
        if year.valid.mean() >= SHOWN_SHARE:
            runs.append(_padded(year.running(), count))
        if rest is None:
            continue
        after = year.between(earlier_day(rest.day, back) + timedelta(days=1), earlier_day(one.last, back))
        if len(after) == rest.left and after.valid.mean() >= SHOWN_SHARE:
            joined = rest.so_far.followed_by(after).running()[len(rest.so_far) :]
            ahead.append(np.concatenate((np.full(count - len(joined), np.nan), joined)))
    low, high = _band(runs, count)
    ahead_low, ahead_high = _band(ahead, count)
    target = np.full(count, found.demand.value if found.demand else np.nan)
    columns = (ends, actual, needed, low, high, ahead_low, ahead_high, target)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _month_after(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _padded(run: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    return np.concatenate((run, np.full(max(0, length - len(run)), np.nan)))[:length]


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
