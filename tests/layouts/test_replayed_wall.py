"""The long proof: a national day replayed at speed over real HTTP, the wall open in a browser all the while."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.process import CHECKOUT, command_line, surroundings
from tests.layouts.conftest import Screen
from tests.prove.test_real_load import asked, fingerprints

pytestmark = [pytest.mark.real, pytest.mark.prove, pytest.mark.browser, pytest.mark.timeout(3600)]

SPEED = 600
HOURS = 24
"""Hours in the day's files: stamped 00 … 23, of which the first is the last of the day before."""

LAST = "22:00–23:00"
PATIENCE_S = 1500


def test_a_national_day_replayed_is_the_day_that_load_makes_and_the_wall_shows_it(
    shared: Path,
    screen: Callable[..., Screen],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    day = shared / "data" / "cnemc_hourly_2026" / "raw" / "day_2026-03-13.zip"
    with (tmp_path / "replay.log").open("wb") as log:
        replay = subprocess.Popen(
            [sys.executable, "app.py", "replay", str(day), "--from", "2026-03-12T23", "--speed", str(SPEED),
             "--port", "0"],
            cwd=CHECKOUT, env=surroundings(tmp_path), stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    assert replay.stdout is not None
    told = [replay.stdout.readline().removeprefix("export ").strip() for _ in range(2)]
    settings = {name: value.strip("'") for name, value in (line.split("=", 1) for line in told)}
    sources = json.loads(settings["LANBI_SOURCES"])
    sources["cnemc_live"]["reach_h"] = 26
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path / "live"
    home.mkdir()
    with (tmp_path / "run.log").open("wb") as log:
        program = subprocess.Popen(
            [sys.executable, "app.py", "run"],
            cwd=CHECKOUT,
            env={
                **surroundings(home), "LANBI_CLOCK": settings["LANBI_CLOCK"],
                "LANBI_SOURCES": json.dumps(sources), "LANBI_PORT": str(port),
            },
            stderr=log,
        )  # fmt: skip
    began = time.monotonic()
    try:
        shown = watch(screen(f"http://127.0.0.1:{port}"), home, port, began)
    finally:
        program.terminate()
        program.wait(timeout=60)
        replay.terminate()
        replay.wait(timeout=60)
    record_property("speed", SPEED)
    record_property("seconds", round(time.monotonic() - began))
    record_property("hours seen on the wall", len(shown))
    loaded = command_line(tmp_path / "loaded", "load", "cnemc_hourly", str(day))
    assert loaded.returncode == 0, loaded.stderr.decode()
    live, files = fingerprints(home), fingerprints(tmp_path / "loaded")
    for name in live:
        record_property(name, live[name])
    assert live == files
    assert len(shown) >= 3  # the wall looks every minute, which is ten hours
    states = asked(home, "select state, count(*) from run group by state")
    record_property("runs", ", ".join(f"{state} {count}" for state, count in sorted(states)))


def watch(wall: Screen, home: Path, port: int, began: float) -> list[str]:
    """Keep the wall open until the day is in: the hours that it showed."""
    while time.monotonic() - began < PATIENCE_S:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.5)  # nothing can be asked of a server that is not there yet
    shown: list[str] = []
    while time.monotonic() - began < PATIENCE_S:
        if (home / "lanbi.sqlite").exists():
            ((hours,),) = asked(home, "select count(distinct start) from air_hour")
            if hours and not shown:
                wall.show("?lang=zh")
            if hours:
                clock = wall.page.locator("time.clock")
                said = clock.first.inner_text() if clock.count() else ""
                if said and said not in shown:
                    shown.append(said)
            ((waiting,),) = asked(home, "select count(*) from stale_day")
            if hours >= HOURS and not waiting and any(text.endswith(LAST) for text in shown):
                return shown
        wall.page.wait_for_timeout(1000)
    raise AssertionError(f"the day was not in after {PATIENCE_S} s; the wall showed {shown}")
