"""From the address to the picture: the first visit with nothing kept, and the next one with everything kept.

Each visit is a browser of its own for the first, the same browser for the second. The time is the page's own: from
the start of the navigation until the wall's map stands, or until a page of the desk has its table or figure.
"""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.figure import Benchmark, Figure, shown
from benchmarks.installation import installation
from benchmarks.recolouring import CHROMIUM, FLAGS, Wire

VISITS = 5
MOST_KB = 3000
STANDS = "document.querySelector('#desk-main h1') && !document.querySelector('#desk-main .waiting')"
PAGES = {
    "the wall": ("/wall", "document.documentElement?.dataset.painted", 1.5),
    "the overview of a province": ("/region?place=410000", STANDS, 1.0),
    "the trend of a city": ("/trend?place=410800", STANDS, 1.0),
    "the slot ledger": ("/ledger", STANDS, 1.0),
}  # fmt: skip
WATCH = """() => {
    const wanted = () => %s;
    window.lanbiStood = new Promise(done => {
        const stood = () => setTimeout(() => done(performance.now()), 0);
        const look = () => requestAnimationFrame(wanted() ? stood : look);
        look();
    });
}"""


def visited(browser: Any, url: str, sign: str) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds and bytes of a first visit, and of the second one by the same browser."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    found = []
    for _ in range(2):
        page = context.new_page()
        page.set_default_timeout(120_000)
        wire = Wire(page)
        page.add_init_script(f"({WATCH % sign})()")
        page.goto(url, wait_until="commit")
        stood = page.evaluate("() => window.lanbiStood")
        painted = page.evaluate(
            "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0"
        )
        page.wait_for_timeout(2500)  # what is asked for when the picture stands counts as well
        found.append({"stood": stood / 1000, "painted": painted / 1000, "bytes": wire.received})
        page.close()
    context.close()
    return found[0], found[1]


def run() -> list[Figure]:
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        return [Figure(what="not run", ours="Chromium is not installed")]
    figures: list[Figure] = []
    with installation() as url, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        for what, (path, sign, asked_s) in PAGES.items():
            visits = [visited(browser, url + path, sign) for _ in range(VISITS)]
            for which, name in enumerate(("first visit", "next visit")):
                middle = {
                    key: statistics.median(visit[which][key] for visit in visits[1:])
                    for key in ("stood", "painted", "bytes")
                }
                figures += [
                    Figure(what=f"{what}, {name}: stands after", ours=shown(middle["stood"]), rival=shown(asked_s),
                           against="what is asked for", ratio=middle["stood"] / asked_s),
                    Figure(what=f"{what}, {name}: first paint", ours=shown(middle["painted"])),
                    Figure(what=f"{what}, {name}: bytes received", ours=f"{middle['bytes'] / 1000:,.0f} kB",
                           rival=f"{MOST_KB:,} kB", against="what is asked for",
                           ratio=middle["bytes"] / 1000 / MOST_KB),
                ]  # fmt: skip
        browser.close()
    return figures


BENCHMARK = Benchmark(title="First and second visit in Chromium, 1920×1080, software rendering", run=run)
