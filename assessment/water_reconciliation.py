"""Our class of water beside the published one, section-time by section-time, each difference with a cause.

The class is judged from the values as they were sampled. Rows that agree are counted and not listed; a difference has a
cause of the closed list `CAUSES`. Nothing published is ever computed from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import stamp
from assessment.passport import passport, water_terms_words
from assessment.periods import SHANGHAI, civil_days
from assessment.terms import Terms
from assessment.water_catalogue import CLASSES
from assessment.water_grid import EARLIEST, RUNNING, USABLE_BELOW, epochs, regime_of
from assessment.water_sections import WaterMembers, water_members
from indicators.parameters import Label
from indicators.water_class import Classes, class_name, classify
from indicators.water_means import kept_digit
from indicators.water_parameters import WATER_PARAMETERS, water_parameter
from indicators.water_regime import WaterRegime
from store.opening import Store
from store.water import published, samples

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CAUSES: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "not_running": Label(
            zh="站点维护或停运，发布方未评价",
            en="under maintenance or stopped: not classified by its publisher",
        ),
        "published_missing": Label(zh="发布方未给出类别", en="no class was published"),
        "ours_missing": Label(zh="我方无可评价的值", en="we have no value that can be judged"),
        "own_word": Label(
            zh="发布方于劣Ⅴ之外另有用语（黑臭等）",
            en="a word of the publisher's own, beyond the classes (black and odorous)",
        ),
        "no_class_one": Label(
            zh="发布方不分Ⅰ类，并入Ⅱ类", en="the publisher knows no class Ⅰ and gives Ⅱ for it"
        ),
        "shown_value": Label(
            zh="仅有修约后的显示值，且落在限值上",
            en="only the rounded value is known, and it lies on a limit",
        ),
        "other_body": Label(
            zh="发布值符合另一水体类型（河流/湖库）的限值",
            en="the published class is that by the limits of the other water body",
        ),
        "rounded_first": Label(
            zh="发布方先按评价位数修约再定类", en="the publisher rounded to the decimals of evaluation first"
        ),
        "nitrogen_counted": Label(zh="发布方将总氮计入", en="the publisher counted total nitrogen"),
        "earlier_slot": Label(
            zh="发布的类别为上一时次的类别", en="the class published is that of the slot before"
        ),
        "unknown": Label(zh="原因未明", en="the cause is not known"),
    }
)
"""Codes of the column `cause`, in the order in which they are tried."""

COLUMNS: Final = (
    "code", "name", "start", "end", "indicator", "ours", "published", "deciding", "judged_as", "state", "cause",
    "edition",
)  # fmt: skip
ITEMS: Final = tuple(p.code for p in WATER_PARAMETERS)


def sections(
    store: Store,
    *,
    within: str | None,
    start: datetime,
    end: datetime,
    terms: Terms,
    only: list[str] | None = None,
) -> Answer:
    """The class of each section-time of [start, end) where ours and the published one differ.

    Returns
    -------
    Answer
        Columns `COLUMNS`; `state` is that of the station, `deciding` the items that decide ours. `remarks` count what
        was compared, what agrees, and the differences by cause.
    """
    first = civil_days(start, end).first
    if first < EARLIEST:
        raise LookupError(f"No edition judges the class of water before {EARLIEST}.")
    who = water_members(
        store, of="section", terms=terms, within=within, at=end - timedelta(seconds=1), only=only
    )
    times = Times.read(store, who, start, end, terms)
    causes = _causes(times)
    names = np.array(list(CAUSES), dtype=object)
    found = times.frame.assign(
        indicator="water_class",
        ours=[class_name(float(n), times.rules) for n in times.classes.number],
        published=times.frame["class"],
        deciding=[
            "+".join(i for i, d in zip(times.items, row, strict=True) if d) for row in times.classes.deciding
        ],
        judged_as=np.where(times.lake, "lake", "river"),
        cause=np.where(causes < 0, "", names[np.maximum(causes, 0)]),
        edition=times.rules.limits_edition.number,
    )
    listed = found[causes >= 0].copy()
    for name in ("start", "end"):
        listed[name] = [stamp(datetime.fromtimestamp(t, SHANGHAI)) for t in listed[name]]
    asked = entry("water_class")
    return Answer(
        table=listed.loc[:, list(COLUMNS)].reset_index(drop=True),
        passport=passport(
            asked, start=start, end=end, terms=terms, made_up=store.simulated,
            who=f"section / {within or 'all'} ({len(who)})", question="reconcile water", basis=who.printed(),
            arguments={"in": within or "", "start": stamp(start), "end": stamp(end), **water_terms_words(terms)},
        ),
        remarks=tuple(_counted(found, causes)),
    )  # fmt: skip


def _counted(found: pd.DataFrame, causes: NDArray[np.intp]) -> list[Label]:
    both = (found["ours"] != "") & (found["published"] != "")
    same = int(np.sum(both & (causes < 0)))
    total = int(np.sum(both))
    share = f"{100 * same / total:.3f} %" if total else "-"
    told = [
        Label(
            zh=f"比较{total}个断面时次，一致{same}（{share}）",
            en=f"{total} section-times compared, {same} agree ({share})",
        )
    ]
    names = list(CAUSES)
    for place in np.unique(causes[causes >= 0]).tolist():
        label, count = CAUSES[names[place]], int(np.sum(causes == place))
        told.append(Label(zh=f"{label.zh}：{count}", en=f"{label.en}: {count}"))
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Section-times with values or a published class, by section and time; arrays [row] or [row, item].

    `frame` has code, name, start, end (epoch s), class (as published), state. `halves` is half the last digit shown of
    each value, 0 where the unrounded one is known.
    """

    frame: pd.DataFrame
    items: tuple[str, ...]
    values: Floats
    qualifiers: NDArray[np.int8]
    halves: Floats
    lake: Bools
    rules: WaterRegime
    classes: Classes

    @classmethod
    def read(cls, store: Store, who: WaterMembers, start: datetime, end: datetime, terms: Terms) -> Times:
        """Those of sections in [start, end)."""
        found = samples(store, start=start, end=end, sections=who.codes, stage=terms.stage, as_of=terms.as_of)
        told = published(
            store, start=start, end=end, sections=who.codes, stage=terms.stage, as_of=terms.as_of
        )
        usable = (found["quality"] < USABLE_BELOW) & (found["value"].notna() | (found["qualifier"] < 0))
        found = found[usable].copy()
        for one in (found, told):
            one["from"], one["to"] = epochs(one["start"]), epochs(one["end"])
        keys = ["section", "from", "to"]
        heads = pd.concat([told[keys], found[keys]]).drop_duplicates().sort_values(keys, kind="stable")
        heads = heads.merge(told[[*keys, "class", "state"]], on=keys, how="left").fillna(
            {"class": "", "state": ""}
        )
        items = tuple(i for i in ITEMS if i in set(found["parameter"]))
        row = pd.MultiIndex.from_frame(heads[keys]).get_indexer(pd.MultiIndex.from_frame(found[keys]))
        column = found["parameter"].map({i: n for n, i in enumerate(items)}).to_numpy(dtype=np.intp)
        values = np.full((len(heads), len(items)), np.nan)
        qualifiers = np.zeros(values.shape, np.int8)
        halves = np.zeros(values.shape)
        values[row, column] = found["value"]
        qualifiers[row, column] = found["qualifier"]
        halves[row, column] = _halves(found)
        place = {code: i for i, code in enumerate(who.codes)}
        at = heads["section"].map(place).to_numpy(dtype=np.intp)
        lake = who.lake[at]
        rules = regime_of(civil_days(start, end).last)
        frame = pd.DataFrame(
            {"code": heads["section"], "name": who.sections["name"].to_numpy()[at], "start": heads["from"],
             "end": heads["to"], "class": heads["class"], "state": heads["state"]}
        )  # fmt: skip
        return cls(
            frame=frame, items=items, values=values, qualifiers=qualifiers, halves=halves, lake=lake, rules=rules,
            classes=classify(values, qualifiers, items=items, lake=lake, regime=rules),
        )  # fmt: skip

    def numbers(self, values: Floats | None = None, lake: Bools | None = None) -> Floats:
        """Classes of other values, or by the limits of the other water body."""
        return classify(
            self.values if values is None else values, self.qualifiers, items=self.items,
            lake=self.lake if lake is None else lake, regime=self.rules,
        ).number  # fmt: skip


