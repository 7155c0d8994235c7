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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf, isfinite, isnan, nan
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators import composite
from indicators.aggregate import percentile
from indicators.demand import Demand, Proof
from indicators.parameters import Label
from indicators.rounding import SNAP_DECIMALS
from indicators.rules import Limits, RankingRule

Floats = NDArray[np.float64]
Kind = Literal["mean", "years", "count", "rate", "percentile", "composite"]

STEP = 0.1
"""Step of a control value that is a concentration."""
FACTOR_STEP = 0.001
"""Step of the factor by which the days so far may be multiplied."""
HIGHEST = 1e7
"""A level above this is no demand at all."""


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
    days = _valid(values)
    total, d = float(days.sum()), len(days)

    def whole(level: float) -> float:
        return (total + level * remaining) / (d + remaining) if d + remaining else nan

    edge = _edge(demand)
    control = (edge * (d + remaining) - total) / remaining if remaining else nan
    mean = total / d if d else nan
    return _settled(
        kind="mean", figure=mean, valid=d, remaining=remaining, demand=demand, whole=whole, control=control,
        step=step, lowest=0.0, highest=inf,
        formula=_both(
            f"X = (T·N − M·d)/(N − d) = ({_n(demand.value, step)}×{d + remaining} − {_n(mean, step)}×{d})/{remaining}"
            f" = {_n(control, step)}"
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
    days = _valid(values)
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
    control = (_edge(demand) * number - known - so_far) / share if share else nan
    seen = [*finished, *([total / d] if d else [])]
    told = " − ".join(_n(x) for x in finished)
    return _settled(
        kind="years", figure=float(np.mean(seen)) if seen else nan, valid=d,
        remaining=remaining + sum(to_come), demand=demand, whole=whole, control=control, step=STEP, lowest=0.0,
        highest=inf,
        formula=_both(
            f"X = (k·T − ΣM − m·d/N)/(r/N + f) = ({number}×{_n(demand.value)}{' − ' if told else ''}{told}"
            f" − {_n(so_far)})/{_n(share)} = {_n(control)}"
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
    days = _valid(counted)
    got = float(days.sum())
    control = (_whole_edge(demand) - got) if remaining else nan
    return _settled(
        kind="count", figure=got if len(days) else nan, valid=len(days), remaining=remaining, demand=demand,
        whole=lambda n: got + n, control=control, step=1.0, lowest=0.0, highest=float(remaining),
        formula=_both(f"x = T − n = {_n(_whole_edge(demand))} − {_n(got)} = {_n(control)}"),
    )  # fmt: skip


def rate_remainder(counted: ArrayLike, remaining: int, demand: Demand) -> Remainder:
    """Return how many of the remaining days must, or may, count for a rate over valid days [%] to meet a target.

    Parameters as in :func:`count_remainder`; the target is in percent of the valid days.
    """
    days = _valid(counted)
    got, d = float(days.sum()), len(days)
    size = d + remaining

    def whole(n: float) -> float:
        return (got + n) * 100.0 / size if size else nan

    control = _edge(demand) * size / 100.0 - got if remaining else nan
    return _settled(
        kind="rate", figure=got * 100.0 / d if d else nan, valid=d, remaining=remaining, demand=demand,
        whole=whole, control=control, step=1.0, lowest=0.0, highest=float(remaining),
        formula=_both(f"x = T·N − n = {_n(demand.value)}%×{size} − {_n(got)} = {_n(control)}"),
    )  # fmt: skip


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
    days = np.sort(_valid(values))
    d = len(days)
    size = d + remaining

    def whole(level: float) -> float:
        return _percentile(np.concatenate((days, np.full(remaining, level))), p)

    days_over = _days_over(days, remaining, p, demand) if remaining and demand.upper else None
    control = _level_bound(days, remaining, whole, demand) if remaining else nan
    rank = f"k = 1 + ({size} − 1)×{p}% = {_n(1 + (size - 1) * p / 100)}"
    said = Label(zh=rank, en=rank)
    if isfinite(control):
        said = Label(zh=f"{rank}；同一水平 X = {_n(control)}", en=f"{rank}; common level X = {_n(control)}")
    if days_over is not None and days_over >= 0:
        said = Label(zh=f"{said.zh}；可超天数 {days_over}", en=f"{said.en}; days that may exceed {days_over}")
    return _settled(
        kind="percentile", figure=_percentile(days, p), valid=d, remaining=remaining, demand=demand, whole=whole,
        control=control, step=STEP, lowest=0.0, highest=inf, formula=said, days_over=days_over,
    )  # fmt: skip


def composite_remainder(
    values: Mapping[str, ArrayLike],
    remaining: int,
    *,
    limits: Limits,
    rule: RankingRule,
    percentiles: Mapping[str, int],
    demand: Demand,
) -> Remainder:
    """Return by which factor the days so far may be multiplied for the composite index to meet a target.

    Each remaining day has, for each item, the statistic so far times the factor: the air as it was, thinner or
    thicker. The roundings of the ranking rule are kept, so that the index moves in steps.

    Parameters
    ----------
    values
        Daily values so far [day] of ``so2 no2 pm10 pm25 co o3_8h``; NaN missing.
    remaining
        Days still to come.
    limits, rule
        Limits of a phase of GB 3095 and the ranking rule.
    percentiles
        Percentile of ``co`` and of ``o3_8h``.
    demand
        The target.
    """
    series = {code: _valid(v) for code, v in values.items()}
    now = item_statistics(series, percentiles)
    d = min((len(v) for v in series.values()), default=0)

    def whole(factor: float) -> float:
        if any(isnan(v) for v in now.values()):
            return nan
        filled = {
            code: np.concatenate((v, np.full(remaining, factor * now[_statistic(code)])))
            for code, v in series.items()
        }
        return index_of(filled, limits=limits, rule=rule, percentiles=percentiles)

    figure = index_of(series, limits=limits, rule=rule, percentiles=percentiles)
    # The index moves in steps, so that the bound is found on the scale itself; it has no finer digits.
    control = _bisected(whole, demand, FACTOR_STEP) if remaining and not isnan(figure) else nan
    sign = {"<=": "≤", ">=": "≥"}.get(demand.comparator, demand.comparator)
    return _settled(
        kind="composite", figure=figure, valid=d, remaining=remaining, demand=demand, whole=whole, control=control,
        step=FACTOR_STEP, lowest=0.0, highest=inf,
        formula=Label(
            zh=f"其余日各项 = 至今统计值 × λ，max λ: I(λ) {sign} {_n(demand.value)}；λ = {_n(control)}",
            en=f"remaining days = statistics so far × λ, max λ: I(λ) {sign} {_n(demand.value)};"
            f" λ = {_n(control)}",
        ),
    )  # fmt: skip


def item_levels(
    values: Mapping[str, ArrayLike],
    remaining: int,
    *,
    limits: Limits,
    rule: RankingRule,
    percentiles: Mapping[str, int],
    demand: Demand,
) -> dict[str, float]:
    """Return for each item alone the level that the remaining days must keep, the others staying as they were.

    A level is on the safe side of 0.1; NaN where the item alone cannot do it, +inf where it need not.
    Parameters as in :func:`composite_remainder`.
    """
    series = {code: _valid(v) for code, v in values.items()}
    now = item_statistics(series, percentiles)
    found: dict[str, float] = {}
    for code in series:

        def whole(level: float, code: str = code) -> float:
            filled = {
                c: np.concatenate((v, np.full(remaining, level if c == code else now[_statistic(c)])))
                for c, v in series.items()
            }
            return index_of(filled, limits=limits, rule=rule, percentiles=percentiles)

        found[code] = _bisected(whole, demand, STEP) if remaining else nan
    return found


def item_statistics(values: Mapping[str, ArrayLike], percentiles: Mapping[str, int]) -> dict[str, float]:
    """Return the six statistics of a ranking from daily values: means, and percentiles of CO and ozone."""
    found: dict[str, float] = {}
    for code, v in values.items():
        days = _valid(v)
        if code in ("co", "o3_8h"):
            found[_statistic(code)] = _percentile(days, percentiles[code])
        else:
            found[code] = float(days.mean()) if len(days) else nan
    return found


def index_of(
    values: Mapping[str, ArrayLike], *, limits: Limits, rule: RankingRule, percentiles: Mapping[str, int]
) -> float:
    """Return the composite index of daily values; NaN where an item has no day."""
    single = composite.single_indices(item_statistics(values, percentiles), limits=limits, rule=rule)
    return float(composite.composite_index(single, rule=rule))


def _settled(
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
) -> Remainder:
    """Return the remainder with its proof, and the control value on its step as the figure itself decides it."""
    if remaining == 0:
        proof: Proof = "certain" if demand.met(figure) else "cannot"
        return Remainder(
            kind=kind, figure=figure, valid=valid, remaining=0, control=nan, shown=nan, step=step,
            upper=demand.upper, proof=proof, best=figure, worst=figure, formula=formula,
        )  # fmt: skip
    low, high = whole(lowest), whole(highest)
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
        shown = control if control in (inf, -inf) else _stepped(control, step, whole, demand)
    return Remainder(
        kind=kind, figure=figure, valid=valid, remaining=remaining,
        control=control, shown=shown, step=step, upper=demand.upper, proof=proof, best=best, worst=worst,
        formula=formula, days_over=days_over,
    )  # fmt: skip


def _stepped(control: float, step: float, whole: Callable[[float], float], demand: Demand) -> float:
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


def _bisected(whole: Callable[[float], float], demand: Demand, step: float) -> float:
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


def _level_bound(days: Floats, remaining: int, whole: Callable[[float], float], demand: Demand) -> float:
    """Return the bound of the common level of the remaining days of a percentile, in full precision.

    As a function of the level the percentile is a chain of straight lines that bend at the values so far.
    """
    edge = _edge(demand)
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
        if demand.met(_percentile(np.concatenate((days, rest)), p)):
            return over
    return -1


def _percentile(values: Floats, p: int) -> float:
    if not len(values):
        return nan
    ordered = np.sort(values)
    if np.isinf(ordered[-1]):  # an interpolation with infinity at weight 0 is not a number
        if np.isinf(ordered[_rank(len(ordered), p)[1] - 1]):
            return inf
        ordered = np.where(np.isinf(ordered), HIGHEST, ordered)
    return float(percentile(ordered, p))


def _rank(size: int, p: int) -> tuple[int, int]:
    """Ranks, from 1, of the two values between which a percentile lies; the same one where it is a value."""
    hundredfold = (size - 1) * p
    whole, rest = divmod(hundredfold, 100)
    return whole + 1, whole + 1 + (rest > 0)


def _edge(demand: Demand) -> float:
    """Return the bound of what rounds to a figure that meets, whether or not the bound itself does."""
    if demand.decimals is None:
        return demand.value
    half = 0.5 * 10.0**-demand.decimals
    outward = demand.comparator in ("<=", ">=")
    return demand.value + half * (1 if demand.upper == outward else -1)


def _whole_edge(demand: Demand) -> float:
    """Return the last whole number that meets."""
    if demand.comparator == "<=":
        return float(np.floor(demand.value))
    if demand.comparator == "<":
        return float(ceil(demand.value) - 1)
    if demand.comparator == ">=":
        return float(ceil(demand.value))
    return float(np.floor(demand.value) + 1)


def _statistic(code: str) -> str:
    return {"co": "co_p95", "o3_8h": "o3_8h_p90"}.get(code, code)


def _valid(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[~np.isnan(array)]


def _both(text: str) -> Label:
    """Return a formula, which reads alike in both languages."""
    return Label(zh=text, en=text)


def _n(value: float, step: float = STEP) -> str:
    """Return a number with at most two decimals, four where the step is fine, for a formula that people read."""
    if isnan(value):
        return "—"
    if abs(value) == inf:
        return "∞"
    decimals = 2 if step >= STEP else 4
    return f"{round(value, SNAP_DECIMALS):.{decimals}f}".rstrip("0").rstrip(".")
