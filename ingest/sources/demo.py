"""A simulated network of some dozen air stations in Henan, Jiangsu and Sichuan, for a first look only.

Every value is made up from the number of its hour alone (a hash of station, process and hour; no clock and no
state), so an hour is the same in whatever window it is asked. Its codes are invented, its names say 模拟.
It has what a screen must cope with: seasons, days, spells of stagnant and of clear air that a region shares, summer
ozone, winter PM2.5, one dust storm each April, marks for missing, hours that never came, a station that does
not measure an item, a background station and a county's own station.

It publishes text like every other source, as categories; so 400,000 station-hours take seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from indicators.parameters import Label
from ingest.contract import HOUR_S, SHANGHAI, Field, Payload, PayloadError, Published, Source, Window

ID = "demo"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    code: str
    area: str
    label: str
    longitude: float
    latitude: float
    region: int
    control: str = "national"
    role: str = "assessed"


#: Code, city and the position of its first station [degrees]; a city's code begins with its province's.
_CITIES = (
    ("4101", "郑州市", 113.63, 34.76), ("4102", "开封市", 114.33, 34.80), ("4103", "洛阳市", 112.44, 34.65),
    ("4104", "平顶山市", 113.28, 33.75), ("4105", "安阳市", 114.37, 36.09), ("4106", "鹤壁市", 114.28, 35.75),
    ("4107", "新乡市", 113.91, 35.30), ("4108", "焦作市", 113.24, 35.23), ("4109", "濮阳市", 115.04, 35.77),
    ("4110", "许昌市", 113.84, 34.03), ("4111", "漯河市", 114.02, 33.57), ("4112", "三门峡市", 111.18, 34.78),
    ("4113", "南阳市", 112.53, 33.00), ("4114", "商丘市", 115.65, 34.41), ("4115", "信阳市", 114.08, 32.13),
    ("4116", "周口市", 114.68, 33.62), ("4117", "驻马店市", 114.02, 33.00), ("4190", "济源市", 112.60, 35.08),
    ("3201", "南京市", 118.79, 32.06), ("3202", "无锡市", 120.30, 31.57), ("3203", "徐州市", 117.22, 34.26),
    ("3204", "常州市", 119.95, 31.78), ("3205", "苏州市", 120.62, 31.31), ("3206", "南通市", 120.89, 32.00),
    ("3207", "连云港市", 119.21, 34.62), ("3208", "淮安市", 119.02, 33.59), ("3209", "盐城市", 120.15, 33.36),
    ("3210", "扬州市", 119.44, 32.39), ("3211", "镇江市", 119.44, 32.20), ("3212", "泰州市", 119.91, 32.47),
    ("3213", "宿迁市", 118.28, 33.95), ("5101", "成都市", 104.08, 30.66), ("5106", "德阳市", 104.40, 31.13),
    ("5107", "绵阳市", 104.72, 31.48), ("5110", "内江市", 105.05, 29.59), ("5111", "乐山市", 103.76, 29.57),
    ("5115", "宜宾市", 104.62, 28.77), ("5120", "资阳市", 104.63, 30.13),
)  # fmt: skip
#: Second stations: code of the city, what the name adds, position, control level, role.
_SECOND = (
    ("4101", "东区", 113.74, 34.77, "national", "assessed"),
    ("4101", "登封背景", 113.03, 34.46, "national", "background"),
    ("4103", "涧西", 112.39, 34.66, "national", "assessed"),
    ("4108", "武陟", 113.40, 35.10, "county", "assessed"),
    ("4108", "高新区", 113.27, 35.19, "national", "assessed"),
    ("3201", "江北", 118.72, 32.09, "national", "assessed"),
    ("3204", "武进", 119.94, 31.71, "national", "assessed"),
    ("3206", "海门", 121.17, 31.89, "national", "assessed"),
    ("5101", "龙泉", 104.25, 30.56, "national", "assessed"),
    ("5120", "雁江", 104.66, 30.11, "national", "assessed"),
)
_REGIONS = {"41": 0, "32": 1, "51": 2}
#: By region: PM2.5 of a middling day, coarse dust, how far winter lifts PM2.5, ozone of a middling afternoon.
_PM25_BASE = np.array([35.0, 26.0, 28.0])
_COARSE_BASE = np.array([34.0, 24.0, 20.0])
_WINTER = np.array([0.70, 0.52, 0.68])
_OZONE_BASE = np.array([98.0, 96.0, 88.0])
#: The storm: local start, how strong it is by region, and when it comes there [h after the start].
_STORM_MONTH, _STORM_DAY = 4, 12
_STORM_UG_M3 = np.array([1450.0, 800.0, 40.0])
_STORM_DELAY_H = np.array([0.0, 13.0, 30.0])

_SEED = 20_260_301
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ABSENT, _NOT_MONITORED = -1, -2
_NUMERALS = "一二三"


def _sites() -> tuple[_Site, ...]:
    first = [(code, area, "", x, y, "national", "assessed") for code, area, x, y in _CITIES]
    areas = {code: area for code, area, _, _ in _CITIES}
    rest = [(code, areas[code], add, x, y, control, role) for code, add, x, y, control, role in _SECOND]
    seen: dict[str, int] = {}
    sites = []
    for code, area, add, longitude, latitude, control, role in (*first, *rest):
        number = seen[code] = seen.get(code, -1) + 1
        sites.append(
            _Site(
                code=f"D{code}{'ABC'[number]}",
                area=area,
                label=f"{area.removesuffix('市')}{add}模拟{_NUMERALS[number]}站",
                longitude=longitude,
                latitude=latitude,
                region=_REGIONS[code[:2]],
                control=control,
                role=role,
            )
        )
    return tuple(sites)


_SITES = _sites()
_REGION = np.array([site.region for site in _SITES])
_CITY = np.unique([site.area for site in _SITES], return_inverse=True)[1]


def thirteen_months(end: datetime) -> Window:
    """Window of the thirteen months before an hour, from the midnight (Beijing time) at which they begin."""
    last = end.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    months = last.year * 12 + last.month - 1 - 13
    first = datetime(months // 12, months % 12 + 1, min(last.day, 28), tzinfo=SHANGHAI)
    return Window(start=first.astimezone(UTC), end=last.astimezone(UTC))


def simulate(window: Window) -> Iterator[Payload]:
    """Payloads of the whole hours of a window, one a month; each says only which hours it stands for."""
    first = -int(-window.start.timestamp() // HOUR_S)
    end = int(window.end.timestamp() // HOUR_S)
    while first < end:
        local = _local(first)
        following = (local.replace(day=1, hour=0) + timedelta(days=32)).replace(day=1)
        last = min(end, int(following.timestamp()) // HOUR_S)
        body = json.dumps({"first_hour": first, "end_hour": last}).encode()
        name = f"{local:%Y-%m-%dT%H}..{_local(last):%Y-%m-%dT%H}"
        yield Payload(source=ID, name=name, sha256=hashlib.sha256(body).hexdigest(), body=body)
        first = last


def _local(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR_S, SHANGHAI)


def parse(payload: Payload) -> Iterator[Published]:
    """Table of the hours that a payload stands for, all stations of an hour together."""
    try:
        asked = json.loads(payload.body if isinstance(payload.body, bytes) else payload.body.read_bytes())
        hours = np.arange(int(asked["first_hour"]), int(asked["end_hour"]), dtype=np.int64)
    except (ValueError, TypeError, KeyError) as fault:
        raise PayloadError(f"{payload.name}: does not say which hours it stands for") from fault
    scaled = _scaled(hours)
    is_sent = _sent(hours).ravel()
    size = (len(hours), len(_SITES))
    site = np.broadcast_to(np.arange(size[1]), size).ravel()[is_sent]
    hour = np.broadcast_to(np.arange(size[0])[:, None], size).ravel()[is_sent]
    stamps = [f"{_local(int(number)):%Y-%m-%dT%H:00:00+08:00}" for number in hours]
    table = {"time": _texts(hour, stamps)}
    for column in ("code", "label", "area", "longitude", "latitude", "control", "role"):
        table[column] = _texts(site, [str(getattr(place, column)) for place in _SITES])
    for parameter, numbers in scaled.items():
        table[parameter] = _numbers(numbers.ravel()[is_sent], decimals=1 if parameter == "co" else 0)
    lines = np.arange(1, int(is_sent.sum()) + 1, dtype=np.int64)
    yield Published(payload=payload, table=pd.DataFrame(table), line=lines)


def _texts(codes: NDArray[np.int64], texts: list[str]) -> pd.Categorical:
    unique, number = np.unique(texts, return_inverse=True)
    return pd.Categorical.from_codes(number[codes], categories=pd.Index(unique, dtype=object))


def _numbers(scaled: NDArray[np.int64], decimals: int) -> pd.Categorical:
    """Whole numbers of the last shown decimal as texts; negative ones are marks."""
    texts = [
        "/",
        "NA",
        *(f"{number / 10**decimals:.{decimals}f}" for number in range(int(scaled.max(initial=0)) + 1)),
    ]
    return pd.Categorical.from_codes(scaled + 2, categories=pd.Index(texts, dtype=object))


def _hashed(series: NDArray[np.int64], step: NDArray[np.int64]) -> Floats:
    """Uniform number in (0, 1) of each series at each step (splitmix64 of both), always the same."""
    x = (series.astype(np.uint64) + np.uint64(_SEED)) * _GOLDEN + step.astype(np.uint64)
    for _ in range(2):
        x = x + _GOLDEN
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return ((x >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


def _noise(process: int, hours: NDArray[np.int64], every_h: int, of: NDArray[np.int64]) -> Floats:
    """Smooth noise of unit variance, new every so many hours; dims (hour, series)."""
    series = (of + 1000 * process)[None, :]
    knot = (hours // every_h)[:, None]
    fraction = (hours % every_h)[:, None] / every_h
    weight = fraction * fraction * (3 - 2 * fraction)
    before, after = ndtri(_hashed(series, knot)), ndtri(_hashed(series, knot + 1))
    mixed: Floats = (before * (1 - weight) + after * weight) / np.sqrt((1 - weight) ** 2 + weight**2)
    return mixed


def _scaled(hours: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Values of the six [ug m-3; CO 0.1 mg m-3] as whole numbers, marks negative; dims (hour, station)."""
    values = _concentrations(hours)
    site = np.arange(len(_SITES))
    scaled = {}
    for process, (parameter, value) in enumerate(values.items(), start=40):
        numbers = np.rint(
            np.maximum(value, 0.1 if parameter == "co" else 1.0) * (10 if parameter == "co" else 1)
        )
        lost = _hashed((site + 1000 * process)[None, :], hours[:, None]) < 0.006
        # Now and then an analyser is calibrated for a few hours of the morning.
        serviced = _hashed((site + 1000 * (process + 10))[None, :], (hours + 8)[:, None] // 24) < 0.012
        morning = ((hours + 8) % 24)[:, None]
        lost |= serviced & (morning >= 9) & (morning < 12)
        scaled[parameter] = np.where(lost, _ABSENT, numbers).astype(np.int64)
    scaled["so2"][:, _SITES.index(_site("D4108B"))] = _NOT_MONITORED
    scaled["co"][:, _SITES.index(_site("D4108B"))] = _NOT_MONITORED
    return scaled


def _site(code: str) -> _Site:
    return next(site for site in _SITES if site.code == code)


def _sent(hours: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a station's row came at all: some hours never come, and now and then a station is silent."""
    never = _hashed(np.array([99_000]), hours) < 0.0025
    site = np.arange(len(_SITES)) + 98_000
    silent = _hashed(site[None, :], hours[:, None] // 24) < 0.003
    return ~(never[:, None] | silent)


def _concentrations(hours: NDArray[np.int64]) -> Mapping[str, Floats]:
    """Concentrations [ug m-3; CO mg m-3] before rounding and losses; dims (hour, station)."""
    site, region = np.arange(len(_SITES)), _REGION
    local = hours + 8
    clock = (local % 24 + 0.5)[:, None]
    weekday = (local // 24 + 3) % 7
    week = np.where(weekday >= 5, 0.94, 1.0)[:, None]
    season = np.cos(2 * np.pi * (local / 24 - 14) / 365.2425)[:, None]  # 1 in mid January, -1 in mid July
    east = np.where(region == 2, 2, 0)  # Henan and Jiangsu share their weather

    still = (
        0.60 * _noise(1, hours, 108, east)
        + 0.45 * _noise(2, hours, 60, region)
        + 0.30 * _noise(3, hours, 30, region)
    )
    own = 0.22 * _noise(4, hours, 18, _CITY) + 0.10 * _noise(5, hours, 5, site)
    sunny = 0.7 * _noise(6, hours, 96, east) + 0.5 * _noise(7, hours, 36, region)
    level = 0.08 * ndtri(_hashed(site + 90_000, np.zeros(1, np.int64)))[None, :]
    fresh = np.where(np.array([place.role for place in _SITES]) == "background", -0.45, 0.0)[None, :]

    night = 0.13 * np.cos(2 * np.pi * (clock - 1) / 24)
    fine = np.exp(
        np.log(_PM25_BASE)[region] + _WINTER[region] * season + 0.55 * still + own + level + fresh + night
    )
    dry = np.exp(0.25 * np.cos(2 * np.pi * (local / 24 - 95) / 365.2425))[:, None]
    coarse = _COARSE_BASE[region] * dry * np.exp(0.35 * still + 1.2 * own + level + fresh) * week
    dust = _dust(hours)
    rush = np.exp(-((clock - 8) ** 2) / 8) + 1.2 * np.exp(-((clock - 20.5) ** 2) / 14)
    no2 = 21.0 * np.exp(0.34 * season + 0.38 * still + own + level + 1.6 * fresh) * (0.6 + 0.7 * rush) * week
    so2 = 6.5 * np.exp(0.22 * season + 0.3 * still + own + level) + 0.004 * dust
    co = 0.52 * np.exp(0.30 * season + 0.33 * still + 0.6 * own + level) * (0.88 + 0.16 * rush)
    # Ozone follows the sun with a lag of some hours, and is eaten by fresh NO at night.
    summer = np.exp(0.62 * np.cos(2 * np.pi * (local / 24 - 172) / 365.2425))[:, None]
    sun = np.maximum(0.0, np.sin(np.pi * (clock - 8.5) / 13.0)) ** 1.2
    bright = np.exp(0.25 * sunny + 0.10 * still + 0.4 * own)
    o3 = (
        24.0 * np.exp(-0.25 * season) * np.exp(-0.3 * own)
        + _OZONE_BASE[region] * summer * sun * bright
        - 0.22 * no2
    )
    return {
        "pm25": fine + 0.14 * dust,
        "pm10": fine * 1.05 + coarse + dust,
        "so2": so2,
        "no2": no2,
        "co": co,
        "o3": o3,
    }


def _dust(hours: NDArray[np.int64]) -> Floats:
    """Dust of each April's storm [ug m-3], up within hours, settled in two days; dims (hour, station)."""
    dust = np.zeros((len(hours), len(_SITES)))
    if not len(hours):
        return dust
    shape = np.exp(0.18 * _noise(8, hours, 9, np.arange(len(_SITES))))
    for year in range(_local(int(hours[0])).year, _local(int(hours[-1])).year + 1):
        begin = int(datetime(year, _STORM_MONTH, _STORM_DAY, 6, tzinfo=SHANGHAI).timestamp()) // HOUR_S
        since_h = (hours - begin)[:, None] - _STORM_DELAY_H[_REGION] - _eastward_h()
        since_h = np.maximum(since_h, 0.0)
        dust += _STORM_UG_M3[_REGION] * (1 - np.exp(-since_h / 3.0)) * np.exp(-since_h / 17.0) * 1.5 * shape
    return dust


def _eastward_h() -> Floats:
    """Further delay of the storm within a region, from its north-west to its south-east [h]."""
    return np.array(
        [1.5 * (place.longitude - 111 - 2 * (place.latitude - 34)) * (place.region == 0) for place in _SITES]
    )


SOURCE = Source(
    title=Label(zh="模拟数据 DEMO", en="Simulated network DEMO"),
    homepage="",
    licence=Label(
        zh="由本程序生成，可任意使用，不反映任何地方的实况",
        en="made up by this program; free for any use, true of no place",
    ),
    cadence=timedelta(hours=1),
    lag=timedelta(0),
    stamp="start",
    timezone=SHANGHAI,
    time="time",
    station="code",
    name="label",
    area="area",
    longitude="longitude",
    latitude="latitude",
    fields={
        "pm25": Field(column="pm25", unit="ug m-3"),
        "pm10": Field(column="pm10", unit="ug m-3"),
        "so2": Field(column="so2", unit="ug m-3"),
        "no2": Field(column="no2", unit="ug m-3"),
        "co": Field(column="co", unit="mg m-3"),
        "o3": Field(column="o3", unit="ug m-3"),
    },
    control="control",
    role="role",
    missing=frozenset({"NA"}),
    simulated=True,
    parse=parse,
    simulate=simulate,
)
