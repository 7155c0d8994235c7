"""The yearly path of a plan to reach a standard by a date (限期达标规划)."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from indicators.rounding import SNAP_DECIMALS

Shape = Literal["equal", "rate"]
SHAPES: tuple[Shape, ...] = get_args(Shape)


def yearly_path(
    base_year: int, base: float, by_year: int, value: float, *, shape: Shape = "equal", decimals: int = 1
) -> dict[int, float]:
    """Return the target of each year after a base year, the last of them the value to be reached.

    Parameters
    ----------
    base_year, base
        Year and figure from which the plan starts.
    by_year, value
        Year by which the value is to be reached.
    shape
        ``equal``: the same step every year; ``rate``: the same percentage every year.
    decimals
        Decimals of the targets between; they are rounded to the stricter side.
    """
    years = by_year - base_year
    if years < 1:
        raise ValueError(f"a path from {base_year} cannot end in {by_year}")
    if shape == "rate" and (base <= 0 or value <= 0):
        raise ValueError("a path of equal percentages needs figures above 0")
    factor = 10.0**decimals
    path: dict[int, float] = {}
    for i in range(1, years):
        share = i / years
        at = base * (value / base) ** share if shape == "rate" else base + (value - base) * share
        stricter = np.floor if value <= base else np.ceil
        path[base_year + i] = float(stricter(np.round(at * factor, SNAP_DECIMALS)) / factor)
    path[by_year] = float(value)
    return path
