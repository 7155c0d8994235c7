"""The days of a place as a calendar tells them: value, level, primary pollutant and capture, by hand.

Holds: HJ 633-2026 IAQI table; HJ 633-2012 IAQI table; HJ 633-2026 categories. PM2.5 of 65 is 100 + 50·5/55, so 105
under 2026; of 60 in 2025 it is 50 + 50·25/40, so 82 under 2012.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.calendar import calendar
from assessment.periods import midnight
from store.opening import Store
from tests.assessment.few_cities import TERMS, XINXIANG


def days(
    store: Store, first: date, end: date, place: str = XINXIANG, item: str = "aqi"
) -> list[dict[str, Any]]:
    found = calendar(store, place=place, start=midnight(first), end=midnight(end), terms=TERMS, item=item)
    return [{str(k): v for k, v in row.items()} for row in found.table.to_dict("records")]


def test_hj633_2026_iaqi_table_a_day_has_its_aqi_its_level_and_what_was_primary(cities: Store) -> None:
    first, second, silent = days(cities, date(2026, 3, 5), date(2026, 3, 8))
    assert (first["value"], first["level"], first["primary"], first["edition"]) == (
        "105",
        3,
        "pm25",
        "HJ 633-2026",
    )
    assert first["capture"] == "100.0"
    assert second["start"] == "2026-03-06T00:00:00+08:00"
    assert (silent["value"], silent["level"], silent["observed"], silent["capture"]) == ("", 0, 0, "0.0")
    assert "no_data" in silent["note"]


def test_hj633_2012_iaqi_table_an_earlier_day_is_judged_by_its_own_edition(cities: Store) -> None:
    row = days(cities, date(2025, 3, 5), date(2025, 3, 6))[0]
    assert (row["value"], row["level"], row["edition"]) == ("82", 2, "HJ 633-2012")


def test_an_item_has_the_level_of_its_own_sub_index(cities: Store) -> None:
    pm25 = days(cities, date(2026, 3, 5), date(2026, 3, 6), item="pm25")[0]
    assert (pm25["value"], pm25["unit"], pm25["level"]) == ("65", "µg/m³", 3)
    pm10 = days(cities, date(2026, 3, 5), date(2026, 3, 6), item="pm10")[0]
    assert (pm10["value"], pm10["level"]) == ("50", 1)  # 50 µg/m³ is the node of IAQI 50


def test_a_station_counts_its_hours(cities: Store) -> None:
    row = days(cities, date(2026, 3, 5), date(2026, 3, 6), place="9105A")[0]
    assert (row["value"], row["expected"], row["valid"], row["capture"]) == ("105", 24, 24, "100.0")


def test_a_province_has_days_of_items_without_a_level_and_no_aqi(cities: Store) -> None:
    row = days(cities, date(2026, 3, 5), date(2026, 3, 6), place="410000", item="pm25")[0]
    assert (row["value"], row["level"]) == ("45", 0)  # (35 + 40 + 65 + 40) / 4
    with pytest.raises(ValueError, match="no AQI"):
        days(cities, date(2026, 3, 5), date(2026, 3, 6), place="410000")


def test_an_unknown_item_or_place_is_refused(cities: Store) -> None:
    with pytest.raises(LookupError):
        days(cities, date(2026, 3, 5), date(2026, 3, 6), item="o3")
    with pytest.raises(LookupError):
        days(cities, date(2026, 3, 5), date(2026, 3, 6), place="nowhere")
