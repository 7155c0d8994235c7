"""Counting days: good, heavy, by category, by primary pollutant, meeting the limits; and runs of heavy days.

All functions take daily values with the day on the first axis and give one number a place. A day without an
AQI is not a valid day: it is neither good nor bad and is in no denominator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.parameters import AIR_HOURLY, parameter
from indicators.rounding import half_even
from indicators.rules import LimitAverage, Limits

Floats = NDArray[np.float64]

DAILY_LIMITS: tuple[tuple[str, str, LimitAverage], ...] = (
    ("pm25", "pm25", "day"),
    ("pm10", "pm10", "day"),
    ("so2", "so2", "day"),
    ("no2", "no2", "day"),
    ("co", "co", "day"),
    ("o3_8h", "o3", "8h"),
)
"""Daily value, item of GB 3095 and averaging time of its limit, in the order of ``AIR_DAILY``."""


def valid_days(aqi: ArrayLike) -> NDArray[np.int64]:
    """Return the number of days with an AQI [day, ...]."""
    return np.asarray(np.sum(~np.isnan(np.asarray(aqi, dtype=np.float64)), axis=0), dtype=np.int64)


def days_up_to(aqi: ArrayLike, top: int) -> Floats:
    """Return the number of days with AQI ≤ ``top`` [day, ...]; NaN where no day has an AQI."""
    values = np.asarray(aqi, dtype=np.float64)
    return np.where(valid_days(values) > 0, np.sum(values <= top, axis=0), np.nan)


def days_above(aqi: ArrayLike, bottom: int) -> Floats:
    """Return the number of days with AQI > ``bottom`` [day, ...]; NaN where no day has an AQI."""
    values = np.asarray(aqi, dtype=np.float64)
    return np.where(valid_days(values) > 0, np.sum(values > bottom, axis=0), np.nan)


def rate_up_to(aqi: ArrayLike, top: int) -> Floats:
    """Return days with AQI ≤ ``top`` over valid days, in percent [day, ...]; NaN where there is no valid day.

    References
    ----------
    HJ 663-2013 compliance rate: the denominator is the valid days, not the calendar's.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(days_up_to(aqi, top) * 100.0 / valid_days(aqi), dtype=np.float64)


def by_level(level: ArrayLike, numbers: Sequence[int]) -> Floats:
    """Return the number of days of each category [level, ...]; NaN where no day has one."""
    values = np.asarray(level, dtype=np.float64)
    any_day = ~np.all(np.isnan(values), axis=0)
    return np.stack([np.where(any_day, np.sum(values == n, axis=0), np.nan) for n in numbers])


def by_primary(
    aqi: ArrayLike, primary: ArrayLike, *, above: int, ties: Literal["each", "shared"] = "each"
) -> Floats:
    """Return the number of days with AQI > ``above`` on which each parameter is primary [parameter, ...].

    Parameters
    ----------
    aqi, primary
        Daily AQI and mask of primary pollutants [day, ...].
    above
        50 counts every day that names one; 100 the days that exceed, so that the counts reconcile with the
        list of exceedances.
    ties
        ``each``: a joint day counts once for each of its parameters. ``shared``: k joint parameters count 1/k
        each, so that the counts add up to the number of days.
    """
    values, mask = np.asarray(aqi, dtype=np.float64), np.asarray(primary).astype(np.uint8)
    counted = values > above
    joint = np.zeros(mask.shape, np.float64)
    for i in range(len(AIR_HOURLY)):
        joint += mask >> i & 1
    weight = np.where(counted, 1.0 if ties == "each" else 1.0 / np.maximum(joint, 1.0), 0.0)
    any_day = valid_days(values) > 0
    return np.stack(
        [np.where(any_day, np.sum(weight * (mask >> i & 1), axis=0), np.nan) for i in range(len(AIR_HOURLY))]
    )


