"""The main pollution indicators (主要污染指标) of a section and of a river, and the words in which they are given.

Order at one section: cyanide and heavy metals, then the worst class first, then the greatest multiple; items without
a multiple (pH, oxygen) stand after those of their class that have one. In a river of five sections or more: by the
share of its sections that exceed class Ⅲ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from indicators.water_means import kept_digit
from indicators.water_regime import WaterRegime

CLASS_III = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceeding:
    """One item worse than class Ⅲ: its class and its multiple, NaN where it has none."""

    item: str
    number: int
    multiple: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceedingShare:
    """One item and the sections in which it is worse than class Ⅲ, of those in which it was judged or all."""

    item: str
    sections: int
    of: int

    @property
    def share(self) -> float:
        """Share of the sections, percent."""
        return 100 * self.sections / self.of


def exceeding(
    by_item: ArrayLike, multiples: ArrayLike, *, items: Sequence[str], regime: WaterRegime
) -> list[Exceeding]:
    """Items of one section that are worse than class Ⅲ, in the order of the main indicators, all of them.

    Parameters
    ----------
    by_item
        Class of each item [item]; NaN not judged.
    multiples
        Multiples against class Ⅲ [item]; NaN where there is none.

    References
    ----------
    环办〔2011〕22号 main indicators.
    """
    rules = regime.assessment
    found = [
        Exceeding(item=item, number=int(number), multiple=float(multiple))
        for item, number, multiple in zip(items, np.asarray(by_item), np.asarray(multiples), strict=True)
        if item in rules.items and number > CLASS_III
    ]

    def order(one: Exceeding) -> tuple[bool, int, float, int]:
        depth = -1.0 if math.isnan(one.multiple) else one.multiple
        return one.item not in rules.listed_first, -one.number, -depth, rules.items.index(one.item)

    return sorted(found, key=order)


def main_items(
    by_item: ArrayLike, multiples: ArrayLike, *, items: Sequence[str], regime: WaterRegime
) -> list[Exceeding]:
    """Main pollution indicators of one section: the first three of :func:`exceeding`."""
    return exceeding(by_item, multiples, items=items, regime=regime)[: regime.assessment.listed]


def main_items_of_many(
    by_item: ArrayLike, *, items: Sequence[str], regime: WaterRegime
) -> list[ExceedingShare]:
    """Main pollution indicators of five sections or more: the three that exceed class Ⅲ in the most of them.

    Parameters
    ----------
    by_item
        Classes [section, item]; a section of NaN only (dry, not sampled) leaves the denominator.

    References
    ----------
    环办〔2011〕22号 main indicators, denominator.
    """
    classes = np.asarray(by_item, np.float64)
    sets = np.array([item in regime.assessment.items for item in items], np.bool_)
    evaluated = int(np.sum(np.any(~np.isnan(classes) & sets, axis=1)))
    counts = np.sum(classes > CLASS_III, axis=0)
    found = [
        ExceedingShare(item=item, sections=int(n), of=evaluated)
        for item, n, counted in zip(items, counts, sets, strict=True)
        if counted and n
    ]
    found.sort(key=lambda one: (-one.sections, regime.assessment.items.index(one.item)))
    return found[: regime.assessment.listed]


def multiple_text(multiple: float) -> str:
    """A multiple as it is printed: one decimal, or its first digit where that would be 0; empty for NaN."""
    if math.isnan(multiple):
        return ""
    value = float(kept_digit(multiple, 1))
    return f"{value:.1f}" if value == 0 or value >= 0.1 else f"{value:.6f}".rstrip("0")


def exceeding_text(found: Sequence[Exceeding]) -> str:
    """Codes with their multiples in brackets, ``codmn(1.2)+tp(0.4)+do``: no brackets where there is no multiple."""
    return "+".join(
        one.item if math.isnan(one.multiple) else f"{one.item}({multiple_text(one.multiple)})"
        for one in found
    )
