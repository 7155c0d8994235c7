"""The target board: every target of a place with its state and what the rest must be, and one of them in full.

The address holds place, day, as-of time and the chosen target; the slider asks what if and changes no address.
"""

from __future__ import annotations

import logging
import shlex
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from assessment.answer import Answer
from figures.target_path import target_path
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts import _target_entry as entry
from layouts import _target_tiles as tiles
from layouts._address import NATION, Address, address
from layouts._columns import spoken
from layouts._page import Hall, Page
from layouts._target_words import word
from layouts._tiles import records

log = logging.getLogger(__name__)

PATH = "targets"
COUNTY_DIGITS = 6
LARGE = 10.0  # figures beyond it have a slider of tenths


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = address(search, hall.language).lang
    return html.Div(
        [
            dcc.Store(id="targets-range"),
            dcc.Store(id="targets-level"),
            dcc.Store(id="targets-chosen"),
            dcc.Store(id="targets-kept"),
            html.Div(desk.heading(word("title", lang), lang), id="targets-head"),
            html.Section(desk.waiting(lang), id="targets-table", className="part board", tabIndex="-1"),
            html.Section(
                [
                    html.Div(id="targets-headline"),
                    html.Div(desk.picture("targets-path", word("path", lang)), id="targets-picture"),
                    html.Div(
                        [
                            html.Span(id="targets-asked"),
                            html.Div(id="targets-slider", className="slider"),
                            html.Output(id="targets-level-said"),
                            html.Div(id="targets-then"),
                        ],
                        id="targets-what-if", className="what-if",
                    ),
                    html.Div(id="targets-more", className="more"),
                ],
                className="part one",
            ),
            entry.forms(lang) if hall.act is not None else None,
        ],
        id="targets", className="targets", lang=lang,
    )  # fmt: skip


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: the board, one target, and what if."""

    @app.callback(
        Output("targets-head", "children"),
        Output("targets-table", "children"),
        Output("targets-headline", "children"),
        Output("targets-more", "children"),
        Output("targets-path-figure", "data"),
        Output("targets-range", "data"),
        Output("targets-chosen", "data"),
        Input("lanbi-url", "search"),
        Input("targets-table", "id"),
        Input("targets-kept", "data"),
    )
    def show(search: str | None, _: str, __: Any) -> tuple[Any, ...]:
        where = address(search, hall.language)
        lang = where.lang
        head = _head(hall, where, hall.ask.targets(as_of=where.as_of, language=lang))
        try:
            rows = records(_board(hall, search or "").table)
        except LookupError as error:
            return head, desk.refused(error, lang), None, None, None, None, None
        if not rows:
            return (
                head,
                desk.empty(lang, word("none", lang), word("load", lang)),
                None,
                None,
                None,
                None,
                None,
            )
        chosen = _chosen(rows, where.target)
        hrefs = {str(row["id"]): _href(hall, where, target=str(row["id"])) for row in rows}
        table = tiles.table(
            rows, str(chosen["id"]), hrefs, lang, any(row["region"] != where.place for row in rows)
        )
        try:
            return (
                head,
                table,
                *_one(hall, where, chosen),
                {"id": chosen["id"], "name": entry.chosen_name(chosen)},
            )
        except (LookupError, ValueError) as error:
            log.info("target %s cannot be followed: %s", chosen["id"], error)
            title = html.H2(spoken(str(chosen["title"]), lang))
            return head, table, [title, desk.refused(error, lang)], None, None, None, None

    @app.callback(
        Output("targets-then", "children"),
        Output("targets-path-figure", "data", allow_duplicate=True),
        Input("targets-level", "data"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def what_if(asked: Mapping[str, Any] | None, search: str | None) -> tuple[Any, Any]:
        where = address(search, hall.language)
        if not asked:
            return None, no_update
        same = _asked(hall, where, str(asked["target"]))
        try:
            answer = hall.ask.target(level=float(asked["level"]), **same)
        except (LookupError, ValueError):
            return None, no_update
        row = tiles.first(answer)
        return tiles.said(row, where.lang), _picture(hall, same, row, where.lang)

    entry.callbacks(app, hall)
    desk.downloads(app, hall, "targets", _board)
    browser: Any = app.clientside_callback
    desk.drawing(app, "targets-path")
    browser(
        ClientsideFunction("lanbi_targets", "range"),
        Output("targets-slider", "title"),
        Input("targets-range", "data"),
    )


def _board(hall: Hall, search: str) -> Answer:
    """The board of an address, as it is shown and handed out."""
    where = address(search, hall.language)
    within = None if where.place == NATION else where.place
    return hall.ask.board(
        until=_until(hall, where), within=within, day=where.day, as_of=where.as_of, language=where.lang
    )


def _chosen(rows: list[dict[str, Any]], target: str) -> dict[str, Any]:
    """The target of the address; without it the first whose rest must be something, or simply the first."""
    named = [row for row in rows if row["id"] == target]
    open_ones = [row for row in rows if row["control"]]
    return (named or open_ones or rows)[0]


def _asked(hall: Hall, where: Address, target: str) -> dict[str, Any]:
    return {
        "target": target, "until": _until(hall, where), "day": where.day, "as_of": where.as_of, "language": where.lang
    }  # fmt: skip


def _one(hall: Hall, where: Address, chosen: Mapping[str, Any]) -> tuple[Any, ...]:
    """Headline, further texts, picture and slider of one target."""
    lang = where.lang
    same = _asked(hall, where, str(chosen["id"]))
    answer = hall.ask.target(**same)
    row = tiles.first(answer)
    command = ["python", "app.py", "targets", "progress", str(chosen["id"]), "--day", str(row["day"])]
    if where.as_of is not None:
        command += ["--as-of", where.as_of.astimezone(ZONE).isoformat()]
    shown = [("years", tiles.years), ("backtest", tiles.backtest), ("history", tiles.history)]
    if row["indicator"] in ("composite_index", "cwqi", "tli", "water_class"):
        shown.insert(1, ("items", tiles.items))
    parts = ((key, desk.attempt(lang, partial(_drawn, hall, same, key, draw, lang))) for key, draw in shown)
    heads = {"items": "items_class"} if row["indicator"] == "water_class" else {}
    beside = [[html.H3(word(heads.get(key, key), lang)), made] for key, made in parts if made is not None]
    book = records(hall.ask.targets(as_of=where.as_of, language=lang).table)
    held = next((one for one in book if one["id"] == chosen["id"]), None)
    if held is not None:
        beside.append([html.H3(word("book", lang)), tiles.record(held, lang)])
    words = [
        html.Div([part for pair in beside for part in pair], className="years"),
        html.Div(tiles.basis(row, answer, " ".join(map(shlex.quote, command)), lang), className="basis"),
    ]
    picture = _picture(hall, same, row, lang)
    return tiles.headline(row, lang), words, picture, _range(row, lang, picture is not None)


def _drawn(
    hall: Hall, same: Mapping[str, Any], key: str, draw: Callable[[Answer, Language], Any], lang: Language
) -> Any:
    """One of the tables beside a target; None where it has none."""
    return draw(hall.ask.target(show="reported" if key == "history" else key, **same), lang)


def _picture(hall: Hall, same: Mapping[str, Any], row: Mapping[str, Any], lang: Language) -> Any:
    """The figure of the path as plotly's JSON; None for a target without one."""
    try:
        path: Answer = hall.ask.target(show="path", precision="full", **same)
    except ValueError:
        return None
    end = None
    if row.get("if_figure") and row["figure"]:
        end = (
            date.fromisoformat(str(row["day"])), float(row["figure"]), date.fromisoformat(str(row["end"])),
            float(row["if_figure"]),
        )  # fmt: skip
    figure = target_path(path, lang=lang, end_if=end, classes=row["indicator"] == "water_class")
    return desk.drawn(figure, path, lang)


