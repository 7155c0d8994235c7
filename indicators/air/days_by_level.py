"""Days by category: how the valid days of a period are spread over the six."""

from __future__ import annotations

import xarray as xr

from indicators import days
from indicators.indicator import Indicator, over_time
from indicators.levels import level_number
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def compute(*, aqi: xr.DataArray, regime: Regime) -> xr.DataArray:
    """Return the number of days of each category [level, ...]; NaN where no day has an AQI.

    Parameters
    ----------
    aqi
        Daily AQI [time, ...]; NaN where the day has none.
    regime
        Editions that judge the window.
    """
    edition = regime.aqi
    numbers = tuple(one.number for one in edition.aqi_rule.levels)
    return over_time(
        lambda values: days.by_level(level_number(values, edition), numbers),
        aqi,
        unit="day",
        adds=("level", numbers),
    )


INDICATOR = Indicator(
    title=Label(zh="各级别天数", en="Days by category"),
    unit="day",
    unit_text="天",
    decimals=0,
    inputs=("aqi",),
    every=("period",),
    stands_on=("aqi",),
    clauses=(hj633_2012.EDITION.clause("categories"), hj633_2026.EDITION.clause("categories")),
    better=None,
    compute=compute,
    adds="level",
    added=tuple(one.number for one in hj633_2026.EDITION.aqi_rule.levels),
)
