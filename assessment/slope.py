"""The question `slope`: the Theil–Sen slope of months, with its interval, as it is or without the course of the year.

The slope is the one of openair's `TheilSen`: the median of the slopes between all pairs of months, the time of a month
its first day counted in days, told per 365 days. The interval is Sen's, of ranks, where openair's is of a bootstrap of
the pairs: close to each other, but not equal. openair takes the season out by STL; here each month is made
comparable by taking out how the mean of its calendar month differs from the mean of all, which needs, as there, more
than two years. A month that the window cuts is told and left out. A month is what the house calls one: the mean (or
statistic) of the days of the place, empty where the standard asks for more days; openair fed with the same days and
`data.thresh = 0` keeps such months.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import tabled
from assessment.columns import as_text, stamp
from assessment.periods import next_month
from assessment.places import place as find
from assessment.terms import Terms
from assessment.values import table
from indicators.parameters import Label
from indicators.trend import LEAST_MONTHS, MONTHS_WITH_SEASON, YEAR_DAYS, theil_sen, without_season
from store.opening import Store

Floats = NDArray[np.float64]


def slope(
    store: Store,
    *,
    place: str,
    indicator: str,
    start: datetime,
    end: datetime,
    terms: Terms,
    deseason: bool = False,
    precision: str = "shown",
) -> Answer:
    """The months of a place with the robust line through them; one row a month.

    The columns of `table` with `adjusted` (the value of a whole month without the season, or as it is), `fitted` (the
    line at the month), and, alike in every row, `slope`, `slope_low`, `slope_high` per 365 days (95 %), `percent` (the
    slope in percent of the line at the first month [%]), `months` (whole ones with a value), `trend` (`rise`, `fall`,
    `none`: the interval holds zero) and `season` (`out` or `in`). All of these are empty with fewer than six months.

    Parameters
    ----------
    place
        Code or name of a province, city or county, or the code of a station.
    indicator
        Any indicator that a table shows by month, but no name.
    deseason
        Take the course of the year out; with 24 months or fewer it stays in, and `season` says so.

    Raises
    ------
    LookupError
        For an unknown place or indicator, or a day that no edition judges.
    ValueError
        For an indicator that has no months.
    """
    asked = tabled(indicator)
    if asked.is_name:
        raise ValueError(f"{indicator} is a name and has no slope")
    who = find(store, place, end)
    answer = table(
        store, indicator=indicator, of=who.of, within=who.within, only=[who.code], start=start, end=end,
        every="month", terms=terms, precision="full",
    )  # fmt: skip
    rows = answer.table
    values = pd.to_numeric(rows["value"], errors="coerce").to_numpy(np.float64)
    months = [date.fromisoformat(str(text)[:7] + "-01") for text in rows["start"]]
    whole = np.array([_whole(str(a), str(b)) for a, b in zip(rows["start"], rows["end"], strict=True)], bool)
    entering = np.where(whole, values, np.nan)
    season = deseason and len(months) > MONTHS_WITH_SEASON
    adjusted = without_season(entering, np.array([m.month for m in months])) if season else entering
    when = np.array([month.toordinal() for month in months], np.float64) / YEAR_DAYS
    found = theil_sen(adjusted, when)
    n = int(found.years)
    figures = (
        np.array([found.slope, found.low, found.high], np.float64)
        if n >= LEAST_MONTHS
        else np.full(3, np.nan)
    )
    line = _line(adjusted, when, figures[0])
    first = line[0] if len(line) else np.nan
    bounds = as_text(figures, asked.decimals + 2, precision)
    percent = as_text(np.array([100 * figures[0] / first if first else np.nan]), 1, precision)
    decided = "" if np.isnan(figures[0]) else (
        "rise" if figures[1] > 0 else "fall" if figures[2] < 0 else "none"
    )  # fmt: skip
    made = rows.assign(
        value=as_text(values, asked.decimals, precision),
        adjusted=as_text(adjusted, asked.decimals, precision),
        fitted=as_text(line, asked.decimals + 1, precision),
        slope=bounds[0], slope_low=bounds[1], slope_high=bounds[2], percent=percent[0], months=n, trend=decided,
        season="out" if season else "in",
    )  # fmt: skip
    kept = answer.passport.reference
    arguments = {"place": place, "indicator": indicator, "start": stamp(start), "end": stamp(end),
                 "deseason": "yes" if deseason else "", "precision": precision}  # fmt: skip
    about = replace(
        answer.passport,
        title=Label(zh=f"{asked.title.zh}：Theil–Sen 斜率", en=f"{asked.title.en}: Theil–Sen slope"),
        formula=Label(
            zh="各对月份斜率的中位数，每365日；95%区间由秩求得（Sen 1968）"
            + ("；已去除季节变化" if season else ""),
            en="median of the slopes of all pairs of months, per 365 days; 95 % interval of ranks (Sen 1968)"
            + ("; the course of the year taken out" if season else ""),
        ),
        reference=replace(kept, question="slope", arguments={**kept.arguments, **arguments}),
    )
    return Answer(table=made, passport=about)


def _whole(start: str, end: str) -> bool:
    """Whether a part is a whole calendar month; starts and ends are midnights."""
    first = date.fromisoformat(start[:10])
    return date.fromisoformat(end[:10]) == next_month(first) and first.day == 1


def _line(values: Floats, when: Floats, per_year: float) -> Floats:
    """The line at every month: through the medians of value and time, as the slope's own intercept has it."""
    there = ~np.isnan(values)
    if not there.any():
        return np.full(values.shape, np.nan)
    level = float(np.median(values[there])) - per_year * float(np.median(when[there]))
    return np.asarray(level + per_year * when, np.float64)
