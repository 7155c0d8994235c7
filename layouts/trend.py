"""The trend page: an indicator of one place over any window, in nine views, each with its table and its download.

The address holds everything: place, view, item, first and last day, and what a view further chooses. A mistyped part
is replaced by what is usual; a place that has no such view says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from dash import Dash, Input, Output, dcc, html

from assessment.answer import Answer
from assessment.periods import Days, year_before
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._address import read_day
from layouts._air_words import named
from layouts._columns import words_of_notes
from layouts._page import Hall, Page
from layouts._trend_view import Asked, Shown, View
from layouts._trend_views import VIEWS
from layouts._words import worded

PATH: Final = "trend"
NATION: Final = "100000"
STEPS: Final[Mapping[str, Label]] = {
    "hour": Label(zh="小时", en="hours"),
    "day": Label(zh="日", en="days"),
    "month": Label(zh="月", en="months"),
    "quarter": Label(zh="季", en="quarters"),
    "year": Label(zh="年", en="years"),
}
_STATE: Final = ("place", "view", "of", "every", "by", "years", "deseason", "start", "end")
YEAR: Final = 366
FEW: Final = 3
"""Rows of a table below which what is noted of each stays with it."""
LONGEST_HOURS: Final = 92
"""Days of a window whose hours are drawn; beyond, the days are."""
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="趋势", en="Trend"),
    "view": Label(zh="视图", en="View"),
    "item": Label(zh="项目", en="Item"),
    "first": Label(zh="起", en="From"),
    "last": Label(zh="止", en="To"),
    "window": Label(zh="时段", en="Window"),
    "every": Label(zh="步长", en="Step"),
    "by": Label(zh="分组", en="Group"),
    "month": Label(zh="按月", en="by month"),
    "member": Label(zh="按下属", en="by member"),
    "years": Label(zh="年数", en="Years"),
    "n_years": Label(zh="{} 年", en="{} years"),
    "season": Label(zh="季节", en="Season"),
    "with_season": Label(zh="含季节", en="with season"),
    "without_season": Label(zh="去季节", en="deseasonalised"),
    "sand": Label(zh="沙尘", en="Sand"),
    "with": Label(zh="含沙尘", en="with sand"),
    "without": Label(zh="扣沙", en="without sand"),
    "stage": Label(zh="阶段", en="Stage"),
    "best": Label(zh="最优", en="best"),
    "provisional": Label(zh="实况", en="provisional"),
    "reviewed": Label(zh="审核", en="reviewed"),
    "table": Label(zh="数据", en="Data"),
    "all_rows": Label(zh="各行：{}", en="Of every row: {}"),
    "place": Label(zh="地区", en="Place"),
    "choose": Label(zh="选择一个地区", en="Choose a place"),
    "choose_hint": Label(
        zh="查找框可按名称、拼音或编码找到市、县与点位",
        en="the search above finds cities, counties and stations by name, pinyin or code",
    ),
    "below": Label(zh="下属", en="Within"),
    "nothing": Label(zh="库中没有空气数据", en="The store holds no air data"),
    "nothing_hint": Label(zh="先载入或接入数据源", en="load or switch on a source first"),
    "no_province": Label(
        zh="省没有自己的 AQI；请选择所辖城市，或其他视图",
        en="A province has no AQI of its own; choose one of its cities, or another view",
    ),
    "no_values": Label(zh="此时段没有可绘的值", en="Nothing to draw in this window"),
    "cut": Label(
        zh="此视图最长一年，已截去更早的日子", en="this view holds a year; earlier days are left out"
    ),
    "days30": Label(zh="近30天", en="30 days"),
    "days90": Label(zh="近90天", en="90 days"),
    "this_year": Label(zh="本年", en="this year"),
    "months12": Label(zh="近12个月", en="12 months"),
    "years3": Label(zh="近3年", en="3 years"),
    "whole": Label(zh="全部", en="all"),
    "passport": Label(zh="斜率的数字护照", en="Passport of the slope"),
}
word: Final = partial(worded, WORDS)


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return html.Div(
        [
            html.Div(desk.heading(word("title", lang), lang), id="trend-head"),
            html.Div(desk.waiting(lang), id="trend-lead"),
            html.Div(
                desk.picture("trend-picture", word("title", lang)), id="trend-place", hidden=True, className="part"
            ),
            html.Div(id="trend-body"),
        ],
        id="trend", className="trend", lang=lang,
    )  # fmt: skip


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question for what is shown."""

    @app.callback(
        Output("trend-head", "children"),
        Output("trend-lead", "children"),
        Output("trend-place", "hidden"),
        Output("trend-place", "style"),
        Output("trend-picture-figure", "data"),
        Output("trend-body", "children"),
        Input("lanbi-url", "search"),
        Input("trend-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, ...]:
        return _page(hall, search or "")

    desk.drawing(app, "trend-picture")
    desk.downloads(app, hall, PATH, _handed)


def _handed(hall: Hall, search: str) -> Answer:
    """What is taken away: the table of the view."""
    held = hall.ask.covered()
    if held is None:
        raise LookupError(word("nothing", "zh"))
    view, asked = _asked(hall, search, held)
    return VIEWS[view].show(asked).answer


def _page(hall: Hall, search: str) -> tuple[Any, ...]:
    lang = desk.language(hall, search)
    nothing: tuple[Any, ...] = (True, {}, None)
    held = hall.ask.covered()
    title = desk.heading(word("title", lang), lang)
    if held is None:
        return title, desk.empty(lang, word("nothing", lang), word("nothing_hint", lang)), *nothing, None
    if desk.asked(search).get("place", NATION) == NATION:
        lead = desk.empty(lang, word("choose", lang), word("choose_hint", lang))
        return title, lead, *nothing, _below(hall, search, NATION, lang)
    try:
        view, asked = _asked(hall, search, held)
    except (LookupError, ValueError) as error:
        return title, desk.refused(error, lang), *nothing, _below(hall, search, NATION, lang)
    controls = _controls(asked, view, held)
    below = _below(hall, search, asked.place.code, lang) if asked.place.of != "station" else None
    if asked.place.of == "province" and view == "calendar" and asked.item == "aqi":
        return (
            _head(asked, view, None),
            [controls, desk.empty(lang, word("no_province", lang))],
            *nothing,
            below,
        )
    made = desk.attempt(lang, lambda: VIEWS[view].show(asked))
    if not isinstance(made, Shown):
        return _head(asked, view, None), [controls, made], *nothing, below
    figure = made.figure
    empty = desk.empty(lang, word("no_values", lang)) if figure is None else None
    style = {"--high": f"{made.height_rem:g}rem"}
    columns, rows, common = _noted(made, lang)
    table = desk.section(
        word("table", lang),
        [
            html.P(word("all_rows", lang, common), className="count") if common else None,
            desk.table(columns, rows, lang=lang, label=f"{VIEWS[view].title.text(lang)} {word('table', lang)}"),
        ],
        tools=desk.takeaway(PATH, lang), ident="trend-table",
    )  # fmt: skip
    return (
        _head(asked, view, made),
        [controls, _says(asked, VIEWS[view], made, search), empty],
        figure is None,
        style,
        desk.drawn(figure, made.answer, lang) if figure is not None else None,
        [table, below],
    )


# What is asked ---------------------------------------------------------------------------------------------------


def _asked(hall: Hall, search: str, held: Days) -> tuple[str, Asked]:
    """The view and what is asked of it.

    Raises
    ------
    LookupError
        For a place that is unknown.
    """
    said = desk.asked(search)
    view = said["view"] if said.get("view") in VIEWS else "course"
    last = min(read_day(said.get("end")) or held.last, held.last + timedelta(days=366))
    first = read_day(said.get("start")) or _usual(view, last, held)
    if first > last:
        first = _usual(view, last, held)
    if VIEWS[view].year_at_most:
        first = max(first, year_before(Days(first=last, last=last)).last + timedelta(days=1))
    place = hall.ask.place(said.get("place", "")[:40], _end_of(last))
    known = VIEWS[view]
    items = known.provinces or known.items if place.of == "province" else known.items
    years = said.get("years", "")
    chosen = {
        name: said[name]
        for name, words in (("sand", ("without",)), ("stage", ("provisional", "reviewed")))
        if said.get(name) in words
    }
    return view, Asked(
        hall=hall, search=search, lang=desk.language(hall, search), place=place,
        item=said["of"] if said.get("of") in items else items[0], first=first, last=last,
        every=_step(said.get("every", ""), said.get("of") == "o3", (last - first).days),
        by="member" if said.get("by") == "member" and place.of != "station" else "month",
        years=int(years) if years in ("2", "3", "4", "5", "6") else 3, deseason=said.get("deseason") == "yes",
        as_of=desk.as_of(search), chosen=chosen,
    )  # fmt: skip


def _end_of(last: date) -> Any:
    return Days(first=last, last=last).end


def _usual(view: str, last: date, held: Days) -> date:
    """The window that a view shows unless it is told: a year, thirty days of a course, everything of a slope."""
    if view == "slope":
        return min(held.first, last).replace(day=1)
    if view == "same":
        return last.replace(month=1, day=1)
    if view == "course":
        return max(last - timedelta(days=89), min(held.first, last))
    first = date(last.year - 1, last.month, 1) + timedelta(days=31)
    return max(first.replace(day=1), min(held.first, last).replace(day=1))


def _step(said: str, hours_only: bool, days: int) -> str:
    """The step of a course: what was asked where it fits the window."""
    known = said if said in STEPS else "day"
    if known == "hour" and days > LONGEST_HOURS:
        known = "day"
    return "hour" if hours_only and days <= LONGEST_HOURS and not said else known


# What is shown ---------------------------------------------------------------------------------------------------


def _head(asked: Asked, view: str, made: Shown | None) -> html.Div:
    lang, hall = asked.lang, asked.hall
    views = [
        (one.title.text(lang), desk.link(hall, PATH, asked.search, view=key, **_dropped(key)))
        for key, one in VIEWS.items()
    ]
    title = f"{asked.place.name.text(lang)} · {VIEWS[view].title.text(lang)}"
    if len(VIEWS[view].items) > 1:
        title += f" · {named(asked.item, lang)}"
    crumbs = desk.crumbs(hall, PATH, asked.search, asked.place.code, lang)
    return html.Div(
        [
            desk.heading(
                [title, " ", html.Time(f"{asked.first} – {asked.last}")], lang, crumbs=crumbs,
                marked=desk.marks(made.answer.passport, lang) if made is not None else (),
            ),
            desk.choices("trend-views", word("view", lang), views, VIEWS[view].title.text(lang), lang),
            desk.resolved(
                place=asked.place.code, view=view, of=asked.item, start=f"{asked.first}", end=f"{asked.last}"
            ),
        ]
    )  # fmt: skip


def _dropped(view: str) -> dict[str, str | None]:
    """What a change of view takes out of the address: the passport; an item stays where the view knows it."""
    return {"passport": None}


def _controls(asked: Asked, view: str, held: Days) -> html.Div:
    """Item, window and what the view further chooses."""
    lang, hall, search, known = asked.lang, asked.hall, asked.search, VIEWS[view]
    items = known.provinces or known.items if asked.place.of == "province" else known.items

    def link(**changed: str | None) -> str:
        return desk.link(hall, PATH, search, passport=None, **changed)

    parts: list[Any] = []
    if len(items) > 1:
        options = [(named(code, lang), link(of=code)) for code in items]
        parts.append(desk.choices("trend-items", word("item", lang), options, named(asked.item, lang), lang))
    if "every" in known.options:
        steps = [step for step in STEPS if _has(asked, step)]
        options = [(STEPS[step].text(lang), link(every=step)) for step in steps]
        parts.append(
            desk.choices("trend-every", word("every", lang), options, STEPS[asked.every].text(lang), lang)
        )
    if "by" in known.options and asked.place.of != "station":
        options = [(word(by, lang), link(by=by)) for by in ("month", "member")]
        parts.append(desk.choices("trend-by", word("by", lang), options, word(asked.by, lang), lang))
    if "years" in known.options:
        options = [(word("n_years", lang, n), link(years=str(n))) for n in (2, 3, 4, 5, 6)]
        parts.append(
            desk.choices(
                "trend-years", word("years", lang), options, word("n_years", lang, asked.years), lang
            )
        )
    if "deseason" in known.options:
        options = [
            (word("with_season", lang), link(deseason=None)),
            (word("without_season", lang), link(deseason="yes")),
        ]
        chosen = word("without_season" if asked.deseason else "with_season", lang)
        parts.append(desk.choices("trend-season", word("season", lang), options, chosen, lang))
    sand = asked.chosen.get("sand", "with")
    options = [(word("with", lang), link(sand=None)), (word("without", lang), link(sand="without"))]
    parts.append(desk.choices("trend-sand", word("sand", lang), options, word(sand, lang), lang))
    stage = asked.chosen.get("stage", "best")
    options = [
        (word(one, lang), link(stage=None if one == "best" else one))
        for one in ("best", "provisional", "reviewed")
    ]
    parts.append(desk.choices("trend-stage", word("stage", lang), options, word(stage, lang), lang))
    parts.append(_window(asked, view, held))
    return html.Div(parts, className="trend-controls")


def _has(asked: Asked, step: str) -> bool:
    """Whether the item of a course is told in a step."""
    if step == "hour":
        return asked.place.of != "province" or asked.item != "aqi"
    if asked.item == "o3":
        return step == "day"
    return step == "day" or asked.item != "aqi"


def _window(asked: Asked, view: str, held: Days) -> html.Div:
    """The usual windows as links, and the first and last day to be typed."""
    lang = asked.lang
    newest = held.last
    ready: list[tuple[str, date, date]] = [
        ("days30", newest - timedelta(days=29), newest),
        ("days90", newest - timedelta(days=89), newest),
        ("this_year", newest.replace(month=1, day=1), newest),
        ("months12", (newest.replace(day=1) - timedelta(days=330)).replace(day=1), newest),
        ("years3", date(newest.year - 2, 1, 1), newest),
        ("whole", held.first, newest),
    ]
    options = [
        (
            word(key, lang),
            desk.link(asked.hall, PATH, asked.search, start=f"{first}", end=f"{last}", passport=None),
        )
        for key, first, last in ready
        if not VIEWS[view].year_at_most or (last - first).days < YEAR
    ]
    chosen = next(
        (word(key, lang) for key, first, last in ready if (first, last) == (asked.first, asked.last)), ""
    )
    return html.Div(
        [
            desk.choices("trend-window", word("window", lang), options, chosen, lang),
            *[
                desk.ask_for(f"trend-{key}", name, word(key, lang), f"{day}", kind="date", drops=("passport",))
                for key, name, day in (("first", "start", asked.first), ("last", "end", asked.last))
            ],
        ],
        className="trend-window",
    )  # fmt: skip


def _noted(made: Shown, lang: Language) -> tuple[list[desk.Column], list[Mapping[str, Any]], str]:
    """Columns, rows, and what is noted of every row: it is said once above them."""
    columns, rows = list(made.columns), list(made.rows)
    if len(rows) < FEW or "note" not in made.answer.table:
        return columns, rows, ""
    common = set.intersection(*(set(str(codes).split(";")) for codes in made.answer.table["note"])) - {""}
    said = words_of_notes(";".join(sorted(common)), lang)
    between = "；" if lang == "zh" else "; "
    short: list[Mapping[str, Any]] = []
    for row in rows:
        text = str(row.get("note", ""))
        for one in said:
            text = text.replace(one, "", 1)
        parts = [part for part in text.split(between) if part]
        short.append({**row, "note": between.join(parts)})
    if not any(row["note"] for row in short):
        columns = [column for column in columns if column.key != "note"]
    return columns, short, between.join(said)


def _says(asked: Asked, view: View, made: Shown, search: str) -> html.P:
    """How the figure is to be read, and that a window was cut where it was."""
    lang = asked.lang
    parts = [view.says.text(lang)]
    first = read_day(desk.asked(search).get("start"))
    if view.year_at_most and first is not None and first < asked.first:
        parts.append(word("cut", lang))
    way: list[Any] = [" · ", dcc.Link(word("passport", lang), href=made.passport)] if made.passport else []
    return html.P([("；" if lang == "zh" else "; ").join(parts), *way], className="trend-says")


def _below(hall: Hall, search: str, place: str, lang: Language) -> html.Section | None:
    """Links to what lies in a place: the provinces, their cities, and the stations of a city."""
    known = place == NATION or (place in hall.drawing.provinces and place not in hall.drawing.cities)
    options = [
        (
            text,
            desk.link(hall, PATH, search, place=code, passport=None)
            if known
            else (desk.link(hall, "station", search, code=code, **dict.fromkeys((*_STATE, "passport")))),
        )
        for code, text in _members(hall, place, lang)
    ]
    if not options:
        return None
    links = html.Div([dcc.Link(text, href=href) for text, href in options], className="trend-below")
    return desk.section(word("below", lang), links, ident="trend-below")


def _members(hall: Hall, place: str, lang: Language) -> list[tuple[str, str]]:
    known = hall.drawing
    if place == NATION:
        return [(code, one.name.text(lang)) for code, one in sorted(known.provinces.items())]
    if place in known.provinces and place not in known.cities:
        return [
            (code, one.name.text(lang)) for code, one in sorted(known.cities.items()) if one.parent == place
        ]
    inside = place[:4] if place.endswith("00") else place
    return [
        (one.code, f"{one.name.text(lang)} {one.code}")
        for one in hall.ask.directory()
        if one.kind == "station" and one.above.startswith(inside)
    ]


PAGE = Page(path=PATH, title=WORDS["title"], layout=layout, callbacks=callbacks)
