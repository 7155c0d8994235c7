"""Builders of small workbooks as bureaus write them, and what a source of water makes of a payload."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.styles import Font

from ingest.contract import Payload
from ingest.sources import source
from ingest.water import normalise
from ingest.water_contract import PublishedWater, WaterBatch, WaterSource

PROVINCES = {
    "江苏省": "320000",
    "河南省": "410000",
    "北京市": "110000",
    "天津市": "120000",
    "上海市": "310000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet to be: its rows from A1 on, the ranges to merge, and what to hide."""

    rows: Sequence[Sequence[object]]
    title: str = "Sheet1"
    merge: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    red: Sequence[str] = ()
    state: str = "visible"


def book(*pages: Page) -> bytes:
    """A workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for page in pages:
        sheet: Any = made.create_sheet(page.title)
        for row in page.rows:
            sheet.append(list(row))
        for each in page.merge:
            sheet.merge_cells(each)
        for number in page.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in page.hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        for cell in page.red:
            sheet[cell].font = Font(color="FFFF0000")
        sheet.sheet_state = page.state
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def payload(body: str | bytes, name: str) -> Payload:
    raw = body.encode() if isinstance(body, str) else body
    return Payload(source="water", name=name, sha256=hashlib.sha256(raw).hexdigest(), body=raw)


def water(name: str) -> WaterSource:
    """The source of water of that id."""
    found = source(name)
    assert isinstance(found, WaterSource)
    return found


def parsed(of: str, body: str | bytes, name: str) -> PublishedWater:
    """The one table that a payload publishes."""
    it = water(of)
    assert it.parse is not None
    (only,) = it.parse(payload(body, name))
    return only


def said(published: PublishedWater, *columns: str) -> list[tuple[str, ...]]:
    """Columns of a tall table, row by row, as texts."""
    table = published.table[list(columns)].astype(str)
    return list(table.itertuples(index=False, name=None))


def taken(of: str, published: PublishedWater) -> WaterBatch:
    """What normalising makes of a table, in a country of five provinces."""
    return normalise(water(of), published, lambda name: PROVINCES[name])
