"""The question `rank`: members of a list in order of an indicator, best first, with shared places on ties."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import Sheet, framed, stamp
from assessment.members import Members, atlas, members, region
from assessment.periods import Days
from assessment.terms import Terms
from assessment.values import judged_parts, passport, terms_words
from indicators.composite import places
from indicators.rounding import half_even
from store.opening import Store


def rank(
    store: Store,
    *,
    indicator: str,
    within: str,
    start: date,
    end: date,
    terms: Terms,
    among: str = "cities",
    ties: str = "competition",
    precision: str = "shown",
) -> Answer:
    """Places of the cities or counties of a region over whole days, `start` to `end` inclusive.

    Equal figures, as shown, share a place (`ties` is `competition`: 9, 9, 11, or `dense`: 9, 9, 10). Members
    without a value come last and have no place: every prefecture-level city of the region is listed, whether the
    store has readings of it or not.

    Raises
    ------
    LookupError
        For an unknown indicator, region or list.
    ValueError
        For an indicator that has no better and worse, or is not made of a period.
    """
    asked = entry(indicator)
    if asked.better is None:
        raise ValueError(f"{asked.code} has no better and worse: nothing to rank by")
    if "all" not in asked.steps and start != end:
        raise ValueError(f"{asked.code} is not made of a period; rank one day of it")
    days = Days(first=start, last=end)
    who = ranked_members(store, among=among, within=within, at=days.end)
    step = "all" if "all" in asked.steps else "day"
    verdict = judged_parts(store, asked, who, days, [days], step=step, terms=terms)  # fmt: skip
    verdict.remarks.add("no_stations", np.isin(np.arange(len(who)), who.group, invert=True)[np.newaxis])
    made_up = store.simulated
    if made_up:
        verdict.remarks.add("simulated")
    sheet = Sheet(
        indicator=asked.code, unit=asked.unit, decimals=asked.decimals, starts=[days.start], ends=[days.end],
        codes=who.table["code"].tolist(), names=who.table["name"].tolist(), values=verdict.values,
        editions=verdict.editions, expected=verdict.expected, observed=verdict.observed, valid=verdict.valid,
        reviewed=verdict.reviewed, remarks=verdict.remarks,
    )  # fmt: skip
    frame = framed(sheet, precision=precision)
    numbers = pd.Series(np.asarray(verdict.values[0], dtype=np.float64), index=who.table["code"])
    shown = half_even(numbers.loc[frame["code"]].to_numpy(), asked.decimals)
    place = places(
        shown,
        better="high" if asked.better == "high" else "low",
        ties="dense" if ties == "dense" else "competition",
    )
    order = np.lexsort((frame["code"].to_numpy(), np.where(np.isnan(place), np.inf, place)))
    frame.insert(0, "rank", ["" if p != p else str(int(p)) for p in place.tolist()])
    names_en = dict(zip(who.table["code"], who.table["name_en"], strict=True))
    frame["name_en"] = [names_en[c] for c in frame["code"]]
    return Answer(
        table=frame.iloc[order].reset_index(drop=True),
        passport=passport(
            asked,
            start=days.start,
            end=days.end,
            terms=terms,
            made_up=made_up,
            who=f"{among} / {within} ({len(who)})",
            question="rank",
            notes=verdict.remarks,
            arguments={
                "indicator": indicator,
                "in": within,
                "start": stamp(days.start),
                "end": stamp(days.end),
                "among": among,
                "ties": ties,
                "precision": precision,
                **terms_words(terms),
            },
        ),
    )


def ranked_members(store: Store, *, among: str, within: str, at: datetime) -> Members:
    """Members of a list inside a region, those without any station included.

    Raises
    ------
    LookupError
        If the list is unknown.
    """
    inside = region(store, within)
    if among == "counties":
        return members(store, of="county", within=within, at=at)
    if among != "cities":
        raise LookupError(f"there is no list {among!r}; say cities or counties")
    with_stations = set(members(store, of="city", within=within, at=at).table["code"])
    return members(
        store, of="city", within=within, at=at,
        only=sorted(with_stations | {r.code for r in atlas(store).cities(inside.code)}),
    )  # fmt: skip
