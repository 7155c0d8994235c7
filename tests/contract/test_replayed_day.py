"""A day replayed at speed over real HTTP, in real processes: the store ends as the one that `load` makes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
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

SPEED = 2400
SKEW = timedelta(seconds=0.1 * SPEED)
"""By so much the clocks of two processes that follow one replay may differ: the time that an answer took."""


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return platform_day(tmp_path / "day.csv", stations=40)


@pytest.fixture
def stage(day: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
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
    sources["cnemc_live"]["reach_h"] = 26  # asked no further back than what is served
    yield {**settings, "LANBI_SOURCES": json.dumps(sources)}
    process.terminate()
    process.wait()


def collector(home: Path, settings: dict[str, str], until: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "app.py", "collect", "--until", until],
        cwd=CHECKOUT,
        env={**surroundings(home), **settings},
        stderr=(home.parent / f"collector{len(list(home.parent.glob('collector*')))}").open("wb"),
    )


def opened(home: Path) -> Store:
    store = open_store(None, home, Halves())
    refresh(store)  # other places than those of the processes
    return store


def test_two_schedulers_on_a_replayed_day_end_with_the_store_that_load_makes(
    stage: dict[str, str], day: Path, tmp_path: Path
) -> None:
    home = tmp_path / "live" / "home"
    home.mkdir(parents=True)
    assert json.loads(stage["LANBI_SOURCES"])["cnemc_live"]["on"] is True
    both = [collector(home, stage, "2026-03-14T08") for _ in range(2)]
    assert [process.wait(timeout=200) for process in both] == [0, 0]
    loaded = command_line(tmp_path / "loaded", "load", "cnemc_hourly", str(day))
    assert loaded.returncode == 0, loaded.stderr.decode()
    store, other = opened(home), opened(tmp_path / "loaded")
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
