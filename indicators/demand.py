"""What a target demands of a figure, and in which of five states it stands on a day.

A demand is met or missed by the figure of a whole period. It is never softened: where a target does not say to
how many decimals its figure is rounded before it is compared, the figure is compared unrounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, get_args

from indicators.parameters import Label
from indicators.rounding import SNAP_DECIMALS, half_even

Comparator = Literal["<=", "<", ">=", ">"]
COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)
Proof = Literal["open", "cannot", "certain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A figure must be at most, under, at least or above a value.

    Attributes
    ----------
    comparator
        One of ``<= < >= >``.
    value
        The target.
    decimals
        Decimals to which the figure is rounded half-even before it is compared; ``None``: it is not rounded.
    """

    comparator: Comparator
    value: float
    decimals: int | None = None

    def __post_init__(self) -> None:
        if self.comparator not in COMPARATORS:
            raise ValueError(f"{self.comparator!r} is no comparator; say one of {' '.join(COMPARATORS)}")
        if self.value != self.value:
            raise ValueError("a target needs a value")

    @property
    def upper(self) -> bool:
        """Whether smaller is better: the target is a ceiling."""
        return self.comparator in ("<=", "<")

    def judged(self, figure: float) -> float:
        """Return the figure as it is compared: rounded to the decimals of the target, or snapped to six."""
        return float(half_even(figure, SNAP_DECIMALS if self.decimals is None else self.decimals))

    def met(self, figure: float) -> bool:
        """Return whether a figure of the whole period meets the demand; a missing figure (NaN) does not."""
        shown, value = self.judged(figure), float(half_even(self.value, SNAP_DECIMALS))
        if self.comparator == "<=":
            return shown <= value
        if self.comparator == "<":
            return shown < value
        if self.comparator == ">=":
            return shown >= value
        return shown > value


class State(StrEnum):
    """The five states of a target (考核目标状态)."""

    NOT_BEGUN = "not_begun"
    BEHIND = "behind"
    ON_COURSE = "on_course"
    MISSED = "missed"
    MET = "met"

    @property
    def label(self) -> Label:
        """Name in both languages."""
        return _STATES[self]


_STATES = {
    State.NOT_BEGUN: Label(zh="未开始", en="not begun"),
    State.BEHIND: Label(zh="暂未达标", en="not met so far"),
    State.ON_COURSE: Label(zh="暂时达标", en="met so far"),
    State.MISSED: Label(zh="未达标", en="missed"),
    State.MET: Label(zh="已达标", en="met"),
}


def state(
    *, day: date, first: date, last: date, on_course: bool, proof: Proof = "open", conclusive: bool = True
) -> State:
    """Return the state of a target at the end of a day; the rule is written in ``docs/targets.md``.

    Parameters
    ----------
    day
        Last day that is looked at.
    first, last
        Period of the target, both included.
    on_course
        Whether the period would meet the target if its remaining days were as those so far; false where there
        is no figure yet.
    proof
        ``cannot`` or ``certain`` where the outcome is proved.
    conclusive
        Whether the figure of the whole period may stand as one: false where the standard calls it invalid, or
        where there is none.

    Notes
    -----
    Before the first day: not begun. On the last day and after it: met or missed if conclusive. Between: met or
    missed only if proved. Otherwise met so far or not met so far.
    """
    if last < first:
        raise ValueError(f"a period cannot end on {last}, before it starts on {first}")
    if day < first:
        return State.NOT_BEGUN
    if day >= last and conclusive:
        return State.MET if on_course else State.MISSED
    if day < last and proof == "certain":
        return State.MET
    if day < last and proof == "cannot":
        return State.MISSED
    return State.ON_COURSE if on_course else State.BEHIND
