"""National-control air stations of China, hour by hour, as the monitoring centre's platform publishes them.

Read from files: the platform's hourly form as CSV (one hour a file, or many), gzipped, many in a zip, or as
parquet of texts. A station-hour is one row. The stamp is Beijing time at the END of the hour.

The ozone columns do not mean what they say, so their published names are kept and none is computed from:
``o3`` is the hour; ``o3_24h`` is the hour again, not a mean of 24; ``o3_8h_24h`` is the current moving 8-hour
mean; ``o3_8h`` is the highest 8-hour mean of the day so far, and at T00 that of the day before.

Empty (``—`` at the platform) and ``NA`` both mean missing; ``/`` means that the station does not measure it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from indicators.parameters import Label
from ingest import tables
from ingest.contract import NATIONAL, SHANGHAI, Field, Payload, Published, Remark, Source

ID = "cnemc_hourly"

#: Our names of what the platform gives out as results, and its own; units as for the hour.
RESULTS = {
    "aqi": "aqi",
    "pm25_24h": "pm2_5_24h",
    "pm10_24h": "pm10_24h",
    "so2_24h": "so2_24h",
    "no2_24h": "no2_24h",
    "co_24h": "co_24h",
    "o3_24h": "o3_24h",
    "o3_8h": "o3_8h",
    "o3_8h_24h": "o3_8h_24h",
}
COLUMNS = (
    "timepoint", "stationcode", "longitude", "latitude", "area", "positionname", "primarypollutant", "aqi",
    "pm10", "pm10_24h", "pm2_5", "pm2_5_24h", "o3", "o3_24h", "o3_8h", "o3_8h_24h", "no2", "no2_24h",
    "so2", "so2_24h", "co", "co_24h",
)  # fmt: skip
#: Header of the list of stations that lies beside the readings in archives of them.
STATION_LIST: tuple[str, ...] = (
    "stationcode", "positionname", "area", "longitude", "latitude", "first_seen", "last_seen", "hours",
)  # fmt: skip


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the hourly files under a path, in the order of their names."""
    aside = {STATION_LIST: "a list of stations made from the readings, which holds no readings itself"}
    return tables.payloads(ID, path, aside=aside)


def parse(payload: Payload) -> Iterator[Published]:
    """Tables of a payload; see `ingest.tables.tables`."""
    return tables.tables(payload, COLUMNS)


SOURCE = Source(
    title=Label(
        zh="全国城市空气质量实时发布平台（小时值）", en="National real-time air quality platform, hourly"
    ),
    homepage="https://air.cnemc.cn:18007/",
    licence=Label(
        zh="数据由中国环境监测总站发布；展示时须注明",
        en="the national monitoring centre (CNEMC) publishes the readings; name it where they are shown",
    ),
    named=(NATIONAL,),
    cadence=timedelta(hours=1),
    lag=timedelta(minutes=30),
    stamp="end",
    timezone=SHANGHAI,
    time="timepoint",
    station="stationcode",
    name="positionname",
    area="area",
    longitude="longitude",
    latitude="latitude",
    fields={
        "pm25": Field(column="pm2_5", unit="ug m-3"),
        "pm10": Field(column="pm10", unit="ug m-3"),
        "so2": Field(column="so2", unit="ug m-3"),
        "no2": Field(column="no2", unit="ug m-3"),
        "co": Field(column="co", unit="mg m-3"),
        "o3": Field(column="o3", unit="ug m-3"),
    },
    control_level="national",
    published=RESULTS,
    primary="primarypollutant",
    files=files,
    parse=parse,
)
