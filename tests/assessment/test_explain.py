"""The steps behind a figure, and the same figure again from its reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from assessment.explain import explain
from assessment.explanation import Explanation
from assessment.notes import NOTES, REASONS
from assessment.periods import Days, midnight
from assessment.ranking import rank
from assessment.reference import again, command, link, linked
from assessment.values import table
from geo.atlas import Atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, PLACES, TERMS, opened
from tests.store.making import Cell, at, batch, spell

MARCH = Days(first=date(2026, 3, 1), last=date(2026, 3, 31))
SECOND = PLACES[JIAOZUO][0]
THIRD = "9102A"
START = datetime(2026, 2, 28, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two stations of Jiaozuo: day d of March reads PM2.5 d and d + 10; of day 2 the second lacks five hours."""
    clock = iter(datetime(2026, 4, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(1000))
    store = opened(tmp_path_factory.mktemp("explain"), atlas, lambda: next(clock))
    rows, spells = [], []
    _, lon, lat = PLACES[JIAOZUO]
    for code, more in ((SECOND, 0), (THIRD, 10)):
        for hour in range(31 * 24):
            day = hour // 24 + 1
            # Ozone stands at 60 until noon and at 120 from then on.
            cells: dict[str, Cell] = {"pm25": float(day + more), "pm10": 50.0, "so2": 10.0, "no2": 20.0}
            cells |= {"co": 0.5, "o3": 60.0 if hour % 24 < 12 else 120.0}
            if code == THIRD and day == 2 and hour % 24 < 5:
                cells = {"pm25": None if hour % 24 < 4 else "/"}
            rows.append((code, at(hour, START), cells))
        spells.append(spell(code, START, at(743, START), lon=lon, lat=lat, area="", name=f"站{code}"))
    keep(store, batch(rows, spells=spells, name="march.csv"))
    keep(store, batch([(SECOND, START, {**rows[0][2], "pm25": 25.0})], spells=spells[:1], name="late.csv"))
    refresh(store)
    yield store
    store.close()


def month(store: Store, indicator: str) -> Explanation:
    return explain(
        store, indicator=indicator, of="city", code=JIAOZUO, start=MARCH.start, end=MARCH.end, terms=TERMS
    )


def on(day: int, hour: int = 0) -> datetime:
    return midnight(date(2026, 3, day)) + timedelta(hours=hour)


def test_a_mean_is_the_sum_of_its_days(store: Store) -> None:
    """Days 1 … 31 have means d + 5, but day 1 has one hour of 25 for 1 and day 2 only the first station, 2."""
    found = month(store, "pm25")
    assert [s.key for s in found.steps] == ["days", "stations", "hours", "batches"]
    # sum of d + 5 over 31 days is 496 + 155 = 651; + (24 / 24) / 2 on day 1; - 5 on day 2
    assert "646.500 / 31 = 20.8548 → 21 µg/m³" in found.formula.en
    days = found.step("days").table()
    assert list(days["pm25"])[:3] == ["6.5", "2", "8"]
    assert "27" in found.coverage.en


def test_a_station_says_why_it_does_not_enter(store: Store) -> None:
    stations = month(store, "pm25").step("stations").table()
    second = stations[stations["start"].str.startswith("2026-03-02")].set_index("code")
    assert (second.loc[THIRD, "enters"], second.loc[THIRD, "hours"], second.loc[THIRD, "note"]) == (
        0, 19, "too_few_hours",
    )  # fmt: skip
    assert second.loc[SECOND, "enters"] == 1


def test_an_hour_says_what_is_missing_and_why(store: Store) -> None:
    hours = month(store, "pm25").step("hours").table()
    assert len(hours) == 2 * 31 * 24
    of_third = hours[(hours["code"] == THIRD) & hours["start"].str.startswith("2026-03-02")]
    assert list(of_third["hour"]) == list(range(1, 25))
    assert "pm25 not monitored" in of_third["missing"].iloc[4]
    assert "pm25 missing" in of_third["missing"].iloc[0]
    assert of_third["missing"].iloc[5] == ""


def test_a_percentile_is_a_place_among_the_days(store: Store) -> None:
    """31 days: k = 1 + 30 × 95 / 100 = 29.5: half way from the 29th to the 30th value, 34 and 35."""
    found = month(store, "pm25_p95")
    assert "k = 1 + (31 − 1) × 95/100 = 29.5; X(29) = 34, X(30) = 35" in found.formula.en
    days = found.step("days").table()
    assert days.loc[days["pm25"] == "34", "place"].tolist() == ["29"]


def test_days_that_count_reconcile_with_their_number(store: Store) -> None:
    found = month(store, "good_days")
    days = found.step("days").table()
    assert str(days["counted"].sum()) == found.answer.table["value"].iloc[0].removesuffix(".0")
    assert set(days["primary"]) >= {"o3"}


def test_single_indices_add_up(store: Store) -> None:
    """Transition limits 60 40 60 30 4 160: 10/60, 20/40, 50/60, 21/30, 0.5/4 (0.125 is 0.12), 120/160."""
    found = month(store, "composite_index")
    items = found.step("items").table()
    assert list(items["index"]) == ["0.17", "0.50", "0.83", "0.70", "0.12", "0.75"]
    assert "= 3.07" in found.formula.en


def test_the_greatest_sub_index_decides(store: Store) -> None:
    """Ozone 120 lies between 100 and 160, IAQI 50 and 100: 50 + 50 × 20 / 60 = 66.7, up to 67."""
    found = explain(store, indicator="aqi", of="city", code=JIAOZUO, start=on(3), end=on(4), terms=TERMS)
    items = found.step("items").table().set_index("item")
    row = items.loc["o3_8h"]
    assert (row["from"], row["to"], row["iaqi_from"], row["iaqi_to"], row["iaqi"], row["primary"]) == (
        100, 160, 50, 100, "67", 1,
    )  # fmt: skip
    assert found.formula.en.endswith("= 67")


def test_good_air_has_no_primary_pollutant_and_the_passport_says_why(store: Store) -> None:
    """Until noon ozone stands at 60 of 160, PM10 at 50: no sub-index is above 50."""
    at_six = on(3) + timedelta(hours=6)
    found = explain(
        store, indicator="primary", of="city", code=JIAOZUO, start=at_six, end=at_six + timedelta(hours=1),
        terms=TERMS,
    )  # fmt: skip
    assert found.answer.table.iloc[0]["value"] == ""
    assert "background_unknown" in found.answer.table.iloc[0]["note"]
    assert found.formula.zh.endswith("均不超过50，无首要污染物")
    assert found.formula.en.startswith("IAQI: pm25 ")


def test_of_air_whose_aqi_is_withheld_nothing_is_said_of_a_primary_pollutant(
    atlas: Atlas, tmp_path: Path
) -> None:
    """Without PM2.5, and the rest not above 100, HJ 633-2026 5.3 publishes no AQI: nobody knows what led."""
    clock = iter(datetime(2026, 4, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(9))
    store = opened(tmp_path, atlas, lambda: next(clock))
    cells: dict[str, Cell] = {"pm10": 30.0, "so2": 10.0, "no2": 20.0, "co": 0.5, "o3": 60.0}
    _, lon, lat = PLACES[JIAOZUO]
    placed = spell(SECOND, START, START, lon=lon, lat=lat, area="", name="站")
    keep(store, batch([(SECOND, START, cells)], spells=[placed], name="one.csv"))
    refresh(store)
    found = explain(
        store, indicator="primary", of="city", code=JIAOZUO, start=START, end=START + timedelta(hours=1),
        terms=TERMS,
    )  # fmt: skip
    store.close()
    assert "withheld" in found.answer.table.iloc[0]["note"]
    assert "5.3" in found.formula.en
    assert "no primary" not in found.formula.en


def test_a_remark_that_stands_beside_a_value_is_no_reason_for_its_absence() -> None:
    assert NOTES.keys() > REASONS
    assert not REASONS & {"background_unknown", "mean_of_cities", "partial_period", "suspect", "simulated"}


def test_windows_of_ozone(store: Store) -> None:
    """The mean ending at 20:00 is the first with eight hours of 120; that ending at 14:00 has two of them, 75."""
    found = explain(store, indicator="o3_8h", of="station", code=SECOND, start=on(3), end=on(4), terms=TERMS)
    windows = found.step("windows").table().set_index("ending")
    assert list(windows.index) == list(range(8, 25))
    assert (windows.loc[14, "mean"], windows.loc[20, "mean"]) == ("75.000", "120.000")
    assert list(windows.index[windows["highest"] == 1]) == [20, 21, 22, 23, 24]


def test_an_hour_of_a_city_is_the_mean_of_its_stations(store: Store) -> None:
    found = explain(store, indicator="pm25", of="city", code=JIAOZUO, start=on(1), end=on(1, 1), terms=TERMS)
    assert found.formula.en == "(25 + 11) / 2 = 18 → 18 µg/m³"


def test_batches_tell_the_revision(store: Store) -> None:
    batches = month(store, "pm25").step("batches").table()
    assert list(batches["name"]) == ["march.csv", "late.csv"]
    assert (list(batches["hours"]), list(batches["revised"])) == ([2 * 744 - 1, 1], [0, 1])


def test_a_province_leads_to_its_cities(store: Store) -> None:
    found = explain(
        store, indicator="pm25", of="province", code="410000", start=MARCH.start, end=MARCH.end, terms=TERMS
    )
    assert list(found.step("cities").table()["code"]) == [JIAOZUO]


def test_an_unknown_member_or_step_is_told(store: Store) -> None:
    with pytest.raises(LookupError, match="no station"):
        explain(store, indicator="pm25", of="station", code="1A", start=on(1), end=on(2), terms=TERMS)
    with pytest.raises(LookupError, match="days stations"):
        month(store, "pm25").step("weeks")


@pytest.mark.parametrize("precision", ["shown", "full"])
@pytest.mark.parametrize("every", ["day", "all"])
def test_a_table_again_from_its_reference(every: str, precision: str, store: Store) -> None:
    first = table(store, indicator="pm25", of="city", within="410000", start=MARCH.start, end=MARCH.end, terms=TERMS,
                  every=every, precision=precision)  # type: ignore[arg-type]  # fmt: skip
    second = again(store, first.passport.reference, TERMS.basis)
    pd.testing.assert_frame_equal(first.table, second.table)
    assert first.passport == second.passport


def test_a_ranking_again_from_its_reference(store: Store) -> None:
    first = rank(
        store, indicator="composite_index", within="410000", start=MARCH.first, end=MARCH.last, terms=TERMS
    )
    second = again(store, first.passport.reference, TERMS.basis)
    pd.testing.assert_frame_equal(first.table, second.table)
    assert first.passport == second.passport


def test_a_reference_keeps_its_numbers_when_a_value_is_corrected(atlas: Atlas, store: Store) -> None:
    """As known before the late correction, day 1 is (1 + 11) / 2 = 6; now it is 6.5."""
    then = replace(TERMS, as_of=datetime(2026, 4, 1, 0, 30, tzinfo=UTC))
    first = table(store, indicator="pm25", of="city", start=on(1), end=on(2), terms=then, precision="full")
    assert list(first.table["value"]) == ["6.0"]
    second = again(store, first.passport.reference, TERMS.basis)
    pd.testing.assert_frame_equal(first.table, second.table)
    now = table(store, indicator="pm25", of="city", start=on(1), end=on(2), terms=TERMS, precision="full")
    assert list(now.table["value"]) == ["6.5"]


def test_command_and_link_say_the_same(store: Store) -> None:
    found = month(store, "pm25")
    assert found.command.startswith(
        "python app.py explain pm25 --of city --code 410800 --start 2026-03-01 --end 2026-03-31 --as-of 20"
    )
    asked = linked(found.link)
    assert (asked["figure"], asked["of"], asked["code"], asked["end"]) == (
        "pm25",
        "city",
        JIAOZUO,
        "2026-03-31",
    )
    assert linked("?place=410800") == {}
    reference = table(
        store, indicator="pm25", of="city", start=on(1, 3), end=on(1, 5), terms=TERMS, every="hour"
    )
    said = command(reference.passport.reference)
    assert "--start 2026-03-01T03 --end 2026-03-01T05 --every hour" in said
    assert link(reference.passport.reference).startswith("?figure=pm25&of=city&start=2026-03-01T03")
