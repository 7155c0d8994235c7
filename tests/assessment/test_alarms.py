"""What is bad at noon of 10 March 2026 in five cities of Henan, and what is about to be lost there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from actions.target_entry import load_book
from assessment.alarms import KINDS, alarms, room
from assessment.answer import Answer
from assessment.basis import Basis
from assessment.periods import midnight
from geo.atlas import Atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import (
    JIAOZUO,
    JIYUAN,
    LUOYANG,
    PLACES,
    QUIET,
    TERMS,
    XINXIANG,
    ZHENGZHOU,
    opened,
)
from tests.store.making import Cell, at, batch, spell

START = midnight(date(2026, 3, 1))
TODAY = midnight(date(2026, 3, 10))
HOUR = TODAY + timedelta(hours=11)  # 11:00 to 12:00 in Shanghai
BOOK = """
region: "410300"
document: 试验责任书
start: 2026-03-01
end: 2026-03-31
targets:
  - {id: l-days, indicator: good_days, comparator: ">=", value: 31}
  - {id: l-pm25, indicator: pm25, comparator: "<=", value: 45}
"""


def reads(city: str, hour: int) -> float | None:
    """PM2.5 of a city in the hour so many hours after the beginning of March."""
    day, of_day = divmod(hour, 24)
    today = day == 9
    if city == ZHENGZHOU and today and of_day >= 6:
        return 250.0
    if city == LUOYANG and day == 8:
        return 200.0
    if city == JIAOZUO and (1 <= day <= 3):
        return None
    if city == JIAOZUO and today and of_day == 11:
        return 100.0
    if city in (XINXIANG, JIYUAN) and today and of_day < (5 if city == XINXIANG else 4):
        return None
    return 40.0


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("alarms")
    made = opened(folder, atlas, lambda: TODAY + timedelta(hours=12, minutes=20))
    rows: list[tuple[str, datetime, dict[str, Cell]]] = []
    spells = []
    for city, (code, lon, lat) in PLACES.items():
        for hour in range(9 * 24 + 12):
            value = reads(city, hour)
            rows.append((code, at(hour, START), {} if value is None else {**QUIET, "pm25": value}))
        spells.append(spell(code, START, at(9 * 24 + 11, START), lon=lon, lat=lat, area=""))
    keep(made, batch(rows, spells=spells))
    refresh(made)
    book = folder / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    load_book(made, book, by="试验员", reason="试验")
    yield made
    made.close()


@pytest.fixture(scope="module")
def henan(store: Store) -> Answer:
    return alarms(store, within="410000", hour=HOUR, terms=TERMS, basis=Basis())


def of_kind(answer: Answer, kind: str) -> dict[str, dict[str, object]]:
    rows = answer.table[answer.table["kind"] == kind].to_dict("records")
    return {str(row["code"]): row for row in rows}


def test_heavy_pollution_is_told_with_its_first_hour_in_a_row(henan: Answer) -> None:
    """250 µg/m³ is the end of level five: AQI 300 (HJ 633-2026 table 1), from six o'clock on."""
    found = of_kind(henan, "heavy_hour")
    assert set(found) == {ZHENGZHOU}
    assert (found[ZHENGZHOU]["value"], found[ZHENGZHOU]["level"]) == (300.0, 5)
    assert found[ZHENGZHOU]["since"] == TODAY + timedelta(hours=6)
    assert found[ZHENGZHOU]["until"] == TODAY + timedelta(hours=12)


def test_an_episode_goes_on_while_yesterday_was_heavy(henan: Answer) -> None:
    """200 µg/m³ lies half way from 150 (AQI 200) to 250 (AQI 300)."""
    found = of_kind(henan, "episode")
    assert set(found) == {LUOYANG}
    assert (found[LUOYANG]["value"], found[LUOYANG]["left"]) == (250.0, 1)
    assert found[LUOYANG]["since"] == TODAY - timedelta(days=1)


