"""The map's plane is equal in area, and the country fits into it."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from geo.projection import CHINA_BOX, KM_PER_UNIT, LAND_BOX, SOUTH_SEA_BOX, albers, inverse


def test_there_and_back() -> None:
    lon, lat = np.meshgrid(np.linspace(73.5, 135, 30), np.linspace(3.5, 53.5, 30))
    back = inverse(*albers(lon, lat))
    assert np.allclose(back[0], lon, atol=1e-9)
    assert np.allclose(back[1], lat, atol=1e-9)


@pytest.mark.parametrize(("lon", "lat"), [(75, 38), (105, 35), (125, 52), (110, 19), (115, 8)])
def test_equal_areas_stay_equal(lon: float, lat: float) -> None:
    side = 0.5
    # Along the parallels a plane polygon needs many vertices to follow them.
    ring_lon = np.r_[np.linspace(lon, lon + side, 200), np.linspace(lon + side, lon, 200)]
    ring_lat = np.r_[np.full(200, lat), np.full(200, lat + side)]
    x, y = albers(ring_lon, ring_lat)
    plane_km2 = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) * KM_PER_UNIT**2
    true_km2 = abs(Geod(ellps="GRS80").polygon_area_perimeter(ring_lon, ring_lat)[0]) / 1e6
    assert plane_km2 == pytest.approx(true_km2, rel=1e-4)


def test_the_central_meridian_is_upright_and_north_is_up() -> None:
    x, y = albers([105.0, 105.0, 104.0], [20.0, 50.0, 35.0])
    assert x[0] == pytest.approx(x[1])
    assert y[1] > y[0]
    assert x[2] < x[0]


def test_the_ends_of_the_country_lie_in_the_box() -> None:
    # 乌恰, 黑瞎子岛, 漠河, 曾母暗沙
    x, y = albers([73.5, 135.08, 123.3, 112.28], [39.4, 48.4, 53.56, 3.87])
    assert (x > CHINA_BOX[0]).all()
    assert (x < CHINA_BOX[2]).all()
    assert (y > CHINA_BOX[1]).all()
    assert (y < CHINA_BOX[3]).all()


def test_hainan_is_on_the_main_map_and_zengmu_reef_in_the_inset() -> None:
    _, y = albers([109.5], [18.2])
    assert y[0] > LAND_BOX[1]
    x, y = albers([112.28], [3.97])
    assert SOUTH_SEA_BOX[0] < x[0] < SOUTH_SEA_BOX[2]
    assert SOUTH_SEA_BOX[1] < y[0] < SOUTH_SEA_BOX[3]


def test_missing_stays_missing() -> None:
    x, y = albers([np.nan, 105.0], [30.0, 30.0])
    assert np.isnan(x[0])
    assert np.isnan(y[0])
    assert np.isfinite(x[1])
