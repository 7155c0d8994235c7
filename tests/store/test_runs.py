"""Leases and the run log: a beat is served once, whatever dies or whoever's clock is off."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.contract import Receipt, Window
from ingest.diary import Turn
from store.opening import Store, open_store
from store.runs import LEASE_S, RunLog, holder, is_dead, leases, runs
from tests.store.making import DAY

TURN = Turn(window=Window(start=DAY, end=DAY + timedelta(hours=1)), cause="schedule")
CLAIM = """
import sys
from datetime import datetime
from pathlib import Path
from store.opening import open_store
from store.runs import RunLog
store = open_store(sys.argv[1] or None, Path(sys.argv[2]), None)
log = RunLog(store=store)
print("ready", flush=True)
for line in sys.stdin:
    beat = datetime.fromisoformat(line.strip())
    if log.claim("source", beat, beat):
        print("mine", flush=True)
        log.release("source")
    else:
        print("not mine", flush=True)
"""


def beat(number: int) -> datetime:
    return DAY + timedelta(minutes=10 * number)


def claimed(log: RunLog, number: int) -> bool:
    return log.claim("source", beat(number), beat(number) + timedelta(seconds=3))


def test_a_beat_is_served_once_and_the_next_is_another(store: Store) -> None:
    one, two = RunLog(store=store, name="a:1:1"), RunLog(store=store, name="b:2:2")
    assert claimed(one, 1)
    assert not claimed(two, 1)
    one.release("source")
    assert not claimed(two, 1)
    assert claimed(two, 2)
    two.release("source")
    assert not claimed(one, 1)  # one that comes late with an old beat


def test_sources_do_not_wait_for_each_other(store: Store) -> None:
    one, two = RunLog(store=store, name="a:1:1"), RunLog(store=store, name="b:2:2")
    assert one.claim("air", beat(1), beat(1))
    assert two.claim("water", beat(1), beat(1))


def test_of_many_claims_at_once_one_is_heard(store: Store) -> None:
    logs = [RunLog(store=store, name=f"x:{n}:1") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for number in range(5):
            told = list(pool.map(lambda log, n=number: claimed(log, n), logs))
            assert told.count(True) == 1
            logs[told.index(True)].release("source")


def test_of_processes_that_claim_at_once_one_is_heard(url: str | None, tmp_path: Path) -> None:
    open_store(url, tmp_path / "home", None).close()
    command = [sys.executable, "-c", CLAIM, url or "", str(tmp_path / "home")]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for number in range(10):
        for process in both:
            assert process.stdin is not None
            process.stdin.write(f"{beat(number).isoformat()}\n")
            process.stdin.flush()
        assert sorted(process.stdout.readline() for process in both) == ["mine\n", "not mine\n"]  # type: ignore[union-attr]
    for process in both:
        process.communicate()


def test_a_lease_runs_out_when_its_holder_does_not_come_back(store: Store) -> None:
    assert claimed(RunLog(store=store, name="elsewhere:1:1", world=lambda: 1000.0), 1)
    assert not claimed(RunLog(store=store, name="b:2:2", world=lambda: 999.0 + LEASE_S), 2)
    assert claimed(RunLog(store=store, name="b:2:2", world=lambda: 1001.0 + LEASE_S), 2)


def test_a_beat_of_many_runs_keeps_its_lease(store: Store) -> None:
    time = [0.0]
    long = RunLog(store=store, name="elsewhere:1:1", world=lambda: time[0])
    assert claimed(long, 1)
    time[0] = LEASE_S - 10
    long.begin("source", TURN, beat(1), beat(1))
    assert not claimed(RunLog(store=store, name="b:2:2", world=lambda: LEASE_S + 10), 2)
    long.release("source")
    assert claimed(RunLog(store=store, name="b:2:2", world=lambda: LEASE_S + 10), 2)


def test_the_lease_of_a_process_of_this_machine_that_died_is_free_at_once(store: Store) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from store.runs import holder; print(holder())"], capture_output=True, text=True,
        check=True, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    dead = told.stdout.strip()
    assert is_dead(dead)
    assert claimed(RunLog(store=store, name=dead), 1)
    assert claimed(RunLog(store=store, name="b:2:2"), 2)


def test_who_lives_or_is_elsewhere_is_not_taken_for_dead() -> None:
    assert not is_dead(holder())
    assert not is_dead("elsewhere:1:1")
    assert not is_dead("")
    host, pid, born = holder().rsplit(":", 2)
    assert int(pid) == os.getpid()
    if born:
        assert is_dead(f"{host}:{pid}:1{born}")  # the number was given to another process since


def test_after_the_clock_was_set_back_beats_are_served_again(store: Store) -> None:
    log = RunLog(store=store, name="a:1:1")
    assert claimed(log, 100_000)
    log.release("source")
    assert claimed(log, 1)


def test_what_a_dead_holder_left_running_is_told_as_broken_off(store: Store) -> None:
    first = RunLog(store=store, name="elsewhere:1:1", world=lambda: 0.0)
    assert claimed(first, 1)
    number = first.begin("source", TURN, beat(1), beat(1))
    assert [run.state for run in runs(store)] == ["running"]
    assert claimed(RunLog(store=store, name="b:2:2"), 2)
    (run,) = runs(store)
    assert (run.number, run.state, run.ended) == (number, "broken off", beat(2) + timedelta(seconds=3))
    assert "found known" in run.message


def test_a_run_tells_what_became_of_it(store: Store) -> None:
    log = RunLog(store=store)
    number = log.begin("source", TURN, beat(1), beat(1))
    receipt = Receipt(rows=5, readings=9, kept=4, known=3, revised=2, rejected={"not a number": 1})
    log.end(
        number,
        beat(2),
        state="done",
        payloads=["ab", "cd"],
        hours=1,
        receipt=receipt,
        message="臭氧\x00\ud800",
    )
    (run,) = runs(store, source="source", window=TURN.window)
    assert (run.state, run.payloads, run.hours, run.beat) == ("done", ("ab", "cd"), 1, beat(1))
    told = run.receipt
    assert (told.rows, told.readings, told.kept, told.known, told.revised) == (5, 9, 4, 3, 2)
    assert sum(told.rejected.values()) == 1
    assert run.message == "臭氧\\x00\\ud800"
    assert runs(store, window=Window(start=DAY + timedelta(hours=1), end=DAY + timedelta(hours=2))) == []


def test_the_last_runs_are_the_newest_ended_and_the_newest_that_was_no_failure(store: Store) -> None:
    log = RunLog(store=store)
    assert log.last("source") == (None, None)
    for number, state in enumerate(["done", "empty", "failed", "failed"]):
        log.end(log.begin("source", TURN, beat(number), beat(number)), beat(number), state=state)  # type: ignore[arg-type]
    log.begin("source", TURN, beat(9), beat(9))
    last, good = log.last("source")
    assert (last.beat, good.beat) == (beat(3), beat(1))  # type: ignore[union-attr]


def test_leases_and_runs_stay_when_the_demo_is_cleared_away(store: Store) -> None:
    from store.keeping import keep
    from tests.store.making import at
    from tests.store.making import batch as made

    keep(store, replace(made([("1001A", at(1), {"pm25": 5.0})]), simulated=True))
    log = RunLog(store=store)
    assert claimed(log, 1)
    number = log.begin("source", TURN, beat(1), beat(1))
    keep(store, made([("1002A", at(1), {"pm25": 6.0})]))
    log.end(number, beat(1), state="done")
    assert [run.state for run in runs(store)] == ["done"]
    assert set(leases(store)) == {"source"}


@pytest.mark.parametrize("state", ["done", "failed"])
def test_a_run_that_nobody_began_is_not_made_up(store: Store, state: str) -> None:
    RunLog(store=store).end(99, beat(1), state=state)  # type: ignore[arg-type]
    assert runs(store) == []
