"""Means of water: of samples, months, quarters, years and sections, and how a mean is rounded before it is judged.

The live feed is judged on its raw values. A month is: mean, round, judge. A year is the mean of its monthly means
(by which Changzhou's three rivers into Taihu are judged), not of all its samples. Rounding comes once, at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.detection import halved
from indicators.rounding import half_even
from indicators.water_regime import WaterRegime

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Means of samples or of means, [..., item].

    Attributes
    ----------
    numbers
        The mean, half the limit of detection standing for what is below it; NaN where nothing was measured or too
        little.
    values, qualifiers
        The same as :func:`indicators.water_class.classify` takes it: where every sample was below detection, the
        greatest limit with qualifier −1; 1 where a sample was above the range of its method.
    count
        Samples or periods that entered.
    """

    numbers: Floats
    values: Floats
    qualifiers: NDArray[np.int8]
    count: NDArray[np.int64]

    def rows(self, rows: int | slice) -> Means:
        """Some of the first axis, or one of it without that axis."""
        return Means(
            numbers=self.numbers[rows], values=self.values[rows],
            qualifiers=self.qualifiers[rows], count=self.count[rows],
        )  # fmt: skip

    def taken(self, places: Sequence[int], *, axis: int) -> Means:
        """The same in another order along one axis; nothing measured at a place of −1."""

        def of(array: NDArray[Any], blank: float) -> NDArray[Any]:
            # The blank stands last, where −1 finds it.
            none = np.full_like(array, blank, shape=(*array.shape[:axis], 1, *array.shape[axis + 1 :]))
            return np.take(np.concatenate((array, none), axis), np.asarray(places, np.intp), axis)

        return Means(
            numbers=of(self.numbers, np.nan), values=of(self.values, np.nan),
            qualifiers=of(self.qualifiers, 0), count=of(self.count, 0),
        )  # fmt: skip

    def only(self, there: NDArray[np.bool_]) -> Means:
        """The same with nothing measured where it is not `there` (broadcast over the first axes)."""
        return Means(
            numbers=np.where(there, self.numbers, np.nan), values=np.where(there, self.values, np.nan),
            qualifiers=np.where(there, self.qualifiers, 0).astype(np.int8),
            count=np.where(there, self.count, 0).astype(np.int64),
        )  # fmt: skip


def mean(
    values: ArrayLike,
    qualifiers: ArrayLike | None = None,
    *,
    items: Sequence[str],
    regime: WaterRegime,
    least: int = 1,
) -> Means:
    """Means over the first axis of samples, or of sections [sample, ..., item]; pH by its hydrogen ions.

    Parameters
    ----------
    values
        Values [sample, ..., item], the limit of detection where the qualifier is −1; NaN missing.
    qualifiers
        −1, 0 or 1 for each value.
    items
        Codes of the last axis.
    regime
        Editions that judge: the share of the limit of detection that enters.
    least
        Fewest values of an item that make a mean; a month needs one.

    References
    ----------
    环办〔2011〕22号 means, pH mean, below detection.
    """
    value = np.asarray(values, np.float64)
    qualifier = np.zeros(value.shape, np.int8) if qualifiers is None else np.asarray(qualifiers, np.int8)
    entering = halved(value, qualifier, regime.assessment.undetected_share)
    for i, item in enumerate(items):
        if item == "ph":
            # A pH has no limit of detection: a half of it would be another acidity.
            entering[..., i] = np.where(qualifier[..., i] == 0, value[..., i], np.nan)
    limits = np.where(qualifier < 0, value, np.nan)
    return _mean(entering, qualifier, limits, items, least)


def mean_of_months(months: Means, *, items: Sequence[str], least: int) -> Means:
    """Mean of the monthly means [month, ..., item] of a quarter, a year or any other period.

    Parameters
    ----------
    months
        Means of each month, as by :func:`mean` and stacked by :func:`stacked`.
    least
        Fewest months: ``regime.assessment.months_a_year`` for a year; the quarter's rule counts samples
        (``samples_a_quarter``), see :func:`quarter_mean`.

    References
    ----------
    环办〔2011〕22号 means.
    """
    limits = np.where(months.qualifiers < 0, months.values, np.nan)
    return _mean(months.numbers, months.qualifiers, limits, items, least)


def quarter_mean(months: Means, *, items: Sequence[str], regime: WaterRegime) -> Means:
    """Mean of the monthly means of a quarter; NaN for an item with fewer than two samples in it."""
    found = mean_of_months(months, items=items, least=1)
    enough = months.count.sum(axis=0) >= regime.assessment.samples_a_quarter
    return Means(
        numbers=np.where(enough, found.numbers, np.nan),
        values=np.where(enough, found.values, np.nan),
        qualifiers=np.where(enough, found.qualifiers, 0).astype(np.int8),
        count=found.count,
    )


