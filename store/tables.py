"""The tables of the store, as SQLAlchemy Core.

Times are epoch seconds UTC of the START of an interval, `known_at` epoch microseconds; days are ordinals of
the civil day in Asia/Shanghai. The hourly tables carry no foreign keys: each insert would pay for two
look-ups that the one writer has just made itself. Changes here need a migration beside `migrations/versions`;
a test compares.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from indicators.parameters import AIR_DAILY, AIR_HOURLY

SCHEMA: Final = "0006"
"""Alembic revision that this program reads and writes."""

PROVISIONAL: Final = 0
REVIEWED: Final = 1
BEST: Final = 2
"""Stage of a fact made from reviewed hours where there are some and provisional ones elsewhere."""

STAGES: Final = {"provisional": PROVISIONAL, "reviewed": REVIEWED, "best": BEST}

MEANS: Final = tuple(p for p in AIR_HOURLY if p != "o3")
"""The five parameters whose day is a mean of hours."""

PUBLISHED: Final = (
    "aqi", "pm25_24h", "pm10_24h", "so2_24h", "no2_24h", "co_24h", "o3_24h", "o3_8h", "o3_8h_24h",
)  # fmt: skip
"""What sources publish as results, under the published names; never computed from."""

CITY_VALUES: Final = (*AIR_DAILY, "o3")
"""What a city's day holds: the six daily items and the mean of its stations' highest ozone hours."""

WHOLE_DAY: Final = 0
"""Station number in `stale_day` that stands for "only the cities of this day"."""

metadata = MetaData()

_ID = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows itself only in an INTEGER key


def _key(name: str, kind: type[BigInteger | Integer | SmallInteger | Text] = Integer) -> Column[object]:
    return Column(name, kind, primary_key=True, autoincrement=False, nullable=False)


def _doubles(names: tuple[str, ...]) -> list[Column[float]]:
    return [Column(name, Double) for name in names]


meta = Table(
    "meta",
    metadata,
    _key("key", Text),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

batch = Table(
    "batch",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("known_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("first", BigInteger),
    Column("last", BigInteger),
    Column("rows", BigInteger, nullable=False),
    Column("readings", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("known", BigInteger, nullable=False),
    Column("revised", BigInteger, nullable=False),
    Column("published_kept", BigInteger, nullable=False),
    Column("published_revised", BigInteger, nullable=False),
    Column("rejected", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("batch_known_at", "known_at"),
)

station = Table(
    "station",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False, unique=True),
)

station_spell = Table(
    "station_spell",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("station_id", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("lon", Double),
    Column("lat", Double),
    Column("control", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("township", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    UniqueConstraint(
        "station_id", "name", "area", "lon", "lat", "control", "role", name="station_spell_attributes"
    ),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("batch_id", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    UniqueConstraint("sha256", "file", "line", "field", "reason", name="quarantine_place"),
    Index("quarantine_batch", "batch_id"),
)

air_hour = Table(
    "air_hour",
    metadata,
    _key("start", BigInteger),
    _key("station_id"),
    _key("stage", SmallInteger),
    _key("revision"),
    Column("batch_id", BigInteger, nullable=False),
    *_doubles(AIR_HOURLY),
    Column("marks", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

wording = Table(
    "wording",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("text", Text, nullable=False, unique=True),
)

published_hour = Table(
    "published_hour",
    metadata,
    _key("start", BigInteger),
    _key("station_id"),
    _key("revision"),
    Column("batch_id", BigInteger, nullable=False),
    *_doubles(PUBLISHED),
    Column("primary_id", Integer, nullable=False),
    sqlite_with_rowid=False,
)

latest = Table(
    "latest",
    metadata,
    _key("station_id"),
    Column("start", BigInteger, nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    sqlite_with_rowid=False,
)

stale_day = Table(
    "stale_day",
    metadata,
    _key("day"),
    _key("station_id"),
    sqlite_with_rowid=False,
)

station_day = Table(
    "station_day",
    metadata,
    _key("day"),
    _key("station_id"),
    _key("stage", SmallInteger),
    Column("mark", BigInteger, nullable=False),
    Column("hours", SmallInteger, nullable=False),
    Column("unmonitored", SmallInteger, nullable=False),
    *(Column(f"n_{p}", SmallInteger, nullable=False) for p in AIR_HOURLY),
    *_doubles(MEANS),
    Column("windows", SmallInteger, nullable=False),
    *_doubles(("o3_8h", "o3")),
    sqlite_with_rowid=False,
)

fact_day = Table(
    "fact_day",
    metadata,
    _key("day"),
    Column("version", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

city_day = Table(
    "city_day",
    metadata,
    _key("day"),
    _key("region", Text),
    _key("stage", SmallInteger),
    Column("mark", BigInteger, nullable=False),
    Column("observed", Integer, nullable=False),
    Column("unmonitored", SmallInteger, nullable=False),
    *(Column(f"valid_{p}", Integer, nullable=False) for p in CITY_VALUES),
    *_doubles(CITY_VALUES),
    sqlite_with_rowid=False,
)

region_day = Table(
    "region_day",
    metadata,
    _key("day"),
    _key("region", Text),
    _key("source", Text),
    _key("stage", SmallInteger),
    _key("revision"),
    Column("batch_id", BigInteger, nullable=False),
    Column("area", Text, nullable=False),
    Column("aqi", Double),
    *_doubles(AIR_DAILY),
    Column("level", Text, nullable=False),
    sqlite_with_rowid=False,
)

roster = Table(
    "roster",
    metadata,
    _key("name", Text),
    _key("version"),
    Column("known_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    sqlite_with_rowid=False,
)

roster_member = Table(
    "roster_member",
    metadata,
    _key("name", Text),
    _key("version"),
    _key("line"),
    Column("code", Text, nullable=False),
    Column("first", Integer),
    Column("last", Integer),
    sqlite_with_rowid=False,
)

sand_act = Table(
    "sand_act",
    metadata,
    _key("event", Text),
    _key("number"),
    Column("state", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("known_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

target = Table(
    "target",
    metadata,
    _key("id", Text),
    _key("version"),
    Column("known_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("region", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("indicator", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("comparator", Text, nullable=False),
    Column("value", Double, nullable=False),
    Column("relative", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("issued", Integer),
    Column("stage", Text, nullable=False),
    Column("sand", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("decimals", Integer),
    Column("measured", Boolean, nullable=False),
    Column("plan", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_with_rowid=False,
)

reported_value = Table(
    "reported_value",
    metadata,
    _key("target", Text),
    _key("day"),
    _key("revision"),
    Column("known_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("value", Double, nullable=False),
    sqlite_with_rowid=False,
)

OF_PEOPLE: Final = (roster, roster_member, target, reported_value)
"""What people handed in: it stays when simulated readings are cleared away."""
