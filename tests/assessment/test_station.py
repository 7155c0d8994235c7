"""One station over a window: what came of its hours, what was changed, what is suspect, and who stands near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from assessment.check import check
from assessment.periods import midnight
from assessment.station import Station, station
from geo.atlas import Atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import QUIET, TERMS, opened
from tests.store.making import at, batch, spell

FIRST, END = date(2026, 3, 4), date(2026, 3, 7)
OWN, NEAR = "9105A", "9101A"
SPIKE, MISSING, CHANGED = 30, 40, 10  # hours of the window


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three days of two stations: the one rises by one each hour from 20, the other is twice as high."""
    made = opened(tmp_path_factory.mktemp("two"), atlas)
    start = datetime(2026, 3, 3, 16, tzinfo=UTC)
    rows = []
    for hour in range(72):
        value = 400.0 if hour == SPIKE else 20.0 + hour % 24
        if hour != MISSING:
            rows.append((OWN, at(hour, start), {**QUIET, "pm25": value}))
        rows.append((NEAR, at(hour, start), {**QUIET, "pm25": 2 * (20.0 + hour % 24)}))
    last = start + timedelta(hours=71)
    spells = [
        spell(OWN, start, last, lon=113.88, lat=35.30, area="", name="东站"),
        spell(NEAR, start, last, lon=113.241, lat=35.215, area="", name="西站"),
    ]
    keep(made, batch(rows, spells=spells, name="first.csv", sha256="1" * 64))
    again = [(OWN, at(CHANGED, start), {**QUIET, "pm25": 33.0, "co": 0.7})]
    keep(made, batch(again, spells=spells[:1], name="second.csv", sha256="2" * 64))
    refresh(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def found(store: Store) -> Station:
    return station(store, code=OWN, start=midnight(FIRST), end=midnight(END), terms=TERMS)


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def test_the_record_says_where_it_lies_and_since_when_it_is_heard(found: Station) -> None:
    assert (found.record["name"], found.record["city"], found.record["control"]) == (
        "东站",
        "410700",
        "national",
    )
    assert pd.Timestamp(found.record["first"]) == pd.Timestamp("2026-03-04T00:00+08:00")
    assert pd.Timestamp(found.record["last"]) == pd.Timestamp("2026-03-06T23:00+08:00")


def test_every_hour_of_the_window_is_told_and_what_the_checks_find_beside_it(found: Station) -> None:
    hours = rows(found.hours.table)
    assert len(hours) == 72
    assert (hours[0]["start"], hours[0]["pm25"], hours[0]["aqi"]) == ("2026-03-04T00:00:00+08:00", "20", "50")
    assert (hours[MISSING]["pm25"], hours[MISSING]["observed"], hours[MISSING]["level"]) == ("", 0, 0)
    assert "pm25 spike" in hours[SPIKE]["suspect"]
    assert "pm25" not in hours[0]["suspect"]  # the others do not move at all, and are found stuck


def test_a_day_counts_its_hours(found: Station) -> None:
    first, second, _ = rows(found.days.table)
    # 20 … 43 with 33 in place of 30: the mean is 31.5 + 3/24.
    assert (first["pm25"], first["valid"]) == ("32", 24)
    assert second["valid"] == 23


def test_an_expected_hour_is_there_revised_or_missing(found: Station) -> None:
    states = {row["start"]: row["state"] for row in rows(found.slots.table)}
    assert states["2026-03-04T10:00:00+08:00"] == "revised"
    assert (
        states["2026-03-05T16:00:00+08:00"] == "silent"
    )  # hour 40: the file has the hour of another station
    assert (found.counts["expected"], found.counts["revised"], found.counts["arrived"]) == ("72", "1", "70")
    assert found.counts["completeness"] == "98.6"  # 71 of 72
    newest, oldest = rows(found.gaps.table)
    assert (newest["state"], newest["hours"]) == ("silent", 1)
    assert (oldest["state"], oldest["start"][:16]) == ("revised", "2026-03-04T10:00")


def test_a_changed_value_says_from_what_to_what_and_by_which_batch(found: Station) -> None:
    changes = {row["parameter"]: row for row in rows(found.changes.table)}
    assert set(changes) == {"pm25", "co"}
    fine = changes["pm25"]
    assert (fine["start"], fine["was"], fine["is"]) == ("2026-03-04T10:00:00+08:00", "30", "33")
    assert (fine["file"], fine["stage_was"], fine["stage"]) == ("second.csv", "provisional", "provisional")
    assert (changes["co"]["was"], changes["co"]["is"]) == ("0.5", "0.7")


def test_a_neighbour_stands_with_distance_and_correlation_over_common_hours(found: Station) -> None:
    (near,) = rows(found.neighbours.table)
    # 0.639° · 111.32 · cos 35.3° = 58.05 km east, 0.085° · 110.57 = 9.40 km north.
    assert (near["code"], near["distance_km"], near["hours"]) == (NEAR, "58.8", 71)
    assert (near["value"], near["own"]) == ("86", "43")  # at 23:00
    assert 0 < float(near["correlation"]) < 1  # the spike is in it


def test_checks_of_one_station_list_only_its_own(store: Store) -> None:
    answer = check(store, start=midnight(FIRST), end=midnight(END), terms=TERMS, codes=[OWN], only="spike")
    assert [(row["code"], row["value"]) for row in rows(answer.table)] == [(OWN, "400")]


def test_an_unknown_station_item_or_too_long_a_window_is_refused(store: Store) -> None:
    with pytest.raises(LookupError, match="no station"):
        station(store, code="9999X", start=midnight(FIRST), end=midnight(END), terms=TERMS)
    with pytest.raises(LookupError, match="neighbours"):
        station(store, code=OWN, start=midnight(FIRST), end=midnight(END), terms=TERMS, item="aqi")
    with pytest.raises(ValueError, match="three months"):
        station(store, code=OWN, start=midnight(date(2025, 1, 1)), end=midnight(END), terms=TERMS)
