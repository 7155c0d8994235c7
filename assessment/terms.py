"""The terms on which a question is asked: edition, stage, sand, as-of time, and the basis of the installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assessment.basis import Basis
from indicators.regime import Word

Stage = Literal["best", "provisional", "reviewed"]
Sand = Literal["with", "without"]
Source = Literal["auto", "stations", "published"]
Belonging = Literal["answers", "lies"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What must be said before a number can be made.

    Attributes
    ----------
    basis
        Choices of the installation.
    edition
        `auto` judges each day by the standards in force on it; a year names one set of standards.
    stage
        `best` takes the reviewed reading where there is one.
    sand
        `without` leaves out the particulate hours of approved sand events.
    as_of
        Only what was known then (UTC); None for all that is known.
    source
        For days of cities and counties: what we make of `stations`, the days as `published`, or `auto`: stations
        where the store has any station-made day of any member in the window, published days otherwise.
    belonging
        For sections of a region: those for which it `answers` (where nobody is said to, where they lie), or those
        that lie there.
    """

    basis: Basis
    edition: Word = "auto"
    stage: Stage = "best"
    sand: Sand = "with"
    as_of: datetime | None = None
    source: Source = "auto"
    belonging: Belonging = "answers"
