"""The question `calendar`: every day of a place with its AQI or one item, the level, what decided it, its coverage.

The level of an item is that of its own sub-index (IAQI): it says how the day would stand if nothing else had been
measured, and is never worse than the day's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import STAGES, as_text, stamp
from assessment.judged import reading
from assessment.passport import passport, terms_words
from assessment.places import place as find
from assessment.read import Read
from assessment.sand_events import approved, exclusions
from assessment.terms import Terms
from assessment.verdicts import of_steps
from indicators.iaqi import primary_text
from indicators.levels import level_number
from indicators.parameters import AIR_DAILY, AIR_HOURLY
from indicators.regime import regime
from store.opening import Store

Floats = NDArray[np.float64]
ITEMS = ("aqi", *AIR_DAILY)
COLUMNS = (
    "code", "name", "start", "end", "indicator", "value", "unit", "level", "primary", "expected", "observed", "valid",
    "capture", "edition", "stage", "note",
)  # fmt: skip


def calendar(
    store: Store,
    *,
    place: str,
    start: datetime,
    end: datetime,
    terms: Terms,
    item: str = "aqi",
    precision: str = "shown",
) -> Answer:
    """Each day of [start, end) of one place, one a row, also the days without a value.

    `level` is 1 to 6, 0 without a value; `primary` the codes of the day's primary pollutants, whatever the item;
    `capture` the share of what was expected that was valid [%]: hours of a station's day, stations of a city's. Of a
    province only items are told, without a level: it has no AQI of its own. `edition` is that of the level.

    Parameters
    ----------
    place
        Code or name of a province, city or county, or the code of a station.
    start, end
        UTC; whole days in Asia/Shanghai.
    item
        `aqi` or one of the six items of a day.

    Raises
    ------
    LookupError
        For an unknown place or item, or a day that no edition judges.
    ValueError
        For the AQI of a province.
    """
    if item not in ITEMS:
        raise LookupError(f"a calendar shows one of {' '.join(ITEMS)}, not {item!r}")
    who = find(store, place, end)
    if item == "aqi" and not who.has_aqi:
        raise ValueError("a province has no AQI of its own; ask for one of its cities, or for an item")
    asked = entry(item)
    read = reading(store, of=who.of, within=who.within, start=start, end=end, terms=terms, only=[who.code])
    verdict = of_steps(asked, read.grid, terms=terms, judged=read.judged if who.has_aqi else None)
    if store.simulated:
        verdict.remarks.add("simulated")
    values = np.asarray(verdict.values, np.float64)[:, 0]
    days = read.grid.days()
    expected, valid = read.grid.expected[:, 0], np.broadcast_to(verdict.valid, read.grid.expected.shape)[:, 0]
    masks = read.judged["primary"].to_numpy()[:, 0] if who.has_aqi else np.zeros(len(days), np.uint8)
    frame = pd.DataFrame(
        {
            "code": who.code, "name": who.name.zh,
            "start": [stamp(t) for t in read.grid.starts],
            "end": [stamp(t + timedelta(days=1)) for t in read.grid.starts],
            "indicator": item, "value": as_text(values, asked.decimals, precision), "unit": asked.unit,
            "level": _levels(read, item, values) if who.has_aqi else 0,
            "primary": [primary_text(int(mask)) for mask in masks],
            "expected": expected, "observed": read.grid.observed[:, 0], "valid": valid,
            "capture": as_text(100 * valid / np.maximum(expected, 1), 1, "shown"),
            "edition": [regime(terms.edition, day).printed("aqi") for day in days] if who.has_aqi else "",
            "stage": STAGES[np.broadcast_to(verdict.reviewed, read.grid.expected.shape)[:, 0]],
            "note": verdict.remarks.texts()[:, 0],
        },
        columns=list(COLUMNS),
    )  # fmt: skip
    about = passport(
        entry("aqi") if who.has_aqi else asked, start=start, end=end, terms=terms,
        made_up=store.simulated, who=f"{who.of} / {who.code}",
        question="calendar", notes=verdict.remarks, series=verdict.series, stages=verdict.stages,
        exclusions=exclusions(approved(store, read.who, start=start, end=end, terms=terms)),
        arguments={"place": place, "item": item, "start": stamp(start), "end": stamp(end), "precision": precision,
                   **terms_words(terms)},
    )  # fmt: skip
    return Answer(table=frame, passport=replace(about, title=asked.title, unit=asked.unit))


def _levels(read: Read, item: str, values: Floats) -> NDArray[np.int64]:
    """Level of each day (0 without a value), of the AQI or of the sub-index of an item, by the edition of the day."""
    if item == "aqi":
        found = read.judged["level"].to_numpy()[:, 0]
    else:
        row = AIR_HOURLY.index("o3" if item == "o3_8h" else item)
        index = read.judged["iaqi"].to_numpy()[row, :, 0]
        editions = [regime(read.terms.edition, day).aqi for day in read.grid.days()]
        found = np.array([level_number(v, one) for v, one in zip(index, editions, strict=True)], np.float64)
    return np.nan_to_num(np.where(np.isnan(values), 0, found)).astype(np.int64)
