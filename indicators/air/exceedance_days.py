"""Exceedance days (超标天数): days with an AQI above 100, the valid days that are not good."""

from __future__ import annotations

import xarray as xr

from indicators import days
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def compute(*, aqi: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the number of days with AQI > 100 [...]; NaN where no day has an AQI.

    Parameters
    ----------
    aqi
        Daily AQI [time, ...]; NaN where the day has none.
    regime
        Editions that judge the window.
    """
    threshold = regime.aqi.aqi_rule.good_up_to
    return over_time(lambda values: days.days_above(values, threshold), aqi, unit="day")


INDICATOR = Indicator(
    title=Label(zh="超标天数", en="Exceedance days"),
    unit="day",
    unit_text="天",
    decimals=0,
    inputs=("aqi",),
    every=("period",),
    stands_on=("aqi",),
    clauses=(hj633_2012.EDITION.clause("categories"), hj633_2026.EDITION.clause("categories")),
    better="low",
    compute=compute,
)
