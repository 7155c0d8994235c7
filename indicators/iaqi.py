"""From concentrations to IAQI, AQI, primary pollutant and level, for whole arrays at once and exactly.

An IAQI is a whole number found by rounding a rational up. Floats put some of them one too high, so that
nothing here divides floats: a rounded concentration is a whole number of steps (1 µg/m³, 0.1 mg/m³ of CO),
its IAQI is worked out once in integers for each step of a column, and an array is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.parameters import AIR_HOURLY, Label
from indicators.rounding import half_even_steps
from indicators.rules import AqiRule, Average, Basis, Column, Item
from indicators.standard import Edition

Floats = NDArray[np.float64]


class Remark(IntFlag):
    """What must be said beside an AQI; the values of one result are added."""

    NONE = 0
    INCOMPLETE = 1
    WITHHELD = 2
    EMPTY = 4
    NOT_MONITORED = 8
    ABOVE_TABLE = 16


REMARKS: dict[Remark, tuple[str, Label]] = {
    Remark.INCOMPLETE: (
        "incomplete",
        Label(
            zh="缺项，其余项目AQI大于100，照常发布（HJ 633-2026第5.3条）",
            en="an item is missing; published because the rest exceeds 100 (HJ 633-2026 5.3)",
        ),
    ),
    Remark.WITHHELD: (
        "withheld",
        Label(
            zh="缺项且其余项目AQI不大于100，不发布（HJ 633-2026第5.3条）",
            en="an item is missing and the rest does not exceed 100: withheld (HJ 633-2026 5.3)",
        ),
    ),
    Remark.EMPTY: ("empty", Label(zh="无有效浓度", en="no concentration at all")),
    Remark.NOT_MONITORED: (
        "not-monitored",
        Label(zh="有项目不监测，未计入", en="computed without an item that is not monitored"),
    ),
    Remark.ABOVE_TABLE: (
        "above-table",
        Label(
            zh="浓度超出分指数表，按上限计", en="a concentration lies above the table and counts as its top"
        ),
    ),
}
"""Code (as in the ``note`` column) and words of each remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AqiResult:
    """An AQI and what lies under it; arrays of the common shape of the concentrations.

    Attributes
    ----------
    aqi
        AQI, a whole number as float; NaN where none may be published.
    iaqi
        IAQI of each parameter in the order of ``AIR_HOURLY`` on the first axis; NaN where missing.
    primary
        Bit *i* set: parameter *i* of ``AIR_HOURLY`` is a primary pollutant. 0 at AQI ≤ 50 and without AQI.
    remarks
        Sum of :class:`Remark` values.
    rest
        Highest IAQI of what is there, also where the AQI is withheld; NaN where nothing is.
    """

    aqi: Floats
    iaqi: Floats
    primary: NDArray[np.uint8]
    remarks: NDArray[np.uint8]
    rest: Floats


def iaqi(concentration: ArrayLike, column: Column, nodes: tuple[int, ...]) -> Floats:
    """IAQI of each concentration, a whole number as float; NaN where missing or negative.

    The concentration is rounded half-even first (HJ 633-2026 4.2.2, practice before it); a value above the
    column's last node gets what the column says, NaN where it says nothing.

    Parameters
    ----------
    concentration
        µg/m³ (CO mg/m³); NaN missing. A negative one is no concentration and counts as missing.
    column
        Column of the edition's table.
    nodes
        IAQI nodes of the edition.
    """
    return np.asarray(_table(column, nodes)[_row(concentration, column)], dtype=np.float64)


def _last_row(column: Column) -> int:
    """Return the row of the last node; the next is that of "above", and the one after it of "missing"."""
    return int(column.concentrations[-1] * 10**column.decimals)


def _row(concentration: ArrayLike, column: Column) -> NDArray[np.intp]:
    """Return the row of a column's table of each concentration."""
    last = _last_row(column)
    steps = np.fmin(half_even_steps(concentration, column.decimals), last + 1.0)  # NaN becomes last + 1 …
    with np.errstate(invalid="ignore"):
        there = np.asarray(concentration, dtype=np.float64) >= 0
    return np.where(there, steps, last + 2.0).astype(np.intp)  # … and "missing" here


