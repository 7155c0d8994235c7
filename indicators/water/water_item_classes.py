"""The class of each item by itself; the items at the class of the row decide it (定类项目)."""

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
    """Return the class of each item [..., item]; NaN where it is missing or cannot be judged.

    Reference items (nitrogen of lakes, coliforms) have one too, though they never set the class of the water.

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

    def by_item(v: NDArray[Any], q: NDArray[Any], is_lake: NDArray[Any]) -> NDArray[Any]:
        return classify(v, q, items=items, lake=is_lake, regime=regime).by_item

    result: xr.DataArray = xr.apply_ufunc(
        by_item, values, qualifiers, lake, input_core_dims=[["item"], ["item"], []],
        output_core_dims=[["item"]], join="exact",
    )  # fmt: skip
    return result.assign_attrs(units="1")


INDICATOR = Indicator(
    title=Label(zh="单项水质类别", en="Class of each item"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("values", "qualifiers", "lake"),
    every=("hour", "day", "period"),
    stands_on=("water_limits", "water_assessment"),
    clauses=(
        gb3838_2002.EDITION.clause("table 1"),
        gb3838_2002.EDITION.clause("table 1, metals and others"),
        water_assessment_2011.EDITION.clause("items"),
    ),
    better="low",
    compute=compute,
)
