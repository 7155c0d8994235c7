"""The remaining control value (剩余日控制值): what the rest of a period must be for the whole to meet a target.

Every kind of figure answers in the same way. It is a function of the valid days so far and of the days that
remain, which are taken to be valid; it never falls when a remaining day rises. From that follow

* the bound: the highest (lowest) common level of the remaining days with which the period meets the target,
* the figure shown, rounded to the safe side: the last step of the scale that meets; one step worse misses,
* proof: ``cannot`` where even the best that can come misses, ``certain`` where even the worst meets. What can
  come is bounded by nature alone: a concentration is 0 or more and has no upper bound, a day counts or does not.
  Days that turn out invalid are covered: they help no more than the best and harm no more than the worst.

Nothing here knows a region, a calendar or an edition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite, isnan, nan
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from indicators.demand import Demand, Proof
from indicators.parameters import Label
from indicators.remainder_bounds import (
    STEP,
    Floats,
    bound_of,
    percentile_of,
    present,
    stepped,
    whole_bound_of,
    written,
)
from indicators.rounding import SNAP_DECIMALS

Kind = Literal["mean", "years", "count", "rate", "percentile", "composite", "class"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """What the remaining days must be.

    Attributes
    ----------
    kind
        Kind of figure.
    figure
        The figure of the valid days so far; NaN without any.
    valid, remaining
        Valid days so far, and days still to come.
    control
        The bound in full precision: a concentration, a number of days, or a factor; NaN where none exists
        (nothing remains, or the outcome is proved), +inf where no ceiling binds.
    shown
        The bound on the safe side of its step.
    step
        Step of ``shown``.
    upper
        Whether the remaining days must be at most the control value, or at least.
    proof
        ``open``, ``cannot`` or ``certain``.
    best, worst
        The figure of the whole period in the best and in the worst case; ±inf where nature sets no bound.
    formula
        The formula with its numbers filled in.
    days_over
        Of a percentile: how many of the remaining days may exceed the target by any amount while the others are
        exactly at it; −1 where the others must lie below it; ``None`` for other kinds.
    """

    kind: Kind
    figure: float
    valid: int
    remaining: int
    control: float
    shown: float
    step: float
    upper: bool
    proof: Proof
    best: float
    worst: float
    formula: Label
    days_over: int | None = None


def mean_remainder(values: ArrayLike, remaining: int, demand: Demand, *, step: float = STEP) -> Remainder:
    """Return what the remaining days must average for the mean of a period to meet a target.

    X = (T·N − M·d) / (N − d) with d valid days of mean M so far and N = d + the remaining days.

    Parameters
    ----------
    values
        Daily values so far [day], any unit; NaN is a day that is not valid and is not counted.
    remaining
        Days of the period still to come, 0 or more.
    demand
        The target.
    step
        Step of the bound that is shown, in the unit of the values.
    """
    days = present(values)
    total, d = float(days.sum()), len(days)

    def whole(level: float) -> float:
        return (total + level * remaining) / (d + remaining) if d + remaining else nan

    edge = bound_of(demand)
    control = (edge * (d + remaining) - total) / remaining if remaining else nan
    mean = total / d if d else nan
    return settled(
        kind="mean", figure=mean, valid=d, remaining=remaining, demand=demand, whole=whole, control=control,
        step=step, lowest=0.0, highest=inf,
        formula=_both(
            f"X = (T·N − M·d)/(N − d) = ({written(demand.value, step)}×{d + remaining} − {written(mean, step)}×{d})"
            f"/{remaining} = {written(control, step)}"
        ),
    )  # fmt: skip


def years_remainder(
    finished: Sequence[float], values: ArrayLike, remaining: int, to_come: Sequence[int], demand: Demand
) -> Remainder:
    """Return what the rest of this year, and the years to come, must average for a mean of years to meet a target.

    The figure is the mean of the yearly means, as of a three-year mean. The control value is one level for all
    days that remain in this year and in the years to come.

    Parameters
    ----------
    finished
        Yearly means of the years that are over; a missing one (NaN) leaves no figure.
    values, remaining
        Daily values so far in the running year [day] and its remaining days; both empty and 0 if every year is
        over.
    to_come
        Days of each whole year after the running one.
    demand
        The target.
    """
    days = present(values)
    total, d = float(days.sum()), len(days)
    running = 1 if d + remaining else 0
    later = len(to_come)
    number = len(finished) + running + later
    known = float(sum(finished))

    def whole(level: float) -> float:
        this = (total + level * remaining) / (d + remaining) if running else 0.0
        return (known + this + level * later) / number if number else nan

    share = (remaining / (d + remaining) if running else 0.0) + later
    so_far = total / (d + remaining) if running else 0.0
    control = (bound_of(demand) * number - known - so_far) / share if share else nan
    seen = [*finished, *([total / d] if d else [])]
    told = " − ".join(written(x) for x in finished)
    return settled(
        kind="years", figure=float(np.mean(seen)) if seen else nan, valid=d,
        remaining=remaining + sum(to_come), demand=demand, whole=whole, control=control, step=STEP, lowest=0.0,
        highest=inf,
        formula=_both(
            f"X = (k·T − ΣM − m·d/N)/(r/N + f) = ({number}×{written(demand.value)}{' − ' if told else ''}{told}"
            f" − {written(so_far)})/{written(share)} = {written(control)}"
        ),
    )  # fmt: skip


def count_remainder(counted: ArrayLike, remaining: int, demand: Demand) -> Remainder:
    """Return how many of the remaining days must, or may, count: good days needed, heavy days allowed.

    Parameters
    ----------
    counted
        1 for each valid day so far that counts, 0 for one that does not, NaN for a day without a verdict [day].
    remaining
        Days of the period still to come.
    demand
        The target, a number of days.
    """
    days = present(counted)
    got = float(days.sum())
    control = (whole_bound_of(demand) - got) if remaining else nan
    return settled(
        kind="count", figure=got if len(days) else nan, valid=len(days), remaining=remaining, demand=demand,
        whole=lambda n: got + n, control=control, step=1.0, lowest=0.0, highest=float(remaining),
        formula=_both(f"x = T − n = {written(whole_bound_of(demand))} − {written(got)} = {written(control)}"),
    )  # fmt: skip


def rate_remainder(
    counted: ArrayLike, remaining: int, demand: Demand, *, most: int | None = None
) -> Remainder:
    """Return how many of the remaining days must, or may, count for a rate over valid days [%] to meet a target.

    Parameters as in :func:`count_remainder`; the target is in percent of the valid days.

    Parameters
    ----------
    most
        How many could come at the most, where only ``remaining`` of them are taken to come: what is proved is proved
        for all of them. ``shown`` is then NaN where what it takes lies outside ``remaining``.
    """
    could = remaining if most is None else max(most, remaining)
    days = present(counted)
    got, d = float(days.sum()), len(days)
    size = d + remaining

    def whole(n: float) -> float:
        return (got + n) * 100.0 / size if size else nan

    control = bound_of(demand) * size / 100.0 - got if remaining else nan
    bounds = (got * 100.0 / (d + could), (got + could) * 100.0 / (d + could)) if could else None
    found = settled(
        kind="rate", figure=got * 100.0 / d if d else nan, valid=d, remaining=remaining, demand=demand,
        whole=whole, control=control, step=1.0, lowest=0.0, highest=float(remaining),
        formula=_both(f"x = T·N − n = {written(demand.value)}%×{size} − {written(got)} = {written(control)}"),
        bounds=bounds,
    )  # fmt: skip
    return found if isnan(found.shown) or 0 <= found.shown <= remaining else replace(found, shown=nan)


def percentile_remainder(values: ArrayLike, remaining: int, p: int, demand: Demand) -> Remainder:
    """Return what the remaining days may be for a percentile of daily values to meet a ceiling or a floor.

    Two answers: the common level of all remaining days (``control``), and ``days_over``, how many of them may
    exceed the target by any amount while the others are at most at it. One more far above it misses.

    Parameters
    ----------
    values
        Daily values so far [day]; NaN is a day that is not valid.
    remaining
        Days of the period still to come.
    p
        Percentile, 0 … 100.
    demand
        The target.

    References
    ----------
    HJ 663-2013 percentile: k = 1 + (n − 1)·p/100, linear between X(s) and X(s + 1).
    """
    days = np.sort(present(values))
    d = len(days)
    size = d + remaining

    def whole(level: float) -> float:
        return percentile_of(np.concatenate((days, np.full(remaining, level))), p)

    days_over = _days_over(days, remaining, p, demand) if remaining and demand.upper else None
    control = _level_bound(days, remaining, whole, demand) if remaining else nan
    rank = f"k = 1 + ({size} − 1)×{p}% = {written(1 + (size - 1) * p / 100)}"
    said = Label(zh=rank, en=rank)
    if isfinite(control):
        said = Label(
            zh=f"{rank}；同一水平 X = {written(control)}", en=f"{rank}; common level X = {written(control)}"
        )
    if days_over is not None and days_over >= 0:
        said = Label(zh=f"{said.zh}；可超天数 {days_over}", en=f"{said.en}; days that may exceed {days_over}")
    return settled(
        kind="percentile", figure=percentile_of(days, p), valid=d, remaining=remaining, demand=demand, whole=whole,
        control=control, step=STEP, lowest=0.0, highest=inf, formula=said, days_over=days_over,
    )  # fmt: skip


def settled(
    *,
    kind: Kind,
    figure: float,
    valid: int,
    remaining: int,
    demand: Demand,
    whole: Callable[[float], float],
    control: float,
    step: float,
    lowest: float,
    highest: float,
    formula: Label,
    days_over: int | None = None,
    bounds: tuple[float, float] | None = None,
) -> Remainder:
    """Return the remainder with its proof, and the control value on its step as the figure itself decides it.

    `bounds` are the lowest and the highest figure of the whole, where they are not those of `lowest` and `highest`.
    """
    if remaining == 0:
        proof: Proof = "certain" if demand.met(figure) else "cannot"
        return Remainder(
            kind=kind, figure=figure, valid=valid, remaining=0, control=nan, shown=nan, step=step,
            upper=demand.upper, proof=proof, best=figure, worst=figure, formula=formula,
        )  # fmt: skip
    low, high = bounds or (whole(lowest), whole(highest))
    best, worst = (low, high) if demand.upper else (high, low)
    proof = "open"
    if isnan(best):
        proof = "open"
    elif not demand.met(best):
        proof = "cannot"
    elif demand.met(worst):
        proof = "certain"
    shown = nan
    if proof == "open" and not isnan(control):
        shown = control if control in (inf, -inf) else stepped(control, step, whole, demand)
    return Remainder(
        kind=kind, figure=figure, valid=valid, remaining=remaining,
        control=control, shown=shown, step=step, upper=demand.upper, proof=proof, best=best, worst=worst,
        formula=formula, days_over=days_over,
    )  # fmt: skip


def _level_bound(days: Floats, remaining: int, whole: Callable[[float], float], demand: Demand) -> float:
    """Return the bound of the common level of the remaining days of a percentile, in full precision.

    As a function of the level the percentile is a chain of straight lines that bend at the values so far.
    """
    edge = bound_of(demand)
    corners = np.unique(np.concatenate(([0.0], days)))
    heights = np.array([whole(float(c)) for c in corners])
    if heights[0] > edge:
        return nan
    at = int(np.searchsorted(heights, edge, side="right")) - 1
    start, height = float(corners[at]), float(heights[at])
    end = float(corners[at + 1]) if at + 1 < len(corners) else start + 1.0
    slope = (whole(end) - height) / (end - start)
    return start + (edge - height) / slope if slope > 0 else inf


def _days_over(days: Floats, remaining: int, p: int, demand: Demand) -> int:
    """Return how many of the remaining days may be anything while the others are at the target; −1 for none at all."""
    at = demand.value if demand.comparator == "<=" else demand.value - 10.0 ** (1 - SNAP_DECIMALS)
    for over in range(remaining, -1, -1):
        rest = np.concatenate((np.full(over, inf), np.full(remaining - over, at)))
        if demand.met(percentile_of(np.concatenate((days, rest)), p)):
            return over
    return -1


def _both(text: str) -> Label:
    """Return a formula, which reads alike in both languages."""
    return Label(zh=text, en=text)
