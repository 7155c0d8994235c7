"""The share of sections that meet their targets (断面达标率)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import water_assessment_2011
from indicators.water_regime import WaterRegime
from indicators.water_states import compliance_rate


def compute(*, met: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return sections that meet their target over those evaluated, in percent [...]; NaN where none was.

    Section-months of a longer period are pooled.

    Parameters
    ----------
    met
        1 met, 0 not, NaN not evaluated or without a target, with the dimension ``section`` and perhaps ``time``:
        by :func:`indicators.water_class.meets` or :func:`indicators.water_states.class_met`.
    regime
        Editions that judge; they change nothing here.
    """
    pooled = met.stack(sections=[d for d in ("time", "section") if d in met.dims])
    result: xr.DataArray = xr.apply_ufunc(
        lambda value: compliance_rate(np.moveaxis(value, -1, 0))[0], pooled, input_core_dims=[["sections"]]
    )
    return result.assign_attrs(units="percent")


INDICATOR = Indicator(
    title=Label(zh="断面达标率", en="Share of sections that meet their targets"),
    unit="percent",
    unit_text="%",
    decimals=1,
    inputs=("met",),
    every=("period",),
    stands_on=("water_assessment",),
    clauses=(water_assessment_2011.EDITION.clause("denominator"),),
    better="high",
    compute=compute,
)
