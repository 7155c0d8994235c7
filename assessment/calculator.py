"""The calculator: judges the concentrations of a file row by row, with the same code as the screens.

Rows are dictionaries of text as the file gave them; what comes back are the columns to append, as text, and a
sentence for every cell that could not be read. A blank or `NA` is missing, `/` is not monitored.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assessment.basis import Basis
from assessment.notes import joined
from indicators.composite import basis as limits_basis
from indicators.composite import composite_index, single_indices
from indicators.iaqi import aqi, primary_text, remark_codes
from indicators.levels import level_number
from indicators.parameters import AIR_HOURLY, RANKING_ITEMS
from indicators.regime import Regime, Word, regime

Row = Mapping[str, str]
_NUMBER = re.compile(r"[+]?\d+(\.\d*)?([eE][+-]?\d+)?|[+]?\.\d+([eE][+-]?\d+)?")
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2}))?")
_QUANTITIES = (*AIR_HOURLY, "o3_8h", "pm25_24h", "pm10_24h", "so2_24h")
TIMES = ("start", "date", "day", "time", "period")
_AVERAGES = {"hour": "hour", "day": "day", "小时": "hour", "日": "day", "1h": "hour", "24h": "day"}
INDEX_COLUMNS = ("i_so2", "i_no2", "i_pm10", "i_pm25", "i_co", "i_o3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Columns to append to a file, one text a row, and the sentences on what could not be read."""

    columns: dict[str, list[str]]
    refused: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    value: float = math.nan
    not_monitored: bool = False
    refused: str = ""


def judge_aqi(rows: Sequence[Row], *, word: Word, today: date, basis: Basis) -> Judged:
    """AQI, primary pollutants, level number (1..6), edition and note of each row.

    A row names its `average` (hour or day); the edition of `auto` is that of the row's time (`start`, `date`,
    `day` or `time`) or, without one, of `today`.
    """
    columns: dict[str, list[str]] = {
        c: [""] * len(rows) for c in ("aqi", "primary", "level", "edition", "note")
    }
    refused: list[str] = []
    groups: dict[tuple[str, str], list[int]] = {}
    regimes: dict[str, Regime] = {}
    notes: list[list[str]] = [[] for _ in rows]
    for i, row in enumerate(rows):
        average = _AVERAGES.get(row.get("average", "").strip().lower())
        if average is None:
            notes[i].append("unknown_average")
            refused.append(f"row {i + 1}, field average: {row.get('average', '')!r} is neither hour nor day")
            continue
        rules = _regime(row, i, word, today, notes[i], refused)
        if rules is None:
            continue
        regimes[rules.aqi.number] = rules
        groups.setdefault((rules.aqi.number, average), []).append(i)
    for (number, average), places in groups.items():
        cells = {q: _cells(rows, places, q, notes, refused) for q in _QUANTITIES}
        result = aqi(
            {q: np.array([c.value for c in found]) for q, found in cells.items()},
            average="hour" if average == "hour" else "day",
            edition=regimes[number].aqi,
            basis=basis.aqi,
            not_monitored=_unmonitored(cells, average),
        )
        level = level_number(result.aqi, regimes[number].aqi)
        for k, i in enumerate(places):
            columns["edition"][i] = number
            notes[i].extend(remark_codes(int(result.remarks[k])))
            if not math.isnan(result.aqi[k]):
                columns["aqi"][i] = f"{result.aqi[k]:.0f}"
                columns["primary"][i] = primary_text(int(result.primary[k]))
                columns["level"][i] = f"{level[k]:.0f}"
    columns["note"] = [joined(*n) for n in notes]
    return Judged(columns=columns, refused=refused)


def judge_composite(rows: Sequence[Row], *, word: Word, today: date) -> Judged:
    """Single indices, composite index and the limits they stand on, of each row."""
    names = (*INDEX_COLUMNS, "composite_index", "basis", "edition", "note")
    columns: dict[str, list[str]] = {c: [""] * len(rows) for c in names}
    refused: list[str] = []
    for i, row in enumerate(rows):
        notes: list[str] = []
        rules = _regime(row, i, word, today, notes, refused)
        if rules is None:
            columns["note"][i] = joined(*notes)
            continue
        found = {item: _cell(row, i, item, refused) for item in RANKING_ITEMS}
        if any(c.refused for c in found.values()):
            notes.append("unreadable")
        rule = rules.ranking_edition.ranking
        single = single_indices({item: c.value for item, c in found.items()}, limits=rules.limits, rule=rule)
        by_item = dict(zip((code for code, _, _ in rule.items), single.tolist(), strict=True))
        for name, item in zip(INDEX_COLUMNS, RANKING_ITEMS, strict=True):
            columns[name][i] = "" if math.isnan(by_item[item]) else f"{by_item[item]:.2f}"
        total = float(composite_index(single, rule=rule))
        columns["composite_index"][i] = "" if math.isnan(total) else f"{total:.2f}"
        if math.isnan(total):
            notes.append("no_value")
        columns["basis"][i] = limits_basis(rules.limits, rule)
        columns["edition"][i] = rules.printed("limits")
        columns["note"][i] = joined(*notes)
    return Judged(columns=columns, refused=refused)


def _regime(
    row: Row, place: int, word: Word, today: date, notes: list[str], refused: list[str]
) -> Regime | None:
    """The editions that judge a row; None, with a sentence, where its time is none or has no edition."""
    text, column = next(((row[c].strip(), c) for c in TIMES if row.get(c, "").strip()), ("", ""))
    day = today
    if text and word == "auto":
        found = day_of(text)
        if found is None:
            refused.append(f"row {place + 1}, field {column}: {text!r} is no date")
            notes.append("unreadable")
            return None
        day = found
    elif word == "auto":
        notes.append("edition_of_today")
    try:
        return regime(word, day)
    except LookupError as error:
        refused.append(f"row {place + 1}: {error}")
        notes.append("unreadable")
        return None


def day_of(text: str) -> date | None:
    """Civil day that a text begins with, the first of a month that names no day; None where it is none."""
    found = _DAY.match(text)
    if not found:
        return None
    year, month, day = found.groups()
    try:
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        return None


def _cells(
    rows: Sequence[Row], places: Sequence[int], quantity: str, notes: list[list[str]], refused: list[str]
) -> list[_Cell]:
    found = [_cell(rows[i], i, quantity, refused) for i in places]
    for i, cell in zip(places, found, strict=True):
        if cell.refused:
            notes[i].append("unreadable")
    return found


def _cell(row: Row, place: int, quantity: str, refused: list[str]) -> _Cell:
    text = row.get(quantity, "").strip()
    if text in ("", "NA"):
        return _Cell()
    if text == "/":
        return _Cell(not_monitored=True)
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return _Cell(value=float(text))
    sentence = f"row {place + 1}, field {quantity}: {text!r} is no concentration"
    refused.append(sentence)
    return _Cell(refused=sentence)


def _unmonitored(cells: Mapping[str, Sequence[_Cell]], average: str) -> dict[str, np.ndarray]:
    masks = {p: np.array([c.not_monitored for c in cells[p]]) for p in AIR_HOURLY}
    if average == "day":
        masks["o3"] = np.array([c.not_monitored for c in cells["o3_8h"]])
    return masks
