"""Verdicts brought onto other members than their own: those of now, or nobody at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assessment.columns import Remarks
from assessment.entries import Entry
from assessment.verdicts import Verdict
from assessment.water_catalogue import WORDS

Objects = NDArray[np.object_]


def aligned(verdict: Verdict, columns: Sequence[int]) -> Verdict:
    """A verdict whose members are those columns of another; −1 is a member that it does not have."""
    at = np.asarray(columns, dtype=np.intp)
    gone = at < 0
    if not len(verdict.values.T):
        at, gone = np.zeros(len(at), np.intp), np.ones(len(at), bool)
        verdict = _padded(verdict)
    values = verdict.values[:, at]
    values[:, gone] = "" if values.dtype == object else np.nan

    def counts(array: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(gone, 0, array[:, at])

    remarks = Remarks(bits=np.where(gone, 0, verdict.remarks.bits[:, at]))
    remarks.add("no_data", np.broadcast_to(gone, values.shape))
    return replace(
        verdict, values=values, expected=counts(verdict.expected), observed=counts(verdict.observed),
        valid=counts(verdict.valid), reviewed=np.where(gone, 0, verdict.reviewed[:, at]).astype(np.int8),
        remarks=remarks, further={},
    )  # fmt: skip


def nothing(asked: Entry, shape: tuple[int, int]) -> Verdict:
    """A verdict [period, member] without a figure: nothing was received, or nobody judges it."""
    none = np.zeros(shape, np.int64)
    text = asked.is_name or asked.code in WORDS
    remarks = Remarks.none(shape)
    remarks.add("no_data")
    blank: NDArray[np.float64] | Objects = (
        np.full(shape, "", dtype=object) if text else np.full(shape, np.nan)
    )
    return Verdict(
        values=blank, editions=("",) * shape[0], expected=none, observed=none, valid=none,
        reviewed=none.astype(np.int8), remarks=remarks,
    )  # fmt: skip


def _padded(verdict: Verdict) -> Verdict:
    """A verdict on nobody, with one column to index."""
    rows = len(verdict.editions)
    zero = np.zeros((rows, 1), np.int64)
    blank: NDArray[np.float64] | Objects = (
        np.full((rows, 1), "", dtype=object) if verdict.values.dtype == object else np.full((rows, 1), np.nan)
    )
    return replace(
        verdict, values=blank, expected=zero, observed=zero, valid=zero, reviewed=zero.astype(np.int8),
        remarks=Remarks.none((rows, 1)),
    )  # fmt: skip
