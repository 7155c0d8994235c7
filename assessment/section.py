"""One section: what is known of it, its values with their limits, its classes by month, and its neighbours.

What the feed published of it stands beside ours and is never computed from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import STAGES
from assessment.members import atlas
from assessment.passport import passport, water_terms_words
from assessment.periods import civil_days, parts
from assessment.river import river_course
from assessment.terms import Terms
from assessment.water_bodies import Body
from assessment.water_catalogue import CLASSES
from assessment.water_change import changes
from assessment.water_grid import ITEMS, periods, regime_of, slots
from assessment.water_moment import AGAINST, target_text, water_moment
from assessment.water_parts import water_parts
from assessment.water_sections import WaterMembers, section_names, water_members
from assessment.water_values import water_earlier
from assessment.water_verdicts import verdict_of
from indicators.parameters import Label
from indicators.water_class import limits_of_class, target_limits
from indicators.water_parameters import water_parameter
from store.opening import Store
from store.water import published, registry, samples

MONTHLY: Final = (
    "water_class", "water_state", "deciding_items", "water_exceedance", "target_met", "target_exceedance",
)  # fmt: skip
NEIGHBOURS: Final = (
    "code",
    "name",
    "river",
    "place",
    "river_km",
    "water_class",
    "water_state",
    "lon",
    "lat",
    "note",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section over a window; every table has its own columns.

    Attributes
    ----------
    record
        What the registry says of it: one row, its columns those of `store.water.registry`.
    judged_as, body
        `river` or `lake`, and by what that is known; see `assessment.water_bodies`.
    target
        What it has to meet, in words; empty for none.
    series
        Its values as sampled: start, end (UTC), parameter, title, unit, value, shown, qualifier, limit, quality,
        mark, stage.
    limits
        One row an item that it has: parameter, title, unit, least (oxygen: more is better), the limits Ⅰ to Ⅴ, and
        `target`; NaN where there is none. pH has `low` and `high`.
    classes
        The class of each slot of the window of which anything is known: start, end, water_class, deciding_items,
        published, state (of the station), note.
    months
        The class of each calendar month that the window touches, cut to it: start, end, water_class, class_number,
        water_state, deciding_items, water_exceedance, target_met, target_exceedance, observed, valid, stage, note, and
        change, change_word against the month before and year_change, year_change_word against that of the year before.
    neighbours
        The sections up and down the river, as `NEIGHBOURS`, `place` up or down, in the month that ends the window.
    places
        Names of the divisions that the record names, by code.
    course
        All sections of its river and its neighbours from above to below, as `assessment.river.COLUMNS`.
    """

    record: pd.Series
    judged_as: str
    body: Body
    target: str
    series: pd.DataFrame
    limits: pd.DataFrame
    classes: pd.DataFrame
    months: Answer
    neighbours: pd.DataFrame
    course: pd.DataFrame
    places: Mapping[str, Label]


def section(store: Store, *, code: str, start: datetime, end: datetime, terms: Terms) -> Section:
    """One section (by code, name or alias) over the whole days of [start, end).

    Raises
    ------
    LookupError
        If the registry has none of that code or name on the last day.
    """
    last = end - timedelta(seconds=1)
    who = water_members(store, of="section", terms=terms, at=last, only=[code])
    if len(who) != 1:
        raise LookupError(f"the registry has {len(who)} sections called {code!r}")
    held = who.sections.iloc[0]
    months = _months(store, who, start, end, terms)
    neighbours = _neighbours(store, held, last, terms)
    return Section(
        record=held,
        judged_as="lake" if who.lake[0] else "river",
        body=who.body[0],
        target=target_text(str(held["target_class"]), held["target_items"]),
        series=_series(store, who, start, end, terms),
        limits=limits_of(who, civil_days(start, end).last),
        classes=_classes(store, who, start, end, terms),
        months=months,
        neighbours=neighbours,
        places=_places(store, held),
        course=river_course(
            store,
            terms=terms,
            at=last,
            river=str(held["of_river"] or ""),
            only=[str(held["code"]), *neighbours["code"].astype(str)],
        ),
    )


def _places(store: Store, held: pd.Series) -> dict[str, Label]:
    codes = {str(held[name] or "") for name in ("province", "city", "county", "answers_for")} - {""}
    found = {}
    for code in codes:
        try:
            one = atlas(store).find(code)
        except LookupError:  # a code of another year's divisions is shown as it is
            continue
        found[code] = Label(zh=one.name, en=one.name_en)
    return found


def _series(store: Store, who: WaterMembers, start: datetime, end: datetime, terms: Terms) -> pd.DataFrame:
    found = samples(store, start=start, end=end, sections=who.codes, stage=terms.stage, as_of=terms.as_of)
    known = {code: water_parameter(code) for code in found["parameter"].unique().tolist()}
    found.insert(3, "title", found["parameter"].map(lambda c: known[c].label.zh))
    found.insert(4, "unit", found["parameter"].map(lambda c: known[c].unit_text))
    return found.drop(columns="section").reset_index(drop=True)


