"""A table as a bureau sends it on: a sheet that can be printed, the plain data beside it, and the passport in words.

The sheet has title, period and marks above, headings and units that stay in view, numbers with the decimals of the
standard, and below what the numbers rest on. Nothing is computed here; data that nobody reviewed say so in three
places, so that no cut or copy loses it.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

import pandas as pd

from assessment.answer import Answer, Passport
from assessment.marking import marks, number
from assessment.notes import NOTES
from assessment.periods import SHANGHAI
from assessment.workbook import data_sheet
from geo.names import english_name, romanised, short_name
from indicators.parameters import Label, Language, parameter
from indicators.water_parameters import water_parameter

_WIDEST: Final = 46  # characters of a column; beyond it the text wraps
_NUMBER: Final = re.compile(r"^[+-]?\d+(\.\d+)?$")
_DIVISION: Final = re.compile(r"^\d{6}$")
_STAMP: Final = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_CODES: Final = frozenset(
    {
        "code",
        "station",
        "section",
        "place",
        "event",
        "id",
        "batch",
        "sha256",
        "region",
        "parent",
        "city",
        "province",
    }
)
_ASIDE: Final = (
    "code",
    "name",
    "name_en",
    "indicator",
    "unit",
    "edition",
    "start",
    "end",
    "source",
    "stage",
    "note",
)
"""Columns that leave the sheet where every row says the same: the lines above and below say it once."""
_BESIDE: Final = frozenset(
    f"{what}_{part}"
    for what in ("year", "period", "against", "if")
    for part in ("start", "end", "edition", "expected", "observed", "valid", "note", "stage")
)
"""Columns that the data sheet alone has."""
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
    "day": Label(zh="日期", en="Day"),
    "empty": Label(zh="没有记录", en="Nothing on record"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a table is read by people: the heading of a column, and a cell in words.

    `heading` answers the text of a column by its name, `cell` the text of a cell by column and content.
    """

    heading: Callable[[str], str]
    cell: Callable[[str, str], str] = lambda column, text: text


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
    other = "_en" if lang == "zh" else "_zh"
    days = _whole_days(table)
    for name in map(str, table.columns):
        texts = [_text(cell) for cell in table[name].tolist()]
        distinct = set(texts)
        if distinct <= {""} or name in _BESIDE or name.endswith(other) or (name == "end" and days):
            continue
        if (
            name in _ASIDE
            and len(distinct) == 1
            and (len(table) > 1 or name not in ("code", "name", "name_en"))
        ):
            aside[name] = texts[0]
            continue
        kept.append(name)
    for own in [name for name in kept if f"{name}_{lang}" in kept]:
        kept.remove(f"{own}_{lang}")
        kept[kept.index(own)] = f"{own}_{lang}"
    return kept, aside


def _whole_days(table: pd.DataFrame) -> bool:
    """Whether each row is one day, so that its end says nothing that its start does not."""
    if "start" not in table or "end" not in table or not len(table):
        return False
    try:
        start, end = (pd.to_datetime(table[name], utc=True) for name in ("start", "end"))
    except (ValueError, TypeError):
        return False
    return bool(((end - start) == pd.Timedelta(days=1)).all())


