"""What the remaining hours of today may average for one item to stay in a category."""

from __future__ import annotations

import xarray as xr

from indicators import control
from indicators.indicator import TIME, Indicator
from indicators.parameters import Label
from indicators.regime import Regime
from indicators.standards import hj633_2012, hj633_2026


def compute(
    *, hourly: xr.DataArray, regime: Regime, parameter: str, iaqi: int = 100, decimals: int | None = None
) -> xr.DataArray:
    """Return the ceiling of the remaining hours [...], rounded down to the decimals asked for.

    +inf: nothing that can come matters. Negative or −inf: the category is lost already. NaN: no hour remains.

    Parameters
    ----------
    hourly
        Hourly values so far [time, ...] from the hour ending 01:00 on, µg/m³ (CO mg/m³); NaN missing.
    regime
        Editions that judge today: the nodes of its AQI edition.
    parameter
        ``pm25 pm10 so2 no2 co``, or ``o3`` for its daily maximum 8-hour mean.
    iaqi
        Top of the category: 50 (优), 100 (良), or another node of the table.
    decimals
        Decimals of the answer; default one more than the concentration is shown with.
    """
    rule = regime.aqi.aqi_rule
    item = next(i for i in rule.items["day", "practice"] if i.parameter == parameter)
    limit = float(item.column.concentrations[rule.nodes.index(iaqi)])
    values = hourly.transpose(TIME, ...)
    if parameter == "o3":
        ceiling = control.ozone_ceiling(values.values, limit=limit)
    else:
        ceiling = control.mean_ceiling(
            values.notnull().sum(TIME).values,
            values.mean(TIME, skipna=True).values,
            24 - values.sizes[TIME],
            limit=limit,
            decimals=item.column.decimals,
        )
    rest = values.sum(TIME)
    return rest.copy(
        data=ceiling.shown(item.column.decimals + 1 if decimals is None else decimals)
    ).assign_attrs(limit=limit)


INDICATOR = Indicator(
    title=Label(zh="当日剩余时段控制值", en="Ceiling of today's remaining hours"),
    unit="ug m-3",
    unit_text="µg/m³",
    decimals=1,
    inputs=("hourly",),
    every=("day",),
    stands_on=("aqi",),
    clauses=(
        hj633_2012.EDITION.clause("IAQI table"),
        hj633_2026.EDITION.clause("IAQI table"),
        hj633_2026.EDITION.clause("4.2.2"),
    ),
    better=None,
    compute=compute,
    options=("parameter", "iaqi", "decimals"),
)
