"""Conversions between CGCS2000, GCJ-02 and BD-09, against pairs and places that others published."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import datum

METRES_A_DEGREE = 111_320.0

# Pairs in circulation with the open implementations of the conversion (longitude, latitude).
PUBLISHED_WGS84_GCJ02 = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),  # Shanghai
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),  # Shenzhen
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),  # Beijing
]


def apart_m(a: tuple[np.ndarray, np.ndarray], b: tuple[object, object]) -> np.ndarray:
    lon, lat = np.asarray(b[0], float), np.asarray(b[1], float)
    return METRES_A_DEGREE * np.hypot((a[0] - lon) * np.cos(np.radians(lat)), a[1] - lat)


@pytest.mark.parametrize(("wgs84", "gcj02"), PUBLISHED_WGS84_GCJ02)
def test_published_pairs_of_gcj02(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert apart_m(datum.wgs84_to_gcj02(*wgs84), gcj02) < 0.01
    assert apart_m(datum.gcj02_to_wgs84(*gcj02), wgs84) < 0.01


def test_published_pairs_of_bd09() -> None:
    assert apart_m(datum.gcj02_to_bd09(116.404, 39.915), (116.41036949371029, 39.92133699351021)) < 0.01
    # Beijing station as two map services show it.
    assert apart_m(datum.bd09_to_gcj02(116.43351, 39.90851), (116.42703, 39.90245)) < 2.0


# Denser than the towns, up to the corners of the land.
LONS = st.floats(73.5, 135.0)
LATS = st.floats(3.5, 53.5)


@given(lon=LONS, lat=LATS)
def test_every_round_trip_returns_within_a_centimetre(lon: float, lat: float) -> None:
    assert apart_m(datum.gcj02_to_wgs84(*datum.wgs84_to_gcj02(lon, lat)), (lon, lat)) < 0.01
    assert apart_m(datum.bd09_to_gcj02(*datum.gcj02_to_bd09(lon, lat)), (lon, lat)) < 0.01
    assert apart_m(datum.bd09_to_wgs84(*datum.wgs84_to_bd09(lon, lat)), (lon, lat)) < 0.01


@given(lon=LONS, lat=LATS)
def test_the_shifts_have_the_size_that_map_services_have(lon: float, lat: float) -> None:
    assert 30 < apart_m(datum.wgs84_to_gcj02(lon, lat), (lon, lat)) < 1500
    assert 500 < apart_m(datum.gcj02_to_bd09(lon, lat), (lon, lat)) < 1500


@pytest.mark.parametrize("name", ["wgs84_to_gcj02", "gcj02_to_wgs84", "gcj02_to_bd09", "bd09_to_gcj02"])
def test_beyond_china_nothing_is_shifted(name: str) -> None:
    lon, lat = np.array([-0.1276, 151.2, 183.0]), np.array([51.5072, -33.9, 45.0])
    out = getattr(datum, name)(lon, lat)
    assert np.array_equal(out[0], lon)
    assert np.array_equal(out[1], lat)


def test_missing_stays_missing_and_arguments_stay_as_they_were() -> None:
    lon, lat = np.array([116.4, np.nan]), np.array([39.9, 30.0])
    out = datum.bd09_to_wgs84(lon, lat)
    assert np.isnan(out[0][1])
    assert np.isfinite(out[0][0])
    assert lon[0] == 116.4


def test_a_datum_is_named_never_guessed() -> None:
    with pytest.raises(LookupError, match="CGCS2000"):
        datum.to_wgs84("EPSG:4326?")


@pytest.mark.real
def test_the_station_list_of_2016_is_bd09(shared: Path) -> None:
    folder = shared / "data" / "station_lists"
    shifted = pd.DataFrame(json.loads((folder / "station_pm25in_2016.json").read_text(encoding="utf-8")))
    true = pd.read_csv(folder / "station_info_1498.csv")
    both = shifted.merge(true, left_on=["area", "position_name"], right_on=["area", "stations_name"])
    both = both.drop_duplicates(["area", "position_name"], keep=False)
    assert len(both) > 500
    here = (both["longitude"].to_numpy(float), both["latitude"].to_numpy(float))
    there = (both["lon"].to_numpy(float), both["lat"].to_numpy(float))
    readings = {
        "as it is": here,
        "GCJ-02": datum.gcj02_to_wgs84(*here),
        "BD-09": datum.bd09_to_wgs84(*here),
        "BD-09 to GCJ-02": datum.bd09_to_gcj02(*here),
        "the wrong way": datum.wgs84_to_gcj02(*here),
    }
    # Single stations were resited by kilometres in two years; what all of them share is the shift.
    shift_m = {
        name: float(apart_m((np.median(lon - there[0]), np.median(lat - there[1])), (0.0, 0.0)))
        for name, (lon, lat) in readings.items()
    }
    near = {name: float(np.mean(apart_m(pair, there) < 150)) for name, pair in readings.items()}
    assert min(shift_m, key=lambda name: shift_m[name]) == "BD-09"
    assert shift_m["BD-09"] < 0.2 * min(m for name, m in shift_m.items() if name != "BD-09")
    assert near["BD-09"] > 3 * max(share for name, share in near.items() if name != "BD-09")