def _sheet(book: Any, answer: Answer, reading: Reading, lang: Language) -> None:
    about, table = answer.passport, answer.table
    title, words = about.title.text(lang), marks(answer, lang)
    shown, aside = columns(table, lang)
    sheet = book.add_worksheet(_WORDS["sheet"].text(lang))
    face = {"font_name": "Microsoft YaHei", "font_size": 10}
    quiet = book.add_format(face | {"font_color": "#55616E", "text_wrap": True, "valign": "top"})
    strong = book.add_format(face | {"bold": True})
    place = _place(aside, lang)
    sheet.write_string(
        0, 0, f"{place} {title}".strip(), book.add_format(face | {"bold": True, "font_size": 16})
    )
    sheet.set_row(0, 26)
    sheet.write_string(2, 0, "  ·  ".join(words), strong)
    top, widths = 4, []
    units = [_unit_of(name, aside, about) for name in shown]
    body = top + 1 + any(units)
    everywhere = _everywhere(table)
    head = book.add_format(face | {"bold": True, "bg_color": "#E4EEF7", "border": 1, "border_color": "#8A97A4",
                                   "text_wrap": True, "align": "center", "valign": "vcenter"})  # fmt: skip
    under = book.add_format(face | {"font_color": "#55616E", "bg_color": "#E4EEF7", "border": 1, "align": "center",
                                    "border_color": "#8A97A4", "font_size": 9})  # fmt: skip
    sheet.set_row(top, 32)
    forms: dict[str, Any] = {}
    lines = [1] * len(table)
    codes = [_text(cell) for cell in table["code"].tolist()] if "code" in table else [""] * len(table)
    for c, (name, unit) in enumerate(zip(shown, units, strict=True)):
        heading = reading.heading(aside["indicator"] if name == "value" and aside.get("indicator") else name)
        if name == "start" and "end" not in shown and _whole_days(table):
            heading = _WORDS["day"].text(lang)
        sheet.write_string(top, c, heading, head)
        if any(units):
            sheet.write_string(top + 1, c, unit, under)
        raw = [_text(cell) for cell in table[name].tolist()]
        numeric = name not in _CODES and any(raw) and all(_NUMBER.match(text) for text in raw if text)
        decimals = max((len(text.partition(".")[2]) for text in raw if text), default=0) if numeric else 0
        widest = max(_breadth(heading) / 1.7, _breadth(unit), 6)
        for r, text in enumerate(raw):
            at = body + r
            if not text:
                sheet.write_blank(at, c, None, _form(book, forms, face, "blank", 0))
            elif numeric:
                own = len(text.partition(".")[2]) if "unit" in shown else decimals
                sheet.write_number(at, c, float(text), _form(book, forms, face, "number", own))
                widest = max(widest, len(text) + 1)
            else:
                if name == "note":
                    text = ";".join(code for code in text.split(";") if code not in everywhere)
                said = _spoken(name, text, reading, lang)
                if name == "name" and lang == "en":
                    said = _english(text, codes[r])
                broad = _breadth(said)
                lines[r] = max(lines[r], ceil(broad / _WIDEST))
                sheet.write_string(
                    at, c, said, _form(book, forms, face, "wide" if broad > _WIDEST else "text", 0)
                )
                widest = max(widest, min(broad, _WIDEST))
        widths.append(widest + 2)
        sheet.set_column(c, c, widest + 2)
    for r, many in enumerate(lines):
        if many > 1:
            sheet.set_row(body + r, 15 * many)
    last, room = max(len(shown) - 1, 0), max(sum(widths), 20)
    split = "：" if lang == "zh" else ": "
    above = [
        f"{_WORDS['period'].text(lang)}{split}{period(about, lang)}",
        known(about, lang),
        " + ".join(about.editions),
    ]
    _across(
        sheet,
        1,
        last,
        "  ·  ".join(text for text in (*above, *_aside(aside, reading, lang)) if text),
        quiet,
        room,
    )
    r = body + len(table)
    below = [f"{what}{split}{text}" for what, text in told(answer, lang)]
    for text in below if len(table) else [_WORDS["empty"].text(lang), *below]:
        r += 1
        _across(sheet, r, last, text, quiet, room)
    sheet.write_string(r + 1, 0, "  ·  ".join(words), strong)
    sheet.print_area(0, 0, r + 1, last)
    frozen = 2 if shown[:2] == ["code", "name"] else 1 if shown[:1] in (["code"], ["name"]) else 0
    _printed(sheet, title, words, top, body, frozen=frozen, lang=lang)


def _everywhere(table: pd.DataFrame) -> frozenset[str]:
    """The remarks that every row bears: the passport below says them once."""
    if "note" not in table or len(table) < 2:
        return frozenset()
    return frozenset.intersection(*(frozenset(_text(cell).split(";")) for cell in table["note"].tolist()))


def _across(sheet: Any, row: int, last: int, text: str, form: Any, room: float) -> None:
    """A text over all columns, as high as it needs."""
    if last:
        sheet.merge_range(row, 0, row, last, text, form)
    else:
        sheet.write_string(row, 0, text, form)
    sheet.set_row(row, 15 * max(1, ceil(_breadth(text) / room)))


def _place(aside: Mapping[str, str], lang: Language) -> str:
    """The one place of a table, for its title; empty where there are several or the table does not name it."""
    name = aside.get("name", "")
    return aside.get("name_en") or _english(name, aside.get("code", "")) if lang == "en" else name


def _english(name: str, code: str) -> str:
    """The English name of a division, by its code of six digits; of a station, its words translated."""
    return english_name(short_name(name), name) if _DIVISION.match(code) else romanised(name)


def _printed(
    sheet: Any, title: str, words: tuple[str, ...], top: int, body: int, *, frozen: int, lang: Language
) -> None:
    """A4 landscape, as wide as the page, the headings on every page and the marks at its head."""
    sheet.freeze_panes(body, frozen)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
    sheet.repeat_rows(top, body - 1)
    sheet.hide_gridlines(2)
    plain = title.replace("&", "&&")
    sheet.set_header(f"&L&9{plain}&R&9&B{' · '.join(words)}")
    sheet.set_footer(f"&L&8Lanbi 蓝碧&C&8{_WORDS['page'].text(lang)}")


def _form(book: Any, forms: dict[str, Any], face: dict[str, Any], kind: str, decimals: int) -> Any:
    key = f"{kind}{decimals}"
    if key not in forms:
        more: dict[str, Any] = {"border": 1, "border_color": "#C9D1D9", "valign": "top", "indent": 1}
        if kind == "number":
            more["align"] = "right"
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
    for name in ("source", "stage"):
        if aside.get(name) and not (name == "stage" and aside[name] == "provisional"):
            found.append(f"{reading.heading(name)} {_spoken(name, aside[name], reading, lang)}")
    code = f"{reading.heading('code')} {aside['code']}" if aside.get("code") else ""
    unit = _unit(aside.get("unit", ""))
    return [*found, *([code] if code else []), *([f"{_WORDS['unit'].text(lang)} {unit}"] if unit else [])]


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
        return split.join(
            NOTES[code].text(lang) if code in NOTES else code for code in text.split(";") if code
        )
    if column == "stage" and text in _WORDS:
        return _WORDS[text].text(lang)
    return reading.cell(column, text)


def _text(cell: Any) -> str:
    if cell is None or cell != cell or cell is False:
        return ""
    if cell is True:
        return "✓"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _breadth(text: str) -> float:
    """How wide a text stands, in figures: a Chinese character takes two."""
    return sum(2.1 if unicodedata.east_asian_width(c) in "WF" else 1.1 for c in text)
