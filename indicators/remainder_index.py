"""The remaining control value of the composite index: a factor for all items, or a level for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isnan, nan

import numpy as np
from numpy.typing import ArrayLike

from indicators import composite
from indicators.demand import Demand
from indicators.parameters import Label
from indicators.remainder import Remainder, settled
from indicators.remainder_bounds import STEP, bisected, percentile_of, present, written
from indicators.rules import Limits, RankingRule

FACTOR_STEP = 0.001
"""Step of the factor by which the days so far may be multiplied."""


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
    series = {code: present(v) for code, v in values.items()}
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
    control = bisected(whole, demand, FACTOR_STEP) if remaining and not isnan(figure) else nan
    sign = {"<=": "≤", ">=": "≥"}.get(demand.comparator, demand.comparator)
    return settled(
        kind="composite", figure=figure, valid=d, remaining=remaining, demand=demand, whole=whole, control=control,
        step=FACTOR_STEP, lowest=0.0, highest=inf,
        formula=Label(
            zh=f"其余日各项 = 至今统计值 × λ，max λ: I(λ) {sign} {written(demand.value)}；λ = {written(control)}",
            en=f"remaining days = statistics so far × λ, max λ: I(λ) {sign} {written(demand.value)};"
            f" λ = {written(control)}",
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
    series = {code: present(v) for code, v in values.items()}
    now = item_statistics(series, percentiles)
    found: dict[str, float] = {}
    for code in series:

        def whole(level: float, code: str = code) -> float:
            filled = {
                c: np.concatenate((v, np.full(remaining, level if c == code else now[_statistic(c)])))
                for c, v in series.items()
            }
            return index_of(filled, limits=limits, rule=rule, percentiles=percentiles)

        found[code] = bisected(whole, demand, STEP) if remaining else nan
    return found


def item_statistics(values: Mapping[str, ArrayLike], percentiles: Mapping[str, int]) -> dict[str, float]:
    """Return the six statistics of a ranking from daily values: means, and percentiles of CO and ozone."""
    found: dict[str, float] = {}
    for code, v in values.items():
        days = present(v)
        if code in ("co", "o3_8h"):
            found[_statistic(code)] = percentile_of(days, percentiles[code])
        else:
            found[code] = float(days.mean()) if len(days) else nan
    return found


def index_of(
    values: Mapping[str, ArrayLike], *, limits: Limits, rule: RankingRule, percentiles: Mapping[str, int]
) -> float:
    """Return the composite index of daily values; NaN where an item has no day."""
    single = composite.single_indices(item_statistics(values, percentiles), limits=limits, rule=rule)
    return float(composite.composite_index(single, rule=rule))


def _statistic(code: str) -> str:
    return {"co": "co_p95", "o3_8h": "o3_8h_p90"}.get(code, code)
