"""Targets of water: the figure is the answer to the same question that a table asks, over the period so far.

A section is followed by its class or by the mean of an item, a division by the shares and indices of its sections.
Water is sampled by the month, so what must come is said in months: of an item, what the months still to come must
average; of a share, how many of the section-months still to come must, or may, be so; of a class, which is a verdict of
many items, what every one of them must average.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.members import Of, atlas
from assessment.periods import SHANGHAI, Days
from assessment.target_index import INDEX_ITEMS, IndexMonths, stepped_text
from assessment.target_months import Monthly, Months, earlier_window, months_of, settled_day
from assessment.target_past import FARTHEST_YEARS, GAP_YEARS
from assessment.terms import Terms
from assessment.values import table
from assessment.water_catalogue import CLASSES, is_water
from assessment.water_grid import is_calendar
from assessment.water_sections import WaterMembers, water_members
from geo.regions import Level
from indicators.demand import Demand
from indicators.remainder import Remainder
from indicators.remainder_class import ClassRemainder
from indicators.water_parameters import water_parameter
from indicators.water_regime import water_regime
from ingest.target import SECTION, TargetRecord
from store.opening import Store
from store.water import registry

ITEMS: Final = ("item", "figure", "limit", "is", "level", "unit", "alone")
_TOLERANCE: Final = 1e-9
_OF: Final[dict[str, Of]] = {Level.PROVINCE: "province", Level.PREFECTURE: "city", Level.COUNTY: "county"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterFigure:
    """The figure of a water target over its period so far.

    Attributes
    ----------
    value
        The figure, a class as 1 to 6; NaN without one.
    text
        As it is said: a class in Roman, a number with its decimals; empty without one.
    expected, observed, valid
        Samples of a section or sections of a division: in the registry, with values, judged.
    last
        The last day of the last month with a value; None without any.
    answer
        The answer of which it is the only cell.
    months
        The months of the window; None for what is not made of months (a change against another year).
    """

    value: float
    text: str
    expected: int
    observed: int
    valid: int
    last: date | None
    answer: Answer
    months: Monthly | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterRest:
    """What the months to come must be.

    Attributes
    ----------
    day
        The last day of the last month that is over.
    left
        Months after it.
    so_far
        The months up to it.
    remainder
        What they must be; of a class only its proof, its bounds and its words.
    parts
        Of a class every bound of every item; else None.
    earlier
        The same months of earlier years, by years before; empty where they were not asked for.
    """

    day: date
    left: int
    so_far: Monthly
    remainder: Remainder
    parts: ClassRemainder | None = None
    earlier: Mapping[int, Monthly] = field(default_factory=dict)


def is_water_target(one: TargetRecord) -> bool:
    """Whether a target is followed from samples of water."""
    return one.measured and is_water(one.indicator)


def is_section(region: str) -> bool:
    """Whether the region of a target is one section (`section:CODE`)."""
    return region.startswith(SECTION)


def water_figure(store: Store, one: TargetRecord, days: Days, terms: Terms) -> WaterFigure:
    """The figure of a water target over a window, with the monthly means behind that of an item.

    Raises
    ------
    LookupError
        If the section or the division is not known, or no edition judges the days.
    """
    asked = _asked(store, one)
    answer = table(
        store, indicator=one.indicator, **asked, start=days.start, end=days.end,
        every="all", terms=terms, precision="full",
    )  # fmt: skip
    rows = answer.table
    if not len(rows):
        return WaterFigure(
            value=float("nan"), text="", expected=0, observed=0, valid=0, last=None, answer=answer
        )
    row = rows.iloc[0]
    value = _number(str(row["value"]))
    months = months_of(
        store,
        one,
        _sections(store, one, days, terms),
        days,
        terms,
        whole=Days(first=one.first, last=one.last),
    )
    # A division's index counts sections, not the section-months that were due of them.
    pooled = isinstance(months, IndexMonths) and not is_section(one.region)
    expected = months.registered if months is not None and pooled else int(row["expected"])
    return WaterFigure(
        value=value, text=shown_value(one, value), expected=expected, observed=int(row["observed"]),
        valid=int(row["valid"]), last=_last_month(store, one, asked, days, terms, months), answer=answer,
        months=months,
    )  # fmt: skip


def shown_value(one: TargetRecord, value: float) -> str:
    """A figure or target as people say it: a class in Roman, a number with the decimals of its indicator."""
    if value != value:
        return ""
    if one.indicator == "water_class":
        return CLASSES[min(max(round(value), 1), len(CLASSES)) - 1]
    digits = one.decimals if one.decimals is not None else entry(one.indicator).decimals
    return f"{value:.{digits}f}"


def water_rest(one: TargetRecord, found: WaterFigure, at: date, demand: Demand) -> WaterRest | None:
    """What the months still to come must be for a target of water to be met; None where nothing can be said.

    Only where the figure that is judged is that of its months, so that the answer is about that figure. A month that
    is running counts among those to come: its samples so far can still be outweighed.
    """
    months, day = found.months, settled_day(one, at)
    left = months_left(one, day)
    if months is None or not left or at < one.first:
        return None
    if found.value == found.value and abs(months.figure - found.value) > _TOLERANCE * max(1.0, found.value):
        return None
    so_far = months.between(one.first, day)
    if one.indicator != "water_class":
        return WaterRest(day=day, left=left, so_far=so_far, remainder=so_far.remainder(left, demand))
    parts = so_far.class_remainder(left, demand, _least_months(one)) if isinstance(so_far, Months) else None
    if parts is None:
        return None
    return WaterRest(day=day, left=left, so_far=so_far, remainder=parts.whole, parts=parts)


def past_months(store: Store, one: TargetRecord, terms: Terms) -> dict[int, Monthly]:
    """The months of the target's period in each earlier year that has any, by years before."""
    found: dict[int, Monthly] = {}
    empty = 0
    for back in range(1, FARTHEST_YEARS + 1):
        window = earlier_window(one, back)
        if window is None or empty == GAP_YEARS:
            break
        months = months_of(store, one, _sections(store, one, window, terms), window, terms, whole=window)
        empty = 0 if months is not None and len(months) and months.valid.any() else empty + 1
        if months is not None and not empty:
            found[back] = months
    return found


