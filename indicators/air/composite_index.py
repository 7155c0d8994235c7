"""The composite index (综合指数) of a period: the sum of six ratios, smaller is better."""

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
    """Return the composite index [...]; NaN where one of the six statistics is missing.

    Parameters as in :func:`indicators.air.single_indices.compute`; ``attrs["basis"]`` prints the limits.
    """
    single = single_indices.compute(
        so2=so2, no2=no2, pm10=pm10, pm25=pm25, co_p95=co_p95, o3_8h_p90=o3_8h_p90, regime=regime
    )
    values = composite.composite_index(single.values, rule=regime.ranking_edition.ranking)
    return single.isel(item=0, drop=True).copy(data=values)


INDICATOR = Indicator(
    title=Label(zh="综合指数", en="Composite index"),
    unit="1",
    unit_text="",
    decimals=2,
    inputs=RANKING_ITEMS,
    every=("period",),
    stands_on=("ranking", "limits"),
    clauses=tuple(
        one.EDITION.clause("composite index") for one in (ranking_2014, ranking_2018, ranking_2024)
    ),
    better="low",
    compute=compute,
)
