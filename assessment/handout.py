"""A table as a bureau sends it on: a sheet that can be printed, the plain data beside it, and the passport in words.

The sheet has title, period and marks above, headings and units that stay in view, numbers with the decimals of the
standard, and below what the numbers rest on. Nothing is computed here; data that nobody reviewed say so in three
places, so that no cut or copy loses it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.notes import NOTES
from assessment.periods import SHANGHAI
from assessment.workbook import data_sheet
from geo.names import romanised
from indicators.parameters import Label, Language, parameter
from indicators.water_parameters import water_parameter

SIMULATED: Final = "模拟数据 DEMO"
UNREVIEWED: Final = Label(zh="未审核", en="未审核 not reviewed")
_WIDEST: Final = 46  # characters of a column; beyond it the text wraps
_NUMBER: Final = re.compile(r"^[+-]?\d+(\.\d+)?$")
_CODES: Final = frozenset({"code", "station", "section", "place", "event", "id", "batch", "sha256", "region"})
_ASIDE: Final = ("indicator", "unit", "edition", "start", "end", "source", "stage")
"""Columns that leave the sheet where every row says the same: the lines above it say it once."""
_WORDS: Final[Mapping[str, Label]] = {
    "sheet": Label(zh="表", en="Table"),
    "data": Label(zh="data", en="data"),
    "passport": Label(zh="passport", en="passport"),
    "period": Label(zh="时段", en="Period"),
    "unit": Label(zh="单位", en="Unit"),
    "members": Label(zh="范围", en="Members"),
    "editions": Label(zh="依据标准", en="Standard"),
    "clauses": Label(zh="条款", en="Clauses"),
    "formula": Label(zh="算法", en="Formula"),
    "stage": Label(zh="数据阶段", en="Stage"),
    "exclusions": Label(zh="剔除", en="Left out"),
    "basis": Label(zh="口径", en="Basis"),
    "notes": Label(zh="备注", en="Notes"),
    "remarks": Label(zh="说明", en="Remarks"),
    "as_of": Label(zh="数据截至", en="As known at"),
    "number": Label(zh="编号", en="Passport"),
    "page": Label(zh="第 &P 页 共 &N 页", en="Page &P of &N"),
    "reviewed": Label(zh="已审核", en="reviewed"),
    "provisional": Label(zh="未审核", en="not reviewed"),
    "mixed": Label(zh="部分审核", en="partly reviewed"),
    "best": Label(zh="有审核值取审核值", en="reviewed where there is one"),
    "and": Label(zh="至", en="to"),
    "empty": Label(zh="没有记录", en="Nothing on record"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a table is read by people: the heading of a column, and a cell in words.

    `heading` answers the text of a column by its name, `cell` the text of a cell by column and content.
    """

    heading: Callable[[str], str]
    cell: Callable[[str, str], str] = lambda column, text: text


def number(reference: Reference) -> str:
    """Ten characters that stand for a question with its arguments and as-of time: the same again gives the same."""
    told = [reference.question, sorted(reference.arguments.items()), reference.as_of.isoformat()]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:10].upper()


def unreviewed(answer: Answer) -> bool:
    """Whether any number of an answer rests on data that nobody reviewed, by its passport or by any of its rows."""
    about = answer.passport
    provisional, _, mixed = about.stages
    if about.stage in ("provisional", "mixed") or provisional + mixed:
        return True
    return "stage" in answer.table and bool(answer.table["stage"].isin(["provisional", "mixed"]).any())


def marks(answer: Answer, lang: Language) -> tuple[str, ...]:
    """What must stand on every copy of an answer: that it is simulated, that nobody has reviewed it."""
    told = [SIMULATED] if answer.passport.simulated else []
    return (*told, UNREVIEWED.text(lang)) if unreviewed(answer) else tuple(told)


def period(about: Passport, lang: Language) -> str:
    """The window of a passport in Asia/Shanghai: whole days as days, both inside; else with hours."""
    start, end = (moment.astimezone(SHANGHAI) for moment in (about.start, about.end))
    if start.hour == end.hour == 0:
        last = end - timedelta(days=1)
        first = f"{start:%Y-%m-%d}"
        return first if last <= start else f"{first} {_WORDS['and'].text(lang)} {last:%Y-%m-%d}"
    return f"{start:%Y-%m-%d %H:%M} {_WORDS['and'].text(lang)} {end:%Y-%m-%d %H:%M}"


