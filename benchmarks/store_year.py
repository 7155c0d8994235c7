"""A national year in a store: to the days of all cities, their AQI and every figure of the year.

The store is filled as any is, by batches of hours and their facts. Rivals: a good pandas on the table of city days,
Arrow on the same table as a file of its own, the compiled kernel of `benchmarks.year` on the year's hours in memory,
and the bare reading of these hours, which no engine can undercut.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import feather
from sqlalchemy import text

from assessment.catalogue import catalogue
from assessment.entries import Entry
from assessment.judged import judged_parts, reading
from assessment.periods import Days
from assessment.ranking import rank
from assessment.verdicts import Verdict
from benchmarks.figure import Benchmark, Figure, compared, seconds, shown
from benchmarks.loading import folder
from benchmarks.questions import TERMS, day_batch
from benchmarks.year import DAYS, STATIONS, chain, cube, kernel
from geo.atlas import load as atlas
from indicators.parameters import AIR_DAILY
from store.facts import refresh
from store.keeping import keep
from store.opening import Store, open_store

YEAR = Days(first=date(2025, 1, 1), last=date(2025, 12, 31))
START = datetime(2024, 12, 31, 16, tzinfo=UTC)
MISSING = 0.02
GOOD = {"pm25": 75.0, "pm10": 150.0, "so2": 150.0, "no2": 80.0, "co": 4.0, "o3_8h": 160.0}
"""Concentrations of an AQI of 100 under HJ 633-2012."""


def filled(store: Store) -> tuple[float, float]:
    """Keep a year of hours of 1,700 stations and make their facts; how long each took."""
    rng = np.random.default_rng(7)
    begun = time.perf_counter()
    for day in range(DAYS):
        made = day_batch(day, start=START)
        values = {p: np.where(rng.random(len(v)) < MISSING, np.nan, v) for p, v in made.hours.values.items()}
        keep(store, replace(made, hours=replace(made.hours, values=values)))
    kept = time.perf_counter()
    refresh(store)
    return kept - begun, time.perf_counter() - kept


def yearly() -> list[Entry]:
    """Every figure of a year of days."""
    return [e for e in catalogue().values() if "all" in e.steps and not e.command and e.yearly is None]


def figures(store: Store) -> Mapping[str, Verdict]:
    """Every figure of the year of every city, judged day by day, with its coverage and notes."""
    read = reading(store, of="city", within=None, start=YEAR.start, end=YEAR.end, terms=TERMS)
    return {
        e.code: judged_parts(store, e, read.who, YEAR, [YEAR], step="all", terms=TERMS, read=read)
        for e in yearly()
    }


def anew(home: Path) -> Mapping[str, Verdict]:
    """The same by a process that has just opened the store."""
    store = open_store(None, home, atlas())
    found = figures(store)
    store.close()
    return found


def with_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Means, percentiles and good days of each city as a careful user of pandas makes them: ten of our figures."""
    grouped = frame.groupby("region", sort=False)
    means = grouped[["pm25", "pm10", "so2", "no2"]].mean()
    high = [grouped["co"].quantile(0.95), grouped["o3_8h"].quantile(0.9), grouped["pm25"].quantile(0.95),
            grouped["pm10"].quantile(0.95), grouped["so2"].quantile(0.98)]  # fmt: skip
    good = (frame[list(AIR_DAILY)].round() <= pd.Series(GOOD)).all(axis=1).groupby(frame["region"]).sum()
    return pd.concat([means, *high, good], axis=1)


def run() -> list[Figure]:
    with folder() as home:
        store = open_store(None, home, atlas())
        keep_s, facts_s = filled(store)
        table_s = seconds(lambda: _table(store), repeats=1, warm=0)
        first_s = seconds(lambda: anew(home), repeats=1, warm=0)
        cold_s = seconds(lambda: anew(home))
        warm_s = seconds(lambda: figures(store))
        rank_s = seconds(lambda: rank(store, indicator="composite_index", within="100000", start=YEAR.first,
                                      end=YEAR.last, terms=TERMS))  # fmt: skip
        frame = _table(store)
        pandas_s = seconds(lambda: with_pandas(frame))
        file = home / "days.arrow"
        feather.write_feather(pa.Table.from_pandas(frame), file, compression="uncompressed")
        arrow_s = seconds(lambda: with_pandas(feather.read_table(file).to_pandas()))
        store.close()
    hours = cube()
    out = np.empty((6, DAYS, STATIONS), np.float32)
    kernel_s = seconds(lambda: kernel(hours, out), repeats=3)
    city = np.arange(STATIONS, dtype=np.intp) % 340
    memory_s = seconds(lambda: chain(hours, city), repeats=3)
    read_s = seconds(lambda: np.nansum(hours[:, ::1].sum(dtype=np.float32)))
    what = f"{len(yearly())} figures of the year of all cities, their days and AQI"
    return [
        Figure(what="a national year of hours kept", ours=shown(keep_s)),
        Figure(what="its facts made", ours=shown(facts_s)),
        compared(
            f"{what}: months read from the table once", first_s, table_s, "pandas.read_sql of the table"
        ),
        compared(
            f"{what}: a process that opens the store", cold_s, arrow_s, "ten of them by Arrow and pandas"
        ),
        compared(f"{what}: asked again", warm_s, pandas_s, "ten of them by pandas, the table in memory"),
        compared(
            "national ranking of the year by composite index",
            rank_s,
            pandas_s,
            "the ten figures by pandas, the table in memory",
        ),
        compared(what, warm_s, memory_s, "days and index alone from the hours in memory, numpy"),
        compared(what, warm_s, kernel_s, "station days alone by a compiled kernel, hours in memory"),
        compared(what, warm_s, read_s, "summing the year's hours once, one core"),
    ]


def _table(store: Store) -> pd.DataFrame:
    with store.reading() as conn:
        return pd.read_sql(text("select * from city_day"), conn)


BENCHMARK = Benchmark(title="A national year in the store", run=run)
