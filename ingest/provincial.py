"""What a provincial platform's readings have in common, from files and live: columns, stamps, stations by name.

The form is that of Zhejiang, the one that is known; another province's is described to `http_feed`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd

from indicators.parameters import Label
from ingest import stations
from ingest.contract import SHANGHAI, Field, Payload, Rejected, Source
from ingest.refusal import text_kept

OF_A_CITY = "a row of a city, not of a station"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME = "time"
_STATION = "sitecode"

LIKE_ZHEJIANG = Source(
    title=Label(zh="省控站点小时值", en="Provincial stations, hourly"),
    homepage="",
    licence=Label(zh="", en=""),
    cadence=timedelta(hours=1),
    lag=timedelta(minutes=40),
    stamp="end",
    timezone=SHANGHAI,
    time=_TIME,
    station=_STATION,
    name="sitename",
    area="districtname",
    longitude="longitude",
    latitude="latitude",
    fields={
        "pm25": Field(column="PM25", unit="ug m-3"),
        "pm10": Field(column="PM10", unit="ug m-3"),
        "so2": Field(column="SO2", unit="ug m-3"),
        "no2": Field(column="NO2", unit="ug m-3"),
        "co": Field(column="CO", unit="mg m-3"),
        "o3": Field(column="O3", unit="ug m-3"),
    },
    control_level="provincial",
    # O3H8 is the current moving mean, for which the national platform has this name.
    published={"aqi": "AQI", "pm25_24h": "PM25H24", "pm10_24h": "PM10H24", "o3_8h_24h": "O3H8"},
    primary="SYWRW",
    missing=frozenset({"", "--", "NA", "null", "—", "NaN", "-1"}),
)

COLUMNS = (
    LIKE_ZHEJIANG.time, LIKE_ZHEJIANG.station, LIKE_ZHEJIANG.name, LIKE_ZHEJIANG.area, LIKE_ZHEJIANG.longitude,
    LIKE_ZHEJIANG.latitude, *(place.column for place in LIKE_ZHEJIANG.fields.values()),
    *LIKE_ZHEJIANG.published.values(), LIKE_ZHEJIANG.primary,
)  # fmt: skip


def stamp(text: str) -> str:
    """Stamp with its clock, which the platform leaves out at midnight."""
    text = text.strip()
    return f"{text} 00:00:00" if _DAY.match(text) else text


def no_station(payload: Payload, line: int, held: str) -> Rejected:
    """Refusal of a row that is of a city."""
    return Rejected(
        file=payload.name, line=line, field=_STATION, reason=OF_A_CITY, payload=text_kept(held), whole=True
    )


def worded(table: pd.DataFrame) -> pd.DataFrame:
    """Table with the columns that are read: full stamps, and codes by name where there are none.

    A column that the form does not have is empty.
    """
    made = pd.DataFrame(index=table.index)
    for name in COLUMNS:
        made[name] = table[name] if name in table else _same("", len(table))
    made[_TIME] = _reworded(made[_TIME], stamp)
    if _STATION not in table:
        pairs = made[["districtname", "sitename"]].astype(str)
        distinct = pairs.drop_duplicates().itertuples(index=False, name=None)
        codes = {pair: stations.name_code(*pair) for pair in distinct}
        made[_STATION] = pd.Categorical([codes[pair] for pair in pairs.itertuples(index=False, name=None)])
    return made


def _same(text: str, rows: int) -> Any:
    return pd.Categorical.from_codes([0] * rows, categories=pd.Index([text]))


def _reworded(column: pd.Series[Any], read: Callable[[str], str]) -> pd.Series[Any]:
    """Column whose distinct texts are read once each."""
    texts = column.astype(str)
    return texts.map({text: read(text) for text in texts.unique()}).astype("category")
