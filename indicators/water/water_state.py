"""The state of a section (水质状况) by its class, 1 (优) to 5 (重度污染)."""

from __future__ import annotations

import xarray as xr

from indicators.indicator import Indicator, each
from indicators.parameters import Label
from indicators.standards import water_assessment_2011
from indicators.water_regime import WaterRegime
from indicators.water_states import section_state


def compute(*, water_class: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return the number of the state [...]; NaN where there is no class.

    Parameters
    ----------
    water_class
        Numbers of classes [...].
    regime
        Editions that judge: words and colours are in ``regime.assessment.states``.
    """
    return each(lambda classes: section_state(classes, regime), water_class, unit="1")


INDICATOR = Indicator(
    title=Label(zh="水质状况", en="State of water"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("water_class",),
    every=("hour", "day", "period"),
    stands_on=("water_assessment",),
    clauses=(water_assessment_2011.EDITION.clause("states"),),
    better="low",
    compute=compute,
)
