"""The passport of every answer: what it was asked, what it stands on, and how it can be asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.catalogue import entry, parts_of
from assessment.columns import Remarks
from assessment.entries import SLOPES, Entry
from assessment.periods import Days, civil_days
from assessment.speaking import spoken
from assessment.terms import Terms
from assessment.verdicts import kinds
from assessment.water_grid import regime_of
from assessment.water_verdicts import water_kinds
from assessment.years import made_as
from indicators.composite import basis as limits_text
from indicators.parameters import Label
from indicators.regime import regime, spells

_IN_FORCE: Final = (
    Label(zh="适用标准", en="Standards"), "各日现行，与 --edition 无关 / in force on each day, whatever --edition says"
)  # fmt: skip


def passport(
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
    series: str = "",
    stages: tuple[int, int, int] = (0, 0, 0),
    exclusions: tuple[Label, ...] = (),
    basis: tuple[tuple[Label, str], ...] = (),
) -> Passport:
    """The passport of an answer of this indicator.

    `series` names the published days that air is made from; `basis` is what it further stands on.
    """
    days = civil_days(start, end)
    if asked.medium == "water":
        numbers = printed = _judged_water(asked, days)
        basis = (*basis, _IN_FORCE)
    else:
        numbers, printed = _judged_air(asked, terms, days)
        basis = (
            *terms.basis.printed(),
            (Label(zh="数据来源", en="Source of the days"), spoken(series)),
            *_limits(asked, terms, days),
            *basis,
        )
    held = [c for c in asked.clauses if c.edition in numbers] or list(asked.clauses)
    texts = notes.texts().ravel() if notes is not None else np.array([], dtype=object)
    found = sorted({code for text in set(texts.tolist()) for code in text.split(";") if code})
    return Passport(
        title=asked.title,
        unit=asked.unit,
        start=start,
        end=end,
        members=who,
        editions=printed,
        clauses=tuple(c.reference for c in held),
        formula=Label(
            zh="；".join(c.says.zh for c in held),
            en="; ".join(c.says.en for c in held),
        ),
        stage=terms.stage,
        stages=stages,
        exclusions=exclusions,
        basis=basis,
        notes=tuple(found),
        simulated=made_up,
        reference=Reference(question=question, arguments=arguments, as_of=terms.as_of or datetime.now(UTC)),
    )


def _judged_air(asked: Entry, terms: Terms, days: Days) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The editions whose text judges, and those that are printed.

    An edition whose text we do not hold follows the one before it; the reference names which that is.
    """
    judged = spells(terms.edition, days.first, days.last, kinds=kinds(asked))
    numbers = dict.fromkeys(r.edition(k).number for _, _, r in judged for k in kinds(asked) if r.judged(k))
    printed = dict.fromkeys(n for _, _, r in judged for k in kinds(asked) if (n := r.printed(k)))
    return tuple(numbers), tuple(printed)


def _judged_water(asked: Entry, days: Days) -> tuple[str, ...]:
    """The editions in force on the first and the last day."""
    rules = [regime_of(day) for day in (days.first, days.last)]
    return tuple(dict.fromkeys(r.edition(k).number for k in water_kinds(asked) for r in rules))


def _limits(asked: Entry, terms: Terms, days: Days) -> tuple[tuple[Label, str], ...]:
    """The limits on which an index of a ranking stands, those at the end of the window; the test of a trend."""
    if asked.file == "rank_trend":
        return (
            (
                Label(zh="秩相关检验（5%）", en="Test of the rank trend (5 %)"),
                f"{terms.basis.trend_test}-sided",
            ),
        )
    if asked.file in SLOPES:
        return ((Label(zh="变化率的求法", en="How the slope is made"), made_as(asked.file)),)
    if "ranking" not in kinds(asked):
        return ()
    rules = regime(terms.edition, days.last)
    text = limits_text(rules.limits, rules.ranking_edition.ranking)
    return ((Label(zh="综合指数限值（SO2/NO2/PM10/PM2.5/CO/O3）",
                   en="Limits of the index (SO2/NO2/PM10/PM2.5/CO/O3)"), text),)  # fmt: skip


def terms_words(terms: Terms) -> dict[str, str]:
    """The terms as arguments of a reference."""
    return {"edition": terms.edition, "stage": terms.stage, "sand": terms.sand, "source": terms.source,
            **({} if terms.belonging == "answers" else {"belonging": terms.belonging})}  # fmt: skip


def water_terms_words(terms: Terms) -> dict[str, str]:
    """The terms of a question about water as arguments of a reference."""
    return {"edition": terms.edition, "stage": terms.stage, "belonging": terms.belonging}


def joined_parts(indicator: str, answers: Sequence[Answer]) -> Answer:
    """The answers to the parts of an indicator as one, in the order of every table."""
    first = answers[0].passport
    rows = pd.concat([one.table for one in answers], ignore_index=True)
    arguments = {**first.reference.arguments, "indicator": indicator}
    return Answer(
        table=rows.sort_values(["code", "start", "indicator"], kind="stable", ignore_index=True),
        passport=replace(
            first,
            title=entry(parts_of(indicator)[0]).indicator.title,
            notes=tuple(sorted({note for one in answers for note in one.passport.notes})),
            reference=replace(first.reference, arguments=arguments),
        ),
    )
