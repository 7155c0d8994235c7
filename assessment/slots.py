"""The slot ledger: of every expected hour of every station, what became of it, with evidence.

Derived on read from readings, batches and the run log; nothing of it is stored. A slot is expected of a station
that reported in the last `REMEMBERED` days: a new station is expected from its first hour, one that has been silent
for longer is expected no more.

A slot is exactly one of: `invalid`, a row came but no value; `revised`, a value came and was changed since, by a
revision or a review; `late`, a collected value came more than `ON_TIME` after the end of its hour; `arrived`, any
other value. Where nothing came it is `silent` if the source answered without it or could not be reached, and
`failed` if we did not ask, could not read the answer or could not keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.parameters import Label
from ingest.contract import HOUR_S, Window
from ingest.diary import OURS, Run
from store.arrivals import Arrivals, arrivals, batches_of, brought, heard
from store.days import day_of, epoch, moment
from store.ledger import mark
from store.opening import Store
from store.runs import newest_run, runs

REMEMBERED: Final = 30
"""Days for which a station that fell silent stays expected."""

ON_TIME: Final = timedelta(hours=1)
"""After the end of its hour a value may come so late and still be on time: published once an hour."""

LONGEST_RUN: Final = timedelta(days=1)

STATES: Final = ("", "arrived", "late", "revised", "silent", "failed", "invalid")
"""States of a slot by number; the first is a slot that is not expected."""

TITLES: Final = {
    "arrived": Label(zh="按时到达", en="Arrived"),
    "late": Label(zh="迟到", en="Late"),
    "revised": Label(zh="已修订", en="Revised"),
    "silent": Label(zh="数据源无数据", en="Source silent"),
    "failed": Label(zh="本系统未取到", en="We failed"),
    "invalid": Label(zh="无有效值", en="Invalid"),
}

NONE, ARRIVED, LATE, REVISED, SILENT, FAILED, INVALID = range(7)
HERE: Final = (ARRIVED, LATE, REVISED)
"""States in which there is a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """What became of every slot; arrays are [hour, station].

    Attributes
    ----------
    start
        Start of the first hour, UTC.
    stations, sources
        Codes [station], and the source from which each was last heard.
    state
        Index of `STATES`.
    delay
        Minutes from the end of the hour to the first value, NaN where none came or it came from a file.
    batch
        Number of the batch that is the evidence: the first value, the newest revision, or the answer that did not
        hold the station; 0 for none.
    run
        Number of the run that is the evidence of an hour that nobody has [hour]; 0 for none.
    """

    start: datetime
    stations: Sequence[str]
    sources: Sequence[str]
    state: NDArray[np.uint8]
    delay: NDArray[np.float64]
    batch: NDArray[np.int64]
    run: NDArray[np.int64]


def slots(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    stations: Sequence[str] | None = None,
    source: str | None = None,
) -> Slots:
    """Return what became of every hour that begins in [start, end) and has ended by the store's clock.

    Parameters
    ----------
    stations
        Codes; None for all.
    source
        Only stations last heard from this source; None for all.
    """
    end = min(end, store.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0))
    if end <= start:
        return _nothing(start)
    who = None if stations is None else tuple(stations)
    made = _remembered(store, mark(store), newest_run(store), start, end, who)
    if source is None:
        return made
    keep = [at for at, name in enumerate(made.sources) if name == source]
    return Slots(
        start=start, stations=[made.stations[at] for at in keep], sources=[made.sources[at] for at in keep],
        state=made.state[:, keep], delay=made.delay[:, keep], batch=made.batch[:, keep], run=made.run[:, keep],
    )  # fmt: skip


