"""Days of members, read and judged once for all the figures that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import xarray as xr

from assessment.grid import Grid, daily
from assessment.members import Members
from assessment.periods import Days
from assessment.stretch import Stretch
from assessment.terms import Terms
from assessment.verdicts import aqi
from store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Read:
    """Members over days; what is read of the store or judged is kept for the next figure."""

    store: Store
    who: Members
    days: Days
    terms: Terms

    @cached_property
    def grid(self) -> Grid:
        """The days of the members."""
        return daily(self.store, self.who, days=self.days, terms=self.terms)

    @cached_property
    def judged(self) -> xr.Dataset:
        """AQI and primary pollutants of the days."""
        return aqi(self.grid, terms=self.terms)

    @cached_property
    def stretches(self) -> dict[Days, Stretch]:
        """What the figures of parts of these days share, by part."""
        return {}

    @cached_property
    def cities(self) -> Read:
        """The same of the cities of provinces.

        Raises
        ------
        LookupError
            If the members are no provinces.
        """
        if self.who.cities is None:
            raise LookupError(f"members of the kind {self.who.of} are not made of cities")
        return Read(store=self.store, who=self.who.cities, days=self.days, terms=self.terms)
