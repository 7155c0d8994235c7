"""kill -9 at random moments of collecting by schedule: nothing lost, nothing doubled, and the run log tells it."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.opening import Store, open_store
from store.runs import is_dead
from store.tables import air_hour
from tests.store.killing import check_whole, content, differing
from tests.store.making import Halves
from tests.store.replaying import (
    Hand,
    Platform,
    collect_all,
    desk,
    live,
    loaded,
    log_of,
    platform,
    platform_day,
)

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.store.replaying", "ingest.sources.cnemc_live"])


def kill_at_random(
    url: str | None, home: Path, stage: Platform, hand: Hand, first: float, chance: random.Random
) -> float:
    """Collect from an hour on and kill it within some beat: the hour that it had reached."""
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=collect_all, args=(url, home, stage.url, first, there))
    process.start()
    there.close()
    hour = first
    for _ in range(1 + chance.randrange(3)):
        hour = here.recv()
        hand.at(hour)
        here.send(None)
    until = time.perf_counter() + chance.random() * 0.15  # anywhere inside a beat
    while time.perf_counter() < until:
        pass
    process.kill()
    process.join()
    here.close()
    assert process.exitcode == -9
    return hour


def rows(store: Store) -> int:
    with store.reading() as conn:
        return int(conn.execute(select(func.count()).select_from(air_hour)).scalar_one())


def kill_and_compare(url: str | None, home: Path, kills: int, days: int) -> dict[str, int]:
    chance = random.Random(20260313)
    hand = Hand()
    path = platform_day(home / "days.csv", days=days, stations=6)
    open_store(url, home, Halves()).close()
    with platform(path, hand, days=days) as stage:
        hour = 0.4
        for _ in range(kills):
            hour = kill_at_random(url, home, stage, hand, hour, chance)
            survivor = open_store(url, home, Halves())
            check_whole(survivor)
            survivor.close()
        store = open_store(url, home, Halves())
        live(desk(store, hand), stage.feed(reach_h=96), hand, first=hour, last=24 * days + 3, step=1)
    check_whole(store)
    other = loaded(path, home / "undisturbed")
    assert differing(content(other), content(store)) == []
    assert rows(store) == rows(other)  # not a row twice, not a revision too many
    log = log_of(store)
    broken = [run for run in log if run.state == "broken off"]
    assert not [run for run in log if run.state == "running"]
    assert all(is_dead(run.holder) and run.ended and run.message for run in broken)
    assert len(broken) <= kills
    other.close()
    store.close()
    return {"kills": kills, "broken off": len(broken), "runs": len(log)}


def test_ten_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    told = kill_and_compare(None, tmp_path, 10, 1)
    assert told["broken off"] >= 1  # some were hit while they ran


@pytest.mark.postgres
def test_kills_lose_nothing_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    kill_and_compare(postgresql_url, tmp_path, 3, 1)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    for name, value in kill_and_compare(None, tmp_path, 200, 7).items():
        record_property(name, value)
