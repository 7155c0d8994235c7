"""Trends over years: rank correlation and its critical values, a robust slope, three-year means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy  # its parts are imported on first use: stats alone takes half a second
from numpy.typing import ArrayLike, NDArray

from indicators.rounding import SNAP_DECIMALS
from indicators.standard import Sure

Floats = NDArray[np.float64]
Sides = Literal["one", "two"]
Percent = Literal[5, 1]

EXACT: dict[tuple[Sides, Percent], dict[int, float]] = {
    ("one", 5): {5: 0.900, 6: 0.829, 7: 0.714, 8: 0.643, 9: 0.600, 10: 0.564},
    ("one", 1): {5: 1.000, 6: 0.943, 7: 0.893, 8: 0.833, 9: 0.783, 10: 0.746},
    ("two", 5): {5: 1.000, 6: 0.886, 7: 0.786, 8: 0.738, 9: 0.700, 10: 0.648},
}
"""Critical values by full enumeration of the permutations."""

PRINTED: dict[int, float] = {
    12: 0.506, 14: 0.456, 16: 0.425, 18: 0.399, 20: 0.377,
    22: 0.359, 24: 0.343, 26: 0.329, 28: 0.317, 30: 0.306,
}  # fmt: skip
"""Values commonly printed for larger n, one-sided 0.05; from memory."""


YEAR_DAYS = 365
"""Days of the year to which a slope of months is told, as by openair's TheilSen."""

LEAST_MONTHS = 6
"""Months with a value that a slope needs, as openair asks for."""

MONTHS_WITH_SEASON = 24
"""More months than this are needed before a season can be taken out."""

