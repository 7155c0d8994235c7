"""The newest hour of each station, found without a scan of the hours."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import and_, func, select

from indicators.parameters import AIR_HOURLY
from store import marks
from store.bulk import fetch
from store.opening import Store
from store.tables import air_hour, station
from store.tables import latest as latest_table


def latest(store: Store) -> pd.DataFrame:
    """Return the newest row of each station, reviewed before provisional where one hour has both.

    Returns
    -------
    pandas.DataFrame
        Sorted by `code`; `start` (aware UTC), `stage` 0 or 1, the six parameters (NaN where there is no
        number), `quality_<p>`, and `known` (number of the batch that brought it).
    """
    query = (
        select(
            station.c.code,
            air_hour.c.start,
            air_hour.c.stage,
            *(air_hour.c[p] for p in AIR_HOURLY),
            air_hour.c.marks,
            air_hour.c.batch_id,
        )
        .select_from(latest_table)
        .join(
            air_hour,
            and_(
                air_hour.c.start == latest_table.c.start,
                air_hour.c.station_id == latest_table.c.station_id,
                air_hour.c.stage == latest_table.c.stage,
                air_hour.c.revision == latest_table.c.revision,
            ),
        )
        .join(station, station.c.id == latest_table.c.station_id)
        .order_by(station.c.code)
    )
    with store.reading() as conn:
        found = fetch(conn, query)
    packed = found.pop("marks")
    table = pd.DataFrame(found).rename(columns={"batch_id": "known"})
    table["start"] = pd.to_datetime(table["start"], unit="s", utc=True)
    for parameter in AIR_HOURLY:
        table[f"quality_{parameter}"] = marks.quality(packed, parameter)
    return table


def counted(store: Store) -> int:
    """Return the number of stations of which any hour is stored."""
    with store.reading() as conn:
        return int(conn.execute(select(func.count()).select_from(latest_table)).scalar() or 0)
