"""One hour of every place: what a map of now, or of any stored hour, is coloured by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.grid import hourly
from assessment.members import Of, members
from assessment.passport import passport, terms_words
from assessment.suspects import named_flags
from assessment.terms import Stage, Terms
from assessment.verdicts import aqi, of_steps
from indicators.iaqi import primary_text
from indicators.parameters import AIR_HOURLY
from store.ledger import mark
from store.opening import Store


def moment(
    store: Store,
    *,
    of: Of,
    start: datetime,
    terms: Terms,
    within: str | None = None,
) -> Answer:
    """Every member in the hour that begins at `start` (UTC).

    Columns: code, name, name_en, parent (code of the province), level (1..6, 0 without AQI), aqi, primary, the six
    concentrations [ug m-3, CO mg m-3], expected, observed, valid, note; of stations also lon, lat, city.

    Raises
    ------
    LookupError
        For an unknown region.
    """
    asked = entry("aqi")
    end = start + timedelta(hours=1)
    who = members(store, of=of, within=within, at=end - timedelta(seconds=1))
    made_up = store.simulated
    arguments = {"of": of, "in": within or "", "start": start.isoformat(), **terms_words(terms)}
    about = passport(
        asked, start=start, end=end, terms=terms, made_up=made_up,
        who=f"{of} / {within or 'all'} ({len(who)})", question="moment", arguments=arguments,
    )  # fmt: skip
    if not len(who):
        return Answer(table=_empty(of), passport=about)
    grid = hourly(store, who, start=start, end=end, terms=terms, moving=False)
    judged = aqi(grid, terms=terms)
    verdict = of_steps(asked, grid, terms=terms, judged=judged)
    group_has_aqi = of != "province"
    values = judged["aqi"].to_numpy()[0] if group_has_aqi else np.full(len(who), np.nan)
    frame = who.table.copy()
    frame["parent"] = _parents(store, who.stations, frame["code"].tolist(), of)
    frame["level"] = np.nan_to_num(np.where(np.isnan(values), 0, judged["level"].to_numpy()[0])).astype(int)
    frame["aqi"] = values
    masks = judged["primary"].to_numpy()[0] if group_has_aqi else np.zeros(len(who), int)
    frame["primary"] = [primary_text(int(m)) for m in masks]
    for p in AIR_HOURLY:
        frame[p] = grid.values[p][0]
    for name, array in (
        ("expected", verdict.expected),
        ("observed", verdict.observed),
        ("valid", verdict.valid),
    ):
        frame[name] = array[0]
    frame["note"] = verdict.remarks.texts()[0]
    if of == "station":
        frame["lon"], frame["lat"] = who.stations["lon"].to_numpy(), who.stations["lat"].to_numpy()
        frame["city"] = who.stations["city"].to_numpy()
    return Answer(table=frame, passport=about)


def suspects(store: Store, *, start: datetime, within: str, terms: Terms) -> Mapping[str, str]:
    """What the checks find at the stations of a region in the hour that begins at `start`: by code, `pm25 spike;…`.

    Only stations with a suspect reading are there. Made once an hour and region while nothing new is known: five days
    of hours are read for it.

    Raises
    ------
    LookupError
        For an unknown region.
    """
    return _suspects(store, mark(store), start, within, terms.stage, terms.as_of)


@lru_cache(maxsize=64)
def _suspects(
    store: Store, _mark: int, start: datetime, within: str, stage: Stage, as_of: datetime | None
) -> Mapping[str, str]:
    end = start + timedelta(hours=1)
    codes = members(store, of="station", within=within, at=end - timedelta(seconds=1)).table["code"].tolist()
    if not codes:
        return MappingProxyType({})
    (flags,) = named_flags(store, codes=codes, start=start, end=end, stage=stage, as_of=as_of)
    return MappingProxyType({code: str(text) for code, text in zip(codes, flags, strict=True) if text})


def _parents(store: Store, stations: pd.DataFrame, codes: list[str], of: Of) -> list[str]:
    """Code of the province of each member."""
    if of == "station":
        return [str(p) for p in stations["province"]]
    if of == "province":
        return ["" for _ in codes]
    column = "city" if of == "city" else "county"
    known = dict(zip(stations[column], stations["province"], strict=True))
    return [str(known.get(code, "")) for code in codes]


def _empty(of: Of) -> pd.DataFrame:
    further = ("lon", "lat", "city") if of == "station" else ()
    return pd.DataFrame(
        columns=["code", "name", "name_en", "parent", "level", "aqi", "primary", *AIR_HOURLY,
                 "expected", "observed", "valid", "note", *further]
    )  # fmt: skip
