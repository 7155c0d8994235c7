"""Episodes of heavy pollution: runs of days with an AQI above 200. The list is :func:`episodes`."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators import days
from indicators.indicator import TIME, Indicator, over_time
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def episodes(
    *, aqi: xr.DataArray, primary: xr.DataArray, regime: Regime, least_days: int = 1
) -> list[days.Episode]:
    """Return the runs of days on which any place of an array [time, place] was heavily polluted.

    Indices of days and places are those of the array. Give one place for its own episodes.

    Parameters
    ----------
    aqi, primary
        Daily AQI and mask of primary pollutants [time] or [time, place].
    regime
        Editions that judge the window.
    least_days
        Shortest run that is an episode.
    """
    values, mask = xr.align(aqi, primary, join="exact")
    values = values.transpose(TIME, ...)
    return days.episodes(
        values.values,
        mask.transpose(*values.dims).values,
        above=regime.aqi.aqi_rule.heavy_above,
        least_days=least_days,
    )


def compute(*, aqi: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the number of episodes of each place [...]; NaN where no day has an AQI.

    Parameters
    ----------
    aqi
        Daily AQI [time, ...]; NaN where the day has none, which ends an episode.
    regime
        Editions that judge the window.
    """
    above = regime.aqi.aqi_rule.heavy_above

    def count(values: NDArray[np.float64]) -> NDArray[np.float64]:
        heavy = values > above
        starts = heavy.copy()
        starts[1:] &= ~heavy[:-1]
        return np.where(days.valid_days(values) > 0, starts.sum(axis=0), np.nan)

    return over_time(count, aqi, unit="1")


INDICATOR = Indicator(
    title=Label(zh="重污染过程次数", en="Heavy-pollution episodes"),
    unit="1",
    unit_text="次",
    decimals=0,
    inputs=("aqi",),
    every=("period",),
    stands_on=("aqi",),
    clauses=(hj633_2012.EDITION.clause("categories"), hj633_2026.EDITION.clause("categories")),
    better="low",
    compute=compute,
)
