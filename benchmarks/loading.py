"""Loading: files into the store against the store's own bulk insert, and one national hour with all that follows."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.figure import Benchmark, Figure, compared, seconds, shown
from benchmarks.network import STATIONS, hour_csv, write_days
from geo.atlas import load as atlas
from ingest.collect import load
from ingest.sources import source
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store

FIRST = datetime(2026, 5, 1)  # noqa: DTZ001 (a stamp as the platform writes it)
DAYS = 3


@contextmanager
def folder() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="lanbi-bench-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def run() -> list[Figure]:
    china = atlas()
    hourly = source("cnemc_hourly")
    with folder() as home:
        rows = write_days(home / "files", FIRST, DAYS)
        stores = iter(range(100))

        def fresh() -> Store:
            return open_store(None, home / f"store{next(stores)}", china)

        def from_files() -> None:
            load(hourly, [home / "files"], Keeper(store=fresh()))

        from_files_s = seconds(from_files, repeats=3)
        bulk_s = seconds(lambda: _bulk(home, rows), repeats=3)
        store = fresh()
        load(hourly, [home / "files"], Keeper(store=store))
        whole_s = seconds(lambda: refresh(store), repeats=1, warm=0)
        hours = iter(range(100))

        def one_hour() -> None:
            stamp = FIRST + timedelta(days=DAYS, hours=1 + next(hours))
            path = home / f"{stamp:%Y%m%d%H}.csv"
            path.write_text(hour_csv(stamp), encoding="utf-8")
            load(hourly, [path], Keeper(store=store))
            refresh(store)

        hour_s = seconds(one_hour)
        upsert_s = seconds(lambda: _bulk(home, STATIONS))
        return [
            compared(f"load {rows:,} rows of CSV", from_files_s, bulk_s, "executemany of ready tuples"),
            Figure(what="rows a second", ours=f"{rows / from_files_s:,.0f}", rival=f"{rows / bulk_s:,.0f}"),
            Figure(what=f"facts of {DAYS} national days", ours=shown(whole_s)),
            compared(
                "one national hour: file, readings, facts, latest",
                hour_s,
                upsert_s,
                "bare insert of its rows",
            ),
        ]


def _bulk(home: Path, rows: int) -> None:
    """The rival: the same number of rows as ready tuples into a bare table of the same shape."""
    path = home / "bulk.sqlite"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as conn:
        conn.execute("pragma journal_mode=wal")
        conn.execute(
            "create table hour (start, station, stage, revision, batch, a real, b real, c real, d real, "
            "e real, f real, marks, primary key (start, station, stage, revision)) without rowid"
        )
        conn.execute(
            "create table published (start, station, revision, batch, a real, b real, c real, d real, "
            "e real, f real, g real, h real, i real, p, primary key (start, station, revision)) without rowid"
        )
        conn.executemany(
            "insert into hour values (?,?,0,1,1,35.0,70.0,5.0,30.0,0.6,90.0,0)",
            [(i // STATIONS, i % STATIONS) for i in range(rows)],
        )
        conn.executemany("insert into published values (?,?,1,1,52.0,35.0,70.0,5.0,30.0,0.6,90.0,90.0,90.0,0)",
                         [(i // STATIONS, i % STATIONS) for i in range(rows)])  # fmt: skip


BENCHMARK = Benchmark(title="Loading", run=run)
