"""Mean of a period: SO2; of one hour or day it is that value."""

from __future__ import annotations

import xarray as xr

from indicators.aggregate import period_mean
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label, parameter
from indicators.regime import Regime
from indicators.standards import hj663_2013

PARAMETER = parameter("so2")


def compute(*, so2: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the mean of the daily means of a window [time, ...]; NaN where there is none.

    Parameters
    ----------
    so2
        Daily means, µg/m³; NaN missing.
    regime
        Editions that judge the window; a mean is the same under all.
    """
    return over_time(period_mean, so2, unit=PARAMETER.unit)


INDICATOR = Indicator(
    title=Label(zh="SO2浓度", en="SO2 concentration"),
    unit=PARAMETER.unit,
    unit_text=PARAMETER.unit_text,
    decimals=PARAMETER.decimals,
    inputs=("so2",),
    every=("hour", "day", "period"),
    stands_on=("assessment",),
    clauses=(hj663_2013.EDITION.clause("city value"),),
    better="low",
    compute=compute,
)
