"""Sheets of water into the tall table: a row a value, each with the cell that it came from.

What a sheet does not tell is not made up: a table without a month, an item that stands twice, a formula without a
result, a row that somebody has hidden are said with sheet and cell. Values and units stay texts. This module reads
what `workbook` opened, by what `water_layout` found; it never converts, checks or stores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final

import numpy as np
import pandas as pd

from indicators.detection import measured
from indicators.water_parameters import water_parameter
from ingest import water_headers, water_months, workbook
from ingest.contract import Payload, PayloadError, Rejected
from ingest.water_contract import WATER_COLUMNS, PublishedWater
from ingest.water_layout import (
    MOST_HEADER_ROWS,
    Block,
    Grid,
    ItemColumn,
    NotUnderstoodError,
    folded,
    laid_out,
    titles,
)
from ingest.water_months import Month
from ingest.water_words import ASIDE_SHEETS, DRY, KIND_WORDS, NOT_SECTION_ENDS, NOT_SECTIONS, NOTES
from ingest.workbook import Sheet

NO_ITEM: Final = "a column that is no item of water"
NO_SECTION: Final = "no section is named"
HIDDEN: Final = "hidden; show it and load the workbook again"
UNSOLVED: Final = "a formula without a stored result; open, save and load the workbook again"
SHARED: Final = "one cell for several rows or items"
NOT_A_DATE: Final = "not a day or month"
OTHER_MONTH: Final = "outside the month that the sheet names"
ANOMALOUS: Final = "异常值"
NOT_READ: Final = "a sheet that was not understood"

TIMES_AND_NAMES: Final = frozenset(
    {"section", "code", "river", "point", "date", "year_month", "year", "month", "day"}
)
"""Roles without whose text a record cannot be placed."""

CONTEXT: Final = ("section", "code", "province", "city", "river", "basin", "kind", "state", "published_class")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is particular to the sheets of one form.

    Attributes
    ----------
    needs
        Headers by which a sheet shows that it is of this form.
    words
        Headers of its own, and the usual words that they stand for; a unit in a header stays.
    fixed
        Texts that are the same in each of its rows: river, basin, kind.
    red_is_flawed
        Whether a value written in red is one that its author calls anomalous.
    """

    needs: frozenset[str]
    words: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    red_is_flawed: bool = False


@dataclass(slots=True, kw_only=True)
class _Tall:
    """The tall table as it grows."""

    payload: Payload
    columns: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in WATER_COLUMNS})
    line: list[int] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    record: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    records: int = 0
    habits: Habits | None = None

    def add(self, grid: Grid, row: int, column: int, texts: Mapping[str, str]) -> None:
        place = grid.place(row, column)
        for name, held in self.columns.items():
            held.append(texts.get(name, ""))
        self.line.append(place[0])
        self.where.append(grid.sheet.where(place))
        self.record.append(self.records)

    def refuse(
        self, grid: Grid, row: int, column: int, reason: str, held: str, *, whole: bool = False
    ) -> None:
        place = grid.place(row, column)
        self.rejected.append(
            Rejected(
                file=self.payload.name, line=place[0], field=grid.sheet.where(place), reason=reason,
                payload=held[:500], whole=whole,
            )
        )  # fmt: skip

    def join(self, other: _Tall) -> None:
        for name, held in self.columns.items():
            held.extend(other.columns[name])
        self.line += other.line
        self.where += other.where
        self.record += [number + self.records for number in other.record]
        self.rejected += other.rejected
        self.records += other.records

    def published(self) -> PublishedWater:
        return PublishedWater(
            payload=self.payload,
            table=pd.DataFrame({name: pd.Categorical(texts) for name, texts in self.columns.items()}),
            line=np.array(self.line, np.int64),
            where=np.array(self.where, object),
            record=np.array(self.record, np.int64),
            rejected=tuple(self.rejected),
        )


