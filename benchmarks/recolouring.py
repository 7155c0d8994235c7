"""Recolouring the wall in Chromium: bytes on the wire, time of the answer and time from the answer to the picture.

The rival is the usual way of Dash: the same cities and stations as a figure of Plotly's vector map with its GeoJSON
inside, sent anew for each hour by the same kind of server and drawn in the same browser. It asks the same two questions
of the store but sends the map alone; ours sends every tile of the wall.
"""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import flask
import plotly
import plotly.graph_objects as go
import shapely
from flask_compress import Compress
from shapely.geometry import mapping
from werkzeug.serving import make_server

from assessment.basis import Basis
from benchmarks.figure import Benchmark, Figure, compared, shown
from benchmarks.loading import folder
from benchmarks.questions import START, day_batch
from geo.atlas import load as atlas
from geo.boundaries import SHIPPED
from geo.display import display
from geo.projection import albers
from geo.regions import Level
from indicators.regime import ZONE
from layouts.questions import Questions, questions
from layouts.web import Drawing, Settings, drawing, web
from store.facts import refresh
from store.keeping import keep
from store.opening import Store, open_store

DAYS = 3
STEPS = 9  # hours gone back, each new to server and browser; the first is not counted
LAST = START + timedelta(days=DAYS) - timedelta(hours=1)
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--use-angle=swiftshader",
         "--enable-unsafe-swiftshader")  # fmt: skip
SCALE = 20  # map units to degrees for the rival, so that both draw the same vertices

#: One step of the page: when its answer was asked for, began and ended, and when the picture stood [ms of the page].
STEP = """async ([path, argument]) => {
    performance.clearResourceTimings();
    const stood = await window.step(argument);
    await new Promise(done => setTimeout(done, 0));
    // A step may ask for more than the picture (a passport that stays shut): the picture's answer is the largest.
    const answers = performance.getEntriesByType("resource")
        .filter(e => e.name.includes(path) && e.responseEnd <= stood);
    const answer = answers.reduce((a, b) => (b.encodedBodySize > a.encodedBodySize ? b : a));
    if (answer.encodedBodySize < 2000) throw new Error("no answer with a picture: " + answer.encodedBodySize);
    return {asked: answer.requestStart, began: answer.responseStart, ended: answer.responseEnd, stood};
}"""
OURS = """() => {
    window.step = (hour) => new Promise((done, fail) => {
        setTimeout(() => fail(new Error("not painted")), 30000);
        new MutationObserver((_, watch) => {
            if (!document.documentElement.dataset.coloured.endsWith("@" + hour)) return;
            watch.disconnect();
            done(performance.now());
        }).observe(document.documentElement, {attributes: true, attributeFilter: ["data-coloured"]});
        lanbi.go({hour});
    });
}"""
#: The country by county on the page of a region, whose parts ask for themselves: when the answer with the map's values
#: had come and how large it was, and when the map was drawn.
COUNTIES = """() => {
    const plain = window.fetch;
    let came = 0, size = 0;
    window.fetch = async (...asked) => {
        const answer = await plain(...asked);
        if (String((asked[1] || {}).body).includes("region-picture.data...")) {
            size = Number(answer.headers.get("content-length"));
            answer.clone().text().then(() => { came = performance.now(); });
        }
        return answer;
    };
    window.step = (hour) => new Promise((done, fail) => {
        setTimeout(() => fail(new Error("not drawn")), 60000);
        new MutationObserver((_, watch) => {
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(() => done([performance.now() - came, size]), 0));
        }).observe(document.getElementById("region-map"), {attributes: true, attributeFilter: ["data-took"]});
        dash_clientside.set_props("lanbi-url", {search: "?by=county&hour=" + hour});
    });
}"""
RIVAL = """<!DOCTYPE html><html><body style="margin:0"><div id="map" style="width:100vw;height:100vh"></div>
<script src="/plotly.js"></script><script>
window.step = async (hour) => {
    const div = document.getElementById("map");
    const figure = await (await fetch("/figure/" + hour)).json();
    await Plotly.react(div, figure.data, figure.layout);
    const map = div._fullLayout.map._subplot.map;
    const until = performance.now() + 30000;
    while (performance.now() < until && !(map.loaded() && map.areTilesLoaded()))
        await new Promise(done => requestAnimationFrame(done));
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
    return performance.now();
};
</script></body></html>"""
STYLE = {"version": 8, "sources": {}, "layers": [
    {"id": "back", "type": "background", "paint": {"background-color": "#071426"}}
]}  # fmt: skip
PALETTE = ("#59636e", "#00e400", "#ffff00", "#ff7e00", "#ff0000", "#99004c", "#7e0023")


