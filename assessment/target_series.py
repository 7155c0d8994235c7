"""The days behind a target, and the kinds of figure that targets are set for: one way for all of them.

A series holds the valid values of one place day by day; a kind says how the figure of a period follows from it. Water
brings kinds and series of its own here, not a second set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.basis import Basis
from assessment.catalogue import entry
from assessment.grid import Grid, daily
from assessment.members import Members, Of, atlas, members
from assessment.periods import Days
from assessment.speaking import published_members
from assessment.terms import Sand, Stage, Terms
from assessment.verdicts import of_steps
from geo.regions import Level
from indicators.aggregate import percentile, period_valid
from indicators.demand import Demand
from indicators.regime import Regime, Word, regime
from indicators.remainder import (
    Kind,
    Remainder,
    count_remainder,
    mean_remainder,
    percentile_remainder,
    rate_remainder,
    years_remainder,
)
from indicators.remainder_index import composite_remainder, index_of
from ingest.target import TargetRecord
from store.opening import Store
from store.stations import stations

Floats = NDArray[np.float64]
_OF: Mapping[Level, Of] = {Level.PROVINCE: "province", Level.PREFECTURE: "city", Level.COUNTY: "county"}
_COUNTY_DIGITS = 6
_COMPOSITE = ("so2", "no2", "pm10", "pm25", "co", "o3_8h")
_COUNTED = {"good_days": "good", "good_day_rate": "good", "heavy_days": "heavy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Daily values of one place; every array is [day], NaN where the day is not valid.

    `values` has one entry, of the parameter or of 1 and 0 for a day that counts or does not, or the six of a
    composite index. `source` tells from whom the days are, `reviewed` the state of the readings.
    """

    first: date
    values: Mapping[str, Floats]
    source: str = ""
    reviewed: int = 0

    def __len__(self) -> int:
        return len(next(iter(self.values.values())))

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Whether each day has all that the figure is made from."""
        return np.asarray(np.logical_and.reduce([~np.isnan(v) for v in self.values.values()]))

    @property
    def last_valid(self) -> date | None:
        """The last day with a value, or None."""
        where = np.flatnonzero(self.valid)
        return self.first + timedelta(days=int(where[-1])) if len(where) else None

    def between(self, first: date, last: date) -> Series:
        """The days from `first` to `last`, those that the series holds."""
        a, b = max(0, (first - self.first).days), max(0, (last - self.first).days + 1)
        return Series(
            first=max(first, self.first), values={k: v[a:b] for k, v in self.values.items()}, source=self.source,
            reviewed=self.reviewed,
        )  # fmt: skip

    def followed_by(self, other: Series) -> Series:
        """These days and then those of another series, whatever their dates."""
        return Series(
            first=self.first, source=self.source,
            values={k: np.concatenate((v, other.values[k])) for k, v in self.values.items()},
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How a target's figure follows from days: its kind, and the rules in force on the last day of the period."""

    kind: Kind
    indicator: str
    rules: Regime

    def of(self, series: Series) -> float:
        """The figure of a series; NaN without a valid day."""
        if self.kind == "composite":
            return index_of(series.values, **self._ranking())
        values = next(iter(series.values.values()))
        values = values[~np.isnan(values)]
        if not len(values):
            return float("nan")
        if self.kind == "count":
            return float(values.sum())
        if self.kind == "rate":
            return float(values.sum() * 100.0 / len(values))
        if self.kind == "percentile":
            return float(percentile(values, self._percent))
        return float(values.mean())

    def running(self, series: Series) -> Floats:
        """The figure after each day [day]; NaN before the first valid one."""
        if self.kind in ("mean", "years", "count", "rate"):
            values = next(iter(series.values.values()))
            n = np.cumsum(~np.isnan(values)).astype(np.float64)
            total = np.cumsum(np.nan_to_num(values))
            with np.errstate(divide="ignore", invalid="ignore"):
                per = 1.0 if self.kind == "count" else n / (100.0 if self.kind == "rate" else 1.0)
                return np.where(n > 0, total / per, np.nan)
        days = [series.first + timedelta(days=i) for i in range(len(series))]
        return np.array([self.of(series.between(series.first, d)) for d in days], dtype=np.float64)

    def remainder(self, series: Series, remaining: int, demand: Demand) -> Remainder:
        """What the remaining days must be after a series, for the figure to meet a demand."""
        if self.kind == "composite":
            return composite_remainder(series.values, remaining, demand=demand, **self._ranking())
        values = next(iter(series.values.values()))
        if self.kind == "percentile":
            return percentile_remainder(values, remaining, self._percent, demand)
        if self.kind == "years":
            return years_remainder([], values, remaining, (), demand)
        make = {"count": count_remainder, "rate": rate_remainder}.get(self.kind, mean_remainder)
        return make(values, remaining, demand)

    def filled(self, series: Series, remaining: int, level: float) -> Series:
        """A series with all remaining days at a level: a concentration, a number of days, a factor."""
        values: dict[str, Floats] = {}
        for code, v in series.values.items():
            if self.kind in ("count", "rate"):
                whole = round(min(max(level, 0), remaining))
                rest = np.concatenate((np.ones(whole), np.zeros(remaining - whole)))
            elif self.kind == "composite":
                rest = np.full(remaining, level * self._statistic(code, v))
            else:
                rest = np.full(remaining, level)
            values[code] = np.concatenate((v, rest))
        return Series(first=series.first, values=values, source=series.source)

    @property
    def percentiles(self) -> Mapping[str, int]:
        """Percentile of each item in the annual statistics."""
        return self.rules.assessment.percentiles

    @property
    def _percent(self) -> int:
        return self.percentiles[self.indicator.rpartition("_p")[0]]

    def _statistic(self, code: str, values: Floats) -> float:
        days = values[~np.isnan(values)]
        if code in ("co", "o3_8h"):
            return float(percentile(days, self.percentiles[code]))
        return float(days.mean())

    def _ranking(self) -> dict[str, Any]:
        return {
            "limits": self.rules.limits,
            "rule": self.rules.ranking_edition.ranking,
            "percentiles": {code: self.percentiles[code] for code in ("co", "o3_8h")},
        }


