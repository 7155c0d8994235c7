"""The web application: pages, shapes and headers put together for one installation.

No request of a page leaves the machine: everything is served from here, and the content policy forbids the rest.
"""

from __future__ import annotations

import html as markup
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import flask
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from indicators.parameters import Language
from layouts import (
    _frame,
    health,
    ledger,
    ranking,
    reconcile,
    region,
    review,
    sand,
    section,
    sets,
    sources,
    station,
    targets,
    trend,
    wall,
    water,
)
from layouts._address import NATION, address
from layouts._compression import compressed
from layouts._condition import Metrics, condition_routes
from layouts._fonts import preloads
from layouts._geometry import Drawing, Parcel, county_parcel, drawing, nation_parcels, province_parcel
from layouts._page import Hall, Page, Shapes
from layouts._picture import Snapshot, snapshot
from layouts._plotting import plotting_route
from layouts._rivers import rivers
from layouts._scenes import programme
from layouts._search import listing
from layouts._words import SIMULATED, WORDS
from layouts.acts import Acts
from layouts.questions import Questions
from layouts.shelf import Shelf

__all__ = ["Drawing", "Settings", "drawing", "web"]

PAGES: tuple[Page, ...] = (
    wall.PAGE,
    region.PAGE,
    ranking.PAGE,
    trend.PAGE,
    station.PAGE,
    water.PAGE,
    section.PAGE,
    targets.PAGE,
    sets.PAGE,
    sand.PAGE,
    ledger.PAGE,
    sources.PAGE,
    reconcile.PAGE,
    review.PAGE,
    health.PAGE,
)
FIRST = wall.PAGE
KEPT_SHAPES = 32
# In the page itself: a browser would ask for a file again at every change of the title.
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' "
    "rx='5' fill='%23121920'/%3E%3Cpath d='M9 7v18h14' fill='none' stroke='%23f4f7fa' stroke-width='3.4'/%3E"
    "%3Ccircle cx='20' cy='13' r='4.4' fill='%23f4f7fa'/%3E%3C/svg%3E"
)
FOREVER = "public, max-age=31536000, immutable"

_INDEX = """<!DOCTYPE html>
<html lang="{lang}" class="{where}">
<head>{metas}<title>{title}</title>{favicon}{css}</head>
<body>{app_entry}<footer>{config}{scripts}{renderer}</footer></body>
</html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation chooses of its screens.

    `prefix` is where they lie under the host, `/` at both ends; `approval` the approval number (审图号) of the
    boundaries; `clock` says what time it is (UTC); `metrics` who may read the figures of the machinery; `scenes` which
    scenes of the wall follow each other (`air:20,ranking:15`; empty: none do by themselves).
    """

    language: Language = "zh"
    approval: str = ""
    prefix: str = "/"
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    metrics: Metrics = "local"
    scenes: str = ""


class Screens(Dash):
    """Dash with a page of its own around it: language and title follow the address."""

    hall: Hall

    def interpolate_index(self, **kwargs: Any) -> str:  # type: ignore[override]
        """The HTML that carries the application; only our own constants and Dash's parts enter it."""
        lang = address(flask.request.query_string.decode("latin-1"), self.hall.language).lang
        page = _page_of(self.hall, flask.request.path)
        title = _title(self.hall, page, lang)
        icon = f'<link rel="icon" href="{ICON}">' + preloads(self.hall.prefix)
        if page is FIRST:  # the map is asked for while the program is still read
            icon += "".join(
                _ahead(self.hall, one) for one in (self.hall.shapes.cities, self.hall.shapes.lines)
            )
        return _INDEX.format(
            lang=lang,
            where="at-wall" if page is FIRST else "at-desk",
            **kwargs | {"title": markup.escape(title), "favicon": icon},
        )


def _ahead(hall: Hall, shapes: Parcel) -> str:
    return f'<link rel="preload" as="fetch" crossorigin href="{hall.prefix}geometry/{shapes.name}">'


def _page_of(hall: Hall, path: str | None) -> Page | None:
    """The page at a path of the address; None where there is none."""
    return {hall.prefix + one.path: one for one in hall.pages}.get((path or "").rstrip("/"))


def _title(hall: Hall, page: Page | None, lang: Language) -> str:
    """What the browser calls a page: simulated data first, then the page, then the product."""
    parts = [SIMULATED] if hall.ask.extent().simulated else []
    if page is None or not page.framed:
        parts += [WORDS["product"].text(lang), WORDS["title"].text(lang)]
    else:
        parts += [page.title.text(lang), WORDS["product"].text(lang)]
    return " · ".join(parts)


