"""Backup and restore: whole or absent under kill -9, consistent under a writer, nothing but a backup is taken."""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from store.backup import MANIFEST, backup, examine, restore
from store.facts import refresh
from store.keeping import keep
from store.ledger import RESTORED, batches, mark
from store.opening import FILE, Store, StoreError, open_store
from store.tables import SCHEMA, meta
from tests.store.killing import BATCHES, check_whole, content, differing, made
from tests.store.making import Halves

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.store.test_backup", "tests.store.killing", "store.backup"])
RELEASED_0001 = (
    "alembic_version", "meta", "batch", "station", "station_spell", "quarantine", "air_hour", "wording",
    "published_hour", "latest", "stale_day", "station_day", "fact_day", "city_day", "region_day", "roster",
    "roster_member", "sand_act", "target", "reported_value", "sqlite_sequence",
)  # fmt: skip
WHO = {"actor": "张三", "reason": "演练", "program": "test"}


def filled(url: str | None, home: Path, upto: int = 30) -> Store:
    store = open_store(url, home, Halves())
    for number in range(1, upto + 1):
        keep(store, made(number))
    refresh(store)
    return store


def alike(a: Store, b: Store) -> list[str]:
    """What two stores say differently; that one was brought back is no difference."""
    return differing(content(a), content(b))


@pytest.fixture
def full(url: str | None, tmp_path: Path) -> Store:
    return filled(url, tmp_path / "home")


def test_what_was_backed_up_comes_back(full: Store, tmp_path: Path) -> None:
    (full.home / "sets").mkdir()
    (full.home / "sets" / "monday.json").write_text("{}", encoding="utf-8")
    out = tmp_path / "there" / "b.zip"
    told = backup(full, out, program="test")
    before = content(full)
    assert examine(out) == told
    assert set(told.files) == {
        FILE if full.engine.dialect.name == "sqlite" else "store.dump",
        "files/sets/monday.json",
    }
    for number in range(31, 41):
        keep(full, made(number))
    refresh(full)
    (full.home / "sets" / "monday.json").unlink()
    assert differing(before, content(full)) != []
    restore(full, out, **WHO)
    refresh(full)
    assert differing(before, content(full)) == []
    check_whole(full)
    assert (full.home / "sets" / "monday.json").read_text(encoding="utf-8") == "{}"
    newest = batches(full, 1).iloc[0]
    assert (newest["source"], newest["actor"], newest["reason"], newest["id"]) == (
        RESTORED,
        "张三",
        "演练",
        41,
    )
    assert mark(full) == 41
    keep(full, made(50))
    assert batches(full, 1).iloc[0]["id"] == 42
    full.close()


def test_a_reader_in_the_middle_sees_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    store = filled(None, tmp_path / "home")
    out = tmp_path / "b.zip"
    backup(store, out, program="test")
    for number in range(31, 61):
        keep(store, made(number))
    reader = open_store(None, tmp_path / "home", Halves())
    with reader.reading() as conn:
        before = conn.exec_driver_sql("select count(*) from air_hour").scalar()
        restore(store, out, **WHO)
        assert conn.exec_driver_sql("select count(*) from air_hour").scalar() == before
    with reader.reading() as conn:
        assert conn.exec_driver_sql("select count(*) from air_hour").scalar() < before
    reader.close()
    store.close()


