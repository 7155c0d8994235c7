"""The tables and figures of a set as XLSX: numbers as numbers, each with what makes it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from indicators.parameters import Label
from reports.slides import WORDS, known, marks
from reports.snapshot import Snapshot

_HEADS = (
    Label(zh="页", en="Page"), Label(zh="指标", en="Figure"), Label(zh="数值", en="Value"), Label(zh="单位", en="Unit"),
    Label(zh="应有", en="Expected"), Label(zh="有效", en="Valid"), Label(zh="审核状态", en="Stage"),
    Label(zh="备注", en="Notes"), Label(zh="标准", en="Editions"), Label(zh="复现命令", en="Made again by"),
)  # fmt: skip
_FIGURES = Label(zh="数据", en="Figures")


def workbook(made: Snapshot, *, path: Path, lang: str) -> None:
    """Write the workbook of a snapshot: a sheet a table, and one of all figures with their passports."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {"title": made.id, "author": "Lanbi 蓝碧", "created": made.scope.as_of.replace(tzinfo=None)}
        )
        forms = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#0B4F8A", "font_color": "#FFFFFF", "border": 1}
            ),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "own": book.add_format({"bold": True, "bg_color": "#E4EEF7", "border": 1}),
            "cell": book.add_format({"border": 1}),
            "plain": book.add_format({}),
        }
        for content in made.shown:
            for table in content.tables:
                sheet = book.add_worksheet(_sheet_name(book, table.title.text(lang)))
                top = _opening(sheet, forms, made, table.title.text(lang), lang)
                for c, column in enumerate(table.columns):
                    sheet.write_string(top, c, column.label.text(lang), forms["head"])
                    widest = max(
                        [
                            len(column.label.text(lang)) * 2,
                            *(len(r.cells[c].text(lang)) * 1.8 for r in table.rows),
                        ]
                    )
                    sheet.set_column(c, c, min(max(widest, 8), 60))
                for r, row in enumerate(table.rows, top + 1):
                    form = forms["own" if row.shade == "own" else "cell"]
                    for c, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                        own = row.shade == "own"
                        _put(sheet, r, c, cell.text(lang), form, numeric=column.numeric, book=book, own=own)
                sheet.freeze_panes(top + 1, 0)
                if table.note is not None:
                    sheet.write_string(top + len(table.rows) + 2, 0, table.note.text(lang))
                sheet.write_string(top + len(table.rows) + 3, 0, table.origin.command)
        sheet = book.add_worksheet(_FIGURES.text(lang))
        top = _opening(sheet, forms, made, _FIGURES.text(lang), lang)
        for c, head in enumerate(_HEADS):
            sheet.write_string(top, c, head.text(lang), forms["head"])
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 6, 12)
        sheet.set_column(7, 9, 60)
        r = top + 1
        for content in made.shown:
            for figure in content.figures:
                told = (
                    content.title.text(lang), figure.label.text(lang), figure.shown, figure.unit,
                    str(figure.expected), str(figure.valid), figure.stage, ";".join(figure.notes),
                    ", ".join(figure.origin.editions), figure.origin.command,
                )  # fmt: skip
                for c, text in enumerate(told):
                    _put(sheet, r, c, text, forms["cell"], numeric=c in (2, 4, 5), book=book)
                r += 1
        sheet.freeze_panes(top + 1, 0)


def _opening(sheet: Any, forms: dict[str, Any], made: Snapshot, title: str, lang: str) -> int:
    sheet.write_string(0, 0, f"{made.name.text(lang)} {made.scope.window.text(lang)} {title}", forms["title"])
    told = (known(made, lang), f"{WORDS['set'].text(lang)} {made.id}", *marks(made, lang))
    sheet.write_string(1, 0, " · ".join(told))
    return 3


def _put(
    sheet: Any, row: int, column: int, text: str, form: Any, *, numeric: bool, book: Any, own: bool = False
) -> None:
    """A number with the decimals it is shown with; anything else as text."""
    try:
        number = float(text) if numeric and text else None
    except ValueError:
        number = None
    if number is None:
        sheet.write_string(row, column, text, form)
        return
    decimals = len(text.partition(".")[2])
    kind = {"border": 1, "num_format": "0" + ("." + "0" * decimals if decimals else "")}
    sheet.write_number(
        row, column, number, book.add_format(kind | ({"bold": True, "bg_color": "#E4EEF7"} if own else {}))
    )


def _sheet_name(book: Any, title: str) -> str:
    plain = "".join(c for c in title if c not in "[]:*?/\\")[:28] or "table"
    taken = {sheet.get_name() for sheet in book.worksheets()}
    return plain if plain not in taken else f"{plain}{len(taken)}"
