"""Jiaozuo as of 20 September 2016 against its targets of the year: the worked example, by the command line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.contract.process import Forked

pytestmark = pytest.mark.real
DAY = ("--day", "2016-09-20")
Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="module")
def days(shared: Path) -> dict[str, dict[str, float]]:
    """PM10 and PM2.5 of Jiaozuo by day, read from the file without the program."""
    path = shared / "data" / "city_daily" / "aqistudy_366cities_2013-12_2017-01.parquet"
    rows = pq.read_table(path, filters=[("city", "=", "焦作")]).to_pylist()
    return {
        name: {r["date"]: float(r[column]) for r in rows}
        for name, column in (("pm10", "PM10"), ("pm25", "PM2.5"))
    }


@pytest.fixture(scope="module")
def ask(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    call = Forked()
    place = tmp_path_factory.mktemp("targets")
    path = shared / "data" / "city_daily" / "aqistudy_366cities_2013-12_2017-01.parquet"
    cut = place / "days.parquet"
    pq.write_table(pq.read_table(path, filters=[("city", "=", "焦作")]), cut)
    loaded = call(place, "load", "city_daily", str(cut))
    assert loaded.returncode == 0, loaded.stderr.decode("utf-8")

    def rows(*arguments: str) -> list[dict[str, str]]:
        done = call(place, "targets", *arguments)
        assert done.returncode == 0, done.stderr.decode("utf-8")
        return list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline="")))

    yield rows
    call.close()


def test_the_board_of_20_september(ask: Ask) -> None:
    told = {
        row["indicator"]: row
        for row in ask("progress", "--in", "410800", *DAY)
        if row["start"] == "2016-01-01"
    }
    assert {code: row["state_zh"] for code, row in told.items()} == {
        "good_days": "暂未达标",
        "pm10": "暂未达标",
        "pm25": "暂未达标",
    }
    pm10, pm25, good = told["pm10"], told["pm25"], told["good_days"]
    assert (pm10["figure"], pm10["target"], pm10["remaining"], pm10["control"]) == (
        "132.25",
        "104",
        "102",
        "30.8",
    )
    assert (pm25["figure"], pm25["target"], pm25["remaining"], pm25["control"]) == (
        "75.57",
        "72",
        "102",
        "62.7",
    )
    assert {row["proof"] for row in told.values()} == {"open"}
    # The paper's own figures beside ours: 135 of 195 leaves 60 in 102; our 122 leave 73.
    assert (good["figure"], good["control"]) == ("122", "73")
    assert (good["reported"], good["reported_control"]) == ("135", "60")
    assert (pm10["reported"], pm25["reported"]) == ("132", "75")


@pytest.mark.parametrize(("code", "target", "control"), [("pm10", 104, 30.8), ("pm25", 72, 62.7)])
def test_the_year_ends_on_target_at_the_control_value_and_not_one_step_above(
    ask: Ask, days: dict[str, dict[str, float]], code: str, target: float, control: float
) -> None:
    so_far = [v for d, v in days[code].items() if "2016-01-01" <= d <= "2016-09-20" and v > 0]
    assert len(so_far) == 264
    assert (sum(so_far) + control * 102) / 366 <= target < (sum(so_far) + (control + 0.1) * 102) / 366
    for level, met in ((control, "true"), (round(control + 0.1, 1), "false")):
        (row,) = ask("progress", f"410800-2016-{code}", *DAY, "--if", str(level))
        assert (row["if_met"], row["probability"], row["years"]) == (met, "", "2")
        assert "too_few_years" in row["note"].split(";")


def test_the_same_days_of_2014_and_2015_stand_beside_it(ask: Ask, days: dict[str, dict[str, float]]) -> None:
    rows = ask("progress", "410800-2016-pm25", *DAY, "--show", "years", "--precision", "full")
    assert [row["year"] for row in rows] == ["2015", "2014"]
    for row in rows:
        year = row["year"]
        values = [v for d, v in days["pm25"].items() if f"{year}-09-21" <= d <= f"{year}-12-31" and v > 0]
        assert float(row["rest"]) == pytest.approx(sum(values) / len(values))
        assert (row["rest_valid"], row["would_meet"]) == ("102", "false")


def test_by_the_end_of_the_year_both_were_missed(ask: Ask) -> None:
    rows = ask("progress", "--in", "410800", "--day", "2016-12-31")
    told = {row["indicator"]: row for row in rows if row["start"] == "2016-01-01"}
    assert (told["pm10"]["state_zh"], told["pm25"]["state_zh"]) == ("未达标", "未达标")
