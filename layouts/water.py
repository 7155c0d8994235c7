"""The water of a region in one month, day or slot: shares and states, its divisions, its sections, the monthly sheet.

The address holds the region (`place`, `basin` or `river`), the period and the view; every figure leads to its
passport, every section to its own page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
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
from layouts._picture import name as named
from layouts._tiles import records
from layouts._water_period import Asked
from layouts._water_sheet import met, section_link, sheet
from layouts._water_where import PATH, Where
from layouts._water_words import (
    WORDS,
    basin,
    change,
    class_cell,
    class_word,
    half,
    items,
    kind,
    notes,
    percent,
    spelled,
    state_word,
    target,
    word,
)
from layouts._words import cited

LEADING = (
    "good_water_share", "worse_than_v_share", "section_compliance_rate", "water_state", "main_pollution_items",
)  # fmt: skip
DIVISIONS = ("province", "city", "county", "basin")


def where(hall: Hall, search: str, held: Span) -> Where:
    """What an address asks of a store that holds water."""
    said = desk.asked(search)
    place = said.get("place", NATION)
    return Where(
        hall=hall, search=search, lang=desk.language(hall, search),
        place=place if place.isascii() and place.isdigit() and len(place) == len(NATION) else NATION,
        basin=said.get("basin", "")[:40], river=said.get("river", "")[:60],
        period=periods.read(said.get("period", ""), held), view="sheet" if said.get("view") == "sheet" else "overview",
    )  # fmt: skip


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return html.Div(
        [
            html.Div(desk.heading(word("title", lang), lang), id="water-head"),
            html.Div(desk.waiting(lang), id="water-body"),
            passport_place(),
        ],
        id="water", lang=lang,
    )  # fmt: skip


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
        revision = hall.ask.extent().revision
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
    revision = hall.ask.extent().revision
    held = asked.span(revision)
    if held is None:
        raise LookupError(word("no_water", "zh"))
    here = where(hall, search, held)
    return (asked.sheet if here.view == "sheet" else asked.moment)(revision, here.period, here.within)


def _head(here: Where, made: Sequence[Answer], held: Span) -> html.Div:
    """Title, the regions above, and the controls of period and view."""
    lang = here.lang
    crumbs = []
    if here.within:
        crumbs.append((word("nation", lang), here.link(place=None, basin=None, river=None)))
        for code in _above(here):
            crumbs.append((called(here.hall, code, lang), here.link(place=code, basin=None, river=None)))
    steps = [(word(step, lang), here.link(period=here.period.stepped(step, held.last).written))
             for step in periods.STEPS]  # fmt: skip
    views = [
        (word(view, lang), here.link(view=None if view == "overview" else view))
        for view in ("overview", "sheet")
    ]
    return desk.heading(
        [word("title", lang), " · ", region_name(here, made), " · ", html.Time(here.period.said)], lang, crumbs=crumbs,
        marked=desk.marks(made[0].passport, lang) if made else (),
        controls=[
            desk.choices("water-steps", word("step", lang), steps, word(here.period.step, lang), lang),
            _beside(here, held),
            desk.choices("water-views", word("view", lang), views, word(here.view, lang), lang),
            desk.takeaway(PATH, lang),
        ],
    )  # fmt: skip


def _beside(here: Where, held: Span) -> html.Nav:
    """The periods before and after, and the newest."""
    lang, shown = here.lang, here.period
    options = []
    if shown.start > held.first:
        options.append((word("earlier", lang), here.link(period=shown.beside(-1).written)))
    if shown.end <= held.last:
        options.append((word("later", lang), here.link(period=shown.beside(1).written)))
        options.append((word("newest", lang), here.link(period=periods.of(shown.step, held.last).written)))
    return desk.choices("water-beside", word("time", lang), options, "", lang)


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


def called(hall: Hall, code: str, lang: Language, known: Mapping[str, str] | None = None) -> str:
    """A division by its name on this screen; by its code where nobody knows it."""
    if known and code in known:
        return known[code]
    found = named(code, hall.drawing)
    return found.text(lang) if found else code


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


def _body(here: Where, asked: Asked, revision: int, made: list[Answer]) -> Any:
    lang = here.lang
    overview = asked.overview(revision, here.period, here.within)
    rows = records(overview.table)
    made.append(overview)
    whole = rows[0]
    if not int(whole["sections"]):
        return desk.empty(lang, word("no_sections", lang), word("no_sections_hint", lang))
    known = names(overview, lang)
    if here.view == "sheet":
        return [sheet(here, asked.sheet(revision, here.period, here.within)), _standing(overview, lang)]
    sections = asked.moment(revision, here.period, here.within)
    return [
        _leading(here, whole),
        html.Div([*_divisions(here, rows), _ranking(here, rows)], className="parts"),
        desk.section(
            word("list", lang), section_table(here, records(sections.table), known), ident="water-sections",
            note=None if int(whole["valid"]) else word("none_then", lang),
        ),
        _standing(overview, lang),
    ]  # fmt: skip


def _leading(here: Where, whole: Mapping[str, Any]) -> html.Section:
    """The figures of the region as a whole, and its sections by class."""
    lang = here.lang
    day = (here.period.end - timedelta(seconds=1)).astimezone(ZONE).date()
    number = int(whole["state_number"])
    shown: dict[str, tuple[Any, Any]] = {
        "good_water_share": (percent(whole["good_water_share"]), "%"),
        "worse_than_v_share": (percent(whole["worse_than_v_share"]), "%"),
        "section_compliance_rate": (percent(whole["section_compliance_rate"]), "%"),
        "water_state": (state_word(number, day, lang) or desk.DASH, None),
        "main_pollution_items": (items(whole["main_pollution_items"], lang) or word("no_main", lang), None),
    }
    beside = {
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
    left = int(whole["sections"]) - int(whole["valid"])
    counted = [
        word("sections_of", lang, int(whole["sections"])), word("judged", lang, int(whole["valid"])),
        word("left_out", lang, left) if left else "",
    ]  # fmt: skip
    return desk.section(
        word("distribution", lang), [distribution(whole, lang), html.Div(cards, className="cards")],
        note=" · ".join(part for part in counted if part), ident="water-leading",
    )  # fmt: skip


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
    left = int(row["sections"]) - int(row["valid"])
    if left:
        style = {"flexGrow": left}
        title = f"{word('no_class', lang)} {left}"
        bars.append(html.Span(html.Span(str(left)), className="share none", style=style, title=title))
    label: dict[str, Any] = {"aria-label": word("distribution", lang)}
    return html.Div(bars, className="distribution", role="img", **label)


def _divisions(here: Where, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """One table a kind of member: the next divisions below, and the basins."""
    lang, made = here.lang, []
    day = (here.period.end - timedelta(seconds=1)).astimezone(ZONE).date()
    below = {"": "province", "province": "city", "city": "county", "county": ""}[here.of]
    if here.within and not here.of:
        below = "province"
    for of in (below, "" if here.basin or here.river else "basin"):
        chosen = [row for row in rows if row["of"] == of]
        if not of or not chosen:
            continue
        table = desk.table(
            _DIVISION_COLUMNS,
            [_division(here, row, day) for row in chosen],
            lang=lang,
            label=word(f"by_{of}", lang),
        )
        made.append(desk.section(word(f"by_{of}", lang), table, ident=f"water-{of}"))
    return made


_DIVISION_COLUMNS = [
    desk.Column(key="name", title=Label(zh="名称", en="Name")),
    desk.Column(key="valid", title=WORDS["valid"], kind="number"),
    desk.Column(key="good", title=WORDS["good"], kind="number", unit="%"),
    desk.Column(key="bad", title=WORDS["bad"], kind="number", unit="%"),
    desk.Column(key="compliance", title=WORDS["compliance"], kind="number", unit="%"),
    desk.Column(key="state", title=WORDS["water_state"]),
    desk.Column(key="main", title=WORDS["main_pollution_items"], kind="wide"),
]


def _division(here: Where, row: Mapping[str, Any], day: Any) -> dict[str, Any]:
    lang, of, code = here.lang, str(row["of"]), str(row["code"])
    number = int(row["state_number"])

    def share(key: str) -> desk.Cell:
        return desk.Cell(
            text=percent(row[key]), href=here.passport(key, of, code) if row[key] == row[key] else ""
        )

    to = here.link(basin=code, river=None) if of == "basin" else here.link(place=code, basin=None, river=None)
    said = basin(code, lang) if of == "basin" else spelled(str(row["name"]), str(row["name_en"]), lang)
    return {
        "name": desk.Cell(text=said, href=to),
        "valid": f"{int(row['valid'])}/{int(row['sections'])}",
        "good": share("good_water_share"),
        "bad": share("worse_than_v_share"),
        "compliance": share("section_compliance_rate"),
        "state": desk.Cell(
            text=state_word(number, day, lang), chip=state_chip(number), by=str(number),
            href=here.passport("water_state", of, code),
        ) if number else "",
        "main": items(row["main_pollution_items"], lang),
    }  # fmt: skip


def _ranking(here: Where, rows: Sequence[Mapping[str, Any]]) -> Any:
    """The cities by the water index of the month, with the change on the year before."""
    lang = here.lang
    if here.of in ("city", "county") or (here.within and not here.of):
        return None
    title = word("ranking", lang)
    if here.period.step != "month":
        return desk.section(title, desk.empty(lang, word("only_months", lang)), ident="water-ranking")
    if not any(row["of"] == "city" and row["cwqi"] == row["cwqi"] for row in rows):
        return desk.section(title, desk.empty(lang, word("no_ranking", lang)), ident="water-ranking")

    def ranked() -> Any:
        first = here.period.start.astimezone(ZONE).date()
        last = (here.period.end - timedelta(seconds=1)).astimezone(ZONE).date()
        answer: Answer = here.hall.ask.rank(
            indicator="cwqi", within=here.within or NATION, start=first, end=last, against="year"
        )
        found = [row for row in records(answer.table) if str(row["rank"] or "")]
        return desk.table(
            _RANKED,
            [
                {
                    "rank": str(row["rank"]),
                    "name": desk.Cell(
                        text=spelled(str(row["name"]), str(row["name_en"]), lang),
                        href=here.link(place=str(row["code"]), basin=None, river=None),
                    ),
                    "cwqi": desk.Cell(text=str(row["value"]), href=here.passport("cwqi", "city", str(row["code"]))),
                    "change": str(row.get("change_percent", row.get("change", "")) or ""),
                    "sections": f"{row['valid']}/{row['expected']}",
                }
                for row in found
            ],
            lang=lang, label=title,
        )  # fmt: skip

    return desk.section(
        title, desk.attempt(lang, ranked), note=word("ranking_note", lang), ident="water-ranking"
    )


_RANKED = [
    desk.Column(key="rank", title=WORDS["rank"], kind="number"),
    desk.Column(key="name", title=WORDS["city"]),
    desk.Column(key="cwqi", title=WORDS["cwqi"], kind="number"),
    desk.Column(key="change", title=WORDS["improvement"], kind="number", unit="%"),
    desk.Column(key="sections", title=WORDS["valid"], kind="number"),
]


def section_table(here: Where, rows: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> Any:
    """The sections of a region, those with the worst class first."""
    lang = here.lang
    some: Callable[[str], bool] = lambda key: any(str(row[key] or "") for row in rows)  # noqa: E731
    columns = [
        column
        for column in _SECTION_COLUMNS
        if column.key not in _WHERE_ANY or any(some(key) for key in _WHERE_ANY[column.key])
    ]
    ordered = sorted(rows, key=lambda row: (-int(row["class_number"]), str(row["code"])))
    return desk.table(
        columns,
        [_section(here, row, known) for row in ordered],
        lang=lang,
        label=word("list", lang),
        most=1500,
    )


_SECTION_COLUMNS = [
    desk.Column(key="name", title=WORDS["name"]),
    desk.Column(key="river", title=WORDS["river"]),
    desk.Column(key="basin", title=WORDS["basin"]),
    desk.Column(key="place", title=WORDS["place"]),
    desk.Column(key="kind", title=WORDS["kind"]),
    desk.Column(key="class", title=WORDS["class"]),
    desk.Column(key="deciding", title=WORDS["deciding"], kind="wide"),
    desk.Column(key="over", title=WORDS["over"], kind="wide"),
    desk.Column(key="target", title=WORDS["target"]),
    desk.Column(key="met", title=WORDS["met"]),
    desk.Column(key="over_target", title=WORDS["over_target"], kind="wide"),
    desk.Column(key="change", title=WORDS["change"]),
    desk.Column(key="year_change", title=WORDS["year_change"]),
    desk.Column(key="published", title=WORDS["published"]),
    desk.Column(key="samples", title=WORDS["samples"], kind="number"),
    desk.Column(key="note", title=WORDS["note"], kind="wide"),
]
_WHERE_ANY: Mapping[str, tuple[str, ...]] = {
    "river": ("river",), "target": ("target",), "met": ("target_met",), "over_target": ("target_exceedance",),
    "change": ("change",), "year_change": ("year_change",), "published": ("published",), "basin": ("basin",),
}  # fmt: skip
"""Columns that stand only where somebody has something to say in them."""


def _section(here: Where, row: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    lang, code = here.lang, str(row["code"])
    place = str(row["county"] or row["city"] or row["province"] or "")
    why = here.passport("water_class", "section", code)
    own = str(row["published"] or "")
    return {
        "name": desk.Cell(
            text=spelled(str(row["name"]), str(row["name_en"]), lang), small=code, href=section_link(here, code)
        ),
        "river": desk.Cell(
            text=spelled(str(row["river"]), "", lang), href=here.link(river=str(row["river"]), place=None, basin=None)
        ) if row["river"] else "",
        "basin": basin(str(row["basin"] or ""), lang) if row["basin"] else "",
        "place": called(here.hall, place, lang, known) if place else "",
        "kind": kind(row["kind"] or row["judged_as"], lang),
        "class": class_cell(row["water_class"], int(row["class_number"]), lang, why),
        "deciding": items(row["deciding_items"], lang),
        "over": items(row["water_exceedance"], lang),
        "target": target(row["target"], lang),
        "met": met(row["target_met"], lang, here.passport("target_met", "section", code)),
        "over_target": items(row["target_exceedance"], lang),
        "change": change(row["change"], row["change_word"], lang),
        "year_change": change(row["year_change"], row["year_change_word"], lang),
        "published": class_cell(own, CLASSES.index(own), lang) if own in CLASSES[1:] else own,
        "samples": str(int(row["valid"])),
        "note": notes(row["note"], lang),
    }  # fmt: skip


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
