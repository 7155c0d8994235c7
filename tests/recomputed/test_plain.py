"""The second calculator is itself held to figures that stand in print or were worked out by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from types import ModuleType

import pytest


@pytest.mark.parametrize(
    ("edition", "item", "points"),
    [
        ("2026", "pm25", "35 50  36 52  60 100  61 101  75 114  115 150  150 200"),
        ("2026", "pm10", "50 50  120 100  121 101  150 112  13251 500"),
        ("2026", "co", "2.2 55"),
        ("2026", "o3_8h", "801 300"),
        ("2012", "pm25", "75 100"),
        ("2012", "pm10", "150 100"),
    ],
)
def test_hj633_points_of_the_table(plain: ModuleType, edition: str, item: str, points: str) -> None:
    words = points.split()
    for value, expected in zip(words[::2], words[1::2], strict=True):
        row = dict.fromkeys(plain.DAY_ITEMS, "/") | {item: Fraction(value)}
        assert plain.aqi(row, edition, daily=True)[0] == int(expected)


def test_hj633_so2_hour_above_its_last_node_counts_200(plain: ModuleType) -> None:
    row = dict.fromkeys(plain.HOUR_ITEMS, "/") | {"so2": Fraction(801)}
    assert plain.aqi(row, "2026", daily=False) == (200, "so2")


def test_hj663_percentile_of_the_printed_example(plain: ModuleType) -> None:
    assert plain.percentile([Fraction(v) for v in (3, 4, 8, 2, 5, 4)], 90) == Fraction(13, 2)


@pytest.mark.parametrize(
    ("value", "expected"), [("4.5", 4), ("35.5", 36), ("44.5", 44), ("50.5", 50), ("-1.5", -2)]
)
def test_gbt8170_half_even(plain: ModuleType, value: str, expected: int) -> None:
    assert plain.half_even(Fraction(value), 0) == expected


def test_hj633_2026_5_3(plain: ModuleType) -> None:
    row = {item: Fraction(10) for item in plain.DAY_ITEMS} | {
        "co": Fraction(1),
        "pm25": None,
        "o3_8h": Fraction(160),
    }
    assert plain.aqi(row, "2026", daily=True) == (None, "")
    row["o3_8h"] = Fraction(161)
    assert plain.aqi(row, "2026", daily=True) == (101, "o3")
    row |= {"pm25": "/", "o3_8h": Fraction(160)}
    assert plain.aqi(row, "2026", daily=True) == (100, "o3")


def test_ranking_2018_index_of_a_published_table(plain: ModuleType) -> None:
    figures = {"so2": 7, "no2": 19, "pm10": 37, "pm25": 24, "co_p95": 1, "o3_8h_p90": 118}
    index = plain.composite({k: Fraction(v) for k, v in figures.items()}, "2012")
    assert plain.shown(index, "composite_index") == "2.81"
    places = plain.competition(
        {k: Fraction(v) for k, v in {"a": 9, "b": 8, "d": 9, "e": 10}.items()} | {"c": None}
    )
    assert places == {"a": 2, "b": 1, "c": None, "d": 2, "e": 4}


def test_natural_day_closes_with_the_stamp_of_the_next_midnight(plain: ModuleType) -> None:
    assert plain.natural_day("2026-04-01T0000") == (dt.date(2026, 3, 31), 24)
    assert plain.natural_day("2026-03-31T0100") == (dt.date(2026, 3, 31), 1)


def test_gb3095_ozone_day_of_few_windows_only_when_it_exceeds(plain: ModuleType) -> None:
    def day(level: int, last: int) -> dict[int, dict[str, Fraction]]:
        return {h: {"o3": Fraction(level)} for h in range(1, last + 1)}

    assert plain.ozone_day(day(160, 19)) == 160
    assert plain.ozone_day(day(160, 18)) is None
    assert plain.ozone_day(day(161, 18)) == 161
    assert plain.ozone_day(day(100, 5)) is None
