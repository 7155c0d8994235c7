"""A workbook as texts: what each cell holds, which are merged, which are hidden, and nothing computed.

A workbook of others is untrusted: it may unpack to a thousand times its size, claim a million rows, hold formulas,
macros and links. Only cells, merges and what is hidden are read, within limits; a formula gives the result that
was stored with it, or nothing. This module knows nothing of water.
"""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import get_column_letter

from ingest.contract import Payload, PayloadError

LARGEST_BYTES: Final = 1 << 24
LARGEST_UNPACKED_BYTES: Final = 1 << 26
MOST_MEMBERS: Final = 2_000
MOST_SHEETS: Final = 100
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 512
MOST_MERGED_CELLS: Final = 400_000
LONGEST_TEXT: Final = 2_000

_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})\Z")
_OLD = b"\xd0\xcf\x11\xe0"

Place = tuple[int, int]
"""Row and column of a cell, both from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A range of cells merged into one: its corners, both inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its non-empty texts by place, merges, hidden rows and columns.

    A date comes as ``2026-03-05``, with a time as ``2026-03-05T10:25``, a time alone as ``10:25``, a number in as
    many digits as it has. ``unsolved`` are formulas without a stored result; ``red`` the cells written in red.
    """

    title: str
    is_hidden: bool
    cells: Mapping[Place, str]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unsolved: frozenset[Place] = frozenset()
    red: frozenset[Place] = frozenset()

    def where(self, place: Place) -> str:
        """Place in words, ``sheet!B7``."""
        return f"{self.title}!{get_column_letter(max(place[1], 1))}{place[0]}"


@dataclass(slots=True, kw_only=True)
class _Form:
    """What the XML of a sheet says beside its values."""

    rows: int = 0
    columns: int = 0
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unsolved: set[Place] = field(default_factory=set)


def sheets(payload: Payload) -> list[Sheet]:
    """Sheets of a workbook in their order.

    Raises
    ------
    PayloadError
        Where it is no ``.xlsx``, cannot be read, or holds more than the limits of this module.
    """
    name = payload.name
    body = _body(payload)
    if body.startswith(_OLD):
        raise PayloadError(
            f"{name}: is a workbook of the old kind (.xls) or locked with a password; save it as .xlsx without one"
        )
    if not body.startswith(b"PK"):
        raise PayloadError(f"{name}: is no .xlsx workbook" + ("" if body else ", it is empty"))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            _check(name, packed)
            forms = dict(_forms(name, packed))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions of other makers that it drops
            book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
            found = [_sheet(name, one, forms[one.title]) for one in book.worksheets if one.title in forms]
            book.close()
    except PayloadError:
        raise
    except Exception as fault:  # a damaged workbook makes zipfile and openpyxl fail with errors of any kind
        raise PayloadError(
            f"{name}: is no workbook that can be read: {type(fault).__name__} {str(fault)[:120]}"
        ) from fault
    if not found:
        raise PayloadError(f"{name}: has no sheet")
    return found


def _body(payload: Payload) -> bytes:
    if isinstance(payload.body, bytes):
        raw = payload.body
    else:
        try:
            with payload.body.open("rb") as stream:
                raw = stream.read(LARGEST_BYTES + 1)
        except OSError as fault:
            raise PayloadError(f"{payload.name}: cannot be read: {fault}") from fault
    if len(raw) > LARGEST_BYTES:
        raise PayloadError(f"{payload.name}: is larger than {LARGEST_BYTES} bytes")
    return raw


def _check(name: str, packed: zipfile.ZipFile) -> None:
    members = packed.infolist()
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED_BYTES:
        raise PayloadError(
            f"{name}: unpacks to more than {MOST_MEMBERS} parts or {LARGEST_UNPACKED_BYTES} bytes"
        )
    if any(one.flag_bits & 1 for one in members):
        raise PayloadError(f"{name}: is locked with a password")
    for one in members:
        if one.filename.lower().endswith((".xml", ".rels")):
            raw = packed.read(one)  # no more than the size summed above, whatever the packed bytes hold
            if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
                raise PayloadError(f"{name}: {one.filename[:60]} is written as no spreadsheet writes it")