def meets(daily: Mapping[str, ArrayLike], limits: Limits, *, grade: int = 2) -> Floats:
    """Return whether each day meets the daily limit of each item [item, day, ...]: 1, 0, NaN if missing.

    The concentration is rounded as it is shown and then compared (GB/T 8170), so that until 2030 an item
    meets its limit exactly when its IAQI is at most 100.

    Parameters
    ----------
    daily
        Daily values by item of ``AIR_DAILY``, µg/m³ (CO mg/m³).
    limits
        Limits of a phase of GB 3095.
    """
    rows = []
    for code, item, average in DAILY_LIMITS:
        value = half_even(daily[code], parameter(code).decimals)
        verdict = (value <= limits.limit(item, average, grade)).astype(np.float64)
        rows.append(np.where(np.isnan(value), np.nan, verdict))
    return np.stack(np.broadcast_arrays(*rows))


def meets_all(verdicts: Floats) -> Floats:
    """Return whether each day meets the limits of all items [day, ...] from verdicts [item, day, ...].

    A day meets when all six items are there and meet; it fails when one that is there fails; otherwise it is NaN,
    as a missing item might have failed.
    """
    failed = np.any(verdicts == 0, axis=0)
    complete = ~np.any(np.isnan(verdicts), axis=0)
    return np.where(failed, 0.0, np.where(complete, 1.0, np.nan))


def compliance_rates(verdicts: Floats) -> Floats:
    """Return days that meet over valid days, in percent [item + 1, ...]; last row: all items together.

    A day without a verdict on all items (:func:`meets_all`) is not counted.

    Parameters
    ----------
    verdicts
        Whether each item meets its limit on each day [item, day, ...], as :func:`meets` gives it.

    References
    ----------
    HJ 663-2013 compliance rate.
    """
    rows = np.concatenate([verdicts, meets_all(verdicts)[np.newaxis]])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((rows == 1).sum(axis=1) * 100.0 / np.sum(~np.isnan(rows), axis=1), dtype=np.float64)


def exceedance_multiple(value: ArrayLike, limit: float) -> Floats:
    """Return (C − S)/S where C exceeds the limit S, 0 where it does not, NaN where it is missing.

    References
    ----------
    HJ 663-2013 exceedance multiple.
    """
    concentration = np.asarray(value, dtype=np.float64)
    over = (concentration - limit) / limit
    return np.where(np.isnan(over), np.nan, np.maximum(over, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A run of consecutive days on which at least one place was above a value.

    Attributes
    ----------
    start, end
        Index of its first and last day, inclusive.
    peak, peak_day, peak_place
        Highest AQI, the index of the day and of the place that had it (the first of equals).
    places
        Indices of the places that were above the value on a day of the run.
    primary
        Mask of the parameters that led on most place-days of the run (ties together).
    """

    start: int
    end: int
    peak: float
    peak_day: int
    peak_place: int
    places: tuple[int, ...]
    primary: int

    @property
    def days(self) -> int:
        """Number of days."""
        return self.end - self.start + 1


def episodes(aqi: ArrayLike, primary: ArrayLike, *, above: int = 200, least_days: int = 1) -> list[Episode]:
    """Return the runs of days on which any of the places was above a value, in order of time.

    Give one place [day] or [day, 1] for the episodes of a place, several [day, place] for joint episodes. A
    day without an AQI ends a run: what is not known does not continue it.

    Parameters
    ----------
    aqi, primary
        Daily AQI and mask of primary pollutants [day, place].
    above
        200: heavy pollution.
    least_days
        Shortest run that is an episode.
    """
    values = np.asarray(aqi, dtype=np.float64)
    mask = np.asarray(primary).astype(np.uint8)
    if values.ndim == 1:
        values, mask = values[:, np.newaxis], mask[:, np.newaxis]
    heavy = values > above
    any_place = np.concatenate(([False], heavy.any(axis=1), [False]))
    edges = np.flatnonzero(any_place[1:] != any_place[:-1])
    found = []
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if stop - start < least_days:
            continue
        inside = heavy[start:stop]
        block = np.where(inside, values[start:stop], -np.inf)
        day, place = np.unravel_index(int(np.argmax(block)), block.shape)
        led = [int(np.sum(mask[start:stop][inside] >> i & 1)) for i in range(len(AIR_HOURLY))]
        found.append(
            Episode(
                start=start,
                end=stop - 1,
                peak=float(block[day, place]),
                peak_day=start + int(day),
                peak_place=int(place),
                places=tuple(np.flatnonzero(inside.any(axis=0)).tolist()),
                primary=sum(1 << i for i, n in enumerate(led) if n == max(led) and n > 0),
            )
        )
    return found
