"""The long proof: a national month replayed over real HTTP; memory stays flat and every row is there."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.process import CHECKOUT, command_line, surroundings
from tests.prove.test_real_load import asked, fingerprints

pytestmark = [pytest.mark.real, pytest.mark.prove, pytest.mark.timeout(7000)]

SPEED = 3000
"""An hour of the month every 1.2 s: a slower machine fills what it missed as gaps, up to a day at once."""

FROM, TO = "2026-03-31T23", "2026-04-30"
"""The file of April holds the stamps 00 of the 1st, which is the last hour of March, to 23 of the 30th."""
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MB


HOURS = (
    "with recursive hour(start) as (select min(start) from air_hour union all "
    "select (select min(start) from air_hour where start > hour.start) from hour where start is not null) "
    "select count(start) from hour"
)  # each hour is looked up once; a count of distinct ones reads a million rows


def held_hours(home: Path) -> int:
    """Hours that the store holds, 0 while it is being made."""
    try:
        ((count,),) = asked(home, HOURS)
    except sqlite3.OperationalError:
        return 0
    assert isinstance(count, int)
    return count


def test_a_month_replayed_is_the_month_that_load_makes_and_memory_is_flat(
    shared: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    month = shared / "data" / "cnemc_hourly_2026" / "cnemc_hourly_2026-04.parquet"
    loaded = command_line(tmp_path / "loaded", "load", "cnemc_hourly", str(month), patience_s=4000)
    assert loaded.returncode == 0, loaded.stderr.decode()
    ((hours,),) = asked(tmp_path / "loaded", HOURS)
    with (tmp_path / "replay.log").open("wb") as log:
        replay = subprocess.Popen(
            [sys.executable, "app.py", "replay", str(month), "--from", FROM, "--to", TO, "--speed", str(SPEED),
             "--port", "0"],
            cwd=CHECKOUT, env=surroundings(tmp_path), stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    assert replay.stdout is not None
    told = [replay.stdout.readline().removeprefix("export ").strip() for _ in range(2)]
    settings = {name: value.strip("'") for name, value in (line.split("=", 1) for line in told)}
    sources = json.loads(settings["LANBI_SOURCES"])
    # However busy the machine, no hour falls out of reach.
    sources["cnemc_live"] |= {"reach_h": 24 * 35, "poll_min": 60}
    home = tmp_path / "live"
    home.mkdir()
    began = time.monotonic()
    with (tmp_path / "collect.log").open("wb") as log:
        collector = subprocess.Popen(
            [sys.executable, "app.py", "collect"], cwd=CHECKOUT, stderr=log,
            env={**surroundings(home), **settings, "LANBI_SOURCES": json.dumps(sources)},
        )  # fmt: skip
    sizes: list[float] = []
    pause = threading.Event()
    held = 0
    while collector.poll() is None and held < hours:
        sizes.append(memory_mb(collector.pid))
        pause.wait(2)
        held = held_hours(home)
    collector.terminate()
    collector.wait()
    replay.terminate()
    replay.wait()
    assert held == hours
    assert collector.returncode == 0, (tmp_path / "collect.log").read_text("utf-8")[-2000:]
    record_property("speed", SPEED)
    record_property("seconds", round(time.monotonic() - began))
    quarter, half = len(sizes) // 4, len(sizes) // 2
    early, late = max(sizes[quarter // 2 : half]), max(sizes[half:])
    record_property("memory MB in the first half", round(early))
    record_property("memory MB in the second half", round(late))
    for state, count in asked(home, "select state, count(*) from run group by state order by state"):
        record_property(f"runs {state}", count)
    for cause, count, slots in asked(
        home, "select cause, count(*), sum(hours) from run where state = 'done' group by cause order by cause"
    ):
        record_property(f"by {cause}", f"{slots} hours in {count} runs")
    live, files = fingerprints(home), fingerprints(tmp_path / "loaded")
    for name in ("readings", "published", "station days", "city days"):
        record_property(name, live[name])
    assert live == files
    assert late <= 1.1 * early
