"""Collecting by schedule over real HTTP: nothing lost, nothing doubled, and the run log tells what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from time import time

import pytest

from ingest.clock import Clock
from ingest.contract import Receipt
from ingest.schedule import Beats, Desk, mend, scheduler
from ingest.turns import beat_of
from store.facts import stale_days
from store.opening import Store, open_store
from store.readings import hours
from store.runs import LEASE_S, RunLog
from tests.store.killing import content, differing
from tests.store.making import DAY, Halves, at
from tests.store.replaying import (
    ABSENT_HOUR,
    Hand,
    Platform,
    desk,
    live,
    loaded,
    log_of,
    platform,
    platform_day,
)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return platform_day(tmp_path / "day.csv", stations=8)


@pytest.fixture
def stage(day: Path, hand: Hand) -> Iterator[Platform]:
    with platform(day, hand) as there:
        yield there


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path / "home", Halves())
    yield opened
    opened.close()


@pytest.fixture
def either(url: str | None, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind."""
    opened = open_store(url, tmp_path / "home", Halves())
    yield opened
    opened.close()


def test_a_replayed_day_ends_with_the_store_that_load_makes(
    either: Store, hand: Hand, tmp_path: Path
) -> None:
    day = platform_day(tmp_path / "forty.csv", stations=40)
    with platform(day, hand) as stage:
        live(desk(either, hand), stage.feed(), hand, first=0, last=4)  # every beat, and then every third
        live(desk(either, hand), stage.feed(), hand, first=4.5, last=25, step=0.5)
    other = loaded(day, tmp_path / "loaded")
    assert differing(content(other), content(either)) == []
    assert stale_days(either) == 0
    other.close()


def test_the_comparison_sees_an_hour_that_is_missing(
    store: Store, stage: Platform, hand: Hand, day: Path, tmp_path: Path
) -> None:
    live(desk(store, hand), stage.feed(), hand, first=20, last=23, step=1)
    other = loaded(day, tmp_path / "loaded")
    assert "hours best" in differing(content(other), content(store))
    other.close()


def test_an_hour_that_never_came_is_asked_for_ever_more_rarely_and_told_empty(
    store: Store, stage: Platform, hand: Hand
) -> None:
    live(desk(store, hand), stage.feed(), hand, first=ABSENT_HOUR - 2, last=ABSENT_HOUR + 2)
    live(desk(store, hand), stage.feed(), hand, first=ABSENT_HOUR + 2.5, last=30, step=0.5)
    about = [run for run in log_of(store) if run.window.start == at(ABSENT_HOUR - 1)]
    assert {run.state for run in about} == {"empty"}
    waits = [b.started - a.started for a, b in pairwise(about)]
    assert waits[0] <= timedelta(minutes=20)
    assert waits[-1] > timedelta(hours=2)
    assert len(about) < 20  # of 52 beats


