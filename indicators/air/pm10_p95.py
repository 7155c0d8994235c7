"""The 95th percentile of the daily means of PM10 in a period."""

from __future__ import annotations

import xarray as xr

from indicators.aggregate import percentile
from indicators.indicator import Indicator, over_time
from indicators.parameters import parameter
from indicators.regime import Regime
from indicators.standards import hj663_2013, hj663_2026

PARAMETER = parameter("pm10_p95")


def compute(*, pm10: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the 95th percentile of the daily means of a window [time, ...]; NaN where there is none.

    Parameters
    ----------
    pm10
        Daily means, µg/m³; NaN missing.
    regime
        Editions that judge the window: its percentile is taken.
    """
    p = regime.assessment.percentiles["pm10"]
    return over_time(lambda values: percentile(values, p), pm10, unit=PARAMETER.unit)


INDICATOR = Indicator(
    title=PARAMETER.label,
    unit=PARAMETER.unit,
    unit_text=PARAMETER.unit_text,
    decimals=PARAMETER.decimals,
    inputs=("pm10",),
    every=("period",),
    stands_on=("assessment",),
    clauses=(
        hj663_2013.EDITION.clause("percentile"),
        hj663_2013.EDITION.clause("annual items"),
        hj663_2026.EDITION.clause("annual items"),
    ),
    better="low",
    compute=compute,
)