def known(about: Passport, lang: Language) -> str:
    """The as-of time in words."""
    return f"{_WORDS['as_of'].text(lang)} {about.reference.as_of.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def told(answer: Answer, lang: Language) -> list[tuple[str, str]]:
    """The passport of an answer as (what, in words), what is empty left out."""
    about = answer.passport
    stages = zip(("provisional", "reviewed", "mixed"), about.stages, strict=True)
    counted = " · ".join(f"{_WORDS[name].text(lang)} {count}" for name, count in stages if count)
    stage = _WORDS[about.stage].text(lang) if about.stage in _WORDS else about.stage
    split = "；" if lang == "zh" else "; "
    rows = [
        ("number", number(about.reference)),
        ("period", period(about, lang)),
        ("as_of", known(about, lang).removeprefix(_WORDS["as_of"].text(lang)).strip()),
        ("members", about.members),
        ("unit", _unit(about.unit)),
        ("editions", " + ".join(about.editions)),
        ("clauses", split.join(about.clauses)),
        ("formula", about.formula.text(lang)),
        (
            "stage",
            f"{stage}（{counted}）"
            if counted and lang == "zh"
            else f"{stage} ({counted})"
            if counted
            else stage,
        ),
        ("exclusions", split.join(one.text(lang) for one in about.exclusions)),
        ("basis", split.join(f"{label.text(lang)} {value}" for label, value in about.basis)),
        ("notes", split.join(NOTES[code].text(lang) if code in NOTES else code for code in about.notes)),
        ("remarks", split.join(one.text(lang) for one in answer.remarks)),
    ]
    return [(_WORDS[key].text(lang), text) for key, text in rows if text]


