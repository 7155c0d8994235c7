"""A long load of made-up water, run by a process that may be killed at any moment, and what a store then holds."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, select

from ingest.contract import Rejected, Stage
from ingest.section import SectionRecord
from ingest.water_contract import WaterBatch
from store.keeping import keep
from store.ledger import quarantined
from store.opening import Store, open_store
from store.tables import batch as batch_table
from store.water import extent, published, registry, samples
from store.water_sections import keep_sections
from store.water_tables import section, section_record, water_published, water_value
from tests.store.water_making import DAY, at, batch, said

BATCHES = 60
REGISTER_EVERY = 8
STEPS = BATCHES + BATCHES // REGISTER_EVERY


def made(number: int) -> WaterBatch:
    """Batch of a slot; every fifth corrects an earlier one, every seventh is reviewed, each tells of a new section."""
    random = np.random.default_rng(number)
    slot = 4 * (number if number % 5 else max(number - 10, 0))
    names = [f"{n}号桥" for n in range(20)] + [f"新{number}桥"]
    cells = ("--", "*", "0.01L", "ND", 0.25)
    rows = [
        (name, at(slot), {item: cells[random.integers(5)] for item in ("nh3n", "tp", "do", "ph")})
        for name in names
    ]
    told = [(name, at(slot), "ⅡⅢⅣ"[random.integers(3)], "正常") for name in names]
    refused = [Rejected(file="feed.json", line=number, field="tp", reason="not a value", payload="?")]
    return batch(
        rows,
        sayings=told,
        sections=[said(name, river="甲河" if number > 20 else "") for name in names],
        rejected=refused if number % 4 == 0 else (),
        stage=Stage.REVIEWED if number % 7 == 0 else Stage.PROVISIONAL,
        sha256=f"{number:064d}",
    )


def register(number: int) -> list[SectionRecord]:
    """Register of ten sections, of which three change each time."""
    return [
        SectionRecord(
            code=f"JS{n:03d}", name=f"{n}号桥", province="320000",
            target_class="Ⅲ" if n > 2 else "ⅡⅢⅣ"[number % 3],
        )
        for n in range(10)
    ]  # fmt: skip


def load_all(url: str | None, home: Path, told: Connection | None) -> None:
    """Load everything from the start, as a killed command is simply run again; one byte is told after each step."""
    store = open_store(url, home, None)
    if told is not None:
        told.send_bytes(b"o")
    for number in range(1, BATCHES + 1):
        keep(store, made(number))
        if told is not None:
            told.send_bytes(b"k")
        if number % REGISTER_EVERY == 0:
            keep_sections(store, register(number), actor="张三", reason="考核")
            if told is not None:
                told.send_bytes(b"r")
    store.close()


def check_whole(store: Store) -> None:
    """Assert that nothing of an unfinished batch is there, and each value has a section and a record."""
    with store.reading() as conn:
        for table in (water_value, water_published):
            orphans = select(func.count()).where(table.c.batch_id.not_in(select(batch_table.c.id)))
            assert conn.execute(orphans).scalar_one() == 0
            homeless = select(func.count()).where(table.c.section_id.not_in(select(section.c.id)))
            assert conn.execute(homeless).scalar_one() == 0
            key = [c for c in table.primary_key.columns if c.name != "revision"]
            gaps = select(func.count(), func.max(table.c.revision)).group_by(*key)
            assert all(count == highest + 1 for count, highest in conn.execute(gaps))
        nameless = select(func.count()).where(section.c.id.not_in(select(section_record.c.section_id)))
        assert conn.execute(nameless).scalar_one() == 0
        if store.engine.dialect.name == "sqlite":
            assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def content(store: Store) -> dict[str, Any]:
    """All that a store says of water now, without what tells when it learnt it, and how often it was told."""
    span: dict[str, Any] = {"start": at(0), "end": at(24 * 40)}
    told: dict[str, Any] = {"extent": extent(store), "registry": registry(store, DAY.date())}
    for stage in ("best", "provisional", "reviewed"):
        told[f"samples {stage}"] = samples(store, **span, stage=stage)  # type: ignore[arg-type]
        told[f"published {stage}"] = published(store, **span, stage=stage)  # type: ignore[arg-type]
    refused = quarantined(store, 1000).drop(columns=["id", "batch_id"])
    told["quarantine"] = refused.sort_values("line", ignore_index=True)
    return told
