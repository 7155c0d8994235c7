"""The Theil–Sen slope of monthly values without the course of the year, with its 95 % interval."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators import trend
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj663_2013


def compute(*, monthly: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return slope, lower and upper bound per year [bound, ...]; NaN with up to 24 months or fewer than six valid ones.

    Parameters
    ----------
    monthly
        Values of months with their first day as the coordinate ``time``; NaN where a month is not valid.
    regime
        Editions that judge; none of them knows a slope of months, so it is the same under all.
    """
    when = trend.month_times(monthly["time"].values)
    calendar = monthly["time"].dt.month.values

    def bounds(values: NDArray[np.float64]) -> NDArray[np.float64]:
        if len(values) <= trend.MONTHS_WITH_SEASON:
            return np.full((3, *values.shape[1:]), np.nan)
        return trend.slope_of_months(trend.without_season(values, calendar), when)

    return over_time(bounds, monthly, unit="year-1", adds=("bound", trend.BOUNDS))


INDICATOR = Indicator(
    title=Label(
        zh="去季节逐月Theil–Sen年变化率", en="Theil–Sen slope of months without the season, per year"
    ),
    unit="year-1",
    unit_text="/年",
    decimals=2,
    inputs=("monthly",),
    every=("months",),
    stands_on=("assessment",),
    clauses=(hj663_2013.EDITION.clause("trend"),),
    better="low",
    compute=compute,
    adds="bound",
)
