"""Hour → 8 hours → day → city → period: the facts that no edition can change, and verdicts on them.

Facts (counts, means, highest values) are what the store keeps; a verdict (is this day valid?) is computed on
read under the edition asked for. Everything is NumPy, float64 inside, NaN for missing; axis order is named in
brackets. The natural day is the hours that end at 01:00 … 24:00 Beijing time, index 0 … 23.
Nothing here rounds.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from indicators.rules import Validity

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HOURS_OF_WINDOW = 8
FIRST_WINDOW_END = 8
WINDOWS_OF_DAY = 17
LEAST_HOURS_OF_WINDOW = 6
"""GB 3095 table 4: an 8-hour mean needs 6 hourly means; the same number in 2012 and in 2026."""
READING_STEPS = 1000.0
"""Readings carry at most three decimals."""
MOST_IN_FLOAT32 = 2.0**24 / 24
"""24 whole numbers up to this add up exactly in float32, in any order."""
WORTH_A_THREAD = 30 * 24 * 1_000
"""Fewer hourly values than a month of 1,000 stations are done before a thread has begun."""
MOST_THREADS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What the hours of a day say, before any standard is asked. All arrays are [day, station].

    Attributes
    ----------
    hours
        Number of hourly values, 0 … 24.
    mean
        Mean of the hourly values in full precision; NaN where there is none.
    highest_hour
        Highest hourly value; NaN where there is none.
    windows
        Number of the 17 moving 8-hour means ending at 08 … 24 that have at least 6 hours; ``None`` if not
        asked.
    highest_8h
        Highest of those moving means; NaN where there is none; ``None`` if not asked.
    """

    hours: NDArray[np.uint8]
    mean: Floats
    highest_hour: Floats
    windows: NDArray[np.uint8] | None = None
    highest_8h: Floats | None = None


def day_facts(values: ArrayLike, *, moving: bool = False) -> DayFacts:
    """Facts of each station's days from hourly values.

    Parameters
    ----------
    values
        Hourly values [day, 24, station]; index 0 is the hour ending 01:00; NaN missing. float32 is taken for
        readings of at most three decimals and put back on them, so that an exact tie of a mean stays one.
    moving
        Also compute the moving 8-hour means inside the natural day (ozone).

    Raises
    ------
    ValueError
        If the array has not three axes with 24 hours on the second.

    References
    ----------
    HJ 663-2013 and HJ 663-2026 (windows ending at 08 … 24); GB 3095 table 4 (6 of 8).
    """
    hourly = np.asarray(values)
    if hourly.ndim != 3 or hourly.shape[1] != 24:
        raise ValueError(f"Hourly values must be [day, 24, station], not of shape {hourly.shape}.")
    if hourly.dtype != np.float32:
        hourly = hourly.astype(np.float64, copy=False)
    if hourly.shape[2] == 1:
        # NumPy sums a lone column pairwise and several row by row: beside an empty one the last bit stays the same.
        both = day_facts(np.concatenate([hourly, np.full_like(hourly, np.nan)], axis=2), moving=moving)
        return _first_station(both)
    days, _, stations = hourly.shape
    facts = DayFacts(
        hours=np.empty((days, stations), np.uint8),
        mean=np.empty((days, stations)),
        highest_hour=np.empty((days, stations)),
        windows=np.empty((days, stations), np.uint8) if moving else None,
        highest_8h=np.empty((days, stations)) if moving else None,
    )
    parts = _parts(days) if hourly.size >= WORTH_A_THREAD else [range(days)]
    if len(parts) == 1:
        _fill_days(hourly, parts[0], facts)
        return facts
    # NumPy works without the interpreter's lock, and no two parts write the same day.
    with ThreadPoolExecutor(len(parts)) as threads:
        for done in [threads.submit(_fill_days, hourly, part, facts) for part in parts]:
            done.result()
    return facts


def _first_station(facts: DayFacts) -> DayFacts:
    """Keep the first column of each array."""
    return DayFacts(
        hours=facts.hours[:, :1],
        mean=facts.mean[:, :1],
        highest_hour=facts.highest_hour[:, :1],
        windows=None if facts.windows is None else facts.windows[:, :1],
        highest_8h=None if facts.highest_8h is None else facts.highest_8h[:, :1],
    )


