"""The monthly table: the class of every section by month, against the month before and that of a year ago."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.passport import passport, water_terms_words
from assessment.periods import Days, month_end, parts
from assessment.terms import Terms
from assessment.water_catalogue import CLASSES
from assessment.water_grid import EARLIEST, periods
from assessment.water_moment import target_text
from assessment.water_sections import water_members
from assessment.water_verdicts import verdict_of
from assessment.water_window import bounds, days_of
from store.opening import Store

MONTHS: Final = 12
LONGEST: Final = 36
COLUMNS: Final = (
    "code", "name", "river", "basin", "province", "city", "county", "target", "start", "end", "water_class",
    "class_number", "deciding_items", "target_met", "change", "year_change", "observed", "note",
)  # fmt: skip


def water_months(
    store: Store, *, terms: Terms, at: datetime, months: int = MONTHS, within: str | None = None
) -> Answer:
    """The class of every section in each of some months, the last of which holds a time.

    Parameters
    ----------
    at
        Any time (UTC) of the last month.
    months
        How many, up to `LONGEST`.
    within
        Code or name of a division, or the name of a basin or river.

    Returns
    -------
    Answer
        Columns `COLUMNS`, by section and month. `change` and `year_change` are steps of class since the month before
        and since the same month of the year before: above 0 better, as text, empty where one of both has no class.

    Raises
    ------
    LookupError
        For an unknown region, or months before any edition.
    ValueError
        For fewer than one month or more than `LONGEST`.
    """
    if not 1 <= months <= LONGEST:
        raise ValueError(f"the monthly table has 1 to {LONGEST} months, not {months}")
    start, end = bounds(at, "month")
    cut = _back(days_of(start, end), months)
    if cut[0].first < EARLIEST:
        raise LookupError(f"No edition judges the class of water before {EARLIEST}.")
    who = water_members(store, of="section", terms=terms, within=within, at=end - timedelta(seconds=1))
    grid = periods(store, who.codes, cut, step="month", terms=terms)
    classes, deciding, met = (
        verdict_of(entry(code), grid, who) for code in ("water_class", "deciding_items", "target_met")
    )
    # The month before the first, and all of the year before: only their classes are looked at.
    past = _back(Days(first=cut[0].first - timedelta(days=1), last=cut[0].first - timedelta(days=1)), MONTHS)
    then = verdict_of(entry("water_class"), periods(store, who.codes, past, step="month", terms=terms), who)
    numbers = np.concatenate([_numbers(then.values), _numbers(classes.values)])
    size, held = len(who), who.sections
    frame = pd.DataFrame(
        {
            **{name: np.tile(held[name].to_numpy(dtype=object), months) for name in ("code", "name", "river", "basin")},
            **{
                name: np.tile(held[f"of_{name}"].to_numpy(dtype=object), months)
                for name in ("province", "city", "county")
            },
            "target": [
                target_text(cls, own) for cls, own in zip(held["target_class"], held["target_items"], strict=True)
            ]
            * months,
            "start": pd.to_datetime(np.repeat([d.start for d in cut], size), utc=True),
            "end": pd.to_datetime(np.repeat([d.end for d in cut], size), utc=True),
            "water_class": np.asarray(classes.values, dtype=object).ravel(),
            "class_number": np.nan_to_num(numbers[MONTHS:]).astype(int).ravel(),
            "deciding_items": np.asarray(deciding.values, dtype=object).ravel(),
            "target_met": np.asarray(met.values, dtype=object).ravel(),
            "change": _steps(numbers[MONTHS:], numbers[MONTHS - 1 : -1]),
            "year_change": _steps(numbers[MONTHS:], numbers[:-MONTHS]),
            "observed": classes.observed.ravel(),
            "note": classes.remarks.texts().ravel(),
        }
    )  # fmt: skip
    frame = frame.sort_values(["code", "start"], kind="stable").reset_index(drop=True)
    first = cut[0].start
    return Answer(
        table=frame.loc[:, list(COLUMNS)],
        passport=passport(
            entry("water_class"), start=first, end=end, terms=terms, made_up=store.simulated,
            who=f"section / {within or 'all'} ({size})", question="table", notes=classes.remarks,
            stages=classes.stages, exclusions=classes.exclusions, basis=classes.basis,
            arguments={"indicator": "water_class", "of": "section", "in": within or "", "start": first.isoformat(),
                       "end": end.isoformat(), "every": "month", **water_terms_words(terms)},
        ),
    )  # fmt: skip


def _back(last: Days, months: int) -> list[Days]:
    """Whole months, the last of them that of a day."""
    index = last.first.year * 12 + last.first.month - months
    first = date(index // 12, index % 12 + 1, 1)
    end = month_end(last.first)
    return parts(Days(first=first, last=end), "month")


def _numbers(words: object) -> np.ndarray:
    known = {name: float(number) for number, name in enumerate(CLASSES, start=1)}
    told = np.asarray(words, dtype=object)
    return np.array([known.get(str(w), np.nan) for w in told.ravel()], np.float64).reshape(told.shape)


def _steps(now: np.ndarray, then: np.ndarray) -> list[str]:
    """Steps of class, above 0 better, as text; empty where there is nothing to compare."""
    return ["" if n != n else f"{int(n)}" for n in (then - now).ravel().tolist()]
