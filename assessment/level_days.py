"""The question `level_days`: AQI and level of each city on each day, counted beside the same days of last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.judged import reading
from assessment.passport import passport, terms_words
from assessment.periods import Days, each_day, year_before
from assessment.sand_events import approved, exclusions
from assessment.terms import Terms
from assessment.verdicts import of_steps
from indicators import days as science
from indicators.parameters import Label
from indicators.regime import regime
from store.opening import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDays:
    """Days of cities by level.

    Attributes
    ----------
    answer
        One row a city in the order of the arrays: code, name, name_en, good, heavy, valid (days), and of the same days
        of the year before good_before, heavy_before, valid_before.
    days
        The civil days.
    aqi, level
        [day, city]; NaN and 0 where there is no AQI.
    """

    answer: Answer
    days: tuple[date, ...]
    aqi: NDArray[np.float64]
    level: NDArray[np.int64]


def level_days(
    store: Store,
    *,
    within: str | None,
    first: date,
    last: date,
    terms: Terms,
    only: Sequence[str] | None = None,
) -> LevelDays:
    """The days from `first` to `last`, both inclusive, of the cities of a region, or of those in `only`.

    A day is judged by the edition in force on it. Good is an AQI up to 100, heavy one above 200 (HJ 633).

    Raises
    ------
    LookupError
        For an unknown region, or a day that no edition judges.
    """
    span = Days(first=first, last=last)
    read = reading(store, of="city", within=within, start=span.start, end=span.end, terms=terms, only=only)
    verdict = of_steps(entry("aqi"), read.grid, terms=terms, judged=read.judged)
    if store.simulated:
        verdict.remarks.add("simulated")
    values = np.asarray(verdict.values, np.float64)
    level = np.nan_to_num(np.where(np.isnan(values), 0, read.judged["level"].to_numpy())).astype(np.int64)
    frame = read.who.table.loc[:, ["code", "name", "name_en"]].reset_index(drop=True)
    frame["code"] = frame["code"].astype(str)
    above = regime(terms.edition, last).aqi.aqi_rule.heavy_above
    now, then = _counted(values, above), _before(store, frame["code"].tolist(), span, terms)
    for name, numbers in now.items():
        frame[name] = numbers
        frame[f"{name}_before"] = then[name]
    told = passport(
        entry("good_days"), start=span.start, end=span.end, terms=terms, made_up=store.simulated,
        who=f"city / {within or 'all'} ({len(frame)})", question="level_days", notes=verdict.remarks,
        series=verdict.series, stages=verdict.stages,
        exclusions=exclusions(approved(store, read.who, start=span.start, end=span.end, terms=terms)),
        arguments={"in": within or "", "start": first.isoformat(), "end": last.isoformat(),
                   "code": ",".join(only or ()), **terms_words(terms)},
    )  # fmt: skip
    return LevelDays(
        answer=Answer(table=frame, passport=replace(told, title=Label(zh="级别日历", en="Calendar of levels"))),
        days=tuple(each_day(span)), aqi=values, level=level,
    )  # fmt: skip


def _counted(values: NDArray[np.float64], above: int) -> dict[str, NDArray[np.int64]]:
    """Good, heavy and valid days of each city."""
    return {
        "good": np.nan_to_num(science.days_up_to(values, 100)).astype(np.int64),
        "heavy": np.nan_to_num(science.days_above(values, above)).astype(np.int64),
        "valid": science.valid_days(values),
    }


def _before(store: Store, codes: list[str], span: Days, terms: Terms) -> dict[str, NDArray[np.int64]]:
    """The counts of the same days of the year before, 0 valid days where nothing is known of them."""
    past = year_before(span)
    nothing = np.zeros(len(codes), np.int64)
    try:
        read = reading(store, of="city", within=None, start=past.start, end=past.end, terms=terms, only=codes)
        verdict = of_steps(entry("aqi"), read.grid, terms=terms, judged=read.judged)
    except LookupError:
        return {"good": nothing, "heavy": nothing, "valid": nothing}
    at = {str(code): i for i, code in enumerate(read.who.table["code"])}
    above = regime(terms.edition, past.last).aqi.aqi_rule.heavy_above
    counted = _counted(np.asarray(verdict.values, np.float64), above)
    return {
        name: np.array([numbers[at[code]] if code in at else 0 for code in codes], np.int64)
        for name, numbers in counted.items()
    }
