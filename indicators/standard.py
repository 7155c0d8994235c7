"""Standards as dated data: clauses, phases, editions, and which one was in force on a day.

"The latest" does not exist here. A calculation names the day it judges or the edition it uses; exactly one
edition of a kind judges any one day.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, get_args

from indicators.parameters import Label
from indicators.rules import AqiRule, Assessment, Content, Limits, RankingRule, SandRule
from indicators.water_rules import TrophicRule, WaterAssessment, WaterLimits, WaterRankingRule

Kind = Literal[
    "aqi", "limits", "assessment", "ranking", "sand",
    "water_limits", "water_assessment", "water_ranking", "trophic",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

Sure = Literal["official", "confirmed", "one source", "inferred", "memory"]
"""How sure a source is: the official text was read; two or more sources; one; worked out; from memory."""

STANDARDS_PACKAGE = "indicators.standards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One rule of a standard that some code here holds.

    Attributes
    ----------
    edition
        Number of the edition, ``HJ 633-2026``.
    section
        Its number in the text (``5.3``), or a short name of the rule where the number is not known.
    says
        What it asks, in our own words.
    sure
        How sure we are of it.
    """

    edition: str
    section: str
    says: Label
    sure: Sure

    @property
    def reference(self) -> str:
        """Edition and section, ``HJ 633-2026 5.3``: the words by which tests and documents name it."""
        return f"{self.edition} {self.section}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A span of days in which one content of an edition holds; ``end`` is its last day, ``None`` if open."""

    name: str
    title: Label
    start: date
    end: date | None
    content: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One dated edition of a standard.

    Attributes
    ----------
    number
        As cited, ``HJ 633-2026``.
    kind
        Which question it answers; exactly one edition of a kind judges any one day.
    title
        Official title and an English one.
    issued
        Day of issue; ``None`` where it is not known.
    in_force
        First day on which it is in force.
    withdrawn
        First day on which it is no longer in force; ``None`` while it stands.
    judges_from
        First day that we judge by it where that is earlier than ``in_force``; ``choice`` says why.
    phases
        Dated contents, for an edition whose limits change with time.
    content
        The rules; for an edition in phases that of the last phase.
    clauses
        What it asks, rule by rule.
    sure, source
        How sure its transcription is, and where it comes from.
    """

    number: str
    kind: Kind
    title: Label
    issued: date | None
    in_force: date
    withdrawn: date | None
    content: Content
    clauses: tuple[Clause, ...]
    sure: Label
    source: str
    phases: tuple[Phase, ...] = ()
    judges_from: date | None = None
    choice: Label | None = None

    @property
    def first_day(self) -> date:
        """First civil day that is judged by this edition."""
        return self.judges_from or self.in_force

    def judges(self, day: date) -> bool:
        """Whether that civil day is judged by this edition."""
        return self.first_day <= day and (self.withdrawn is None or day < self.withdrawn)

    def phase(self, day: date) -> Phase:
        """Phase of that day; LookupError if the edition has none then."""
        for phase in self.phases:
            if phase.start <= day and (phase.end is None or day <= phase.end):
                return phase
        raise LookupError(f"{self.number} has no phase on {day}.")

    def named_phase(self, name: str) -> Phase:
        """Phase of that name; LookupError if there is none."""
        for phase in self.phases:
            if phase.name == name:
                return phase
        raise LookupError(f"{self.number} has no phase {name!r}.")

    def clause(self, section: str) -> Clause:
        """Clause of that section; LookupError if the edition does not hold it."""
        for clause in self.clauses:
            if clause.section == section:
                return clause
        raise LookupError(f"{self.number} {section} is not among the clauses held here.")

    @property
    def aqi_rule(self) -> AqiRule:
        """Content of an ``aqi`` edition; TypeError for another kind."""
        if isinstance(self.content, AqiRule):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it makes no AQI.")

    @property
    def assessment(self) -> Assessment:
        """Content of an ``assessment`` edition; TypeError for another kind."""
        if isinstance(self.content, Assessment):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it assesses nothing.")

    @property
    def ranking(self) -> RankingRule:
        """Content of a ``ranking`` edition; TypeError for another kind."""
        if isinstance(self.content, RankingRule):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it ranks nothing.")

    @property
    def sand(self) -> SandRule:
        """Content of a ``sand`` edition; TypeError for another kind."""
        if isinstance(self.content, SandRule):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it knows no sand rule.")

    @property
    def water_limits(self) -> WaterLimits:
        """Content of a ``water_limits`` edition; TypeError for another kind."""
        if isinstance(self.content, WaterLimits):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it limits no water.")

    @property
    def water_assessment(self) -> WaterAssessment:
        """Content of a ``water_assessment`` edition; TypeError for another kind."""
        if isinstance(self.content, WaterAssessment):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it assesses no water.")

    @property
    def water_ranking(self) -> WaterRankingRule:
        """Content of a ``water_ranking`` edition; TypeError for another kind."""
        if isinstance(self.content, WaterRankingRule):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it ranks no water.")

    @property
    def trophic(self) -> TrophicRule:
        """Content of a ``trophic`` edition; TypeError for another kind."""
        if isinstance(self.content, TrophicRule):
            return self.content
        raise TypeError(f"{self.number} is of the kind {self.kind}; it grades no lake.")


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition that lies in ``indicators/standards``, by kind and then by the first day it judges."""
    package = importlib.import_module(STANDARDS_PACKAGE)
    found: list[Edition] = []
    for module in pkgutil.iter_modules(package.__path__):
        edition = importlib.import_module(f"{STANDARDS_PACKAGE}.{module.name}").EDITION
        if not isinstance(edition, Edition):
            raise TypeError(f"{STANDARDS_PACKAGE}.{module.name} must end with EDITION, an Edition.")
        found.append(edition)
    return tuple(sorted(found, key=lambda e: (KINDS.index(e.kind), e.first_day)))


def edition(number: str) -> Edition:
    """Edition of that number, ``HJ 633-2026``; an unknown one raises LookupError with a sentence."""
    for one in editions():
        if one.number == number:
            return one
    raise LookupError(f"There is no edition {number!r}; known are {', '.join(e.number for e in editions())}.")


def in_force(kind: Kind, day: date) -> Edition:
    """Edition of a kind that judges a civil day; LookupError with a sentence if none does."""
    for one in editions():
        if one.kind == kind and one.judges(day):
            return one
    raise LookupError(f"No edition of the kind {kind!r} judges {day}.")
