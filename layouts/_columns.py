"""The tables behind a figure as a screen shows them: headings, codes in words, marks for yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd
from dash import html

from assessment.check import TITLES
from assessment.heading_words import HEADINGS, STEPS
from assessment.heading_words import STAGES as STAGES
from assessment.notes import NOTES
from geo.names import romanised
from indicators.parameters import AIR_HOURLY, Label, Language, parameter
from indicators.regime import ZONE
from indicators.water_parameters import water_parameter

ROWS: Final = 400  # rows of a step shown; the command line gives them all
DASH: Final = "–"

_QUALITY: Final[Mapping[str, Label]] = {
    "absent": Label(zh="未收到", en="absent"),
    "suspect": Label(zh="存疑", en="suspect"),
    "fail": Label(zh="无效", en="fail"),
    "not monitored": Label(zh="未监测", en="not monitored"),
    "missing": Label(zh="缺测", en="missing"),
}
_FLAGS: Final = frozenset({"counted", "enters", "highest", "sand", "counts", "decides"})
_TEXT: Final = frozenset(
    {"item", "parameter", "column", "name", "note", "stage", "missing", "suspect", "code", "source", "sha256", "reason",
     "actor", "start", "known_at", "unit", "title", "river", "deciding", "published", "state", "mark", "end"}
)  # fmt: skip
VALUES: Final[Mapping[str, Label]] = {
    "practice": Label(zh="平台通行做法", en="practice"),
    "text": Label(zh="标准原文", en="the text"),
    "valid": Label(zh="有效", en="valid"),
    "left_out": Label(zh="剔除", en="left out"),
    "samples": Label(zh="水样", en="samples"),
    "reported": Label(zh="上报", en="reported"),
    "mean of the samples of a month, mean of months, rounded, judged": Label(
        zh="月内均值、各月均值、修约后评价",
        en="mean of the samples of a month, mean of months, rounded, judged",
    ),
    "kept": Label(zh="计入", en="kept"),
    "auto": Label(zh="自动", en="auto"),
    "with": Label(zh="含沙尘", en="with"),
    "without": Label(zh="扣除沙尘", en="without"),
    "stations": Label(zh="点位", en="stations"),
    "published": Label(zh="发布值", en="published"),
}
"""Values of settings and terms in words."""
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


def heading(column: str, lang: Language) -> Any:
    """The heading of a column of a step; a parameter stands with its symbol."""
    own = STEPS.get(column) or HEADINGS.get(column)
    if own is not None:
        return own.text(lang)
    with_sand = column.removesuffix("_with_sand")
    said = symbols(with_sand)
    return [*said, " ", HEADINGS["with_sand"].text(lang)] if with_sand != column else said


def symbols(code: str) -> list[Any]:
    """A parameter or statistic by its symbol with subscripts; a code that is none of them as it stands."""
    try:
        known = parameter(code)
    except LookupError:
        try:
            return [water_parameter(code).symbol]
        except LookupError:
            return [code]
    if known.formula_html is None:
        return [known.symbol]
    parts = re.split(r"<sub>(.*?)</sub>", known.formula_html)
    return [html.Sub(part) if i % 2 else part for i, part in enumerate(parts) if part]


def words_of_notes(codes: str, lang: Language) -> list[str]:
    """The remarks of a `note` column in words."""
    return [NOTES[code].text(lang) if code in NOTES else code for code in codes.split(";") if code]


def value_words(text: str, lang: Language) -> Any:
    """The value of a setting in words; what has none as it stands."""
    return VALUES[text].text(lang) if text in VALUES else text


def spoken(text: str, lang: Language) -> Any:
    """A text as it stands; a Chinese one on an English screen is marked as Chinese."""
    return html.Span(text, lang="zh") if lang == "en" and _CHINESE.search(text) else text


def sheet(table: pd.DataFrame, step: str, lang: Language) -> dict[str, Any]:
    """A step's table, its first `ROWS` rows, for `lanbi.sheet` in the browser; columns that are empty are left out.

    It goes as JSON and not as components: a thousand cells that Dash keeps account of take the browser seconds.
    """
    if len(table) > ROWS and "missing" in table:  # hours that were never received come last
        table = table.sort_values("missing", key=lambda told: told == "absent", kind="stable")
    shown = table.head(ROWS)
    columns = [
        str(c) for c in table.columns if c in ("value", "note") or not shown[c].isin(["", None]).all()
    ] if len(table) else []  # fmt: skip
    columns = [c for c in columns if c != "name_en" and not (c == "note" and shown[c].eq("").all())]
    left = len(table) - len(shown)
    more = f"另有 {left} 行，可用命令行输出" if lang == "zh" else f"{left} more rows; the command gives them"
    return {
        "label": {"zh": "各行", "en": "Rows"}[lang],
        "empty": "" if len(table) else {"zh": "（空）", "en": "(empty)"}[lang],
        "more": more if left else "",
        "head": [_plain(heading(c, lang)) for c in columns],
        "text": [int(c in _TEXT) for c in columns],
        "rows": [[_plain(cell(row, c, step, lang)) for c in columns] for row in shown.to_dict("records")],
    }


def _plain(part: Any) -> Any:
    """A cell as JSON: texts, `{"sub": text}` for a subscript, `{"zh": text}` for a Chinese text among English."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if isinstance(part, html.Sub):
        return {"sub": part.children}
    return {"zh": part.children} if isinstance(part, html.Span) else part


