"""Mean of a period: PM10; of one hour or day it is that value."""

from __future__ import annotations

import xarray as xr

from indicators.aggregate import period_mean
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label, parameter
from indicators.regime import Regime
from indicators.standards import hj663_2013

PARAMETER = parameter("pm10")


def compute(*, pm10: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the mean of the daily means of a window [time, ...]; NaN where there is none.

    Parameters
    ----------
    pm10
        Daily means, µg/m³; NaN missing.
    regime
        Editions that judge the window; a mean is the same under all.
    """
    return over_time(period_mean, pm10, unit=PARAMETER.unit)


INDICATOR = Indicator(
    title=Label(zh="PM10浓度", en="PM10 concentration"),
    unit=PARAMETER.unit,
    unit_text=PARAMETER.unit_text,
    decimals=PARAMETER.decimals,
    inputs=("pm10",),
    every=("hour", "day", "period"),
    stands_on=("assessment",),
    clauses=(hj663_2013.EDITION.clause("city value"),),
    better="low",
    compute=compute,
)
