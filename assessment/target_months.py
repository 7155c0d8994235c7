"""The months behind a target of water: of a section what was measured, of a division how many sections were good.

Those of an index are in `assessment.target_index`.

The siblings of `assessment.target_series`: a stretch of months can be cut, be followed by another, and says its figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from assessment.periods import Days, parts
from assessment.target_index import index_months
from assessment.target_past import Stretch, earlier_day
from assessment.terms import Terms
from assessment.water_grid import EARLIEST, WaterGrid, periods, regime_of
from assessment.water_judged import judged_parts_of
from assessment.water_sections import WaterMembers
from indicators.demand import Demand
from indicators.remainder import Remainder, mean_remainder, rate_remainder
from indicators.remainder_class import ClassRemainder, class_of_mean, class_remainder, item_step
from indicators.remainder_water_index import INDICES
from indicators.water_class import WORSE_THAN_V
from indicators.water_means import Means, joined, plain, stacked
from indicators.water_parameters import WATER_PARAMETERS
from indicators.water_regime import WaterRegime
from indicators.water_states import GOOD_UP_TO
from ingest.target import TargetRecord
from store.opening import Store

Floats = NDArray[np.float64]

WATER_ITEMS: Final = tuple(one.code for one in WATER_PARAMETERS)
SHARES: Final = frozenset({"good_water_share", "worse_than_v_share", "section_compliance_rate"})


class Monthly(Stretch, Protocol):
    """A stretch of months behind a target of water: of a section, of a division's count, or of its index."""

    @property
    def means(self) -> Means | None:
        """Means of the months; None where section-months are counted."""

    @property
    def sections(self) -> int:
        """Sections behind it."""

    @property
    def registered(self) -> int:
        """Sections in the registry."""

    @property
    def figure(self) -> float:
        """The figure of all these months."""

    def running(self) -> Floats:
        """The figure after each month [month]."""

    def starts(self) -> list[date]:
        """First day of each month."""

    def filled(self, months: int, level: float) -> Self:
        """These months and then `months` more at a level."""

    def remainder(self, left: int, demand: Demand) -> Remainder:
        """What the `left` months to come must be for the figure to meet a demand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """Months of a target of water, one after the other; arrays are [month].

    Attributes
    ----------
    first
        First day of the first month.
    means
        Of a section: means of its items [month, item], all of `WATER_ITEMS`; None of a division.
    item
        The item whose mean is the figure; empty for a class and for a share.
    lake, rules
        Under which limits a class is judged.
    good, judged
        Of a division: section-months that count, and section-months judged; empty of a section.
    registered
        Of a division: sections in the registry; 0 of a section.
    seen
        Of a division: sections judged in any of these months.
    """

    first: date
    rules: WaterRegime
    means: Means | None = None
    item: str = ""
    lake: bool = False
    good: Floats = field(default_factory=lambda: np.array([]))
    judged: Floats = field(default_factory=lambda: np.array([]))
    registered: int = 0
    seen: int = 0

    def __len__(self) -> int:
        return len(self.judged) if self.means is None else len(self.means.numbers)

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Whether each month has what the figure is made from."""
        if self.means is None:
            return np.asarray(self.judged > 0, np.bool_)
        there = ~np.isnan(self.means.numbers)
        where = [WATER_ITEMS.index(self.item)] if self.item else self._classed()
        return np.asarray(there[:, where].any(axis=1), np.bool_)

    @property
    def figure(self) -> float:
        """The figure of all these months: a mean, a class from 1 to 6, a share in percent; NaN without any."""
        if self.means is None:
            total = float(np.nansum(self.judged))
            return 100.0 * float(np.nansum(self.good)) / total if total else float("nan")
        if self.item:
            known = self.known()
            return float(known.mean()) if len(known) else float("nan")
        return class_of_mean(self.means, items=WATER_ITEMS, lake=self.lake, regime=self.rules)

    def known(self) -> Floats:
        """The monthly means of the item that are there."""
        if self.means is None or not self.item:
            return np.array([])
        values = self.means.numbers[:, WATER_ITEMS.index(self.item)]
        return np.asarray(values[~np.isnan(values)], np.float64)

    def running(self) -> Floats:
        """The figure after each month [month]; NaN before the first one with a value."""
        return np.array([self._rows(slice(0, i + 1)).figure for i in range(len(self))], np.float64)

    def starts(self) -> list[date]:
        """First day of each month."""
        begun = self.first.year * 12 + self.first.month - 1
        return [date((begun + i) // 12, (begun + i) % 12 + 1, 1) for i in range(len(self))]

    def between(self, first: date, last: date) -> Months:
        """The months that begin on `first` or later and not after `last`."""
        starts = self.starts()
        a = sum(1 for start in starts if start < first)
        b = sum(1 for start in starts if start <= last)
        return replace(self._rows(slice(a, max(a, b))), first=starts[a] if a < len(starts) else first)

    def followed_by(self, other: Months) -> Months:
        """These months and then those of another stretch; its section-months weigh as many sections as these have."""
        if self.means is not None and other.means is not None:
            return replace(self, means=joined(self.means, other.means))
        weight = _per_month(self) / _per_month(other) if _per_month(self) and _per_month(other) else 1.0
        return replace(
            self,
            good=np.concatenate((self.good, other.good * weight)),
            judged=np.concatenate((self.judged, other.judged * weight)),
        )

    def filled(self, months: int, level: float) -> Months:
        """These months and then `months` more: of an item at a level, of a share with so many that count in all."""
        if self.means is not None:
            values = np.full((months, len(WATER_ITEMS)), np.nan)
            values[:, WATER_ITEMS.index(self.item)] = level
            return replace(self, means=joined(self.means, plain(values)))
        return replace(
            self,
            good=np.concatenate((self.good, np.full(months, level / months if months else 0.0))),
            judged=np.concatenate((self.judged, np.full(months, float(self.sections)))),
        )

    @property
    def sections(self) -> int:
        """Sections taken to be judged in a month to come: those that were, or before any was those of the registry."""
        return self.seen or self.registered

    def remainder(self, left: int, demand: Demand) -> Remainder:
        """What the `left` months to come must be for the figure to meet a demand; not for a class."""
        if self.means is None:
            good, judged = int(np.nansum(self.good)), int(np.nansum(self.judged))
            return rate_remainder(
                np.repeat([1.0, 0.0], [good, judged - good]), left * self.sections, demand,
                most=left * self.registered,
            )  # fmt: skip
        return mean_remainder(self.known(), left, demand, step=item_step(self.item, self.rules))

    def class_remainder(self, left: int, demand: Demand, least: int) -> ClassRemainder | None:
        """What every item must be in the months to come for a class; None where no class or every class meets."""
        worst = int(np.floor(demand.value)) if demand.comparator == "<=" else int(np.ceil(demand.value)) - 1
        if self.means is None or not demand.upper or not 1 <= worst < WORSE_THAN_V:
            return None
        return class_remainder(
            self.means, left, worst, items=WATER_ITEMS, lake=self.lake, regime=self.rules, least=least
        )

    def _classed(self) -> list[int]:
        return [i for i, item in enumerate(WATER_ITEMS) if item in self.rules.assessment.items]

    def _rows(self, rows: slice) -> Months:
        means = None if self.means is None else self.means.rows(rows)
        return replace(self, means=means, good=self.good[rows], judged=self.judged[rows])


def months_of(
    store: Store, one: TargetRecord, who: WaterMembers, days: Days, terms: Terms, *, whole: Days
) -> Monthly | None:
    """The months of a window, of the sections behind a target; None for a figure that is not made of months.

    Parameters
    ----------
    who
        The sections: one for a class or an item, those of a division for a share or an index.
    whole
        The period of the target in the year of the window.
    """
    rules = regime_of(one.last)
    section = one.indicator == "water_class" or one.indicator in WATER_ITEMS
    if not section and one.indicator not in SHARES and one.indicator not in INDICES:
        return None
    cut = parts(days, "month")
    grid = periods(store, who.codes, cut, step="month", terms=terms)
    if one.indicator in INDICES:
        return index_months(
            one.indicator, grid, days=days, whole=whole, codes=who.codes, lake=who.lake, rules=rules
        )
    if section:
        item = "" if one.indicator == "water_class" else one.indicator
        lake = bool(who.lake[0]) if len(who.lake) else False
        return Months(first=_first(days), rules=rules, means=_means(grid), item=item, lake=lake)
    good, judged, seen = np.zeros(len(cut)), np.zeros(len(cut)), np.zeros(len(who.codes), bool)
    for m, part in enumerate(judged_parts_of(grid, who)):
        if one.indicator == "section_compliance_rate":
            verdict = part.met.reshape(-1)
            there, counts = ~np.isnan(verdict), verdict == 1
        else:
            number = part.pooled.reshape(-1)
            there = ~np.isnan(number)
            counts = number <= GOOD_UP_TO if one.indicator == "good_water_share" else number == WORSE_THAN_V
        good[m], judged[m] = float(np.sum(there & counts)), float(np.sum(there))
        seen |= there
    with_target = one.indicator == "section_compliance_rate"
    registered = sum(t is not None for t in who.targets) if with_target else len(who.codes)
    return Months(
        first=_first(days), rules=rules, good=good, judged=judged, registered=registered, seen=int(seen.sum())
    )


def settled_day(one: TargetRecord, at: date) -> date:
    """The last day of the last month that is over: samples of a running month can still change its mean."""
    end = min(at, one.last)
    return (
        end
        if (end + timedelta(days=1)).day == 1 or end == one.last
        else end.replace(day=1) - timedelta(days=1)
    )


def earlier_window(one: TargetRecord, back: int) -> Days | None:
    """The period of a target in an earlier year; None before the first edition that judges."""
    first, last = earlier_day(one.first, back), earlier_day(one.last, back)
    return Days(first=first, last=last) if first >= EARLIEST else None


def _first(days: Days) -> date:
    return days.first.replace(day=1)


def _means(grid: WaterGrid) -> Means:
    """Means of the one section of a grid, of all items [month, item]."""
    if not grid.parts or not grid.items:
        return plain(np.full((len(grid.parts), len(WATER_ITEMS)), np.nan))
    held = stacked([part.means.rows(0) for part in grid.parts])
    at = {item: j for j, item in enumerate(grid.items)}
    return held.taken([at.get(item, -1) for item in WATER_ITEMS], axis=1)


def _per_month(one: Months) -> float:
    there = one.judged[one.judged > 0]
    return float(there.mean()) if len(there) else 0.0