def cell(row: Mapping[Any, Any], column: str, step: str, lang: Language) -> Any:
    """One cell in words of the screen; empty stays a dash."""
    value = row[column]
    text = "" if value is None or value != value else str(value)
    if column in _FLAGS or (column == "valid" and step in ("days", "windows", "items")) or (
        column == "primary" and step == "items"
    ):  # fmt: skip
        return "✓" if text == "1" else "·" if text == "0" else DASH
    if not text:
        return DASH if column not in ("note", "missing", "suspect", "reason", "actor") else ""
    if column in ("start", "known_at"):
        local = datetime.fromisoformat(text).astimezone(ZONE)
        return (
            f"{local:%Y-%m-%d %H:%M}" if step in ("hours", "batches") or local.hour else f"{local:%Y-%m-%d}"
        )
    if column in ("item", "parameter"):
        return symbols(text)
    if column == "primary":
        codes = [symbols(code) for code in text.split("+")]
        return [part for i, code in enumerate(codes) for part in ([", "] if i else []) + code]
    if column == "stage":
        return STAGES[text].text(lang) if text in STAGES else text
    if column == "note":
        return "; ".join(words_of_notes(text, lang))
    if column == "missing":
        return _missing(text, lang)
    if column == "suspect":
        return _suspect(text, lang)
    if column == "sha256":
        return text[:12]
    if column == "name" and lang == "en":
        return str(row.get("name_en") or romanised(text))
    if column == "aqi":
        return f"{float(text):.0f}"
    return spoken(text, lang)


def _suspect(text: str, lang: Language) -> list[Any]:
    """Items and the checks that flag them, `pm25 spike;pm10 range`, in words."""
    said: list[Any] = []
    for one in text.split(";"):
        code, _, name = one.partition(" ")
        word = TITLES[name].text(lang) if name in TITLES else name
        said += ([", "] if said else []) + [*symbols(code), " ", word]
    return said


def _missing(text: str, lang: Language) -> list[Any]:
    said: list[Any] = []
    for one in text.split(";"):
        code, _, state = one.partition(" ")
        state = state if code in AIR_HOURLY else one
        word = _QUALITY[state].text(lang) if state in _QUALITY else state
        said += ([", "] if said else []) + ([*symbols(code), " "] if code in AIR_HOURLY else []) + [word]
    return said
