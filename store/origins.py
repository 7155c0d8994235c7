"""Which sources and batches brought the readings, and which of them are revisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import select

from store.bulk import rows
from store.days import epoch
from store.ledger import mark_at
from store.opening import Store
from store.readings import StageName
from store.revisions import newest
from store.tables import BEST, STAGES, air_hour, batch, station


def kept_of(store: Store) -> tuple[str, ...]:
    """Return the ids of the sources of which anything was ever kept, in order."""
    with store.reading() as conn:
        asked = select(batch.c.source).where(batch.c.kept + batch.c.published_kept > 0).distinct()
        return tuple(sorted(str(name) for name in conn.execute(asked).scalars()))


def origins(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    stations: Sequence[str],
    stage: StageName = "best",
    as_of: datetime | None = None,
) -> pd.DataFrame:
    """Return the batches behind the hours of [start, end) of some stations, oldest first.

    Columns: batch, source, name, sha256, stage, known_at (UTC), actor, reason, hours (station-hours that count and
    came with it), revised (those of them that replaced an earlier value).
    """
    asked = set(stations)
    with store.reading() as conn:
        numbers = [n for n, code in rows(conn, select(station.c.id, station.c.code)) if code in asked]
        found = newest(
            conn, air_hour, first=epoch(start), end=epoch(end), stations=numbers,
            mark=None if as_of is None else mark_at(conn, as_of),
            stage=None if STAGES[stage] == BEST else STAGES[stage],
        )  # fmt: skip
        wanted = np.isin(found["station_id"], numbers)
        ids, place = np.unique(found["batch_id"][wanted], return_inverse=True)
        about = conn.execute(
            select(
                batch.c.id, batch.c.source, batch.c.name, batch.c.sha256, batch.c.stage, batch.c.known_at,
                batch.c.actor, batch.c.reason,
            ).where(batch.c.id.in_(ids.tolist())).order_by(batch.c.id)
        ).all()  # fmt: skip
    table = pd.DataFrame(
        [tuple(one) for one in about],
        columns=["batch", "source", "name", "sha256", "stage", "known_at", "actor", "reason"],
    )
    table["stage"] = table["stage"].map({0: "provisional", 1: "reviewed"})
    table["known_at"] = pd.to_datetime(table["known_at"], unit="us", utc=True)
    table["hours"] = np.bincount(place, minlength=len(ids))
    table["revised"] = np.bincount(
        place, weights=(found["revision"][wanted] > 0).astype(float), minlength=len(ids)
    ).astype(np.int64)
    return table
