"""Henan in March 2026 (and Jiangsu, and the country on the day of the storm): the program against the plain one.

Every value that the command line prints is compared as text with what `plain.py` makes of the published cells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.recomputed.places import HENAN, JIANGSU

pytestmark = pytest.mark.real

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
STORM, CALM = dt.date(2026, 3, 13), dt.date(2026, 3, 22)
PROVINCES = {"河南": HENAN, "江苏": JIANGSU}
MEANS = "pm25 pm10 so2 no2 co o3_8h pm25_p95 pm10_p95 so2_p98 no2_p98 co_p95 o3_8h_p90"
COUNTS = "good_days good_day_rate heavy_days composite_index"

Ask = Callable[..., list[dict[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """March of one province, recomputed: city of a station, station hours, station days, city days."""

    city: Mapping[str, str]
    hours: Mapping[str, Mapping[dt.date, Mapping[int, Any]]]
    station_days: Mapping[str, Mapping[dt.date, Any]]
    city_days: Mapping[str, Mapping[dt.date, Any]]


@pytest.fixture(scope="session")
def recomputed(plain: ModuleType, march_files: tuple[Path, ...]) -> Callable[[str], Month]:
    """The month of one province, made once a run."""
    made: dict[str, Month] = {}

    def month(province: str) -> Month:
        if province not in made:
            hours, city = plain.published(march_files, FIRST, LAST, PROVINCES[province])
            days = {s: {d: plain.station_day(h) for d, h in by_day.items()} for s, by_day in hours.items()}
            made[province] = Month(
                city=city, hours=hours, station_days=days, city_days=plain.by_city(days, city)
            )
        return made[province]

    return month


def stamp(day: dt.date, hour: int = 0) -> str:
    return f"{day}T{hour:02d}:00:00+08:00"


def calendar() -> list[dt.date]:
    return [FIRST + dt.timedelta(days=i) for i in range(31)]


def differences(
    rows: list[dict[str, str]], expected: Mapping[tuple[str, str], str], key: str = "name"
) -> list[str]:
    """One sentence for every value that is not the same, missing or too many."""
    got = {(row[key], row["start"]): row["value"] for row in rows}
    assert len(got) == len(rows), "a member appears twice in one interval"
    keys = sorted(set(got) | set(expected))
    return [
        f"{k}: program {got.get(k, 'has no row')!r}, plain {expected.get(k, 'has no row')!r}"
        for k in keys
        if got.get(k) != expected.get(k)
    ]


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("name", ["pm25", "pm10", "so2", "no2", "co", "o3_8h"])
def test_663_city_day_is_the_mean_of_its_stations(
    name: str, province: str, plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    rows = ask("table", name, "--of", "city", "--in", province, "--start", f"{FIRST}", "--end", f"{LAST}",
               "--every", "day")  # fmt: skip
    days = recomputed(province).city_days
    expected = {
        (city, stamp(day)): plain.shown(v if isinstance(v := days[city][day][name], Fraction) else None, name)
        for city in PROVINCES[province]
        for day in calendar()
    }
    assert len(expected) == len(PROVINCES[province]) * 31
    assert differences(rows, expected) == []
    counted = {
        (city, stamp(day)): sum(
            isinstance(rows_of[day][name], Fraction)
            for code, rows_of in recomputed(province).station_days.items()
            if recomputed(province).city[code] == city and day in rows_of
        )
        for city in PROVINCES[province]
        for day in calendar()
    }
    assert {(row["name"], row["start"]): int(row["valid"]) for row in rows} == counted


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("edition", ["2026", "2012"])
@pytest.mark.parametrize("name", ["aqi", "primary"])
def test_hj633_city_day(
    name: str, edition: str, province: str, plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    rows = ask("table", name, "--of", "city", "--in", province, "--start", f"{FIRST}", "--end", f"{LAST}",
               "--every", "day", "--edition", "auto" if edition == "2026" else edition)  # fmt: skip
    days = recomputed(province).city_days
    expected = {}
    for city in PROVINCES[province]:
        for day in calendar():
            index, primary = plain.aqi(days[city][day], edition, daily=True)
            expected[city, stamp(day)] = plain.shown(index, "aqi") if name == "aqi" else primary
    assert differences(rows, expected) == []
    assert {row["edition"] for row in rows} == {f"HJ 633-{edition}"}


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("name", ["pm25", "co", "o3_8h"])
def test_full_precision_is_the_exact_mean(
    name: str, province: str, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    rows = ask("table", name, "--of", "city", "--in", province, "--start", f"{FIRST}", "--end", f"{LAST}",
               "--every", "day", "--precision", "full")  # fmt: skip
    days = recomputed(province).city_days
    assert len(rows) == len(PROVINCES[province]) * 31
    for row in rows:
        exact = days[row["name"]][dt.date.fromisoformat(row["start"][:10])][name]
        if isinstance(exact, Fraction):
            assert float(row["value"]) == pytest.approx(float(exact), rel=1e-9), row
        else:
            assert row["value"] == "", row


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize(
    ("name", "edition"),
    [(name, "2026") for name in (MEANS + " " + COUNTS).split()] + [(name, "2012") for name in COUNTS.split()],
)
def test_663_month_of_a_city(
    name: str, edition: str, province: str, plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    """The mean, percentile, count or index of the month; empty with a note below 27 valid days."""
    rows = ask("table", name, "--of", "city", "--in", province, "--start", f"{FIRST}", "--end", f"{LAST}",
               "--every", "month", "--edition", "auto" if edition == "2026" else edition)  # fmt: skip
    days = recomputed(province).city_days
    expected = {
        (city, stamp(FIRST)): plain.shown(plain.month(days[city], edition)[name], name)
        for city in PROVINCES[province]
    }
    assert differences(rows, expected) == []
    for row in rows:
        assert row["end"] == "2026-04-01T00:00:00+08:00"
        assert row["expected"] == "31"
        assert row["value"] or row["note"], f"an empty value without a word why: {row}"


@pytest.mark.parametrize("province", PROVINCES)
def test_663_month_counts_its_valid_days(province: str, recomputed: Callable[[str], Month], ask: Ask) -> None:
    rows = ask("table", "pm10", "--of", "city", "--in", province, "--start", f"{FIRST}", "--end", f"{LAST}",
               "--every", "month")  # fmt: skip
    days = recomputed(province).city_days
    expected = {
        city: sum(isinstance(row["pm10"], Fraction) for row in days[city].values())
        for city in PROVINCES[province]
    }
    assert {row["name"]: int(row["valid"]) for row in rows} == expected


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("day", [STORM, CALM], ids=str)
@pytest.mark.parametrize("name", ["pm25", "co", "o3", "aqi", "primary"])
def test_hj633_city_hour(
    name: str, day: dt.date, province: str, plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    rows = ask("table", name, "--of", "city", "--in", province, "--start", f"{day}", "--end", f"{day}",
               "--every", "hour")  # fmt: skip
    month = recomputed(province)
    hours = plain.by_city(
        {s: days.get(day, {}) for s, days in month.hours.items()}, month.city, plain.HOUR_ITEMS
    )
    expected = {}
    for city in PROVINCES[province]:
        for hour in range(1, 25):
            row = hours[city].get(hour, dict.fromkeys(plain.HOUR_ITEMS))
            index, primary = plain.aqi(row, "2026", daily=False)
            value = row.get(name)
            text = {"aqi": plain.shown(index, "aqi"), "primary": primary}.get(
                name, plain.shown(value if isinstance(value, Fraction) else None, name)
            )
            expected[city, stamp(day, hour - 1)] = text
    assert differences(rows, expected) == []


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("name", ["pm25", "pm10", "co", "o3_8h", "aqi"])
def test_gb3095_station_day(
    name: str, province: str, plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    rows = ask("table", name, "--of", "station", "--in", province, "--start", f"{FIRST}", "--end", f"{LAST}",
               "--every", "day")  # fmt: skip
    days = recomputed(province).station_days
    expected = {}
    for code, by_day in days.items():
        for day in calendar():
            row = by_day.get(day, dict.fromkeys(plain.DAY_ITEMS))
            value = plain.aqi(row, "2026", daily=True)[0] if name == "aqi" else row[name]
            expected[code, stamp(day)] = plain.shown(None if value == "/" else value, name)
    assert differences(rows, expected, key="code") == []


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("name", ["pm10", "o3", "o3_8h", "aqi"])
def test_hj633_station_hour_of_the_storm(
    name: str, province: str, plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    """Moving means are compared from 08 on: the standard's windows of a day end there."""
    rows = ask("table", name, "--of", "station", "--in", province, "--start", f"{STORM}", "--end", f"{STORM}",
               "--every", "hour")  # fmt: skip
    first = 8 if name == "o3_8h" else 1
    expected = {}
    for code, days in recomputed(province).hours.items():
        day = days.get(STORM, {})
        for hour in range(first, 25):
            row = day.get(hour, dict.fromkeys(plain.HOUR_ITEMS))
            if name == "o3_8h":
                value = plain.moving_mean(day, hour)
            else:
                value = plain.aqi(row, "2026", daily=False)[0] if name == "aqi" else row[name]
            expected[code, stamp(STORM, hour - 1)] = plain.shown(None if value == "/" else value, name)
    late = [row for row in rows if row["start"] >= stamp(STORM, first - 1)]
    assert differences(late, expected, key="code") == []


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("edition", ["2026", "2012"])
def test_ranking_of_the_month(
    edition: str, province: str, plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    """Best first, ties share the better place, who has no value comes last with an empty rank."""
    rows = ask("rank", "composite_index", "--in", province, "--start", f"{FIRST}", "--end", f"{LAST}",
               "--edition", "auto" if edition == "2026" else edition)  # fmt: skip
    days = recomputed(province).city_days
    index = {c: plain.month(days[c], edition)["composite_index"] for c in PROVINCES[province]}
    places = plain.competition(index)
    expected = {
        city: ("" if place is None else str(place), plain.shown(index[city], "composite_index"))
        for city, place in places.items()
    }
    assert {row["name"]: (row["rank"], row["value"]) for row in rows} == expected
    assert len(rows) == len(PROVINCES[province])
    printed = [int(row["rank"]) if row["rank"] else 10**6 for row in rows]
    assert printed == sorted(printed)


def test_province_is_the_mean_of_its_cities(
    plain: ModuleType, recomputed: Callable[[str], Month], ask: Ask
) -> None:
    rows = ask("table", "pm25", "--of", "province", "--in", "河南", "--start", f"{FIRST}", "--end", f"{LAST}",
               "--every", "month")  # fmt: skip
    days = recomputed("河南").city_days
    cities = [plain.month(days[city], "2026")["pm25"] for city in HENAN]
    assert None not in cities
    assert [(row["code"], row["value"]) for row in rows] == [
        ("410000", plain.shown(plain.mean(cities), "pm25"))
    ]


@pytest.mark.parametrize("name", ["aqi", "pm25", "o3_8h"])
def test_the_whole_country_on_the_day_of_the_storm(
    name: str, plain: ModuleType, march_files: tuple[Path, ...], ask: Ask
) -> None:
    """Every published city, wherever its stations lie on the map."""
    hours, city = plain.published(march_files, STORM, STORM)
    days = {s: {d: plain.station_day(h) for d, h in by_day.items()} for s, by_day in hours.items()}
    expected = {}
    for area, by_day in plain.by_city(days, city).items():
        row = by_day[STORM]
        value = plain.aqi(row, "2026", daily=True)[0] if name == "aqi" else row[name]
        expected[area, stamp(STORM)] = plain.shown(None if value == "/" else value, name)
    assert len(expected) > 335
    rows = ask("table", name, "--of", "city", "--start", f"{STORM}", "--end", f"{STORM}", "--every", "day")
    assert differences(rows, expected) == []
