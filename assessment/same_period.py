"""The question `same_period`: an indicator over the same days of several years (同期), by month or by member.

Every year is judged as it would be if it were asked for by itself: its own days, the stations that it had, the
standard in force on its days; `change` is against the year before, of the figures as they are shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final, Literal

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import tabled
from assessment.columns import as_text, stamp
from assessment.members import Of
from assessment.periods import Days, civil_days, year_before
from assessment.places import Place
from assessment.places import place as find
from assessment.terms import Terms
from assessment.values import table
from indicators.composite import change as share_of_change
from indicators.parameters import Label
from store.opening import Store

By = Literal["month", "member"]
MOST_YEARS: Final = 6
_BELOW: Final[dict[str, Of]] = {"province": "city", "city": "station", "county": "station"}


def same_period(
    store: Store,
    *,
    place: str,
    indicator: str,
    start: datetime,
    end: datetime,
    terms: Terms,
    years: int = 3,
    by: By = "month",
    precision: str = "shown",
) -> Answer:
    """The indicator over [start, end) and over the same days of the years before, newest year first.

    The columns of `table` with `year` (in which the window ends), `period` (`2026`, or `2025–2026` for a window over
    a turn of the year), `part` (the calendar month `03`, or the code of the member), `change` (against
    the year before) and `change_percent` [%]; both are empty where either figure is. Years of which nothing is known
    are left out, but for the newest.

    Parameters
    ----------
    place
        Code or name of a province, city or county, or the code of a station.
    start, end
        UTC; whole days in Asia/Shanghai, a year at the most.
    years
        How many, the newest included, six at the most.
    by
        `month`: the place itself, each calendar month cut to the window. `member`: what lies in it, the cities of a
        province and the stations of a city, each over the whole window.

    Raises
    ------
    LookupError
        For an unknown place or indicator.
    ValueError
        For a window longer than a year, a number of years out of range, or members of a station.
    """
    if not 1 <= years <= MOST_YEARS:
        raise ValueError(f"the same period is shown of one to {MOST_YEARS} years")
    days = civil_days(start, end)
    if days.first <= year_before(days).last:
        raise ValueError("the same period of years is of a year at the most")
    asked = tabled(indicator)
    who = find(store, place, end)
    answers: list[tuple[Days, Answer]] = []
    window = days
    for back in range(years):
        try:
            answers.append((window, _of_year(store, who, indicator, window, terms, by, precision)))
        except LookupError:
            if not back:
                raise
        window = year_before(window)
    newest = answers[0][1]
    frames = []
    for window, answer in answers:
        known = answer.table.assign(year=window.last.year, period=_named(window))
        starts = [date.fromisoformat(str(text)[:10]) for text in known["start"]]
        known["part"] = known["code"] if by == "member" else [f"{day.month:02d}" for day in starts]
        if answer is newest or (known["value"] != "").any():
            frames.append(known)
    whole = _changed(pd.concat(frames, ignore_index=True), asked.decimals, precision)
    arguments = {"place": place, "indicator": indicator, "start": stamp(start), "end": stamp(end), "by": by,
                 "years": str(years), "precision": precision}  # fmt: skip
    kept = newest.passport.reference
    about = replace(
        newest.passport,
        editions=tuple(dict.fromkeys(n for _, one in answers for n in one.passport.editions)),
        basis=(
            *newest.passport.basis,
            (Label(zh="年份", en="Years"), " ".join(_named(one) for one, _ in answers)),
        ),
        reference=replace(kept, question="same_period", arguments={**kept.arguments, **arguments}),
    )
    return Answer(table=whole, passport=about)


def _of_year(
    store: Store, who: Place, indicator: str, window: Days, terms: Terms, by: By, precision: str
) -> Answer:
    if by == "month":
        return table(
            store, indicator=indicator, of=who.of, within=who.within, only=[who.code], start=window.start,
            end=window.end, every="month", terms=terms, precision=precision,
        )  # fmt: skip
    if who.of not in _BELOW:
        raise ValueError("a station has no members; ask for its months")
    return table(
        store, indicator=indicator, of=_BELOW[who.of], within=who.within, start=window.start, end=window.end,
        every="all", terms=terms, precision=precision,
    )  # fmt: skip


def _named(window: Days) -> str:
    """The year of a window, or both over a turn of the year."""
    first, last = window.first.year, window.last.year
    return f"{last}" if first == last else f"{first}–{last}"


def _changed(whole: pd.DataFrame, decimals: int, precision: str) -> pd.DataFrame:
    """The rows with what changed against the same part of the year before."""
    values = pd.to_numeric(whole["value"], errors="coerce").to_numpy(np.float64)
    keys = list(zip(whole["year"].astype(int), whole["part"], whole["code"], strict=True))
    at = dict(zip(keys, values.tolist(), strict=True))
    then = np.array([at.get((year - 1, part, code), np.nan) for year, part, code in keys], np.float64)
    return whole.assign(
        change=as_text(values - then, decimals, precision),
        change_percent=as_text(share_of_change(values, then) * 100, 1, precision),
    )
