"""Answers of services into tables of text: JSON (lists of objects, GeoJSON) and XML, also gzipped.

What an answer holds is untrusted: it is decoded, counted and looked up by name, never evaluated; entities of an
XML answer are not expanded. Numbers stay the texts that they were. An answer that is not what it claims, or that
lacks a column in every record, is refused whole: a changed shape stops its source and no other.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from ingest.contract import Payload, PayloadError, Published, Rejected
from ingest.refusal import LONGEST_PAYLOAD, text_kept

#: What one answer may hold once unpacked; an hour of all stations of China is 2 MB.
LARGEST_BYTES = 1 << 26
LARGEST_ROWS = 200_000

NOT_AN_OBJECT = "not an object"

#: The one entity beyond XML's own that an answer of the platform uses: its mark for missing.
_ENTITIES = {b"&mdash;": "—".encode()}

Record = dict[str, str]


def answer(source: str, name: str, body: bytes) -> Payload:
    """Payload of an answer, with its fingerprint."""
    return Payload(source=source, name=name, sha256=hashlib.sha256(body).hexdigest(), body=body)


def content(payload: Payload) -> bytes:
    """Bytes of an answer, unpacked where it is gzipped.

    Raises
    ------
    PayloadError
        Where it is empty, larger than the limit, or cannot be read or unpacked.
    """
    try:
        body = _limited(payload, payload.body)
        if body.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as unpacked:
                body = unpacked.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise PayloadError(f"{payload.name}: cannot be read: {fault}") from fault
    if len(body) > LARGEST_BYTES:
        raise PayloadError(f"{payload.name}: holds more than {LARGEST_BYTES} bytes")
    if not body.strip():
        raise PayloadError(f"{payload.name}: is empty")
    return body


def _limited(payload: Payload, body: bytes | Path) -> bytes:
    if isinstance(body, bytes):
        return body
    with body.open("rb") as stream:
        return stream.read(LARGEST_BYTES + 1)


def read_json(payload: Payload, body: bytes | None = None) -> Any:
    """Content of a JSON answer, its numbers as the texts that they were.

    Raises
    ------
    PayloadError
        Where it is no JSON, or a web page.
    """
    body = content(payload) if body is None else body
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise PayloadError(f"{payload.name}: is not UTF-8: {fault.reason}") from fault
    if text.lstrip().startswith("<"):
        raise PayloadError(f"{payload.name}: is a web page or XML, not JSON")
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError as fault:
        raise PayloadError(f"{payload.name}: is nested too deep") from fault
    except ValueError as fault:
        raise PayloadError(f"{payload.name}: is no whole JSON: {fault}") from fault


def read_xml(payload: Payload, body: bytes, element: str) -> list[Record]:
    """Records of an XML answer: the leaves of each element of that name, by their names without namespaces.

    Raises
    ------
    PayloadError
        Where it is no XML, or declares entities.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise PayloadError(f"{payload.name}: declares a document type or entities, which no answer needs")
    for entity, text in _ENTITIES.items():
        body = body.replace(entity, text)
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 (entities are refused above)
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise PayloadError(f"{payload.name}: is no whole XML: {fault}") from fault
    return [
        {_local(leaf.tag): (leaf.text or "") for leaf in record if not len(leaf)}
        for record in root.iter()
        if _local(record.tag) == element
    ]


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def at(payload: Payload, held: Any, path: str) -> Any:
    """What stands at a path of keys joined by points; the empty path is the whole.

    Raises
    ------
    PayloadError
        Where there is nothing at the path.
    """
    for key in filter(None, path.split(".")):
        if not isinstance(held, Mapping) or key not in held:
            raise PayloadError(f"{payload.name}: there is no {path!r}")
        held = held[key]
    return held