def _halves(found: pd.DataFrame) -> Floats:
    """Half the last decimal in which a value was shown [row]; 0 where the unrounded value is known."""
    exact = found["value"].to_numpy() != found["shown"].to_numpy()
    live = found["parameter"].map(lambda p: water_parameter(p).decimals_live).to_numpy(dtype=float)
    return np.where(exact, 0.0, 0.5 * 10.0**-live)


def _causes(times: Times) -> NDArray[np.intp]:
    """Place of the cause of each row in `CAUSES`; −1 where both agree, or neither has a class."""
    numbers = {name: float(n) for n, name in enumerate(CLASSES, start=1)}
    theirs = np.array([numbers.get(str(c), np.nan) for c in times.frame["class"]], np.float64)
    said = (times.frame["class"] != "").to_numpy()
    ours = times.classes.number
    there = ~np.isnan(ours)
    running = times.frame["state"].isin(RUNNING).to_numpy()
    knows_one = bool(np.any(theirs == 1))
    tests = {
        "not_running": there & ~said & ~running,
        "published_missing": there & ~said,
        "ours_missing": ~there & said,
        "own_word": there & said & np.isnan(theirs),
        "no_class_one": (ours == 1) & (theirs == 2) & (not knows_one),
        "shown_value": _on_a_limit(times, theirs),
        "other_body": times.numbers(lake=~times.lake) == theirs,
        "rounded_first": times.numbers(_rounded(times)) == theirs,
        "nitrogen_counted": _with_nitrogen(times) == theirs,
        "earlier_slot": _before(times.frame, ours) == theirs,
        "unknown": np.ones(len(ours), dtype=bool),
    }
    cause: NDArray[np.intp] = np.full(len(ours), -1, np.intp)
    open_rows = (there | said) & ~(there & (ours == theirs))
    for place, name in enumerate(CAUSES):
        here = open_rows & (cause < 0) & tests[name]
        cause[here] = place
    return cause


