"""The hours of one place in a row: what a curve of the last days is drawn from."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.grid import hourly
from assessment.members import Members, Of, members
from assessment.members import region as find
from assessment.passport import passport, terms_words
from assessment.terms import Terms
from assessment.verdicts import aqi
from indicators.parameters import AIR_HOURLY
from store.opening import Store

_OF: dict[str, Of] = {"province": "province", "prefecture": "city", "county": "county"}


def course(
    store: Store,
    *,
    region: str,
    start: datetime,
    end: datetime,
    terms: Terms,
) -> Answer:
    """Each hour of [start, end) of a province, city, county or station (by its code).

    Columns: start (UTC), aqi, level (0 without AQI), the six concentrations, o3_8h, expected, observed. A province has
    no AQI of its own: its concentrations are the means of its cities.

    Raises
    ------
    LookupError
        For an unknown region or station.
    """
    asked = entry("aqi")
    who, has_aqi = place_members(store, region, end)
    made_up = store.simulated
    about = passport(
        asked, start=start, end=end, terms=terms, made_up=made_up,
        who=region, question="course",
        arguments={"region": region, "start": start.isoformat(), "end": end.isoformat(), **terms_words(terms)},
    )  # fmt: skip
    grid = hourly(store, who, start=start, end=end, terms=terms)
    if not len(who):
        raise LookupError(f"the store has no station in {region}")
    judged = aqi(grid, terms=terms)
    values = judged["aqi"].to_numpy()[:, 0] if has_aqi else np.full(len(grid.starts), np.nan)
    level = np.where(np.isnan(values), 0, np.nan_to_num(judged["level"].to_numpy()[:, 0])).astype(int)
    frame = pd.DataFrame({"start": list(grid.starts), "aqi": values, "level": level})
    for p in (*AIR_HOURLY, "o3_8h"):
        frame[p] = grid.values[p][:, 0]
    frame["expected"], frame["observed"] = grid.expected[:, 0], grid.observed[:, 0]
    return Answer(table=frame, passport=about)


def place_members(store: Store, word: str, end: datetime) -> tuple[Members, bool]:
    """The one member that a word names, as it was at the end of a window, and whether it has an AQI of its own."""
    at = end - timedelta(seconds=1)
    try:
        place = find(store, word)
    except LookupError:
        who = members(store, of="station", at=at, only=[word])
        if not len(who):
            raise
        return who, True
    of = _OF.get(str(place.level))
    if of is None:
        raise LookupError(f"{place.name} is no province, city or county")
    return members(store, of=of, within=place.code, at=at, only=[place.code]), of != "province"
