"""What may still be lost and what the rest of today may be, on two stations of one city at noon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from assessment.budget import budget
from assessment.control import control
from assessment.periods import midnight
from assessment.values import table
from geo.atlas import Atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, PLACES, TERMS, opened
from tests.store.making import at, batch, spell

FIRST, SECOND = PLACES[JIAOZUO][0], "9102A"
NOON = midnight(date(2026, 3, 10)) + timedelta(hours=12)
BASE = {"pm10": 50.0, "so2": 10.0, "no2": 20.0, "co": 0.5, "o3": 60.0}


def begun(home: object, atlas: Atlas) -> Store:
    """Nine days of March, of which both miss the third; today twelve hours of PM2.5 40 and, with three gaps, 80."""
    store = opened(home, atlas)  # type: ignore[arg-type]
    start = datetime(2026, 2, 28, 16, tzinfo=UTC)
    _, lon, lat = PLACES[JIAOZUO]
    rows, spells = [], []
    for code, value in ((FIRST, 40.0), (SECOND, 80.0)):
        for hour in range(9 * 24 + 12):
            gone = 48 <= hour < 72 or (code == SECOND and hour - 216 in (2, 3, 4))
            rows.append((code, at(hour, start), {} if gone else {**BASE, "pm25": value}))
        spells.append(spell(code, start, at(227, start), lon=lon, lat=lat, area=""))
    keep(store, batch(rows, spells=spells))
    refresh(store)
    return store


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = begun(tmp_path_factory.mktemp("today"), atlas)
    yield store
    store.close()


def rows_of(store: Store, question: object, of: str, item: str) -> dict[str, dict[str, object]]:
    answer = question(store, of=of, within="410000", terms=TERMS)  # type: ignore[operator]
    return {r["code"]: r for r in answer.table.to_dict("records") if r["item"] == item}


def test_hours_left(store: Store) -> None:
    """Of 24 hours 20 are needed: four may be lost, or one where three are gone."""
    found = rows_of(store, budget, "station", "pm25")
    assert (found[FIRST]["hours"], found[FIRST]["hours_left"]) == (12, 4)
    assert (found[SECOND]["hours"], found[SECOND]["hours_left"]) == (9, 1)


def test_days_left_of_month_and_year(store: Store) -> None:
    """March needs 27 of 31: of four spare days one is gone. The year is lost with January and February."""
    found = rows_of(store, budget, "city", "pm25")[JIAOZUO]
    assert (found["month_valid"], found["month_left"]) == (8, 3)
    assert (found["year_valid"], found["year_left"]) == (8, -1)
    assert (found["stations"], found["can_be_valid"]) == (2, 2)


def test_rest_of_the_day_of_a_station(store: Store) -> None:
    """Top of 良 60, rounding half-even: 60.5 x 24 = 1452; less 12 x 40 leaves 972 / 12 = 81.0; 优 is 35.49."""
    found = rows_of(store, control, "station", "pm25")[FIRST]
    assert (found["good"], found["good_state"]) == ("81.0", "open")
    # 35.5 rounds to 36: (35.5 x 24 - 480) / 12 = 31.0 is not allowed itself
    assert (found["excellent"], found["excellent_state"]) == ("30.9", "open")


def test_rest_of_the_day_of_a_city_by_playing_it(store: Store, atlas: Atlas, tmp_path: object) -> None:
    """Both stations read the ceiling in all hours to come: the day keeps its category; a tenth more loses it."""
    bound = float(str(rows_of(store, control, "city", "pm25")[JIAOZUO]["good"]))
    for more, expected in ((0.0, "60"), (0.1, "61")):
        played = begun(tmp_path / f"home{more}", atlas)  # type: ignore[operator]
        rest = [
            (code, NOON + timedelta(hours=h), {**BASE, "pm25": bound + more})
            for code in (FIRST, SECOND)
            for h in range(12)
        ]
        keep(played, batch(rest, spells=[]))
        refresh(played)
        day = table(
            played, indicator="pm25", of="city", within=JIAOZUO, start=NOON - timedelta(hours=12),
            end=NOON + timedelta(hours=12), terms=TERMS,
        )  # fmt: skip
        played.close()
        assert list(day.table["value"]) == [expected]


def test_provinces_and_empty_stores_are_told(store: Store, atlas: Atlas, tmp_path: object) -> None:
    with pytest.raises(ValueError, match="cities"):
        budget(store, of="province", within="410000", terms=TERMS)
    empty = opened(tmp_path / "empty", atlas)  # type: ignore[operator]
    with pytest.raises(LookupError, match="no hours"):
        control(empty, of="city", terms=TERMS)
    empty.close()
