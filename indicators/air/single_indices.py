"""The single indices (单项指数) of a period: each statistic over its limit."""

from __future__ import annotations

import xarray as xr

from indicators import composite
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
    """Return the six single indices [item, ...]; NaN where a statistic is missing.

    Parameters
    ----------
    so2, no2, pm10, pm25
        Period means, µg/m³.
    co_p95, o3_8h_p90
        Percentiles of the period, mg/m³ and µg/m³.
    regime
        Editions that judge the window: its ranking rule and the limits of its phase, printed in
        ``attrs["basis"]`` of the result.
    """
    rule, limits = regime.ranking_edition.ranking, regime.limits
    given = xr.broadcast(*xr.align(so2, no2, pm10, pm25, co_p95, o3_8h_p90, join="exact"))
    rows = composite.single_indices(
        {code: a.values for code, a in zip(RANKING_ITEMS, given, strict=True)}, limits=limits, rule=rule
    )
    return xr.DataArray(
        rows,
        dims=("item", *given[0].dims),
        coords={**given[0].coords, "item": list(RANKING_ITEMS)},
        attrs={"units": "1", "basis": composite.basis(limits, rule)},
    )


INDICATOR = Indicator(
    title=Label(zh="单项指数", en="Single indices"),
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
    adds="item",
    added=RANKING_ITEMS,
)
