"""The calculator for water: judges the rows of a laboratory's file by single factor, as the screens do.

What a row appends:

`class`
    Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ 劣Ⅴ, of the values as they stand in the file (nothing is rounded first).
`deciding`
    Codes of the items at that class, in the order of the standard, joined by `+`.
`exceedances`
    Every item worse than class Ⅲ with its multiple against it, `codmn(1.2)+tp(0.4)+do`: cyanide and heavy metals
    first, then the worst class, then the greatest multiple. One decimal, or the first digit of what would be 0; pH
    and oxygen have no multiple.
`edition`, `note`
    The standard, and what has to be said: see :mod:`assessment.notes`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assessment.calculator import TIMES, Judged, Row, day_of
from assessment.notes import joined
from indicators.detection import QUALIFIERS, measured
from indicators.regime import Word
from indicators.water_class import Classes, class_name, classify, limits_of_class, multiples
from indicators.water_main_items import CLASS_III, exceeding, exceeding_text
from indicators.water_parameters import BASIC_ITEMS, WaterParameter, named, water_parameter
from indicators.water_regime import WaterRegime, water_regime

WATER_COLUMNS = ("class", "deciding", "exceedances", "edition", "note")
KINDS: Mapping[str, bool] = {
    **dict.fromkeys(("river", "河流", "河", "河流型水库", "river-type reservoir"), False),
    **dict.fromkeys(("lake", "湖泊", "湖库", "湖", "水库", "湖、库", "lake/reservoir", "reservoir"), True),
}
"""Words of the column `kind`, and whether they mean a lake; a river-type reservoir is judged as a river."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """One row's verdict as text."""

    name: str
    deciding: str
    exceedances: str


def judge_water(rows: Sequence[Row], *, word: Word, today: date) -> Judged:
    """Class, deciding items, exceedances, edition and note of each row.

    A row is judged on the items that it has. Without `kind` it gets a class where a river and a lake would have the
    same, and of deciding items and exceedances those that they would have in common. The edition is that of the
    row's time, or of `today`; the words of air (`2012` …) change nothing here.
    """
    columns: dict[str, list[str]] = {c: [""] * len(rows) for c in WATER_COLUMNS}
    refused: list[str] = []
    notes: list[list[str]] = [[] for _ in rows]
    headers = _headers(rows)
    regimes: dict[str, WaterRegime] = {}
    groups: dict[str, list[int]] = {}
    lakes: dict[int, bool | None] = {}
    for i, row in enumerate(rows):
        rules = _rules(row, i, today, notes[i], refused)
        kind = row.get("kind", "").strip().casefold()
        if kind and kind not in KINDS:
            refused.append(f"row {i + 1}, field kind: {row['kind']!r} is neither river nor lake")
            notes[i].append("water_body_unknown")
            continue
        if rules is None:
            continue
        lakes[i] = KINDS[kind] if kind else None
        regimes[rules.limits_edition.number] = rules
        groups.setdefault(rules.limits_edition.number, []).append(i)
    for number, places in groups.items():
        values, qualifiers = _read([rows[i] for i in places], places, headers, notes, refused)
        verdicts = {lake: _verdicts(values, qualifiers, lake, regimes[number]) for lake in (False, True)}
        for k, i in enumerate(places):
            columns["edition"][i] = number
            lake = lakes[i]
            one, said = verdicts[bool(lake)][0][k], verdicts[bool(lake)][1]
            if lake is None and one != verdicts[True][0][k]:
                notes[i].append("water_body_unknown")
                one = _common(one, verdicts[True][0][k])
                if not one.name:
                    continue
            columns["class"][i] = one.name
            columns["deciding"][i] = one.deciding
            columns["exceedances"][i] = one.exceedances
            notes[i].extend(_remarks(said, k))
    columns["note"] = [joined(*n) for n in notes]
    return Judged(columns=columns, refused=refused)


def _common(river: _Verdict, lake: _Verdict) -> _Verdict:
    """What holds for a river and a lake alike: nothing where the classes differ."""
    if river.name != lake.name:
        return _Verdict(name="", deciding="", exceedances="")

    def both(one: str, other: str) -> str:
        return "+".join(part for part in one.split("+") if part in other.split("+"))

    return _Verdict(
        name=river.name,
        deciding=both(river.deciding, lake.deciding),
        exceedances=both(river.exceedances, lake.exceedances),
    )