@contextmanager
def served(application: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def rival(ask: Questions, drawn: Drawing) -> flask.Flask:
    """The server of the inline figure, which compresses as ours does."""
    app = flask.Flask("rival")
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 5
    Compress(app)
    shapes = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": one.code, "properties": {}, "geometry": _degrees(one.shape)}
        for one in drawn.cities.values()
    ]}  # fmt: skip
    app.add_url_rule("/", "page", lambda: RIVAL)
    app.add_url_rule("/style.json", "style", lambda: flask.jsonify(STYLE))
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    app.add_url_rule("/plotly.js", "plotly", lambda: flask.send_file(script))
    app.add_url_rule(
        "/figure/<int:hour>", "figure",
        lambda hour: flask.Response(_inline(ask, shapes, hour), mimetype="application/json"),
    )  # fmt: skip
    return app


def _degrees(shape: Any) -> dict[str, Any]:
    return dict(mapping(shapely.transform(shape, lambda xy: (xy / SCALE).round(3))))


def _inline(ask: Questions, shapes: dict[str, Any], hour: int) -> str:
    start = datetime.fromtimestamp(hour, UTC)
    cities = ask.moment(of="city", start=start, within=None).table
    stations = ask.moment(of="station", start=start, within=None).table
    x, y = albers(stations["lon"].to_numpy(float), stations["lat"].to_numpy(float))
    colours = [[i / (len(PALETTE) - 1), colour] for i, colour in enumerate(PALETTE)]
    figure = go.Figure(
        [
            go.Choroplethmap(geojson=shapes, locations=cities["code"], z=cities["level"], zmin=0, zmax=6,
                             colorscale=colours, showscale=False),
            go.Scattermap(lon=(x / SCALE).round(3), lat=(y / SCALE).round(3), mode="markers",
                          marker={"size": 4, "color": [PALETTE[level] for level in stations["level"]]}),
        ],
        {"map": {"style": "/style.json", "center": {"lon": 25, "lat": 28}, "zoom": 3.2},
         "margin": {"l": 0, "r": 0, "t": 0, "b": 0}},
    )  # fmt: skip
    return str(figure.to_json())


class Wire:
    """Bytes that a page receives, headers included, as the browser itself counts them."""

    def __init__(self, page: Any) -> None:
        self.received = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, Any]) -> None:
        self.received += int(event["encodedDataLength"])


def walked(page: Any, wire: Wire, path: str) -> dict[str, float]:
    """Medians over hours gone back one by one: bytes, seconds of the answer, seconds from it to the picture."""
    received, answered, painted = [], [], []
    for back in range(1, STEPS + 1):
        before = wire.received
        hour = int((LAST - timedelta(hours=back)).timestamp())
        at = page.evaluate(STEP, [path, hour])
        page.wait_for_timeout(300)  # the browser's own account comes a little later
        received.append(wire.received - before)
        answered.append((at["began"] - at["asked"]) / 1000)
        painted.append((at["stood"] - at["ended"]) / 1000)
    found = {"bytes": received, "answer": answered, "paint": painted}
    return {name: statistics.median(values[1:]) for name, values in found.items()}


