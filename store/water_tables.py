"""The tables of water, as SQLAlchemy Core, in the same metadata as those of air.

Times are epoch seconds UTC, `end` is that of the half-open interval; days are ordinals of the civil day. Values lie
by section and then by time: a slot of the nation touches one page a section, and a section's years lie together.
A question by time alone asks for its sections by number, so that no second index is needed but for what is sampled by
hand: a dozen rows a year among the thousands of a feed. Changes here need a migration; a test compares.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, SmallInteger, Table, Text, text

from store.tables import metadata

PARAMETER_NUMBERS: Final = {
    code: number
    for number, code in enumerate(
        (
            "wt", "ph", "do", "codmn", "cod", "bod5", "nh3n", "tp", "tn", "cu", "zn", "f", "se", "as", "hg", "cd",
            "cr6", "pb", "cn", "volphenol", "petroleum", "las", "sulfide", "fcoli", "ec", "turb", "chla", "algae",
            "sd",
        ),
        start=1,
    )
}  # fmt: skip
"""Numbers of the items in the tables: they are kept, so only append."""

BY_HAND: Final = '"end" - start >= 86400'
"""Of an interval: a day or longer, so that no feed of slots brought it. The indexes need it in these very words."""


def _by_hand(table: str) -> Index:
    where = text(BY_HAND)
    return Index(f"{table}_by_hand", "start", "section_id", sqlite_where=where, postgresql_where=where)


section = Table(
    "section",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False, unique=True),
    Column("province", Text, nullable=False),
    Column("folded", Text, nullable=False),
)
"""A section since it was first met, under the code and the folded name it then had."""

section_record = Table(
    "section_record",
    metadata,
    Column("section_id", Integer, primary_key=True, autoincrement=False, nullable=False),
    Column("version", Integer, primary_key=True, autoincrement=False, nullable=False),
    Column("known_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("river", Text, nullable=False),
    Column("basin", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("answers_for", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("control", Text, nullable=False),
    Column("lon", Double),
    Column("lat", Double),
    Column("river_km", Double),
    Column("upstream", Text, nullable=False),
    Column("downstream", Text, nullable=False),
    Column("purposes", Text, nullable=False),
    Column("target_class", Text, nullable=False),
    Column("target_items", Text, nullable=False),
    Column("first", Integer),
    Column("last", Integer),
    sqlite_with_rowid=False,
)
"""What is known of a section, insert-only; lists and mappings are JSON."""

water_value = Table(
    "water_value",
    metadata,
    Column("section_id", Integer, primary_key=True, autoincrement=False, nullable=False),
    Column("start", BigInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("parameter_id", SmallInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("end", BigInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("stage", SmallInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("revision", Integer, primary_key=True, autoincrement=False, nullable=False),
    Column("batch_id", BigInteger, nullable=False),
    Column("value", Double),
    Column("shown", Double),
    Column("qualifier", SmallInteger, nullable=False),
    Column("detection_limit", Double),
    Column("quality", SmallInteger, nullable=False),
    Column("mark", SmallInteger, nullable=False),
    _by_hand("water_value"),
    sqlite_with_rowid=False,
)
"""Values; `shown` only where it is another than the value."""

water_published = Table(
    "water_published",
    metadata,
    Column("section_id", Integer, primary_key=True, autoincrement=False, nullable=False),
    Column("start", BigInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("end", BigInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("stage", SmallInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("revision", Integer, primary_key=True, autoincrement=False, nullable=False),
    Column("batch_id", BigInteger, nullable=False),
    Column("class", Text, nullable=False),
    Column("state", Text, nullable=False),
    _by_hand("water_published"),
    sqlite_with_rowid=False,
)
"""What sources said of a section at a time: its class and the state of its station; never computed from."""

OF_PEOPLE: Final = (section, section_record)
"""The register stays when simulated readings are cleared away."""
