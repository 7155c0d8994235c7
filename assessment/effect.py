"""What a change of standard does: a window as judged under two editions, and whose verdict flips.

The air is the same under both; only the rule differs. A change between two periods is split into the part of the
standard and the part of the air: change = (now, new − now, old) + (now, old − then, old), in the figures shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.alignment import aligned
from assessment.answer import Answer, Passport
from assessment.catalogue import entry
from assessment.columns import Remarks, as_text, stamp
from assessment.comparison import before
from assessment.entries import Entry
from assessment.grid import Grid, daily
from assessment.members import Members
from assessment.passport import passport, terms_words
from assessment.periods import Against, Days
from assessment.ranking import ranked_members
from assessment.terms import Terms
from assessment.verdicts import Verdict, of_parts
from indicators.days import DAILY_LIMITS, meets
from indicators.parameters import Label
from indicators.regime import Word, regime, spells
from indicators.rounding import half_even
from indicators.rules import Limits
from store.opening import Store

Floats = NDArray[np.float64]
MEASURES = ("good_days", "good_day_rate", "heavy_days", "composite_index")
FINAL: Word = "2031"
EFFECT = (
    "code", "name", "start", "end", "indicator", "unit", "value_from", "value_to", "standard", "edition_from",
    "edition_to", "expected", "observed", "valid", "note",
)  # fmt: skip
SPLIT = ("against_start", "against_end", "against_value", "change", "air", "against_valid", "against_note")
FLIPS = (
    "code", "name", "start", "end", "item", "value", "unit", "limit_from", "limit_to", "limit_2031",
    "verdict_from", "verdict_to", "verdict_2031", "days_over_from", "days_over_to", "days_over_2031", "flips",
    "expected", "observed", "valid", "note",
)  # fmt: skip
ALL = "all"


def effect(
    store: Store,
    *,
    within: str | None,
    start: date,
    end: date,
    terms: Terms,
    old: Word = "2012",
    new: Word = "2026",
    against: Against | None = None,
    among: str = "cities",
    precision: str = "shown",
) -> Answer:
    """Good days, their rate, heavy days and the composite index of each city under two editions.

    Columns `EFFECT`: `value_from` and `value_to` are the same days under `old` and under `new`, `standard` the
    difference that the standard alone makes. With `against` also `SPLIT`: `against_value` is the earlier period
    under `old`, `change` is `value_to` less that, and `change = standard + air`.

    Raises
    ------
    LookupError
        For an unknown region or list, or days that no edition judges.
    """
    days = Days(first=start, last=end)
    who, _ = ranked_members(store, among=among, within=within, days=days, terms=terms)
    grid = daily(store, who, days=days, terms=terms)
    past = before(days, against) if against else None
    past_who, past_grid = who, grid
    if past is not None:
        past_who, _ = ranked_members(
            store, among=among, within=within, days=past, terms=terms, also=who.table["code"].tolist()
        )
        past_grid = daily(store, past_who, days=past, terms=terms)
    rows: list[dict[str, object]] = []
    for code in MEASURES:
        asked = entry(code)
        under_old, under_new = (_judged(asked, grid, days, word, terms) for word in (old, new))
        then = None
        if past is not None:
            place = {c: i for i, c in enumerate(past_who.table["code"])}
            then = aligned(_judged(asked, past_grid, past, old, terms), [place[c] for c in who.table["code"]])
        rows += _effect_rows(asked, who, days, under_old, under_new, past, then, precision)
    columns = [*EFFECT, *(SPLIT if against else ())]
    table = pd.DataFrame(rows, columns=columns).sort_values("code", kind="stable", ignore_index=True)
    return Answer(
        table=table,
        passport=_passport(store, who, days, terms, "effect", old, new,
                           {"in": within or "", "among": among, "against": against or ""}),
    )  # fmt: skip


def flips(
    store: Store,
    *,
    within: str | None,
    start: date,
    end: date,
    terms: Terms,
    old: Word = "2012",
    new: Word = "2026",
    among: str = "cities",
    only: bool = True,
    precision: str = "shown",
) -> Answer:
    """Where a verdict flips from within to over the limits, item by item: under `new`, and under the limits of 2031.

    One row for a city and an item: its statistic of the window against the grade II limit of each set of limits
    (annual for the means, daily and 8-hour for the percentiles), and the days that exceed the daily limit. The item
    `all` is over where any item is, and counts the days on which any exceeds. `flips` names the columns, `to` and
    `2031`, under which the window's verdict turns from within to over. With `only`, just the rows in which a verdict
    flips or days come to exceed. HJ 633 has one table, also for 2031: this is compliance with GB 3095, not an AQI.

    Raises
    ------
    LookupError
        For an unknown region or list, or days that no edition judges.
    """
    days = Days(first=start, last=end)
    who, _ = ranked_members(store, among=among, within=within, days=days, terms=terms)
    grid = daily(store, who, days=days, terms=terms)
    words = (old, new, FINAL)
    rule = regime(old, days.last).ranking_edition.ranking
    limits = [regime(word, days.last).limits for word in words]
    over = [days_over(grid, days, word) for word in words]
    whole_year = days.first == date(days.first.year, 1, 1) and days.last == date(days.first.year, 12, 31)
    rows: list[dict[str, object]] = []
    worst: list[Floats] = [np.zeros(len(who)) for _ in words]
    for code, item, average in rule.items:
        asked = entry(code)
        found = _judged(asked, grid, days, old, terms)
        if average == "year" and not whole_year:
            found.remarks.add("annual_limit")
        value = half_even(np.asarray(found.values[0], dtype=np.float64), rule.decimals[code])
        bounds = [one.limit(item, average) for one in limits]
        verdicts = [np.where(np.isnan(value), np.nan, value > bound) for bound in bounds]
        # A city is over where an item is, within where all six are, and unknown in between.
        worst = [np.where((w == 1) | (v == 1), 1.0, w + v) for w, v in zip(worst, verdicts, strict=True)]
        said = _Item(
            code=code, unit=asked.unit, text=as_text(np.asarray(found.values[0]), asked.decimals, precision),
            limits=tuple(f"{bound:g}" for bound in bounds), verdicts=tuple(verdicts),
            over=tuple(counts[_daily(item)] for counts in over), judged=found,
        )  # fmt: skip
        rows += _flip_rows(said, who, days)
    blank = np.full(len(who), "", dtype=object)
    covered = _judged(entry("composite_index"), grid, days, old, terms)
    rows += _flip_rows(
        _Item(code=ALL, unit="", text=blank, limits=("", "", ""), verdicts=tuple(worst),
              over=tuple(counts[ALL] for counts in over), judged=covered), who, days,
    )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(FLIPS)).sort_values("code", kind="stable", ignore_index=True)
    if only:
        more = (table["days_over_to"] > table["days_over_from"]) | (
            table["days_over_2031"] > table["days_over_from"]
        )
        table = table[more | (table["flips"] != "")].reset_index(drop=True)
    return Answer(
        table=table,
        passport=_passport(
            store,
            who,
            days,
            terms,
            "flips",
            old,
            new,
            {"in": within or "", "among": among, "only": str(only)},
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One item of all cities: its statistic, and verdict and days over under each of the three sets of limits."""

    code: str
    unit: str
    text: NDArray[np.object_]
    limits: tuple[str, ...]
    verdicts: tuple[Floats, ...]
    over: tuple[NDArray[np.int64], ...]
    judged: Verdict


