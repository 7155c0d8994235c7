"""The scene of the ranking: the cities of a province, or the key cities of the country, by the month's composite index.

A place is compared with the same days of last year and with the days before. For five metres: few columns, large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dash import html

from assessment.answer import Answer
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _tiles as tiles
from layouts._figure import Figure
from layouts._page import Hall
from layouts._scene import Cue, Play, Scene, Take, asked, board, cached, nothing, part
from layouts._words import cited

KEY_CITIES: Final = "168"
NAME: Final = "ranking"
TITLE: Final = Label(zh="排名", en="Ranking")
ENDS: Final = 16  # of a long list the last ones and the first ones
SHORT: Final = 5  # of a further indicator the first and the last so many
DAILY: Final = 27
WORDS: Final[Mapping[str, Label]] = {
    "main": Label(zh="综合指数", en="Composite index"),
    "best": Label(zh="由优到差", en="best first"),
    "last": Label(zh="综合指数后 {} 名", en="Composite index, last {}"),
    "first": Label(zh="前 {} 名", en="First {}"),
    "improved": Label(zh="改善最多", en="Most improved"),
    "of": Label(zh="{} 城中", en="of {} cities"),
    "city": Label(zh="城市", en="City"),
    "place": Label(zh="位次", en="Place"),
    "value": Label(zh="指数", en="Index"),
    "year": Label(zh="同比", en="vs year"),
    "period": Label(zh="环比", en="vs before"),
    "moved_year": Label(zh="位次较上年", en="places, year"),
    "moved_period": Label(zh="位次较上期", en="places, before"),
    "good_days": Label(zh="优良天数", en="Good days"),
    "no_year": Label(zh="上年同期无数据", en="no figures of last year's days"),
    "no_period": Label(zh="上一时段无数据", en="no figures of the days before"),
    "cities": Label(zh="城市", en="cities"),
    "none": Label(zh="本月尚无可排名的城市", en="No city can be ranked this month yet"),
    "alone": Label(zh="直辖市无下辖城市可排名", en="A municipality has no cities to rank"),
    "well": Label(zh="↓ 改善", en="↓ better"),
    "note": Label(zh="实况未审核", en="provisional"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The rankings of one window: against last year and the days before, and two further indicators."""

    year: Answer
    period: Answer
    further: tuple[tuple[str, Answer], ...]


def play(hall: Hall) -> Play:
    """The ranking of the month to the last whole day, as the wall of a hall plays it."""
    return cached(_take, asked)


def _take(cue: Cue) -> Take:
    if cue.held.last is None:
        return nothing(cue, NAME, TITLE, WORDS["none"])
    if cue.what == "city" and cue.place == cue.province:
        return nothing(cue, NAME, TITLE, WORDS["alone"])
    last = cue.last_day
    first = last.replace(day=1)
    found = _ask(cue, first, last)
    rows = [row for row in tiles.records(found.year.table) if str(row["rank"] or "")]
    if not rows:
        return nothing(cue, NAME, TITLE, WORDS["none"])
    before = {str(row["code"]): row for row in tiles.records(found.period.table)}
    failed: list[str] = []
    panels = (_nation if cue.what == "nation" else _province)(cue, found, rows, before)
    stage = [
        html.Article(part(cue, name, make, failed), className=f"tile {size}") for name, size, make in panels
    ]
    lang = cue.lang
    return board(
        cue, NAME, title=TITLE, said=f"{first:%Y-%m-%d} – {last:%m-%d}",
        beside=_word("note", lang), stage=stage, whole=not failed,
        foot=[cited(found.year.passport.editions, lang)],
    )  # fmt: skip


def _ask(cue: Cue, first: date, last: date) -> _Asked:
    scope: dict[str, Any] = {"start": first, "end": last, "within": cue.province or None}
    if cue.what == "nation":
        scope |= {"among": KEY_CITIES}
    ask = cue.hall.ask.rank
    further = [] if cue.what == "nation" else ["pm25", "good_days"]
    return _Asked(
        year=ask(indicator="composite_index", against="year", **scope),
        period=ask(indicator="composite_index", against="period", **scope),
        further=tuple((code, ask(indicator=code, against="period", **scope)) for code in further),
    )


