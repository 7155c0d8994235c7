"""The city water index (城市水质指数 CWQI) of a period that is not over: its figure, its pools, how low it can come."""

from __future__ import annotations

from math import inf, isnan, log10, nan

import numpy as np

from indicators import cwqi
from indicators.parameters import Label
from indicators.remainder_pool import Flags, Floats, Pool, Reach, SectionMonths, lowest_mean, pools_of, reach
from indicators.water_class import classify
from indicators.water_means import Means, evaluated

HELD = Label(
    zh="其余各月各断面各项 = 至今月均值 × λ（溶解氧 ÷ λ，断面均值至多计至 20 mg/L；"
    "pH 各断面同步平移，使其均值与 7 之差为至今的 λ 倍）",
    en="months to come: each item of each section = its mean so far × λ (oxygen ÷ λ, in the mean of the sections up to"
    " 20 mg/L; the pH of all sections shifted alike, so that their mean lies λ times as far from 7)",
)


def judged(held: SectionMonths, period: Means) -> Flags:
    """Whether each section has a class [section]: only those that have one are counted in the index."""
    rounded = evaluated(period, items=held.items, regime=held.regime)
    number = classify(
        rounded.values, rounded.qualifiers, items=held.items, lake=held.lake, regime=held.regime
    ).number
    return np.asarray(~np.isnan(number), np.bool_)


def figure(held: SectionMonths, period: Means, here: Flags) -> float:
    """The index of a period [section, item] over the sections that are `here`; NaN with none."""
    return cwqi.index_of_sections(
        period.numbers[here], items=held.items, lake=held.lake[here], regime=held.regime
    )[0]


def pools(held: SectionMonths, base: Floats, period: Means, here: Flags) -> list[Pool]:
    """The pools of the index: each item that enters, over the river sections and over the lake points."""
    return [
        pool
        for lake in (False, True)
        for pool in pools_of(
            held, base, period, here & (held.lake == lake), lake=lake, items=held.regime.ranking.items
        )
    ]


def lowest(held: SectionMonths, remaining: int) -> float:
    """The lowest index that the period can still come to, whatever is sampled in the months to come.

    Nothing of what falls, and oxygen without bound. What has not yet as many months as the period needs may leave
    the mean; a section of the registry that was never sampled may enter it at its best, while it can have enough.
    NaN where no section can have a class.
    """
    found = reach(held, remaining)
    sure = judged(held, found.period)
    sets = [i for i, item in enumerate(held.items) if item in held.regime.assessment.items]
    possible = found.possible[:, sets].any(axis=1)
    # (index, sections) of the rivers and of the lakes, by how many sections more come in than are sure
    ends = []
    for lake in (False, True):
        body = held.lake == lake
        counted = body & sure
        more = int((body & possible & ~sure).sum())
        ends.append(
            [
                (_lowest_of(held, found, body, counted, lake=lake, more=k), int(counted.sum()) + k)
                for k in range(more + 1)
            ]
        )
    weighed = [(river * m + still * n) / (m + n) for river, m in ends[0] for still, n in ends[1] if m + n]
    return min(weighed, default=nan)


def _lowest_of(
    held: SectionMonths, found: Reach, body: Flags, sure: Flags, *, lake: bool, more: int
) -> float:
    """The lowest sum of the indices of one kind of water over the sections that are sure and `more` of the others."""
    best = np.full(len(held.items), nan)
    for i, item in enumerate(held.items):
        sense = held.sense(item)
        if sense == "least":
            continue  # oxygen comes without bound: its index is then 0
        low = lowest_mean(
            found.lowest[:, i], sure & found.sure[:, i], body & found.possible[:, i], among=sure, most=more
        )
        if isnan(low):
            continue  # the item may leave the sum
        if sense == "range":
            # Acid can always come: a mean above the middle can come down to it.
            best[i] = min(held.regime.ranking.ph_neutral, -log10(low) if low > 0 else inf)
        else:
            best[i] = low
    indices = cwqi.item_indices(best, items=held.items, lake=lake, regime=held.regime)
    return float(np.nansum(indices))
