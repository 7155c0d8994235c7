"""Of whom a question is asked: stations, counties, cities or provinces, and the stations that speak for each.

A city's value is made of its assessed national-control stations only; a county's of every assessed station that
lies in it; a province has no stations of its own, its value is the mean of its cities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.atlas import Atlas
from geo.names import romanised
from geo.regions import Region
from store.ledger import mark
from store.opening import Store
from store.stations import stations

Of = Literal["station", "county", "city", "province", "section", "river", "basin"]
_LEVEL = {"county": "county", "city": "prefecture", "province": "province"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The members of an answer and the stations behind them.

    `table` has one row a member: code, name, name_en. `stations` has one row a station that speaks for a member;
    `group` [station] is the row of its member. For provinces the members of the middle step are `cities`, and
    `group` is each city's province. `background_known` tells whether any station's role was ever stated.
    """

    of: Of
    table: pd.DataFrame
    stations: pd.DataFrame
    group: NDArray[np.intp]
    cities: Members | None = None
    background_known: bool = False

    def __len__(self) -> int:
        return len(self.table)


def atlas(store: Store) -> Atlas:
    """The places by which the store was opened.

    Raises
    ------
    TypeError
        If it was opened without any: nothing can be asked by region then.
    """
    if not isinstance(store.atlas, Atlas):
        raise TypeError("this store was opened without an atlas")
    return store.atlas


def region(store: Store, word: str) -> Region:
    """The region of a code or name.

    Raises
    ------
    LookupError
        With the candidates, where the word is unknown or means several.
    """
    return atlas(store).find(word)


def members(
    store: Store,
    *,
    of: Of,
    within: str | None = None,
    at: datetime | None = None,
    only: Sequence[str] | None = None,
    also: Sequence[str] = (),
) -> Members:
    """Everyone of a kind that has stations in the store, inside a region (code or name) if one is given.

    `only` names members by code; those of them without stations stay in the table, without stations behind them.
    `also` names cities or counties that are members without having stations (their days are published).

    Raises
    ------
    LookupError
        If the region is unknown.
    """
    if of in ("section", "river", "basin"):
        raise ValueError(f"there is no air of {of}; that is asked of water")
    return _members(
        store, mark(store), of, within, at, tuple(only) if only is not None else None, tuple(also)
    )


@lru_cache(maxsize=64)
def _members(
    store: Store, revision: int, of: Of, within: str | None, at: datetime | None, only: tuple[str, ...] | None,
    also: tuple[str, ...],
) -> Members:  # fmt: skip
    """The members at a revision of the store, kept for the next question on the same ones."""
    known = _begun(_stations(store, revision, at), at)
    inside = region(store, within) if within else None
    if inside is not None:
        known = known[_inside(store, known, inside)]
    background_known = bool((known["role"] != "").any())
    if of == "station":
        frame = known.reset_index(drop=True)
        if only is not None:
            frame = frame[frame["code"].isin(list(only))].reset_index(drop=True)
        table = pd.DataFrame(
            {"code": frame["code"], "name": frame["name"], "name_en": [romanised(n) for n in frame["name"]]}
        )
        return Members(of=of, table=table, stations=frame, group=np.arange(len(frame)),
                       background_known=background_known)  # fmt: skip
    if of == "province":
        return _provinces(store, within, at, only, also)
    assessed = known[known["role"] != "background"]
    if of == "city":
        assessed = assessed[assessed["control"].isin(["national", ""])]
    column = "city" if of == "city" else "county"
    assessed = assessed[assessed[column] != ""].reset_index(drop=True)
    codes = sorted(set(only)) if only is not None else sorted({*assessed[column], *also})
    assessed = assessed[assessed[column].isin(codes)].reset_index(drop=True)
    place = {code: i for i, code in enumerate(codes)}
    group = assessed[column].map(place).to_numpy(dtype=np.intp)
    return Members(of=of, table=_named(store, codes), stations=assessed, group=group,
                   background_known=background_known)  # fmt: skip


@lru_cache(maxsize=32)
def _stations(store: Store, _mark: int, at: datetime | None) -> pd.DataFrame:
    """The stations at a time; the store's mark changes with everything that could change them."""
    return stations(store, at)


def _begun(known: pd.DataFrame, at: datetime | None) -> pd.DataFrame:
    """Without the stations that had not begun to report by then; one that fell silent stays expected."""
    if at is None:
        return known
    return known[known["first"] <= pd.Timestamp(at)].reset_index(drop=True)


def _provinces(
    store: Store, within: str | None, at: datetime | None, only: Sequence[str] | None, also: Sequence[str]
) -> Members:
    cities = members(store, of="city", within=within, at=at, also=also)
    province_of = [_province(store, code) for code in cities.table["code"]]
    codes = sorted(set(only)) if only is not None else sorted({p for p in province_of if p})
    place = {code: i for i, code in enumerate(codes)}
    group = np.array([place.get(p, -1) for p in province_of], dtype=np.intp)
    return Members(of="province", table=_named(store, codes), stations=cities.stations, group=group,
                   cities=cities, background_known=cities.background_known)  # fmt: skip


def _province(store: Store, code: str) -> str:
    one = atlas(store).find(code)
    return one.code if one.level == "province" else atlas(store).province(one.code).code


def _named(store: Store, codes: Sequence[str]) -> pd.DataFrame:
    found = [atlas(store).find(code) for code in codes]
    return pd.DataFrame(
        {"code": list(codes), "name": [r.name for r in found], "name_en": [r.name_en for r in found]},
        dtype="str",
    )


def _inside(store: Store, known: pd.DataFrame, inside: Region) -> NDArray[np.bool_]:
    if inside.level == "country":
        return np.ones(len(known), dtype=bool)
    column = "city" if inside.level == "prefecture" else str(inside.level)
    return np.asarray(known[column] == inside.code, dtype=bool)