def _forms(name: str, packed: zipfile.ZipFile) -> Iterator[tuple[str, _Form]]:
    parts = _parts(packed)
    if len(parts) > MOST_SHEETS:
        raise PayloadError(f"{name}: has more than {MOST_SHEETS} sheets")
    for title, part in parts.items():
        if part in packed.namelist():
            with packed.open(part) as stream:
                yield title, _form(name, title, stream)


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Part of each sheet by its title."""
    links = {
        str(one.get("Id")): str(one.get("Target", ""))
        for one in ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 (no DTD, see _check)
    }
    found = {}
    for one in ElementTree.fromstring(packed.read("xl/workbook.xml")).iter():  # noqa: S314 (as above)
        if _local(one) == "sheet":
            link = one.get(_LINK) or next((v for k, v in one.attrib.items() if k.endswith("}id")), "")
            target = links.get(str(link), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[str(one.get("name"))] = part
    return found


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _form(name: str, title: str, stream: Any) -> _Form:
    form = _Form()
    row = 0
    column = 0
    merged = 0
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):  # noqa: S314 (as above)
        kind = _local(element)
        if event == "start":
            if kind == "row":
                row = int(element.get("r") or row + 1)
                column = 0
                if element.get("hidden") in ("1", "true"):
                    form.hidden_rows.add(row)
            continue
        if kind == "c":
            row, column = _at(element.get("r"), (row, column + 1))
            parts = {_local(child): child for child in element}
            has_value = bool((parts["v"].text if "v" in parts else None) or "is" in parts)
            if "f" in parts and not has_value:
                form.unsolved.add((row, column))
            if has_value or "f" in parts:
                form.rows, form.columns = max(form.rows, row), max(form.columns, column)
                if row > MOST_ROWS or column > MOST_COLUMNS:
                    raise PayloadError(
                        f"{name}: {title[:60]}!{get_column_letter(min(column, 16384))}{row}: a sheet has at most"
                        f" {MOST_ROWS} rows and {MOST_COLUMNS} columns"
                    )
        elif kind == "col" and element.get("hidden") in ("1", "true"):
            first, last = int(element.get("min") or 1), int(element.get("max") or 1)
            form.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
        elif kind == "mergeCell":
            found = _merge(element.get("ref") or "")
            if found is not None:
                merged += (min(found.bottom, MOST_ROWS) - found.top + 1) * (
                    min(found.right, MOST_COLUMNS) - found.left + 1
                )
                if merged > MOST_MERGED_CELLS:
                    raise PayloadError(
                        f"{name}: {title[:60]}: more than {MOST_MERGED_CELLS} cells are merged"
                    )
                form.merges.append(found)
        if kind == "row":  # its cells have been seen; a sheet of a million need not be kept
            element.clear()
    return form


def _at(reference: str | None, expected: Place) -> Place:
    match = _CELL.match(reference or "")
    if match is None:
        return expected
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    if not (_CELL.match(first) and _CELL.match(last)):
        return None
    top, left = _at(first, (0, 0))
    bottom, right = _at(last, (0, 0))
    if bottom < top or right < left or top > MOST_ROWS or left > MOST_COLUMNS:
        return None
    return Merge(top=top, left=left, bottom=min(bottom, MOST_ROWS), right=min(right, MOST_COLUMNS))


def _sheet(name: str, sheet: Any, form: _Form) -> Sheet:
    cells: dict[Place, str] = {}
    red: set[Place] = set()
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=form.rows, max_col=form.columns) if form.rows else ()
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row, start=1):
            if cell.value is None:
                continue
            text = _text(cell.value)
            if len(text) > LONGEST_TEXT:
                raise PayloadError(
                    f"{name}: {sheet.title}!{get_column_letter(place)}{number}: is longer than {LONGEST_TEXT} signs"
                )
            if text:
                cells[number, place] = text
                if _is_red(cell):
                    red.add((number, place))
    return Sheet(
        title=sheet.title,
        is_hidden=sheet.sheet_state != "visible",
        cells=cells,
        merges=tuple(form.merges),
        hidden_rows=frozenset(form.hidden_rows),
        hidden_columns=frozenset(form.hidden_columns),
        unsolved=frozenset(form.unsolved),
        red=frozenset(red),
    )


def _is_red(cell: Any) -> bool:
    font = cell.font
    colour = font.color if font is not None else None
    return colour is not None and colour.type == "rgb" and colour.rgb == "FFFF0000"


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value)
    return " ".join(str(value).split())
