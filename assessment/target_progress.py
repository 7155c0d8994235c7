"""The question of one target: where it stands on a day, what the rest must be, and what the years on record say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

import numpy as np

from assessment.basis import Basis
from assessment.periods import Days, year_before
from assessment.target_past import NOTHING, Past, past, past_series
from assessment.target_series import Figure, Series, figure, is_whole, series, terms_of
from assessment.target_water import (
    WaterFigure,
    WaterRest,
    is_section,
    is_water_target,
    past_months,
    water_figure,
    water_rest,
)
from assessment.terms import Terms
from indicators.demand import Comparator, Demand, Proof, State, state
from indicators.remainder import Remainder, count_remainder, mean_remainder, years_remainder
from ingest.target import ReportedValue, TargetRecord
from store.opening import Store
from store.target_book import find_target, reported_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where one target stands.

    Attributes
    ----------
    target, demand
        The target, and what it demands of the figure; a demand relative to the year before is resolved (None where
        that year has no figure).
    day
        The last day that is looked at.
    state
        One of the five.
    figure
        The measured figure so far; for a reported target the reported value; NaN without one.
    made, days
        How the figure is made, and the days so far; None for a reported target.
    remainder
        What the remaining days must be; None for a reported target or without a demand.
    reported, reported_remainder
        The newest value that people reported up to the day, and what the rest must be by it (means and counts).
    past
        The years on record.
    notes
        Codes of the closed list.
    water
        Of a target of water: the answer that its figure is, instead of `made` and `days`; else None.
    months
        Of a target of water that is made of months: what the months to come must be; else None.
    """

    target: TargetRecord
    demand: Demand | None
    day: date
    state: State
    figure: float
    made: Figure | None
    days: Series | None
    remainder: Remainder | None
    reported: ReportedValue | None
    reported_remainder: Remainder | None
    past: Past
    earlier: dict[int, Series]
    notes: tuple[str, ...]
    water: WaterFigure | None = None
    months: WaterRest | None = None

    @property
    def proof(self) -> Proof:
        """`cannot`, `certain`, or `open`."""
        return self.remainder.proof if self.remainder else "open"


def progress(
    store: Store,
    *,
    target: str | TargetRecord,
    basis: Basis,
    day: date | None = None,
    until: date,
    as_of: datetime | None = None,
    with_past: bool = True,
) -> Progress:
    """Where a target stands at the end of a day.

    Parameters
    ----------
    target
        Its id, or the record.
    day
        The last day to look at; None: the last with a value in the period, or `until` where there is none.
    until
        The last day that is over.
    as_of
        Only what was known then (UTC), of readings and of the book.
    with_past
        Also what the years on record say; it takes a question for each of them.

    Raises
    ------
    LookupError
        If there is no such target, or no edition judges its days.
    """
    one = find_target(store, target, as_of) if isinstance(target, str) else target
    told = [v for v in reported_values(store, one.id, as_of) if day is None or v.day <= day]
    newest = told[-1] if told else None
    if not one.measured:
        return _of_reported(one, newest, day or until)
    terms = terms_of(one, basis, as_of)
    if is_water_target(one):
        return _of_water(store, one, told, day, until, terms, with_past)
    made = figure(one)
    data = _days(store, one, min(one.last, day or until), terms)
    at = day or (data.last_valid if data and data.last_valid else until)
    if data is not None:
        data = data.between(one.first, at)
    if newest is not None and newest.day > at:
        newest = next((v for v in reversed(told) if v.day <= at), None)
    demand = _demand(store, one, made, terms)
    notes: list[str] = []
    if demand is None:
        notes.append("no_earlier_value")
    empty = Series(first=one.first, values={}) if data is None else data
    remaining = _left(one, at)
    remainder = None
    value = made.of(empty) if data is not None else float("nan")
    conclusive = data is not None and _conclusive(one, made, empty)
    if demand is not None and data is not None:
        remainder = (
            _of_years(one, empty, at, demand)
            if made.kind == "years"
            else made.remainder(empty, remaining, demand)
        )
        value = remainder.figure
    if at >= one.first and value != value:
        notes.append("no_value")
    if at >= one.last and not conclusive and value == value:
        notes.append("too_few_days")
    earlier = past_series(store, one, terms) if with_past and remaining and at >= one.first else {}
    # What is proved needs no frequency beside it; a mean of years has no remainder of one year to try.
    asked = remainder is not None and remainder.proof == "open" and made.kind != "years" and bool(remaining)
    history = past(one, empty, at, demand, earlier, of=made.of) if asked and demand is not None else NOTHING
    if with_past and asked and history.probability is None:
        notes.append("too_few_years")
    if data is not None and data.source:
        notes.append("published_days")
    if store.simulated:
        notes.append("simulated")
    return Progress(
        target=one, demand=demand, day=at, made=made, days=data, remainder=remainder, reported=newest,
        state=state(
            day=at, first=one.first, last=one.last, conclusive=conclusive,
            on_course=demand is not None and demand.met(at_this_pace(made, value, empty, remaining)),
            proof=remainder.proof if remainder and at < one.last else "open",
        ),
        figure=value, reported_remainder=_by_report(one, made, newest, demand), past=history, earlier=earlier,
        notes=tuple(notes),
    )  # fmt: skip


