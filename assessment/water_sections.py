"""Of whom a question about water is asked: sections, rivers, basins or divisions, and the sections behind each.

A section belongs to the division that answers for it (责任行政区), where the registry says which; otherwise, or if the
question is of what `lies` in a division, to that in which it lies. Those two may differ, and every passport says
which was meant.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.members import Of, atlas
from assessment.periods import SHANGHAI
from assessment.terms import Terms
from assessment.water_bodies import BODIES, Body, bodies
from geo.atlas import Atlas
from geo.names import romanised
from geo.regions import Region
from indicators.parameters import Label
from indicators.water_class import Target
from store.opening import Store
from store.section_codes import codes_now
from store.water import registry
from store.water_measured import Standing, standing

OF_WATER: tuple[Of, ...] = ("section", "river", "basin", "county", "city", "province")
NOT_SURFACE = ("drinking", "groundwater", "black_odour")
"""Kinds of water with rules of their own: they stand in the registry and enter nothing here."""

HELD = 32
"""Answers held in memory, of a process, as long as the register and the water of the store stand."""

_CLASSES = {name: number for number, name in enumerate(("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"), start=1)}
_LEVELS = {"province": "province", "city": "prefecture", "county": "county"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterMembers:
    """The members of an answer about water, and the sections behind them.

    Attributes
    ----------
    of
        What the members are.
    table
        One row a member: code, name, name_en. A river is named with its basin (``长江流域/通吕运河``), so that two of
        one name stay two.
    sections
        One row a section: what the registry says of it.
    group
        Row of its member [section]; −1 for none.
    lake
        Whether it is judged as a lake [section].
    body
        How that is known [section]; see `assessment.water_bodies`.
    targets
        What it has to meet [section]; None where the registry has none.
    asked
        Whether it is asked by division or by section, for the passport.
    left_out
        Sections of kinds with rules of their own, which are not here.
    """

    of: Of
    table: pd.DataFrame
    sections: pd.DataFrame
    group: NDArray[np.intp]
    lake: NDArray[np.bool_]
    body: tuple[Body, ...]
    targets: tuple[Target | None, ...]
    asked: str
    left_out: int

    def __len__(self) -> int:
        return len(self.table)

    @property
    def codes(self) -> list[str]:
        """Codes of the sections, in order."""
        return [str(code) for code in self.sections["code"]]

    def of_member(self, member: int) -> NDArray[np.intp]:
        """Rows of the sections of a member."""
        return np.flatnonzero(self.group == member)

    def as_sections(self) -> WaterMembers:
        """The sections behind the members, as members themselves."""
        table = self.sections[["code", "name"]].astype("str").assign(name_en="")
        return replace(self, of="section", table=table, group=np.arange(len(self.sections), dtype=np.intp))

    def printed(self) -> tuple[tuple[Label, str], ...]:
        """What a passport says of them: whose sections they are, and how river and lake were told apart."""
        counted = {word: sum(one == word for one in self.body) for word in BODIES}
        return (
            (Label(zh="断面归属", en="Whose sections"), self.asked),
            (
                Label(zh="河流或湖库的依据（断面数）", en="River or lake by (sections)"),
                ", ".join(f"{word} {n}" for word, n in counted.items() if n) or "-",
            ),
            (
                Label(zh="按湖库评价的断面数", en="Sections judged as lakes"),
                str(int(self.lake.sum())),
            ),
        )


def water_members(
    store: Store,
    *,
    of: Of,
    terms: Terms,
    within: str | None = None,
    at: datetime,
    only: Sequence[str] | None = None,
) -> WaterMembers:
    """Everyone of a kind that has sections in the registry at a time, inside a region if one is given.

    Parameters
    ----------
    within
        Code or name of a division; or the name of a basin or of a river.
    at
        Time whose registry is meant: the last instant of a window.
    only
        Codes of the members wanted (of a section also its name or an alias); those of them without sections stay in
        the table of divisions.

    Raises
    ------
    LookupError
        If the region is unknown.
    ValueError
        For members that have no water.
    """
    of = "section" if of == "station" else of
    if of not in OF_WATER:
        raise ValueError(f"there is no water of {of}; say one of {', '.join(OF_WATER)}")
    day = at.astimezone(SHANGHAI).date()
    asked = None if only is None else tuple(only)
    return _made(store, standing(store), of, day, within, asked, terms)


@lru_cache(maxsize=HELD)
def _made(
    store: Store,
    _standing: Standing,
    of: Of,
    day: date,
    within: str | None,
    only: tuple[str, ...] | None,
    terms: Terms,
) -> WaterMembers:
    known, left_out = _all(store, _standing, day, terms)
    if within:
        known = known[_inside(store, known, within)].reset_index(drop=True)
    if of == "section":
        if only is not None:
            known = known[_named_by(known, only)].reset_index(drop=True)
        table = known[["code", "name"]].astype("str").copy()
        group = np.arange(len(known), dtype=np.intp)
    else:
        keys = known[f"of_{of}"].astype("str")
        codes = sorted(set(only)) if only is not None else sorted({k for k in keys if k})
        place = {code: i for i, code in enumerate(codes)}
        group = keys.map(lambda k: place.get(k, -1)).to_numpy(dtype=np.intp)
        known, group = known[group >= 0].reset_index(drop=True), group[group >= 0]
        table = _members(store, of, codes)
    table["name_en"] = [romanised(name) if of in ("section", "river", "basin") else en
                        for name, en in zip(table["name"], _english(store, of, table), strict=True)]  # fmt: skip
    kinds = bodies(store, known, as_of=terms.as_of)
    return WaterMembers(
        of=of, table=table.reset_index(drop=True), sections=known, group=group, lake=kinds.lake, body=kinds.body,
        targets=tuple(_target(row) for row in known.itertuples()), asked=_whose(of, terms, within), left_out=left_out,
    )  # fmt: skip


@lru_cache(maxsize=HELD)
def _all(store: Store, _standing: Standing, day: date, terms: Terms) -> tuple[pd.DataFrame, int]:
    """The registry of a day with the members that each section belongs to; nobody may change it."""
    known, left_out = _known(store, day, terms.as_of)
    return _placed(store, known, terms), left_out


def repeated(who: WaterMembers, times: int) -> WaterMembers:
    """The same sections several times over, one behind the other, each a member of its own."""
    size = len(who.sections)
    return replace(
        who,
        table=who.table.iloc[np.tile(np.arange(size), times)],
        sections=who.sections.iloc[np.tile(np.arange(size), times)],
        group=np.arange(size * times, dtype=np.intp),
        lake=np.tile(who.lake, times),
        body=who.body * times,
        targets=who.targets * times,
    )


def section_names(sections: pd.DataFrame) -> dict[str, str]:
    """Code of a section by its code, its name and its aliases; a name that several have means none of them."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for row in sections.itertuples():
        for name in {str(row.name), *_listed(row.aliases)}:
            if name in found and found[name] != str(row.code):
                several.add(name)
            found[name] = str(row.code)
    return {n: c for n, c in found.items() if n not in several} | {str(c): str(c) for c in sections["code"]}


