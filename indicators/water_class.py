"""The class of water by single factor, the items that decide it, and by how much an item exceeds a limit.

Arrays have the item as their last axis, in the order of ``items`` given with them; rows are sections, times or both.
A qualifier stands beside each value: −1 where the item is below detection and the value is the limit of
detection, 0 for a plain value, 1 where the value is above the range of the method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.water_regime import WaterRegime
from indicators.water_rules import WaterBody, WaterLimits

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WORSE_THAN_V = 6
"""Number of 劣Ⅴ, what meets no class."""

EXACT_DECIMALS = 9
"""Values are compared at nine decimals, so that a factor between units cannot push one over its limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Classes of rows of items.

    Attributes
    ----------
    number
        Class of each row [...], 1 (Ⅰ) to 6 (劣Ⅴ); NaN where no item could be judged.
    by_item
        Class of each item [..., item], of reference items too; NaN where it is missing or cannot be judged.
    counted
        Whether the item entered the class [..., item].
    deciding
        Whether the item is at the class of the row [..., item].
    unjudged
        Whether a value is there but cannot be judged [..., item]: a limit of detection above that of class Ⅴ.
    bounded
        Whether the class of the item is only a bound [..., item]: its limit of detection meets the class given and
        not the next better one, or the value is above the range of the method.
    """

    number: Floats
    by_item: Floats
    counted: Flags
    deciding: Flags
    unjudged: Flags
    bounded: Flags


def classify(
    values: ArrayLike,
    qualifiers: ArrayLike | None = None,
    *,
    items: Sequence[str],
    lake: ArrayLike,
    regime: WaterRegime,
) -> Classes:
    """Class by single factor: the worst of the items that are there, among those that set the class.

    An item below detection meets every class whose limit is not below its limit of detection and takes the best of
    these; with a limit of detection above class Ⅴ it cannot be judged and is left out. Items that are missing are
    left out; ``counted`` says what the class stands on. A negative concentration is no value and left out.

    Parameters
    ----------
    values
        Concentrations [..., item] in the units of :mod:`indicators.water_parameters`; the limit of detection where
        the qualifier is −1; NaN missing. As they are judged: raw for the live feed, rounded means for a period.
    qualifiers
        −1, 0 or 1 for each value; all 0 where it is left out.
    items
        Codes of the last axis.
    lake
        Whether each row [...] is a lake or reservoir; a river otherwise.
    regime
        Editions that judge.

    References
    ----------
    GB 3838-2002 table 1; 环办〔2011〕22号 single factor, items, below detection.
    """
    value = _exact(values)
    qualifier = np.zeros(value.shape, np.int8) if qualifiers is None else np.asarray(qualifiers, np.int8)
    if value.shape[-1:] != (len(items),) or qualifier.shape != value.shape:
        raise ValueError(f"Values of shape {value.shape} and qualifiers of shape {qualifier.shape} are not rows of "
                         f"{len(items)} items.")  # fmt: skip
    is_lake = np.broadcast_to(np.asarray(lake, dtype=np.bool_), value.shape[:-1])
    by_item = np.full(value.shape, np.nan)
    bounded = np.zeros(value.shape, np.bool_)
    there = ~np.isnan(value) & (value >= 0)
    for i, item in enumerate(items):
        river, bounded_river = _item_classes(value[..., i], qualifier[..., i], item, "river", regime.limits)
        still, bounded_lake = _item_classes(value[..., i], qualifier[..., i], item, "lake", regime.limits)
        by_item[..., i] = np.where(there[..., i], np.where(is_lake, still, river), np.nan)
        bounded[..., i] = there[..., i] & np.where(is_lake, bounded_lake, bounded_river)
    sets = np.array([item in regime.assessment.items for item in items], dtype=np.bool_)
    judged = ~np.isnan(by_item)
    counted = judged & sets
    worst = np.max(np.where(counted, by_item, 0.0), axis=-1, initial=0.0)
    return Classes(
        number=np.where(worst > 0, worst, np.nan),
        by_item=by_item,
        counted=counted,
        deciding=counted & (by_item == worst[..., np.newaxis]),
        unjudged=there & ~judged & sets,
        bounded=bounded & judged,
    )


def _exact(values: ArrayLike) -> Floats:
    return np.asarray(np.round(np.asarray(values, np.float64), EXACT_DECIMALS), np.float64)


def _item_classes(
    value: Floats, qualifier: NDArray[np.int8], item: str, body: WaterBody, limits: WaterLimits
) -> tuple[Floats, Flags]:
    """Return the classes of one item, NaN where it cannot be judged, and whether they are only bounds."""
    if item in limits.ranges:
        low, high = limits.ranges[item]
        plain = np.where((value >= low) & (value <= high), 1.0, float(WORSE_THAN_V))
        outside = ((qualifier < 0) & (value <= low)) | ((qualifier > 0) & (value >= high))
        return np.where(qualifier == 0, plain, np.where(outside, float(WORSE_THAN_V), np.nan)), np.zeros(
            value.shape, np.bool_
        )
    try:
        bounds = np.array(limits.of(item, body))
    except LookupError:
        return np.full(value.shape, np.nan), np.zeros(value.shape, np.bool_)
    # Oxygen: more is better. With both signs turned its limits ascend, and < and > change places.
    sign = -1.0 if item in limits.least else 1.0
    side = qualifier if sign > 0 else -qualifier
    met = np.searchsorted(sign * bounds, sign * value, side="left") + 1.0
    beyond = np.searchsorted(sign * bounds, sign * value, side="right") + 1.0
    number = np.where(side > 0, beyond, met)
    number = np.where((side < 0) & (number == WORSE_THAN_V), np.nan, number)
    return number, ((side < 0) & (number > 1)) | ((side > 0) & (number < WORSE_THAN_V))


def limits_of_class(
    number: ArrayLike, *, items: Sequence[str], lake: ArrayLike, regime: WaterRegime
) -> Floats:
    """Limits [..., item] of classes [...] 1 to 5; NaN for an item without one (pH, temperature, nitrogen of rivers).

    A class that is NaN gives NaN; any other number raises ValueError.
    """
    classes, is_lake = np.broadcast_arrays(np.asarray(number, np.float64), np.asarray(lake, np.bool_))
    known = ~np.isnan(classes)
    if np.any(known & ~np.isin(classes, (1, 2, 3, 4, 5))):
        raise ValueError("Only the classes 1 to 5 have limits.")
    place = np.where(known, classes, 1).astype(np.int64) - 1
    result = np.full((*classes.shape, len(items)), np.nan)
    bodies: tuple[tuple[WaterBody, Flags], ...] = (("river", ~is_lake), ("lake", is_lake))
    for i, item in enumerate(items):
        for body, here in bodies:
            try:
                bounds = np.array(regime.limits.of(item, body))
            except LookupError:
                continue
            result[..., i] = np.where(here & known, bounds[place], result[..., i])
    return result


def multiples(values: ArrayLike, limits: ArrayLike, *, items: Sequence[str], regime: WaterRegime) -> Floats:
    """Exceedance multiples (C − S)/S [..., item]; 0 where the limit is met, NaN without value or limit.

    NaN also for temperature, pH and oxygen, which have no multiple.

    Parameters
    ----------
    values
        Concentrations [..., item]; leave those below detection out as NaN, they exceed nothing that is proven.
    limits
        Limits [..., item] of class Ⅲ or of a target.

    References
    ----------
    环办〔2011〕22号 exceedance multiple.
    """
    value, limit = _exact(values), np.asarray(limits, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(limit > 0, np.maximum(value / limit - 1.0, 0.0), np.nan)
    without = np.array([item in regime.assessment.without_multiple for item in items], np.bool_)
    return np.where(without, np.nan, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a section has to meet: a class, or a class with limits of its own for some items.

    "氨氮低于3mg/L，总磷低于0.35mg/L，其他指标达Ⅳ类" is class 4 with ``{"nh3n": 3, "tp": 0.35}``. An override of
    oxygen is its least value.
    """

    number: int
    overrides: Mapping[str, float]


