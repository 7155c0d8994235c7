"""Values of water as plain numbers, for whoever makes means of many, and what tells that they still stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from indicators.water_parameters import WATER_PARAMETERS
from ingest.sources import sources
from ingest.water_contract import WaterSource
from store.bulk import Array, Ints
from store.days import epoch
from store.ledger import RESTORED
from store.meta import SIMULATED, setting
from store.opening import Store
from store.readings import StageName
from store.tables import STAGES, batch
from store.water import counting
from store.water_register import Register, Version, standing_register, version
from store.water_tables import PARAMETER_NUMBERS, water_published, water_value

_PLACE: Final = np.full(max(PARAMETER_NUMBERS.values()) + 1, -1, np.intp)
_PLACE[[PARAMETER_NUMBERS[one.code] for one in WATER_PARAMETERS]] = np.arange(len(WATER_PARAMETERS))
_REVIEWED: Final = STAGES["reviewed"]
_VALUE: Final = tuple(
    water_value.c[name]
    for name in (
        "section_id", "start", "parameter_id", "end", "stage", "revision", "batch_id", "value", "qualifier", "quality",
    )
)  # fmt: skip
_STATE: Final = tuple(
    water_published.c[name]
    for name in ("section_id", "start", "end", "stage", "revision", "batch_id", "state")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Values of sections in a window; arrays [row], sorted by section, start, item and end.

    `section` is a place among the codes asked, `item` one in `indicators.water_parameters.WATER_PARAMETERS`; times
    are epoch seconds; the others are as `store.water.samples` says. `stopped` are the intervals in which a station was
    told to be in a state other than those asked: section, start, end.
    """

    section: NDArray[np.intp]
    start: Ints
    end: Ints
    item: NDArray[np.intp]
    value: NDArray[np.float64]
    qualifier: NDArray[np.int8]
    quality: NDArray[np.uint8]
    reviewed: NDArray[np.bool_]
    stopped: tuple[NDArray[np.intp], Ints, Ints]


def measured(
    store: Store, *, start: datetime, end: datetime, sections: Sequence[str], running: Sequence[str],
    stage: StageName = "best", as_of: datetime | None = None,
) -> Measured:  # fmt: skip
    """Return the values whose intervals lie in [start, end), without their words; see `store.water.samples`.

    `running` are the states of a station in which it runs, the empty one for a station of which nothing was told.
    """
    with store.reading() as conn:
        known = standing_register(store, conn)
        keys = ("start", "parameter_id", "end")
        found = counting(conn, known, _VALUE, keys, start, end, sections, stage, as_of)
        told = counting(conn, known, _STATE, ("start", "end"), start, end, sections, stage, as_of)
    standing = ~np.isin(told["state"].astype("U16"), list(running))
    stopped = {name: told[name][standing] for name in ("section_id", "start", "end")}
    return Measured(
        section=_places(known, found["section_id"], sections), start=found["start"], end=found["end"],
        item=_PLACE[found["parameter_id"]], value=found["value"], qualifier=found["qualifier"].astype(np.int8),
        quality=found["quality"].astype(np.uint8), reviewed=found["stage"] == _REVIEWED,
        stopped=(_places(known, stopped["section_id"], sections), stopped["start"], stopped["end"]),
    )  # fmt: skip


def _places(known: Register, numbers: Array, sections: Sequence[str]) -> NDArray[np.intp]:
    place = {code: i for i, code in enumerate(sections)}
    distinct, back = np.unique(numbers, return_inverse=True)
    return np.array([*(place[known.code[n]] for n in distinct.tolist()), -1], np.intp)[back]


Standing = tuple[int, bool, Version]


def standing(store: Store, start: datetime | None = None, end: datetime | None = None) -> Standing:
    """What stays the same as long as the water of [start, end) and the register do: what was made may be used again.

    Without a window, of all water. Batches of air change nothing of it.
    """
    with store.reading() as conn:
        changed = batch.c.kept + batch.c.revised + batch.c.published_kept + batch.c.published_revised > 0
        query = select(func.max(batch.c.id)).where(batch.c.source.not_in(_of_air()), changed)
        if start is not None and end is not None:
            query = query.where(batch.c.first < epoch(end), batch.c.last >= epoch(start))
        newest = int(conn.execute(query).scalar() or 0)
        restored = select(func.max(batch.c.id)).where(batch.c.source == RESTORED)
        newest = max(newest, int(conn.execute(restored).scalar() or 0))
        return newest, setting(conn, SIMULATED) == "1", version(conn)


@cache
def _of_air() -> tuple[str, ...]:
    return tuple(name for name, one in sources().items() if not isinstance(one, WaterSource))
