"""The trophic level index (综合营养状态指数 TLI) of a period that is not over: figure, pools, how low it can come."""

from __future__ import annotations

from itertools import chain, combinations
from math import inf, isnan, log, nan

import numpy as np

from indicators import trophic
from indicators.parameters import Label
from indicators.remainder_pool import Flags, Floats, Pool, SectionMonths, lowest_mean, pools_of, reach
from indicators.water_means import Means

HELD = Label(
    zh="其余各月各点位叶绿素a、总磷、总氮、高锰酸盐指数 = 至今月均值 × λ（透明度 ÷ λ）",
    en="months to come: chlorophyll, phosphorus, nitrogen and permanganate index of each point = mean so far × λ"
    " (transparency ÷ λ)",
)


def judged(held: SectionMonths, period: Means) -> Flags:
    """Whether each section is a lake [section]: only their points are counted."""
    return np.asarray(held.lake, np.bool_)


def figure(held: SectionMonths, period: Means, here: Flags) -> float:
    """The index of a period [section, item] over the points that are `here`; NaN with fewer than three items."""
    return trophic.index_of_points(period.numbers[here], items=held.items, regime=held.regime)[0]


def pools(held: SectionMonths, base: Floats, period: Means, here: Flags) -> list[Pool]:
    """The pools of the index: each of the five items that is there, over the points of the lakes."""
    names = [one.item for one in held.regime.trophic.items]
    found = pools_of(held, base, period, here, lake=True, items=names)
    return [pool for pool in found if pool.mean > 0]


def lowest(held: SectionMonths, remaining: int) -> float:
    """The lowest index that the period can still come to; −inf while transparency, or an item at a trace, can enter.

    The index is made of logarithms. Of a concentration that was sampled the mean of the period stays above 0, so that
    its level has a bound; transparency has none that nature sets. What has not yet as many months as the period needs
    may leave the index, whose weights are then those of the others. NaN where fewer than three items can enter.
    """
    found = reach(held, remaining)
    levels: dict[str, float] = {}
    sure: list[str] = []
    for one in held.regime.trophic.items:
        if one.item not in held.items:
            continue
        i = held.items.index(one.item)
        possible = held.lake & found.possible[:, i]
        if not possible.any():
            continue
        low = lowest_mean(found.lowest[:, i], held.lake & found.sure[:, i], possible)
        if low > 0:
            sure.append(one.item)
        if isnan(low):
            low = float(found.lowest[possible, i].min())
        bounded = one.slope > 0 and low > 0
        levels[one.item] = 10 * (one.constant + one.slope * log(low)) if bounded else -inf
    optional = [item for item in levels if item not in sure]
    more = chain.from_iterable(combinations(optional, size) for size in range(len(optional) + 1))
    ends = []
    for extra in more:
        there = [*sure, *extra]
        if len(there) >= trophic.LEAST_ITEMS:
            ends.append(sum(w * levels[item] for item, w in trophic.weights(held.regime, there).items()))
    return min(ends, default=nan)
