"""The verdict of members of water over parts of whole days; the sibling of `assessment.judged`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from assessment.alignment import aligned
from assessment.entries import Entry
from assessment.periods import Days, year_before
from assessment.terms import Terms
from assessment.verdicts import Verdict
from assessment.water_catalogue import TRENDS
from assessment.water_grid import EARLIEST, WaterGrid, periods
from assessment.water_sections import WaterMembers, water_members
from assessment.water_trend import water_trend
from assessment.water_verdicts import verdict_of
from indicators.composite import change
from indicators.parameters import Label
from store.opening import Store

CLASSED: Final = frozenset({"water_limits"})


def water_parts(
    store: Store, asked: Entry, who: WaterMembers, cut: Sequence[Days], *, step: str, terms: Terms,
    grid: WaterGrid | None = None,
) -> Verdict:  # fmt: skip
    """The verdict of members over parts of whole days; `grid` holds the means of these parts, where they were made."""
    ask_for_editions(asked, min(part.first for part in cut))
    if asked.file in TRENDS:
        return water_trend(store, asked, who, cut, terms=terms)
    verdict = verdict_of(asked, grid or periods(store, who.codes, cut, step=step, terms=terms), who)
    if asked.code != "cwqi_improvement":
        return verdict
    past = [year_before(part) for part in cut]
    at = max(part.end for part in past) - timedelta(seconds=1)
    then_who = water_members(store, of=who.of, terms=terms, at=at, only=who.table["code"].tolist())
    then = verdict_of(asked, periods(store, then_who.codes, past, step=step, terms=terms), then_who)
    place = {code: i for i, code in enumerate(then_who.table["code"])}
    then = aligned(then, [place.get(code, -1) for code in who.table["code"]])
    now, was = np.asarray(verdict.values, np.float64), np.asarray(then.values, np.float64)
    verdict.remarks.add("no_earlier_value", np.isnan(was))
    return replace(
        verdict, values=np.asarray(change(now, was)) * 100,
        basis=(*verdict.basis, (Label(zh="比较时段", en="Compared with"),
                                "; ".join(f"{p.first}..{p.last}" for p in past))),
    )  # fmt: skip


def ask_for_editions(asked: Entry, first: date) -> None:
    """A class of a day before GB 3838-2002 is nobody's to give; means and trophic levels are given."""
    if CLASSED & set(asked.indicator.stands_on) and first < EARLIEST:
        raise LookupError(
            f"No edition judges the class of water before {EARLIEST}; this window begins on {first}."
        )
