"""Builders of small hourly files, and a sink that keeps batches in a list."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ingest.collect import Outcome, load
from ingest.contract import Batch, Payload, Published, Receipt, Rejected, Source
from ingest.normalise import normalise
from ingest.slices import slices
from ingest.sources import source

HEADER = (
    "timepoint,stationcode,longitude,latitude,area,positionname,primarypollutant,aqi,pm10,pm10_24h,pm2_5,"
    "pm2_5_24h,o3,o3_24h,o3_8h,o3_8h_24h,no2,no2_24h,so2,so2_24h,co,co_24h"
)
COLUMNS = HEADER.split(",")
ROW = {
    "timepoint": "2026-03-02T0900", "stationcode": "1001A", "longitude": "116.3611", "latitude": "39.8786",
    "area": "北京市", "positionname": "万寿西宫", "primarypollutant": "颗粒物(PM10)", "aqi": "62", "pm10": "74",
    "pm10_24h": "70", "pm2_5": "31", "pm2_5_24h": "29", "o3": "40", "o3_24h": "40", "o3_8h": "52",
    "o3_8h_24h": "44", "no2": "35", "no2_24h": "30", "so2": "3", "so2_24h": "4", "co": "0.6", "co_24h": "0.5",
}  # fmt: skip
_HOURLY = source("cnemc_hourly")
assert isinstance(_HOURLY, Source)
CNEMC: Source = _HOURLY


def line(**cells: str) -> str:
    """One row of text, ordinary but for the cells given."""
    unknown = set(cells) - set(ROW)
    assert not unknown, unknown
    return ",".join({**ROW, **cells}.values())


def text(*rows: str, header: str = HEADER) -> str:
    return "".join(f"{each}\n" for each in (header, *rows))


def payload(body: str | bytes, name: str = "hour.csv") -> Payload:
    raw = body.encode() if isinstance(body, str) else body
    return Payload(source="cnemc_hourly", name=name, sha256=hashlib.sha256(raw).hexdigest(), body=raw)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return held.getvalue()


def parsed(body: str | bytes, name: str = "hour.csv") -> list[Published]:
    assert CNEMC.parse is not None
    return list(CNEMC.parse(payload(body, name)))


def batches(body: str | bytes, name: str = "hour.csv") -> list[Batch]:
    return [normalise(CNEMC, part) for published in parsed(body, name) for part in slices(CNEMC, published)]


def batch(*rows: str) -> Batch:
    """Batch of a CSV with these rows."""
    (only,) = batches(text(*rows))
    return only


def whole(rejected: Iterable[Rejected]) -> list[Rejected]:
    return [each for each in rejected if each.whole]


@dataclass(slots=True)
class Basket:
    """A sink that remembers: newest row of each station-hour, as the store counts them."""

    batches: list[Batch] = field(default_factory=list)
    rows: dict[tuple[str, int], tuple[float, ...]] = field(default_factory=dict)

    def keep(self, kept: Batch) -> Receipt:
        self.batches.append(kept)
        counts: Counter[str] = Counter()
        columns = list(kept.hours.values.values())
        for position, key in enumerate(zip(kept.hours.station, kept.hours.start.tolist(), strict=True)):
            row = tuple(float(column[position]) for column in columns)
            before = self.rows.get(key)
            measured = int(np.isfinite(row).sum())
            is_same = before is not None and np.array_equal(before, row, equal_nan=True)
            counts["kept" if before is None else "known" if is_same else "revised"] += measured
            self.rows[key] = row
        return Receipt(
            rows=len(kept.hours),
            readings=sum(counts.values()),
            kept=counts["kept"],
            known=counts["known"],
            revised=counts["revised"],
            rejected=Counter(each.reason for each in kept.rejected),
        )


@dataclass(slots=True)
class Pile:
    """A sink that only piles batches up."""

    batches: list[Batch] = field(default_factory=list)

    def keep(self, kept: Batch) -> Receipt:
        self.batches.append(kept)
        return Receipt(rows=len(kept.hours))


def loaded(basket: Basket, *paths: Path, **more: object) -> Outcome:
    return load(CNEMC, list(paths), basket, **more)  # type: ignore[arg-type]


def columns_of(kept: Sequence[Batch], name: str) -> list[float]:
    return [float(value) for each in kept for value in each.hours.values[name]]
