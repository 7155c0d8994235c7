"""A river as its sections stand along it: from above to below, each with its class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from assessment.periods import SHANGHAI
from assessment.terms import Terms
from assessment.water_moment import water_moment
from assessment.water_sections import section_names
from store.opening import Store
from store.water import registry

COLUMNS: Final = (
    "code", "name", "river", "river_km", "ordered", "upstream", "downstream", "water_class", "class_number",
    "deciding_items", "target", "target_met", "change", "change_word", "lon", "lat", "note",
)  # fmt: skip


def river_course(
    store: Store, *, terms: Terms, at: datetime, river: str = "", only: Sequence[str] = ()
) -> pd.DataFrame:
    """The sections of a river from above to below in the month that holds a time; empty for an unknown one.

    Parameters
    ----------
    river
        Name of the river, or its basin and name (``太湖流域/京杭运河``); empty where only sections are named.
    only
        Codes of further sections that belong into the row: neighbours on a river of another name.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Order is by who is named up and down the river, then by the kilometre, whose direction the
        neighbours tell (without any it runs from above); `ordered` is False for a section of which neither is known:
        it stands last, by its code. `upstream`, `downstream` are codes that are in the table.
    """
    try:
        found = water_moment(store, terms=terms, at=at, step="month", within=river).table if river else None
    except LookupError:
        found = None
    if only:
        more = water_moment(store, terms=terms, at=at, step="month", only=list(only)).table
        found = more if found is None else pd.concat([found, more[~more["code"].isin(found["code"])]])
    if found is None or found.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    known = registry(store, _day(at), terms.as_of)
    names = section_names(known)
    here = set(found["code"])
    held: dict[str, dict[Any, Any]] = {str(row["code"]): row for row in known.to_dict("records")}

    def linked(code: str, side: str) -> tuple[str, ...]:
        told = (names.get(str(word), str(word)) for word in held[code][side])
        return tuple(other for other in told if other in here)

    codes = [str(code) for code in found["code"]]
    links = {code: (linked(code, "upstream"), linked(code, "downstream")) for code in codes if code in held}
    kilometres = {code: float(held[code]["river_km"]) for code in links}
    order, placed = _ordered(codes, links, kilometres)
    frame = found.set_index("code").loc[order].reset_index()
    frame["river_km"] = frame["code"].map(kilometres)
    frame["ordered"] = frame["code"].isin(placed)
    for at_side, side in enumerate(("upstream", "downstream")):
        frame[side] = [links.get(code, ((), ()))[at_side] for code in frame["code"]]
    return frame.loc[:, list(COLUMNS)].reset_index(drop=True)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _ordered(
    codes: Sequence[str], links: Mapping[str, tuple[tuple[str, ...], ...]], kilometres: Mapping[str, float]
) -> tuple[list[str], set[str]]:
    """Codes from above to below, and which of them have a place."""
    below: dict[str, set[str]] = {code: set() for code in codes}
    for code, (up, down) in links.items():
        for other in down:
            below[code].add(other)
        for other in up:
            below[other].add(code)
    falls = sum(
        (kilometres[b] < kilometres[a]) - (kilometres[b] > kilometres[a])
        for a, others in below.items()
        for b in others
        if a in kilometres and b in kilometres
    )
    sign = -1.0 if falls > 0 else 1.0

    def key(code: str) -> tuple[bool, float, str]:
        km = kilometres.get(code, float("nan"))
        return (km != km, 0.0 if km != km else sign * km, code)

    linked = {code for code, others in below.items() if others} | {
        b for others in below.values() for b in others
    }
    placed = linked | {code for code in codes if not key(code)[0]}
    # Who has nobody left above comes next, those of the least kilometre first; a circle is cut where it is least.
    left, order = [code for code in codes if code in placed], []
    while left:
        free = [code for code in left if not any(code in below[other] for other in left)] or left
        first = min(free, key=key)
        order.append(first)
        left.remove(first)
    return [*order, *sorted(code for code in codes if code not in placed)], placed
