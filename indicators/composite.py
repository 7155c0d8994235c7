"""Single indices, the composite index, the greatest index and places in a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.rounding import half_even
from indicators.rules import Limits, RankingRule

Floats = NDArray[np.float64]


def single_indices(statistics: Mapping[str, ArrayLike], *, limits: Limits, rule: RankingRule) -> Floats:
    """Return I_i = C_i / S_i of each statistic [item, ...], in the order of the rule.

    Each concentration is rounded half-even (whole, CO 1 decimal) and divided by its grade II limit, and each
    index is rounded half-even to 2 decimals, as the published indices are. NaN where a statistic is missing.

    Parameters
    ----------
    statistics
        Arrays by statistic: ``so2 no2 pm10 pm25`` (period means), ``co_p95``, ``o3_8h_p90``; µg/m³, CO mg/m³.
    limits
        Limits of a phase of GB 3095.
    rule
        Ranking rule.

    References
    ----------
    环办监测〔2018〕19号: composite index.
    """
    absent = [code for code, _, _ in rule.items if code not in statistics]
    if absent:
        raise ValueError(f"A composite index also needs {' '.join(absent)}.")
    rows = [
        half_even(
            half_even(statistics[code], rule.decimals[code]) / limits.limit(item, average),
            rule.index_decimals,
        )
        for code, item, average in rule.items
    ]
    return np.stack(np.broadcast_arrays(*rows))


def composite_index(single: ArrayLike, *, rule: RankingRule) -> Floats:
    """Return the sum of the six single indices [item, ...]; NaN where one of them is missing."""
    return half_even(np.sum(np.asarray(single, dtype=np.float64), axis=0), rule.index_decimals)


def greatest_index(single: ArrayLike) -> tuple[Floats, NDArray[np.uint8]]:
    """Return the greatest single index, and a mask of the items that have it (bit *i*: item *i* of the rule).

    NaN and 0 where a single index is missing: a missing item could have been the greatest.
    """
    rows = np.asarray(single, dtype=np.float64)
    top = np.max(rows, axis=0)
    mask = np.zeros(top.shape, np.uint8)
    for i, row in enumerate(rows):
        mask |= np.where(row == top, np.uint8(1 << i), np.uint8(0))
    return top, mask


def basis(limits: Limits, rule: RankingRule) -> str:
    """Return the limits that an index stands on, as printed beside it: ``60/40/60/30/4/160``."""
    return "/".join(f"{limits.limit(item, average):g}" for _, item, average in rule.items)


def change(value: ArrayLike, before: ArrayLike) -> Floats:
    """Return the change against an earlier value as a share of it, (I − I₀)/I₀.

    NaN where either is missing or the earlier value is 0. Negative is better for an index.
    Multiply by 100 and show one decimal for percent.
    """
    now, then = np.asarray(value, dtype=np.float64), np.asarray(before, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(then != 0, (now - then) / then, np.nan), dtype=np.float64)


def places(
    values: ArrayLike,
    *,
    better: Literal["low", "high"] = "low",
    ties: Literal["competition", "dense"] = "competition",
) -> Floats:
    """Return the place of each value, 1 the best; NaN where there is no value.

    Parameters
    ----------
    values
        Values [member] as they are shown: equal figures share a place, so that rounding comes first.
    better
        Whether low or high values come first.
    ties
        ``competition``: 9, 9, 11. ``dense``: 9, 9, 10.
    """
    shown = np.asarray(values, dtype=np.float64)
    if better == "high":
        shown = -shown
    here = ~np.isnan(shown)
    result = np.full(shown.shape, np.nan)
    distinct, which, counts = np.unique(shown[here], return_inverse=True, return_counts=True)
    if ties == "dense":
        first = np.arange(len(distinct))
    else:
        first = np.concatenate(([0], np.cumsum(counts)[:-1])) if len(counts) else counts
    result[here] = first[which] + 1
    return result
