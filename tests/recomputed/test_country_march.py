"""The long proof: every published city of the country through March 2026, day by day and as a month."""

from __future__ import annotations

import csv
import datetime as dt
import io
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.contract.process import command_line

pytestmark = [pytest.mark.real, pytest.mark.prove, pytest.mark.timeout(3000)]

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
WINDOW = ("--start", f"{FIRST}", "--end", f"{LAST}")


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    """The month as published, and the file whose first hour closes its last day."""
    folder = shared / "data" / "cnemc_hourly_2026"
    return [folder / f"cnemc_hourly_2026-{month}.parquet" for month in ("03", "04")]


@pytest.fixture(scope="module")
def home(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of a store that holds both files whole."""
    place = tmp_path_factory.mktemp("country")
    for file in files:
        loaded = command_line(place, "load", "cnemc_hourly", str(file), patience_s=1500)
        assert loaded.returncode == 0, loaded.stderr.decode("utf-8")
    return place


@pytest.fixture(scope="module")
def city_days(plain: ModuleType, files: list[Path]) -> dict[str, dict[dt.date, Any]]:
    """City days of the whole country, recomputed."""
    hours, city = plain.published(files, FIRST, LAST)
    days = {s: {d: plain.station_day(h) for d, h in by_day.items()} for s, by_day in hours.items()}
    made: dict[str, dict[dt.date, Any]] = plain.by_city(days, city)
    return made


def table(home: Path, name: str, every: str) -> dict[tuple[str, str], str]:
    done = command_line(home, "table", name, "--of", "city", *WINDOW, "--every", every)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    rows = csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline=""))
    return {(row["name"], row["start"][:10]): row["value"] for row in rows}


@pytest.mark.parametrize("name", ["aqi", "primary", "pm25", "pm10", "so2", "no2", "co", "o3_8h"])
def test_city_days_of_the_country(
    name: str, plain: ModuleType, home: Path, city_days: dict[str, Any]
) -> None:
    """A day on which no station of a city sent anything may be left out or stand empty."""
    expected = {}
    for area, days in city_days.items():
        for day, row in days.items():
            index, primary = plain.aqi(row, "2026", daily=True)
            value = row.get(name) if isinstance(row.get(name), Fraction) else None
            text = {"aqi": plain.shown(index, "aqi"), "primary": primary}.get(name, plain.shown(value, name))
            expected[area, f"{day}"] = text
    assert len(expected) > 341 * 30
    found = table(home, name, "day")
    wrong = {k: (found.get(k), v) for k, v in expected.items() if found.get(k) != v}
    more = {k: v for k, v in found.items() if v and k not in expected}
    assert (wrong, more) == ({}, {})


@pytest.mark.parametrize(
    "name", ["pm25", "pm10", "co_p95", "o3_8h_p90", "good_days", "good_day_rate", "composite_index"]
)
def test_months_of_the_country(name: str, plain: ModuleType, home: Path, city_days: dict[str, Any]) -> None:
    expected = {
        (area, f"{FIRST}"): plain.shown(plain.month(days, "2026")[name], name)
        for area, days in city_days.items()
    }
    assert len(expected) == 341
    found = table(home, name, "month")
    wrong = {k: (found.get(k), v) for k, v in expected.items() if found.get(k) != v}
    more = {k: v for k, v in found.items() if v and k not in expected}
    assert (wrong, more) == ({}, {})
