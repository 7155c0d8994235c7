"""The columns that every table of the house has, built from arrays of [step, member] at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.notes import NOTES, joined
from assessment.periods import SHANGHAI
from indicators.rounding import half_even

CONTRACT = (
    "code", "name", "start", "end", "indicator", "value", "unit", "edition",
    "expected", "observed", "valid", "stage", "note",
)  # fmt: skip
STAGES = np.array(["provisional", "reviewed", "mixed"], dtype=object)
_CODES = tuple(NOTES)
assert len(_CODES) <= 63, "remarks are bits of one integer"


@dataclass(slots=True, kw_only=True)
class Remarks:
    """Notes of an array of numbers, gathered as bits of the closed list."""

    bits: NDArray[np.int64]

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Remarks:
        """No remark anywhere."""
        return cls(bits=np.zeros(shape, np.int64))

    def add(self, code: str, where: NDArray[np.bool_] | bool = True) -> None:
        """Put a note of the closed list on the numbers where the mask is true."""
        self.bits |= np.where(where, np.int64(1) << _CODES.index(code), np.int64(0))

    def has(self, code: str) -> NDArray[np.bool_]:
        """Which numbers carry a note of the closed list."""
        return np.asarray(self.bits >> _CODES.index(code) & 1, dtype=bool)

    @staticmethod
    def bit(code: str) -> np.int64:
        """The bit of a note of the closed list."""
        return np.int64(1) << np.int64(_CODES.index(code))

    def texts(self) -> NDArray[np.object_]:
        """Codes joined by `;` for each number, in the order of the closed list."""
        return _per_distinct(self.bits, lambda b: joined(*(c for i, c in enumerate(_CODES) if b >> i & 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything one table says; arrays are [step, member] or broadcast to it.

    `values` are numbers in full precision (NaN where none), or texts for an indicator that is a name.
    """

    indicator: str
    unit: str
    decimals: int
    starts: Sequence[datetime]
    ends: Sequence[datetime]
    codes: Sequence[str]
    names: Sequence[str]
    values: NDArray[np.float64] | NDArray[np.object_]
    editions: Sequence[str]
    expected: NDArray[np.int64]
    observed: NDArray[np.int64]
    valid: NDArray[np.int64]
    reviewed: NDArray[np.int8]
    remarks: Remarks
    further: dict[str, NDArray[np.object_]] = field(default_factory=dict)


def framed(sheet: Sheet, *, precision: str) -> pd.DataFrame:
    """The table of a sheet in the order code, start; the columns of the contract and then any further ones."""
    steps, size = len(sheet.starts), len(sheet.codes)
    shape = (steps, size)

    def flat(array: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.broadcast_to(array, shape).T.reshape(-1)

    # Members come sorted by code and steps by time; transposing puts all steps of a member together.
    order = np.argsort(np.asarray(sheet.codes, dtype=object), kind="stable")
    numeric = sheet.values.dtype != object
    texts = as_text(flat(sheet.values), sheet.decimals, precision) if numeric else flat(sheet.values)
    columns = {
        "code": np.repeat(np.asarray(sheet.codes, dtype=object), steps),
        "name": np.repeat(np.asarray(sheet.names, dtype=object), steps),
        "start": np.tile(np.array([stamp(t) for t in sheet.starts], dtype=object), size),
        "end": np.tile(np.array([stamp(t) for t in sheet.ends], dtype=object), size),
        "indicator": sheet.indicator,
        "value": texts,
        "unit": sheet.unit,
        "edition": np.tile(np.array(sheet.editions, dtype=object), size),
        "expected": flat(sheet.expected).astype(np.int64),
        "observed": flat(sheet.observed).astype(np.int64),
        "valid": flat(sheet.valid).astype(np.int64),
        "stage": flat(STAGES[sheet.reviewed]),
        "note": flat(sheet.remarks.texts()),
    }
    columns |= {name: flat(array) for name, array in sheet.further.items()}
    rows = (order[:, np.newaxis] * steps + np.arange(steps)).reshape(-1)
    return pd.DataFrame(columns).iloc[rows].reset_index(drop=True)


def stamp(moment: datetime) -> str:
    """ISO 8601 of a moment in Asia/Shanghai, with its offset."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def as_text(values: NDArray[np.generic], decimals: int, precision: str) -> NDArray[np.object_]:
    """Numbers of any shape as texts, rounded half-even (`shown`) or as they are (`full`); empty for NaN."""
    numbers = np.asarray(values, dtype=np.float64)
    if precision == "full":
        texts = ["" if v != v else repr(float(v)) for v in numbers.ravel().tolist()]
    else:
        texts = ["" if v != v else f"{v:.{decimals}f}" for v in half_even(numbers, decimals).ravel().tolist()]
    return np.array(texts, dtype=object).reshape(numbers.shape)


def _per_distinct(bits: NDArray[np.int64], text: Callable[[int], str]) -> NDArray[np.object_]:
    distinct, place = np.unique(bits, return_inverse=True)
    return np.array([text(int(b)) for b in distinct], dtype=object)[place.reshape(bits.shape)]
