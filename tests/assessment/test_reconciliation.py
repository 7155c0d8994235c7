"""Ours beside what was published: equal figures are counted, differing ones listed with the cause that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessment.handout import period
from assessment.marking import marks
from assessment.reconciliation import CAUSES, days, hours
from assessment.terms import Terms
from assessment.typed_figures import typed_figures
from ingest.contract import PayloadError, Stage
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.test_published_days import CLEAN, TERMS, station_day, store  # noqa: F401 (a fixture)
from tests.store.making import Cell, at, batch, spell
from tests.store.test_region_days import published

# PM2.5 of 45 µg/m³ is IAQI 70 by the table of 2026 (35 is 50, 60 is 100) and 63 by that of 2012 (75 is 100).
HOUR: dict[str, Cell] = {"pm25": 45.0, "pm10": 60.0, "so2": 5.0, "no2": 10.0, "co": 0.5, "o3": 60.0}


def hour(
    held: Store, cells: Mapping[str, Cell], aqi: float | None, *, stage: Stage = Stage.PROVISIONAL
) -> None:
    """One hour of 2026-03-13 of a station in 焦作, with the AQI that was published."""
    where = spell("1001A", at(9), at(9), area="焦作市", lon=113.2410, lat=35.2150)
    results = [{} if aqi is None else {"aqi": aqi}]
    keep(held, batch([("1001A", at(9), cells)], spells=[where], published=results, stage=stage))
    refresh(held)


def cause(held: Store, terms: Terms = TERMS) -> list[tuple[str, str, str]]:
    answer = hours(held, within="焦作", start=at(9), end=at(10), terms=terms)
    assert set(answer.table["cause"]) <= set(CAUSES)
    return [tuple(row) for row in answer.table[["ours", "published", "cause"]].to_numpy().tolist()]


def test_an_equal_hour_is_counted_and_not_listed(store: Store) -> None:  # noqa: F811
    hour(store, HOUR, 70)
    answer = hours(store, within="焦作", start=at(9), end=at(10), terms=TERMS)
    assert answer.table.empty
    assert answer.remarks[0].en == "1 compared, 1 equal, 0 differ"


@pytest.mark.parametrize(
    ("cells", "aqi", "expected"),
    [
        ({**HOUR, "pm10": None}, 70, ("", "70", "pm10_missing")),  # the habit of the platform
        ({**HOUR, "so2": None}, 70, ("", "70", "item_missing")),
        ({**HOUR, "so2": None}, 77, ("", "77", "ours_missing")),
        (HOUR, None, ("70", "", "published_missing")),
        ({**HOUR, "pm10": 900.0}, 520, ("500", "520", "capped")),
        (HOUR, 63, ("70", "63", "other_edition")),  # as HJ 633-2012 has it
        (HOUR, 71, ("70", "71", "rounding")),
        (HOUR, 80, ("70", "80", "unknown")),
    ],
)
def test_a_differing_hour_has_its_cause(
    store: Store,  # noqa: F811
    cells: Mapping[str, Cell],
    aqi: float | None,
    expected: tuple[str, str, str],
) -> None:
    hour(store, cells, aqi)
    assert cause(store) == [expected]


def test_an_hour_revised_after_publication_says_so(store: Store) -> None:  # noqa: F811
    hour(store, HOUR, 70)
    where = spell("1001A", at(9), at(9), area="焦作市", lon=113.2410, lat=35.2150)
    keep(store, batch([("1001A", at(9), {**HOUR, "pm25": 55.0})], spells=[where]))
    assert cause(store) == [("90", "70", "revised")]


def test_a_reviewed_hour_says_so(store: Store) -> None:  # noqa: F811
    hour(store, HOUR, 70)
    where = spell("1001A", at(9), at(9), area="焦作市", lon=113.2410, lat=35.2150)
    keep(store, batch([("1001A", at(9), {**HOUR, "pm25": 55.0})], spells=[where], stage=Stage.REVIEWED))
    assert cause(store) == [("90", "70", "reviewed")]
    assert cause(store, replace(TERMS, stage="provisional")) == []


def test_city_days_of_stations_stand_beside_the_published_ones(store: Store) -> None:  # noqa: F811
    """Ours: PM2.5 50 (IAQI 69), PM10 100 (75), SO2 5, NO2 10, CO 0.5, ozone 60, so that the AQI is 75."""
    station_day(store, 50.0)
    told = {"pm25": 50.4, "pm10": 101.0, "so2": 5.0, "no2": 30.0, "co": 0.5, "o3_8h": 60.0, "aqi": 90.0}
    keep(store, published([("410800", 1, told), ("410800", 0, CLEAN)], series="history"))
    answer = days(store, within="焦作", start=date(2016, 7, 17), end=date(2016, 7, 17), terms=TERMS)
    listed = answer.table[["indicator", "ours", "published", "difference", "cause"]].to_numpy().tolist()
    assert listed == [
        ["aqi", "75", "90", "-15", "unknown"],
        ["pm10", "100", "101", "-1", "rounding"],
        ["no2", "10", "30", "-20", "unknown"],
    ]
    assert answer.remarks[0].en == "published series: city_daily/history"


def test_an_aqi_that_is_a_mean_of_hours_is_named_as_such(store: Store) -> None:  # noqa: F811
    """PM10 of 60 gives 55; the series aqistudy publishes the mean of hourly AQI."""
    keep(store, published([("410800", 0, {**CLEAN, "aqi": 61.0})]))
    answer = days(store, within="焦作", start=date(2016, 7, 16), end=date(2016, 7, 16), terms=TERMS)
    assert answer.table[["indicator", "ours", "published", "cause"]].to_numpy().tolist() == [
        ["aqi", "55", "61", "mean_of_hours"]
    ]


def test_typed_figures_stand_beside_ours_and_bad_lines_are_named(store: Store, tmp_path: Path) -> None:  # noqa: F811
    keep(store, published([("410800", 0, CLEAN), ("410800", 1, {**CLEAN, "pm25": 45.0})]))
    path = tmp_path / "figures.csv"
    path.write_text(
        "region,indicator,start,end,value,document\n"
        "焦作,pm25,2016-07-16,2016-07-17,37.5,月报\n"
        "410800,pm25,2016-07-16,2016-07-17,37,月报\n"
        "焦作市,pm25,2016-07-16,2016-07-17,60,月报\n"
        "焦作市,pm25,2016-07-16,2016-07-18,60,月报\n"
        "郑州,pm25,2016-07-16,2016-07-17,60,月报\n"
        "无名市,pm25,2016-07-16,2016-07-17,60,月报\n"
        "焦作,pm25,2016-07-32,2016-07-17,60,月报\n"
        "焦作,pm25,2016-07-16,2016-07-17,六十,月报\n"
        "焦作,dust,2016-07-16,2016-07-17,60,月报\n",
        encoding="utf-8",
    )
    found = typed_figures(store, path, TERMS)
    assert found.answer.table[["line", "ours", "published", "cause"]].to_numpy().tolist() == [
        [2, "37.5", "37.5", ""],
        [3, "38", "37", "rounding"],
        [4, "38", "60", "published_days"],
        [5, "38", "60", "coverage"],
        [6, "", "60", "ours_missing"],
    ]
    about = found.answer.passport
    assert (period(about, "zh"), marks(found.answer, "zh")) == ("2016-07-16 至 2016-07-18", ("未审核",))
    assert [sentence.split(":")[0] for sentence in found.refused] == ["line 7", "line 8", "line 9", "line 10"]


def test_a_file_of_other_columns_is_no_list_of_figures(store: Store, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "figures.csv"
    path.write_text("city,value\n焦作,1\n", encoding="utf-8")
    with pytest.raises(PayloadError, match="no column region"):
        typed_figures(store, path, TERMS)


def test_a_figure_of_the_other_edition_is_found(store: Store, tmp_path: Path) -> None:  # noqa: F811
    """The AQI of PM2.5 60 is 82 under 2012, which judges 2016, and 100 under 2026."""
    keep(store, published([("410800", 0, {**CLEAN, "pm25": 60.0})]))
    path = tmp_path / "figures.csv"
    path.write_text(
        "region,indicator,start,end,value\n焦作,aqi,2016-07-16,2016-07-16,100\n", encoding="utf-8"
    )
    found = typed_figures(store, path, TERMS)
    assert found.answer.table[["ours", "published", "cause"]].to_numpy().tolist() == [
        ["82", "100", "other_edition"]
    ]
