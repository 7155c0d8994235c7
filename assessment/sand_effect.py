"""What a sand event does to the figures of its city: each of them with its hours and without, over three spans.

Only approved events leave a number. Of an event that is proposed or withdrawn the two figures are therefore alike,
unless another event of the same span is approved.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from assessment.answer import Answer, Passport
from assessment.catalogue import entry
from assessment.judged import reading
from assessment.periods import Days, civil_days, month_end
from assessment.terms import Sand, Terms
from assessment.values import table
from indicators.parameters import Label
from store.opening import Store
from store.sand import acts_on

INDICATORS = (
    "pm10",
    "pm25",
    "pm10_p95",
    "pm25_p95",
    "good_days",
    "good_day_rate",
    "heavy_days",
    "composite_index",
)
"""Figures that particles enter, in the order in which they are told."""
BOTH: tuple[Sand, Sand] = ("with", "without")
COLUMNS = ("span", "start", "end", "indicator", "title", "unit", "with", "without", "change", "note")
TITLE = Label(zh="扣除沙尘前后", en="With sand and without")


def sand_effect(store: Store, *, event: str, terms: Terms, language: str = "zh") -> Answer:
    """The figures of an event's city over its days, its month and its year so far, with sand and without.

    Columns of `COLUMNS`: `span` is `days`, `month` or `year` (from 1 January to the end of the event's month);
    `start` and `end` both days included; a figure that the rules do not allow is empty and `note` says why.

    Raises
    ------
    LookupError
        If there is no such event.
    """
    now = acts_on(store, event, terms.as_of)[-1]
    own = civil_days(now.start, now.end)
    month = Days(first=own.first.replace(day=1), last=month_end(own.last))
    spans = {"days": own, "month": month, "year": Days(first=date(own.first.year, 1, 1), last=month.last)}
    rows: list[dict[str, object]] = []
    about: Passport | None = None
    for name, days in spans.items():
        asked = {sand: replace(terms, sand=sand) for sand in BOTH}
        read = {
            sand: reading(
                store, of="city", within=now.region, only=[now.region], start=days.start, end=days.end, terms=one
            )
            for sand, one in asked.items()
        }  # fmt: skip
        for code in INDICATORS:
            told: dict[Sand, tuple[str, str]] = {}
            for sand in BOTH:
                answer = table(
                    store, indicator=code, of="city", within=now.region, only=[now.region], start=days.start,
                    end=days.end, every="all", terms=asked[sand], read=read[sand],
                )  # fmt: skip
                found, about = answer.table, about or answer.passport
                told[sand] = (
                    (str(found["value"].iloc[0]), str(found["note"].iloc[0])) if len(found) else ("", "")
                )
            known = entry(code)
            (value, _), (other, note) = told["with"], told["without"]
            rows.append(
                {
                    "span": name, "start": days.first.isoformat(), "end": days.last.isoformat(), "indicator": code,
                    "title": known.title.text(language), "unit": known.unit, "with": value, "without": other,
                    "change": _change(value, other, known.decimals), "note": note,
                }
            )  # fmt: skip
    if about is None:
        raise LookupError("no figure is made of particles")
    about = replace(
        about, title=TITLE, unit="", members=now.region,
        reference=replace(about.reference, question="sand effect", arguments={"event": event}),
    )  # fmt: skip
    return Answer(table=pd.DataFrame(rows, columns=list(COLUMNS)), passport=about)


def _change(before: str, after: str, decimals: int) -> str:
    if not before or not after:
        return ""
    change = float(after) - float(before)
    return f"{change:+.{decimals}f}" if change else "0"