def test_a_source_gone_for_three_days_is_told_once_and_its_gap_filled_when_it_is_back(
    store: Store, hand: Hand, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = platform_day(tmp_path / "days.csv", days=5, stations=3, absent=())
    with platform(path, hand, days=5) as stage:
        feed = stage.feed(reach_h=96)
        work = desk(store, hand)
        live(work, feed, hand, first=16, last=20, step=1)
        stage.go()
        live(work, feed, hand, first=20.5, last=20 + 72, step=1)
        stage.come()
        live(work, feed, hand, first=20 + 72.5, last=20 + 74.5, step=0.5)
    told = [record.getMessage() for record in caplog.records if record.name == "ingest.schedule"]
    assert [text.split(" (")[0] for text in told] == [
        "cnemc_live: source down",
        "cnemc_live: back after 72 h 30 min",
    ]
    failed = [run for run in log_of(store) if run.state == "failed"]
    assert {run.kind for run in failed} == {"unreachable"}
    assert len(failed) == 72  # one a beat: a source that is down is not asked for its past
    there = hours(store, start=at(0), end=at(20 + 74))
    assert int(there["pm25"].notnull().any("station").sum()) == 20 + 74
    assert {run.cause for run in log_of(store) if run.state == "done"} == {"schedule", "gap"}


def test_two_schedulers_serve_each_beat_once(either: Store, stage: Platform, hand: Hand) -> None:
    one, two = desk(either, hand, "elsewhere:1:1"), desk(either, hand, "elsewhere:2:2")
    feed = stage.feed()
    served = []
    for number in range(30):
        hand.at(1 + number / 6)
        served.append((bool(one.beat(feed)), bool(two.beat(feed))) if number % 2 else
                      (bool(two.beat(feed)), bool(one.beat(feed))))  # fmt: skip
    assert set(served) == {(True, False)}
    asked = Counter((run.beat, run.window.start) for run in log_of(either))
    assert set(asked.values()) == {1}


def test_while_one_holds_the_lease_another_waits_until_it_has_run_out(
    either: Store, stage: Platform, hand: Hand
) -> None:
    hand.at(2)
    feed = stage.feed()
    hung = desk(either, hand, "elsewhere:1:1")
    assert hung.diary.claim(feed.name, hand.time, hand.time)
    hand.at(3)
    assert desk(either, hand).beat(feed) == []
    late = desk(either, hand)
    later = replace(late, diary=RunLog(store=either, world=lambda: time() + LEASE_S))
    assert later.beat(feed)[0] == "done"


@pytest.mark.parametrize("hours_off", [3, 24 * 365, -3, -24 * 365])
def test_a_clock_that_jumps_and_is_set_right_again_costs_nothing(
    store: Store, stage: Platform, hand: Hand, day: Path, tmp_path: Path, hours_off: float
) -> None:
    work, feed = desk(store, hand), stage.feed()
    live(work, feed, hand, first=7, last=10, step=1)
    platform_clock = stage.replay.clock
    object.__setattr__(stage.replay, "clock", Hand().clock)  # the platform's own clock is right …
    hand.at(10 + hours_off)  # … and ours is not
    for minute in range(0, 60, 10):
        object.__setattr__(stage.replay.clock, "world", lambda m=minute: DAY + timedelta(hours=10, minutes=m))
        hand.time += timedelta(minutes=10)
        work.beat(feed)
    object.__setattr__(stage.replay, "clock", platform_clock)
    live(work, feed, hand, first=11, last=26, step=2.5)
    other = loaded(day, tmp_path / "loaded")
    assert differing(content(other), content(store)) == []
    other.close()


def test_jobs_that_a_clock_set_back_left_far_ahead_are_brought_forward(store: Store, stage: Platform) -> None:
    feed = stage.feed()
    hand = Hand()
    made = scheduler([feed], desk(store, hand))
    made.start(paused=True)
    made.add_job(print, "interval", seconds=60, id="sets")  # of every minute, beside the feed's
    every = {"sets": timedelta(seconds=60)}
    assert mend(made, [feed], hand.clock, every) == []
    for job in made.get_jobs():
        job.modify(next_run_time=job.next_run_time + timedelta(days=400))
    assert mend(made, [feed], hand.clock, every) == [feed.name, "sets"]
    assert mend(made, [feed], hand.clock, every) == []
    assert all(job.next_run_time <= datetime.now(UTC) for job in made.get_jobs())
    made.shutdown(wait=False)


def test_a_beat_comes_after_the_one_before_whatever_the_jitter(stage: Platform) -> None:
    hand = Hand()
    feed = stage.feed(jitter_s=600)
    trigger = Beats(feed, Clock(shown=DAY, seen=hand.time, speed=60, world=lambda: hand.time), Random(1))
    last = trigger.get_next_fire_time(None, hand.time)
    for _ in range(200):
        hand.time = last
        following = trigger.get_next_fire_time(last, hand.time)
        assert following > last
        assert following - last < timedelta(
            seconds=10 + 2.5 + 1
        )  # ten minutes and a quarter of them, sixtyfold
        assert beat_of(feed, hand.time) <= hand.time + timedelta(days=9)
        last = following


class Faulty:
    """A sink that stops taking for a while."""

    def __init__(self, sink: object) -> None:
        self.sink = sink
        self.is_gone = False

    def keep(self, batch: object) -> Receipt:
        if self.is_gone:
            raise OSError(28, "No space left on device")
        return self.sink.keep(batch)  # type: ignore[attr-defined,no-any-return]


def test_what_the_store_did_not_take_is_told_as_ours_and_taken_later(
    store: Store, stage: Platform, hand: Hand, day: Path, tmp_path: Path
) -> None:
    plain = desk(store, hand)
    sink = Faulty(plain.sink)
    work = Desk(diary=plain.diary, sink=sink, clock=plain.clock, kept=plain.kept)
    feed = stage.feed()
    live(work, feed, hand, first=6, last=8, step=1)
    sink.is_gone = True
    live(work, feed, hand, first=8.2, last=12, step=0.5)
    sink.is_gone = False
    live(work, feed, hand, first=12.2, last=26.2, step=2)
    failed = [run for run in log_of(store) if run.state == "failed"]
    assert {run.kind for run in failed} == {"store"}
    assert all("No space left" in run.message for run in failed)
    other = loaded(day, tmp_path / "loaded")
    assert differing(content(other), content(store)) == []
    other.close()
