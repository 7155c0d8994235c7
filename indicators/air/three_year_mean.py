"""The mean of a year and the two before it."""

from __future__ import annotations

import xarray as xr

from indicators import trend
from indicators.indicator import TIME, Indicator
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj663_2026


def compute(*, yearly: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the mean of each year and the two before it [time, ...]; NaN unless all three are there.

    Parameters
    ----------
    yearly
        Values of years, any unit, with the year as the coordinate ``time``; NaN where a year is not valid.
    regime
        Editions that judge; the mean is the same under all.
    """
    ordered = yearly.transpose(TIME, ...)
    values = trend.three_year_means(ordered.values, ordered[TIME].values)
    return ordered.copy(data=values).transpose(*yearly.dims)


INDICATOR = Indicator(
    title=Label(zh="三年滑动平均", en="Three-year mean"),
    unit="1",
    unit_text="",
    decimals=1,
    inputs=("yearly",),
    every=("years",),
    stands_on=("assessment",),
    clauses=(hj663_2026.EDITION.clause("three-year mean"),),
    better="low",
    compute=compute,
)
