"""Builders of small tables of water, as a source's parser would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from indicators.parameters import Label
from ingest.contract import Payload
from ingest.water import normalise
from ingest.water_contract import WATER_COLUMNS, PublishedWater, WaterBatch, WaterSource

PROVINCES = {"江苏省": "320000", "江苏": "320000", "河南省": "410000"}

CELL = {
    "section": "某桥", "province": "江苏省", "start": "2021-04-01T12:00", "parameter": "氨氮", "unit": "mg/L",
    "text": "0.30", "state": "正常", "published_class": "Ⅱ",
}  # fmt: skip


def source(**given: Any) -> WaterSource:
    return WaterSource(
        title=Label(zh="自动站", en="Stations"),
        homepage="",
        licence=Label(zh="", en=""),
        cadence=timedelta(hours=4),
        lag=timedelta(hours=1),
        **{"slot": timedelta(hours=4), **given},
    )


FEED = source()


def cell(**texts: str) -> dict[str, str]:
    """One value as text, ordinary but for what is given."""
    unknown = set(texts) - set(WATER_COLUMNS)
    assert not unknown, unknown
    return {**dict.fromkeys(WATER_COLUMNS, ""), **CELL, **texts}


def table(
    rows: Sequence[Mapping[str, str]], record: Sequence[int] | None = None, where: Sequence[str] = ()
) -> PublishedWater:
    """A tall table; each row is a record of its own unless their numbers are given."""
    return PublishedWater(
        payload=Payload(source="feed", name="feed.json", sha256="0" * 64, body=b""),
        table=pd.DataFrame([dict(row) for row in rows], columns=list(WATER_COLUMNS), dtype=object),
        line=np.arange(1, len(rows) + 1, dtype=np.int64),
        record=None if record is None else np.array(record, np.int64),
        where=where,
    )


def province_of(name: str) -> str:
    return PROVINCES[name]


def batch(
    *rows: Mapping[str, str], of: WaterSource = FEED, record: Sequence[int] | None = None
) -> WaterBatch:
    return normalise(of, table(rows, record), province_of)


def values(made: WaterBatch) -> dict[str, float]:
    """Value of each item; for a batch of one section and time."""
    assert len(set(zip(made.samples.section, made.samples.start, strict=True))) <= 1
    return dict(zip(made.samples.parameter.tolist(), made.samples.value.tolist(), strict=True))


def reasons(made: WaterBatch) -> list[tuple[int, str, str, bool]]:
    return [(one.line, one.field, one.reason, one.whole) for one in made.rejected]
