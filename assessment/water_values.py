"""The question `table` of water: an indicator of sections, rivers, basins or divisions over time.

`water_class` and its siblings hold words as `primary` does: Ⅰ … 劣Ⅴ, 优 … 重度污染, items joined by `+`, `yes` or `no`.
Columns and passport are those of every table. Of sections, expected, observed and valid count samples (months in a part
that touches several); of all others they count sections in the registry, with values and judged (section-months in
a part that touches several).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessment.alignment import aligned, nothing
from assessment.answer import Answer
from assessment.catalogue import parts_of, tabled
from assessment.columns import Sheet, framed, stamp
from assessment.comparison import Earlier, before, compared
from assessment.entries import Entry
from assessment.members import Of
from assessment.passport import joined_parts, passport, water_terms_words
from assessment.periods import Against, Days, Every, civil_days, parts, whole_days
from assessment.terms import Terms
from assessment.water_catalogue import WORDS
from assessment.water_change import Moved, changes
from assessment.water_grid import WaterGrid, periods, slots
from assessment.water_parts import ask_for_editions, water_parts
from assessment.water_sections import WaterMembers, water_members
from assessment.water_verdicts import decimals_of, verdict_of
from store.opening import Store

LONGEST_BY_SLOT: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The members of a question and their values: what serves several indicators of the same question."""

    who: WaterMembers
    grid: WaterGrid


def reading(
    store: Store, *, of: Of, start: datetime, end: datetime, terms: Terms, within: str | None, step: Every,
    only: Sequence[str] | None = None,
) -> Reading:  # fmt: skip
    """The members of a question at the end of its window, and their values by a step."""
    at = end - timedelta(seconds=1)
    who = water_members(store, of=of, terms=terms, within=within, at=at, only=only)
    if step == "slot":
        return Reading(who=who, grid=slots(store, who.codes, start, end, terms=terms))
    cut = parts(civil_days(start, end), step)
    return Reading(who=who, grid=periods(store, who.codes, cut, step=step, terms=terms))


def water_table(
    store: Store,
    *,
    indicator: str,
    of: Of,
    start: datetime,
    end: datetime,
    terms: Terms,
    within: str | None = None,
    every: Every | None = None,
    precision: str = "shown",
    against: Against | None = None,
    only: Sequence[str] | None = None,
    read: Reading | None = None,
) -> Answer:
    """The indicator of every member over [start, end); see `assessment.values.table` for the parameters.

    `hour` means `slot`: the intervals in which values were sampled. With `against`, `change` of a word is in steps of
    state (above 0 better) and `change_word` says it; see `assessment.water_change`.

    Raises
    ------
    LookupError
        For an unknown indicator or region, or a day that no edition judges.
    ValueError
        For a step that the indicator does not have, or slots against others.
    """
    if parts_of(indicator):
        step = _step(every, tabled(parts_of(indicator)[0]), start, end)
        read = read or reading(
            store, of=of, start=start, end=end, terms=terms, within=within, step=step, only=only
        )
        return joined_parts(indicator, [
            water_table(store, indicator=code, of=of, start=start, end=end, terms=terms, within=within, every=every,
                        precision=precision, against=against, only=only, read=read)
            for code in parts_of(indicator)
        ])  # fmt: skip
    asked = tabled(indicator)
    step = _step(every, asked, start, end)
    _check(asked, step, start, end, against)
    ask_for_editions(asked, civil_days(start, end).first)
    read = read or reading(
        store, of=of, start=start, end=end, terms=terms, within=within, step=step, only=only
    )
    who, grid = read.who, read.grid
    if step == "slot":
        cut: Sequence[Days] = ()
        verdict = verdict_of(asked, grid, who)
    else:
        cut = parts(civil_days(start, end), step)
        verdict = water_parts(store, asked, who, cut, step=step, terms=terms, grid=grid)
    further: dict[str, NDArray[np.object_]] = {}
    if against is not None:
        then = water_earlier(
            store, asked, who, of, cut, within=within, step=step, against=against, terms=terms
        )
        further = compared(asked, verdict, then, precision=precision)
        moved = None
        if asked.code == "water_state" and who.of != "section":
            moved = _moved(store, read, of, cut, within=within, step=step, against=against, terms=terms)
        further |= changes(asked, verdict, then.verdict, moved)
    further |= verdict.further
    if store.simulated:
        verdict.remarks.add("simulated")
    sheet = Sheet(
        indicator=asked.code, unit=asked.unit, decimals=decimals_of(asked, step),
        starts=[p.start for p in grid.parts], ends=[p.end for p in grid.parts],
        codes=who.table["code"].tolist(), names=who.table["name"].tolist(), values=verdict.values,
        editions=verdict.editions, expected=verdict.expected, observed=verdict.observed, valid=verdict.valid,
        reviewed=verdict.reviewed, remarks=verdict.remarks, further=further,
    )  # fmt: skip
    return Answer(
        table=framed(sheet, precision=precision),
        passport=passport(
            asked, start=start, end=end, terms=terms, made_up=store.simulated,
            who=f"{who.of} / {within or 'all'} ({len(who)})", question="table", notes=verdict.remarks,
            stages=verdict.stages, exclusions=verdict.exclusions, basis=verdict.basis,
            arguments={"indicator": indicator, "of": who.of, "in": within or "", "start": stamp(start),
                       "end": stamp(end), "every": step, "precision": precision, "against": against or "",
                       "code": ",".join(only or ()), **water_terms_words(terms)},
        ),
    )  # fmt: skip


