"""The list of exceedances and the episodes, against the counts that are made of the same days.

Holds: HJ 633-2012 categories; HJ 633-2026 categories; HJ 633-2026 primary pollutant. PM2.5 of 70 is 100 under 2012
and 110 under 2026 (60 is 100, 115 is 150); 160 is 210, 260 is 310; one city has a day without any reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest

from assessment.episodes import By, episodes
from assessment.exceedances import exceedances
from assessment.periods import midnight
from assessment.values import table
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, LUOYANG, TERMS, XINXIANG, ZHENGZHOU, opened, put

FIRST = date(2026, 2, 27)
#: PM2.5 of each day from 27 February; None is a day that never came.
DAYS: dict[str, list[float | None]] = {
    ZHENGZHOU: [70, 70, 70, 160, 260, 160, 30],
    XINXIANG: [70, 30, 30, 30, 160, 160, 30],
    JIAOZUO: [30, 30, 160, None, 160, 30, 160],
    LUOYANG: [30, 30, 30, 30, 30, 30, 30],
}
WINDOW = {
    "start": midnight(FIRST),
    "end": midnight(FIRST + timedelta(days=7)),
    "within": "河南",
    "terms": TERMS,
}


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = opened(tmp_path_factory.mktemp("exceedances"), atlas)
    for i in range(7):
        today = {city: value for city, values in DAYS.items() if (value := values[i]) is not None}
        put(made, today, FIRST + timedelta(days=i), days=1, name=f"{i}.csv")
    yield made
    made.close()


def figure(store: Store, indicator: str) -> dict[str, int]:
    found = table(store, indicator=indicator, of="city", every="all", **WINDOW).table  # type: ignore[arg-type]
    return {code: int(value) for code, value in zip(found["code"], found["value"], strict=True)}


def runs(store: Store, by: By, least_days: int = 1) -> pd.DataFrame:
    return episodes(store, of="city", by=by, least_days=least_days, **WINDOW).table  # type: ignore[arg-type]


def test_a_day_is_listed_with_what_exceeded_and_by_how_much(store: Store) -> None:
    found = exceedances(store, of="city", **WINDOW).table  # type: ignore[arg-type]
    mine = found[found["code"] == ZHENGZHOU]
    assert mine["start"].str[:10].tolist() == [f"2026-03-0{d}" for d in (1, 2, 3, 4)]
    assert mine["aqi"].tolist() == ["110", "210", "310", "210"]
    assert mine["level"].tolist() == ["3", "5", "6", "5"]
    assert set(mine["primary"]) == {"pm25"}
    assert mine["over_pm25"].tolist() == ["0.17", "1.67", "3.33", "1.67"]  # (70 − 60)/60, (160 − 60)/60 …
    assert set(mine["over_pm10"]) == {""}
    assert set(mine["capture"]) == {"100.0"}  # its one station is valid
    assert set(mine["limits"]) == {"GB 3095-2026 (transition)"}


def test_good_days_listed_days_and_days_without_an_aqi_are_all_the_days(store: Store) -> None:
    answer = exceedances(store, of="city", missing=True, **WINDOW)  # type: ignore[arg-type]
    found = answer.table
    lacking = found[found["aqi"] == ""]
    assert [(c, s[:10]) for c, s in zip(lacking["code"], lacking["start"], strict=True)] == [
        (JIAOZUO, "2026-03-02")
    ]
    assert "no_data" in lacking["note"].iloc[0].split(";")
    listed = Counter(found[found["aqi"] != ""]["code"])
    good = figure(store, "good_days")
    assert {code: listed[code] for code in good} == figure(store, "exceedance_days")
    assert {code: good[code] + listed[code] + (code == JIAOZUO) for code in good} == dict.fromkeys(good, 7)
    (remark,) = answer.remarks
    assert remark.en == "28 days of members: 18 good, 9 above 100, 1 without an AQI (焦作市 1)"


def test_the_list_counted_by_primary_pollutant_is_the_indicator(store: Store) -> None:
    found = exceedances(store, of="city", **WINDOW).table  # type: ignore[arg-type]
    for item in ("pm25", "pm10", "o3_8h"):
        named = found[[item.split("_")[0] in text.split("+") for text in found["primary"]]]
        expected = figure(store, f"exceedances_by_primary_{item}")
        assert {code: int((named["code"] == code).sum()) for code in expected} == expected


def test_the_runs_of_a_place(store: Store) -> None:
    found = runs(store, "place")
    told = [
        (r["code"], r["start"][:10], r["days"], r["peak_day"], r["peak_aqi"], r["peak_level"])
        for r in found.to_dict("records")
    ]
    assert told == [
        (ZHENGZHOU, "2026-03-02", 3, "2026-03-03", 310, 6),
        (XINXIANG, "2026-03-03", 2, "2026-03-03", 210, 5),
        (JIAOZUO, "2026-03-01", 1, "2026-03-01", 210, 5),
        (JIAOZUO, "2026-03-03", 1, "2026-03-03", 210, 5),
        (JIAOZUO, "2026-03-05", 1, "2026-03-05", 210, 5),
    ]
    notes = [set(filter(None, note.split(";"))) for note in found["note"]]
    assert notes == [set(), set(), {"day_without_aqi"}, {"day_without_aqi"}, {"window_edge"}]
    assert found["end"].iloc[0].startswith("2026-03-05T00")


def test_the_runs_add_up_to_heavy_days_and_episodes(store: Store) -> None:
    found = runs(store, "place")
    counted = figure(store, "heavy_episodes")
    assert {code: int((found["code"] == code).sum()) for code in counted} == counted
    heavy = figure(store, "heavy_days")
    assert {code: int(found.loc[found["code"] == code, "days"].sum()) for code in heavy} == heavy


def test_a_region_has_one_run_with_its_cities_and_its_spread(store: Store) -> None:
    (row,) = runs(store, "region").to_dict("records")
    assert (row["code"], row["days"], row["affected"], row["members"]) == ("410000", 5, 3, 4)
    assert (row["peak_day"], row["peak_name"], row["peak_aqi"]) == ("2026-03-03", "郑州市", 310)
    assert row["names"] == "焦作市 郑州市 新乡市"  # in the order in which they were reached
    assert row["spread"] == "03-01:1 03-02:1 03-03:3 03-04:2 03-05:1"
    assert set(row["note"].split(";")) == {"day_without_aqi", "window_edge"}
    assert runs(store, "region", least_days=6).empty


def test_the_days_of_a_run_tell_who_joined_and_who_left(store: Store) -> None:
    found = runs(store, "day").set_index("day")
    assert found.loc["2026-03-03", "joined"] == "新乡市 焦作市"
    assert found.loc["2026-03-04", "left"] == "焦作市"
    assert found.loc["2026-03-02", "without_aqi"] == 1
    assert found["affected"].tolist() == [1, 1, 3, 2, 1]


def test_a_province_has_no_list_of_its_own(store: Store) -> None:
    for ask in (exceedances, episodes):
        with pytest.raises(ValueError, match="no AQI of its own"):
            ask(store, of="province", **WINDOW)  # type: ignore[operator]
