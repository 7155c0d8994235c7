"""Named conversions between the three datums in which Chinese coordinates are published.

The platform publishes CGCS2000 (equal to WGS-84 within decimetres, so the two are one here), the public map
services publish GCJ-02 (300-700 m off), and one of them BD-09 (a further 800 m or so). Nothing in a pair of
numbers tells which is which: every caller names the datum it has, and nothing here detects or guesses one.

GCJ-02 has no published definition; the polynomial used by everyone was worked out from map services and
agrees with them to about a metre. Its inverse has no closed form and is found by iteration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]

_AXIS_M: Final = 6378245.0  # Krasovsky 1940, the ellipsoid of the offset formula
_ECCENTRICITY2: Final = 0.00669342162296594323
# The services shift nothing outside this box.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BD_TURN: Final = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
_STEPS: Final = 10  # each step gains about three decimals; three reach a centimetre


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 longitude and latitude of CGCS2000/WGS-84 positions.

    Parameters
    ----------
    lon, lat
        CGCS2000 or WGS-84 [degree], any shape that broadcasts. NaN gives NaN.

    Returns
    -------
    tuple of arrays
        GCJ-02 [degree]; positions outside the box in which the map services shift are returned unchanged.
    """
    x, y = _floats(lon, lat)
    east, north = _offset(x, y)
    inside = _shifted(x, y)
    return np.where(inside, x + east, x), np.where(inside, y + north, y)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return CGCS2000/WGS-84 longitude and latitude of GCJ-02 positions, to better than a millimetre of the formula.

    Parameters
    ----------
    lon, lat
        GCJ-02 [degree], any shape that broadcasts. NaN gives NaN.

    Returns
    -------
    tuple of arrays
        CGCS2000/WGS-84 [degree]; unchanged outside the box in which the map services shift.
    """
    x, y = _floats(lon, lat)
    guess_x, guess_y = x.copy(), y.copy()
    for _ in range(_STEPS):
        east, north = _offset(guess_x, guess_y)
        guess_x, guess_y = x - east, y - north
    inside = _shifted(x, y)
    return np.where(inside, guess_x, x), np.where(inside, guess_y, y)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 longitude and latitude of GCJ-02 positions.

    Parameters
    ----------
    lon, lat
        GCJ-02 [degree], any shape that broadcasts. NaN gives NaN.

    Returns
    -------
    tuple of arrays
        BD-09 [degree]; unchanged outside the box in which the map services shift.
    """
    x, y = _floats(lon, lat)
    out_x, out_y = _to_bd(x, y)
    inside = _shifted(x, y)
    return np.where(inside, out_x, x), np.where(inside, out_y, y)


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 longitude and latitude of BD-09 positions.

    The closed form in circulation is off by up to half a metre, so the forward formula is inverted by iteration.

    Parameters
    ----------
    lon, lat
        BD-09 [degree], any shape that broadcasts. NaN gives NaN.

    Returns
    -------
    tuple of arrays
        GCJ-02 [degree]; unchanged outside the box in which the map services shift.
    """
    x, y = _floats(lon, lat)
    guess_x, guess_y = x - _BD_LON, y - _BD_LAT
    for _ in range(_STEPS):
        there_x, there_y = _to_bd(guess_x, guess_y)
        guess_x, guess_y = guess_x + (x - there_x), guess_y + (y - there_y)
    inside = _shifted(x, y)
    return np.where(inside, guess_x, x), np.where(inside, guess_y, y)


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 longitude and latitude of CGCS2000/WGS-84 positions [degree]; NaN gives NaN."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return CGCS2000/WGS-84 longitude and latitude of BD-09 positions [degree]; NaN gives NaN."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def to_wgs84(datum: str) -> Callable[[ArrayLike, ArrayLike], Pair]:
    """Return the conversion from a datum, called by its name, to CGCS2000/WGS-84.

    Parameters
    ----------
    datum
        ``CGCS2000``, ``WGS-84``, ``GCJ-02`` or ``BD-09``: as a boundary folder declares it.

    Raises
    ------
    LookupError
        For any other name: a datum is never guessed.
    """
    known: dict[str, Callable[[ArrayLike, ArrayLike], Pair]] = {
        "CGCS2000": _floats,
        "WGS-84": _floats,
        "GCJ-02": gcj02_to_wgs84,
        "BD-09": bd09_to_wgs84,
    }
    if datum not in known:
        raise LookupError(f"datum {datum!r} is not known; one of {', '.join(known)} must be named")
    return known[datum]


def _floats(lon: ArrayLike, lat: ArrayLike) -> Pair:
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return x.copy(), y.copy()


def _shifted(x: Floats, y: Floats) -> NDArray[np.bool_]:
    return (x >= _WEST) & (x <= _EAST) & (y >= _SOUTH) & (y <= _NORTH)


def _offset(lon: Floats, lat: Floats) -> Pair:
    """Return how far GCJ-02 lies east and north of WGS-84 [degree] at a WGS-84 position."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    north = (
        -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + ripple
        + (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
        + (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    )
    east = (
        300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + ripple
        + (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
        + (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    )
    phi = np.radians(lat)
    bend = 1.0 - _ECCENTRICITY2 * np.sin(phi) ** 2
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY2) / (bend * np.sqrt(bend))
    parallel_m = _AXIS_M / np.sqrt(bend) * np.cos(phi)
    return np.degrees(east / parallel_m), np.degrees(north / meridian_m)


def _to_bd(x: Floats, y: Floats) -> Pair:
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_TURN)
    return radius * np.cos(angle) + _BD_LON, radius * np.sin(angle) + _BD_LAT
