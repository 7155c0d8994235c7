"""Flags of the checks on the hours of stations, made on read and never stored.

A flag of an hour hangs on the hours beside it, on the neighbours and on the thresholds in force, and each of them may
change after the hour was kept: a stored flag would be out of date without a reading of its own having changed. What
the flags of a window cost is in decision 12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from assessment.periods import SHANGHAI
from assessment.terms import Stage
from indicators.parameters import AIR_HOURLY
from ingest.check_limits import limits_of
from ingest.checks import AFTER_H, BEFORE_H, Flags, Floats, Ints, Limits, check_all, is_off, near
from store.opening import Store
from store.readings import hours
from store.stations import stations

SPAN = timedelta(days=16)
"""So much of a window is checked at once: a national fortnight holds half a gigabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Hours [hour, station] from `start` on, with margins on both sides, and the flags of every check.

    `inside` are the rows that were asked for and `asked` the columns; the rest are margins and neighbours.
    """

    start: datetime
    inside: slice
    asked: slice
    codes: tuple[str, ...]
    near_of: Ints
    values: Mapping[str, Floats]
    stage: NDArray[np.int8]
    flags: Mapping[str, Mapping[str, Flags]]
    limits: Limits

    def moment(self, row: int) -> datetime:
        """UTC start of a row."""
        return self.start + timedelta(hours=row)

    def off(self, code: str) -> NDArray[np.bool_]:
        """Where any check flags a parameter, [hour, station] of what was asked for."""
        found = np.logical_or.reduce([is_off(flags) for flags in self.flags[code].values()])
        return np.asarray(found[self.inside, self.asked], np.bool_)


def checked(
    store: Store,
    *,
    codes: Sequence[str],
    start: datetime,
    end: datetime,
    stage: Stage = "best",
    as_of: datetime | None = None,
    only: Sequence[str] = AIR_HOURLY,
) -> list[Checked]:
    """The hours of [start, end) of stations with their flags, in pieces that follow each other.

    Parameters
    ----------
    codes
        Stations asked for; what lies around them is read too.
    start, end
        UTC, full hours.
    stage, as_of
        Which readings, as in `store.readings.hours`.
    only
        Parameters whose flags are wanted.
    """
    limits = limits_of((end - timedelta(seconds=1)).astimezone(SHANGHAI).date())
    everyone, near_of = _with_neighbours(store, codes, end, limits)
    parts = []
    begin = start
    while begin < end:
        stop = min(begin + SPAN, end)
        parts.append(_piece(store, everyone, len(codes), near_of, limits, begin, stop, stage, as_of, only))
        begin = stop
    return parts


def suspect_hours(
    store: Store,
    *,
    codes: Sequence[str],
    start: datetime,
    end: datetime,
    stage: Stage = "best",
    as_of: datetime | None = None,
    only: Sequence[str] = AIR_HOURLY,
) -> dict[str, NDArray[np.bool_]]:
    """Where any check flags a parameter, [hour, station] of [start, end) and `codes`, by parameter; see `checked`."""
    parts = checked(store, codes=codes, start=start, end=end, stage=stage, as_of=as_of, only=only)
    return {p: np.concatenate([part.off(p) for part in parts]) for p in only}


def named_flags(
    store: Store,
    *,
    codes: Sequence[str],
    start: datetime,
    end: datetime,
    stage: Stage = "best",
    as_of: datetime | None = None,
) -> NDArray[np.object_]:
    """Which checks flag what, [hour, station] of [start, end) and `codes`: `pm25 spike;pm10 range`, empty for none."""
    found = np.full((int((end - start) / timedelta(hours=1)), len(codes)), "", object)
    begin = 0
    for part in checked(store, codes=codes, start=start, end=end, stage=stage, as_of=as_of):
        rows = slice(begin, begin + part.inside.stop - part.inside.start)
        for code, flags in part.flags.items():
            for name, one in flags.items():
                off = is_off(one)[part.inside, part.asked]
                found[rows][off] += f"{code} {name};"
        begin = rows.stop
    return np.array([text.rstrip(";") for text in found.ravel()], object).reshape(found.shape)


def _with_neighbours(
    store: Store, codes: Sequence[str], at: datetime, limits: Limits
) -> tuple[tuple[str, ...], Ints]:
    """The stations asked for, then those near any of them, and the neighbours of the former in this order.

    A neighbour's own neighbours are not wanted: the flags of neighbours are not asked for.
    """
    known = stations(store, at)
    names = known["code"].tolist()
    row_of = {code: row for row, code in enumerate(names)}
    placed = [(column, row_of[code]) for column, code in enumerate(codes) if code in row_of]
    found = near(
        known["lon"].to_numpy(np.float64), known["lat"].to_numpy(np.float64), radius_km=limits.radius_km,
        among=[row for _, row in placed],
    )  # fmt: skip
    others = sorted({int(row) for row in found[found >= 0]} - {row for _, row in placed})
    column_of = np.full(len(names) + 1, -1, np.intp)  # its last entry serves those who are not: -1 stays -1
    for column, row in (*placed, *enumerate(others, start=len(codes))):
        column_of[row] = column
    near_of = np.full((len(codes) + len(others), found.shape[1]), -1, np.intp)
    near_of[[column for column, _ in placed]] = column_of[found]
    return (*codes, *(names[row] for row in others)), near_of


def _piece(
    store: Store,
    everyone: tuple[str, ...],
    asked: int,
    near_of: Ints,
    limits: Limits,
    start: datetime,
    end: datetime,
    stage: Stage,
    as_of: datetime | None,
    only: Sequence[str],
) -> Checked:
    before = timedelta(hours=BEFORE_H + start.astimezone(SHANGHAI).hour)  # whole days: their course is judged
    first = start - before
    last = end + timedelta(hours=AFTER_H + (-end.astimezone(SHANGHAI).hour) % 24)
    data = hours(store, start=first, end=last, stations=everyone, stage=stage, as_of=as_of)
    values = {p: data[p].to_numpy() for p in AIR_HOURLY}
    begin = int(before.total_seconds() // 3600)
    return Checked(
        start=first, inside=slice(begin, begin + int((end - start).total_seconds() // 3600)),
        asked=slice(0, asked), codes=everyone, near_of=near_of, values=values, stage=data["stage"].to_numpy(),
        flags=check_all(values, near_of, limits, first=0, only=only), limits=limits,
    )  # fmt: skip
