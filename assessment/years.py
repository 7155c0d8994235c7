"""Figures of a row of years or months: means of three years, rank trends and slopes, from the figures of each.

A year or month enters as its verdict stands: one that is invalid, partial or not judged is missing, and is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from assessment.basis import Basis
from assessment.columns import Remarks, as_text
from assessment.entries import Entry
from assessment.periods import Days, parts, whole_years
from assessment.stretch import MEMBER
from assessment.terms import Terms
from assessment.verdicts import Verdict
from indicators.parameters import Label
from indicators.regime import Regime, regime
from indicators.standard import editions
from indicators.trend import CriticalValue, critical_value, significant

Floats = NDArray[np.float64]
Objects = NDArray[np.object_]
THREE = 3
_CARRIED = (
    "published_days", "background_unknown", "mean_of_cities", "cities_missing", "sand_excluded", "sand_kept",
    "suspect_out", "two_editions",
)  # fmt: skip
_METHODS = {
    "trend_slope": Label(
        zh="各对年份斜率的中位数；95%区间由秩求得（Sen 1968）",
        en="median of the slopes of all pairs of years; 95 % interval of ranks (Sen 1968)",
    ),
    "monthly_slope": Label(
        zh="各对月份斜率的中位数，每365日，季节变化未去除；95%区间由秩求得（Sen 1968）",
        en="median of the slopes of all pairs of months, per 365 days, the season left in; 95 % interval of ranks "
        "(Sen 1968)",
    ),
    "deseasoned_slope": Label(
        zh="减去各日历月均值与总均值之差后，各对月份斜率的中位数，每365日；95%区间由秩求得（Sen 1968）",
        en="median of the slopes of all pairs of months, per 365 days, each less the difference of its calendar "
        "month's mean from the mean of all; 95 % interval of ranks (Sen 1968)",
    ),
}
_INVALID = ("too_few_days", "partial_period", "no_edition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Figures of members by year or month: these, and the verdict on each [year, member], NaN where it is missing."""

    years: tuple[Days, ...]
    verdict: Verdict

    def of(self, part: Days) -> Years:
        """The years or months of a part."""
        rows = [i for i, year in enumerate(self.years) if part.first <= year.first and year.last <= part.last]
        v = self.verdict
        return Years(
            years=tuple(self.years[i] for i in rows),
            verdict=replace(
                v, values=v.values[rows], editions=tuple(v.editions[i] for i in rows), expected=v.expected[rows],
                observed=v.observed[rows], valid=v.valid[rows], reviewed=v.reviewed[rows],
                remarks=Remarks(bits=v.remarks.bits[rows]),
            ),
        )  # fmt: skip


def runs_of_three(days: Days) -> list[Days]:
    """Every run of three calendar years inside a window, by the year in which it ends.

    Raises
    ------
    ValueError
        If the window is not of whole years, or of fewer than three.
    """
    _check(days)
    if days.last.year - days.first.year + 1 < THREE:
        raise ValueError("a three-year mean needs a window of three calendar years or more")
    ends = range(days.first.year + THREE - 1, days.last.year + 1)
    return [Days(first=date(year - THREE + 1, 1, 1), last=date(year, 12, 31)) for year in ends]


def years_of(asked: Entry, cut: Sequence[Days]) -> list[Days]:
    """The calendar years, or for a slope of months the calendar months, from which parts are made, each once.

    Raises
    ------
    ValueError
        If a part is not of whole years or months, or is not the three of a three-year mean.
    """
    if asked.is_monthly:
        months = sorted({month for part in cut for month in parts(part, "month")})
        if any(m.first.day > 1 or (m.last + timedelta(days=1)).day > 1 for m in months):
            raise ValueError(
                "a row of months is of whole calendar months: say --start 2023-01-01 --end 2025-12-31"
            )
        return months
    for part in cut:
        _check(part)
        if asked.file == "three_year_mean" and part.last.year - part.first.year + 1 != THREE:
            raise ValueError(
                "a three-year mean is that of three calendar years: name them, or say --every year"
            )
    found = sorted({year for part in cut for year in range(part.first.year, part.last.year + 1)})
    return [Days(first=date(year, 1, 1), last=date(year, 12, 31)) for year in found]


def valid_years(verdict: Verdict) -> Verdict:
    """A verdict on years without the figures of those that are invalid, partial or not judged."""
    values = np.asarray(verdict.values, np.float64)
    lost = np.logical_or.reduce([verdict.remarks.has(code) for code in _INVALID])
    return replace(verdict, values=np.where(lost, np.nan, values))


def of_years(asked: Entry, found: Years, cut: Sequence[Days], *, terms: Terms) -> Verdict:
    """The figure of each part from its yearly figures, with what tells how it stands in `further`.

    `years` and `years_missing` name those that entered and those that did not; of months `months` is their number.
    A rank trend has `critical` (W_p) and `trend` (`rise`, `fall`, `none`); a slope has `low` and `high`, its 95 %
    interval, and `trend`: `none` where the interval holds zero.
    """
    rows = [_of_part(asked, found.of(part), regime(terms.edition, part.last), terms) for part in cut]
    names = rows[0].further
    return replace(
        rows[0], values=np.stack([r.values[0] for r in rows]), editions=tuple(r.editions[0] for r in rows),
        expected=np.stack([r.expected[0] for r in rows]), observed=np.stack([r.observed[0] for r in rows]),
        valid=np.stack([r.valid[0] for r in rows]), reviewed=np.stack([r.reviewed[0] for r in rows]),
        remarks=Remarks(bits=np.stack([r.remarks.bits[0] for r in rows])),
        further={name: np.stack([r.further[name][0] for r in rows]) for name in names},
    )  # fmt: skip


