"""From answers to the nouns of a set: the only place where a table of `assessment` becomes figures and rows.

Everything is asked as known at the scope's as-of time, so that the same scope gives the same numbers for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd

from assessment.answer import Answer, Passport
from assessment.catalogue import entry
from assessment.members import Of, atlas
from assessment.members import region as find
from assessment.periods import SHANGHAI, Against, Days
from assessment.ranking import rank
from assessment.reference import command
from assessment.terms import Terms
from assessment.values import table
from geo.regions import Level, Region
from indicators.parameters import Label
from reports.content import Figure, Origin, Sentence
from reports.scope import Scope
from store.opening import Store

AGAINST: tuple[tuple[Against, Label], ...] = (
    ("year", Label(zh="同比", en="year on year")),
    ("period", Label(zh="环比", en="against the period before")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What a page gathers from: a store, the terms (with the as-of time) and the scope."""

    store: Store
    terms: Terms
    scope: Scope

    @property
    def place(self) -> Region:
        """The region of the set."""
        return find(self.store, self.scope.region)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days are civil days."""
        return SHANGHAI

    @property
    def of(self) -> Of:
        """The kind of member that the region is."""
        return "province" if self.place.level is Level.PROVINCE else cast(Of, _OF[self.place.level])

    @property
    def around(self) -> Region:
        """The province in whose ranking the region stands: the region itself where it is one."""
        place = self.place
        chain = [place, *atlas(self.store).regions.ancestors(place)]
        return next((one for one in chain if one.level is Level.PROVINCE), place)

    def name(self, code: str | None = None) -> Label:
        """Name of a region in both languages."""
        one = find(self.store, code) if code else self.place
        return Label(zh=one.name, en=one.name_en)

    def short(self, code: str) -> Label:
        """Short name of a region in both languages, for maps and charts."""
        one = find(self.store, code)
        return Label(zh=one.short, en=one.name_en)

    def origin(self, passport: Passport) -> Origin:
        """The passport of numbers as a set keeps it: with the command that makes them again as known then."""
        reference = replace(passport.reference, as_of=self.scope.as_of)
        return Origin(
            command=command(reference), editions=passport.editions,
            clauses=passport.clauses, stage=passport.stage,
            basis=passport.basis, exclusions=passport.exclusions,
        )  # fmt: skip

    def figure(
        self, answer: Answer, row: pd.Series, key: str, label: Label, *, column: str = "value",
        unit: str | None = None,
    ) -> Figure:  # fmt: skip
        """The figure that stands in one cell of an answer's table."""
        shown = str(row[column])
        try:
            value: float | None = float(shown) if shown else None
        except ValueError:
            value = None
        return Figure(
            key=key, label=label, shown=shown, value=value,
            unit=answer.passport.unit if unit is None else unit, origin=self.origin(answer.passport),
            expected=int(row["expected"]), observed=int(row["observed"]), valid=int(row["valid"]),
            stage=str(row["stage"]), notes=tuple(note for note in str(row["note"]).split(";") if note),
        )  # fmt: skip

    def value(
        self, indicator: str, *, days: Days | None = None, against: Against | None = None, every: str = "all",
        of: Of | None = None, within: str | None = None, only: Sequence[str] | None = None,
    ) -> Answer:  # fmt: skip
        """The answer of `table` for the region (or for other members) over the window (or other days)."""
        window = days or self.scope.days
        code = self.place.code
        return table(
            self.store, indicator=indicator, of=of or self.of, within=within or code, start=window.start,
            end=window.end, every=cast(Any, every), against=against, terms=self.terms,
            only=only if only is not None or of is not None else [code],
        )  # fmt: skip

    def ranking(self, indicator: str, *, days: Days | None = None, against: Against | None = None) -> Answer:
        """The answer of `rank` for the cities of the province."""
        window = days or self.scope.days
        return rank(
            self.store, indicator=indicator, within=self.around.code, start=window.first, end=window.last,
            terms=self.terms, against=against,
        )  # fmt: skip

    def figures(self, indicator: str, key: str, *, days: Days | None = None) -> tuple[Figure, ...]:
        """The figure of the region, and its change against the year before and the period before, with their values.

        Keys: `key`, `key.year`, `key.year_then`, `key.period`, `key.period_then`; a change is in percent for a
        concentration or an index and a difference for days and rates.
        """
        found: list[Figure] = []
        asked = entry(indicator)
        for against, word in AGAINST:
            answer = self.value(indicator, days=days, against=against)
            if answer.table.empty:
                return ()
            row = answer.table.iloc[0]
            if not found:
                found.append(self.figure(answer, row, key, asked.title))
            counted = asked.unit in ("d", "%")
            column, unit = ("change", asked.unit) if counted else ("change_percent", "%")
            label = Label(zh=f"{asked.title.zh}{word.zh}", en=f"{asked.title.en}, {word.en}")
            found.append(self.figure(answer, row, f"{key}.{against}", label, column=column, unit=unit))
            then = Label(zh=f"{asked.title.zh}（{word.zh}期）", en=f"{asked.title.en} then ({word.en})")
            found.append(self.figure(answer, row, f"{key}.{against}_then", then, column="against_value"))
        return tuple(found)


_OF = {Level.PREFECTURE: "city", Level.COUNTY: "county", Level.PROVINCE: "province"}


_SYMBOLS = {
    "pm25": "PM2.5",
    "pm10": "PM10",
    "so2": "SO₂",
    "no2": "NO₂",
    "co": "CO",
    "o3": "O₃",
    "o3_8h": "O₃",
}


def pollutants(codes: str) -> Label:
    """Names of pollutants joined by `+` in an answer: PM2.5、PM10."""
    found = [_SYMBOLS.get(code, code) for code in codes.split("+") if code]
    return Label(zh="、".join(found), en=", ".join(found))


def moved(figure: Figure | None, *, unit: str = "%", unit_en: str = " %") -> Label | None:
    """A change in the words of a briefing, 上升3.1% or "down 3.1 %"; None where there is none to tell."""
    if figure is None or figure.value is None:
        return None
    if figure.value == 0:
        return Label(zh="持平", en="unchanged")
    zh, en = ("上升", "up") if figure.value > 0 else ("下降", "down")
    return Label(zh=f"{zh}{{{figure.key}|size}}{unit}", en=f"{en} {{{figure.key}|size}}{unit_en}")


def said(zh: str, en: str) -> Sentence:
    """A sentence in both languages."""
    return Sentence(text=Label(zh=zh, en=en))


def same(text: str) -> Label:
    """A number or a code, which reads the same in both languages."""
    return Label(zh=text, en=text)