def _province(cue: Cue, found: _Asked, rows: list[dict[str, Any]], before: Mapping[str, Any]) -> list[Any]:
    """All members large, and beside them two further indicators."""
    panels: list[Any] = [
        (
            "ranking", "main",
            lambda: [
                _title(cue, _word("main", cue.lang), f"{cue.called(cue.province)} · {_word('best', cue.lang)}"),
                _table(cue, found.year, rows, before),
                _foot(cue, found, rows),
            ],
        )
    ]  # fmt: skip
    for code, answer in found.further:
        panels.append((code, "beside", lambda code=code, answer=answer: _beside(cue, code, answer)))
    return panels


def _nation(cue: Cue, found: _Asked, rows: list[dict[str, Any]], before: Mapping[str, Any]) -> list[Any]:
    """The last of the key cities large; beside them the first, and those that improved most."""
    most, few = min(ENDS, len(rows)), min(2 * SHORT, len(rows))
    said = _word("of", cue.lang).format(len(rows))
    then = {str(row["code"]): row for row in rows}
    against, answer = ("year", found.year) if _moved_at_all(then) else ("period", found.period)
    changed = then if against == "year" else before
    better = sorted(
        (row for row in changed.values() if str(row["rank"] or "") and float(row["change_percent"] or 0) < 0),
        key=lambda row: (float(row["change_percent"]), str(row["code"])),
    )
    panels = [
        (
            "last", "main",
            lambda: [
                _title(cue, _word("last", cue.lang).format(most), said),
                _table(cue, found.year, rows[::-1][:most], before),
                _foot(cue, found, rows),
            ],
        ),
        (
            "first", "beside",
            lambda: [
                _title(cue, _word("first", cue.lang).format(few), said),
                _short(cue, "composite_index", found.period, [before[str(row["code"])] for row in rows[:few]]),
                _foot(cue, found, rows),
            ],
        ),
    ]  # fmt: skip
    if better:
        panels.append(
            (
                "improved", "beside",
                lambda: [
                    _title(cue, _word("improved", cue.lang), f"{_word(against, cue.lang)} · {said}"),
                    _short(cue, "composite_index", answer, better[:few]),
                    _foot(cue, found, rows),
                ],
            )
        )  # fmt: skip
    return panels