def as_text(value: Any) -> str:
    """Text of a JSON value: as published; null, true and false by their names."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)[:LONGEST_PAYLOAD]
    except RecursionError:
        return "nested too deep"


def folded(name: str) -> str:
    """Name of a field without case and underscores, so that ``PM2_5_24h`` and ``pm2_5_24H`` are one."""
    return name.lower().replace("_", "")


def records(payload: Payload, held: Any) -> tuple[list[Record | None], list[Rejected]]:
    """Records of a list of objects (or of GeoJSON features), and a refusal for each that is none.

    A feature's position is put beside its properties as ``longitude`` and ``latitude``. A refused record is None
    so that the numbers of the others stay.

    Raises
    ------
    PayloadError
        Where it is no list, or a longer one than the limit.
    """
    if isinstance(held, Mapping) and held.get("type") == "FeatureCollection":
        held = held.get("features")
    if not isinstance(held, list):
        raise PayloadError(f"{payload.name}: is no list of records")
    if len(held) > LARGEST_ROWS:
        raise PayloadError(f"{payload.name}: holds more than {LARGEST_ROWS} records")
    found: list[Record | None] = []
    rejected: list[Rejected] = []
    for line, each in enumerate(held, start=1):
        record = _properties(each)
        if record is None:
            rejected.append(refused(payload, line, NOT_AN_OBJECT, as_text(each)))
            found.append(None)
        else:
            found.append({str(key): as_text(value) for key, value in record.items()})
    return found, rejected


def _properties(each: Any) -> Mapping[str, Any] | None:
    if not isinstance(each, Mapping):
        return None
    properties = each.get("properties")
    if each.get("type") != "Feature" or not isinstance(properties, Mapping):
        return each
    geometry = each.get("geometry")
    position = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if isinstance(position, list) and len(position) >= 2:
        return {"longitude": position[0], "latitude": position[1], **properties}
    return properties


def refused(payload: Payload, line: int, reason: str, held: str) -> Rejected:
    """Refusal of a whole record."""
    return Rejected(
        file=payload.name, line=line, field="", reason=reason, payload=text_kept(held), whole=True
    )


def table(
    payload: Payload,
    numbered: Iterable[tuple[int, Mapping[str, str]]],
    columns: Mapping[str, Sequence[str]],
    *,
    optional: frozenset[str] = frozenset(),
    rejected: Sequence[Rejected] = (),
    fold: bool = True,
) -> Published:
    """Published table of records with the columns wanted; a record without one has the empty text there.

    Parameters
    ----------
    payload
        Where the records come from.
    numbered
        Number of each record in its payload, from 1, and its texts.
    columns
        Names by which each column may come, the first that is there counts.
    optional
        Columns that may be missing in all records.
    rejected
        What was refused before.
    fold
        Whether names are compared without case and underscores.

    Raises
    ------
    PayloadError
        Where there are records and a column that is not optional is in none of them.
    """
    same = folded if fold else str
    wanted = {same(name): column for column, names in columns.items() for name in names}
    rank = {same(name): place for names in columns.values() for place, name in enumerate(names)}
    cells: dict[str, list[str]] = {column: [] for column in columns}
    seen: set[str] = set()
    line: list[int] = []
    known: dict[str, str] = {}  # as written -> as compared, since every record has the same names
    for number, record in numbered:
        row: dict[str, tuple[int, str]] = {}
        for name, text in record.items():
            key = known.get(name)
            if key is None:
                key = known[name] = same(name)
            column = wanted.get(key)
            if column is not None and (column not in row or rank[key] < row[column][0]):
                row[column] = (rank[key], text)
        seen |= row.keys()
        line.append(number)
        for column, held in cells.items():
            held.append(row[column][1] if column in row else "")
    lacking = [column for column in columns if column not in seen and column not in optional]
    if line and lacking:
        raise PayloadError(
            f"{payload.name}: in none of its {len(line)} records is there {', '.join(lacking[:3])}; there are "
            f"{', '.join(list(known)[:30])}"
        )
    return Published(
        payload=payload,
        table=pd.DataFrame({column: _categorical(held) for column, held in cells.items()}),
        line=np.array(line, np.int64),
        rejected=tuple(rejected),
    )


def _categorical(texts: list[str]) -> pd.Categorical:
    codes, found = pd.factorize(np.array(texts, dtype=object))
    return pd.Categorical.from_codes(codes, categories=pd.Index(found, dtype=object))


def files(source: str, path: Path, endings: Sequence[str]) -> Iterator[Payload]:
    """Payloads of the kept answers under a path, in the order of their names.

    Raises
    ------
    PayloadError
        Where there is nothing at the path.
    """
    if not path.exists():
        raise PayloadError(f"{path}: there is no such file or folder")
    found = [path] if path.is_file() else sorted(
        each for each in path.iterdir() if each.is_file() and each.name.lower().endswith(tuple(endings))
    )  # fmt: skip
    for each in found:
        try:
            with each.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:  # said by whoever reads it
            digest = ""
        yield Payload(source=source, name=each.name, sha256=digest, body=each)
