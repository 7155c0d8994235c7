"""kill -9 at random moments: nothing half is ever there, and the load run again ends the same."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from store.opening import open_store
from tests.store.killing import STEPS, check_whole, content, differing, load_all
from tests.store.making import Halves

FORKS = multiprocessing.get_context("forkserver")  # imports once, then each run starts at once
FORKS.set_forkserver_preload(["tests.store.killing"])


def kill_at_random(url: str | None, home: Path, chance: random.Random) -> None:
    """Run the load and kill it after some steps and a moment."""
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
    until = time.perf_counter() + chance.random() * 0.02  # anywhere inside the next step or two
    while time.perf_counter() < until:
        pass
    process.kill()
    process.join()
    here.close()
    assert process.exitcode == -9


def kill_and_compare(url: str | None, home: Path, kills: int) -> None:
    chance = random.Random(20260313)
    open_store(url, home, Halves()).close()
    for _ in range(kills):
        kill_at_random(url, home, chance)
        survivor = open_store(url, home, Halves())
        check_whole(survivor)
        survivor.close()
    load_all(url, home, None)
    store = open_store(url, home, Halves())
    check_whole(store)
    undisturbed_home = home / "undisturbed"
    load_all(None, undisturbed_home, None)
    undisturbed = open_store(None, undisturbed_home, Halves())
    assert differing(content(undisturbed), content(store)) == []
    undisturbed.close()
    store.close()


def test_ten_kills_change_nothing_in_the_end(tmp_path: Path) -> None:
    kill_and_compare(None, tmp_path, 10)


@pytest.mark.postgres
def test_kills_change_nothing_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    kill_and_compare(postgresql_url, tmp_path, 4)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_two_hundred_kills_change_nothing_in_the_end(tmp_path: Path) -> None:
    kill_and_compare(None, tmp_path, 200)


def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    load_all(None, tmp_path / "a", None)
    whole = open_store(None, tmp_path / "a", Halves())
    empty = open_store(None, tmp_path / "b", Halves())
    assert len(differing(content(whole), content(empty))) > 10
    whole.close()
    empty.close()
