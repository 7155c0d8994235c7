"""Means by hour, weekday and month, by hand.

The convention is openair's: `timeVariation` gives the mean of all hourly values of an hour and weekday, `trendLevel`
that of an hour and month; a mean stands from one value on, and the hour is that at which the interval begins in the
local time zone. The interval of openair is of a bootstrap, ours Student's t: of two values 12.706·s/√2.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assessment.hour_means import hour_means
from assessment.periods import midnight
from geo.atlas import Atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import TERMS, opened
from tests.store.making import Cell, at, batch, spell

MONDAYS = (date(2026, 3, 2), date(2026, 3, 9), date(2026, 4, 6))


@pytest.fixture(scope="module")
def mondays(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three Mondays of one station: ozone is the hour, ten more on the second, and 50 on the third but for 07:00."""
    store = opened(tmp_path_factory.mktemp("mondays"), atlas)
    rows = []
    for n, day in enumerate(MONDAYS):
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
        for hour in range(24):
            cells: dict[str, Cell] = {} if n == 2 and hour == 7 else {"o3": (hour, hour + 10.0, 50.0)[n]}
            rows.append(("9105A", at(hour, start), cells))
    first, last = midnight(MONDAYS[0]), midnight(MONDAYS[-1]) + timedelta(hours=23)
    keep(store, batch(rows, spells=[spell("9105A", first, last, lon=113.88, lat=35.3, area="")]))
    refresh(store)
    yield store
    store.close()


def means(store: Store, first: date, end: date, **asked: Any) -> dict[tuple[str, str], dict[str, Any]]:
    found = hour_means(
        store,
        **{"place": "410700", "item": "o3", "terms": TERMS, **asked},
        start=midnight(first),
        end=midnight(end),
    )
    return {
        (row["group"], row["hour"]): {str(k): v for k, v in row.items()}
        for row in found.table.to_dict("records")
    }


def test_openair_time_variation_a_cell_is_the_mean_of_its_hours(mondays: Store) -> None:
    rows = means(mondays, date(2026, 3, 2), date(2026, 3, 16))
    cell = rows["1", "5"]
    assert (cell["value"], cell["valid"], cell["expected"], cell["capture"]) == (
        "10.0",
        2,
        2,
        "100.0",
    )  # (5 + 15) / 2
    # s of 5 and 15 is √50, its error √50/√2 = 5, and 12.7062 · 5 = 63.5
    assert (cell["low"], cell["high"]) == ("-53.5", "73.5")
    assert (rows["2", "5"]["value"], rows["2", "5"]["valid"]) == ("", 0)
    assert rows["", "5"]["value"] == "10.0"
    assert (rows["1", ""]["value"], rows["1", ""]["valid"]) == ("16.5", 48)  # (11.5 + 21.5) / 2
    assert (rows["", ""]["valid"], rows["", ""]["capture"]) == (48, "14.3")  # of 14 days


def test_openair_trend_level_a_cell_is_the_mean_of_its_hours_in_the_month(mondays: Store) -> None:
    rows = means(mondays, date(2026, 3, 1), date(2026, 5, 1), by="month")
    assert {group for group, _ in rows if group} == {"2026-03", "2026-04"}
    assert rows["2026-03", "0"]["value"] == "5.0"  # (0 + 10) / 2
    assert (rows["2026-04", "0"]["value"], rows["2026-04", "0"]["low"]) == ("50.0", "")
    assert (rows["2026-04", "7"]["value"], rows["2026-04", "7"]["valid"]) == ("", 0)
    assert rows["", "0"]["value"] == "20.0"  # (0 + 10 + 50) / 3


def test_the_hour_is_that_at_which_the_interval_begins_in_shanghai(mondays: Store) -> None:
    rows = means(mondays, date(2026, 3, 2), date(2026, 3, 3), place="9105A")
    assert [rows["1", str(hour)]["value"] for hour in (0, 23)] == ["0.0", "23.0"]


def test_more_than_a_year_and_unknown_items_are_refused(mondays: Store) -> None:
    with pytest.raises(ValueError, match="a year"):
        means(mondays, date(2024, 3, 2), date(2026, 3, 3))
    with pytest.raises(LookupError):
        means(mondays, date(2026, 3, 2), date(2026, 3, 3), item="aqi")
