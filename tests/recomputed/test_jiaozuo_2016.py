"""Jiaozuo and Henan in 2016 from published city days: the figures of the city's paper, and a ranking by hand."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).resolve().parents[2]
HENAN = {
    "郑州": "410100", "开封": "410200", "洛阳": "410300", "平顶山": "410400", "安阳": "410500", "鹤壁": "410600",
    "新乡": "410700", "焦作": "410800", "濮阳": "410900", "许昌": "411000", "漯河": "411100", "三门峡": "411200",
    "南阳": "411300", "商丘": "411400", "信阳": "411500", "周口": "411600", "驻马店": "411700", "济源": "419001",
}  # fmt: skip
WINDOW = ("2016-07-16", "2016-09-20")
AQISTUDY = "aqistudy_366cities_2013-12_2017-01.parquet"


def command_line(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LANBI_")}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=CHECKOUT,
        env={**clean, "LANBI_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=280,
        check=False,
    )


def rows_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.fixture(scope="module")
def henan(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published days of Henan's cities, as the set has them."""
    chosen = [("city", "in", sorted(HENAN))]
    table = pq.read_table(shared / "data" / "city_daily" / AQISTUDY, filters=chosen)
    path = tmp_path_factory.mktemp("henan") / "henan.parquet"
    pq.write_table(table, path)
    return path


@pytest.fixture(scope="module")
def home(henan: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of a store of them, loaded twice, which is once."""
    place = tmp_path_factory.mktemp("home")
    for known in ("0", "all"):
        done = command_line(place, "load", "city_daily", str(henan))
        assert done.returncode == 0, done.stderr
        told = {line[:-10].strip(): line[-10:].strip() for line in done.stdout.splitlines() if "  " in line}
        assert told["kept" if known == "0" else "known already"] == told["readings"] != "0"
        assert told["known already" if known == "0" else "kept"] == "0"
    return place


@pytest.mark.parametrize(
    ("indicator", "value"),
    [("pm10", 132.25), ("pm25", 75.57), ("good_days", 122)],
)
def test_jiaozuo_up_to_20_september(home: Path, indicator: str, value: float) -> None:
    asked = [
        "--of",
        "city",
        "--in",
        "410800",
        "--start",
        "2016-01-01",
        "--end",
        "2016-09-20",
        "--every",
        "all",
    ]
    (row,) = rows_of(command_line(home, "table", indicator, *asked, "--precision", "full"))
    assert round(float(row["value"]), 2) == value
    assert (row["expected"], row["observed"], row["valid"]) == ("264", "264", "264")
    assert row["note"].split(";") == ["partial_period", "published_days"]
    assert "2012" in row["edition"] or "2013" in row["edition"]


def half_even(number: Fraction, decimals: int) -> Fraction:
    return Fraction(round(number * 10**decimals), 10**decimals)


def percentile(values: list[Fraction], p: int) -> Fraction:
    """HJ 663: k = 1 + (n − 1)·p/100, interpolated between the values of rank ⌊k⌋ and ⌊k⌋ + 1."""
    ordered = sorted(values)
    at = Fraction((len(ordered) - 1) * p, 100)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def test_the_ranking_of_henan_s_cities_names_the_two_that_are_missing_last(home: Path, henan: Path) -> None:
    days: dict[str, list[dict[str, Fraction]]] = defaultdict(list)
    for row in pq.read_table(henan).to_pylist():
        if WINDOW[0] <= row["date"] <= WINDOW[1]:
            days[row["city"]].append(
                {k: Fraction(row[k]) for k in ("PM2.5", "PM10", "SO2", "CO", "NO2", "O3")}
            )
    assert len(days) == 16
    expected = {}
    for city, found in days.items():
        assert len(found) == 67
        assert all(value > 0 for day in found for value in day.values())
        column = {name: [day[name] for day in found] for name in found[0]}
        mean = {name: sum(values) / len(values) for name, values in column.items()}
        parts = [
            (half_even(mean["SO2"], 0), 60), (half_even(mean["NO2"], 0), 40), (half_even(mean["PM10"], 0), 70),
            (half_even(mean["PM2.5"], 0), 35), (half_even(percentile(column["CO"], 95), 1), 4),
            (half_even(percentile(column["O3"], 90), 0), 160),
        ]  # fmt: skip
        expected[HENAN[city]] = sum(half_even(value / limit, 2) for value, limit in parts)
    asked = ["--in", "河南", "--start", WINDOW[0], "--end", WINDOW[1]]
    ranked = rows_of(command_line(home, "rank", "composite_index", *asked))
    assert len(ranked) == 18
    placed = [row for row in ranked if row["rank"]]
    assert {row["code"]: Fraction(row["value"]) for row in placed} == expected
    assert [expected[row["code"]] for row in placed] == sorted(expected.values())
    for row in placed:
        assert int(row["rank"]) == 1 + sum(value < expected[row["code"]] for value in expected.values())
    last = [(row["rank"], row["name"], row["value"], row["observed"]) for row in ranked[16:]]
    assert last == [("", "周口市", "", "0"), ("", "济源市", "", "0")]


def test_the_mislabelled_file_is_refused_whole_and_the_others_go_in(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "city_daily"
    files = ["raw_capitals_2025/郑州.csv", "raw_aqistudy_2017/焦作.csv"]
    done = command_line(tmp_path, "load", "city_daily", *(str(folder / name) for name in files))
    assert done.returncode == 1
    assert "do not hold what they are named after" in done.stderr
    told = {
        line[:-10].strip(): int(line[-10:])
        for line in done.stdout.splitlines()
        if line[-3:].strip().isdigit()
    }
    assert (told["payloads"], told["payloads refused"], told["rejected"]) == (1, 1, 0)
    assert told["rows taken"] == 1128
