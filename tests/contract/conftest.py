"""One store of the little network for all workers of a run, and one interpreter that forks for every call."""

from __future__ import annotations

import fcntl
import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.little_network import (
    FIRST,
    FIRST_OF_2026,
    LAST_OF_2012,
    SECOND,
    network,
    platform_csv,
    rows_of,
)
from tests.contract.process import Forked, command_line


@pytest.fixture(scope="session")
def call() -> Iterator[Forked]:
    """The command line, forked from an interpreter that is kept for the run."""
    forked = Forked()
    yield forked
    forked.close()


@pytest.fixture(scope="session")
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of a store that holds the little network; read only, shared by all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if hasattr(request.config, "workerinput") else base
    place, done = root / "contract", root / "contract.loaded"
    with (root / "contract.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            place.mkdir()
            hours = platform_csv(root / "little.csv", network(), [FIRST, SECOND])
            change = platform_csv(root / "change.csv", network()[-2:], [LAST_OF_2012, FIRST_OF_2026])
            loaded = command_line(place, "load", "cnemc_hourly", str(hours), str(change))
            assert loaded.returncode == 0, loaded.stderr.decode("utf-8")
            done.touch()
    return place


@pytest.fixture(scope="session")
def ask(home: Path, call: Forked) -> Callable[..., list[dict[str, str]]]:
    """Rows of a command that must succeed."""

    @functools.cache
    def rows(*arguments: str) -> list[dict[str, str]]:
        done = call(home, *arguments)
        assert done.returncode == 0, done.stderr.decode("utf-8")
        return rows_of(done.stdout)

    return rows
