"""The storm of 11-15 March 2026 and what followed in Henan: the rule and the month without it, against plain loops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from actions.sand import approve_sand, propose_sand
from assessment.basis import Basis
from assessment.periods import SHANGHAI, Days
from assessment.sand import proposals
from assessment.terms import Terms
from assessment.values import table
from geo import atlas as places
from ingest.collect import load
from ingest.sources import source
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store
from tests.recomputed.places import HENAN

pytestmark = pytest.mark.real

GANSU = [
    "兰州市",
    "嘉峪关市",
    "酒泉市",
    "张掖市",
    "武威市",
    "金昌市",
    "白银市",
    "定西市",
    "平凉市",
    "庆阳市",
    "天水市",
]
WINDOW = Days(first=dt.date(2026, 3, 11), last=dt.date(2026, 3, 23))
STORM = Days(first=dt.date(2026, 3, 11), last=dt.date(2026, 3, 15))
TERMS = Terms(basis=Basis())


@pytest.fixture(scope="module")
def cells(shared: Path) -> pd.DataFrame:
    """PM10 of two provinces from 6 to 29 March, the hour by its start in Beijing."""
    month = shared / "data" / "cnemc_hourly_2026" / "cnemc_hourly_2026-03.parquet"
    wanted = [
        ("area", "in", [*HENAN, *GANSU]),
        ("timepoint", ">=", "2026-03-06T0100"),
        ("timepoint", "<", "2026-03-29"),
    ]
    return pq.read_table(month, filters=wanted).to_pandas()


@pytest.fixture(scope="module")
def store(cells: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("storm")
    cells.to_parquet(folder / "storm.parquet", index=False)
    opened = open_store(None, folder / "home", places.load())
    load(source("cnemc_hourly"), [folder / "storm.parquet"], Keeper(store=opened))
    refresh(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pm10(cells: pd.DataFrame) -> pd.DataFrame:
    """Columns (city, station), rows hours."""
    start = pd.to_datetime(cells["timepoint"].astype(str), format="%Y-%m-%dT%H%M") - pd.Timedelta(hours=1)
    tidy = pd.DataFrame({"start": start, "city": cells["area"].astype(str), "station": cells["stationcode"].astype(str),
                         "value": pd.to_numeric(cells["pm10"].astype(str), errors="coerce")})  # fmt: skip
    wide = tidy.pivot_table(index="start", columns=["city", "station"], values="value", dropna=False)
    return wide.reindex(pd.date_range(wide.index.min(), wide.index.max(), freq="h"))


def plainly(series: list[float]) -> list[tuple[int, int]]:
    """First and last hour of each event: twice the mean of six hours before and over 150, until back within a tenth."""
    found, since, base, last = [], None, 0.0, 0
    for t, value in enumerate(series):
        if since is not None:
            if value <= base * 1.1 + 1e-6 or t - last > 6:
                found.append((since, last))
                since = None
            elif value == value:
                last = t
        if since is None:
            before = [v for v in series[max(0, t - 6) : t] if v == v]
            if len(before) >= 4 and value >= 2 * sum(before) / len(before) - 1e-6 and value > 150:
                since, base, last = t, sum(before) / len(before), t
    return found


@pytest.mark.parametrize("province", ["河南", "甘肃"])
def test_the_rule_proposes_what_plain_loops_find(province: str, store: Store, pm10: pd.DataFrame) -> None:
    expected = set()
    for city in HENAN if province == "河南" else GANSU:
        series = pm10[city].mean(axis=1).tolist()
        for first, last in plainly(series):
            start, end = pm10.index[first], pm10.index[last] + pd.Timedelta(hours=1)
            if WINDOW.first <= start.date() <= WINDOW.last:
                expected.add((city, start, end))
    found = proposals(store, within=province, days=WINDOW, terms=TERMS)
    names = {code: places.load().find(code).name for code in {p.region for p in found}}
    got = {
        (names[p.region], *(pd.Timestamp(t.astimezone(SHANGHAI)).tz_localize(None) for t in (p.start, p.end)))
        for p in found
    }
    # An event that is still open five days after the window is cut there by the program.
    cut = pd.Timestamp(WINDOW.last) + pd.Timedelta(days=6)
    assert {(c, s, min(e, cut)) for c, s, e in expected} == got
    assert got


def test_the_storm_reached_gansu_and_no_city_mean_of_henan(store: Store) -> None:
    assert proposals(store, within="河南", days=STORM, terms=TERMS) == []
    assert len(proposals(store, within="甘肃", days=STORM, terms=TERMS)) >= 10


def test_days_with_and_without(store: Store, pm10: pd.DataFrame) -> None:
    """Luoyang: the daily means of what is left, from plain means of the published cells."""
    found = list(proposals(store, within="洛阳", days=WINDOW, terms=TERMS))
    assert [p.event for p in found] == ["410300-20260318T11", "410300-20260322T11"]
    propose_sand(store, found, by="rule", reason="by the rule")
    for one in found:
        approve_sand(store, event=one.event, by="tester", reason="dust network")
    city = pm10["洛阳市"].copy()
    for sand in ("with", "without"):
        if sand == "without":
            for one in found:
                first, end = (t.astimezone(SHANGHAI).replace(tzinfo=None) for t in (one.start, one.end))
                city.loc[(city.index >= first) & (city.index < end)] = np.nan
        by_day = city.groupby(city.index.date)
        means = by_day.mean().where(by_day.count() >= 20).mean(axis=1)
        answer = table(
            store, indicator="pm10", of="city", within="洛阳", start=WINDOW.start, end=WINDOW.end,
            terms=Terms(basis=Basis(), sand=sand), precision="full",  # type: ignore[arg-type]
        ).table  # fmt: skip
        got = {
            dt.date.fromisoformat(s[:10]): float(v or "nan")
            for s, v in zip(answer["start"], answer["value"], strict=True)
        }
        for day, value in got.items():
            assert value == pytest.approx(means[day], nan_ok=True), (sand, day)
