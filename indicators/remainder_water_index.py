"""The remaining control value of the indices of water: a factor for all items, or a level for one of them.

The sibling of `indicators.remainder_index`. Each month to come is, for each item of each section, its mean so far
times the factor; what is better high is divided by it, and pH keeps its side of 7. With the factor 1 the months to
come are as those so far. The index itself decides; nothing but the rules of its period is rounded.

What can come is bounded by nature alone, and by what the registry holds: see `lowest` of each index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isnan, nan
from types import MappingProxyType
from typing import Final

import numpy as np

from indicators import remainder_cwqi, remainder_tli
from indicators.demand import Demand
from indicators.parameters import Label
from indicators.remainder import Remainder, settled
from indicators.remainder_bounds import bisected, written
from indicators.remainder_class import item_step
from indicators.remainder_index import FACTOR_STEP
from indicators.remainder_pool import Flags, Floats, Pool, SectionMonths, to_come
from indicators.water_means import Means, plain

Levels = Mapping[tuple[str, bool], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterIndex:
    """One index of water over several sections.

    Attributes
    ----------
    symbol
        As it stands in a formula.
    judged
        Which sections are counted [section].
    figure
        The index of a period over the sections that are counted.
    pools
        What it is made from.
    lowest
        The lowest that a period can still come to.
    held
        What the months to come are taken to be, in words.
    """

    symbol: str
    judged: Callable[[SectionMonths, Means], Flags]
    figure: Callable[[SectionMonths, Means, Flags], float]
    pools: Callable[[SectionMonths, Floats, Means, Flags], list[Pool]]
    lowest: Callable[[SectionMonths, int], float]
    held: Label

    def of(self, held: SectionMonths) -> float:
        """The index of the months that are held, by the rule of their period; NaN without any."""
        if not len(held):
            return nan
        period = held.fold(held.months())
        return self.figure(held, period, self.judged(held, period))


INDICES: Final[Mapping[str, WaterIndex]] = MappingProxyType(
    {
        "cwqi": WaterIndex(
            symbol="CWQI", judged=remainder_cwqi.judged, figure=remainder_cwqi.figure, pools=remainder_cwqi.pools,
            lowest=remainder_cwqi.lowest, held=remainder_cwqi.HELD,
        ),
        "tli": WaterIndex(
            symbol="TLI", judged=remainder_tli.judged, figure=remainder_tli.figure, pools=remainder_tli.pools,
            lowest=remainder_tli.lowest, held=remainder_tli.HELD,
        ),
    }
)  # fmt: skip
"""The indices of water that targets are set for, by code."""

_MISSES: Final[Mapping[bool, Label]] = MappingProxyType(
    {
        True: Label(zh="λ = 0 仍不达标", en="even λ = 0 misses"),
        False: Label(zh="任何 λ 均不达标", en="no λ meets"),
    }
)
"""What is said where no factor meets a ceiling, or a floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLevel:
    """What one item of one kind of water alone must be in the months to come, all else staying as it was.

    Attributes
    ----------
    item, lake
        What, and of which water.
    figure
        Mean over the sections of their means so far.
    level
        What their mean must be in the months to come, on the safe side of its step, each section keeping its
        proportion; NaN where the item alone cannot do it (oxygen: not by what is counted on), ±inf where it may
        be anything.
    step
        Step of the level.
    upper
        Whether the level is a ceiling.
    """

    item: str
    lake: bool
    figure: float
    level: float
    step: float
    upper: bool


def index_remainder(index: WaterIndex, held: SectionMonths, remaining: int, *, demand: Demand) -> Remainder:
    """Return by which factor the months so far may be multiplied for an index of water to meet a target.

    All sections and items that were sampled so far are taken to be sampled in every month to come; what is proved is
    proved whatever is sampled.

    Parameters
    ----------
    held
        The months so far, and the rule of the whole period.
    remaining
        Months still to come.
    demand
        The target.
    """
    figure = _plain(index, held)
    going = _Going(index, held, remaining)
    low = index.lowest(held, remaining) if remaining else nan
    untried = _untried(going, figure)
    control = nan if untried else bisected(going.at_factor, demand, FACTOR_STEP)
    sign = {"<=": "≤", ">=": "≥"}.get(demand.comparator, demand.comparator)
    asked = f"max λ: {index.symbol}(λ) {sign} {written(demand.value)}"
    if not demand.upper:
        asked = asked.replace("max", "min")
    found = f"λ = {written(control, FACTOR_STEP)}"
    said = untried or (Label(zh=found, en=found) if not isnan(control) else _MISSES[demand.upper])
    return settled(
        kind="composite", figure=figure, valid=len(held), remaining=remaining, demand=demand, whole=going.at_factor,
        control=control, step=FACTOR_STEP, lowest=0.0, highest=inf, bounds=(low, inf),
        formula=Label(zh=f"{index.held.zh}，{asked}；{said.zh}", en=f"{index.held.en}, {asked}; {said.en}"),
    )  # fmt: skip


