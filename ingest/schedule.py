"""The schedule: one job a source, each beat served by exactly one of all schedulers, and every turn written down.

What is due is asked of the run log at each beat (`ingest.turns`), so that nothing depends on a timer having gone
off. A source that is down is asked for its newest window alone until it answers. Whatever a turn meets, the
scheduler lives on: its faults are lines of the log and runs of the run log, told at the edges.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import numpy as np
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from ingest.clock import Clock
from ingest.collect import Collected, collect
from ingest.contract import Batch, Payload, Receipt, Window
from ingest.days import RegionOf
from ingest.diary import OURS, Diary, Run, State, Turn
from ingest.feed import Feed
from ingest.spool import Spool
from ingest.transport import Failure, connect
from ingest.turns import beat_of, due, newest, reached, slot_of
from ingest.water_cells import ProvinceOf

_LOG = logging.getLogger(__name__)
_SOON = timedelta(milliseconds=20)


class _StoreGone(Exception):  # noqa: N818 (a state, not a mistake)
    """What the sink raised while it kept."""


@dataclass(slots=True, kw_only=True)
class _Watched:
    """A sink that notes which slots of a window came with a value."""

    sink: Any
    window: Window
    cadence: timedelta
    slots: set[int] = field(default_factory=set)
    receipt: Receipt = field(default_factory=Receipt)

    def keep(self, batch: Any) -> Receipt:
        """Keep a batch; what the sink raises is told as the store being gone."""
        try:
            receipt: Receipt = self.sink.keep(batch)
        except ValueError:  # what was brought is wrong, not where it was brought
            raise
        except Exception as fault:
            raise _StoreGone(str(fault)) from fault
        self.receipt = self.receipt + receipt
        for start in np.unique(_starts(batch)).tolist():
            moment = datetime.fromtimestamp(start, UTC)
            if self.window.start <= moment < self.window.end:
                self.slots.add(slot_of(moment, self.cadence))
        return receipt


def _starts(batch: Any) -> np.ndarray[Any, Any]:
    """Starts [epoch s] of the hours, days or samples of a batch that have a value."""
    if isinstance(batch, Batch):
        values = [np.isfinite(value) for value in batch.hours.values.values()]
        return batch.hours.start[np.logical_or.reduce(values)] if values else batch.hours.start[:0]
    if hasattr(batch, "samples"):
        return np.asarray(batch.samples.start[np.isfinite(batch.samples.value)])
    values = [np.isfinite(value) for value in batch.days.values.values()]
    day = batch.days.day[np.logical_or.reduce(values)] if values else batch.days.day[:0]
    zero = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
    return (np.asarray(day, np.int64) - zero) * 86_400 - 8 * 3600


Collecting = Callable[[Feed, Window, Any, httpx.Client], Collected]


def collect_window(
    feed: Feed,
    window: Window,
    sink: Any,
    client: httpx.Client,
    *,
    region_of: RegionOf | None = None,
    province_of: ProvinceOf | None = None,
) -> Collected:
    """What became of one window of a feed; see `ingest.collect.collect`."""
    source: Any = feed.source  # of any kind that can be fetched
    return collect(source, window, sink, client, region_of=region_of, province_of=province_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a scheduler works with.

    Attributes
    ----------
    diary
        Where turns are claimed and runs written down.
    sink
        Where batches go.
    clock
        The time of the schedule.
    kept
        Called after a beat that changed the store.
    collecting
        How one window is collected.
    spool
        Where answers wait that the store could not take; None lets them go.
    """

    diary: Diary
    sink: Any
    clock: Clock
    kept: Callable[[], None] = field(default=lambda: None)
    collecting: Collecting = collect_window
    spool: Spool | None = None

    def beat(self, feed: Feed) -> list[State]:
        """Serve the beat that it is, unless another scheduler has: the states of its runs, in their order.

        Raises nothing but what the diary raises; a fault of the store ends the beat.
        """
        now = self.clock.now()
        beat = beat_of(feed, now)
        if not self.diary.claim(feed.name, beat, now):
            return []
        states: list[State] = []
        changed = False
        try:
            changed = self._take_spooled(feed, beat)
            turns = due(feed, now, self.diary.runs(feed.name, reached(feed, now)))
            with _client(feed) as client:
                for turn in turns:
                    state, receipt = self.take(feed, turn, client, beat)
                    states.append(state)
                    changed |= receipt.kept + receipt.revised > 0
                    if state == "failed":  # a source that is down is not asked for its past
                        break
        finally:
            self.diary.release(feed.name)
        if changed:
            self.kept()
        return states

    def _take_spooled(self, feed: Feed, beat: datetime) -> bool:
        """Take what waited for the store, as if it had just come; true where it changed the store."""
        changed = False
        for held in self.spool.held(feed.name) if self.spool is not None else ():
            kept = _answering(feed, held.payloads)
            with httpx.Client() as nobody:
                _, kind, receipt = self._take(kept, Turn(window=held.window, cause="spool"), nobody, beat)
            changed |= receipt.kept + receipt.revised > 0
            if kind == "store" or self.spool is None:  # it goes on waiting
                break
            self.spool.drop(held)
        return changed

    def ask_without_store(self, feed: Feed) -> int:
        """Ask for the newest window and spool what comes, while nothing can be claimed or kept: how many are new."""
        if self.spool is None or feed.source.fetch is None:
            return 0
        window = self._so_far(newest(feed, self.clock.now()))
        with _client(feed) as client:
            if isinstance(client, Failure):
                return 0
            try:
                found = list(feed.source.fetch(client, window))
            except (Failure, httpx.HTTPError) as fault:
                _LOG.warning("%s: could not be had either: %s", feed.name, fault)
                return 0
        return self.spool.put(feed.name, window, found)

    def _so_far(self, window: Window) -> Window:
        """Return what has passed of a window: a slot that has not ended is asked for up to now."""
        now = self.clock.now()
        return Window(start=window.start, end=min(window.end, now)) if window.start < now else window

    def take(
        self, feed: Feed, turn: Turn, client: httpx.Client | Failure, beat: datetime | None
    ) -> tuple[State, Receipt]:
        """Take one turn and write down what became of it: its state and receipt.

        What came and could not be kept waits in the spool.
        """
        fetched: list[Payload] = []
        try:
            state, kind, receipt = self._take(_recording(feed, fetched), turn, client, beat)
        except Exception:
            self._spool(feed, turn, fetched)
            raise
        if kind == "store":
            self._spool(feed, turn, fetched)
        return state, receipt

    def _spool(self, feed: Feed, turn: Turn, fetched: Sequence[Payload]) -> None:
        if self.spool is None or not fetched:
            return
        try:
            self.spool.put(feed.name, turn.window, fetched)
        except OSError as fault:
            _LOG.error("%s: neither the store nor the spool takes its answer: %s", feed.name, fault)

    def _take(
        self, feed: Feed, turn: Turn, client: httpx.Client | Failure, beat: datetime | None
    ) -> tuple[State, str, Receipt]:
        """State of a turn, kind of its failure, and receipt."""
        _, good = before = self.diary.last(feed.name)
        number = self.diary.begin(feed.name, turn, beat, self.clock.now())
        watched = _Watched(sink=self.sink, window=turn.window, cadence=feed.cadence)
        hashes: tuple[str, ...] = ()
        kind, message = "", ""
        try:
            if isinstance(client, Failure):
                raise client
            collected = self.collecting(feed, self._so_far(turn.window), watched, client)
            hashes = tuple(payload.sha256 for payload in collected.payloads)
            if collected.failure is not None:
                raise collected.failure
            state: State = "done" if watched.slots else "empty"
            if state == "empty" and collected.newest is not None:
                told = datetime.fromtimestamp(collected.newest, feed.source.timezone)
                message = f"the newest that it told begins at {told:%Y-%m-%d %H:%M}"
        except Failure as fault:
            state, kind, message = "failed", fault.kind, fault.sentence
        except _StoreGone as fault:
            state, kind, message = "failed", "store", f"the store did not take it: {fault}"
        except Exception as fault:
            _LOG.exception("%s: a turn met what nobody foresaw", feed.name)
            state, kind, message = "failed", "fault", f"{type(fault).__name__}: {fault}"
        self.diary.end(
            number,
            self.clock.now(),
            state=state,
            kind=kind,
            payloads=hashes,
            hours=len(watched.slots),
            receipt=watched.receipt,
            message=message,
        )
        _tell_edge(feed, before[0], good, state, kind, message, self.clock.now())
        return state, kind, watched.receipt


