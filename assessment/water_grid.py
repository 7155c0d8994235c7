"""Values of sections by slot, day, month and longer, ready to be judged: what was sampled, its means, their rounding.

A slot is judged on its value as it is. A day or a month is: mean, round, judge. A quarter, half year or year, and any
window that touches several months, is the mean of its monthly means. A value enters the part that holds the whole of
its interval. Values taken while a station was under maintenance, stopped or in no state to run enter no mean. Where a
reviewed value of an item lies in a month, the provisional ones of that item and month do not enter beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.columns import Remarks
from assessment.periods import SHANGHAI, Days, Every, parts
from assessment.terms import Terms
from indicators.water_means import Means, evaluated, mean, mean_of_months, quarter_mean, stacked, year_mean
from indicators.water_parameters import WATER_PARAMETERS
from indicators.water_regime import WaterRegime, water_regime
from store.opening import Store
from store.water_measured import Standing, measured, standing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

RUNNING: Final = ("", "正常")
"""States of a station in which its values count."""
USABLE_BELOW: Final = 4
"""Qualities that a value may have: good, not evaluated, suspect."""
EARLIEST: Final = date(2002, 6, 1)
"""First day that GB 3838-2002 judges. Means of earlier days follow its method; nothing earlier gets a class."""
ITEMS: Final = tuple(p.code for p in WATER_PARAMETERS)
CELLS: Final = 60_000_000
"""Numbers that a grid of slots may have: a month of the nation's live feed."""
GRIDS: Final = 48
"""Grids of means held in memory, of a process: a month of the nation is about 1 MB."""
OFTEN: Final = 4
"""So many intervals of one length are taken for a cadence."""
_DAY_S: Final = 86_400
_USUAL: Final = np.array([p.detection_limit or np.nan for p in WATER_PARAMETERS], dtype=np.float64)
"""Usual limit of detection of each item; NaN where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Means of one part of time, arrays [section, item].

    `means` has numbers in full precision; `judged` is what is judged: rounded, or for a slot as it is. `months` are
    what is judged of each of its months, where it touches several.
    """

    start: datetime
    end: datetime
    means: Means
    judged: Means
    months: tuple[Means, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterGrid:
    """Parts of time of sections.

    Attributes
    ----------
    items
        Codes of the last axis of the parts.
    regimes
        Editions that judge each part.
    expected, observed
        Samples (months, for a part that touches several) that were due, and that have a value [part, section].
    reviewed
        0 provisional, 1 reviewed, 2 of both [part, section].
    remarks
        [part, section].
    stopped
        Section-times left out of means because the station was not running.
    """

    step: str
    items: tuple[str, ...]
    parts: tuple[Part, ...]
    regimes: tuple[WaterRegime, ...]
    expected: Ints
    observed: Ints
    reviewed: NDArray[np.int8]
    remarks: Remarks
    stopped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Values of sections that can enter a mean, one row a value; arrays [row].

    `section` and `item` are places in the question's sections and in `ITEMS`; times are epoch seconds.
    """

    section: NDArray[np.intp]
    start: Ints
    end: Ints
    item: NDArray[np.intp]
    value: Floats
    qualifier: NDArray[np.int8]
    reviewed: Flags
    running: Flags
    usual: Flags
    unlimited: Flags

    def __len__(self) -> int:
        return len(self.start)

    def where(self, rows: Flags | NDArray[np.intp]) -> Entering:
        """The rows of a mask or of places."""
        return Entering(**{name: getattr(self, name)[rows] for name in self.__slots__})


def regime_of(day: date) -> WaterRegime:
    """The editions that judge the water of a day; for days before any, those of the first day that has them."""
    return water_regime(max(day, EARLIEST))


def entering(store: Store, codes: Sequence[str], start: datetime, end: datetime, terms: Terms) -> Entering:
    """What was sampled of sections in [start, end), the state of their stations beside it."""
    found = measured(
        store, start=start, end=end, sections=codes, running=RUNNING, stage=terms.stage, as_of=terms.as_of
    )
    below = found.qualifier < 0
    usable = (found.quality < USABLE_BELOW) & (~np.isnan(found.value) | below)
    item, value = found.item[usable], found.value[usable]
    nameless = np.isnan(value) & below[usable]
    usual = np.where(nameless, _USUAL[item], np.nan)
    return Entering(
        section=found.section[usable], start=found.start[usable], end=found.end[usable], item=item,
        value=np.where(nameless, usual, value), qualifier=found.qualifier[usable], reviewed=found.reviewed[usable],
        running=~_is_among(
            (found.section[usable], found.start[usable], found.end[usable]), found.stopped
        ),
        usual=nameless & ~np.isnan(usual), unlimited=nameless & np.isnan(usual),
    )  # fmt: skip


def epochs(times: pd.Series) -> Ints:
    """Epoch seconds of a column of times, however the store gives them."""
    if pd.api.types.is_numeric_dtype(times):
        return times.to_numpy(dtype=np.int64)
    stamps = pd.to_datetime(times, utc=True)
    return np.asarray((stamps - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(seconds=1), dtype=np.int64)


def _is_among(rows: tuple[Ints, Ints, Ints], others: tuple[Ints, Ints, Ints]) -> Flags:
    if not len(others[0]):
        return np.zeros(len(rows[0]), dtype=bool)
    wanted = pd.MultiIndex.from_arrays(others)
    return np.asarray(pd.MultiIndex.from_arrays(rows).isin(wanted), dtype=bool)


def slots(store: Store, codes: Sequence[str], start: datetime, end: datetime, *, terms: Terms) -> WaterGrid:
    """The values of sections in each interval in which they were sampled, within [start, end), as they are.

    Where values of four hours (or another slot that divides a day) are the usual ones, every slot of the window is
    a part, also one in which nobody has a value.

    Raises
    ------
    ValueError
        Where that would be more than a month of the nation.
    """
    rows = _inside(entering(store, codes, start, end, terms), start, end)
    items = _items(rows)
    intervals = _intervals(rows, start, end)
    shape = (len(intervals), len(codes))
    if len(intervals) * len(codes) * max(len(items), 1) > CELLS:
        raise ValueError("that is too much at once by slot: ask fewer sections or a shorter window")
    at = {interval: i for i, interval in enumerate(intervals)}
    place = np.array([at[pair] for pair in zip(rows.start.tolist(), rows.end.tolist(), strict=True)], np.intp)
    # Of the same interval the reviewed value stands; `best` has chosen already, so this only orders ties.
    order = np.argsort(rows.reviewed, kind="stable")
    rows, place = rows.where(order), place[order]
    column = np.array([items.index(ITEMS[i]) for i in rows.item.tolist()], np.intp)
    values = np.full((*shape, len(items)), np.nan)
    qualifiers = np.zeros(values.shape, np.int8)
    values[place, rows.section, column] = rows.value
    qualifiers[place, rows.section, column] = rows.qualifier
    remarks = Remarks.none(shape)
    for code, flags in (("usual_limit", rows.usual), ("limit_unjudged", rows.unlimited),
                        ("not_running", ~rows.running)):  # fmt: skip
        remarks.add(code, _spread(shape, place[flags], rows.section[flags]))
    observed = (~np.isnan(values)).any(axis=-1).astype(np.int64)
    reviewed = np.zeros(shape, np.int8)
    reviewed[place[rows.reviewed], rows.section[rows.reviewed]] = 1
    found, regimes = [], []
    for i, (begin, finish) in enumerate(intervals):
        rules = regime_of(_day(begin))
        one = mean(values[i : i + 1], qualifiers[i : i + 1], items=items, regime=rules)
        found.append(
            Part(
                start=_moment(begin),
                end=_moment(finish),
                means=one,
                judged=_raw(values[i], qualifiers[i], one),
            )
        )
        regimes.append(rules)
    return WaterGrid(
        step="slot", items=items, parts=tuple(found), regimes=tuple(regimes), expected=np.ones(shape, np.int64),
        observed=observed, reviewed=reviewed, remarks=remarks, stopped=0,
    )  # fmt: skip


def _raw(values: Floats, qualifiers: NDArray[np.int8], one: Means) -> Means:
    return Means(numbers=one.numbers, values=values, qualifiers=qualifiers, count=one.count)


def periods(store: Store, codes: Sequence[str], cut: Sequence[Days], *, step: str, terms: Terms) -> WaterGrid:
    """The means of sections over parts of whole days, in the order of `codes` and `cut`; nobody may change them.

    Made once a process as long as the values of the window stand: every figure of a screen is judged from the same.
    """
    window = min(p.start for p in cut), max(p.end for p in cut)
    return _periods(store, standing(store, *window), tuple(codes), tuple(cut), step, terms)


@lru_cache(maxsize=GRIDS)
def _periods(
    store: Store, _standing: Standing, codes: tuple[str, ...], cut: tuple[Days, ...], step: str, terms: Terms
) -> WaterGrid:
    first, last = min(p.start for p in cut), max(p.end for p in cut)
    everything = entering(store, codes, first, last, terms)
    items = _items(everything)
    stopped = everything.where(~everything.running)
    rows = everything.where(everything.running)
    shape = (len(cut), len(codes))
    remarks = Remarks.none(shape)
    expected, observed = np.ones(shape, np.int64), np.zeros(shape, np.int64)
    reviewed = np.zeros(shape, np.int8)
    cadence = _cadence(rows, len(codes))
    found, regimes = [], []
    for i, days in enumerate(cut):
        rules = regime_of(days.last)
        inside = _inside(rows, days.start, days.end)
        months = [days] if step == "day" else parts(days, "month")
        kept = [_reviewed_first(_inside(inside, m.start, m.end)) for m in months]
        means = [_means(k, len(codes), items, rules) for k in kept]
        whole = mean_over(means, days, items, rules)
        found.append(
            Part(
                start=days.start, end=days.end, means=whole, judged=evaluated(whole, items=items, regime=rules),
                months=tuple(evaluated(m, items=items, regime=rules) for m in means) if len(means) > 1 else (),
            )
        )  # fmt: skip
        regimes.append(rules)
        if len(means) > 1:
            expected[i] = len(means)
            observed[i] = sum((m.count > 0).any(axis=-1).astype(np.int64) for m in means)
            short = (observed[i] > 0) & np.isnan(whole.numbers).all(axis=-1)
            remarks.add("too_few_months", _row(shape, i, short))
        else:
            expected[i], observed[i] = _due(kept[0], cadence, days)
        reviewed[i] = _stage(kept, len(codes))
        for code, name in (("usual_limit", "usual"), ("limit_unjudged", "unlimited")):
            told = np.concatenate([k.section[getattr(k, name)] for k in kept])
            remarks.add(code, _row(shape, i, np.isin(np.arange(len(codes)), told)))
        halted = _inside(stopped, days.start, days.end).section
        remarks.add(
            "not_running", _row(shape, i, np.isin(np.arange(len(codes)), halted) & (observed[i] == 0))
        )
        if not is_calendar(days, step):
            remarks.add("partial_period", _row(shape, i, np.ones(len(codes), bool)))
    times = {(s, b) for s, b in zip(stopped.section.tolist(), stopped.start.tolist(), strict=True)}
    return WaterGrid(
        step=step, items=items, parts=tuple(found), regimes=tuple(regimes), expected=expected, observed=observed,
        reviewed=reviewed, remarks=remarks, stopped=len(times),
    )  # fmt: skip


def mean_over(months: Sequence[Means], days: Days, items: Sequence[str], rules: WaterRegime) -> Means:
    """The mean of a window from those of its months: itself for one month, else by the rule of a quarter or year.

    A whole calendar year needs eight months, a whole quarter or half year two samples; any other window takes what
    months it has and is not judged to be valid.
    """
    if len(months) == 1:
        return months[0]
    stack = stacked(months)
    if is_calendar(days, "year"):
        return year_mean(stack, items=items, regime=rules)
    if is_calendar(days, "quarter") or is_calendar(days, "half"):
        return quarter_mean(stack, items=items, regime=rules)
    return mean_of_months(stack, items=items, least=1)


def is_calendar(days: Days, step: str) -> bool:
    """Whether a window is a whole calendar part of that kind; of any kind for `all`."""
    if step == "all":
        return any(is_calendar(days, one) for one in ("day", "month", "quarter", "half", "year"))
    if step == "day":
        return len(days) == 1
    around = Days(first=days.first - timedelta(days=400), last=days.last + timedelta(days=400))
    return days in parts(around, cast(Every, step))


def _inside(rows: Entering, start: datetime, end: datetime) -> Entering:
    first, last = int(start.timestamp()), int(end.timestamp())
    return rows.where((rows.start >= first) & (rows.end <= last) & (rows.item >= 0))


def _items(rows: Entering) -> tuple[str, ...]:
    return tuple(ITEMS[i] for i in np.unique(rows.item[rows.item >= 0]).tolist())


def _reviewed_first(rows: Entering) -> Entering:
    """Without the provisional values of a section and item that has reviewed ones beside them."""
    if not rows.reviewed.any() or rows.reviewed.all():
        return rows
    key = rows.section.astype(np.int64) * len(ITEMS) + rows.item
    return rows.where(rows.reviewed | ~np.isin(key, key[rows.reviewed]))


def _means(rows: Entering, size: int, items: tuple[str, ...], rules: WaterRegime) -> Means:
    """Means [section, item] of samples, laid out one behind the other whatever their times."""
    column = np.searchsorted([ITEMS.index(i) for i in items], rows.item)
    cell = rows.section.astype(np.int64) * max(len(items), 1) + column
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    first = np.searchsorted(ordered, ordered, side="left")
    rank = np.arange(len(ordered)) - first
    depth = int(rank.max()) + 1 if len(rank) else 1
    values = np.full((depth, size, len(items)), np.nan)
    qualifiers = np.zeros(values.shape, np.int8)
    values[rank, rows.section[order], column[order]] = rows.value[order]
    qualifiers[rank, rows.section[order], column[order]] = rows.qualifier[order]
    return mean(values, qualifiers, items=items, regime=rules)


def _cadence(rows: Entering, size: int) -> Ints:
    """The usual length of a section's interval [section], seconds; 0 where it has none."""
    found = np.zeros(size, np.int64)
    if not len(rows):
        return found
    lengths = pd.DataFrame({"section": rows.section, "start": rows.start, "length": rows.end - rows.start})
    lengths = lengths.drop_duplicates(["section", "start"])
    usual = lengths.groupby(["section", "length"]).size().reset_index(name="n")
    usual = usual.sort_values(["section", "n", "length"]).drop_duplicates("section", keep="last")
    # Hours of a sample by hand are chance: a cadence is a slot that comes again and cuts the day evenly.
    usual.loc[(usual["n"] < OFTEN) | (_DAY_S % usual["length"] != 0), "length"] = 0
    found[usual["section"].to_numpy()] = usual["length"].to_numpy()
    return found


def _due(rows: Entering, cadence: Ints, days: Days) -> tuple[Ints, Ints]:
    """Samples due and taken of each section in a part of one month or less.

    What reports by slots owes all slots of the part; of samples by hand nobody says how many were due: one at least.
    """
    pairs = pd.DataFrame({"section": rows.section, "start": rows.start}).drop_duplicates()
    taken = np.bincount(pairs["section"].to_numpy(dtype=np.int64), minlength=len(cadence)).astype(np.int64)
    length = int((days.end - days.start).total_seconds())
    by_slot = (cadence > 0) & (cadence < _DAY_S)
    slots_due = length // np.where(by_slot, cadence, _DAY_S)
    return np.where(by_slot, slots_due, np.maximum(taken, 1)), taken


def _stage(kept: Sequence[Entering], size: int) -> NDArray[np.int8]:
    reviewed = np.zeros(size, bool)
    provisional = np.zeros(size, bool)
    for rows in kept:
        reviewed[rows.section[rows.reviewed]] = True
        provisional[rows.section[~rows.reviewed]] = True
    return np.where(reviewed & provisional, 2, np.where(reviewed, 1, 0)).astype(np.int8)


def _intervals(rows: Entering, start: datetime, end: datetime) -> list[tuple[int, int]]:
    found = set(zip(rows.start.tolist(), rows.end.tolist(), strict=True))
    lengths = [e - s for s, e in found if e - s < _DAY_S]
    if lengths:
        usual = max(set(lengths), key=lengths.count)
        if _DAY_S % usual == 0 and lengths.count(usual) >= OFTEN:
            offset = min(s for s, e in found if e - s == usual) % usual
            first = int(start.timestamp())
            begin = first + (offset - first) % usual
            found |= {(t, t + usual) for t in range(begin, int(end.timestamp()) - usual + 1, usual)}
    return sorted(found)


def _spread(shape: tuple[int, int], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Flags:
    flags = np.zeros(shape, dtype=bool)
    flags[rows, columns] = True
    return flags


def _row(shape: tuple[int, int], row: int, flags: Flags) -> Flags:
    result = np.zeros(shape, dtype=bool)
    result[row] = flags
    return result


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, SHANGHAI).date()