def _moved_at_all(rows: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(str(row.get("change_percent") or "") for row in rows.values())


def _table(cue: Cue, answer: Answer, rows: Sequence[dict[str, Any]], before: Mapping[str, Any]) -> html.Table:
    """Place, city, bar, index, and the changes of both against both periods that have figures."""
    lang = cue.lang
    spans: list[tuple[str, Mapping[str, Any]]] = [
        ("year", {str(row["code"]): row for row in rows}),
        ("period", {str(row["code"]): before.get(str(row["code"]), {}) for row in rows}),
    ]
    spans = [
        (key, of) for key, of in spans if any(str(one.get("change_percent") or "") for one in of.values())
    ]
    heads = [
        html.Th(_word("place", lang), className="place"), html.Th(_word("city", lang), className="name"),
        html.Th("", className="bars"), html.Th(_word("value", lang)),
    ]  # fmt: skip
    for key, _ in spans:
        heads += [html.Th(_word(key, lang)), html.Th(_word(f"moved_{key}", lang))]
    top = max(float(row["value"]) for row in rows)
    made = []
    for row in rows:
        code = str(row["code"])
        cells = [
            html.Td(str(row["rank"]), className="place"),
            html.Td(html.A(_called(row, lang), href=cue.href(code), **tiles.data(place=code)), className="name"),
            html.Td(
                html.Span(html.Span(className="bar", style={"width": f"{float(row['value']) / top * 100:.1f}%"}),
                          className="track")
            ),
            html.Td(_why(cue, answer, "composite_index", code, str(row["value"])), className="value"),
        ]  # fmt: skip
        for _, of in spans:
            cells += [_change(of[code].get("change_percent")), _moved(of[code].get("rank_change"))]
        made.append(html.Tr(cells, className="chosen" if code == cue.place else ""))
    return html.Table([_widths(len(spans)), html.Thead(html.Tr(heads)), html.Tbody(made)], className="chart")


def _widths(spans: int) -> html.Colgroup:
    rest = ["8rem", "9rem"] * spans
    return html.Colgroup(
        [html.Col(style={"width": w} if w else {}) for w in ("4.6rem", "11rem", "", "6.5rem", *rest)]
    )


def _short(
    cue: Cue, indicator: str, answer: Answer, rows: Sequence[Mapping[str, Any]], *, gaps: bool = False
) -> html.Table:
    """Place, city, value and the change; with `gaps` a bar where places were left out."""
    lang = cue.lang
    with_change = any(str(row.get("change_percent") or "") for row in rows)
    made: list[Any] = []
    last = 0
    for row in rows:
        code = str(row["code"])
        cells = [
            html.Td(str(row["rank"]), className="place"),
            html.Td(
                html.A(_called(row, lang), href=cue.href(code), **tiles.data(place=code)), className="name"
            ),
            html.Td(_why(cue, answer, indicator, code, str(row["value"])), className="value"),
        ]
        if with_change:
            cells.append(_change(row.get("change_percent"), higher=indicator == "good_days"))
        skipped = gaps and bool(made) and int(row["rank"]) - last > SHORT
        name = " ".join(n for n, on in (("chosen", code == cue.place), ("after-gap", skipped)) if on)
        made.append(html.Tr(cells, className=name))
        last = int(row["rank"])
    widths = ["3.6rem", "", "5.5rem", *(["7rem"] if with_change else [])]
    columns = html.Colgroup([html.Col(style={"width": w} if w else {}) for w in widths])
    return html.Table([columns, html.Tbody(made)], className="chart small")


def _beside(cue: Cue, indicator: str, answer: Answer) -> list[Any]:
    rows = [row for row in tiles.records(answer.table) if str(row["rank"] or "")]
    unit = str(rows[0]["unit"]) if rows else ""
    unit = {"d": "天" if cue.lang == "zh" else "d"}.get(unit, unit)
    name = _word(indicator, cue.lang) if indicator in WORDS else tiles.symbol(indicator)
    half = len(rows) > 2 * SHORT
    shown = [*rows[:SHORT], *rows[-SHORT:]] if half else rows
    return [
        _title(cue, name, f"{unit} · {_word('best', cue.lang)}"),
        _short(cue, indicator, answer, shown, gaps=True),
        tiles.foot(
            f"{answer.passport.start.astimezone(ZONE):%Y-%m-%d} – {cue.last_day:%m-%d}",
            f"{len(rows)}/{len(answer.table)} {_word('cities', cue.lang)}", end=answer.passport.end, hours=DAILY,
        ),
    ]  # fmt: skip


def _title(cue: Cue, text: Any, said: str) -> html.H2:
    return html.H2([html.Span(text), html.Small(said)])


def _foot(cue: Cue, found: _Asked, rows: Sequence[Any]) -> html.Footer:
    lang = cue.lang
    about = found.year.passport
    missing = [
        _word(f"no_{key}", lang)
        for key, answer in (("year", found.year), ("period", found.period))
        if not any(str(text or "") for text in answer.table["change_percent"])
    ]
    said = f"{about.start.astimezone(ZONE):%Y-%m-%d} – {cue.last_day:%m-%d}"
    counted = f"{len(rows)}/{len(found.year.table)} {_word('cities', lang)}"
    return tiles.foot(said, counted, *missing, end=about.end, hours=DAILY)


def _change(percent: object, *, higher: bool = False) -> html.Td:
    """A change in percent: an arrow, its number, and blue for better, pink for worse; colours of no level."""
    text = str(percent or "")
    if not text:
        return html.Td(tiles.DASH, className="flat")
    value = float(text)
    better = value > 0 if higher else value < 0
    arrow = "↓" if value < 0 else "↑" if value > 0 else "="
    return html.Td(
        f"{arrow} {abs(value):.1f}%", className="flat" if not value else "well" if better else "ill"
    )


def _moved(places: object) -> html.Td:
    """How many places were won or lost."""
    text = str(places or "")
    if not text:
        return html.Td(tiles.DASH, className="flat")
    value = int(float(text))
    if not value:
        return html.Td("=", className="flat")
    return html.Td(f"{'▲' if value < 0 else '▼'} {abs(value)}", className="well" if value < 0 else "ill")


def _why(cue: Cue, answer: Answer, indicator: str, code: str, text: str) -> html.A:
    about = answer.passport
    figure = Figure(indicator=indicator, of="city", code=code, start=about.start, end=about.end)
    return html.A(text, **cue.explained(figure))


def _called(row: Mapping[str, Any], lang: Language) -> str:
    return str(row["name_en" if lang == "en" else "name"] or row["name"])


def _word(key: str, lang: Language) -> str:
    return WORDS[key].text(lang)


SCENE = Scene(name=NAME, title=TITLE, seconds=20, play=play)