def web(
    ask: Questions, drawn: Drawing, *, settings: Settings, act: Acts | None = None, shelf: Shelf | None = None
) -> Dash:
    """The web application over one set of questions, one map, what people may write and the sets for the meeting.

    Returns
    -------
    Dash
        Its `server` is the WSGI application.
    """
    kept: OrderedDict[str, Parcel] = OrderedDict()

    def keep(shot: Snapshot) -> Snapshot:
        kept[shot.shapes.name] = shot.shapes
        while len(kept) > KEPT_SHAPES:
            kept.popitem(last=False)
        return shot

    @cache
    def detail(province: str) -> Parcel:
        return province_parcel(drawn, province)

    @cache
    def counties(province: str) -> Parcel:
        return county_parcel(drawn, province)

    cities, lines = nation_parcels(drawn)
    shapes = Shapes(cities=cities, lines=lines)
    hall = Hall(
        ask=ask, drawing=drawn, shapes=shapes, clock=settings.clock, language=settings.language,
        prefix=settings.prefix, approval=settings.approval, keep=keep, detail=detail,
        counties=counties, pages=PAGES, act=act, shelf=shelf, scenes=programme(settings.scenes), rivers=rivers(drawn),
    )  # fmt: skip
    app = Screens(
        __name__, pages_folder="", use_pages=False, serve_locally=True, update_title="",
        url_base_pathname=settings.prefix,
        suppress_callback_exceptions=True, enable_mcp=False, on_error=_frame.fault, title=WORDS["product"].zh,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )  # fmt: skip
    app.hall = hall
    app.layout = html.Div(
        [
            dcc.Location(id="lanbi-url", refresh=False),
            dcc.Store(id="lanbi-title"),
            _frame.fault_place(),
            html.Div(id="lanbi-page"),
        ]
    )
    _routing(app, hall)
    for page in PAGES:
        page.callbacks(app, hall)
    server: flask.Flask = app.server
    compressed(server)
    _routes(server, hall, kept, settings.metrics)
    _guarded(server, app)
    return app


def _routing(app: Dash, hall: Hall) -> None:
    @app.callback(
        Output("lanbi-page", "children"),
        Output("lanbi-title", "data"),
        Input("lanbi-url", "pathname"),
        State("lanbi-url", "search"),
    )
    def lead(path: str | None, search: str | None) -> tuple[Any, str]:
        lang = address(search, hall.language).lang
        page = _page_of(hall, path)
        title = _title(hall, page, lang)
        if page is None:
            way = html.A(WORDS["no_page"].text(lang), href=hall.prefix + FIRST.path)
            return html.P(way, className="nowhere"), title
        content = page.layout(hall, search or "")
        return (_frame.frame(hall, page, search or "", content) if page.framed else content), title

    browser: Any = app.clientside_callback
    browser(
        ClientsideFunction("lanbi_desk", "called"), Output("lanbi-title", "id"), Input("lanbi-title", "data")
    )
    _frame.framing(app, hall)


def _routes(server: flask.Flask, hall: Hall, kept: OrderedDict[str, Parcel], metrics: Metrics) -> None:
    fixed = {parcel.name: parcel for parcel in (hall.shapes.cities, hall.shapes.lines)}

    @server.before_request
    def entrance() -> Any:
        if flask.request.path == hall.prefix and flask.request.method in ("GET", "HEAD"):
            query = flask.request.query_string.decode("latin-1")
            return flask.redirect(hall.prefix + FIRST.path + (f"?{query}" if query else ""))
        return None

    condition_routes(server, hall, metrics)
    plotting_route(server, hall)
    listed = listing(hall)

    @server.get(hall.prefix + _frame.FIND)
    def directory() -> flask.Response:
        mark, packed = listed()
        answer = flask.Response(packed, mimetype="application/json")
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Cache-Control"] = "no-cache"
        answer.set_etag(mark)
        answer.make_conditional(flask.request)
        return answer

    @server.get(hall.prefix + _frame.KNOWN)
    def known() -> flask.Response:
        at = hall.ask.known()
        answer = flask.jsonify(as_of=None if at is None else at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @server.get(hall.prefix + "geometry/<name>")
    def geometry(name: str) -> flask.Response:
        parcel = (
            fixed.get(name)
            or _detail(hall, name)
            or kept.get(name)
            or hall.rivers.named(name)
            or _again(hall, name, flask.request.args.get("hour", ""))
        )
        if parcel is None:
            flask.abort(404)
        answer = flask.Response(parcel.packed, mimetype="application/geo+json")
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Cache-Control"] = FOREVER
        return answer

    @server.get(hall.prefix + "sets/<chosen>/<name>")
    def of_set(chosen: str, name: str) -> flask.Response:
        path = hall.shelf.file(chosen, name) if hall.shelf is not None else None
        if path is None:
            flask.abort(404)
        return flask.send_file(path, as_attachment=path.suffix != ".png", max_age=3600)


def _detail(hall: Hall, name: str) -> Parcel | None:
    """The shapes of one province or the counties of one or of the country, whichever worker process named them."""
    kind, _, rest = name.partition("-")
    province = rest.partition("-")[0]
    if kind == "counties" and province == NATION:
        made = hall.counties("")
    elif kind in ("province", "counties") and province in hall.drawing.provinces:
        made = (hall.detail if kind == "province" else hall.counties)(province)
    else:
        return None
    return made if made.name == name else None


def _again(hall: Hall, name: str, hour: str) -> Parcel | None:
    """The station shapes that another worker process named, made again from their hour."""
    if not (hour.isascii() and hour.isdigit() and len(hour) <= 11):
        return None
    start = datetime.fromtimestamp(int(hour), UTC)
    held = hall.ask.extent()
    if held.first is None or held.last is None or not held.first <= start <= held.last:
        return None
    made = hall.keep(snapshot(hall.ask, start)).shapes
    return made if made.name == name else None


def _guarded(server: flask.Flask, app: Dash) -> None:
    @server.after_request
    def headers(answer: flask.Response) -> flask.Response:
        scripts = " ".join(
            f"'{digest}'" if not digest.startswith("'") else digest for digest in app.csp_hashes()
        )
        answer.headers["Content-Security-Policy"] = (
            f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
            "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
        )
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Frame-Options"] = "SAMEORIGIN"
        answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if (
            flask.request.path.startswith(app.config.requests_pathname_prefix + "assets/")
            and "m" in flask.request.args
        ):
            answer.headers["Cache-Control"] = FOREVER
        return answer
