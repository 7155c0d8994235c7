"""Opening: once for all processes, never a store of tomorrow's program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from store import migrations
from store.opening import FILE, Store, StoreError, open_store
from store.tables import SCHEMA, metadata

OPEN = """
import sys
from pathlib import Path
from store.opening import open_store
url = sys.argv[1] or None
print("ready", flush=True)
sys.stdin.readline()
store = open_store(url, Path(sys.argv[2]), None)
with store.reading() as conn:
    print(conn.exec_driver_sql("select version_num from alembic_version").scalar())
"""


def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    with store.reading() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_the_program_s_version_is_the_newest_migration() -> None:
    assert migrations.head() == SCHEMA


def test_processes_may_open_a_new_store_at_once(url: str | None, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, url or "", str(tmp_path / "home")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    opening = [subprocess.Popen(command, **pipes) for _ in range(4)]  # type: ignore[call-overload]
    for process in opening:
        assert process.stdout.readline() == "ready\n"
    for process in opening:  # all are past their imports: now they start together
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in opening:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, f"{SCHEMA}\n"), err


def test_a_store_of_a_newer_program_is_refused_with_a_sentence(url: str | None, tmp_path: Path) -> None:
    store = open_store(url, tmp_path, None)
    with store.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match=r"9999.*newer"):
        open_store(url, tmp_path, None)


def test_a_store_that_cannot_be_reached_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"postgresql://nobody:secret@/nothing?host={tmp_path}", tmp_path, None)


def test_a_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        open_store("postgresql://nobody:secret@127.0.0.1:1/nothing", tmp_path, None)
    assert "secret" not in str(told.value)


def test_other_databases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="SQLite or PostgreSQL"):
        open_store("mysql://somewhere/else", tmp_path, None)


def test_the_embedded_store_is_one_file_in_the_home_and_durable(tmp_path: Path) -> None:
    store = open_store(None, tmp_path / "new" / "home", None)
    with store.reading() as conn:
        told = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "page_size")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "page_size": 8192}
    assert (tmp_path / "new" / "home" / FILE).exists()
    store.close()
