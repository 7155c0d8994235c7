"""The scene of the calendar: the year to date of the cities of a place, a day a bar as high as its level.

Height and colour say the same, so that nobody needs the colour. The country is told by its capitals; a city by its
months, each day with its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from dash import html

from assessment.level_days import LevelDays
from assessment.periods import midnight
from figures.levels import ink, levels, palette
from indicators.parameters import Label, Language
from layouts import _tiles as tiles
from layouts._figure import Figure
from layouts._page import Hall
from layouts._scene import Cue, Play, Scene, Take, asked, board, cached, nothing, part
from layouts._words import cited
from layouts._words import word as house

NAME: Final = "calendar"
TITLE: Final = Label(zh="日历", en="Calendar")
DAILY: Final = 27
MANY: Final = 24  # rows beyond which their letters are smaller
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="{} 年逐日级别", en="Levels by day, {}"),
    "capitals": Label(zh="直辖市与省会", en="municipalities and capitals of provinces"),
    "higher": Label(zh="柱高与颜色同为级别", en="height and colour both tell the level"),
    "good": Label(zh="优良天", en="Good days"),
    "heavy": Label(zh="重污染天", en="Heavy days"),
    "valid": Label(zh="有效天", en="Valid"),
    "year": Label(zh="同比", en="on last year"),
    "no_year": Label(zh="上年同期无数据", en="no figures of last year's days"),
    "silent": Label(zh="无数据：{}", en="no data: {}"),
    "none": Label(zh="今年尚无完整的一天", en="No day of this year is over yet"),
    "days": Label(zh="天", en="days"),
    "note": Label(zh="实况未审核", en="provisional"),
}


def play(hall: Hall) -> Play:
    """The days of the year so far, as the wall of a hall plays them."""
    return cached(_take, asked)


def _take(cue: Cue) -> Take:
    last = cue.last_day
    first = date(last.year, 1, 1)
    if cue.held.last is None:
        return nothing(cue, NAME, TITLE, WORDS["none"])
    found = cue.hall.ask.level_days(
        within=None if cue.what == "nation" else cue.place, first=first, last=last, only=_capitals(cue)
    )
    if not found.answer.table["valid"].sum():
        return nothing(cue, NAME, TITLE, WORDS["none"])
    failed: list[str] = []
    make = _months if cue.what == "city" else _strips
    stage = [html.Article(part(cue, NAME, lambda: make(cue, found), failed), className="tile main alone")]
    return board(
        cue, NAME, title=TITLE, said=f"{first:%Y-%m-%d} – {last:%m-%d}", beside=WORDS["note"].text(cue.lang),
        stage=stage, foot=[cited(found.answer.passport.editions, cue.lang)], whole=not failed,
    )  # fmt: skip


def _capitals(cue: Cue) -> list[str] | None:
    """Of the country the municipalities and the capitals, whose codes end on 0100; of other places all cities."""
    if cue.what != "nation":
        return None
    known = cue.hall.drawing
    return [code for code in known.cities if code in known.provinces or code.endswith("0100")]


def _strips(cue: Cue, found: LevelDays) -> list[Any]:
    """A row a city: its days as bars, and what they add up to."""
    lang, table = cue.lang, found.answer.table
    with_year = bool(table["valid_before"].sum())
    days = len(found.days)
    rows, silent = [], []
    for i, row in enumerate(tiles.records(table)):
        code = str(row["code"])
        if not int(row["valid"]) and cue.what == "nation":
            silent.append(_called(row, lang))
            continue
        drawn = "".join(str(level) for level in found.level[:, i].tolist())
        cells = [
            html.Td(
                html.A(_called(row, lang), href=cue.href(code), **tiles.data(place=code)), className="name"
            ),
            html.Td(html.Div(className="day-strip", **tiles.data(levels=drawn)), className="strip"),
        ]
        for key in ("good", "heavy"):
            text = str(row[key]) if int(row["valid"]) else tiles.DASH
            cells.append(html.Td(_why(cue, found, f"{key}_days", code, text), className="value"))
            if with_year:
                cells.append(_against(row, key))
        cells.append(html.Td([str(row["valid"]), html.Small(f"/{days}")], className="valid"))
        rows.append(html.Tr(cells, className="chosen" if code == cue.place else ""))
    heads = [html.Th("", className="name"), html.Th(_month_row(found, lang), className="strip")]
    for key in ("good", "heavy"):
        heads.append(html.Th(WORDS[key].text(lang)))
        if with_year:
            heads.append(html.Th(WORDS["year"].text(lang)))
    heads.append(html.Th(WORDS["valid"].text(lang)))
    figures = (["6rem", "6rem"] if with_year else ["7rem"]) * 2
    widths = ["10rem", "", *figures, "7.5rem"]
    of = WORDS["capitals"].text(lang) if cue.what == "nation" else cue.called(cue.place)
    return [
        html.H2([_year(found, lang), html.Small(f"{of} · {WORDS['higher'].text(lang)}")]),
        html.Div(_thirds(widths, heads, rows), className="thirds"),
        _key(found, lang),
        _foot(
            cue, found, "" if with_year else WORDS["no_year"].text(lang),
            WORDS["silent"].text(lang).format(("、" if lang == "zh" else ", ").join(silent)) if silent else "",
        ),
    ]  # fmt: skip


def _thirds(widths: list[str], heads: list[Any], rows: list[Any]) -> list[html.Table]:
    """The rows in three runs: below each other as one table, or one a screen where three stand side by side."""
    size = max(1, -(-len(rows) // 3))
    columns = html.Colgroup([html.Col(style={"width": w} if w else {}) for w in widths])
    made = []
    for at in range(0, len(rows), size):
        run = rows[at : at + size]
        style: Any = {"flexGrow": len(run), "--share": f"{len(run) / size:.4f}"}
        parts = [columns, html.Thead(html.Tr(heads)), html.Tbody(run)]
        dense = " many" if len(rows) > MANY else ""
        made.append(html.Table(parts, className=f"chart days{dense}", style=style))
    return made


def _months(cue: Cue, found: LevelDays) -> list[Any]:
    """A row a month of one city, a day a cell with its AQI on the colour of its level."""
    lang = cue.lang
    row = tiles.records(found.answer.table)[0]
    colours = palette(found.days[-1])
    by_day = dict(
        zip(found.days, zip(found.level[:, 0].tolist(), found.aqi[:, 0].tolist(), strict=True), strict=True)
    )
    body = []
    for month in range(1, found.days[-1].month + 1):
        cells: list[Any] = [html.Th(_month(found.days[0].year, month, lang), className="name")]
        for number in range(1, 32):
            try:
                day = date(found.days[0].year, month, number)
            except ValueError:
                cells.append(html.Td("", className="no-day"))
                continue
            level, value = by_day.get(day, (0, float("nan")))
            if day not in by_day:
                cells.append(html.Td("", className="no-day"))
            elif not level:
                cells.append(html.Td(tiles.DASH, className="none", title=day.isoformat()))
            else:
                style: Any = {"backgroundColor": colours[level], "color": ink(colours[level])}
                figure = Figure(indicator="aqi", of="city", code=str(row["code"]), start=midnight(day),
                                end=midnight(day) + timedelta(days=1))  # fmt: skip
                said = f"{day} {tiles.category(level, midnight(day), lang)}"
                cells.append(
                    html.Td(html.A(f"{value:.0f}", **cue.explained(figure)), style=style, title=said)
                )
        body.append(html.Tr(cells))
    heads = [html.Th("", className="name"), *(html.Th(str(n)) for n in range(1, 32))]
    counts = html.Div(
        [
            html.Div(
                [
                    WORDS[key].text(lang),
                    html.B(_why(cue, found, f"{key}_days", str(row["code"]), str(row[key]))),
                ]
            )
            for key in ("good", "heavy")
        ]
        + [html.Div([WORDS["valid"].text(lang), html.B(f"{row['valid']}/{len(found.days)}")])],
        className="month-counts",
    )
    return [
        html.H2([cue.called(cue.place), html.Small(_year(found, lang)), counts]),
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="chart months"),
        _key(found, lang),
        _foot(cue, found),
    ]


def _month_row(found: LevelDays, lang: Language) -> html.Div:
    """The names of the months over their first days."""
    whole = len(found.days)
    return html.Div(
        [
            html.Span(_month(day.year, day.month, lang), style={"left": f"{at / whole * 100:.3f}%"})
            for at, day in enumerate(found.days)
            if day.day == 1
        ],
        className="month-names",
    )


def _key(found: LevelDays, lang: Language) -> html.Div:
    """The levels with number, colour and word."""
    shown = [
        html.Span(
            [
                html.Span(
                    str(one.number), className="swatch",
                    style={"backgroundColor": one.colour, "color": ink(one.colour)},
                ),
                one.label.text(lang),
            ]
        )
        for one in levels(found.days[-1])
    ]  # fmt: skip
    return html.Div(
        [*shown, html.Span([html.Span(className="swatch none"), house("no_value", lang)])],
        className="level-key",
    )


def _foot(cue: Cue, found: LevelDays, *said: str) -> html.Footer:
    about = found.answer.passport
    told = int((found.answer.table["valid"] > 0).sum())
    cities = f"{told}/{len(found.answer.table)} {house('cities', cue.lang)}" if cue.what != "city" else ""
    return tiles.foot(
        f"{found.days[0]:%Y-%m-%d} – {found.days[-1]:%m-%d}", cities, *said, end=about.end, hours=DAILY
    )


def _against(row: Mapping[str, Any], key: str) -> html.Td:
    """The difference to the same days of last year: more good days are better, more heavy ones worse."""
    if not int(row["valid_before"]):
        return html.Td(tiles.DASH, className="flat")
    change = int(row[key]) - int(row[f"{key}_before"])
    better = change > 0 if key == "good" else change < 0
    return html.Td(
        f"{change:+d}" if change else "=", className="flat" if not change else "well" if better else "ill"
    )


def _why(cue: Cue, found: LevelDays, indicator: str, code: str, text: str) -> html.A:
    about = found.answer.passport
    figure = Figure(indicator=indicator, of="city", code=code, start=about.start, end=about.end)
    return html.A(text, **cue.explained(figure))


def _called(row: Mapping[str, Any], lang: Language) -> str:
    return str(row["name_en" if lang == "en" else "name"] or row["name"])


def _year(found: LevelDays, lang: Language) -> str:
    return WORDS["title"].text(lang).format(found.days[0].year)


def _month(year: int, month: int, lang: Language) -> str:
    return f"{month}月" if lang == "zh" else MONTHS[month - 1]


SCENE = Scene(name=NAME, title=TITLE, seconds=20, play=play)