def limits_of(who: WaterMembers, day: date) -> pd.DataFrame:
    """The limits of the items of one section on a day, as `Section.limits` says."""
    rules = regime_of(day)
    lake = who.lake[:1]
    columns = {
        name: limits_of_class(np.array([float(n)]), items=ITEMS, lake=lake, regime=rules)[0]
        for n, name in enumerate(CLASSES[:5], start=1)
    }
    target = target_limits(who.targets[:1], items=ITEMS, lake=lake, regime=rules)[0]
    frame = pd.DataFrame({"parameter": ITEMS, **columns, "target": target})
    frame.insert(1, "title", [water_parameter(i).label.zh for i in ITEMS])
    frame.insert(2, "unit", [water_parameter(i).unit_text for i in ITEMS])
    frame.insert(3, "least", [i in rules.limits.least for i in ITEMS])
    ranges = rules.limits.ranges
    frame["low"] = [ranges.get(i, (np.nan, np.nan))[0] for i in ITEMS]
    frame["high"] = [ranges.get(i, (np.nan, np.nan))[1] for i in ITEMS]
    has = frame[[*CLASSES[:5], "low"]].notna().any(axis=1)
    return frame[has].reset_index(drop=True)


def _classes(store: Store, who: WaterMembers, start: datetime, end: datetime, terms: Terms) -> pd.DataFrame:
    grid = slots(store, who.codes, start, end, terms=terms)
    verdict = verdict_of(entry("water_class"), grid, who)
    deciding = verdict_of(entry("deciding_items"), grid, who)
    told = published(store, start=start, end=end, sections=who.codes, stage=terms.stage, as_of=terms.as_of)
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime([p.start for p in grid.parts], utc=True),
            "end": pd.to_datetime([p.end for p in grid.parts], utc=True),
            "water_class": verdict.values[:, 0] if len(grid.parts) else [],
            "deciding_items": deciding.values[:, 0] if len(grid.parts) else [],
            "note": verdict.remarks.texts()[:, 0] if len(grid.parts) else [],
        }
    ).astype({"note": "str"})  # also of a window without values
    told = told.rename(columns={"class": "published"})[["start", "end", "published", "state"]]
    for name in ("start", "end"):
        told[name] = told[name].astype(frame[name].dtype)
    merged = frame.merge(told, on=["start", "end"], how="left")
    merged = merged.fillna({"published": "", "state": ""})
    empty = merged["note"].str.contains("no_data") & (merged["published"] == "") & (merged["state"] == "")
    return merged[~empty].reset_index(drop=True)


def _months(store: Store, who: WaterMembers, start: datetime, end: datetime, terms: Terms) -> Answer:
    asked = entry("water_class")
    cut = parts(civil_days(start, end), "month")
    grid = periods(store, who.codes, cut, step="month", terms=terms)
    found = {
        code: water_parts(store, entry(code), who, cut, step="month", terms=terms, grid=grid)
        for code in MONTHLY
    }
    main = found["water_class"]
    frame = pd.DataFrame({"start": [p.start for p in cut], "end": [p.end for p in cut]})
    for code, one in found.items():
        frame[code] = one.values[:, 0]
    frame["class_number"] = (
        frame["water_class"].map({c: n for n, c in enumerate(CLASSES, start=1)}).fillna(0).astype(int)
    )
    for name in ("expected", "observed", "valid"):
        frame[name] = getattr(main, name)[:, 0]
    frame["stage"] = STAGES[main.reviewed[:, 0]]
    frame["note"] = main.remarks.texts()[:, 0]
    for against, prefix in AGAINST:
        then = water_earlier(
            store, asked, who, "section", cut, within=None, step="month", against=against, terms=terms
        )
        told = changes(asked, main, then.verdict)
        frame[prefix + "before"] = then.verdict.values[:, 0]
        frame[prefix + "change"], frame[prefix + "change_word"] = (
            told["change"][:, 0],
            told["change_word"][:, 0],
        )
    code = who.codes[0]
    return Answer(
        table=frame,
        passport=passport(
            asked, start=start, end=end, terms=terms, made_up=store.simulated, who=f"section / {code} (1)",
            question="table", notes=main.remarks, stages=main.stages, exclusions=main.exclusions, basis=main.basis,
            arguments={"indicator": "water_class", "of": "section", "in": "", "start": start.isoformat(),
                       "end": end.isoformat(), "every": "month", "code": code, **water_terms_words(terms)},
        ),
    )  # fmt: skip


def _neighbours(store: Store, held: pd.Series, last: datetime, terms: Terms) -> pd.DataFrame:
    """The sections that the registry names up and down the river, with their class of that month."""
    named = [(str(c), "up") for c in held["upstream"]] + [(str(c), "down") for c in held["downstream"]]
    if not named:
        return pd.DataFrame(columns=list(NEIGHBOURS))
    known = registry(store, civil_days(last - timedelta(seconds=1), last).last, terms.as_of)
    codes = section_names(known)
    place = {codes.get(word, word): where for word, where in named}
    answer = water_moment(store, terms=terms, at=last, step="month", only=list(place))
    frame = answer.table.copy()
    frame["place"] = frame["code"].map(place)
    kilometres = dict(zip(known["code"], known["river_km"], strict=True))
    frame["river_km"] = frame["code"].map(kilometres)
    order = {"up": 0, "down": 1}
    frame = frame.sort_values("river_km", kind="stable")
    frame = frame.sort_values("place", key=lambda s: s.map(order), kind="stable")
    return frame.loc[:, list(NEIGHBOURS)].reset_index(drop=True)
