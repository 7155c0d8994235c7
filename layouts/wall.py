"""The wall: one page for a hall, legible from five metres, that follows the newest hour and goes back at will.

Everything on it is of one hour and comes with one answer of the server; the shapes of the map come once.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any

import dash_leaflet as dl
from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from assessment.answer import Answer
from assessment.extent import Extent
from indicators.parameters import Label
from indicators.regime import ZONE
from layouts._address import NATION, Address, address
from layouts._columns import sheet
from layouts._figure import Figure
from layouts._page import Hall, Page
from layouts._passport import Told, panel, refused, told
from layouts._picture import SEA_LONLAT, Kind, Snapshot, corners, kind, name, snapshot
from layouts._scene import CHANGED, Scene, render
from layouts._tiles import data
from layouts._water_wall import TIME_WORDS, layer_switch, showing
from layouts._water_words import word as water_word
from layouts._words import word

EVERY_MS = 60_000
LATE = timedelta(hours=3)
SNAPSHOTS, RENDERED = 48, 96  # hours and pictures held in memory
_LABELLED: dict[str, Any] = {"aria-labelledby": "wall-passport-title"}
PASSPORTS = 8  # figures whose readings stay at hand while their steps are opened


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    where = address(search, hall.language)
    lang, water = where.lang, where.layer == "water"
    setup = {
        "base": hall.prefix,
        "nation": NATION,
        "shapes": {"cities": hall.shapes.cities.name, "lines": hall.shapes.lines.name},
        "inset": corners(SEA_LONLAT),
    }
    return html.Div(
        [
            dcc.Interval(id="wall-tick", interval=EVERY_MS),
            dcc.Store(id="wall-stamp"),
            dcc.Store(id="wall-picture"),
            dcc.Store(id="wall-time"),
            dcc.Store(id="wall-figure"),
            dcc.Store(id="wall-size"),
            dcc.Store(id="wall-painted"),
            html.Div(id="wall-setup", hidden=True, **data(setup=json.dumps(setup))),
            html.Div(
                id="wall-stale",
                className="stale",
                hidden=True,
                role="alert",
                **data(words=word("stale", lang)),
            ),
            html.Header(id="wall-head", className="head"),
            html.Section(
                [
                    html.Article(id="wall-now", className="tile now"),
                    html.Article(id="wall-items", className="tile"),
                    html.Article(id="wall-standing", className="tile grow"),
                ],
                className="side left",
            ),
            html.Section(
                [
                    html.Article(
                        [
                            _map("wall-map", move=True),
                            html.Div(id="wall-legend", className="legend"),
                            html.Div(
                                [_map("wall-inset", move=False), html.Span(word("inset", lang))],
                                id="wall-inset-tile",
                                className="inset",
                            ),
                            html.Div(id="wall-map-foot", className="map-foot"),
                        ],
                        className="map",
                    ),
                    _time_control(where),
                ],
                className="middle",
            ),
            html.Section(
                [
                    html.Article(id="wall-ranking", className="tile grow"),
                    html.Article(
                        [
                            html.H2(id="wall-course-title"),
                            html.Div(id="wall-course-place", className="curve", hidden=water),
                            html.Div(id="wall-course-foot"),
                        ],
                        className="tile grow worst" if water else "tile course",
                    ),
                ],
                className="side right",
            ),
            html.Footer(id="wall-foot", className="bottom"),
            html.Aside(
                id="wall-passport",
                className="passport",
                hidden=True,
                role="dialog",
                tabIndex="-1",
                **_LABELLED,
            ),
        ],
        id="wall",
        className="wall",
        lang=lang,
        **data(layer=where.layer),
    )


def _map(which: str, *, move: bool) -> dl.Map:
    return dl.Map(
        id=which, crs="Simple", center=[560, 500], zoom=0, minZoom=-4, maxZoom=7, zoomSnap=0, zoomDelta=0.5,
        zoomControl=False, attributionControl=False, trackViewport=False, dragging=move, scrollWheelZoom=move,
        doubleClickZoom=False, touchZoom=move, boxZoom=False, keyboard=False, preferCanvas=True,
        className="leaflet",
    )  # fmt: skip


def _time_control(where: Address) -> html.Div:
    lang = where.lang
    long, short = TIME_WORDS[where.step or "month"] if where.layer == "water" else ("", "")

    def button(hours: int, key: str, arrows: str, air: str) -> html.Button:
        said = water_word(long if abs(hours) > 1 else short, lang) if long else word(air, lang)
        title = f"{arrows} {said}" if long else word(key, lang)
        return html.Button(
            [html.Span(arrows, className="arrow"), said]
            if hours < 0
            else [said, html.Span(arrows, className="arrow")],
            title=title,
            **data(step=hours) | {"aria-label": title},
        )

    aria: dict[str, Any] = {"aria-label": word("time", lang)}
    return html.Div(
        [
            button(-24, "day_back", "«", "one_day"),
            button(-1, "hour_back", "‹", "one_hour"),
            html.Output(id="wall-hour-said", className="said"),
            button(1, "hour_on", "›", "one_hour"),
            button(24, "day_on", "»", "one_day"),
            html.Div(id="wall-slider", className="slider", **data(label=word("time", lang))),
            html.Button(word("newest", lang), id="wall-newest"),
        ],
        className="time",
        role="group",
        **aria,
    )


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question a renewal, everything else in the browser."""
    scenes, water = _scenes(hall), showing(hall)

    pictures: OrderedDict[tuple[Extent, datetime, int, str], tuple[Any, ...]] = OrderedDict()

    def rendered(held: Extent, hour: datetime, late: int, search: str) -> tuple[tuple[Any, ...], bool]:
        key = (held, hour, late, search)
        if key in pictures:
            pictures.move_to_end(key)
            return pictures[key], True
        parts, whole = render(scenes(held, hour, late, search))
        if whole:  # a picture with a tile that failed is tried again at the next renewal
            pictures[key] = parts
            if len(pictures) > RENDERED:
                pictures.popitem(last=False)
        return parts, whole

    @app.callback(
        Output("wall-stamp", "data"),
        Output("wall-time", "data"),
        *(Output(which, what) for which, what in CHANGED),
        Input("lanbi-url", "search"),
        Input("wall-tick", "n_intervals"),
        State("wall-stamp", "data"),
    )
    def renew(search: str | None, ticks: int | None, stamp: str | None) -> tuple[Any, ...]:
        held = hall.ask.extent()
        now = hall.clock()
        where = address(search, hall.language).explaining(None)
        if where.layer == "water":
            return water(held, where, ticks, stamp)
        search = where.search(hall.language)  # an open passport changes nothing of the picture
        if held.first is None or held.last is None:
            return (no_update, {"heard": ticks}, *_empty(hall, where))
        hour = min(max(where.hour or held.last, held.first), held.last)
        late = _late(now - held.last - timedelta(hours=1))
        mark = f"{held.revision}|{hour.timestamp():.0f}|{held.last.timestamp():.0f}|{search}|{late}"
        span = {
            "first": held.first.timestamp(),
            "last": held.last.timestamp(),
            "hour": hour.timestamp(),
            "heard": ticks,
        }
        if mark == stamp:
            return (no_update, span, *(no_update,) * len(CHANGED))
        parts, whole = rendered(held, hour, late, search)
        return (mark if whole else None, span, *parts)

    _passports(app, hall)
    browser: Any = app.clientside_callback
    browser(
        ClientsideFunction("lanbi", "opened"),
        Output("wall-passport", "title"),
        Input("wall-passport", "children"),
    )
    browser(
        ClientsideFunction("lanbi", "heard"), Output("wall-tick", "className"), Input("wall-time", "data")
    )
    browser(ClientsideFunction("lanbi", "paint"), Output("wall-map", "title"), Input("wall-picture", "data"))
    browser(
        ClientsideFunction("lanbi", "point"),
        Output("wall-course-foot", "title"),
        Input("wall-course", "clickData"),
        prevent_initial_call=True,
    )
    # The library of the curve is five times the rest: it is asked for when the map stands.
    browser(
        ClientsideFunction("lanbi", "curve"),
        Output("wall-course-place", "children"),
        Input("wall-painted", "data"),
    )
    browser(
        ClientsideFunction("lanbi", "draw"),
        Output("wall-course", "figure"),
        Input("wall-figure", "data"),
        Input("wall-size", "data"),
    )


