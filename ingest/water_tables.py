"""Archives of the national feed, CSV and parquet of texts, as wide tables whose columns are known by their headers.

Two collections are made of the same feed: answers with the unrounded value and other tooltips beside each item
(``氨氮(mg/L)|raw``, ``断面名称|tip``), and tables by section with the names of their folders (``dir_section``).
Both are opened by `ingest.tables`, whose limits hold.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ingest import tables, water_feed, water_headers
from ingest.contract import Payload, PayloadError, Published, Rejected
from ingest.water_contract import FLAWS
from ingest.water_feed import IDENTITY, Item, Wide

if TYPE_CHECKING:
    from ingest.water_feed import Texts

RAW: Final = "|raw"
TIP: Final = "|tip"
FOLDERS: Final[Mapping[str, str]] = {
    "dir_province": "province", "dir_basin": "basin", "dir_section": "section",
}  # fmt: skip
NO_TOOLTIP: Final = "a tooltip that is not known"
CONTRADICTS: Final = "the folder names another place than the row"

#: Name of a file of one place: province, basin and section.
_PLACE = re.compile(r"([^_]+(?:省|市|自治区|兵团))_([^_]+)_([^_]+?)\.csv(?:\.gz)?\Z")

#: Words of a section's tooltip, and the columns that they fill.
PLACES: Final[Mapping[str, str]] = {"所在地市": "city", "所属河流": "river"}


def headers(payload: Payload) -> list[str]:
    """Headers of a CSV, gzipped or not, or of a parquet file; of a zip none, since each member has its own.

    Raises
    ------
    PayloadError
        Where it cannot be read.
    """
    try:
        with (
            io.BytesIO(payload.body) if isinstance(payload.body, bytes) else payload.body.open("rb") as stream
        ):
            head = stream.read(4)
            stream.seek(0)
            if head == b"PAR1":
                return list(pq.read_schema(stream).names)
            if head.startswith(b"PK"):
                return []
            if head.startswith(b"\x1f\x8b"):
                with gzip.GzipFile(fileobj=stream) as unpacked:
                    return _first_line(payload, unpacked)
            return _first_line(payload, stream)
    except (OSError, EOFError, zlib.error, pa.ArrowException, ValueError) as fault:
        if isinstance(fault, PayloadError):
            raise
        raise PayloadError(f"{payload.name}: cannot be read: {str(fault)[:200]}") from fault


def _first_line(payload: Payload, stream: IO[bytes] | gzip.GzipFile) -> list[str]:
    raw = stream.readline(tables.LONGEST_LINE)
    try:
        text = raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as fault:
        raise PayloadError(f"{payload.name}: line 1: is not UTF-8: {fault.reason}") from fault
    if not text:
        raise PayloadError(f"{payload.name}: line 1: is empty")
    if text.lstrip().startswith(("<", "{", "[")):
        raise PayloadError(f"{payload.name}: line 1: is a web page or an answer of a service, not a table")
    try:
        return next(csv.reader([text], strict=True))
    except (csv.Error, StopIteration) as fault:
        raise PayloadError(f"{payload.name}: line 1: its quotes do not close") from fault


def wides(payload: Payload, members: Sequence[Sequence[str]]) -> Iterator[Wide]:
    """Wide tables of a payload; a zip's members must have one of the given sets of headers.

    Raises
    ------
    PayloadError
        Where the headers are not those of the feed, or the file is not what it claims.
    """
    names = headers(payload)
    if not names:
        for published in tables.tables(payload, tables.Forms(columns=members)):
            yield _wide(published, list(published.table.columns), "line 1: ")
        return
    where = "" if payload.name.lower().endswith(".parquet") else "line 1: "
    _check(payload, names, where)
    for published in tables.tables(payload, names):
        yield _wide(published, names, where)


def _check(payload: Payload, names: Sequence[str], where: str) -> list[str]:
    plain = [name for name in names if "|" not in name and name not in FOLDERS and name != "file"]
    return water_feed.check_headers(payload, plain, where)


def _wide(published: Published, names: Sequence[str], where: str) -> Wide:
    payload, table = published.payload, published.table
    items = _check(payload, names, where)
    columns = {name: _filled(table[name]) for name in names}
    identity = {
        IDENTITY[bare]: columns[name]
        for name in names
        if (bare := water_headers.split(name).name) in IDENTITY
    }
    identity.update(_places(columns.get(f"断面名称{TIP}")))
    rejected = list(published.rejected)
    usable, contradictions = _by_folder(published, identity, columns | _of_name(payload, columns, len(table)))
    rejected += [*contradictions, *_unknown_tips(published, items, columns)]
    if "file" in columns:
        identity["file"] = columns["file"]
    extra = [name for name in names if "|" not in name and name not in FOLDERS and name != "file"]
    rejected += water_feed.unknown(payload, extra)
    return Wide(
        payload=payload,
        identity={name: column[usable] for name, column in identity.items()},
        items=[
            Item(
                name=water_headers.split(name).name, unit=water_headers.split(name).unit, text=columns[name][usable],
                raw=_raw(columns.get(f"{name}{RAW}"), columns.get(f"{name}{TIP}"), usable),
            )
            for name in items
        ],
        line=published.line[usable],
        told=_told(payload, identity.get("file")),
        rejected=rejected,
    )  # fmt: skip


def _filled(column: pd.Series[str]) -> Texts:
    """Categories of a column, a null as the empty text."""
    values = column.array
    found = values if isinstance(values, pd.Categorical) else pd.Categorical(column)
    if not (found.codes < 0).any():
        return found
    if "" not in found.categories:
        found = found.add_categories([""])
    return found.fillna("")


def _told(
    payload: Payload, files: Texts | None
) -> water_feed.Told | dict[str, water_feed.Told | None] | None:
    if files is None:
        return water_feed.told(payload)
    return {str(name): water_feed.told_by_name(str(name)) for name in files.categories}


def _places(tips: Texts | None) -> dict[str, Texts]:
    """City and river of the tooltips of the sections' names."""
    if tips is None:
        return {}
    found = [places(str(text)) for text in tips.categories]
    return {column: _coded([one.get(column, "") for one in found], tips) for column in PLACES.values()}


