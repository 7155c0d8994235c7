"""By how many times its class Ⅲ limit each item is above it (超标倍数)."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import water_assessment_2011
from indicators.water_class import limits_of_class, multiples
from indicators.water_main_items import CLASS_III
from indicators.water_regime import WaterRegime


def compute(
    *, values: xr.DataArray, qualifiers: xr.DataArray, lake: xr.DataArray, regime: WaterRegime
) -> xr.DataArray:
    """Return (C − S)/S of each item [..., item]: 0 where the limit is met; NaN without value, limit or multiple.

    What is below detection exceeds nothing that is proven and is NaN. :func:`indicators.water_class.target_limits`
    and :func:`indicators.water_class.multiples` give the same against a section's target.

    Parameters
    ----------
    values, qualifiers
        Values as they are judged and their qualifiers (−1, 0, 1) [..., item]; the dimension ``item`` holds codes.
    lake
        Whether a section is a lake or reservoir [...].
    regime
        Editions that judge.
    """
    items = values["item"].values.tolist()

    def times(v: NDArray[Any], q: NDArray[Any], is_lake: NDArray[Any]) -> NDArray[Any]:
        limits = limits_of_class(CLASS_III, items=items, lake=is_lake, regime=regime)
        return multiples(np.where(q < 0, np.nan, v), limits, items=items, regime=regime)

    result: xr.DataArray = xr.apply_ufunc(
        times, values, qualifiers, lake, input_core_dims=[["item"], ["item"], []],
        output_core_dims=[["item"]], join="exact",
    )  # fmt: skip
    return result.assign_attrs(units="1")


INDICATOR = Indicator(
    title=Label(zh="超Ⅲ类倍数", en="Exceedance multiple against class Ⅲ"),
    unit="1",
    unit_text="",
    decimals=1,
    inputs=("values", "qualifiers", "lake"),
    every=("hour", "day", "period"),
    stands_on=("water_limits", "water_assessment"),
    clauses=(water_assessment_2011.EDITION.clause("exceedance multiple"),),
    better="low",
    compute=compute,
)
