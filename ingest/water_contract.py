"""The nouns of water that cross the border between the world, the ingestors and the store.

Siblings of those in `contract`. A feed shows sections by the row, a laboratory fills a sheet: the parse layer turns
either into one tall table of texts, one row a value, and settles where a value stands and when it was taken, but
neither its unit nor what it says. This module never fetches, parses, checks or stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ingest.contract import SHANGHAI, DaySource, Payload, Publisher, Rejected, Source, Stage

if TYPE_CHECKING:
    import pandas as pd

WATER_COLUMNS: tuple[str, ...] = (
    "section", "code", "province", "city", "river", "basin", "kind", "start", "end", "parameter", "unit", "text",
    "raw", "state", "published_class",
)  # fmt: skip
"""Columns of the tall table of texts, all of them always there."""

FILTERED = "极值过滤"
"""What stands for the unrounded value where the platform has filtered a value out as extreme."""

WATER_MARKS: tuple[str, ...] = (
    "", "--", "*", "/", "-", "\\N", "NA", "N/A", "-1", "NULL", "NONE", "未测", "未监测", "---", "-1.0", FILTERED,
    "当天质控不合格", "异常值",
)  # fmt: skip
"""Marks with which a source says that it has no number; the position is what the store keeps, so only append."""

FLAWS: frozenset[str] = frozenset({FILTERED, "当天质控不合格", "异常值"})
"""Marks by which a publisher takes a value back: filtered as extreme, failed that day's quality control, anomalous."""

WATER_STATES: tuple[str, ...] = ("", "正常", "维护", "停站", "不具备运行条件")
"""States of a station that are known; any other text of a state is kept as it is."""

KINDS: tuple[str, ...] = (
    "", "river", "lake", "reservoir_river", "drinking", "groundwater", "black_odour",
)  # fmt: skip
"""Kinds of water that a section can lie in; empty where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedWater:
    """What a payload says of waters, as text: a tall table, one row a value.

    Attributes
    ----------
    table
        Texts by `WATER_COLUMNS`, categorical where that is cheaper; a null is read as the empty text.
        ``section``: its name as written. ``code``: its code, empty where none is given. ``province``, ``city``,
        ``river``, ``basin``: as written, empty where not said. ``kind``: one of `KINDS`.
        ``start``, ``end``: ISO local times of the source's zone, ``2021-04-01T12:00`` or ``2021-04-01``, with the
        year; an empty ``end`` means one slot of the source after ``start`` (a calendar month where that is a
        month). ``start`` is what was written where no time can be made of it (``*``): its rows are refused.
        ``parameter``: the text of its header without the unit; empty in the one row of a section-time that has no
        value at all. ``unit``: as written, empty where not said (then it is the parameter's own).
        ``text``: the cell. ``raw``: the unrounded value of a tooltip, or the one of `FLAWS` that it names, else
        empty. ``state``: 正常, 维护, 停站 …; ``published_class``: as written, in any digits.
    line
        Line of each row [row], from 1 as an editor shows it; of a sheet its row.
    where
        Place of each row in words [row], ``sheet!B7``; empty where `line` says it all.
    record
        Number of the section-time as published that each row belongs to [row]; rows are counted by it.
        None: each line is one.
    rejected
        Lines that are no rows of the table at all.
    """

    payload: Payload
    table: pd.DataFrame
    line: NDArray[np.int64]
    where: Sequence[str] | NDArray[np.object_] | pd.Categorical = ()
    record: NDArray[np.int64] | None = None
    rejected: Sequence[Rejected] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidSection:
    """What a payload said of a section.

    ``key`` is its code where the payload gives one, else `ingest.water.section_key` of province and folded name.
    ``province`` is a division code, empty where it was not said; the other places are as written.
    """

    key: str
    code: str
    name: str
    aliases: tuple[str, ...]
    province: str
    city: str
    river: str
    basin: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Values of water as columns, one row a value; all arrays have shape (row,).

    A section, parameter and interval [start, end) occur once. ``section`` is the key of a `SaidSection`, ``start``
    and ``end`` are epoch seconds UTC. ``value`` is in the parameter's unit: the unrounded one where the source has
    it, ``shown`` what it shows; NaN where ``quality`` is MISSING or NOT_MONITORED, and where a value is below a
    limit that is not named. ``qualifier`` is −1 below detection (``value`` is then the limit, and so is ``limit``),
    0 a plain value, 1 above. ``mark`` indexes `WATER_MARKS`.
    """

    section: NDArray[np.object_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    parameter: NDArray[np.object_]
    value: NDArray[np.float64]
    shown: NDArray[np.float64]
    qualifier: NDArray[np.int8]
    limit: NDArray[np.float64]
    quality: NDArray[np.uint8]
    mark: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayings:
    """What a source said of sections at a time, one row a section-time; all arrays have shape (row,).

    ``published_class`` is Ⅰ … Ⅴ, 劣Ⅴ or what else the source calls a class; empty where it said none. It is kept and
    shown beside ours, never computed from. ``state`` is the station's.
    """

    section: NDArray[np.object_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    published_class: NDArray[np.object_]
    state: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterBatch:
    """Values of water of one payload (or a slice of it in time), ready to be kept in one transaction.

    ``rows`` counts records as published: those taken (``taken``) and those refused whole.
    """

    payload: Payload
    stage: Stage
    samples: Samples
    sayings: Sayings
    sections: Sequence[SaidSection]
    rejected: Sequence[Rejected]
    rows: int
    taken: int
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterSource(Publisher):
    """A publisher of values of water, as data and functions.

    What a `Source` is for hours of stations. ``slot`` is how long the interval of a value is: 4 hours of the
    national feed, a civil day of a hand sample, a calendar month (31 days written) of a monthly workbook.
    ``parse`` says what a payload published; it never converts, checks or stores.
    """

    slot: timedelta
    timezone: ZoneInfo = SHANGHAI
    stamp: Literal["start", "end", "day", "month"] = "start"
    fields: Mapping[str, Any] = field(default_factory=dict)
    simulated: Literal[False] = False
    parse: Callable[[Payload], Iterator[PublishedWater]] | None = None
    simulate: None = None


AnySource = Source | DaySource | WaterSource
