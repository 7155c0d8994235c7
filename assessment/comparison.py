"""The same figure of another period beside a figure: the year before (同比) or the period before (环比).

The other period is judged as it would be if it were asked for by itself: its own days, the stations that it had,
the standard in force on its days. What cannot be compared stays empty and a note says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.alignment import aligned, nothing
from assessment.columns import Remarks, as_text, stamp
from assessment.entries import Entry
from assessment.judged import judged_parts
from assessment.members import Members
from assessment.periods import Against, Days, period_before, year_before
from assessment.terms import Terms
from assessment.verdicts import Verdict, kinds
from indicators.composite import change as share_of_change
from indicators.rounding import half_even
from store.opening import Store

Objects = NDArray[np.object_]
_PARTIAL = ("partial_period", "too_few_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The periods compared with, and the verdict on them [period, member], in the order of the members asked."""

    parts: tuple[Days, ...]
    verdict: Verdict


def before(part: Days, against: Against) -> Days:
    """The period that another is compared with."""
    return year_before(part) if against == "year" else period_before(part)


def earlier(
    store: Store, asked: Entry, who: Members, codes: Sequence[str], cut: Sequence[Days], *, step: str,
    against: Against, terms: Terms,
) -> Earlier:  # fmt: skip
    """What the indicator was over the periods that the parts are compared with.

    Parameters
    ----------
    who
        Members as they were then.
    codes
        Members in the order of the result; one that is not among `who` has no value.
    cut
        The parts of now.

    Notes
    -----
    A period that no edition judges has no values: that is no error of the question.
    """
    parts = tuple(before(part, against) for part in cut)
    cover = Days(first=min(p.first for p in parts), last=max(p.last for p in parts))
    shape = (len(parts), len(codes))
    try:
        found = judged_parts(store, asked, who, cover, list(parts), step=step, terms=terms)
    except LookupError:
        return Earlier(parts=parts, verdict=nothing(asked, shape))
    if asked.medium == "air" and step == "day" and "day" in asked.indicator.every:
        found = _rows(found, [(part.first - cover.first).days for part in parts], len(cover))
    place = {code: i for i, code in enumerate(who.table["code"])}
    return Earlier(parts=parts, verdict=aligned(found, [place.get(code, -1) for code in codes]))


def compared(asked: Entry, now: Verdict, then: Earlier, *, precision: str) -> dict[str, Objects]:
    """The columns of a comparison [part, member], and its notes on the verdict of now.

    `against_start, against_end, against_value, change` (now − then of the figures shown), `change_percent`
    ((now − then) / then, one decimal; empty where the earlier figure is 0), `against_edition, against_expected,
    against_valid, against_note`. With `precision` full nothing is rounded.
    """
    shape = now.values.shape
    numeric = now.values.dtype != object
    if numeric:
        a, b = (np.asarray(v.values, dtype=np.float64) for v in (now, then.verdict))
        if precision != "full":
            a, b = half_even(a, asked.decimals), half_even(b, asked.decimals)
        missing = np.isnan(b)
        changed = {
            "against_value": as_text(b, asked.decimals, precision),
            "change": as_text(a - b, asked.decimals, precision),
            "change_percent": as_text(share_of_change(a, b) * 100, 1, precision),
        }
    else:
        blank = np.full(shape, "", dtype=object)
        missing = (then.verdict.valid == 0) & np.ones(shape, bool)
        changed = {"against_value": np.asarray(then.verdict.values, dtype=object), "change": blank,
                   "change_percent": blank}  # fmt: skip
    notes = then.verdict.remarks.texts()
    now.remarks.add("no_earlier_value", missing)
    now.remarks.add("partial_earlier", _holds(notes, _PARTIAL))
    now.remarks.add("other_source", ~missing & (now.series != then.verdict.series))
    if {"aqi", "limits"} & set(kinds(asked)):
        differs = np.array([e != f for e, f in zip(now.editions, then.verdict.editions, strict=True)])
        now.remarks.add("other_edition", differs[:, np.newaxis] & ~missing)
    return {
        "against_start": _spread([stamp(p.start) for p in then.parts], shape),
        "against_end": _spread([stamp(p.end) for p in then.parts], shape),
        **changed,
        "against_edition": _spread(list(then.verdict.editions), shape),
        "against_expected": np.broadcast_to(then.verdict.expected, shape).astype(object),
        "against_valid": np.broadcast_to(then.verdict.valid, shape).astype(object),
        "against_note": np.broadcast_to(notes, shape),
    }


def _rows(verdict: Verdict, rows: Sequence[int], length: int) -> Verdict:
    """The verdict of those days of a run of days."""
    at = np.asarray(rows, dtype=np.intp)

    def full(array: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.broadcast_to(array, (length, verdict.values.shape[1]))[at]

    return replace(
        verdict, values=verdict.values[at], editions=tuple(verdict.editions[i] for i in rows),
        expected=full(verdict.expected).astype(np.int64), observed=full(verdict.observed).astype(np.int64),
        valid=full(verdict.valid).astype(np.int64), reviewed=full(verdict.reviewed).astype(np.int8),
        remarks=Remarks(bits=full(verdict.remarks.bits).astype(np.int64)),
    )  # fmt: skip


def _spread(texts: Sequence[str], shape: tuple[int, ...]) -> Objects:
    return np.broadcast_to(np.array(texts, dtype=object)[:, np.newaxis], shape)


def _holds(notes: Objects, codes: Sequence[str]) -> NDArray[np.bool_]:
    told = [any(code in text.split(";") for code in codes) for text in notes.ravel().tolist()]
    return np.array(told, dtype=bool).reshape(notes.shape)
