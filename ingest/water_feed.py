"""The wide table of the national feed into the tall one: columns by the text of their headers, years where told.

The feed's answers and the archives made of them share their headers and their stamps, which have no year. The year
comes from what the payload is named after; it is never that of the clock. This module never fetches or stores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.water_parameters import named
from ingest import water_headers
from ingest.contract import Payload, PayloadError, Rejected
from ingest.markup import has_markup
from ingest.water_contract import WATER_COLUMNS, PublishedWater

if TYPE_CHECKING:
    Texts: TypeAlias = pd.Categorical[Any]

IDENTITY: Final[Mapping[str, str]] = {
    "省份": "province", "流域": "basin", "断面名称": "section", "监测时间": "time", "水质类别": "published_class",
    "站点情况": "state", "所在地市": "city", "所属河流": "river",
}  # fmt: skip
"""Headers that name no item, and the columns that they fill."""

NEEDED: Final = ("省份", "断面名称", "监测时间")
NOTHING: Final = frozenset({"", "*", "-", "--", "/", "\\N", "null"})
"""Texts by which the feed says that it has no value, time or class."""

NO_CLASS: Final = NOTHING | {"-1", "7", "未监测"}
"""Texts in the feed's column of classes that are none; its digit 7 means not monitored."""

NO_ITEM: Final = "a column that is no item of water"
MARKUP: Final = "markup in a name"
SLOT: Final = timedelta(hours=4)
_LATER: Final = timedelta(days=1)

