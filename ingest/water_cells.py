"""What the columns of a tall table of water say, read once for each distinct text: times, sections, values, words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.detection import QUALIFIERS, Measured, measured
from indicators.water_parameters import WaterParameter, named
from ingest import section_names, water_units
from ingest.contract import Quality
from ingest.distinct import Column
from ingest.water_contract import FLAWS, KINDS, WATER_MARKS, WaterSource

NO_TIME: Final = "no time is given"
NOT_A_TIME: Final = "not a time"
NO_SUCH_TIME: Final = "no such day or hour"
ENDS_EARLY: Final = "ends before it starts"
NO_PROVINCE: Final = "no province is called so"
BAD_CODE: Final = "not a code of a section"
NO_ITEM: Final = "no item of water is called so"
NO_UNIT: Final = "no unit of this item"
NOT_A_VALUE: Final = "not a value"
NOT_UNROUNDED: Final = "the unrounded value is no number"

ProvinceOf = Callable[[str], str]
Ints = NDArray[np.int64]

_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?\Z")
_CODE = re.compile(r"[\w.\-/]{1,40}\Z")
_NOTHING: Final = frozenset({"", "*", "-", "--", "/", "\\N", "—"})
_NOT_MEASURED: Final = frozenset({"*", "/"})
_YEARS: Final = range(1950, 2200)
_MARK_OF: Final = {mark: number for number, mark in enumerate(WATER_MARKS)}
_LONGEST_PLACE: Final = 60


def column(series: pd.Series[Any]) -> Column:
    """Distinct texts of a column without spaces round them; a null is the empty text."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy().astype(np.int64)
        found = list(series.cat.categories)
    else:
        numbers, uniques = pd.factorize(series.to_numpy(dtype=object))
        codes, found = numbers.astype(np.int64), list(uniques)
    stripped = [str(text).strip() for text in found]
    place = {text: number for number, text in enumerate(dict.fromkeys([*stripped, ""]))}
    again = np.array([*(place[text] for text in stripped), place[""]], np.int64)
    return Column(texts=list(place), codes=again[codes])  # −1, a null, is the last: the empty text


def together(columns: Sequence[Column]) -> tuple[list[tuple[str, ...]], Ints]:
    """Distinct rows of several columns as texts, and the number of its one for each row."""
    code = np.zeros(len(columns[0].codes), np.int64)
    for each in columns:
        code = code * len(each.texts) + each.codes
        # Numbered anew at each step, so that the product of all sizes never overflows.
        _, code = np.unique(code, return_inverse=True)
    _, first = np.unique(code, return_index=True)
    texts = [tuple(each.texts[each.codes[row]] for each in columns) for row in first]
    return texts, code.astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Start and end [epoch s] and the reason why there is none, empty where there is; shape (row,)."""

    start: Ints
    end: Ints
    reason: NDArray[np.object_]


def times(source: WaterSource, start: Column, end: Column) -> Times:
    """Intervals of the rows in the zone of the source; an empty end is one slot after the start."""
    texts, codes = together([start, end])
    read = [_interval(source, first, last) for first, last in texts]
    return Times(
        start=np.array([one[0] for one in read], np.int64)[codes],
        end=np.array([one[1] for one in read], np.int64)[codes],
        reason=np.array([*(one[2] for one in read), ""], object)[codes],
    )


def _interval(source: WaterSource, start: str, end: str) -> tuple[int, int, str]:
    if start in _NOTHING:
        return 0, 0, NO_TIME
    first, why = _local(start)
    if first is None:
        return 0, 0, why
    if end:
        last, why = _local(end)
        if last is None:
            return 0, 0, why
    elif source.stamp == "month":
        year, month = divmod(first.year * 12 + first.month, 12)
        last = first.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0)
    else:
        last = first + source.slot
    begin, stop = (int(one.replace(tzinfo=source.timezone).timestamp()) for one in (first, last))
    return (begin, stop, "") if stop > begin else (0, 0, ENDS_EARLY)


def _local(text: str) -> tuple[datetime | None, str]:
    found = _TIME.match(text)
    if not found:
        return None, NOT_A_TIME
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    if year not in _YEARS:
        return None, NO_SUCH_TIME
    try:
        whole = datetime.combine(date(year, month, day), datetime.min.time())
        if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
            return None, NO_SUCH_TIME
        return whole + timedelta(hours=hour, minutes=minute, seconds=second), ""
    except ValueError:
        return None, NO_SUCH_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Whom a row means: key, code (empty where none is given), written name and division code of its province."""

    key: str = ""
    code: str = ""
    name: str = ""
    province: str = ""
    reason: str = ""


