"""Exceedance days by primary pollutant: the list of exceedances, counted."""

from __future__ import annotations

import xarray as xr

from indicators.air import days_by_primary
from indicators.indicator import Indicator
from indicators.parameters import AIR_DAILY, Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def compute(*, aqi: xr.DataArray, primary: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the number of days above 100 on which each parameter is primary [parameter, ...]; NaN if none is valid.

    A joint day counts for each of its parameters.

    Parameters
    ----------
    aqi, primary
        Daily AQI and mask of primary pollutants [time, ...].
    regime
        Editions that judge the window.
    """
    above = regime.aqi.aqi_rule.good_up_to
    return days_by_primary.compute(aqi=aqi, primary=primary, regime=regime, above=above)


INDICATOR = Indicator(
    title=Label(zh="各首要污染物超标天数", en="Exceedance days by primary pollutant"),
    unit="day",
    unit_text="天",
    decimals=0,
    inputs=("aqi", "primary"),
    every=("period",),
    stands_on=("aqi",),
    clauses=(hj633_2012.EDITION.clause("primary pollutant"), hj633_2026.EDITION.clause("primary pollutant")),
    better=None,
    compute=compute,
    adds="parameter",
    added=AIR_DAILY,
)
