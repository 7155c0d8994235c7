"""The wall: one page for a hall, legible from five metres, that plays its scenes and goes back at will.

Everything on it is of one moment and comes with one answer of the server; the shapes of the map come once. Which scene
follows which is decided in the browser, which asks for the next one before it is due: a change of scene waits for
nobody, and goes on while the server is away.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import dash_leaflet as dl
from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from assessment.answer import Answer
from indicators.parameters import Label
from layouts._address import NATION, Address, address
from layouts._alarms import strip
from layouts._columns import sheet
from layouts._desk import link
from layouts._figure import Figure
from layouts._map_slide import map_menu
from layouts._page import Hall, Page
from layouts._passport import Told, panel, refused, told
from layouts._picture import SEA_LONLAT, corners, name
from layouts._scene import Cue, Take
from layouts._scenes import SCENES, named
from layouts._surface import surface_routes
from layouts._takeaway import downloads
from layouts._tiles import data
from layouts._water_wall import TIME_WORDS
from layouts._water_words import word as water_word
from layouts._words import word

EVERY_MS = 60_000
_LABELLED: dict[str, Any] = {"aria-labelledby": "wall-passport-title"}
PASSPORTS = 8  # figures whose readings stay at hand while their steps are opened
STRIPS = 24  # lines of alarms held in memory


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    where = address(search, hall.language)
    lang, scene = where.lang, named(where)
    setup = {
        "base": hall.prefix,
        "nation": NATION,
        "shapes": {"cities": hall.shapes.cities.name, "lines": hall.shapes.lines.name},
        "inset": corners(SEA_LONLAT),
        "scenes": hall.scenes,
        "every": [(one.name, one.seconds) for one in SCENES],
        "words": {key: word(key, lang) for key in ("paused", "rotating", "old_h", "old_d", "stale")},
    }
    return html.Div(
        [
            dcc.Interval(id="wall-tick", interval=EVERY_MS),
            dcc.Store(id="wall-stamp"),
            dcc.Store(id="wall-take"),
            dcc.Store(id="wall-time"),
            dcc.Store(id="wall-figure"),
            dcc.Store(id="wall-size"),
            dcc.Store(id="wall-painted"),
            dcc.Store(id="wall-ahead-asked"),
            dcc.Store(id="wall-ahead"),
            dcc.Store(id="wall-alarms-stamp"),
            html.Div(id="wall-setup", hidden=True, **data(setup=json.dumps(setup))),
            html.Div(
                id="wall-stale",
                className="stale",
                hidden=True,
                role="alert",
                **data(words=word("stale", lang)),
            ),
            html.Header(id="wall-head", className="head"),
            html.Section(id="wall-alarms", className="alarms", **_aria(word("alarms", lang))),
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
                            map_menu("wall-map", "wall", lang),
                        ],
                        className="map",
                    ),
                    _time_control(where),
                    html.Div(
                        [
                            html.Output(id="wall-replay-said"),
                            html.Div(id="wall-replay", className="canvas-place"),
                        ],
                        className="replay",
                    ),
                ],
                className="middle",
            ),
            html.Section(
                [
                    html.Article(id="wall-ranking", className="tile grow"),
                    html.Article(
                        [
                            html.H2(id="wall-course-title"),
                            html.Div(id="wall-course-place", className="curve"),
                            html.Div(id="wall-course-foot"),
                        ],
                        id="wall-course-tile",
                        className="tile course",
                    ),
                ],
                className="side right",
            ),
            html.Section(id="wall-stage", className="stage"),
            html.Div([html.Footer(id="wall-foot"), _programme(where)], className="bottom"),
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
        className=f"wall is-{scene} {'maps' if scene in ('air', 'water', 'storm') else 'boards'}",
        lang=lang,
    )


def _map(which: str, *, move: bool) -> dl.Map:
    return dl.Map(
        id=which, crs="Simple", center=[560, 500], zoom=0, minZoom=-4, maxZoom=7, zoomSnap=0, zoomDelta=0.5,
        zoomControl=False, attributionControl=False, trackViewport=False, dragging=move, scrollWheelZoom=move,
        doubleClickZoom=False, touchZoom=move, boxZoom=False, keyboard=False, preferCanvas=True,
        className="leaflet",
    )  # fmt: skip


def _programme(where: Address) -> html.Nav:
    """The scenes, each a link, and whether they follow each other by themselves."""
    lang = where.lang
    links = [
        html.A(
            [html.Kbd(str(number)), one.title.text(lang), html.I()],
            href=f"?scene={one.name}", **data(scene=one.name),
        )
        for number, one in enumerate(SCENES, start=1)
    ]  # fmt: skip
    pause = html.Button("", id="wall-pause", title=word("pause_title", lang))
    return html.Nav([*links, pause], id="wall-scenes", **_aria(word("scenes", lang)))


def _aria(label: str) -> dict[str, Any]:
    return {"aria-label": label}


def _time_control(where: Address) -> html.Div:
    lang = where.lang

    def button(hours: int, key: str, arrow: str, air: str) -> html.Button:
        long = abs(hours) > 1
        said = {"": word(air, lang)} | {
            step: water_word(words[0 if long else 1], lang) for step, words in TIME_WORDS.items()
        }
        body = [html.Span(arrow, className="arrow"), html.Span(said[""], className="step")]
        return html.Button(
            body if hours < 0 else body[::-1],
            title=word(key, lang),
            **data(step=hours, words=json.dumps(said), title=word(key, lang), arrow=arrow)
            | {"aria-label": word(key, lang)},
        )

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
        **_aria(word("time", lang)),
    )


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question a renewal, everything else in the browser."""
    plays = {one.name: one.play(hall) for one in SCENES}

    def taken(search: str | None, ticks: int | None) -> Take:
        where = address(search, hall.language).explaining(
            None
        )  # an open passport changes nothing of the picture
        return plays[named(where)](
            Cue(hall=hall, held=hall.ask.extent(), where=where, now=hall.clock(), ticks=ticks)
        )

    @app.callback(
        Output("wall-stamp", "data"),
        Output("wall-time", "data"),
        Output("wall-take", "data"),
        Input("lanbi-url", "search"),
        Input("wall-tick", "n_intervals"),
        State("wall-stamp", "data"),
    )
    def renew(search: str | None, ticks: int | None, stamp: str | None) -> tuple[Any, ...]:
        take = taken(search, ticks)
        if take.mark == stamp:
            return no_update, take.time, no_update
        # A picture with a tile that failed is tried again at the next renewal.
        return take.mark if take.whole else None, take.time, take.outputs()

    @app.callback(
        Output("wall-ahead", "data"),
        Input("wall-ahead-asked", "data"),
        State("wall-stamp", "data"),
        prevent_initial_call=True,
    )
    def look_ahead(asked: dict[str, Any] | None, stamp: str | None) -> Any:
        """The first of the scenes asked for that has something to show, and why the ones before it have not."""
        absent: dict[str, str] = {}
        for search in (asked or {}).get("searches", [])[: len(SCENES)]:
            take = taken(search, None)
            where = address(search, hall.language)
            if take.absent is not None:
                absent[named(where)] = take.absent.text(where.lang)
                continue
            return {
                "search": search, "scene": named(where), "stamp": take.mark, "time": take.time, "parts": take.outputs(),
                "absent": absent, "whole": take.whole,
            }  # fmt: skip
        return {"search": None, "absent": absent}

    _alarms(app, hall)
    _passports(app, hall)

    surfaced = surface_routes(app.server, hall)

    def of_the_map(_: Hall, search: str) -> Answer:
        """What the map's slide rests on: the answer from which the picture on the screen was made.

        Where a surface lies over the air, its stations.
        """
        where = address(search, hall.language)
        over = surfaced(_surface(hall, where)) if where.surface and named(where) == "air" else None
        told = over or taken(search, None).told
        if told is None:
            raise LookupError(word("empty", where.lang))
        return told

    downloads(app, hall, "wall-map", of_the_map)
    browser: Any = app.clientside_callback
    for function, which, what, (source, given) in (
        ("opened", "wall-passport", "title", ("wall-passport", "children")),
        ("heard", "wall-tick", "className", ("wall-time", "data")),
        ("show", "wall-map", "title", ("wall-take", "data")),
        ("ahead", "wall-scenes", "title", ("wall-ahead", "data")),
        # The library of the curve is five times the rest: it is asked for when the map stands.
        ("curve", "wall-course-place", "children", ("wall-painted", "data")),
    ):
        browser(ClientsideFunction("lanbi", function), Output(which, what), Input(source, given))
    browser(
        ClientsideFunction("lanbi", "point"),
        Output("wall-course-foot", "title"),
        Input("wall-course", "clickData"),
        prevent_initial_call=True,
    )
    browser(
        ClientsideFunction("lanbi", "draw"),
        Output("wall-course", "figure"),
        Input("wall-figure", "data"),
        Input("wall-size", "data"),
    )