def _passports(app: Dash, hall: Hall) -> None:
    """The passport panel: opened by the address, its steps made when somebody opens them."""

    @lru_cache(maxsize=PASSPORTS)
    def found(asked: Figure, revision: int) -> Told:
        return told(hall.ask, asked, lambda code: name(code, hall.drawing))

    @app.callback(
        Output("wall-passport", "children"),
        Output("wall-passport", "hidden"),
        Input("lanbi-url", "search"),
    )
    def open_passport(search: str | None) -> tuple[Any, bool]:
        where = address(search, hall.language)
        if where.passport is None:
            return None, True
        revision = hall.ask.extent().revision
        try:
            one = found(where.passport, revision)
        except (LookupError, ValueError) as error:
            return refused(error, where.lang), False
        again = where.explaining(one.figure).search(hall.language)
        return panel(one, where, href=f"{hall.prefix}wall{again}", revision=revision), False

    @app.callback(
        Output({"type": "wall-step-data", "key": MATCH}, "data"),
        Input({"type": "wall-step", "key": MATCH}, "n_clicks"),
        State({"type": "wall-step", "key": MATCH}, "id"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def open_step(clicks: int | None, which: dict[str, str], search: str | None) -> Any:
        where = address(search, hall.language)
        if clicks != 1 or where.passport is None:
            return no_update
        steps = {step[0]: step[3] for step in found(where.passport, hall.ask.extent().revision).steps}
        return sheet(steps[which["key"]](), which["key"], where.lang)

    browser: Any = app.clientside_callback
    browser(
        ClientsideFunction("lanbi", "sheet"),
        Output({"type": "wall-step-table", "key": MATCH}, "title"),
        Input({"type": "wall-step-data", "key": MATCH}, "data"),
        State({"type": "wall-step-data", "key": MATCH}, "id"),
    )


def _late(age: timedelta) -> int:
    """Whole hours by which the newest data are late; 0 while they are in time."""
    return int(age.total_seconds() // 3600) if age > LATE else 0


def _scenes(hall: Hall) -> Callable[[Extent, datetime, int, str], Scene]:
    @lru_cache(maxsize=SNAPSHOTS)
    def shot(revision: int, hour: datetime) -> Snapshot:
        return hall.keep(snapshot(hall.ask, hour))

    # Of a day, not of an hour: whoever steps through hours waits for these once.
    @lru_cache(maxsize=SNAPSHOTS)
    def standing(revision: int, day: date, region: str) -> Answer:
        return hall.ask.standing(region=region, at=datetime.combine(day, time.min, ZONE).astimezone(UTC))

    @lru_cache(maxsize=SNAPSHOTS)
    def ranking(revision: int, day: date, province: str) -> Answer:
        return hall.ask.rank(indicator="composite_index", within=province, start=day.replace(day=1), end=day)

    @lru_cache(maxsize=SNAPSHOTS)
    def provinces(revision: int, hour: datetime) -> Answer:
        return hall.ask.moment(of="province", start=hour, within=None)

    def scene(held: Extent, hour: datetime, late: int, search: str) -> Scene:
        where = address(search, hall.language)
        place, unknown = where.place, ""
        what: Kind = "nation"
        try:
            what = kind(place, hall.drawing)
        except LookupError:
            place, unknown = NATION, place
        day = hour.astimezone(ZONE).date()
        return Scene(
            hall=hall, where=where, place=place, what=what, shot=shot(held.revision, hour),
            standing=partial(standing, held.revision, day), ranking=partial(ranking, held.revision, day),
            provinces=partial(provinces, held.revision, hour), newest=hour == held.last,
            following=where.hour is None, simulated=held.simulated, late=late, unknown=unknown,
        )  # fmt: skip

    return scene


def _empty(hall: Hall, where: Address) -> tuple[Any, ...]:
    lang = where.lang
    head = [
        html.Div([html.B(word("product", lang)), html.Span(word("title", lang))], className="brand"),
        html.Div([html.B(word("empty", lang)), " ", word("empty_hint", lang)], className="notices"),
        layer_switch(hall, where),
        html.A(
            word("desk", lang), href=hall.prefix + "targets" + where.board(hall.language), id="wall-targets",
            className="switch",
        ),
    ]  # fmt: skip
    return (no_update, no_update, head, *(no_update,) * (len(CHANGED) - 3))


PAGE = Page(path="wall", title=Label(zh="大屏", en="Wall"), layout=layout, callbacks=callbacks, framed=False)