def _named_by(known: pd.DataFrame, only: Sequence[str]) -> NDArray[np.bool_]:
    words = section_names(known)
    wanted = {words.get(word, word) for word in only}
    return np.asarray(known["code"].isin(wanted), dtype=bool)


def _known(store: Store, day: date, as_of: datetime | None) -> tuple[pd.DataFrame, int]:
    """The registry of a day without the kinds that have rules of their own, and how many those are.

    As it was known at `as_of`, under the codes of today: it is by these that values are read.
    """
    found = registry(store, day, as_of)
    if as_of is not None and len(found):
        now = codes_now(store, found["code"].tolist())
        found["code"] = [now.get(code, code) for code in found["code"]]
        found = found.drop_duplicates("code")
    other = found["kind"].isin(NOT_SURFACE)
    kept = found[~other].sort_values("code", kind="stable").reset_index(drop=True)
    return kept, int(other.sum())


def _placed(store: Store, known: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """The registry with the member of each kind that a section belongs to, in columns `of_…`."""
    places, known = atlas(store), known.copy()
    lies = [_lying(places, row) for row in known.itertuples()]
    told = [_chain(places, str(row.answers_for or "")) for row in known.itertuples()]
    for of, level in _LEVELS.items():
        known[f"of_{of}"] = [
            _belonging(answer, lie, level) if terms.belonging == "answers" else lie.get(level, "")
            for answer, lie in zip(told, lies, strict=True)
        ]
        known[f"lies_{of}"] = [lie.get(level, "") for lie in lies]
    known["of_basin"] = known["basin"].astype("str")
    known["of_river"] = [
        "/".join(part for part in (str(row.basin), str(row.river)) if part) if row.river else ""
        for row in known.itertuples()
    ]
    return known


def _belonging(answer: Mapping[str, str], lie: Mapping[str, str], level: str) -> str:
    """The division of a level that answers; below a division that answers as a whole, that in which it lies."""
    if not answer:
        return lie.get(level, "")
    if level in answer:
        return answer[level]
    inside = all(lie.get(above) == code for above, code in answer.items())
    return lie.get(level, "") if inside else ""


def _lying(places: Atlas, row: Any) -> Mapping[str, str]:
    """Code by level of the divisions in which a section lies: as far down as the registry says."""
    found: dict[str, str] = {}
    for column, level in _LEVELS.items():
        text = str(getattr(row, column) or "")
        one = _division(places, text, level)
        if one is not None:
            found |= _chain(places, one.code)
    return found


@lru_cache(maxsize=8192)
def _division(places: Atlas, text: str, level: str) -> Region | None:
    if not text:
        return None
    try:
        return places.find(text) if text.isdigit() else places.find(text, level)
    except LookupError:
        return None


@lru_cache(maxsize=8192)
def _chain(places: Atlas, code: str) -> Mapping[str, str]:
    """Code by level of a division and of those above it; empty for none."""
    if not code:
        return {}
    try:
        one = places.find(code)
    except LookupError:
        return {}
    return {
        str(r.level): str(r.code) for r in (one, *places.regions.ancestors(one)) if str(r.level) != "country"
    }


def _inside(store: Store, known: pd.DataFrame, within: str) -> NDArray[np.bool_]:
    for column in ("of_basin", "of_river", "river"):
        here = known[column].astype("str") == within
        if here.any():
            return np.asarray(here, dtype=bool)
    one = atlas(store).find(within)
    if one.level == "country":
        return np.ones(len(known), dtype=bool)
    column = "city" if one.level == "prefecture" else str(one.level)
    if f"of_{column}" not in known:
        raise LookupError(f"sections are known by province, city and county, not by {one.level}")
    return np.asarray(known[f"of_{column}"] == one.code, dtype=bool)


def _members(store: Store, of: Of, codes: Sequence[str]) -> pd.DataFrame:
    if of in ("river", "basin"):
        names = [code.rsplit("/", 1)[-1] for code in codes]
    else:
        names = [atlas(store).find(code).name for code in codes]
    return pd.DataFrame({"code": list(codes), "name": names}, dtype="str")


def _english(store: Store, of: Of, table: pd.DataFrame) -> list[str]:
    if of in ("section", "river", "basin"):
        return [""] * len(table)
    return [atlas(store).find(str(code)).name_en for code in table["code"]]


def _target(row: Any) -> Target | None:
    """What a section has to meet: a class, perhaps with limits of its own for some items."""
    number = _CLASSES.get(str(row.target_class or ""))
    return None if number is None else Target(number=number, overrides=_overrides(row.target_items))


def _overrides(told: object) -> dict[str, float]:
    if isinstance(told, str):
        told = json.loads(told) if told else {}
    if not isinstance(told, Mapping):
        return {}
    return {str(item): float(cast(Any, limit)) for item, limit in told.items()}


def _listed(told: object) -> list[str]:
    if isinstance(told, str):
        told = json.loads(told) if told.startswith("[") else [told] if told else []
    if told is None or (isinstance(told, float) and math.isnan(told)):
        return []
    return [str(one) for one in cast(Sequence[object], told)]


def _whose(of: Of, terms: Terms, within: str | None) -> str:
    if of in ("section", "river", "basin") and not within:
        return "全部 / all"
    if terms.belonging == "lies":
        return "按所在地 / where it lies"
    return "按责任行政区，未定者按所在地 / who answers for it, else where it lies"
