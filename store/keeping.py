"""Keeping a batch: rows, stations, quarantine, stale days and the run's record, in one transaction.

Nothing is overwritten. A station-hour that is there already with the same values is known and not written;
one that differs in any value, quality or mark becomes a further revision of the whole row. A process that
dies in between leaves the store as it was before the batch.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select

from indicators.parameters import AIR_HOURLY
from ingest.contract import HOUR_S, Batch, DayBatch, Hours, Receipt, Rejected, Stage
from ingest.water_contract import WaterBatch
from store import bulk, marks, placing
from store.bulk import Array, Ints
from store.days import day_of, start_of
from store.meta import BATCHES_BEFORE, SIMULATED, set_setting, setting
from store.opening import Store, StoreError
from store.region_days import KeptDays, keep_days
from store.review_tables import refused_row
from store.revisions import FEW, key, newest, same
from store.schedule_tables import OF_THE_SCHEDULE
from store.tables import (
    OF_PEOPLE,
    PROVISIONAL,
    PUBLISHED,
    REVIEWED,
    air_hour,
    latest,
    meta,
    metadata,
    published_hour,
    quarantine,
    stale_day,
    station,
    wording,
)
from store.tables import batch as batch_table
from store.water_keeping import KeptWater, keep_water
from store.water_tables import OF_PEOPLE as WATER_OF_PEOPLE

PROGRAM: Final = "0.1.0"
STAGE_NUMBER: Final = {Stage.PROVISIONAL: PROVISIONAL, Stage.REVIEWED: REVIEWED}

Bools = NDArray[np.bool_]
AnyBatch = Batch | DayBatch | WaterBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """The store as `ingest.sink.Sink`.

    Attributes
    ----------
    store
        Where batches go.
    kept
        Called after each batch with what became of it.
    actor, reason
        Who brings the readings and why, where a person does: reviewed ones.
    """

    store: Store
    kept: Callable[[Receipt], None] | None = None
    actor: str = ""
    reason: str = ""

    def keep(self, batch: AnyBatch) -> Receipt:
        """Keep one batch in one transaction and say what became of it."""
        receipt = keep(self.store, batch, actor=self.actor, reason=self.reason)
        if self.kept is not None:
            self.kept(receipt)
        return receipt


def keep(store: Store, batch: AnyBatch, *, actor: str = "", reason: str = "") -> Receipt:
    """Keep one batch in one transaction and return what became of its readings.

    A reading is a cell with a value, or one whose value this batch withdraws (the row is there without it; it
    counts as revised). The first real batch clears a store of simulated readings before it is kept.

    Parameters
    ----------
    batch
        Readings of one payload or slice; a station-hour (or a region-day) occurs at most once in it.
    actor, reason
        Who brings it and why, kept with the batch; empty for what comes by itself.

    Raises
    ------
    StoreError
        If simulated readings are brought to a store of real ones.
    ValueError
        If the batch names a station-hour twice, or a published result that the store has no column for.
    """
    while True:
        with store.writing() as conn:
            if not _must_clear(conn, batch):
                return _keep(conn, store, batch, (actor, reason))
            _clear(conn)


def _must_clear(conn: Connection, batch: AnyBatch) -> bool:
    """Whether made-up readings have to go first; a made-up batch among real readings raises."""
    held = setting(conn, SIMULATED)
    if batch.simulated and held == "0":
        raise StoreError(
            f"The store holds real readings; the simulated ones of {batch.payload.source} are not let in. "
            "Use another LANBI_HOME for the demo."
        )
    return not batch.simulated and held == "1" and _size(batch) > 0


def _clear(conn: Connection) -> None:
    highest = _last_batch(conn)
    for table in reversed(metadata.sorted_tables):
        if table is not meta and table not in (*OF_PEOPLE, *WATER_OF_PEOPLE, *OF_THE_SCHEDULE):
            conn.execute(delete(table))
    set_setting(conn, SIMULATED, None)
    set_setting(conn, BATCHES_BEFORE, str(highest))


def _last_batch(conn: Connection) -> int:
    highest = conn.execute(select(func.max(batch_table.c.id))).scalar()
    return int(highest) if highest is not None else int(setting(conn, BATCHES_BEFORE) or 0)


def _size(batch: AnyBatch) -> int:
    if isinstance(batch, WaterBatch):
        return len(batch.samples) or len(batch.sayings)
    return len(batch.hours) if isinstance(batch, Batch) else len(batch.days)


def _keep(conn: Connection, store: Store, batch: AnyBatch, by: tuple[str, str]) -> Receipt:
    number = _last_batch(conn) + 1
    if _size(batch) and setting(conn, SIMULATED) is None:
        set_setting(conn, SIMULATED, "1" if batch.simulated else "0")
    clock = _clock(conn, store)
    rejected = list(batch.rejected)
    if isinstance(batch, Batch):
        receipt, published = _keep_batch(conn, store, batch, number)
    else:
        stage = STAGE_NUMBER[batch.stage]
        if isinstance(batch, WaterBatch):
            water = keep_water(conn, store.atlas, batch, number, stage, clock)
            rejected += water.rejected
            kept: KeptWater | KeptDays = water
        else:
            kept = keep_days(conn, batch, number, stage)
        receipt, published = kept.receipt, (kept.published_kept, kept.published_revised)
    reasons = Counter(one.reason for one in rejected)
    receipt = receipt + Receipt(rejected=dict(reasons))
    _keep_rejected(conn, rejected, batch.payload.sha256, number)
    _record(conn, batch, number, clock, receipt, published, by)
    return receipt


def _clock(conn: Connection, store: Store) -> int:
    """When the batch becomes known [epoch µs]: after every other one, whatever the machine's clock does."""
    clock = round(store.now().timestamp() * 1_000_000)
    before = conn.execute(select(func.max(batch_table.c.known_at))).scalar()
    return clock if before is None else max(clock, int(before) + 1)