def test_a_backup_under_a_writer_is_one_moment(tmp_path: Path) -> None:
    store = filled(None, tmp_path / "home", 3)
    stop = threading.Event()
    written = []

    def write() -> None:
        number = 4
        while not stop.is_set() and number <= BATCHES:
            keep(store, made(number))
            written.append(number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        told = [backup(store, tmp_path / f"{i}.zip", program="test") for i in range(4)]
    finally:
        stop.set()
        writer.join()
    assert len(written) > 3
    marks = [one.mark for one in told]
    assert marks == sorted(marks)
    for i, mark_then in enumerate(marks):
        other = open_store(None, tmp_path / f"home{i}", Halves())
        restore(other, tmp_path / f"{i}.zip", **WHO)
        refresh(other)
        check_whole(other)
        plain = filled(None, tmp_path / f"plain{i}", mark_then)
        assert alike(plain, other) == []
        other.close()
        plain.close()
    store.close()


def backup_again_and_again(home: Path, out: Path) -> None:
    store = open_store(None, home, Halves())
    while True:
        backup(store, out, program="test")


def restore_again_and_again(home: Path, a: Path, b: Path) -> None:
    store = open_store(None, home, Halves())
    while True:
        for one in (a, b):
            restore(store, one, **WHO)


def killed(chance: random.Random, target: Callable[..., None], *arguments: object) -> None:
    process = FORKS.Process(target=target, args=arguments)
    process.start()
    process.join(0.1 + chance.random() * 0.7)
    assert process.exitcode is None, "it ended by itself"
    process.kill()
    process.join()
    assert process.exitcode == -9


def kill_backups(tmp_path: Path, kills: int) -> int:
    store = filled(None, tmp_path / "home")
    wanted = content(store)
    chance = random.Random(20261122)
    out = tmp_path / "out" / "b.zip"
    whole = 0
    for _ in range(kills):
        killed(chance, backup_again_and_again, tmp_path / "home", out)
        if out.exists():
            examine(out)  # raises where it is not whole
            whole += 1
            if chance.random() < 0.5:
                out.unlink()
    assert differing(wanted, content(store)) == []
    check_whole(store)
    backup(store, out, program="test")
    young = [p for p in out.parent.iterdir() if p != out]  # killed before it had locked, in the last minute
    assert len(young) <= kills // 5
    other = open_store(None, tmp_path / "other", Halves())
    restore(other, out, **WHO)
    assert alike(store, other) == []
    other.close()
    store.close()
    return whole


def kill_restores(tmp_path: Path, kills: int) -> None:
    """Killed anywhere, the store is one of the two backups, never a mixture."""
    small, large = filled(None, tmp_path / "small", 10), filled(None, tmp_path / "large", 40)
    backup(small, tmp_path / "a.zip", program="test")
    backup(large, tmp_path / "b.zip", program="test")
    wanted = [content(small), content(large)]
    shutil.copytree(tmp_path / "small", tmp_path / "home")
    chance = random.Random(20261123)
    for _ in range(kills):
        killed(chance, restore_again_and_again, tmp_path / "home", tmp_path / "a.zip", tmp_path / "b.zip")
        survivor = open_store(None, tmp_path / "home", Halves())
        refresh(survivor)
        check_whole(survivor)
        assert [] in [differing(each, content(survivor)) for each in wanted]
        survivor.close()
    small.close()
    large.close()


def test_a_killed_backup_is_whole_or_absent(tmp_path: Path) -> None:
    kill_backups(tmp_path, 10)


def test_a_killed_restore_leaves_one_of_both_states(tmp_path: Path) -> None:
    kill_restores(tmp_path, 5)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_two_hundred_killed_backups(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    record_property("whole backups found after 200 kills", kill_backups(tmp_path, 200))


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_hundred_killed_restores(tmp_path: Path) -> None:
    kill_restores(tmp_path, 100)


def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    store = filled(None, tmp_path / "home", 3)
    out = rewritten(store, tmp_path, schema="9999")
    before = content(store)
    with pytest.raises(StoreError, match=r"newer Lanbi.*9999"):
        restore(store, out, **WHO)
    assert differing(before, content(store)) == []
    store.close()


@pytest.mark.parametrize("what", ["text", "other zip", "cut", "bit", "astray", "missing", "folder"])
def test_what_is_no_whole_backup_is_refused(tmp_path: Path, what: str) -> None:
    store = filled(None, tmp_path / "home", 3)
    out = tmp_path / "b.zip"
    backup(store, out, program="test")
    body = out.read_bytes()
    if what == "text":
        out.write_text("hello", encoding="utf-8")
    elif what == "other zip":
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.csv", "1,2")
    elif what == "cut":
        out.write_bytes(body[: len(body) * 2 // 3])
    elif what == "bit":
        out.write_bytes(body[:2000] + bytes([body[2000] ^ 1]) + body[2001:])
    elif what == "astray":
        out = rewritten(store, tmp_path, add="files/../../astray.txt")
    elif what == "folder":
        out = tmp_path
    else:
        out = tmp_path / "nothing.zip"
    before = content(store)
    with pytest.raises(StoreError):
        restore(store, out, **WHO)
    assert differing(before, content(store)) == []
    assert not (tmp_path / "astray.txt").exists()
    store.close()


def rewritten(store: Store, folder: Path, schema: str | None = None, add: str = "") -> Path:
    """A backup whose manifest was changed by hand."""
    out, changed = folder / "b.zip", folder / "changed.zip"
    backup(store, out, program="test")
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        told = json.loads(old.read(MANIFEST))
        for name in old.namelist():
            if name != MANIFEST:
                new.writestr(name, old.read(name))
        if schema:
            told["schema"] = schema
        if add:
            new.writestr(add, "x")
            told["files"][add] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        new.writestr(MANIFEST, json.dumps(told))
    return changed


def test_a_backup_of_an_older_schema_is_brought_forward(tmp_path: Path) -> None:
    """A copy whose tables are of 0001 ends with the tables of today."""
    store = filled(None, tmp_path / "home", 3)
    before = content(store)
    with store.writing() as conn:
        released = set(RELEASED_0001)
        tables = conn.exec_driver_sql("select name from sqlite_master where type='table'").scalars().all()
        for name in tables:
            if name not in released:
                conn.exec_driver_sql(f"drop table {name}")
        conn.exec_driver_sql("drop index quarantine_batch")  # came with 0004, on a table of 0001
        conn.exec_driver_sql("update alembic_version set version_num='0001'")
    out = tmp_path / "old.zip"
    told = backup(store, out, program="test")
    assert told.schema == "0001"
    store.close()
    other = open_store(None, tmp_path / "other", Halves())
    restore(other, out, **WHO)
    assert differing(before, content(other)) == []
    with other.reading() as conn:
        assert conn.exec_driver_sql("select version_num from alembic_version").scalar() == SCHEMA
        assert conn.execute(select(meta.c.value).where(meta.c.key == "simulated")).scalar() == "0"
    other.close()


def test_backups_in_the_home_are_not_backed_up(tmp_path: Path) -> None:
    store = filled(None, tmp_path / "home", 3)
    backup(store, store.home / "first.zip", program="test")
    (store.home / "payloads").mkdir()
    (store.home / "payloads" / "x").write_text("kept elsewhere", encoding="utf-8")
    assert set(backup(store, store.home / "second.zip", program="test").files) == {FILE}
    store.close()


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    store = filled(None, tmp_path / "home", 3)
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        backup(store, blocked / "b.zip", program="test")
    with pytest.raises(StoreError, match="folder"):
        backup(store, tmp_path, program="test")
    store.close()


@pytest.mark.postgres
def test_an_embedded_backup_does_not_fit_a_database_server(tmp_path: Path, postgresql_url: str) -> None:
    store = filled(None, tmp_path / "home", 3)
    backup(store, tmp_path / "b.zip", program="test")
    other = open_store(postgresql_url, tmp_path / "other", None)
    with pytest.raises(StoreError, match="sqlite store and this one is postgresql"):
        restore(other, tmp_path / "b.zip", **WHO)
    other.close()
    store.close()
