"""The verdict of members over parts of days: of air made here, of water by its sibling `assessment.water_parts`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from assessment.columns import Remarks
from assessment.entries import Entry
from assessment.members import Members, Of, members
from assessment.periods import Days, civil_days
from assessment.read import Read
from assessment.speaking import published_members
from assessment.terms import Terms
from assessment.verdicts import Verdict, needs_aqi, of_parts, of_steps
from assessment.water_parts import water_parts
from assessment.water_sections import WaterMembers
from assessment.years import Years, of_years, valid_years, years_of
from indicators.aggregate import group_mean
from store.opening import Store


def reading(
    store: Store, *, of: Of, within: str | None, start: datetime, end: datetime, terms: Terms,
    only: Sequence[str] | None = None,
) -> Read:  # fmt: skip
    """The members of a question over whole days, and what will be read of them."""
    days, last = civil_days(start, end), end - timedelta(seconds=1)
    also = published_members(store, of=of, within=within, days=days, at=last, terms=terms)
    who = members(store, of=of, within=within, at=last, also=also, only=only)
    return Read(store=store, who=who, days=days, terms=terms)


def judged_parts(
    store: Store, asked: Entry, who: Members | WaterMembers, days: Days, cut: list[Days], *, step: str, terms: Terms,
    read: Read | None = None,
) -> Verdict:  # fmt: skip
    """The verdict of members over parts of days; a province's is the mean of its cities'.

    `read` holds the days of these members, where they were read already; they cover all the parts.
    """
    if isinstance(who, WaterMembers):
        return water_parts(store, asked, who, cut, step=step, terms=terms)
    once = read or Read(store=store, who=who, days=days, terms=terms)
    if asked.yearly is not None:
        years = years_of(asked, cut)
        found = yearly(asked.yearly, once, years)
        return of_years(asked, Years(years=tuple(years), verdict=found), cut, terms=terms)
    by_day = step == "day" and "day" in asked.indicator.every
    if who.cities is not None and not by_day:
        if asked.is_name:
            raise ValueError(f"{asked.code} is a name and has no mean over cities; ask for --of city")
        inner = judged_parts(store, asked, who.cities, days, cut, step=step, terms=terms, read=once.cities)
        return _mean_of_cities(inner, who)
    grid = once.grid
    if by_day:
        judged = once.judged if needs_aqi(asked, grid) else None
        verdict = of_steps(asked, grid, terms=terms, judged=judged)
    else:
        verdict = of_parts(
            asked, grid, cut, terms=terms, judged=lambda: once.judged, stretches=once.stretches
        )
    if terms.sand == "without" and verdict.series:
        verdict.remarks.add("sand_kept")
    return verdict


def yearly(asked: Entry, read: Read, years: list[Days]) -> Verdict:
    """The figures of years or months without invalid ones; a province's is the mean of its cities' valid ones."""
    if read.who.cities is not None:
        return _mean_of_cities(yearly(asked, read.cities, years), read.who)
    found = judged_parts(
        read.store, asked, read.who, read.days, years, step="year", terms=read.terms, read=read
    )
    return valid_years(found)


def _mean_of_cities(inner: Verdict, who: Members) -> Verdict:
    """The parts of provinces: mean of the cities' values; the coverage is that of the least city that has one."""
    size = len(who)
    ours = np.asarray(inner.values, dtype=np.float64)
    values, count = group_mean(ours, who.group, size)
    there = ~np.isnan(ours)
    remarks = Remarks.none(values.shape)
    remarks.add("mean_of_cities")
    remarks.add("no_value", count == 0)
    cities = np.bincount(who.group[who.group >= 0], minlength=size)
    remarks.add("cities_missing", (count > 0) & (count < cities))
    _carry(
        inner.remarks,
        remarks,
        (
            "partial_period",
            "limits_at_end",
            "two_editions",
            "no_edition",
            "annual_limit",
            "background_unknown",
            "published_days",
            "sand_excluded",
            "suspect_out",
            "sand_kept",
        ),
    )

    def least(array: np.ndarray) -> np.ndarray:
        found = np.zeros((array.shape[0], size), np.int64)
        for g in range(size):
            of_it = who.group == g
            if not of_it.any():
                continue
            speaks = there[:, of_it] | ~there[:, of_it].any(axis=1, keepdims=True)
            found[:, g] = np.where(speaks, array[:, of_it], np.iinfo(np.int64).max).min(axis=1)
        return found

    stage = np.zeros(values.shape, np.int8)
    for g in range(size):
        mine = inner.reviewed[:, who.group == g]
        if mine.size:
            stage[:, g] = np.where((mine == 1).all(axis=1), 1, np.where((mine > 0).any(axis=1), 2, 0))
    return Verdict(
        values=values, editions=inner.editions, expected=least(inner.expected), observed=least(inner.observed),
        valid=least(inner.valid), reviewed=stage, remarks=remarks, series=inner.series, stages=inner.stages,
    )  # fmt: skip


def _carry(source: Remarks, target: Remarks, codes: tuple[str, ...]) -> None:
    texts = source.texts()
    for code in codes:
        target.add(code, np.array([[any(code in t.split(";") for t in row)] for row in texts]))
