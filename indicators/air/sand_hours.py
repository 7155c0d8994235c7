"""Hours that the sand rule proposes in a period. The events are :func:`indicators.sand.propose`."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators import sand
from indicators.indicator import Indicator, over_time
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import sand_2016


def compute(*, pm10: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the number of proposed sand hours [...]; NaN where PM10 is wholly missing.

    Parameters
    ----------
    pm10
        Hourly PM10 [time, ...], every hour on the axis, µg/m³; NaN missing.
    regime
        Editions that judge: its sand rule; LookupError before 2017.
    """
    rule = regime.edition("sand").sand

    def count(values: NDArray[np.float64]) -> NDArray[np.float64]:
        flat = values.reshape(len(values), -1)
        hours = sand.hours_of(sand.propose(flat, rule=rule), (flat.shape[0], flat.shape[1])).sum(axis=0)
        any_hour = ~np.all(np.isnan(flat), axis=0)
        return np.where(any_hour, hours, np.nan).reshape(values.shape[1:])

    return over_time(count, pm10, unit="hour")


INDICATOR = Indicator(
    title=Label(zh="拟扣除沙尘小时数", en="Proposed sand hours"),
    unit="hour",
    unit_text="小时",
    decimals=0,
    inputs=("pm10",),
    every=("period",),
    stands_on=("sand",),
    clauses=tuple(sand_2016.EDITION.clause(section) for section in ("start", "end", "effect")),
    better=None,
    compute=compute,
)
