"""National-control air stations of China in the form in which pm25.in handed them on until about 2020.

Read from files: a JSON list with one object a station. Its stamps end in ``Z`` and are Beijing time, the END of the
hour; missing is 0 (or null, in an hour in which the service had nothing at all). Stations that had fallen silent
stand in it with their last hour for months. There are no positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from indicators.parameters import Label
from ingest import answers, national_air
from ingest.contract import NATIONAL, SHANGHAI, Payload, Published, Remark, Source

ID = "pm25in"


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the kept answers under a path, in the order of their names."""
    return answers.files(ID, path, (".json", ".json.gz"))


def parse(payload: Payload) -> Iterator[Published]:
    """Table of an answer; see `ingest.national_air.published`."""
    return national_air.published(payload, missing=SOURCE.missing, z_is_local=True)


SOURCE = Source(
    title=Label(zh="PM25.in 转发的国控点位小时值", en="National stations as handed on by PM25.in, hourly"),
    homepage="https://github.com/leixuezhang/ChinaAirPollution",
    licence=Label(
        zh="数据由中国环境监测总站发布，他人汇集，未注明许可；用于历史",
        en="readings of the national monitoring centre (CNEMC) gathered by others, no licence stated; for history",
    ),
    named=(NATIONAL, Label(zh="PM25.in（转发）", en="handed on by PM25.in")),
    cadence=timedelta(hours=1),
    lag=timedelta(hours=1),
    stamp="end",
    timezone=SHANGHAI,
    time="timepoint",
    station="stationcode",
    name="positionname",
    area="area",
    longitude="",
    latitude="",
    fields=national_air.FIELDS,
    control_level="national",
    published=national_air.RESULTS,
    primary="primarypollutant",
    missing=national_air.MISSING | {"0"},
    span=timedelta(days=2),
    files=files,
    parse=parse,
)
