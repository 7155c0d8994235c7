"""The question `rank`: members of a list in order of an indicator, best first, with shared places on ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.alignment import aligned, nothing
from assessment.answer import Answer
from assessment.catalogue import tabled
from assessment.columns import Sheet, framed, stamp
from assessment.comparison import Earlier, before, compared
from assessment.entries import Entry
from assessment.improvement import improvement
from assessment.judged import judged_parts
from assessment.members import Members, Of, atlas, members, region
from assessment.passport import passport, terms_words
from assessment.periods import Against, Days
from assessment.rosters import WORDS, inside, on_the_day, roster
from assessment.sand_events import approved, exclusions
from assessment.speaking import published_members
from assessment.terms import Terms
from assessment.verdicts import Verdict
from assessment.water_sections import WaterMembers
from indicators.composite import places
from indicators.rounding import half_even
from store.opening import Store

By = Literal["value", "improvement"]
COUNTRY = "100000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Members of a list, the verdict on them [1, member], their figures as shown and their places [member].

    NaN is no figure and no place.
    """

    asked: Entry
    days: Days
    members: Members | WaterMembers
    verdict: Verdict
    shown: NDArray[np.float64]
    place: NDArray[np.float64]

    @property
    def codes(self) -> list[str]:
        """Codes of the members, in order."""
        return [str(code) for code in self.members.table["code"]]

    @property
    def place_figures(self) -> NDArray[np.float64]:
        """A fresh copy of the figures as shown of those who have a place [member]; NaN for the others."""
        return np.where(np.isnan(self.place), np.nan, self.shown)

    def of(self, code: str) -> int:
        """Row of a member.

        Raises
        ------
        LookupError
            If it is not on the list.
        """
        if code not in self.codes:
            raise LookupError(f"{code} is not on the list that is ranked")
        return self.codes.index(code)


def rank(
    store: Store,
    *,
    indicator: str,
    within: str | None,
    start: date,
    end: date,
    terms: Terms,
    among: str = "cities",
    ties: str = "competition",
    precision: str = "shown",
    against: Against | None = None,
    by: By = "value",
) -> Answer:
    """Places of the cities or counties of a region, or of a list, over whole days, `start` to `end` inclusive.

    Equal figures, as shown, share a place (`ties` is `competition`: 9, 9, 11, or `dense`: 9, 9, 10). Members
    without a value come last and have no place: every prefecture-level city of the region and every member of the
    list is told, whether the store has readings of it or not.

    With `against` the columns of `assessment.comparison.compared` follow, and `against_rank` and `rank_change`
    (now − then: negative is a better place). `by` improvement orders by the change in percent, best first, against the
    year before if nothing else is said; its columns `grade_2` and `worsening` are those of
    `assessment.improvement.improvement`.

    Parameters
    ----------
    within
        Code or name of a region; None, for a list only, is the whole country.
    among
        `cities`, `counties` or the name of a list.

    Raises
    ------
    LookupError
        For an unknown indicator, region or list.
    ValueError
        For an indicator that has no better and worse, or is not made of a period.
    """
    asked = rankable(indicator, start, end)
    days = Days(first=start, last=end)
    if by == "improvement":
        against = against or "year"
    now = ranked(store, asked, among=among, within=within, days=days, terms=terms, ties=ties)
    verdict = now.verdict
    made_up = store.simulated
    if made_up:
        verdict.remarks.add("simulated")
    further: dict[str, NDArray[np.object_]] = dict(verdict.further)
    order = now.place
    if against is not None:
        past = before(days, against)
        earlier, past_place = _earlier(store, now, past, among=among, within=within, terms=terms, ties=ties)
        further |= compared(asked, verdict, earlier, precision=precision)
        if by == "improvement":
            order, told = improvement(store, now.members, asked, days, now.shown,
                                      half_even(np.asarray(earlier.verdict.values[0], np.float64), asked.decimals),
                                      ties=ties, terms=terms)  # fmt: skip
            further |= told
        else:
            further["against_rank"] = _whole(past_place)[np.newaxis]
            further["rank_change"] = _whole(now.place - past_place)[np.newaxis]
    further["name_en"] = now.members.table["name_en"].to_numpy(dtype=object)[np.newaxis]
    frame = framed(_sheet(now, further), precision=precision)
    frame.insert(0, "rank", _whole(order)[np.argsort(np.asarray(now.codes, dtype=object), kind="stable")])
    by_code = np.sort(np.asarray(now.codes, dtype=object))
    placed = pd.Series(order, index=now.codes)[by_code].to_numpy()
    rows = np.lexsort((by_code.astype(str), np.where(np.isnan(placed), np.inf, placed)))
    return Answer(
        table=frame.iloc[rows].reset_index(drop=True),
        passport=passport(
            asked,
            start=days.start,
            end=days.end,
            terms=terms,
            made_up=made_up,
            who=f"{among} / {within or 'all'} ({len(now.members)})",
            question="rank",
            notes=verdict.remarks,
            series=verdict.series,
            stages=verdict.stages,
            exclusions=verdict.exclusions
            if isinstance(now.members, WaterMembers)
            else exclusions(approved(store, now.members, start=days.start, end=days.end, terms=terms)),
            basis=verdict.basis,
            arguments={
                "indicator": indicator,
                "in": within or "",
                "start": stamp(days.start),
                "end": stamp(days.end),
                "among": among,
                "ties": ties,
                "precision": precision,
                "against": against or "",
                "by": by,
                **terms_words(terms),
            },
        ),
    )