def _parts(days: int) -> list[range]:
    """Share the days among the processor's cores."""
    cores = max(1, min(os.cpu_count() or 1, MOST_THREADS, days))
    bounds = [days * i // cores for i in range(cores + 1)]
    return [range(first, last) for first, last in itertools.pairwise(bounds)]


def _fill_days(hourly: NDArray[Any], days: range, facts: DayFacts) -> None:
    """Fill the facts of some days, one by one: a block of 24 x stations stays in the processor's cache."""
    shape = hourly.shape[1:]
    filled, spare, room = (np.empty(shape, hourly.dtype) for _ in range(3))
    precise = filled if filled.dtype == np.float64 else np.empty(shape)
    here, whole = np.empty(shape, np.bool_), np.empty(shape, np.bool_)
    with np.errstate(divide="ignore", invalid="ignore"):
        for d in days:
            block = hourly[d]
            np.equal(block, block, out=here)  # NaN is not equal to itself
            np.fmax(block, 0.0, out=filled)
            highest = np.fmax.reduce(block, axis=0)
            facts.highest_hour[d] = highest
            used = filled
            # Whole numbers that are not negative add up exactly in float32; all others go the long way.
            np.equal(filled, np.floor(block, out=spare), out=whole)
            if np.count_nonzero(whole) != np.count_nonzero(here) or (highest > MOST_IN_FLOAT32).any():
                used = precise
                np.copyto(used, filled)
                if np.less(block, 0.0, out=whole).any():
                    np.copyto(used, block, where=here)
                if filled.dtype == np.float32:
                    _as_published(used)
            count = np.add.reduce(here.view(np.uint8), axis=0, dtype=np.uint8, out=facts.hours[d])
            np.divide(np.add.reduce(used, axis=0), count, out=facts.mean[d], dtype=np.float64)
            if facts.windows is not None and facts.highest_8h is not None:
                sums = _window_sums(used, spare, room) if used is filled else _window_sums(used)
                _moving_of_day(sums, here, count, facts.windows[d], facts.highest_8h[d])


def _as_published(values: Floats) -> None:
    """Put values widened from float32 back on their decimals, in place: 0.7 is stored as 0.699999988."""
    values *= READING_STEPS
    np.rint(values, out=values)
    values /= READING_STEPS


def _moving_of_day(
    sums: NDArray[Any], here: Bools, count: NDArray[np.uint8], windows: NDArray[np.uint8], highest: Floats
) -> None:
    """Fill the number of windows and the highest moving mean [station] of one natural day.

    `sums` are those of the 17 windows [17, station], `here` where an hour has a value [24, station].
    """
    windows[:] = WINDOWS_OF_DAY
    np.divide(np.maximum.reduce(sums, axis=0), HOURS_OF_WINDOW, out=highest, dtype=np.float64)
    gaps = np.flatnonzero(count < 24)  # only stations with a gap need their windows counted
    if gaps.size:
        n = _window_sums(here.view(np.uint8)).take(gaps, axis=1)
        enough = n >= LEAST_HOURS_OF_WINDOW
        windows[gaps] = np.add.reduce(enough.view(np.uint8), axis=0, dtype=np.uint8)
        means = np.divide(sums.take(gaps, axis=1), n, dtype=np.float64)
        np.copyto(means, np.nan, where=~enough)
        highest[gaps] = np.fmax.reduce(means, axis=0)


def _window_sums(
    day: NDArray[Any], one: NDArray[Any] | None = None, other: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Return the sums over the 17 windows of 8 hours [17, station] of a day [24, station].

    `one` and `other` are room for them [24, station], written over.
    """
    pairs = np.add(day[:-1], day[1:], out=None if one is None else one[:23])
    fours = np.add(pairs[:-2], pairs[2:], out=None if other is None else other[:21])
    sums: NDArray[Any] = np.add(fours[:-4], fours[4:], out=None if one is None else one[:17])
    return sums


def daily(hourly: xr.DataArray, *, moving: bool = False, utc_offset_hours: int = 8) -> xr.Dataset:
    """Return the facts of natural days of an hourly array as ``hours``, ``mean``, ``highest_hour`` and so on.

    Parameters
    ----------
    hourly
        Hourly values with the dimensions ``time`` (start of the hour, UTC) and one more; hours that are absent
        from the axis are missing.
    moving
        Also ``windows`` and ``highest_8h``.
    utc_offset_hours
        Offset of the civil time that cuts the day: 8 for Asia/Shanghai, which has kept it since 1991.

    Returns
    -------
    xr.Dataset
        Over ``time`` (civil date) and the other dimension; units as given, counts without.
    """
    ordered = hourly.transpose("time", ...)
    if ordered.ndim != 2:
        raise ValueError(f"Hourly values need time and one other dimension, not {hourly.dims}.")
    shift = np.timedelta64(utc_offset_hours, "h")
    civil = ordered["time"].values.astype("datetime64[h]") + shift
    day = civil.astype("datetime64[D]")
    first, last = day.min(), day.max()
    dates = np.arange(first, last + 1)
    cube = np.full((len(dates) * 24, ordered.shape[1]), np.nan, dtype=np.float64)
    cube[(civil - first.astype("datetime64[h]")).astype(np.int64)] = ordered.values
    facts = day_facts(cube.reshape(len(dates), 24, -1), moving=moving)
    other = ordered.dims[1]
    units = {"units": hourly.attrs["units"]} if "units" in hourly.attrs else {}
    names = ["hours", "mean", "highest_hour", *(["windows", "highest_8h"] if moving else [])]
    return xr.Dataset(
        {
            name: (("time", other), getattr(facts, name), {} if name in ("hours", "windows") else units)
            for name in names
        },
        coords={
            "time": dates.astype("datetime64[ns]"),
            **{k: v for k, v in ordered.coords.items() if "time" not in v.dims},
        },
    )


def moving_8h(
    values: ArrayLike, *, first_hour: int = 1, basis: Literal["platform", "continuous"] = "platform"
) -> Floats:
    """Return the moving 8-hour mean ending with each hour [time, station]; NaN with fewer than 6 of 8 hours.

    Parameters
    ----------
    values
        Hourly values [time, station], every hour present on the axis; NaN missing.
    first_hour
        Ending hour (1 … 24, Beijing time) of the first row.
    basis
        ``platform``: windows lie inside the natural day, so the hours ending 01 … 07 have none (the national
        platform restarts each day, and the daily maximum is taken from the same 17 windows).
        ``continuous``: windows run over midnight and every hour may have one.

    References
    ----------
    GB 3095 table 4 (at least 6 hourly means).
    """
    hourly = np.asarray(values, dtype=np.float64)
    if hourly.ndim != 2:
        raise ValueError(f"Hourly values must be [time, station], not of shape {hourly.shape}.")
    if not 1 <= first_hour <= 24:
        raise ValueError(f"An hour of the day ends at 1 … 24, not at {first_hour}.")
    here = ~np.isnan(hourly)
    sums = np.zeros(hourly.shape)
    counts = np.zeros(hourly.shape, np.uint8)
    filled = np.where(here, hourly, 0.0)
    if np.asarray(values).dtype == np.float32:
        _as_published(filled)
    for back in range(min(HOURS_OF_WINDOW, len(hourly))):
        sums[back:] += filled[: len(hourly) - back]
        counts[back:] += here[: len(hourly) - back]
    result = np.where(counts >= LEAST_HOURS_OF_WINDOW, sums / np.maximum(counts, 1), np.nan)
    if basis == "platform":
        ending = (np.arange(len(hourly)) + first_hour - 1) % 24 + 1
        result[ending < FIRST_WINDOW_END] = np.nan
    return result


def valid_day(hours: ArrayLike, *, validity: Validity) -> Bools:
    """Whether a daily mean of SO2, NO2, CO, PM10 or PM2.5 is valid, from its number of hours.

    References
    ----------
    GB 3095 table 4: at least 20 hourly means.
    """
    return np.asarray(np.asarray(hours) >= validity.hours_a_day, dtype=np.bool_)


def valid_ozone_day(windows: ArrayLike, highest_8h: ArrayLike, *, validity: Validity) -> Bools:
    """Whether a daily maximum 8-hour mean is valid, from its number of windows and its value.

    With fewer windows than asked for it is valid only if it already exceeds the limit, because the missing
    hours could only have raised it.

    References
    ----------
    HJ 663: at least 14 of the windows ending at 08 … 24.
    """
    enough = np.asarray(windows) >= validity.ozone_windows_a_day
    with np.errstate(invalid="ignore"):
        proven = np.asarray(highest_8h) > validity.ozone_proven_above_ug
    return np.asarray(enough | proven, dtype=np.bool_)


def group_mean(
    values: ArrayLike, group: Sequence[int] | NDArray[np.intp], groups: int | None = None
) -> tuple[Floats, NDArray[np.int64]]:
    """Mean over the stations of each group, and how many stations had a value.

    Parameters
    ----------
    values
        Values [..., station]; NaN missing.
    group
        Group number of each station, 0 … groups − 1; a negative number leaves the station out (background
        stations do not enter a city's mean).
    groups
        Number of groups; default one more than the highest number.

    Returns
    -------
    mean, count
        Both [..., group]; the mean is NaN and the count 0 where no station had a value.
    """
    data = np.asarray(values)
    index = np.asarray(group, dtype=np.intp)
    if index.shape != data.shape[-1:]:
        raise ValueError(f"{data.shape[-1]} stations need as many group numbers, not {index.size}.")
    total = int(index.max(initial=-1)) + 1 if groups is None else groups
    order = np.argsort(index, kind="stable")
    order = order[index[order] >= 0]
    members = index[order]
    if members.size and int(members[-1]) >= total:
        raise ValueError(f"Group number {int(members[-1])} is outside 0 … {total - 1}.")
    mean = np.full((*data.shape[:-1], total), np.nan)
    count = np.zeros((*data.shape[:-1], total), np.int64)
    if not members.size:
        return mean, count
    sorted_values = data if _already_sorted(order, data.shape[-1]) else data[..., order]
    here = ~np.isnan(sorted_values)
    present, starts = np.unique(members, return_index=True)
    sums = np.add.reduceat(np.where(here, sorted_values, 0), starts, axis=-1, dtype=np.float64)
    n = np.add.reduceat(here, starts, axis=-1, dtype=np.int64)
    count[..., present] = n
    with np.errstate(divide="ignore", invalid="ignore"):
        mean[..., present] = sums / n
    return mean, count


def _already_sorted(order: NDArray[np.intp], stations: int) -> bool:
    return order.size == stations and bool(np.all(order == np.arange(stations)))


def period_mean(values: ArrayLike) -> Floats:
    """Mean along the first axis [day, ...] of what is there; NaN where nothing is."""
    data = np.asarray(values, dtype=np.float64)
    here = ~np.isnan(data)
    n = here.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(here, data, 0.0).sum(axis=0) / n, dtype=np.float64)


def percentile(values: ArrayLike, p: int) -> Floats:
    """Return the p-th percentile along the first axis [day, ...] by the standard's formula; NaN if empty.

    k = 1 + (n − 1)·p/100, s = ⌊k⌋, m = X(s) + (X(s+1) − X(s))·(k − s) on the ascending values that are there.
    The rank is computed in whole numbers, so that an exact k never lands beside itself.

    Parameters
    ----------
    values
        Daily values [day, ...]; NaN missing.
    p
        Whole percent, 0 … 100.

    References
    ----------
    HJ 663-2013 (percentile).
    """
    if not 0 <= p <= 100:
        raise ValueError(f"A percentile lies in 0 … 100, not at {p}.")
    data = np.asarray(values, dtype=np.float64)
    if data.shape[0] == 0:
        return np.full(data.shape[1:], np.nan)
    ordered = np.sort(data, axis=0)  # NaN goes to the end
    n = np.sum(~np.isnan(data), axis=0)
    hundredfold = np.maximum(n - 1, 0) * p
    lower = hundredfold // 100
    upper = np.minimum(lower + 1, np.maximum(n - 1, 0))
    x_s = np.take_along_axis(ordered, lower[np.newaxis], axis=0)[0]
    x_next = np.take_along_axis(ordered, upper[np.newaxis], axis=0)[0]
    return np.asarray(x_s + (x_next - x_s) * ((hundredfold % 100) / 100.0), dtype=np.float64)


def period_valid(valid: ArrayLike, first_day: date, *, validity: Validity) -> Bools | None:
    """Whether a calendar month, quarter, half-year or year has enough valid days; ``None`` without a rule.

    A month needs 27 valid days (February 25); a year needs 324 and every month its own. The standard has no
    number for a quarter or half-year: here each of its months must be valid. Any other window has no rule and
    gives ``None``: it is shown with its coverage and no verdict.

    Parameters
    ----------
    valid
        Whether each day is valid [day, ...], every day of the window on the axis.
    first_day
        Civil date of the first row.
    validity
        The numbers of the edition.

    References
    ----------
    GB 3095 table 4. It names SO2, NO2, PM10 and PM2.5; CO and ozone are held to the same numbers here.
    """
    days = np.asarray(valid, dtype=np.bool_)
    last_day = first_day + timedelta(days=len(days) - 1)
    months = calendar_months(first_day, last_day)
    if months is None:
        return None
    result: Bools = np.ones(days.shape[1:], np.bool_)
    for start, end in months:
        block = days[(start - first_day).days : (end - first_day).days + 1]
        needed = validity.days_in_february if start.month == 2 else validity.days_a_month
        result = result & (block.sum(axis=0) >= needed)
    if len(months) == 12:
        result = result & (days.sum(axis=0) >= validity.days_a_year)
    return np.asarray(result, dtype=np.bool_)


def calendar_months(first_day: date, last_day: date) -> tuple[tuple[date, date], ...] | None:
    """First and last days of the months of a calendar month, quarter, half-year or year; else ``None``."""
    if first_day.day != 1 or (last_day + timedelta(days=1)).day != 1:
        return None
    starts: list[date] = []
    day = first_day
    while day <= last_day:
        starts.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    count = len(starts)
    if count not in (1, 3, 6, 12) or (first_day.month - 1) % count:
        return None
    ends = [s - timedelta(days=1) for s in starts[1:]] + [last_day]
    return tuple(zip(starts, ends, strict=True))
