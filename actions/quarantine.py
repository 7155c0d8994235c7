"""Acts on refusals: a mended row, or the same row again, taken as the source that sent it would be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.atlas import Atlas
from ingest.collect import batches
from ingest.contract import Batch, DayBatch, DaySource, Payload, PayloadError, Published, Receipt
from ingest.sources import source
from ingest.water_contract import PublishedWater, WaterBatch, WaterSource
from store.facts import refresh
from store.keeping import keep
from store.ledger import mark_of
from store.opening import Store
from store.quarantine import (
    Act,
    QuarantineAct,
    Refused,
    acts_on,
    later_batches,
    newest_batches,
    record_act,
    refused,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a row that was refused before: the act on record, and what its batch kept."""

    act: QuarantineAct
    receipt: Receipt


def mend(store: Store, *, number: int, fields: Mapping[str, str], by: str, reason: str) -> Taken:
    """Take a refused row with some of its fields corrected; the refusal stays on record with this act.

    The row goes through the same reading as any row of its source and is kept in a batch of its own, which names the
    refusal, the person and the reason.

    Raises
    ------
    LookupError
        If there is no such refusal, or no such field in its row.
    ValueError
        If nobody or no reason is named, its row was not kept, the row is refused again (the sentence says why), or
        newer readings of its hour have come since.
    """
    if not fields:
        raise ValueError("say which field is corrected (--field) and what it should say (--value)")
    one = refused(store, number)
    _check_row(one)
    unknown = sorted(fields.keys() - one.row.keys())
    if unknown:
        raise LookupError(f"the row has no field {unknown[0]!r}; it has {', '.join(one.row)}")
    return _take(store, one, "mended", {**one.row, **fields}, by=by, reason=reason)


def retake(store: Store, *, number: int, by: str, reason: str) -> Taken:
    """Take a refused row as it is once more: a newer program may understand it.

    Raises
    ------
    LookupError
        If there is no such refusal.
    ValueError
        As for `mend`.
    """
    one = refused(store, number)
    _check_row(one)
    return _take(store, one, "retaken", one.row, by=by, reason=reason)


def _check_row(one: Refused) -> None:
    if not one.row:
        raise ValueError(
            f"the row of refusal {one.id} is not on record; correct line {one.line} of {one.file} and load it again"
        )


def _take(store: Store, one: Refused, act: Act, row: Mapping[str, str], *, by: str, reason: str) -> Taken:
    by, reason = by.strip(), reason.strip()
    if not by or not reason:
        raise ValueError("say who acts (--by) and why (--reason)")
    batch = _read(store, one, row)
    _check_newer(store, one, batch)
    receipt = keep(store, batch, actor=by, reason=f"{act} refusal {one.id}: {reason}")
    refresh(store)
    kept = receipt.kept + receipt.revised
    done = record_act(
        store, number=one.id, act=act, row=row, batch=mark_of(store, batch.payload.sha256), kept=kept, actor=by,
        reason=reason,
    )  # fmt: skip
    return Taken(act=done, receipt=receipt)


def _read(store: Store, one: Refused, row: Mapping[str, str]) -> Batch | WaterBatch:
    """The row as its source reads it; refused again is an error here, for a person waits for the answer."""
    publisher = source(one.source)
    if isinstance(publisher, DaySource):
        raise ValueError(f"rows of {one.source} are mended in their file: correct it and load it again")
    kind = PublishedWater if isinstance(publisher, WaterSource) else Published
    body = json.dumps(dict(row), sort_keys=True).encode("ascii")
    payload = Payload(
        source=one.source, name=f"{one.file} line {one.line} (refusal {one.id})",
        sha256=hashlib.sha256(body).hexdigest(), body=body,
    )  # fmt: skip
    published = kind(
        payload=payload, table=pd.DataFrame({name: [value] for name, value in row.items()}, dtype=object),
        line=np.array([one.line], np.int64),
    )  # fmt: skip
    try:
        made = list(batches(publisher, published, province_of=lambda name: _province(store, name)))
    except (PayloadError, KeyError) as error:
        raise ValueError(f"the row is refused again: {error}") from error
    if len(made) != 1 or isinstance(made[0], DayBatch):
        raise ValueError(f"rows of {one.source} are mended in their file: correct it and load it again")
    batch = made[0]
    if batch.rejected:
        again = batch.rejected[0]
        raise ValueError(f"the row is refused again: {again.field}: {again.reason}: {again.payload!r}")
    return replace(batch, stage=one.stage, simulated=one.simulated)


def _province(store: Store, name: str) -> str:
    if not isinstance(store.atlas, Atlas):
        raise LookupError("this store was opened without an atlas")
    return store.atlas.find(name, "province").code


def _check_newer(store: Store, one: Refused, batch: Batch | WaterBatch) -> None:
    """An old row must not overwrite what became known of its hour after it was refused, but by its own mending."""
    own = {act.batch for act in acts_on(store, one.id)}
    if isinstance(batch, WaterBatch):
        starts = np.concatenate([batch.samples.start, batch.sayings.start])
        later = later_batches(store, one.source, one.batch, int(starts.min()), int(starts.max()))
    else:
        later = [
            number
            for code in set(batch.hours.station.tolist())
            for number in newest_batches(
                store, str(code), batch.hours.start[batch.hours.station == code]
            ).values()
            if number > one.batch
        ]
    for number in later:
        if number not in own:
            raise ValueError(
                f"batch {number} has brought a newer reading of this time than batch {one.batch}, with which the row "
                "was refused; correct the reading itself: `review set`, or hand in the corrected file"
            )
