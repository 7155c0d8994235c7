"""The question `exceedances`: every day above an AQI of 100, with what exceeded and by how much.

It is the list behind the counts: good days, listed days and days without an AQI are all the days there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import STAGES, as_text, stamp
from assessment.judged import reading
from assessment.members import Of
from assessment.passport import passport, terms_words
from assessment.read import Read
from assessment.sand_events import approved, exclusions
from assessment.terms import Terms
from assessment.verdicts import of_steps
from indicators.days import DAILY_LIMITS, exceedance_multiple
from indicators.iaqi import primary_text
from indicators.parameters import AIR_DAILY, Label, parameter
from indicators.regime import regime
from indicators.rounding import half_even
from store.opening import Store

Floats = NDArray[np.float64]
COLUMNS = (
    "code", "name", "start", "end", "aqi", "level", "primary", *AIR_DAILY, *(f"over_{p}" for p in AIR_DAILY), "edition",
    "limits", "expected", "observed", "valid", "stage", "note", "capture",
)  # fmt: skip


def exceedances(
    store: Store,
    *,
    of: Of,
    start: datetime,
    end: datetime,
    terms: Terms,
    within: str | None = None,
    missing: bool = False,
    precision: str = "shown",
    only: Sequence[str] | None = None,
) -> Answer:
    """The days of members with an AQI above 100, one a row.

    `over_<item>` is (C − S)/S against the daily limit of the day, empty where the item is within it; `limits` names the
    edition of the limits; `capture` is the share of what was expected that was valid [%]. The remark counts the days:
    good, listed, without an AQI.

    Parameters
    ----------
    of, within, only
        Kind of members, the region in which they lie, and the codes that are wanted; None for all.
    start, end
        UTC; whole days in Asia/Shanghai.
    missing
        Also the days without an AQI, whose `note` says why.

    Raises
    ------
    LookupError
        For an unknown region, or a day that no edition judges.
    ValueError
        For provinces, which have no AQI of their own.
    """
    if of == "province":
        raise ValueError("a province has no AQI of its own; list the days of its cities")
    read = reading(store, of=of, within=within, start=start, end=end, terms=terms, only=only)
    asked = entry("aqi")
    verdict = of_steps(asked, read.grid, terms=terms, judged=read.judged)
    if store.simulated:
        verdict.remarks.add("simulated")
    values = np.asarray(verdict.values, np.float64)
    above = _above(read)
    listed = values > above
    chosen = listed | np.isnan(values) if missing else listed
    told = replace(
        passport(
            asked, start=start, end=end, terms=terms, made_up=store.simulated,
            who=f"{of} / {within or 'all'} ({len(read.who)})", question="exceedances", notes=verdict.remarks,
            series=verdict.series, stages=verdict.stages,
            exclusions=exclusions(approved(store, read.who, start=start, end=end, terms=terms)),
            arguments={"of": of, "in": within or "", "start": stamp(start), "end": stamp(end),
                       "missing": "yes" if missing else "", "precision": precision, "code": ",".join(only or ()),
                       **terms_words(terms)},
        ),
        title=Label(zh="超标日清单", en="List of exceedances"),
        formula=Label(zh="AQI > 100；超标倍数 = (C − S)/S，S为日均（O3为8小时）二级限值",
                      en="AQI > 100; multiple = (C − S)/S, S the daily limit (ozone: 8 hours) of grade II"),
    )  # fmt: skip
    return Answer(
        table=_table(read, values, verdict.remarks.texts(), chosen, precision),
        passport=told,
        remarks=(_counted(read, values, listed),),
    )


def _above(read: Read) -> int:
    return regime(read.terms.edition, read.days.last).aqi.aqi_rule.good_up_to


def _table(
    read: Read, values: Floats, notes: NDArray[np.object_], chosen: NDArray[np.bool_], precision: str
) -> pd.DataFrame:
    grid, judged = read.grid, read.judged
    # Member by member, each in the order of its days.
    who, when = np.nonzero(chosen.T)
    days = [regime(read.terms.edition, day) for day in grid.days()]
    starts = np.array([stamp(s) for s in grid.starts], dtype=object)
    ends = np.array([stamp(s + timedelta(days=1)) for s in grid.starts], dtype=object)

    def picked(array: NDArray[Any]) -> NDArray[Any]:
        return np.broadcast_to(array, chosen.shape)[when, who]

    masks = _array(judged, "primary").astype(np.int64)
    frame: dict[str, object] = {
        "code": read.who.table["code"].to_numpy(dtype=object)[who],
        "name": read.who.table["name"].to_numpy(dtype=object)[who],
        "start": starts[when],
        "end": ends[when],
        "aqi": as_text(picked(values), 0, "shown"),
        "level": as_text(picked(_array(judged, "level")), 0, "shown"),
        "primary": [primary_text(int(m)) for m in picked(masks)],
    }
    over = _multiples(read)
    for p in AIR_DAILY:
        frame[p] = as_text(picked(grid.values[p]), parameter(p).decimals, precision)
    for i, p in enumerate(AIR_DAILY):
        frame[f"over_{p}"] = as_text(np.where(picked(over[i]) > 0, picked(over[i]), np.nan), 2, precision)
    frame["edition"] = np.array([r.printed("aqi") for r in days], dtype=object)[when]
    frame["limits"] = np.array([r.printed("limits") for r in days], dtype=object)[when]
    expected, valid = picked(grid.expected), picked(np.min([grid.valid[p] for p in AIR_DAILY], axis=0))
    frame["expected"], frame["observed"], frame["valid"] = expected, picked(grid.observed), valid
    frame["stage"] = STAGES[picked(grid.reviewed).astype(np.intp)]
    frame["note"] = picked(notes)
    frame["capture"] = as_text(100 * valid / np.maximum(expected, 1), 1, "shown")
    return pd.DataFrame(frame, columns=list(COLUMNS))


def _multiples(read: Read) -> Floats:
    """(C − S)/S of each item on each day [item, day, member] under the limits of the day, C as it is shown."""
    grid = read.grid
    rules = [regime(read.terms.edition, day).limits for day in grid.days()]
    rows = []
    for code, item, average in DAILY_LIMITS:
        limits = np.array([one.limit(item, average) for one in rules])[:, np.newaxis]
        shown = np.asarray(half_even(grid.values[code], parameter(code).decimals))
        rows.append(np.where(limits > 0, exceedance_multiple(shown / limits, 1.0), np.nan))
    return np.stack(rows)


def _counted(read: Read, values: Floats, listed: NDArray[np.bool_]) -> Label:
    """How the days of all members are spread, with the members that lack an AQI named."""
    gone = np.isnan(values).sum(axis=0)
    lacking = [(str(n), int(g)) for n, g in zip(read.who.table["name"], gone, strict=True) if g]
    good = int((values <= _above(read)).sum())
    total, over = values.size, int(listed.sum())
    first = lacking[:12]
    more = len(lacking) - len(first)
    names_zh = "、".join(f"{name}{g}" for name, g in first) + (f"等{len(lacking)}个" if more else "")
    names_en = ", ".join(f"{name} {g}" for name, g in first) + (f" and {more} more" if more else "")
    zh = f"共{total}个城市（点位）日：优良{good}，超标{over}，无AQI {int(gone.sum())}"
    en = f"{total} days of members: {good} good, {over} above 100, {int(gone.sum())} without an AQI"
    return Label(
        zh=zh + (f"（{names_zh}）" if lacking else ""), en=en + (f" ({names_en})" if lacking else "")
    )


def _array(judged: xr.Dataset, name: str) -> NDArray[Any]:
    return np.asarray(judged[name].to_numpy())
