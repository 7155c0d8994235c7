"""The parts of the target board: functions from answers to components; a text goes in as text, never as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dash import dcc, html

from assessment.answer import Answer
from assessment.target_rows import WORDS_OF_PROOF
from indicators.demand import State
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Language
from indicators.regime import ZONE
from indicators.water_parameters import water_parameter
from layouts._columns import spoken, value_words, words_of_notes
from layouts._target_words import SIGNS, word
from layouts._tiles import records, symbol
from layouts._water_words import half
from layouts._words import cited

DASH = "–"
BOUNDS = 2  # bounds of a class that have room in a cell; all stand in its table of items
COMPARATORS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "==": "="}
Row = Mapping[str, Any]


def first(answer: Answer) -> dict[str, Any]:
    """The first row of an answer as a dictionary."""
    return records(answer.table.head(1))[0]


def state(row: Row, lang: Language) -> html.Span:
    """The state of a target: sign, word and a colour that is no level's."""
    code = str(row["state"])
    if not code:
        return html.Span(word("not_followed", lang), className="state none")
    said = State(code).label.text(lang)
    return html.Span([html.I(SIGNS[code]), said], className=f"state {code}")


def unit(row: Row, lang: Language, column: str = "unit") -> str:
    """The unit of a target's figure or control value."""
    text = str(row[column] or "")
    return word(text, lang) if text in ("d", "month", "section_month") else {"factor": "×"}.get(text, text)


def aim(row: Row, lang: Language) -> tuple[str, str]:
    """What is to be reached and its unit; against a year before without a figure, the change that is asked."""
    sign = COMPARATORS.get(str(row["comparator"]), str(row["comparator"]))
    if row["target"] or not row["relative"]:
        return f"{sign} {row['target'] or DASH}", unit(row, lang)
    change = float(str(row["relative"]))
    return f"{sign} {word('year_before', lang)}{f' {change:+g}%' if change else ''}", ""


def control(row: Row, lang: Language) -> list[Any]:
    """What the rest must be: at most or at least so much; what is proved in words; a dash where there is nothing."""
    if row["proof"] in ("cannot", "certain"):
        return [html.B(WORDS_OF_PROOF[str(row["proof"])].text(lang), className="proof")]
    if row["control"]:
        sign = {"at_most": "≤", "at_least": "≥"}.get(str(row["control_is"]), "")
        return [
            html.B(f"{sign} {row['control']}"),
            html.Span(unit(row, lang, "control_unit"), className="unit"),
        ]
    bounds = [_bound(text) for text in str(row["binding"] or "").split(";") if text]
    if not bounds:
        return [DASH]
    told = [part for one in bounds[:BOUNDS] for part in (one, html.Br())][:-1]
    return (
        told if len(bounds) <= BOUNDS else [*told, html.Small(word("and_more", lang, len(bounds) - BOUNDS))]
    )


def _bound(text: str) -> html.Span:
    """One bound of an item of a class, `nh3n<=0.973`, with the signs of print and its unit."""
    sign = "<=" if "<=" in text else ">="
    item, _, level = text.partition(sign)
    about = water_parameter(item)
    return html.Span(
        [
            f"{about.symbol} ",
            html.B(f"{COMPARATORS[sign]} {level}"),
            html.Span(about.unit_text, className="unit"),
        ],
        className="bound",
    )


def table(
    rows: Sequence[Row], chosen: str, hrefs: Mapping[str, str], lang: Language, places: bool
) -> html.Table:
    """The board: one row a target; the chosen one is marked, each leads to itself."""
    names = ["state", "target", "value", "figure", "control", "left"]
    heads = [html.Th(word(name, lang), className=f"is-{name}", scope="col") for name in names]
    return html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody([_row(r, chosen, hrefs, lang, places) for r in rows])]
    )


