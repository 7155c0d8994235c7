"""Screens over real stores, filled through ingest: one simulated, one of hand-written rows; and a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from assessment.basis import Basis
from geo.atlas import Atlas
from geo.atlas import load as load_atlas
from geo.boundaries import SHIPPED
from ingest.collect import load, simulate
from ingest.contract import Window
from ingest.sources import source
from layouts.acts import Acts
from layouts.questions import questions
from layouts.web import Drawing, Settings, drawing, web
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
END = datetime(2026, 3, 13, 6, tzinfo=UTC)  # 14:00 in Shanghai
FIRST = END - timedelta(days=9)
PAINTED = 'html[data-painted]:not([data-painted=""])'
HOSTILE = '<script>document.title="owned"</script><img src=x onerror="document.title=1">'


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="session")
def drawn() -> Drawing:
    return drawing(SHIPPED)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """Nine days of the simulated network, up to 14:00 on 13 March 2026."""
    store = open_store(None, tmp_path_factory.mktemp("demo"), atlas)
    simulate(source("demo"), Window(start=FIRST, end=END), Keeper(store=store))
    refresh(store)
    yield store
    store.close()


HEADER = (
    "timepoint,stationcode,longitude,latitude,area,positionname,primarypollutant,aqi,pm10,pm10_24h,pm2_5,pm2_5_24h,"
    "o3,o3_24h,o3_8h,o3_8h_24h,no2,no2_24h,so2,so2_24h,co,co_24h"
)


def platform_file(folder: Path) -> Path:
    """Two hours of three stations in the platform's form: one with a hostile name, one without values."""
    rows = [HEADER]
    for stamp in ("2026-03-05T0900", "2026-03-05T1000"):
        tail = "NA,120,250,90,80,70,40,40,NA,NA,30,20,9,8,0.6,0.5"
        quoted = '"' + HOSTILE.replace('"', '""') + '"'
        rows.append(f"{stamp},9001A,113.24,35.23,焦作市,{quoted},{tail}")
        rows.append(f"{stamp},9002A,113.30,35.20,焦作市,高新区,{tail}")
        rows.append(
            f"{stamp},9003A,113.63,34.76,郑州市,市监测站,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA"
        )
    path = folder / "2026-03-05.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """A store of rows as the platform publishes them, none simulated."""
    folder = tmp_path_factory.mktemp("measured")
    store = open_store(None, folder / "home", atlas)
    outcome = load(source("cnemc_hourly"), [platform_file(folder)], Keeper(store=store))
    assert outcome.is_whole, outcome
    refresh(store)
    yield store
    store.close()


@contextmanager
def serving(store: Store, drawn: Drawing, clock: datetime = END, act: Acts | None = None) -> Iterator[str]:
    """The screens of a store on a port of their own; the clock stands still; with `act` they may also write."""
    app = web(
        questions(store, Basis()), drawn,
        settings=Settings(clock=lambda: clock + timedelta(minutes=20)), act=act,
    )  # fmt: skip
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    server.daemon_threads = False  # what a page is still asking when the test ends is answered first
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@pytest.fixture(scope="session")
def demo_url(demo: Store, drawn: Drawing) -> Iterator[str]:
    with serving(demo, drawn) as url:
        yield url


@pytest.fixture(scope="session")
def measured_url(measured: Store, drawn: Drawing) -> Iterator[str]:
    with serving(measured, drawn) as url:
        yield url


@dataclass
class Screen:
    """One page in a browser, with everything it asked for and complained of."""

    page: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def show(self, query: str = "") -> None:
        self.page.goto(f"{self.url}/wall{query}")
        self.painted()

    def painted(self, what: str = "") -> None:
        """Wait until the map shows `what` (place or place@hour; anything if empty)."""
        wanted = f'html[data-painted^="{what}"]' if what else PAINTED
        self.page.wait_for_selector(wanted, state="attached", timeout=60_000)

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).inner_text())

    def at(self, code: str, drawn: Drawing) -> tuple[float, float]:
        """Where on the screen the middle of a region lies."""
        x, y = (drawn.provinces.get(code) or drawn.cities[code]).at
        found = self.page.evaluate(
            """([x, y]) => {
                const map = lanbi.maps.get("main").leaflet, box = map.getContainer().getBoundingClientRect();
                const point = map.latLngToContainerPoint([y, x]);
                return [box.left + point.x, box.top + point.y];
            }""",
            [x, y],
        )
        return found[0], found[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        driven = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield driven
        driven.close()


@pytest.fixture
def screen(browser: Any) -> Iterator[Callable[..., Screen]]:
    """A maker of screens; afterwards none may have complained or asked any other host."""
    made: list[Screen] = []

    def make(url: str, width: int = 1920, height: int = 1080) -> Screen:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(60_000)
        one = Screen(page=page, url=url)
        page.on("console", lambda said: one.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        page.on("request", lambda request: one.asked.append(request.url))
        made.append(one)
        return one

    yield make
    for one in made:
        one.page.close()
    foreign = [url for one in made for url in one.asked if not re.match(rf"{one.url}/|data:|blob:", url)]
    assert foreign == []
    assert [said for one in made for said in one.complaints] == []
