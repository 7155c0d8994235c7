"""What each kind of water edition holds: the types of the tables and numbers that those editions fill in.

Kinds: ``water_limits`` (:class:`WaterLimits`), ``water_assessment`` (:class:`WaterAssessment`), ``water_ranking``
(:class:`WaterRankingRule`), ``trophic`` (:class:`TrophicRule`). Types only: no standard's number is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indicators.parameters import Label

WaterBody = Literal["river", "lake"]
ClassLimits = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterLimits:
    """Limits of the classes Ⅰ to Ⅴ; equal to the limit is still the better class.

    Attributes
    ----------
    both
        Greatest value of each class by item, for every body of water; mg/L, coliforms 1/L.
    river, lake
        The same for items whose limits differ, or that only one of them has.
    least
        Items of which ``both`` holds the least value instead: dissolved oxygen.
    ranges
        Items that must lie within a range in every class: pH; outside it no class is met.
    classes
        Names of the classes, best first, then of what meets none.
    """

    both: Mapping[str, ClassLimits]
    river: Mapping[str, ClassLimits]
    lake: Mapping[str, ClassLimits]
    least: tuple[str, ...]
    ranges: Mapping[str, tuple[float, float]]
    classes: tuple[str, ...]

    def of(self, item: str, body: WaterBody) -> ClassLimits:
        """Limits Ⅰ to Ⅴ of an item; LookupError if that body of water has none for it."""
        own = self.lake if body == "lake" else self.river
        found = own.get(item) or self.both.get(item)
        if found is None:
            raise LookupError(f"GB 3838 gives a {body} no limit of {item!r}.")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterState:
    """One state of water (水质状况): its words and official colour, and the classes or shares that have it.

    Attributes
    ----------
    worst_class
        Number of the worst class (1 … 6) of a section in this state.
    label, colour_label
        Words and colour of the method.
    """

    number: int
    worst_class: int
    label: Label
    colour_label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """When five sections or more are in a state, by the share of Ⅰ–Ⅲ and of worse than Ⅴ, percent.

    The rows are tried in order; a bound that is ``None`` is not asked for. ``good_least`` and ``bad_least`` are
    inclusive, ``bad_below`` is not.
    """

    state: int
    good_least: float | None = None
    bad_least: float | None = None
    bad_below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterAssessment:
    """How water is assessed.

    Attributes
    ----------
    items
        Items that set the class.
    reference_items
        Items judged apart, that never set it.
    few_sections
        With fewer sections than this a river or region is judged by the mean of each item.
    states, shares
        States of a section best first, and those of five sections or more.
    listed_first
        Items that, where they exceed, stand before all others among the main indicators.
    listed
        How many main indicators are named.
    without_multiple
        Items for which no exceedance multiple is given.
    undetected_share
        Share of the limit of detection that enters a mean.
    decimals
        Decimals of each item for evaluation.
    samples_a_quarter, months_a_year
        Least numbers of values of the mean of a quarter and of a year.
    change_some, change_marked
        Points of share above which a change is one, and a marked one.
    changes
        Words of a change from −2 (marked worse) to 2 (marked better).
    """

    items: tuple[str, ...]
    reference_items: tuple[str, ...]
    few_sections: int
    states: tuple[WaterState, ...]
    shares: tuple[Shares, ...]
    listed_first: tuple[str, ...]
    listed: int
    without_multiple: tuple[str, ...]
    undetected_share: float
    decimals: Mapping[str, int]
    samples_a_quarter: int
    months_a_year: int
    change_some: float
    change_marked: float
    changes: Mapping[int, Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterRankingRule:
    """How the water of cities is ranked (城市水质指数 CWQI).

    Attributes
    ----------
    items
        Items that enter.
    standard_class
        Number of the class whose limit an item is divided by.
    ph_neutral
        pH of which the index is 0.
    decimals
        Decimals shown; nothing is rounded inside.
    """

    items: tuple[str, ...]
    standard_class: int
    ph_neutral: float
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrophicItem:
    """One item of the trophic level index: 10·(constant + slope·ln C), and its correlation with chlorophyll."""

    item: str
    constant: float
    slope: float
    correlation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrophicGrade:
    """One grade: indices up to ``highest`` (``None``: any), inclusive or not."""

    number: int
    highest: float | None
    inclusive: bool
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class TrophicRule:
    """How lakes are graded by their nutrients (综合营养状态指数 TLI)."""

    items: tuple[TrophicItem, ...]
    grades: tuple[TrophicGrade, ...]
    decimals: int


WaterContent = WaterLimits | WaterAssessment | WaterRankingRule | TrophicRule
