"""The water of a region in one period: shares and states, its divisions, its sections, the months, the monthly sheet.

The address holds the region (`place`, `basin` or `river`), the period and the view; every figure leads to its
passport, every section to its own page.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from dash import Dash, Input, Output, html

from assessment.answer import Answer
from assessment.reference import command
from assessment.water_overview import Span
from figures.water_classes import CLASSES, chip, state_chip
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts import _water_period as periods
from layouts._address import NATION
from layouts._columns import STAGES, spoken, words_of_notes
from layouts._page import Hall, Page
from layouts._passport import word_of
from layouts._tiles import records
from layouts._water_divisions import divisions, ranking
from layouts._water_list import section_table
from layouts._water_months import month_table
from layouts._water_period import Asked, Period
from layouts._water_sheet import sheet
from layouts._water_where import PATH, Where, called
from layouts._water_words import (
    basin,
    change,
    class_word,
    half,
    items,
    percent,
    points,
    spelled,
    state_word,
    unlike,
    word,
)
from layouts._words import cited

LEADING = (
    "good_water_share", "worse_than_v_share", "section_compliance_rate", "water_state", "main_pollution_items",
)  # fmt: skip
VIEWS = ("overview", "by_month", "sheet")
DIVISIONS = ("province", "city", "county", "basin")


def where(hall: Hall, search: str, held: Span) -> Where:
    """What an address asks of a store that holds water."""
    said = desk.asked(search)
    place = said.get("place", NATION)
    return Where(
        hall=hall, search=search, lang=desk.language(hall, search),
        place=place if place.isascii() and place.isdigit() and len(place) == len(NATION) else NATION,
        basin=said.get("basin", "")[:40], river=said.get("river", "")[:60],
        period=_period(said, held), view=said["view"] if said.get("view") in VIEWS else VIEWS[0],
    )  # fmt: skip


def _period(said: Mapping[str, str], held: Span) -> Period:
    """The period asked: days typed in come before what `period` says."""
    try:
        first, last = (date.fromisoformat(said[key]) if key in said else None for key in ("from", "to"))
    except ValueError:
        first = last = None
    if first is None and last is None:
        return periods.read(said.get("period", ""), held)
    newest = held.last.astimezone(ZONE).date()
    return periods.window(first or (last or newest).replace(day=1), last or max(newest, first or newest))


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return desk.awaited(PATH, word("title", lang), lang, beside=passport_place())


def passport_place() -> html.Aside:
    """The panel in which the passport of a figure opens, filled by the callback that serves the wall as well."""
    labelled: dict[str, Any] = {"aria-labelledby": "wall-passport-title"}
    return html.Aside(
        id="wall-passport",
        className="passport desk-passport",
        hidden=True,
        role="dialog",
        tabIndex="-1",
        **labelled,
    )


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question for the sections, one for their divisions."""
    asked = periods.asking(hall.ask)

    @app.callback(
        Output("water-head", "children"),
        Output("water-body", "children"),
        Input("lanbi-url", "search"),
        Input("water-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, Any]:
        lang = desk.language(hall, search)
        revision = asked.mark()
        held = asked.span(revision)
        if held is None:
            return desk.heading(word("title", lang), lang), desk.empty(
                lang, word("no_water", lang), word("no_water_hint", lang)
            )
        here = where(hall, search or "", held)
        made: list[Answer] = []
        body = desk.attempt(lang, lambda: _body(here, asked, revision, made))
        return _head(here, made, held), body

    desk.downloads(app, hall, PATH, partial(_handed, asked))


def _handed(asked: Asked, hall: Hall, search: str) -> Answer:
    """What is taken away: the table of the view."""
    revision = asked.mark()
    held = asked.span(revision)
    if held is None:
        raise LookupError(word("no_water", "zh"))
    here = where(hall, search, held)
    asking = {"sheet": asked.sheet, "by_month": asked.months, "overview": asked.moment}[here.view]
    return asking(revision, here.period, here.within, here.as_of)


def _head(here: Where, made: Sequence[Answer], held: Span) -> html.Div:
    """Title, the regions above, and the controls of period and view."""
    lang = here.lang
    crumbs = []
    if here.within:
        crumbs.append((word("nation", lang), here.link(place=None, basin=None, river=None)))
        for code in _above(here):
            crumbs.append((called(here.hall, code, lang), here.link(place=code, basin=None, river=None)))
    steps = [(word(step, lang), here.link(period=here.period.stepped(step, held.last).written))
             for step in periods.OF_DESK]  # fmt: skip
    views = [(word(view, lang), here.link(view=None if view == VIEWS[0] else view)) for view in VIEWS]
    return desk.heading(
        [word("title", lang), " · ", region_name(here, made), " · ", html.Time(here.period.said)], lang, crumbs=crumbs,
        marked=desk.marks(made[0].passport, lang) if made else (),
        controls=[
            desk.choices("water-steps", word("step", lang), steps, word(here.period.step, lang), lang),
            *_window(here),
            _beside(here, held),
            desk.choices("water-views", word("view", lang), views, word(here.view, lang), lang),
            desk.takeaway(PATH, lang),
        ],
    )  # fmt: skip


def _window(here: Where) -> list[Any]:
    """The two days of a window, to be typed in."""
    if here.period.step != "window":
        return []
    days = {"from": here.period.first, "to": here.period.last}
    return [
        desk.ask_for(f"water-{key}", key, word(key, here.lang), day.isoformat(), kind="date")
        for key, day in days.items()
    ]


def _beside(here: Where, held: Span) -> html.Nav:
    """The periods before and after, and the newest."""
    shown = here.period
    later = shown.end <= held.last
    newest = "" if shown.step == "window" or not later else periods.of(shown.step, held.last).written
    return desk.beside(
        "water-beside", here.lang,
        earlier=here.link(period=shown.beside(-1).written) if shown.start > held.first else "",
        later=here.link(period=shown.beside(1).written) if later else "",
        newest=here.link(period=newest) if newest else "",
    )  # fmt: skip


def _above(here: Where) -> list[str]:
    """The divisions above the region and itself, for a breadcrumb."""
    if here.place == NATION:
        return []
    province = here.place[:2] + "0000"
    city = here.place[:4] + "00"
    found = [province]
    if here.place != province and city != province and city in here.hall.drawing.cities:
        found.append(city)
    if here.place not in found:
        found.append(here.place)
    return found if here.within != here.place else found[:-1]


def region_name(here: Where, made: Sequence[Answer] = ()) -> Any:
    """The region in words."""
    if here.river:
        return spoken(here.river.rsplit("/", 1)[-1], here.lang)
    if here.basin:
        return basin(here.basin, here.lang)
    if here.place == NATION:
        return word("nation", here.lang)
    known = names(made[0], here.lang) if made else {}
    return called(here.hall, here.place, here.lang, known)


def names(overview: Answer, lang: Language) -> dict[str, str]:
    """Names of the divisions of an overview by code."""
    return {
        str(row["code"]): spelled(str(row["name"]), str(row["name_en"]), lang)
        for row in records(overview.table)
        if row["of"] != "basin"
    }


def _body(here: Where, asked: Asked, revision: Hashable, made: list[Answer]) -> Any:
    lang = here.lang
    overview = asked.overview(revision, here.period, here.within, here.as_of)
    rows = records(overview.table)
    made.append(overview)
    whole = rows[0]
    if not int(whole["sections"]):
        return desk.empty(lang, word("no_sections", lang), word("no_sections_hint", lang))
    known = names(overview, lang)
    if here.view == "sheet":
        told = asked.sheet(revision, here.period, here.within, here.as_of)
        return [sheet(here, told), _standing(told, lang)]
    if here.view == "by_month":
        told = asked.months(revision, here.period, here.within, here.as_of)
        return [month_table(here, told), _standing(told, lang)]
    sections = asked.moment(revision, here.period, here.within, here.as_of)
    nowhere = int((sections.table["province"] == "").sum())
    return [
        _leading(here, whole),
        html.P(word("no_division", lang, nowhere), className="told mend") if nowhere else None,
        html.Div([*divisions(here, rows), ranking(here, rows)], className="parts"),
        desk.section(
            word("list", lang), section_table(here, records(sections.table), known), ident="water-sections",
            note=None if int(whole["valid"]) else word("none_then", lang),
        ),
        _standing(overview, lang),
    ]  # fmt: skip


def _leading(here: Where, whole: Mapping[str, Any]) -> html.Section:
    """The figures of the region as a whole, and its sections by class."""
    lang = here.lang
    day = here.day
    number = int(whole["state_number"])
    shown: dict[str, tuple[Any, Any]] = {
        "good_water_share": (percent(whole["good_water_share"]), "%"),
        "worse_than_v_share": (percent(whole["worse_than_v_share"]), "%"),
        "section_compliance_rate": (percent(whole["section_compliance_rate"]), "%"),
        "water_state": (state_word(number, day, lang) or desk.DASH, None),
        "main_pollution_items": (items(whole["main_pollution_items"], lang) or word("no_main", lang), None),
    }
    beside = {
        **{code: _since(whole, code, lang) for code in ("good_water_share", "worse_than_v_share", "water_state")},
        "section_compliance_rate": word("of_targets", lang, int(whole["with_target"])) if int(whole["with_target"])
        else word("no_targets", lang),
    }  # fmt: skip
    cards = []
    for code in LEADING:
        text, unit = shown[code]
        href = here.passport(code, here.of, here.place)
        style: dict[str, Any] = {}
        if code == "water_state" and number:
            ground, letters = state_chip(number)
            style = {"style": {"backgroundColor": ground, "color": letters}, "className": "chip"}
        much: Any = html.Span(text, **style) if style else text
        body = [
            html.Div(word(code, lang), className="what"),
            html.Div([much, html.Small(unit) if unit and text != desk.DASH else None], className="much"),
            html.Div(beside.get(code, ""), className="against"),
        ]
        further: dict[str, Any] = {"data-figure": code}
        made = html.A(body, href=href, className="card", **further) if href else html.Div(
            body, className="card", **further
        )  # fmt: skip
        cards.append(made)
    left, due = int(whole["expected"]) - int(whole["valid"]), int(whole["expected"])
    counted = [
        word("sections_of", lang, int(whole["sections"])),
        word("due", lang, due) if due != int(whole["sections"]) else "", word("judged", lang, int(whole["valid"])),
        word("left_out", lang, left) if left else "",
    ]  # fmt: skip
    return desk.section(
        word("distribution", lang), [distribution(whole, lang), html.Div(cards, className="cards")],
        note=" · ".join(part for part in counted if part), ident="water-leading",
    )  # fmt: skip


def _since(whole: Mapping[str, Any], code: str, lang: Language) -> Any:
    """What a leading figure did since the period before and since the year before, a line each."""
    lines = []
    for prefix, key in (("", "change"), ("year_", "year_change")):
        if code == "water_state":
            said = change(whole[prefix + "change"], whole[prefix + "change_word"], lang)
            text = said.text if isinstance(said, desk.Cell) else ""
        else:
            told = points(whole[prefix + ("good_change" if code == "good_water_share" else "bad_change")])
            text = f"{told} {word('points', lang)}" if told else ""
        if text:
            then, now = int(whole[prefix + "valid_before"]), int(whole["valid"])
            other = word("other_sections", lang, then, now) if unlike(then, now) else ""
            lines.append(
                html.Div([word(key, lang), " ", html.B(text), html.Div(html.Small(other)) if other else None])
            )
    return lines or ""


def distribution(row: Mapping[str, Any], lang: Language) -> html.Div:
    """The sections of a row by class as a bar; each share has its class and number written in it."""
    bars = []
    for number in range(1, 7):
        count = int(row[f"class_{number}"])
        if not count:
            continue
        ground, letters = chip(number)
        style: Any = {"flexGrow": count, "backgroundColor": ground, "color": letters}
        said = class_word(CLASSES[number], lang)
        bars.append(
            html.Span(
                [html.B(said), html.Span(str(count))], className="share", style=style, title=f"{said} {count}"
            )
        )
    left = int(row["expected"]) - int(row["valid"])
    if left:
        style = {"flexGrow": left}
        title = f"{word('no_class', lang)} {left}"
        bars.append(html.Span(html.Span(str(left)), className="share none", style=style, title=title))
    label: dict[str, Any] = {"aria-label": word("distribution", lang)}
    return html.Div(bars, className="distribution", role="img", **label)


def _standing(answer: Answer, lang: Language) -> html.Details:
    """The passport of the whole page: by what was judged, what was left out, and the command that makes it again."""
    about = answer.passport
    rows: list[tuple[str, Any]] = [
        ("edition", spoken(cited(about.editions, lang), lang)),
        ("clauses", spoken("; ".join(cited((one,), lang) for one in about.clauses), lang)),
        ("rule", spoken(about.formula.text(lang), lang)),
        ("exclusions", [html.Div(one.text(lang)) for one in about.exclusions] or word_of("nothing", lang)),
        ("stage", STAGES[about.stage].text(lang) if about.stage in STAGES else about.stage),
        ("basis", [html.Div(f"{label.text(lang)}: {half(value, lang)}") for label, value in about.basis]),
        ("notes", [html.Div(one) for one in words_of_notes(";".join(about.notes), lang)]),
        ("as_of", f"{about.reference.as_of.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"),
        ("again", html.Code(command(about.reference))),
    ]
    return html.Details(
        [
            html.Summary(word("passport", lang)),
            html.Dl(
                [part for key, said in rows if said for part in (html.Dt(word_of(key, lang)), html.Dd(said))],
                className="facts",
            ),
        ],
        className="part standing",
    )  # fmt: skip


PAGE = Page(path=PATH, title=Label(zh="水", en="Water"), layout=layout, callbacks=callbacks)