def published(payload: Payload, forms: Sequence[Habits] = ()) -> PublishedWater:
    """Tall table of a workbook, all its sheets in their order.

    Parameters
    ----------
    payload
        The workbook.
    forms
        Forms that its sheets may have; a sheet of none of them is read as any other.

    Raises
    ------
    PayloadError
        Where no sheet of it can be understood; the sentence names sheet and cell and what was expected there.
    """
    tall = _Tall(payload=payload)
    faults: list[tuple[Sheet, NotUnderstoodError]] = []
    understood = 0
    for sheet in workbook.sheets(payload):
        if not sheet.cells or folded(sheet.title) in ASIDE_SHEETS:
            continue
        if sheet.is_hidden:
            tall.refuse(Grid.of(sheet), 1, 1, HIDDEN, f"sheet {sheet.title}")
            continue
        try:
            tall.join(_read(payload, sheet, forms))
            understood += 1
        except NotUnderstoodError as fault:
            faults.append((sheet, fault))
    if not understood:
        if not faults:
            raise PayloadError(f"{payload.name}: has no sheet with anything on it that is not hidden")
        sheet, first = faults[0]
        raise PayloadError(f"{payload.name}: {sheet.where(first.place)}: {first.sentence}")
    for sheet, why in faults:
        row, column = why.place
        tall.refuse(Grid.of(sheet), row, column, f"{NOT_READ}: {why.sentence}", f"sheet {sheet.title}")
    return tall.published()


def _read(payload: Payload, sheet: Sheet, forms: Sequence[Habits]) -> _Tall:
    heads = {
        water_headers.split(text).name for (row, _), text in sheet.cells.items() if row <= MOST_HEADER_ROWS
    }
    habits = next((form for form in forms if form.needs <= heads), None)
    tall = _Tall(payload=payload, habits=habits)
    grid, blocks = laid_out(_reworded(sheet, habits) if habits else sheet)
    for block in blocks:
        _table(tall, grid, block, blocks[0])
    if not tall.line and not tall.rejected:
        raise NotUnderstoodError(
            grid.place(blocks[0].bottom + 1, min(blocks[0].roles.values())),
            "expected rows of sections under the header",
        )
    return tall