def _range(row: Mapping[str, Any], lang: Language, drawn: bool) -> dict[str, Any]:
    """The span of the slider: what remains, a factor to twice the past, or a concentration to twice the larger.

    `slider` is false where no one level says what the rest is: nothing remains, a class, a reported value.
    """
    told = {"target": str(row["id"]), "picture": drawn, "slider": False}
    left, of = int(row["rest"] or 0), str(row["control_unit"])
    if not left or not row["figure"] or row["proof"] == "" or row["indicator"] == "water_class":
        return told
    needed = float(row["control"]) if row["control"] else None
    if of in ("d", "section_month"):
        top, step, key = float(left), 1.0, "what_if_count" if of == "d" else "what_if_sections"
    elif of == "factor":
        top, step, key = 2.0, 0.001, "what_if_factor"
    else:
        top = 2 * max(float(row["figure"]), needed or 0.0)
        monthly = row["rest_unit"] == "month"
        step, key = (0.001 if top <= LARGE else 0.01, "what_if_month") if monthly else (0.1, "what_if")
    return told | {
        "slider": True, "max": round(top, 0 if top > LARGE else 3), "step": step, "asked": word(key, lang),
        "value": min(top, needed if needed is not None else top / 2), "unit": tiles.unit(row, lang, "control_unit"),
        "decimals": {1.0: 0, 0.1: 1, 0.01: 2}.get(step, 3),
    }  # fmt: skip


