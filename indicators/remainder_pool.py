"""The months of several sections behind an index of water: what is pooled of them, and how low it can still come.

An index is made from means over sections of their means over months. A *pool* is one item over the sections of one
kind of water. In the months to come its level is moved as a whole, each section keeping its proportion to the others;
of pH, whose mean is one of hydrogen ions, every section by the same step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indicators.water_means import Means, mean, mean_of_months, plain
from indicators.water_regime import WaterRegime

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Sense = Literal["most", "least", "range"]
Fold = Callable[[Sequence[Means]], Means]
"""How months become a period: their mean, and how many of an item the period needs."""

OXYGEN_HIGHEST = 20.0
"""Dissolved oxygen [mg/L] beyond which no factor counts on it: as far as the meters of automatic stations read.

It bounds what is asked for, never what is proved.
"""

_MANY = 1000  # a month to come may bring any number of samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionMonths:
    """The months so far of the sections of an index.

    Attributes
    ----------
    means
        Means of each month [month, section, item]; NaN for what was not sampled.
    items
        Codes of the last axis.
    lake
        Whether each section is judged as a lake [section].
    regime
        Editions that judge.
    fold
        The rule of the whole period.
    """

    means: Means
    items: tuple[str, ...]
    lake: Flags
    regime: WaterRegime
    fold: Fold

    def __len__(self) -> int:
        return len(self.means.numbers)

    def so_far(self) -> Floats:
        """Mean of each item of each section over the months so far [section, item], from one month on."""
        if not len(self):
            return np.full((len(self.lake), len(self.items)), nan)
        return mean_of_months(self.means, items=self.items, least=1).numbers

    def period(self, to_come: Floats, remaining: int, *, samples: int = 1) -> Means:
        """The whole period [section, item] with so many months to come, each as `to_come` [section, item] says."""
        return self.fold([*self.months(), *[plain(to_come, samples=samples)] * remaining])

    def months(self) -> list[Means]:
        """The months so far, one by one."""
        return [self.means.rows(k) for k in range(len(self))]

    def pooled(self, values: Floats, rows: Flags) -> Floats:
        """Means over some of the sections [item]; pH by its hydrogen ions, NaN for an item that none has."""
        return mean(values[rows], items=self.items, regime=self.regime).numbers

    def sense(self, item: str) -> Sense:
        """Whether an item is better low, better high, or best in the middle."""
        if item in self.regime.limits.ranges:
            return "range"
        falling = any(one.item == item and one.slope < 0 for one in self.regime.trophic.items)
        return "least" if falling or item in self.regime.limits.least else "most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """One item over the sections of one kind of water.

    Attributes
    ----------
    item, lake
        What, and of which water.
    column, rows
        Where it stands, and the sections that enter [section].
    mean
        Mean over these sections of their means so far, in the unit of the item.
    sense
        Whether it is better low, better high, or best in the middle.
    neutral
        The middle, of pH.
    highest
        Of what is better high, the level up to which it is counted on.
    """

    item: str
    lake: bool
    column: int
    rows: Flags
    mean: float
    sense: Sense
    neutral: float
    highest: float

    def at(self, factor: float) -> float:
        """The level that is `factor` times as bad: multiplied, of what is better high divided, of pH its distance."""
        if self.sense == "range":
            return self.neutral + factor * (self.mean - self.neutral)
        if self.sense == "most":
            return self.mean * factor
        if factor > 0:
            return min(self.mean / factor, self.highest)
        return self.highest if self.mean > 0 else 0.0

    def moved(self, base: Floats, level: float) -> Floats:
        """What each section [section] would be with the pool at a level, from its mean so far."""
        if self.sense == "range":
            return base + (level - self.mean)
        if self.mean == 0:
            return np.full(base.shape, level)
        with np.errstate(invalid="ignore"):
            return np.where(base == 0, 0.0, base * (level / self.mean))


def pools_of(
    held: SectionMonths, base: Floats, period: Means, rows: Flags, *, lake: bool, items: Sequence[str]
) -> list[Pool]:
    """The pools of some items over some sections, of what enters a period that goes on as it was."""
    found = []
    for i, item in enumerate(held.items):
        entering = rows & ~np.isnan(period.numbers[:, i])
        if item not in items or not entering.any():
            continue
        mean_so_far = float(held.pooled(base, entering)[i])
        found.append(
            Pool(
                item=item, lake=lake, column=i, rows=entering, sense=held.sense(item), mean=mean_so_far,
                neutral=held.regime.ranking.ph_neutral,
                highest=max(OXYGEN_HIGHEST, mean_so_far) if item in held.regime.limits.least else inf,
            )
        )  # fmt: skip
    return found


def to_come(base: Floats, pools: Sequence[Pool], levels: Mapping[tuple[str, bool], float]) -> Floats:
    """The months to come [section, item]: as so far, but for the pools (item, lake) that have a level of their own."""
    values = base.copy()
    for pool in pools:
        level = levels.get((pool.item, pool.lake))
        if level is not None:
            values[pool.rows, pool.column] = pool.moved(base[pool.rows, pool.column], level)
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What can still enter a period [section, item].

    Attributes
    ----------
    sure
        Whether it has enough already, whatever comes.
    possible
        Whether it can still have enough.
    lowest
        The lowest mean that it can come to, of pH the lowest concentration of hydrogen ions; NaN where it is not
        possible.
    period
        The period if nothing more came.
    """

    sure: Flags
    possible: Flags
    lowest: Floats
    period: Means


def reach(held: SectionMonths, remaining: int) -> Reach:
    """What can still enter a period, with any number of samples in the months to come or none at all."""
    shape = (len(held.lake), len(held.items))
    silent = held.period(np.full(shape, nan), remaining)
    best = np.zeros(shape)
    for i, item in enumerate(held.items):
        if held.sense(item) != "most":
            best[:, i] = inf  # oxygen, transparency and the absence of acid have no bound that nature sets
    whole = held.period(best, remaining, samples=_MANY).numbers
    lowest = whole.copy()
    for i, item in enumerate(held.items):
        if held.sense(item) == "range":
            lowest[:, i] = 10.0 ** -whole[:, i]
    return Reach(
        sure=~np.isnan(silent.numbers), possible=~np.isnan(whole), lowest=lowest, period=silent
    )  # fmt: skip


def lowest_mean(
    values: Floats, sure: Flags, possible: Flags, *, among: Flags | None = None, most: int = 0
) -> float:
    """The lowest mean over all sections that are sure and any of those that are possible; NaN if none is sure.

    Parameters
    ----------
    values
        The lowest that each section can come to [section].
    among, most
        Of the possible ones that are not `among` these at most so many; any number where it is left out.
    """
    if not sure.any():
        return nan
    total, count = float(values[sure].sum()), int(sure.sum())
    others = np.flatnonzero(possible & ~sure)
    for i in others[np.argsort(values[others], kind="stable")]:
        value = float(values[i])
        if isnan(value) or value * count >= total:
            break
        if among is not None and not among[i]:
            if not most:
                continue
            most -= 1
        total, count = total + value, count + 1
    return total / count
