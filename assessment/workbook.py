"""An answer as a workbook: its table with numbers as numbers, and its passport in plain words beside it.

Commands, screens and reports hand out the same bytes; nothing is computed here.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from assessment.answer import Answer
from assessment.columns import stamp
from assessment.marking import marks, number
from indicators.parameters import Language

_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")
_NUMERIC = frozenset(
    {"value", "rank", "against_value", "change", "change_percent", "against_rank", "rank_change"}
)


def workbook(tables: Mapping[str, pd.DataFrame], passport: dict[str, object] | None) -> bytes:
    """XLSX of tables by the name of their sheet, numbers as numbers, texts never as formulas, the passport last."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
    for title, table in tables.items():
        data_sheet(book, title, table)
    if passport:
        about = book.add_worksheet("passport")
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 100)
        for row, (key, value) in enumerate(passport.items()):
            about.write_string(row, 0, key, bold)
            about.write_string(
                row, 1, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            )
    book.close()
    return buffer.getvalue()


def data_sheet(book: Any, title: str, table: pd.DataFrame) -> None:
    """Add a sheet that holds a table as it is: its columns by their names, numbers as numbers, empty cells empty."""
    bold = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
    sheet = book.add_worksheet(title)
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, str(name), bold)
        for row, cell in enumerate(table[name].tolist(), start=1):
            if cell is None or cell != cell:
                continue
            text = str(cell)
            if isinstance(cell, bool):
                sheet.write_boolean(row, column, cell)
            elif isinstance(cell, (int, float)) or (name in _NUMERIC and _NUMBER.match(text)):
                sheet.write_number(row, column, float(text))
            else:
                sheet.write_string(row, column, text)
    sheet.freeze_panes(1, 0)
    sheet.autofit()


def passport_words(answer: Answer, language: str) -> dict[str, object]:
    """The passport in plain words of one language."""
    p = answer.passport
    said: Language = "zh" if language == "zh" else "en"
    return {
        "title": p.title.text(language),
        "number": number(p.reference),
        "marks": list(marks(answer, said)),
        "unit": p.unit,
        "start": stamp(p.start),
        "end": stamp(p.end),
        "members": p.members,
        "editions": list(p.editions),
        "clauses": list(p.clauses),
        "formula": p.formula.text(language),
        "stage": p.stage,
        "stages": dict(zip(("provisional", "reviewed", "mixed"), p.stages, strict=True)),
        "exclusions": [e.text(language) for e in p.exclusions],
        "basis": {label.text(language): value for label, value in p.basis},
        "notes": list(p.notes),
        "simulated": p.simulated,
        "as_of": stamp(p.reference.as_of),
        "question": p.reference.question,
        "arguments": dict(p.reference.arguments),
        "remarks": [r.text(language) for r in answer.remarks],
    }