def _row(row: Row, chosen: str, hrefs: Mapping[str, str], lang: Language, places: bool) -> html.Tr:
    key = str(row["id"])
    figure = [str(row["figure"])] if row["figure"] else []
    told: list[Any] = [html.B(figure[0]) if figure else DASH]
    if row["reported"]:
        told.append(html.Small(f"{word('reported', lang)} {row['reported']}"))
    title = spoken(str(row["title"]), lang)
    named = [str(row[name]) for name in ("place", "above") if row[name]] if places else []
    place = [html.Small(spoken(" · ".join([*named, period(row, lang)]), lang))]
    marks: dict[str, Any] = {"data-target": key} | ({"aria-current": "true"} if key == chosen else {})
    value, of = aim(row, lang)
    cells: list[tuple[Any, str]] = [
        (state(row, lang), "is-state"),
        ([dcc.Link([title], href=hrefs[key]), *place], "is-target"),
        ([html.B(value), html.Span(of, className="unit")], "is-value"),
        (told, "is-figure"),
        (control(row, lang), "is-control"),
        ([str(row["remaining"] or DASH), html.Span(word("d", lang), className="unit")], "is-left"),
    ]
    return html.Tr(
        [html.Td(children, className=name) for children, name in cells],
        className="chosen" if key == chosen else "", **marks,
    )  # fmt: skip


def period(row: Row, lang: Language) -> str:
    """The period of a target: a year, several, or its first and last day."""
    first, last = str(row["start"]), str(row["end"])
    if first.endswith("-01-01") and last.endswith("-12-31"):
        years = first[:4] if first[:4] == last[:4] else f"{first[:4]}–{last[:4]}"
        return f"{years}年" if lang == "zh" else years
    return f"{first} – {last}"


def headline(row: Row, lang: Language) -> list[Any]:
    """The chosen target in large type: where it stands and what the rest must be."""
    period = f"{row['start']} – {row['end']}"
    days = f"{row['elapsed']} + {row['remaining']} {word('d', lang)}"
    actual = [
        html.Small(word("figure", lang)),
        html.B(str(row["figure"] or row["reported"] or DASH)),
        html.Span(unit(row, lang), className="unit"),
    ]
    value, of = aim(row, lang)
    asked = [html.Small(word("value", lang)), html.B(value), html.Span(of, className="unit")]
    sampled = bool(row["expected"])
    rest = f" · {row['rest'] or row['remaining'] or 0} {word(str(row['rest_unit'] or 'd'), lang)}"
    months = row["rest_unit"] == "month"
    needed = [html.Small(word("control_month" if months else "control", lang) + rest), *control(row, lang)]
    valid = [
        html.Small(word("samples" if sampled else "days", lang)),
        html.B(str(row["valid"] or DASH)),
        html.Span(f"/ {row['expected'] if sampled else row['elapsed'] or 0}", className="unit"),
    ]
    return [
        html.H2(
            [spoken(str(row["place"]), lang), " ", spoken(str(row["title"]), lang), state(row, lang)],
            id="targets-title",
        ),
        html.P(f"{period} · {word('day', lang)} {row['day'] or DASH} · {days}", className="period"),
        html.Div([html.Div(part) for part in (actual, asked, needed, valid)], className="cards"),
    ]


def said(row: Row, lang: Language) -> list[Any]:
    """What the whole would be if the rest were so, and whether that meets the target."""
    if not row.get("if_figure"):
        return []
    met = str(row["if_met"])
    verdict = {"true": ("met", "✓"), "false": ("missed", "✕")}.get(met)
    return [
        word("then", lang), " ", html.B(str(row["if_figure"])), html.Span(unit(row, lang), className="unit"),
        html.Span([html.I(verdict[1]), word(verdict[0], lang)], className=f"state {verdict[0]}") if verdict else None,
    ]  # fmt: skip


def years(answer: Answer, lang: Language) -> html.Table | None:
    """The same days of past years; None where there are none."""
    columns = ("year", "rest", "rest_valid", "own_so_far", "own_whole", "whole_with_it", "would_meet")
    return _small(answer, columns, lang)


