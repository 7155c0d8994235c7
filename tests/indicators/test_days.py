"""Counting days. Each expected number is counted by hand from the series above it.

Holds: HJ 663-2013 compliance rate; HJ 663-2013 exceedance multiple; HJ 663-2013 city validity.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from indicators import days
from indicators.air import (
    compliance_rate,
    days_by_level,
    days_by_primary,
    exceedance_multiple,
    good_day_rate,
    good_days,
    heavy_days,
    heavy_episodes,
)
from indicators.iaqi import aqi
from indicators.parameters import AIR_DAILY
from indicators.regime import regime
from indicators.standard import edition
from tests.indicators.builders import NAN, series

NOW = regime("auto", date(2026, 4, 30))
PM25, PM10, O3 = 1, 2, 32


def test_good_heavy_and_rate() -> None:
    year = series([50, 100, 101, 200, 201, 301, NAN, 0])
    assert good_days.compute(aqi=year, regime=NOW) == 3
    assert heavy_days.compute(aqi=year, regime=NOW) == 2
    assert good_day_rate.compute(aqi=year, regime=NOW) == pytest.approx(300 / 7)


@pytest.mark.parametrize(("good", "valid", "percent"), [(27, 29, 93.1), (86, 91, 94.5), (29, 29, 100.0)])
def test_published_rates(good: int, valid: int, percent: float) -> None:
    month = series([80] * good + [120] * (valid - good) + [NAN])
    assert round(float(good_day_rate.compute(aqi=month, regime=NOW)), 1) == percent


def test_no_valid_day_no_number() -> None:
    empty = series([NAN, NAN])
    for one in (good_days, heavy_days, good_day_rate, heavy_episodes):
        assert np.isnan(one.compute(aqi=empty, regime=NOW))
    assert np.isnan(days_by_level.compute(aqi=empty, regime=NOW)).all()


@given(st.lists(st.one_of(st.just(NAN), st.integers(0, 500).map(float)), min_size=1, max_size=40))
def test_levels_add_up_to_the_valid_days(values: list[float]) -> None:
    found = days_by_level.compute(aqi=series(values), regime=NOW)
    valid = sum(v == v for v in values)
    if valid:
        assert found.sum() == valid
        assert found.sel(level=[1, 2]).sum() == good_days.compute(aqi=series(values), regime=NOW)
        assert found.sel(level=[5, 6]).sum() == heavy_days.compute(aqi=series(values), regime=NOW)


def test_days_by_primary() -> None:
    values = series([40, 80, 120, 130, NAN])
    masks = xr.DataArray(np.array([0, PM25, O3, PM25 | PM10, 0], np.uint8), dims="time", coords=values.coords)
    every = days_by_primary.compute(aqi=values, primary=masks, regime=NOW)
    assert every.sel(parameter=["pm25", "pm10", "o3_8h"]).values.tolist() == [2, 1, 1]
    over = days_by_primary.compute(aqi=values, primary=masks, regime=NOW, above=100)
    assert over.sel(parameter=["pm25", "pm10", "o3_8h"]).values.tolist() == [1, 1, 1]
    shared = days_by_primary.compute(aqi=values, primary=masks, regime=NOW, above=100, ties="shared")
    assert shared.sum() == 2  # the days above 100


@given(
    st.lists(
        st.lists(st.one_of(st.just(NAN), st.integers(0, 400).map(float)), min_size=6, max_size=6),
        min_size=1,
        max_size=20,
    )
)
def test_days_by_primary_reconcile_with_the_exceedances(table: list[list[float]]) -> None:
    daily = dict(zip(AIR_DAILY, np.array(table).T, strict=True))
    judged = aqi(daily, average="day", edition=edition("HJ 633-2026"))
    shared = days.by_primary(judged.aqi, judged.primary, above=100, ties="shared")
    if np.isnan(judged.aqi).all():
        assert np.isnan(shared).all()
    else:
        assert shared.sum() == pytest.approx(np.sum(judged.aqi > 100))


def day_values(**changes: float) -> dict[str, xr.DataArray]:
    calm = dict.fromkeys(AIR_DAILY, 1.0)
    return {k: series([v]) for k, v in (calm | changes).items()}


def test_compliance_by_item_and_overall() -> None:
    rows = {
        "pm25": [60.4, 60.6, 10, NAN],
        "pm10": [120.0, 20, NAN, NAN],
        "so2": [150.0, 20, 20, NAN],
        "no2": [80.0, 20, 20, NAN],
        "co": [4.0, 1, 1, NAN],
        "o3_8h": [160.0, 20, 161, NAN],
    }
    found = compliance_rate.compute(**{k: series(v) for k, v in rows.items()}, regime=NOW)
    by_item = dict(zip(found["item"].values.tolist(), found.values.tolist(), strict=True))
    assert by_item["pm25"] == pytest.approx(200 / 3)
    assert by_item["pm10"] == 100
    assert by_item["o3_8h"] == pytest.approx(200 / 3)
    # First day meets; the second fails by PM2.5; the third lacks PM10 and fails by ozone; the fourth is no day.
    assert by_item["all"] == pytest.approx(100 / 3)


def test_a_day_that_lacks_an_item_and_fails_none_is_not_counted() -> None:
    found = compliance_rate.compute(**day_values(pm10=NAN), regime=NOW)
    assert np.isnan(found.sel(item="all"))
    assert found.sel(item="pm25") == 100


@given(st.lists(st.integers(0, 300).map(float), min_size=6, max_size=6))
def test_until_2030_meeting_the_limits_is_an_aqi_of_at_most_100(values: list[float]) -> None:
    daily = {k: np.array([v]) for k, v in zip(AIR_DAILY, values, strict=True)}
    for word in ("2012", "2026"):
        rules = regime(word, date(2026, 4, 1))  # type: ignore[arg-type]
        verdict = days.meets(daily, rules.limits).min()
        assert (aqi(daily, average="day", edition=rules.aqi).aqi[0] <= 100) == bool(verdict)


def test_from_2031_they_part_company() -> None:
    final = regime("2031", date(2031, 1, 1))
    daily = {k: np.array([v]) for k, v in (dict.fromkeys(AIR_DAILY, 1.0) | {"no2": 60.0}).items()}
    assert aqi(daily, average="day", edition=final.aqi).aqi[0] == 75
    assert days.meets(daily, final.limits)[AIR_DAILY.index("no2")] == 0


def test_exceedance_multiple() -> None:
    values_of = {"so2": 60.0, "no2": NAN, "pm10": 132.0, "pm25": 45.0, "co_p95": 3.0, "o3_8h_p90": 176.0}
    place = {k: xr.DataArray([v], dims="region") for k, v in values_of.items()}
    found = exceedance_multiple.compute(**place, regime=NOW)
    values = dict(zip(found["item"].values.tolist(), found.values[:, 0].tolist(), strict=True))
    assert values["so2"] == 0
    assert np.isnan(values["no2"])
    assert values["pm10"] == pytest.approx(1.2)  # (132 − 60)/60
    assert values["pm25"] == pytest.approx(0.5)
    assert values["co_p95"] == 0
    assert values["o3_8h_p90"] == pytest.approx(0.1)


def test_episodes_of_one_place() -> None:
    values = series([210, 250, 199, 305, NAN, 201])
    masks = xr.DataArray(
        np.array([PM25, PM10, PM25, PM25, 0, O3], np.uint8), dims="time", coords=values.coords
    )
    found = heavy_episodes.episodes(aqi=values, primary=masks, regime=NOW)
    assert [(e.start, e.end, e.days, e.peak, e.peak_day, e.primary) for e in found] == [
        (0, 1, 2, 250, 1, PM25 | PM10),
        (3, 3, 1, 305, 3, PM25),
        (5, 5, 1, 201, 5, O3),
    ]
    assert heavy_episodes.compute(aqi=values, regime=NOW) == 3
    longer = heavy_episodes.episodes(aqi=values, primary=masks, regime=NOW, least_days=2)
    assert [(e.start, e.end) for e in longer] == [(0, 1)]


def test_joint_episode_of_several_places() -> None:
    table = np.array([[210, 100, 50], [100, 240, 50], [90, 260, 50], [90, 90, 50]], float)
    values = xr.DataArray(table, dims=("time", "region"))
    masks = xr.full_like(values, PM25).astype(np.uint8)
    (found,) = heavy_episodes.episodes(aqi=values, primary=masks, regime=NOW)
    assert (found.start, found.end, found.places) == (0, 2, (0, 1))
    assert (found.peak, found.peak_day, found.peak_place) == (260, 2, 1)


def test_a_quiet_year_has_no_episode() -> None:
    values = series([50, 60])
    assert heavy_episodes.episodes(aqi=values, primary=values.astype(np.uint8), regime=NOW) == []
    assert heavy_episodes.compute(aqi=values, regime=NOW) == 0


def test_share_of_a_citys_stations_is_a_number_of_the_edition() -> None:
    assert regime("2012", date(2020, 1, 1)).assessment.city_share == 0.75
