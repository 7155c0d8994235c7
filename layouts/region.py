"""The overview of a region: its air and water, its targets in danger, the gaps in its data, and what lies in it.

The first page of the desk. The address holds the place (`place`) and the hour up to which it looks (`hour`, the newest
without it); a click on the map or in the table leads down to province, city, county, and to a station.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from assessment.answer import Answer
from layouts import _desk as desk
from layouts import _region_air as air
from layouts import _region_beside as side
from layouts._address import address, written
from layouts._page import Hall, Page
from layouts._region_map import hour_of_the_map, region_map, tools
from layouts._region_where import PATH, Asked, Here, asking, here
from layouts._region_words import WORDS, word
from layouts._words import interval


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answers."""
    lang = desk.language(hall, search)
    label: dict[str, Any] = {"aria-label": word("map", lang)}
    return html.Div(
        [
            dcc.Store(id="region-picture"),
            html.Div(desk.heading(word("title", lang), lang), id="region-head"),
            html.Div(desk.waiting(lang), id="region-cards", className="cards"),
            html.Div(
                [
                    desk.section(
                        word("map", lang),
                        [
                            html.Div(
                                html.Div(id="region-map", className="drawn", role="img", **label),
                                className="place",
                            ),
                            html.P(id="region-map-foot", className="count"),
                        ],
                        ident="region-map-part",
                        tools=html.Div(id="region-map-tools"),
                    ),
                    html.Div(desk.waiting(lang), id="region-air"),
                    html.Div(desk.waiting(lang), id="region-below"),
                ],
                className="beside-map",
            ),
            html.Div(
                [
                    html.Div(desk.waiting(lang), id="region-water"),
                    html.Div(desk.waiting(lang), id="region-targets"),
                    html.Div(desk.waiting(lang), id="region-gaps"),
                ],
                className="parts",
            ),
        ],
        id="region", lang=lang,
    )  # fmt: skip


def callbacks(app: Dash, hall: Hall) -> None:
    """Register the parts of the page: each comes when its own questions are answered."""
    asked = asking(hall)

    def part(ident: str, make: Callable[[Here], Any]) -> None:
        @app.callback(Output(ident, "children"), Input("lanbi-url", "search"), Input(ident, "id"))
        def show(search: str | None, _: str) -> Any:
            return _made(hall, asked, search or "", make)

    @app.callback(
        Output("region-head", "children"),
        Output("region-cards", "children"),
        Output("region-air", "children"),
        Input("lanbi-url", "search"),
        Input("region-head", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, Any, Any]:
        lang = desk.language(hall, search)
        top = desk.heading(word("title", lang), lang)
        try:
            found = here(hall, asked, search or "")
        except LookupError:
            code = address(search, hall.language).place
            return top, None, desk.refused(LookupError(word("unknown", lang, code)), lang)
        if found is None:
            return top, None, desk.empty(lang, word("empty", lang), word("empty_hint", lang))
        made: list[Answer] = []
        cards = desk.attempt(lang, lambda: air.cards(found, made))
        table = desk.attempt(lang, lambda: air.table(found, made))
        return _head(found, made), cards, table

    for ident, make in (
        ("region-below", side.below), ("region-water", side.water), ("region-targets", side.targets),
        ("region-gaps", side.gaps),
    ):  # fmt: skip
        part(ident, make)

    @app.callback(
        Output("region-picture", "data"),
        Output("region-map-foot", "children"),
        Output("region-map-tools", "children"),
        Input("lanbi-url", "search"),
        Input("region-picture", "id"),
    )
    def draw(search: str | None, _: str) -> tuple[Any, Any, Any]:
        try:
            found = here(hall, asked, search or "")
            picture, foot = (None, None) if found is None else region_map(found)
            return picture, foot, tools(found) if found is not None and picture is not None else None
        except LookupError:
            return None, None, None

    browser: Any = app.clientside_callback
    browser(
        ClientsideFunction("lanbi_region", "draw"),
        Output("region-map", "title"),
        Input("region-picture", "data"),
        Input("desk-size", "data"),
    )
    desk.downloads(app, hall, PATH, partial(_handed, asked))
    desk.downloads(app, hall, "region-map", partial(_map_data, asked))


def _made(hall: Hall, asked: Asked, search: str, make: Callable[[Here], Any]) -> Any:
    """One part of the page; nothing where the page itself says what is the matter."""
    try:
        found = here(hall, asked, search)
    except LookupError:
        return None
    return None if found is None else desk.attempt(found.lang, lambda: make(found))


def _handed(asked: Asked, hall: Hall, search: str) -> Answer:
    """What is taken away: the figures of the place, or of the country those of its provinces."""
    found = here(hall, asked, search)
    if found is None:
        raise LookupError(word("empty", "zh"))
    if found.own.kind not in ("province", "city", "county"):
        return asked.below(found.revision, found.as_of, found.within, "province", found.day)
    return asked.overview(found.revision, found.as_of, found.place, found.day)


def _map_data(asked: Asked, hall: Hall, search: str) -> Answer:
    """What the slide of the map rests on."""
    found = here(hall, asked, search)
    if found is None:
        raise LookupError(word("empty", "zh"))
    return hour_of_the_map(found)


def _head(found: Here, made: list[Answer]) -> html.Div:
    """Title, the places above, how the figures stand, and the steps of a day."""
    lang, hall = found.lang, found.hall
    day = timedelta(days=1)
    steps = desk.beside(
        "region-steps", lang, said=f"{found.day}",
        earlier=found.link(hour=written(found.hour - day)) if found.hour - day >= found.first else "",
        later=found.link(hour=written(min(found.hour + day, found.newest))) if found.hour < found.newest else "",
        newest=found.link(hour=None) if found.hour < found.newest and found.as_of is None else "",
    )  # fmt: skip
    return desk.heading(
        [found.own.name.text(lang), " ", html.Small(f"{word('title', lang)} · {interval(found.hour)}")], lang,
        crumbs=desk.crumbs(hall, PATH, found.search, found.place, lang),
        marked=[
            *(desk.marks(made[0].passport, lang) if made else ()),
            desk.resolved(hour=written(found.hour), place=found.place),
        ],
        controls=[steps, desk.takeaway(PATH, lang)],
    )  # fmt: skip


PAGE = Page(path=PATH, title=WORDS["title"], layout=layout, callbacks=callbacks)
