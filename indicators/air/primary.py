"""The primary pollutants of each hour or day, as a mask."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from indicators.air import aqi
from indicators.indicator import Indicator
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.rules import Average, Basis
from indicators.standards import hj633_2012, hj633_2026


def compute(
    *,
    pm25: xr.DataArray,
    pm10: xr.DataArray,
    so2: xr.DataArray,
    no2: xr.DataArray,
    co: xr.DataArray,
    o3: xr.DataArray | None = None,
    o3_8h: xr.DataArray | None = None,
    regime: Regime,
    average: Average,
    basis: Basis = "practice",
    not_monitored: Mapping[str, xr.DataArray] | None = None,
) -> xr.DataArray:
    """Return a mask: bit *i* set where parameter *i* of ``AIR_HOURLY`` is primary; 0 at AQI ≤ 50 or none.

    :func:`indicators.iaqi.primary_text` writes a mask as ``pm25+o3``. Parameters as in
    :func:`indicators.air.aqi.compute`.
    """
    given = {"pm25": pm25, "pm10": pm10, "so2": so2, "no2": no2, "co": co}
    given |= {name: a for name, a in (("o3", o3), ("o3_8h", o3_8h)) if a is not None}
    return aqi.judged(given, average=average, regime=regime, basis=basis, not_monitored=not_monitored)[
        "primary"
    ]


INDICATOR = Indicator(
    title=Label(zh="首要污染物", en="Primary pollutant"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("pm25", "pm10", "so2", "no2", "co", "o3", "o3_8h"),
    every=("hour", "day"),
    stands_on=("aqi",),
    clauses=(hj633_2012.EDITION.clause("primary pollutant"), hj633_2026.EDITION.clause("primary pollutant")),
    better=None,
    compute=compute,
    options=("average", "basis", "not_monitored"),
)
