"""The trophic grade of a lake (营养状态), 1 (贫营养) to 5 (重度富营养)."""

from __future__ import annotations

import xarray as xr

from indicators import trophic
from indicators.indicator import Indicator, each
from indicators.parameters import Label
from indicators.standards import trophic_2001
from indicators.water_regime import WaterRegime


def compute(*, tli: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return the number of the grade [...]; NaN where there is no index.

    Parameters
    ----------
    tli
        Trophic level index [...].
    regime
        Editions that judge: words are in ``regime.trophic.grades``.
    """
    return each(lambda index: trophic.trophic_grade(index, regime), tli, unit="1")


INDICATOR = Indicator(
    title=Label(zh="营养状态", en="Trophic grade"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("tli",),
    every=("day", "period"),
    stands_on=("trophic",),
    clauses=(trophic_2001.EDITION.clause("grades"),),
    better="low",
    compute=compute,
)
