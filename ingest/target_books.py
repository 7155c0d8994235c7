"""Target books in files: YAML as shipped in `data/targets/`, and the workbook of the template.

A book gives targets and reported values, and a sentence for each entry that is not understood, with its line, or its
sheet and cell. Files are read as data only: no tag, anchor or formula of theirs does anything.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import openpyxl
import xlsxwriter
import yaml
from openpyxl.utils import get_column_letter

from geo.atlas import Atlas
from indicators.demand import COMPARATORS
from ingest.contract import PayloadError
from ingest.target import ReportedValue, TargetRecord
from ingest.target_entries import (
    MEASURED,
    REPORTED_FIELDS,
    TARGET_FIELDS,
    WATER_MEASURED,
    Cell,
    NotUnderstoodError,
    reported,
    targets,
)

SHIPPED: Final = Path(__file__).resolve().parents[1] / "data" / "targets"
_LARGEST_BYTES: Final = 4 << 20
_LARGEST_UNPACKED_BYTES: Final = 64 << 20
_MOST_ROWS: Final = 5000
_SHEETS: Final = {
    "targets": TARGET_FIELDS, "目标": TARGET_FIELDS, "reported": REPORTED_FIELDS, "上报": REPORTED_FIELDS,
}  # fmt: skip
_LISTS: Final = ("targets", "reported")
_EMPTY: Final = frozenset({"null", "~"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What a file holds: its name and fingerprint, targets, reported values, and the refused entries."""

    file: str
    sha256: str
    targets: tuple[TargetRecord, ...]
    reported: tuple[ReportedValue, ...]
    refused: tuple[str, ...]


def read(path: Path, atlas: Atlas) -> Book:
    """Return the book of a file, `.yaml`, `.yml` or `.xlsx`.

    Raises
    ------
    PayloadError
        Where the file is no such book at all; the sentence says where and what was expected.
    """
    if path.stat().st_size > _LARGEST_BYTES:
        raise PayloadError(f"{path.name}: is larger than {_LARGEST_BYTES} bytes")
    body = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        entries = _yaml(path.name, body)
    elif suffix == ".xlsx":
        entries = _workbook(path.name, body)
    else:
        raise PayloadError(f"{path.name}: a target book is .yaml or .xlsx")
    found: list[TargetRecord] = []
    values: list[ReportedValue] = []
    refused: list[str] = []
    seen: dict[str, str] = {}
    for kind, place, entry in entries:
        try:
            if kind == "reported":
                values.append(reported(entry, place))
                continue
            for one in targets(entry, place, atlas):
                if one.id in seen:
                    raise NotUnderstoodError(f"{place}: {one.id} stands already at {seen[one.id]}")
                seen[one.id] = place
                found.append(one)
        except NotUnderstoodError as error:
            refused.append(f"{path.name}: {error.args[0]}")
    return Book(
        file=path.name, sha256=hashlib.sha256(body).hexdigest(), targets=tuple(found), reported=tuple(values),
        refused=tuple(refused),
    )  # fmt: skip


@lru_cache(maxsize=4)
def shipped(atlas: Atlas) -> tuple[Book, ...]:
    """Return the books that come with the program, in the order of their names; a fault in one is an error."""
    books = tuple(read(path, atlas) for path in sorted(SHIPPED.glob("*.yaml")))
    faults = [sentence for book in books for sentence in book.refused]
    if faults:
        raise ValueError(f"a shipped target book is broken: {faults[0]}")
    return books


_Entry = tuple[str, str, dict[str, Cell]]


def _yaml(name: str, body: bytes) -> Iterator[_Entry]:
    try:
        text = body.decode("utf-8-sig")
        alias = next((t for t in yaml.scan(text) if isinstance(t, yaml.AliasToken)), None)
        # An entry stands where it is written; and an alias of aliases would grow without bound.
        if alias is not None:
            raise PayloadError(f"{name}: line {alias.start_mark.line + 1}: aliases are not used in a book")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise PayloadError(
            f"{name}: {where}is not YAML: {getattr(error, 'problem', None) or type(error).__name__}"
        ) from error
    if not isinstance(root, yaml.MappingNode):
        raise PayloadError(f"{name}: line 1: a book is a mapping with the lists targets and reported")
    top = _pairs(name, root)
    lists = {key: top.pop(key) for key in _LISTS if key in top}
    if not lists:
        raise PayloadError(f"{name}: line 1: neither a list targets nor a list reported is there")
    shared = {key: _scalar(name, key, node) for key, node in top.items()}
    for key, node in lists.items():
        if not isinstance(node, yaml.SequenceNode):
            raise PayloadError(f"{name}: line {_line(node)}: {key} must be a list")
        for item in node.value:
            if not isinstance(item, yaml.MappingNode):
                raise PayloadError(f"{name}: line {_line(item)}: an entry of {key} must be a mapping")
            own = {k: _scalar(name, k, v) for k, v in _pairs(name, item).items()}
            yield key, f"line {_line(item)}", (shared | own) if key == "targets" else own


