"""The Theil–Sen slope of monthly values as they are, with its 95 % interval."""

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
    """Return slope, lower and upper bound per year [bound, ...]; NaN with fewer than six months.

    Parameters
    ----------
    monthly
        Values of months with their first day as the coordinate ``time``; NaN where a month is not valid.
    regime
        Editions that judge; none of them knows a slope of months, so it is the same under all.
    """
    when = trend.month_times(monthly["time"].values)

    def bounds(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return trend.slope_of_months(values, when)

    return over_time(bounds, monthly, unit="year-1", adds=("bound", trend.BOUNDS))


INDICATOR = Indicator(
    title=Label(zh="逐月Theil–Sen年变化率", en="Theil–Sen slope of months, per year"),
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
