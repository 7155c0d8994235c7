"""Days by primary pollutant; with ``above=100`` they reconcile with the list of exceedances."""

from __future__ import annotations

from typing import Literal

import xarray as xr

from indicators import days
from indicators.indicator import Indicator, over_time
from indicators.parameters import AIR_DAILY, Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def compute(
    *,
    aqi: xr.DataArray,
    primary: xr.DataArray,
    regime: Regime,
    above: int = 50,
    ties: Literal["each", "shared"] = "each",
) -> xr.DataArray:
    """Return the number of days on which each parameter is primary [parameter, ...]; NaN if none is valid.

    Parameters
    ----------
    aqi, primary
        Daily AQI and mask of primary pollutants [time, ...].
    regime
        Editions that judge the window; a mask stands on one already.
    above
        Days with an AQI above this count: 50 all that name a primary pollutant, 100 those that exceed.
    ties
        ``each``: a joint day counts for each of its parameters. ``shared``: in equal parts, so that the counts
        add up to the days.
    """
    return over_time(
        lambda values, mask: days.by_primary(values, mask, above=above, ties=ties),
        aqi,
        primary,
        unit="day",
        adds=("parameter", AIR_DAILY),
    )


INDICATOR = Indicator(
    title=Label(zh="各首要污染物天数", en="Days by primary pollutant"),
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
    options=("above", "ties"),
)