def _reworded(sheet: Sheet, habits: Habits) -> Sheet:
    """Sheet with the headers of a form in the usual words."""
    cells = dict(sheet.cells)
    for place, text in sheet.cells.items():
        header = water_headers.split(text)
        if place[0] <= MOST_HEADER_ROWS and header.name in habits.words:
            usual = habits.words[header.name]
            cells[place] = f"{usual}({header.unit})" if header.unit else usual
    return replace(sheet, cells=cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is told of the time of a whole table: its month, and why it has none."""

    month: Month
    fault: str = ""


def _told(grid: Grid, block: Block, first: Block, file: str) -> _Told:
    """Month of a table: from its title or the sheet's, then the name of the sheet, then that of the file."""
    title = water_months.evidence(titles(grid, block, first))
    if title == water_months.Evidence():
        title = water_months.evidence(titles(grid, first, first))
    name = water_months.evidence([grid.sheet.title], bare_year=True)
    for one in (title, name):
        if one.others:
            return _Told(month=Month(), fault=f"two months are told, {' and '.join(one.others[:2])}")
    if title.month.month and name.month.month and title.month.month != name.month.month:
        return _Told(
            month=Month(),
            fault=f"the title tells month {title.month.month}, the name of the sheet month {name.month.month}",
        )
    span = title.span or name.span
    if span:
        return _Told(
            month=Month(year=title.month.year or name.month.year), fault=f"{span} is no single month"
        )
    month = title.month.or_else(name.month)
    if not month.is_whole:
        last = water_months.evidence([PurePosixPath(file).stem], bare_year=True)
        if not (last.others or (last.span and not month.month)):
            month = month.or_else(last.month)
    return _Told(month=month)


def _table(tall: _Tall, grid: Grid, block: Block, first: Block) -> None:
    told = _told(grid, block, first, PurePosixPath(tall.payload.name).name)
    unit = _unit_over(grid, block, first)
    for column, text in block.strangers:
        tall.refuse(grid, block.bottom, column, NO_ITEM, text)
    for one in block.items:
        if one.column in grid.hidden_columns:
            tall.refuse(grid, block.bottom, one.column, HIDDEN, one.name)
    items = [one for one in block.items if one.column not in grid.hidden_columns]
    months = sorted(
        {one.month for one in items if one.month is not None}, key=lambda m: (m.year or 0, m.month or 0)
    )
    for row in range(block.bottom + 1, block.last + 1):
        if not _is_record(grid, block, row):
            continue
        over: list[Month | None] = [*months] or [None]
        for month in over:
            mine = [one for one in items if one.month == month or (month is not None and one.month is None)]
            _record(tall, grid, block, row, mine, month, told, unit)


def _unit_over(grid: Grid, block: Block, first: Block) -> str:
    """Unit that a note over the table gives for all concentrations, ``单位：mg/L``."""
    for text in (*titles(grid, block, first), *titles(grid, first, first)):
        _, colon, after = text.replace("单位:", "单位：").partition("单位：")
        unit = (
            water_headers.bare_unit(after.strip().split("（")[0].split("(")[0].split("，")[0])
            if colon
            else ""
        )
        if unit:
            return unit
    return ""


def _is_record(grid: Grid, block: Block, row: int) -> bool:
    """Whether a row is one of the table: it says something of its own, and is no note, limit or repeated header."""
    written = grid.places(row)
    own = [text for anchor, text in written.items() if anchor[0] == row or grid.turned]
    if not own:
        return False
    if len(written) == 1 and not _has_item_text(grid, block, row):
        return False
    first = next(iter(written.values()))
    if folded(first).startswith(NOTES) and not _has_value(grid, block, row):
        return False
    named = [water_headers.item(grid.text(row, one.column)) for one in block.items]
    if sum(one is not None for one in named) * 2 > len(named):
        return False
    names = [
        grid.text(row, block.roles[role]) for role in ("section", "code", "river") if role in block.roles
    ]
    words = [folded(name) for name in (first, *names)]
    return not any(word in NOT_SECTIONS or word.endswith(NOT_SECTION_ENDS) for word in words)


def _has_item_text(grid: Grid, block: Block, row: int) -> bool:
    return any(grid.text(row, one.column) for one in block.items)


def _has_value(grid: Grid, block: Block, row: int) -> bool:
    return any(measured(grid.text(row, one.column)).state == "value" for one in block.items)


def _record(
    tall: _Tall,
    grid: Grid,
    block: Block,
    row: int,
    items: Sequence[ItemColumn],
    month: Month | None,
    told: _Told,
    unit: str,
) -> None:
    texts = {role: grid.text(row, column) for role, column in block.roles.items()}
    first = min(block.roles.values())
    held = " | ".join(grid.places(row).values())
    has_item = _has_item_text(grid, block, row)
    section = _section(texts, block, grid.sheet.title.strip())
    if not section:
        if has_item:
            tall.refuse(grid, row, first, NO_SECTION, held, whole=True)
        return
    if row in grid.hidden_rows:
        tall.refuse(grid, row, first, HIDDEN, held, whole=True)
        return
    for role, column in block.roles.items():
        if grid.is_unsolved(row, column) and role in TIMES_AND_NAMES:
            tall.refuse(grid, row, column, UNSOLVED, held, whole=True)
            return
    start, end, fault = _when(grid, block, texts, month, told)
    if fault:
        place = next((block.roles[r] for r in ("date", "year_month", "month") if r in block.roles), first)
        tall.refuse(grid, row, place, fault, held, whole=True)
        return
    context = {name: texts.get(name, "") for name in CONTEXT}
    context |= {"section": section, "start": start, "end": end, **(tall.habits.fixed if tall.habits else {})}
    context["kind"] = KIND_WORDS.get(folded(context["kind"]), "")
    context["state"] = _state(context["state"], [grid.text(row, one.column) for one in items])
    before = len(tall.line)
    for one in items if has_item else ():
        _cell(tall, grid, row, one, context, unit)
    if len(tall.line) == before:
        tall.add(grid, row, first, context)
    tall.records += 1


def _section(texts: Mapping[str, str], block: Block, sheet: str) -> str:
    """Name of the section of a record: its own or its code; its river, with the sampling point; or the sheet's."""
    name = texts.get("section") or texts.get("code", "")
    if name or "section" in block.roles:
        return name
    if not {"code", "river", "point"} & set(block.roles):
        return sheet
    river, point = texts.get("river", ""), texts.get("point", "")
    return point if point.startswith(river) else f"{river}-{point}" if point else river


def _cell(tall: _Tall, grid: Grid, row: int, item: ItemColumn, context: Mapping[str, str], unit: str) -> None:
    text = grid.text(row, item.column)
    if grid.is_unsolved(row, item.column):
        tall.refuse(grid, row, item.column, UNSOLVED, item.name)
        return
    if folded(text) in DRY and measured(text).state != "missing":
        return
    if text and grid.anchor(row, item.column) != (row, item.column) and measured(text).state != "missing":
        tall.refuse(grid, row, item.column, SHARED, text)
        return
    if item.code == "wt" and text in ("-1", "-1.0"):
        # Exchange files write -1 for "not measured"; no river is a degree colder than its ice.
        text = "NA"
    shared = unit if water_parameter(item.code).unit == "mg L-1" else ""
    is_flawed = tall.habits is not None and tall.habits.red_is_flawed
    is_flawed = is_flawed and grid.place(row, item.column) in grid.sheet.red
    told = {"parameter": item.name, "unit": item.unit or shared, "text": text}
    tall.add(grid, row, item.column, {**context, **told, "raw": ANOMALOUS if is_flawed else ""})


def _state(written: str, cells: Sequence[str]) -> str:
    """State of a section: its own column's word, or the word that stands where its values should."""
    if folded(written) in DRY or written in ("正常", "不具备运行条件"):
        return written
    return next((text for text in cells if folded(text) in DRY and measured(text).state != "missing"), "")


def _when(
    grid: Grid, block: Block, texts: Mapping[str, str], month: Month | None, told: _Told
) -> tuple[str, str, str]:
    """Start and end of a record, and why it has none: its own day or month, else its column's, else the table's."""
    known = Month(year=told.month.year)
    year = texts.get("year", "").removesuffix("年").removesuffix(".0")
    if year.isascii() and year.isdigit():
        known = Month(year=int(year))
    if texts.get("date"):
        return _of_day(texts["date"], texts.get("clock", ""), known, told)
    if texts.get("year_month"):
        return _of_month(texts["year_month"], known, told)
    if texts.get("month"):
        named = f"{texts['month'].removesuffix('月')}月"
        if texts.get("day"):
            return _of_day(f"{named}{texts['day'].removesuffix('日')}日", texts.get("clock", ""), known, told)
        return _of_month(named, known, told)
    whole = told.month if month is None else month.or_else(told.month)
    if {"date", "year_month", "month"} & set(block.roles) and not whole.is_whole:
        return "", "", NOT_A_DATE
    if whole.year is None or whole.month is None:
        raise NotUnderstoodError(
            grid.place(max(block.top - 1, 1), 1),
            f"{told.fault or 'no month is told'}; expected one such as 2026年3月 in the title, in the name of the sheet"
            " or file, or a column 采样日期 or 监测月份",
        )
    start, end = water_months.whole_month(whole.year, whole.month)
    return start, end, ""


def _of_month(written: str, known: Month, told: _Told) -> tuple[str, str, str]:
    """Month of a cell in a column of months; a spreadsheet makes a day of 2026-03, which is still that month."""
    number = written.removesuffix(".0")
    month = water_months.month_of(f"{number}月" if number.isdigit() and len(number) < 3 else number)
    day = water_months.day_of(written, known) if month is None else None
    if day is not None:
        month = Month(year=day.year, month=day.month)
    month = (month or Month()).or_else(known)
    if month.year is None or month.month is None:
        return "", "", NOT_A_DATE
    start, end = water_months.whole_month(month.year, month.month)
    return (start, end, "") if _agrees(start, told) else ("", "", OTHER_MONTH)


def _of_day(written: str, clock: str, known: Month, told: _Told) -> tuple[str, str, str]:
    """Day of a cell in a column of days, from its hour on where one is told; a month where only that is written."""
    day = water_months.day_of(written, known)
    if day is None:
        return _of_month(written, known, told)
    if not _agrees(day.isoformat(), told):
        return "", "", OTHER_MONTH
    time = water_months.clock_of(clock or (written if ":" in written or "：" in written else ""))
    after = (day + timedelta(days=1)).isoformat()
    return (f"{day.isoformat()}T{time}" if time else day.isoformat()), after, ""


def _agrees(start: str, told: _Told) -> bool:
    """Whether a time lies in the month that its table names, if it names one."""
    month = told.month
    return not month.is_whole or start.startswith(f"{month.year:04d}-{month.month:02d}")
