"""Questions to a store of forty national days and to one of a city's year: the wall's hour, a ranking, a late
correction, a past state, a passport."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import text

from assessment.basis import Basis
from assessment.explain import explain
from assessment.moment import moment
from assessment.ranking import rank
from assessment.terms import Terms
from assessment.values import table
from benchmarks.figure import Benchmark, Figure, compared, seconds, shown
from benchmarks.loading import folder
from benchmarks.network import places
from geo.atlas import load as atlas
from indicators.parameters import AIR_HOURLY
from ingest.contract import Batch, Hours, Payload, Quality, Spell, Stage
from store.facts import refresh
from store.keeping import keep
from store.opening import Store, open_store
from store.readings import hours

DAYS = 40
START = datetime(2026, 4, 30, 16, tzinfo=UTC)
YEAR = datetime(2024, 12, 31, 16, tzinfo=UTC)
CITY, CITY_AT = "130100", 2
"""The third of the made-up network's cities."""
TERMS = Terms(basis=Basis())


def day_batch(
    day: int,
    seed: int = 0,
    *,
    network: Sequence[tuple[str, float, float, str, str]] | None = None,
    start: datetime = START,
) -> Batch:
    here = places() if network is None else network
    stations = len(here)
    rows = 24 * stations
    rng = np.random.default_rng([day, seed])
    first = int(start.timestamp()) + day * 86_400
    codes = np.array([place[0] for place in here], object)
    values = {p: rng.integers(1, 120, rows).astype(float) for p in AIR_HOURLY}
    values["co"] = values["co"] / 100
    plain = np.full(rows, Quality.NOT_EVALUATED, np.uint8)
    unmarked = np.zeros(rows, np.uint8)
    name = f"day {day}.{seed}"
    return Batch(
        payload=Payload(source="bench", name=name, sha256=hashlib.sha256(name.encode()).hexdigest(), body=b""),
        stage=Stage.PROVISIONAL,
        hours=Hours(
            station=np.tile(codes, 24), start=first + np.repeat(np.arange(24) * 3600, stations), values=values,
            quality=dict.fromkeys(AIR_HOURLY, plain), mark=dict.fromkeys(AIR_HOURLY, unmarked),
        ),
        spells=[
            Spell(station=code, name=name, area=area, longitude=lon, latitude=lat, first=first,
                  last=first + 23 * 3600, control="national")
            for code, lon, lat, area, name in here
        ],
        rejected=(), rows=rows,
    )  # fmt: skip


def a_year(home: Path) -> list[Figure]:
    """A city's year as it was known once, and the passport of its figure, in a store of fifty stations."""
    store = open_store(None, home, atlas())
    names = {place[3] for place in places()[:10]}
    network = [place for place in places() if place[3] in names]
    for day in range(365):
        keep(store, day_batch(day, network=network, start=YEAR))
    refresh(store)
    known = datetime.now(UTC)
    keep(store, day_batch(200, seed=1, network=network, start=YEAR))
    refresh(store)
    end = YEAR + timedelta(days=365)
    past = Terms(basis=Basis(), as_of=known)
    own = [place[0] for place in network if place[3] == network[CITY_AT][3]]

    def passport(terms: Terms) -> object:
        return explain(
            store, indicator="composite_index", of="city", code=CITY, start=YEAR, end=end, terms=terms
        )

    year_s = seconds(
        lambda: table(store, indicator="good_days", of="city", within=CITY, start=YEAR, end=end, every="all",
                      terms=past),
        repeats=3,
    )  # fmt: skip
    hours_s = seconds(lambda: hours(store, start=YEAR, end=end, stations=own, as_of=known), repeats=3)
    now_s, then_s = seconds(lambda: passport(TERMS)), seconds(lambda: passport(past))
    store.close()
    return [
        compared("a city's year as known before a correction", year_s, hours_s, "reading its hours alone"),
        Figure(what="passport of a city's year", ours=shown(now_s)),
        Figure(what="the same as known before the correction", ours=shown(then_s)),
    ]


def filled(store: Store) -> None:
    for day in range(DAYS):
        keep(store, day_batch(day))
    refresh(store)


def run() -> list[Figure]:
    with folder() as home:
        store = open_store(None, home, atlas())
        filled(store)
        last = START + timedelta(days=DAYS) - timedelta(hours=1)
        wall_s = seconds(lambda: moment(store, of="city", start=last, terms=TERMS))
        bare_s = seconds(lambda: _rows(store, int(last.timestamp())))
        ranking_s = seconds(
            lambda: rank(store, indicator="composite_index", within="100000", start=date(2026, 5, 3),
                         end=date(2026, 6, 5), terms=TERMS)
        )  # fmt: skip
        facts = _facts(store)
        by_pandas_s = seconds(lambda: _ranking_by_pandas(facts))
        known = datetime.now(UTC)
        keep(store, day_batch(DAYS - 1, seed=1))
        correction_s = seconds(lambda: refresh(store), repeats=1, warm=0)
        past_s = seconds(
            lambda: table(store, indicator="good_days", of="city", within="410100", start=START,
                          end=START + timedelta(days=DAYS), every="all",
                          terms=Terms(basis=Basis(), as_of=known)),
            repeats=3,
        )  # fmt: skip
        return [
            *a_year(home / "year"),
            compared("the wall's national hour", wall_s, bare_s, "reading its rows from SQL"),
            compared("national ranking of 34 days", ranking_s, by_pandas_s, "pandas on the facts in memory"),
            Figure(what="a corrected national day: its facts", ours=shown(correction_s)),
            Figure(what=f"a city's {DAYS} days as known before that", ours=shown(past_s)),
        ]


def _rows(store: Store, start: int) -> list[object]:
    with store.reading() as conn:
        return list(conn.execute(text("select * from air_hour where start = :start"), {"start": start}).all())


def _facts(store: Store) -> pd.DataFrame:
    with store.reading() as conn:
        return pd.read_sql(text("select * from city_day"), conn)


def _ranking_by_pandas(facts: pd.DataFrame) -> pd.Series[float]:
    grouped = facts.groupby("region")
    index = (
        grouped[["so2", "no2", "pm10", "pm25"]].mean().round() / [60, 40, 60, 30]
    ).sum(axis=1) + grouped["co"].quantile(0.95) / 4 + grouped["o3_8h"].quantile(0.9) / 160  # fmt: skip
    return index.rank(method="min")


BENCHMARK = Benchmark(title="Questions", run=run)
