"""The category, 1 to 6, of each AQI."""

from __future__ import annotations

import xarray as xr

from indicators.indicator import Indicator, each
from indicators.levels import level_number
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def compute(*, aqi: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the number of the category of each AQI; NaN where there is no AQI."""
    return each(lambda values: level_number(values, regime.aqi), aqi, unit="1")


INDICATOR = Indicator(
    title=Label(zh="空气质量级别", en="Air quality category"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("aqi",),
    every=("hour", "day"),
    stands_on=("aqi",),
    clauses=(hj633_2012.EDITION.clause("categories"), hj633_2026.EDITION.clause("categories")),
    better="low",
    compute=compute,
)
