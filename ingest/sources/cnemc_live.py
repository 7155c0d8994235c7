"""National-control air stations of China as the platform itself answers, hour by hour.

Two requests, both POST: the newest hour of all stations, and one past hour of all stations by its stamp (Beijing
time, the END of the hour). An answer is a JSON list with one object a station. Kept answers are read as well: the
same JSON, GeoJSON made of it, and the XML of the older service.

Missing is ``—``, ``_``, ``-;``, null or empty. The ozone names are those of `cnemc_hourly` and mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx

from indicators.parameters import Label
from ingest import answers, national_air
from ingest.contract import NATIONAL, SHANGHAI, Payload, PayloadError, Published, Remark, Source, Window

ID = "cnemc_live"

NEWEST = "HourChangesPublish/GetAllAQIPublishLive"
PAST = "HourChangesPublish/GetAQIHistoryByConditionHis"
HOUR = timedelta(hours=1)


def fetch(client: httpx.Client, window: Window) -> Iterator[Payload]:
    """Answer with the newest hour, then one for each hour of the window that it did not tell."""
    newest = answers.answer(ID, "newest.json", client.post(NEWEST).content)
    yield newest
    told = _told(newest)
    end = window.start.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0) + HOUR
    while end <= window.end.astimezone(SHANGHAI):
        if end.strftime("%Y-%m-%dT%H:%M") not in told:
            asked = end.strftime("%Y-%m-%d %H:%M:%S")
            yield answers.answer(
                ID, f"{end:%Y-%m-%dT%H}.json", client.post(PAST, data={"date": asked}).content
            )
        end += HOUR


def _told(newest: Payload) -> set[str]:
    """Stamps that the greater part of an answer bears: a station that is late does not make its hour told."""
    try:
        found = [record for record in national_air.records(newest)[0] if record]
    except PayloadError:  # said when it is parsed
        return set()
    stamps: dict[str, int] = {}
    for record in found:
        row = {answers.folded(name): text for name, text in record.items()}
        text = national_air.stamp(row.get("timepointstr") or row.get("timepoint", ""))[:16]
        stamps[text] = stamps.get(text, 0) + 1
    return {text for text, count in stamps.items() if count * 2 > len(found)}


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the kept answers under a path, in the order of their names."""
    return answers.files(ID, path, (".json", ".json.gz", ".geojson", ".geojson.gz", ".xml", ".xml.gz"))


def parse(payload: Payload) -> Iterator[Published]:
    """Table of an answer; see `ingest.national_air.published`."""
    return national_air.published(payload, missing=SOURCE.missing)


SOURCE = Source(
    title=Label(
        zh="全国城市空气质量实时发布平台（实时接口）", en="National real-time air quality platform, live"
    ),
    homepage="https://air.cnemc.cn:18007/",
    licence=Label(
        zh="数据由中国环境监测总站发布；展示时须注明",
        en="the national monitoring centre (CNEMC) publishes the readings; name it where they are shown",
    ),
    named=(NATIONAL,),
    cadence=HOUR,
    lag=timedelta(minutes=30),
    stamp="end",
    timezone=SHANGHAI,
    time="timepoint",
    station="stationcode",
    name="positionname",
    area="area",
    longitude="longitude",
    latitude="latitude",
    fields=national_air.FIELDS,
    control_level="national",
    published=national_air.RESULTS,
    primary="primarypollutant",
    missing=national_air.MISSING,
    span=timedelta(days=2),
    reach=timedelta(hours=24),
    files=files,
    parse=parse,
    fetch=fetch,
    settings={"url": "https://air.cnemc.cn:18007/"},
)
