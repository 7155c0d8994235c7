"""National automatic stations of surface water as the monitoring centre's platform answers: JSON, raw or archived.

An answer has headers (``thead``) and rows (``tbody``) whose cells are pieces of a web page: the value as shown, and
in a tooltip the unrounded one (``原始值：4E-05``) or why there is none (``极值过滤``). Both forms of the cell, both
of the class (Ⅱ and 2) and both sets of columns (with and without 站点情况) are read; columns are known by the text
of their headers and never by their place. An archive of answers is a parquet of texts in which the tooltips stand
in columns beside the items.

Stamps have no year: it comes from the name of the payload, ``2020-05-12.json`` or ``…_2026-11-22T10_p1.json``. The
class is the platform's and is kept beside ours. A station that stands still has neither time nor value: its state
is of the day, or of the 4-hour slot, that the payload is named after.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from indicators.parameters import Label
from ingest import tables, water_feed, water_headers, water_live, water_tables
from ingest.contract import NATIONAL, Payload, PayloadError, Rejected, Remark, Window
from ingest.markup import shown
from ingest.refusal import LONGEST_PAYLOAD
from ingest.water_contract import FLAWS, PublishedWater, WaterSource
from ingest.water_feed import IDENTITY, Item, Wide

if TYPE_CHECKING:
    import httpx

    from ingest.water_feed import Texts

ID = "water_national"

ENDINGS: Final = (".json", ".json.gz", ".parquet")
LARGEST_BYTES: Final = 1 << 26
"""A whole country with markup is 6 MB."""
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 100

WRONG_COUNT: Final = "wrong number of cells"
NOT_A_TEXT: Final = "a cell that is neither text nor number"
FEWER_ROWS: Final = "fewer rows than the answer says"
_RAW: Final = ("原始值：", "原始值:")


def fetch(client: httpx.Client, window: Window) -> Iterator[Payload]:
    """Answers with the newest values of all sections; see `ingest.water_live.fetch`."""
    return water_live.fetch(client, window, source=ID)


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the answers under a path in the order of their names; other parquet files are passed over."""
    for found in tables.payloads(ID, path, endings=ENDINGS):
        if isinstance(found, Payload) and path.is_dir() and not _is_answer(found):
            yield Remark(file=found.name, text="a table by section, which the source water_by_section reads")
        else:
            yield found


def _is_answer(payload: Payload) -> bool:
    if not payload.name.lower().endswith(".parquet"):
        return True
    try:
        return not set(water_tables.FOLDERS) & set(water_tables.headers(payload))
    except PayloadError:  # said by whoever parses it
        return True


def parse(payload: Payload) -> Iterator[PublishedWater]:
    """Tall table of an answer or of an archive of answers."""
    head = _head(payload)
    if head.startswith((b"PAR1", b"PK")) or payload.name.lower().endswith(".parquet"):
        for wide in water_tables.wides(payload, ()):
            yield water_feed.tall(wide)
    else:
        yield water_feed.tall(_wide(payload, _answer(payload, head)))


def _head(payload: Payload) -> bytes:
    try:
        if isinstance(payload.body, bytes):
            return payload.body[:4]
        with payload.body.open("rb") as stream:
            return stream.read(4)
    except OSError as fault:
        raise PayloadError(f"{payload.name}: cannot be read: {fault}") from fault


