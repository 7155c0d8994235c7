"""The comprehensive trophic level index (综合营养状态指数 TLI) of lakes and its grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.rounding import SNAP_DECIMALS
from indicators.water_means import mean
from indicators.water_regime import WaterRegime
from indicators.water_rules import TrophicGrade

Floats = NDArray[np.float64]

LEAST_ITEMS: Final = 3
"""Fewest of the five items from which an index is still given, with a note; the rule asks for all five."""


def weights(regime: WaterRegime, among: Sequence[str] | None = None) -> dict[str, float]:
    """Weight of each item, r²/Σr²; over a part of the items where ``among`` names it.

    References
    ----------
    总站生字〔2001〕090号 weights.
    """
    chosen = {
        one.item: one.correlation**2 for one in regime.trophic.items if among is None or one.item in among
    }
    total = sum(chosen.values())
    return {item: square / total for item, square in chosen.items()}


def item_levels(concentrations: Mapping[str, ArrayLike], regime: WaterRegime) -> dict[str, Floats]:
    """TLI(j) of each item that is given, 10·(a + b·ln C); NaN for what is missing or not above 0.

    Parameters
    ----------
    concentrations
        ``chla`` mg/m³ (a feed's mg/L times 1000), ``tp`` ``tn`` ``codmn`` mg/L, ``sd`` m.

    References
    ----------
    总站生字〔2001〕090号 item index.
    """
    result: dict[str, Floats] = {}
    for one in regime.trophic.items:
        if one.item in concentrations:
            c = np.asarray(concentrations[one.item], np.float64)
            logarithm = np.log(np.where(c > 0, c, np.nan))
            result[one.item] = np.asarray(10 * (one.constant + one.slope * logarithm), np.float64)
    return result


def trophic_index(
    concentrations: Mapping[str, ArrayLike], regime: WaterRegime, *, among: Sequence[str] | None = None
) -> Floats:
    """TLI, the weighted sum of the levels of the five items; NaN where one of them is missing.

    Parameters
    ----------
    concentrations
        As for :func:`item_levels`.
    among
        Items to use instead of all five, with their weights scaled to 1: not the rule, and to be said beside it.

    References
    ----------
    总站生字〔2001〕090号 weights.
    """
    share = weights(regime, among)
    levels = item_levels(concentrations, regime)
    absent = [item for item in share if item not in levels]
    if absent:
        raise ValueError(f"A trophic level index also needs {' '.join(absent)}.")
    rows = np.broadcast_arrays(*(levels[item] * weight for item, weight in share.items()))
    return np.asarray(np.sum(np.stack(rows), axis=0), np.float64)


def index_of_points(
    means: ArrayLike, *, items: Sequence[str], regime: WaterRegime
) -> tuple[float, tuple[str, ...]]:
    """TLI of a lake from the means of its points, and the items that it is made from; NaN with fewer than three.

    Each item is first the mean over the points that have it; what is not above 0 is not there.

    Parameters
    ----------
    means
        Mean of each item of each point [point, item], not rounded, in the units of :func:`item_levels`; NaN missing.
    items
        Codes of the last axis.
    regime
        Editions that judge.

    References
    ----------
    总站生字〔2001〕090号 item index, weights.
    """
    over_them = mean(means, items=items, regime=regime).numbers.tolist()
    numbers = dict(zip(items, over_them, strict=True))
    there = tuple(one.item for one in regime.trophic.items if numbers.get(one.item, nan) > 0)
    if len(there) < LEAST_ITEMS:
        return nan, there
    return float(trophic_index({item: numbers[item] for item in there}, regime, among=there)), there


def trophic_grade(index: ArrayLike, regime: WaterRegime) -> Floats:
    """Number of the grade (1 贫营养 … 5 重度富营养) of each index; NaN stays NaN.

    References
    ----------
    总站生字〔2001〕090号 grades.
    """
    value = np.round(np.asarray(index, np.float64), SNAP_DECIMALS)
    result = np.full(value.shape, np.nan)
    for grade in reversed(regime.trophic.grades):
        if grade.highest is None:
            here = ~np.isnan(value)
        else:
            here = value <= grade.highest if grade.inclusive else value < grade.highest
        result = np.where(here, float(grade.number), result)
    return result


def grade(number: float, regime: WaterRegime) -> TrophicGrade | None:
    """Words of a grade's number; None for NaN."""
    return None if np.isnan(number) else regime.trophic.grades[int(number) - 1]
