"""The national platform's own hours of 2026: AQI, 5.3, moving ozone, 24-hour means.

One month at a time, only the columns needed. The stamps are the END of the hour in Beijing time.
Holds: HJ 633-2026 5.3; HJ 633-2026 items; HJ 633-2012 items; GB 3095-2026 table 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from indicators.aggregate import moving_8h
from indicators.iaqi import aqi
from indicators.regime import regime
from indicators.rounding import half_even

pytestmark = pytest.mark.real

COLUMN = {"pm25": "pm2_5", "pm10": "pm10", "so2": "so2", "no2": "no2", "co": "co", "o3": "o3"}
LAST_OF_2012 = "2026-03-01T0000"


def months(shared: Path, columns: list[str]) -> Iterator[pd.DataFrame]:
    for path in sorted((shared / "data" / "cnemc_hourly_2026").glob("cnemc_hourly_*.parquet")):
        yield pd.read_parquet(path, columns=columns, dtype_backend="pyarrow")


def numbers(column: pd.Series[str]) -> NDArray[np.float64]:
    """Values of a text column; every mark is NaN."""
    codes, distinct = pd.factorize(column)
    values = pd.to_numeric(pd.Series(distinct, dtype=object), errors="coerce").to_numpy(float)
    return np.append(values, np.nan)[codes]


@pytest.fixture(scope="module")
def judged_hours(shared: Path) -> tuple[Counter[str], Counter[str]]:
    """Counts over every row: agreement of full rows, and what became of rows with one value missing."""
    full: Counter[str] = Counter()
    gaps: Counter[str] = Counter()
    for table in months(shared, ["timepoint", "aqi", *COLUMN.values()]):
        published = numbers(table["aqi"])
        values = {code: numbers(table[name]) for code, name in COLUMN.items()}
        unmeasured = {code: (table[name] == "/").to_numpy(bool) for code, name in COLUMN.items()}
        old = (table["timepoint"] <= LAST_OF_2012).to_numpy(bool)
        for day, rows in ((date(2026, 2, 28), old), (date(2026, 3, 1), ~old)):
            if not rows.any():
                continue
            edition = regime("auto", day).aqi
            hours = {code: v[rows] for code, v in values.items()}
            marks = {code: m[rows] for code, m in unmeasured.items()}
            result = aqi(hours, average="hour", edition=edition, not_monitored=marks)
            count(edition.number, published[rows], hours, marks, result.aqi, result.rest, full, gaps)
    return full, gaps


def count(
    number: str,
    published: NDArray[np.float64],
    hours: dict[str, NDArray[np.float64]],
    marks: dict[str, NDArray[np.bool_]],
    ours: NDArray[np.float64],
    rest: NDArray[np.float64],
    full: Counter[str],
    gaps: Counter[str],
) -> None:
    missing = {code: np.isnan(v) & ~marks[code] for code, v in hours.items()}
    complete = ~np.any([np.isnan(v) for v in hours.values()], axis=0)
    full[f"{number} rows"] += int(complete.sum())
    full[f"{number} equal"] += int((complete & (published == ours)).sum())
    how_many = np.sum(list(missing.values()), axis=0)
    not_measured = (how_many == 0) & ~complete
    full["not monitored rows"] += int(not_measured.sum())
    full["not monitored equal"] += int((not_measured & (published == ours)).sum())
    for code, gone in missing.items():
        alone = (how_many == 1) & gone & (rest <= 100)
        gaps[f"{code} rows"] += int(alone.sum())
        gaps[f"{code} published"] += int((alone & ~np.isnan(published)).sum())
        gaps[f"{code} published as the rest"] += int((alone & (published == rest)).sum())
        assert np.isnan(ours[alone]).all()


@pytest.mark.parametrize(("number", "least_rows"), [("HJ 633-2012", 60_000), ("HJ 633-2026", 3_000_000)])
def test_hourly_aqi_of_full_rows(
    judged_hours: tuple[Counter[str], Counter[str]],
    number: str,
    least_rows: int,
    record_property: Callable[[str, object], None],
) -> None:
    full, _ = judged_hours
    record_property("rows", full[f"{number} rows"])
    record_property("equal", full[f"{number} equal"])
    assert full[f"{number} rows"] > least_rows
    assert full[f"{number} equal"] / full[f"{number} rows"] >= 0.9998


def test_items_not_monitored_do_not_withhold(judged_hours: tuple[Counter[str], Counter[str]]) -> None:
    full, _ = judged_hours
    assert full["not monitored rows"] > 200_000
    assert full["not monitored equal"] / full["not monitored rows"] >= 0.9998


@pytest.mark.parametrize("code", ["so2", "co", "no2", "o3", "pm25"])
def test_5_3_is_held_exactly(judged_hours: tuple[Counter[str], Counter[str]], code: str) -> None:
    _, gaps = judged_hours
    assert gaps[f"{code} rows"] > 5_000
    assert gaps[f"{code} published"] == 0


def test_pm10_is_the_platforms_known_departure(
    judged_hours: tuple[Counter[str], Counter[str]], record_property: Callable[[str, object], None]
) -> None:
    # About 94 % of the hours that lack PM10 alone are published, as the highest of the rest. Ours withholds
    # them: the text has no exception, and `rest` carries the number for reconciliation.
    _, gaps = judged_hours
    published, rows = gaps["pm10 published"], gaps["pm10 rows"]
    record_property("rows lacking PM10 alone, rest at most 100", rows)
    record_property("published all the same", published)
    assert rows > 200_000
    assert 0.90 < published / rows < 0.97
    assert gaps["pm10 published as the rest"] / published > 0.999


def hour_axis(stamps: pd.Series[str]) -> NDArray[np.int64]:
    """Hours since the epoch of stamps in Beijing time; one more than its start, as the stamp is the end."""
    codes, distinct = pd.factorize(stamps)
    times = pd.to_datetime(pd.Series(distinct, dtype=object), format="%Y-%m-%dT%H%M").to_numpy()
    return times.astype("datetime64[h]").astype(np.int64)[codes]


def grid(table: pd.DataFrame, names: list[str]) -> tuple[int, dict[str, NDArray[np.float64]]]:
    """Ending hour of the first row, and arrays [hour, station] with every hour of the span."""
    hours = hour_axis(table["timepoint"])
    stations, _ = pd.factorize(table["stationcode"])
    first = int(hours.min())
    shape = (int(hours.max()) - first + 1, int(stations.max()) + 1)
    result = {}
    for name in names:
        cube = np.full(shape, np.nan)
        cube[hours - first, stations] = numbers(table[name])
        result[name] = cube
    return (first - 1) % 24 + 1, result


def full_window(values: NDArray[np.float64], length: int) -> NDArray[np.bool_]:
    """Where an hour and the ones before it, `length` in all, are there."""
    here = ~np.isnan(values)
    held = np.zeros(values.shape, bool)
    sums = np.cumsum(np.vstack([np.zeros((1, values.shape[1]), np.int64), here]), axis=0)
    held[length - 1 :] = sums[length:] - sums[:-length] == length
    return held


def test_moving_8_hour_ozone_of_full_windows(
    shared: Path, record_property: Callable[[str, object], None]
) -> None:
    equal = rows = outside = 0
    for table in months(shared, ["timepoint", "stationcode", "o3", "o3_8h_24h"]):
        first, cubes = grid(table, ["o3", "o3_8h_24h"])
        ours, published = moving_8h(cubes["o3"], first_hour=first), cubes["o3_8h_24h"]
        both = full_window(cubes["o3"], 8) & ~np.isnan(ours) & ~np.isnan(published)
        rows += int(both.sum())
        equal += int((half_even(ours[both]) == published[both]).sum())
        ending = (np.arange(len(ours)) + first - 1) % 24 + 1
        outside += int((~np.isnan(published[ending < 8])).sum())
    record_property("windows", rows)
    record_property("equal", equal)
    assert rows > 2_000_000
    assert equal / rows >= 0.99999
    assert outside == 0  # the platform gives no moving mean for hours 01 … 07


@pytest.mark.parametrize("code", ["so2", "no2"])
def test_24_hour_means_of_full_windows(shared: Path, code: str) -> None:
    rows = different = 0
    for table in months(shared, ["timepoint", "stationcode", code, f"{code}_24h"]):
        _, cubes = grid(table, [code, f"{code}_24h"])
        values, published = cubes[code], cubes[f"{code}_24h"]
        held = full_window(values, 24) & ~np.isnan(published)
        sums = np.cumsum(np.vstack([np.zeros((1, values.shape[1])), np.nan_to_num(values)]), axis=0)
        means = np.full(values.shape, np.nan)
        means[23:] = (sums[24:] - sums[:-24]) / 24
        rows += int(held.sum())
        different += int((half_even(means[held]) != published[held]).sum())
    assert rows > 2_000_000
    assert different == 0
