"""Quality and mark of the six cells of a row, packed into one integer.

Eight bits a parameter in the order of `AIR_HOURLY`: the low nibble is the quality, the high nibble the
position in `ingest.contract.MARKS`. Not evaluated is written as 0, so that an ordinary row packs to 0.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from indicators.parameters import AIR_HOURLY
from ingest.contract import Quality

Bytes = NDArray[np.uint8]


def pack(quality: Mapping[str, Bytes], mark: Mapping[str, Bytes]) -> NDArray[np.int64]:
    """Return packed marks (row,) from quality and mark index of each parameter (row,)."""
    packed = np.zeros(len(quality[AIR_HOURLY[0]]), np.int64)
    for position, parameter in enumerate(AIR_HOURLY):
        nibble = np.asarray(quality[parameter], np.int64)
        nibble = np.where(nibble == Quality.NOT_EVALUATED, 0, nibble)
        packed |= (nibble | np.asarray(mark[parameter], np.int64) << 4) << 8 * position
    return packed


def quality(packed: NDArray[np.int64], parameter: str) -> Bytes:
    """Return the quality (row,) of one parameter, in QARTOD's numbers and our 8."""
    nibble = cell(packed, parameter) & 0xF
    return np.where(nibble == 0, np.uint8(Quality.NOT_EVALUATED), nibble).astype(np.uint8)


def mark(packed: NDArray[np.int64], parameter: str) -> Bytes:
    """Return the position in `MARKS` (row,) of what the source wrote instead of one parameter's number."""
    return (cell(packed, parameter) >> 4).astype(np.uint8)


def cell(packed: NDArray[np.int64], parameter: str) -> Bytes:
    """Return the packed eight bits (row,) of one parameter: equal where quality and mark are equal."""
    return (packed >> 8 * AIR_HOURLY.index(parameter) & 0xFF).astype(np.uint8)