def index_levels(
    index: WaterIndex, held: SectionMonths, remaining: int, *, demand: Demand
) -> list[ItemLevel]:
    """Return for each item alone what its mean over the sections must be in the months to come.

    The item that needs the smallest change stands first; those that alone cannot do it last. Empty where the whole
    period has no index as it goes on: no item alone gives it one. Parameters as in :func:`index_remainder`.
    """
    going = _Going(index, held, remaining)
    if _untried(going, _plain(index, held)):
        return []
    found: list[tuple[float, ItemLevel]] = []
    for pool in going.pools:
        ranged = pool.sense == "range"
        step = 0.01 if ranged else item_step(pool.item, held.regime)
        side = -1.0 if ranged and pool.mean < pool.neutral else 1.0
        rising = pool.sense != "least"  # a greater scale makes the index greater

        def meets(scale: float, pool: Pool = pool, ranged: bool = ranged, side: float = side) -> bool:
            level = pool.neutral + side * scale if ranged else scale
            return demand.met(going.at_levels({(pool.item, pool.lake): level}))

        ceiling = rising == demand.upper
        scale = _edge(meets, step, ceiling)
        if not ceiling and scale > pool.highest:
            scale = nan
        level = pool.neutral + side * scale if ranged else scale
        if not ceiling and scale == 0:
            level = -inf
        now, then = (abs(pool.mean - pool.neutral), scale) if ranged else (pool.mean, scale)
        strain = inf if isnan(then) else abs(then / now - 1) if now else 0.0
        found.append(
            (
                strain,
                ItemLevel(
                    item=pool.item, lake=pool.lake, figure=pool.mean, level=level, step=step,
                    upper=ceiling if side > 0 else not ceiling,
                ),
            )
        )  # fmt: skip
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def months_at(index: WaterIndex, held: SectionMonths, remaining: int, factor: float) -> Floats:
    """Return what each month to come is [section, item] with the months so far multiplied by a factor."""
    going = _Going(index, held, remaining)
    return to_come(going.base, going.pools, going.levels(factor))


class _Going:
    """A period that goes on: what enters it, and its index for any months to come."""

    __slots__ = ("base", "held", "here", "index", "pools", "remaining")

    def __init__(self, index: WaterIndex, held: SectionMonths, remaining: int) -> None:
        self.index, self.held, self.remaining = index, held, remaining
        self.base = held.so_far()
        # What enters does not depend on how much of it there is.
        period = held.period(self.base, remaining) if len(held) or remaining else None
        self.here = index.judged(held, period) if period is not None else np.zeros(len(held.lake), np.bool_)
        self.pools = index.pools(held, self.base, period, self.here) if period is not None else []

    def levels(self, factor: float) -> Levels:
        """The level of every pool at a factor."""
        return {(pool.item, pool.lake): pool.at(factor) for pool in self.pools}

    def at_factor(self, factor: float) -> float:
        """The index of the whole with all pools at a factor."""
        return self.at_levels(self.levels(factor))

    def at_levels(self, levels: Levels) -> float:
        """The index of the whole with some pools at levels of their own, the others as they were."""
        period = self.held.period(to_come(self.base, self.pools, levels), self.remaining)
        return self.index.figure(self.held, period, self.here)


def _untried(going: _Going, figure: float) -> Label | None:
    """Why no factor and no level was sought; None where there is an index to move."""
    if not going.remaining:
        return Label(zh="已无剩余月份，未求 λ", en="no month is left, no λ sought")
    if not len(going.held):
        # A running month may well have a figure; what is held is the months that are over.
        return Label(zh="首月尚未结束，未求 λ", en="its first month is not over, no λ sought")
    if isnan(figure):
        return Label(zh="至今各月尚无指数，未求 λ", en="the months so far make no index, no λ sought")
    if isnan(going.at_factor(1.0)):
        return Label(
            zh="全期月份不足，无指数，未求 λ",
            en="the whole period has too few months for an index, no λ sought",
        )
    return None


def _plain(index: WaterIndex, held: SectionMonths) -> float:
    """The index of the months so far, each item from one month on."""
    if not len(held):
        return nan
    so_far = plain(held.so_far())
    return index.figure(held, so_far, index.judged(held, so_far))


def _edge(meets: Callable[[float], bool], step: float, ceiling: bool) -> float:
    """The last step of a scale from 0 that meets; NaN where none does, +inf where a ceiling is not needed."""
    bound = Demand(comparator="<=" if ceiling else ">=", value=0.0 if ceiling else 1.0)
    return bisected(lambda x: float(meets(x) != ceiling), bound, step)
