"""Fifty clients at once: each asks once a second, sixty times as often as a wall does, or again as soon as it can.

What they ask is what a browser asks, recorded from one: the renewal of a wall that has everything already, and a wall
that goes to some hour of the last day. Against what is asked for: 95 of 100 answers within 50 ms. With clients that
never pause the queue is always full, and an answer takes fifty times as long as the server works for it.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import numpy as np

from benchmarks.figure import Benchmark, Figure, shown
from benchmarks.installation import LAST, installation
from benchmarks.recolouring import CHROMIUM, FLAGS

CLIENTS = 50
PACE_S = 1.0
SECONDS = 10.0
WARM_S = 3.0
ASKED_S = 0.050
HOURS = 24


def recorded(url: str) -> tuple[bytes, bytes]:
    """What a browser posts to renew a wall that stands, and to see an hour (`{hour}` in its place)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.set_default_timeout(120_000)
        posted: list[bytes] = []
        page.on(
            "request", lambda asked: posted.append(asked.post_data_buffer) if asked.method == "POST" else None
        )
        page.goto(f"{url}/wall")
        page.wait_for_selector('html[data-painted]:not([data-painted=""])', state="attached")
        page.wait_for_timeout(3000)
        posted.clear()
        page.evaluate('() => dash_clientside.set_props("wall-tick", {n_intervals: 1000})')
        page.wait_for_timeout(1500)
        renewal = next(body for body in posted if b"wall-stamp" in body)
        browser.close()
    told = json.loads(renewal)
    for one in told["inputs"]:
        if one["id"] == "lanbi-url":
            one["value"] = "?hour={hour}"
    for one in told.get("state", []):
        if one["id"] == "wall-stamp":
            one["value"] = None
    return renewal, json.dumps(told).encode()


async def _client(
    host: str,
    port: int,
    bodies: Sequence[bytes],
    pace: float,
    until: float,
    taken: list[tuple[float, float]],
    errors: list[int],
) -> None:
    await asyncio.sleep(random.random() * pace)
    while time.perf_counter() < until:
        body = random.choice(bodies)
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(
            b"POST /_dash-update-component HTTP/1.1\r\nHost: lanbi\r\nContent-Type: application/json\r\n"
            b"Accept-Encoding: br, gzip\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        answer = await reader.read(-1)
        writer.close()
        taken.append((begun, time.perf_counter() - begun))
        if b" 20" not in answer[:15]:
            errors.append(1)
        await asyncio.sleep(max(0.0, begun + pace - time.perf_counter()))


async def _load(url: str, bodies: Sequence[bytes], pace: float, seconds: float) -> tuple[list[float], int]:
    where = urlsplit(url)
    begun = time.perf_counter()
    taken: list[tuple[float, float]] = []
    errors: list[int] = []
    clients = (
        _client(
            str(where.hostname), int(where.port or 80), bodies, pace, begun + WARM_S + seconds, taken, errors
        )
        for _ in range(CLIENTS)
    )
    await asyncio.gather(*clients)
    return [t for at, t in taken if at > begun + WARM_S], len(errors)


def loaded(what: str, url: str, bodies: Sequence[bytes], seconds: float = SECONDS) -> list[Figure]:
    """Percentiles and answers a second of fifty clients that ask for one of these at random."""
    figures = []
    for pace, how in ((PACE_S, "each once a second"), (0.0, "without a pause")):
        taken, errors = asyncio.run(_load(url, bodies, pace, seconds))
        if errors:
            raise RuntimeError(f"{what}: {errors} answers were errors")
        middle, high = (float(np.percentile(taken, p)) for p in (50, 95))
        figures += [
            Figure(what=f"{what}, {how}: 95 of 100 answered within", ours=shown(high), rival=shown(ASKED_S),
                   against="what is asked for", ratio=high / ASKED_S),
            Figure(what=f"{what}, {how}: half of them within", ours=shown(middle)),
            Figure(what=f"{what}, {how}: answers a second", ours=f"{len(taken) / seconds:,.0f}"),
        ]  # fmt: skip
    return figures


def run() -> list[Figure]:
    if not CHROMIUM.exists():
        return [Figure(what="not run", ours="Chromium is not installed")]
    with installation() as url:
        renewal, hour = recorded(url)
        moves = [
            hour.replace(b"{hour}", str(int((LAST - timedelta(hours=back)).timestamp())).encode())
            for back in range(HOURS)
        ]
        return [
            *loaded("renewal of a wall that has everything", url, [renewal]),
            *loaded("a wall that goes to an hour of the last day", url, moves),
        ]


BENCHMARK = Benchmark(
    title="Serving fifty clients at once, two workers, the clients on the same two cores", run=run
)
