"""Seventy-two hours of a wall in rotation: does anything in the browser grow?

The clock of the page is driven: every twenty simulated minutes the scene changes, once an hour a new hour comes into
the store, and the page renews itself as often as its timers are let run. What is counted is what the browser itself
says after it has collected its garbage; the last third of the counts stands against the first.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assessment.basis import Basis
from benchmarks.figure import Benchmark, Figure
from benchmarks.loading import folder
from benchmarks.recolouring import CHROMIUM, FLAGS, served
from geo.atlas import load as atlas
from geo.boundaries import SHIPPED
from ingest.collect import simulate
from ingest.contract import Window
from ingest.sources import source
from layouts.questions import questions
from layouts.web import Settings, drawing, web
from store.facts import refresh
from store.keeping import Keeper
from store.opening import open_store

BEGIN = datetime(2026, 3, 10, 6, tzinfo=UTC)
HELD = timedelta(days=3)
HOURS = 72
STAND_S = 1200  # simulated seconds that a scene stands
SCENES = ("air", "ranking", "calendar", "storm")
WARM = 12  # changes before the first count: every scene has been there and everything cached is cached
EVERY = 9  # changes from one count to the next
QUIET = {"ranking", "calendar"}

#: Intervals that live, counted beside the driven clock.
COUNTED = """() => {
    window.live = new Set();
    const set = window.setInterval, clear = window.clearInterval;
    window.setInterval = (...rest) => { const id = set(...rest); window.live.add(id); return id; };
    window.clearInterval = id => { window.live.delete(id); clear(id); };
}"""
STANDS = """scene => document.getElementById("wall").classList.contains("is-" + scene)
    && document.documentElement.dataset.painted !== "" """


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What the browser holds: heap [byte], nodes, listeners, intervals, entries of its history."""

    heap: float
    nodes: float
    listeners: float
    intervals: int
    history: int


@contextmanager
def wall() -> Iterator[tuple[Any, Any]]:
    """A page with a wall in rotation over a store that grows, and what makes an hour come."""
    from playwright.sync_api import sync_playwright

    with folder() as home, sync_playwright() as started:
        store = open_store(None, home, atlas())
        end = BEGIN

        def grow(hours: float) -> None:
            nonlocal end
            begin, end = end, end + timedelta(hours=hours)
            simulate(source("demo"), Window(start=begin, end=end), Keeper(store=store))
            refresh(store)

        end -= HELD
        grow(HELD.total_seconds() / 3600)
        app = web(questions(store, Basis()), drawing(SHIPPED), settings=Settings(clock=lambda: end))
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        with served(app.server) as address:
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            page.set_default_timeout(120_000)
            page.clock.install(time=BEGIN)
            page.add_init_script(f"({COUNTED})()")
            scenes = ",".join(f"{name}:{STAND_S}" for name in SCENES)
            page.goto(f"{address}/wall?place=410000&scenes={scenes}")
            page.wait_for_selector('html[data-painted]:not([data-painted=""])', state="attached")
            yield page, grow
        browser.close()
        store.close()


def counted(page: Any, session: Any) -> Count:
    """What the browser holds after it has collected its garbage."""
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return Count(
        heap=told["JSHeapUsedSize"], nodes=told["Nodes"], listeners=told["JSEventListeners"],
        intervals=int(page.evaluate("window.live.size")), history=int(page.evaluate("history.length")),
    )  # fmt: skip


def lived(page: Any, grow: Any) -> list[Count]:
    """Counts over the hours, each taken while a board stands."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    counts: list[Count] = []
    changes = HOURS * 3600 // STAND_S
    present = "air"
    for change in range(1, changes + 1):
        page.clock.fast_forward(5_000)
        page.wait_for_function(
            "() => [...lanbi.rotation.kept.keys()].length > 0 && lanbi.rotation.asked !== ''"
        )
        page.clock.fast_forward((STAND_S - 5) * 1000)
        page.wait_for_function(f"() => !document.getElementById('wall').classList.contains('is-{present}')")
        present = str(page.locator("#wall-scenes [aria-current]").get_attribute("data-scene"))
        page.wait_for_function(STANDS, arg=present)
        if change % (3600 // STAND_S) == 0:
            grow(1)
        if change >= WARM and len(counts) <= (change - WARM) // EVERY and present in QUIET:
            counts.append(counted(page, session))
    return counts


def run() -> list[Figure]:
    if not CHROMIUM.exists():
        return [Figure(what="not run", ours="Chromium is not installed")]
    begun = time.perf_counter()
    with wall() as (page, grow):
        counts = lived(page, grow)
    third = max(1, len(counts) // 3)
    first, last = counts[:third], counts[-third:]

    def figure(what: str, name: str, scale: float, unit: str) -> Figure:
        a, b = (statistics.median(getattr(one, name) for one in part) / scale for part in (first, last))
        return Figure(
            what=what, ours=f"{b:,.1f}{unit}", rival=f"{a:,.1f}{unit}", against="its first third", ratio=b / a
        )

    return [
        figure(f"heap in the last third of {HOURS} simulated hours", "heap", 1e6, " MB"),
        figure("nodes of the document", "nodes", 1, ""),
        figure("listeners", "listeners", 1, ""),
        figure("intervals", "intervals", 1, ""),
        figure("entries of the history", "history", 1, ""),
        Figure(what="changes of scene, counts taken", ours=f"{HOURS * 3600 // STAND_S}, {len(counts)}"),
        Figure(what="it took", ours=f"{(time.perf_counter() - begun) / 60:.1f} min"),
    ]  # fmt: skip


BENCHMARK = Benchmark(title="A wall in rotation for 72 simulated hours: what the browser holds", run=run)
