"""One hour of every place: what a map of now, or of any stored hour, is coloured by."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.grid import hourly
from assessment.members import Of, members
from assessment.terms import Terms
from assessment.values import passport, terms_words
from assessment.verdicts import aqi, of_steps
from indicators.iaqi import primary_text
from indicators.parameters import AIR_HOURLY
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
