"""Facts of station days made anew from hours, where those that the store keeps are not the ones asked for.

That is so as known at a moment, and where readings that the checks find suspect are left out. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from assessment.periods import Days
from assessment.suspects import suspect_hours
from assessment.terms import Stage, Terms
from indicators.aggregate import day_facts
from indicators.parameters import AIR_DAILY, AIR_HOURLY
from store.facts import later_than
from store.opening import Store
from store.readings import hours

DAYS: tuple[str, ...] = (*AIR_DAILY, "o3")
CHECKED_DAYS = 16
"""So many days are made anew at once where suspect readings are left out."""


def facts_of(data: xr.Dataset) -> xr.Dataset:
    """Facts of station days from hours, as the store keeps them of what is known now."""
    present = data["stage"].to_numpy() >= 0
    by_day = (present.shape[0] // 24, 24, present.shape[1])
    here = present.reshape(by_day)
    variables: dict[str, NDArray[np.generic]] = {"hours": here.sum(axis=1)}
    unmonitored = np.zeros((by_day[0], by_day[2]), np.int64)
    for bit, p in enumerate(AIR_HOURLY):
        facts = day_facts(data[p].to_numpy().reshape(by_day), moving=p == "o3")
        variables[f"n_{p}"] = facts.hours
        if p != "o3":
            variables[p] = facts.mean
        elif facts.windows is not None and facts.highest_8h is not None:
            variables |= {"o3": facts.highest_hour, "o3_8h": facts.highest_8h, "windows": facts.windows}
        by_plan = data[f"not_monitored_{p}"].to_numpy().reshape(by_day)
        unmonitored |= ((by_plan == here).all(axis=1) & here.any(axis=1)).astype(np.int64) << bit
    variables["unmonitored"] = unmonitored
    reviewed = (data["stage"].to_numpy() == 1).reshape(by_day)
    all_reviewed = (reviewed == here).all(axis=1) & here.any(axis=1)
    variables["reviewed"] = np.where(all_reviewed, 1, np.where(reviewed.any(axis=1), 2, 0))
    return xr.Dataset({name: (("day", "station"), array) for name, array in variables.items()})


def facts_then(store: Store, codes: list[str], *, days: Days, stage: Stage, as_of: datetime) -> xr.Dataset:
    """Facts of station days as known at a moment: the kept ones, and from hours where more is known since."""
    facts, later = later_than(
        store, first=days.first, last=days.last, stations=codes, stage=stage, as_of=as_of
    )
    if not later.any():
        return facts
    touched, columns = np.flatnonzero(later.any(axis=1)), np.flatnonzero(later.any(axis=0))
    begin, end = int(touched[0]), int(touched[-1]) + 1
    span = Days(first=days.first + timedelta(days=begin), last=days.first + timedelta(days=end - 1))
    some = [codes[column] for column in columns]
    made = facts_of(hours(store, start=span.start, end=span.end, stations=some, stage=stage, as_of=as_of))
    here = later[begin:end, columns]
    place = np.ix_(np.arange(begin, end), columns)
    mixed = {name: facts[name].to_numpy().copy() for name in made.data_vars}
    for name, values in mixed.items():
        values[place] = np.where(here, made[name].to_numpy(), values[place])
    return xr.Dataset({name: (("day", "station"), values) for name, values in mixed.items()})


def facts_without_suspects(
    store: Store, codes: list[str], *, days: Days, terms: Terms
) -> tuple[xr.Dataset, dict[str, NDArray[np.bool_]]]:
    """Facts of station days made of hours without suspect readings, and where there were any, [day, station]."""
    parts: list[xr.Dataset] = []
    touched: list[dict[str, NDArray[np.bool_]]] = []
    first = days.first
    while first <= days.last:
        span = Days(first=first, last=min(first + timedelta(days=CHECKED_DAYS - 1), days.last))
        data = hours(
            store, start=span.start, end=span.end, stations=codes, stage=terms.stage, as_of=terms.as_of
        )
        off = suspect_in(store, codes, start=span.start, end=span.end, terms=terms)
        parts.append(facts_of(without(data, off)))
        by_day = (len(span), 24, len(codes))
        touched.append({p: np.asarray(v.reshape(by_day).any(axis=1), np.bool_) for p, v in off.items()})
        first = span.last + timedelta(days=1)
    suspect = {p: np.concatenate([part[measured(p)] for part in touched]) for p in DAYS}
    return xr.concat(parts, dim="day"), suspect


def leaves_out(terms: Terms) -> bool:
    """Whether readings that the checks find suspect enter no figure, as the installation chose."""
    return terms.basis.suspect == "left_out"


def suspect_in(
    store: Store,
    codes: list[str],
    *,
    start: datetime,
    end: datetime,
    terms: Terms,
    only: Sequence[str] = AIR_HOURLY,
) -> dict[str, NDArray[np.bool_]]:
    """Where the checks find a reading suspect, [hour, station] by parameter."""
    return suspect_hours(
        store, codes=codes, start=start, end=end, stage=terms.stage, as_of=terms.as_of, only=only
    )


def without(data: xr.Dataset, off: Mapping[str, NDArray[np.bool_]]) -> xr.Dataset:
    """The hours without the readings that are off."""
    return data.assign({p: data[p].where(~off[p]) for p in AIR_HOURLY})


def measured(name: str) -> str:
    """Parameter of the hour behind a quantity."""
    return "o3" if name == "o3_8h" else name