def _on_a_limit(times: Times, theirs: Floats) -> Bools:
    """Whether some values that are shown as these would have the published class."""
    more = np.array([i in times.rules.limits.least for i in times.items], dtype=bool)
    ranged = np.array([i in times.rules.limits.ranges for i in times.items], dtype=bool)
    better = np.where(more, times.halves, -times.halves)
    low, high = (times.numbers(times.values + np.where(ranged, 0.0, sign * better)) for sign in (1.0, -1.0))
    for sign in (1.0, -1.0):
        moved = times.numbers(times.values + np.where(ranged, sign * times.halves, -better))
        high = np.fmax(high, moved)
    return np.asarray((theirs >= low) & (theirs <= high), dtype=bool)


def _rounded(times: Times) -> Floats:
    found = times.values.copy()
    for i, item in enumerate(times.items):
        decimals = times.rules.assessment.decimals.get(item)
        if decimals is not None:
            found[:, i] = kept_digit(found[:, i], decimals)
    return found


def _with_nitrogen(times: Times) -> Floats:
    """Classes with the total nitrogen of lakes counted."""
    if "tn" not in times.items:
        return times.classes.number
    return np.fmax(times.classes.number, times.classes.by_item[:, times.items.index("tn")])


def _before(frame: pd.DataFrame, ours: Floats) -> Floats:
    """Our class of the row before of the same section."""
    return np.asarray(pd.Series(ours).groupby(frame["code"].to_numpy()).shift(1), dtype=np.float64)