def days_over(grid: Grid, days: Days, word: Word) -> dict[str, NDArray[np.int64]]:
    """Days on which each daily item of a grid exceeds its limit [member]; `all`: days on which any item does."""
    dates = grid.days()
    failed = np.zeros((len(DAILY_LIMITS), len(dates), len(grid.members)), bool)
    for first, last, rules in spells(word, days.first, days.last, kinds=("limits",)):
        cut = slice(dates.index(first), dates.index(last) + 1)
        failed[:, cut] = _failed(grid, cut, rules.limits)
    counts = {code: failed[i].sum(axis=0) for i, (code, _, _) in enumerate(DAILY_LIMITS)}
    return counts | {ALL: failed.any(axis=0).sum(axis=0)}


def _failed(grid: Grid, cut: slice, limits: Limits) -> NDArray[np.bool_]:
    return np.asarray(meets({code: grid.values[code][cut] for code, _, _ in DAILY_LIMITS}, limits) == 0)


def _daily(item: str) -> str:
    return next(code for code, name, _ in DAILY_LIMITS if name == item)


def _judged(asked: Entry, grid: Grid, days: Days, word: Word, terms: Terms) -> Verdict:
    return of_parts(asked, grid, [days], terms=replace(terms, edition=word))


def _effect_rows(
    asked: Entry, who: Members, days: Days, old: Verdict, new: Verdict, past: Days | None, then: Verdict | None,
    precision: str,
) -> list[dict[str, object]]:  # fmt: skip
    a, b = (_figures(v, asked, precision) for v in (old, new))
    columns: dict[str, NDArray[np.object_]] = {
        "value_from": as_text(a, asked.decimals, precision),
        "value_to": as_text(b, asked.decimals, precision),
        "standard": as_text(b - a, asked.decimals, precision),
    }
    if past is not None and then is not None:
        c = _figures(then, asked, precision)
        new.remarks.add("no_earlier_value", np.isnan(c)[np.newaxis])
        columns |= {
            "against_value": as_text(c, asked.decimals, precision),
            "change": as_text(b - c, asked.decimals, precision),
            "air": as_text(a - c, asked.decimals, precision),
            "against_valid": then.valid[0].astype(object),
            "against_note": then.remarks.texts()[0],
        }
    fixed: dict[str, object] = {
        "start": stamp(days.start), "end": stamp(days.end), "indicator": asked.code, "unit": asked.unit,
        "edition_from": old.editions[0], "edition_to": new.editions[0],
    }  # fmt: skip
    if past is not None:
        fixed |= {"against_start": stamp(past.start), "against_end": stamp(past.end)}
    return _rows(who, fixed, columns, new)


