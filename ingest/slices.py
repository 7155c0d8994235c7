"""The rows of a payload in slices, each one transaction: whole natural days, in the order of time.

What does not belong to its payload at all is told here: rows left standing from another time, and a payload of which
nothing can be taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest import cells
from ingest.contract import PayloadError, Published, Rejected, Source
from ingest.distinct import Column, distinct, flags, texts_read
from ingest.refusal import LEFT_STANDING, text_kept

#: Rows that a slice has at least (but for the last of a payload): a national day has 38,000.
SLICE_ROWS = 20_000
#: From so many rows on, a column of which no cell can be read is a changed shape and not a row of bad cells.
SHAPE_ROWS = 24


def slices(source: Source, published: Published) -> Iterator[Published]:
    """Slices of a payload's rows by whole natural days of the source's zone, in the order of time.

    Each has at least `SLICE_ROWS` rows but for the last, so that one slice is one transaction. All rows of a
    station-hour are in one slice. Rows with an unreadable stamp, and lines that are no rows, are in the last.

    Raises
    ------
    PayloadError
        At once, where no row can be taken or no cell of a measured column can be read.
    """
    stamp = distinct(published.table[source.time])
    starts, reasons = hour_starts(source, stamp)
    _refuse_if_nothing_fits(source, published, stamp, reasons)
    if source.span is not None:
        published = _without_left_standing(source, published, stamp, starts, reasons)
        stamp = distinct(published.table[source.time])
        starts, reasons = hour_starts(source, stamp)
    days = np.array(
        [
            np.iinfo(np.int64).max if why else datetime.fromtimestamp(start, source.timezone).toordinal()
            for start, why in zip(starts, reasons, strict=True)
        ],
        np.int64,
    )
    _, rank = np.unique(days, return_inverse=True)
    if len(stamp.codes) <= SLICE_ROWS or rank.max(initial=0) == 0:
        return iter([published])
    return _by_day(published, rank.astype(np.int32)[stamp.codes])


def hour_starts(source: Source, column: Column) -> tuple[list[int], list[str]]:
    """Start of the hour of each distinct stamp [epoch s], and why it is none."""
    return texts_read(partial(cells.hour_start, zone=source.timezone, stamp=source.stamp), column)


def _by_day(published: Published, day: NDArray[np.int32]) -> Iterator[Published]:
    order = np.argsort(day, kind="stable")
    ends = np.cumsum(np.bincount(day))
    begin = 0
    for end in ends:
        if end - begin < SLICE_ROWS and end < len(order):
            continue
        is_last = end == len(order)
        yield _rows(published, order[begin:end], published.rejected if is_last else ())
        begin = end


def _rows(published: Published, rows: NDArray[Any], rejected: Sequence[Rejected]) -> Published:
    return replace(
        published,
        table=published.table.take(rows),
        line=published.line[rows],
        lines={column: line[rows] for column, line in published.lines.items()},
        rejected=rejected,
    )


def _without_left_standing(
    source: Source, published: Published, stamp: Column, starts: Sequence[int], reasons: Sequence[str]
) -> Published:
    """Published rows without those far from the middle of their payload, which are refused.

    A page shows the last hour of a station that has fallen silent for years. The middle is the median, so that
    one wrong clock moves nothing.
    """
    assert source.span is not None, "only asked where there is one"
    timed = ~flags(reasons)[stamp.codes]
    start = np.array(starts, np.int64)[stamp.codes]
    if not timed.any():
        return published
    middle = np.median(start[timed])
    is_far = timed & (np.abs(start - middle) > source.span.total_seconds())
    if not is_far.any():
        return published
    far = np.flatnonzero(is_far)
    held = published.table.take(far).astype(str).agg(",".join, axis=1)
    refused = [
        Rejected(
            file=published.payload.name,
            line=int(published.line[row]),
            field=source.time,
            reason=LEFT_STANDING,
            payload=text_kept(text),
            whole=True,
        )
        for row, text in zip(far, held, strict=True)
    ]
    return _rows(published, np.flatnonzero(~is_far), [*published.rejected, *refused])


def _refuse_if_nothing_fits(
    source: Source, published: Published, stamp: Column, no_time: Sequence[str]
) -> None:
    """Raise where a payload has rows and none of them, or no cell of a measured column, can be taken."""
    if not len(published.line):
        return
    file, line = published.payload.name, int(published.line[0])
    station = distinct(published.table[source.station])
    no_code = texts_read(cells.station_code, station)[1]
    if (flags(no_time)[stamp.codes] | flags(no_code)[station.codes]).all():
        is_timeless = bool(no_time[stamp.codes[0]])
        field, column, why = (
            (source.time, stamp, no_time) if is_timeless else (source.station, station, no_code)
        )
        held = column.texts[column.codes[0]][:40]
        raise PayloadError(
            f"{file}: line {line}: {field}: {why[column.codes[0]]}: {held!r}, and no other row can be taken"
        )
    if len(published.line) < SHAPE_ROWS:
        return
    for place in source.fields.values():
        column = distinct(published.table[place.column])
        reasons = (
            cells.cell(text, missing=source.missing, not_monitored=source.not_monitored).reason
            for text in column.texts
        )
        if all(reasons):
            held = column.texts[column.codes[0]]
            why = cells.cell(held, missing=source.missing, not_monitored=source.not_monitored).reason
            raise PayloadError(
                f"{file}: line {line}: {place.column}: {why}: {held[:40]!r}, "
                "and no other row of the column holds a value"
            )
