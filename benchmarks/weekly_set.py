"""The weekly set as anyone makes it: one command, from the store to pictures, slides, briefing, workbook and PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from benchmarks.figure import Benchmark, Figure, shown
from benchmarks.network import write_days
from geo.atlas import load as atlas
from ingest.collect import load
from ingest.sources import source
from store.facts import refresh
from store.keeping import Keeper
from store.opening import open_store

PROJECT = Path(__file__).resolve().parents[1]
FIRST = datetime(2026, 5, 4)  # noqa: DTZ001 (a stamp as the platform writes it)
DAYS = 14
STEP_S = 0.2
ASKED = "what is asked for"


def run() -> list[Figure]:
    if shutil.which("chromium") is None or shutil.which("soffice") is None:
        return [Figure(what="a whole weekly set", ours="not measured: it needs Chromium and LibreOffice")]
    home = Path(tempfile.mkdtemp(prefix="lanbi-bench-"))
    try:
        write_days(home / "files", FIRST, DAYS)
        store = open_store(None, home, atlas())
        load(source("cnemc_hourly"), [home / "files"], Keeper(store=store))
        refresh(store)
        store.close()
        whole_s, most_mb = _made(home, [])
        drawn_s, _ = _made(home, ["--no-pdf", "--language", "en"])
        files = next(p for p in (home / "sets").iterdir() if p.name.startswith("41"))
        size_mb = sum(p.stat().st_size for p in files.iterdir()) / 1e6
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return [
        Figure(what="a whole weekly set of a city, national store", ours=shown(whole_s), rival="30 s", against=ASKED),
        Figure(what="its most memory, all processes (PSS)", ours=f"{most_mb:,.0f} MB", rival="1,000 MB", against=ASKED),
        Figure(what="the same without PDF, in English", ours=shown(drawn_s)),
        Figure(what="its files", ours=f"{size_mb:.1f} MB"),
    ]  # fmt: skip


def _made(home: Path, further: list[str]) -> tuple[float, float]:
    """Seconds and the most megabytes of a set, the program and all that it starts taken together."""
    call = [sys.executable, "app.py", "report", "weekly", "--in", "410800", "--week", "2026-W20", *further]
    started = time.perf_counter()
    made = subprocess.Popen(
        call,
        cwd=PROJECT,
        env=os.environ | {"LANBI_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    most = 0.0
    while made.poll() is None:
        most = max(most, _memory_mb(made.pid))
        time.sleep(STEP_S)
    if made.returncode != 0:
        raise RuntimeError(f"the set was not made: exit {made.returncode}")
    return time.perf_counter() - started, most


def _memory_mb(session: int) -> float:
    """Proportional memory of every process of a session [MB]."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if os.getsid(int(folder.name)) != session:
                continue
            lines = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1000


BENCHMARK = Benchmark(title="The weekly set", run=run)
