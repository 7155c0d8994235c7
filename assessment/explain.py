"""The question `explain`: how one figure of one member came about, from its formula down to the hours.

Only the figure and its formula are made at once; each further step is made when it is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial

from assessment import steps
from assessment.answer import Reference
from assessment.catalogue import Entry, tabled
from assessment.explanation import Explanation, Step
from assessment.grid import Grid, daily, hourly
from assessment.members import Members, Of, members
from assessment.periods import Days, Every, civil_days, whole_days
from assessment.reference import command, link
from assessment.speaking import published_members
from assessment.terms import Terms
from assessment.values import table, terms_words
from assessment.verdicts import daily_inputs
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Label
from indicators.regime import Regime, regime
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
    asked = tabled(indicator)
    every = _step(asked, start, end)
    answer = table(
        store, indicator=indicator, of=of, only=[code], within=None if of == "station" else code, start=start, end=end,
        every=every, terms=terms, precision="full",
    )  # fmt: skip
    if answer.table.empty:
        raise LookupError(f"the store has no {of} {code}")
    case = Case(store=store, asked=asked, of=of, code=code, start=start, end=end, every=every, terms=terms)
    reference = Reference(
        question="explain",
        arguments={
            "indicator": indicator, "of": of, "code": code, "start": start.isoformat(), "end": end.isoformat(),
            **terms_words(terms),
        },
        as_of=terms.as_of or datetime.now(UTC),
    )  # fmt: skip
    formula = steps.formula(case, answer)
    return Explanation(
        answer=answer, formula=formula, coverage=steps.coverage(case, answer), steps=tuple(_steps(case, formula)),
        command=command(reference), link=link(reference),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Case:
    """The figure that is explained; what is read of the store for one step serves the others."""

    store: Store
    asked: Entry
    of: Of
    code: str
    start: datetime
    end: datetime
    every: Every
    terms: Terms

    @property
    def days(self) -> Days:
        """The civil days that the window touches."""
        return civil_days(self.start, self.end)

    @property
    def rules(self) -> Regime:
        """The editions that judge the last day."""
        return regime(self.terms.edition, self.days.last)

    @cached_property
    def who(self) -> Members:
        """The member, and the stations that speak for it."""
        at = self.end - timedelta(seconds=1)
        if self.of == "station":
            return members(self.store, of="station", at=at, only=[self.code])
        also = [] if self.every == "hour" else published_members(
            self.store, of=self.of, within=self.code, days=self.days, at=at, terms=self.terms
        )  # fmt: skip
        return members(self.store, of=self.of, within=self.code, at=at, only=[self.code], also=also)

    @cached_property
    def grid(self) -> Grid:
        """Hours or days of the member."""
        return self._read(self.who)

    @cached_property
    def by_station(self) -> Grid:
        """Hours or days of its stations."""
        codes = self.who.stations["code"].tolist()
        at = self.end - timedelta(seconds=1)
        return self._read(members(self.store, of="station", at=at, only=codes))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Parameters of the hour or day that the figure is made from."""
        code = self.asked.code
        if code in self.grid.values:
            return (code,)
        if self.every in ("hour", "day") or "aqi" in (needed := daily_inputs(self.asked.file)):
            return AIR_HOURLY if self.every == "hour" else AIR_DAILY
        return tuple(p for p in (*AIR_DAILY, "o3") if p in needed)

    @property
    def is_published(self) -> bool:
        """Whether the days are as published, with no station behind them."""
        return bool(self.grid.series)

    @property
    def is_judged(self) -> bool:
        """Whether an AQI stands between the concentrations and the figure."""
        return self.asked.code not in self.grid.values and (
            self.every in ("hour", "day") or "aqi" in daily_inputs(self.asked.file)
        )

    def _read(self, who: Members) -> Grid:
        if self.every == "hour":
            return hourly(self.store, who, start=self.start, end=self.end, terms=self.terms)
        return daily(self.store, who, days=self.days, terms=self.terms)


def _step(asked: Entry, start: datetime, end: datetime) -> Every:
    if end - start == timedelta(hours=1) and "hour" in asked.steps:
        return "hour"
    if not whole_days(start, end):
        raise ValueError("explain one hour, or a window of whole days")
    one_day = end - start == timedelta(days=1)
    return "day" if one_day and "day" in asked.indicator.every else "all"


def _steps(case: Case, formula: Label) -> Sequence[Step]:
    """The steps of a figure, from above."""
    found: list[Step] = []

    def add(key: str, zh: str, en: str, says: Label | None = None) -> None:
        make = partial(steps.STEPS[key], case)
        found.append(Step(key=key, title=Label(zh=zh, en=en), says=says or steps.SAYS[key], make=make))

    if case.of == "province":
        add("cities", "各城市", "Its cities", formula)
        return found
    period = case.every == "all"
    if period and "ranking" in case.asked.indicator.stands_on:
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
