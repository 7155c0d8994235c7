"""The city water index (城市水质指数 CWQI): the sum of the indices of the items."""

from __future__ import annotations

import xarray as xr

from indicators import cwqi
from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import water_ranking_2017
from indicators.water_regime import WaterRegime


def compute(*, water_item_index: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return the sum of the indices that are there [...]; NaN where none is.

    With an item missing the sum is smaller and not comparable: count the items beside it.

    Parameters
    ----------
    water_item_index
        Index of each item [..., item].
    regime
        Editions that judge; the indices stand on them already.
    """
    result: xr.DataArray = xr.apply_ufunc(
        lambda indices: cwqi.cwqi(indices)[0], water_item_index, input_core_dims=[["item"]]
    )
    return result.assign_attrs(units="1")


INDICATOR = Indicator(
    title=Label(zh="城市水质指数", en="City water index"),
    unit="1",
    unit_text="",
    decimals=4,
    inputs=("water_item_index",),
    every=("period",),
    stands_on=("water_limits", "water_ranking"),
    clauses=(
        water_ranking_2017.EDITION.clause("sum"),
        water_ranking_2017.EDITION.clause("ranking"),
    ),
    better="low",
    compute=compute,
)
