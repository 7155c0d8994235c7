"""A tiny hand-written network in the platform's form."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FIRST, SECOND = dt.date(2026, 3, 5), dt.date(2026, 3, 6)
LAST_OF_2012, FIRST_OF_2026 = dt.date(2026, 2, 28), dt.date(2026, 3, 1)
HEADER = (
    "timepoint,stationcode,longitude,latitude,area,positionname,primarypollutant,aqi,pm10,pm10_24h,pm2_5,"
    "pm2_5_24h,o3,o3_24h,o3_8h,o3_8h_24h,no2,no2_24h,so2,so2_24h,co,co_24h"
)
QUIET = {"pm2_5": "20", "pm10": "40", "o3": "60", "no2": "10", "so2": "5", "co": "0.5"}
HOSTILE = {
    "9105A": '=HYPERLINK("http://example.org","点我")',
    "9106A": "<script>alert(1)</script>",
    "9107A": '@SUM(1,"2"),三',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One invented station at a real position and what it reads by day and hour 1 ... 24."""

    code: str
    city: str
    position: tuple[str, str]
    name: str
    reads: Callable[[dt.date, int], Mapping[str, str] | None]


def platform_csv(path: Path, sites: Iterable[Site], days: Iterable[dt.date]) -> Path:
    """Write hours T01 ... T24 of the days as the platform publishes them; T24 is stamped T00 of the next day."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, HEADER.split(","), restval="NA", lineterminator="\n")
        out.writeheader()
        for day in days:
            for hour in range(1, 25):
                stamp = f"{day}T{hour:02d}00" if hour < 24 else f"{day + dt.timedelta(days=1)}T0000"
                for site in sites:
                    cells = site.reads(day, hour)
                    if cells is not None:
                        out.writerow(
                            {
                                "timepoint": stamp, "stationcode": site.code, "area": site.city,
                                "longitude": site.position[0], "latitude": site.position[1],
                                "positionname": site.name, "primarypollutant": "", **QUIET, **cells,
                            }
                        )  # fmt: skip
    return path


def steady(**cells: str) -> Callable[[dt.date, int], Mapping[str, str] | None]:
    """The same reading in every hour."""
    return lambda day, hour: cells


def network() -> list[Site]:
    """Ten stations in five cities of Henan; what each holds is told where a test uses it."""
    jiaozuo, jiyuan = ("113.2410", "35.2150"), ("112.6010", "35.0900")
    zhengzhou, xinxiang = ("113.6500", "34.7600"), ("113.8800", "35.3000")
    luoyang = ("112.4300", "34.6600")
    return [
        Site(
            code="9101A", city="焦作市", position=jiaozuo, name="环保局（微调20250119）",
            reads=steady(pm2_5="40", pm10="60"),
        ),
        Site(code="9102A", city="焦作市", position=jiaozuo, name="高新区", reads=steady(pm2_5="51", pm10="29")),
        Site(
            code="9103A", city="郑州市", position=zhengzhou, name="烟厂",
            reads=lambda day, hour: {"pm2_5": "260" if (day, hour) == (FIRST, 24) else "20", "pm10": "300"},
        ),
        Site(code="9104A", city="济源市", position=jiyuan, name="市政府", reads=steady(pm2_5="45", so2="/", co="/")),
        Site(
            code="9105A", city="新乡市", position=xinxiang, name=HOSTILE["9105A"],
            reads=lambda day, hour: {"pm2_5": "NA" if hour <= 5 else "30"} if day == FIRST else {"pm2_5": "60"},
        ),
        Site(
            code="9106A", city="新乡市", position=xinxiang, name=HOSTILE["9106A"],
            reads=lambda day, hour: {"o3": "170" if day == FIRST else "160"} if hour <= 10 else None,
        ),
        Site(
            code="9107A", city="洛阳市", position=luoyang, name=HOSTILE["9107A"],
            reads=lambda day, hour: {"pm2_5": "75", "o3": "60" if hour < 9 else "168"},
        ),
        Site(code="9108A", city="洛阳市", position=luoyang, name="周山", reads=steady(pm2_5="75", pm10="")),
    ]  # fmt: skip


def rows_of(stdout: bytes) -> list[dict[str, str]]:
    """The CSV on stdout as rows of text."""
    return list(csv.DictReader(io.StringIO(stdout.decode("utf-8"), newline="")))
