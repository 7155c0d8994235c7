"""What each indicator of water says of one judged part of time: of its sections, or of what they belong to.

One function an indicator, the same for all: an entry and a judged part in, figures of the members out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessment.entries import Entry
from assessment.water_catalogue import FILES
from assessment.water_judged import Judged
from indicators import cwqi, trophic
from indicators.water_class import Classes, class_name, limits_of_class, meets, multiples
from indicators.water_main_items import (
    CLASS_III,
    exceeding,
    exceeding_text,
    main_items,
    main_items_of_many,
    multiple_text,
)
from indicators.water_means import Means, evaluated
from indicators.water_parameters import AUTOMATIC_ITEMS
from indicators.water_regime import WaterRegime
from indicators.water_states import compliance_rate, section_state, state

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Places = NDArray[np.intp]

GOOD_STATES: Final = 2
"""States 优 and 良好: no main pollution indicator is named."""
GUESSED: Final = frozenset({"chlorophyll", "otherwise"})
"""By what a water body is told that is neither the registry's nor its publisher's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one part [member], and what counted for them."""

    values: NDArray[np.float64] | NDArray[np.object_]
    valid: Ints
    remarks: Mapping[str, Flags]


def figures_of(asked: Entry, one: Judged) -> Figures:
    """The indicator of every member of a judged part."""
    return (SECTION if one.who.of == "section" else GROUP)[kind_of(asked)](asked, one)


def kind_of(asked: Entry) -> str:
    """Code of an indicator; `mean` for an item, that of the whole for each part of what has several."""
    if asked.file in FILES:
        return asked.file
    return asked.code if asked.code in SECTION else "mean"


def _section_class(asked: Entry, one: Judged) -> Figures:
    number = one.classes.number
    return _of_class(one, _texts([class_name(float(n), one.rules) for n in number]), ~np.isnan(number))


def _of_class(one: Judged, values: NDArray[np.object_] | Floats, there: Flags) -> Figures:
    classes = one.classes
    count = np.where(classes.counted, one.part.judged.count, 0).max(axis=-1, initial=0)
    judged = ~np.isnan(classes.number)
    decided = np.asarray(judged & np.all(classes.bounded | ~classes.deciding, axis=-1), dtype=bool)
    guessed = np.array([b in GUESSED for b in one.who.body], dtype=bool)
    other = one.otherwise.number
    both = judged & ~np.isnan(other)
    automatic = [one.items.index(i) for i in AUTOMATIC_ITEMS if i in one.items]
    few = judged & (classes.counted[:, automatic].sum(axis=-1) < len(AUTOMATIC_ITEMS))
    return Figures(
        values=values,
        valid=np.where(there & judged, count, 0).astype(np.int64),
        remarks={
            "limit_decides": decided,
            "limit_unjudged": np.asarray(classes.unjudged.any(axis=-1), dtype=bool),
            "water_body_rule": guessed & both & (other != classes.number),
            "few_items": few,
        },
    )


def _section_state(asked: Entry, one: Judged) -> Figures:
    numbers = section_state(one.classes.number, one.rules)
    return _of_class(one, _texts([_state_word(n, one.rules) for n in numbers]), ~np.isnan(numbers))


def _deciding(asked: Entry, one: Judged) -> Figures:
    texts = ["+".join(i for i, d in zip(one.items, row, strict=True) if d) for row in one.classes.deciding]
    return _of_class(one, _texts(texts), ~np.isnan(one.classes.number))


def _exceedance(asked: Entry, one: Judged) -> Figures:
    found = [
        exceeding_text(exceeding(by, over, items=one.items, regime=one.rules))
        for by, over in zip(_settled(one.classes, one.part.judged), one.over, strict=True)
    ]
    return _of_class(one, _texts(found), ~np.isnan(one.classes.number))


def _section_main(asked: Entry, one: Judged) -> Figures:
    found = [
        exceeding_text(main_items(by, over, items=one.items, regime=one.rules))
        for by, over in zip(_settled(one.classes, one.part.judged), one.over, strict=True)
    ]
    return _of_class(one, _texts(found), ~np.isnan(one.classes.number))


def _settled(classes: Classes, judged: Means) -> Floats:
    """Classes of the items [section, item] without those that only a limit of detection bounds."""
    return np.where((judged.qualifiers < 0) & classes.bounded, np.nan, classes.by_item)


def _target_exceedance(asked: Entry, one: Judged) -> Figures:
    judged = one.part.judged
    times = multiples(one.proven, one.targets, items=one.items, regime=one.rules)
    fails = (
        meets(judged.values, judged.qualifiers, limits=one.targets, items=one.items, regime=one.rules)[1]
        if one.items else np.empty((len(one.who.sections), 0))
    )  # fmt: skip
    texts = []
    for failed, over in zip(fails == 0, times, strict=True):
        pairs = [
            (-np.nan_to_num(m, nan=-1.0), i) for i, f, m in zip(one.items, failed, over, strict=True) if f
        ]
        texts.append(
            "+".join(_with_multiple(item, -size) for size, item in sorted(pairs, key=lambda p: p[0]))
        )
    return _of_target(one, _texts(texts))


def _with_multiple(item: str, multiple: float) -> str:
    return item if multiple < 0 else f"{item}({multiple_text(multiple)})"


def _target_met(asked: Entry, one: Judged) -> Figures:
    words = ["" if np.isnan(m) else "yes" if m else "no" for m in one.met_now]
    return _of_target(one, _texts(words))


def _of_target(one: Judged, values: NDArray[np.object_]) -> Figures:
    without = np.array([t is None for t in one.who.targets], dtype=bool)
    found = _of_class(one, values, ~np.isnan(one.met_now))
    return Figures(values=found.values, valid=found.valid, remarks={**found.remarks, "no_target": without})


def _section_mean(asked: Entry, one: Judged) -> Figures:
    size = len(one.who.sections)
    if asked.code not in one.items:
        return Figures(values=np.full(size, np.nan), valid=np.zeros(size, np.int64), remarks={})
    at = one.items.index(asked.code)
    means = one.part.means
    return Figures(
        values=means.numbers[:, at], valid=means.count[:, at].astype(np.int64),
        remarks={"half_limit": means.qualifiers[:, at] < 0},
    )  # fmt: skip


def _section_shares(asked: Entry, one: Judged) -> Figures:
    """A share of one section: of its section-months where there are several, else 100 or 0."""
    size = len(one.who.sections)
    rows = [np.array([i], np.intp) for i in range(size)]
    return _shares_of(asked, one, rows)


def _group_shares(asked: Entry, one: Judged) -> Figures:
    return _shares_of(asked, one, [one.who.of_member(m) for m in range(len(one.who))])


def _shares_of(asked: Entry, one: Judged, groups: Sequence[Places]) -> Figures:
    values = np.full(len(groups), np.nan)
    valid = np.zeros(len(groups), np.int64)
    without = np.zeros(len(groups), bool)
    for i, rows in enumerate(groups):
        if asked.code == "section_compliance_rate":
            rate, there, _ = compliance_rate(one.met[:, rows].reshape(-1))
            values[i], valid[i] = float(rate), int(there)
            without[i] = any(one.who.targets[r] is None for r in rows)
            continue
        found = one.shares(rows)
        valid[i] = int(found.evaluated)
        if asked.file == "class_distribution":
            number = int(asked.code.rsplit("_", 1)[-1])
            values[i] = float(found.counts[number - 1]) if valid[i] else np.nan
        else:
            values[i] = float(found.good_share if asked.code == "good_water_share" else found.bad_share)
    return Figures(values=values, valid=valid, remarks={"no_target": without})


def _group_class(asked: Entry, one: Judged) -> Figures:
    def word(number: float, few: Classes | None, rows: Places) -> str:
        return "" if few is None else class_name(float(few.number), one.rules)

    return _of_groups(one, word, no_class=True)


def _group_state(asked: Entry, one: Judged) -> Figures:
    return _of_groups(one, lambda number, few, rows: _state_word(number, one.rules))


def _group_deciding(asked: Entry, one: Judged) -> Figures:
    def items(number: float, few: Classes | None, rows: Places) -> str:
        return "" if few is None else "+".join(i for i, d in zip(one.items, few.deciding, strict=True) if d)

    return _of_groups(one, items, no_class=True)


def _group_main(asked: Entry, one: Judged) -> Figures:
    def items(number: float, few: Classes | None, rows: Places) -> str:
        if np.isnan(number) or number <= GOOD_STATES:
            return ""
        if few is None:
            many = main_items_of_many(
                _settled(one.classes, one.part.judged)[rows], items=one.items, regime=one.rules
            )
            return "+".join(f"{m.item}({m.share:.1f}%)" for m in many)
        return exceeding_text(
            main_items(few.by_item, _over_mean(one, rows), items=one.items, regime=one.rules)
        )

    return _of_groups(one, items)


def _group_exceedance(asked: Entry, one: Judged) -> Figures:
    def items(number: float, few: Classes | None, rows: Places) -> str:
        if few is None:
            return ""
        return exceeding_text(
            exceeding(few.by_item, _over_mean(one, rows), items=one.items, regime=one.rules)
        )

    return _of_groups(one, items, no_class=True)


def _over_mean(one: Judged, rows: Places) -> Floats:
    """Multiples of the mean of a few sections against class Ⅲ [item]."""
    judged = rows[~np.isnan(one.classes.number[rows])]
    rounded = evaluated(one.mean_of(judged), items=one.items, regime=one.rules)
    limits = limits_of_class(CLASS_III, items=one.items, lake=bool(one.who.lake[judged[0]]), regime=one.rules)
    proven = np.where(rounded.qualifiers < 0, np.nan, rounded.values)
    return multiples(proven, limits, items=one.items, regime=one.rules)


def _of_groups(
    one: Judged, text: Callable[[float, Classes | None, Places], str], *, no_class: bool = False
) -> Figures:
    size = len(one.who)
    texts, valid = [], np.zeros(size, np.int64)
    mixed, many = np.zeros(size, bool), np.zeros(size, bool)
    for m in range(size):
        rows = one.who.of_member(m)
        number, few = one.group_state(rows)
        valid[m] = int(np.sum(~np.isnan(one.pooled[:, rows])))
        here = rows[~np.isnan(one.classes.number[rows])]
        enough = here.size >= one.rules.assessment.few_sections
        mixed[m] = bool(here.size) and not enough and few is None
        many[m] = enough and no_class
        texts.append(text(number, few, rows))
    return Figures(
        values=_texts(texts), valid=valid, remarks={"rivers_and_lakes": mixed, "no_group_class": many}
    )


def _group_mean(asked: Entry, one: Judged) -> Figures:
    size = len(one.who)
    values, valid = np.full(size, np.nan), np.zeros(size, np.int64)
    if asked.code in one.items:
        at = one.items.index(asked.code)
        for m in range(size):
            rows = one.who.of_member(m)
            if rows.size:
                values[m] = one.unrounded(rows)[at]
                valid[m] = int(np.sum(~np.isnan(one.part.means.numbers[rows, at])))
    return Figures(values=values, valid=valid, remarks={})


def _index(asked: Entry, one: Judged) -> Figures:
    """The city water index of each member, and of a section that of itself alone."""
    groups = [one.who.of_member(m) for m in range(len(one.who))]
    values, valid = np.full(len(groups), np.nan), np.zeros(len(groups), np.int64)
    fewer = np.zeros(len(groups), bool)
    for m, rows in enumerate(groups):
        here = rows[~np.isnan(one.classes.number[rows])]
        valid[m] = here.size
        if not here.size:
            continue
        values[m], least = cwqi.index_of_sections(
            one.part.means.numbers[here], items=one.items, lake=one.who.lake[here], regime=one.rules
        )
        fewer[m] = least < len(one.rules.ranking.items)
    return Figures(values=values, valid=valid, remarks={"cwqi_fewer_items": fewer})


def _item_class(asked: Entry, one: Judged) -> Figures:
    """The class of one item of each section."""
    item, size = str(asked.part), len(one.who.sections)
    if item not in one.items:
        return Figures(values=_texts([""] * size), valid=np.zeros(size, np.int64), remarks={})
    at = one.items.index(item)
    numbers = one.classes.by_item[:, at]
    return Figures(
        values=_texts([class_name(float(n), one.rules) for n in numbers]),
        valid=np.where(np.isnan(numbers), 0, one.part.judged.count[:, at]).astype(np.int64),
        remarks={"limit_unjudged": one.classes.unjudged[:, at]},
    )


def _group_item_class(asked: Entry, one: Judged) -> Figures:
    item = str(asked.part)

    def word(number: float, few: Classes | None, rows: Places) -> str:
        if few is None or item not in one.items:
            return ""
        return class_name(float(few.by_item[one.items.index(item)]), one.rules)

    return _of_groups(one, word, no_class=True)


def _item_index(asked: Entry, one: Judged) -> Figures:
    """The index of one item of each member: its rivers' and its lakes', weighed as the sum of all is."""
    item = str(asked.part)
    values, valid = np.full(len(one.who), np.nan), np.zeros(len(one.who), np.int64)
    if item not in one.items:
        return Figures(values=values, valid=valid, remarks={})
    at = one.items.index(item)
    for m in range(len(one.who)):
        rows = one.who.of_member(m)
        here = rows[~np.isnan(one.classes.number[rows])]
        valid[m] = int(np.sum(~np.isnan(one.part.means.numbers[here, at])))
        found, sizes = [], []
        for lake in (False, True):
            part = here[one.who.lake[here] == lake]
            indices = cwqi.item_indices(one.unrounded(part), items=one.items, lake=lake, regime=one.rules)
            found.append(float(indices[at]) if part.size else float("nan"))
            sizes.append(part.size)
        values[m] = float(cwqi.city_index(found[0], found[1], sections=sizes[0], points=sizes[1]))
    return Figures(values=values, valid=valid, remarks={})


def _trophic(asked: Entry, one: Judged) -> Figures:
    """The trophic level index of each lake: means over time first, then over its points."""
    size = len(one.who)
    values, valid = np.full(size, np.nan), np.zeros(size, np.int64)
    fewer, river = np.zeros(size, bool), np.zeros(size, bool)
    for m in range(size):
        rows = one.who.of_member(m)
        points = rows[one.who.lake[rows]]
        river[m] = bool(rows.size) and not points.size
        if not points.size:
            continue
        values[m], there = trophic.index_of_points(
            one.part.means.numbers[points], items=one.items, regime=one.rules
        )
        if np.isnan(values[m]):
            continue
        valid[m] = (
            int(np.sum((one.part.means.count[points] > 0).any(axis=-1)))
            if len(one.who) != len(one.who.sections)
            else int(max(one.part.means.count[points[0]][one.items.index(n)] for n in there))
        )
        fewer[m] = len(there) < len(one.rules.trophic.items)
    return Figures(values=values, valid=valid, remarks={"tli_fewer_items": fewer, "no_lake": river})


def _grade(asked: Entry, one: Judged) -> Figures:
    index = _trophic(asked, one)
    words = []
    for number in trophic.trophic_grade(np.asarray(index.values, np.float64), one.rules):
        found = trophic.grade(float(number), one.rules)
        words.append("" if found is None else found.label.zh)
    return Figures(values=_texts(words), valid=index.valid, remarks=index.remarks)


Make = Callable[[Entry, Judged], Figures]
_SHARES: Final = ("section_compliance_rate", "good_water_share", "worse_than_v_share", "class_distribution")
_SAME: Final[Mapping[str, Make]] = MappingProxyType(
    {"cwqi": _index, "cwqi_improvement": _index, "tli": _trophic, "trophic_grade": _grade}
)
SECTION: Final[Mapping[str, Make]] = MappingProxyType(
    {
        "water_class": _section_class, "water_state": _section_state, "deciding_items": _deciding,
        "water_exceedance": _exceedance, "target_exceedance": _target_exceedance, "target_met": _target_met,
        "main_pollution_items": _section_main, "mean": _section_mean, "water_item_classes": _item_class,
        "water_item_index": _item_index, **dict.fromkeys(_SHARES, _section_shares),
        **_SAME,
    }
)  # fmt: skip
GROUP: Final[Mapping[str, Make]] = MappingProxyType(
    {
        "water_class": _group_class, "water_state": _group_state, "deciding_items": _group_deciding,
        "water_exceedance": _group_exceedance, "main_pollution_items": _group_main, "mean": _group_mean,
        "water_item_classes": _group_item_class, "water_item_index": _item_index,
        **dict.fromkeys(_SHARES, _group_shares), **_SAME,
    }
)  # fmt: skip


def _texts(words: Sequence[str]) -> NDArray[np.object_]:
    found = np.empty(len(words), dtype=object)
    found[:] = list(words)
    return found


def _state_word(number: float, rules: WaterRegime) -> str:
    found = state(float(number), rules)
    return "" if found is None else found.label.zh
