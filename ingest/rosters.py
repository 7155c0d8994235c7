"""A list of places that a person hands in: who is ranked together, and from when to when.

It tells what each line says and refuses the lines that say nothing usable; which place a line means is not for
it to decide.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.contract import PayloadError

_COLUMNS = ("code", "name", "from", "to")
_LARGEST_BYTES = 1 << 22
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One usable line: where it stood, what it names, and its first and last day (None: open)."""

    number: int
    code: str
    name: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A list as it was handed in: file, fingerprint, usable lines, and a sentence for each refused one."""

    file: str
    sha256: str
    lines: tuple[Line, ...]
    refused: tuple[str, ...]


def read(path: Path) -> Handed:
    """The lines of a CSV with `code` or `name` or both, and optionally `from` and `to`; UTF-8.

    Lines before the header that begin with `#` are remarks of whoever wrote the file.

    Raises
    ------
    PayloadError
        Where the file is no such list.
    """
    try:
        body = path.read_bytes() if path.stat().st_size <= _LARGEST_BYTES else b""
        text = body.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise PayloadError(f"{path.name}: cannot be read as UTF-8: {fault}") from fault
    if not text.strip():
        raise PayloadError(f"{path.name}: is empty or larger than {_LARGEST_BYTES} bytes")
    remarks = 0
    for row in text.splitlines():
        if not row.startswith("#"):
            break
        remarks += 1
    reader = csv.reader(io.StringIO("\n".join(text.splitlines()[remarks:]), newline=""))
    lines: list[Line] = []
    refused: list[str] = []
    try:
        header = [column.strip().lower() for column in next(reader)]
        _check(path.name, header, remarks + 1)
        for row_cells in reader:
            if not any(cell.strip() for cell in row_cells):
                continue
            number = reader.line_num + remarks
            said = _line(number, header, row_cells)
            if isinstance(said, Line):
                lines.append(said)
            else:
                refused.append(f"{path.name}: line {number}: {said}")
    except (csv.Error, StopIteration) as fault:
        raise PayloadError(f"{path.name}: line {reader.line_num + remarks}: {fault}") from fault
    return Handed(
        file=path.name, sha256=hashlib.sha256(body).hexdigest(), lines=tuple(lines), refused=tuple(refused)
    )


def _check(name: str, header: Sequence[str], line: int) -> None:
    faults = [f"column {c[:40]!r} is unknown" for c in header if c not in _COLUMNS]
    faults += [f"column {c} comes twice" for c in dict.fromkeys(header) if header.count(c) > 1]
    if not {"code", "name"} & set(header):
        faults.append("there is neither a column code nor a column name")
    if faults:
        raise PayloadError(
            f"{name}: line {line}: {', '.join(faults[:4])}; known columns are {', '.join(_COLUMNS)}"
        )


def _line(number: int, header: Sequence[str], row: Sequence[str]) -> Line | str:
    """The line, or why it is refused."""
    if len(row) != len(header):
        return f"has {len(row)} fields, not {len(header)}"
    cells: Mapping[str, str] = {c: cell.strip() for c, cell in zip(header, row, strict=True)}
    code, name = cells.get("code", ""), cells.get("name", "")
    if not code and not name:
        return "names nobody"
    if len(name) > _LONGEST_NAME or len(code) > _LONGEST_NAME or not (name + code).isprintable():
        return "is no name of a place"
    days: dict[str, date | None] = {}
    for word in ("from", "to"):
        cell = cells.get(word, "")
        try:
            days[word] = date.fromisoformat(cell) if cell else None
        except ValueError:
            return f"{word} is {cell[:40]!r}, not a day like 2026-03-01"
    if days["from"] and days["to"] and days["to"] < days["from"]:
        return f"ends on {days['to']}, before it starts on {days['from']}"
    return Line(number=number, code=code, name=name, first=days["from"], last=days["to"])
