"""The figure that is explained, with what is read of the store for it: what one step read serves the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import xarray as xr

from assessment.entries import Entry
from assessment.grid import Grid, daily, hourly
from assessment.members import Members, Of, members
from assessment.periods import Days, Every, civil_days
from assessment.read import Read
from assessment.terms import Terms
from assessment.verdicts import aqi, daily_inputs
from indicators.parameters import AIR_DAILY, AIR_HOURLY
from indicators.regime import Regime, regime
from store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Case:
    """The figure that is explained; what is read of the store for one step serves the others."""

    asked: Entry
    of: Of
    code: str
    start: datetime
    end: datetime
    every: Every
    read: Read

    @property
    def store(self) -> Store:
        """Where it is read from."""
        return self.read.store

    @property
    def terms(self) -> Terms:
        """The terms on which it is asked."""
        return self.read.terms

    @property
    def who(self) -> Members:
        """The member, and the stations that speak for it."""
        return self.read.who

    @property
    def days(self) -> Days:
        """The civil days that the window touches."""
        return civil_days(self.start, self.end)

    @property
    def rules(self) -> Regime:
        """The editions that judge the last day."""
        return regime(self.terms.edition, self.days.last)

    @cached_property
    def grid(self) -> Grid:
        """Hours or days of the member."""
        return self._read(self.who) if self.every == "hour" else self.read.grid

    @cached_property
    def judged(self) -> xr.Dataset:
        """AQI, primary pollutants and sub-indices of the hours or days of the member."""
        return aqi(self.grid, terms=self.terms) if self.every == "hour" else self.read.judged

    @cached_property
    def by_station(self) -> Grid:
        """Hours or days of its stations."""
        codes = self.who.stations["code"].tolist()
        at = self.end - timedelta(seconds=1)
        return self._read(members(self.store, of="station", at=at, only=codes))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Parameters of the hour or day that the figure is made from."""
        code = self.asked.code
        if code in self.grid.values:
            return (code,)
        if self.every in ("hour", "day") or "aqi" in (needed := daily_inputs(self.asked.file)):
            return AIR_HOURLY if self.every == "hour" else AIR_DAILY
        return tuple(p for p in (*AIR_DAILY, "o3") if p in needed)

    @property
    def is_published(self) -> bool:
        """Whether the days are as published, with no station behind them."""
        return bool(self.grid.series)

    @property
    def is_judged(self) -> bool:
        """Whether an AQI stands between the concentrations and the figure."""
        return self.asked.code not in self.grid.values and (
            self.every in ("hour", "day") or "aqi" in daily_inputs(self.asked.file)
        )

    def _read(self, who: Members) -> Grid:
        if self.every == "hour":
            return hourly(self.store, who, start=self.start, end=self.end, terms=self.terms)
        return daily(self.store, who, days=self.days, terms=self.terms)