def _recording(feed: Feed, fetched: list[Payload]) -> Feed:
    """Return the feed with a source that notes in `fetched` what it fetches."""
    fetch = feed.source.fetch
    assert fetch is not None, "a feed can be fetched"

    def noting(client: httpx.Client, window: Window) -> Iterator[Payload]:
        for payload in fetch(client, window):
            fetched.append(payload)
            yield payload

    return replace(feed, source=replace(feed.source, fetch=noting))


def _answering(feed: Feed, payloads: Sequence[Payload]) -> Feed:
    """Return the feed with a source that answers what is given."""
    return replace(feed, source=replace(feed.source, fetch=lambda client, window: iter(payloads)))


def _client(feed: Feed) -> AbstractContextManager[httpx.Client | Failure]:
    try:
        return connect(feed.name, feed.source, feed.connection)
    except Failure as fault:
        return _Refused(fault)


class _Refused(AbstractContextManager[Failure]):
    """A client that could not be made; told as the failure of the first turn."""

    def __init__(self, fault: Failure) -> None:
        self._fault = fault

    def __enter__(self) -> Failure:
        return self._fault

    def __exit__(self, *_: object) -> None:
        return None


def _tell_edge(
    feed: Feed, before: Run | None, good: Run | None, state: State, kind: str, message: str, now: datetime
) -> None:
    """Log that a source went down or came back; in between, nothing."""
    was_down = before is not None and before.state == "failed"
    if state == "failed" and not was_down:
        who = "we failed" if kind in OURS else "source down"
        _LOG.warning("%s: %s (%s): %s", feed.name, who, kind, message)
    elif state != "failed" and was_down:
        since = "" if good is None else f" after {_span(now - (good.ended or good.started))}"
        _LOG.warning("%s: back%s", feed.name, since)


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


