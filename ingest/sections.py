"""Registers of sections in files: a workbook as people keep it, or a CSV, and the template to fill in.

The headings are found by their words below whatever title stands above them. A row that is not understood is refused
with sheet and cell; a file without the headings of a register says what was expected and where.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

import xlsxwriter

from geo.atlas import Atlas
from ingest.contract import PayloadError
from ingest.handed import Cell, NotUnderstoodError, Place, Row, sheets
from ingest.section import SectionRecord
from ingest.section_entries import KIND_WORDS, PASSED_OVER, SECTION_FIELDS, SYNONYMS, record
from ingest.section_names import folded
from ingest.stations import CONTROL_LEVELS
from ingest.water_classes import CLASSES

LARGEST_BYTES: Final = 16 << 20
LARGEST_UNPACKED_BYTES: Final = 128 << 20
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
TITLE_ROWS: Final = 8
"""Rows among which the headings are looked for."""

_SHEET: Final = "断面"
_ABOUT: Final = "说明"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """What a file holds: its name and fingerprint, records with their places, and the refused rows."""

    file: str
    sha256: str
    records: tuple[SectionRecord, ...]
    places: tuple[str, ...]
    refused: tuple[str, ...]


def read(path: Path, atlas: Atlas) -> Sections:
    """Return the register of a file, `.xlsx` or `.csv`.

    Raises
    ------
    PayloadError
        Where the file is no such register at all; the sentence says where and what was expected.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise PayloadError(f"{path.name}: is larger than {LARGEST_BYTES} bytes")
    body = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        held = sheets(
            path.name, body, most_bytes=LARGEST_UNPACKED_BYTES, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS
        )
    elif suffix == ".csv":
        held = {"": _csv(path.name, body)}
    else:
        raise PayloadError(f"{path.name}: a register is .xlsx or .csv")
    found: list[tuple[SectionRecord, Place]] = []
    by_code: dict[str, list[int]] = {}
    by_name: dict[tuple[str, str], list[int]] = {}
    refused: list[str] = []
    for place, entry in _entries(path.name, held):
        try:
            one = record(entry, place, atlas)
            alike = (by_code.setdefault(one.code, []), by_name.setdefault(_named(one), []))
            _refuse_twice(one, place, [found[at] for at in sorted({*alike[0], *alike[1]})])
            for positions in alike:
                positions.append(len(found))
            found.append((one, place))
        except NotUnderstoodError as error:
            refused.append(f"{path.name}: {error.args[0]}")
    digest = hashlib.sha256(body).hexdigest()
    file = f"{path.name} {digest[:12]}"
    return Sections(
        file=path.name,
        sha256=digest,
        records=tuple(replace(one, file=file) for one, _ in found),
        places=tuple(str(place) for _, place in found),
        refused=tuple(refused),
    )


def _refuse_twice(one: SectionRecord, place: Place, found: Sequence[tuple[SectionRecord, Place]]) -> None:
    for other, there in found:
        same_code = other.code == one.code
        same_name = _named(other) == _named(one)
        if same_name and not same_code:
            raise NotUnderstoodError(f"{place}: {one.name} stands at {there} with the code {other.code}")
        if same_code and not same_name:
            raise NotUnderstoodError(f"{place}: the code {one.code} is that of {other.name} at {there}")
        if same_code and _meet(one, other):
            raise NotUnderstoodError(f"{place}: {one.name} stands already at {there}")


def _named(one: SectionRecord) -> tuple[str, str]:
    return one.province, folded(one.name)


def _meet(a: SectionRecord, b: SectionRecord) -> bool:
    first = max(a.first or date.min, b.first or date.min)
    return first <= min(a.last or date.max, b.last or date.max)


def _entries(name: str, held: Mapping[str, list[Row]]) -> Iterator[tuple[Place, dict[str, Cell]]]:
    known = {title: rows for title, rows in held.items() if title.strip() != _ABOUT and rows}
    found = False
    nearest: Place | None = None
    for title, rows in known.items():
        header = _header(name, title, rows)
        if header is None:
            nearest = nearest or Place(sheet=title, row=rows[0][0], column=0)
            continue
        found = True
        at, fields = header
        for number, row in rows[at + 1 :]:
            entry = {
                field: Cell(text=row[column], place=Place(sheet=title, row=number, column=column))
                for field, column in fields.items()
                if column < len(row) and row[column]
            }
            if entry:
                yield Place(sheet=title, row=number), entry
    if not found:
        where = nearest or "the file"
        raise PayloadError(
            f"{name}: {where}: expected a row of headings with 断面名称 (name) and others of"
            f" {' '.join(SECTION_FIELDS.values())}; take the template (sections template)"
        )


def _header(name: str, title: str, rows: list[Row]) -> tuple[int, dict[str, int]] | None:
    """Position of the row of headings and the column of each field; None where there is no such row."""
    for at, (number, row) in enumerate(rows[:TITLE_ROWS]):
        fields = [_field(text) for text in row]
        if "name" not in fields or sum(bool(field) for field in fields) < 2:
            continue
        found: dict[str, int] = {}
        for column, (field, text) in enumerate(zip(fields, row, strict=True)):
            cell = f"{name}: {Place(sheet=title, row=number, column=column)}"
            if field is None:
                raise PayloadError(
                    f"{cell}: {text[:40]!r} is no heading of a register; expected one of"
                    f" {' '.join(SECTION_FIELDS.values())}, or 备注"
                )
            if field in found:
                raise PayloadError(f"{cell}: {text[:40]!r} comes twice")
            if field:
                found[field] = column
        return at, found
    return None


