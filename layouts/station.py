"""One air station: its record, hours with what the checks flag, calendar, week, slots, neighbours and changed values.

The address holds the station (`code`), the item and the first and last day; a quarter of a year is the longest.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import pandas as pd
from dash import Dash, Input, Output, html

from assessment.answer import Answer
from assessment.periods import midnight
from assessment.slots import TITLES
from assessment.station import Station
from figures.calendar import calendar
from figures.hour_fields import week
from figures.series import series
from figures.slot_days import slot_days
from indicators.parameters import AIR_DAILY, AIR_HOURLY, parameter
from layouts import _desk as desk
from layouts import _station_parts as parts
from layouts._air_words import SHORT
from layouts._columns import spoken
from layouts._page import Hall, Page
from layouts._station_where import ITEMS, PATH, WINDOWS, Where, where
from layouts._station_words import WORDS, word

MONTHS_BACK: Final = 5
WEEKS_BACK: Final = timedelta(days=91)


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)

    def part(key: str, note: str = "") -> html.Section:
        return desk.section(
            word(key, lang), [desk.picture(f"station-{key}", word(key, lang)), html.Div(id=f"station-{key}-more")],
            note=word(note, lang) if note else None, ident=f"station-{key}-part",
        )  # fmt: skip

    return html.Div(
        [
            html.Div(desk.heading(word("title", lang), lang), id="station-head"),
            html.Div(desk.waiting(lang), id="station-lead"),
            html.Div(
                [
                    part("hours", "hours_note"),
                    part("calendar"),
                    html.Div([part("week", "week_note"), part("slots")], className="parts"),
                ],
                id="station-pictures", hidden=True,
            ),
            html.Div(id="station-body"),
        ],
        id="station", className="station", lang=lang,
    )  # fmt: skip


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question for the window, and those of calendar, week and checks beside it."""

    @app.callback(
        Output("station-head", "children"),
        Output("station-lead", "children"),
        Output("station-pictures", "hidden"),
        Output("station-hours-figure", "data"),
        Output("station-slots-figure", "data"),
        Output("station-slots-more", "children"),
        Output("station-body", "children"),
        Input("lanbi-url", "search"),
        Input("station-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, ...]:
        here = where(hall, search or "")
        title, nothing = desk.heading(word("title", here.lang), here.lang), (True, None, None, None, None)
        if not here.code:
            return (
                title,
                desk.empty(here.lang, word("none", here.lang), word("none_hint", here.lang)),
                *nothing,
            )
        try:
            found = _ask(here)
        except (LookupError, ValueError) as error:
            return title, desk.refused(error, here.lang), *nothing
        return _shown(here, found)

    @app.callback(
        Output("station-calendar-figure", "data"),
        Output("station-week-figure", "data"),
        Input("lanbi-url", "search"),
        Input("station-body", "id"),
    )
    def beside(search: str | None, _: str) -> tuple[Any, ...]:
        here = where(hall, search or "")
        try:
            return _patterns(here)
        except (LookupError, ValueError):
            return None, None

    for key in ("hours", "calendar", "week", "slots"):
        desk.drawing(app, f"station-{key}")
    desk.downloads(app, hall, PATH, lambda hall, search: _ask(where(hall, search)).hours)


def _ask(here: Where) -> Station:
    found: Station = here.hall.ask.station(
        code=here.code, start=here.start, end=here.end, item=here.item if here.item in AIR_HOURLY else "pm25",
        language=here.lang, as_of=here.as_of,
    )  # fmt: skip
    return found


def _patterns(here: Where) -> tuple[Any, ...]:
    """The calendar of half a year and the week of a quarter, both up to the end of the window."""
    months = here.last.year * 12 + here.last.month - 1 - MONTHS_BACK
    held = here.hall.ask.covered()
    first = date(months // 12, months % 12 + 1, 1)
    first = max(first, held.first.replace(day=1)) if held is not None and held.first <= here.last else first
    item = here.item if here.item in ("aqi", *AIR_DAILY) else "o3_8h"
    days: Answer = here.hall.ask.calendar(
        place=here.code, item=item, start=midnight(first), end=here.end,
        as_of=here.as_of,
    )  # fmt: skip
    hours: Answer = here.hall.ask.hour_means(
        place=here.code, item="pm25" if here.item == "aqi" else here.item, start=here.end - WEEKS_BACK, end=here.end,
        as_of=here.as_of,
    )  # fmt: skip
    return (
        desk.drawn(calendar(days, lang=here.lang), days, here.lang),
        desk.drawn(week(hours, lang=here.lang), hours, here.lang),
    )


def _shown(here: Where, found: Station) -> tuple[Any, ...]:
    lang = here.lang
    hours = found.hours.table
    column = pd.DataFrame({"start": hours["start"], "value": hours[here.item]})
    unit = "" if here.item == "aqi" else parameter(here.item).unit_text
    item = "o3" if here.item == "o3_8h" else here.item
    flagged = [
        datetime.fromisoformat(str(start))
        for start, text in zip(hours["start"], hours["suspect"], strict=True)
        if text and (item == "aqi" or any(part.split()[0] == item for part in str(text).split(";")))
    ]
    exceptions, flags, neighbours, changes = (
        desk.section(word(key, lang), made, note=word(note, lang) if note else None, ident=f"station-{key}")
        for key, made, note in (
            ("exceptions", parts.exceptions(here, found), ""), ("flags", parts.flags(here, found), ""),
            ("neighbours", parts.neighbours(here, found), "neighbours_note"),
            ("changes", parts.changes(here, found), ""),
        )
    )  # fmt: skip
    curve = replace(found.hours, table=column, passport=replace(found.hours.passport, unit=unit))
    return (
        _head(here, found),
        [parts.lead(here, found)],
        False,
        desk.drawn(
            series(curve, lang=lang, every="hour", level=here.item == "aqi", suspect=flagged), found.hours, lang
        ),
        desk.drawn(slot_days(found.slots, TITLES, lang=lang), found.slots, lang)
        if len(found.slots.table)
        else None,
        parts.counts(here, found),
        [
            html.Div(
                [
                    html.Div([exceptions, neighbours]),
                    html.Div([flags, changes]),
                ],
                className="parts",
            ),
            desk.section(word("table_days", lang), parts.values(here, found.days, days=True), ident="station-days"),
            desk.section(
                word("table_hours", lang), parts.values(here, found.hours, days=False), ident="station-hours-table",
                tools=desk.takeaway(PATH, lang),
            ),
        ],
    )  # fmt: skip


def _head(here: Where, found: Station) -> html.Div:
    lang, hall = here.lang, here.hall
    name = parts.name(found.record, lang)
    items = [(SHORT[code].text(lang), here.link(item=code)) for code in ITEMS]
    windows = [
        (word("days_n", lang, n), here.link(start=f"{here.last - timedelta(days=n - 1)}", end=f"{here.last}"))
        for n in WINDOWS
    ]
    span = (here.last - here.first).days + 1
    days = timedelta(days=span)
    ways = [("to_trend", "trend", {"place": here.code, "code": None, "item": None})]
    # The divisions above lead to their trends, which know nothing of a station's item.
    plain = urlencode(
        {key: text for key, text in desk.asked(here.search).items() if key in ("lang", "as_of")}
    )
    city = str(found.record["city"])
    if city:
        ledger = {"place": city, "of": "station", "month": f"{here.last:%Y-%m}", "code": None, "item": None}
        ways += [
            ("to_ledger", "ledger", {**ledger, "start": None, "end": None}),
            ("to_wall", "wall", {"place": city, "code": None, "item": None, "start": None, "end": None}),
        ]
    links = [
        html.A(
            word(key, lang),
            href=desk.link(hall, path, here.search, **{"passport": None, "station": None, **state}),
        )
        for key, path, state in ways
    ]
    return html.Div(
        [
            desk.heading(
                [spoken(name, lang), html.Small(here.code), html.Time(f"{here.first} – {here.last}")], lang,
crumbs=desk.crumbs(hall, "trend", plain, here.code, lang)[:-1],
                marked=desk.marks(found.hours.passport, lang), controls=links,
            ),
            html.Div(
                [
                    desk.choices("station-items", word("item", lang), items, SHORT[here.item].text(lang), lang),
                    desk.choices(
                        "station-windows", word("window", lang), windows,
                        word("days_n", lang, span) if span in WINDOWS else "", lang,
                    ),
                    desk.beside(
                        "station-beside", lang,
                        earlier=here.link(start=f"{here.first - days}", end=f"{here.last - days}"),
                        later=here.link(start=f"{here.first + days}", end=f"{here.last + days}"),
                    ),
                    *[
                        desk.ask_for(f"station-{key}", of, word(key, lang), f"{day}", kind="date", drops=("passport",))
                        for key, of, day in (("first", "start", here.first), ("last", "end", here.last))
                    ],
                ],
                className="trend-controls",
            ),
            desk.resolved(code=here.code, item=here.item, start=f"{here.first}", end=f"{here.last}"),
        ]
    )  # fmt: skip


PAGE = Page(path=PATH, title=WORDS["title"], layout=layout, callbacks=callbacks, listed=False)
