"""Files into tables of text: CSV (also gzipped, also many in one zip) and parquet.

What a file holds is untrusted: it is decoded, split and counted, never evaluated, unpacked to disk or guessed
at. A file that is not what its name claims is refused whole with a `PayloadError`; a line that is no row of
its table becomes a `Rejected`. No cell is converted here.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ingest.contract import Payload, PayloadError, Published, Rejected, Remark
from ingest.refusal import LONGEST_PAYLOAD

#: What one file may hold once unpacked; a month of all stations of China is 0.2 GB of CSV, 1.2 million rows.
LARGEST_BYTES = 1 << 30
LARGEST_ROWS = 6_000_000
LONGEST_LINE = 1 << 16
MOST_MEMBERS = 20_000

WRONG_COUNT = "wrong number of fields"
OPEN_QUOTES = "quotes that do not close"

#: Endings of reading files, and the first bytes by which each shows itself.
_MAGIC = {".parquet": b"PAR1", ".zip": b"PK\x03\x04", ".gz": b"\x1f\x8b"}
_ENDINGS = (".csv", ".csv.gz", ".parquet", ".zip")
_CHUNK_ROWS = 1_000
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class _Codes(dict[str, int]):
    """Numbers the texts that it is asked for in the order in which they first came."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


def payloads(
    source: str,
    path: Path,
    *,
    aside: Mapping[tuple[str, ...], str] | None = None,
    endings: tuple[str, ...] = _ENDINGS,
) -> Iterator[Payload | Remark]:
    """Payloads of the reading files under a path in the order of their names, and remarks for the rest.

    A folder stands for the reading files in it. Only where it has none are its subfolders walked; otherwise
    they are named in a remark, since an archive often keeps its originals below the files made of them.

    Parameters
    ----------
    source
        Id of the source that the files are read as.
    path
        A file, or a folder.
    aside
        Header of a CSV that is no table of readings, and the remark with which it is passed over in a folder.
    endings
        By which a folder's reading files are known.

    Raises
    ------
    PayloadError
        Where there is nothing at the path.
    """
    if path.is_file():
        yield _payload(source, path.name, path)
        return
    if not path.is_dir():
        raise PayloadError(f"{path}: there is no such file or folder")
    yield from _folder(source, path, path, aside or {}, endings)


def _folder(
    source: str, root: Path, folder: Path, aside: Mapping[tuple[str, ...], str], endings: tuple[str, ...]
) -> Iterator[Payload | Remark]:
    visible = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    files = [entry for entry in visible if entry.is_file() and entry.name.lower().endswith(endings)]
    below = [entry for entry in visible if entry.is_dir()]
    for entry in files:
        shown = entry.relative_to(root).as_posix()
        why = aside.get(tuple(_first_line(entry).split(","))) if entry.suffix.lower() == ".csv" else None
        yield Remark(file=shown, text=why) if why else _payload(source, shown, entry)
    for entry in below:
        if files:
            shown = entry.relative_to(root).as_posix()
            yield Remark(file=shown, text="folder not entered: the folder above has reading files of its own")
        else:
            yield from _folder(source, root, entry, aside, endings)


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.readline(LONGEST_LINE).decode("utf-8-sig", "replace").strip()
    except OSError:  # said by whoever reads the file, so that the walk goes on
        return ""


