"""The nouns that cross the border between the world, the ingestors and the store.

A source publishes text; normalising turns it into readings; a sink keeps them. A national hour has ten
thousand readings, so they travel as columns (`Hours`); `Reading` is what one cell of those columns means.
This module never fetches, parses, checks or stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from indicators.parameters import Label

if TYPE_CHECKING:
    import httpx
    import pandas as pd

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR_S = 3600

#: Marks with which a source says that it has no number; the position is what the store keeps, so only append.
MARKS: tuple[str, ...] = ("", "NA", "—", "/", "_", "-", "--", "*", "null", "-1", "NaN", "-;", "0")


class Quality(IntEnum):
    """QARTOD's flags, and one of our own for "this station does not measure it"."""

    GOOD = 1
    NOT_EVALUATED = 2
    SUSPECT = 3
    FAIL = 4
    NOT_MONITORED = 8
    MISSING = 9


class Stage(StrEnum):
    """How far a reading has come: as first published (实况) or after the bureau's review (审核)."""

    PROVISIONAL = "provisional"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A half-open span of time [start, end), both aware and in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window needs aware times")
        if self.end <= self.start:
            raise ValueError(f"a window must end after it starts: {self.start} .. {self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value of one parameter at one station over one interval; the logical type behind `Hours`."""

    station: str
    parameter: str
    start: datetime
    end: datetime
    value: float | None
    qualifier: Literal["=", "<", ">"] = "="
    quality: Quality = Quality.NOT_EVALUATED
    stage: Stage = Stage.PROVISIONAL
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """What a source said of a station, and the span of interval starts [UTC, epoch s] in which it said so."""

    station: str
    name: str
    area: str
    longitude: float | None
    latitude: float | None
    first: int
    last: int
    control: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row, or one field of it, that could not be taken, with what it held.

    `whole`: the row was refused; else only this field of it, and its other cells went in. Of every payload
    kept rows + whole refusals = rows published. `reason` is one of few sentences, so that it can be counted.
    `row` is the whole row in which it stood, as a JSON object of its columns and texts, so that a person can mend it;
    empty where there is none.
    """

    file: str
    line: int
    field: str
    reason: str
    payload: str
    whole: bool = False
    row: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something met on the way that is no reading file and no fault, and why it was passed over."""

    file: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hourly readings as columns, one row a station-hour; all arrays have shape (row,).

    `values` are ug m-3 (CO mg m-3), NaN where `quality` is MISSING or NOT_MONITORED; `mark` indexes `MARKS`.
    `published` holds what the source gave out as results (AQI, moving means; NaN = none), `primary` its text
    of primary pollutants: kept and shown beside ours, never computed from.
    """

    station: NDArray[np.object_]
    start: NDArray[np.int64]
    values: Mapping[str, NDArray[np.float64]]
    quality: Mapping[str, NDArray[np.uint8]]
    mark: Mapping[str, NDArray[np.uint8]]
    published: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    primary: NDArray[np.object_] | None = None

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What came from a source, before anyone read it: a file or an answer, with its fingerprint."""

    source: str
    name: str
    sha256: str
    body: bytes | Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a payload says, as text: a table with the source's own column names, and each row's line number.

    `line` counts from 1 as an editor shows it (a parquet file has rows instead: row 1 is line 1). Columns are
    categorical where that is cheaper: their categories are the texts, a null is read as the empty text.
    `rejected` are the lines that are no rows of the table at all (too few fields, quotes that do not close).
    `series` tells which of its series it is where a source publishes several of the same thing.
    Where a line of the payload holds several stations, `lines` tells for a column on which line each of its cells
    stands, and `part` names the column that tells in which column of the payload (its station).
    """

    payload: Payload
    table: pd.DataFrame
    line: NDArray[np.int64]
    rejected: Sequence[Rejected] = ()
    series: str = ""
    lines: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The readings of one payload (or a slice of it in time), ready to be kept in one transaction."""

    payload: Payload
    stage: Stage
    hours: Hours
    spells: Sequence[Spell]
    rejected: Sequence[Rejected]
    rows: int
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days of regions as published, as columns, one row a region-day; all arrays have shape (row,).

    A region-day occurs once. `day` is the ordinal of the civil day; `values` are by the codes of a day (ozone as
    `o3_8h`) in ug m-3 (CO mg m-3), NaN missing. `aqi` and the text `level` are results of the source, kept and
    shown beside ours, never computed from. `area` is the name as published, `region` the division it means.
    """

    region: NDArray[np.object_]
    area: NDArray[np.object_]
    day: NDArray[np.int64]
    values: Mapping[str, NDArray[np.float64]]
    aqi: NDArray[np.float64]
    level: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBatch:
    """Days of regions of one payload (or a slice of it in time), ready to be kept in one transaction.

    Days of different `series` of a source never revise each other.
    """

    payload: Payload
    series: str
    stage: Stage
    days: Days
    rejected: Sequence[Rejected]
    rows: int
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of the readings of a batch; rows = station-hours (region-days), readings = measured cells.

    kept + known + revised = readings taken; `rejected` counts refused rows or cells by reason.
    """

    rows: int = 0
    readings: int = 0
    kept: int = 0
    known: int = 0
    revised: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Receipt) -> Receipt:
        reasons = {
            r: self.rejected.get(r, 0) + other.rejected.get(r, 0)
            for r in sorted({*self.rejected, *other.rejected})
        }
        return Receipt(
            rows=self.rows + other.rows,
            readings=self.readings + other.readings,
            kept=self.kept + other.kept,
            known=self.known + other.known,
            revised=self.revised + other.revised,
            rejected=reasons,
        )


