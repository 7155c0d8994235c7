"""What review asks of the store: one hour as it stands with its marks, its revisions, and what a batch touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from sqlalchemy import select

from indicators.parameters import AIR_HOURLY
from ingest.contract import HOUR_S, MARKS, Stage
from store import marks
from store.arrivals import batches_of
from store.bulk import fetch
from store.days import epoch, moment
from store.opening import Store
from store.revisions import ascending, newest
from store.tables import REVIEWED, air_hour, batch, station


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """One station-hour as it stands: values (NaN for none), qualities and marks by parameter, stage and batch."""

    station: str
    start: datetime
    stage: Stage
    batch: int
    values: Mapping[str, float]
    quality: Mapping[str, int]
    mark: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Batches first to last, both included: when they and what was before them became known, and what they touched.

    `start` and `end` [UTC) hold their hours; None where they brought none. `before` is the last moment at which none
    of them was known, None where they were the first; `after` the moment at which all of them were.
    """

    first: int
    last: int
    before: datetime | None
    after: datetime
    start: datetime | None
    end: datetime | None
    stations: tuple[str, ...]


def hour_row(store: Store, station_code: str, start: datetime) -> HourRow | None:
    """Return the row of a station-hour that counts, reviewed before provisional; None where there is none.

    Raises
    ------
    LookupError
        If the store has no such station.
    """
    second = epoch(start)
    with store.reading() as conn:
        number = conn.execute(select(station.c.id).where(station.c.code == station_code)).scalar()
        if number is None:
            raise LookupError(f"the store has no station {station_code}")
        found = newest(conn, air_hour, first=second, end=second + HOUR_S, stations=[int(number)])
    if not len(found["start"]):
        return None
    row = int(np.argmax(found["stage"]))
    packed = found["marks"][row : row + 1]
    return HourRow(
        station=station_code, start=start, batch=int(found["batch_id"][row]),
        stage=Stage.REVIEWED if found["stage"][row] == REVIEWED else Stage.PROVISIONAL,
        values={p: float(found[p][row]) for p in AIR_HOURLY},
        quality={p: int(marks.quality(packed, p)[0]) for p in AIR_HOURLY},
        mark={p: MARKS[int(marks.mark(packed, p)[0])] for p in AIR_HOURLY},
    )  # fmt: skip


def history(store: Store, station_code: str, start: datetime) -> pd.DataFrame:
    """Return every revision of a station-hour, oldest first: stage, batch, when and by whom it came, and the values."""
    second = epoch(start)
    query = (
        select(
            air_hour.c.stage, air_hour.c.revision, air_hour.c.batch_id.label("batch"), batch.c.known_at,
            batch.c.source, batch.c.name, batch.c.actor.label("by"), batch.c.reason,
            *(air_hour.c[p] for p in AIR_HOURLY),
        )
        .join(station, station.c.id == air_hour.c.station_id)
        .join(batch, batch.c.id == air_hour.c.batch_id)
        .where(station.c.code == station_code, air_hour.c.start == second)
        .order_by(air_hour.c.batch_id)
    )  # fmt: skip
    with store.reading() as conn:
        table = pd.DataFrame(fetch(conn, query))
    table["stage"] = table["stage"].map({0: "provisional", 1: "reviewed"})
    table["known_at"] = pd.to_datetime(table["known_at"], unit="us", utc=True)
    return table


def span(store: Store, first: int, last: int) -> Span:
    """Return what batches `first` to `last` touched, and the moments before and after them.

    Raises
    ------
    LookupError
        If there is no such batch.
    """
    with store.reading() as conn:
        about = conn.execute(
            select(batch.c.id, batch.c.known_at, batch.c.first, batch.c.last)
            .where(batch.c.id >= first, batch.c.id <= last)
            .order_by(batch.c.id)
        ).all()
        if not about or about[0].id != first or about[-1].id != last:
            raise LookupError(f"there is no batch {first if not about or about[0].id != first else last}")
        earlier = conn.execute(
            select(batch.c.known_at).where(batch.c.id < first).order_by(batch.c.id.desc()).limit(1)
        ).scalar()
        starts = [row.first for row in about if row.first is not None]
        ends = [row.last for row in about if row.last is not None]
        codes: list[str] = []
        if starts:
            touched = select(air_hour.c.station_id).where(
                air_hour.c.start >= min(starts), air_hour.c.start <= max(ends),
                air_hour.c.batch_id >= first, air_hour.c.batch_id <= last,
            ).distinct()  # fmt: skip
            found = conn.execute(
                select(station.c.code).where(station.c.id.in_(touched)).order_by(station.c.code)
            )
            codes = [code for (code,) in found]
    return Span(
        first=first, last=last, before=None if earlier is None else _moment(earlier), after=_moment(about[-1].known_at),
        start=moment(min(starts)) if starts else None, end=moment(max(ends) + HOUR_S) if ends else None,
        stations=tuple(codes),
    )  # fmt: skip


def _moment(micros: int) -> datetime:
    whole, rest = divmod(micros, 1_000_000)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest)


def changed(store: Store, station_code: str, start: datetime, end: datetime) -> pd.DataFrame:
    """Return every row of the hours of [start, end) of a station that have more than one, by hour and oldest first.

    Columns: start [UTC], stage, revision, batch, known_at [UTC], source, name, sha256, by, reason, and the values.

    Raises
    ------
    LookupError
        If the store has no such station.
    """
    columns = (
        air_hour.c.start, air_hour.c.stage, air_hour.c.revision, air_hour.c.batch_id,
        *(air_hour.c[p] for p in AIR_HOURLY),
    )  # fmt: skip
    with store.reading() as conn:
        number = conn.execute(select(station.c.id).where(station.c.code == station_code)).scalar()
        if number is None:
            raise LookupError(f"the store has no station {station_code}")
        found = pd.DataFrame(
            fetch(
                conn,
                select(*columns).where(
                    *ascending(
                        air_hour.c.start,
                        epoch(start),
                        epoch(end),
                        HOUR_S,
                        air_hour.c.station_id,
                        [int(number)],
                    )
                ),
            )
        )
    found = found[found.groupby("start")["start"].transform("size") > 1]
    about = batches_of(store, found["batch_id"].tolist())
    told = found.join(about, on="batch_id").rename(columns={"batch_id": "batch", "actor": "by"})
    told = told.sort_values(["start", "batch"], ignore_index=True)
    told["stage"] = told["stage"].map({0: "provisional", 1: "reviewed"})
    told["start"] = pd.to_datetime(told["start"], unit="s", utc=True)
    told["known_at"] = pd.to_datetime(told["known_at"], unit="us", utc=True)
    return told
