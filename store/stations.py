"""The stations as sources described them at a moment, and where they lie."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
from sqlalchemy import select

from ingest.contract import HOUR_S
from store.bulk import Ints, fetch
from store.days import day_of, epoch
from store.opening import Store
from store.placing import Places
from store.tables import station, station_spell

COLUMNS: Final = (
    "code", "name", "area", "lon", "lat", "control", "role",
    "province", "city", "county", "township", "placed_by", "first", "last",
)  # fmt: skip


def stations(store: Store, at: datetime | None = None) -> pd.DataFrame:
    """Return one row a station: the spell that held at a moment.

    Parameters
    ----------
    at
        Aware time; ``None`` for the newest spell. Of spells that overlap the later begun counts. A station
        that was silent then has the spell last heard before, or the first heard after.

    Returns
    -------
    pandas.DataFrame
        Sorted by `code`. `area` is the city as published; `province`, `city`, `county`, `township` are
        division codes, empty where the station lies in none; `lon`, `lat` [degree] NaN where unknown; `first`, `last`
        aware UTC starts of the first and last hour of the spell.
    """
    query = select(station.c.code, *(c for c in station_spell.c)).join(
        station, station.c.id == station_spell.c.station_id
    )
    with store.reading() as conn:
        found = fetch(conn, query)
    if at is None:
        order = np.lexsort((found["id"], found["first"], found["last"]))
    else:
        second = epoch(at)
        first, last = found["first"], found["last"] + HOUR_S
        holds = (first <= second) & (second < last)
        before = last <= second
        nearness = np.where(holds, first, np.where(before, last, -first))
        order = np.lexsort((found["id"], nearness, holds * 2 + before))
    table = pd.DataFrame({name: found[name] for name in COLUMNS}).iloc[order]
    table = table.drop_duplicates("code", keep="last").sort_values("code", ignore_index=True)
    if store.atlas is not None:
        days = day_of(table["last"].to_numpy() if at is None else np.full(len(table), second))
        _belong(table, store.atlas, days)
    for name in ("first", "last"):
        table[name] = pd.to_datetime(table[name], unit="s", utc=True)
    return table


def _belong(table: pd.DataFrame, atlas: Places, days: Ints) -> None:
    """Put stations that belong elsewhere than they lie where they belong on their day."""
    row_of = {code: row for row, code in enumerate(table["code"])}
    for code, first_day, last_day, place in atlas.overrides():
        row = row_of.get(code)
        if row is not None and first_day <= days[row] <= last_day:
            for name, value in (("province", place.province), ("city", place.city), ("placed_by", place.by)):
                table.loc[row, name] = value
