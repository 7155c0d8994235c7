"""Published days of regions into batches: cities' names into divisions, marks into missing, and refusals.

As `normalise` is for hours of stations: nothing is repaired, and a city that no division stands for goes to
quarantine row by row and is never guessed. A table that contradicts itself is refused whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.parameters import parameter
from ingest import cells, units
from ingest.contract import DayBatch, Days, DaySource, PayloadError, Published, Rejected
from ingest.plausibility import contradiction
from ingest.refusal import DUPLICATE, OVERRULED, text_kept
from ingest.slices import SLICE_ROWS

NO_CITY = "no division stands for this city"
BAD_LEVEL = "not a level"
LONGEST_LEVEL = 20

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")

RegionOf = Callable[[str], str]


def batches(source: DaySource, published: Published, region_of: RegionOf) -> Iterator[DayBatch]:
    """Batches of whole days of a table in the order of time; kept rows and whole refusals make up its rows.

    Of several rows of one region-day the last stays; the others are refused as in `ingest.normalise`.

    Parameters
    ----------
    source
        Whose names, units and marks are read.
    published
        A table of it.
    region_of
        Division code that a published city name means; LookupError with a sentence where there is none.

    Raises
    ------
    PayloadError
        At once, where no row can be taken or the table contradicts itself.
    """
    table = published.table
    refused = _Refused(published)
    day, no_day = _day_codes(table[source.time])
    region, no_region = _region_codes(table[source.area], region_of)
    for row in np.flatnonzero(no_day != ""):
        refused.whole(row, source.time, str(no_day[row]))
    for row in np.flatnonzero((no_region != "") & (no_day == "")):
        refused.whole(row, source.area, str(no_region[row]))
    kept = np.flatnonzero((no_day == "") & (no_region == ""))
    if len(table) and not len(kept):
        first = refused.rows[0]
        raise PayloadError(
            f"{first.file}: line {first.line}: {first.field}: {first.reason}, and no other row can be taken"
        )
    kept = _last_of_each(kept, day, region, table, refused)
    days = _read(source, table, kept, day, region, refused)
    why = contradiction(days)
    if why:
        raise PayloadError(f"{published.payload.name}: {why}")
    return _sliced(source, published, days, refused)


class _Refused:
    """What was refused of a table, so far."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self.rows: list[Rejected] = []

    def whole(self, row: int | np.int64, field: str, reason: str) -> None:
        held = ",".join(str(text) for text in self._published.table.iloc[int(row)].tolist())
        self._add(row, field, reason, held, whole=True)

    def cell(self, row: int | np.int64, field: str, reason: str, held: str) -> None:
        self._add(row, field, reason, held, whole=False)

    def _add(self, row: int | np.int64, field: str, reason: str, held: str, *, whole: bool) -> None:
        self.rows.append(
            Rejected(
                file=self._published.payload.name,
                line=int(self._published.line[int(row)]),
                field=field,
                reason=reason,
                payload=text_kept(held),
                whole=whole,
            )
        )


def _distinct(column: pd.Series) -> tuple[list[str], NDArray[np.int64]]:
    """Distinct texts of a column without spaces round them, and the number of each row's text."""
    codes, found = pd.factorize(column.astype(object).where(column.notna(), ""))
    return [str(text).strip() for text in found], np.asarray(codes, np.int64)


def _day_codes(column: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    texts, codes = _distinct(column)
    pairs = [_day(text) for text in texts]
    return (
        np.array([ordinal for ordinal, _ in pairs], np.int64)[codes],
        np.array([why for _, why in pairs], object)[codes],
    )


def _day(text: str) -> tuple[int, str]:
    """Ordinal of a day written 2016-07-16 and an empty reason, or 0 and the reason why it is none."""
    match = _DAY.match(text)
    if match is None:
        return 0, cells.NOT_A_TIME
    if int(match[1]) not in cells.YEARS:
        return 0, cells.OUT_OF_TIME
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).toordinal(), ""
    except ValueError:
        return 0, cells.NO_SUCH_TIME


def _region_codes(column: pd.Series, region_of: RegionOf) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    texts, codes = _distinct(column)
    found, reasons = [], []
    for text in texts:
        try:
            found.append(region_of(text))
            reasons.append("")
        except LookupError:
            found.append("")
            reasons.append(NO_CITY)
    return np.array(found, object)[codes], np.array(reasons, object)[codes]


