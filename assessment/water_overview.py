"""The water of a region at one moment: what its provinces, cities, counties and basins have, and the monthly sheet.

All of it is read once: the shares, states and indices of every member of a region stand on the same values, so that
a screen never shows a share beside sections that it was not made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import STAGES
from assessment.comparison import before
from assessment.members import Of, atlas, region
from assessment.passport import passport, water_terms_words
from assessment.periods import SHANGHAI, Days
from assessment.terms import Terms
from assessment.water_catalogue import CLASSES
from assessment.water_figures import Figures, figures_of
from assessment.water_judged import Judged, judged_parts_of
from assessment.water_moment import AGAINST, moment_passport, target_text
from assessment.water_moved import MOVED, moved
from assessment.water_sections import WaterMembers
from assessment.water_values import Reading, reading
from assessment.water_verdicts import verdict_of
from assessment.water_window import Step, bounds, days_of, every_of
from indicators.rounding import shown
from indicators.water_parameters import water_parameter
from store.opening import Store
from store.water import extent
from store.water_measured import Standing, standing
from store.water_sections import section_versions

COUNTRY: Final = "100000"
GROUPS: Final[tuple[Of, ...]] = ("province", "city", "county", "basin")
RATES: Final = ("good_water_share", "worse_than_v_share", "section_compliance_rate", "cwqi")
COUNTS: Final = tuple(f"class_distribution_{n}" for n in range(1, len(CLASSES) + 1))
COLUMNS: Final = (
    "of", "code", "name", "name_en", "parent", "start", "end", "sections", "expected", "observed", "valid",
    *(f"class_{n}" for n in range(1, len(CLASSES) + 1)), *RATES, "with_target", "water_state", "state_number",
    "main_pollution_items", "stage", "note", *(prefix + name for _, prefix in AGAINST for name in MOVED),
)  # fmt: skip
SHEET: Final = (
    "code", "name", "river", "city", "county", "kind", "water_class", "deciding_items", "water_exceedance", "target",
    "target_met", "target_exceedance", "samples", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """First and last time (UTC starts) of which the store has a value of water, and how many sections have one."""

    first: datetime
    last: datetime
    sections: int

    @property
    def last_day(self) -> date:
        """The civil day of the last value, in Asia/Shanghai: the day of a sample counts whole."""
        return self.last.astimezone(SHANGHAI).date()


def water_span(store: Store) -> Span | None:
    """The span of the values of water in the store; None for a store without water."""
    known = extent(store)
    if known.empty:
        return None
    first, last = known["first"].min(), known["last"].max()
    return Span(
        first=first.to_pydatetime().astimezone(UTC),
        last=last.to_pydatetime().astimezone(UTC),
        sections=len(known),
    )


def water_mark(store: Store) -> Standing:
    """What changes with every value of water and every word of the register."""
    return standing(store)


def water_overview(
    store: Store, *, terms: Terms, at: datetime, step: Step = "month", until: date | None = None,
    within: str | None = None,
) -> Answer:  # fmt: skip
    """Every member of a region that has sections, and the region as a whole, in one slot, day, period or window.

    Parameters
    ----------
    at
        Any time (UTC) of the slot, day or period; of a window its first day.
    step, until
        As of `assessment.water_window.bounds`.
    within
        Code or name of a division, or the name of a basin or river; None for the country.

    Returns
    -------
    Answer
        Columns `COLUMNS`. The first row is the whole (`of` is `whole`), then its provinces, cities, counties and
        basins by code. `sections` are those in the registry, `expected` those that were due, `observed` those with
        values, `valid` those with a class: section-months, in a window of several months; `class_1` to `class_6` count
        them by class; rates are percent, NaN where there are none. `with_target` counts the judged ones that have a
        target; `state_number` is 1 to 5, 0 without; `parent` the province of a city or county. But for a slot, columns
        `MOVED` compare with the period before, the same after `year_` with that of the year before.

    Raises
    ------
    LookupError
        For an unknown region, or a day before any edition.
    """
    start, end = bounds(at, step, until)
    read = reading(store, of="section", start=start, end=end, terms=terms, within=within, step=every_of(step))
    table = _members(store, read, within)
    table["start"], table["end"] = start, end
    for against, prefix in AGAINST:
        then = (
            None
            if step == "slot"
            else _earlier(store, before(days_of(start, end), against), within, step, terms)
        )
        told = moved(table, then)
        for name in MOVED:
            table[prefix + name] = told[name]
    main = verdict_of(entry("good_water_share"), read.grid, _whole(store, read.who, within))
    return Answer(
        table=table.loc[:, list(COLUMNS)],
        passport=passport(
            entry("good_water_share"), start=start, end=end, terms=terms, made_up=store.simulated,
            who=f"section / {within or 'all'} ({len(read.who)})", question="table", notes=main.remarks,
            stages=main.stages, exclusions=main.exclusions, basis=main.basis,
            arguments={"indicator": "good_water_share", "of": "province", "in": within or "",
                       "start": start.isoformat(), "end": end.isoformat(), "every": "all",
                       **water_terms_words(terms)},
        ),
    )  # fmt: skip


def _each(store: Store, read: Reading, within: str | None) -> list[tuple[str, WaterMembers]]:
    """The region as a whole, then its members by kind."""
    return [
        ("whole", _whole(store, read.who, within)),
        *((of, _grouped(store, read.who, of)) for of in GROUPS),
    ]


def _members(store: Store, read: Reading, within: str | None) -> pd.DataFrame:
    made = [_told(of, who, read) for of, who in _each(store, read, within) if len(who)]
    return pd.concat(made, ignore_index=True)


def _earlier(store: Store, days: Days, within: str | None, step: Step, terms: Terms) -> pd.DataFrame | None:
    """The same members over other days, by the register of then; None before any edition."""
    try:
        read = reading(
            store,
            of="section",
            start=days.start,
            end=days.end,
            terms=terms,
            within=within,
            step=every_of(step),
        )
    except LookupError:
        return None
    made = [_briefly(of, who, read) for of, who in _each(store, read, within) if len(who)]
    return pd.concat(made, ignore_index=True)


def _briefly(of: str, who: WaterMembers, read: Reading) -> pd.DataFrame:
    """What a comparison needs of the members of one kind."""
    judged = judged_parts_of(read.grid, who)
    share = figures_of(entry("good_water_share"), judged[-1])
    return pd.DataFrame(
        {
            "of": of, "code": who.table["code"].to_numpy(), "valid": share.valid,
            "good_water_share": _rate(share), "state_number": _states(who, judged),
            "worse_than_v_share": _rate(figures_of(entry("worse_than_v_share"), judged[-1])),
        }
    )  # fmt: skip


def _rate(told: Figures) -> NDArray[np.float64]:
    """Rates [percent]; NaN of what nothing was judged."""
    return np.where(told.valid > 0, np.asarray(told.values, np.float64), np.nan)


def water_sheet(
    store: Store, *, terms: Terms, at: datetime, step: Step = "month", until: date | None = None,
    within: str | None = None,
) -> Answer:  # fmt: skip
    """The table of sections and items as bureaus send it round: values as they are judged, class, multiples, target.

    Returns
    -------
    Answer
        Columns `SHEET`, one row a section in the registry, then one column an item that anybody has: the value as it
        is judged, a text with its sign below or above a limit, empty where there is none.

    Raises
    ------
    LookupError
        For an unknown region, or a day before any edition.
    """
    start, end = bounds(at, step, until)
    read = reading(store, of="section", start=start, end=end, terms=terms, within=within, step=every_of(step))
    who, grid = read.who, read.grid
    verdicts = {
        code: verdict_of(entry(code), grid, who)
        for code in ("water_class", "deciding_items", "water_exceedance", "target_met", "target_exceedance")
    }
    main, held = verdicts["water_class"], who.sections
    frame = who.table[["code", "name"]].reset_index(drop=True).copy()
    frame["river"], frame["kind"] = held["river"].to_numpy(), held["kind"].to_numpy()
    for name in ("city", "county"):
        frame[name] = [_name(store, str(code)) for code in held[f"of_{name}"]]
    frame["target"] = [
        target_text(cls, items) for cls, items in zip(held["target_class"], held["target_items"], strict=True)
    ]
    for code, one in verdicts.items():
        frame[code] = _last(one.values, len(who), "")
    frame["samples"] = _last(main.observed, len(who), 0)
    frame["note"] = _last(main.remarks.texts(), len(who), "no_data")
    frame = frame.loc[:, list(SHEET)]
    if grid.parts:
        judged = grid.parts[-1].judged
        for i, item in enumerate(grid.items):
            told = _written(judged.values[:, i], judged.qualifiers[:, i], item, step)
            if any(told):
                frame[item] = told
    return Answer(
        table=frame,
        passport=moment_passport(
            store, who, main, start=start, end=end, within=within, step=step, terms=terms
        ),
    )


def section_records(store: Store, code: str) -> pd.DataFrame:
    """Every version of a section's record, newest first: what it said, who handed it in, why, and when it was known.

    Columns version, name, target, answers_for, first, last, actor, reason, known_at; empty for a section that only a
    feed has told of.
    """
    held = [one for one in section_versions(store) if one.code == code and one.complete]
    rows = [
        {
            "version": one.version, "name": one.name, "target": target_text(one.target_class, dict(one.target_items)),
            "answers_for": one.answers_for, "first": "" if one.first is None else one.first.isoformat(),
            "last": "" if one.last is None else one.last.isoformat(), "actor": one.actor, "reason": one.reason,
            "known_at": one.known_at,
        }
        for one in sorted(held, key=lambda one: -one.version)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _written(values: NDArray[np.float64], signs: NDArray[np.int8], item: str, step: Step) -> list[str]:
    known = water_parameter(item)
    decimals = known.decimals_live if step == "slot" else known.decimals
    return [
        ""
        if np.isnan(value)
        else ("<" if sign < 0 else ">" if sign > 0 else "") + shown(float(value), decimals)
        for value, sign in zip(values, signs, strict=True)
    ]


def _whole(store: Store, who: WaterMembers, within: str | None) -> WaterMembers:
    """All sections as one member."""
    code, name, english = within or COUNTRY, within or "", within or ""
    try:
        found = region(store, code)
        code, name, english = str(found.code), found.name, found.name_en
    except LookupError:
        pass  # a basin or a river: it is called as it was asked
    table = pd.DataFrame({"code": [code], "name": [name], "name_en": [english]}, dtype="str")
    return replace(who, of="province", table=table, group=np.zeros(len(who.sections), np.intp))


def _grouped(store: Store, who: WaterMembers, of: Of) -> WaterMembers:
    """The same sections by what they belong to; those that belong to nobody enter no member."""
    keys = who.sections[f"of_{of}"].astype("str")
    codes = sorted({key for key in keys if key})
    place = {code: i for i, code in enumerate(codes)}
    group = keys.map(lambda key: place.get(key, -1)).to_numpy(dtype=np.intp)
    if of == "basin":
        names, english = codes, [""] * len(codes)
    else:
        found = [atlas(store).find(code) for code in codes]
        names, english = [one.name for one in found], [one.name_en for one in found]
    table = pd.DataFrame({"code": codes, "name": names, "name_en": english}, dtype="str")
    return replace(who, of=of, table=table, group=group)


def _told(of: str, who: WaterMembers, read: Reading) -> pd.DataFrame:
    """What the members of one kind have, in the columns of an overview."""
    size, grid = len(who), read.grid
    frame = who.table[["code", "name", "name_en"]].reset_index(drop=True).copy()
    frame["of"] = of
    frame["parent"] = [code[:2] + "0000" if of in ("city", "county") else "" for code in frame["code"]]
    main = verdict_of(entry("good_water_share"), grid, who)
    judged = judged_parts_of(grid, who)  # once: every figure below stands on the same classes

    def figure(code: str, blank: object) -> np.ndarray:
        return figures_of(entry(code), judged[-1]).values if judged else np.full(size, blank)

    frame["sections"] = [int(who.of_member(m).size) for m in range(size)]
    frame["expected"] = _last(main.expected, size, 0)
    frame["observed"], frame["valid"] = _last(main.observed, size, 0), _last(main.valid, size, 0)
    for number, code in enumerate(COUNTS, start=1):
        frame[f"class_{number}"] = np.nan_to_num(np.asarray(figure(code, np.nan), np.float64)).astype(int)
    for code in RATES:
        frame[code] = _rate(figures_of(entry(code), judged[-1])) if judged else np.full(size, np.nan)
    frame["with_target"] = (
        figures_of(entry("section_compliance_rate"), judged[-1]).valid if judged else np.zeros(size, np.int64)
    )
    frame["main_pollution_items"] = figure("main_pollution_items", "")
    frame["water_state"] = figure("water_state", "")
    frame["state_number"] = _states(who, judged)
    frame["stage"] = STAGES[_last(main.reviewed, size, 0).astype(int)]
    frame["note"] = _last(main.remarks.texts(), size, "no_data")
    return frame


def _states(who: WaterMembers, parts: Sequence[Judged]) -> list[int]:
    if not parts:
        return [0] * len(who)
    found = [parts[-1].group_state(who.of_member(m))[0] for m in range(len(who))]
    return [0 if np.isnan(number) else int(number) for number in found]


def _name(store: Store, code: str) -> str:
    return atlas(store).find(code).name if code else ""


def _last(array: np.ndarray, size: int, blank: object) -> np.ndarray:
    """The row of the newest part [member], filled where there is no part at all."""
    return np.asarray(array[-1]) if len(array) else np.full(size, blank)
