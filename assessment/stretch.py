"""Days that are judged as one part, with what several figures of them need made once.

A year of the country has some fifty figures, but one AQI of its days, six percentiles and one count of valid days
an item. Whoever asks for several figures of the same days keeps its stretches; whoever asks for one pays nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from assessment.grid import Grid
from assessment.periods import Days
from indicators.aggregate import period_valid
from indicators.indicator import TIME, indicator
from indicators.parameters import RANKING_ITEMS
from indicators.regime import Regime, Word, regime

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Made = TypeVar("Made")
MEMBER = "member"
OF_AQI = ("aqi", "primary", "iaqi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The days of a part within a grid of days; arrays are [member] unless they say otherwise.

    Attributes
    ----------
    grid, part
        The days of members, and those of them that are one part.
    word
        Under which editions they are judged.
    judged
        Gives AQI, primary pollutants and IAQI of all days of the grid; called where a figure needs them.
    made
        What was made before.
    """

    grid: Grid
    part: Days
    word: Word
    judged: Callable[[], xr.Dataset]
    made: dict[tuple[str, ...], Any] = field(default_factory=dict)

    @property
    def rules(self) -> Regime:
        """Editions in force at the end, which judge what needs one set of rules for the whole."""
        return regime(self.word, self.part.last)

    @property
    def cut(self) -> slice:
        """Where the part lies among the days of the grid."""

        def found() -> slice:
            days = self.grid.days()
            return slice(days.index(self.part.first), days.index(self.part.last) + 1)

        return self._once(("cut",), found)

    def days_of(self, name: str) -> xr.DataArray:
        """Daily values [time, member] of a quantity of the grid, or what the AQI of the days consists of."""

        def found() -> xr.DataArray:
            if name in OF_AQI:
                return self.judged()[name].isel({TIME: self.cut})
            values = self.grid.values[name][self.cut]
            return xr.DataArray(values, dims=(TIME, MEMBER), coords=self._coords())

        return self._once(("days", name), found)

    def observed(self) -> Ints:
        """Days on which anything came."""
        return self._once(
            ("observed",), lambda: np.asarray((self.grid.observed[self.cut] > 0).sum(axis=0), np.int64)
        )

    def valid(self, name: str) -> Ints:
        """Days with a value of a quantity, or with an AQI."""
        return self._once(
            ("valid", name),
            lambda: np.asarray((~np.isnan(self.days_of(name).to_numpy())).sum(axis=0), np.int64),
        )

    def lasts(self, name: str) -> Bools | None:
        """Whether there are enough valid days of a quantity; None where no rule says how many are."""
        return self._once(
            ("lasts", name),
            lambda: period_valid(self._had(name), self.part.first, validity=self.rules.assessment.validity),
        )

    def stage(self) -> NDArray[np.int8]:
        """Whether reviewed readings are behind the days: 0 none, 1 all, 2 some."""

        def found() -> NDArray[np.int8]:
            state = np.where(self.grid.observed[self.cut] > 0, self.grid.reviewed[self.cut], -1)
            some = (state > 0).any(axis=0)
            whole = (np.abs(state) == 1).all(axis=0) & some
            return np.where(whole, 1, np.where(some, 2, 0)).astype(np.int8)

        return self._once(("stage",), found)

    def stages(self) -> tuple[int, int, int]:
        """Days of members in the whole grid: provisional, reviewed, made of both."""
        return self._once(("stages",), lambda: stages_of(self.grid))

    def figures(self, code: str, runs: Sequence[tuple[date, date, Regime]] = ()) -> xr.DataArray:
        """An indicator of the days [..., member]; an input that is made of all of them is made first.

        Parameters
        ----------
        code
            File of the indicator.
        runs
            Runs of days under different editions, for an indicator that judges each day.
        """
        by_day = tuple(
            (slice((first - self.part.first).days, (last - self.part.first).days + 1), rules)
            for first, last, rules in runs
        )
        one = indicator(code)

        def found() -> xr.DataArray:
            # What takes the six statistics of a ranking takes them of the whole part, everything else takes its days.
            whole = "ranking" in one.stands_on or set(RANKING_ITEMS) <= set(one.inputs)
            inputs = {
                name: self.days_of(name) if self._is_daily(name) and not whole else self._number(name)
                for name in one.inputs
            }
            options = {"judged": by_day} if "judged" in one.options else {}
            return one.compute(**inputs, regime=self.rules, **options)

        return self._once(("figures", code, "by day" if by_day else "whole"), found)

    def _number(self, code: str) -> xr.DataArray:
        """A figure of the whole part as the input of another."""
        return xr.DataArray(self.figures(code).to_numpy(), dims=MEMBER)

    def _is_daily(self, name: str) -> bool:
        return name in OF_AQI or name in self.grid.values

    def _had(self, name: str) -> Bools:
        """Which days [time, member] had a value: one that was left out for sand is not lost, and costs no period."""
        had: Bools = np.asarray(~np.isnan(self.days_of(name).to_numpy()))
        sand = self.grid.sand
        if sand is None:
            return had
        if name in sand.before:
            return np.asarray(had | (sand.here[self.cut] & ~np.isnan(sand.before[name][self.cut])))
        return np.asarray(had | sand.here[self.cut]) if name == "aqi" else had

    def _coords(self) -> xr.Coordinates:
        return self._once(("coords",), lambda: xr.Coordinates({TIME: times(self.grid)[self.cut]}))

    def _once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        if key not in self.made:
            self.made[key] = make()
        found: Made = self.made[key]
        return found


def stages_of(grid: Grid) -> tuple[int, int, int]:
    """Hours or days of members with anything at all: provisional, reviewed, made of both."""
    counts = np.bincount(grid.reviewed[grid.observed > 0].ravel(), minlength=3)
    return int(counts[0]), int(counts[1]), int(counts[2])


def times(grid: Grid) -> NDArray[np.datetime64]:
    """UTC start of each step of a grid."""
    # Through whole seconds: NumPy takes ten times as long to read the same from datetimes.
    seconds = np.array([t.timestamp() for t in grid.starts], np.float64).astype(np.int64)
    return seconds.astype("datetime64[s]").astype("datetime64[ns]")
