"""Any station network that answers over HTTP with JSON or CSV, described by a settings file.

The file is named by the option ``description``; see `ingest.description` for what it may say. One request tells a
window, or an hour of it, or a page. A stamp may be written in a form of its own (``time_format``); a station that has
no code has that of its area and name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pandas as pd

from indicators.parameters import Label
from ingest import answers, description, stations, tables
from ingest.contract import SHANGHAI, Payload, PayloadError, Published, Source, Window
from ingest.description import Description
from ingest.tables import Forms
from ingest.transport import CSV, JSON, Failure

ID = "http_feed"

HOUR = timedelta(hours=1)
MOST_PAGES = 1000
_CODE = "code by name"
_UNDESCRIBED = f"{ID} is described by a file: set its option description."


def fetch(client: httpx.Client, window: Window) -> Iterator[Payload]:
    """Nothing: where the feed is and how it is asked is in its description; see `configured`.

    Raises
    ------
    Failure
        Always.
    """
    raise Failure("off", _UNDESCRIBED)


def parse(payload: Payload) -> Iterator[Published]:
    """Nothing, as `fetch`.

    Raises
    ------
    PayloadError
        Always.
    """
    raise PayloadError(f"{payload.name}: {_UNDESCRIBED}")


def configured(options: Mapping[str, str], name: str = ID) -> Source:
    """Source, by its name in the settings, that the file named by the option ``description`` describes.

    Raises
    ------
    LookupError
        Where there are other options.
    PayloadError
        Where the file is not usable, with a sentence for each fault.
    """
    unknown = sorted(set(options) - {"description"})
    if unknown:
        raise LookupError(f"The source {ID!r} has the option description, and not {', '.join(unknown)}.")
    if not options.get("description"):
        return SOURCE
    return of(description.read(Path(options["description"]), name))


def of(feed: Description) -> Source:
    """Source that a description describes."""
    columns = feed.columns
    return Source(
        title=Label(zh=feed.title_zh, en=feed.title_en),
        homepage=feed.homepage,
        licence=Label(zh=feed.licence, en=feed.licence),
        cadence=feed.cadence,
        lag=feed.lag,
        stamp=feed.stamp,
        timezone=feed.timezone,
        time=columns["time"],
        station=columns.get("station", _CODE),
        name=columns.get("name", ""),
        area=columns.get("area", ""),
        longitude=columns.get("longitude", ""),
        latitude=columns.get("latitude", ""),
        fields=feed.fields,
        control=columns.get("control", ""),
        role=columns.get("role", ""),
        control_level=feed.control,
        published=feed.published,
        primary=columns.get("primary", ""),
        missing=feed.missing,
        not_monitored=feed.not_monitored,
        reach=feed.reach,
        files=partial(_files, feed=feed),
        parse=partial(_parse, feed=feed),
        fetch=partial(_fetch, feed=feed),
        settings={"url": _origin(feed.url), "options": ("description",)},
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _files(path: Path, *, feed: Description) -> Iterator[Payload]:
    return answers.files(feed.id, path, (f".{feed.format}", f".{feed.format}.gz"))


def _fetch(client: httpx.Client, window: Window, *, feed: Description) -> Iterator[Payload]:
    first = _stamp(window.start, feed) + (HOUR if feed.stamp == "end" else timedelta(0))
    last = _stamp(window.end - timedelta(microseconds=1), feed) + (
        HOUR if feed.stamp == "end" else timedelta(0)
    )
    asked = feed.asked
    if asked.hour:
        stamp = first
        while stamp <= last:
            told = {asked.hour: stamp.strftime(asked.form)}
            yield from _pages(client, feed, told, f"{stamp:%Y-%m-%dT%H}")
            stamp += HOUR
        return
    ends = {asked.first: first.strftime(asked.form), asked.last: last.strftime(asked.form)}
    yield from _pages(client, feed, {key: text for key, text in ends.items() if key}, f"{last:%Y-%m-%dT%H}")


def _stamp(instant: datetime, feed: Description) -> datetime:
    return instant.astimezone(feed.timezone).replace(minute=0, second=0, microsecond=0)


def _pages(client: httpx.Client, feed: Description, told: Mapping[str, str], name: str) -> Iterator[Payload]:
    path = urlsplit(feed.url).path
    number = feed.pages.first if feed.pages else 0
    for _ in range(MOST_PAGES):
        query = {**feed.parameters, **told}
        if feed.pages:
            query[feed.pages.number] = str(number)
            if feed.pages.size:
                query[feed.pages.size] = str(feed.pages.rows)
        way: dict[str, Any] = {"params": query} if feed.method == "GET" else {"data": query}
        accept = {"Accept": CSV if feed.format == "csv" else JSON}
        body = client.request(feed.method, path, headers=accept, **way).content
        page = f"-{number}" if feed.pages else ""
        payload = answers.answer(feed.id, f"{name}{page}.{feed.format}", body)
        yield payload
        if feed.pages is None or _rows(payload, feed) < feed.pages.rows:
            return
        number += 1
    raise Failure("too large", f"{feed.id}: has more than {MOST_PAGES} pages.")


def _rows(payload: Payload, feed: Description) -> int:
    """Rows of a page, to know whether there is another; 0 where it cannot be read, which parsing tells."""
    try:
        return sum(
            len(each.line) + sum(refused.whole for refused in each.rejected) for each in _read(payload, feed)
        )
    except PayloadError:
        return 0


def _read(payload: Payload, feed: Description) -> Iterator[Published]:
    wanted = {
        *feed.columns.values(),
        *(place.column for place in feed.fields.values()),
        *feed.published.values(),
    }
    if feed.format == "csv":
        always = sorted(wanted - set(feed.published.values()))
        yield from tables.tables(payload, Forms(columns=(always,), further=bool))
        return
    held = answers.at(payload, answers.read_json(payload), feed.records)
    found, rejected = answers.records(payload, held)
    kept = [(line, record) for line, record in enumerate(found, start=1) if record is not None]
    columns = {name: (name,) for name in sorted(wanted)}
    optional = frozenset(feed.published.values())
    yield answers.table(payload, kept, columns, optional=optional, rejected=rejected, fold=False)


def _parse(payload: Payload, *, feed: Description) -> Iterator[Published]:
    for published in _read(payload, feed):
        table = published.table.loc[:, ~published.table.columns.duplicated()].copy()
        for name in feed.published.values():
            if name not in table:
                table[name] = pd.Categorical.from_codes([0] * len(table), categories=pd.Index([""]))
        if feed.time_format:
            table[feed.columns["time"]] = _reworded(
                table[feed.columns["time"]], partial(_in_iso, form=feed.time_format)
            )
        if "station" not in feed.columns:
            pairs = zip(
                table[feed.columns["area"]].astype(str), table[feed.columns["name"]].astype(str), strict=True
            )
            table[_CODE] = pd.Series(
                pd.Categorical([stations.name_code(*pair) for pair in pairs]), index=table.index
            )
        yield replace(published, table=table)


def _reworded(column: pd.Series[Any], read: Callable[[str], str]) -> pd.Series[Any]:
    texts = column.astype(str)
    return texts.map({text: read(text) for text in texts.unique()}).astype("category")


def _in_iso(text: str, form: str) -> str:
    """Stamp in ISO form; a text of another form as it is, which is then refused."""
    try:
        return datetime.strptime(text.strip(), form).strftime("%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 (local)
    except ValueError:
        return text


SOURCE = Source(
    title=Label(zh="通用 HTTP 数据源（按配置文件）", en="Any feed over HTTP, by its settings file"),
    homepage="https://www.rfc-editor.org/rfc/rfc9110",
    licence=Label(zh="见该数据源的配置文件", en="as the settings file of the feed says"),
    cadence=HOUR,
    lag=timedelta(minutes=30),
    stamp="end",
    timezone=SHANGHAI,
    time="",
    station="",
    name="",
    area="",
    longitude="",
    latitude="",
    fields={},
    parse=parse,
    fetch=fetch,
    settings={"options": ("description",)},
)
