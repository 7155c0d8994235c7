"""The 90th percentile of the daily maximum 8-hour means of ozone in a period."""

from __future__ import annotations

import xarray as xr

from indicators.aggregate import percentile
from indicators.indicator import Indicator, over_time
from indicators.parameters import parameter
from indicators.regime import Regime
from indicators.standards import hj663_2013, hj663_2026

PARAMETER = parameter("o3_8h_p90")


def compute(*, o3_8h: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the 90th percentile of the daily maximum 8-hour means of a window; NaN if there is none.

    Parameters
    ----------
    o3_8h
        Daily maximum 8-hour means, µg/m³; NaN missing.
    regime
        Editions that judge the window: its percentile is taken.
    """
    p = regime.assessment.percentiles["o3_8h"]
    return over_time(lambda values: percentile(values, p), o3_8h, unit=PARAMETER.unit)


INDICATOR = Indicator(
    title=PARAMETER.label,
    unit=PARAMETER.unit,
    unit_text=PARAMETER.unit_text,
    decimals=PARAMETER.decimals,
    inputs=("o3_8h",),
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
