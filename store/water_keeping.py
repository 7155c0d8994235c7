"""Keeping values of water inside the transaction of their batch: insert-only, a further revision where one differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, select

from ingest.contract import Receipt, Rejected
from ingest.water_contract import WaterBatch
from store.bulk import Array, Ints, fetch, insert, storable
from store.revisions import same
from store.water_said import Meant, keep_said
from store.water_tables import PARAMETER_NUMBERS, water_published, water_value

ONE_SECTION: Final = "another section of the payload is the same by the register"

Bools = NDArray[np.bool_]

_VALUE = ("value", "shown", "detection_limit", "qualifier", "quality", "mark")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWater:
    """What became of a batch: its values, its classes and states that are new or changed, what was refused here."""

    receipt: Receipt
    published_kept: int = 0
    published_revised: int = 0
    rejected: tuple[Rejected, ...] = ()


def keep_water(
    conn: Connection, atlas: object, batch: WaterBatch, number: int, stage: int, clock: int
) -> KeptWater:
    """Keep the values of a batch; a value that is there in every particular is known.

    Parameters
    ----------
    number
        Of the batch.
    stage
        Number of its stage.
    clock
        When it became known [epoch µs].

    Raises
    ------
    ValueError
        If the batch names a section, item and time twice.
    """
    meant = keep_said(
        conn,
        atlas,
        batch.sections,
        source=batch.payload.source,
        file=storable(batch.payload.name),
        clock=clock,
    )
    receipt = _keep_values(conn, batch, meant, number, stage)
    fresh, changed = _keep_sayings(conn, batch, meant, number, stage)
    refused = tuple(
        Rejected(
            file=batch.payload.name, line=0, field=one.name, reason=ONE_SECTION, payload=one.key, whole=False
        )
        for one in meant.doubled
    )
    return KeptWater(receipt=receipt, published_kept=fresh, published_revised=changed, rejected=refused)


def _keep_values(conn: Connection, batch: WaterBatch, meant: Meant, number: int, stage: int) -> Receipt:
    samples = batch.samples
    section = _numbers(samples.section, meant)
    mine = section >= 0
    if not mine.any():
        return Receipt(rows=batch.taken)
    item = np.fromiter((PARAMETER_NUMBERS[p] for p in samples.parameter[mine]), np.int64, int(mine.sum()))
    columns: dict[str, Array] = {
        "section_id": section[mine],
        "start": np.asarray(samples.start[mine], np.int64),
        "parameter_id": item,
        "end": np.asarray(samples.end[mine], np.int64),
        "value": np.asarray(samples.value[mine], np.float64),
        "shown": np.where(same(samples.shown, samples.value), np.nan, samples.shown)[mine],
        "qualifier": samples.qualifier[mine].astype(np.int64),
        "detection_limit": np.asarray(samples.limit[mine], np.float64),
        "quality": samples.quality[mine].astype(np.int64),
        "mark": samples.mark[mine].astype(np.int64),
    }
    keys = ("section_id", "start", "parameter_id", "end")
    found = _newest(conn, water_value, columns, keys, stage)
    position = _places([columns[k] for k in keys], [found[k] for k in keys])
    here = position >= 0
    unchanged = here.copy()
    for name in _VALUE:
        before = _before(found[name], position, here)
        unchanged &= same(np.asarray(columns[name], np.float64), before)
    says = _says(columns)
    held = _before_says(found, position, here)
    write = ~unchanged
    _write(conn, water_value, columns, found, position, here, write, number, stage)
    kept, known = int((says & ~here).sum()), int((says & unchanged).sum())
    revised = int(((says | held) & here & ~unchanged).sum())
    return Receipt(rows=batch.taken, readings=kept + known + revised, kept=kept, known=known, revised=revised)


def _keep_sayings(
    conn: Connection, batch: WaterBatch, meant: Meant, number: int, stage: int
) -> tuple[int, int]:
    """Keep classes and states; rows new and rows changed. One that says nothing is no row, unless one was there."""
    sayings = batch.sayings
    section = _numbers(sayings.section, meant)
    mine = section >= 0
    if not mine.any():
        return 0, 0
    columns: dict[str, Array] = {
        "section_id": section[mine],
        "start": np.asarray(sayings.start[mine], np.int64),
        "end": np.asarray(sayings.end[mine], np.int64),
        "class": sayings.published_class[mine],
        "state": sayings.state[mine],
    }
    keys = ("section_id", "start", "end")
    found = _newest(conn, water_published, columns, keys, stage)
    position = _places([columns[k] for k in keys], [found[k] for k in keys])
    here = position >= 0
    unchanged = ~here & (columns["class"] == "") & (columns["state"] == "")
    if here.any():
        as_before = here.copy()
        for name in ("class", "state"):
            before = np.full(len(here), "", object)
            before[here] = found[name][position[here]]
            as_before &= columns[name] == before
        unchanged |= as_before
    write = ~unchanged
    _write(conn, water_published, columns, found, position, here, write, number, stage)
    return int((write & ~here).sum()), int((write & here).sum())


def _numbers(keys: Array, meant: Meant) -> Ints:
    """Number of the section of each row; −1 for a key that was left out."""
    return np.fromiter((meant.numbers.get(key, -1) for key in keys), np.int64, len(keys))


def _says(columns: dict[str, Array]) -> Bools:
    """Whether a row holds a reading: a value, or that it is below or above a limit that is not named."""
    return np.asarray(~np.isnan(columns["value"]) | (columns["qualifier"] != 0), np.bool_)


def _before(column: Array, position: Ints, here: Array) -> Array:
    before = np.full(len(here), np.nan)
    before[here] = column[position[here]]
    return before


def _before_says(found: dict[str, Array], position: Ints, here: Array) -> Bools:
    value, qualifier = (_before(found[name], position, here) for name in ("value", "qualifier"))
    return np.asarray(~np.isnan(value) | (np.nan_to_num(qualifier) != 0), np.bool_)


def _newest(
    conn: Connection, table: Table, columns: dict[str, Array], keys: Sequence[str], stage: int
) -> dict[str, Array]:
    """Newest revisions held of the sections and the span of time of some rows, one a key."""
    sections = np.unique(columns["section_id"]).tolist()
    query = select(*table.c).where(
        table.c.section_id.in_(sections),
        table.c.start >= int(columns["start"].min()),
        table.c.start <= int(columns["start"].max()),
        table.c.stage == stage,
    )
    found = fetch(conn, query)
    return last_of_each(found, keys, found["revision"])


def last_of_each(found: dict[str, Array], keys: Sequence[str], order: Ints) -> dict[str, Array]:
    """Rows of which the order is the highest among those of the same keys, sorted by the keys."""
    size = len(order)
    at = np.lexsort((order, *(found[k] for k in reversed(keys))))
    is_last = np.ones(size, bool)
    if size:
        is_last[:-1] = np.logical_or.reduce([found[k][at][1:] != found[k][at][:-1] for k in keys])
    chosen = at[is_last]
    return {name: values[chosen] for name, values in found.items()}


def _places(rows: Sequence[Ints], held: Sequence[Ints]) -> Ints:
    """Position among the held keys of each row's key; −1 where it is not there; a key twice is a ValueError."""
    size, count = len(rows[0]), len(held[0])
    keys = [np.concatenate([h, r]) for h, r in zip(held, rows, strict=True)]
    is_row = np.concatenate([np.zeros(count, bool), np.ones(size, bool)])
    order = np.lexsort((is_row, *reversed(keys)))
    alike = np.zeros(len(order), bool)
    alike[1:] = np.logical_and.reduce([k[order][1:] == k[order][:-1] for k in keys])
    if (alike[1:] & is_row[order][1:] & is_row[order][:-1]).any():
        raise ValueError("The batch names a section, item and time twice.")
    found = np.full(size, -1, np.int64)
    at = np.flatnonzero(alike)
    found[order[at] - count] = order[at - 1]
    return found


def _write(
    conn: Connection, table: Table, columns: dict[str, Array], found: dict[str, Array], position: Ints,
    here: Array, write: Array, number: int, stage: int,
) -> None:  # fmt: skip
    size = int(write.sum())
    if not size:
        return
    revision = np.zeros(len(write), np.int64)
    revision[here] = found["revision"][position[here]] + 1
    order = np.lexsort((columns["start"][write], columns["section_id"][write]))
    fresh = {name: values[write][order] for name, values in columns.items()}
    fresh |= {
        "stage": np.full(size, stage),
        "revision": revision[write][order],
        "batch_id": np.full(size, number),
    }
    insert(conn, table, fresh)
