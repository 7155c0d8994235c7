"""National and provincial stations of China as somebody crawled them by name from web pages in spring 2020.

Read from files, CSV or parquet of texts. The file is named after its city (or a column ``file`` tells it); a row is
one station and hour: ``Date`` and ``Hour`` as the pages show them, Beijing time at the END of the hour. There are no
codes: a station has the code of its city and name, or that of a station list which knows both. Its control level is
not known, so it enters no city's value unless such a list tells it.

What is met in it: ``NaN`` and ``-`` for missing; primary pollutants with line breaks between them; the last hour of a
station that fell silent, years ago, told again and again; rows that come twice; two stations of a city whose names
differ by a full-width space; ``(对照点)`` behind the name of a background station. Snapshots with ranks have no city
at all: half of their names stand for several stations, so their rows are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from indicators.parameters import Label
from ingest import stations, tables
from ingest.contract import NATIONAL, SHANGHAI, Field, Payload, Published, Rejected, Remark, Source
from ingest.refusal import text_kept
from ingest.tables import Forms

ID = "crawl"

NO_CITY = "a name without its city, which stands for several stations"

_RANKED = ("AQI", "PM25", "PM10", "CO", "NO2", "O3_1h", "O3_8h", "SO2")
BY_CITY = (
    "Date", "Hour", "WatchPoint", "AQI", "Level", "PrimaryPollution", "PM2.5", "PM10", "CO", "NO2", "O3_1h", "O3_8h",
    "SO2",
)  # fmt: skip
SNAPSHOT = (
    "Date", "Hour", "WatchPoint", "Level", "PrimaryPollution", "_id", *_RANKED, *(f"{item}rank" for item in _RANKED),
)  # fmt: skip
FORMS = Forms(
    columns=[BY_CITY, ("file", *BY_CITY), ("", *SNAPSHOT), ("file", "row", *SNAPSHOT)],
    # Two primary pollutants are written over six lines.
    field_lines=12,
)

_BACKGROUND = re.compile(r"[(（]对照点[)）]")
_DATE = re.compile(r"[0-9]{8}\Z")
_HOUR = re.compile(r"[0-9]{1,2}\Z")


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the files under a path, in the order of their names."""
    return tables.payloads(ID, path)


def parse(payload: Payload) -> Iterator[Published]:
    """Tables of a payload with a stamp, a code by name and a role for each row."""
    for published in tables.tables(payload, FORMS):
        if "_id" in published.table:
            yield _refused(published)
            continue
        table = published.table.copy()
        if "file" not in table:
            city = PurePosixPath(published.payload.name).name.partition(".")[0]
            table["file"] = pd.Categorical.from_codes([0] * len(table), categories=pd.Index([city]))
        table["time"] = _joined(table, ("Date", "Hour"), _stamp)
        table["station"] = _joined(table, ("file", "WatchPoint"), stations.name_code)
        table["role"] = _joined(table, ("WatchPoint",), _role)
        table["WatchPoint"] = _joined(table, ("WatchPoint",), _name)
        table["PrimaryPollution"] = _joined(table, ("PrimaryPollution",), _primary)
        yield replace(published, table=table.drop(columns=["Date", "Hour", "Level"]))


def _joined(table: pd.DataFrame, columns: tuple[str, ...], read: Callable[..., str]) -> pd.Series[Any]:
    """Column made of others, each distinct combination of texts read once."""
    rows = list(zip(*(table[name].astype(str) for name in columns), strict=True))
    made = {row: read(*row) for row in dict.fromkeys(rows)}
    return pd.Series(pd.Categorical([made[row] for row in rows]), index=table.index)


def _stamp(date: str, hour: str) -> str:
    date, hour = date.strip(), hour.strip()
    if not (_DATE.match(date) and _HOUR.match(hour)):
        return f"{date} {hour}".strip()
    return f"{date[:4]}-{date[4:6]}-{date[6:]}T{int(hour):02}:00"


def _role(name: str) -> str:
    return "对照点" if _BACKGROUND.search(name) else ""


def _name(name: str) -> str:
    return name.replace("\N{IDEOGRAPHIC SPACE}", " ").strip()


def _primary(text: str) -> str:
    return ",".join(filter(None, (line.strip() for line in text.splitlines())))


def _refused(published: Published) -> Published:
    rejected = [
        Rejected(
            file=published.payload.name,
            line=int(line),
            field="WatchPoint",
            reason=NO_CITY,
            payload=text_kept(",".join(map(str, row))),
            whole=True,
        )
        for line, row in zip(published.line, published.table.itertuples(index=False, name=None), strict=True)
    ]
    columns = ("time", "station", "role", "file", *BY_CITY[2:])
    none = pd.DataFrame({name: pd.Categorical([], categories=[]) for name in columns})
    return replace(
        published,
        table=none,
        line=np.empty(0, np.int64),
        rejected=(*published.rejected, *rejected),
    )


SOURCE = Source(
    title=Label(zh="按名称抓取的站点小时值（2020年春）", en="Stations crawled by name, hourly, spring 2020"),
    homepage="https://github.com/zzy-95/data_crawl_national_air",
    licence=Label(
        zh="数据由中国环境监测总站发布，他人抓取，代码为 MIT 许可；用于历史",
        en="readings of the national monitoring centre (CNEMC) crawled by others, code under MIT; for history",
    ),
    named=(NATIONAL, Label(zh="zzy-95（抓取）", en="crawled by zzy-95")),
    cadence=timedelta(hours=1),
    lag=timedelta(hours=1),
    stamp="end",
    timezone=SHANGHAI,
    time="time",
    station="station",
    name="WatchPoint",
    area="file",
    longitude="",
    latitude="",
    fields={
        "pm25": Field(column="PM2.5", unit="ug m-3"),
        "pm10": Field(column="PM10", unit="ug m-3"),
        "so2": Field(column="SO2", unit="ug m-3"),
        "no2": Field(column="NO2", unit="ug m-3"),
        "co": Field(column="CO", unit="mg m-3"),
        "o3": Field(column="O3_1h", unit="ug m-3"),
    },
    role="role",
    published={"aqi": "AQI", "o3_8h": "O3_8h"},
    primary="PrimaryPollution",
    missing=frozenset({"", "NaN", "-", "—"}),
    span=timedelta(days=14),
    files=files,
    parse=parse,
)
