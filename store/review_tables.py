"""The tables of review: rows that were refused, whole, and what people did about them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from store.tables import _key, metadata

refused_row = Table(
    "refused_row",
    metadata,
    _key("sha256", Text),
    _key("file", Text),
    _key("line", BigInteger),
    _key("field", Text),
    Column("row", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The row of a payload in which something was refused, as a JSON object of its columns and texts."""

quarantine_act = Table(
    "quarantine_act",
    metadata,
    _key("quarantine_id", BigInteger),
    _key("number"),
    Column("act", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("batch_id", BigInteger, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("known_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a person did about a refusal: `mended` or `retaken`, the row that was taken, and the batch that kept it."""

ACTS: Final = ("mended", "retaken")