class PayloadError(ValueError):
    """A payload that is not what it claims: refused whole; a sentence names file, line, field and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where one of our parameters stands in a source's table, and in which unit."""

    column: str
    unit: str


NATIONAL: Final = Label(
    zh="中国环境监测总站（CNEMC）", en="China National Environmental Monitoring Centre (CNEMC)"
)
"""Who publishes the readings of the national networks, of air and of water."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """What is said of every publisher, whatever it publishes; the file name is its id.

    `files` opens a path as payloads (lazily, in order), `fetch` asks a live service. Neither converts, checks or
    stores. A live service answers back to `reach` before now (0: its newest hour alone); a run is begun up to
    `jitter` after its time, and one that was missed still within `grace`. `named` are those who are named where
    its readings are shown: who publishes them, then who gathered them; by its title where there are none.
    """

    title: Label
    homepage: str
    licence: Label
    cadence: timedelta
    lag: timedelta
    named: tuple[Label, ...] = ()
    stage: Stage = Stage.PROVISIONAL
    proven_live: bool = False
    reach: timedelta = timedelta(0)
    jitter: timedelta = timedelta(minutes=2)
    grace: timedelta = timedelta(minutes=30)
    files: Callable[[Path], Iterator[Payload | Remark]] | None = None
    fetch: Callable[[httpx.Client, Window], Iterator[Payload]] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Publisher):
    """A publisher of readings, as data and functions.

    `parse` says what a payload published, `simulate` makes payloads up (only where `simulated`); neither converts,
    checks or stores. `control` and `role` name columns that hold a station's level and role; where there is no such
    column, `control_level` is that of every station of the source. Rows further than `span` from the middle of
    their payload are left standing from another time and refused; None takes them all.
    """

    stamp: Literal["start", "end"]
    timezone: ZoneInfo
    time: str
    station: str
    name: str
    area: str
    longitude: str
    latitude: str
    fields: Mapping[str, Field]
    control: str = ""
    role: str = ""
    control_level: str = ""
    published: Mapping[str, str] = field(default_factory=dict)
    primary: str = ""
    missing: frozenset[str] = frozenset({"", "NA", "—"})
    not_monitored: frozenset[str] = frozenset({"/"})
    span: timedelta | None = None
    simulated: bool = False
    parse: Callable[[Payload], Iterator[Published]] | None = None
    simulate: Callable[[Window], Iterator[Payload]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySource(Publisher):
    """A publisher of days of regions, as data and functions.

    What a `Source` is for hours of stations. `parse` names the columns in one wording, whatever the form, and
    tells which series it is. `time` and `area` name the columns of the day and of the city. A row without an
    AQI whose `level` is one of `no_day` says that the whole day is missing; a published 0 is missing.
    `aqi_of_hours` are the series whose AQI is a mean of hours, not that of the concentrations beside it.
    """

    timezone: ZoneInfo
    time: str
    area: str
    fields: Mapping[str, Field]
    aqi: str
    level: str
    missing: frozenset[str]
    no_day: frozenset[str]
    not_monitored: frozenset[str] = frozenset()
    aqi_of_hours: frozenset[str] = frozenset()
    published: Mapping[str, str] = field(default_factory=dict)
    stamp: Literal["day"] = "day"
    simulated: Literal[False] = False
    parse: Callable[[Payload], Iterator[Published]] | None = None
    simulate: None = None
