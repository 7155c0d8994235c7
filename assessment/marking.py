"""What must stand on every copy of an answer: that it is simulated, that nobody reviewed it, and its number."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from assessment.answer import Answer, Reference
from indicators.parameters import Label, Language

SIMULATED: Final = "模拟数据 DEMO"
UNREVIEWED: Final = Label(zh="未审核", en="未审核 not reviewed")
_UNMEASURED: Final = frozenset({"ledger", "quarantine", "lists"})
"""Questions about what arrived and what is agreed, whose answers hold nothing that a review would change."""


def number(reference: Reference) -> str:
    """Ten characters that stand for a question with its arguments and as-of time: the same again gives the same."""
    told = [reference.question, sorted(reference.arguments.items()), reference.as_of.isoformat()]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:10].upper()


def unreviewed(answer: Answer) -> bool:
    """Whether any number of an answer rests, or may rest, on data that nobody reviewed.

    By its passport or by any of its rows; an answer that does not say counts as unreviewed, unless it holds nothing
    that is measured.
    """
    about = answer.passport
    provisional, reviewed, mixed = about.stages
    if about.stage in ("provisional", "mixed") or provisional + mixed:
        return True
    if "stage" in answer.table and answer.table["stage"].isin(["provisional", "mixed"]).any():
        return True
    return not (reviewed or about.stage == "reviewed" or about.reference.question in _UNMEASURED)


def marks(answer: Answer, lang: Language) -> tuple[str, ...]:
    """What must stand on every copy of an answer: that it is simulated, that nobody has reviewed it."""
    told = [SIMULATED] if answer.passport.simulated else []
    return (*told, UNREVIEWED.text(lang)) if unreviewed(answer) else tuple(told)
