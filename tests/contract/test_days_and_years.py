"""Lists of days, rows of years and explanations of several parts, as a user calls them; what is said of nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.process import Forked

Ask = Callable[..., list[dict[str, str]]]
CHANGE = ("--start", "2026-02-28", "--end", "2026-03-01")
DAYS = ("--start", "2026-03-05", "--end", "2026-03-06")


def test_a_list_of_exceedances_reconciles_and_says_so(home: Path, ask: Ask, call: Forked) -> None:
    listed = ask("exceedances", "--start", "2026-03-05", "--end", "2026-03-06", "--missing")
    counted = {
        name: {
            row["code"]: row["value"] for row in ask("table", name, "--of", "city", *DAYS, "--every", "all")
        }
        for name in ("good_days", "exceedance_days")
    }
    for code, over in counted["exceedance_days"].items():
        mine = [row for row in listed if row["code"] == code]
        assert sum(row["aqi"] != "" for row in mine) == int(over or 0)
        assert all(row["note"] for row in mine if not row["aqi"])
        assert int(counted["good_days"][code] or 0) + len(mine) == 2
    done = call(home, "exceedances", "--start", "2026-03-05", "--end", "2026-03-06")
    assert str(len([row for row in listed if row["aqi"]])) in done.stderr.decode("utf-8")


@pytest.mark.parametrize("by", ["place", "region", "day"])
def test_episodes_answer_by_place_region_and_day(by: str, home: Path, call: Forked) -> None:
    done = call(home, "episodes", "--in", "河南", *DAYS, "--by", by)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert done.stdout.decode("utf-8").startswith("code,name,")


def test_compliance_across_the_change_is_judged_day_by_day(ask: Ask) -> None:
    (row,) = ask("table", "compliance_rate_pm25", "--of", "city", "--in", "洛阳", *CHANGE, "--every", "all")
    assert row["edition"] == "GB 3095-2012+GB 3095-2026 (transition)"
    assert "two_editions" in row["note"].split(";")


def test_several_parts_are_explained_together(home: Path, call: Forked) -> None:
    done = call(home, "explain", "days_by_level", "--of", "city", "--in", "洛阳", *DAYS)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    text = done.stdout.decode("utf-8")
    assert text.count("各级别天数：") == 6
    assert "## days" in text


def test_compliance_is_explained_with_its_limits(home: Path, call: Forked) -> None:
    done = call(home, "explain", "compliance_rate_pm25", "--of", "city", "--in", "洛阳", *CHANGE)
    text = done.stdout.decode("utf-8")
    assert "GB 3095-2012: pm25 75; GB 3095-2026 (transition): pm25 60" in text
    assert "1 / 2 = 50.0 %" in text


def test_a_row_of_years_is_of_whole_years(home: Path, call: Forked) -> None:
    done = call(home, "table", "rank_trend_pm25", "--of", "city", *DAYS)
    assert done.returncode == 2
    assert "whole calendar years" in done.stderr.decode("utf-8")


def test_years_without_days_are_missing_and_named(ask: Ask) -> None:
    years = ("--start", "2022-01-01", "--end", "2026-12-31")
    for row in ask("table", "trend_slope_pm25", "--of", "city", *years):
        assert row["value"] == ""
        assert row["years_missing"] == "2022 2023 2024 2025 2026"
        assert "few_years" in row["note"].split(";")


def test_a_place_without_stations_is_told_in_a_sentence(home: Path, call: Forked) -> None:
    done = call(home, "table", "pm25", "--of", "city", "--in", "三沙市", *DAYS)
    assert done.returncode == 0
    assert "no city in 三沙市" in done.stderr.decode("utf-8")


def test_a_file_that_cannot_be_read_is_told_without_a_table_of_zeros(tmp_path: Path, call: Forked) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("x\n", encoding="utf-8")
    done = call(tmp_path / "home", "load", "cnemc_hourly", str(path))
    assert done.returncode == 1
    assert done.stdout == b""
    assert "bad.csv" in done.stderr.decode("utf-8")


def test_a_line_of_a_list_that_is_refused_is_named(tmp_path: Path, call: Forked) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,name\n410800,焦作市\n999999,无\n", encoding="utf-8")
    done = call(tmp_path / "home", "lists", "upload", "mine", str(path), "--by", "Li", "--reason", "a test")
    assert done.returncode == 1
    assert "line 3" in done.stderr.decode("utf-8")
