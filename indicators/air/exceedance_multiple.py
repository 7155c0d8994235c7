"""Exceedance multiples: by how many times its limit each statistic of a period is above it."""

from __future__ import annotations

import numpy as np
import xarray as xr

from indicators.days import exceedance_multiple
from indicators.indicator import Indicator
from indicators.parameters import RANKING_ITEMS, Label
from indicators.regime import Regime
from indicators.standards import gb3095_2012, gb3095_2026, hj663_2013


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
    """Return (C − S)/S of each statistic [item, ...]: 0 where the limit is met, NaN where it is missing.

    Parameters
    ----------
    so2, no2, pm10, pm25
        Period means, µg/m³, against the annual limits.
    co_p95, o3_8h_p90
        Percentiles, mg/m³ and µg/m³, against the daily and 8-hour limits.
    regime
        Editions that judge the window: the limits of its phase.
    """
    given = xr.broadcast(*xr.align(so2, no2, pm10, pm25, co_p95, o3_8h_p90, join="exact"))
    rows = [
        exceedance_multiple(values.values, regime.limits.limit(item, average))
        for (_, item, average), values in zip(regime.ranking_edition.ranking.items, given, strict=True)
    ]
    return xr.DataArray(
        np.stack(rows),
        dims=("item", *given[0].dims),
        coords={**given[0].coords, "item": list(RANKING_ITEMS)},
        attrs={"units": "1"},
    )


INDICATOR = Indicator(
    title=Label(zh="超标倍数", en="Exceedance multiple"),
    unit="1",
    unit_text="",
    decimals=2,
    inputs=RANKING_ITEMS,
    every=("period",),
    stands_on=("limits", "assessment"),
    clauses=(
        gb3095_2012.EDITION.clause("table 1"),
        gb3095_2026.EDITION.clause("table 1"),
        hj663_2013.EDITION.clause("exceedance multiple"),
    ),
    better="low",
    compute=compute,
    adds="item",
    added=RANKING_ITEMS,
)
