"""What has been read of the cities' days and may be read again: whole months, as long as their facts stand.

The table is the truth. A month lies here as arrays, for this process and in a file beside the store for every
other one, and each of its days knows which making of its facts it is of (`fact_day`): a day that was made anew since
is read anew, and only that one. A file that is missing, unreadable or of another store is made again; none is ever
believed against the table.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from store.bulk import Array, Floats, Ints, fetch, rows
from store.tables import CITY_VALUES, SCHEMA, batch, city_day, fact_day

MONTHS: Final = 60
"""So many months are held at once: about 2 MB each for the whole country."""

WINDOWS: Final = 2
"""So many windows are held laid out: about 17 MB each for a year of the whole country."""

FOLDER: Final = "derived"
"""Folder of the files beside the store; it may be emptied at any time."""

COUNTS: Final = (*(f"valid_{p}" for p in CITY_VALUES), "observed", "unmonitored", "mark")
OBSERVED: Final = COUNTS.index("observed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Values [value, day, region] in the order of `CITY_VALUES` and counts [count, day, region] in that of `COUNTS`.

    Where there is no row the values are NaN and the counts 0; `observed` is above 0 wherever there is one.
    """

    values: Floats
    counts: Ints

    @classmethod
    def none(cls, days: int, regions: int) -> Facts:
        """No row anywhere."""
        return cls(
            values=np.full((len(CITY_VALUES), days, regions), np.nan),
            counts=np.zeros((len(COUNTS), days, regions), np.int64),
        )

    def both(self) -> tuple[Array, Array]:
        """Values and counts."""
        return self.values, self.counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """City facts of one month.

    Attributes
    ----------
    first, last
        Its days, as ordinals.
    versions
        Which making of its facts each day is of; a day that is not named has none.
    regions
        Division codes, ascending.
    stages
        Facts by stage.
    """

    first: int
    last: int
    versions: Mapping[int, int]
    regions: tuple[str, ...]
    stages: Mapping[int, Facts]


Window = tuple[int, int, tuple[str, ...], tuple[int, ...]]
Laid = tuple[dict[str, Array], NDArray[np.int8]]


@dataclass(slots=True)
class Memory:
    """Months by their first day (ordinal), and what was last laid out of them; the ones used last are at the end.

    `folder` is where the files of the months are; None keeps none.
    """

    folder: Path | None = None
    months: OrderedDict[int, Month] = field(default_factory=OrderedDict)
    windows: OrderedDict[Window, tuple[list[Month], Laid]] = field(default_factory=OrderedDict)

    def read(self, conn: Connection, first: int, last: int) -> list[Month]:
        """The months that [first, last] (ordinals) touches, each as its facts stand now."""
        found = []
        bounds = _months(first, last)
        versions = _versions(conn, bounds[0][0], bounds[-1][1])
        for begin, end in bounds:
            here = {day: versions[day] for day in range(begin, end + 1) if day in versions}
            held = self.months.get(begin)
            if held is None or held.versions != here:
                held = self._renewed(conn, held, begin, end, here)
            self.months[begin] = held
            self.months.move_to_end(begin)
            found.append(held)
        while len(self.months) > MONTHS:
            self.months.popitem(last=False)
        return found

    def laid_out(
        self, months: list[Month], names: Sequence[str], first: int, last: int, stages: Sequence[int]
    ) -> Laid:
        """What :func:`laid_out` gives, not to be written to; kept for the next figure of the same window."""
        window = (first, last, tuple(names), tuple(stages))
        held = self.windows.pop(window, None)
        if (
            held is None
            or len(held[0]) != len(months)
            or any(a is not b for a, b in zip(held[0], months, strict=True))
        ):
            held = (months, laid_out(months, names, first, last, stages))
            for array in (*held[1][0].values(), held[1][1]):
                array.flags.writeable = False
        self.windows[window] = held
        while len(self.windows) > WINDOWS:
            self.windows.popitem(last=False)
        return held[1]

    def _renewed(
        self, conn: Connection, held: Month | None, begin: int, end: int, versions: dict[int, int]
    ) -> Month:
        """A month with the days that were made anew; from its file where this process has none."""
        file = None if self.folder is None else self.folder / f"cities-{date.fromordinal(begin):%Y-%m}.facts"
        origin = _origin(conn)
        if held is None and file is not None:
            held = _opened(file, origin, begin, end)
        if held is None:
            held = Month(first=begin, last=end, versions={}, regions=(), stages={})
        if held.versions == versions:
            return held
        month = _with_days_of(conn, held, versions)
        if file is not None:
            with suppress(OSError):  # without its file a month is only slower to read
                _write(file, origin, month)
        return month


