"""In-day control: what the remaining hours of today may average so that the day stays in a category.

The answer is exact with respect to the rounding of the standard: a daily mean of 75.4 is 75, still 良
under 2012. ``shown`` rounds down to one decimal on the safe side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.aggregate import FIRST_WINDOW_END, HOURS_OF_WINDOW, LEAST_HOURS_OF_WINDOW
from indicators.rounding import SNAP_DECIMALS, half_even

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """The highest mean of the remaining hours that keeps the day at or below a limit.

    Attributes
    ----------
    value
        Bound [...], µg/m³ (CO mg/m³): +inf where nothing that can come exceeds the limit, NaN where no hour
        remains or the sum so far is unknown, negative where even zero would not do.
    inclusive
        Whether the bound itself still keeps the day: an exact tie rounds to the even number.
    reachable
        Whether an average of zero or more keeps the day.
    """

    value: Floats
    inclusive: bool
    reachable: NDArray[np.bool_]

    def shown(self, decimals: int = 1) -> Floats:
        """Return the bound rounded down, one step lower where the bound itself is not allowed."""
        factor = 10.0**decimals
        scaled = np.round(self.value * factor, SNAP_DECIMALS)
        down = np.floor(scaled)
        if not self.inclusive:
            down = np.where(down == scaled, down - 1, down)
        return np.asarray(down / factor, dtype=np.float64)


def highest_rounding_to(limit: float, decimals: int) -> tuple[float, bool]:
    """Return the supremum of what rounds half-even to at most ``limit``, and whether it does so itself."""
    step = 10.0**-decimals
    last_digit = round(limit * 10**decimals)
    return limit + step / 2, last_digit % 2 == 0


def mean_ceiling(
    hours: ArrayLike, mean: ArrayLike, remaining: int, *, limit: float, decimals: int
) -> Ceiling:
    """Return what the remaining hours may average for the daily mean to round to at most a limit.

    All remaining hours are taken to arrive.

    Parameters
    ----------
    hours, mean
        Number of hourly values so far and their mean [...]; the mean may be NaN only with 0 hours.
    remaining
        Hours of the natural day still to come, 0 … 24.
    limit
        Concentration at the top of the category: the IAQI-50 node (优) or the IAQI-100 node (良).
    decimals
        Decimals of the concentration: 0, CO 1.
    """
    n = np.asarray(hours, dtype=np.float64)
    so_far = np.where(n > 0, n * np.asarray(mean, dtype=np.float64), 0.0)
    top, inclusive = highest_rounding_to(limit, decimals)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(remaining > 0, (top * (n + remaining) - so_far) / remaining, np.nan)
    return _ceiling(value, inclusive)


def ozone_ceiling(hourly: ArrayLike, *, limit: float) -> Ceiling:
    """Return what each remaining hour may be, all alike, for ozone's day to round to at most a limit.

    Parameters
    ----------
    hourly
        Hourly ozone so far [hour, ...] from the hour ending 01:00 on, µg/m³; NaN missing.
    limit
        Concentration at the top of the category: 100 (优) or 160 (良).

    Notes
    -----
    Every window that will have at least 6 hours is held to the limit. Where a window that is complete already
    exceeds it, the bound is −inf.
    """
    values = np.asarray(hourly, dtype=np.float64)
    over = values.shape[0]
    if over > 24:
        raise ValueError(f"A day has 24 hours, not {over}.")
    top, inclusive = highest_rounding_to(limit, 0)
    bound = np.full(values.shape[1:], np.inf)
    for end in range(FIRST_WINDOW_END, 25):
        begin = end - HOURS_OF_WINDOW
        block = values[begin : min(end, over)]
        n = np.sum(~np.isnan(block), axis=0)
        total = np.nansum(block, axis=0)
        coming = end - max(begin, over) if end > over else 0
        counts = n + coming >= LEAST_HOURS_OF_WINDOW
        if coming:
            allowed = (top * (n + coming) - total) / coming
        else:
            mean = np.round(total / np.maximum(n, 1), SNAP_DECIMALS)
            keeps = mean <= top if inclusive else mean < top
            allowed = np.where(keeps, np.inf, -np.inf)
        bound = np.where(counts, np.minimum(bound, allowed), bound)
    return _ceiling(bound, inclusive)


def _ceiling(value: Floats, inclusive: bool) -> Ceiling:
    snapped = np.round(value, SNAP_DECIMALS)
    with np.errstate(invalid="ignore"):
        reachable = snapped >= 0 if inclusive else snapped > 0
    return Ceiling(value=value, inclusive=inclusive, reachable=np.asarray(reachable, dtype=np.bool_))


def highest_allowed(
    value_at: Callable[[float], float], *, limit: float, decimals: int, step: float = 0.1, top: float = 2000.0
) -> float:
    """Return the highest multiple of a step at which what is made of it still rounds to at most a limit.

    For values of several stations together, whose ozone has no closed form. +inf where even ``top`` does not
    exceed the limit, NaN where zero does already or nothing is made.

    Parameters
    ----------
    value_at
        The day's value if each remaining hour read so much; it must not fall as the hours rise.
    limit, decimals
        Concentration at the top of the category and its decimals.
    step, top
        Grid of the answers, µg/m³ (CO mg/m³).
    """

    def keeps(n: int) -> bool:
        return bool(half_even(value_at(n * step), decimals) <= limit)

    low, high = 0, round(top / step)
    if not keeps(low):
        return float("nan")
    if keeps(high):
        return float("inf")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if keeps(middle) else (low, middle)
    return round(low * step, SNAP_DECIMALS)
