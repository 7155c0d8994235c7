"""The slot ledger: of every expected hour of every station, what became of it, with evidence.

Derived on read from readings, batches, the quarantine and the run log; nothing of it is stored. A slot is expected of
a station that reported in the last `REMEMBERED` days: a new station is expected from its first hour, one that has been
silent for longer is expected no more. `assessment.water_slots` asks the same of sections, by the same rules.

A slot is exactly one of: `invalid`, a row came but no value, or a row that was refused whole; `revised`, a value came
and was changed since, by a revision or a review; `late`, a collected value came later than is on time, for an hour
more than `ON_TIME` after its end; `arrived`, any other value. Where nothing came it is `silent` if the source answered
without it or could not be reached, and `failed` if we did not ask, could not read the answer or could not keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.refused_slots import TAKEN_ELSEWHERE, by_code, refused_slots
from indicators.parameters import Label
from ingest.contract import HOUR_S, Window
from ingest.diary import OURS, Run
from store.arrivals import Arrivals, arrivals, batches_of, brought, heard
from store.days import day_of, epoch, moment
from store.ledger import mark
from store.opening import Store
from store.refusals import newest_refusal, refusals
from store.runs import newest_run, runs

REMEMBERED: Final = 30
"""Days for which a station that fell silent stays expected."""

ON_TIME: Final = timedelta(hours=1)
"""After the end of its hour a value may come so late and still be on time: published once an hour."""

Ints = NDArray[np.int64]

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
    """What became of every slot; arrays are [slot, station].

    Attributes
    ----------
    begins, ends
        Starts and ends of the slots [slot], epoch s.
    on_time
        How long after `delay` begins to count a value may come and still be on time.
    stations, sources
        Codes [station], and the source from which each was last heard.
    state
        Index of `STATES`.
    delay
        Minutes to the first value from the end of the hour, NaN where none came or it came from a file.
    batch
        Number of the batch that is the evidence: the first value, the newest revision, or the answer that did not
        hold the station; 0 for none.
    run
        Number of the run that is the evidence of a slot that nobody has; 0 for none.
    refused
        Number in the quarantine of the row that is the evidence of a slot of which a row was refused; 0 for none.
    """

    begins: Ints
    ends: Ints
    on_time: timedelta
    stations: Sequence[str]
    sources: Sequence[str]
    state: NDArray[np.uint8]
    delay: NDArray[np.float64]
    batch: Ints
    run: Ints
    refused: Ints

    def of(self, keep: Sequence[int] | Ints) -> Slots:
        """The slots of some of the stations, by their positions."""
        at = list(keep)
        return replace(
            self,
            stations=[self.stations[one] for one in at],
            sources=[self.sources[one] for one in at],
            **{name: getattr(self, name)[:, at] for name in ("state", "delay", "batch", "run", "refused")},
        )


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
        return nothing()
    who = None if stations is None else tuple(stations)
    made = _remembered(store, known(store), start, end, who)
    return made if source is None else from_source(made, source)


def known(store: Store) -> tuple[int, int, int]:
    """What changes with everything that could change a slot: the newest batch, run and refused row."""
    return mark(store), newest_run(store), newest_refusal(store)


def from_source(made: Slots, source: str) -> Slots:
    """The slots of the stations last heard from a source."""
    return made.of([at for at, name in enumerate(made.sources) if name == source])


def nothing() -> Slots:
    """No slot at all."""
    none, empty = np.zeros(0, np.int64), np.zeros((0, 0), np.int64)
    return Slots(
        begins=none, ends=none, on_time=ON_TIME, stations=[], sources=[], state=empty.astype(np.uint8),
        delay=empty.astype(float), batch=empty, run=empty, refused=empty,
    )  # fmt: skip


@lru_cache(maxsize=6)
def _remembered(
    store: Store,
    _known: tuple[int, int, int],
    start: datetime,
    end: datetime,
    stations: tuple[str, ...] | None,
) -> Slots:
    """The slots of a window; a new batch, run or refused row makes them anew."""
    came = arrivals(store, start=start, end=end, stations=stations)
    first = day_of(came.start)
    last = day_of(epoch(end) - 1)
    before = heard(store, first=first - REMEMBERED, last=last, stations=stations)
    about = batches_of(store, np.unique([came.row, came.value, came.last]).tolist())
    newest = before.sort_values("day").drop_duplicates("code", keep="last").dropna(subset="source")
    said = dict(zip(newest["code"].astype(str), newest["source"].astype(str), strict=True))
    codes, sources = belonging(came, said, about)
    came = spread(came, codes)
    begins = came.start + HOUR_S * np.arange(len(came.row), dtype=np.int64)
    expected = _expected(came, codes, before, first, last)
    log = runs(store, window=Window(start=start, end=end))
    found = refusals(store, first=epoch(start), end=epoch(end), besides=TAKEN_ELSEWHERE)
    return judged(
        came, about, expected, log, sources, store, begins=begins, ends=begins + HOUR_S, due=begins + HOUR_S,
        on_time=ON_TIME, refused=refused_slots(found, log, by_code(codes), HOUR_S),
        answered=lambda wanted: brought(store, [int(at) for at in begins[wanted]]),
    )  # fmt: skip


def belonging(came: Arrivals, before: Mapping[str, str], about: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Codes of all stations of the ledger, and the source from which each was last heard.

    `before` is the source by code of those heard before the slots.
    """
    said = dict(before)
    name_of = about["source"].to_dict()
    for column, code in enumerate(came.stations):
        brought = came.last[:, column]
        if brought.any():
            said[code] = str(name_of.get(int(brought[np.flatnonzero(brought)[-1]]), said.get(code, "")))
    codes = sorted({*said, *came.stations})
    return codes, [said.get(code, "") for code in codes]