def water_earlier(
    store: Store, asked: Entry, who: WaterMembers, of: Of, cut: Sequence[Days], *, within: str | None, step: Every,
    against: Against, terms: Terms,
) -> Earlier:  # fmt: skip
    """What the indicator was over the periods that the parts are compared with, for the members of now.

    Sections are those of the registry of then; a member that had none has no value.
    """
    past = tuple(before(part, against) for part in cut)
    at = max(part.end for part in past) - timedelta(seconds=1)
    codes = who.table["code"].tolist()
    try:
        then_who = water_members(store, of=of, terms=terms, within=within, at=at, only=codes)
        found = water_parts(store, asked, then_who, list(past), step=step, terms=terms)
    except LookupError:
        return Earlier(parts=past, verdict=nothing(asked, (len(past), len(codes))))
    place = {code: i for i, code in enumerate(then_who.table["code"])}
    return Earlier(parts=past, verdict=aligned(found, [place.get(code, -1) for code in codes]))


def _moved(
    store: Store, read: Reading, of: Of, cut: Sequence[Days], *, within: str | None, step: Every, against: Against,
    terms: Terms,
) -> Moved:  # fmt: skip
    """The shares of Ⅰ–Ⅲ and of worse than Ⅴ now and in the periods compared with."""
    good, bad = tabled("good_water_share"), tabled("worse_than_v_share")
    then = [
        water_earlier(
            store, one, read.who, of, cut, within=within, step=step, against=against, terms=terms
        ).verdict
        for one in (good, bad)
    ]
    now = [verdict_of(one, read.grid, read.who) for one in (good, bad)]
    shares = [np.asarray(v.values, np.float64) for v in (*now, *then)]
    return Moved(good_now=shares[0], bad_now=shares[1], good_then=shares[2], bad_then=shares[3])


def _step(every: Every | None, asked: Entry, start: datetime, end: datetime) -> Every:
    if every == "hour" or (every is None and not whole_days(start, end)):
        return "slot"
    return every or asked.default


def _check(asked: Entry, step: Every, start: datetime, end: datetime, against: Against | None) -> None:
    if end <= start:
        raise ValueError("the window ends before it starts")
    if step not in asked.steps:
        raise ValueError(f"{asked.code} is not made by {step}; it is made by {', '.join(asked.steps)}")
    if step == "slot" and against is not None:
        raise ValueError("slots are not compared with others; say --every day or longer")
    if step == "slot" and end - start > LONGEST_BY_SLOT:
        raise ValueError("by slot a window is a year at the most")
    if step != "slot" and not whole_days(start, end):
        raise ValueError(f"by {step} the window is of whole days: leave the hours out of start and end")


def is_word(code: str) -> bool:
    """Whether the value of an indicator is a word."""
    return code in WORDS