def _pairs(name: str, node: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise PayloadError(f"{name}: line {_line(key)}: a key must be a word")
        if key.value in found:
            raise PayloadError(f"{name}: line {_line(key)}: {key.value[:40]} comes twice")
        found[key.value] = value
    return found


def _scalar(name: str, key: str, node: Any) -> Cell:
    place = f"line {_line(node)}"
    if isinstance(node, yaml.MappingNode) and key == "path":
        pairs = _pairs(name, node)
        return Cell(text=";".join(f"{k}={_scalar(name, k, v).text}" for k, v in pairs.items()), place=place)
    if not isinstance(node, yaml.ScalarNode):
        raise PayloadError(f"{name}: {place}: {key[:40]} must be one value")
    plain = node.style is None
    return Cell(text="" if plain and node.value.lower() in _EMPTY else node.value, place=place)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _workbook(name: str, body: bytes) -> Iterator[_Entry]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _LARGEST_UNPACKED_BYTES:
                raise PayloadError(f"{name}: unpacks to more than {_LARGEST_UNPACKED_BYTES} bytes")
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        sheets = {sheet.title: list(_rows(name, sheet)) for sheet in book.worksheets}
        book.close()
    except PayloadError:
        raise
    except Exception as error:  # a damaged workbook makes openpyxl fail with errors of any kind
        raise PayloadError(
            f"{name}: is no workbook that can be read: {type(error).__name__} {error}"
        ) from error
    known = {title: rows for title, rows in sheets.items() if title.strip().lower() in _SHEETS}
    if not known:
        raise PayloadError(
            f"{name}: has the sheets {', '.join(map(repr, sheets)) or 'none'}; expected one named 目标 (targets) or"
            " 上报 (reported): take the template (targets template)"
        )
    for title, rows in known.items():
        fields = _SHEETS[title.strip().lower()]
        kind = "reported" if fields is REPORTED_FIELDS else "targets"
        header = _header(name, title, rows, fields)
        for number, row in rows[1:]:
            entry = {
                field: Cell(text=row[at], place=f"sheet {title} cell {get_column_letter(at + 1)}{number}")
                for field, at in header.items()
                if at < len(row)
            }
            if any(cell.text for cell in entry.values()):
                yield kind, f"sheet {title} row {number}", entry


def _rows(name: str, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _MOST_ROWS:
            raise PayloadError(
                f"{name}: sheet {sheet.title} row {number}: a book has at most {_MOST_ROWS} rows"
            )
        yield number, [_shown(value) for value in row]


def _header(
    name: str, title: str, rows: list[tuple[int, list[str]]], fields: Mapping[str, str]
) -> dict[str, int]:
    """Column of each field: a heading holds its word in English or Chinese, or both (`value 目标值`)."""
    if not rows:
        raise PayloadError(f"{name}: sheet {title} cell A1: expected headings like {' '.join(fields)}")
    words = {zh: field for field, zh in fields.items()} | {field: field for field in fields}
    found: dict[str, int] = {}
    for at, text in enumerate(rows[0][1]):
        if not text:
            continue
        cell = f"{name}: sheet {title} cell {get_column_letter(at + 1)}1"
        named = {words[token] for token in text.split() if token in words}
        if len(named) != 1:
            raise PayloadError(f"{cell}: {text[:40]!r} is no heading; expected one of {', '.join(words)}")
        (field,) = named
        if field in found:
            raise PayloadError(f"{cell}: {text[:40]!r} comes twice")
        found[field] = at
    return found


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).strip()


def template() -> bytes:
    """Return the workbook to fill in: both sheets with headings, lists to choose from, and a sheet of explanations."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    for title, fields in (("目标", TARGET_FIELDS), ("上报", REPORTED_FIELDS)):
        sheet = book.add_worksheet(title)
        for column, (field, zh) in enumerate(fields.items()):
            form = day if field in ("start", "end", "issued", "day") else None
            form = text if field in ("region", "id", "target", "number") else form
            sheet.set_column(column, column, 16, form)
            sheet.write_string(0, column, f"{field} {zh}", head)
            if field in _CHOICES:
                sheet.data_validation(1, column, _MOST_ROWS - 1, column, {
                    "validate": "list", "source": list(_CHOICES[field]), "error_type": "warning",
                })  # fmt: skip
        sheet.freeze_panes(1, 0)
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 20)
    about.set_column(1, 2, 70)
    for row, (field, zh, en) in enumerate(_EXPLAINED):
        about.write_row(row, 0, (field, zh, en), head if row == 0 else None)
    book.close()
    return buffer.getvalue()


_CHOICES: Final = {
    "comparator": COMPARATORS, "relative": ("year",), "stage": ("best", "provisional", "reviewed"),
    "sand": ("with", "without"), "edition": ("auto", "2012", "2026", "2031"), "measured": ("measured", "reported"),
}  # fmt: skip
_EXPLAINED: Final = (
    ("field 字段", "填写说明", "what to write"),
    ("id 编号", "可空：区划代码-年份-指标", "may stay empty: code-year-indicator"),
    ("region 地区", "区划代码或名称；乡镇写9或12位代码并填地名；断面写 section:断面编码",
     "code or name; a township: its digits, and place; a section of water: section:CODE"),
    ("indicator 指标", "监测指标：" + " ".join(MEASURED), "one of these, or a word of your own if reported"),
    ("indicator 指标（水）", "水：" + " ".join(WATER_MEASURED), "of water; class and items of a section"),
    ("comparator 比较", "<= < >= >；可空（按指标方向）", "may stay empty: the better direction of the indicator"),
    ("value 目标值", "数字；relative=year 时为同比变化百分数", "a number; with relative=year the change in percent"),
    ("start end 起止日", "含首尾两日，如 2020-01-01、2020-12-31", "both days included"),
    ("decimals 修约位数", "考核前将结果修约到的小数位；可空（不修约）", "decimals before it is compared; empty: none"),
    ("measured 数据来源", "measured 监测，reported 上报", "from readings, or reported by people"),
    ("path 年度路径", "限期达标规划：2018=62;2019=58 或 equal 2017=66（等量）或 rate 2017=66（等比）",
     "a plan's yearly targets, or equal steps or percentages from a base year"),
    ("withdrawn 撤销", "true 撤销该目标（保留历史版本）", "true takes the target back; earlier versions stay"),
)  # fmt: skip
