"""A store of each kind; PostgreSQL is a private server that lives as long as the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from store.opening import Store, open_store


def _as_postgres(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    # The server refuses to run as root, where containers run their tests.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a private server without a database name, ending in `?host=…`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if not found:
        pytest.skip("PostgreSQL is not installed (/usr/lib/postgresql/*/bin/initdb)")
    programs = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="lanbi-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    try:
        _as_postgres([str(programs / "initdb"), "-D", str(data), "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust",
                      "-U", "postgres", "--no-sync"])  # fmt: skip
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c jit=off"
        _as_postgres([str(programs / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options,
                      "start"])  # fmt: skip
        yield f"host={folder}"
        _as_postgres([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """URL of a database of its own."""
    name = f"lanbi_{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgresql_server} user=postgres dbname=postgres", autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}")
        yield f"postgresql://postgres@/{name}?{postgresql_server}"
        conn.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str | None:
    """What `open_store` takes for each kind of store."""
    if request.param == "embedded":
        return None
    address: str = request.getfixturevalue("postgresql_url")
    return address


@pytest.fixture
def store(url: str | None, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind, without places."""
    opened = open_store(url, tmp_path / "home", None)
    yield opened
    opened.close()
