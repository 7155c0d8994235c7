"""A long load of made-up batches, run by a process that may be killed at any moment, and what a store then holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, select

from ingest.contract import Batch, Rejected, Stage
from store.facts import city_days, refresh, station_days
from store.keeping import keep
from store.latest import latest
from store.ledger import quarantined
from store.opening import Store, open_store
from store.readings import hours, published
from store.stations import stations
from store.tables import air_hour, published_hour, stale_day
from store.tables import batch as batch_table
from tests.store.making import DAY, Cell, Halves, at, batch, spell

STATIONS = 30
BATCHES = 100
HOURS = 2
REFRESH_EVERY = 9
STEPS = BATCHES + BATCHES // REFRESH_EVERY


def made(number: int) -> Batch:
    """Batch of some hours; every fifth corrects an earlier one, every seventh is reviewed."""
    random = np.random.default_rng(number)
    begin = HOURS * (number if number % 5 else max(number - 10, 0))
    rows = []
    for station in range(STATIONS):
        for hour in range(begin, begin + HOURS):
            cells: dict[str, Cell] = {
                p: float(random.integers(0, 300)) for p in ("pm25", "pm10", "so2", "no2", "o3")
            }
            cells["co"] = "/" if station == 3 else float(random.integers(0, 40)) / 10
            if random.random() < 0.1:
                cells["pm10"] = "NA"
            rows.append((f"{1000 + station}A", at(hour), cells))
    spells = [
        spell(
            f"{1000 + station}A", at(begin), at(begin + HOURS - 1),
            name="旧名" if number < 50 and station == 5 else "名",
            lon=115.0 if station % 2 or (station == 8 and number > 70) else 113.0,
        )
        for station in range(STATIONS)
    ]  # fmt: skip
    refused = [Rejected(file="made.csv", line=number, field="co", reason="not a number", payload="?")]
    result = batch(
        rows,
        spells=spells,
        rejected=refused if number % 4 == 0 else (),
        published=[{"aqi": float(random.integers(0, 500))} for _ in rows],
        primary=[str(random.choice(["", "臭氧", "颗粒物(PM10)"])) for _ in rows],
    )
    return replace(result, stage=Stage.REVIEWED if number % 7 == 0 else Stage.PROVISIONAL)


def load_all(url: str | None, home: Path, told: Connection | None) -> None:
    """Load everything from the start, as a killed command is simply run again; one byte is told after each step."""
    store = open_store(url, home, Halves())
    if told is not None:
        told.send_bytes(b"o")
    for number in range(1, BATCHES + 1):
        keep(store, made(number))
        if told is not None:
            told.send_bytes(b"k")
        if number % REFRESH_EVERY == 0:
            refresh(store)
            if told is not None:
                told.send_bytes(b"r")
    refresh(store)
    store.close()


def check_whole(store: Store) -> None:
    """Assert that nothing of an unfinished batch is there and every row's revisions are without a gap."""
    with store.reading() as conn:
        for table in (air_hour, published_hour):
            orphans = select(func.count()).where(table.c.batch_id.not_in(select(batch_table.c.id)))
            assert conn.execute(orphans).scalar_one() == 0
            key = [c for c in table.primary_key.columns if c.name != "revision"]
            gaps = select(func.count(), func.max(table.c.revision)).group_by(*key)
            assert all(count == highest + 1 for count, highest in conn.execute(gaps))
        if store.engine.dialect.name == "sqlite":
            assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def content(store: Store) -> dict[str, Any]:
    """All that a store says, without what tells when it learnt it."""
    first, last = DAY.date(), DAY.date() + timedelta(days=10)
    start, end = at(0), at(24 * 11)
    with store.reading() as conn:
        waiting = conn.execute(select(func.count()).select_from(stale_day)).scalar_one()
    told: dict[str, Any] = {"waiting": waiting}
    for stage in ("best", "provisional", "reviewed"):
        told[f"hours {stage}"] = hours(store, start=start, end=end, stage=stage)  # type: ignore[arg-type]
        days = station_days(store, first=first, last=last, stage=stage)  # type: ignore[arg-type]
        cities = city_days(store, first=first, last=last, stage=stage)  # type: ignore[arg-type]
        told[f"station days {stage}"] = days.drop_vars("mark")
        told[f"city days {stage}"] = cities.drop_vars("mark")
    told["published"] = published(store, start=start, end=end)
    told["stations"] = stations(store)
    told["latest"] = latest(store).drop(columns="known")
    refused = quarantined(store, 1000).drop(columns=["id", "batch_id"])
    told["quarantine"] = refused.sort_values("line", ignore_index=True)
    return told


def differing(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """Names of what differs between two contents."""
    names = []
    for name, value in a.items():
        other = b[name]
        alike = (
            value.identical(other)
            if hasattr(value, "identical")
            else (value.equals(other) if hasattr(value, "equals") else value == other)
        )
        if not alike:
            names.append(name)
    return names
