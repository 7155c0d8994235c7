"""What a sand event does to the figures of its city, by the two stations of the storm of `test_sand`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.sand import approve_sand
from assessment.sand_effect import INDICATORS, sand_effect
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_cities import TERMS
from tests.assessment.test_sand import filled, proposed


@pytest.fixture
def store(atlas: Atlas, tmp_path: Path) -> Iterator[Store]:
    store = filled(tmp_path / "home", atlas)
    yield store
    store.close()


def told(store: Store, event: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    table = sand_effect(store, event=event, terms=TERMS).table
    return {
        (row["span"], row["indicator"]): (row["with"], row["without"], row["change"])
        for _, row in table.iterrows()
    }


def test_an_event_that_nobody_approved_changes_no_figure(store: Store) -> None:
    """(14 × 80 + 10 × 300) / 24 = 171.67."""
    found = told(store, proposed(store))
    assert set(found) == {(span, code) for span in ("days", "month", "year") for code in INDICATORS}
    assert found["days", "pm10"] == ("172", "172", "0")
    assert all(value == other for value, other, _ in found.values())


def test_an_approved_event_takes_its_hours_and_the_day_that_is_left_with_too_few(store: Store) -> None:
    """Fourteen hours are fewer than twenty: the day has no PM10; PM2.5 was 30 throughout and loses its day as well."""
    event = proposed(store)
    approve_sand(store, event=event, by="a", reason="dust network")
    found = told(store, event)
    assert found["days", "pm10"] == ("172", "", "")
    assert found["days", "pm25"] == ("30", "", "")


def test_the_spans_are_the_days_the_month_and_the_year_to_its_end(store: Store) -> None:
    table = sand_effect(store, event=proposed(store), terms=TERMS).table
    assert set(zip(table["span"], table["start"], table["end"], strict=True)) == {
        ("days", "2026-03-11", "2026-03-11"), ("month", "2026-03-01", "2026-03-31"),
        ("year", "2026-01-01", "2026-03-31"),
    }  # fmt: skip


def test_there_is_no_such_event(store: Store) -> None:
    with pytest.raises(LookupError, match="no sand event"):
        sand_effect(store, event="410300-20260101T00", terms=TERMS)
