"""Contract: `published_*` shows what a source gave out, as it stands, and is never computed from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.little_network import FIRST, Site, platform_csv, rows_of, steady
from tests.contract.process import Forked

HOUR = ("--of", "station", "--in", "焦作", "--start", "2026-03-05T08", "--end", "2026-03-05T09")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, call: Forked) -> Path:
    """A store with one station whose published AQI of 37 is not what its readings give (PM10 of 40 gives 40)."""
    folder = tmp_path_factory.mktemp("published")
    site = Site(
        code="9201A", city="焦作市", position=("113.2400", "35.2200"), name="点位",
        reads=steady(aqi="37", primarypollutant="臭氧(O3)", o3_8h="88", co_24h="0.6"),
    )  # fmt: skip
    file = platform_csv(folder / "hours.csv", [site], [FIRST])
    assert call(folder / "home", "load", "cnemc_hourly", str(file)).returncode == 0
    return folder / "home"


@pytest.mark.parametrize(
    ("indicator", "value", "unit"),
    [
        ("published_aqi", "37", ""),
        ("published_primary", "臭氧(O3)", ""),
        ("published_o3_8h", "88", "µg/m³"),
        ("published_co_24h", "0.6", "mg/m³"),
        ("published_pm25_24h", "", "µg/m³"),
        ("aqi", "40", ""),
    ],
)
def test_what_was_published_stands_beside_ours(
    home: Path, call: Forked, indicator: str, value: str, unit: str
) -> None:
    done = call(home, "table", indicator, *HOUR)
    assert done.returncode == 0, done.stderr.decode()
    (row,) = rows_of(done.stdout)
    assert (row["indicator"], row["value"], row["unit"]) == (indicator, value, unit)


def test_nothing_is_made_of_published_results(home: Path, call: Forked) -> None:
    window = (
        "--of",
        "city",
        "--in",
        "焦作",
        "--start",
        "2026-03-05",
        "--end",
        "2026-03-05",
        "--every",
        "month",
    )
    done = call(home, "table", "published_aqi", *window)
    assert done.returncode == 2
    assert "published results are shown as they are" in done.stderr.decode()
