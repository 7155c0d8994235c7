"""The 95th percentile of the daily means of CO in a period."""

from __future__ import annotations

import xarray as xr

from indicators.aggregate import percentile
from indicators.indicator import Indicator, over_time
from indicators.parameters import parameter
from indicators.regime import Regime
from indicators.standards import hj663_2013, hj663_2026

PARAMETER = parameter("co_p95")


def compute(*, co: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the 95th percentile of the daily means of a window [time, ...]; NaN where there is none.

    Parameters
    ----------
    co
        Daily means, mg/m³; NaN missing.
    regime
        Editions that judge the window: its percentile is taken.
    """
    p = regime.assessment.percentiles["co"]
    return over_time(lambda values: percentile(values, p), co, unit=PARAMETER.unit)


INDICATOR = Indicator(
    title=PARAMETER.label,
    unit=PARAMETER.unit,
    unit_text=PARAMETER.unit_text,
    decimals=PARAMETER.decimals,
    inputs=("co",),
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
