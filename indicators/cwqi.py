"""The index by which cities are ranked for their surface water (城市水质指数 CWQI), and its improvement.

A sum of one ratio an item, smaller is better; nothing is rounded inside. With items missing the sum is smaller, not
better: the number of items stands beside it, and cities are comparable only over the same items. Places and change
are those of :mod:`indicators.composite`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.water_class import limits_of_class
from indicators.water_means import mean
from indicators.water_regime import WaterRegime

Floats = NDArray[np.float64]


def item_indices(means: ArrayLike, *, items: Sequence[str], lake: ArrayLike, regime: WaterRegime) -> Floats:
    """Index of each item [..., item]; NaN where it is missing or does not enter (nitrogen, coliforms, temperature).

    C over the limit of class Ⅲ; oxygen: the limit over C (infinite at 0); pH: 7 − pH up to 7, (pH − 7)/2 above.

    Parameters
    ----------
    means
        Mean of each item [..., item] over the river sections of a city, or over its lake points, not rounded; half
        the limit of detection for what is below it (``numbers`` of :class:`indicators.water_means.Means`).
    items
        Codes of the last axis.
    lake
        Whether each row [...] is of lakes.
    regime
        Editions that judge.

    References
    ----------
    环办监测〔2017〕51号 item index, items.
    """
    value = np.asarray(means, np.float64)
    rule = regime.ranking
    is_lake = np.broadcast_to(np.asarray(lake, np.bool_), value.shape[:-1])
    number = np.full(is_lake.shape, float(rule.standard_class))
    limits = limits_of_class(number, items=items, lake=is_lake, regime=regime)
    result = np.full(value.shape, np.nan)
    with np.errstate(divide="ignore"):
        for i, item in enumerate(items):
            if item not in rule.items:
                continue
            c, s = value[..., i], limits[..., i]
            if item in regime.limits.ranges:
                low, high = regime.limits.ranges[item]
                neutral = rule.ph_neutral
                result[..., i] = np.where(
                    c <= neutral, (neutral - c) / (neutral - low), (c - neutral) / (high - neutral)
                )
            elif item in regime.limits.least:
                result[..., i] = s / c
            else:
                result[..., i] = c / s
    return result


def cwqi(indices: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    """Sum of the indices of the items that are there [..., item], and their number; NaN with none.

    References
    ----------
    环办监测〔2017〕51号 sum.
    """
    value = np.asarray(indices, np.float64)
    count = np.sum(~np.isnan(value), axis=-1)
    return np.where(count > 0, np.nansum(value, axis=-1), np.nan), np.asarray(count, np.int64)


def city_index(river: ArrayLike, lake: ArrayLike, *, sections: ArrayLike, points: ArrayLike) -> Floats:
    """Index of a city: those of its rivers and lakes, weighted by their numbers of sections and points.

    NaN where a part that the city has is without an index, or the city has neither.

    Parameters
    ----------
    river, lake
        CWQI of the river sections and of the lake points.
    sections, points
        Numbers of river sections and of lake points; 0 where there are none.

    References
    ----------
    环办监测〔2017〕51号 city.
    """
    m, n = np.asarray(sections, np.float64), np.asarray(points, np.float64)
    total = m + n
    weighted = np.where(m > 0, np.asarray(river, np.float64) * m, 0.0)
    weighted = weighted + np.where(n > 0, np.asarray(lake, np.float64) * n, 0.0)
    return np.asarray(np.where(total > 0, weighted / np.maximum(total, 1), np.nan), np.float64)


def index_of_sections(
    means: ArrayLike, *, items: Sequence[str], lake: NDArray[np.bool_], regime: WaterRegime
) -> tuple[float, int]:
    """Index of a city from the means of its sections, and the fewest items that its rivers or its lakes bring in.

    NaN and 0 without any section; NaN where the sections of one kind of water have no item that enters.

    Parameters
    ----------
    means
        Mean of each item of each section [section, item], not rounded; NaN missing.
    items
        Codes of the last axis.
    lake
        Whether each section is judged as a lake [section].
    regime
        Editions that judge.

    References
    ----------
    环办监测〔2017〕51号 item index, sum, city.
    """
    value = np.asarray(means, np.float64)
    sums, sizes, counts = [], [], []
    for still in (False, True):
        rows = lake == still
        sizes.append(int(rows.sum()))
        over_them = mean(value[rows], items=items, regime=regime).numbers
        total, count = cwqi(item_indices(over_them, items=items, lake=still, regime=regime))
        sums.append(float(total))
        counts.append(int(count))
    fewest = min((count for count, size in zip(counts, sizes, strict=True) if size), default=0)
    return float(city_index(sums[0], sums[1], sections=sizes[0], points=sizes[1])), fewest
