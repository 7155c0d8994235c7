"""What people hand in: texts with the place where they stand, the sheets of a workbook, refusals in both languages.

A file from a person is data only: no formula, link or macro of it does anything, and what it may weigh is bounded. Who
hands in something that is not understood is told in Chinese and in English where it stands and what was expected.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from indicators.parameters import Label
from ingest.contract import PayloadError

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: a row, a cell of it, and the sheet of a workbook; `column` counts from 0, −1 is none."""

    row: int
    column: int = -1
    sheet: str = ""

    @property
    def label(self) -> Label:
        """The place in both languages."""
        cell = f"{get_column_letter(self.column + 1)}{self.row}" if self.column >= 0 else ""
        if self.sheet:
            return Label(
                zh=f"工作表“{self.sheet}”" + (f"单元格 {cell}" if cell else f"第 {self.row} 行"),
                en=f"sheet {self.sheet} " + (f"cell {cell}" if cell else f"row {self.row}"),
            )
        return Label(
            zh=f"第 {self.row} 行" + (f"单元格 {cell}" if cell else ""),
            en=f"line {self.row}" + (f" cell {cell}" if cell else ""),
        )

    def __str__(self) -> str:
        return self.label.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A text and where it stands."""

    text: str
    place: Place


class NotUnderstoodError(ValueError):
    """A field of an entry that is not understood; the sentence names its place and what was expected."""

    def __init__(self, sentence: Label | str) -> None:
        self.label = sentence if isinstance(sentence, Label) else Label(zh=sentence, en=sentence)
        super().__init__(self.label.en)


class RefusedFileError(PayloadError):
    """A file that is not what it was handed in for: refused whole, with a sentence in both languages."""

    def __init__(self, sentence: Label) -> None:
        self.label = sentence
        super().__init__(sentence.en)


def refused_file(name: str, zh: str, en: str, place: Place | None = None) -> RefusedFileError:
    """Return the error of a file that is refused whole: its name, the place if there is one, and why."""
    return RefusedFileError(in_file(name, at_place(place, zh, en)))


def not_understood(place: Place, zh: str, en: str) -> NotUnderstoodError:
    """Return the error of a field that is not understood."""
    return NotUnderstoodError(at_place(place, zh, en))


def in_file(name: str, sentence: Label) -> Label:
    """Return a sentence with the name of its file before it."""
    return Label(zh=f"{name}：{sentence.zh}", en=f"{name}: {sentence.en}")


def at_place(place: Place | None, zh: str, en: str) -> Label:
    """Return a sentence with its place before it."""
    where = place.label if place else None
    return Label(zh=f"{where.zh}：{zh}" if where else zh, en=f"{where.en}: {en}" if where else en)


def sheets(
    name: str, body: bytes, *, most_bytes: int, most_rows: int, most_columns: int | None = None
) -> dict[str, list[Row]]:
    """Return the rows of every sheet of a workbook with their numbers, as texts; rows that are empty are left out.

    Parameters
    ----------
    most_bytes
        What the workbook may unpack to.
    most_rows, most_columns
        How many rows a sheet may have, and how many of its columns are read.

    Raises
    ------
    RefusedFileError
        For what is no workbook, or unpacks to more.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(member.file_size for member in packed.infolist()) > most_bytes:
                raise refused_file(
                    name, f"解压后超过 {most_bytes} 字节", f"unpacks to more than {most_bytes} bytes"
                )
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        found = {sheet.title: list(_rows(name, sheet, most_rows, most_columns)) for sheet in book.worksheets}
        book.close()
    except RefusedFileError:
        raise
    except Exception as error:  # a damaged workbook makes openpyxl fail with errors of any kind
        raise refused_file(
            name, f"不是可读取的工作簿（{type(error).__name__}）",
            f"is no workbook that can be read: {type(error).__name__} {error}",
        ) from error  # fmt: skip
    return found


def _rows(name: str, sheet: Any, most: int, columns: int | None) -> Iterator[Row]:
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=columns), start=1):
        if number > most:
            raise refused_file(
                name, f"最多 {most} 行", f"has at most {most} rows", Place(sheet=sheet.title, row=number)
            )
        texts = [shown(value) for value in row]
        if any(texts):
            yield number, texts


def shown(value: object) -> str:
    """Return the text of a value of a workbook; days as ISO 8601, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).strip()
