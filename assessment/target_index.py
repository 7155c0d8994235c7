"""The months behind a target for an index of water, CWQI or TLI: those of every section that the index is made of.

The sibling of `assessment.target_months` for what is no mean of one section and no count of several: the index of a
period is made anew from the means of its months, by the rule of that very period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from math import isfinite, isinf, isnan, log10
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.periods import Days, next_month
from assessment.water_grid import ITEMS, WaterGrid, mean_over
from indicators.demand import Demand
from indicators.remainder import Remainder
from indicators.remainder_pool import SectionMonths
from indicators.remainder_water_index import INDICES, index_levels, index_remainder, months_at
from indicators.water_means import Means, joined, plain, stacked
from indicators.water_parameters import water_parameter
from indicators.water_regime import WaterRegime

Floats = NDArray[np.float64]

INDEX_ITEMS: Final = ("item", "body", "figure", "is", "level", "unit", "alone")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexMonths:
    """Months of a target for an index, one after the other; arrays are [month, section, item].

    Attributes
    ----------
    code
        Which index.
    first, last
        First and last day of these months.
    whole
        The period of the target, whose rule judges the whole.
    codes
        Codes of the sections.
    lake
        Whether each is judged as a lake.
    items
        Codes of the last axis.
    months
        Means of each month.
    rules
        Editions that judge.
    """

    code: str
    first: date
    last: date
    whole: Days
    codes: tuple[str, ...]
    lake: NDArray[np.bool_]
    items: tuple[str, ...]
    months: Means
    rules: WaterRegime

    def __len__(self) -> int:
        return len(self.months.numbers)

    @property
    def means(self) -> Means | None:
        """Means of the months: what remains is counted in months."""
        return self.months

    @property
    def sections(self) -> int:
        """Sections with a value in any of these months."""
        return int((~np.isnan(self.months.numbers[:, self._counted])).any(axis=(0, 2)).sum())

    @property
    def registered(self) -> int:
        """Sections of the registry; of a trophic level its lake points."""
        return int(self._counted.sum())

    @property
    def figure(self) -> float:
        """The index of these months by the rule of their period; NaN without any."""
        return INDICES[self.code].of(self._held(Days(first=self.first, last=max(self.first, self.last))))

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Whether each month alone has an index."""
        return np.array([not isnan(self._rows(i, i + 1).figure) for i in range(len(self))], np.bool_)

    def running(self) -> Floats:
        """The index after each month [month]; NaN before the first one with a value."""
        return np.array([self._rows(0, i + 1).figure for i in range(len(self))], np.float64)

    def starts(self) -> list[date]:
        """First day of each month."""
        found = [self.first]
        while len(found) < len(self):
            found.append(next_month(found[-1]))
        return found[: len(self)]

    def between(self, first: date, last: date) -> IndexMonths:
        """The months that begin on `first` or later and not after `last`."""
        starts = self.starts()
        a = sum(1 for start in starts if start < first)
        b = sum(1 for start in starts if start <= last)
        return self._rows(a, max(a, b))

    def followed_by(self, other: IndexMonths) -> IndexMonths:
        """These months and then those of another stretch; together the whole period.

        Of the other only what was sampled of each section in these months: an index over other items or other
        sections would not be this one.
        """
        other_months = other._placed(self.codes, self.items)
        if len(self):
            other_months = other_months.only(
                np.asarray((~np.isnan(self.months.numbers)).any(axis=0), np.bool_)
            )
        return self._with(other_months)

    def filled(self, months: int, level: float) -> IndexMonths:
        """These months and then `months` more, each as those so far times a factor."""
        index = INDICES[self.code]
        values = months_at(index, self._held(self.whole), months, level)
        return self._with(plain(np.repeat(values[np.newaxis], months, axis=0)))

    def of_items(self, items: tuple[str, ...]) -> IndexMonths:
        """The same months of some items, in that order."""
        return replace(self, items=items, months=self._placed(self.codes, items))

    def remainder(self, left: int, demand: Demand) -> Remainder:
        """By which factor the `left` months to come may differ from those so far."""
        return index_remainder(INDICES[self.code], self._held(self.whole), left, demand=demand)

    def levels(self, left: int, demand: Demand) -> pd.DataFrame:
        """What each item alone must be in the `left` months to come; the columns of `INDEX_ITEMS`.

        `body` is `river` or `lake`. `alone` is `cannot` where the item alone cannot do it, `need_not` where it may
        be anything, else `can`.
        """
        rows = []
        for one in index_levels(INDICES[self.code], self._held(self.whole), left, demand=demand):
            alone = "cannot" if isnan(one.level) else "need_not" if isinf(one.level) else "can"
            rows.append(
                {
                    "item": one.item, "body": "lake" if one.lake else "river",
                    "figure": stepped_text(one.figure, one.step), "is": "at_most" if one.upper else "at_least",
                    "level": stepped_text(one.level, one.step), "unit": water_parameter(one.item).unit_text,
                    "alone": alone,
                }
            )  # fmt: skip
        return pd.DataFrame(rows, columns=list(INDEX_ITEMS))

    @property
    def _counted(self) -> NDArray[np.bool_]:
        return self.lake if self.code == "tli" else np.ones(len(self.codes), np.bool_)

    def _held(self, days: Days) -> SectionMonths:
        return SectionMonths(
            means=self.months, items=self.items, lake=self.lake, regime=self.rules,
            fold=partial(mean_over, days=days, items=self.items, rules=self.rules),
        )  # fmt: skip

    def _rows(self, a: int, b: int) -> IndexMonths:
        starts = [*self.starts(), self.last + timedelta(days=1)]
        ends = self.last if b >= len(self) else starts[b] - timedelta(days=1)
        return replace(self, first=starts[min(a, len(self))], last=ends, months=self.months.rows(slice(a, b)))

    def _placed(self, codes: Sequence[str], items: Sequence[str]) -> Means:
        """The months of some sections and items, in that order; NaN for those that are not here."""
        at = {code: i for i, code in enumerate(self.codes)}
        item_at = {item: j for j, item in enumerate(self.items)}
        sections = self.months.taken([at.get(code, -1) for code in codes], axis=1)
        return sections.taken([item_at.get(item, -1) for item in items], axis=2)

    def _with(self, more: Means) -> IndexMonths:
        return replace(self, months=joined(self.months, more), last=self.whole.last)


def index_months(
    code: str, grid: WaterGrid, *, days: Days, whole: Days, codes: Sequence[str], lake: NDArray[np.bool_],
    rules: WaterRegime,
) -> IndexMonths:  # fmt: skip
    """The months of a window, of the sections behind a target for an index."""
    wanted = [one.item for one in rules.trophic.items] if code == "tli" else list(rules.assessment.items)
    # Of the trophic items also those that nobody has sampled: they may still enter.
    items = tuple(item for item in ITEMS if item in wanted and (code == "tli" or item in grid.items))
    asked = IndexMonths(
        code=code, first=days.first, last=days.last, whole=whole, codes=tuple(codes), lake=lake, items=grid.items,
        months=stacked([part.means for part in grid.parts]), rules=rules,
    )  # fmt: skip
    return asked.of_items(items)


def stepped_text(value: float, step: float) -> str:
    """A value with the decimals of its step; empty for none and for one without bound."""
    return f"{value:.{max(0, round(-log10(step)))}f}" if isfinite(value) else ""
