"""Sand: hours that the rule proposes, and an AQI with the particles of such hours taken out.

A proposal is not a verdict: a person approves or withdraws it. Nothing here removes a value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.iaqi import AqiResult, Remark
from indicators.rounding import SNAP_DECIMALS
from indicators.rules import SandRule

Floats = NDArray[np.float64]

LEAST_HOURS_BEFORE = 4
"""Of the six hours before a start at least these must be there: our choice, the rule says nothing of gaps."""

LONGEST_GAP_HOURS = 6
"""After as many hours without a value a proposal ends: our choice for the same reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandEvent:
    """One proposed event of one place: its hours, what it rose from and its peak.

    Attributes
    ----------
    place
        Index of the place.
    start, end
        Index of the first and of the last hour, inclusive.
    before_ug
        Mean of the hours before, µg/m³.
    peak_ug, peak_hour
        Highest PM10 and the index of its hour.
    open
        Whether the series ends before the event does.
    """

    place: int
    start: int
    end: int
    before_ug: float
    peak_ug: float
    peak_hour: int
    open: bool


def propose(pm10: ArrayLike, *, rule: SandRule) -> list[SandEvent]:
    """Return the proposed sand events of hourly PM10 [time, place], by place and time.

    An event starts with an hour of at least twice the mean of the six hours before and above 150 µg/m³, and
    lasts up to the hour before PM10 is back within 10 % of that mean.

    Parameters
    ----------
    pm10
        Hourly PM10 of stations or cities, µg/m³, every hour on the axis; NaN missing.
    rule
        Numbers of the edition.

    References
    ----------
    环办监测〔2016〕120号 start; 环办监测〔2016〕120号 end.
    """
    values = np.asarray(pm10, dtype=np.float64)
    if values.ndim == 1:
        values = values[:, np.newaxis]
    hours, places = values.shape
    before = _mean_before(values, rule.hours_before)
    base = np.full(places, np.nan)
    start = np.full(places, -1)
    last = np.full(places, -1)
    found: list[SandEvent] = []

    def close(place: int, still_open: bool) -> None:
        first, end = int(start[place]), int(last[place])
        block = values[first : end + 1, place]
        peak = int(np.nanargmax(block))
        found.append(
            SandEvent(
                place=place,
                start=first,
                end=end,
                before_ug=float(base[place]),
                peak_ug=float(block[peak]),
                peak_hour=first + peak,
                open=still_open,
            )
        )
        base[place], start[place] = np.nan, -1

    tolerance = 10.0**-SNAP_DECIMALS
    with np.errstate(invalid="ignore"):
        for t in range(hours):
            row = values[t]
            running = start >= 0
            over = running & (
                (row <= base * (1 + rule.back_within) + tolerance) | (t - last > LONGEST_GAP_HOURS)
            )
            for place in np.flatnonzero(over):
                close(int(place), still_open=False)
            here = ~np.isnan(row)
            last[(start >= 0) & here] = t
            starts = (
                (start < 0) & (row >= rule.times_the_mean * before[t] - tolerance) & (row > rule.above_ug)
            )
            start[starts], last[starts], base[starts] = t, t, before[t][starts]
    for place in np.flatnonzero(start >= 0):
        close(int(place), still_open=True)
    return sorted(found, key=lambda e: (e.place, e.start))


def _mean_before(values: Floats, hours: int) -> Floats:
    """Return the mean of the hours before each hour; NaN with too few of them."""
    total, count = np.zeros(values.shape), np.zeros(values.shape, np.int64)
    here = ~np.isnan(values)
    filled = np.where(here, values, 0.0)
    for back in range(1, min(hours, len(values) - 1) + 1):
        total[back:] += filled[:-back]
        count[back:] += here[:-back]
    return np.where(count >= min(LEAST_HOURS_BEFORE, hours), total / np.maximum(count, 1), np.nan)


def hours_of(events: list[SandEvent], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return a mask [time, place] of the hours of events."""
    mask = np.zeros(shape, np.bool_)
    for event in events:
        mask[event.start : event.end + 1, event.place] = True
    return mask


def aqi_without_sand(original: AqiResult, without_particles: AqiResult) -> Floats:
    """Return the AQI of sand days: of the other items where the original exceeds 100, else the original.

    Parameters
    ----------
    original
        AQI from all items.
    without_particles
        AQI of the same days with PM10 and PM2.5 taken out, given as not monitored.

    References
    ----------
    环办监测〔2016〕120号 effect (inferred from 211 published city days).
    """
    with np.errstate(invalid="ignore"):
        return np.where(original.aqi > 100, without_particles.aqi, original.aqi)


def verdict_without_sand(
    original: AqiResult,
    remaining: AqiResult,
    others: AqiResult,
    affected: NDArray[np.bool_],
    *,
    counts: bool = True,
) -> AqiResult:
    """Return the verdict of hours or days of which sand hours were left out.

    One that does not exceed (AQI up to 100) keeps its original verdict, particles included. One that exceeds
    without its sand hours too was not made so by sand: it has the verdict of its remaining hours. Where sand
    caused the exceedance the verdict is that of the other items.

    Parameters
    ----------
    original
        Verdict on all items, sand included.
    remaining
        Verdict on what is left of PM10 and PM2.5; where that is no valid value it is given as not monitored.
    others
        Verdict with PM10 and PM2.5 of the affected taken out, given as not monitored.
    affected
        Of which sand hours were left out; same shape as the AQI.
    counts
        Whether such a day has an AQI at all; ``False`` leaves it out of every ratio.

    References
    ----------
    环办监测〔2016〕120号 effect (inferred from 211 published city days).
    """
    with np.errstate(invalid="ignore"):
        taken = affected & (original.aqi > 100)
        caused = ~(remaining.aqi > 100)
    # Left out on purpose is not "not monitored": only what the original said of it stands.
    by_plan = np.uint8(Remark.NOT_MONITORED)
    remarks = np.where(caused, others.remarks, remaining.remarks) & ~by_plan | original.remarks & by_plan
    nothing = np.full(original.aqi.shape, np.nan)
    cleared, no_primary = (others.aqi, others.primary) if counts else (nothing, np.uint8(0))
    return replace(
        original,
        aqi=np.where(taken, np.where(caused, cleared, remaining.aqi), original.aqi),
        iaqi=np.where(taken, np.where(caused, others.iaqi, remaining.iaqi), original.iaqi),
        primary=np.where(taken, np.where(caused, no_primary, remaining.primary), original.primary).astype(
            np.uint8
        ),
        remarks=np.where(taken, remarks, original.remarks).astype(np.uint8),
        rest=np.where(taken, np.where(caused, others.rest, remaining.rest), original.rest),
    )
