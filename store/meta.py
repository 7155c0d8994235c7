"""Entries of the table `meta`: what a store says of itself."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from store.tables import meta

SIMULATED: Final = "simulated"
"""``1`` where the readings are made up, ``0`` where they are real, absent in an empty store."""

ATLAS: Final = "atlas"
"""Stamp of the places by which the stations were placed."""

BATCHES_BEFORE: Final = "batches_before"
"""Highest batch number of readings that were cleared away: numbers are never given twice."""

BACKED_UP: Final = "backed_up"
"""When the store was last backed up, ISO 8601 in UTC; absent where it never was."""


def setting(conn: Connection, key: str) -> str | None:
    """Value of one entry, ``None`` where there is none."""
    return conn.execute(select(meta.c.value).where(meta.c.key == key)).scalar()


def set_setting(conn: Connection, key: str, value: str | None) -> None:
    """Set one entry; ``None`` removes it."""
    conn.execute(meta.delete().where(meta.c.key == key))
    if value is not None:
        conn.execute(meta.insert().values(key=key, value=value))
