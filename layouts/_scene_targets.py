"""The scene of the targets: what the book asks of a place this period, the worst first, and what the rest must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from dash import html

from assessment.alarms import room
from assessment.periods import midnight
from indicators.demand import State
from indicators.parameters import Label, Language
from layouts import _target_tiles as book
from layouts import _tiles as tiles
from layouts._address import NATION
from layouts._columns import spoken
from layouts._page import Hall
from layouts._scene import Cue, Play, Scene, Take, asked, board, cached, nothing, part
from layouts._target_words import SIGNS
from layouts._target_words import word as target_word

NAME: Final = "targets"
TITLE: Final = Label(zh="目标", en="Targets")
DAILY: Final = 51  # the newest day with a figure may be the one before the last
MOST: Final = 11  # targets listed
FEW: Final = 9  # fewer than these are set larger
ORDER: Final = (State.MISSED, State.BEHIND, State.ON_COURSE, State.MET, State.NOT_BEGUN)
WORDS: Final[Mapping[str, Label]] = {
    "main": Label(zh="目标与余期控制", en="Targets and what the rest must be"),
    "worst": Label(zh="由差到优", en="worst first"),
    "more": Label(zh="另有 {} 项", en="{} more"),
    "states": Label(zh="{} 项目标", en="{} targets"),
    "first": Label(zh="最紧的一项", en="The tightest"),
    "factor": Label(zh="倍于前期", en="× what it was"),
    "rest": Label(zh="余 {} 天须", en="in the other {} days"),
    "none": Label(zh="此地今日没有在期的目标", en="No target of this place runs on this day"),
    "lost": Label(zh="已不可能达到", en="cannot be met"),
    "sure": Label(zh="无论如何都已达到", en="met whatever comes"),
    "all_well": Label(zh="在期的目标暂无未达标的", en="No running target is behind"),
    "note": Label(zh="截至当日", en="as of the day"),
}


def play(hall: Hall) -> Play:
    """The running targets, as the wall of a hall plays them."""
    return cached(_take, asked)


def _take(cue: Cue) -> Take:
    lang, last = cue.lang, cue.last_day
    within = None if cue.place == NATION else cue.place
    book_of = cue.hall.ask.targets(within=within, language=lang).table
    running = book_of[[r["start"] <= last.isoformat() <= r["end"] for r in tiles.records(book_of)]]
    if not len(running):
        return nothing(cue, NAME, TITLE, WORDS["none"])
    answer = cue.hall.ask.board(until=last, within=within, language=lang)
    rows = [r for r in tiles.records(answer.table) if r["start"] <= last.isoformat() <= r["end"]]
    rows.sort(key=_worst_first)
    failed: list[str] = []
    end = midnight(last) + timedelta(days=1)
    panels: tuple[tuple[str, str, Any], ...] = (
        ("board", "main broad", lambda: _board(cue, rows, end)),
        ("states", "beside", lambda: _states(cue, rows, end)),
        ("tightest", "beside", lambda: _tightest(cue, rows, end)),
    )
    stage = [
        html.Article(part(cue, name, make, failed), className=f"tile {size}") for name, size, make in panels
    ]
    return board(
        cue, NAME, title=TITLE, said=f"{last:%Y-%m-%d}", beside=WORDS["note"].text(lang), stage=stage,
        foot=sorted({str(r["plan"]) for r in tiles.records(running) if r["plan"]})[:3], whole=not failed,
    )  # fmt: skip


def _worst_first(row: Mapping[str, Any]) -> tuple[int, int, float, int, str]:
    state = State(row["state"]) if row["state"] else State.NOT_BEGUN
    proof = {"cannot": 0, "certain": 2}.get(str(row["proof"]), 1)
    at = ORDER.index(state) if row["state"] else len(ORDER)
    return at, proof, room(row), int(row["remaining"] or 0), str(row["id"])


def _board(cue: Cue, rows: Sequence[Mapping[str, Any]], end: Any) -> list[Any]:
    lang = cue.lang
    names = ("state", "target", "value", "figure", "control", "left")
    heads = [
        html.Th(target_word(name, lang), className="name" if name in ("state", "target") else "")
        for name in names
    ]
    body = [_row(cue, row) for row in rows[:MOST]]
    widths = ("17rem" if lang == "en" else "12rem", "", "10rem", "9rem", "15rem", "7.5rem")
    columns = html.Colgroup([html.Col(style={"width": width} if width else {}) for width in widths])
    more = WORDS["more"].text(lang).format(len(rows) - MOST) if len(rows) > MOST else ""
    return [
        html.H2(
            [
                WORDS["main"].text(lang),
                html.Small(" · ".join(t for t in (WORDS["worst"].text(lang), more) if t)),
            ]
        ),
        html.Table(
            [columns, html.Thead(html.Tr(heads)), html.Tbody(body)],
            className="chart book few" if len(rows) < FEW else "chart book",
        ),
        tiles.foot(f"{cue.last_day:%Y-%m-%d}", f"{min(MOST, len(rows))}/{len(rows)}", end=end, hours=DAILY),
    ]


def _row(cue: Cue, row: Mapping[str, Any]) -> html.Tr:
    lang = cue.lang
    code = str(row["state"])
    value, unit = book.aim(row, lang)
    also = f"&lang={lang}" if lang != cue.hall.language else ""
    state: Any = book.DASH
    if code:
        better = code in ("met", "on_course")
        state = html.Span(
            [html.Span(SIGNS[code], className="state-sign"), State(code).label.text(lang)],
            className="well" if better else "ill" if code in ("missed", "behind") else "flat",
        )
    return html.Tr(
        [
            html.Td(state, className="name"),
            html.Td(
                [
                    html.A(
                        [_plain(row["place"], lang), " ", _plain(row["title"], lang)],
                        href=f"{cue.hall.prefix}targets?target={row['id']}{also}",
                    ),
                    html.Small([" ", book.period(row, lang)]),
                ],
                className="name wrap",
            ),
            html.Td([value, html.Small(f" {unit}")]),
            html.Td([str(row["figure"] or row["reported"] or book.DASH)], className="value"),
            html.Td(_control(row, lang), className="value wrap"),
            html.Td([str(row["remaining"] or book.DASH), html.Small(f" {target_word('d', lang)}")]),
        ],
        **tiles.data(target=row["id"]),
    )  # fmt: skip


def _control(row: Mapping[str, Any], lang: Language) -> list[Any]:
    if row["proof"] in ("cannot", "certain"):
        return [html.Small(WORDS["lost" if row["proof"] == "cannot" else "sure"].text(lang))]
    told = book.control(row, lang)
    if row["control_unit"] == "factor" and len(told) > 1:
        told[1] = html.Small(f" {WORDS['factor'].text(lang)}")
    return told


def _states(cue: Cue, rows: Sequence[Mapping[str, Any]], end: Any) -> list[Any]:
    """How many targets are in each of the five states."""
    cells = []
    for state in ORDER:
        count = sum(1 for row in rows if row["state"] == state.value)
        label: list[Any] = [html.Span(SIGNS[state.value], className="state-sign"), state.label.text(cue.lang)]
        cells.append(html.Div([html.Span(label), html.B(str(count))]))
    return [
        html.H2(WORDS["states"].text(cue.lang).format(len(rows))),
        html.Div(cells, className="states"),
        tiles.foot(f"{cue.last_day:%Y-%m-%d}", end=end, hours=DAILY),
    ]


def _tightest(cue: Cue, rows: Sequence[Mapping[str, Any]], end: Any) -> list[Any]:
    """The target that is behind and not lost whose rest has the least room: what the rest must be, large."""
    lang = cue.lang
    open_ones = [
        r for r in rows if r["state"] == "behind" and r["control"] and r["proof"] not in ("cannot", "certain")
    ]
    title = html.H2(WORDS["first"].text(lang))
    foot = tiles.foot(f"{cue.last_day:%Y-%m-%d}", end=end, hours=DAILY)
    if not open_ones:
        return [title, html.P(WORDS["all_well"].text(lang), className="lead-said"), foot]
    row = open_ones[0]
    factor = row["control_unit"] == "factor"
    unit = WORDS["factor"].text(lang) if factor else book.unit(row, lang, "control_unit")
    sign = {"at_most": "≤", "at_least": "≥"}.get(str(row["control_is"]), "")
    return [
        title,
        html.Div([_plain(row["place"], lang), " ", _plain(row["title"], lang)], className="lead-said"),
        html.Div(WORDS["rest"].text(lang).format(row["remaining"]), className="lead-said flat"),
        html.Div(
            [f"{sign} {row['control']}", html.Small(unit)],
            className="lead-figure",
        ),
        foot,
    ]


def _plain(text: object, lang: Language) -> Any:
    return spoken(str(text), lang)


SCENE = Scene(name=NAME, title=TITLE, seconds=20, play=play)
