"""The class of water by single factor (水质类别), 1 (Ⅰ) to 6 (劣Ⅴ)."""

from __future__ import annotations

from typing import Any

import xarray as xr
from numpy.typing import NDArray

from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import gb3838_2002, water_assessment_2011
from indicators.water_class import classify
from indicators.water_regime import WaterRegime


def compute(
    *, values: xr.DataArray, qualifiers: xr.DataArray, lake: xr.DataArray, regime: WaterRegime
) -> xr.DataArray:
    """Return the number of the class [...]; NaN where no item that sets it could be judged.

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

    def number(v: NDArray[Any], q: NDArray[Any], is_lake: NDArray[Any]) -> NDArray[Any]:
        return classify(v, q, items=items, lake=is_lake, regime=regime).number

    result: xr.DataArray = xr.apply_ufunc(
        number, values, qualifiers, lake, input_core_dims=[["item"], ["item"], []], join="exact"
    )
    return result.assign_attrs(units="1")


INDICATOR = Indicator(
    title=Label(zh="水质类别", en="Class of water"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("values", "qualifiers", "lake"),
    every=("hour", "day", "period"),
    stands_on=("water_limits", "water_assessment"),
    clauses=(
        gb3838_2002.EDITION.clause("table 1"),
        gb3838_2002.EDITION.clause("table 1, lakes"),
        water_assessment_2011.EDITION.clause("single factor"),
    ),
    better="low",
    compute=compute,
)
