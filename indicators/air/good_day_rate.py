"""Good-day rate (优良天数比例): good days over valid days."""

from __future__ import annotations

import xarray as xr

from indicators import days
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026, hj663_2013


def compute(*, aqi: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return good days over days with an AQI, in percent [...]; NaN where no day has one.

    Parameters
    ----------
    aqi
        Daily AQI [time, ...]; NaN where the day has none.
    regime
        Editions that judge the window.
    """
    threshold = regime.aqi.aqi_rule.good_up_to
    return over_time(lambda values: days.rate_up_to(values, threshold), aqi, unit="percent")


INDICATOR = Indicator(
    title=Label(zh="优良天数比例", en="Good-day rate"),
    unit="percent",
    unit_text="%",
    decimals=1,
    inputs=("aqi",),
    every=("period",),
    stands_on=("aqi",),
    clauses=(
        hj633_2012.EDITION.clause("categories"),
        hj633_2026.EDITION.clause("categories"),
        hj663_2013.EDITION.clause("compliance rate"),
    ),
    better="high",
    compute=compute,
)