def target_limits(
    targets: Sequence[Target | None], *, items: Sequence[str], lake: ArrayLike, regime: WaterRegime
) -> Floats:
    """Limits [section, item] of the target of each section; NaN where a section has none."""
    numbers = np.array([np.nan if t is None else float(t.number) for t in targets])
    result = limits_of_class(numbers, items=items, lake=lake, regime=regime)
    for row, target in enumerate(targets):
        for item, limit in (target.overrides if target else {}).items():
            if item in items:
                result[row, list(items).index(item)] = limit
    return result


def meets(
    values: ArrayLike,
    qualifiers: ArrayLike | None = None,
    *,
    limits: ArrayLike,
    items: Sequence[str],
    regime: WaterRegime,
) -> tuple[Floats, Floats]:
    """Whether rows and their items meet limits: 1 yes, 0 no, NaN cannot be judged; ([...], [..., item]).

    A row fails with one item that fails. It cannot be judged where nothing was measured or has a limit, or where
    none fails and the limit of detection of one item lies above its limit. pH has to lie in its range.

    Parameters
    ----------
    values, qualifiers
        As in :func:`classify`.
    limits
        Limits [..., item] as by :func:`target_limits`; where a row has none at all it is not judged.

    References
    ----------
    环办〔2011〕22号 below detection.
    """
    value = _exact(values)
    value = np.where(value >= 0, value, np.nan)
    qualifier = np.zeros(value.shape, np.int8) if qualifiers is None else np.asarray(qualifiers, np.int8)
    limit = np.broadcast_to(np.asarray(limits, np.float64), value.shape)
    asked = ~np.all(np.isnan(limit), axis=-1)
    by_item = np.full(value.shape, np.nan)
    for i, item in enumerate(items):
        if item not in regime.assessment.items:
            continue
        v, q, bound = value[..., i], qualifier[..., i], limit[..., i]
        if item in regime.limits.ranges:
            low, high = regime.limits.ranges[item]
            found = np.where(q == 0, np.where((v >= low) & (v <= high), 1.0, 0.0), np.nan)
            by_item[..., i] = np.where(np.isnan(v) | ~asked, np.nan, found)
            continue
        if item in regime.limits.least:
            v, q, bound = -v, -q, -bound
        passes = np.where(q > 0, np.where(v >= bound, 0.0, np.nan), np.where(v <= bound, 1.0, 0.0))
        passes = np.where((q < 0) & (v > bound), np.nan, passes)
        by_item[..., i] = np.where(np.isnan(v) | np.isnan(bound), np.nan, passes)
    sets = np.array([item in regime.assessment.items for item in items], np.bool_)
    open_items = asked & np.any(~np.isnan(value) & np.isnan(by_item) & sets, axis=-1)
    fails, any_met = np.any(by_item == 0, axis=-1), np.any(by_item == 1, axis=-1)
    return np.where(fails, 0.0, np.where(any_met & ~open_items, 1.0, np.nan)), by_item


def class_name(number: float, regime: WaterRegime) -> str:
    """Name of a class, ``Ⅰ`` … ``劣Ⅴ``; empty for NaN."""
    return "" if np.isnan(number) else regime.limits.classes[int(number) - 1]
