"""The passport of every answer about water; the sibling of `assessment.passport`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import numpy as np

from assessment.answer import Passport, Reference
from assessment.columns import Remarks
from assessment.entries import Entry
from assessment.periods import civil_days
from assessment.terms import Terms
from assessment.water_grid import regime_of
from assessment.water_verdicts import water_kinds
from indicators.parameters import Label

_IN_FORCE: Final = (
    Label(zh="适用标准", en="Standards"), "各日现行，与 --edition 无关 / in force on each day, whatever --edition says"
)  # fmt: skip


def water_passport(
    asked: Entry,
    *,
    start: datetime,
    end: datetime,
    terms: Terms,
    made_up: bool,
    who: str,
    question: str,
    arguments: Mapping[str, str],
    notes: Remarks | None = None,
    stages: tuple[int, int, int] = (0, 0, 0),
    exclusions: tuple[Label, ...] = (),
    basis: tuple[tuple[Label, str], ...] = (),
) -> Passport:
    """The passport of an answer about water; the sibling of `assessment.passport.passport`."""
    days = civil_days(start, end)
    rules = [regime_of(day) for day in (days.first, days.last)]
    numbers = list(dict.fromkeys(r.edition(k).number for k in water_kinds(asked) for r in rules))
    held = [c for c in asked.clauses if c.edition in numbers] or list(asked.clauses)
    texts = notes.texts().ravel() if notes is not None else np.array([], dtype=object)
    found = sorted({code for text in set(texts.tolist()) for code in text.split(";") if code})
    return Passport(
        title=asked.title, unit=asked.unit, start=start, end=end, members=who, editions=tuple(numbers),
        clauses=tuple(c.reference for c in held),
        formula=Label(zh="；".join(c.says.zh for c in held), en="; ".join(c.says.en for c in held)),
        stage=terms.stage, stages=stages, exclusions=exclusions, basis=(*basis, _IN_FORCE), notes=tuple(found),
        simulated=made_up,
        reference=Reference(question=question, arguments=arguments, as_of=terms.as_of or datetime.now(UTC)),
    )  # fmt: skip


def water_terms_words(terms: Terms) -> dict[str, str]:
    """The terms of a question about water as arguments of a reference."""
    return {"edition": terms.edition, "stage": terms.stage, "belonging": terms.belonging}