def _head(hall: Hall, where: Address, book: Answer) -> html.Div:
    """Title, marks, the places that have targets, and the day."""
    lang = where.lang
    # A section of water is found on the board of the division that answers for it.
    divisions = [row for row in records(book.table) if str(row["region"]).isdigit()]
    found = {str(row["region"]): str(row["place"]) for row in divisions}
    places = {NATION: word("all", lang), **found}
    options = [(name, _href(hall, where.at(place=code))) for code, name in places.items()]
    day: dict[str, Any] = {
        "data-day": where.day.isoformat() if where.day else "",
        "data-label": word("day", lang),
    }
    return desk.heading(
        word("title", lang), lang, crumbs=_crumbs(hall, where, found),
        marked=desk.marks(book.passport, lang, unreviewed=True),
        controls=[
            desk.choices("targets-places", word("places", lang), options, places.get(where.place, ""), lang),
            html.Label([word("day", lang), html.Span(id="targets-day", **day)], className="day"),
            desk.takeaway("targets", lang),
        ],
    )  # fmt: skip


def _crumbs(hall: Hall, where: Address, found: Mapping[str, str]) -> list[tuple[str, str]]:
    """From all places over province and city down to the place of the address; nothing for all places."""
    if where.place == NATION:
        return []
    lang, known = where.lang, hall.drawing
    city = where.place if where.place in known.cities else where.place[:4] + "00"
    chain = [(NATION, word("all", lang))]
    province = known.provinces.get(known.cities[city].parent if city in known.cities else where.place)
    if province is not None:
        chain.append((province.code, province.name.text(lang)))
    if city in known.cities and (not chain or chain[-1][0] != city):
        chain.append((city, known.cities[city].name.text(lang)))
    county = where.place[:COUNTY_DIGITS]
    if county != where.place and county in found:
        chain.append((county, found[county]))
    if where.place not in (code for code, _ in chain) and where.place in found:
        chain.append((where.place, found[where.place]))
    return [(name, _href(hall, where.at(place=code))) for code, name in chain]


def _href(hall: Hall, where: Address, target: str | None = None) -> str:
    chosen = where if target is None else where.aiming(target)
    return hall.prefix + PATH + (chosen.search(hall.language) or "?")


def _until(hall: Hall, where: Address) -> date:
    """The last day that is over; on a frozen board the last that was over then, whatever day it is now."""
    return (where.as_of or hall.clock()).astimezone(ZONE).date() - timedelta(days=1)


PAGE = Page(path=PATH, title=Label(zh="目标", en="Targets"), layout=layout, callbacks=callbacks)