def critical(n: int, basis: Basis) -> CriticalValue:
    """The critical value of a rank trend of n years, by the test of the installation."""
    return critical_value(n, sides=basis.trend_test)


def made_as(slope: str) -> str:
    """How a slope is made, in both languages, as a passport prints it."""
    says = _METHODS[slope]
    return f"{says.zh} / {says.en}"


@cache
def changes_of_state() -> tuple[date, ...]:
    """Days from which concentrations refer to another temperature and pressure than before."""
    # The texts of 2018 and of 2026 say one state in different words: only changes inside an edition count.
    return tuple(
        later.start
        for one in editions()
        if one.kind == "limits"
        for earlier, later in pairwise(one.phases)
        if earlier.content.reference != later.content.reference
    )


def _of_part(asked: Entry, found: Years, rules: Regime, terms: Terms) -> Verdict:
    inner = found.verdict
    values = np.asarray(inner.values, np.float64)
    here = ~np.isnan(values)
    what, when = (
        ("months", months_named(found.years)) if asked.is_monthly else ("years", years_named(found.years))
    )
    row = xr.DataArray(values, dims=("time", MEMBER), coords={"time": _times(asked, found.years)})
    result = asked.indicator.compute(**{asked.indicator.inputs[0]: row}, regime=rules)
    entered = here.sum(axis=0).astype(object) if asked.is_monthly else _named(when, here)
    further = {what: entered, f"{what}_missing": _named(when, ~here)}
    if asked.file == "three_year_mean":
        figures = np.asarray(result.to_numpy()[-1], np.float64)
    elif asked.file == "rank_trend":
        figures = np.asarray(result.to_numpy(), np.float64)
        further |= _significance(figures, here.sum(axis=0), terms.basis)
    else:
        bounds = np.asarray(result.transpose("bound", MEMBER).to_numpy(), np.float64)
        figures = bounds[0]
        further |= {
            name: as_text(bounds[i], asked.decimals, "shown") for i, name in ((1, "low"), (2, "high"))
        }
        words = np.where(bounds[1] > 0, "rise", np.where(bounds[2] < 0, "fall", "none"))
        further["trend"] = np.where(np.isnan(figures), "", words).astype(object)
    remarks = Remarks.none(figures.shape)
    for code in _CARRIED:
        remarks.add(code, np.asarray(inner.remarks.has(code).any(axis=0)))
    silent: NDArray[np.bool_] = np.asarray((inner.observed == 0).all(axis=0))
    remarks.add("no_data", silent)
    remarks.add("few_months" if asked.is_monthly else "few_years", np.isnan(figures))
    if not asked.is_monthly:
        remarks.add("years_missing", np.asarray(~here.all(axis=0) & ~np.isnan(figures)))
    first, last = found.years[0].first, found.years[-1].last
    if any(first < change <= last for change in changes_of_state()):
        remarks.add("reference_state")
    if asked.file == "three_year_mean" and not rules.assessment.three_year_means:
        remarks.add("later_rule")
    told = [name for text in inner.editions for name in text.split("+") if name]
    if (
        len(set(told)) > 1
        and asked.yearly is not None
        and asked.yearly.indicator.stands_on != ("assessment",)
    ):
        remarks.add("two_editions")
    state = np.where(inner.observed > 0, inner.reviewed, -1)
    some = (state > 0).any(axis=0)
    whole = (np.abs(state) == 1).all(axis=0) & some
    return Verdict(
        values=figures[np.newaxis], editions=("+".join(dict.fromkeys(told)),),
        expected=inner.expected.sum(axis=0)[np.newaxis], observed=inner.observed.sum(axis=0)[np.newaxis],
        valid=inner.valid.sum(axis=0)[np.newaxis],
        reviewed=np.where(whole, 1, np.where(some, 2, 0)).astype(np.int8)[np.newaxis],
        remarks=Remarks(bits=remarks.bits[np.newaxis]), series=inner.series, stages=inner.stages,
        further={name: texts[np.newaxis] for name, texts in further.items()},
    )  # fmt: skip


def _significance(figures: Floats, count: NDArray[np.int64], basis: Basis) -> dict[str, Objects]:
    bounds, words = np.full(figures.shape, "", dtype=object), np.full(figures.shape, "", dtype=object)
    for i, r_s in enumerate(figures.tolist()):
        if r_s != r_s:
            continue
        n = int(count[i])
        bounds[i] = f"{critical(n, basis).value:.3f}"
        words[i] = ("fall", "none", "rise")[int(significant(r_s, n, sides=basis.trend_test)) + 1]
    return {"critical": bounds, "trend": words}


def years_named(years: Sequence[Days]) -> list[str]:
    """Years as they are called: 2014."""
    return [str(year.first.year) for year in years]


def months_named(months: Sequence[Days]) -> list[str]:
    """Months as they are called: 2014-03."""
    return [f"{month.first:%Y-%m}" for month in months]


def _times(asked: Entry, years: Sequence[Days]) -> NDArray[np.int64] | NDArray[np.datetime64]:
    """When each is, as an indicator wants it: the number of a year, the first day of a month."""
    if asked.is_monthly:
        return np.array([month.first for month in years], "datetime64[D]").astype("datetime64[ns]")
    return np.array([year.first.year for year in years], np.int64)


def _named(names: Sequence[str], here: NDArray[np.bool_]) -> Objects:
    texts = [
        " ".join(name for name, there in zip(names, column, strict=True) if there)
        for column in here.T.tolist()
    ]
    return np.array(texts, dtype=object)


def _check(days: Days) -> None:
    if not whole_years(days):
        raise ValueError("a row of years is of whole calendar years: say --start 2014-01-01 --end 2018-12-31")
