"""One part of time of sections, judged: classes, multiples, targets, and what several sections have together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.water_grid import Part, WaterGrid
from assessment.water_sections import WaterMembers
from indicators.water_class import Classes, classify, limits_of_class, meets, multiples, target_limits
from indicators.water_main_items import CLASS_III
from indicators.water_means import Means, evaluated, mean
from indicators.water_regime import WaterRegime
from indicators.water_states import Distribution, distribution, section_state, state_by_shares

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One part of time judged: the classes of its sections, and of its section-months where it has several."""

    part: Part
    items: tuple[str, ...]
    who: WaterMembers
    rules: WaterRegime

    @cached_property
    def classes(self) -> Classes:
        """Classes of the sections [section], each under the limits of its own water body."""
        return self.classes_of(self.part.judged, self.who.lake)

    @cached_property
    def otherwise(self) -> Classes:
        """The same under the limits of the other water body."""
        return self.classes_of(self.part.judged, ~self.who.lake)

    @cached_property
    def pooled(self) -> Floats:
        """Classes of the section-times that shares are made of [time, section]."""
        if not self.part.months:
            return self.classes.number[np.newaxis]
        return np.stack([self.classes_of(m, self.who.lake).number for m in self.part.months])

    @cached_property
    def proven(self) -> Floats:
        """What is judged, without what is below detection [section, item]: that exceeds nothing."""
        judged = self.part.judged
        return np.where(judged.qualifiers < 0, np.nan, judged.values)

    @cached_property
    def over(self) -> Floats:
        """Multiples against class Ⅲ [section, item]."""
        limits = limits_of_class(
            np.full(len(self.who.sections), float(CLASS_III)), items=self.items, lake=self.who.lake, regime=self.rules
        )  # fmt: skip
        return multiples(self.proven, limits, items=self.items, regime=self.rules)

    @cached_property
    def targets(self) -> Floats:
        """Limits of the targets [section, item]."""
        return target_limits(self.who.targets, items=self.items, lake=self.who.lake, regime=self.rules)

    @cached_property
    def met(self) -> Floats:
        """Whether each section-time meets its target [time, section]: 1, 0, NaN not judged or without one."""
        times = self.part.months or (self.part.judged,)
        if not self.items:
            return np.full((len(times), len(self.who.sections)), np.nan)
        return np.stack(
            [
                meets(m.values, m.qualifiers, limits=self.targets, items=self.items, regime=self.rules)[0]
                for m in times
            ]
        )

    @cached_property
    def met_now(self) -> Floats:
        """Whether the part as a whole meets the target [section]."""
        judged = self.part.judged
        if not self.items:
            return np.full(len(self.who.sections), np.nan)
        return meets(
            judged.values, judged.qualifiers, limits=self.targets, items=self.items, regime=self.rules
        )[0]

    def by_mean(self, rows: Places) -> Classes | None:
        """Class of the mean of each item over a few sections; None where rivers and lakes are mixed."""
        lakes = self.who.lake[rows]
        if np.unique(lakes).size > 1 or not self.items:
            return None
        over_them = self.mean_of(rows)
        rounded = evaluated(over_them, items=self.items, regime=self.rules)
        return classify(
            rounded.values, rounded.qualifiers, items=self.items, lake=bool(lakes[0]), regime=self.rules
        )

    def mean_of(self, rows: Places) -> Means:
        """Means over sections [item], of their means as they are judged."""
        judged = self.part.judged
        return mean(judged.values[rows], judged.qualifiers[rows], items=self.items, regime=self.rules)

    def rounded_mean_of(self, rows: Places) -> Means:
        """The same at the decimals of evaluation: what is judged of a few sections."""
        return evaluated(self.mean_of(rows), items=self.items, regime=self.rules)

    def unrounded(self, rows: Places) -> Floats:
        """Means over sections [item] of their means in full precision; pH by its hydrogen ions."""
        return mean(self.part.means.numbers[rows], items=self.items, regime=self.rules).numbers

    def classes_of(self, means: Means, lake: Flags | bool) -> Classes:
        """Classes of means under the limits of rivers or of lakes."""
        return classify(means.values, means.qualifiers, items=self.items, lake=lake, regime=self.rules)

    def shares(self, rows: Places) -> Distribution:
        """The classes of the section-times of some sections."""
        return distribution(self.pooled[:, rows].reshape(-1))

    def group_state(self, rows: Places) -> tuple[float, Classes | None]:
        """State of several sections, and the class of their mean where they are fewer than five."""
        judged = rows[~np.isnan(self.classes.number[rows])]
        if not judged.size:
            return float("nan"), None
        if judged.size >= self.rules.assessment.few_sections:
            found = self.shares(rows)
            return float(state_by_shares(found.good_share, found.bad_share, self.rules)), None
        few = self.by_mean(judged)
        return (float("nan"), None) if few is None else (float(section_state(few.number, self.rules)), few)


def judged_parts_of(grid: WaterGrid, who: WaterMembers) -> list[Judged]:
    """Each part of a grid, ready to be asked."""
    return [
        Judged(part=part, items=grid.items, who=who, rules=rules)
        for part, rules in zip(grid.parts, grid.regimes, strict=True)
    ]
