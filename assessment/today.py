"""The hours of the day at hand, as far as they are over: what budgets and in-day control start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import stamp
from assessment.grid import hourly
from assessment.members import Members, Of, members
from assessment.passport import passport, terms_words
from assessment.periods import SHANGHAI, midnight
from assessment.terms import Terms
from indicators.parameters import AIR_HOURLY
from store.opening import Store
from store.readings import extent

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """One civil day up to a moment.

    Attributes
    ----------
    day
        The civil day in Asia/Shanghai.
    at
        The moment: full hours that are over count (UTC).
    elapsed
        Hours that are over, 0 … 24.
    members
        Of whom it is asked.
    hours
        Hourly values of their stations so far by parameter [elapsed hour, station].
    group
        Row of the member of each station, in the order of `hours`.
    """

    day: date
    at: datetime
    elapsed: int
    members: Members
    hours: Mapping[str, Floats]
    group: NDArray[np.intp]

    @property
    def remaining(self) -> int:
        """Hours still to come."""
        return 24 - self.elapsed


def answered(
    now: Today, rows: list[dict[str, object]], store: Store, *, indicator: str, question: str, of: Of,
    within: str | None, terms: Terms,
) -> Answer:  # fmt: skip
    """The answer of a question of today: its rows by code, with their passport."""
    table = pd.DataFrame(rows)
    if len(table):
        table = table.sort_values("code", kind="stable").reset_index(drop=True)
    about = passport(
        entry(indicator), start=midnight(now.day), end=midnight(now.day + timedelta(days=1)), terms=terms,
        made_up=store.simulated, who=f"{of} / {within or 'all'} ({len(now.members)})", question=question,
        arguments={"of": of, "in": within or "", "at": stamp(now.at), **terms_words(terms)},
    )  # fmt: skip
    return Answer(table=table, passport=about)


def today(store: Store, *, of: Of, within: str | None, at: datetime | None, terms: Terms) -> Today:
    """The day in which the last hour before `at` lies (None: before the end of the newest stored hour).

    Raises
    ------
    LookupError
        For an unknown region, an empty store, or nobody who had begun to report.
    ValueError
        For provinces: they have no day of their own.
    """
    if of == "province":
        raise ValueError("a province has no day of its own: ask of its cities")
    if at is None:
        known = extent(store)
        if known is None:
            raise LookupError("the store holds no hours")
        at = known[1] + timedelta(hours=1)
    at = at.replace(minute=0, second=0, microsecond=0)
    day = (at - timedelta(seconds=1)).astimezone(SHANGHAI).date()
    start = midnight(day)
    who = members(store, of=of, within=within, at=at)
    if not len(who):
        raise LookupError(f"nobody there had begun to report by {day}")
    stations = members(store, of="station", at=at, only=who.stations["code"].tolist())
    grid = hourly(store, stations, start=start, end=at, terms=terms)
    member_of = dict(zip(who.stations["code"], who.group.tolist(), strict=True))
    group = np.array([member_of[c] for c in stations.table["code"]], dtype=np.intp)
    return Today(
        day=day, at=at, elapsed=len(grid.starts), members=who, hours={p: grid.values[p] for p in AIR_HOURLY},
        group=group,
    )  # fmt: skip
