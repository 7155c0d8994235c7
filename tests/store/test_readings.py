"""Hours as they stand: absent, missing and not monitored are three things."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.contract import Quality
from store.keeping import keep
from store.opening import Store
from store.readings import extent, hours, published
from tests.store.making import at, batch


def test_an_hour_that_never_came_is_not_a_missing_reading(store: Store) -> None:
    keep(
        store,
        batch(
            [
                ("1001A", at(0), {"pm25": 3.0}),
                ("1001A", at(2), {"pm25": "NA"}),
                ("1001A", at(3), {"so2": "/"}),
            ]
        ),
    )
    found = hours(store, start=at(0), end=at(4))
    assert found["quality_pm25"].values[:, 0].tolist() == [
        Quality.NOT_EVALUATED, 0, Quality.MISSING, Quality.MISSING,
    ]  # fmt: skip
    assert found["not_monitored_so2"].values[:, 0].tolist() == [False, False, False, True]
    assert found["stage"].values[:, 0].tolist() == [0, -1, 0, 0]
    assert np.isnan(found["pm25"].values[1:, 0]).all()


def test_the_window_is_half_open(store: Store) -> None:
    keep(store, batch([("1001A", at(h), {"pm25": float(h)}) for h in range(5)]))
    found = hours(store, start=at(1), end=at(3))
    assert found["pm25"].values[:, 0].tolist() == [1.0, 2.0]
    assert found["time"].values.tolist() == [int(at(h).timestamp()) * 10**9 for h in (1, 2)]
    assert found["pm25"].attrs["units"] == "ug m-3"
    assert found["co"].attrs["units"] == "mg m-3"


def test_stations_come_in_the_order_asked_and_unknown_ones_are_absent(store: Store) -> None:
    keep(
        store, batch([(code, at(0), {"o3": float(n)}) for n, code in enumerate(["1003A", "1001A", "1002A"])])
    )
    found = hours(store, start=at(0), end=at(1), stations=["1002A", "9999A", "1003A"])
    assert found["station"].values.tolist() == ["1002A", "9999A", "1003A"]
    np.testing.assert_array_equal(found["o3"].values[0], [2.0, np.nan, 0.0])
    assert found["quality_o3"].values[0].tolist() == [2, 0, 2]
    everyone = hours(store, start=at(0), end=at(1))
    assert everyone["station"].values.tolist() == ["1001A", "1002A", "1003A"]


@pytest.mark.parametrize("asked", [3, 100, 1300])
def test_few_and_many_stations_are_read_alike(store: Store, asked: int) -> None:
    codes = [f"{n:04d}A" for n in range(1400)]
    keep(store, batch([(code, at(h), {"co": n + h / 10}) for n, code in enumerate(codes) for h in (0, 1)]))
    wanted = codes[7 : 7 + asked]
    found = hours(store, start=at(0), end=at(2), stations=wanted)
    expected = [[n + h / 10 for n in range(7, 7 + asked)] for h in (0, 1)]
    np.testing.assert_array_equal(found["co"].values, expected)


def test_an_empty_window_has_no_stations(store: Store) -> None:
    found = hours(store, start=at(0), end=at(2))
    assert dict(found.sizes) == {"time": 2, "station": 0}
    assert dict(published(store, start=at(0), end=at(2)).sizes) == {"time": 2, "station": 0}


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        hours(store, start=at(0).replace(tzinfo=None), end=at(2))


def test_extent_is_the_first_and_the_last_hour(store: Store) -> None:
    assert extent(store) is None
    keep(store, batch([("1001A", at(7), {}), ("1002A", at(2), {})]))
    assert extent(store) == (at(2), at(7))


def test_decimals_come_back_as_they_went_in(store: Store) -> None:
    exact = [0.1, 1e-9, 13251.0, 2.2, 1 / 3]
    keep(store, batch([("1001A", at(h), {"co": value}) for h, value in enumerate(exact)]))
    assert hours(store, start=at(0), end=at(5))["co"].values[:, 0].tolist() == exact