@cache
def _table(column: Column, nodes: tuple[int, ...]) -> Floats:
    """IAQI of every step 0 … last node, then of "above", then of "missing"."""
    per_unit = 10**column.decimals
    ends = [c * per_unit for c in column.concentrations]
    values: list[float] = [float(nodes[0])]
    for low, high, iaqi_low, iaqi_high in zip(
        ends[:-1], ends[1:], nodes[: len(ends) - 1], nodes[1 : len(ends)], strict=True
    ):
        # -(-a // b) rounds a whole-number fraction up without leaving the integers.
        values.extend(
            float(iaqi_low - (-(iaqi_high - iaqi_low) * (step - low) // (high - low)))
            for step in range(low + 1, high + 1)
        )
    above = np.nan if column.above is None else float(column.above)
    table = np.array([*values, above, np.nan])
    table.setflags(write=False)
    return table


def aqi(
    concentrations: Mapping[str, ArrayLike],
    *,
    average: Average,
    edition: Edition,
    basis: Basis = "practice",
    not_monitored: Mapping[str, ArrayLike] | None = None,
) -> AqiResult:
    """AQI, IAQI, primary pollutants and remarks of every element.

    Parameters
    ----------
    concentrations
        Arrays by quantity, broadcast against each other; NaN missing. An hour needs ``pm25 pm10 so2 no2 co
        o3`` (1-hour means), a day ``pm25 pm10 so2 no2 co o3_8h`` (daily means, daily maximum 8-hour mean).
        The text of 2012 also needs ``pm25_24h pm10_24h o3_8h`` by hour and ``o3`` (highest hour) by day, and
        takes ``so2_24h`` for an hour of SO2 above 800.
    average
        ``hour`` or ``day``.
    edition
        An edition of the kind ``aqi``; there is no default.
    basis
        ``practice``: what the national platform does. ``text``: as the edition is written.
    not_monitored
        Boolean arrays by parameter: the station's plan does not measure it (mark ``/``), which is no gap.

    Raises
    ------
    ValueError
        If a quantity that the edition asks for is absent.

    References
    ----------
    HJ 633-2012; HJ 633-2026 4.2.2, 5.3. With an item missing the AQI of the rest stands only above 100; the
    platform held to that before it was written, and departs from it for PM10 alone since.
    """
    rule = edition.aqi_rule
    items = rule.items[average, basis]
    absent = [i.quantity for i in items if i.quantity not in concentrations]
    if absent:
        raise ValueError(
            f"An AQI by {average} under {edition.number} ({basis}) also needs {' '.join(absent)}."
        )
    wanted = [*items, *(i.instead for i in items if i.instead is not None)]
    given = {
        i.quantity: np.asarray(concentrations[i.quantity], dtype=np.float64)
        for i in wanted
        if i.quantity in concentrations
    }
    shape = np.broadcast_shapes(*(a.shape for a in given.values()))
    subindices = np.full((len(AIR_HOURLY), *shape), np.nan)
    missing = np.zeros((len(AIR_HOURLY), *shape), np.bool_)
    remarks = np.zeros(shape, np.uint8)
    for item in items:
        row = AIR_HOURLY.index(item.parameter)
        value, above, gap = _judged(item, given, rule)
        subindices[row, ...] = np.fmax(subindices[row], value)
        missing[row, ...] |= gap
        remarks |= np.where(above, np.uint8(Remark.ABOVE_TABLE), np.uint8(0))
    for code, mask in (not_monitored or {}).items():
        row = AIR_HOURLY.index("o3" if code == "o3_8h" else code)
        unmeasured = np.broadcast_to(np.asarray(mask, dtype=np.bool_), shape) & missing[row]
        missing[row, ...] &= ~unmeasured
        remarks |= np.where(unmeasured, np.uint8(Remark.NOT_MONITORED), np.uint8(0))
    return _verdict(subindices, np.logical_or.reduce(missing, axis=0), remarks, rule)


def _judged(
    item: Item, given: Mapping[str, Floats], rule: AqiRule
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """IAQI of an item, where it lies above its table, and where it is missing."""
    concentration = given[item.quantity]
    row, last = _row(concentration, item.column), _last_row(item.column)
    value = np.asarray(_table(item.column, rule.nodes)[row], dtype=np.float64)
    above = np.asarray(row == last + 1)
    gap = np.asarray(row == last + 2)
    if item.instead is not None:
        other = given.get(item.instead.quantity)
        if other is None:
            gap = gap | above
        else:
            spare = iaqi(other, item.instead.column, rule.nodes)
            value = np.where(above, spare, value)
            gap = gap | (above & np.isnan(spare))
    return value, above, gap


def _verdict(
    subindices: Floats, gap: NDArray[np.bool_], remarks: NDArray[np.uint8], rule: AqiRule
) -> AqiResult:
    rest = np.fmax.reduce(subindices, axis=0)
    empty = np.isnan(rest)
    with np.errstate(invalid="ignore"):
        stands = ~gap | (rest > rule.incomplete_above)
    published = np.where(stands, rest, np.nan)
    remarks = remarks | np.where(gap & stands & ~empty, np.uint8(Remark.INCOMPLETE), np.uint8(0))
    remarks = remarks | np.where(~stands & ~empty, np.uint8(Remark.WITHHELD), np.uint8(0))
    remarks = remarks | np.where(empty, np.uint8(Remark.EMPTY), np.uint8(0))
    primary = np.zeros(rest.shape, np.uint8)
    with np.errstate(invalid="ignore"):
        named = published > rule.primary_above
        for row, values in enumerate(subindices):
            primary |= np.where(named & (values == published), np.uint8(1 << row), np.uint8(0))
    return AqiResult(
        aqi=np.asarray(published), iaqi=subindices, primary=primary, remarks=np.asarray(remarks), rest=rest
    )


def primary_codes(mask: int, *, average: Average = "hour") -> tuple[str, ...]:
    """Codes of the primary pollutants of a mask in the order of ``AIR_HOURLY``; by day ozone is ``o3_8h``."""
    codes = tuple(code for i, code in enumerate(AIR_HOURLY) if mask >> i & 1)
    return tuple("o3_8h" if code == "o3" and average == "day" else code for code in codes)


def primary_text(mask: int) -> str:
    """Codes of a mask joined by ``+`` (``pm25+o3``), empty for none: the form of the ``primary`` column."""
    return "+".join(primary_codes(mask))


def remark_codes(value: int) -> tuple[str, ...]:
    """Codes of the remarks in a sum, for the ``note`` column."""
    return tuple(code for flag, (code, _) in REMARKS.items() if value & flag)
