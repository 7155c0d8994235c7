"""A lost database, a locked one and a full disk, for real: the scheduler lives on and recovers without a hand."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest

import store.opening
from ingest.contract import Payload, Window
from ingest.schedule import Desk, serve
from ingest.spool import Spool
from store.facts import refresh
from store.opening import FILE, Store, open_store
from tests.store.killing import check_whole, content, differing
from tests.store.making import Halves, at
from tests.store.replaying import Hand, Platform, desk, live, loaded, log_of, platform, platform_day

FORKS = multiprocessing.get_context("forkserver")


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return platform_day(tmp_path / "day.csv", stations=8, absent=())


@pytest.fixture
def stage(day: Path, hand: Hand) -> Iterator[Platform]:
    with platform(day, hand) as there:
        yield there


@pytest.fixture
def lasting_url(postgresql_server: str) -> Iterator[str]:
    """URL of a database of its own whose server may be restarted meanwhile."""
    name, where = f"lanbi_{uuid.uuid4().hex}", f"{postgresql_server} user=postgres dbname=postgres"
    with psycopg.connect(where, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}")
    yield f"postgresql://postgres@/{name}?{postgresql_server}"
    with psycopg.connect(where, autocommit=True) as conn:
        conn.execute(f"DROP DATABASE {name} WITH (FORCE)")


def is_the_day(store: Store, day: Path, home: Path) -> bool:
    refresh(store)
    other = loaded(day, home / "loaded")
    same = differing(content(other), content(store)) == []
    other.close()
    return same


def postgresql(server: str, *command: str) -> None:
    """Run pg_ctl on the private server of these tests."""
    folder = Path(server.removeprefix("host="))
    program = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[4]))
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*prefix, str(program), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), *command],
        check=True, capture_output=True, cwd="/",
    )  # fmt: skip


@pytest.mark.postgres
def test_a_database_that_is_lost_and_comes_back_costs_nothing(
    postgresql_server: str, lasting_url: str, stage: Platform, hand: Hand, day: Path, tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    opened = open_store(lasting_url, tmp_path / "home", Halves())
    work, feed = desk(opened, hand), stage.feed()
    live(work, feed, hand, first=0.5, last=8.5, step=1)
    postgresql(postgresql_server, "stop", "-m", "immediate")
    try:
        for hour in (9.5, 10.5, 11.5):
            hand.at(hour)
            assert serve(feed, work) == []
    finally:
        folder = postgresql_server.removeprefix("host=")
        asked = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c jit=off"
        postgresql(postgresql_server, "-o", asked, "start")
    assert sum("the store is gone" in record.getMessage() for record in caplog.records) == 3
    live(work, feed, hand, first=12.5, last=26, step=1)
    check_whole(opened)
    assert is_the_day(opened, day, tmp_path)
    assert {run.state for run in log_of(opened)} <= {"done", "empty", "broken off"}
    opened.close()


class Severed:
    """A sink whose database is shut down in the middle of keeping."""

    def __init__(self, sink: object, server: str) -> None:
        self.sink, self.server, self.is_due = sink, server, False

    def keep(self, batch: object) -> object:
        if self.is_due:
            self.is_due = False
            postgresql(self.server, "restart", "-m", "immediate")
        return self.sink.keep(batch)  # type: ignore[attr-defined]


@pytest.mark.postgres
def test_a_database_restarted_while_it_keeps_is_used_again_at_once(
    postgresql_server: str, lasting_url: str, stage: Platform, hand: Hand, day: Path, tmp_path: Path
) -> None:
    opened = open_store(lasting_url, tmp_path / "home", Halves())
    plain = desk(opened, hand)
    sink = Severed(plain.sink, postgresql_server)
    work = Desk(diary=plain.diary, sink=sink, clock=plain.clock, kept=plain.kept)  # type: ignore[arg-type]
    feed = stage.feed()
    live(work, feed, hand, first=0.5, last=5.5, step=1)
    sink.is_due = True
    hand.at(6.5)
    serve(feed, work)
    assert not sink.is_due
    live(work, feed, hand, first=7.5, last=26, step=1)
    check_whole(opened)
    assert is_the_day(opened, day, tmp_path)
    opened.close()


def test_a_store_that_another_program_holds_locked_is_waited_for_and_told(
    stage: Platform, hand: Hand, day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(store.opening, "BUSY_MS", 100)
    opened = open_store(None, tmp_path / "home", Halves())
    work, feed = desk(opened, hand), stage.feed()
    live(work, feed, hand, first=0.5, last=8.5, step=1)
    other = sqlite3.connect(tmp_path / "home" / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    hand.at(9.5)
    assert serve(feed, work) == []
    assert "locked" in caplog.records[-1].getMessage()
    other.execute("ROLLBACK")
    other.close()
    live(work, feed, hand, first=10.5, last=26, step=1)
    assert is_the_day(opened, day, tmp_path)
    opened.close()


class Full:
    """A sink whose disk is full for a while."""

    def __init__(self, sink: object) -> None:
        self.sink, self.is_full = sink, False

    def keep(self, batch: object) -> object:
        if self.is_full:
            raise OSError(28, "No space left on device")
        return self.sink.keep(batch)  # type: ignore[attr-defined]


def test_what_a_source_tells_once_waits_in_the_spool_until_the_store_takes_it(
    stage: Platform, hand: Hand, day: Path, tmp_path: Path
) -> None:
    opened = open_store(None, tmp_path / "home", Halves())
    plain = desk(opened, hand)
    sink = Full(plain.sink)
    spool = Spool(folder=tmp_path / "spool")
    work = replace(plain, sink=sink, spool=spool)  # type: ignore[arg-type]
    feed = stage.feed(reach_h=0)
    live(work, feed, hand, first=1.5, last=8.5, step=1)
    sink.is_full = True
    live(work, feed, hand, first=9.5, last=13.6, step=0.5)
    assert [one.window.start for one in spool.held(feed.name)] == [at(hour) for hour in range(8, 13)]
    sink.is_full = False
    live(work, feed, hand, first=14.5, last=24.5, step=1)
    assert spool.held(feed.name) == []
    assert is_the_day(opened, day, tmp_path)
    spooled = [run for run in log_of(opened) if run.cause == "spool"]
    assert [run.state for run in spooled] == ["failed"] * (len(spooled) - 5) + ["done"] * 5
    opened.close()


def test_while_nothing_can_be_claimed_the_newest_is_spooled(
    stage: Platform, hand: Hand, day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.opening, "BUSY_MS", 50)
    opened = open_store(None, tmp_path / "home", Halves())
    work = replace(desk(opened, hand), spool=Spool(folder=tmp_path / "spool"))
    feed = stage.feed(reach_h=0)
    live(work, feed, hand, first=1.5, last=8.5, step=1)
    other = sqlite3.connect(tmp_path / "home" / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for hour in (9.5, 10.5, 11.5):
        hand.at(hour)
        assert serve(feed, work) == []
    other.execute("ROLLBACK")
    other.close()
    live(work, feed, hand, first=12.5, last=24.5, step=1)
    assert is_the_day(opened, day, tmp_path)
    opened.close()


def test_a_damaged_file_of_the_spool_is_set_aside_and_the_others_are_taken(tmp_path: Path) -> None:
    spool = Spool(folder=tmp_path)
    window = Window(start=at(0), end=at(1))
    sent = [
        Payload(source="s", name=f"p{n}", sha256=hashlib.sha256(body).hexdigest(), body=body)
        for n, body in ((2, b"two\n\x00"), (1, b"one"))
    ]
    assert spool.put("s", window, sent) == 2
    assert spool.put("s", window, sent) == 0
    (held,) = spool.held("s")
    assert [(one.name, one.body) for one in held.payloads] == [("p1", b"one"), ("p2", b"two\n\x00")]
    assert held.window == window
    broken = next(path for path in held.files if b"one" in path.read_bytes())
    broken.write_bytes(broken.read_bytes()[:-1])
    (held,) = spool.held("s")
    assert [one.name for one in held.payloads] == ["p2"]
    spool.drop(held)
    assert spool.held("s") == []
    assert len(list(tmp_path.glob("*.damaged"))) == 1


def test_a_spool_that_is_full_takes_nothing_more(tmp_path: Path) -> None:
    spool = Spool(folder=tmp_path, most=1)
    sent = [Payload(source="s", name=f"p{n}", sha256=f"{n}" * 64, body=b"") for n in (1, 2)]
    assert spool.put("s", Window(start=at(0), end=at(1)), sent) == 1


def collect_on_a_full_disk(home: Path, url: str, told: Connection) -> None:
    """Collect from 09:30 to 13:30 where no file may grow beyond what the largest has now."""
    from ingest.feed import feed

    opened = open_store(None, home, Halves())
    hand = Hand()
    work = desk(opened, hand)
    source = feed("cnemc_live", {"on": True, "url": url, "reach_h": 48, "lag_min": 20, "attempts": 1})
    largest = max(path.stat().st_size for path in home.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    states = []
    for hour in (9.5, 10.5, 11.5, 12.5, 13.5):
        told.send(hour)
        told.recv()
        hand.at(hour)
        states.append(serve(source, work))
    told.send(states)


def test_a_full_disk_is_lived_through_and_nothing_is_lost(
    stage: Platform, hand: Hand, day: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    opened = open_store(None, home, Halves())
    work, feed = desk(opened, hand), stage.feed()
    live(work, feed, hand, first=0.5, last=8.5, step=1)
    opened.close()
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=collect_on_a_full_disk, args=(home, stage.url, there))
    process.start()
    there.close()
    for _ in range(5):
        hand.at(here.recv())
        here.send(None)
    states = here.recv()
    process.join()
    assert process.exitcode == 0  # it lived
    assert any(one == [] or "failed" in one for one in states)  # the disk was full indeed
    live(work, feed, hand, first=14.5, last=26, step=1)
    check_whole(opened)
    assert is_the_day(opened, day, tmp_path)
    assert not [run for run in log_of(opened) if run.state == "running"]
    opened.close()