def at_this_pace(made: Figure, value: float, days: Series, remaining: int) -> float:
    """The figure of the period if its remaining days were as those so far: a count grows with them, all else stays."""
    valid = int(days.valid.sum()) if days.values else 0
    return value * (valid + remaining) / valid if made.kind == "count" and valid else value


def what_if(found: Progress, level: float) -> tuple[float, bool | None]:
    """The figure of the whole period if all remaining days were at a level, and whether it would meet the target.

    The level is a concentration, of an item of water that of every remaining month, of counts and rates the number
    of remaining days (of a share of sections: of section-months) that count, of an index the factor on the days or
    months so far. NaN and None where there is nothing to put it after: a class has no one level.
    """
    if found.months is not None and found.months.parts is None:
        value = found.months.so_far.filled(found.months.left, level).figure
        return value, None if found.demand is None else found.demand.met(value)
    if found.made is None or found.days is None or found.made.kind == "years":
        return float("nan"), None
    filled = found.made.filled(found.days, _left(found.target, found.day), level)
    value = found.made.of(filled)
    return value, None if found.demand is None else found.demand.met(value)


def _of_reported(one: TargetRecord, newest: ReportedValue | None, day: date) -> Progress:
    demand = Demand(comparator=cast("Comparator", one.comparator), value=one.value, decimals=one.decimals)
    value = newest.value if newest else float("nan")
    notes = ("no_value",) if newest is None and day >= one.first else ()
    return Progress(
        target=one, demand=demand, day=day, figure=value, made=None, days=None, remainder=None, reported=newest,
        reported_remainder=None, past=NOTHING, earlier={}, notes=notes,
        state=state(
            day=day, first=one.first, last=one.last, on_course=demand.met(value),
            conclusive=newest is not None and newest.day >= one.last,
        ),
    )  # fmt: skip


def _of_water(
    store: Store, one: TargetRecord, told: list[ReportedValue], day: date | None, until: date, terms: Terms,
    with_past: bool,
) -> Progress:  # fmt: skip
    """A target of water: its figure is a table's answer; the state by the same rule, the rest in months."""
    last = min(one.last, day or until)
    whole = water_figure(store, one, Days(first=one.first, last=last), terms) if last >= one.first else None
    found = whole
    if whole is not None and whole.last is not None and whole.last < last:
        # What was sampled stands as the figure so far, also where it is too little for the whole period.
        found = water_figure(store, one, Days(first=one.first, last=whole.last), terms)
    at = day or (found.last if found is not None and found.last is not None else until)
    demand = _water_demand(store, one, terms)
    value = found.value if found is not None else float("nan")
    notes = [] if demand is not None else ["no_earlier_value"]
    if at >= one.first and value != value:
        notes.append("no_value")
    # A division's share exists with any sample; nothing is proved of one whose last month was never sampled.
    conclusive = (
        whole is not None
        and whole.value == whole.value
        and last >= one.last
        and (is_section(one.region) or (whole.last is not None and whole.last >= one.last))
    )
    if at >= one.last and not conclusive and value == value:
        notes.append("too_few_months")
    if found is not None:
        notes += [n for n in found.answer.passport.notes if n not in notes]
    if store.simulated and "simulated" not in notes:
        notes.append("simulated")
    rest = water_rest(one, found, at, demand) if found is not None and demand is not None else None
    control = rest.remainder if rest is not None else None
    history = NOTHING
    if rest is not None and demand is not None and with_past and rest.remainder.proof == "open":
        rest = replace(rest, earlier=past_months(store, one, terms))
        history = past(one, rest.so_far, rest.day, demand, rest.earlier, of=lambda stretch: stretch.figure)
        if history.probability is None:
            notes.append("too_few_years")
    newest = next((v for v in reversed(told) if v.day <= at), None)
    return Progress(
        target=one, demand=demand, day=at, made=None, days=None, remainder=control, reported=newest, figure=value,
        reported_remainder=None, past=history, earlier={}, notes=tuple(notes), water=found, months=rest,
        state=state(
            day=at, first=one.first, last=one.last, conclusive=conclusive,
            on_course=demand is not None and demand.met(value),
            proof=control.proof if control is not None and at < one.last else "open",
        ),
    )  # fmt: skip


