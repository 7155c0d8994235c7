"""Where a bound lies on a scale: the search that every remaining control value ends with.

A figure is a function of one level of what remains and never falls when the level rises. The demand is met on one side
of the bound and missed on the other; the figure itself decides on which side a step lies, never a formula alone.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf, isnan, nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.aggregate import percentile
from indicators.demand import Demand
from indicators.rounding import SNAP_DECIMALS

Floats = NDArray[np.float64]

STEP = 0.1
"""Step of a control value that is a concentration of air."""
HIGHEST = 1e7
"""A level above this is no demand at all."""


def stepped(control: float, step: float, whole: Callable[[float], float], demand: Demand) -> float:
    """Return the last step of a scale, seen from the safe side, with which the whole meets the demand.

    The closed formula gives where to look; the figure itself decides, so that the noise of binary fractions
    can neither promise too much nor ask too much.
    """
    per_unit = round(1 / step)
    worse = 1 if demand.upper else -1
    at = round(control * per_unit) + worse
    while demand.met(whole((at + worse) / per_unit)):
        at += worse
    while not demand.met(whole(at / per_unit)):
        at -= worse
    return at / per_unit


def bisected(whole: Callable[[float], float], demand: Demand, step: float) -> float:
    """Return the last level on a scale from 0 that meets; NaN where none does, +inf where each does."""
    per_unit = round(1 / step)
    good, bad = (0, per_unit) if demand.upper else (per_unit, 0)
    if demand.upper:
        if not demand.met(whole(0.0)):
            return nan
        while demand.met(whole(bad / per_unit)):
            good, bad = bad, bad * 2
            if bad / per_unit > HIGHEST:
                return inf
    else:
        if demand.met(whole(0.0)):
            return 0.0
        while not demand.met(whole(good / per_unit)):
            good, bad = good * 2, good
            if good / per_unit > HIGHEST:
                return nan
    while abs(good - bad) > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if demand.met(whole(middle / per_unit)) else (good, middle)
    return good / per_unit


def bound_of(demand: Demand) -> float:
    """Return the bound of what rounds to a figure that meets, whether or not the bound itself does."""
    if demand.decimals is None:
        return demand.value
    half = 0.5 * 10.0**-demand.decimals
    outward = demand.comparator in ("<=", ">=")
    return demand.value + half * (1 if demand.upper == outward else -1)


def whole_bound_of(demand: Demand) -> float:
    """Return the last whole number that meets."""
    if demand.comparator == "<=":
        return float(np.floor(demand.value))
    if demand.comparator == "<":
        return float(ceil(demand.value) - 1)
    if demand.comparator == ">=":
        return float(ceil(demand.value))
    return float(np.floor(demand.value) + 1)


def percentile_of(values: Floats, p: int) -> float:
    """Return the percentile of values, of which some may be infinite; NaN of none."""
    if not len(values):
        return nan
    ordered = np.sort(values)
    if np.isinf(ordered[-1]):  # an interpolation with infinity at weight 0 is not a number
        if np.isinf(ordered[ranks(len(ordered), p)[1] - 1]):
            return inf
        ordered = np.where(np.isinf(ordered), HIGHEST, ordered)
    return float(percentile(ordered, p))


def ranks(size: int, p: int) -> tuple[int, int]:
    """Ranks, from 1, of the two values between which a percentile lies; the same one where it is a value."""
    hundredfold = (size - 1) * p
    whole, rest = divmod(hundredfold, 100)
    return whole + 1, whole + 1 + (rest > 0)


def present(values: ArrayLike) -> Floats:
    """Return the values that are there, in one row."""
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[~np.isnan(array)]


def written(value: float, step: float = STEP) -> str:
    """Return a number with at most two decimals, four where the step is fine, for a formula that people read."""
    if isnan(value):
        return "—"
    if abs(value) == inf:
        return "∞"
    decimals = 2 if step >= STEP else 4
    return f"{round(value, SNAP_DECIMALS):.{decimals}f}".rstrip("0").rstrip(".")
