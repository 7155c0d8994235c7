"""The Theil–Sen slope of yearly values, with its 95 % interval."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators import trend
from indicators.indicator import TIME, Indicator, over_time
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj663_2013


def compute(*, yearly: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return slope, lower and upper bound per year [bound, ...]; NaN with fewer years than the edition asks.

    Parameters
    ----------
    yearly
        Values of years with the year as the coordinate ``time``; NaN where a year is not valid.
    regime
        Editions that judge: the least number of years, taken from the rank trend.
    """
    years = yearly[TIME].values
    least = regime.assessment.trend_least_years

    def bounds(values: NDArray[np.float64]) -> NDArray[np.float64]:
        result = trend.theil_sen(values, years)
        rows = np.stack([result.slope, result.low, result.high])
        return np.where(result.years >= least, rows, np.nan)

    return over_time(bounds, yearly, unit="year-1", adds=("bound", ("slope", "low", "high")))


INDICATOR = Indicator(
    title=Label(zh="Theil–Sen年变化率", en="Theil–Sen slope per year"),
    unit="year-1",
    unit_text="/年",
    decimals=2,
    inputs=("yearly",),
    every=("years",),
    stands_on=("assessment",),
    clauses=(hj663_2013.EDITION.clause("trend"),),
    better="low",
    compute=compute,
    adds="bound",
)
