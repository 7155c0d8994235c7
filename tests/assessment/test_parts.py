"""Indicators with a dimension of their own, asked part by part, and provinces of which a city has no value.

The expected figures are worked by hand from the readings of the little store: PM2.5 of 35 (Zhengzhou), 40 and 65
(Xinxiang), PM10 50, SO2 10, NO2 20, CO 0.5, O3 60 in every hour, under the editions of March 2026.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessment.catalogue import catalogue, entry, parts_of
from assessment.periods import midnight
from assessment.values import table
from commands.sheet import passport_words
from store.opening import Store
from tests.assessment.few_cities import END, START, TERMS, XINXIANG, ZHENGZHOU


def values(store: Store, indicator: str, code: str) -> dict[str, str]:
    answer = table(
        store, indicator=indicator, of="city", within="河南", every="all", terms=TERMS, start=midnight(START),
        end=midnight(END + timedelta(days=1)),
    )  # fmt: skip
    rows = answer.table[answer.table["code"] == code]
    assert rows["indicator"].tolist() == sorted(rows["indicator"])
    return {
        name.removeprefix(f"{indicator}_"): v
        for name, v in zip(rows["indicator"], rows["value"], strict=True)
    }


@pytest.mark.parametrize(
    ("indicator", "city", "expected"),
    [
        # 65 µg/m³ of PM2.5 is an AQI of 105, 35 one of 50.
        ("days_by_level", XINXIANG, {"1": "0", "2": "0", "3": "2", "4": "0", "5": "0", "6": "0"}),
        ("days_by_level", ZHENGZHOU, {"1": "2", "2": "0", "3": "0", "4": "0", "5": "0", "6": "0"}),
        (
            "days_by_primary",
            XINXIANG,
            {"pm25": "2", "pm10": "0", "so2": "0", "no2": "0", "co": "0", "o3_8h": "0"},
        ),
        # GB 3095-2026, transition: a day of PM2.5 may be 60.
        (
            "compliance_rate",
            XINXIANG,
            {
                "pm25": "0.0", "pm10": "100.0", "so2": "100.0", "no2": "100.0", "co": "100.0", "o3_8h": "100.0",
                "all": "0.0",
            },
        ),
        # Against 60/40/60/30/4/160.
        (
            "exceedance_multiple",
            XINXIANG,
            {"so2": "0.00", "no2": "0.00", "pm10": "0.00", "pm25": "1.17", "co_p95": "0.00", "o3_8h_p90": "0.00"},
        ),
        (
            "single_indices",
            XINXIANG,
            {"so2": "0.17", "no2": "0.50", "pm10": "0.83", "pm25": "2.17", "co_p95": "0.12", "o3_8h_p90": "0.38"},
        ),
    ],
)  # fmt: skip
def test_every_part_of_an_indicator_is_a_row(
    indicator: str, city: str, expected: dict[str, str], cities: Store
) -> None:
    assert values(cities, indicator, city) == expected


def test_one_part_is_asked_by_its_own_code(cities: Store) -> None:
    assert values(cities, "days_by_level_3", XINXIANG) == {"days_by_level_3": "2"}
    assert set(parts_of("days_by_level")) <= set(catalogue())
    with pytest.raises(LookupError, match="days_by_level_1"):
        entry("days_by_level")


def test_a_city_without_a_value_is_told_and_does_not_empty_the_coverage_of_its_province(
    cities: Store,
) -> None:
    answer = table(
        cities, indicator="pm25", of="province", within="河南", every="all", terms=TERMS, start=midnight(START),
        end=midnight(END + timedelta(days=1)),
    )  # fmt: skip
    (row,) = answer.table.to_dict("records")
    assert row["value"] == "45"  # (35 + 40 + 65 + 40) / 4; Jiyuan sent nothing in these days
    assert (row["expected"], row["observed"], row["valid"]) == (2, 2, 2)
    assert "cities_missing" in row["note"].split(";")


@pytest.mark.parametrize(
    ("indicator", "command"),
    [("sand_hours", "sand propose"), ("validity_budget", "budget"), ("in_day_control", "control")],
)
def test_what_is_made_from_hours_is_not_made_from_days(indicator: str, command: str, cities: Store) -> None:
    with pytest.raises(LookupError, match=f"ask it with `{command}`"):
        values(cities, indicator, XINXIANG)


def test_a_mean_under_an_edition_without_a_text_names_the_clause_that_it_follows(cities: Store) -> None:
    answer = table(
        cities, indicator="pm25", of="city", within="河南", every="all", terms=TERMS, start=midnight(START),
        end=midnight(END + timedelta(days=1)),
    )  # fmt: skip
    assert answer.passport.editions == ("HJ 663-2026",)
    assert answer.passport.clauses == ("HJ 663-2013 city value",)


def test_the_passport_of_an_export_tells_chinese_time(cities: Store) -> None:
    answer = table(
        cities, indicator="pm25", of="city", within="河南", every="all", terms=TERMS, start=midnight(START),
        end=midnight(END + timedelta(days=1)),
    )  # fmt: skip
    words = passport_words(answer, "en")
    assert (words["start"], words["end"]) == ("2026-03-05T00:00:00+08:00", "2026-03-07T00:00:00+08:00")
    assert str(words["as_of"]).endswith("+08:00")
