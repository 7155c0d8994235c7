"""The passport of a figure as a panel beside it: what it is, from what it came, and the steps behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pandas as pd
from dash import dcc, html

from assessment.answer import Passport
from assessment.catalogue import entry
from assessment.explanation import Explanation
from assessment.water_values import is_word
from geo.names import romanised
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from indicators.rounding import shown
from layouts._address import Address
from layouts._columns import STAGES, spoken, symbols, value_words, words_of_notes
from layouts._figure import CHOSEN, LEVELS, Figure
from layouts._tiles import data
from layouts._water_words import half, in_words
from layouts._words import SIMULATED, cited, interval, word
from layouts._words import WORDS as HOUSE
from layouts.questions import Questions

WORDS: Final[Mapping[str, Label]] = {
    "formula": Label(zh="公式", en="Formula"),
    "rule": Label(zh="规则", en="Rule"),
    "edition": Label(zh="标准", en="Edition"),
    "clauses": Label(zh="条款", en="Clauses"),
    "inputs": Label(zh="输入", en="Inputs"),
    "exclusions": Label(zh="剔除", en="Left out"),
    "nothing": Label(zh="无", en="nothing"),
    "coverage": Label(zh="覆盖", en="Coverage"),
    "stage": Label(zh="审核阶段", en="Stage"),
    "basis": Label(zh="口径", en="Basis"),
    "notes": Label(zh="说明", en="Notes"),
    "as_of": Label(zh="截至所知", en="As known at"),
    "revision": Label(zh="数据修订号", en="Revision of the store"),
    "again": Label(zh="命令行重现", en="Make it again"),
    "link": Label(zh="本护照的链接（数值固定）", en="Link to this passport, its number fixed"),
    "basis_of": Label(zh="依据", en="On what it stands"),
    "steps": Label(zh="由来", en="How it came about"),
    "open": Label(zh="正在取数…", en="Being made…"),
    "close": Label(zh="关闭（Esc）", en="Close (Esc)"),
    "title": Label(zh="数据护照", en="Passport of a figure"),
    "levels": Label(zh="各级别城市数", en="Cities by level"),
    "cities": Label(zh="各城市", en="Its cities"),
    "counted": Label(zh="按小时AQI的级别计数，无有效值的不计", en="counted by the level of the hourly AQI"),
    "to_station": Label(zh="点位页：逐时、日历、完整率", en="Station page: hours, calendar, gaps"),
    "to_section": Label(zh="断面页：各月、类别、上下游", en="Section page: months, classes, river"),
    "unknown": Label(zh="此护照打不开", en="This passport cannot be opened"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A passport ready to be shown: one figure, and its steps by key with what makes their tables."""

    figure: Figure
    title: Label
    place: Label
    value: str
    unit: str
    passport: Passport
    formula: Label
    coverage: Label
    inputs: tuple[str, ...]
    notes: str
    edition: tuple[str, ...]
    steps: tuple[tuple[str, Label, Label, Callable[[], pd.DataFrame]], ...]
    command: str


def told(ask: Questions, asked: Figure, called: Callable[[str], Label | None]) -> Told:
    """The passport of a figure; `called` gives the name of a region by its code where it has one.

    Raises
    ------
    LookupError, ValueError
        If there is no such figure.
    """
    if asked.indicator == LEVELS:
        return _levels(ask, asked, called)
    found: Explanation = ask.explain(
        indicator=asked.indicator, of=asked.of, code=asked.code, start=asked.start, end=asked.end,
        chosen=dict(asked.chosen), as_of=asked.as_of,
    )  # fmt: skip
    row, about = found.answer.table.iloc[0], found.answer.passport
    name = str(row["name"])
    known = entry(asked.indicator)
    value = str(row["value"])
    if value and asked.indicator != "primary" and not is_word(asked.indicator):
        value = shown(float(value), known.decimals)
    return Told(
        figure=asked.known(asked.as_of or about.reference.as_of), title=about.title,
        place=called(asked.code) or Label(zh=name, en=romanised(name)), value=value, unit=about.unit, passport=about,
        formula=found.formula, coverage=found.coverage,
        inputs=() if known.medium == "water" else known.indicator.inputs, notes=str(row["note"]),
        edition=tuple(str(row["edition"]).split("+")) if row["edition"] else about.editions, command=found.command,
        steps=tuple((s.key, s.title, s.says, s.table) for s in found.steps),
    )  # fmt: skip


def _levels(ask: Questions, asked: Figure, called: Callable[[str], Label | None]) -> Told:
    """How many cities of a place are at each level of one hour, with the cities."""
    place = None if asked.of == "city" else asked.code
    answer = ask.moment(of="city", start=asked.start, within=place)
    table = answer.table[
        ["code", "name", "name_en", "aqi", "level", "primary", "expected", "observed", "valid", "note"]
    ]
    table = table.sort_values(["aqi", "code"], ascending=[False, True], ignore_index=True)
    known = int((table["level"] > 0).sum())
    counts = [int((table["level"] == n).sum()) for n in range(1, 7)]
    good = counts[0] + counts[1]
    total = Label(
        zh="、".join(f"{n}级 {count}" for n, count in enumerate(counts, start=1) if count) or "–",
        en=", ".join(f"level {n}: {count}" for n, count in enumerate(counts, start=1) if count) or "–",
    )
    options = (
        f"--of city{f' --in {place}' if place else ''} --start {asked.start.astimezone(ZONE):%Y-%m-%dT%H}"
    )
    return Told(
        figure=asked, title=WORDS["levels"], place=called(asked.code) or HOUSE["nation"], value=f"{good}/{known}",
        unit="",
        passport=answer.passport, formula=total, inputs=("aqi",), notes="", edition=answer.passport.editions,
        coverage=Label(
            zh=f"{len(table)}个城市，{known}个有值", en=f"{known} of {len(table)} cities have a value"
        ),
        steps=(("cities", WORDS["cities"], WORDS["counted"], lambda: table),),
        command=f"python app.py table aqi {options} --end {asked.end.astimezone(ZONE):%Y-%m-%dT%H} --every hour",
    )  # fmt: skip


