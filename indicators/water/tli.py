"""The comprehensive trophic level index of lakes (综合营养状态指数 TLI)."""

from __future__ import annotations

import xarray as xr

from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.standards import trophic_2001
from indicators.trophic import trophic_index
from indicators.water_regime import WaterRegime


def compute(
    *,
    chla: xr.DataArray,
    tp: xr.DataArray,
    tn: xr.DataArray,
    sd: xr.DataArray,
    codmn: xr.DataArray,
    regime: WaterRegime,
) -> xr.DataArray:
    """Return the index [...]; NaN where one of the five is missing or not above 0.

    Parameters
    ----------
    chla
        Chlorophyll a, mg/m³.
    tp, tn, codmn
        Phosphorus, nitrogen and permanganate index, mg/L.
    sd
        Transparency, m.
    regime
        Editions that judge.
    """
    names = ("chla", "tp", "tn", "sd", "codmn")
    result: xr.DataArray = xr.apply_ufunc(
        lambda *arrays: trophic_index(dict(zip(names, arrays, strict=True)), regime),
        *(chla, tp, tn, sd, codmn),
        join="exact",
    )
    return result.assign_attrs(units="1")


INDICATOR = Indicator(
    title=Label(zh="综合营养状态指数", en="Trophic level index"),
    unit="1",
    unit_text="",
    decimals=1,
    inputs=("chla", "tp", "tn", "sd", "codmn"),
    every=("day", "period"),
    stands_on=("trophic",),
    clauses=(
        trophic_2001.EDITION.clause("item index"),
        trophic_2001.EDITION.clause("weights"),
    ),
    better="low",
    compute=compute,
)