_STAMP = re.compile(r"(?:([0-9]{4})[-/])?([0-9]{1,2})[-/]([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})(?::00)?\Z")
_DAY = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})([-_.]?)([01][0-9])\2([0-3][0-9])(?:T([0-2][0-9])(?::?[0-5][0-9])?)?(?![0-9])"
    r"(?:(?:_|~|至)(?:(?:19|20)[0-9]{2}-([01][0-9])-)?([0-3][0-9])(?![0-9]))?"
)
_FOLDER = re.compile(r"((?:19|20)[0-9]{2})年?(?:[-_.]?([01]?[0-9])月?(?:[-_.]?([0-3][0-9])日?)?)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a name tells of the times in a payload: first and last civil day, and the hour where it is one moment."""

    first: date
    last: date
    hour: int | None = None


def told(payload: Payload) -> Told | None:
    """Days that the name of a payload tells, or that of a folder in which it lies; None where neither does.

    A file tells a day (``2020-05-08.json``, ``…_20260821_p1.json.gz``), a moment in Chinese time
    (``…_2026-11-22T10_p1.json``) or a span (``…_2021-04-01_05.parquet``); a file or folder whose whole name is a
    year, a month or a day tells that.
    """
    name = PurePosixPath(payload.name).name
    found = told_by_name(name) or _told_by_folder(name.partition(".")[0])
    if found is not None:
        return found
    folders = [*PurePosixPath(payload.name).parent.parts]
    if isinstance(payload.body, Path):
        folders = [*payload.body.resolve().parent.parts[-3:]]
    for folder in reversed(folders):
        found = _told_by_folder(folder)
        if found is not None:
            return found
    return None


def told_by_name(name: str) -> Told | None:
    """Days that a name holds: the first day in it, to the last one; None where it holds none."""
    spans: list[tuple[date, date]] = []
    hour: int | None = None
    for match in _DAY.finditer(name):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        first = _day(year, month, day)
        last = _day(year, int(match[6] or month), int(match[7])) if match[7] else first
        if first is None or last is None or last < first:
            continue
        spans.append((first, last))
        hour = int(match[5]) if match[5] else hour
    if not spans:
        return None
    first, last = min(one for one, _ in spans), max(one for _, one in spans)
    return Told(
        first=first, last=last, hour=hour if first == last and hour is not None and hour < 24 else None
    )


def _told_by_folder(name: str) -> Told | None:
    match = _FOLDER.match(name)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if day:
        only = _day(year, month, day)
        return None if only is None else Told(first=only, last=only)
    if month:
        first, after = _day(year, month, 1), _day(year + month // 12, month % 12 + 1, 1)
        return None if first is None or after is None else Told(first=first, last=after - timedelta(days=1))
    return Told(first=date(year, 1, 1), last=date(year, 12, 31))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def start(stamp: str, known: Told | None) -> str | None:
    """ISO local time of a stamp; the stamp itself where it is none; None where its year is told by nobody.

    A stamp without a year is of the latest year that puts it no more than a day after the last day told: an
    answer of New Year's Day still holds stamps of December, and a station that stands still keeps its last one.
    """
    match = _STAMP.match(stamp)
    if match is None:
        return stamp
    month, day, hour, minute = (int(part) for part in match.groups()[1:])
    if match[1]:
        year = int(match[1])
    elif known is None:
        return None
    else:
        # 29 February may lie up to eight years back; any other day at most one.
        years = range(known.last.year + 1, known.last.year - 8, -1)
        fits = (y for y in years if (found := _day(y, month, day)) and found <= known.last + _LATER)
        year = next(fits, 0)
        if not year:
            return stamp
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A column of values: its header's name and unit, and the shown and unrounded texts of its rows [row]."""

    name: str
    unit: str
    text: Texts
    raw: Texts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wide:
    """A table of the feed: columns of `IDENTITY` and of items, of equal length, and its rows' lines.

    ``told`` is what is known of the days of each row: one for all, or one a text of the column ``file``.
    """

    payload: Payload
    identity: Mapping[str, Texts]
    items: Sequence[Item]
    line: NDArray[np.int64]
    told: Told | Mapping[str, Told | None] | None
    rejected: Sequence[Rejected] = ()


def check_headers(payload: Payload, names: Sequence[str], where: str) -> list[str]:
    """Items among the headers, as written; other headers that are not of `IDENTITY` are left to the caller.

    Raises
    ------
    PayloadError
        Where a needed header is not there, none is an item, or one comes twice.
    """
    begin = f"{payload.name}: {where}"
    bare = [water_headers.split(name).name for name in names]
    lacking = [name for name in NEEDED if name not in bare]
    if lacking:
        raise PayloadError(
            f"{begin}there is no column {lacking[0]} among {', '.join(bare)[:120]!r}; expected {', '.join(IDENTITY)}"
            " and items such as 氨氮(mg/L)"
        )
    twice = sorted({name for name in bare if bare.count(name) > 1})
    if twice:
        raise PayloadError(f"{begin}column {twice[0]} comes twice")
    items = [name for name in names if water_headers.item(name) is not None]
    if not items:
        raise PayloadError(f"{begin}no column is an item of water such as 氨氮(mg/L)")
    codes = [one.code for name in items if (one := water_headers.item(name)) is not None]
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise PayloadError(
                f"{begin}columns {items[codes.index(code)]} and {items[place]} are the same item"
            )
    return items


def unknown(payload: Payload, names: Sequence[str]) -> list[Rejected]:
    """A refusal, of no row, for each header that is neither of `IDENTITY` nor an item."""
    return [
        Rejected(file=payload.name, line=1, field=name[:60], reason=NO_ITEM, payload=name[:200])
        for name in names
        if water_headers.split(name).name not in IDENTITY and named(water_headers.split(name).name) is None
    ]


def tall(wide: Wide) -> PublishedWater:
    """Tall table of a wide one: a row a value, one of no item for a record that has no time and no value.

    Such a record tells the state of its section on the day (or in the slot) that the payload is named after;
    where that is more than a day, its time stays as written.

    Raises
    ------
    PayloadError
        Where times have no year and nothing tells it.
    """
    count = len(wide.line)
    starts, ends, is_untimed = _times(wide, count)
    has_value = np.zeros(count, bool)
    for item in wide.items:
        has_value |= _says(item.text)
        if item.raw is not None:
            has_value |= _says(item.raw)
    is_bare = is_untimed & ~has_value
    if (is_untimed & has_value).any():  # a value is of a moment, not of the day
        starts = np.where(is_untimed & has_value, np.asarray(wide.identity["time"], dtype=object), starts)
    refused = _marked_up(wide, count)
    usable = np.ones(count, bool)
    usable[[row for row, _ in refused]] = False
    full, bare = np.flatnonzero(usable & ~is_bare), np.flatnonzero(usable & is_bare)
    width = len(wide.items)
    record = np.concatenate([np.repeat(full, width), bare])
    order = np.argsort(record, kind="stable")
    record = record[order]
    table = {
        name: _taken(wide.identity.get(name), record)
        for name in ("section", "province", "city", "river", "basin", "state", "published_class")
    }
    table["published_class"] = _classes(table["published_class"])
    timed = {"start": starts, "end": np.where(is_bare, ends, "")}
    for name, texts in timed.items():
        table[name] = pd.Categorical(texts[record])
    number = np.tile(np.arange(width, dtype=np.int64), len(full))
    number = np.concatenate([number, np.full(len(bare), width)])[order]
    table["parameter"] = _labels([item.name for item in wide.items], number)
    table["unit"] = _labels([item.unit for item in wide.items], number)
    for name in ("text", "raw"):
        columns = [getattr(item, name) for item in wide.items]
        table[name] = _stacked(columns, full, number, width)
    for name in ("code", "kind"):
        table[name] = coded([""], np.zeros(len(record), np.int64))
    rejected = [
        Rejected(
            file=wide.payload.name, line=int(wide.line[row]), field="断面名称", reason=MARKUP, payload=held, whole=True
        )
        for row, held in refused
    ]  # fmt: skip
    return PublishedWater(
        payload=wide.payload,
        table=pd.DataFrame({name: table[name] for name in WATER_COLUMNS}, copy=False),
        line=wide.line[record],
        record=record.astype(np.int64),
        rejected=[*wide.rejected, *rejected],
    )


def _times(wide: Wide, count: int) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.bool_]]:
    """Start and end of each row, and whether the row itself tells no time."""
    stamps = wide.identity["time"]
    groups: Sequence[Told | None]
    if isinstance(wide.told, Mapping):
        files = wide.identity["file"]
        groups, of_row = [wide.told[name] for name in files.categories], files.codes.astype(np.int64)
    else:
        groups, of_row = [wide.told], np.zeros(count, np.int64)
    pair = of_row * (len(stamps.categories) + 1) + stamps.codes
    distinct, place = np.unique(pair, return_inverse=True)
    starts, ends, untimed = [], [], []
    for one in distinct:
        known = groups[one // (len(stamps.categories) + 1)]
        stamp = str(stamps.categories[one % (len(stamps.categories) + 1)])
        is_untimed = stamp in NOTHING
        begin, end = _of_the_day(known, stamp) if is_untimed else (start(stamp, known), "")
        if begin is None:
            raise PayloadError(
                f"{wide.payload.name}: its times have no year ({stamp}), and neither its name nor that of its folder"
                " tells one; put the file into a folder named after the year or the month, 2021 or 2021-04"
            )
        starts.append(begin)
        ends.append(end)
        untimed.append(is_untimed)
    if not len(distinct):
        return np.empty(0, object), np.empty(0, object), np.empty(0, bool)
    at = place.astype(np.int64)
    return np.array(starts, object)[at], np.array(ends, object)[at], np.array(untimed, bool)[at]


def _of_the_day(known: Told | None, stamp: str) -> tuple[str, str]:
    if known is None or known.first != known.last:
        return stamp, ""
    if known.hour is None:
        return known.first.isoformat(), (known.first + timedelta(days=1)).isoformat()
    hours = SLOT // timedelta(hours=1)
    return f"{known.first.isoformat()}T{known.hour // hours * hours:02d}:00", ""


def _says(column: Texts) -> NDArray[np.bool_]:
    says = np.array([text not in NOTHING for text in column.categories] or [False], bool)
    found: NDArray[np.bool_] = says[column.codes]
    return found


def _marked_up(wide: Wide, count: int) -> list[tuple[int, str]]:
    found: dict[int, str] = {}
    for name in ("section", "province", "city", "river", "basin"):
        column = wide.identity.get(name)
        if column is None or not count:
            continue
        bad = np.array([has_markup(str(text)) for text in column.categories], bool)
        for row in np.flatnonzero(bad[column.codes]) if bad.any() else ():
            found[int(row)] = str(column.categories[column.codes[row]])[:200]
    return sorted(found.items())


def _taken(column: Texts | None, rows: NDArray[np.int64]) -> Texts:
    if column is None:
        return coded([""], np.zeros(len(rows), np.int64))
    return column[rows]


def _classes(column: Texts) -> Texts:
    """Classes as published, without the feed's ways to say that there is none."""
    words = ["" if str(text).strip() in NO_CLASS else str(text) for text in column.categories]
    return coded(words, column.codes)


def _labels(texts: Sequence[str], number: NDArray[np.int64]) -> Texts:
    return coded([*texts, ""], number)


def coded(texts: Sequence[str], codes: NDArray[Any]) -> Texts:
    """Column of texts by their numbers; equal texts become one."""
    known = list(dict.fromkeys(texts))
    place = np.array([known.index(text) for text in texts] or [0], np.int64)
    return pd.Categorical.from_codes(place[codes.astype(np.int64)], pd.Index(known, dtype=object))


def _stacked(
    columns: Sequence[Texts | None], full: NDArray[np.int64], number: NDArray[np.int64], width: int
) -> Texts:
    """One column of the texts of several, record by record; empty where a record has no item."""
    known: dict[str, int] = {"": 0}
    stacked = np.zeros((len(full), width), np.int64)
    for place, column in enumerate(columns):
        if column is not None:
            places = [known.setdefault(str(text), len(known)) for text in column.categories]
            stacked[:, place] = np.array([*places, 0], np.int64)[column.codes[full]]
    codes = np.zeros(len(number), np.int64)
    codes[number < width] = stacked.ravel()
    return pd.Categorical.from_codes(codes, pd.Index(list(known), dtype=object))
