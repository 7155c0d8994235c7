"""A day replayed at speed over real HTTP, in real processes: the store ends as the one that `load` makes."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from store.facts import refresh
from store.opening import Store, open_store
from store.runs import leases, runs
from tests.contract.process import CHECKOUT, command_line, surroundings
from tests.store.killing import check_whole, content, differing
from tests.store.making import DAY, Halves
from tests.store.replaying import platform_day

SPEED = 4000
PATIENCE_S = 200
SKEW = timedelta(seconds=0.1 * SPEED)
"""By so much the clocks of two processes that follow one replay may differ: the time that an answer took."""


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return platform_day(tmp_path / "day.csv", stations=40)


@pytest.fixture
def loaded(day: Path, tmp_path: Path) -> Path:
    """Home of the store that `load` makes; made before the clock of the replay runs."""
    done = command_line(tmp_path / "loaded", "load", "cnemc_hourly", str(day))
    assert done.returncode == 0, done.stderr.decode()
    return tmp_path / "loaded"


@pytest.fixture
def stage(day: Path, loaded: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of a program that lives by a replay, which is a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "replay", str(day), "--from", f"{DAY:%Y-%m-%d}", "--speed", str(SPEED),
         "--port", "0"],
        cwd=CHECKOUT, env=surroundings(tmp_path), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    told = [process.stdout.readline().removeprefix("export ").strip() for _ in range(2)]
    settings = {name: value.strip("'") for name, value in (line.split("=", 1) for line in told)}
    sources = json.loads(settings["LANBI_SOURCES"])
    sources["cnemc_live"]["reach_h"] = 24 * 7  # on a busy machine days are over when they begin
    yield {**settings, "LANBI_SOURCES": json.dumps(sources)}
    process.terminate()
    process.wait()


def collector(home: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "app.py", "collect"],
        cwd=CHECKOUT,
        env={**surroundings(home), **settings},
        stderr=(home.parent / f"collector{len(list(home.parent.glob('collector*')))}").open("wb"),
    )


def held_hours(home: Path) -> int:
    """Hours of which the store holds a row; 0 while it is being made."""
    try:
        with closing(sqlite3.connect(home / "lanbi.sqlite")) as held:
            return int(held.execute("select count(distinct start) from air_hour").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def opened(home: Path) -> Store:
    store = open_store(None, home, Halves())
    refresh(store)  # other places than those of the processes
    return store


def test_two_schedulers_on_a_replayed_day_end_with_the_store_that_load_makes(
    stage: dict[str, str], loaded: Path, tmp_path: Path
) -> None:
    home = tmp_path / "live" / "home"
    home.mkdir(parents=True)
    assert json.loads(stage["LANBI_SOURCES"])["cnemc_live"]["on"] is True
    wanted = held_hours(loaded)
    both = [collector(home, stage) for _ in range(2)]
    pause, until = threading.Event(), time.monotonic() + PATIENCE_S
    while held_hours(home) < wanted and time.monotonic() < until:
        assert [process.poll() for process in both] == [None, None]
        pause.wait(0.5)
    for process in both:
        process.terminate()  # what a scheduler has begun it ends
    assert [process.wait(timeout=100) for process in both] == [0, 0]
    store, other = opened(home), opened(loaded)
    check_whole(store)
    assert differing(content(other), content(store)) == []
    log = [run for run in runs(store) if run.beat is not None]
    asked = Counter((run.beat, run.window.start, run.window.end) for run in log)
    assert set(asked.values()) == {1}
    by_time = sorted(log, key=lambda run: run.started)
    for one, following in pairwise(by_time):
        assert one.ended is not None
        assert one.ended <= following.started + SKEW  # never two at once
    assert {run.state for run in log} == {"done", "empty"}
    assert set(leases(store)) == {"cnemc_live"}
    other.close()
    store.close()
