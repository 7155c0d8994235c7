"""How a store is: reachable, how new, how full, and whether anything waits; asked by health, metrics and `doctor`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from ingest.contract import HOUR_S
from store.bulk import fetch
from store.days import moment
from store.ledger import mark
from store.meta import BACKED_UP, setting
from store.opening import Store, StoreError
from store.quarantine import refused_by_source
from store.tables import air_hour, batch, latest, stale_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of the readings of one source; `refused` counts refusals, `refused_open` those without an act."""

    batches: int
    rows: int
    kept: int
    known: int
    revised: int
    refused: int
    refused_open: int
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The condition of a store at one moment.

    `newest` is the UTC start of the newest hour, `reporting` how many stations have it and `stations` how many there
    are; `stale_days` wait for their facts; `revision` is the store's mark, `known_at` when the newest batch came;
    `size_bytes` is that of the tables, `backed_up` when they were last backed up; `sources` by id.
    """

    newest: datetime | None
    revision: int
    known_at: datetime | None
    stations: int
    reporting: int
    stale_days: int
    simulated: bool
    size_bytes: int
    backed_up: datetime | None
    sources: Mapping[str, Kept]


def condition(store: Store) -> Condition:
    """Return the condition of a store; nothing in it scans the hours.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    try:
        return _condition(store)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreError(f"The store cannot be read: {cause}") from error


def _condition(store: Store) -> Condition:
    with store.reading() as conn:
        newest = conn.execute(select(func.max(air_hour.c.start))).scalar()
        heard = fetch(conn, select(latest.c.start))["start"]
        stale = conn.execute(select(func.count(stale_day.c.day.distinct()))).scalar_one()
        known_at = conn.execute(select(func.max(batch.c.known_at))).scalar()
        rows = conn.execute(
            select(
                batch.c.source, func.count(), func.sum(batch.c.rows), func.sum(batch.c.kept), func.sum(batch.c.known),
                func.sum(batch.c.revised), func.max(batch.c.known_at),
            ).group_by(batch.c.source)
        ).all()  # fmt: skip
        refused, acted = refused_by_source(conn)
        backed_up = setting(conn, BACKED_UP)
        if conn.dialect.name == "sqlite":
            pages = conn.exec_driver_sql("PRAGMA page_count").scalar() or 0
            size = int(pages) * int(conn.exec_driver_sql("PRAGMA page_size").scalar() or 0)
        else:
            size = int(conn.execute(select(func.pg_database_size(func.current_database()))).scalar() or 0)
    sources = {
        name: Kept(
            batches=int(count), rows=int(taken), kept=int(kept), known=int(known), revised=int(revised),
            refused=refused.get(name, 0), refused_open=refused.get(name, 0) - acted.get(name, 0),
            newest=moment(int(last) // 1_000_000),
        )
        for name, count, taken, kept, known, revised, last in rows
    }  # fmt: skip
    return Condition(
        newest=None if newest is None else moment(newest), revision=mark(store), stations=len(heard),
        stale_days=int(stale),
        known_at=None if known_at is None else moment(int(known_at) // 1_000_000),
        reporting=0 if newest is None else int((heard == newest).sum()), simulated=store.simulated, size_bytes=size,
        backed_up=datetime.fromisoformat(backed_up) if backed_up else None, sources=sources,
    )  # fmt: skip


def absent_hours(store: Store, *, days: int = 31) -> list[tuple[datetime, datetime]]:
    """Return the stretches [start, end) of hours without any reading in the `days` before the newest hour."""
    with store.reading() as conn:
        newest = conn.execute(select(func.max(air_hour.c.start))).scalar()
        oldest = conn.execute(select(func.min(air_hour.c.start))).scalar()
        if newest is None or oldest is None:
            return []
        first = max(int(oldest), int(newest) - days * 24 * HOUR_S)
        found = fetch(conn, select(air_hour.c.start).where(air_hour.c.start >= first).distinct())["start"]
    there = np.sort(found)
    gaps = np.flatnonzero(np.diff(there) > HOUR_S)
    return [(moment(int(there[i]) + HOUR_S), moment(int(there[i + 1]))) for i in gaps]


def held_up(store: Store, *, wait_s: float = 2.0) -> str:
    """Return why nobody can write at the moment, empty where one can; waits `wait_s` at the most."""
    if store.engine.dialect.name == "sqlite":
        path = Path(str(store.engine.url.database))
        try:
            with closing(sqlite3.connect(path, timeout=wait_s, isolation_level=None)) as conn:
                conn.execute("BEGIN IMMEDIATE")
                conn.execute("ROLLBACK")
        except sqlite3.Error as error:
            return str(error)
        return ""
    from store.opening import LOCK

    try:
        with store.engine.connect() as conn:
            free = conn.execute(select(func.pg_try_advisory_lock(LOCK))).scalar()
            if free:
                conn.execute(select(func.pg_advisory_unlock(LOCK)))
            return "" if free else "another process holds the write lock"
    except SQLAlchemyError as error:
        return str(getattr(error, "orig", None) or error)
