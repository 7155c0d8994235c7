"""The categories of an AQI: number, name, colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.rules import Level
from indicators.standard import Edition


def levels(edition: Edition) -> tuple[Level, ...]:
    """Categories of an AQI edition in ascending order, with names and colours."""
    return edition.aqi_rule.levels


def level_number(aqi: ArrayLike, edition: Edition) -> NDArray[np.float64]:
    """Return the number of the category (1 … 6) of each AQI; NaN where there is no AQI.

    An AQI of 0 belongs to the first category also under HJ 633-2026, which prints 1–50 for it: it needs six
    concentrations of 0 at once, and no published hour has it.
    """
    value = np.asarray(aqi, dtype=np.float64)
    tops = [one.highest for one in levels(edition) if one.highest is not None]
    number = np.where(np.isnan(value), np.nan, 1.0)
    for top in tops:
        number += value > top
    return number


def level(aqi: float, edition: Edition) -> Level:
    """Category of one AQI; ValueError for NaN or a negative number."""
    if np.isnan(aqi) or aqi < 0:
        raise ValueError(f"An AQI of {aqi} has no category.")
    return levels(edition)[int(level_number(aqi, edition)) - 1]
