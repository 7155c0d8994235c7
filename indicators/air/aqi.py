"""The AQI of each hour or day."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from indicators import iaqi
from indicators.indicator import Indicator
from indicators.parameters import AIR_HOURLY, Label
from indicators.regime import Regime
from indicators.rules import Average, Basis
from indicators.standards import hj633_2012, hj633_2026


def judged(
    quantities: Mapping[str, xr.DataArray],
    *,
    average: Average,
    regime: Regime,
    basis: Basis = "practice",
    not_monitored: Mapping[str, xr.DataArray] | None = None,
) -> xr.Dataset:
    """Return ``aqi``, ``primary`` (mask), ``remarks``, ``rest`` and ``iaqi`` (parameter, ...) as one dataset.

    Parameters
    ----------
    quantities
        Concentrations by quantity, as :func:`indicators.iaqi.aqi` asks for them, on the same coordinates.
    average, basis
        ``hour`` or ``day``; ``practice`` or ``text``.
    regime
        Editions that judge: its AQI edition is used.
    not_monitored
        Boolean arrays by parameter (mark ``/``).
    """
    names = list(quantities)
    masks = dict(not_monitored or {})
    aligned = xr.broadcast(*xr.align(*quantities.values(), *masks.values(), join="exact"))
    first = aligned[0]
    result = iaqi.aqi(
        {name: a.values for name, a in zip(names, aligned, strict=False)},
        average=average,
        edition=regime.aqi,
        basis=basis,
        not_monitored={name: a.values for name, a in zip(masks, aligned[len(names) :], strict=True)},
    )
    return xr.Dataset(
        {
            "aqi": (first.dims, result.aqi, {"units": "1"}),
            "primary": (first.dims, result.primary),
            "remarks": (first.dims, result.remarks),
            "rest": (first.dims, result.rest, {"units": "1"}),
            "iaqi": (("parameter", *first.dims), result.iaqi, {"units": "1"}),
        },
        coords={**first.coords, "parameter": list(AIR_HOURLY)},
        attrs={"edition": regime.aqi.number, "basis": basis},
    )


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
    """Return the AQI of each element; NaN where HJ 633-2026 5.3 withholds it or nothing is there.

    Parameters
    ----------
    pm25, pm10, so2, no2, co, o3, o3_8h
        1-hour means for an hour (``o3``); daily means for a day (``o3_8h``: daily maximum 8-hour mean);
        µg/m³, CO mg/m³.
    regime
        Editions that judge: its AQI edition is used.
    average, basis, not_monitored
        As in :func:`judged`.
    """
    given = {"pm25": pm25, "pm10": pm10, "so2": so2, "no2": no2, "co": co}
    given |= {name: a for name, a in (("o3", o3), ("o3_8h", o3_8h)) if a is not None}
    return judged(given, average=average, regime=regime, basis=basis, not_monitored=not_monitored)["aqi"]


INDICATOR = Indicator(
    title=Label(zh="空气质量指数", en="Air quality index"),
    unit="1",
    unit_text="",
    decimals=0,
    inputs=("pm25", "pm10", "so2", "no2", "co", "o3", "o3_8h"),
    every=("hour", "day"),
    stands_on=("aqi",),
    clauses=(
        *(hj633_2012.EDITION.clause(s) for s in ("IAQI table", "interpolation", "items", "missing item")),
        *(hj633_2012.EDITION.clause(s) for s in ("above the table",)),
        *(hj633_2026.EDITION.clause(s) for s in ("IAQI table", "4.2.2", "interpolation", "items", "5.3")),
        *(hj633_2026.EDITION.clause(s) for s in ("above the table",)),
    ),
    better="low",
    compute=compute,
    options=("average", "basis", "not_monitored"),
)
