"""All sections of a region at one moment: what a map and a monthly board of sections are drawn from.

The moment is a slot, a day, a calendar period or any window of days. A section whose position nobody has entered has no
`lon` and `lat` and is never put anywhere by a guess: it stands in the table and not on the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from assessment.answer import Answer, Passport
from assessment.catalogue import entry
from assessment.columns import STAGES
from assessment.passport import passport, water_terms_words
from assessment.periods import Against, Days
from assessment.terms import Terms
from assessment.verdicts import Verdict
from assessment.water_catalogue import CLASSES
from assessment.water_change import changes, states_of
from assessment.water_grid import WaterGrid, periods, slots
from assessment.water_sections import WaterMembers, section_names, water_members
from assessment.water_values import water_earlier
from assessment.water_verdicts import verdict_of
from assessment.water_window import Step, bounds, days_of, every_of
from store.opening import Store
from store.water import extent, published

AGAINST: Final[tuple[tuple[Against, str], ...]] = (("period", ""), ("year", "year_"))
FIGURES: Final = (
    "water_class", "deciding_items", "water_exceedance", "target_met", "target_exceedance", "main_pollution_items",
)  # fmt: skip
COLUMNS: Final = (
    "code", "name", "name_en", "river", "basin", "province", "city", "county", "kind", "judged_as", "control",
    "purposes", "lon", "lat", "start", "end", "water_class", "class_number", "water_state", "state_number",
    "deciding_items", "water_exceedance", "main_pollution_items", "target", "target_met", "target_exceedance",
    "published", "observed", "valid", "stage", "note", "before", "change", "change_word", "year_before",
    "year_change", "year_change_word",
)  # fmt: skip


def newest_slot(store: Store, at: datetime | None = None) -> datetime | None:
    """Start (UTC) of the newest slot of which the store has a value, up to a time; None for a store without water."""
    starts = extent(store)["last"]
    if starts.empty:
        return None
    newest: datetime = starts.max().to_pydatetime().astimezone(UTC)
    return newest if at is None else min(newest, at)


def water_moment(
    store: Store,
    *,
    terms: Terms,
    at: datetime,
    step: Step = "slot",
    until: date | None = None,
    within: str | None = None,
    only: Sequence[str] | None = None,
) -> Answer:
    """Every section in the slot of four hours, the day, the calendar period or the window that a time begins.

    Parameters
    ----------
    at
        Any time (UTC) of the slot, day or period; of a window its first day.
    step
        `slot` (as it was sampled, judged raw), any other: mean, rounded, judged; see `assessment.water_window`.
    until
        Last day of a window.
    within
        Code or name of a division, or the name of a basin or river.
    only
        Codes of the sections wanted.

    Returns
    -------
    Answer
        Columns `COLUMNS`, one row a section in the registry, by code. Texts are empty and numbers NaN where there is
        none. `class_number` is 1 (Ⅰ) to 6 (劣Ⅴ), `state_number` 1 to 5, 0 without; `judged_as` river or lake;
        `target` its class, with limits of its own in brackets; `target_met` yes, no or empty; `published` the class
        that the feed gave (of a slot). But for a slot, `before` is the class of the period before and `change`
        the steps of state since (above 0 better), `year_…` the same of the year before.

    Raises
    ------
    LookupError
        For an unknown region, or a day before any edition.
    """
    start, end = bounds(at, step, until)
    who = water_members(
        store, of="section", terms=terms, within=within, at=end - timedelta(seconds=1), only=only
    )
    cut = [days_of(start, end)]
    grid = (
        slots(store, who.codes, start, end, terms=terms)
        if step == "slot"
        else periods(store, who.codes, cut, step=every_of(step), terms=terms)
    )
    verdicts = {code: verdict_of(entry(code), grid, who) for code in FIGURES}
    main = verdicts["water_class"]
    frame = _placed(who)
    frame["start"], frame["end"] = start, end
    for code, one in verdicts.items():
        frame[code] = _last(one.values, len(who))
    numbers = {name: number for number, name in enumerate(CLASSES, start=1)}
    frame["class_number"] = frame["water_class"].map(numbers).fillna(0).astype(int)
    states = np.nan_to_num(states_of(frame["water_class"].to_numpy(dtype=object))).astype(int)
    frame["state_number"] = states
    frame["water_state"] = _words(states, main, who, grid)
    for name in ("observed", "valid"):
        frame[name] = _last(getattr(main, name), len(who), 0)
    frame["stage"] = STAGES[_last(main.reviewed, len(who), 0).astype(int)]
    frame["note"] = _last(main.remarks.texts(), len(who), "no_data")
    frame["published"] = _published(store, who, start, end, terms) if step == "slot" else ""
    for against, prefix in AGAINST:
        told = {} if step == "slot" else _compared(store, who, cut, main, within, step, against, terms)
        for name in ("before", "change", "change_word"):
            frame[prefix + name] = told.get(name, "")
    return Answer(
        table=frame.loc[:, list(COLUMNS)],
        passport=moment_passport(
            store, who, main, start=start, end=end, within=within, step=step, terms=terms
        ),
    )


def moment_passport(
    store: Store, who: WaterMembers, main: Verdict, *, start: datetime, end: datetime, within: str | None, step: Step,
    terms: Terms,
) -> Passport:  # fmt: skip
    """The passport of sections as they stood in one slot, day, period or window; `main` is their class."""
    return passport(
        entry("water_class"), start=start, end=end, terms=terms, made_up=store.simulated,
        who=f"section / {within or 'all'} ({len(who)})", question="water_moment", notes=main.remarks,
        stages=main.stages, exclusions=main.exclusions, basis=main.basis,
        arguments={"of": "section", "in": within or "", "start": start.isoformat(), "end": end.isoformat(),
                   "every": every_of(step), **water_terms_words(terms)},
    )  # fmt: skip


def _placed(who: WaterMembers) -> pd.DataFrame:
    """What the registry says of the sections, in the words of the table."""
    held = who.sections
    frame = who.table[["code", "name", "name_en"]].reset_index(drop=True).copy()
    for name in ("river", "basin", "kind", "control", "lon", "lat"):
        frame[name] = held[name].to_numpy()
    for name in ("province", "city", "county"):
        frame[name] = held[f"of_{name}"].to_numpy()
    frame["purposes"] = [" ".join(p) for p in held["purposes"]]
    frame["judged_as"] = np.where(who.lake, "lake", "river")
    frame["target"] = [
        target_text(cls, items) for cls, items in zip(held["target_class"], held["target_items"], strict=True)
    ]
    return frame


def target_text(target_class: str, items: object) -> str:
    """A target in words: ``Ⅲ``, or ``Ⅳ(nh3n 3, tp 0.35)`` with limits of its own; empty for none."""
    own = ", ".join(f"{item} {limit:g}" for item, limit in items.items()) if isinstance(items, dict) else ""
    return f"{target_class}({own})" if own else str(target_class)


def _last(array: np.ndarray, size: int, blank: object = "") -> np.ndarray:
    """The row of the newest part [member], filled where there is no part at all."""
    return array[-1] if len(array) else np.full(size, blank, dtype=object)


def _words(states: np.ndarray, verdict: Verdict, who: WaterMembers, grid: WaterGrid) -> list[str]:
    if not grid.regimes:
        return [""] * len(who)
    words = {one.number: one.label.zh for one in grid.regimes[-1].assessment.states}
    return [words.get(int(number), "") for number in states]


def _published(store: Store, who: WaterMembers, start: datetime, end: datetime, terms: Terms) -> list[str]:
    told = published(store, start=start, end=end, sections=who.codes, stage=terms.stage, as_of=terms.as_of)
    names = section_names(who.sections)
    classes = dict(zip(told["section"].map(lambda c: names.get(c, c)), told["class"], strict=True))
    return [str(classes.get(code, "")) for code in who.codes]


def _compared(
    store: Store, who: WaterMembers, cut: Sequence[Days], now: Verdict, within: str | None, step: Step,
    against: Against, terms: Terms,
) -> dict[str, list[str]]:  # fmt: skip
    asked = entry("water_class")
    then = water_earlier(
        store, asked, who, "section", cut, within=within, step=every_of(step), against=against, terms=terms
    )
    told = changes(asked, now, then.verdict)
    return {
        "before": [str(v) for v in then.verdict.values[-1]],
        "change": [str(v) for v in told["change"][-1]],
        "change_word": [str(v) for v in told["change_word"][-1]],
    }