def _keep_batch(conn: Connection, store: Store, batch: Batch, number: int) -> tuple[Receipt, tuple[int, int]]:
    """Keep hours and what is said of their stations; return what became of readings and published results."""
    numbers = _station_numbers(conn, [*batch.hours.station, *(spell.station for spell in batch.spells)])
    placing.keep_spells(conn, store.atlas, batch.spells, numbers)
    if not len(batch.hours):
        return Receipt(), (0, 0)
    rows = _Rows.of(batch.hours, numbers)
    receipt = _keep_hours(conn, rows, number, STAGE_NUMBER[batch.stage])
    return receipt, _keep_published(conn, rows, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The hours of a batch as the tables have them: numbers for codes, sorted by hour and station."""

    hours: Hours
    order: Ints
    start: Ints
    station_id: Ints
    key: Ints

    @classmethod
    def of(cls, hours: Hours, numbers: dict[str, int]) -> _Rows:
        ids = np.fromiter((numbers[code] for code in hours.station), np.int64, len(hours))
        place = key(np.asarray(hours.start, np.int64), ids)
        order = np.argsort(place, kind="stable")
        place = place[order]
        twice = place[1:] == place[:-1]
        if twice.any():
            row = order[int(np.argmax(twice))]
            raise ValueError(f"The batch names {hours.station[row]} twice for the hour {hours.start[row]}.")
        start = np.asarray(hours.start, np.int64)[order]
        return cls(hours=hours, order=order, start=start, station_id=ids[order], key=place)

    @property
    def span(self) -> tuple[int, int]:
        return int(self.start[0]), int(self.start[-1]) + HOUR_S

    @property
    def few(self) -> list[int] | None:
        """Station numbers if they are few, to look them up by key."""
        ids = np.unique(self.station_id)
        return ids.tolist() if len(ids) <= FEW else None


def _against(rows: _Rows, found: dict[str, Array]) -> tuple[Ints, Bools]:
    """For each row of the batch the position of its newest revision, and whether it has one."""
    there = key(found["start"], found["station_id"])
    if not len(there):
        return np.zeros(len(rows.key), np.int64), np.zeros(len(rows.key), np.bool_)
    position = np.minimum(np.searchsorted(there, rows.key), len(there) - 1)
    return position, there[position] == rows.key


def _keep_hours(conn: Connection, rows: _Rows, number: int, stage: int) -> Receipt:
    first, end = rows.span
    found = newest(conn, air_hour, first=first, end=end, stations=rows.few, stage=stage)
    position, here = _against(rows, found)
    packed = marks.pack(rows.hours.quality, rows.hours.mark)[rows.order]
    values = {p: np.asarray(rows.hours.values[p], np.float64)[rows.order] for p in AIR_HOURLY}
    changed = np.zeros(len(rows.key), np.bool_)
    readings = kept = known = revised = 0
    for parameter, value in values.items():
        measured = ~np.isnan(value)
        if not here.any():
            kept += int(measured.sum())
            continue
        before = found[parameter][position]
        unchanged = same(value, before) & (
            marks.cell(packed, parameter) == marks.cell(found["marks"][position], parameter)
        )
        changed |= here & ~unchanged
        kept += int((measured & ~here).sum())
        known += int((measured & here & unchanged).sum())
        revised += int(((measured | ~np.isnan(before)) & here & ~unchanged).sum())
    readings = kept + known + revised
    write = changed | ~here
    if write.any():
        revision = np.zeros(len(rows.key), np.int64)
        if here.any():
            revision[here] = found["revision"][position][here] + 1
        written = {
            "start": rows.start[write],
            "station_id": rows.station_id[write],
            "revision": revision[write],
        }
        fresh = {
            **written,
            "stage": np.full(int(write.sum()), stage),
            "batch_id": np.full(int(write.sum()), number),
            **{p: value[write] for p, value in values.items()},
            "marks": packed[write],
        }
        bulk.insert(conn, air_hour, fresh)
        _mark_stale(conn, written["start"], written["station_id"])
        _advance_latest(conn, written, stage)
    return Receipt(rows=len(rows.key), readings=readings, kept=kept, known=known, revised=revised)


def _keep_published(conn: Connection, rows: _Rows, number: int) -> tuple[int, int]:
    """Keep what the source published as results; return rows new and rows revised."""
    hours = rows.hours
    unknown = sorted(set(hours.published) - set(PUBLISHED))
    if unknown:
        raise ValueError(f"The store has no column for the published {', '.join(unknown)}.")
    if not hours.published and hours.primary is None:
        return 0, 0
    nothing = np.full(len(rows.key), np.nan)
    values = dict.fromkeys(PUBLISHED, nothing) | {
        name: np.asarray(value, np.float64)[rows.order] for name, value in hours.published.items()
    }
    primary = _wording_numbers(conn, hours.primary, len(hours))[rows.order]
    first, end = rows.span
    found = newest(conn, published_hour, first=first, end=end, stations=rows.few)
    position, here = _against(rows, found)
    unchanged = primary == 0
    for value in values.values():
        unchanged &= np.isnan(value)  # a row that says nothing is no row
    if here.any():
        as_before = primary == found["primary_id"][position]
        for name, value in values.items():
            as_before &= same(value, found[name][position])
        unchanged = np.where(here, as_before, unchanged)
    write = ~unchanged
    if not write.any():
        return 0, 0
    revision = np.zeros(len(rows.key), np.int64)
    if here.any():
        revision[here] = found["revision"][position][here] + 1
    fresh = {
        "start": rows.start[write],
        "station_id": rows.station_id[write],
        "revision": revision[write],
        "batch_id": np.full(int(write.sum()), number),
        **{name: value[write] for name, value in values.items()},
        "primary_id": primary[write],
    }
    bulk.insert(conn, published_hour, fresh)
    return int((write & ~here).sum()), int((write & here).sum())


def _wording_numbers(conn: Connection, texts: Array | None, rows: int) -> Ints:
    """Numbers (row,) of the texts of primary pollutants, 0 for none; they are few, so each is kept once."""
    if texts is None:
        return np.zeros(rows, np.int64)
    known = dict(bulk.rows(conn, select(wording.c.text, wording.c.id)))
    distinct = {str(t) for t in set(texts.tolist()) if t is not None and t == t and t != ""}
    new = sorted(distinct - known.keys())
    if new:
        bulk.insert(conn, wording, {"text": new})
        known = dict(bulk.rows(conn, select(wording.c.text, wording.c.id)))
    return np.fromiter((known.get(t, 0) for t in texts.tolist()), np.int64, rows)


def _station_numbers(conn: Connection, codes: Sequence[str]) -> dict[str, int]:
    known = dict(bulk.rows(conn, select(station.c.code, station.c.id)))
    new = sorted(set(codes) - known.keys())
    if new:
        bulk.insert(conn, station, {"code": new})
        known = dict(bulk.rows(conn, select(station.c.code, station.c.id)))
    return known


def _mark_stale(conn: Connection, start: Ints, station_id: Ints) -> None:
    place = np.unique(day_of(start) << 32 | station_id)
    bulk.insert(conn, stale_day, {"day": place >> 32, "station_id": place & 0xFFFFFFFF}, ignore=True)


def _advance_latest(conn: Connection, written: dict[str, Ints], stage: int) -> None:
    """Point each station at its newest hour, never back; in one hour reviewed outranks provisional."""
    # Rows ascend in time, so that a station's last one is its newest.
    ids, back = np.unique(written["station_id"][::-1], return_index=True)
    row = len(written["start"]) - 1 - back
    start, revision = written["start"][row], written["revision"][row]
    now = bulk.fetch(conn, select(latest).order_by(latest.c.station_id))
    ahead = np.ones(len(ids), np.bool_)
    here = np.zeros(len(ids), np.bool_)
    if len(now["station_id"]):
        position = np.minimum(np.searchsorted(now["station_id"], ids), len(now["station_id"]) - 1)
        here = now["station_id"][position] == ids
        newer = start > now["start"][position]
        again = (start == now["start"][position]) & (stage >= now["stage"][position])
        ahead = ~here | newer | again
    columns = {"station_id": ids, "start": start, "stage": np.full(len(ids), stage), "revision": revision}
    bulk.insert(conn, latest, {name: values[ahead & ~here] for name, values in columns.items()})
    bulk.update(conn, latest, "station_id", {name: values[ahead & here] for name, values in columns.items()})


def _keep_rejected(conn: Connection, rejected: Sequence[Rejected], sha256: str, number: int) -> None:
    bulk.insert(
        conn,
        quarantine,
        {
            "batch_id": [number] * len(rejected),
            "sha256": [sha256] * len(rejected),
            "file": [bulk.storable(r.file) for r in rejected],
            "line": [r.line for r in rejected],
            "field": [bulk.storable(r.field) for r in rejected],
            "reason": [bulk.storable(r.reason) for r in rejected],
            "payload": [bulk.storable(r.payload) for r in rejected],
            "whole": [r.whole for r in rejected],
        },
        ignore=True,
    )
    mendable = [one for one in rejected if one.row]
    bulk.insert(
        conn,
        refused_row,
        {
            "sha256": [sha256] * len(mendable),
            "file": [bulk.storable(r.file) for r in mendable],
            "line": [r.line for r in mendable],
            "field": [bulk.storable(r.field) for r in mendable],
            "row": [bulk.storable(r.row) for r in mendable],
        },
        ignore=True,
    )


def _record(
    conn: Connection,
    batch: AnyBatch,
    number: int,
    clock: int,
    receipt: Receipt,
    published: tuple[int, int],
    by: tuple[str, str],
) -> None:
    """Write the run's record."""
    starts = _starts(batch)
    conn.execute(
        batch_table.insert().values(
            id=number,
            source=batch.payload.source,
            name=bulk.storable(batch.payload.name),
            sha256=batch.payload.sha256,
            stage=STAGE_NUMBER[batch.stage],
            simulated=batch.simulated,
            known_at=clock,
            state="kept",
            first=int(starts.min()) if len(starts) else None,
            last=int(starts.max()) if len(starts) else None,
            rows=receipt.rows,
            readings=receipt.readings,
            kept=receipt.kept,
            known=receipt.known,
            revised=receipt.revised,
            published_kept=published[0],
            published_revised=published[1],
            rejected=json.dumps(dict(receipt.rejected), ensure_ascii=False, sort_keys=True),
            program=PROGRAM,
            actor=bulk.storable(by[0]),
            reason=bulk.storable(by[1]),
        )
    )


def _starts(batch: AnyBatch) -> Ints:
    if isinstance(batch, WaterBatch):
        return np.concatenate([batch.samples.start, batch.sayings.start])
    return batch.hours.start if isinstance(batch, Batch) else start_of(batch.days.day)