def counties(page: Any, url: str) -> tuple[int, float, int]:
    """How many counties the map of the country has, and medians over hours: seconds to the picture, bytes of values."""
    page.goto(f"{url}/region?by=county")
    page.wait_for_selector('[data-drawn="nation by county"]')
    page.wait_for_load_state("networkidle")
    page.evaluate(COUNTIES)
    painted, received = [], []
    for back in range(1, STEPS + 1):
        hour = (LAST - timedelta(hours=back)).astimezone(ZONE).strftime("%Y-%m-%dT%H")
        milliseconds, size = page.evaluate("hour => window.step(hour)", hour)
        page.wait_for_load_state("networkidle")
        painted.append(milliseconds / 1000)
        received.append(size)
    return (
        len(display(Level.COUNTY, folder=SHIPPED)["features"]),
        statistics.median(painted[1:]),
        int(statistics.median(received[1:])),
    )


def filled(home: Path) -> Store:
    store = open_store(None, home, atlas())
    for day in range(DAYS):
        keep(store, day_batch(day))
    refresh(store)
    return store


def run() -> list[Figure]:
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        return [Figure(what="not run", ours="Chromium is not installed")]
    with folder() as home, sync_playwright() as started:
        store = filled(home)
        drawn = drawing(SHIPPED)
        ask = questions(store, Basis())
        wall = web(ask, drawn, settings=Settings(clock=lambda: LAST + timedelta(minutes=80))).server
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        size = {"width": 1920, "height": 1080}
        with served(wall) as ours_at, served(rival(ask, drawn)) as rival_at:
            page = browser.new_page(viewport=size)
            page.set_default_timeout(60_000)
            wire = Wire(page)
            page.goto(f"{ours_at}/wall")
            page.wait_for_selector('html[data-painted]:not([data-painted=""])', state="attached")
            page.wait_for_timeout(3000)
            first = wire.received
            page.evaluate(OURS)
            ours = walked(page, wire, "_dash-update-component")
            before = wire.received
            with page.expect_response("**/_dash-update-component*"):
                page.evaluate('() => dash_clientside.set_props("wall-tick", {n_intervals: 1000})')
            page.wait_for_timeout(500)
            silent = wire.received - before
            number, county_s, county_bytes = counties(page, ours_at)
            page.close()
            page = browser.new_page(viewport=size)
            page.set_default_timeout(60_000)
            wire = Wire(page)
            page.goto(rival_at)
            page.evaluate("hour => window.step(hour)", int(LAST.timestamp()))
            page.wait_for_timeout(1000)
            first_rival = wire.received
            theirs = walked(page, wire, "/figure/")
        browser.close()
        store.close()
    return [
        sized("one recolouring: bytes received", ours["bytes"], theirs["bytes"]),
        compared("one recolouring: from answer to picture", ours["paint"], theirs["paint"], "the same"),
        compared("the wall's answer to an hour not asked before", ours["answer"], theirs["answer"], "the same"),
        sized("the page and its first picture: bytes received", first, first_rival),
        Figure(what="a renewal without anything new: bytes received", ours=f"{silent:,} B"),
        Figure(what=f"the country by county ({number:,}): from answer to picture", ours=shown(county_s)),
        Figure(what=f"the country by county ({number:,}): bytes of values", ours=f"{county_bytes / 1000:,.1f} kB"),
        Figure(what="from asking to picture", ours=shown(ours["answer"] + ours["paint"]),
               rival=shown(theirs["answer"] + theirs["paint"]), against="the same",
               ratio=(ours["answer"] + ours["paint"]) / (theirs["answer"] + theirs["paint"])),
    ]  # fmt: skip


def sized(what: str, ours: float, theirs: float) -> Figure:
    """A figure of two sizes."""
    return Figure(what=what, ours=f"{ours / 1000:,.1f} kB", rival=f"{theirs / 1000:,.1f} kB",
                  against="the map as an inline Choroplethmap figure", ratio=ours / theirs)  # fmt: skip


BENCHMARK = Benchmark(title="Recolouring the wall in Chromium, 1920×1080, software rendering", run=run)
