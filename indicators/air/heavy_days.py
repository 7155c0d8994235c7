"""Days of heavy pollution (重污染天): days with an AQI above 200."""

from __future__ import annotations

import xarray as xr

from indicators import days
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def compute(*, aqi: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the number of days with AQI > 200 [...]; NaN where no day has an AQI.

    Parameters
    ----------
    aqi
        Daily AQI [time, ...]; NaN where the day has none.
    regime
        Editions that judge the window.
    """
    threshold = regime.aqi.aqi_rule.heavy_above
    return over_time(lambda values: days.days_above(values, threshold), aqi, unit="day")


INDICATOR = Indicator(
    title=Label(zh="重污染天数", en="Heavy-pollution days"),
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
