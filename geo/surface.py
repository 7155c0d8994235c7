"""A surface from points: values of stations on a grid of the map's plane, and the error from leaving stations out.

The interpolator is `scipy.interpolate.RBFInterpolator` with a linear kernel and a constant: what geostatistics calls
ordinary kriging with a linear variogram, the smoothing being its nugget. It passes between stations that disagree and
draws no conclusion about a place far from every station: such a cell has no value, nor has one outside the boundary.
Nor does it go beyond its stations: what lies above the highest of them or below the lowest is that value.

A picture to look at. No figure of an assessment is ever made from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
import xarray as xr
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree

from geo.projection import KM_PER_UNIT, inverse

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NUGGETS_KM: Final = (0.0, 5.0, 20.0, 80.0)
"""Smoothings that are tried: two stations side by side differ as two so many kilometres apart would."""
USUAL_NUGGET_KM: Final = 5.0
MOST_TRIED: Final = 600
"""More stations than these are not tried with every smoothing, which takes the cube of their number, but the usual."""
REACH_KM: Final = 100.0
"""A cell farther than this from every station has no value."""
LEAST_STATIONS: Final = 5
"""Fewer stations carry no surface."""
TOGETHER_KM: Final = 0.05
"""Stations nearer to each other than this are one point, their values averaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Stations on the plane; arrays are [station].

    `x`, `y` in units of 5 km, `value` in the unit of the parameter (no NaN), `group` a number that stations of one
    city share.
    """

    x: Floats
    y: Floats
    value: Floats
    group: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What the others say of each station that is left out; arrays are [station], in the unit of the values.

    Attributes
    ----------
    alone
        The value at the station from all other stations.
    with_city
        The same from all stations but those of its own city: the error that a place without any station has.
    """

    alone: Floats
    with_city: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """How far the left-out stations lie from their values: number, root mean square, bias (estimate − value)."""

    stations: int
    rmse: float
    bias: float


def points(x: ArrayLike, y: ArrayLike, value: ArrayLike, group: Sequence[object]) -> Points:
    """Return stations as points of the plane; those side by side become one, those without a value are left away.

    Parameters
    ----------
    x, y
        Position [station], units of 5 km; NaN leaves a station away.
    value
        [station]; NaN leaves a station away.
    group
        What stations of one city share [station].
    """
    px, py, pv = (np.asarray(one, np.float64) for one in (x, y, value))
    keep = ~(np.isnan(px) | np.isnan(py) | np.isnan(pv))
    _, groups = np.unique(
        np.array([str(one) for one in group], dtype=object)[keep].astype(str), return_inverse=True
    )
    px, py, pv = px[keep], py[keep], pv[keep]
    first = np.arange(len(pv))
    for a, b in (
        sorted(cKDTree(np.column_stack((px, py))).query_pairs(TOGETHER_KM / KM_PER_UNIT)) if len(pv) else ()
    ):
        first[b] = min(first[b], first[a])
    places, inside = np.unique(first, return_inverse=True)
    count = np.bincount(inside)
    return Points(
        x=px[places], y=py[places], group=np.asarray(groups, np.int64)[places],
        value=np.bincount(inside, weights=pv) / count if len(pv) else pv,
    )  # fmt: skip


def best_nugget(given: Points) -> tuple[float, LeftOut]:
    """Return the smoothing of `NUGGETS_KM` with the least error from leaving stations out, and what it says of them.

    More than `MOST_TRIED` stations get `USUAL_NUGGET_KM`.

    Raises
    ------
    ValueError
        With fewer than `LEAST_STATIONS` points.
    """
    _ask_for_enough(given)
    tried = NUGGETS_KM if len(given) <= MOST_TRIED else (USUAL_NUGGET_KM,)
    found = [(one, left_out(given, one)) for one in tried]
    return min(found, key=lambda pair: error(pair[1].alone, given.value).rmse)


