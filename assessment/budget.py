"""The question `budget`: what may still be lost before today, the month or the year is invalid."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.grid import Grid, daily
from assessment.members import Of
from assessment.periods import Days, month_end
from assessment.terms import Terms
from assessment.today import Today, answered, today
from indicators import budget as science
from indicators.aggregate import moving_8h
from indicators.parameters import AIR_DAILY
from indicators.regime import regime
from indicators.rules import Validity
from store.opening import Store


def budget(
    store: Store, *, of: Of, terms: Terms, within: str | None = None, at: datetime | None = None
) -> Answer:
    """What stations, counties or cities may still lose, as of a moment (None: after the newest stored hour).

    One row a member and item. `hours` and `hours_left` are of a station's day: hours with a value so far and how many
    of the remaining ones may be lost wherever they fall (−1: the day is lost); for counties and cities they are empty,
    and `can_be_valid` says how many of their `stations` can still have a valid day. `month_valid`, `month_left`,
    `year_valid` and `year_left` are days: valid ones before today, and how many of the remaining ones (today included)
    may be invalid (−1: it is lost already). Days before the first reading count as lost.

    Raises
    ------
    LookupError
        For an unknown region, or an empty store.
    ValueError
        For provinces.
    """
    now = today(store, of=of, within=within, at=at, terms=terms)
    validity = regime(terms.edition, now.day).assessment.validity
    size = len(now.members)
    of_stations = {item: _hours_left(now, item, validity) for item in AIR_DAILY}
    month, year = _calendar(now.day)
    over = Days(first=year.first, last=now.day - timedelta(days=1)) if now.day > year.first else None
    grid = daily(store, now.members, days=over, terms=terms) if over else None
    rows = []
    for item in AIR_DAILY:
        valid = _valid(grid, item, size)
        of_month = valid[(month.first - year.first).days :]
        month_left = science.days_left_to_lose(of_month, month.first, month.last, validity=validity)
        year_left = science.days_left_to_lose(valid, year.first, year.last, validity=validity)
        assert month_left is not None
        assert year_left is not None
        left = of_stations[item]
        source = "o3" if item == "o3_8h" else item
        had = np.asarray((~np.isnan(now.hours[source])).sum(axis=0))
        for m in range(size):
            mine = now.group == m
            alone = of == "station"
            rows.append(
                {
                    "code": now.members.table["code"].iloc[m], "name": now.members.table["name"].iloc[m], "item": item,
                    "elapsed": now.elapsed, "hours": int(had[mine][0]) if alone else "",
                    "hours_left": int(left[mine][0]) if alone else "",
                    "stations": int(mine.sum()), "can_be_valid": int((left[mine] != science.LOST).sum()),
                    "month_valid": int(of_month[:, m].sum()), "month_left": int(month_left[m]),
                    "year_valid": int(valid[:, m].sum()), "year_left": int(year_left[m]),
                }
            )  # fmt: skip
    return answered(
        now, rows, store, indicator="validity_budget", question="budget", of=of, within=within, terms=terms
    )


def _hours_left(now: Today, item: str, validity: Validity) -> NDArray[np.int64]:
    """How many of today's remaining hours each station may lose [station]."""
    if item != "o3_8h":
        had = (~np.isnan(now.hours[item])).sum(axis=0)
        return science.hours_left_to_lose(had, now.elapsed, validity=validity)
    ozone = now.hours["o3"]
    here: NDArray[np.bool_] = np.asarray(~np.isnan(ozone))
    means = moving_8h(ozone) if now.elapsed else ozone
    exceeded: NDArray[np.bool_] = np.asarray((means > validity.ozone_proven_above_ug).any(axis=0))
    return np.array(
        [
            science.ozone_hours_left_to_lose(
                tuple(here[:, s].tolist()), validity=validity, exceeded=bool(exceeded[s])
            )
            for s in range(ozone.shape[1])
        ],
        dtype=np.int64,
    )


def _valid(grid: Grid | None, item: str, size: int) -> NDArray[np.bool_]:
    if grid is None:
        return np.zeros((0, size), np.bool_)
    return np.asarray(~np.isnan(grid.values[item]))


def _calendar(day: date) -> tuple[Days, Days]:
    """The month and the year of a day."""
    month = Days(first=day.replace(day=1), last=month_end(day))
    return month, Days(first=date(day.year, 1, 1), last=date(day.year, 12, 31))