def next_version(last: int) -> int:
    """Number of the next making of a day's facts: when it is made [epoch us], and never one given before."""
    return max(last + 1, time.time_ns() // 1000)


def _with_days_of(conn: Connection, held: Month, versions: dict[int, int]) -> Month:
    """The month with the days whose facts are of another making read from the table."""
    days = range(held.first, held.last + 1)
    stay = np.array([held.versions.get(day) == versions.get(day) for day in days])
    changed = [day for day, same in zip(days, stay.tolist(), strict=True) if not same]
    query = select(city_day).where(city_day.c.day >= changed[0], city_day.c.day <= changed[-1])
    columns = fetch(conn, query)
    fresh = ~stay[columns["day"] - held.first]
    columns = {name: values[fresh] for name, values in columns.items()}
    codes = columns.pop("region").astype(str)
    regions = tuple(sorted({*held.regions, *codes.tolist()}))
    place = np.searchsorted(np.array(regions), codes) if regions else np.zeros(0, np.int64)
    old = (
        np.searchsorted(np.array(regions), np.array(held.regions)) if held.regions else np.zeros(0, np.int64)
    )
    stages = {}
    for stage in sorted({*held.stages, *columns["stage"].tolist()}):
        facts = Facts.none(len(days), len(regions))
        if stage in held.stages:
            for ours, theirs in zip(facts.both(), held.stages[stage].both(), strict=True):
                ours[np.ix_(np.arange(len(ours)), np.flatnonzero(stay), old)] = theirs[:, stay]
        of_it = columns["stage"] == stage
        at = (columns["day"][of_it] - held.first, place[of_it])
        for ours, names in zip(facts.both(), (CITY_VALUES, COUNTS), strict=True):
            for row, name in enumerate(names):
                ours[row][at] = columns[name][of_it]
        stages[stage] = facts
    return replace(held, versions=versions, regions=regions, stages=stages)


def _versions(conn: Connection, first: int, last: int) -> dict[int, int]:
    told = rows(conn, select(fact_day.c.day, fact_day.c.version).where(fact_day.c.day.between(first, last)))
    return dict(told)


def _origin(conn: Connection) -> str:
    """What no other store shares: its tables and its first batch."""
    first = select(func.min(batch.c.id)).scalar_subquery()
    told = rows(conn, select(batch.c.id, batch.c.known_at, batch.c.sha256).where(batch.c.id == first))
    return hashlib.sha256(repr((SCHEMA, CITY_VALUES, COUNTS, told)).encode()).hexdigest()


def _opened(file: Path, origin: str, begin: int, end: int) -> Month | None:
    """The month in a file; None where there is none, or it is of another store or not whole."""
    try:
        with file.open("rb") as opened:
            about = json.loads(opened.readline())
            begins = opened.tell()
        if about["origin"] != origin:
            return None
        days, regions = end - begin + 1, len(about["regions"])
        size = 8 * (len(CITY_VALUES) + len(COUNTS)) * days * regions
        if file.stat().st_size != begins + size * len(about["stages"]):
            return None
        stages = {
            stage: _mapped(file, begins + size * i, days, regions) for i, stage in enumerate(about["stages"])
        }
        versions = {int(day): int(version) for day, version in about["versions"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Month(first=begin, last=end, versions=versions, regions=tuple(about["regions"]), stages=stages)


def _mapped(file: Path, begins: int, days: int, regions: int) -> Facts:
    """The facts of a stage in a file, as they lie there; nothing is read before it is used."""
    if not regions:
        return Facts.none(days, 0)
    values = np.memmap(file, np.float64, "r", begins, (len(CITY_VALUES), days, regions))
    counts = np.memmap(file, np.int64, "r", begins + values.nbytes, (len(COUNTS), days, regions))
    return Facts(values=values.view(np.ndarray), counts=counts.view(np.ndarray))


def _write(file: Path, origin: str, month: Month) -> None:
    """Write a month under another name and give it its own when it is whole: readers keep what they opened."""
    about = {
        "origin": origin, "regions": month.regions, "stages": list(month.stages),
        "versions": list(month.versions.items()),
    }  # fmt: skip
    head = json.dumps(about, separators=(",", ":")).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    try:
        with os.fdopen(number, "wb") as out:
            out.write(head + b" " * (-(len(head) + 1) % 8) + b"\n")
            for facts in month.stages.values():
                for array in facts.both():
                    out.write(np.ascontiguousarray(array).data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _months(first: int, last: int) -> list[tuple[int, int]]:
    found = []
    day = date.fromordinal(first).replace(day=1)
    while day.toordinal() <= last:
        following = (day + timedelta(days=32)).replace(day=1)
        found.append((day.toordinal(), following.toordinal() - 1))
        day = following
    return found


def laid_out(
    months: Sequence[Month], names: Sequence[str], first: int, last: int, stages: Sequence[int]
) -> Laid:
    """Facts of regions on the days first .. last (ordinals) by name, [day, region], and the stage each is of.

    Parameters
    ----------
    stages
        The stages that count, a later one over an earlier one; where none has a row the stage told is 0.
    """
    found = Facts.none(last - first + 1, len(names))
    told = np.zeros((last - first + 1, len(names)), np.int8)
    for month in months:
        begin, end = max(first, month.first), min(last, month.last) + 1
        inside = slice(begin - month.first, end - month.first)
        into = slice(begin - first, end - first)
        columns, at = _columns(month.regions, names)
        level = np.zeros((end - begin, len(month.regions)), np.int8)[:, columns]
        for stage in stages:
            if stage not in month.stages:
                continue
            facts = month.stages[stage]
            there = facts.counts[OBSERVED][inside][:, columns] > 0
            for ours, theirs in zip(found.both(), facts.both(), strict=True):
                if not level.any():
                    ours[:, into, at] = theirs[:, inside, columns]
                else:
                    ours[:, into, at] = np.where(there, theirs[:, inside, columns], ours[:, into, at])
            level[there] = stage + 1  # 0 is nothing yet
        told[into, at] = np.maximum(level - 1, 0)
    by_name = dict(zip((*CITY_VALUES, *COUNTS), (*found.values, *found.counts), strict=True))
    return by_name, told


def _columns(regions: tuple[str, ...], names: Sequence[str]) -> tuple[slice | Ints, slice | Ints]:
    """Where the regions wanted lie in a month, and where they go; whole where both are the same."""
    if len(regions) == len(names) and all(a == b for a, b in zip(regions, names, strict=True)):
        return slice(None), slice(None)
    place = {region: i for i, region in enumerate(regions)}
    pairs = [(place[name], i) for i, name in enumerate(names) if name in place]
    return np.array([a for a, _ in pairs], np.int64), np.array([b for _, b in pairs], np.int64)
