"""One store of March 2026 for all workers of a run, the command line, and the second calculator."""

from __future__ import annotations

import csv
import fcntl
import functools
import importlib.util
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    """The plain second calculator, loaded by its path so that it can lean on no package of ours."""
    spec = importlib.util.spec_from_file_location("plain", Path(__file__).with_name("plain.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def command_line(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python app.py` does on the store in `home`, with no setting taken from outside."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LANBI_")}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=CHECKOUT,
        env={**clean, "LANBI_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=280,
        check=False,
    )


@pytest.fixture(scope="session")
def march_files(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The month as published and the one hour of the next file that closes its last day."""
    import pyarrow.parquet as pq

    folder = shared / "data" / "cnemc_hourly_2026"
    midnight = tmp_path_factory.mktemp("closing") / "cnemc_hourly_2026-04.parquet"
    closing = [("timepoint", "==", "2026-04-01T0000")]
    pq.write_table(pq.read_table(folder / "cnemc_hourly_2026-04.parquet", filters=closing), midnight)
    return folder / "cnemc_hourly_2026-03.parquet", midnight


@pytest.fixture(scope="session")
def march(
    request: pytest.FixtureRequest, march_files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Home of a store that holds March 2026; the first worker loads it, the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if hasattr(request.config, "workerinput") else base
    home, done = root / "march", root / "march.loaded"
    with (root / "march.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            home.mkdir()
            loaded = command_line(home, "load", "cnemc_hourly", *map(str, march_files))
            assert loaded.returncode == 0, loaded.stderr
            done.write_text(loaded.stdout + loaded.stderr, encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def ask(march: Path) -> Callable[..., list[dict[str, str]]]:
    """Rows of a command over the March store."""

    @functools.cache
    def rows(*arguments: str) -> list[dict[str, str]]:
        done = command_line(march, *arguments)
        assert done.returncode == 0, done.stderr
        return list(csv.DictReader(io.StringIO(done.stdout)))

    return rows
