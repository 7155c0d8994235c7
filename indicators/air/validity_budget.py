"""Hours of today that a station may still lose before its daily mean is invalid."""

from __future__ import annotations

import xarray as xr

from indicators import budget
from indicators.indicator import Indicator, each
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import gb3095_2012, gb3095_2026, hj663_2026


def compute(*, hours: xr.DataArray, regime: Regime, elapsed: int) -> xr.DataArray:
    """Return the hours that may still be lost [...]; −1 where the day is lost already.

    For ozone, months and years see :mod:`indicators.budget`.

    Parameters
    ----------
    hours
        Number of hourly values so far.
    regime
        Editions that judge today: its validity numbers.
    elapsed
        Hours of the natural day that are over, 0 … 24.
    """
    validity = regime.assessment.validity
    return each(lambda n: budget.hours_left_to_lose(n, elapsed, validity=validity), hours, unit="hour")


INDICATOR = Indicator(
    title=Label(zh="当日尚可缺失小时数", en="Hours that may still be lost today"),
    unit="hour",
    unit_text="小时",
    decimals=0,
    inputs=("hours",),
    every=("day",),
    stands_on=("assessment",),
    clauses=(
        gb3095_2012.EDITION.clause("table 4"),
        gb3095_2026.EDITION.clause("table 4"),
        hj663_2026.EDITION.clause("6.1.2"),
    ),
    better="high",
    compute=compute,
    options=("elapsed",),
)
