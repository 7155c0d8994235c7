"""The slope of months, held against a loop over all pairs, and the season taken out by hand.

The convention is openair's `TheilSen(avg.time = "month")`: the median of the slopes of all pairs of months, the time of
a month its first day in days, told per 365 days, from six months on. The interval is Sen's and not a bootstrap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from statistics import median

import numpy as np
import pytest

from assessment.answer import Answer
from assessment.periods import midnight
from assessment.slope import slope
from geo.atlas import Atlas
from indicators.trend import without_season
from store.opening import Store
from tests.assessment.few_cities import TERMS, XINXIANG, opened, put

MONTHS = {
    date(2025, 1, 1): (31, 80.0), date(2025, 2, 1): (28, 77.0), date(2025, 3, 1): (31, 78.0),
    date(2025, 4, 1): (30, 70.0), date(2025, 5, 1): (31, 69.0), date(2025, 6, 1): (30, 66.0),
}  # fmt: skip


@pytest.fixture(scope="module")
def half_year(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = opened(tmp_path_factory.mktemp("half"), atlas)
    for first, (days, value) in MONTHS.items():
        put(store, {XINXIANG: value}, first, days=days, name=f"{first}.csv")
    yield store
    store.close()


def asked(store: Store, first: date = date(2025, 1, 1), **further: bool) -> Answer:
    return slope(
        store, place=XINXIANG, indicator="pm25", start=midnight(first), end=midnight(date(2025, 7, 1)), terms=TERMS,
        precision="full", **further,
    )  # fmt: skip


def test_openair_theil_sen_the_slope_is_the_median_of_all_pairs_per_365_days(half_year: Store) -> None:
    table = asked(half_year).table
    points = [(day.toordinal(), value) for day, (_, value) in MONTHS.items()]
    expected = 365 * median(
        (b - a) / (later - earlier) for (earlier, a), (later, b) in combinations(points, 2)
    )
    row = table.iloc[0]
    assert float(row["slope"]) == pytest.approx(expected, rel=1e-9)
    # Sen: of 15 slopes the ranks (15 ∓ 1.96·√(6·5·17/18)) / 2, so the second from below and from above.
    ranked = sorted(365 * (b - a) / (later - earlier) for (earlier, a), (later, b) in combinations(points, 2))
    assert float(row["slope_low"]) == pytest.approx(ranked[1], rel=1e-9)
    assert float(row["slope_high"]) == pytest.approx(ranked[-2], rel=1e-9)
    assert (row["trend"], row["months"], row["season"]) == ("fall", 6, "in")
    # Through the medians: of the values 73.5, of the days 74.5 after 1 January.
    first = 73.5 - expected * 74.5 / 365
    assert float(table["fitted"].iloc[0]) == pytest.approx(first, rel=1e-9)
    assert float(row["percent"]) == pytest.approx(100 * expected / first, rel=1e-6)


def test_with_fewer_than_six_months_there_is_no_slope(half_year: Store) -> None:
    row = asked(half_year, date(2025, 2, 1)).table.iloc[0]
    assert (row["slope"], row["trend"], row["months"]) == ("", "", 5)


def test_two_years_or_less_keep_their_season_and_say_so(half_year: Store) -> None:
    assert set(asked(half_year, deseason=True).table["season"]) == {"in"}


def test_the_season_is_the_difference_of_a_months_mean_from_the_mean_of_all() -> None:
    values = np.array([10.0, 30.0, 20.0, np.nan])  # two Januaries and two Julys, the second missing
    found = without_season(values, np.array([1, 7, 1, 7]))
    # The mean of all is 20; Januaries have 15, so 5 is added; the July has 30, so 10 is taken off.
    assert found[:3].tolist() == pytest.approx([15.0, 20.0, 25.0])
    assert np.isnan(found[3])


def test_a_month_that_the_window_cuts_is_told_and_does_not_enter(half_year: Store) -> None:
    found = asked(half_year, date(2025, 1, 2)).table
    assert (found["value"].iloc[0], found["adjusted"].iloc[0]) == ("80.0", "")
    assert (found["months"].iloc[0], found["slope"].iloc[0]) == (5, "")
