"""Target books in files: YAML as shipped in `data/targets/`, and the workbook of the template.

A book gives targets and reported values, and a sentence for each entry that is not understood, with its line, or its
sheet and cell. Files are read as data only: no tag, anchor or formula of theirs does anything.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import xlsxwriter
import yaml

from geo.atlas import Atlas
from indicators.demand import COMPARATORS
from indicators.parameters import Label
from ingest.handed import Cell, NotUnderstoodError, Place, Row, in_file, not_understood, refused_file, sheets
from ingest.target import ReportedValue, TargetRecord
from ingest.target_entries import (
    MEASURED,
    REPORTED_FIELDS,
    TARGET_FIELDS,
    WATER_MEASURED,
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
    refused: tuple[Label, ...]


def read(path: Path, atlas: Atlas) -> Book:
    """Return the book of a file, `.yaml`, `.yml` or `.xlsx`.

    Raises
    ------
    RefusedFileError
        Where the file is no such book at all; the sentence says where and what was expected.
    """
    if path.stat().st_size > _LARGEST_BYTES:
        raise refused_file(path.name, f"超过 {_LARGEST_BYTES} 字节", f"is larger than {_LARGEST_BYTES} bytes")
    body = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        entries = _yaml(path.name, body)
    elif suffix == ".xlsx":
        entries = _workbook(path.name, body)
    else:
        raise refused_file(path.name, "责任书应为 .yaml 或 .xlsx", "a target book is .yaml or .xlsx")
    found: list[TargetRecord] = []
    values: list[ReportedValue] = []
    refused: list[Label] = []
    seen: dict[str, Place] = {}
    for kind, place, entry in entries:
        try:
            if kind == "reported":
                values.append(reported(entry, place))
                continue
            for one in targets(entry, place, atlas):
                if one.id in seen:
                    there = seen[one.id].label
                    raise not_understood(
                        place, f"{one.id} 已在{there.zh}出现", f"{one.id} stands already at {there.en}"
                    )
                seen[one.id] = place
                found.append(one)
        except NotUnderstoodError as error:
            refused.append(in_file(path.name, error.label))
    return Book(
        file=path.name, sha256=hashlib.sha256(body).hexdigest(), targets=tuple(found), reported=tuple(values),
        refused=tuple(refused),
    )  # fmt: skip


@lru_cache(maxsize=4)
def shipped(atlas: Atlas) -> tuple[Book, ...]:
    """Return the books that come with the program, in the order of their names; a fault in one is an error."""
    books = tuple(read(path, atlas) for path in sorted(SHIPPED.glob("*.yaml")))
    faults = [sentence.en for book in books for sentence in book.refused]
    if faults:
        raise ValueError(f"a shipped target book is broken: {faults[0]}")
    return books


_Entry = tuple[str, Place, dict[str, Cell]]


def _yaml(name: str, body: bytes) -> Iterator[_Entry]:
    try:
        text = body.decode("utf-8-sig")
        alias = next((t for t in yaml.scan(text) if isinstance(t, yaml.AliasToken)), None)
        # An entry stands where it is written; and an alias of aliases would grow without bound.
        if alias is not None:
            raise refused_file(
                name,
                "责任书中不用别名（*）",
                "aliases are not used in a book",
                Place(row=alias.start_mark.line + 1),
            )
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise refused_file(
            name, "不是 YAML", f"is not YAML: {getattr(error, 'problem', None) or type(error).__name__}",
            Place(row=mark.line + 1) if mark else None,
        ) from error  # fmt: skip
    if not isinstance(root, yaml.MappingNode):
        raise refused_file(
            name, "责任书应为含 targets 或 reported 列表的映射",
            "a book is a mapping with the lists targets and reported", Place(row=1),
        )  # fmt: skip
    top = _pairs(name, root)
    lists = {key: top.pop(key) for key in _LISTS if key in top}
    if not lists:
        raise refused_file(
            name,
            "没有 targets 或 reported 列表",
            "neither a list targets nor a list reported is there",
            Place(row=1),
        )
    shared = {key: _scalar(name, key, node) for key, node in top.items()}
    for key, node in lists.items():
        if not isinstance(node, yaml.SequenceNode):
            raise refused_file(name, f"{key} 应为列表", f"{key} must be a list", _line(node))
        for item in node.value:
            if not isinstance(item, yaml.MappingNode):
                raise refused_file(
                    name, f"{key} 的每一条应为映射", f"an entry of {key} must be a mapping", _line(item)
                )
            own = {k: _scalar(name, k, v) for k, v in _pairs(name, item).items()}
            yield key, _line(item), (shared | own) if key == "targets" else own


def _pairs(name: str, node: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise refused_file(name, "字段名应为一个词", "a key must be a word", _line(key))
        if key.value in found:
            raise refused_file(
                name, f"{key.value[:40]} 出现两次", f"{key.value[:40]} comes twice", _line(key)
            )
        found[key.value] = value
    return found


def _scalar(name: str, key: str, node: Any) -> Cell:
    place = _line(node)
    if isinstance(node, yaml.MappingNode) and key == "path":
        pairs = _pairs(name, node)
        return Cell(text=";".join(f"{k}={_scalar(name, k, v).text}" for k, v in pairs.items()), place=place)
    if not isinstance(node, yaml.ScalarNode):
        raise refused_file(name, f"{key[:40]} 应为一个值", f"{key[:40]} must be one value", place)
    plain = node.style is None
    return Cell(text="" if plain and node.value.lower() in _EMPTY else node.value, place=place)


def _line(node: Any) -> Place:
    return Place(row=int(node.start_mark.line) + 1)


def _workbook(name: str, body: bytes) -> Iterator[_Entry]:
    held = sheets(name, body, most_bytes=_LARGEST_UNPACKED_BYTES, most_rows=_MOST_ROWS)
    known = {title: rows for title, rows in held.items() if title.strip().lower() in _SHEETS}
    if not known:
        raise refused_file(
            name,
            f"工作表有 {'、'.join(held) or '无'}；应有名为 目标 或 上报 的工作表，请用模板填写",
            f"has the sheets {', '.join(map(repr, held)) or 'none'}; expected one named 目标 (targets) or"
            " 上报 (reported): take the template (targets template)",
        )
    for title, rows in known.items():
        fields = _SHEETS[title.strip().lower()]
        kind = "reported" if fields is REPORTED_FIELDS else "targets"
        header = _header(name, title, rows, fields)
        for number, row in rows[1:]:
            entry = {
                field: Cell(text=row[at], place=Place(sheet=title, row=number, column=at))
                for field, at in header.items()
                if at < len(row)
            }
            if any(cell.text for cell in entry.values()):
                yield kind, Place(sheet=title, row=number), entry


def _header(name: str, title: str, rows: list[Row], fields: Mapping[str, str]) -> dict[str, int]:
    """Column of each field: a heading holds its word in English or Chinese, or both (`value 目标值`)."""
    if not rows:
        raise refused_file(
            name, f"应有表头，如 {' '.join(fields.values())}", f"expected headings like {' '.join(fields)}",
            Place(sheet=title, row=1, column=0),
        )  # fmt: skip
    words = {zh: field for field, zh in fields.items()} | {field: field for field in fields}
    number, headings = rows[0]
    found: dict[str, int] = {}
    for at, text in enumerate(headings):
        if not text:
            continue
        cell = Place(sheet=title, row=number, column=at)
        named = {words[token] for token in text.split() if token in words}
        if len(named) != 1:
            raise refused_file(
                name, f"“{text[:40]}”不是表头；应为 {'、'.join(fields.values())} 之一",
                f"{text[:40]!r} is no heading; expected one of {', '.join(words)}", cell,
            )  # fmt: skip
        (field,) = named
        if field in found:
            raise refused_file(name, f"“{text[:40]}”出现两次", f"{text[:40]!r} comes twice", cell)
        found[field] = at
    return found


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
