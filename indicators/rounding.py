"""Rounding as the standards ask for it, on arrays, and safe against the noise of binary fractions.

A 24-hour mean of whole numbers is often an exact decimal tie (35.5), and the sum divided in binary may lie a
hair beside it. Both functions therefore snap to six decimals before they decide. Six are enough to undo what
float32 storage does to CO in mg/m³ and few enough that no mean of ours comes that near to a tie by chance.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

SNAP_DECIMALS = 6


def half_even(x: ArrayLike, decimals: int = 0) -> NDArray[np.float64]:
    """Values rounded to ``decimals``, exact ties to the even digit.

    Parameters
    ----------
    x
        Values in any unit; NaN stays NaN.
    decimals
        Decimals to keep, 0 or more.

    References
    ----------
    GB/T 8170 (四舍六入五成双); HJ 633-2026 4.2.2.
    """
    rounded = _steps(x, decimals)
    rounded /= 10.0**decimals
    rounded += 0.0  # turns a rounded -0.0 into 0.0, so that "-0" is never printed
    return np.asarray(rounded[()])


def half_even_steps(x: ArrayLike, decimals: int = 0) -> NDArray[np.float64]:
    """Values rounded as by :func:`half_even`, counted in units of the last decimal: 2.25 mg/m³ is 22."""
    return np.asarray(_steps(x, decimals)[()])


def _steps(x: ArrayLike, decimals: int) -> NDArray[np.float64]:
    """Return the steps as an array of our own: a year of the country is rounded seven times, mostly in one place."""
    scaled = np.array(x, dtype=np.float64)
    scaled *= 10.0**decimals
    # np.rint ties to even; np.round(…, 6) puts a tie that binary arithmetic has moved back on its place.
    np.round(scaled, SNAP_DECIMALS, out=scaled)
    return np.rint(scaled, out=scaled)


def ceil_exact(x: ArrayLike) -> NDArray[np.float64]:
    """Values rounded up to whole numbers, where a value within 1e-6 of a whole number is that number.

    Float arithmetic before a ceiling would put 23 CO concentrations one IAQI too high (daily 2.2 mg/m³ is 55,
    not 56). NaN stays NaN.
    """
    result: NDArray[np.float64] = np.ceil(np.round(np.asarray(x, dtype=np.float64), SNAP_DECIMALS)) + 0.0
    return result


def shown(value: Any, decimals: int) -> str:
    """One value as text with exactly ``decimals`` decimals, rounded half-even; empty for NaN or None."""
    if value is None or np.isnan(value):
        return ""
    return f"{float(half_even(value, decimals)):.{decimals}f}"
