"""Published city days in answers: stations speak first, the two are never mixed, and every row says which it is."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assessment.answer import Answer
from assessment.basis import Basis
from assessment.periods import midnight
from assessment.ranking import rank
from assessment.terms import Terms
from assessment.values import table
from geo.atlas import Atlas, load
from ingest.contract import SHANGHAI
from store.facts import refresh
from store.keeping import keep
from store.opening import Store, open_store
from tests.store.making import at, batch, spell
from tests.store.test_region_days import published

TERMS = Terms(basis=Basis())
DAY = datetime(2016, 7, 17, tzinfo=SHANGHAI)
CLEAN = {"pm25": 30.0, "pm10": 60.0, "so2": 10.0, "no2": 20.0, "co": 0.8, "o3_8h": 90.0}


@functools.cache
def places() -> Atlas:
    return load()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path / "home", places())
    yield opened
    opened.close()


def station_day(store: Store, value: float) -> None:
    """A station of 焦作 with all hours of 17 July 2016."""
    cells = {"pm25": value, "pm10": 2 * value, "so2": 5.0, "no2": 10.0, "co": 0.5, "o3": 60.0}
    rows = [("1001A", at(hour, DAY), cells) for hour in range(24)]
    where = spell("1001A", DAY, at(23, DAY), area="焦作市", lon=113.2410, lat=35.2150)
    keep(store, batch(rows, spells=[where]))
    refresh(store)


def asked(store: Store, *, terms: Terms = TERMS, first: int = 16, last: int = 18, **more: object) -> Answer:
    window = {"start": midnight(date(2016, 7, first)), "end": midnight(date(2016, 7, last + 1))}
    question = {"indicator": "pm25", "of": "city", "within": "410000", "terms": terms, **window, **more}
    return table(store, **question)  # type: ignore[arg-type]


def cells(answer: Answer) -> list[tuple[str, str, str]]:
    found = answer.table
    return list(zip(found["code"], found["start"].str[8:10], found["value"], strict=True))


@pytest.fixture
def both(store: Store) -> Store:
    """Stations of 焦作 on the 17th; published days of 焦作 and 郑州 on the 16th and 17th."""
    keep(store, published([(code, after, CLEAN) for code in ("410100", "410800") for after in (0, 1)]))
    station_day(store, 50.0)
    return store


def test_stations_speak_where_there_is_a_day_of_theirs_and_then_alone(both: Store) -> None:
    answer = asked(both)
    assert cells(answer) == [("410800", "16", ""), ("410800", "17", "50"), ("410800", "18", "")]
    assert not answer.table["note"].str.contains("published_days").any()


def test_published_days_speak_where_no_station_made_day_lies_in_the_window(both: Store) -> None:
    answer = asked(both, first=16, last=16)
    assert cells(answer) == [("410100", "16", "30"), ("410800", "16", "30")]
    assert answer.table["note"].str.contains("published_days").all()
    assert "published: city_daily/aqistudy" in [value for _, value in answer.passport.basis]


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("stations", [("410800", "17", "50")]),
        ("published", [("410100", "17", "30"), ("410800", "17", "30")]),
    ],
)
def test_the_source_can_be_named(both: Store, source: str, values: list[tuple[str, str, str]]) -> None:
    answer = asked(both, first=17, last=17, terms=replace(TERMS, source=source))  # type: ignore[arg-type]
    assert cells(answer) == values
    assert answer.passport.reference.arguments["source"] == source


def test_published_days_have_neither_hours_nor_stations(both: Store) -> None:
    said = replace(TERMS, source="published")
    with pytest.raises(ValueError, match="no hours"):
        asked(both, terms=said, every="hour")
    with pytest.raises(ValueError, match="not of stations"):
        asked(both, terms=said, of="station")


def test_coverage_counts_published_days(store: Store) -> None:
    keep(store, published([("410800", 0, CLEAN), ("410800", 1, {**CLEAN, "pm25": float("nan")})]))
    by_day = asked(store).table[["expected", "observed", "valid", "note"]].to_numpy().tolist()
    assert by_day == [
        [1, 1, 1, "published_days"],
        [1, 1, 0, "no_value;published_days"],
        [1, 0, 0, "no_data;published_days"],
    ]
    (whole,) = asked(store, every="all").table[["value", "expected", "observed", "valid"]].to_numpy().tolist()
    assert whole == ["30", 3, 2, 1]


def test_the_aqi_is_recomputed_from_the_concentrations_under_the_edition_asked(store: Store) -> None:
    """PM2.5 of 60 is IAQI 82 by the table of 2012 and 100 by that of 2026; the AQI published (999) is not read."""
    keep(store, published([("410800", 0, {**CLEAN, "pm25": 60.0, "aqi": 999.0})]))
    for word, value in (("auto", "82"), ("2026", "100")):
        answer = asked(store, indicator="aqi", last=16, terms=replace(TERMS, edition=word))  # type: ignore[arg-type]
        assert cells(answer) == [("410800", "16", value)]


def test_a_province_is_the_mean_of_its_published_cities(store: Store) -> None:
    days = [("410100", 0, CLEAN), ("410800", 0, {**CLEAN, "pm25": 50.0}), ("320100", 0, CLEAN)]
    keep(store, published(days))
    answer = asked(store, of="province", within="410000", last=16)
    assert cells(answer) == [("410000", "16", "40")]
    assert answer.table["note"].tolist() == ["mean_of_cities;published_days"]


def test_a_county_level_city_is_a_county(store: Store) -> None:
    keep(store, published([("320583", 0, CLEAN), ("410800", 0, CLEAN)]))
    assert cells(asked(store, of="county", within=None, last=16)) == [("320583", "16", "30")]
    assert cells(asked(store, within=None, last=16)) == [("410800", "16", "30")]


def test_a_past_as_of_knows_only_what_was_known(store: Store) -> None:
    clock = iter(datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2))
    timed = replace(store, now=lambda: next(clock))
    for value in (30.0, 33.0):
        keep(timed, published([("410800", 0, {**CLEAN, "pm25": value})]))
    known: Callable[[int], str] = lambda day: asked(  # noqa: E731
        store, last=16, terms=replace(TERMS, as_of=datetime(2026, 11, day, 12, tzinfo=UTC))
    ).table["value"][0]
    assert (known(1), known(2)) == ("30", "33")


def test_a_ranking_names_the_cities_that_were_not_published_last(store: Store) -> None:
    keep(store, published([("410100", 0, {**CLEAN, "pm25": 50.0}), ("410800", 0, CLEAN)]))
    answer = rank(
        store, indicator="pm25", within="河南", start=date(2016, 7, 16), end=date(2016, 7, 16), terms=TERMS
    )
    assert answer.table["rank"].tolist() == ["1", "2", *[""] * 16]
    assert answer.table["code"].tolist()[:2] == ["410800", "410100"]
    assert answer.table["note"].iloc[2:].str.startswith("no_data").all()
    assert "published: city_daily/aqistudy" in [value for _, value in answer.passport.basis]
