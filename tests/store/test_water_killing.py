"""kill -9 at random moments of a load of water: nothing half is ever there, and the load run again ends the same."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from store.opening import open_store
from tests.store.water_killing import STEPS, check_whole, content, load_all

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.store.water_killing"])


def differing(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    def equal(x: Any, y: Any) -> bool:
        return bool(x.equals(y)) if isinstance(x, pd.DataFrame) else bool(x == y)

    return [name for name in a if not equal(a[name], b[name])]


def kill_at_random(url: str | None, home: Path, chance: random.Random) -> None:
    here, there = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=load_all, args=(url, home, there))
    process.start()
    there.close()
    steps = chance.randrange(STEPS)
    try:
        for _ in range(steps):
            here.recv_bytes()
    except EOFError:
        pytest.fail(f"the load ended by itself within {steps} steps")
    until = time.perf_counter() + chance.random() * 0.02
    while time.perf_counter() < until:
        pass
    process.kill()
    process.join()
    here.close()
    assert process.exitcode == -9


def kill_and_compare(url: str | None, home: Path, kills: int) -> None:
    chance = random.Random(20210401)
    open_store(url, home, None).close()
    for _ in range(kills):
        kill_at_random(url, home, chance)
        survivor = open_store(url, home, None)
        check_whole(survivor)
        survivor.close()
    load_all(url, home, None)
    load_all(None, home / "undisturbed", None)
    store, undisturbed = open_store(url, home, None), open_store(None, home / "undisturbed", None)
    check_whole(store)
    try:
        assert differing(content(undisturbed), content(store)) == []
    finally:
        store.close()
        undisturbed.close()


def test_kills_change_nothing_in_the_end(tmp_path: Path) -> None:
    kill_and_compare(None, tmp_path, 6)


@pytest.mark.postgres
def test_kills_change_nothing_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    kill_and_compare(postgresql_url, tmp_path, 3)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_hundred_kills_change_nothing_in_the_end(tmp_path: Path) -> None:
    kill_and_compare(None, tmp_path, 100)


def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    load_all(None, tmp_path / "a", None)
    whole, empty = open_store(None, tmp_path / "a", None), open_store(None, tmp_path / "b", None)
    assert len(differing(content(whole), content(empty))) > 5
    whole.close()
    empty.close()