def test_a_day_is_lost_when_no_rest_of_it_can_save_it(henan: Answer) -> None:
    """6 x 40 + 6 x 250 = 1740 is more than 60.5 x 24 = 1452; so far the mean is 145."""
    found = of_kind(henan, "day_lost")
    assert set(found) == {ZHENGZHOU}
    assert (found[ZHENGZHOU]["item"], found[ZHENGZHOU]["value"], found[ZHENGZHOU]["left"]) == (
        "pm25",
        145.0,
        12,
    )


def test_a_day_is_at_risk_when_the_last_hour_is_above_what_the_rest_may_be(henan: Answer) -> None:
    """(1452 - 11 x 40 - 100) / 12 = 76.0; the last hour read 100. The others stand at 40 and may read 81."""
    found = of_kind(henan, "day_at_risk")
    assert set(found) == {JIAOZUO}
    row = found[JIAOZUO]
    assert (row["item"], row["value"], row["now"], row["left"]) == ("pm25", 76.0, 100.0, 12)


def test_the_hours_that_may_still_be_lost(henan: Answer) -> None:
    """Of 24 hours 20 are needed: after four gaps none may be lost, after five the day has no value any more."""
    found = of_kind(henan, "hours_budget")
    assert {code: row["left"] for code, row in found.items()} == {XINXIANG: -1, JIYUAN: 0}
    assert "pm25" in str(found[JIYUAN]["item"]).split("+")


def test_the_days_that_may_still_be_lost(henan: Answer) -> None:
    """March needs 27 of 31 days: Jiaozuo lost three, so one more may be lost. All years were lost in winter."""
    found = of_kind(henan, "days_budget")
    assert {code: (row["text"], row["left"]) for code, row in found.items()} == {JIAOZUO: ("month", 1)}


def test_a_target_that_cannot_be_met_stands_apart_from_one_that_is_behind(henan: Answer) -> None:
    """A month of good days is lost with one heavy day; (8 x 40 + 200) / 9 = 57.8 is above 45 and may still fall."""
    assert set(of_kind(henan, "target_lost")) == {"l-days"}
    behind = of_kind(henan, "target")
    assert set(behind) == {"l-pm25"}
    # 31 x 45 less 520 leaves 875 for 22 days
    assert behind["l-pm25"]["value"] == pytest.approx(875 / 22, abs=0.2)
    assert behind["l-pm25"]["left"] == 22


def test_the_most_pressing_comes_first_and_the_country_is_told_what_is_bad_alone(
    store: Store, henan: Answer
) -> None:
    order = [KINDS.index(kind) for kind in henan.table["kind"]]
    assert order == sorted(order)
    nation = alarms(store, within=None, hour=HOUR, terms=TERMS, basis=Basis())
    assert set(nation.table["kind"]) == {"heavy_hour", "episode", "target_lost", "target"}


def test_a_quiet_place_has_no_alarm(store: Store) -> None:
    """Luoyang two days before its heavy day: nothing is bad, and the book of that day is on course but for the days."""
    quiet = alarms(store, within=LUOYANG, hour=TODAY - timedelta(hours=50), terms=TERMS, basis=Basis())
    assert set(quiet.table["kind"]) <= {"target"}


@pytest.mark.parametrize(
    ("control", "of", "sign", "figure", "left", "expected"),
    [
        ("172", "d", "at_least", "73", "191", 1 - 172 / 191),  # nineteen of the days may fail
        ("5", "d", "at_most", "0", "191", 5 / 191),
        ("53.0", "µg/m³", "at_most", "71.85", "191", 53 / 71.85),
        ("0.896", "factor", "at_most", "4.36", "191", 0.896),
        ("", "", "", "", "191", float("inf")),
    ],
)
def test_room(control: str, of: str, sign: str, figure: str, left: str, expected: float) -> None:
    row = {"control": control, "control_unit": of, "control_is": sign, "figure": figure, "remaining": left}
    assert room(row) == pytest.approx(expected)


def test_times_are_aware(henan: Answer) -> None:
    assert all(row.tzinfo is not None for row in henan.table["until"])
    assert henan.passport.start == HOUR.astimezone(UTC)