def _water_demand(store: Store, one: TargetRecord, terms: Terms) -> Demand | None:
    comparator = cast("Comparator", one.comparator)
    if one.relative != "year":
        return Demand(comparator=comparator, value=one.value, decimals=one.decimals)
    before = water_figure(store, one, year_before(Days(first=one.first, last=one.last)), terms).value
    if before != before:
        return None
    return Demand(comparator=comparator, value=before * (1 + one.value / 100), decimals=one.decimals)


def _days(store: Store, one: TargetRecord, last: date, terms: Terms) -> Series | None:
    if last < one.first:
        return None
    return series(store, one, Days(first=one.first, last=last), terms)


def _left(one: TargetRecord, day: date) -> int:
    return max(0, (one.last - max(day, one.first - timedelta(days=1))).days)


def _demand(store: Store, one: TargetRecord, made: Figure, terms: Terms) -> Demand | None:
    comparator = cast("Comparator", one.comparator)
    if one.relative != "year":
        return Demand(comparator=comparator, value=one.value, decimals=one.decimals)
    window = year_before(Days(first=one.first, last=one.last))
    before = series(store, replace(one, last=window.last), window, terms)
    value = made.of(before)
    if value != value or not is_whole(before, window.last, made.rules):
        return None
    return Demand(comparator=comparator, value=value * (1 + one.value / 100), decimals=one.decimals)


def _conclusive(one: TargetRecord, made: Figure, data: Series) -> bool:
    if made.kind != "years":
        return is_whole(data, one.last, made.rules)
    years = range(one.first.year, one.last.year + 1)
    return all(is_whole(_year(data, y), date(y, 12, 31), made.rules) for y in years)


def _of_years(one: TargetRecord, data: Series, at: date, demand: Demand) -> Remainder:
    """The remainder of a mean of whole years; a year that is over has its mean, whatever its number of days."""
    over = [y for y in range(one.first.year, one.last.year + 1) if date(y, 12, 31) <= at]
    means = [_mean(_year(data, y)) for y in over]
    running = next((y for y in range(one.first.year, one.last.year + 1) if y not in over), None)
    if running is None:
        return years_remainder(means, [], 0, (), demand)
    now = _year(data, running)
    left = (date(running, 12, 31) - max(at, date(running, 1, 1) - timedelta(days=1))).days
    later = [(date(y, 12, 31) - date(y, 1, 1)).days + 1 for y in range(running + 1, one.last.year + 1)]
    values = next(iter(now.values.values())) if len(now) else np.array([])
    return years_remainder(means, values, left, later, demand)


def _year(data: Series, year: int) -> Series:
    return data.between(date(year, 1, 1), date(year, 12, 31))


def _mean(data: Series) -> float:
    values = next(iter(data.values.values()))
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else float("nan")


def _by_report(
    one: TargetRecord, made: Figure, told: ReportedValue | None, demand: Demand | None
) -> Remainder | None:
    """What the rest must be by a reported figure, over calendar days: a report does not say how many were valid."""
    if told is None or demand is None or not one.first <= told.day < one.last:
        return None
    elapsed, left = (told.day - one.first).days + 1, (one.last - told.day).days
    if made.kind == "mean":
        return mean_remainder(np.full(elapsed, told.value), left, demand)
    if made.kind == "count" and 0 <= told.value <= elapsed:
        whole = int(told.value)
        return count_remainder(np.repeat([1.0, 0.0], [whole, elapsed - whole]), left, demand)
    return None