def left_out(given: Points, nugget_km: float) -> LeftOut:
    """Return what is said of each station by all others, and by all stations of other cities.

    By the closed form of Rippa (1999), for blocks as well: with A the matrix of the whole system, c its solution and B
    the rows left out, the error there is (A⁻¹[B, B])⁻¹·c[B]. Nothing is solved anew.

    References
    ----------
    S. Rippa: An algorithm for selecting a good value for the parameter c in radial basis function interpolation.
    Advances in Computational Mathematics 11, 1999.
    """
    _ask_for_enough(given)
    n = len(given)
    system = np.zeros((n + 1, n + 1))
    xy = np.column_stack((given.x, given.y)) * KM_PER_UNIT
    system[:n, :n] = -np.hypot(*(xy[:, np.newaxis] - xy[np.newaxis]).transpose(2, 0, 1))
    system[:n, :n] += nugget_km * np.eye(n)
    system[:n, n] = system[n, :n] = 1.0
    turned = np.linalg.inv(system)
    solved = turned[:n, :n] @ given.value
    alone, with_city = np.full(n, np.nan), np.full(n, np.nan)
    estimate = given.value - solved / np.diag(turned)[:n]
    for i in range(n):
        alone[i] = _between(estimate[i : i + 1], np.delete(given.value, i))[0]
    for one in np.unique(given.group):
        here = given.group == one
        rows = np.flatnonzero(here)
        if len(rows) < n:
            away = np.linalg.solve(turned[np.ix_(rows, rows)], solved[rows])
            with_city[rows] = _between(given.value[rows] - away, given.value[~here])
    return LeftOut(alone=alone, with_city=with_city)


def _between(estimate: Floats, values: Floats) -> Floats:
    """Return estimates no higher and no lower than the values that they are made from."""
    return np.clip(estimate, values.min(), values.max())


def error(estimate: ArrayLike, value: ArrayLike) -> Error:
    """Return the error of estimates; stations without one (NaN) do not count."""
    away = np.asarray(estimate, np.float64) - np.asarray(value, np.float64)
    away = away[~np.isnan(away)]
    if not len(away):
        return Error(stations=0, rmse=float("nan"), bias=float("nan"))
    return Error(stations=len(away), rmse=float(np.sqrt(np.mean(away**2))), bias=float(np.mean(away)))


def surface(
    given: Points, boundary: Any, *, nugget_km: float, cell_km: float, reach_km: float = REACH_KM
) -> xr.DataArray:
    """Return the values on a grid of the map's plane.

    Parameters
    ----------
    given
        The stations.
    boundary
        The region, a polygon of the plane [units of 5 km]; cells whose middle lies outside are NaN.
    nugget_km
        Smoothing, one of `NUGGETS_KM`.
    cell_km
        Side of a cell.
    reach_km
        Cells farther than this from every station are NaN.

    Returns
    -------
    xarray.DataArray
        (y, x), y from north to south, both the middles of cells [units of 5 km], with the coordinates lon and lat
        [degree, CGCS2000] and inside, whether a cell lies in the boundary, all (y, x). Within the range of the
        stations' values.
    """
    _ask_for_enough(given)
    step = cell_km / KM_PER_UNIT
    west, south, east, north = shapely.bounds(boundary)
    xs = np.arange(np.floor(west / step), np.ceil(east / step)) * step + step / 2
    ys = (np.arange(np.floor(south / step), np.ceil(north / step)) * step + step / 2)[::-1]
    gx, gy = np.meshgrid(xs, ys)
    shapely.prepare(boundary)
    inside = np.asarray(shapely.contains_xy(boundary, gx, gy), bool)
    xy = np.column_stack((given.x, given.y)) * KM_PER_UNIT
    wanted = np.column_stack((gx[inside], gy[inside])) * KM_PER_UNIT
    values = np.full(gx.shape, np.nan)
    if len(wanted):
        away, _ = cKDTree(xy).query(wanted)
        made = RBFInterpolator(xy, given.value, kernel="linear", degree=0, smoothing=nugget_km)
        near = away <= reach_km
        found = np.full(len(wanted), np.nan)
        if near.any():
            found[near] = _between(made(wanted[near]), given.value)
        values[inside] = found
    lon, lat = inverse(gx, gy)
    plane = {"units": f"{KM_PER_UNIT:g} km", "long_name": "Albers plane of China, see geo.projection"}
    return xr.DataArray(
        values,
        dims=("y", "x"),
        coords={
            "x": ("x", xs, plane),
            "y": ("y", ys, plane),
            "inside": (("y", "x"), inside),
            "lon": (("y", "x"), lon, {"units": "degrees_east", "standard_name": "longitude"}),
            "lat": (("y", "x"), lat, {"units": "degrees_north", "standard_name": "latitude"}),
        },
    )


def _ask_for_enough(given: Points) -> None:
    if len(given) < LEAST_STATIONS:
        raise ValueError(f"{len(given)} stations with a value carry no surface; {LEAST_STATIONS} are needed")