def backtest(answer: Answer, lang: Language) -> html.Table | None:
    """The rule of past years tried on each of them; None where there are too few."""
    return _small(answer, ("year", "probability", "met"), lang)


def items(answer: Answer, lang: Language) -> html.Table | None:
    """What each item of an index alone must be, or each item of a section's class."""
    if "is" not in answer.table:
        return _small(answer, ("item", "level", "alone"), lang)
    signs = answer.table["is"].map({"at_most": "≤ ", "at_least": "≥ "}).fillna("")
    signed = {
        name: [f"{sign}{text}" if text else "" for sign, text in zip(signs, answer.table[name], strict=True)]
        for name in ("limit", "level")
        if name in answer.table
    }
    shown = replace(answer, table=answer.table.assign(**signed))
    if "body" in shown.table:
        shown.table["helps"] = shown.table.pop("alone")
        both = ("body",) if shown.table["body"].nunique() > 1 else ()
        return _small(shown, ("item", *both, "figure", "level", "unit", "helps"), lang)
    shown.table["keeps"] = shown.table.pop("alone")
    return _small(shown, ("item", "figure", "limit", "level", "unit", "keeps"), lang)


def history(answer: Answer, lang: Language) -> html.Table | None:
    """What people reported, with day and person; None where nobody did."""
    return _small(answer, ("day", "value", "by", "reason", "known_at"), lang)


def _small(answer: Answer, columns: Sequence[str], lang: Language) -> html.Table | None:
    if not len(answer.table):
        return None
    heads = [html.Th(word(f"col_{c}", lang), scope="col") for c in columns]
    rows = [
        html.Tr(
            [
                html.Td(_told(c, r[c], lang), className="words" if c in ("by", "reason") else "")
                for c in columns
            ]
        )
        for r in records(answer.table)
    ]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)])


def _told(column: str, value: object, lang: Language) -> Any:
    text = "" if value is None else str(value)
    if column in ("would_meet", "met"):
        return {"true": word("yes", lang), "false": word("no", lang)}.get(text, DASH)
    if column in ("alone", "keeps", "helps", "body"):
        return word(f"{column}_{text}", lang) if text else DASH
    if column == "item":
        return symbol(text) if text in AIR_DAILY or text in AIR_HOURLY else water_parameter(text).symbol
    if column == "known_at":
        return text[:16].replace("T", " ") or word("shipped", lang)
    return spoken(text, lang) if text else DASH


def record(row: Row, lang: Language) -> html.Dl:
    """What the book says of a target: document, number, date, who answers for it."""
    keys = ("document", "number", "issued", "responsible", "note", "version", "by", "reason", "known_at")
    said: list[Any] = []
    for key in keys:
        text = str(row.get(key) or "")
        text = (
            text[:16].replace("T", " ")
            if key == "known_at"
            else word("shipped", lang)
            if text == "shipped"
            else text
        )
        if text:
            said += [html.Dt(word(f"book_{key}", lang)), html.Dd(spoken(text, lang))]
    return html.Dl(said, className="facts")


def basis(row: Row, answer: Answer, command: str, lang: Language) -> list[Any]:
    """Formula, remarks, basis and the command line that makes the same again."""
    about = answer.passport
    remarks = [html.P(spoken(one.text(lang), lang)) for one in answer.remarks]
    codes = [code for code in str(row["note"]).split(";") if code != "too_few_years"]  # a remark says it
    notes = [one for one in words_of_notes(";".join(codes), lang) if one]
    stands = [
        f"{label.text(lang)}: {half(value_words(value, lang), lang)}" for label, value in about.basis if value
    ]
    at: datetime = about.reference.as_of
    return [
        *remarks,
        html.P([*(["; ".join(notes)] if notes else [])]),
        html.P(spoken(" · ".join([cited(about.editions, lang), *stands]).strip(" ·"), lang)),
        html.P(f"{word('as_of', lang)} {at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"),
        html.Code(command, className="again"),
    ]