def _answer(payload: Payload, head: bytes) -> dict[str, Any]:
    name = payload.name
    try:
        with (
            io.BytesIO(payload.body) if isinstance(payload.body, bytes) else payload.body.open("rb") as stream
        ):
            if head.startswith(b"\x1f\x8b"):
                with gzip.GzipFile(fileobj=stream) as unpacked:
                    raw = unpacked.read(LARGEST_BYTES + 1)
            else:
                raw = stream.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise PayloadError(f"{name}: cannot be read: {fault}") from fault
    if len(raw) > LARGEST_BYTES:
        raise PayloadError(f"{name}: unpacks to more than {LARGEST_BYTES} bytes")
    if raw.strip() == b"-1":
        raise PayloadError(
            f"{name}: the service answered -1, as it does to who has not opened its page first"
        )
    try:
        # Numbers stay as they are written, so that a value is never rounded on its way.
        found = json.loads(raw.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as fault:
        raise PayloadError(f"{name}: is not JSON: {str(fault)[:120]}") from fault
    if not isinstance(found, dict):
        raise PayloadError(f"{name}: expected an answer with result, thead and tbody")
    if str(found.get("result")) == "0":
        raise PayloadError(f"{name}: the service says that it has no data (result 0)")
    for key in ("thead", "tbody"):
        if not isinstance(found.get(key), list):
            raise PayloadError(f"{name}: the answer has no list {key}")
    if len(found["tbody"]) > MOST_ROWS or len(found["thead"]) > MOST_COLUMNS:
        raise PayloadError(f"{name}: holds more than {MOST_ROWS} rows or {MOST_COLUMNS} columns")
    return found


def _wide(payload: Payload, answer: dict[str, Any]) -> Wide:
    if not all(isinstance(text, str) for text in answer["thead"]):
        raise PayloadError(f"{payload.name}: thead: a header is no text")
    names = [shown(text).text for text in answer["thead"]]
    items = water_feed.check_headers(payload, names, "thead: ")
    rows, line, rejected = _rows(payload, answer["tbody"], len(names))
    rejected += _fewer(payload, answer)
    rejected += water_feed.unknown(payload, names)
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    identity: dict[str, Texts] = {}
    for name, column in columns.items():
        bare = water_headers.split(name).name
        if bare in IDENTITY:
            identity[IDENTITY[bare]] = pd.Categorical([text for text, _ in column])
        if bare == "断面名称":
            told = [water_tables.places(tooltip) for _, tooltip in column]
            for place in water_tables.PLACES.values():
                identity.setdefault(place, pd.Categorical([one.get(place, "") for one in told]))
    return Wide(
        payload=payload,
        identity=identity,
        items=[_item(payload, name, columns[name], line, rejected) for name in items],
        line=np.array(line, np.int64),
        told=water_feed.told(payload),
        rejected=rejected,
    )


def _rows(
    payload: Payload, body: list[Any], width: int
) -> tuple[list[list[tuple[str, str]]], list[int], list[Rejected]]:
    """Cells of each row as text and tooltip, the rows' numbers from 1, and the rows that are none."""
    rows, line, rejected = [], [], []
    for number, row in enumerate(body, start=1):
        why = ""
        if not isinstance(row, list) or len(row) != width:
            why = WRONG_COUNT
        elif not all(cell is None or isinstance(cell, str) for cell in row):
            why = NOT_A_TEXT
        if why:
            held = json.dumps(row, ensure_ascii=False)[:LONGEST_PAYLOAD]
            rejected.append(
                Rejected(file=payload.name, line=number, field="", reason=why, payload=held, whole=True)
            )
            continue
        rows.append(
            [("\\N", "") if cell is None else (shown(cell).text, shown(cell).tooltip) for cell in row]
        )
        line.append(number)
    return rows, line, rejected


def _fewer(payload: Payload, answer: dict[str, Any]) -> list[Rejected]:
    """A refusal, of no row, where a one-page answer holds fewer rows than it says."""
    said, pages, held = str(answer.get("records", "")), str(answer.get("total", "")), len(answer["tbody"])
    if pages != "1" or not (said.isascii() and said.isdigit() and len(said) < 10) or int(said) <= held:
        return []
    return [
        Rejected(file=payload.name, line=1, field="records", reason=FEWER_ROWS, payload=f"{held} of {said}")
    ]


def _item(
    payload: Payload, name: str, column: list[tuple[str, str]], line: list[int], rejected: list[Rejected]
) -> Item:
    raws: list[str] = []
    for (_, tooltip), number in zip(column, line, strict=True):
        raw = ""
        if tooltip in FLAWS:
            raw = tooltip
        elif tooltip.startswith(_RAW):
            raw = tooltip[len(_RAW[0]) :].strip()
        elif tooltip:
            rejected.append(
                Rejected(
                    file=payload.name,
                    line=number,
                    field=name,
                    reason=water_tables.NO_TOOLTIP,
                    payload=tooltip[:200],
                )
            )
        raws.append(raw)
    header = water_headers.split(name)
    return Item(
        name=header.name,
        unit=header.unit,
        text=pd.Categorical([text for text, _ in column]),
        raw=pd.Categorical(raws),
    )


SOURCE = WaterSource(
    title=Label(
        zh="国家地表水水质自动监测实时数据发布系统",
        en="National automatic stations of surface water, real time",
    ),
    homepage="https://szzdjc.cnemc.cn:8070/GJZ/Business/Publish/Main.html",
    licence=Label(
        zh="数据由中国环境监测总站发布；展示时须注明",
        en="the national monitoring centre (CNEMC) publishes the readings; name it where they are shown",
    ),
    named=(NATIONAL,),
    cadence=water_feed.SLOT,
    lag=timedelta(hours=2),
    slot=water_feed.SLOT,
    files=files,
    parse=parse,
    fetch=fetch,
    settings={"url": water_live.URL},
)
