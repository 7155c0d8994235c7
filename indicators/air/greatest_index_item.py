"""The items with the greatest single index (主要污染物) of a period, as a mask."""

from __future__ import annotations

import xarray as xr

from indicators import composite
from indicators.air import single_indices
from indicators.indicator import Indicator
from indicators.parameters import RANKING_ITEMS, Label
from indicators.regime import Regime
from indicators.standards import ranking_2014, ranking_2018, ranking_2024


def compute(
    *,
    so2: xr.DataArray,
    no2: xr.DataArray,
    pm10: xr.DataArray,
    pm25: xr.DataArray,
    co_p95: xr.DataArray,
    o3_8h_p90: xr.DataArray,
    regime: Regime,
) -> xr.DataArray:
    """Return a mask [...]: bit *i* set where item *i* of ``RANKING_ITEMS`` is greatest; 0 if unknown.

    Parameters as in :func:`indicators.air.single_indices.compute`; ``attrs["basis"]`` prints the limits.
    """
    single = single_indices.compute(
        so2=so2, no2=no2, pm10=pm10, pm25=pm25, co_p95=co_p95, o3_8h_p90=o3_8h_p90, regime=regime
    )
    _, mask = composite.greatest_index(single.values)
    return single.isel(item=0, drop=True).copy(data=mask)


INDICATOR = Indicator(
    title=Label(zh="主要污染物", en="Leading pollutant of the period"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=RANKING_ITEMS,
    every=("period",),
    stands_on=("ranking", "limits"),
    clauses=tuple(one.EDITION.clause("greatest index") for one in (ranking_2014, ranking_2018, ranking_2024)),
    better=None,
    compute=compute,
)
