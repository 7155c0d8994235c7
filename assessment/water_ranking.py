"""Who is ranked by an indicator of water: the cities or counties of a region, a list, or its sections or rivers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessment.members import Of, atlas, region
from assessment.periods import Days
from assessment.rosters import WORDS, inside, on_the_day, roster
from assessment.terms import Terms
from assessment.water_sections import WaterMembers, water_members
from store.opening import Store

KINDS: Final[dict[str, Of]] = {
    "cities": "city", "counties": "county", "sections": "section", "rivers": "river",
}  # fmt: skip
COUNTRY: Final = "100000"


def ranked_places(
    store: Store, *, among: str, within: str | None, days: Days, terms: Terms, also: Sequence[str] = ()
) -> tuple[WaterMembers, NDArray[np.bool_]]:
    """Members of a list inside a region, and which of them are on the list; see `assessment.ranking`.

    Every city of the region is told, whether it has sections or not; of counties, sections and rivers those that have.
    The sections of a city are those of the whole country that it answers for, wherever they lie.

    Raises
    ------
    LookupError
        If the list or the region is unknown, or nobody of the list lies there.
    ValueError
        If neither a region nor a list is said.
    """
    if within is None and among in WORDS:
        raise ValueError("say in which region (--in), or a list (--among)")
    at = days.end - timedelta(seconds=1)
    of = KINDS.get(among)
    if of in ("section", "river"):
        who = water_members(
            store, of=of, terms=terms, within=None if also else within, at=at, only=list(also) or None
        )
        return who, np.ones(len(who), dtype=bool)
    scope = region(store, within or COUNTRY)
    places = atlas(store)
    if among == "cities":
        codes = {r.code for r in places.cities(scope.code)} | (
            {scope.code} if scope.level == "prefecture" else set()
        )
    elif among == "counties":
        found = water_members(store, of="county", terms=terms, within=scope.code, at=at)
        codes = set(found.table["code"])
    else:
        held = roster(store, among, terms.as_of)
        of = "county" if held.level == "county" else "city"
        codes = {e.code for e in on_the_day(held, days.last) if inside(places, held, e.code, scope.code)}
        if not codes and not also:
            raise LookupError(f"nobody in {scope.name} is on the list {among} on {days.last}")
    who = water_members(store, of=of or "city", terms=terms, at=at, only=sorted(codes | set(also)))
    return who, np.asarray(who.table["code"].isin(codes), dtype=bool)