def places(tooltip: str) -> dict[str, str]:
    """City and river that a section's tooltip tells: ``所在地市:盘锦市;所属河流:辽河``, in either colon."""
    parts = (part.replace("：", ":").partition(":") for part in tooltip.split(";"))
    return {PLACES[word.strip()]: told.strip() for word, _, told in parts if word.strip() in PLACES}


def _raw(raw: Texts | None, tip: Texts | None, usable: NDArray[np.bool_]) -> Texts | None:
    """Unrounded texts; where the tooltip says that the value is flawed, that word."""
    if tip is None:
        return None if raw is None else raw[usable]
    says = np.asarray(tip, dtype=object)
    texts = np.array([""] * len(tip) if raw is None else raw, dtype=object)
    return pd.Categorical(np.where(np.isin(says, list(FLAWS)), says, texts)[usable])


def _unknown_tips(published: Published, items: Sequence[str], columns: Mapping[str, Texts]) -> list[Rejected]:
    """A refusal, of no row, for each tooltip of an item that nobody knows."""
    found = []
    for name in items:
        tip = columns.get(f"{name}{TIP}")
        if tip is None:
            continue
        strange = np.array([bool(text) and text not in FLAWS for text in tip.categories] or [False], bool)
        for row in np.flatnonzero(strange[tip.codes]) if strange.any() else ():
            held = str(tip.categories[tip.codes[row]])[:200]
            line = int(published.line[row])
            found.append(
                Rejected(file=published.payload.name, line=line, field=name, reason=NO_TOOLTIP, payload=held)
            )
    return found


def _of_name(payload: Payload, columns: Mapping[str, Texts], count: int) -> dict[str, Texts]:
    """Columns of the names of the folders, made of the name of a file such as ``上海市_长江流域_太浦河桥.csv``."""
    found = _PLACE.match(PurePosixPath(payload.name).name)
    if not found or set(FOLDERS) & set(columns):
        return {}
    return {
        name: water_feed.coded([text], np.zeros(count, np.int64))
        for name, text in zip(FOLDERS, found.groups(), strict=True)
    }


def _by_folder(
    published: Published, identity: dict[str, Texts], columns: Mapping[str, Texts]
) -> tuple[NDArray[np.bool_], list[Rejected]]:
    """Rows that their folders do not contradict; a name that a row lacks is taken from its folder."""
    count = len(published.line)
    usable = np.ones(count, bool)
    held = np.full(count, "", object)
    for name, place in FOLDERS.items():
        if name not in columns:
            continue
        said = np.asarray(identity.get(place, [""] * count), dtype=object)
        folder = np.asarray(columns[name], dtype=object)
        is_empty = np.isin(said, list(water_feed.NOTHING))
        differs = ~is_empty & (folder != "") & (folder != said)
        held = np.where(differs & usable, folder + " / " + said, held)
        usable &= ~differs
        if is_empty.any():
            identity[place] = pd.Categorical(np.where(is_empty, folder, said))
    return usable, [
        Rejected(
            file=published.payload.name, line=int(published.line[row]), field="断面名称", reason=CONTRADICTS,
            payload=str(held[row])[:200], whole=True,
        )
        for row in np.flatnonzero(~usable)
    ]  # fmt: skip


def _coded(texts: Sequence[str], like: Texts) -> Texts:
    return water_feed.coded(texts, like.codes)
