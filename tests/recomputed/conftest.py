"""One store of March 2026 for all workers of a run, the command line, and the second calculator."""

from __future__ import annotations

import csv
import fcntl
import functools
import importlib.util
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest

from tests.contract.process import Forked, command_line
from tests.recomputed.places import HENAN, JIANGSU


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    """The plain second calculator, loaded by its path so that it can lean on no package of ours."""
    spec = importlib.util.spec_from_file_location("plain", Path(__file__).with_name("plain.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def march_files(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """What the tests ask for, cut from the published files as it stands: two provinces' month, the country's storm."""
    folder = shared / "data" / "cnemc_hourly_2026"
    cut = tmp_path_factory.mktemp("cut")
    month, closing = folder / "cnemc_hourly_2026-03.parquet", folder / "cnemc_hourly_2026-04.parquet"
    midnight = [("timepoint", "==", "2026-04-01T0000"), ("area", "in", HENAN + JIANGSU)]
    provinces = [("area", "in", HENAN + JIANGSU)]
    storm = [("timepoint", ">=", "2026-03-13T0100"), ("timepoint", "<=", "2026-03-14T0000")]
    parts = {
        "provinces.parquet": pq.read_table(month, filters=provinces),
        "midnight.parquet": pq.read_table(closing, filters=midnight),
        "storm.parquet": pq.read_table(month, filters=[*storm, ("area", "not in", HENAN + JIANGSU)]),
    }
    for name, part in parts.items():
        assert part.num_rows > 0
        pq.write_table(part, cut / name)
    return tuple(cut / name for name in parts)


@pytest.fixture(scope="session")
def march(
    request: pytest.FixtureRequest, march_files: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory
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
            assert loaded.returncode == 0, loaded.stderr.decode("utf-8")
            done.touch()
    return home


@pytest.fixture(scope="session")
def ask(march: Path) -> Iterator[Callable[..., list[dict[str, str]]]]:
    """Rows of a command over the March store."""
    call = Forked()

    @functools.cache
    def rows(*arguments: str) -> list[dict[str, str]]:
        done = call(march, *arguments)
        assert done.returncode == 0, done.stderr.decode("utf-8")
        return list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline="")))

    yield rows
    call.close()
