"""One section of water: its record, an item over the limits of the classes, its classes, months, neighbours, values.

The address holds the section (`code`), the month that ends the window, how many months it is long, and the item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, html

from assessment.answer import Answer
from assessment.columns import stamp
from assessment.periods import next_month
from assessment.section import Section
from figures.river_map import Spot, frame, river_map
from figures.water_course import class_course, item_course
from geo.projection import albers
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from indicators.water_parameters import water_parameter
from layouts import _desk as desk
from layouts import _water_period as periods
from layouts._page import Hall, Page
from layouts._rivers import width
from layouts._section_record import record, versions
from layouts._section_tables import along, months, trends, values
from layouts._section_where import LENGTHS, PATH, Where, where
from layouts._tiles import records
from layouts._water_words import class_word, item, spelled, word
from layouts.water import passport_place

USUAL = ("codmn", "nh3n", "tp", "do", "cod", "tn", "ph")  # the item shown first, where it has values


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return html.Div(
        [
            html.Div(desk.heading(word("record", lang), lang), id="section-head"),
            html.Div(desk.waiting(lang), id="section-lead"),
            html.Div(
                [
                    desk.section(
                        word("trend", lang),
                        [html.Div(id="section-items"), desk.picture("section-trend", word("trend", lang))],
                    ),
                    desk.section(
                        word("class_strip", lang),
                        [html.P(id="section-agreement"), desk.picture("section-classes", word("class_strip", lang))],
                    ),
                ],
                id="section-pictures", className="parts pictures", hidden=True,
            ),
            html.Div(
                [
                    html.Div(
                        desk.section(
                            word("river_map", lang),
                            [desk.picture("section-map", word("river_map", lang)), html.P(id="section-map-said")],
                        ),
                        id="section-map-part", hidden=True,
                    ),
                    html.Div(id="section-along"),
                ],
                className="parts river",
            ),
            html.Div(id="section-body"),
            passport_place(),
        ],
        id="section", lang=lang,
    )  # fmt: skip


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question for everything on it."""
    asked = periods.asking(hall.ask)

    @app.callback(
        Output("section-head", "children"),
        Output("section-lead", "children"),
        Output("section-pictures", "hidden"),
        Output("section-items", "children"),
        Output("section-agreement", "children"),
        Output("section-trend-figure", "data"),
        Output("section-classes-figure", "data"),
        Output("section-map-part", "hidden"),
        Output("section-map-figure", "data"),
        Output("section-map-said", "children"),
        Output("section-along", "children"),
        Output("section-body", "children"),
        Input("lanbi-url", "search"),
        Input("section-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, ...]:
        lang = desk.language(hall, search)
        title = desk.heading(word("record", lang), lang)
        nothing = (True, None, None, None, None, True, None, None, None, None)
        held = asked.span(asked.mark())
        if held is None:
            return title, desk.empty(lang, word("no_water", lang), word("no_water_hint", lang)), *nothing
        here = where(hall, search or "", held)
        if not here.code:
            way = html.A(word("to_table", lang), href=desk.link(hall, "water", search, code=None, month=None))
            return title, html.Div([desk.empty(lang, word("no_page", lang)), way]), *nothing
        try:
            found: Section = hall.ask.section(
                code=here.code, start=here.start, end=here.end, as_of=here.as_of
            )
        except (LookupError, ValueError) as error:
            return title, desk.refused(error, lang), *nothing
        return _shown(here, found)

    desk.drawing(app, "section-trend")
    desk.drawing(app, "section-classes")
    desk.drawing(app, "section-map")
    desk.downloads(app, hall, PATH, lambda hall, search: _handed(asked, hall, search))


def _handed(asked: periods.Asked, hall: Hall, search: str) -> Answer:
    """What is taken away: the values of the window, with the passport of the classes."""
    held = asked.span(asked.mark())
    if held is None:
        raise LookupError(word("no_water", "zh"))
    here = where(hall, search, held)
    found: Section = hall.ask.section(code=here.code, start=here.start, end=here.end, as_of=here.as_of)
    table = found.series.assign(
        start=[stamp(t) for t in found.series["start"]], end=[stamp(t) for t in found.series["end"]]
    )
    table.insert(0, "code", str(found.record["code"]))
    table.insert(1, "name", str(found.record["name"]))
    return replace(found.months, table=table)


def _shown(here: Where, found: Section) -> tuple[Any, ...]:
    lang = here.lang
    code = str(found.record["code"])
    there = [str(c) for c in dict.fromkeys(found.series.loc[found.series["value"].notna(), "parameter"])]
    chosen = (
        here.item if here.item in there else next((c for c in USUAL if c in there), there[0] if there else "")
    )
    options = [(item(c, lang), here.link(item=c)) for c in there]
    picker = desk.choices(
        "section-item", word("item", lang), options, item(chosen, lang) if chosen else "", lang
    )
    return (
        _head(here, found),
        record(here, found),
        not there,
        picker,
        _agreement(found, lang),
        _trend(found, chosen, lang) if chosen else None,
        desk.drawn(class_course(found.classes, lang=lang), found.months, lang)
        if len(found.classes)
        else None,
        *_map(here, found),
        along(here, found, code),
        [
            desk.section(word("months", lang), months(here, found, code), ident="section-months"),
            *trends(here, code),
            *versions(here, found, code),
            desk.section(
                word("values", lang), values(found, lang), note=word("values_note", lang), ident="section-values"
            ),
        ],
    )  # fmt: skip


def _head(here: Where, found: Section) -> html.Div:
    lang, held, hall = here.lang, found.record, here.hall
    crumbs = [(word("nation", lang), _region(here, None))]
    for level in ("province", "city"):
        code = str(held.get(f"of_{level}", held[level]) or "")
        if code.isdigit():
            crumbs.append((here.called(code), _region(here, code)))
    lengths = [(_length(n, lang), here.link(months=str(n))) for n in LENGTHS]
    before = (here.month - timedelta(days=1)).replace(day=1)
    after = next_month(here.month)
    return desk.heading(
        [_name(held, lang), " · ", html.Time(f"{here.start.astimezone(ZONE):%Y-%m} – {here.month:%Y-%m}"
                                             if here.length > 1 else f"{here.month:%Y-%m}")],
        lang, crumbs=crumbs, marked=desk.marks(found.months.passport, lang),
        controls=[
            desk.beside(
                "section-months-choice", lang, said=f"{here.month:%Y-%m}", earlier=here.link(month=f"{before:%Y-%m}"),
                later=here.link(month=f"{after:%Y-%m}"),
            ),
            desk.choices("section-length", word("length", lang), lengths, _length(here.length, lang), lang),
            html.A(word("on_wall", lang), href=desk.link(
                hall, "wall", here.search, layer="water", code=None, month=None, months=None, item=None, passport=None
            )),
            desk.takeaway(PATH, lang),
        ],
    )  # fmt: skip


def _length(months: int, lang: Language) -> str:
    return f"{months} 个月" if lang == "zh" else f"{months} month{'s' if months > 1 else ''}"


def _name(held: pd.Series, lang: Language) -> str:
    return spelled(str(held["name"]), "", lang)


def _region(here: Where, place: str | None) -> str:
    """The table of sections of a region, in the month shown."""
    return desk.link(
        here.hall, "water", here.search, place=place, period=f"{here.month:%Y-%m}", code=None, month=None, months=None,
        item=None, passport=None,
    )  # fmt: skip


def _agreement(found: Section, lang: Language) -> str:
    both = [
        (str(row["water_class"]), str(row["published"]))
        for row in records(found.classes)
        if row["water_class"] and row["published"]
    ]
    return word("agreement", lang, len(both), sum(a == b for a, b in both)) if both else ""


def _trend(found: Section, code: str, lang: Language) -> Any:
    rows = found.series[found.series["parameter"] == code]
    known = records(found.limits[found.limits["parameter"] == code])
    limits: Mapping[str, Any] = known[0] if known else {}
    unit = water_parameter(code).unit_text
    return desk.drawn(
        item_course(rows, limits, name=item(code, lang), unit=unit.replace("个", "n") if lang == "en" else unit,
                    lang=lang),
        found.months, lang,
    )  # fmt: skip


def _map(here: Where, found: Section) -> tuple[bool, Any, str]:
    """Whether there is no map, its figure, and what is said of it; a section without a position is on none."""
    lang, table = here.lang, found.course
    placed = table[table["lon"].notna() & table["lat"].notna()]
    code = str(found.record["code"])
    if code not in set(placed["code"]):
        return True, None, ""
    x, y = albers(placed["lon"].to_numpy(float), placed["lat"].to_numpy(float))
    spots = [
        Spot(
            x=round(float(a), 2), y=round(float(b), 2), name=spelled(str(row["name"]), "", lang),
            number=int(row["class_number"]), word=class_word(row["water_class"], lang), here=str(row["code"]) == code,
        )
        for row, a, b in zip(records(placed), x, y, strict=True)
    ]  # fmt: skip
    west, south, east, north = frame(spots)
    drawing, rivers = here.hall.drawing, here.hall.rivers
    figure = river_map(
        spots,
        (one.shape for one in (*drawing.provinces.values(), *drawing.cities.values())),
        [
            (one.shape, width(one.river.rank), one.called(lang))
            for one in rivers.near(((south, west), (north, east)))
        ],
    )
    left = len(table) - len(placed)
    said = [
        word("rivers_of", lang, "、".join(rivers.sources)) if rivers.sources else word("no_rivers", lang),
        word("unplaced", lang, left) if left else "",
    ]
    return False, desk.drawn(figure, found.months, lang), " · ".join(part for part in said if part)


PAGE = Page(path=PATH, title=Label(zh="断面", en="Section"), layout=layout, callbacks=callbacks, listed=False)