def sections(
    province: Column, name: Column, code: Column, province_of: ProvinceOf
) -> tuple[list[Section], Ints]:
    """Sections of the rows, and for each row the number of its one."""
    texts, codes = together([province, name, code])
    found: dict[str, str | None] = {}

    def known(text: str) -> str | None:
        if text not in found:
            try:
                found[text] = province_of(text)
            except LookupError:
                found[text] = None
        return found[text]

    return [_section(known, *one) for one in texts], codes


def _section(known: Callable[[str], str | None], province: str, name: str, code: str) -> Section:
    given = "" if code in _NOTHING else code
    if given and not _CODE.match(given):
        return Section(reason=BAD_CODE)
    why = section_names.fault(name)
    if why and not (given and why == section_names.NO_NAME):
        return Section(reason=why)
    division = "" if province in _NOTHING else known(province)
    if division is None:
        return Section(reason=NO_PROVINCE)
    key = given or section_names.section_key(division, name)
    return Section(key=key, code=given, name=name or given, province=division)


def place_name(text: str) -> str:
    """Name of a river, basin or city as written; empty for a mark or for what is no name."""
    usable = text not in _NOTHING and len(text) <= _LONGEST_PLACE and text.isprintable()
    return text if usable else ""


def kind(text: str) -> str:
    """Kind of water as written, empty where it is none of ours."""
    return text if text in KINDS else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell means: its item, value as judged and as shown, or the reason why there is none.

    ``parameter`` is empty where the row has no item at all, or one that nobody knows.
    """

    field: str = ""
    parameter: str = ""
    value: float = math.nan
    shown: float = math.nan
    qualifier: int = 0
    limit: float = math.nan
    quality: Quality = Quality.MISSING
    mark: int = 0
    reason: str = ""
    held: str = ""


def cell(header: str, unit: str, text: str, raw: str) -> Cell:
    """Meaning of one cell.

    The unrounded value counts where the source has one; a cell without a shown value has none. A value that the
    source filtered out as extreme is of quality FAIL, kept by its mark.
    """
    if not header:
        return Cell()
    item = named(header)
    said = measured(text, signed=item is not None and item.code == "wt")
    if item is None:
        return Cell(field=header, reason="" if said.state == "missing" else NO_ITEM, held=text)
    times = water_units.factor(unit, item)
    if times is None and said.state == "value":
        return Cell(field=header, parameter=item.code, reason=NO_UNIT, held=f"{text} {unit}")
    if said.state != "value":
        return _without(item, header, said, text, raw)
    shown = _scaled(said.value, times)
    value, why = shown, ""
    if raw and raw not in FLAWS:
        exact = measured(raw, signed=item.code == "wt")
        if exact.state == "value" and exact.qualifier == "=":
            value = _scaled(exact.value, times)
        elif exact.state != "missing":
            why = NOT_UNROUNDED
    return Cell(
        field=header,
        parameter=item.code,
        value=value,
        shown=shown,
        qualifier=QUALIFIERS[said.qualifier],
        limit=shown if said.qualifier == "<" else math.nan,
        quality=Quality.FAIL if raw in FLAWS else Quality.NOT_EVALUATED,
        mark=_MARK_OF[raw] if raw in FLAWS else 0,
        reason=why,
        held=raw if why else "",
    )


def _without(item: WaterParameter, header: str, said: Measured, text: str, raw: str) -> Cell:
    """Cell without a value: not measured there, missing, filtered out, or none that can be read."""
    if said.state == "unreadable":
        return Cell(field=header, parameter=item.code, reason=NOT_A_VALUE, held=text)
    if raw in FLAWS:
        return Cell(field=header, parameter=item.code, quality=Quality.FAIL, mark=_MARK_OF[raw])
    quality = Quality.NOT_MONITORED if text in _NOT_MEASURED else Quality.MISSING
    return Cell(field=header, parameter=item.code, quality=quality, mark=_MARK_OF.get(text.upper(), 0))


def _scaled(value: float, times: Decimal | None) -> float:
    if times is None or times == 1 or math.isnan(value):
        return value
    # Decimal: 0.057 mg/L is 57 µg/L and not 57.00000000000001.
    return float(Decimal(repr(value)) * times)
