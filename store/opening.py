"""Opening a store: the embedded file or a PostgreSQL database, brought to this program's tables.

There is one writer at a time, in every process together: `Store.writing` takes the store's write lock before
it reads anything, so that what it decides on is still true when it writes. Readers are never held up and see
one state from their first statement to their last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import OperationalError

import store.review_tables
import store.schedule_tables
import store.water_tables  # noqa: F401  (their tables belong to the metadata)
from store.memory import FOLDER, Memory
from store.meta import ATLAS, SIMULATED, setting
from store.placing import Places, follow_atlas
from store.tables import SCHEMA

FILE: Final = "lanbi.sqlite"
BUSY_MS: Final = 60_000
PAGE_BYTES: Final = 8192
CACHE_KIB: Final = 65_536
CHECKPOINT_PAGES: Final = 4_000
WAL_LIMIT_BYTES: Final = 128 * 2**20
LOCK: Final = 0x1A6B1
"""PostgreSQL advisory lock of the one writer."""


class StoreError(RuntimeError):
    """The store cannot be opened or must not take a batch; the text is a sentence for people."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open store.

    Attributes
    ----------
    engine
        Where the tables are.
    home
        Folder of the files beside them.
    atlas
        The places by which stations are joined; ``None`` places nobody.
    now
        Clock that says when a batch became known.
    memory
        City facts that were read and may be used again while they stand.
    """

    engine: Engine
    home: Path
    atlas: Places | None
    now: Callable[[], datetime] = _utc_now
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection on which every statement sees the same state."""
        options: dict[str, Any] = {}
        if self.engine.dialect.name != "sqlite":
            options["isolation_level"] = "REPEATABLE READ"
        with self.engine.connect() as conn:
            conn = conn.execution_options(**options)
            with conn.begin():
                yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the one writer's connection, in a transaction that is kept whole or not at all."""
        with self.engine.connect() as conn:
            conn = conn.execution_options(writes=True)
            with conn.begin():
                yield conn

    @property
    def simulated(self) -> bool:
        """Whether the readings in it are made up."""
        with self.reading() as conn:
            return setting(conn, SIMULATED) == "1"

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_store(url: str | None, home: Path, atlas: Places | None) -> Store:
    """Return the store at a database URL, or the embedded one under `home`, with its tables up to date.

    Safe when several processes open the same new store at once.

    Parameters
    ----------
    url
        ``postgresql://…`` or ``sqlite:///…``; ``None`` for ``lanbi.sqlite`` in `home`, which is made if
        absent.
    atlas
        The places. Where they differ from those by which the store's stations were placed, all stations are
        placed anew and the cities' days marked for `store.facts.refresh`.

    Raises
    ------
    StoreError
        If the store was made by a newer program, or cannot be reached.
    """
    home.mkdir(parents=True, exist_ok=True)
    store = Store(engine=_engine(url, home), home=home, atlas=atlas, memory=Memory(folder=home / FOLDER))
    try:
        _migrate(store)
    except OperationalError as error:
        store.close()
        raise StoreError(f"The store at {_shown(store.engine.url)} cannot be opened: {error.orig}") from error
    except StoreError:
        store.close()
        raise
    if atlas is not None:
        with store.reading() as conn:
            placed_by = setting(conn, ATLAS)
        if placed_by != atlas.stamp:
            with store.writing() as conn:
                follow_atlas(conn, atlas)
    return store


def schema_of(conn: Connection) -> str | None:
    """Alembic revision of the store; ``None`` where it has no tables yet."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(store: Store) -> None:
    with store.reading() as conn:
        found = schema_of(conn)
    if found == SCHEMA:
        return
    # Alembic is needed once in a store's life and takes as long to import as SQLAlchemy.
    from store import migrations

    with store.writing() as conn:
        found = schema_of(conn)  # another process may have been first
        if found == SCHEMA:
            return
        if not migrations.known(found):
            raise StoreError(
                f"The store at {_shown(store.engine.url)} has tables of version {found}, which this program "
                f"(version {SCHEMA}) does not know: a newer Lanbi made it. Use that one, or another store."
            )
        migrations.upgrade(conn)


def _engine(url: str | None, home: Path) -> Engine:
    if url is None:
        address = URL.create("sqlite", database=str(home / FILE))
    else:
        address = make_url(url)
        if address.drivername in ("postgresql", "postgres"):
            address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"A store is SQLite or PostgreSQL, not {address.get_backend_name()}.")
    engine = create_engine(address, pool_pre_ping=address.get_backend_name() == "postgresql")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, DDL included
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute(f"PRAGMA page_size={PAGE_BYTES}")
    _enter_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    cursor.execute(f"PRAGMA journal_size_limit={WAL_LIMIT_BYTES}")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _enter_wal(cursor: Any) -> None:
    """Switch a new file to WAL; SQLite does not wait for a lock here, so two openers must do so."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            cursor.execute("PRAGMA journal_mode=WAL")
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get("writes") else "BEGIN")


def _begin_postgresql(conn: Connection) -> None:
    if conn.get_execution_options().get("writes"):
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True) if url.host else str(url.database)
