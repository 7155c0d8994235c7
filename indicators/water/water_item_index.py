"""The index of each item in the city water index (单项指数 CWQI(i))."""

from __future__ import annotations

from typing import Any

import xarray as xr
from numpy.typing import NDArray

from indicators import cwqi
from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import water_ranking_2017
from indicators.water_regime import WaterRegime


def compute(*, means: xr.DataArray, lake: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return the index of each item [..., item]; NaN where it is missing or does not enter.

    Parameters
    ----------
    means
        Mean of each item [..., item] over the river sections, or the lake points, of a city; not rounded.
    lake
        Whether a mean is of lakes [...].
    regime
        Editions that judge.
    """
    items = means["item"].values.tolist()

    def index(c: NDArray[Any], is_lake: NDArray[Any]) -> NDArray[Any]:
        return cwqi.item_indices(c, items=items, lake=is_lake, regime=regime)

    result: xr.DataArray = xr.apply_ufunc(
        index, means, lake, input_core_dims=[["item"], []], output_core_dims=[["item"]], join="exact"
    )
    return result.assign_attrs(units="1")


INDICATOR = Indicator(
    title=Label(zh="城市水质单项指数", en="Index of each item in the city water index"),
    unit="1",
    unit_text="",
    decimals=4,
    inputs=("means", "lake"),
    every=("period",),
    stands_on=("water_limits", "water_ranking"),
    clauses=(
        water_ranking_2017.EDITION.clause("item index"),
        water_ranking_2017.EDITION.clause("items"),
    ),
    better="low",
    compute=compute,
)
