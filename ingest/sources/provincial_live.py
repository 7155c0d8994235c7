"""Provincial-control air stations as a platform in the form of Zhejiang's answers, live.

One GET gives the newest hour: a JSON list with one object a station, bare or as the one list in an object, with the
field names of `provincial_hourly`'s full form. Where it is differs from province to province: set ``url``, and the
option ``path``. Rows of cities, which the platform has been seen to give in place of its stations, are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from indicators.parameters import Label
from ingest import answers, provincial
from ingest.contract import Payload, PayloadError, Published, Rejected, Remark, Source, Window

ID = "provincial_live"

#: What every answer must have; codes and coordinates may be missing.
OPTIONAL = frozenset(
    {"sitecode", "longitude", "latitude", "SYWRW", *provincial.LIKE_ZHEJIANG.published.values()}
)


def _fetch(client: httpx.Client, window: Window, *, path: str) -> Iterator[Payload]:
    yield answers.answer(ID, "newest.json", client.get(path).content)


def fetch(client: httpx.Client, window: Window) -> Iterator[Payload]:
    """Answer with the newest hour, whichever window is wanted: the platform tells no other."""
    return _fetch(client, window, path="")


def configured(options: Mapping[str, str], name: str = ID) -> Source:
    """Source that asks another ``path`` below its address.

    Raises
    ------
    LookupError
        Where there are other options.
    """
    unknown = sorted(set(options) - {"path"})
    if unknown:
        raise LookupError(f"The source {ID!r} has the option path, and not {', '.join(unknown)}.")
    return replace(SOURCE, fetch=partial(_fetch, path=options.get("path", "")))


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the kept answers under a path, in the order of their names."""
    return answers.files(ID, path, (".json", ".json.gz"))


def parse(payload: Payload) -> Iterator[Published]:
    """Table of an answer.

    Raises
    ------
    PayloadError
        Where it is not in this form.
    """
    found, rejected = answers.records(payload, _the_list(payload, answers.read_json(payload)))
    kept: list[tuple[int, answers.Record]] = []
    for line, record in enumerate(found, start=1):
        if record is None:
            continue
        if _is_city(record):
            rejected.append(provincial.no_station(payload, line, ",".join(record.values())))
        else:
            kept.append((line, record))
    columns = {name: (name,) for name in provincial.COLUMNS}
    made = answers.table(payload, kept, columns, optional=OPTIONAL, rejected=_in_order(rejected), fold=False)
    table = made.table
    if kept and not any(record.get("sitecode") for _, record in kept):
        table = table.drop(columns="sitecode")
    yield replace(made, table=provincial.worded(table))


def _the_list(payload: Payload, held: Any) -> Any:
    """The answer where it is a list, or the one list in it."""
    if isinstance(held, Mapping):
        lists = [value for value in held.values() if isinstance(value, list)]
        if len(lists) != 1:
            raise PayloadError(f"{payload.name}: holds {len(lists)} lists where one of stations should be")
        return lists[0]
    return held


def _is_city(record: answers.Record) -> bool:
    code = record.get("sitecode", "")
    return bool(code) and code == record.get("districtcode") and not record.get("regioncode")


def _in_order(rejected: list[Rejected]) -> list[Rejected]:
    return sorted(rejected, key=lambda each: each.line)


SOURCE: Source = replace(
    provincial.LIKE_ZHEJIANG,
    title=Label(zh="省级空气质量平台（实时接口）", en="Provincial air quality platform, live"),
    homepage="https://aqi.zjemc.org.cn/",
    licence=Label(
        zh="数据由省生态环境监测中心发布；展示时须注明",
        en="the province's environmental monitoring centre publishes the readings; name it where they are shown",
    ),
    files=files,
    parse=parse,
    fetch=fetch,
    settings={"options": ("path",)},
)
