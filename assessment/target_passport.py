"""The passport of an answer about targets: whose, under which edition and phase, on what basis, by which formula."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from assessment.answer import Passport, Reference
from assessment.basis import Basis
from assessment.catalogue import entry
from assessment.periods import midnight
from assessment.speaking import spoken
from assessment.target_progress import Progress
from assessment.target_rows import unit_of
from assessment.target_series import terms_of
from indicators.parameters import Label
from store.opening import Store


def of_book(
    store: Store, question: str, arguments: Mapping[str, str], as_of: datetime | None, *, title: Label
) -> Passport:
    """The passport of the list or the board: which question it answers, and as known when."""
    now = as_of or datetime.now(UTC)
    return Passport(
        title=title, unit="", start=now, end=now, members="", editions=(), clauses=(),
        formula=Label(zh="见 docs/targets.md", en="see docs/targets.md"), stage="", simulated=store.simulated,
        reference=Reference(question=question, arguments=arguments, as_of=now),
    )  # fmt: skip


def of_progress(
    store: Store, found: Progress, basis: Basis, arguments: Mapping[str, str], as_of: datetime | None
) -> Passport:
    """The passport of one target."""
    one = found.target
    terms = terms_of(one, basis, as_of)
    editions: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    if found.water is not None:
        editions, clauses = found.water.answer.passport.editions, found.water.answer.passport.clauses
    elif one.measured and found.made is not None:
        asked = entry(one.indicator)
        rules = found.made.rules
        numbers = {rules.edition(kind).number for kind in asked.indicator.stands_on}
        editions = tuple(sorted({rules.printed(kind) for kind in asked.indicator.stands_on}))
        clauses = tuple(c.reference for c in asked.clauses if c.edition in numbers)
    rounding = "" if one.decimals is None else str(one.decimals)
    return Passport(
        title=Label(zh=f"{one.place} {one.title_zh}", en=f"{one.place} {one.title_en}"), unit=unit_of(one),
        start=midnight(one.first), end=midnight(one.last + timedelta(days=1)),
        members=one.region, editions=editions, clauses=clauses,
        formula=_formula(found),
        stage=terms.stage, notes=tuple(found.notes), simulated=store.simulated,
        basis=(
            *_basis(found, basis),
            (Label(zh="考核前修约位数", en="Decimals before comparison"), rounding or "—"),
            (Label(zh="目标版本", en="Version of the target"), f"{one.version} {one.document}".strip()),
        ),
        reference=Reference(question="targets progress", arguments=arguments, as_of=as_of or datetime.now(UTC)),
    )  # fmt: skip


def _basis(found: Progress, basis: Basis) -> tuple[tuple[Label, str], ...]:
    """What the figure stands on: of water as its table says, of air the installation's choices, the days and sand."""
    if found.water is not None:
        return found.water.answer.passport.basis
    source = "reported" if found.days is None else spoken(found.days.source)
    told = ((Label(zh="数据来源", en="Source of the days"), source),)
    if not found.target.measured:
        return told
    return (*basis.printed(), *told, (Label(zh="沙尘", en="Sand"), found.target.sand))


def _formula(found: Progress) -> Label:
    if found.remainder is not None:
        return found.remainder.formula
    return (
        found.water.answer.passport.formula
        if found.water is not None
        else Label(zh="上报值", en="as reported")
    )
