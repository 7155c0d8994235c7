"""Checks of hourly readings: functions that return flags, and never change or remove a value.

Each check looks at one fault that instruments and transmissions have, on arrays [hour, station] whose hours follow
each other without a gap (NaN where there is none), and answers in QARTOD's flags. Its thresholds are given to it;
`ingest.check_limits` reads the dated ones of the house. What becomes of a suspect reading is not decided here.

References
----------
QARTOD: the flags (1 good, 2 not evaluated, 3 suspect, 4 fail, 9 missing) and the gross range, spike, flat line and
neighbour tests, of which these are forms for hourly means of air.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from indicators.parameters import AIR_HOURLY, Label
from ingest.contract import Quality

Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]
Ints = NDArray[np.intp]

Check = Literal["range", "negative", "spike", "stuck", "relation", "neighbours", "diurnal"]
CHECKS: Final[tuple[Check, ...]] = get_args(Check)

TITLES: Final[Mapping[str, Label]] = {
    "range": Label(zh="超出合理范围", en="out of range"),
    "negative": Label(zh="负值", en="negative"),
    "spike": Label(zh="突变", en="spike"),
    "stuck": Label(zh="恒值", en="stuck"),
    "relation": Label(zh="PM2.5高于PM10（倒挂）", en="PM2.5 above PM10"),
    "neighbours": Label(zh="与周边点位不一致", en="apart from its neighbours"),
    "diurnal": Label(zh="日变化异常", en="break of the diurnal course"),
}

BEFORE_H: Final = 48
"""Hours before a window that the checks of its first hours look at."""
AFTER_H: Final = 24
"""Hours after a window that the checks of its last hours look at; they may not have come yet."""

_DAY: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLimits:
    """Thresholds of one parameter, in its unit [ug m-3, CO mg m-3].

    Attributes
    ----------
    suspect_above, fail_above
        An hour above the first is suspect, above the second no instrument of the network can have measured it.
    spike_step, spike_ratio
        A single hour is a spike where it stands out of both hours beside it by the step and by the ratio.
    stuck
        Steps of level and hours, both beginning with the lowest level: so many equal hours in a row above that level
        are too many. The cleaner the air, the longer whole numbers repeat; below the first level no run is too long.
    apart, apart_ratio
        A station is apart where it lies beyond the highest or lowest of its neighbours by the difference and the
        ratio, in two hours in a row.
    swing, alike
        A day breaks the diurnal course where its neighbours' median course swings by so much and the station's
        correlates less than so much with it; None where the parameter has no such course.
    """

    suspect_above: float
    fail_above: float
    spike_step: float
    spike_ratio: float
    stuck: tuple[tuple[float, int], ...]
    apart: float
    apart_ratio: float
    swing: float | None = None
    alike: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All thresholds that hold from a day on, and who set them.

    `radius_km` and `least` say which stations are neighbours and how many of them must speak; `relation_ratio` and
    `relation_step` by how much PM2.5 must exceed PM10.
    """

    since: date
    title: Label
    radius_km: float
    least: int
    relation_ratio: float
    relation_step: float
    parameters: Mapping[str, ParameterLimits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Lowest, median, highest value of each station's neighbours [hour, station], NaN where none speaks, and count."""

    lowest: Floats
    median: Floats
    highest: Floats
    count: NDArray[np.int64]


def flagged(values: Floats, suspect: NDArray[Any], *, evaluated: NDArray[Any] | bool = True) -> Flags:
    """Flags [hour, station]: missing where there is no value, not evaluated where asked, suspect, else good."""
    flags = np.where(suspect, Quality.SUSPECT, Quality.GOOD)
    flags = np.where(evaluated, flags, Quality.NOT_EVALUATED)
    return np.where(np.isnan(values), Quality.MISSING, flags).astype(np.uint8)


def out_of_range(values: Floats, limits: ParameterLimits) -> Flags:
    """Flags of hours [hour, station] too high to be believed (suspect) or to be measured at all (fail)."""
    flags = flagged(values, values > limits.suspect_above)
    flags[values > limits.fail_above] = Quality.FAIL
    return flags


def negative(values: Floats) -> Flags:
    """Flags of hours [hour, station] below zero: a concentration cannot be (fail)."""
    flags = flagged(values, np.zeros(values.shape, np.bool_))
    flags[values < 0] = Quality.FAIL
    return flags


def spike(values: Floats, limits: ParameterLimits, around: Floats | None = None) -> Flags:
    """Flags of single hours [hour, station] that stand out of the hour before and the hour after.

    Parameters
    ----------
    values
        Hours without a gap.
    limits
        Of the parameter.
    around
        Median of the neighbours [hour, station], NaN where too few speak. Where they jump alike in the same hour, by
        half the step at least, it is the air and no fault.

    Returns
    -------
    numpy.ndarray
        Not evaluated where one of the two hours beside it is missing.
    """
    before, after = _shifted(values, 1), _shifted(values, -1)
    high, low = np.maximum(before, after), np.minimum(before, after)
    up = (values - high > limits.spike_step) & (values > limits.spike_ratio * high)
    down = (low - values > limits.spike_step) & (low > limits.spike_ratio * values)
    if around is not None:
        a, b = _shifted(around, 1), _shifted(around, -1)
        half = limits.spike_step / 2
        up &= ~(around - np.maximum(a, b) > half)
        down &= ~(np.minimum(a, b) - around > half)
    return flagged(values, up | down, evaluated=~np.isnan(before + after))


def stuck(values: Floats, limits: ParameterLimits) -> Flags:
    """Flags of hours [hour, station] in a run of equal values too long to be air; a gap ends a run."""
    hours, stations = values.shape
    changes = np.ones((hours + 1, stations), np.bool_)
    if hours:
        changes[1:-1] = ~(values[1:] == values[:-1])
    # Runs of all stations at once: the hours of a station after each other, a change before each first hour.
    starts = np.flatnonzero(changes[:-1].T.ravel())
    lengths = np.diff(np.append(starts, hours * stations))
    level = values.T.ravel()[starts]
    above = np.array([level_ for level_, _ in limits.stuck], np.float64)
    enough = np.array([hours * stations + 1, *(hours_ for _, hours_ in limits.stuck)], np.int64)
    long = lengths >= enough[np.searchsorted(above, np.nan_to_num(level, nan=-np.inf))]
    flat = np.zeros(hours * stations, np.int64)
    np.add.at(flat, starts[long], 1)
    ends = starts[long] + lengths[long]
    np.add.at(flat, ends[ends < len(flat)], -1)
    held = (np.cumsum(flat) > 0).reshape(stations, hours).T
    return flagged(values, held)


def relation(pm25: Floats, pm10: Floats, *, ratio: float, step: float) -> Flags:
    """Flags of hours [hour, station] in which PM2.5 exceeds the PM10 that it is a part of; they speak of both."""
    both = pm25 + pm10
    return flagged(both, (pm25 > pm10 * ratio) & (pm25 - pm10 > step))


def neighbours(values: Floats, around: Spread, limits: ParameterLimits, *, least: int) -> Flags:
    """Flags of hours [hour, station] in which a station lies beyond all of its neighbours, twice in a row.

    Parameters
    ----------
    values
        Hours without a gap.
    around
        What the neighbours of each station read; see `spread`.
    limits
        Of the parameter.
    least
        So many neighbours must have a value; else the hour is not evaluated.
    """
    up = (values - around.highest > limits.apart) & (values > limits.apart_ratio * around.highest)
    down = (around.lowest - values > limits.apart) & (around.lowest > limits.apart_ratio * values)
    suspect = np.zeros(values.shape, np.bool_)
    for side in (up, down):
        pair = side[1:] & side[:-1]
        suspect[1:] |= pair
        suspect[:-1] |= pair
    return flagged(values, suspect, evaluated=around.count >= least)


def diurnal(values: Floats, around: Floats, limits: ParameterLimits, *, first: int = 0) -> Flags:
    """Flags of whole days of stations [hour, station] whose course does not follow the one around them.

    Parameters
    ----------
    values
        Hours without a gap.
    around
        Median of the neighbours [hour, station], NaN where too few speak.
    limits
        Of the parameter; without `swing` nothing is evaluated.
    first
        Hour of the natural day, 0 … 23, of the first row.

    Returns
    -------
    numpy.ndarray
        Not evaluated on days cut by the window, with fewer than 18 common hours, or on which nothing swings.
    """
    suspect = np.zeros(values.shape, np.bool_)
    evaluated = np.zeros(values.shape, np.bool_)
    begin = -first % _DAY
    days = (len(values) - begin) // _DAY
    if limits.swing is None or limits.alike is None or days < 1:
        return flagged(values, suspect, evaluated=False)
    rows = slice(begin, begin + days * _DAY)
    shape = (days, _DAY, values.shape[1])
    common = ~np.isnan(values[rows] + around[rows])
    ours = np.where(common, values[rows], np.nan).reshape(shape)
    theirs = np.where(common, around[rows], np.nan).reshape(shape)
    swings = _swing(theirs) >= limits.swing
    judged = swings & (common.reshape(shape).sum(axis=1) >= 18)
    off = judged & ~(_correlation(ours, theirs) >= limits.alike)
    evaluated[rows] = np.repeat(judged, _DAY, axis=0)
    suspect[rows] = np.repeat(off, _DAY, axis=0)
    return flagged(values, suspect, evaluated=evaluated)


def spread(values: Floats, near: Ints) -> Spread:
    """What the neighbours of each station read; `near` holds their columns [station, k], -1 where there are fewer."""
    shape = (len(values), near.shape[0])
    lowest, median, highest = (np.full(shape, np.nan) for _ in range(3))
    count = np.zeros(shape, np.int64)
    # Stations without neighbours need no sorting: of those asked for with their surroundings they are the most.
    some = np.flatnonzero((near >= 0).any(axis=1)) if near.shape[1] else np.zeros(0, np.intp)
    if len(some):
        wide = np.concatenate([values, np.full((len(values), 1), np.nan)], axis=1)
        found = np.sort(wide[:, near[some]], axis=2)  # NaN last; column -1 is the one without values
        there = (~np.isnan(found)).sum(axis=2)
        last = np.maximum(there - 1, 0)

        def at(place: NDArray[np.int64]) -> Floats:
            return np.asarray(np.take_along_axis(found, place[..., np.newaxis], axis=2)[..., 0], np.float64)

        count[:, some] = there
        lowest[:, some], highest[:, some] = found[..., 0], at(last)
        median[:, some] = (at(last // 2) + at(np.minimum(there // 2, last))) / 2
    return Spread(lowest=lowest, median=median, highest=highest, count=count)


def near(
    lon: Floats, lat: Floats, *, radius_km: float, most: int = 8, among: Sequence[int] | None = None
) -> Ints:
    """Columns of the nearest stations within a radius, nearest first, [station, k <= most]; -1 where there are fewer.

    Parameters
    ----------
    lon, lat
        Positions [degree]; NaN where a station has none: it has no neighbours and is none.
    radius_km
        How far a neighbour may lie.
    most
        So many neighbours at the most.
    among
        Stations whose neighbours are wanted, in the order of the rows returned; None for all.
    """
    wanted = range(len(lon)) if among is None else among
    found = np.full((len(wanted), min(most, max(len(lon) - 1, 0))), -1, np.intp)
    if not found.shape[1]:
        return found
    for row, i in enumerate(wanted):
        if np.isnan(lon[i] + lat[i]):
            continue
        # Over so short a way a plane touching the earth is exact to a few metres.
        x = (lon - lon[i]) * 111.32 * np.cos(np.radians(lat[i]))
        distance = np.hypot(x, (lat - lat[i]) * 110.57)
        distance[i] = np.inf
        inside = np.flatnonzero(distance <= radius_km)
        nearest = inside[np.argsort(distance[inside], kind="stable")][: found.shape[1]]
        found[row, : len(nearest)] = nearest
    return found


def check_all(
    values: Mapping[str, Floats],
    near_of: Ints,
    limits: Limits,
    *,
    first: int = 0,
    only: Sequence[str] = AIR_HOURLY,
) -> dict[str, dict[str, Flags]]:
    """Flags of every check of every parameter, [parameter][check][hour, station].

    Parameters
    ----------
    values
        Hours without a gap by parameter, all of one shape.
    near_of
        Neighbours of each station; see `near`.
    limits
        Thresholds.
    first
        Hour of the natural day of the first row.
    only
        Parameters whose flags are wanted.
    """
    flags: dict[str, dict[str, Flags]] = {}
    for code in (p for p in AIR_HOURLY if p in values and p in only):
        given, mine = values[code], limits.parameters[code]
        theirs = spread(given, near_of)
        around = np.where(theirs.count >= limits.least, theirs.median, np.nan)
        flags[code] = {
            "range": out_of_range(given, mine),
            "negative": negative(given),
            "spike": spike(given, mine, around),
            "stuck": stuck(given, mine),
            "neighbours": neighbours(given, theirs, mine, least=limits.least),
            "diurnal": diurnal(given, around, mine, first=first),
        }
    if "pm25" in values and "pm10" in values:
        off = relation(values["pm25"], values["pm10"], ratio=limits.relation_ratio, step=limits.relation_step)
        for code in (p for p in ("pm25", "pm10") if p in flags):
            # A cell whose partner is missing was not compared; it is not missing itself.
            alone = (off == Quality.MISSING) & ~np.isnan(values[code])
            flags[code]["relation"] = np.where(alone, np.uint8(Quality.NOT_EVALUATED), off)
    return flags


def worst(flags: Mapping[str, Flags]) -> Flags:
    """One flag a cell [hour, station] of all its checks: fail before suspect before good before not evaluated."""
    rank = np.zeros(10, np.uint8)
    order = (Quality.NOT_EVALUATED, Quality.GOOD, Quality.MISSING, Quality.SUSPECT, Quality.FAIL)
    for place, quality in enumerate(order):
        rank[quality] = place
    highest = np.maximum.reduce([rank[each] for each in flags.values()])
    return np.array(order, np.uint8)[highest]


def is_off(flags: Flags) -> NDArray[np.bool_]:
    """Where a reading is suspect or has failed."""
    return np.asarray((flags == Quality.SUSPECT) | (flags == Quality.FAIL), np.bool_)


def _shifted(values: Floats, by: int) -> Floats:
    moved = np.full(values.shape, np.nan)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _swing(days: Floats) -> Floats:
    """Highest less lowest hour of [day, hour, station]; 0 where there is none."""
    high = np.where(np.isnan(days), -np.inf, days).max(axis=1)
    low = np.where(np.isnan(days), np.inf, days).min(axis=1)
    return np.asarray(np.where(high >= low, high - low, 0.0), np.float64)


def _correlation(a: Floats, b: Floats) -> Floats:
    """Pearson's correlation of [day, hour, station] over the hours that both have; NaN where one is constant."""
    n = (~np.isnan(a)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        da = np.nan_to_num(a - (np.nansum(a, axis=1) / n)[:, np.newaxis])
        db = np.nan_to_num(b - (np.nansum(b, axis=1) / n)[:, np.newaxis])
        return np.asarray((da * db).sum(axis=1) / np.sqrt((da**2).sum(axis=1) * (db**2).sum(axis=1)))