@lru_cache(maxsize=6)
def _remembered(
    store: Store, _mark: int, _run: int, start: datetime, end: datetime, stations: tuple[str, ...] | None
) -> Slots:
    """The slots of a window; the store's mark and the newest run change with everything that could change them."""
    came = arrivals(store, start=start, end=end, stations=stations)
    first = day_of(came.start)
    last = day_of(epoch(end) - 1)
    known = heard(store, first=first - REMEMBERED, last=last, stations=stations)
    about = batches_of(store, np.unique([came.row, came.value, came.last]).tolist())
    codes, sources = _belonging(came, known, about)
    came = _spread(came, codes)
    expected = _expected(came, codes, known, first, last)
    log = runs(store, window=Window(start=start, end=end))
    return _judged(came, about, expected, log, sources, store)


def _nothing(start: datetime) -> Slots:
    empty = np.zeros((0, 0), np.int64)
    return Slots(start=start, stations=[], sources=[], state=empty.astype(np.uint8), delay=empty.astype(float),
                 batch=empty, run=empty)  # fmt: skip


def _belonging(came: Arrivals, known: pd.DataFrame, about: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Codes of all stations of the ledger, and the source from which each was last heard."""
    newest = known.sort_values("day").drop_duplicates("code", keep="last").set_index("code")["source"]
    said = {str(code): str(name) for code, name in newest.items() if isinstance(name, str)}
    name_of = about["source"].to_dict()
    for column, code in enumerate(came.stations):
        brought = came.last[:, column]
        if brought.any():
            said[code] = str(name_of.get(int(brought[np.flatnonzero(brought)[-1]]), said.get(code, "")))
    codes = sorted({*said, *came.stations})
    return codes, [said.get(code, "") for code in codes]


def _spread(came: Arrivals, codes: Sequence[str]) -> Arrivals:
    """Arrivals on the axis of all stations of the ledger."""
    place = {code: at for at, code in enumerate(codes)}
    column = [place[code] for code in came.stations]

    def wide(array: NDArray[np.int64]) -> NDArray[np.int64]:
        made = np.zeros((len(array), len(codes)), np.int64)
        made[:, column] = array
        return made

    return Arrivals(start=came.start, stations=codes, row=wide(came.row), value=wide(came.value),
                    last=wide(came.last), revisions=wide(came.revisions))  # fmt: skip


def _expected(
    came: Arrivals, codes: Sequence[str], known: pd.DataFrame, first: int, last: int
) -> NDArray[np.bool_]:
    """Which slots are expected [hour, station]: of whom something came in the days before, or earlier that day."""
    place = {code: at for at, code in enumerate(codes)}
    days = np.zeros((last - first + 1 + REMEMBERED, len(codes)), bool)
    days[
        known["day"].to_numpy(np.int64) - (first - REMEMBERED), known["code"].map(place).to_numpy(np.int64)
    ] = True
    begins = came.start + HOUR_S * np.arange(len(came.row), dtype=np.int64)
    day = day_of(begins) - first
    hour, column = np.nonzero(came.row)
    days[day[hour] + REMEMBERED, column] = True  # a day that waits for its facts has been heard of as well
    counted = np.cumsum(np.vstack([np.zeros((1, len(codes)), np.int64), days]), axis=0)
    before = counted[day + REMEMBERED] - counted[day] > 0  # some day of the REMEMBERED before
    since = np.zeros(came.row.shape, bool)
    for one in np.unique(day):
        at = day == one
        since[at] = np.logical_or.accumulate(came.row[at] > 0, axis=0)
    return np.asarray(before | since, np.bool_)


def _judged(
    came: Arrivals,
    about: pd.DataFrame,
    expected: NDArray[np.bool_],
    log: Sequence[Run],
    sources: Sequence[str],
    store: Store,
) -> Slots:
    hours = len(came.row)
    ends = came.start + HOUR_S * np.arange(1, hours + 1, dtype=np.int64)
    delay = _delays(came, about, ends, store)
    state = np.zeros(came.row.shape, np.uint8)
    evidence = np.where(came.value > 0, came.value, came.row)
    state[came.row > 0] = INVALID
    state[came.value > 0] = ARRIVED
    state[delay > ON_TIME.total_seconds() / 60] = LATE
    revised = (came.value > 0) & (came.revisions > 0)
    state[revised] = REVISED
    evidence[revised] = came.last[revised]
    run = np.zeros(came.row.shape, np.int64)
    absent = expected & (came.row == 0)
    answers = _answers(store, came.start, np.flatnonzero(absent.any(axis=1)), hours)
    for name in sorted(set(sources)):
        columns = np.flatnonzero(np.asarray(sources, object) == name)
        answered = answers.get(name, np.zeros(hours, np.int64))
        verdict, number = _silence(log, name, ends)
        for hour in np.flatnonzero(absent[:, columns].any(axis=1)):
            at = columns[absent[hour, columns]]
            if answered[hour]:
                state[hour, at], evidence[hour, at] = SILENT, answered[hour]
            else:
                state[hour, at], run[hour, at] = verdict[hour], number[hour]
    state[~expected & (came.row == 0)] = NONE
    return Slots(start=moment(came.start), stations=came.stations, sources=sources, state=state, delay=delay,
                 batch=evidence, run=run)  # fmt: skip


def _delays(
    came: Arrivals, about: pd.DataFrame, ends: NDArray[np.int64], store: Store
) -> NDArray[np.float64]:
    """Minutes from the end of each hour to its first value, where it was collected; NaN elsewhere."""
    delay = np.full(came.value.shape, np.nan)
    numbers = np.unique(came.value)
    numbers = numbers[numbers > 0]
    sent = about[about.index.isin(numbers)]
    if not len(sent):
        return delay
    collected = _collected(store, sent)
    known = np.full(int(numbers[-1]) + 1, np.nan)
    known[sent.index.to_numpy()] = np.where(
        sent["sha256"].isin(collected), sent["known_at"] / 1_000_000, np.nan
    )
    came_at = known[np.minimum(came.value, len(known) - 1)]
    came_at[came.value == 0] = np.nan
    return np.asarray((came_at - ends[:, np.newaxis]) / 60)


def _collected(store: Store, sent: pd.DataFrame) -> set[str]:
    """Fingerprints of the payloads that runs of the schedule fetched; the others came from files."""
    first, last = (moment(int(sent["known_at"].agg(how)) // 1_000_000) for how in ("min", "max"))
    log = runs(store, begun=Window(start=first - LONGEST_RUN, end=last + LONGEST_RUN))
    return {sha for one in log for sha in one.payloads} & set(sent["sha256"])


def _answers(store: Store, start: int, wanted: NDArray[np.intp], hours: int) -> dict[str, NDArray[np.int64]]:
    """Of each source the number of a batch that brought rows of an hour [hour], of any station; 0 where none did.

    Asked of all stations, so that what became of one does not hang on who else was asked for.
    """
    found = brought(store, [start + HOUR_S * int(hour) for hour in wanted])
    source_of = batches_of(store, [number for _, number in found])["source"].to_dict()
    made: dict[str, NDArray[np.int64]] = {}
    for begin, number in found:
        of_source = made.setdefault(str(source_of.get(number, "")), np.zeros(hours, np.int64))
        at = (begin - start) // HOUR_S
        of_source[at] = max(of_source[at], number)
    return made


def _silence(
    log: Sequence[Run], name: str, ends: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """State of an hour of which a source gave nothing at all, and the run that shows it [hour]."""
    state = np.full(len(ends), FAILED, np.uint8)
    number = np.zeros(len(ends), np.int64)
    rank = np.full(len(ends), -1)
    for run in log:
        if run.source != name or run.state == "running":
            continue
        if run.state in ("done", "empty"):
            weight, verdict = 2, SILENT
        elif run.state == "failed" and run.kind not in OURS:
            weight, verdict = 1, SILENT
        else:
            weight, verdict = 0, FAILED
        inside = (
            (ends - HOUR_S >= epoch(run.window.start)) & (ends <= epoch(run.window.end)) & (rank <= weight)
        )
        state[inside], number[inside], rank[inside] = verdict, run.number, weight
    return state, number
