"""The act of reviewing one reading: a person sets it, and the whole hour becomes a reviewed revision."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from math import isfinite, nan

import numpy as np

from indicators.parameters import AIR_HOURLY
from ingest.contract import MARKS, Batch, Hours, Payload, Quality, Stage
from store.days import epoch
from store.facts import refresh
from store.keeping import keep
from store.ledger import mark_of
from store.opening import Store
from store.review import HourRow, hour_row

SOURCE = "review"
"""Source of what a person set; no publisher has this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a review did: the hour as it stood before, what was set (None: withdrawn), and the batch that holds it."""

    before: HourRow
    parameter: str
    value: float | None
    batch: int
    changed: bool


def set_reading(
    store: Store, *, station: str, start: datetime, parameter: str, value: float | None, by: str, reason: str
) -> Reviewed:
    """Keep one reading as a person reviewed it; nothing is overwritten, the hour gets a reviewed revision.

    The other five readings of the hour are taken into the reviewed row as they stand, for a row is reviewed as a whole.

    Parameters
    ----------
    station
        Code of the station.
    start
        UTC start of the hour.
    parameter
        One of the six of the hour.
    value
        In its unit [ug m-3, CO mg m-3]; None withdraws the reading: it is missing from then on.
    by, reason
        Who reviewed it, and why.

    Raises
    ------
    LookupError
        If the store has no such station, or nothing of it in that hour.
    ValueError
        If nobody or no reason is named, the value is no concentration, or the parameter none of the hour.
    """
    by, reason = by.strip(), reason.strip()
    if not by or not reason:
        raise ValueError("say who reviewed it (--by) and why (--reason)")
    if parameter not in AIR_HOURLY:
        raise ValueError(f"{parameter!r} is no reading of the hour; say one of {', '.join(AIR_HOURLY)}")
    if value is not None and (not isfinite(value) or value < 0):
        raise ValueError(f"{value} is no concentration")
    if start.minute or start.second or start.microsecond:
        raise ValueError(f"{start.isoformat()} is not the start of an hour")
    before = hour_row(store, station, start)
    if before is None:
        raise LookupError(
            f"the store has nothing of {station} in the hour that begins at {start.isoformat()}"
        )
    batch = _batch(before, parameter, value, simulated=store.simulated)
    receipt = keep(store, batch, actor=by, reason=reason)
    refresh(store)
    return Reviewed(
        before=before, parameter=parameter, value=value, batch=mark_of(store, batch.payload.sha256),
        changed=bool(receipt.kept + receipt.revised),
    )  # fmt: skip


def _batch(before: HourRow, parameter: str, value: float | None, *, simulated: bool) -> Batch:
    values = {**before.values, parameter: nan if value is None else value}
    quality = {**before.quality, parameter: Quality.MISSING if value is None else Quality.GOOD}
    mark = {**before.mark, parameter: ""}
    told = {"station": before.station, "start": before.start.isoformat(), "parameter": parameter, "value": value,
            "before": before.batch}  # fmt: skip
    body = json.dumps(told, sort_keys=True).encode("ascii")
    name = f"{before.station} {before.start:%Y-%m-%dT%H:%MZ} {parameter}"
    return Batch(
        payload=Payload(source=SOURCE, name=name, sha256=hashlib.sha256(body).hexdigest(), body=body),
        stage=Stage.REVIEWED,
        hours=Hours(
            station=np.array([before.station], object),
            start=np.array([epoch(before.start)], np.int64),
            values={p: np.array([values[p]], np.float64) for p in AIR_HOURLY},
            quality={p: np.array([quality[p]], np.uint8) for p in AIR_HOURLY},
            mark={p: np.array([MARKS.index(mark[p])], np.uint8) for p in AIR_HOURLY},
        ),
        spells=(), rejected=(), rows=1, simulated=simulated,
    )  # fmt: skip
