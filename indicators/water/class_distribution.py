"""The sections in each class (水质类别分布)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import water_assessment_2011
from indicators.water_regime import WaterRegime
from indicators.water_states import distribution


def compute(*, water_class: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return sections in each class [class, ...], Ⅰ to 劣Ⅴ, as a number [...].

    Sections without a class (dry, not sampled) leave the denominator. Section-months of a longer period are pooled.

    Parameters
    ----------
    water_class
        Numbers of classes with the dimension ``section``, and ``time`` where a period is pooled.
    regime
        Editions that judge: the names of the classes.
    """
    pooled = water_class.stack(sections=[d for d in ("time", "section") if d in water_class.dims])
    result: xr.DataArray = xr.apply_ufunc(
        lambda classes: np.moveaxis(distribution(np.moveaxis(classes, -1, 0)).counts, 0, -1),
        pooled,
        input_core_dims=[["sections"]],
        output_core_dims=[["class"]],
    )
    named = result.assign_coords({"class": list(regime.limits.classes)})
    return named.transpose("class", ...).assign_attrs(units="1")


INDICATOR = Indicator(
    title=Label(zh="水质类别分布", en="Sections by class"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("water_class",),
    every=("period",),
    stands_on=("water_assessment",),
    clauses=(water_assessment_2011.EDITION.clause("denominator"),),
    better=None,
    compute=compute,
    adds="class",
)
