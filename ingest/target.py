"""What a target and a reported value are: the types that books, store and assessment share."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

SECTION = "section:"
"""Begins the region of a target that is set for one section of water; its code follows."""
_OF_THE_ACT = frozenset({"version", "known_at", "actor", "reason", "file"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRecord:
    """One version of one target.

    Attributes
    ----------
    id
        Its name in the book, the same through all versions.
    region, place
        Division code, down to a township (nine or twelve digits), or `section:` and the code of a section of water;
        and its name.
    indicator
        Code of what is measured, or a word of the book's own for what is only reported.
    title_zh, title_en
        What the target is called.
    comparator, value, unit
        The demand. With `relative` ``year`` the value is a change in percent against the year before.
    first, last
        Period, both days included.
    document, number, issued
        The paper, its number, its date; empty where they are not known.
    stage, sand, edition, decimals
        The basis: as `assessment.terms.Terms`; decimals to which the figure is rounded before it is compared,
        ``None`` for none.
    measured
        Whether the figure is made of readings; otherwise it is reported by people.
    plan
        The yearly path (限期达标规划) that this target is a year of; empty for none.
    responsible
        Who answers for it.
    withdrawn
        Whether this version takes the target back.
    version, known_at, actor, reason, file
        The act that brought it; version 0 is shipped with the program.
    """

    id: str
    region: str
    place: str
    indicator: str
    title_zh: str
    title_en: str
    comparator: str
    value: float
    unit: str
    first: date
    last: date
    relative: str = ""
    document: str = ""
    number: str = ""
    issued: date | None = None
    stage: str = "best"
    sand: str = "with"
    edition: str = "auto"
    decimals: int | None = None
    measured: bool = True
    plan: str = ""
    responsible: str = ""
    note: str = ""
    withdrawn: bool = False
    version: int = 0
    known_at: datetime | None = None
    actor: str = ""
    reason: str = ""
    file: str = ""

    def says_the_same(self, other: TargetRecord) -> bool:
        """Whether both versions hold the same target, whoever brought them."""
        return all(
            getattr(self, f.name) == getattr(other, f.name) for f in fields(self) if f.name not in _OF_THE_ACT
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedValue:
    """A value that a person reported of a target at the end of a day; revision 0 is the first of its day."""

    target: str
    day: date
    value: float
    actor: str
    reason: str
    revision: int = 0
    known_at: datetime | None = None
