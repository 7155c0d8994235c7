"""The class of water as its publishers gave it out, slot by slot: shown beside ours, never computed from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from assessment.columns import Remarks, Sheet
from assessment.terms import Terms
from assessment.water_grid import RUNNING, epochs
from assessment.water_sections import water_members
from store.opening import Store
from store.water import published


def published_classes(
    store: Store, *, within: str | None, start: datetime, end: datetime, terms: Terms
) -> Sheet:
    """The published class of every section in each interval of which anything was published in [start, end).

    Values are words: Ⅰ … Ⅴ, 劣Ⅴ, or a publisher's own; empty where it gave none. `valid` counts those with a class.
    """
    who = water_members(store, of="section", terms=terms, within=within, at=end - timedelta(seconds=1))
    told = published(store, start=start, end=end, sections=who.codes, stage=terms.stage, as_of=terms.as_of)
    first, last = epochs(told["start"]), epochs(told["end"])
    intervals = sorted(set(zip(first.tolist(), last.tolist(), strict=True)))
    rows = {interval: i for i, interval in enumerate(intervals)}
    columns = {code: i for i, code in enumerate(who.codes)}
    shape = (len(intervals), len(who))
    values = np.full(shape, "", dtype=object)
    observed = np.zeros(shape, np.int64)
    reviewed = np.zeros(shape, np.int8)
    halted = np.zeros(shape, dtype=bool)
    for code, begin, finish, word, state, stage in zip(
        told["section"],
        first.tolist(),
        last.tolist(),
        told["class"],
        told["state"],
        told["stage"],
        strict=True,
    ):
        at = rows[begin, finish], columns[code]
        values[at], observed[at] = word, 1
        reviewed[at], halted[at] = int(stage == "reviewed"), state not in RUNNING
    remarks = Remarks.none(shape)
    remarks.add("no_data", observed == 0)
    remarks.add("no_value", (observed == 1) & (values == ""))
    remarks.add("not_running", halted)
    return Sheet(
        indicator="published_water_class", unit="", decimals=0,
        starts=[datetime.fromtimestamp(s, UTC) for s, _ in intervals],
        ends=[datetime.fromtimestamp(e, UTC) for _, e in intervals], codes=who.table["code"].tolist(),
        names=who.table["name"].tolist(), values=values, editions=[""] * len(intervals),
        expected=np.ones(shape, np.int64), observed=observed, valid=(values != "").astype(np.int64),
        reviewed=reviewed, remarks=remarks,
    )  # fmt: skip
