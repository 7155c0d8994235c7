"""The question `episodes`: runs of heavily polluted days, of each place or of a region, and how they spread.

A day without an AQI ends a run, as what is not known does not continue it; the note tells of it. The number of rows
of a place is its `heavy_episodes`, the sum of their days its `heavy_days`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import stamp
from assessment.judged import reading
from assessment.members import Of, region
from assessment.notes import joined
from assessment.passport import passport, terms_words
from assessment.periods import midnight
from assessment.read import Read
from assessment.sand_events import approved, exclusions
from assessment.terms import Terms
from assessment.verdicts import of_steps
from indicators import days
from indicators.iaqi import primary_text
from indicators.parameters import Label
from indicators.regime import regime
from store.opening import Store

Floats = NDArray[np.float64]
By = Literal["place", "region", "day"]
PLACE = (
    "code", "name", "start", "end", "days", "peak_day", "peak_aqi", "peak_level", "primary", "edition", "note",
)  # fmt: skip
REGION = (
    "code", "name", "start", "end", "days", "peak_day", "peak_aqi", "peak_level", "peak_code", "peak_name", "primary",
    "affected", "members", "names", "spread", "edition", "note",
)  # fmt: skip
DAY = (
    "code", "name", "episode", "day", "affected", "members", "names", "joined", "left", "worst_code", "worst_name",
    "aqi", "level", "primary", "without_aqi", "edition",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """Daily AQI, level and primary mask of members [day, member], and the AQI above which a day is heavy."""

    read: Read
    aqi: Floats
    level: Floats
    primary: NDArray[np.int64]
    above: int

    @property
    def names(self) -> list[str]:
        return [str(name) for name in self.read.who.table["name"]]

    @property
    def codes(self) -> list[str]:
        return [str(code) for code in self.read.who.table["code"]]


def episodes(
    store: Store,
    *,
    of: Of,
    start: datetime,
    end: datetime,
    terms: Terms,
    within: str | None = None,
    by: By = "place",
    least_days: int = 1,
    only: Sequence[str] | None = None,
) -> Answer:
    """Runs of days with an AQI above 200.

    Parameters
    ----------
    of, within, only
        Kind of places, the region in which they lie, and the codes that are wanted; None for all.
    start, end
        UTC; whole days in Asia/Shanghai.
    by
        `place`: the runs of each place. `region`: runs on which any of them was heavily polluted, with who was, and
        how many on each day. `day`: the days of these, with who joined and who left.
    least_days
        Shortest run that is listed.

    Raises
    ------
    LookupError
        For an unknown region, or a day that no edition judges.
    ValueError
        For provinces, which have no AQI of their own, or a shortest run below a day.
    """
    if of == "province":
        raise ValueError("a province has no AQI of its own; ask for its cities, --by region joins them")
    if least_days < 1:
        raise ValueError("an episode has one day or more")
    read = reading(store, of=of, within=within, start=start, end=end, terms=terms, only=only)
    verdict = of_steps(entry("aqi"), read.grid, terms=terms, judged=read.judged)
    if store.simulated:
        verdict.remarks.add("simulated")
    judged = _Judged(
        read=read, aqi=np.asarray(verdict.values, np.float64), level=np.asarray(read.judged["level"].to_numpy()),
        primary=np.asarray(read.judged["primary"].to_numpy()).astype(np.int64),
        above=regime(terms.edition, read.days.last).aqi.aqi_rule.heavy_above,
    )  # fmt: skip
    if by == "place":
        frame = _by_place(judged, least_days)
    else:
        place = region(store, within) if within else None
        whole = (place.code, place.name) if place is not None else ("", "全国")
        frame = (_by_region if by == "region" else _by_day)(judged, least_days, whole)
    told = passport(
        entry("heavy_days"), start=start, end=end, terms=terms, made_up=store.simulated,
        who=f"{of} / {within or 'all'} ({len(read.who)})", question="episodes", notes=verdict.remarks,
        series=verdict.series, stages=verdict.stages,
        exclusions=exclusions(approved(store, read.who, start=start, end=end, terms=terms)),
        arguments={"of": of, "in": within or "", "start": stamp(start), "end": stamp(end), "by": by,
                   "least_days": str(least_days), "code": ",".join(only or ()), **terms_words(terms)},
    )  # fmt: skip
    return Answer(
        table=frame,
        passport=replace(
            told,
            title=Label(zh="重污染过程", en="Heavy-pollution episodes"),
            formula=Label(
                zh=f"AQI > {judged.above} 的连续日；无AQI的日中断过程",
                en=f"consecutive days with an AQI above {judged.above}; a day without an AQI ends a run",
            ),
        ),
    )


def _by_place(judged: _Judged, least_days: int) -> pd.DataFrame:
    rows = []
    for i, (code, name) in enumerate(zip(judged.codes, judged.names, strict=True)):
        for one in days.episodes(
            judged.aqi[:, i], judged.primary[:, i], above=judged.above, least_days=least_days
        ):
            rows.append(
                {
                    "code": code,
                    "name": name,
                    **_span(judged, one, i),
                    "note": _note(judged, one, np.array([i])),
                }
            )
    return pd.DataFrame(rows, columns=list(PLACE))


def _by_region(judged: _Judged, least_days: int, whole: tuple[str, str]) -> pd.DataFrame:
    rows = []
    for one in _joint(judged, least_days):
        heavy = _heavy(judged, one)
        first = heavy.argmax(axis=0)
        ordered = sorted(one.places, key=lambda place: (int(first[place]), judged.codes[place]))
        counts = [
            f"{_day(judged, one.start + n)[5:]}:{int(row.sum())}" for n, row in enumerate(heavy)
        ]  # fmt: skip
        rows.append(
            {
                "code": whole[0], "name": whole[1], **_span(judged, one, one.peak_place),
                "peak_code": judged.codes[one.peak_place], "peak_name": judged.names[one.peak_place],
                "affected": len(one.places), "members": len(judged.codes),
                "names": " ".join(judged.names[place] for place in ordered), "spread": " ".join(counts),
                "note": _note(judged, one, np.array(one.places)),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(REGION))


def _by_day(judged: _Judged, least_days: int, whole: tuple[str, str]) -> pd.DataFrame:
    rows = []
    for number, one in enumerate(_joint(judged, least_days), start=1):
        before: set[int] = set()
        for n, row in enumerate(_heavy(judged, one)):
            at = one.start + n
            here = set(np.flatnonzero(row).tolist())
            worst = int(np.nanargmax(judged.aqi[at]))
            rows.append(
                {
                    "code": whole[0], "name": whole[1], "episode": number, "day": _day(judged, at),
                    "affected": len(here), "members": len(judged.codes), "names": _named(judged, here),
                    "joined": _named(judged, here - before), "left": _named(judged, before - here),
                    "worst_code": judged.codes[worst], "worst_name": judged.names[worst],
                    "aqi": int(judged.aqi[at, worst]), "level": int(judged.level[at, worst]),
                    "primary": primary_text(int(judged.primary[at, worst])),
                    "without_aqi": int(np.isnan(judged.aqi[at]).sum()),
                    "edition": regime(judged.read.terms.edition, judged.read.grid.days()[at]).printed("aqi"),
                }
            )  # fmt: skip
            before = here
    return pd.DataFrame(rows, columns=list(DAY))


def _joint(judged: _Judged, least_days: int) -> list[days.Episode]:
    return days.episodes(judged.aqi, judged.primary, above=judged.above, least_days=least_days)


def _heavy(judged: _Judged, one: days.Episode) -> NDArray[np.bool_]:
    """Who was heavily polluted on each day of an episode [day, member]."""
    return np.asarray(judged.aqi[one.start : one.end + 1] > judged.above)


def _span(judged: _Judged, one: days.Episode, place: int) -> dict[str, object]:
    calendar = judged.read.grid.days()
    word = judged.read.terms.edition
    editions = dict.fromkeys(regime(word, day).printed("aqi") for day in calendar[one.start : one.end + 1])
    return {
        "start": stamp(judged.read.grid.starts[one.start]),
        "end": stamp(midnight(calendar[one.end] + timedelta(days=1))),
        "days": one.days,
        "peak_day": _day(judged, one.peak_day),
        "peak_aqi": int(one.peak),
        "peak_level": int(judged.level[one.peak_day, place]),
        "primary": primary_text(one.primary),
        "edition": "+".join(editions),
    }


def _note(judged: _Judged, one: days.Episode, places: NDArray[np.int64]) -> str:
    """What may have cut the run: a day without an AQI beside or in it, or the edge of the window."""
    last = len(judged.aqi) - 1
    beside = judged.aqi[max(one.start - 1, 0) : one.end + 2][:, places]
    codes = ["day_without_aqi"] if np.isnan(beside).any() else []
    if one.start == 0 or one.end == last:
        codes.append("window_edge")
    if judged.read.grid.series:
        codes.append("published_days")
    return joined(*codes)


def _named(judged: _Judged, places: set[int]) -> str:
    return " ".join(judged.names[place] for place in sorted(places))


def _day(judged: _Judged, at: int) -> str:
    return judged.read.grid.days()[at].isoformat()