def _flip_rows(item: _Item, who: Members, days: Days) -> list[dict[str, object]]:
    words = ("from", "to", "2031")
    shown = [_verdict(v) for v in item.verdicts]
    columns: dict[str, NDArray[np.object_]] = {"value": item.text}
    columns |= {f"verdict_{word}": s for word, s in zip(words, shown, strict=True)}
    columns |= {f"days_over_{word}": n.astype(object) for word, n in zip(words, item.over, strict=True)}
    turned = [(shown[0] == "within") & (s == "over") for s in shown[1:]]
    told = [
        ";".join(w for w, t in zip(words[1:], row, strict=True) if t) for row in zip(*turned, strict=True)
    ]
    columns["flips"] = np.array(told, dtype=object)
    fixed: dict[str, object] = {
        "start": stamp(days.start), "end": stamp(days.end), "item": item.code, "unit": item.unit,
        **{f"limit_{word}": text for word, text in zip(words, item.limits, strict=True)},
    }  # fmt: skip
    return _rows(who, fixed, columns, item.judged)


def _rows(
    who: Members, fixed: Mapping[str, object], columns: Mapping[str, NDArray[np.object_]], judged: Verdict
) -> list[dict[str, object]]:
    notes = judged.remarks.texts()[0]
    return [
        {
            "code": who.table["code"][i], "name": who.table["name"][i], **fixed,
            **{name: values[i] for name, values in columns.items()},
            "expected": int(judged.expected[0, i]), "observed": int(judged.observed[0, i]),
            "valid": int(judged.valid[0, i]), "note": notes[i],
        }
        for i in range(len(who))
    ]  # fmt: skip


def _verdict(over: Floats) -> NDArray[np.object_]:
    return np.where(np.isnan(over), "", np.where(over == 1, "over", "within")).astype(object)


def _figures(verdict: Verdict, asked: Entry, precision: str) -> Floats:
    values = np.asarray(verdict.values[0], dtype=np.float64)
    return values if precision == "full" else half_even(values, asked.decimals)


def _passport(
    store: Store, who: Members, days: Days, terms: Terms, question: str, old: Word, new: Word,
    arguments: Mapping[str, str],
) -> Passport:  # fmt: skip
    made = [
        passport(
            entry("composite_index"), start=days.start, end=days.end, terms=replace(terms, edition=word),
            made_up=store.simulated, who=f"{len(who)}", question=question,
            arguments={"start": stamp(days.start), "end": stamp(days.end), "from": old, "to": new, **arguments,
                       **terms_words(terms)},
            notes=Remarks.none((1, 1)),
        )
        for word in (old, new)
    ]  # fmt: skip
    aqi = [regime(word, days.last).aqi.number for word in (old, new)]
    return replace(
        made[0],
        title=Label(zh="标准变化的影响", en="Effect of the change of standard"),
        editions=tuple(dict.fromkeys([*aqi, *made[0].editions, *made[1].editions])),
        clauses=tuple(dict.fromkeys([*made[0].clauses, *made[1].clauses])),
        formula=Label(
            zh="变化=（现期新标准−现期旧标准）+（现期旧标准−对比期旧标准）",
            en="change = (now under new − now under old) + (now under old − then under old)",
        ),
    )