BOUNDS = ("slope", "low", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalValue:
    """W_p, and how sure it is: ``inferred`` (enumerated), ``memory`` (printed tables) or an approximation."""

    value: float
    sure: Sure
    approximate: bool = False


def critical_value(n: int, *, sides: Sides = "one", percent: Percent = 5) -> CriticalValue:
    """Return the critical value of a rank correlation of n years.

    Which column the standard prints is not certain; the one-sided 0.05 set is the usual one and the default.
    Where no table has n, the value follows from Student's t and says that it is approximate.

    Parameters
    ----------
    n
        Number of years, 5 or more; fewer raise ValueError.

    References
    ----------
    HJ 663-2013 trend.
    """
    if n < 5:
        raise ValueError(f"A rank trend needs at least 5 years, not {n}.")
    exact = EXACT.get((sides, percent), {}).get(n)
    if exact is not None:
        return CriticalValue(value=exact, sure="inferred")
    if (sides, percent) == ("one", 5) and n in PRINTED:
        return CriticalValue(value=PRINTED[n], sure="memory")
    t = float(scipy.stats.t.ppf(1 - percent / (100 if sides == "one" else 200), n - 2))
    return CriticalValue(value=t / float(np.sqrt(n - 2 + t * t)), sure="inferred", approximate=True)


def spearman(values: ArrayLike, years: ArrayLike | None = None) -> Floats:
    """Return the rank correlation of values [year, ...] with time, r_s = 1 − 6·Σd²/(n³ − n).

    Years without a value are left out of n. Equal values share the mean of their ranks. NaN with fewer than
    two values. The number of years is the caller's to check: the standard asks for five.

    Parameters
    ----------
    values
        Yearly values; NaN missing.
    years
        Years of the first axis, ascending or not; default: in order.

    References
    ----------
    HJ 663-2013 trend (秩相关系数).
    """
    data = np.asarray(values, dtype=np.float64)
    order = np.arange(data.shape[0]) if years is None else np.asarray(years, dtype=np.float64)
    flat = data.reshape(data.shape[0], -1)
    result = np.full(flat.shape[1], np.nan)
    for column in range(flat.shape[1]):
        here = ~np.isnan(flat[:, column])
        n = int(here.sum())
        if n < 2:
            continue
        difference = scipy.stats.rankdata(flat[here, column]) - scipy.stats.rankdata(order[here])
        result[column] = 1.0 - 6.0 * float(np.sum(difference**2)) / (n**3 - n)
    return result.reshape(data.shape[1:])


def significant(r_s: ArrayLike, n: int, *, sides: Sides = "one", percent: Percent = 5) -> NDArray[np.int8]:
    """Return −1 for a significant fall, 1 for a significant rise, 0 for neither (or NaN).

    The correlation is compared at the three decimals to which critical values are printed.
    """
    value = np.round(np.asarray(r_s, dtype=np.float64), 3)
    bound = round(critical_value(n, sides=sides, percent=percent).value, 3)
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(value) >= bound - 10.0**-SNAP_DECIMALS, np.sign(value), 0).astype(np.int8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A Theil–Sen slope [...] per year, its 95 % interval, and the number of years it stands on."""

    slope: Floats
    low: Floats
    high: Floats
    years: NDArray[np.int64]


def theil_sen(values: ArrayLike, years: ArrayLike, *, confidence: float = 0.95) -> Slope:
    """Return the median of the slopes of all pairs of years [year, ...], with its interval.

    NaN with fewer than three years.

    Parameters
    ----------
    values
        Yearly values; NaN missing.
    years
        Years of the first axis.

    References
    ----------
    Sen, P. K. (1968), J. Am. Stat. Assoc. 63, 1379-1389.
    """
    data, order = np.asarray(values, dtype=np.float64), np.asarray(years, dtype=np.float64)
    flat = data.reshape(data.shape[0], -1)
    columns = flat.shape[1]
    result = np.full((3, columns), np.nan)
    count = np.zeros(columns, np.int64)
    for column in range(columns):
        here = ~np.isnan(flat[:, column])
        count[column] = here.sum()
        if count[column] < 3:
            continue
        slope, _, low, high = scipy.stats.theilslopes(flat[here, column], order[here], alpha=confidence)
        result[:, column] = slope, low, high
    shape = data.shape[1:]
    return Slope(
        slope=result[0].reshape(shape),
        low=result[1].reshape(shape),
        high=result[2].reshape(shape),
        years=count.reshape(shape),
    )


def month_times(first_days: NDArray[np.datetime64]) -> Floats:
    """Return the time of months [month] in years of 365 days, from their first days: openair's scale of a slope."""
    return np.asarray(first_days, "datetime64[D]").astype(np.float64) / YEAR_DAYS


def slope_of_months(values: ArrayLike, when: ArrayLike) -> Floats:
    """Return slope, lower and upper bound per year [bound, ...] of months [month, ...]; NaN with fewer than six.

    Parameters
    ----------
    values
        Monthly values; NaN missing.
    when
        Their times, as :func:`month_times` gives them.
    """
    found = theil_sen(values, when)
    rows = np.stack([found.slope, found.low, found.high])
    return np.where(found.years >= LEAST_MONTHS, rows, np.nan)


def without_season(values: ArrayLike, month: ArrayLike) -> Floats:
    """Return values [month, ...] less the difference of their calendar month's mean from the mean of all.

    openair takes the season out by STL (loess); this is the plainer way by calendar means, which moves no level.

    Parameters
    ----------
    values
        NaN where missing; stays so.
    month
        Calendar month (1 … 12) of each.
    """
    data, calendar = np.array(values, dtype=np.float64), np.asarray(month)
    there = ~np.isnan(data)

    def mean(rows: NDArray[np.bool_]) -> Floats:
        counted = there & rows.reshape(-1, *[1] * (data.ndim - 1))
        n = counted.sum(axis=0)
        return np.asarray(np.where(counted, data, 0.0).sum(axis=0) / np.where(n > 0, n, np.nan))

    level = mean(np.ones(len(data), np.bool_))
    adjusted = data.copy()
    for one in np.unique(calendar):
        adjusted[calendar == one] -= mean(calendar == one) - level
    return adjusted


def three_year_means(values: ArrayLike, years: ArrayLike) -> Floats:
    """Return the mean of each year and the two before it [year, ...]; NaN unless all three are there.

    Parameters
    ----------
    values
        Yearly values; NaN where the year has none or is not valid.
    years
        Years of the first axis, ascending; a gap in them leaves the years after it without a mean.

    References
    ----------
    HJ 663-2026 three-year mean (text not obtained).
    """
    data, order = np.asarray(values, dtype=np.float64), np.asarray(years)
    result = np.full(data.shape, np.nan)
    for i in range(2, data.shape[0]):
        if order[i] - order[i - 2] == 2:
            result[i] = data[i - 2 : i + 1].mean(axis=0)
    return result
