"""Of whom the slot ledger tells: the stations of air or the sections of water inside a region, and their slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from assessment.members import atlas, region
from assessment.periods import SHANGHAI
from assessment.slots import Slots, slots
from assessment.water_slots import month_slots, water_slots
from geo.atlas import Atlas
from geo.regions import Region
from store.opening import Store
from store.stations import stations
from store.water import registry

SPAN: Final = timedelta(days=31)
"""So much is judged at once: a national month holds 1.2 million slots of air."""

_COLUMN: Final = {"prefecture": "city"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Those of one medium inside a region.

    Attributes
    ----------
    medium
        `air` or `water`.
    about
        By code: name, and the code of the city in which a station lies or which answers for a section.
    all
        Whether these are all that the store knows.
    """

    medium: Literal["air", "water"]
    about: pd.DataFrame
    all: bool

    def parts(
        self, store: Store, start: datetime, end: datetime, source: str | None, *, by_hand: bool
    ) -> Iterator[Slots]:
        """The slots of a window, a month of days at a time; with those of months, where `by_hand` is wanted."""
        who = None if self.all else self.about.index.tolist()
        at = start
        while at < end:
            until = min(at + SPAN, end)
            if self.medium == "air":
                made = slots(store, start=at, end=until, stations=who, source=source)
            else:
                made = water_slots(store, start=at, end=until, sections=who, source=source)
            if made.state.size:
                yield made
            at = until
        if self.medium == "water" and by_hand:
            made = month_slots(store, start=start, end=end, sections=who, source=source)
            if made.state.size:
                yield made


def air_members(store: Store, end: datetime, within: str | None) -> Members:
    """Return the stations of a region just before `end`."""
    known = stations(store, end - timedelta(seconds=1))
    inside = _inside(store, within)
    chosen = known if inside is None else known[known[_COLUMN.get(inside.level, inside.level)] == inside.code]
    everyone = len(chosen) == len(stations(store))
    return Members(medium="air", about=chosen.set_index("code")[["name", "city"]], all=everyone)


def water_members(store: Store, end: datetime, within: str | None) -> Members:
    """Return the sections for which a region answers (or which lie in it, where nobody is said to) before `end`."""
    known = registry(store, (end - timedelta(seconds=1)).astimezone(SHANGHAI).date())
    chains = [_chain(atlas(store), row) for row in known.itertuples()]
    known = known.assign(city=[chain.get("prefecture", "") for chain in chains])
    inside = _inside(store, within)
    if inside is not None:
        keep = np.array([chain.get(str(inside.level)) == inside.code for chain in chains], bool)
        return Members(medium="water", about=known[keep].set_index("code")[["name", "city"]], all=False)
    return Members(medium="water", about=known.set_index("code")[["name", "city"]], all=True)


def _inside(store: Store, within: str | None) -> Region | None:
    """The region that is meant; None for the whole country."""
    found = region(store, within) if within else None
    return None if found is None or found.level == "country" else found


def _chain(places: Atlas, row: Any) -> dict[str, str]:
    """Codes by level of the division that answers for a section, else of that in which it lies, as far as is known."""
    for column, level in (
        ("answers_for", ""),
        ("county", "county"),
        ("city", "prefecture"),
        ("province", "province"),
    ):
        found = _above(places, str(getattr(row, column) or ""), level)
        if found:
            return dict(found)
    return {}


@lru_cache(maxsize=8192)
def _above(places: Atlas, text: str, level: str) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    try:
        one = places.find(text) if text.isdigit() or not level else places.find(text, level)
    except LookupError:
        return ()
    return tuple((str(r.level), str(r.code)) for r in (one, *places.regions.ancestors(one)))
