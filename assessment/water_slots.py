"""The slot ledger of water: of every expected slot of every section, what became of it, with evidence.

A feed tells every section once in four hours: a slot is expected of a section heard in the last
`assessment.slots.REMEMBERED` days. What is sampled by hand is expected once a month, of a section sampled so in one of
the last `MONTHS_REMEMBERED` months. A sample of the feed is stamped with the time at which it was taken: it is on time
until the next one is taken. States and evidence are those of `assessment.slots`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.periods import SHANGHAI
from assessment.refused_slots import TAKEN_ELSEWHERE, by_name, refused_slots
from assessment.slots import REMEMBERED, Ints, Slots, belonging, from_source, judged, known, nothing, spread
from ingest.contract import Window
from store.arrivals import Arrivals, batches_of
from store.days import DAY_S, epoch, moment
from store.opening import Store
from store.refusals import refusals
from store.runs import runs
from store.water import registry
from store.water_arrivals import FEED, MANUAL, Kind, water_arrivals, water_brought, water_heard

SLOT_S: Final = 4 * 3600
ON_TIME: Final = timedelta(hours=4)
"""After its time a sample of the feed may come so late and still be on time: before the next one is taken."""

MONTHS_REMEMBERED: Final = 3
"""Months for which a section that is no longer sampled by hand stays expected."""

MONTH_ON_TIME: Final = timedelta(days=10)
"""After the end of its month a result by hand may come so late and still be on time."""

_MONTH_S: Final = 31 * DAY_S


def water_slots(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    sections: Sequence[str] | None = None,
    source: str | None = None,
) -> Slots:
    """Return what became of every slot of four hours that begins in [start, end) and has ended by the store's clock.

    Parameters
    ----------
    sections
        Codes; None for all.
    source
        Only sections last heard from this source; None for all.
    """
    first = -(-(epoch(start) + 8 * 3600) // SLOT_S) * SLOT_S - 8 * 3600
    last = min(epoch(end), epoch(store.now()) - SLOT_S + 1)
    begins = np.arange(first, last, SLOT_S, dtype=np.int64)
    return _asked(store, FEED, begins, begins + SLOT_S, sections, source)


def month_slots(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    sections: Sequence[str] | None = None,
    source: str | None = None,
) -> Slots:
    """Return what became of every month that begins in [start, end) and has ended; arguments as of `water_slots`."""
    local = start.astimezone(SHANGHAI)
    number = local.year * 12 + local.month - 1
    number += _month(number) < start
    edges = [_month(number)]
    while edges[-1] < end and edges[-1] < store.now():
        number += 1
        edges.append(_month(number))
    if edges[-1] > store.now():  # it has not ended
        edges.pop()
    told = np.array([epoch(edge) for edge in edges], np.int64)
    return _asked(store, MANUAL, told[:-1], told[1:], sections, source)


def _month(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=SHANGHAI).astimezone(UTC)


def _asked(
    store: Store, kind: Kind, begins: Ints, ends: Ints, sections: Sequence[str] | None, source: str | None
) -> Slots:
    if not len(begins):
        return nothing()
    who = None if sections is None else tuple(sections)
    made = _remembered(store, known(store), kind, tuple(begins.tolist()), tuple(ends.tolist()), who)
    return made if source is None else from_source(made, source)


@lru_cache(maxsize=6)
def _remembered(
    store: Store,
    _known: tuple[int, int, int],
    kind: Kind,
    begun: tuple[int, ...],
    ended: tuple[int, ...],
    sections: tuple[str, ...] | None,
) -> Slots:
    """The slots of a kind; a new batch, run or refused row makes them anew."""
    begins, ends = np.array(begun, np.int64), np.array(ended, np.int64)
    came = water_arrivals(store, kind, begins=begins, ends=ends, sections=sections)
    back = MONTHS_REMEMBERED * _MONTH_S if kind.by_hand else REMEMBERED * DAY_S
    before = water_heard(store, kind, first=begun[0] - back, end=begun[0])
    if sections is not None:
        before = before[before["code"].isin(sections)]
    about = batches_of(store, np.unique([came.row, came.value, came.last]).tolist())
    said = dict(zip(before["code"].astype(str), before["source"].astype(str), strict=True))
    codes, sources = belonging(came, said, about)
    came = spread(came, codes)
    expected = _expected(came, codes, before, begins, kind)
    log = runs(store, window=Window(start=moment(begun[0]), end=moment(ended[-1])))
    found = refusals(store, first=begun[0], end=ended[-1], besides=TAKEN_ELSEWHERE)
    names = registry(store, moment(ended[-1] - 1).astimezone(SHANGHAI).date())[["code", "name"]]
    meant = by_name((str(code), str(name)) for code, name in names.itertuples(index=False))
    return judged(
        came, about, expected, log, sources, store, begins=begins, ends=ends, due=ends if kind.by_hand else begins,
        on_time=MONTH_ON_TIME if kind.by_hand else ON_TIME, refused=refused_slots(found, log, meant, SLOT_S),
        answered=lambda wanted: water_brought(store, kind, begins=begins[wanted], ends=ends[wanted]),
    )  # fmt: skip


def _expected(
    came: Arrivals, codes: Sequence[str], before: pd.DataFrame, begins: Ints, kind: Kind
) -> NDArray[np.bool_]:
    """Which slots are expected [slot, section]: of whom something came not long before, or in the slot itself."""
    place = {code: at for at, code in enumerate(codes)}
    latest = np.full(len(codes), -(2**62), np.int64)
    latest[before["code"].map(place).to_numpy(np.int64)] = before["start"].to_numpy(np.int64)
    expected = np.zeros(came.row.shape, np.bool_)
    for slot, begin in enumerate(begins.tolist()):
        here = came.row[slot] > 0
        oldest = _months_back(begin) if kind.by_hand else begin - REMEMBERED * DAY_S
        expected[slot] = here | (latest >= oldest)
        latest[here] = begin
    return expected


def _months_back(begin: int) -> int:
    local = moment(begin).astimezone(SHANGHAI)
    return epoch(_month(local.year * 12 + local.month - 1 - MONTHS_REMEMBERED))
