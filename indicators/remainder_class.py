"""The remaining control value of a class of water: what each item must average in the months still to come.

A class is the worst of its items (single factor), each judged by its rounded mean of months. So the class of a section
can still be met if and only if the mean of every item over the remaining months keeps its bound: at most, of oxygen at
least, of pH between two. No single number says it; the items that bind are named instead.

An item that was never sampled so far has no bound of its own here: its limit is its bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import inf, isfinite, isnan, log10, nan

import numpy as np

from indicators.demand import Demand
from indicators.parameters import Label
from indicators.remainder import Remainder, mean_remainder, settled
from indicators.remainder_bounds import Floats, bound_of, present
from indicators.water_class import class_name, classify, limits_of_class
from indicators.water_means import Means, evaluated, hydrogen_mean, mean_of_months
from indicators.water_parameters import water_parameter
from indicators.water_regime import WaterRegime

MIDDLE_PH = 7.0
_HIGHEST_PH_POWER = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRemainder:
    """One bound of one item: its code, its limit in the class, and what the remaining months must average."""

    item: str
    limit: float
    rest: Remainder

    @property
    def strain(self) -> float:
        """By how much the rest must be better than what was: above 1 it must be, below 1 there is room."""
        now, level = self.rest.figure, self.rest.shown
        if self.rest.proof == "cannot":
            return inf
        if self.rest.proof == "certain" or not isfinite(level):
            return 0.0
        if self.item == "ph":
            return float(10.0 ** ((now - level) if self.rest.upper else (level - now)))
        worse, better = (now, level) if self.rest.upper else (level, now)
        return worse / better if better > 0 else inf


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRemainder:
    """What the remaining months must be for a class: the whole (`kind` class), and every bound of every item."""

    whole: Remainder
    parts: tuple[ItemRemainder, ...]

    @property
    def binding(self) -> tuple[ItemRemainder, ...]:
        """The bounds that ask for better than what was, the hardest first; if none does, the nearest one."""
        ordered = sorted((p for p in self.parts if p.strain > 0), key=lambda p: -p.strain)
        return tuple(p for p in ordered if p.strain > 1) or tuple(ordered[:1])


def item_step(item: str, regime: WaterRegime) -> float:
    """Return the step of a control value of an item: one decimal more than it is evaluated to."""
    return 10.0 ** -(regime.assessment.decimals.get(item, water_parameter(item).decimals) + 1)


def class_remainder(
    months: Means,
    remaining: int,
    worst_class: int,
    *,
    items: Sequence[str],
    lake: bool,
    regime: WaterRegime,
    least: int = 1,
) -> ClassRemainder:
    """Return what every item must average in the remaining months for the class of the whole to be met.

    Parameters
    ----------
    months
        Means of the months so far [month, item]; NaN for an item or a month without a sample.
    remaining
        Months still to come, all taken to have samples.
    worst_class
        The worst class that meets, 1 to 5.
    items
        Codes of the last axis.
    lake, regime
        Under which limits it is judged.
    least
        Fewest months of an item that the period needs. An item with fewer may yet leave the class, so that nothing
        is proved by it.

    References
    ----------
    GB 3838-2002 table 1; 环办〔2011〕22号 single factor, means, rounding, pH mean.
    """
    limits = limits_of_class(float(worst_class), items=items, lake=lake, regime=regime)
    parts: list[ItemRemainder] = []
    best = np.full(len(items), nan)
    for i, item in enumerate(items):
        known = present(months.numbers[:, i]) if len(months.numbers) else np.array([])
        if item not in regime.assessment.items or not len(known):
            continue
        decimals = regime.assessment.decimals[item]
        whole = len(known) + remaining
        if item in regime.limits.ranges:
            low, high = regime.limits.ranges[item]
            parts += [
                ItemRemainder(item=item, limit=limit, rest=ph_remainder(known, remaining, demand))
                for limit, demand in (
                    (low, Demand(comparator=">=", value=low, decimals=decimals)),
                    (high, Demand(comparator="<=", value=high, decimals=decimals)),
                )
            ]
            # Acid can always come: the highest mean that is possible is the one to look at.
            best[i] = min(MIDDLE_PH, _whole_ph(inf, known, remaining)) if remaining else _mean_ph(known)
        elif not np.isnan(limits[i]):
            least_value = item in regime.limits.least
            demand = Demand(
                comparator=">=" if least_value else "<=", value=float(limits[i]), decimals=decimals
            )
            rest = mean_remainder(known, remaining, demand, step=item_step(item, regime))
            parts.append(ItemRemainder(item=item, limit=float(limits[i]), rest=rest))
            # Oxygen may come without bound: then its best class.
            at_its_best = regime.limits.of(item, "lake" if lake else "river")[0] if least_value else 0.0
            best[i] = at_its_best if least_value and remaining else float(known.sum()) / whole
        if len(known) < least:
            best[i] = nan
    figure = class_of_mean(months, items=items, lake=lake, regime=regime)
    at_best = evaluated(_as_means(best), items=items, regime=regime)
    number = float(classify(at_best.values, items=items, lake=lake, regime=regime).number)
    return ClassRemainder(
        whole=settled(
            kind="class", figure=figure, valid=_months_with(months), remaining=remaining, whole=lambda _: nan,
            demand=Demand(comparator="<=", value=float(worst_class)), control=nan, step=1.0, lowest=0.0, highest=inf,
            formula=_formula(worst_class, parts, regime),
            bounds=(1.0 if isnan(number) else number, float(len(regime.limits.classes))),
        ),
        parts=tuple(parts),
    )  # fmt: skip


def class_of_mean(months: Means, *, items: Sequence[str], lake: bool, regime: WaterRegime) -> float:
    """Return the class, 1 to 6, of the mean of months [month, item]; NaN where nothing can be judged."""
    if not len(months.numbers):
        return nan
    judged = evaluated(mean_of_months(months, items=items, least=1), items=items, regime=regime)
    return float(classify(judged.values, judged.qualifiers, items=items, lake=lake, regime=regime).number)


def ph_remainder(known: Floats, remaining: int, demand: Demand) -> Remainder:
    """Return which pH the remaining months must keep for the mean by hydrogen ions to meet a bound.

    −lg X with X = (10^−T·N − Σ10^−pH)/(N − d): at least for the lower bound of the range, at most for the upper one.

    Parameters
    ----------
    known
        pH of the months so far [month].
    remaining
        Months still to come.
    demand
        One bound of the range.
    """
    size = len(known) + remaining
    acid = float(np.sum(10.0**-known))
    left = 10.0 ** -bound_of(demand) * size - acid
    control = nan
    if remaining:
        control = -log10(left / remaining) if left > 0 else (inf if not demand.upper else nan)
    text = f"X = −lg[(10^−{bound_of(demand):g}×{size} − Σ10^−pH)/{remaining}]"
    if isfinite(control):
        text += f" = {control:.2f}"
    return settled(
        kind="mean", figure=_mean_ph(known), valid=len(known), remaining=remaining, demand=demand,
        whole=partial(_whole_ph, known=known, remaining=remaining), control=control, step=0.01, lowest=-inf,
        highest=inf, formula=Label(zh=text, en=text),
    )  # fmt: skip


def _whole_ph(level: float, known: Floats, remaining: int) -> float:
    if level == -inf:
        return -inf
    more = 0.0 if level == inf else 10.0 ** -max(level, -_HIGHEST_PH_POWER)
    acid = (float(np.sum(10.0**-known)) + remaining * more) / (len(known) + remaining)
    return -log10(acid) if acid > 0 else inf


def _mean_ph(known: Floats) -> float:
    return float(hydrogen_mean(known))


def _as_means(values: Floats) -> Means:
    none = np.zeros(values.shape, np.int8)
    return Means(numbers=values, values=values, qualifiers=none, count=none.astype(np.int64))


def _months_with(months: Means) -> int:
    return int(np.sum(~np.isnan(months.numbers).all(axis=-1))) if len(months.numbers) else 0


def _formula(worst_class: int, parts: Sequence[ItemRemainder], regime: WaterRegime) -> Label:
    name = class_name(float(worst_class), regime)
    bounds = len([p for p in parts if p.strain > 0])
    return Label(
        zh=f"全期类别 ≤ {name} 当且仅当余下各月每一项的均值都守住其控制值（共 {bounds} 项，见各项）",
        en=f"class ≤ {name} if and only if the mean of every item over the remaining months keeps its bound"
        f" ({bounds} of them, see the items)",
    )
