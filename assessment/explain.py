"""The question `explain`: how one figure of one member came about, from its formula down to the hours.

Only the figure and its formula are made at once; each further step is made when it is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from assessment import steps
from assessment.answer import Reference
from assessment.case import Case
from assessment.catalogue import parts_of, tabled
from assessment.entries import Entry
from assessment.explanation import Explanation, Step
from assessment.formulas import coverage
from assessment.formulas import formula as formula_of
from assessment.judged import reading
from assessment.members import Of, members
from assessment.passport import terms_words
from assessment.periods import Every, civil_days, whole_days
from assessment.read import Read
from assessment.reference import command, link
from assessment.terms import Terms
from assessment.values import table
from assessment.water_catalogue import is_water
from indicators.parameters import Label
from store.opening import Store


def explain(
    store: Store, *, indicator: str, of: Of, code: str, start: datetime, end: datetime, terms: Terms
) -> Explanation:
    """The explanation of an indicator of one member over one hour, one day or a longer window of whole days.

    Parameters
    ----------
    code
        Code of the station, or division code of the county, city or province.
    start, end
        Half-open window in UTC, as in the columns of `table`.

    Raises
    ------
    LookupError
        For an unknown indicator, or a member that the store does not know.
    ValueError
        For a window that the indicator is not made of.
    """
    if is_water(indicator):
        from assessment.water_explain import explain_water

        return explain_water(store, indicator=indicator, of=of, code=code, start=start, end=end, terms=terms)
    asked = [tabled(part) for part in parts_of(indicator) or (indicator,)]
    every = _step(asked[0], start, end)
    within = None if of == "station" else code
    if every == "hour":
        who = members(store, of=of, within=within, at=end - timedelta(seconds=1), only=[code])
        read = Read(store=store, who=who, days=civil_days(start, end), terms=terms)
    else:
        read = reading(store, of=of, within=within, start=start, end=end, terms=terms, only=[code])
    cases = [Case(asked=one, of=of, code=code, start=start, end=end, every=every, read=read) for one in asked]
    whole = cases[0] if len(cases) == 1 else replace(cases[0], asked=replace(asked[0], part=None))
    answer = table(
        store, indicator=indicator, of=of, only=[code], within=within, start=start, end=end,
        every=every, terms=terms, precision="full", read=None if every == "hour" else read,
    )  # fmt: skip
    if answer.table.empty:
        raise LookupError(f"the store has no {of} {code}")
    reference = Reference(
        question="explain",
        arguments={
            "indicator": indicator, "of": of, "code": code, "start": start.isoformat(), "end": end.isoformat(),
            **terms_words(terms),
        },
        as_of=terms.as_of or datetime.now(UTC),
    )  # fmt: skip
    rows = {str(row["indicator"]): row for _, row in answer.table.iterrows()}
    formulas = [formula_of(case, rows[case.asked.code]) for case in cases]
    formula = formulas[0] if len(asked) == 1 else _listed(asked, formulas)
    return Explanation(
        answer=answer, formula=formula, coverage=coverage(whole, answer),
        steps=tuple(_steps(whole, formula if len(cases) == 1 else None)),
        command=command(reference), link=link(reference),
    )  # fmt: skip


def _step(asked: Entry, start: datetime, end: datetime) -> Every:
    if end - start == timedelta(hours=1) and "hour" in asked.steps:
        return "hour"
    if not whole_days(start, end):
        raise ValueError("explain one hour, or a window of whole days")
    one_day = end - start == timedelta(days=1)
    return "day" if one_day and "day" in asked.indicator.every else "all"


def _listed(asked: Sequence[Entry], formulas: Sequence[Label]) -> Label:
    """The formulas of several parts as one text, a line each."""
    pairs = list(zip(asked, formulas, strict=True))
    return Label(
        zh="\n".join(f"{one.title.zh}  {said.zh}" for one, said in pairs),
        en="\n".join(f"{one.title.en}  {said.en}" for one, said in pairs),
    )


def _steps(case: Case, formula: Label | None) -> Sequence[Step]:
    """The steps of a figure, from above; the first says the formula, where there is one for them all."""
    found: list[Step] = []

    def add(key: str, zh: str, en: str, says: Label | None = None) -> None:
        make = partial(steps.STEPS[key], case)
        found.append(Step(key=key, title=Label(zh=zh, en=en), says=says or steps.SAYS[key], make=make))

    if case.asked.yearly is not None:
        monthly = case.asked.is_monthly
        add("years", "各月" if monthly else "各年", "Its months" if monthly else "Its years", formula)
        return found
    if case.of == "province":
        add("cities", "各城市", "Its cities", formula)
        return found
    period = case.every == "all"
    by_limit = "ranking" in case.asked.indicator.stands_on or case.asked.file == "exceedance_multiple"
    if period and by_limit:
        add("items", "单项指数", "Single indices", formula)
    if period:
        add("days", "各日", "Its days", None if found else formula)
    elif case.is_judged:
        add("items", "分指数", "Sub-indices", formula)
    if case.of != "station" and not case.is_published:
        add("stations", "各点位", "Its stations", None if found else formula)
    if case.every != "hour" and "o3_8h" in case.inputs and not case.is_published:
        add("windows", "臭氧8小时滑动平均", "Moving 8-hour means of ozone")
    if not case.is_published:
        add("hours", "各小时", "The hours", None if found else formula)
        add("batches", "数据批次", "Batches that brought them")
    return found