def handout(answer: Answer, *, reading: Reading, lang: Language) -> bytes:
    """XLSX of an answer: the sheet to send on, the data as they are, and the passport.

    The data sheet has the columns of the command line; texts are never formulas. An empty table says so.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    about = answer.passport
    book.set_properties({"title": about.title.text(lang), "subject": number(about.reference), "author": "Lanbi 蓝碧",
                         "comments": " · ".join(marks(answer, lang)),
                         "created": about.reference.as_of.replace(tzinfo=None)})  # fmt: skip
    _sheet(book, answer, reading, lang)
    data_sheet(book, "data", answer.table)
    _passport(book, answer, lang)
    book.close()
    return buffer.getvalue()


def columns(table: pd.DataFrame, lang: Language) -> tuple[list[str], dict[str, str]]:
    """The columns that stand on the sheet, and what the others say of every row.

    A column that is empty is left out, one that only names what the passport names is said once.
    """
    kept, aside = [], {}
    for name in map(str, table.columns):
        texts = [_text(cell) for cell in table[name].tolist()]
        distinct = set(texts)
        if distinct <= {""} or name == ("name_en" if lang == "zh" else ""):
            continue
        if name in _ASIDE and len(distinct) == 1:
            aside[name] = texts[0]
            continue
        kept.append(name)
    if lang == "en" and "name_en" in kept and "name" in kept:
        kept.remove("name")
    return kept, aside


def _sheet(book: Any, answer: Answer, reading: Reading, lang: Language) -> None:
    about, table = answer.passport, answer.table
    title, words = about.title.text(lang), marks(answer, lang)
    sheet = book.add_worksheet(_WORDS["sheet"].text(lang))
    face = {"font_name": "Microsoft YaHei", "font_size": 10}
    plain, quiet = book.add_format(face), book.add_format(face | {"font_color": "#55616E"})
    strong = book.add_format(face | {"bold": True})
    shown, aside = columns(table, lang)
    sheet.write_string(0, 0, title, book.add_format(face | {"bold": True, "font_size": 16}))
    sheet.set_row(0, 26)
    line = [
        f"{_WORDS['period'].text(lang)}：{period(about, lang)}"
        if lang == "zh"
        else f"Period: {period(about, lang)}"
    ]
    line += [known(about, lang), " + ".join(about.editions), *(_aside(aside, reading, lang))]
    sheet.write_string(1, 0, "  ·  ".join(text for text in line if text), plain)
    if words:
        sheet.write_string(2, 0, "  ·  ".join(words), strong)
    top = 4
    head = book.add_format(face | {"bold": True, "bg_color": "#E4EEF7", "border": 1, "border_color": "#8A97A4",
                                   "text_wrap": True, "align": "center", "valign": "vcenter"})  # fmt: skip
    under = book.add_format(face | {"font_color": "#55616E", "bg_color": "#E4EEF7", "border": 1, "align": "center",
                                    "border_color": "#8A97A4", "font_size": 9})  # fmt: skip
    sheet.set_row(top, 30)
    forms: dict[str, Any] = {}
    for c, name in enumerate(shown):
        heading = reading.heading(name)
        unit = _unit_of(name, aside, about)
        sheet.write_string(top, c, heading, head)
        sheet.write_string(top + 1, c, unit, under)
        raw = [_text(cell) for cell in table[name].tolist()]
        numeric = name not in _CODES and any(raw) and all(_NUMBER.match(text) for text in raw if text)
        decimals = max((len(text.partition(".")[2]) for text in raw if text), default=0) if numeric else 0
        widest = max(_breadth(heading) / 1.4, _breadth(unit), 5)
        for r, text in enumerate(raw, top + 2):
            if not text:
                sheet.write_blank(r, c, None, _form(book, forms, face, "blank", 0))
                continue
            if numeric:
                sheet.write_number(r, c, float(text), _form(book, forms, face, "number", decimals))
                widest = max(widest, len(text) + 1)
                continue
            said = _spoken(name, text, reading, lang)
            long = _breadth(said) > _WIDEST
            sheet.write_string(r, c, said, _form(book, forms, face, "wide" if long else "text", 0))
            widest = max(widest, min(_breadth(said), _WIDEST))
        sheet.set_column(c, c, widest + 2)
    r = top + 2 + len(table)
    if not len(table):
        sheet.write_string(r, 0, _WORDS["empty"].text(lang), quiet)
        r += 1
    for what, text in told(answer, lang):
        r += 1
        sheet.write_string(r, 0, f"{what}：{text}" if lang == "zh" else f"{what}: {text}", quiet)
    if words:
        sheet.write_string(r + 1, 0, "  ·  ".join(words), strong)
    _printed(
        sheet, title, words, top, frozen=1 + ("name" in shown[:3]) if shown[:1] == ["code"] else 0, lang=lang
    )


def _printed(
    sheet: Any, title: str, words: tuple[str, ...], top: int, *, frozen: int, lang: Language
) -> None:
    """A4 landscape, as wide as the page, the headings on every page and the marks at its head."""
    sheet.freeze_panes(top + 2, frozen)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
    sheet.repeat_rows(top, top + 1)
    sheet.hide_gridlines(2)
    plain = title.replace("&", "&&")
    sheet.set_header(f"&L&9{plain}&R&9&B{' · '.join(words)}")
    sheet.set_footer(f"&L&8Lanbi 蓝碧&C&8{_WORDS['page'].text(lang)}")


def _form(book: Any, forms: dict[str, Any], face: dict[str, Any], kind: str, decimals: int) -> Any:
    key = f"{kind}{decimals}"
    if key not in forms:
        more: dict[str, Any] = {"border": 1, "border_color": "#C9D1D9", "valign": "top"}
        if kind == "number":
            more["num_format"] = "0" + ("." + "0" * decimals if decimals else "")
        forms[key] = book.add_format(face | more | ({"text_wrap": True} if kind == "wide" else {}))
    return forms[key]


def _passport(book: Any, answer: Answer, lang: Language) -> None:
    """What the numbers rest on, in words; then what asks for them again, as the program writes it."""
    about = answer.passport
    sheet = book.add_worksheet("passport")
    face = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
    key, text = book.add_format(face | {"bold": True}), book.add_format(face | {"text_wrap": True})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 110)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    rows = [
        ("", about.title.text(lang)),
        *((("", " · ".join(marks(answer, lang))),) if marks(answer, lang) else ()),
    ]
    rows += told(answer, lang)
    rows += [("question", about.reference.question), ("as_of", about.reference.as_of.isoformat())]
    rows += [(name, value) for name, value in about.reference.arguments.items() if value]
    for r, (what, said) in enumerate(rows):
        sheet.write_string(r, 0, what, key)
        sheet.write_string(r, 1, said, key if not what else text)


def _aside(aside: Mapping[str, str], reading: Reading, lang: Language) -> list[str]:
    """What every row says, for the line under the title; the passport says period, unit and edition already."""
    found = []
    for name in ("source", "stage", "indicator"):
        if aside.get(name) and name != "indicator":
            found.append(f"{reading.heading(name)} {_spoken(name, aside[name], reading, lang)}")
    unit = aside.get("unit", "")
    return [*found, f"{_WORDS['unit'].text(lang)} {_unit(unit)}"] if unit else found


def _unit_of(column: str, aside: Mapping[str, str], about: Passport) -> str:
    if column in ("value", "against_value", "change"):
        return _unit(aside.get("unit", about.unit))
    if column.endswith(("_rate", "_percent")):
        return "%"
    for known_by in (parameter, water_parameter):
        try:
            return _unit(known_by(column).unit_text)
        except LookupError:
            continue
    return ""


def _unit(text: str) -> str:
    return {"1": "", "ug m-3": "µg/m³", "mg m-3": "mg/m³", "d": "d"}.get(text, text)


def _spoken(column: str, text: str, reading: Reading, lang: Language) -> str:
    if (
        column in ("start", "end", "known_at", "as_of", "first", "last", "at", "since", "until")
        and "T" in text
    ):
        try:
            local = datetime.fromisoformat(text).astimezone(SHANGHAI)
        except ValueError:
            return text
        return f"{local:%Y-%m-%d %H:%M}" if local.hour or local.minute else f"{local:%Y-%m-%d}"
    if column == "note":
        split = "；" if lang == "zh" else "; "
        return split.join(NOTES[code].text(lang) if code in NOTES else code for code in text.split(";"))
    if column == "stage" and text in _WORDS:
        return _WORDS[text].text(lang)
    if column == "name" and lang == "en":
        return romanised(text)
    return reading.cell(column, text)


def _text(cell: Any) -> str:
    if cell is None or cell != cell:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _breadth(text: str) -> float:
    """How wide a text stands, in figures: a Chinese character takes two."""
    return sum(2.1 if unicodedata.east_asian_width(c) in "WF" else 1.1 for c in text)
