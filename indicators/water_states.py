"""The state of a section, of a river or region, shares of classes, and what changed between two periods.

A section that is dry or was not sampled has NaN for its class: it leaves every denominator and is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.parameters import Label
from indicators.water_class import WORSE_THAN_V, Classes, classify
from indicators.water_means import evaluated, mean
from indicators.water_regime import WaterRegime
from indicators.water_rules import WaterState

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

GOOD_UP_TO = 3
"""Classes Ⅰ to Ⅲ are the good ones (优良水体)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Sections by class, over the first axis.

    Attributes
    ----------
    counts
        Sections in each class [6, ...], Ⅰ to 劣Ⅴ.
    evaluated, left_out
        Sections with a class, and those without (dry, not sampled, nothing that could be judged) [...].
    good_share, bad_share
        Ⅰ–Ⅲ and worse than Ⅴ over the evaluated ones, percent [...]; NaN where there are none.
    """

    counts: Counts
    evaluated: Counts
    left_out: Counts
    good_share: Floats
    bad_share: Floats

    @property
    def shares(self) -> Floats:
        """Share of each class [6, ...], percent; NaN where no section was evaluated."""
        return _percent(self.counts, np.broadcast_to(self.evaluated, self.counts.shape))


def distribution(classes: ArrayLike) -> Distribution:
    """Numbers and shares of the classes of sections [section, ...].

    Section-months of a longer period may stand in the first axis together: a period's rate pools them.

    References
    ----------
    环办〔2011〕22号 denominator.
    """
    number = np.asarray(classes, np.float64)
    counts = np.stack([np.sum(number == k, axis=0) for k in range(1, WORSE_THAN_V + 1)]).astype(np.int64)
    total = counts.sum(axis=0)
    return Distribution(
        counts=counts,
        evaluated=np.asarray(total, np.int64),
        left_out=np.asarray(number.shape[0] - total, np.int64),
        good_share=_percent(counts[:GOOD_UP_TO].sum(axis=0), total),
        bad_share=_percent(counts[WORSE_THAN_V - 1], total),
    )


def compliance_rate(met: ArrayLike) -> tuple[Floats, Counts, Counts]:
    """Share of sections that meet their target [section, ...], percent, and the numbers evaluated and left out.

    Parameters
    ----------
    met
        1 met, 0 not, NaN not evaluated or without a target, as by :func:`indicators.water_class.meets` or by
        :func:`class_met`.
    """
    value = np.asarray(met, np.float64)
    there = np.sum(~np.isnan(value), axis=0)
    rate = _percent(np.sum(value == 1, axis=0), there)
    return rate, np.asarray(there, np.int64), np.asarray(value.shape[0] - there, np.int64)


def class_met(classes: ArrayLike, targets: ArrayLike) -> Floats:
    """Whether a class is equal to or better than the target class: 1 yes, 0 no, NaN where either is missing."""
    number, target = np.asarray(classes, np.float64), np.asarray(targets, np.float64)
    return np.where(np.isnan(number) | np.isnan(target), np.nan, (number <= target).astype(np.float64))


def _percent(part: ArrayLike, whole: ArrayLike) -> Floats:
    # 100·part first: then 27 of 30 is exactly 90, and a share that is on a bound of the method lies on it.
    n, total = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    return np.asarray(np.where(total > 0, 100 * n / np.maximum(total, 1), np.nan), np.float64)


def section_state(classes: ArrayLike, regime: WaterRegime) -> Floats:
    """Number of the state (1 优 … 5 重度污染) of each class; NaN stays NaN.

    References
    ----------
    环办〔2011〕22号 states.
    """
    number = np.asarray(classes, np.float64)
    worst = np.array([s.worst_class for s in regime.assessment.states], np.float64)
    return np.where(np.isnan(number), np.nan, np.searchsorted(worst, number, side="left") + 1.0)


def state_by_shares(good_share: ArrayLike, bad_share: ArrayLike, regime: WaterRegime) -> Floats:
    """Number of the state of five sections or more by their shares, percent; NaN without shares.

    References
    ----------
    环办〔2011〕22号 shares.
    """
    good, bad = np.broadcast_arrays(np.asarray(good_share, np.float64), np.asarray(bad_share, np.float64))
    result = np.full(good.shape, np.nan)
    for row in reversed(regime.assessment.shares):
        here = ~np.isnan(good)
        if row.good_least is not None:
            here &= good >= row.good_least
        if row.bad_least is not None:
            here &= bad >= row.bad_least
        if row.bad_below is not None:
            here &= bad < row.bad_below
        result = np.where(here, float(row.state), result)
    return result


def state(number: float, regime: WaterRegime) -> WaterState | None:
    """Words and colour of a state's number; None for NaN."""
    return None if np.isnan(number) else regime.assessment.states[int(number) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupState:
    """The state of a river, basin or region.

    Attributes
    ----------
    number
        Number of the state; NaN where no section was evaluated.
    by_mean
        Class of the mean of each item where there are fewer than five sections, which then gives the state; None
        for five or more, of which no mean class is given.
    distribution
        Classes of the sections.
    """

    number: float
    by_mean: Classes | None
    distribution: Distribution


def group_state(
    values: ArrayLike,
    qualifiers: ArrayLike | None = None,
    *,
    items: Sequence[str],
    lake: ArrayLike,
    regime: WaterRegime,
) -> GroupState:
    """State of the sections of a river, basin or region.

    Parameters
    ----------
    values, qualifiers
        Values [section, item] as they are judged, see :func:`indicators.water_class.classify`; sections of NaN leave
        the denominator, and do not count towards the five.
    items
        Codes of the last axis.
    lake
        Whether each section is a lake; fewer than five sections of both kinds have no common limits: ValueError.
    regime
        Editions that judge.

    References
    ----------
    环办〔2011〕22号 few sections, shares.
    """
    value = np.asarray(values, np.float64)
    is_lake = np.broadcast_to(np.asarray(lake, np.bool_), value.shape[:1])
    classes = classify(value, qualifiers, items=items, lake=is_lake, regime=regime)
    shares = distribution(classes.number)
    here = ~np.isnan(classes.number)
    if shares.evaluated == 0:
        return GroupState(number=float("nan"), by_mean=None, distribution=shares)
    if shares.evaluated >= regime.assessment.few_sections:
        number = float(state_by_shares(shares.good_share, shares.bad_share, regime))
        return GroupState(number=number, by_mean=None, distribution=shares)
    if np.unique(is_lake[here]).size > 1:
        raise ValueError(
            "Rivers and lakes have limits of their own: fewer than five of both have no mean class."
        )
    given = None if qualifiers is None else np.asarray(qualifiers)[here]
    means = evaluated(mean(value[here], given, items=items, regime=regime), items=items, regime=regime)
    by_mean = classify(
        means.values, means.qualifiers, items=items, lake=bool(is_lake[here][0]), regime=regime
    )
    return GroupState(
        number=float(section_state(by_mean.number, regime)), by_mean=by_mean, distribution=shares
    )


def change_by_state(before: ArrayLike, now: ArrayLike) -> Floats:
    """Change by steps of state, −2 … 2, above 0 better; NaN where either state is missing.

    References
    ----------
    环办〔2011〕22号 change.
    """
    return np.clip(np.asarray(before, np.float64) - np.asarray(now, np.float64), -2, 2)


def change_by_shares(before: Distribution, now: Distribution, regime: WaterRegime) -> Floats:
    """Change by ΔG − ΔD, −2 … 2, above 0 better: ΔG and ΔD are points of Ⅰ–Ⅲ and of worse than Ⅴ, later − earlier.

    References
    ----------
    环办〔2011〕22号 change.
    """
    rules = regime.assessment
    points = (now.good_share - before.good_share) - (now.bad_share - before.bad_share)
    # A difference of two shares carries binary noise: 10 points exactly are no change.
    size = np.round(np.abs(points), 6)
    steps = (size > rules.change_some).astype(np.float64) + (size > rules.change_marked)
    return np.where(np.isnan(points), np.nan, np.sign(points) * steps)


def change(by_state: ArrayLike, by_shares: ArrayLike | None = None) -> Floats:
    """The larger of the two changes, −2 … 2; that by state where they are equally large and opposite.

    Where only one of them is there (a section has no shares) it is taken.

    References
    ----------
    环办〔2011〕22号 change.
    """
    one = np.asarray(by_state, np.float64)
    if by_shares is None:
        return one
    other = np.asarray(by_shares, np.float64)
    larger = np.isnan(one) | (np.abs(other) > np.abs(one))
    return np.where(larger & ~np.isnan(other), other, one)


def change_label(number: float, regime: WaterRegime) -> Label | None:
    """Words of a change from −2 (明显下降) to 2 (明显好转); None for NaN."""
    return None if np.isnan(number) else regime.assessment.changes[int(number)]
