"""Compliance with the daily limits of GB 3095, item by item and overall.

Until 2030 "overall" and AQI ≤ 100 say the same of a complete day; under the final limits they part company,
because NO2 50, PM10 100 and PM2.5 50 are no longer the IAQI-100 nodes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators import days
from indicators.indicator import Indicator, over_time
from indicators.parameters import AIR_DAILY, Label
from indicators.regime import Regime
from indicators.standards import gb3095_2012, gb3095_2026, hj663_2013

ITEMS = (*AIR_DAILY, "all")


def compute(
    *,
    pm25: xr.DataArray,
    pm10: xr.DataArray,
    so2: xr.DataArray,
    no2: xr.DataArray,
    co: xr.DataArray,
    o3_8h: xr.DataArray,
    regime: Regime,
    grade: int = 2,
    judged: Sequence[tuple[slice, Regime]] = (),
) -> xr.DataArray:
    """Return days that meet over valid days, in percent [item, ...], last item ``all``; NaN without one.

    Parameters
    ----------
    pm25, pm10, so2, no2, co, o3_8h
        Daily values [time, ...], µg/m³ (CO mg/m³); NaN missing.
    regime
        Editions that judge the window: the limits of its phase.
    grade
        1 or 2 (functional zone).
    judged
        Runs of days and the editions that judge each, where the limits change within the window; together they
        are all its days. Without them ``regime`` judges every day.
    """

    def rates(*values: NDArray[np.float64]) -> NDArray[np.float64]:
        daily = dict(zip(AIR_DAILY, values, strict=True))
        met = [
            days.meets({item: array[run] for item, array in daily.items()}, rules.limits, grade=grade)
            for run, rules in judged or ((slice(None), regime),)
        ]
        return days.compliance_rates(np.concatenate(met, axis=1))

    return over_time(rates, pm25, pm10, so2, no2, co, o3_8h, unit="percent", adds=("item", ITEMS))


INDICATOR = Indicator(
    title=Label(zh="达标率", en="Compliance rate"),
    unit="percent",
    unit_text="%",
    decimals=1,
    inputs=AIR_DAILY,
    every=("period",),
    stands_on=("limits", "assessment"),
    clauses=(
        gb3095_2012.EDITION.clause("table 1"),
        gb3095_2026.EDITION.clause("table 1"),
        hj663_2013.EDITION.clause("compliance rate"),
    ),
    better="high",
    compute=compute,
    adds="item",
    added=ITEMS,
    options=("grade", "judged"),
)
