"""Builders of small files of published city days, in each form."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ingest.contract import DayBatch, DaySource, Payload
from ingest.days import batches
from ingest.sources import source

CODES = {"焦作": "410800", "郑州": "410100", "昆山": "320583"}
AQISTUDY = "焦作,2016-07-{day:02d},{aqi},60~140,良,{pm25},{pm10},20.5,1.234,30.1,{o3},200"
HISTORY = "2016-07-{day:02d},{aqi},良,{pm25},{pm10},20,1.2,30,{o3}"
HISTORY_HEADER = "date,AQI,质量等级,PM2.5,PM10,SO2,CO,NO2,O3_8h"


def region_of(name: str) -> str:
    """Code of a city that these files know."""
    if name not in CODES:
        raise LookupError(f"no city is called {name!r}")
    return CODES[name]


def days_of(form: str, days: Sequence[int] = range(1, 11), **cells: object) -> list[str]:
    """Ordinary rows of a form, one a day: PM10 of 100 makes the AQI 75."""
    usual = {"aqi": 75, "pm25": 40, "pm10": 100, "o3": 90} | cells
    return [form.format(day=day, **usual) for day in days]


def taken(body: str | bytes, name: str = "焦作.csv") -> list[DayBatch]:
    """Batches of a file."""
    raw = body.encode() if isinstance(body, str) else body
    it = source("city_daily")
    assert isinstance(it, DaySource)
    assert it.parse is not None
    payload = Payload(source="city_daily", name=name, sha256=hashlib.sha256(raw).hexdigest(), body=raw)
    return [batch for published in it.parse(payload) for batch in batches(it, published, region_of)]
