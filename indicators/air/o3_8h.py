"""Mean of a period: ozone, daily maximum 8-hour mean; of one hour or day it is that value."""

from __future__ import annotations

import xarray as xr

from indicators.aggregate import period_mean
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label, parameter
from indicators.regime import Regime
from indicators.standards import hj663_2013

PARAMETER = parameter("o3_8h")


def compute(*, o3_8h: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the mean of the daily maximum 8-hour means of a window [time, ...]; NaN where there is none.

    Parameters
    ----------
    o3_8h
        Daily maximum 8-hour means, µg/m³; NaN missing.
    regime
        Editions that judge the window; a mean is the same under all.
    """
    return over_time(period_mean, o3_8h, unit=PARAMETER.unit)


INDICATOR = Indicator(
    title=Label(zh="O3-8h浓度", en="O3 8-hour concentration"),
    unit=PARAMETER.unit,
    unit_text=PARAMETER.unit_text,
    decimals=PARAMETER.decimals,
    inputs=("o3_8h",),
    every=("hour", "day", "period"),
    stands_on=("assessment",),
    clauses=(hj663_2013.EDITION.clause("city value"),),
    better="low",
    compute=compute,
)
