"""The share of sections that meet no class (劣Ⅴ类比例)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import water_assessment_2011
from indicators.water_regime import WaterRegime
from indicators.water_states import distribution


def compute(*, water_class: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return sections worse than Ⅴ over those evaluated, in percent [...]; NaN where no section has a class.

    Sections without a class (dry, not sampled) leave the denominator. Section-months of a longer period are pooled.

    Parameters
    ----------
    water_class
        Numbers of classes with the dimension ``section``, and ``time`` where a period is pooled.
    regime
        Editions that judge; they change nothing here.
    """
    pooled = water_class.stack(sections=[d for d in ("time", "section") if d in water_class.dims])
    result: xr.DataArray = xr.apply_ufunc(
        lambda classes: distribution(np.moveaxis(classes, -1, 0)).bad_share,
        pooled,
        input_core_dims=[["sections"]],
    )
    return result.assign_attrs(units="percent")


INDICATOR = Indicator(
    title=Label(zh="劣Ⅴ类断面比例", en="Share of sections worse than class Ⅴ"),
    unit="percent",
    unit_text="%",
    decimals=1,
    inputs=("water_class",),
    every=("period",),
    stands_on=("water_assessment",),
    clauses=(
        water_assessment_2011.EDITION.clause("shares"),
        water_assessment_2011.EDITION.clause("denominator"),
    ),
    better="low",
    compute=compute,
)