def _earlier(
    store: Store, now: Ranked, past: Days, *, among: str, within: str | None, terms: Terms, ties: str
) -> tuple[Earlier, NDArray[np.float64]]:
    """Figures and places of the members of now in the ranking of then; nothing where no edition judges then."""
    try:
        then = ranked(
            store, now.asked, among=among, within=within, days=past, terms=terms, ties=ties, also=now.codes
        )
    except LookupError:
        size = len(now.codes)
        return Earlier(parts=(past,), verdict=nothing(now.asked, (1, size))), np.full(size, np.nan)
    where = {code: i for i, code in enumerate(then.codes)}
    at = [where[code] for code in now.codes]
    return Earlier(parts=(past,), verdict=aligned(then.verdict, at)), then.place[at]


def rankable(indicator: str, start: date, end: date) -> Entry:
    """The entry of an indicator by which members can be ranked over these days.

    Raises
    ------
    LookupError
        For an unknown indicator.
    ValueError
        For one that has no better and worse, or is not made of a period.
    """
    asked = tabled(indicator)
    if asked.better is None:
        raise ValueError(f"{asked.code} has no better and worse: nothing to rank by")
    if "all" not in asked.steps and start != end:
        raise ValueError(f"{asked.code} is not made of a period; rank one day of it")
    return asked


def ranked(
    store: Store,
    asked: Entry,
    *,
    among: str,
    within: str | None,
    days: Days,
    terms: Terms,
    ties: str = "competition",
    also: Sequence[str] = (),
) -> Ranked:
    """The ranking of a list over a window, as the list stood on its last day.

    `also` names further members whose figure is wanted: they get no place.
    """
    who: Members | WaterMembers
    if asked.medium == "water":
        from assessment.water_ranking import ranked_places

        who, listed = ranked_places(store, among=among, within=within, days=days, terms=terms, also=also)
    else:
        who, listed = ranked_members(store, among=among, within=within, days=days, terms=terms, also=also)
    step = "all" if "all" in asked.steps else "day"
    verdict = judged_parts(store, asked, who, days, [days], step=step, terms=terms)
    silent = np.isin(np.arange(len(who)), who.group, invert=True)
    verdict.remarks.add(
        "no_stations", (silent & (verdict.observed[0] == 0) & (not verdict.series))[np.newaxis]
    )
    shown = np.asarray(half_even(np.asarray(verdict.values[0], dtype=np.float64), asked.decimals))
    placed = place_of(np.where(listed, shown, np.nan), asked, ties)
    return Ranked(asked=asked, days=days, members=who, verdict=verdict, shown=shown, place=placed)


def place_of(shown: NDArray[np.float64], asked: Entry, ties: str) -> NDArray[np.float64]:
    """Places of figures as shown; NaN where there is none."""
    return places(
        shown,
        better="high" if asked.better == "high" else "low",
        ties="dense" if ties == "dense" else "competition",
    )


def ranked_members(
    store: Store, *, among: str, within: str | None, days: Days, terms: Terms, also: Sequence[str] = ()
) -> tuple[Members, NDArray[np.bool_]]:
    """Members of a list inside a region, those without any station included, and which of them are on the list.

    Raises
    ------
    LookupError
        If the list or the region is unknown, or nobody of the list lies there.
    ValueError
        If neither a region nor a list is said.
    """
    if within is None and among in WORDS:
        raise ValueError("say in which region (--in), or a list (--among)")
    scope = region(store, within or COUNTRY)
    at = days.end - timedelta(seconds=1)
    of: Of = "county" if among == "counties" else "city"
    if among in WORDS:
        spoken_for = published_members(store, of=of, within=scope.code, days=days, at=at, terms=terms)
        codes = set(members(store, of=of, within=scope.code, at=at, also=spoken_for).table["code"])
        if among == "cities":
            codes |= {r.code for r in atlas(store).cities(scope.code)}
    else:
        found = roster(store, among, terms.as_of)
        of = "county" if found.level == "county" else "city"
        codes = {
            e.code for e in on_the_day(found, days.last) if inside(atlas(store), found, e.code, scope.code)
        }
        if not codes and not also:
            raise LookupError(f"nobody in {scope.name} is on the list {among} on {days.last}")
    who = members(store, of=of, within=None if also else scope.code, at=at, only=sorted(codes | set(also)))
    return who, np.asarray(who.table["code"].isin(codes), dtype=bool)


def _sheet(now: Ranked, further: dict[str, NDArray[np.object_]]) -> Sheet:
    verdict = now.verdict
    return Sheet(
        indicator=now.asked.code, unit=now.asked.unit, decimals=now.asked.decimals, starts=[now.days.start],
        ends=[now.days.end], codes=now.codes, names=now.members.table["name"].tolist(), values=verdict.values,
        editions=verdict.editions, expected=verdict.expected, observed=verdict.observed, valid=verdict.valid,
        reviewed=verdict.reviewed, remarks=verdict.remarks, further=further,
    )  # fmt: skip


def _whole(numbers: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.array(["" if v != v else str(int(v)) for v in numbers.tolist()], dtype=object)