class Beats(BaseTrigger):  # type: ignore[misc]
    """Fires at every beat of a feed, by the clock of the schedule, up to its jitter later."""

    def __init__(self, feed: Feed, clock: Clock, random_: random.Random) -> None:
        self._feed = feed
        self._clock = clock
        self._random = random_

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return the world's time of the next beat that has not been fired."""
        shown = self._clock.now()
        following = beat_of(self._feed, shown) + self._feed.poll
        if previous is None:
            return now  # the first at once: who was away may be behind
        jitter = min(self._feed.jitter, self._feed.poll / 4)
        at = self._clock.in_world(following + self._random.random() * jitter)
        return max(at, now + _SOON)


def scheduler(feeds: Sequence[Feed], desk: Desk, *, seed: int | None = None) -> BackgroundScheduler:
    """Return a scheduler with one job a feed, to be started and shut down by the caller.

    A job never overlaps with itself, and several missed beats are served as one. A job that fails is told and
    comes again.
    """
    made = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(max(1, len(feeds)))},
        job_defaults={"coalesce": True, "max_instances": 1},
    )
    chance = random.Random(seed)  # noqa: S311  (spreads load, keeps no secret)
    for feed in feeds:
        grace = max(1, round(desk.clock.seconds_in_world(feed.grace)))
        made.add_job(
            serve, Beats(feed, desk.clock, chance), args=(feed, desk), id=feed.name, misfire_grace_time=grace
        )
    made.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    return made


def serve(feed: Feed, desk: Desk) -> list[State]:
    """Serve a beat, whatever happens: the states of its runs, none where the store was gone and could not say."""
    try:
        return desk.beat(feed)
    except Exception as fault:  # nothing can be written down but here
        _LOG.warning("%s: the store is gone, this beat was not written down: %s", feed.name, fault)
        try:
            desk.ask_without_store(feed)
        except Exception as further:
            _LOG.warning("%s: its answer could not be spooled: %s", feed.name, further)
        return []


def _tell(event: JobExecutionEvent) -> None:
    what = "missed a beat" if event.code == EVENT_JOB_MISSED else f"failed: {event.exception}"
    _LOG.warning("%s: %s", event.job_id, what)


def mend(
    made: BackgroundScheduler,
    feeds: Sequence[Feed],
    clock: Clock,
    others: Mapping[str, timedelta] | None = None,
) -> list[str]:
    """Bring forward the jobs whose next turn lies further ahead than it can: the machine's clock was set back.

    Parameters
    ----------
    others
        Jobs beside those of the feeds, by id, with the longest time [of the world] from one turn to the next.

    Returns
    -------
    list of str
        Names of those brought forward.
    """
    now = datetime.now(UTC)
    beats = {feed.name: timedelta(seconds=clock.seconds_in_world(feed.poll + feed.jitter)) for feed in feeds}
    mended = []
    for name, longest in {**beats, **(others or {})}.items():
        job = made.get_job(name)
        furthest = now + longest + timedelta(seconds=1)
        if job is not None and job.next_run_time is not None and job.next_run_time > furthest:
            job.modify(next_run_time=now)
            mended.append(name)
    return mended