def spread(came: Arrivals, codes: Sequence[str]) -> Arrivals:
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


def judged(
    came: Arrivals,
    about: pd.DataFrame,
    expected: NDArray[np.bool_],
    log: Sequence[Run],
    sources: Sequence[str],
    store: Store,
    *,
    begins: Ints,
    ends: Ints,
    due: Ints,
    on_time: timedelta,
    refused: Mapping[tuple[str, int], int],
    answered: Callable[[NDArray[np.intp]], list[tuple[int, int]]],
) -> Slots:
    """What became of the slots of some stations.

    Parameters
    ----------
    came, expected
        What came and what was expected, on one axis of stations.
    about
        The batches of what came.
    log
        Runs that touch the slots.
    begins, ends
        Of the slots [slot], epoch s.
    due
        From when the delay of each counts [slot], epoch s.
    refused
        Refused row by station and time.
    answered
        Batches that brought rows of some slots (positions), of whatever station: (start, batch).
    """
    delay = _delays(came, about, due, store)
    state = np.zeros(came.row.shape, np.uint8)
    evidence = np.where(came.value > 0, came.value, came.row)
    state[came.row > 0] = INVALID
    state[came.value > 0] = ARRIVED
    state[delay > on_time.total_seconds() / 60] = LATE
    revised = (came.value > 0) & (came.revisions > 0)
    state[revised] = REVISED
    evidence[revised] = came.last[revised]
    run = np.zeros(came.row.shape, np.int64)
    row = np.zeros(came.row.shape, np.int64)
    absent = expected & (came.row == 0)
    _refused(refused, came.stations, begins, ends, row)
    row[~absent] = 0
    state[row > 0] = INVALID
    absent &= row == 0
    _absent(store, absent, log, sources, begins, ends, answered, (state, evidence, run))
    state[~expected & (came.row == 0)] = NONE
    return Slots(
        begins=begins, ends=ends, on_time=on_time, stations=came.stations, sources=sources, state=state, delay=delay,
        batch=evidence, run=run, refused=row,
    )  # fmt: skip


def _refused(
    refused: Mapping[tuple[str, int], int], codes: Sequence[str], begins: Ints, ends: Ints, into: Ints
) -> None:
    """Put the refused rows into their slots [slot, station]."""
    place = {code: at for at, code in enumerate(codes)}
    for (code, start), number in refused.items():
        at = int(np.searchsorted(begins, start, side="right")) - 1
        if code in place and at >= 0 and start < ends[at]:
            into[at, place[code]] = max(number, int(into[at, place[code]]))


def _absent(
    store: Store,
    absent: NDArray[np.bool_],
    log: Sequence[Run],
    sources: Sequence[str],
    begins: Ints,
    ends: Ints,
    answered: Callable[[NDArray[np.intp]], list[tuple[int, int]]],
    into: tuple[NDArray[np.uint8], Ints, Ints],
) -> None:
    """Tell of slots of which nothing came whether the source was silent or we failed, with the batch or run."""
    state, evidence, run = into
    wanted = np.flatnonzero(absent.any(axis=1))
    if not len(wanted):
        return
    answers = _answers(store, begins, answered(wanted))
    for name in sorted(set(sources)):
        columns = np.flatnonzero(np.asarray(sources, object) == name)
        batch = answers.get(name, np.zeros(len(begins), np.int64))
        verdict, number = _silence(log, name, begins, ends)
        for slot in np.flatnonzero(absent[:, columns].any(axis=1)):
            at = columns[absent[slot, columns]]
            if batch[slot]:
                state[slot, at], evidence[slot, at] = SILENT, batch[slot]
            else:
                state[slot, at], run[slot, at] = verdict[slot], number[slot]


def _delays(came: Arrivals, about: pd.DataFrame, due: NDArray[np.int64], store: Store) -> NDArray[np.float64]:
    """Minutes from when each slot was due to its first value, where it was collected; NaN elsewhere."""
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
    return np.asarray((came_at - due[:, np.newaxis]) / 60)


def _collected(store: Store, sent: pd.DataFrame) -> set[str]:
    """Fingerprints of the payloads that runs of the schedule fetched; the others came from files."""
    first, last = (moment(int(sent["known_at"].agg(how)) // 1_000_000) for how in ("min", "max"))
    log = runs(store, begun=Window(start=first - LONGEST_RUN, end=last + LONGEST_RUN))
    return {sha for one in log for sha in one.payloads} & set(sent["sha256"])


def _answers(store: Store, begins: Ints, found: Sequence[tuple[int, int]]) -> dict[str, Ints]:
    """Of each source the number of a batch that brought rows of a slot [slot], of any station; 0 where none did.

    Asked of all stations, so that what became of one does not hang on who else was asked for.
    """
    source_of = batches_of(store, [number for _, number in found])["source"].to_dict()
    made: dict[str, Ints] = {}
    for begin, number in found:
        of_source = made.setdefault(str(source_of.get(number, "")), np.zeros(len(begins), np.int64))
        at = int(np.searchsorted(begins, begin, side="right")) - 1
        of_source[at] = max(of_source[at], number)
    return made


def _silence(log: Sequence[Run], name: str, begins: Ints, ends: Ints) -> tuple[NDArray[np.uint8], Ints]:
    """State of a slot of which a source gave nothing at all, and the run that shows it [slot]."""
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
        inside = (begins >= epoch(run.window.start)) & (ends <= epoch(run.window.end)) & (rank <= weight)
        state[inside], number[inside], rank[inside] = verdict, run.number, weight
    return state, number