def figure(target: TargetRecord) -> Figure:
    """How the figure of a measured target is made; a mean over several whole years is the mean of their means."""
    code = target.indicator
    kind: Kind = "mean"
    if code == "composite_index":
        kind = "composite"
    elif code in _COUNTED:
        kind = "rate" if code.endswith("_rate") else "count"
    elif "_p9" in code:
        kind = "percentile"
    elif target.last.year > target.first.year and _whole_years(target):
        kind = "years"
    return Figure(kind=kind, indicator=code, rules=regime(cast("Word", target.edition), target.last))


def terms_of(target: TargetRecord, basis: Basis, as_of: datetime | None) -> Terms:
    """The terms on which a target is judged: its own basis on that of the installation."""
    return Terms(
        basis=basis, edition=cast("Word", target.edition), stage=cast("Stage", target.stage),
        sand=cast("Sand", target.sand), as_of=as_of,
    )  # fmt: skip


def series(store: Store, target: TargetRecord, days: Days, terms: Terms) -> Series:
    """The daily values of a target's place over a window.

    Raises
    ------
    ValueError
        For days of a province counted by AQI, which it has none of its own, and for a place without a level.
    """
    township = len(target.region) > _COUNTY_DIGITS
    level = Level.COUNTY if township else _level(store, target.region)
    if level not in _OF:
        raise ValueError(f"{target.place} is neither a province, a city, a county nor a township")
    of, code = _OF[level], target.indicator
    if of == "province" and code in _COUNTED:
        raise ValueError(
            "a province has no AQI of its own: set the target for its cities, or report its values"
        )
    grid = daily(store, _who(store, target, of, days, terms), days=days, terms=terms)
    if code in _COUNTED:
        values = {code: _counted(grid, code, terms)}
    elif code == "composite_index":
        values = {c: grid.values[c][:, 0] for c in _COMPOSITE}
    else:
        parameter = code.rpartition("_p")[0] if "_p9" in code else code
        values = {parameter: grid.values[parameter][:, 0]}
    state = grid.reviewed[grid.observed > 0]
    reviewed = 0 if not state.size or (state == 0).all() else 1 if (state == 1).all() else 2
    return Series(first=days.first, values=values, source=grid.series, reviewed=reviewed)


def is_whole(data: Series, last: date, rules: Regime) -> bool:
    """Whether a series that ends with `last` may stand as a period's: valid by the standard where it has a rule."""
    verdict = period_valid(data.valid[:, np.newaxis], data.first, validity=rules.assessment.validity)
    ends = data.first + timedelta(days=len(data) - 1) == last
    return ends and bool(data.valid.any()) and (verdict is None or bool(verdict[0]))


def _whole_years(target: TargetRecord) -> bool:
    return (target.first.month, target.first.day, target.last.month, target.last.day) == (1, 1, 12, 31)


def _level(store: Store, code: str) -> Level:
    """Level of a division; a municipality is asked as the city that it is."""
    try:
        return atlas(store).find(code, Level.PREFECTURE).level
    except LookupError:
        return atlas(store).find(code).level


def _who(store: Store, target: TargetRecord, of: Of, days: Days, terms: Terms) -> Members:
    at = days.end - timedelta(seconds=1)
    if len(target.region) > _COUNTY_DIGITS:
        return _township(store, target, at)
    if of != "province":
        return members(store, of=of, at=at, only=[target.region])
    also = published_members(store, of=of, within=target.region, days=days, at=at, terms=terms)
    return members(store, of=of, within=target.region, at=at, only=[target.region], also=also)


def _township(store: Store, target: TargetRecord, at: datetime) -> Members:
    """A township and the assessed stations that lie in it."""
    known = stations(store, at)
    lies = known["township"].str[:9] == target.region[:9]  # nine digits and twelve name the same township
    here = known[lies & (known["role"] != "background")].reset_index(drop=True)
    table = pd.DataFrame({"code": [target.region], "name": [target.place], "name_en": [target.place]})
    return Members(of="county", table=table, stations=here, group=np.zeros(len(here), np.intp),
                   background_known=bool((known["role"] != "").any()))  # fmt: skip


def _counted(grid: Grid, code: str, terms: Terms) -> Floats:
    verdict = of_steps(entry("aqi"), grid, terms=terms)
    aqi = np.asarray(verdict.values, dtype=np.float64)[:, 0]
    found = np.full(aqi.shape, np.nan)
    for i, day in enumerate(grid.days()):
        rule = regime(terms.edition, day).aqi.aqi_rule
        if aqi[i] == aqi[i]:
            counts = aqi[i] <= rule.good_up_to if _COUNTED[code] == "good" else aqi[i] > rule.heavy_above
            found[i] = float(counts)
    return found
