"""Targets of water: the figure is the answer to the same question that a table asks, over the period so far.

A section is followed by its class or by the mean of an item, a division by the shares and indices of its sections.
Water is sampled by the month, so what must come is said in months: of an item, what the months still to come must
average. A class is a verdict of many items and has no such single value; the items one by one have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.members import Of, atlas
from assessment.periods import SHANGHAI, Days
from assessment.terms import Terms
from assessment.values import table
from assessment.water_catalogue import CLASSES, is_water
from assessment.water_sections import water_members
from geo.regions import Level
from indicators.demand import Demand
from indicators.remainder import Remainder, mean_remainder
from indicators.water_class import limits_of_class
from indicators.water_parameters import WATER_PARAMETERS, water_parameter
from indicators.water_regime import water_regime
from ingest.target import SECTION, TargetRecord
from store.opening import Store
from store.water import registry

STEP: Final = 0.001
WATER_ITEMS: Final = tuple(one.code for one in WATER_PARAMETERS)
ITEMS: Final = ("item", "figure", "limit", "level", "unit", "alone")
MORE_IS_BETTER: Final = frozenset({"do"})
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
        Monthly means of an item of a section up to the day; empty for what is no mean of months.
    """

    value: float
    text: str
    expected: int
    observed: int
    valid: int
    last: date | None
    answer: Answer
    months: tuple[float, ...] = ()


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
    monthly = _monthly(store, one, asked, days, terms)
    there = [d for d, v in monthly if v == v]
    months = tuple(v for _, v in monthly) if asked["of"] == "section" and one.indicator in WATER_ITEMS else ()
    return WaterFigure(
        value=value, text=shown_value(one, value), expected=int(row["expected"]), observed=int(row["observed"]),
        valid=int(row["valid"]), last=there[-1] if there else None, answer=answer, months=months,
    )  # fmt: skip


def shown_value(one: TargetRecord, value: float) -> str:
    """A figure or target as people say it: a class in Roman, a number with the decimals of its indicator."""
    if value != value:
        return ""
    if one.indicator == "water_class":
        return CLASSES[min(max(round(value), 1), len(CLASSES)) - 1]
    digits = one.decimals if one.decimals is not None else entry(one.indicator).decimals
    return f"{value:.{digits}f}"


def water_remainder(one: TargetRecord, found: WaterFigure, at: date, demand: Demand) -> Remainder | None:
    """What the months still to come must average, for the mean of an item to meet the target; None for all else.

    Only where the figure so far is the mean of its months, so that the formula is about the figure that is judged.
    """
    left = months_left(one, at)
    known = [v for v in found.months if v == v]
    if not known or not left or abs(float(np.mean(known)) - found.value) > _TOLERANCE * max(1.0, found.value):
        return None
    return mean_remainder(np.array(known), left, demand, step=STEP)


def months_left(one: TargetRecord, at: date) -> int:
    """Whole months of the period after a day."""
    month = max(at, one.first - timedelta(days=1)) + timedelta(days=1)
    start = month.year * 12 + month.month - 1 + (month.day > 1)
    end = one.last + timedelta(days=1)
    return max(0, end.year * 12 + end.month - 1 - start)


def class_items(store: Store, one: TargetRecord, at: date, terms: Terms) -> pd.DataFrame:
    """Of a section's class, what each item must average in the months still to come: item, figure, limit, level, alone.

    `alone` is `cannot` where an item can no longer meet the class, `need_not` where nothing binds it, else `can`;
    empty without a value.
    """
    if one.indicator != "water_class" or not is_section(one.region):
        raise ValueError(f"{one.id} is not set for the class of a section and has no items")
    rules = water_regime(one.last)
    days = Days(first=one.first, last=min(at, one.last))
    who = water_members(
        store,
        of="section",
        terms=terms,
        at=days.end - timedelta(seconds=1),
        only=[one.region.removeprefix(SECTION)],
    )
    if not len(who):
        return pd.DataFrame(columns=list(ITEMS))
    limits = limits_of_class(one.value, items=WATER_ITEMS, lake=bool(who.lake[0]), regime=rules)
    rows = []
    for item, limit in zip(WATER_ITEMS, limits.tolist(), strict=True):
        if limit != limit:  # pH is a range and temperature has no limit
            continue
        demand = Demand(comparator=">=" if item in MORE_IS_BETTER else "<=", value=limit)
        part = replace(one, indicator=item, value=limit, comparator=demand.comparator)
        found = water_figure(store, part, days, terms)
        if found.value != found.value:
            continue
        rest = water_remainder(part, found, at, demand)
        bound = rest is not None and rest.control == rest.control and abs(rest.control) != float("inf")
        alone = "" if rest is None else {"cannot": "cannot", "certain": "need_not"}.get(rest.proof, "can")
        rows.append(
            {
                "item": item, "figure": shown_value(part, found.value), "limit": f"{limit:g}",
                "level": f"{rest.shown:g}" if bound and rest is not None and rest.proof == "open" else "",
                "unit": water_parameter(item).unit_text, "alone": alone,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(ITEMS))


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


def _monthly(
    store: Store, one: TargetRecord, asked: dict[str, Any], days: Days, terms: Terms
) -> list[tuple[date, float]]:
    """Last day and figure of every month of a window; NaN for one without a value."""
    answer = table(
        store, indicator=one.indicator, **asked, start=days.start, end=days.end,
        every="month", terms=terms, precision="full",
    )  # fmt: skip
    ends = pd.to_datetime(answer.table["end"], utc=True).dt.tz_convert(SHANGHAI) - timedelta(seconds=1)
    return [(e.date(), _number(str(v))) for e, v in zip(ends, answer.table["value"], strict=True)]


def _number(text: str) -> float:
    """A figure as a number, a class as 1 to 6; NaN for nothing."""
    if text in CLASSES:
        return float(CLASSES.index(text) + 1)
    return float(text) if text and text != "nan" else float("nan")
