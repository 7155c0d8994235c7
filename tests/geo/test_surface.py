"""The surface from stations: against loops that leave each station out, at stations, beyond reach and outside."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import RBFInterpolator

from geo.projection import albers
from geo.surface import NUGGETS_KM, Points, best_nugget, error, left_out, points, surface

SQUARE = shapely.box(500, 500, 540, 540)  # 200 km a side


def scattered(seed: int, n: int = 24, cities: int = 6) -> Points:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(500, 540, n), rng.uniform(500, 540, n)
    return points(x, y, 60 + x - 500 + rng.normal(0, 5, n), rng.integers(0, cities, n).tolist())


def predicted(one: Points, keep: np.ndarray, at: np.ndarray, nugget: float) -> np.ndarray:
    xy = np.column_stack((one.x, one.y)) * 5
    made = RBFInterpolator(xy[keep], one.value[keep], kernel="linear", degree=0, smoothing=nugget)
    return np.clip(made(xy[at]), one.value[keep].min(), one.value[keep].max())


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(NUGGETS_KM))
def test_the_closed_form_is_the_loop_that_leaves_each_station_and_each_city_out(
    seed: int, nugget: float
) -> None:
    one = scattered(seed)
    found = left_out(one, nugget)
    every = np.arange(len(one))
    for i in every:
        assert found.alone[i] == pytest.approx(predicted(one, every != i, every == i, nugget)[0], rel=1e-6)
    for city in np.unique(one.group):
        here = one.group == city
        assert found.with_city[here] == pytest.approx(predicted(one, ~here, here, nugget), rel=1e-6)


def test_a_constant_field_is_constant_everywhere_and_has_no_error() -> None:
    one = scattered(3)
    flat = Points(x=one.x, y=one.y, value=np.full(len(one), 42.0), group=one.group)
    nugget, out = best_nugget(flat)
    field = surface(flat, SQUARE, nugget_km=nugget, cell_km=10)
    assert np.nanmax(np.abs(field.to_numpy() - 42)) < 1e-6
    assert (error(out.alone, flat.value).rmse, error(out.alone, flat.value).bias) == pytest.approx(
        (0, 0), abs=1e-6
    )


def test_without_a_nugget_the_surface_passes_through_its_stations() -> None:
    x, y = np.meshgrid(np.arange(501, 540, 8.0), np.arange(501, 540, 8.0))
    value = 50 + np.hypot(x - 520, y - 520).ravel()
    one = points(x.ravel(), y.ravel(), value, [0] * x.size)
    field = surface(
        one, SQUARE, nugget_km=0, cell_km=10
    )  # cells of 2 units: each station is the middle of one
    for px, py, v in zip(one.x, one.y, one.value, strict=True):
        assert float(field.sel(x=px, y=py)) == pytest.approx(v, abs=1e-6)


def test_the_order_of_the_stations_changes_nothing() -> None:
    one = scattered(7)
    turned = np.random.default_rng(1).permutation(len(one))
    other = Points(x=one.x[turned], y=one.y[turned], value=one.value[turned], group=one.group[turned])
    a, b = (surface(p, SQUARE, nugget_km=5, cell_km=20).to_numpy() for p in (one, other))
    assert a == pytest.approx(b, nan_ok=True)
    assert left_out(one, 5).alone[turned] == pytest.approx(left_out(other, 5).alone)


def test_cells_outside_the_boundary_and_beyond_reach_have_no_value() -> None:
    """Stations in the west, a triangle as boundary: nothing east of 20 km from the last station."""
    rng = np.random.default_rng(5)
    one = points(rng.uniform(500, 510, 12), rng.uniform(500, 540, 12), np.full(12, 30.0), range(12))
    triangle = shapely.Polygon([(500, 500), (540, 500), (500, 540)])
    field = surface(one, triangle, nugget_km=5, cell_km=10, reach_km=20)
    xs, ys = np.meshgrid(field["x"], field["y"])
    away = np.min(np.hypot(xs[..., None] - one.x, ys[..., None] - one.y), axis=-1) * 5
    expected = (xs + ys < 1040) & (away <= 20)
    assert np.array_equal(~np.isnan(field.to_numpy()), expected)
    assert expected.any()
    assert not expected.all()


def test_the_grid_runs_from_north_to_south_and_knows_where_it_lies() -> None:
    field = surface(scattered(2), SQUARE, nugget_km=5, cell_km=25)
    assert (np.diff(field["y"]) < 0).all()
    x, y = albers(field["lon"].to_numpy(), field["lat"].to_numpy())
    assert x[0] == pytest.approx(field["x"].to_numpy())
    assert y[:, 0] == pytest.approx(field["y"].to_numpy())


def test_stations_side_by_side_are_one_and_those_without_a_value_are_none() -> None:
    one = points(
        [1.0, 1.0, 2.0, 3.0, np.nan], [1.0, 1.0, 2.0, 3.0, 1.0], [10, 20, 5, np.nan, 7], list("aabbc")
    )
    assert one.x.tolist() == [1.0, 2.0]
    assert one.value.tolist() == [15.0, 5.0]


def test_no_cell_is_worse_or_better_than_every_station() -> None:
    """A cliff of 400 beside 0 makes any smooth surface swing beyond both."""
    one = points([500, 501, 502, 503, 540], [500, 501, 500, 501, 500], [0, 0, 400, 0, 0], range(5))
    found = surface(one, SQUARE, nugget_km=0, cell_km=10)
    assert float(found.min()) >= 0
    assert float(found.max()) <= 400
    assert left_out(one, 0).alone.min() >= 0
    assert left_out(one, 0).alone[2] == 0  # without the 400 there is nothing but 0


def test_four_stations_carry_no_surface() -> None:
    few = points([1, 2, 3, 4], [1, 2, 1, 2], [1, 2, 3, 4], range(4))
    for ask in (lambda: surface(few, SQUARE, nugget_km=0, cell_km=10), lambda: best_nugget(few)):
        with pytest.raises(ValueError, match="4 stations"):
            ask()