def _last_of_each(
    kept: NDArray[np.int64],
    day: NDArray[np.int64],
    region: NDArray[np.object_],
    table: pd.DataFrame,
    refused: _Refused,
) -> NDArray[np.int64]:
    """Rows sorted by day, region and line, without those that a later one of the same region-day replaces."""
    place = np.unique(region[kept].astype(str), return_inverse=True)[1]
    order = np.lexsort((kept, place, day[kept]))
    rows, place = kept[order], place[order]
    is_last = np.ones(len(rows), bool)
    is_last[:-1] = (np.diff(day[rows]) != 0) | (np.diff(place) != 0)
    ends = np.flatnonzero(is_last)
    for loser in np.flatnonzero(~is_last):
        winner = rows[ends[np.searchsorted(ends, loser)]]
        equal = table.iloc[int(rows[loser])].tolist() == table.iloc[int(winner)].tolist()
        refused.whole(rows[loser], "", DUPLICATE if equal else OVERRULED)
    return rows[is_last]


def _read(
    source: DaySource,
    table: pd.DataFrame,
    kept: NDArray[np.int64],
    day: NDArray[np.int64],
    region: NDArray[np.object_],
    refused: _Refused,
) -> Days:
    levels, level = _distinct(table[source.level].iloc[kept])
    is_bad = np.array([len(text) > LONGEST_LEVEL or not text.isprintable() for text in levels], bool)
    for row in np.flatnonzero(is_bad[level]):
        refused.cell(kept[row], source.level, BAD_LEVEL, levels[level[row]])
    nothing = np.zeros(len(kept), bool)
    aqi = _numbers(source, table, source.aqi, Decimal(1), kept, nothing, refused)
    blank = np.array([text in source.no_day for text in levels], bool)[level] & np.isnan(aqi)
    values = {}
    for name, place in source.fields.items():
        times = units.factor(place.unit, parameter(name).unit)
        values[name] = _numbers(source, table, place.column, times, kept, blank, refused)
    areas, area = _distinct(table[source.area].iloc[kept])
    return Days(
        region=region[kept],
        area=np.array([*areas, ""], object)[area],
        day=day[kept],
        values=values,
        aqi=aqi,
        level=np.array([*("" if bad or t in source.no_day else t
                          for t, bad in zip(levels, is_bad, strict=True)), ""], object)[level],
    )  # fmt: skip


def _numbers(
    source: DaySource,
    table: pd.DataFrame,
    column: str,
    times: Decimal,
    kept: NDArray[np.int64],
    blank: NDArray[np.bool_],
    refused: _Refused,
) -> NDArray[np.float64]:
    """Values of a column [row]; NaN for marks, for 0, for rows whose day is missing and for what is no number."""
    texts, codes = _distinct(table[column].iloc[kept])
    read = [
        cells.cell(text, missing=source.missing, not_monitored=source.not_monitored, times=times)
        for text in texts
    ]
    is_bad = np.array([bool(one.reason) for one in read], bool)
    for row in np.flatnonzero(is_bad[codes]):
        refused.cell(kept[row], column, read[codes[row]].reason, texts[codes[row]])
    # No city has a day without any of a pollutant: 0 is the publisher's way to say that there is no number.
    numbers = np.array([one.value if one.value > 0 else math.nan for one in read], np.float64)
    return np.where(blank, math.nan, numbers[codes] if len(codes) else np.empty(0))


def _sliced(source: DaySource, published: Published, days: Days, refused: _Refused) -> Iterator[DayBatch]:
    rejected = [*published.rejected, *sorted(refused.rows, key=lambda one: one.line)]
    size = len(days)
    begin = 0
    while True:
        end = min(begin + SLICE_ROWS, size)
        if end < size:  # to the end of the day
            end = int(np.searchsorted(days.day, days.day[end - 1], side="right"))
        cut = slice(begin, end)
        is_last = end >= size
        held = rejected if is_last else []
        yield DayBatch(
            payload=published.payload,
            series=published.series,
            stage=source.stage,
            days=Days(
                region=days.region[cut], area=days.area[cut], day=days.day[cut],
                values={name: v[cut] for name, v in days.values.items()},
                aqi=days.aqi[cut], level=days.level[cut],
            ),
            rejected=held,
            rows=end - begin + sum(one.whole for one in held),
        )  # fmt: skip
        if is_last:
            return
        begin = end
