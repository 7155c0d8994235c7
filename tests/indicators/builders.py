"""Tiny made-up series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

NAN = float("nan")


def series(values: Sequence[float], name: str = "time", start: int = 0) -> xr.DataArray:
    """One place: values in order along ``time``."""
    return xr.DataArray(
        np.array(values, float), dims=(name,), coords={name: np.arange(start, start + len(values))}
    )


def day_of(values: dict[int, float], station_count: int = 1) -> NDArray[np.float64]:
    """One day [1, 24, station] from {ending hour 1 … 24: value}; other hours are missing."""
    day = np.full((1, 24, station_count), np.nan)
    for hour, value in values.items():
        day[0, hour - 1, :] = value
    return day
