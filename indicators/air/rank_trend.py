"""The rank correlation of yearly values with time (秩相关系数)."""

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
    """Return r_s [...]; NaN with fewer years than the edition asks for (5).

    :func:`indicators.trend.significant` compares it with its critical value.

    Parameters
    ----------
    yearly
        Values of years with the year as the coordinate ``time``; NaN where a year is not valid.
    regime
        Editions that judge: the least number of years.
    """
    years = yearly[TIME].values
    least = regime.assessment.trend_least_years

    def correlation(values: NDArray[np.float64]) -> NDArray[np.float64]:
        enough = np.sum(~np.isnan(values), axis=0) >= least
        return np.where(enough, trend.spearman(values, years), np.nan)

    return over_time(correlation, yearly, unit="1")


INDICATOR = Indicator(
    title=Label(zh="秩相关系数", en="Rank correlation with time"),
    unit="1",
    unit_text="",
    decimals=3,
    inputs=("yearly",),
    every=("years",),
    stands_on=("assessment",),
    clauses=(hj663_2013.EDITION.clause("trend"),),
    better="low",
    compute=compute,
)