def panel(found: Told, where: Address, *, href: str, revision: int, page: str = "") -> list[Any]:
    """The panel in the language of the screen; `href` opens it again, `page` is that of its station or section."""
    lang, about = where.lang, found.passport
    spelled = {name: text for name, text in found.figure.chosen if name in CHOSEN}
    stages = [
        f"{STAGES[name].text(lang)} {count}"
        for name, count in zip(("provisional", "reviewed", "mixed"), about.stages, strict=True)
        if count
    ]
    first = [
        ("formula", html.Code(spoken(found.formula.text(lang), lang))),
        ("coverage", found.coverage.text(lang)),
        ("notes", [html.Div(one) for one in words_of_notes(found.notes or ";".join(about.notes), lang)]),
    ]
    rest = [
        ("edition", spoken(cited(found.edition, lang), lang)),
        ("clauses", spoken("; ".join(cited((one,), lang) for one in about.clauses), lang)),
        ("rule", spoken(about.formula.text(lang), lang)),
        ("inputs", _inputs(found)),
        ("exclusions", [html.Div(one.text(lang)) for one in about.exclusions] or WORDS["nothing"].text(lang)),
        ("stage", " · ".join([STAGES[about.stage].text(lang) if about.stage in STAGES else about.stage, *stages])),
        ("basis", [html.Div(f"{label.text(lang)}: {value_words(half(text, lang), lang)}")
                   for label, text in about.basis]
         + [html.Div(f"{name}: {value_words(text, lang)}") for name, text in spelled.items()]),
        ("as_of", f"{(found.figure.as_of or about.reference.as_of).astimezone(ZONE):%Y-%m-%d %H:%M:%S}"),
        ("revision", str(revision)),
    ]  # fmt: skip
    return [
        html.Header(
            [
                html.Div(
                    [
                        html.Small(word_of("title", lang)),
                        html.H2(
                            [found.place.text(lang) and spoken(found.place.text(lang), lang), " ",
                             found.title.text(lang)],
                            id="wall-passport-title",
                        ),
                        html.Div(window(found.figure), className="window"),
                    ]
                ),
                _demo(lang) if about.simulated else None,
                close(lang),
            ]
        ),
        html.Div([html.Span(_value(found, lang), className="value"), html.Span(found.unit, className="unit")],
                 className="number"),
        _list(first, lang),
        html.H3(word_of("steps", lang)),
        *[_step(key, title, says, lang) for key, title, says, _ in reversed(found.steps)],
        html.H3(word_of("basis_of", lang)),
        _list(rest, lang),
        html.H3(word_of("again", lang)),
        html.Code(found.command, className="again", tabIndex="0"),
        html.A(word_of(f"to_{found.figure.of}", lang), href=page, id="wall-passport-page", className="link")
        if page else None,
        html.A(word_of("link", lang), href=href, id="wall-passport-link", className="link"),
    ]  # fmt: skip


def _value(found: Told, lang: Language) -> Any:
    """The value in words of the screen."""
    if is_word(found.figure.indicator):
        return spoken(in_words(found.figure.indicator, found.value, lang) or "–", lang)
    return found.value or "–"


def _list(rows: list[tuple[str, Any]], lang: Language) -> html.Dl:
    return html.Dl(
        [part for key, said in rows if said for part in (html.Dt(word_of(key, lang)), html.Dd(said))]
    )


def refused(error: Exception, lang: Language) -> list[Any]:
    """The panel of a figure that there is not, with the reason."""
    return [
        html.Header([html.H2(word_of("unknown", lang), id="wall-passport-title"), close(lang)]),
        html.P(spoken(str(error.args[0]) if error.args else "", lang)),
    ]


def close(lang: Language) -> html.Button:
    """The button that closes the panel."""
    said = word_of("close", lang)
    aria: dict[str, Any] = {"aria-label": said}
    return html.Button("✕", id="wall-passport-close", title=said, **aria)


def word_of(key: str, lang: Language) -> str:
    """A fixed word of the panel."""
    return WORDS[key].text(lang)


def window(asked: Figure) -> str:
    """The window of a figure: one hour with both its ends, or days from the first to the last."""
    if asked.end - asked.start == timedelta(hours=1):
        return interval(asked.start)
    first, last = asked.start.astimezone(ZONE), (asked.end - timedelta(seconds=1)).astimezone(ZONE)
    return f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _demo(lang: Language) -> html.Div:
    return html.Div([html.B(SIMULATED, lang="zh"), html.Span(word("simulated", lang))], className="demo")


def _inputs(found: Told) -> list[Any]:
    said: list[Any] = []
    for code in found.inputs:
        said += ([", "] if said else []) + (["AQI"] if code == "aqi" else symbols(code))
    return [html.Div(said), html.Div(found.passport.members)]


def _step(key: str, title: Label, says: Label, lang: Language) -> html.Details:
    return html.Details(
        [
            html.Summary(
                [html.B(title.text(lang)), html.Span(spoken(says.text(lang), lang))],
                id={"type": "wall-step", "key": key},
            ),
            dcc.Store(id={"type": "wall-step-data", "key": key}),
            html.Div(
                id={"type": "wall-step-table", "key": key},
                className="sheet",
                **data(open=word_of("open", lang)),
            ),
        ],
        className="step",
    )
