"""What was loaded when, what was refused, and how much there is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Final

import pandas as pd
from sqlalchemy import Connection, func, select

from store.days import epoch
from store.opening import Store
from store.tables import batch, metadata, quarantine

RESTORED: Final = "restore"
"""Source of the batch that records that a backup was brought back."""

_CHANGED: Final = batch.c.kept + batch.c.revised + batch.c.published_kept + batch.c.published_revised > 0
# Every request of every screen asks it: it is written once.
_MARK: Final = select(func.max(batch.c.id)).where(_CHANGED | (batch.c.source == RESTORED))


def mark_at(conn: Connection, at: datetime) -> int:
    """Return the number of the newest batch known at a moment, 0 for none: a past as-of is read up to it."""
    micros = epoch(at) * 1_000_000 + at.microsecond
    return int(conn.execute(select(func.max(batch.c.id)).where(batch.c.known_at <= micros)).scalar() or 0)


def mark(store: Store) -> int:
    """Return the number of the newest batch that changed a reading, 0 for none: the store's revision mark.

    Bringing a backup back counts as a change of its own.
    """
    with store.reading() as conn:
        return int(conn.execute(_MARK).scalar() or 0)


def newest_known(store: Store) -> datetime | None:
    """Return when the newest batch, act or record became known (UTC); None for a store that was told nothing.

    What is asked as known at that moment is never added to: whatever comes later is known later. The clocks of batches
    only ever rise.
    """
    with store.reading() as conn:
        found = [
            conn.execute(select(func.max(one.c.known_at))).scalar()
            for one in metadata.sorted_tables
            if "known_at" in one.c
        ]
    known = [int(micros) for micros in found if micros is not None]
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=max(known)) if known else None


def mark_of(store: Store, sha256: str) -> int:
    """Return the number of the newest batch of a payload, 0 where none was kept."""
    with store.reading() as conn:
        found = conn.execute(select(func.max(batch.c.id)).where(batch.c.sha256 == sha256)).scalar()
    return int(found or 0)


def batches(store: Store, limit: int = 100) -> pd.DataFrame:
    """Return the newest batches, newest first: source, name, when known, and what became of their readings.

    `rejected` is a mapping of reason to count; `known_at`, `first` and `last` are aware UTC times.
    """
    with store.reading() as conn:
        rows = conn.execute(select(batch).order_by(batch.c.id.desc()).limit(limit)).mappings().all()
    table = pd.DataFrame(rows, columns=list(batch.c.keys()))
    table["rejected"] = [json.loads(text) for text in table["rejected"]]
    table["known_at"] = pd.to_datetime(table["known_at"], unit="us", utc=True)
    for name in ("first", "last"):
        table[name] = pd.to_datetime(table[name].astype("Int64"), unit="s", utc=True)
    table["stage"] = table["stage"].map({0: "provisional", 1: "reviewed"})
    return table


def quarantined(store: Store, limit: int = 100) -> pd.DataFrame:
    """Return the newest refused rows and cells, newest first: where, why and what stood there."""
    with store.reading() as conn:
        rows = conn.execute(select(quarantine).order_by(quarantine.c.id.desc()).limit(limit)).mappings().all()
    return pd.DataFrame(rows, columns=list(quarantine.c.keys()))


def counts(store: Store) -> dict[str, int]:
    """Return the number of rows of each table; counts every row, so it takes its time on a large store."""
    with store.reading() as conn:
        return {
            table.name: int(conn.execute(select(func.count()).select_from(table)).scalar_one())
            for table in metadata.sorted_tables
        }
