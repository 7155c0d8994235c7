"""The surface of an hour and of a day over made-up stations of Henan, each figure known beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from assessment.basis import Basis
from assessment.periods import SHANGHAI
from assessment.surface import COLUMNS, Surface, station_surface
from assessment.terms import Terms
from geo.atlas import Atlas
from ingest.collect import load
from ingest.sources import source
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store
from tests.assessment.scattered import SILENT, STATIONS, hours_csv

DAY = datetime(2026, 3, 4, tzinfo=SHANGHAI).astimezone(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("surface")
    opened = open_store(None, folder / "home", atlas)
    assert load(source("cnemc_hourly"), [hours_csv(folder / "hours.csv")], Keeper(store=opened)).is_whole
    refresh(opened)
    yield opened
    opened.close()


def asked(store: Store, **more: Any) -> Surface:
    given = {"of": "pm10", "within": "410000", "start": DAY, "end": DAY + HOUR, "cell_km": 20.0} | more
    return station_surface(store, terms=Terms(basis=Basis()), **given)


@pytest.mark.parametrize("window", [HOUR, timedelta(days=1)])
def test_the_same_value_everywhere_is_a_flat_surface_without_error(store: Store, window: timedelta) -> None:
    found = asked(store, end=DAY + window, of="pm10" if window == HOUR else "no2")
    value = 120.0 if window == HOUR else 30.0
    there = ~np.isnan(found.field.to_numpy())
    assert there.any()
    assert np.nanmax(np.abs(found.field.to_numpy() - value)) < 1e-6
    assert (found.alone.rmse, found.alone.bias) == pytest.approx((0, 0), abs=1e-6)
    # HJ 633: PM10 of 120 is an IAQI of 85, level Ⅱ; NO2 of 30 is one of 38, level Ⅰ.
    assert set(found.levels[there].tolist()) == {2 if window == HOUR else 1}
    assert not found.levels[~there].any()


def test_the_error_counts_stations_inside_and_those_beside_take_part(store: Store) -> None:
    found = asked(store)
    assert (found.alone.stations, found.with_city.stations) == (16, 16)
    assert len(found.answer.table) == 17
    beside = found.answer.table.set_index("code").loc["9099A"]
    assert not beside["inside"]
    assert tuple(found.answer.table.columns) == COLUMNS
    assert "(17)" in found.answer.passport.members


def test_a_station_without_a_value_is_left_away_and_said(store: Store) -> None:
    found = asked(store, start=DAY + 8 * HOUR, end=DAY + 9 * HOUR)
    last = found.answer.table.iloc[-1]
    assert (last["code"], last["note"] != "", bool(np.isnan(last["value"]))) == (SILENT, True, True)
    assert found.alone.stations == 15
    assert any(one.en.startswith("1 station") for one in found.answer.passport.exclusions)
    # East 400, level Ⅴ by HJ 633 (351 to 420 is IAQI 201 to 300); west 120, level Ⅱ; between them what lies between.
    lon, level = found.field["lon"].to_numpy(), found.levels
    assert int(level[lon > 115.2].max()) == 5
    assert 2 in level[lon < 112.2]
    assert int(level[lon < 112.2].max()) < 5
    assert found.alone.rmse > 10
    assert found.station_levels["9099A"] == 2


def test_the_passport_says_that_it_is_interpolated_by_what_and_how_well(store: Store) -> None:
    about = asked(store).answer.passport
    basis = {label.en: value for label, value in about.basis}
    assert "not for assessment" in basis["Purpose"]
    assert "n 16" in basis["Each station left out"]
    assert basis["Farthest from a station"] == "100 km"
    assert "kriging" in about.formula.en
    assert about.reference.question == "surface"


def test_what_lies_beyond_reach_has_no_value(store: Store) -> None:
    near = asked(store, reach_km=30.0)
    inside = near.field["inside"].to_numpy()
    assert int(np.isnan(near.field.to_numpy()[inside]).sum()) > int(inside.sum()) // 4
    assert not near.levels[np.isnan(near.field.to_numpy())].any()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"end": DAY + 2 * HOUR}, "one hour or of whole days"),
        ({"of": "o3_8h"}, "a surface of an hour is of pm25"),
        ({"of": "aqi"}, "not of 'aqi'"),
        ({"within": "230000"}, "0 stations with a value carry no surface"),
    ],
)
def test_what_cannot_be_asked_is_said(store: Store, more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        asked(store, **more)


def test_an_unknown_region_is_said(store: Store) -> None:
    with pytest.raises(LookupError, match="亚特兰蒂斯"):
        asked(store, within="亚特兰蒂斯")


def test_stations_are_named_once(store: Store) -> None:
    assert sorted(asked(store).answer.table["code"]) == sorted(code for code, *_ in STATIONS)
