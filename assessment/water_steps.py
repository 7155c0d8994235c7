"""The tables behind one figure of water: its sections, items, months, and the values as they were sampled.

Each is made when somebody opens it. What a table shows is what the figure was made from, so that a reader can follow
value → mean → rounding → class of the item → worst item by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.catalogue import entry
from assessment.columns import STAGES, stamp
from assessment.entries import Entry
from assessment.terms import Terms
from assessment.water_catalogue import CLASSES
from assessment.water_grid import RUNNING, USABLE_BELOW, Part, WaterGrid
from assessment.water_judged import Judged, judged_parts_of
from assessment.water_moment import target_text
from assessment.water_sections import WaterMembers
from assessment.water_verdicts import verdict_of
from indicators import cwqi, trophic
from indicators.parameters import Label
from indicators.water_class import class_name, limits_of_class, meets, multiples
from indicators.water_main_items import multiple_text
from indicators.water_means import Means
from indicators.water_parameters import water_parameter
from ingest.contract import Quality
from store.opening import Store
from store.water import published, samples

Floats = NDArray[np.float64]
_SIGNS: Final = {-1: "<", 0: "", 1: ">"}


@dataclass(frozen=True, kw_only=True)
class WaterCase:
    """The figure that is explained: one member, one part of time."""

    store: Store
    asked: Entry
    code: str
    start: datetime
    end: datetime
    terms: Terms
    who: WaterMembers
    grid: WaterGrid

    @property
    def part(self) -> Part:
        """The part of time."""
        return self.grid.parts[0]

    @cached_property
    def judged(self) -> Judged:
        """The part, judged."""
        return judged_parts_of(self.grid, self.who)[0]

    @property
    def is_section(self) -> bool:
        """Whether one section is explained."""
        return self.who.of == "section"

    @property
    def rows(self) -> NDArray[np.intp]:
        """The sections behind it."""
        return np.arange(len(self.who.sections), dtype=np.intp)

    @cached_property
    def few(self) -> bool:
        """Whether it is of several sections, fewer than five of which are judged by their mean."""
        return not self.is_section and self.judged.group_state(self.rows)[1] is not None


def items(case: WaterCase) -> pd.DataFrame:
    """Each item of a section, or of the mean of a few: mean, what is judged, its limits, its class, whether it decides.

    `samples` counts the values (months, in a part of several), `judged` is rounded (raw for a slot) with its sign
    below or above a limit, `multiple` is against class Ⅲ; `meets` and `target_multiple` are against the target.
    """
    one = case.judged
    if case.is_section:
        means, judged = _row(case.part.means, 0), _row(case.part.judged, 0)
        lake = bool(case.who.lake[0])
    else:
        here = case.rows[~np.isnan(one.classes.number)]
        means = one.mean_of(here)
        judged = one.rounded_mean_of(here)
        lake = bool(one.who.lake[here[0]])
    return _items(case, means, judged, lake)


def _items(case: WaterCase, means: Means, judged: Means, lake: bool) -> pd.DataFrame:
    one, rules, names = case.judged, case.judged.rules, case.judged.items
    found = one.classes_of(judged, lake)
    limits = np.stack(
        [limits_of_class(float(n), items=names, lake=lake, regime=rules) for n in range(1, 6)], axis=-1
    )
    proven = np.where(judged.qualifiers < 0, np.nan, judged.values)
    over = multiples(proven, limits[:, 2], items=names, regime=rules)
    target = one.targets[0] if case.is_section else np.full(len(names), np.nan)
    _, met = meets(judged.values, judged.qualifiers, limits=target, items=names, regime=rules)
    over_target = multiples(proven, target, items=names, regime=rules)
    rows = []
    for i, item in enumerate(names):
        known = water_parameter(item)
        low_high = rules.limits.ranges.get(item)
        rows.append(
            {
                "item": item,
                "title": known.label.zh,
                "unit": known.unit_text,
                "samples": int(means.count[i]),
                "mean": _number(means.numbers[i]),
                "judged": _SIGNS[int(judged.qualifiers[i])] + _number(judged.values[i]),
                **{name: _number(limits[i, n]) for n, name in enumerate(CLASSES[:5])},
                "range": f"{low_high[0]:g}–{low_high[1]:g}" if low_high else "",
                "class": class_name(float(found.by_item[i]), rules),
                "counts": int(bool(found.counted[i])),
                "decides": int(bool(found.deciding[i])),
                "multiple": multiple_text(float(over[i])) if over[i] > 0 else "",
                "target": _number(target[i]),
                "meets": "" if np.isnan(met[i]) else "yes" if met[i] else "no",
                "target_multiple": multiple_text(float(over_target[i])) if over_target[i] > 0 else "",
            }
        )
    return pd.DataFrame(rows)


def index_items(case: WaterCase) -> pd.DataFrame:
    """Each item of the city water index: its mean over river sections and over lake points, the limit, its index."""
    one, rules, names = case.judged, case.judged.rules, case.judged.items
    here = case.rows[~np.isnan(one.classes.number)]
    frame = pd.DataFrame({"item": names, "title": [water_parameter(i).label.zh for i in names]})
    enters = np.zeros(len(names), bool)
    for lake, word in ((False, "river"), (True, "lake")):
        rows = here[one.who.lake[here] == lake]
        mean = one.unrounded(rows) if rows.size else np.full(len(names), np.nan)
        limit = limits_of_class(float(rules.ranking.standard_class), items=names, lake=lake, regime=rules)
        index = cwqi.item_indices(mean, items=names, lake=lake, regime=rules)
        enters |= ~np.isnan(index)
        frame[f"{word}_sections"] = int(rows.size)
        frame[f"{word}_mean"] = [_number(v) for v in mean]
        frame[f"{word}_limit"] = [_number(v) for v in limit]
        frame[f"{word}_index"] = [_number(v) for v in index]
    return frame[enters].reset_index(drop=True)


def trophic_items(case: WaterCase) -> pd.DataFrame:
    """Each item of the trophic level index: its mean over the points of the lake, its level and its weight."""
    one, rules = case.judged, case.judged.rules
    points = case.rows[one.who.lake]
    means = dict(zip(one.items, one.unrounded(points), strict=True)) if points.size else {}
    names = [i.item for i in rules.trophic.items]
    there = [n for n in names if n in means and means[n] > 0]
    levels = trophic.item_levels({n: means[n] for n in there}, rules)
    weights = trophic.weights(rules, there)
    return pd.DataFrame(
        {
            "item": names,
            "title": [water_parameter(n).label.zh for n in names],
            "unit": [water_parameter(n).unit_text for n in names],
            "mean": [_number(means.get(n, np.nan)) for n in names],
            "level": [_number(float(levels[n])) if n in levels else "" for n in names],
            "weight": [_number(weights[n]) if n in levels else "" for n in names],
        }
    )


def months(case: WaterCase) -> pd.DataFrame:
    """Each month of a part of several: class, whether the target is met, and what is judged of each item."""
    one = case.judged
    rows = []
    for start, month in zip(_month_starts(case), case.part.months, strict=True):
        found = one.classes_of(month, case.who.lake)
        met, _ = meets(month.values, month.qualifiers, limits=one.targets, items=one.items, regime=one.rules)
        for s, code in enumerate(case.who.codes):
            rows.append(
                {
                    "start": start,
                    "code": code,
                    "name": case.who.sections["name"].iloc[s],
                    "class": class_name(float(found.number[s]), one.rules),
                    "deciding": "+".join(i for i, d in zip(one.items, found.deciding[s], strict=True) if d),
                    "target_met": "" if np.isnan(met[s]) else "yes" if met[s] else "no",
                    **{
                        item: _SIGNS[int(month.qualifiers[s, i])] + _number(month.values[s, i])
                        for i, item in enumerate(one.items)
                    },
                }
            )
    return pd.DataFrame(rows)


def _month_starts(case: WaterCase) -> list[str]:
    from assessment.periods import civil_days, parts

    return [stamp(p.start) for p in parts(civil_days(case.start, case.end), "month")]


def sections(case: WaterCase) -> pd.DataFrame:
    """Each section behind the figure: its class and what decides it, its target, and whether it enters and why not."""
    of_sections = case.who.as_sections()
    told = {
        code: verdict_of(entry(code), case.grid, of_sections)
        for code in ("water_class", "deciding_items", "water_exceedance", "target_met")
    }
    main = told["water_class"]
    held = case.who.sections
    frame = pd.DataFrame(
        {"code": case.who.codes, "name": held["name"].tolist(), "river": held["river"].tolist()}
    )
    frame["judged_as"] = np.where(case.who.lake, "lake", "river")
    frame["by"] = list(case.who.body)
    for code, one in told.items():
        frame[code] = one.values[0]
    frame["target"] = [
        target_text(c, i) for c, i in zip(held["target_class"], held["target_items"], strict=True)
    ]
    if case.part.months:
        frame["months"] = (~np.isnan(case.judged.pooled)).sum(axis=0)
    frame["observed"], frame["valid"] = main.observed[0], main.valid[0]
    counted = case.judged.met if case.asked.code == "section_compliance_rate" else case.judged.pooled
    frame["enters"] = (~np.isnan(counted)).any(axis=0).astype(int)
    frame["stage"] = STAGES[main.reviewed[0]]
    frame["note"] = main.remarks.texts()[0]
    return frame


def values(case: WaterCase) -> pd.DataFrame:
    """Every value as it was sampled: as shown and as judged, quality, state of the station, whether it enters."""
    found = samples(
        case.store, start=case.start, end=case.end, sections=case.who.codes, stage=case.terms.stage,
        as_of=case.terms.as_of,
    )  # fmt: skip
    told = published(
        case.store, start=case.start, end=case.end, sections=case.who.codes, stage=case.terms.stage,
        as_of=case.terms.as_of,
    )  # fmt: skip
    told = told[["section", "start", "end", "class", "state"]].rename(columns={"class": "published"})
    frame = found.merge(told, on=["section", "start", "end"], how="left").fillna(
        {"published": "", "state": ""}
    )
    names = dict(zip(case.who.codes, case.who.sections["name"], strict=True))
    frame.insert(1, "name", frame["section"].map(names))
    usable = (frame["quality"] < USABLE_BELOW) & (frame["value"].notna() | (frame["qualifier"] < 0))
    running = frame["state"].isin(RUNNING) | (case.grid.step == "slot")
    frame["enters"] = (usable & running).astype(int)
    quality = {int(q): q.name.lower().replace("_", " ") for q in Quality}
    frame["quality"] = frame["quality"].map(lambda q: quality.get(int(q), str(q)))
    frame["qualifier"] = frame["qualifier"].map(lambda q: _SIGNS[int(q)])
    for name in ("start", "end"):
        frame[name] = [stamp(t.to_pydatetime()) for t in frame[name]]
    return frame.rename(columns={"section": "code"})


def _row(means: Means, row: int) -> Means:
    return Means(
        numbers=means.numbers[row], values=means.values[row], qualifiers=means.qualifiers[row], count=means.count[row]
    )  # fmt: skip


def _number(value: float) -> str:
    return "" if value != value else f"{float(value):.6g}"


STEPS: Final[Mapping[str, Callable[[WaterCase], pd.DataFrame]]] = MappingProxyType(
    {
        "items": items, "index": index_items, "trophic": trophic_items, "months": months, "sections": sections,
        "values": values,
    }
)  # fmt: skip
SAYS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "items": Label(
            zh="各项均值按评价位数修约后定类，最差者为断面类别",
            en="each mean is rounded and classified; the worst sets the class",
        ),
        "index": Label(zh="各项均值除以Ⅲ类限值，求和", en="each mean over its class Ⅲ limit, summed"),
        "trophic": Label(zh="各项指数按权重求和", en="levels of the items, summed by their weights"),
        "months": Label(zh="各月均值，先修约再定类", en="means of the months, rounded and classified"),
        "sections": Label(
            zh="各断面类别；无类别者不计入分母", en="classes of the sections; those without one leave the denominator"
        ),
        "values": Label(zh="监测值及是否参与", en="values as sampled, and whether they enter"),
    }
)  # fmt: skip
