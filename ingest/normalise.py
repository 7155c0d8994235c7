"""Published text into readings: names, units and stamps into ours, and a reason for all that is refused.

Text is read by `cells`, once for each distinct text of a column, and the result is taken back by codes; so a
month of China costs some ten thousand calls and not a hundred million. Nothing is filtered for being large
and nothing is repaired: implausible readings are the business of checks, which flag and do not remove.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.parameters import parameter
from ingest import cells, stations, units
from ingest.contract import Batch, Hours, Published, Rejected, Source, Spell
from ingest.distinct import Column, distinct, flags, texts_read
from ingest.refusal import DUPLICATE, OVERRULED, row_kept, text_kept
from ingest.slices import hour_starts


def normalise(
    source: Source, published: Published, listed: Mapping[str, stations.Listed] | None = None
) -> Batch:
    """Batch of one slice: readings sorted by time and station, what is said of stations, and refusals.

    Of several rows of one station-hour the last stays; an equal earlier one is refused as `DUPLICATE`, a
    differing one as `OVERRULED`. A cell that is no value is refused alone: it is missing, and the rest of its
    row goes in.
    ``rows`` of the batch counts what was published: ``len(hours)`` + whole refusals.

    Parameters
    ----------
    source
        Whose names, units, stamps and marks are read.
    published
        A slice; see `ingest.slices`.
    listed
        Stations of a bureau's list, which override what the source says of them.

    Raises
    ------
    LookupError
        Where the source declares a unit that cannot be converted.
    """
    columns = {str(name): distinct(published.table[name]) for name in published.table.columns}
    refusals = _Refusals(published, columns)
    start_of, no_time = hour_starts(source, columns[source.time])
    code_of, no_code = texts_read(cells.station_code, columns[source.station])
    if listed:
        by_name = stations.codes_by_name(listed)
        code_of = [by_name.get(each, each) for each in code_of]
    start, code = columns[source.time].codes, columns[source.station].codes
    timeless, nameless = flags(no_time)[start], flags(no_code)[code]
    for row in np.flatnonzero(timeless):
        refusals.whole(row, source.time, no_time[start[row]])
    for row in np.flatnonzero(nameless & ~timeless):
        refusals.whole(row, source.station, no_code[code[row]])

    rank = _ranks(code_of)
    row_start = np.array(start_of, np.int64)[start]
    row_rank = rank[code]
    taken = np.flatnonzero(~(timeless | nameless))
    taken = taken[np.lexsort((taken, row_rank[taken], row_start[taken]))]
    kept = _last_of_each(taken, row_start, row_rank, columns, refusals)

    mine = {name: column.rows(kept) for name, column in columns.items()}
    values, quality, mark = {}, {}, {}
    for name, place in source.fields.items():
        times = units.factor(place.unit, parameter(name).unit)
        read = _measured(source, mine[place.column], times, partial(refusals.cells, kept, place.column))
        values[name], quality[name], mark[name] = read
    results = {
        name: _measured(source, mine[column], Decimal(1), partial(refusals.cells, kept, column))[0]
        for name, column in source.published.items()
    }
    hours = Hours(
        station=_take(code_of, mine[source.station].codes),
        start=row_start[kept],
        values=values,
        quality=quality,
        mark=mark,
        published=results,
        primary=_primary(source, mine, partial(refusals.cells, kept, source.primary)),
    )
    spells = _spells(source, mine, hours.start, code_of, partial(refusals.cells, kept))
    return Batch(
        payload=published.payload,
        stage=source.stage,
        hours=hours,
        spells=[stations.overridden(spell, listed or {}) for spell in spells],
        rejected=[*published.rejected, *refusals.sorted()],
        rows=len(published.line) + sum(refused.whole for refused in published.rejected),
        simulated=source.simulated,
    )


class _Refusals:
    """What was refused of one slice, so far."""

    def __init__(self, published: Published, columns: Mapping[str, Column]) -> None:
        self._published = published
        self._columns = columns
        self._refused: list[Rejected] = []

    def whole(self, row: np.int64 | int, field: str, reason: str) -> None:
        """Refuse a row for one of its fields."""
        held = ",".join(column.texts[column.codes[row]] for column in self._columns.values())
        self._add(row, field, reason, held, whole=True)

    def cells(self, kept: NDArray[np.int64], field: str, column: Column, reasons: Sequence[str]) -> None:
        """Refuse the cells of kept rows whose text has a reason against it."""
        for position in np.flatnonzero(flags(reasons)[column.codes]):
            text = column.codes[position]
            self._add(kept[position], field, reasons[text], column.texts[text], whole=False)

    def _add(self, row: np.int64 | int, field: str, reason: str, held: str, *, whole: bool) -> None:
        line = self._published.lines.get(field, self._published.line)
        if self._published.part:
            part = self._columns[self._published.part]
            field = f"{field} {part.texts[part.codes[row]]}".strip()
        self._refused.append(
            Rejected(
                file=self._published.payload.name,
                line=int(line[row]),
                field=field,
                reason=reason,
                payload=text_kept(held),
                whole=whole,
                row="" if reason == DUPLICATE else self._row(row),
            )
        )

    def _row(self, row: np.int64 | int) -> str:
        """The row as JSON, so that it can be mended and taken again; empty for one too long to be kept."""
        texts = {name: column.texts[column.codes[row]] for name, column in self._columns.items()}
        return row_kept(texts)

    def sorted(self) -> list[Rejected]:
        """All refusals in the order of their lines."""
        return sorted(self._refused, key=lambda refused: refused.line)


def _ranks(codes: Sequence[str]) -> NDArray[np.int64]:
    """Place of each code in the order of all; two texts of one code (one with a space) share it."""
    place = {code: number for number, code in enumerate(sorted(set(codes)))}
    return np.array([place[code] for code in codes], np.int64)


def _take(texts: Sequence[str], codes: NDArray[np.int64]) -> NDArray[np.object_]:
    return np.array([*texts, ""], dtype=object)[codes]


def _last_of_each(
    taken: NDArray[np.int64],
    start: NDArray[np.int64],
    rank: NDArray[np.int64],
    columns: Mapping[str, Column],
    refusals: _Refusals,
) -> NDArray[np.int64]:
    """Last row of each station-hour of rows sorted by time, station and line; the others are refused."""
    is_last = np.ones(len(taken), bool)
    is_last[:-1] = (np.diff(start[taken]) != 0) | (np.diff(rank[taken]) != 0)
    if not is_last.all():
        ends = np.flatnonzero(is_last)
        losers = np.flatnonzero(~is_last)
        winners = taken[ends[np.searchsorted(ends, losers)]]
        is_equal = np.logical_and.reduce(
            [column.codes[taken[losers]] == column.codes[winners] for column in columns.values()]
        )
        for row, equal in zip(taken[losers], is_equal, strict=True):
            refusals.whole(row, "", DUPLICATE if equal else OVERRULED)
    return taken[is_last]


def _measured(
    source: Source,
    column: Column,
    times: Decimal,
    refuse: Callable[[Column, Sequence[str]], None],
) -> tuple[NDArray[np.float64], NDArray[np.uint8], NDArray[np.uint8]]:
    read = [
        cells.cell(text, missing=source.missing, not_monitored=source.not_monitored, times=times)
        for text in column.texts
    ]
    reasons = [cell.reason for cell in read]
    if any(reasons):
        refuse(column, reasons)
    return (
        np.array([cell.value for cell in read], np.float64)[column.codes],
        np.array([cell.quality for cell in read], np.uint8)[column.codes],
        np.array([cell.mark for cell in read], np.uint8)[column.codes],
    )


def _primary(
    source: Source, columns: Mapping[str, Column], refuse: Callable[[Column, Sequence[str]], None]
) -> NDArray[np.object_] | None:
    """Text of the primary pollutants as published; empty where the source has a mark instead."""
    if not source.primary:
        return None
    column = columns[source.primary]
    texts, reasons = texts_read(cells.name, column)
    if any(reasons):
        refuse(column, reasons)
    marks = source.missing | source.not_monitored
    return _take(["" if text in marks else text for text in texts], column.codes)


def _spells(
    source: Source,
    columns: Mapping[str, Column],
    start: NDArray[np.int64],
    code_of: Sequence[str],
    refuse: Callable[[str, Column, Sequence[str]], None],
) -> list[Spell]:
    """Spells of stations: each distinct saying once, with the first and last hour in which it was said."""

    def read(field: str, reader: Callable[[str], tuple[Any, str]]) -> list[Any]:
        if not field:
            return []
        found, reasons = texts_read(reader, columns[field])
        if any(reasons):
            refuse(field, columns[field], reasons)
        return found

    said = {
        "name": (source.name, read(source.name, cells.name)),
        "area": (source.area, read(source.area, cells.name)),
        "longitude": (source.longitude, read(source.longitude, _angle(source, 180))),
        "latitude": (source.latitude, read(source.latitude, _angle(source, 90))),
        "control": (source.control, read(source.control, stations.control_level)),
        "role": (source.role, read(source.role, stations.role)),
    }
    group = columns[source.station].codes
    for field, _ in said.values():
        if field:
            group = _refined(group, columns[field].codes)
    size = int(group.max(initial=-1)) + 1
    first_row, last_row = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    rows = np.arange(len(group))
    first_row[group[::-1]] = rows[::-1]  # rows are in the order of time
    last_row[group] = rows
    first_row, last_row = first_row[last_row >= 0], last_row[last_row >= 0]

    def of(what: str, default: Any) -> list[Any]:
        field, found = said[what]
        if not field:
            return [default] * len(last_row)
        return [found[code] for code in columns[field].codes[last_row]]

    codes = columns[source.station].codes[last_row]
    return [
        Spell(
            station=code_of[code],
            name=name,
            area=area,
            longitude=None if math.isnan(longitude) else longitude,
            latitude=None if math.isnan(latitude) else latitude,
            first=first,
            last=last,
            control=control,
            role=role,
        )
        for code, name, area, longitude, latitude, control, role, first, last in zip(
            codes,
            of("name", ""),
            of("area", ""),
            of("longitude", math.nan),
            of("latitude", math.nan),
            of("control", source.control_level),
            of("role", ""),
            start[first_row].tolist(),
            start[last_row].tolist(),
            strict=True,
        )
    ]


def _angle(source: Source, limit: float) -> Callable[[str], tuple[float, str]]:
    return partial(cells.degrees, limit=limit, missing=source.missing | source.not_monitored)


def _refined(group: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of the groups of rows that agree in both; the same array where the second adds nothing."""
    if not len(group):
        return group
    said = np.zeros(int(group.max()) + 1, np.int64)
    said[group] = codes
    if (said[group] == codes).all():
        return group
    finer: NDArray[np.int64] = np.unique(group * (int(codes.max()) + 1) + codes, return_inverse=True)[1]
    return finer