def months_left(one: TargetRecord, at: date) -> int:
    """Whole months of the period after a day."""
    month = max(at, one.first - timedelta(days=1)) + timedelta(days=1)
    start = month.year * 12 + month.month - 1 + (month.day > 1)
    end = one.last + timedelta(days=1)
    return max(0, end.year * 12 + end.month - 1 - start)


def class_items(one: TargetRecord, rest: WaterRest | None) -> pd.DataFrame:
    """Of a section's class, what each item must average in the months to come; the columns of `ITEMS`.

    `alone` is `cannot` where an item can no longer meet the class, `need_not` where nothing that can come makes it
    miss, else `can`. The hardest bound stands first. Oxygen and the lower bound of pH are `at_least`.

    Raises
    ------
    ValueError
        For a target that is no class of a section.
    """
    if one.indicator != "water_class":
        raise ValueError(f"{one.id} is not set for the class of a section and has no items")
    rows = []
    for part in sorted(rest.parts.parts, key=lambda p: -p.strain) if rest and rest.parts else ():
        step = part.rest.step
        rows.append(
            {
                "item": part.item, "figure": stepped_text(part.rest.figure, step), "limit": f"{part.limit:g}",
                "is": "at_most" if part.rest.upper else "at_least",
                "level": stepped_text(part.rest.shown, step) if part.rest.proof == "open" else "",
                "unit": water_parameter(part.item).unit_text,
                "alone": {"cannot": "cannot", "certain": "need_not"}.get(part.rest.proof, "can"),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(ITEMS))


def index_items(rest: WaterRest | None, demand: Demand | None) -> pd.DataFrame:
    """Of an index, what each item alone must be in the months to come; the columns of `INDEX_ITEMS`."""
    if rest is None or demand is None or not isinstance(rest.so_far, IndexMonths):
        return pd.DataFrame(columns=list(INDEX_ITEMS))
    return rest.so_far.levels(rest.left, demand)


def binding(rest: WaterRest | None) -> str:
    """The bounds of a class that ask for better than what was, or the nearest: `nh3n<=0.973;do>=4.1`."""
    if rest is None or rest.parts is None:
        return ""
    return ";".join(
        f"{p.item}{'<=' if p.rest.upper else '>='}{stepped_text(p.rest.shown, p.rest.step)}"
        for p in rest.parts.binding
        if p.rest.proof == "open"
    )


def belongs(store: Store, region: str, at: date | None = None) -> list[str]:
    """The codes of the divisions that answer for the section of a target or in which it lies, the nearest first."""
    held = registry(store, at or datetime.now(UTC).date())
    row = held[held["code"] == region.removeprefix(SECTION)]
    if not len(row):
        return []
    one = row.iloc[0]
    codes = [str(one[name]) for name in ("answers_for", "county", "city", "province") if one[name]]
    return list(dict.fromkeys(codes))


def _asked(store: Store, one: TargetRecord) -> dict[str, Any]:
    """Of whom a target asks: its section, or the division with the sections that belong to it."""
    if is_section(one.region):
        return {"of": "section", "only": [one.region.removeprefix(SECTION)]}
    places = atlas(store)
    try:
        level = places.find(one.region, Level.PREFECTURE).level
    except LookupError:
        level = places.find(one.region).level
    if level not in _OF:
        raise ValueError(
            f"{one.place} has no sections of its own: name a province, a city, a county or a section"
        )
    return {"of": _OF[level], "only": [one.region], "within": one.region}


def _sections(store: Store, one: TargetRecord, days: Days, terms: Terms) -> WaterMembers:
    """The sections behind a target, of the registry at the end of a window."""
    return water_members(store, **_asked(store, one), terms=terms, at=days.end - timedelta(seconds=1))


def _least_months(one: TargetRecord) -> int:
    """Fewest months with samples that the period needs of an item: eight of a whole year, two of a quarter."""
    days, rules = Days(first=one.first, last=one.last), water_regime(one.last)
    if is_calendar(days, "year"):
        return rules.assessment.months_a_year
    return (
        rules.assessment.samples_a_quarter if is_calendar(days, "quarter") or is_calendar(days, "half") else 1
    )


def _last_month(
    store: Store, one: TargetRecord, asked: dict[str, Any], days: Days, terms: Terms, months: Monthly | None
) -> date | None:
    """The last day of the last month of a window that has a value."""
    if months is not None:
        there = [i for i, valid in enumerate(months.valid) if valid]
        if not there:
            return None
        after = [*months.starts(), days.last + timedelta(days=1)][there[-1] + 1]
        return min(after - timedelta(days=1), days.last)
    answer = table(
        store, indicator=one.indicator, **asked, start=days.start, end=days.end,
        every="month", terms=terms, precision="full",
    )  # fmt: skip
    ends = pd.to_datetime(answer.table["end"], utc=True).dt.tz_convert(SHANGHAI) - timedelta(seconds=1)
    found = [
        e.date()
        for e, v in zip(ends, answer.table["value"], strict=True)
        if _number(str(v)) == _number(str(v))
    ]
    return found[-1] if found else None


def _number(text: str) -> float:
    """A figure as a number, a class as 1 to 6; NaN for nothing."""
    if text in CLASSES:
        return float(CLASSES.index(text) + 1)
    return float(text) if text and text != "nan" else float("nan")
