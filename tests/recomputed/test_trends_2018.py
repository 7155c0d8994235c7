"""Trends of the capitals from 2014 to 2018, from published city days, worked a second time in plain loops.

Holds: HJ 663-2013 trend; HJ 663-2026 three-year mean.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq
import pytest

from tests.recomputed.test_jiaozuo_2016 import command_line, rows_of

pytestmark = pytest.mark.real

NAMES = {"110000": "北京", "310000": "上海", "440100": "广州"}
WINDOW = ("--start", "2014-01-01", "--end", "2018-12-31")


@pytest.fixture(scope="module")
def capitals(shared: Path) -> Path:
    return shared / "data" / "city_daily" / "capitals_2014_2018.parquet"


@pytest.fixture(scope="module")
def home(capitals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home")
    command_line(place, "load", "city_daily", str(capitals))
    return place


@pytest.fixture(scope="module")
def yearly(capitals: Path) -> dict[str, dict[int, Fraction]]:
    """PM2.5 of each valid year: 324 days, and 27 in each month, in February 25."""
    days: dict[tuple[str, int], list[tuple[int, Fraction]]] = defaultdict(list)
    table = pq.read_table(capitals, columns=["city", "date", "PM2.5"])
    for city, day, value in zip(
        *(table[name].to_pylist() for name in ("city", "date", "PM2.5")), strict=True
    ):
        # A day on which every item is 0 was not measured.
        if value is not None and float(value) > 0:
            days[city, int(str(day)[:4])].append((int(str(day)[5:7]), Fraction(str(value))))
    found: dict[str, dict[int, Fraction]] = defaultdict(dict)
    for (city, year), values in days.items():
        months = [sum(m == month for m, _ in values) for month in range(1, 13)]
        if len(values) >= 324 and all(n >= (25 if i == 1 else 27) for i, n in enumerate(months)):
            found[city][year] = sum((v for _, v in values), Fraction(0)) / len(values)
    return found


@pytest.mark.parametrize("code", NAMES)
def test_the_trend_of_a_capital_is_that_of_its_yearly_means(
    code: str, home: Path, yearly: dict[str, dict[int, Fraction]]
) -> None:
    means = yearly[NAMES[code]]
    assert sorted(means) == [2014, 2015, 2016, 2017, 2018]
    series = [means[year] for year in sorted(means)]
    rank = [sum(other < value for other in series) + 1 for value in series]
    r_s = 1 - Fraction(6 * sum((r - i - 1) ** 2 for i, r in enumerate(rank)), 5**3 - 5)
    slope = median((series[j] - series[i]) / (j - i) for i in range(5) for j in range(i + 1, 5))
    found = {
        name: rows_of(command_line(home, "table", f"{name}_pm25", "--of", "city", "--in", code, *WINDOW))
        for name in ("rank_trend", "trend_slope", "three_year_mean")
    }
    (trend,), (sloped,) = found["rank_trend"], found["trend_slope"]
    assert float(trend["value"]) == pytest.approx(float(r_s), abs=5e-4)
    assert trend["trend"] == ("fall" if r_s <= Fraction(-9, 10) else "none")
    assert float(sloped["value"]) == pytest.approx(float(slope), abs=5e-3)
    assert [float(row["value"]) for row in found["three_year_mean"]] == pytest.approx(
        [float(sum(series[i : i + 3]) / 3) for i in range(3)], abs=0.05
    )
