"""The map's plane: an Albers equal-area conic of China in units in which the country spans about 0 to 1000.

The wall draws in this plane and not in Mercator, whose Heilongjiang is twice too large for a coloured map of
areas. Standard parallels 25 and 47 degrees north and the meridian 105 degrees east are those of the national
maps; the ellipsoid is that of CGCS2000. x runs east, y north, and one unit is five kilometres of Albers plane,
shifted so that China lies in the positive quarter.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

KM_PER_UNIT: Final = 5.0
# Boxes of pictures: west, south, east, north [unit].
CHINA_BOX: Final = (0.0, 0.0, 980.0, 1130.0)  # all of it
LAND_BOX: Final = (0.0, 305.0, 980.0, 1130.0)  # the main map: down to Hainan, the rest in the inset
SOUTH_SEA_BOX: Final = (590.0, 0.0, 925.0, 530.0)  # 南海诸岛 with the ten dashes, for the inset

_METRES: Final = KM_PER_UNIT * 1000.0
_EAST_M, _NORTH_M = 2_650_000.0, -300_000.0  # brings the westernmost and the southernmost land to about 0
_CHINA: Final = (
    "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"
)

Floats = NDArray[np.float64]


def albers(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Return the map position of CGCS2000 coordinates.

    Parameters
    ----------
    lon, lat
        CGCS2000 [degree], any shape. NaN gives NaN.

    Returns
    -------
    tuple of arrays
        x east and y north [unit of 5 km].
    """
    return _run(lon, lat, inverse=False)


def inverse(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Return the CGCS2000 longitude and latitude [degree] of a map position [unit of 5 km]; NaN gives NaN."""
    return _run(x, y, inverse=True)


def _run(first: ArrayLike, second: ArrayLike, *, inverse: bool) -> tuple[Floats, Floats]:
    a, b = np.broadcast_arrays(np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64))
    a, b = a.copy(), b.copy()
    gone = np.isnan(a) | np.isnan(b)
    if inverse:
        east, north = _transformer().transform(
            a * _METRES - _EAST_M, b * _METRES - _NORTH_M, direction="INVERSE"
        )
        out_a, out_b = np.asarray(east), np.asarray(north)
    else:
        east, north = _transformer().transform(a, b)
        out_a = (np.asarray(east) + _EAST_M) / _METRES
        out_b = (np.asarray(north) + _NORTH_M) / _METRES
    # PROJ answers infinity where it has no answer; here missing is missing.
    return np.where(gone, np.nan, out_a), np.where(gone, np.nan, out_b)


@cache
def _transformer() -> Transformer:
    geographic = "+proj=longlat +ellps=GRS80 +no_defs"
    return Transformer.from_crs(geographic, _CHINA, always_xy=True)