def year_mean(months: Means, *, items: Sequence[str], regime: WaterRegime) -> Means:
    """Mean of the monthly means of a year [month, ..., item]; NaN for an item with fewer than eight months."""
    return mean_of_months(months, items=items, least=regime.assessment.months_a_year)


def stacked(means: Sequence[Means]) -> Means:
    """Means of several months as one, the month being the new first axis."""
    return Means(
        numbers=np.stack([m.numbers for m in means]),
        values=np.stack([m.values for m in means]),
        qualifiers=np.stack([m.qualifiers for m in means]),
        count=np.stack([m.count for m in means]),
    )


def joined(*parts: Means) -> Means:
    """Means one after the other along the first axis they have."""
    return Means(
        numbers=np.concatenate([m.numbers for m in parts]),
        values=np.concatenate([m.values for m in parts]),
        qualifiers=np.concatenate([m.qualifiers for m in parts]),
        count=np.concatenate([m.count for m in parts]),
    )


def plain(numbers: ArrayLike, *, samples: int = 1) -> Means:
    """Means that are numbers, none below or above what its method reads, each of so many samples; of NaN none."""
    value = np.asarray(numbers, np.float64)
    return Means(
        numbers=value, values=value, qualifiers=np.zeros(value.shape, np.int8),
        count=np.where(np.isnan(value), 0, samples).astype(np.int64),
    )  # fmt: skip


def _mean(
    entering: Floats, qualifier: NDArray[np.int8], limits: Floats, items: Sequence[str], least: int
) -> Means:
    there = ~np.isnan(entering)
    count = there.sum(axis=0)
    number = _average(entering)
    for i, item in enumerate(items):
        if item == "ph":
            number[..., i] = hydrogen_mean(entering[..., i])
    enough = count >= least
    number = np.where(enough, number, np.nan)
    all_below = enough & (count > 0) & np.all(~there | (qualifier < 0), axis=0)
    any_above = enough & np.any(there & (qualifier > 0), axis=0)
    greatest = np.max(np.where(np.isnan(limits), -np.inf, limits), axis=0, initial=-np.inf)
    return Means(
        numbers=number,
        values=np.where(all_below, greatest, number),
        qualifiers=np.where(all_below, -1, np.where(any_above, 1, 0)).astype(np.int8),
        count=np.asarray(count, np.int64),
    )


def _average(values: Floats) -> Floats:
    """Return the mean over the first axis of what is there; NaN where nothing is."""
    there = ~np.isnan(values)
    count = there.sum(axis=0)
    total = np.sum(np.where(there, values, 0.0), axis=0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), np.float64)


def hydrogen_mean(ph: ArrayLike) -> Floats:
    """Mean pH over the first axis: −lg of the mean of 10^−pH; NaN where there is none.

    References
    ----------
    环办〔2011〕22号 pH mean.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-np.log10(_average(10.0 ** -np.asarray(ph, np.float64))), np.float64)


def kept_digit(x: ArrayLike, decimals: int) -> Floats:
    """Values rounded half-even, with one significant digit kept where the result would be 0; NaN stays NaN.

    0.004 at two decimals is 0.004, not 0.00; 0 stays 0.

    References
    ----------
    环办〔2011〕22号 rounding.
    """
    value = np.asarray(x, np.float64)
    result = half_even(value, decimals)
    lost = (result == 0) & (value > 0)
    for places in range(decimals + 1, decimals + 13):
        if not np.any(lost):
            break
        result = np.where(lost, half_even(value, places), result)
        lost = (result == 0) & (value > 0)
    return result


def evaluated(means: Means, *, items: Sequence[str], regime: WaterRegime) -> Means:
    """Means with each item at the decimals of evaluation, ready to be judged; limits of detection as they are.

    References
    ----------
    环办〔2011〕22号 rounding.
    """
    numbers, values = means.numbers.copy(), means.values.copy()
    for i, item in enumerate(items):
        decimals = regime.assessment.decimals.get(item)
        if decimals is not None:
            numbers[..., i] = kept_digit(numbers[..., i], decimals)
            values[..., i] = np.where(
                means.qualifiers[..., i] < 0, values[..., i], kept_digit(values[..., i], decimals)
            )
    return Means(numbers=numbers, values=values, qualifiers=means.qualifiers, count=means.count)