def _headers(rows: Sequence[Row]) -> dict[str, str]:
    """Column of each item that the file has: by its code, or else by another of its names."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    found = {name.strip(): name for name in reversed(names) if name.strip() in BASIC_ITEMS}
    for name in names:
        parameter = named(name)
        if parameter is not None and parameter.code in BASIC_ITEMS:
            found.setdefault(parameter.code, name)
    return found


def _rules(row: Row, place: int, today: date, notes: list[str], refused: list[str]) -> WaterRegime | None:
    text, column = next(((row[c].strip(), c) for c in TIMES if row.get(c, "").strip()), ("", ""))
    day = day_of(text) if text else today
    if not text:
        notes.append("edition_of_today")
    if day is None:
        refused.append(f"row {place + 1}, field {column}: {text!r} is no date")
        notes.append("unreadable")
        return None
    try:
        return water_regime(day)
    except LookupError as error:
        refused.append(f"row {place + 1}: {error}")
        notes.append("unreadable")
        return None


def _read(
    rows: Sequence[Row],
    places: Sequence[int],
    headers: Mapping[str, str],
    notes: Sequence[list[str]],
    refused: list[str],
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return values and qualifiers [row, item] of the cells, with a sentence for each that cannot be read."""
    values = np.full((len(rows), len(BASIC_ITEMS)), np.nan)
    qualifiers = np.zeros(values.shape, np.int8)
    for item, column in headers.items():
        parameter, at = water_parameter(item), BASIC_ITEMS.index(item)
        for k, (row, i) in enumerate(zip(rows, places, strict=True)):
            cell = measured(row.get(column, ""), signed=item == "wt")
            if cell.state == "unreadable":
                refused.append(f"row {i + 1}, field {column}: {row[column]!r} is no concentration")
                notes[i].append("unreadable")
            elif cell.state == "value":
                values[k, at] = cell.value
                qualifiers[k, at] = QUALIFIERS[cell.qualifier]
                if math.isnan(cell.value):
                    values[k, at] = _usual_limit(parameter, notes[i])
    return values, qualifiers


def _usual_limit(parameter: WaterParameter, notes: list[str]) -> float:
    """Limit of detection to take where the file says "not detected" and no more; NaN where an item has none."""
    notes.append("limit_unjudged" if parameter.detection_limit is None else "usual_limit")
    return math.nan if parameter.detection_limit is None else parameter.detection_limit


def _verdicts(
    values: NDArray[np.float64], qualifiers: NDArray[np.int8], lake: bool, rules: WaterRegime
) -> tuple[list[_Verdict], Classes]:
    classes = classify(values, qualifiers, items=BASIC_ITEMS, lake=lake, regime=rules)
    limits = limits_of_class(CLASS_III, items=BASIC_ITEMS, lake=lake, regime=rules)
    # What is below detection exceeds nothing that is proven.
    proven = np.where(qualifiers < 0, np.nan, values)
    times = multiples(proven, limits, items=BASIC_ITEMS, regime=rules)
    by_item = np.where((qualifiers < 0) & classes.bounded, np.nan, classes.by_item)
    verdicts = []
    for k in range(len(values)):
        over = exceeding(by_item[k], times[k], items=BASIC_ITEMS, regime=rules)
        verdicts.append(
            _Verdict(
                name=class_name(float(classes.number[k]), rules),
                deciding="+".join(
                    item for item, d in zip(BASIC_ITEMS, classes.deciding[k], strict=True) if d
                ),
                exceedances=exceeding_text(over),
            )
        )
    return verdicts, classes


def _remarks(classes: Classes, k: int) -> list[str]:
    remarks = []
    if np.isnan(classes.number[k]):
        remarks.append("no_value")
    elif np.all(classes.bounded[k][classes.deciding[k]]):
        remarks.append("limit_decides")
    if classes.unjudged[k].any():
        remarks.append("limit_unjudged")
    return remarks