def _surface(hall: Hall, where: Address) -> dict[str, str]:
    """Which surface an address lays over the map, as `assets/surface.js` asks for it."""
    cue = Cue(hall=hall, held=hall.ask.extent(), where=where, now=hall.clock())
    asked = {"of": where.surface, "place": cue.province or NATION, "hour": f"{cue.hour.timestamp():.0f}"}
    return asked | (
        {"as_of": f"{where.as_of.timestamp():.3f}".replace(".", "") + "000"} if where.as_of else {}
    )


def _page_of(hall: Hall, where: Address) -> str:
    """The page of the station or section whose figure an address explains; empty for a figure of a region."""
    asked = where.passport
    if asked is None or asked.of not in ("station", "section"):
        return ""
    return link(hall, asked.of, f"?lang={where.lang}", code=asked.code)


def _alarms(app: Dash, hall: Hall) -> None:
    """The line of alarms: asked when the picture stands, since it costs more than the picture."""

    @lru_cache(maxsize=STRIPS)
    def made(revision: int, hour: Any, place: str, search: str) -> Any:
        where = address(search, hall.language)
        return strip(Cue(hall=hall, held=hall.ask.extent(), where=where, now=hall.clock()))

    @app.callback(
        Output("wall-alarms", "children"),
        Output("wall-alarms-stamp", "data"),
        Input("wall-painted", "data"),
        Input("wall-stamp", "data"),
        State("lanbi-url", "search"),
        State("wall-alarms-stamp", "data"),
        prevent_initial_call=True,
    )
    def sound(painted: Any, mark: Any, search: str | None, stamp: str | None) -> tuple[Any, Any]:
        where = address(search, hall.language).explaining(None)
        if where.layer == "water":
            where = Address(place=where.place, lang=where.lang, scenes=where.scenes)
        cue = Cue(hall=hall, held=hall.ask.extent(), where=where, now=hall.clock())
        if not painted or cue.held.last is None:
            return no_update, no_update
        key = f"{cue.held.revision}|{cue.hour.timestamp():.0f}|{cue.place}|{where.lang}|{where.scenes}"
        if key == stamp:
            return no_update, no_update
        return made(cue.held.revision, cue.hour, cue.place, where.search(hall.language)), key


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
        return panel(
            one, where, href=f"{hall.prefix}wall{again}", revision=revision, page=_page_of(hall, where)
        ), False

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


PAGE = Page(path="wall", title=Label(zh="大屏", en="Wall"), layout=layout, callbacks=callbacks, framed=False)