def _field(text: str) -> str | None:
    """Field that a heading means; empty for none and for one that is passed over, None for an unknown one."""
    words = (
        {zh: field for field, zh in SECTION_FIELDS.items()} | {f: f for f in SECTION_FIELDS} | dict(SYNONYMS)
    )
    whole = folded(text)
    if not whole or whole in PASSED_OVER:
        return ""
    if whole in words:
        return words[whole]
    named = {words[token] for token in text.lower().split() if token in words}
    return named.pop() if len(named) == 1 else None


def _csv(name: str, body: bytes) -> list[Row]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise PayloadError(f"{name}: line 1: is neither UTF-8 nor GB 18030")
    if "\0" in text:
        raise PayloadError(f"{name}: line 1: holds a NUL byte, so it is no text")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        for fields in reader:
            if len(rows) >= MOST_ROWS:
                raise PayloadError(f"{name}: line {reader.line_num}: a register has at most {MOST_ROWS} rows")
            texts = [field.strip() for field in fields]
            if any(texts):
                rows.append((reader.line_num, texts))
    except csv.Error as error:
        raise PayloadError(f"{name}: line {reader.line_num}: {error}") from error
    return rows


def template(held: Iterable[SectionRecord] = ()) -> bytes:
    """Return the workbook to fill in: a sheet with headings and lists to choose from, and a sheet of explanations.

    Sections that are `held` stand in it already, by their codes: what is filled in beside them becomes a version.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(_SHEET)
    for column, (field, zh) in enumerate(SECTION_FIELDS.items()):
        form = day if field in ("start", "end") else None if field in ("lon", "lat", "river_km") else text
        sheet.set_column(column, column, 14, form)
        sheet.write_string(0, column, f"{field} {zh}", head)
        if field in _CHOICES:
            sheet.data_validation(
                1, column, 5000, column,
                {"validate": "list", "source": list(_CHOICES[field]), "error_type": "warning"},
            )  # fmt: skip
    for row, one in enumerate(held, start=1):
        for column, cell in enumerate(_filled(one)):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, datetime.combine(cell, time()), day)
            elif cell not in ("", None):
                sheet.write(row, column, cell)
    sheet.freeze_panes(1, 2)
    about = book.add_worksheet(_ABOUT)
    about.set_column(0, 0, 24)
    about.set_column(1, 2, 80)
    for row, line in enumerate(_EXPLAINED):
        about.write_row(row, 0, line, head if row == 0 else None)
    book.close()
    return buffer.getvalue()


def _filled(one: SectionRecord) -> list[str | float | date | None]:
    """The cells of a section, in the order of the fields."""
    kinds = {kind: word for word, kind in reversed(tuple(KIND_WORDS.items()))}
    words: dict[str, str | float | date | None] = {
        "kind": kinds.get(one.kind, ""), "start": one.first, "end": one.last,
        "target_items": "；".join(f"{item}<={limit:g}" for item, limit in sorted(one.target_items.items())),
        **{name: "；".join(getattr(one, name)) for name in ("aliases", "upstream", "downstream", "purposes")},
    }  # fmt: skip
    return [words[field] if field in words else getattr(one, field) for field in SECTION_FIELDS]


_CHOICES: Final = {
    "kind": ("河流", "湖泊", "河流型水库", "饮用水水源", "地下水", "黑臭水体"),
    "control": tuple(word for word in CONTROL_LEVELS if not word.isascii()),
    "target_class": CLASSES[:5],
}
_EXPLAINED: Final = (
    ("field 字段", "填写说明", "what to write"),
    ("code 断面编码", "可空：由省代码和名称生成", "may stay empty: made from province and name"),
    ("name 断面名称", "必填；括号、空格、全半角不影响匹配", "needed; brackets, spaces and width do not matter"),
    ("aliases 别名", "自动站、报表中的其他名称，用；分隔；或旧编码", "other names in feeds and sheets, or old codes"),
    ("province 省 city 市 county 县", "断面所在地：名称或代码", "where it lies: name or code"),
    ("answers_for 责任行政区", "负责该断面的市或县，可与所在地不同", "who answers for it; empty: not said"),
    ("kind 水体类型", "、".join(w for w in KIND_WORDS if not w.isascii()), "a word of the list of the column"),
    ("control 控制级别", "国控、省控、市控、县控、乡镇", "national, provincial, city, county, township"),
    ("lon 经度 lat 纬度", "度，WGS-84/CGCS2000；两项同填", "degrees, WGS-84; both or none"),
    ("river_km 河道里程", "千米，沿河一致的里程", "kilometres along the river, from one end throughout"),
    ("upstream 上游断面 downstream 下游断面", "断面编码，用；分隔", "codes, separated by ;"),
    ("purposes 断面属性", "交界、入湖口、饮用水……用；分隔", "in words, separated by ;"),
    ("target_class 目标类别", "Ⅰ–Ⅴ", "class to be reached"),
    ("target_items 单项目标", "另行规定的项目限值，如 氨氮<=3; 总磷<=0.35（mg/L）", "items with a limit of their own"),
    ("start 起始日 end 截止日", "该行适用的首日和末日（含）；可空", "first and last day for which the row holds"),
)  # fmt: skip
