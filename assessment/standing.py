"""Where a place stands: the leading figures of the year so far, against the limits in force."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.course import place_members
from assessment.judged import judged_parts
from assessment.passport import passport, terms_words
from assessment.periods import SHANGHAI, Days
from assessment.terms import Terms
from indicators.regime import regime
from indicators.rounding import shown
from indicators.rules import LimitAverage
from store.opening import Store

#: Figure, indicator, and the item and averaging time of its limit in GB 3095 where it has one.
FIGURES: tuple[tuple[str, str, tuple[str, LimitAverage] | None], ...] = (
    ("pm25_mean", "pm25", ("pm25", "year")),
    ("pm10_mean", "pm10", ("pm10", "year")),
    ("o3_8h_p90", "o3_8h_p90", ("o3", "8h")),
    ("no2_mean", "no2", ("no2", "year")),
    ("good_days", "good_days", None),
    ("good_day_rate", "good_day_rate", None),
    ("heavy_days", "heavy_days", None),
    ("composite_index", "composite_index", None),
)


def standing(store: Store, *, region: str, at: datetime, terms: Terms) -> Answer:
    """The figures of the year to date, up to the last day that had ended at `at` (on 1 January, that day).

    One row a figure: figure, label_zh, label_en, value (NaN without one), shown, unit, limit (NaN without one), state
    (`within`, `over` or empty), expected, observed, valid, note.

    Raises
    ------
    LookupError
        For an unknown region.
    """
    local = at.astimezone(SHANGHAI)
    last = local.date() - timedelta(days=1)
    if last.year != local.year:
        last = local.date()
    days = Days(first=date(last.year, 1, 1), last=last)
    who, _ = place_members(store, region, days.end)
    rules = regime(terms.edition, last)
    rows = []
    for figure, code, item in FIGURES:
        asked = entry(code)
        verdict = judged_parts(store, asked, who, days, [days], step="all", terms=terms)  # fmt: skip
        value = float(verdict.values[0, 0])
        limit = rules.limits.limit(*item) if item else float("nan")
        text = shown(value, asked.decimals)
        state = "" if not item or not text else "over" if float(text) > limit else "within"
        rows.append(
            {
                "figure": figure, "label_zh": asked.title.zh, "label_en": asked.title.en, "value": value,
                "shown": text, "unit": asked.unit, "limit": limit, "state": state,
                "expected": int(verdict.expected[0, 0]), "observed": int(verdict.observed[0, 0]),
                "valid": int(verdict.valid[0, 0]), "note": verdict.remarks.texts()[0, 0],
            }
        )  # fmt: skip
    return Answer(
        table=pd.DataFrame(rows),
        passport=passport(
            entry("good_day_rate"),
            start=days.start,
            end=days.end,
            terms=terms,
            made_up=store.simulated,
            who=region,
            question="standing",
            arguments={"region": region, "at": at.isoformat(), **terms_words(terms)},
        ),
    )
