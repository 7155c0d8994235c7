"""What every question is answered with: a table and one passport. No figure leaves this package bare.

The passport says what the numbers are, from what they came and on which basis they stand; its reference makes the
same answer again. The steps behind one cell are rebuilt on demand from that reference, never carried along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from indicators.parameters import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Question, arguments and as-of time from which the same answer can be made again."""

    question: str
    arguments: Mapping[str, str]
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """What a number is, where it comes from and on which basis it stands.

    `start` and `end` are the half-open window in UTC. `basis` holds the settings that were used (label -> value),
    `exclusions` what was left out (sand, background stations), `notes` the codes that occur, `simulated` is true
    for demo data. `stages` counts the hours or days of members behind the table: provisional, reviewed, made of both.
    """

    title: Label
    unit: str
    start: datetime
    end: datetime
    members: str
    editions: tuple[str, ...]
    clauses: tuple[str, ...]
    formula: Label
    stage: str
    exclusions: tuple[Label, ...] = ()
    basis: tuple[tuple[Label, str], ...] = ()
    notes: tuple[str, ...] = ()
    simulated: bool = False
    stages: tuple[int, int, int] = (0, 0, 0)
    reference: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A table whose columns the asking module documents, integer coverage columns among them, and its passport."""

    table: pd.DataFrame
    passport: Passport
    remarks: tuple[Label, ...] = field(default=())
