"""The tables of the schedule: whose turn it is, and what every turn did.

Times are of the schedule's own clock, which a replay may run faster than the world: `first`, `end` and `beat`
epoch seconds UTC, `started` and `ended` epoch microseconds. Only `until` of a lease is the machine's time.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from store.tables import _ID, _key, metadata

lease = Table(
    "lease",
    metadata,
    _key("name", Text),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("beat", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

run = Table(
    "run",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("beat", BigInteger),
    Column("first", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("payloads", Text, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("known", BigInteger, nullable=False),
    Column("revised", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
    Column("message", Text, nullable=False),
    Index("run_of_source", "source", "end"),
)

OF_THE_SCHEDULE: Final = (lease, run)
"""What the schedule writes down of itself: it stays when simulated readings are cleared away."""