def _payload(source: str, shown: str, path: Path) -> Payload:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # as above
        digest = ""
    return Payload(source=source, name=shown, sha256=digest, body=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms in which a table may come: each a set of columns, and the columns of a CSV without a header.

    `further` says which columns may stand beside them; of these one may come twice in a CSV. A quoted field of a CSV
    may go over `field_lines` lines: a quote that does not close within them costs its line and no more.
    """

    columns: Sequence[Sequence[str]]
    headless: Sequence[str] = ()
    further: Callable[[str], bool] | None = None
    field_lines: int = 1

    def nearest(self, names: Sequence[str]) -> Sequence[str]:
        """Return the form that shares most columns with a header; the first of equals."""
        return max(self.columns, key=lambda form: (len(set(form) & set(names)), -len(set(form) - set(names))))

    def are_cells(self, fields: Sequence[str]) -> bool:
        """Whether the first line of a CSV is a row already: no column has such a name."""
        named = {name for form in self.columns for name in form}
        return bool(self.headless) and len(fields) == len(self.headless) and not named & set(fields)


def tables(payload: Payload, columns: Sequence[str] | Forms) -> Iterator[Published]:
    """Tables of one payload: one of a CSV or parquet file, one a member of a zip; all texts as published.

    Parameters
    ----------
    payload
        A file, or an answer in memory. Its name says what it claims to be.
    columns
        Names of the columns that it must have, in any order, and no others; or the forms it may have.

    Raises
    ------
    PayloadError
        Where the payload is not what it claims, or holds more than the limits of this module. Nothing has
        been yielded then.
    """
    forms = columns if isinstance(columns, Forms) else Forms(columns=(columns,))
    try:
        with _open(payload) as stream:
            kind = _kind(payload, stream.read(8))
            stream.seek(0)
            if kind == ".parquet":
                yield _parquet(payload, stream, forms)
            elif kind == ".zip":
                yield from list(_members(payload, stream, forms))
            elif kind == ".gz":
                with gzip.GzipFile(fileobj=stream) as unpacked:
                    table = _csv(payload, io.BufferedReader(unpacked), forms)
                yield table
            else:
                yield _csv(payload, stream, forms)
    except (OSError, EOFError, zlib.error) as fault:
        raise PayloadError(f"{payload.name}: cannot be read: {fault}") from fault


def _open(payload: Payload) -> IO[bytes]:
    return io.BytesIO(payload.body) if isinstance(payload.body, bytes) else payload.body.open("rb")


def _kind(payload: Payload, head: bytes) -> str:
    """Kind of file that the first bytes show, which must be the one that the name claims."""
    if not head:
        raise PayloadError(f"{payload.name}: is empty")
    shown = next((ending for ending, magic in _MAGIC.items() if head.startswith(magic)), ".csv")
    claimed = Path(payload.name).suffix.lower()
    if claimed in {*_MAGIC, ".csv"} and claimed != shown:
        raise PayloadError(f"{payload.name}: claims to be {claimed} but does not begin like one")
    return shown


def _members(payload: Payload, stream: IO[bytes], forms: Forms) -> Iterator[Published]:
    with _zip(payload, stream) as archive:
        members = sorted(
            (
                m
                for m in archive.infolist()
                if m.filename.lower().endswith(".csv") and not _is_hidden(m.filename)
            ),
            key=lambda member: member.filename,
        )
        if not members:
            raise PayloadError(f"{payload.name}: holds no CSV file")
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_BYTES:
            raise PayloadError(
                f"{payload.name}: unpacks to more than {MOST_MEMBERS} files or {LARGEST_BYTES} bytes"
            )
        for member in members:
            body = _unpacked(payload, archive, member)
            inner = Payload(
                source=payload.source,
                name=f"{payload.name}/{member.filename}",
                sha256=hashlib.sha256(body).hexdigest(),
                body=body,
            )
            _kind(inner, body[:8])
            yield _csv(inner, io.BytesIO(body), forms)


def _zip(payload: Payload, stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (
        Exception
    ) as fault:  # of a damaged file zipfile raises a dozen kinds, from struct.error to ValueError
        raise PayloadError(f"{payload.name}: is no whole zip file: {fault}") from fault


def _unpacked(payload: Payload, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & 1:
        raise PayloadError(f"{payload.name}: {member.filename} is locked with a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PayloadError(f"{payload.name}: {member.filename} is packed in an unusual way")
    try:
        # No more is read than the size that was summed above, whatever the packed bytes hold.
        return archive.read(member)
    except Exception as fault:  # as above
        raise PayloadError(f"{payload.name}: {member.filename}: cannot be unpacked: {fault}") from fault


def _is_hidden(filename: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in filename.split("/"))


def _csv(payload: Payload, stream: IO[bytes], forms: Forms) -> Published:
    """Table of a CSV, read line by line: an unclosed quote costs its line and not the rest of the file."""
    texts = _lines(payload, stream)
    header = next(texts, "").removeprefix("\ufeff")
    names = _fields(header)
    numbered = enumerate(texts, start=2)
    if names is not None and forms.are_cells(names):
        names, numbered = list(forms.headless), enumerate(chain([header], texts), start=1)
    _check_columns(payload, names or [header], forms, "line 1: ")
    assert names is not None, "a header without fields has the wrong columns"
    codes = [_Codes() for _ in names]
    chunks: list[list[NDArray[np.int32]]] = [[] for _ in names]
    rows: list[list[str]] = []
    line: list[int] = []
    rejected: list[Rejected] = []

    def encode() -> None:
        for column, known, chunk in zip(zip(*rows, strict=True), codes, chunks, strict=True):
            chunk.append(np.fromiter(map(known.__getitem__, column), dtype=np.int32, count=len(column)))
        rows.clear()

    for number, text, fields in _rows(numbered, forms.field_lines):
        if fields is None or len(fields) != len(names):
            why = OPEN_QUOTES if fields is None else WRONG_COUNT
            held = text[:LONGEST_PAYLOAD]
            rejected.append(
                Rejected(file=payload.name, line=number, field="", reason=why, payload=held, whole=True)
            )
            continue
        rows.append(fields)
        line.append(number)
        if len(line) > LARGEST_ROWS:
            raise PayloadError(f"{payload.name}: line {number}: holds more than {LARGEST_ROWS} rows")
        if len(rows) == _CHUNK_ROWS:
            encode()
    if rows:
        encode()
    if rejected and not line:
        first = rejected[0]
        raise PayloadError(
            f"{payload.name}: line {first.line}: {first.reason}, and no line after it is a row"
        )
    table = pd.DataFrame(
        {
            place: _categorical(np.concatenate(chunk) if chunk else np.empty(0, np.int32), list(known))
            for place, (known, chunk) in enumerate(zip(codes, chunks, strict=True))
        }
    )
    table.columns = pd.Index(names, dtype=object)  # a further column may come twice
    return Published(payload=payload, table=table, line=np.array(line, np.int64), rejected=tuple(rejected))


def _rows(
    numbered: Iterable[tuple[int, str]], field_lines: int
) -> Iterator[tuple[int, str, list[str] | None]]:
    """Number, text and fields of each row that is not empty; fields are None where its quotes do not close."""
    source = iter(numbered)
    ahead: deque[tuple[int, str]] = deque()  # lines that were tried as part of a field and are none
    while True:
        first = ahead.popleft() if ahead else next(source, None)
        if first is None:
            return
        number, text = first
        if not text:
            continue
        fields = _fields(text)
        if fields is None and field_lines > 1:
            while len(ahead) < field_lines - 1 and (line := next(source, None)):
                ahead.append(line)
            held = [text]
            for _, more in tuple(ahead):
                held.append(more)
                fields = _fields(*held)
                if fields is not None:
                    for _ in held[1:]:
                        ahead.popleft()
                    text = "\n".join(held)
                    break
        yield number, text, fields


def _lines(payload: Payload, stream: IO[bytes]) -> Iterator[str]:
    """Lines of a UTF-8 text without their ends, within the limits."""
    total = 0
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        total += len(raw)
        if number == 1 and raw.startswith(_WIDE):
            raise PayloadError(f"{payload.name}: line 1: is UTF-16, not UTF-8")
        if len(raw) > LONGEST_LINE:
            raise PayloadError(f"{payload.name}: line {number}: is longer than {LONGEST_LINE} bytes")
        if total > LARGEST_BYTES:
            raise PayloadError(f"{payload.name}: line {number}: unpacks to more than {LARGEST_BYTES} bytes")
        if b"\0" in raw:
            raise PayloadError(f"{payload.name}: line {number}: holds a NUL byte, so it is no text")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise PayloadError(f"{payload.name}: line {number}: is not UTF-8: {fault.reason}") from fault
        yield text.rstrip("\r\n")


def _fields(text: str, *more: str) -> list[str] | None:
    """Fields of one line (or of several that are one row), or None where its quotes do not close."""
    if '"' not in text:
        return text.split(",")
    lines = [text, *more]
    try:
        rows = list(csv.reader([*(f"{line}\n" for line in lines[:-1]), lines[-1]], strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _parquet(payload: Payload, stream: IO[bytes], forms: Forms) -> Published:
    try:
        file = pq.ParquetFile(stream, page_checksum_verification=True)
        shape, schema = file.metadata, file.schema_arrow
        if len(set(schema.names)) < len(schema.names):
            raise PayloadError(f"{payload.name}: a column comes twice")
        _check_columns(payload, schema.names, forms, "")
        for field in schema:
            if field.type not in (pa.string(), pa.large_string()):
                raise PayloadError(
                    f"{payload.name}: column {field.name} holds {field.type}, not the published text"
                )
        size = sum(shape.row_group(i).total_byte_size for i in range(shape.num_row_groups))
        if shape.num_rows > LARGEST_ROWS or size > LARGEST_BYTES:
            raise PayloadError(
                f"{payload.name}: holds more than {LARGEST_ROWS} rows or {LARGEST_BYTES} bytes"
            )
        stream.seek(0)
        # As dictionaries: a month of China is 100 MB of codes instead of 4 GB of texts.
        read = pq.ParquetFile(stream, read_dictionary=schema.names, page_checksum_verification=True)
        arrow = read.read(use_threads=False).unify_dictionaries()
        table = pd.DataFrame({name: _from_arrow(arrow.column(name)) for name in schema.names}, copy=False)
    except PayloadError:
        raise
    except (pa.ArrowException, ValueError, MemoryError) as fault:
        raise PayloadError(f"{payload.name}: is no whole parquet file: {str(fault)[:200]}") from fault
    return Published(payload=payload, table=table, line=np.arange(1, len(table) + 1, dtype=np.int64))


def _from_arrow(column: pa.ChunkedArray) -> pd.Categorical:
    if not column.num_chunks:
        return _categorical(np.empty(0, np.int32), [])
    texts = ["" if text is None else text for text in column.chunk(0).dictionary.to_pylist()]
    codes = np.concatenate(
        [
            chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
            for chunk in column.chunks
        ]
    )
    if len(set(texts)) < len(texts):  # a null and an empty text are the same to us
        known = _Codes()
        same = np.array([known[text] for text in texts], np.int32)
        codes, texts = np.where(codes < 0, codes, same[codes]), list(known)
    return _categorical(codes, texts)


def _categorical(codes: NDArray[np.int32], texts: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype=object))


def _check_columns(payload: Payload, names: Sequence[str], forms: Forms, where: str) -> None:
    columns = forms.nearest(names)
    beside = [name for name in names if name not in columns and forms.further and forms.further(name)]
    if sorted(names) == sorted([*columns, *beside]):
        return
    begin = f"{payload.name}: {where}"
    if str(names[0]).lstrip().startswith(("<", "{", "[")):
        raise PayloadError(f"{begin}is a web page or an answer of a service, not a table")
    if any(set(names[0].split(mark)) & set(columns) for mark in ";\t|") and len(names) == 1 < len(columns):
        raise PayloadError(f"{begin}its fields are not separated by commas")
    if not set(names) & set(columns):
        raise PayloadError(f"{begin}no column of a table of readings, but {', '.join(names)[:60]!r}")
    twice = sorted({name for name in names if names.count(name) > 1} if isinstance(names, list) else set())
    lacking = [name for name in columns if name not in names]
    unknown = [name[:40] for name in names if name not in columns and name not in beside]
    faults = [
        *(f"there is no column {name}" for name in lacking[:3]),
        *(f"column {name!r} is unknown" for name in unknown[:3]),
        *(f"column {name} comes twice" for name in twice[:3]),
    ]
    raise PayloadError(f"{begin}{', '.join(faults)}; the columns must be {', '.join(columns)}")
