"""The questions of the target book: the list, the board of all targets, and one target with all there is to say."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from assessment.answer import Answer
from assessment.basis import Basis
from assessment.columns import stamp
from assessment.members import atlas
from assessment.target_passport import of_book, of_progress
from assessment.target_path import path
from assessment.target_progress import progress, what_if
from assessment.target_rows import (
    BOARD,
    decimals,
    head,
    items_table,
    number,
    placed,
    region_of,
    remarks,
    row,
    titled,
    years_table,
)
from assessment.target_water import belongs, is_section
from indicators.parameters import Label
from ingest.target import TargetRecord
from store.opening import Store
from store.target_book import reported_values, target_versions, targets

LISTED = (
    "id", "version", "region", "place", "indicator", "title", "comparator", "target", "relative", "unit", "start",
    "end", "measured", "plan", "document", "number", "issued", "stage", "sand", "edition", "decimals", "responsible",
    "note", "withdrawn", "known_at", "by", "reason", "file", "above",
)  # fmt: skip


def listed(
    store: Store,
    *,
    within: str | None = None,
    versions: bool = False,
    as_of: datetime | None = None,
    language: str = "zh",
) -> Answer:
    """The target book: the columns of `LISTED`, one row a target, or with `versions` one a version.

    Parameters
    ----------
    within
        Code or name of a region: it and what lies in it.

    Raises
    ------
    LookupError
        If the region is unknown.
    """
    found = [
        one
        for one in (target_versions(store, as_of) if versions else targets(store, as_of))
        if _inside(store, one, within)
    ]
    rows = [
        {
            "id": one.id, "version": one.version, "region": one.region, **placed(store, one, language),
            "indicator": one.indicator, "title": titled(one, language), "comparator": one.comparator,
            "target": f"{one.value:g}", "relative": one.relative, "unit": one.unit, "start": one.first.isoformat(),
            "end": one.last.isoformat(), "measured": "measured" if one.measured else "reported", "plan": one.plan,
            "document": one.document, "number": one.number, "issued": one.issued.isoformat() if one.issued else "",
            "stage": one.stage, "sand": one.sand, "edition": one.edition,
            "decimals": "" if one.decimals is None else str(one.decimals), "responsible": one.responsible,
            "note": one.note, "withdrawn": "withdrawn" if one.withdrawn else "",
            "known_at": stamp(one.known_at) if one.known_at else "", "by": one.actor, "reason": one.reason,
            "file": one.file,
        }
        for one in found
    ]  # fmt: skip
    return Answer(
        table=pd.DataFrame(rows, columns=list(LISTED)),
        passport=of_book(
            store, "targets", {"in": within or ""}, as_of, title=Label(zh="目标责任书", en="Target book")
        ),
    )


def board(
    store: Store,
    *,
    basis: Basis,
    until: date,
    within: str | None = None,
    day: date | None = None,
    plan: str | None = None,
    as_of: datetime | None = None,
    with_past: bool = False,
    precision: str = "shown",
    language: str = "zh",
) -> Answer:
    """Every target of a region as of a day: target, figure, state, remaining control value; columns of `BOARD`.

    A target that cannot be followed has an empty state, and the remarks say why. Parameters as of `progress`;
    `plan` picks the years of one yearly path (限期达标规划).
    """
    rows, unfollowed = [], []
    for one in sorted(targets(store, as_of), key=lambda one: (one.region, one.first, one.last)):
        if not _inside(store, one, within) or (plan is not None and one.plan != plan):
            continue
        try:
            found = progress(
                store, target=one, basis=basis, day=day, until=until, as_of=as_of, with_past=with_past
            )
        except (LookupError, ValueError) as error:
            rows.append(dict.fromkeys(BOARD, "") | head(store, one, language))
            unfollowed.append(_both(f"{one.id}: {error.args[0]}"))
            continue
        rows.append(row(store, found, precision=precision, language=language))
    passport = of_book(
        store, "targets progress", {"in": within or "", "day": day.isoformat() if day else "", "plan": plan or ""},
        as_of, title=Label(zh="目标进展", en="Progress of targets"),
    )  # fmt: skip
    return Answer(
        table=pd.DataFrame(rows, columns=list(BOARD), dtype=object),
        passport=passport,
        remarks=tuple(unfollowed),
    )


def one_target(
    store: Store,
    *,
    target: str,
    basis: Basis,
    until: date,
    day: date | None = None,
    as_of: datetime | None = None,
    level: float | None = None,
    show: str = "progress",
    precision: str = "shown",
    language: str = "zh",
) -> Answer:
    """One target as of a day.

    Parameters
    ----------
    level
        What if all remaining days were at it: `if_level`, `if_figure` and `if_met` are added.
    show
        `progress`: one row with the columns of `BOARD` and `formula`. `years`: the same days of past years. `backtest`:
        the rule tried on past years. `path`: the picture's days. `items`: of an index of air or of
        water, what each item alone must be; of a class, what each item must be.

    Raises
    ------
    LookupError
        If there is no such target.
    ValueError
        If it has nothing of the kind to show.
    """
    found = progress(store, target=target, basis=basis, day=day, until=until, as_of=as_of)
    digits = decimals(found)
    told_beside = remarks(found)
    if show == "progress":
        told = row(store, found, precision=precision, language=language)
        told["formula"] = (
            found.remainder.formula.text(language) if found.remainder and found.remainder.remaining else ""
        )
        if level is not None:
            figure, met = what_if(found, level)
            told |= {
                "if_level": f"{level:g}", "if_figure": number(figure, digits, precision),
                "if_met": "" if met is None else ("true" if met else "false"),
            }  # fmt: skip
        table = pd.DataFrame([told], dtype=object)
    elif show == "years":
        table = years_table(found, precision)
    elif show == "backtest":
        table = pd.DataFrame(
            [
                {"year": t.year, "probability": f"{t.probability:.2f}", "met": "true" if t.met else "false"}
                for t in found.past.tried
            ],
            columns=["year", "probability", "met"],
        )
    elif show == "items":
        table = items_table(found)
    elif show == "reported":
        told_values = reported_values(store, found.target.id, as_of)
        table = pd.DataFrame(
            [
                {"day": v.day.isoformat(), "value": f"{v.value:g}", "unit": found.target.unit, "by": v.actor,
                 "reason": v.reason, "revision": v.revision, "known_at": stamp(v.known_at) if v.known_at else ""}
                for v in told_values
            ],
            columns=["day", "value", "unit", "by", "reason", "revision", "known_at"],
        )  # fmt: skip
    else:
        drawn = path(found)
        table = drawn.astype(object)
        table["day"] = [d.isoformat() for d in drawn["day"]]
        for name in drawn.columns[1:]:
            table[name] = [number(v, max(digits, 2), precision) for v in drawn[name]]
    arguments = {"target": target, "day": found.day.isoformat(), "show": show}
    return Answer(
        table=table, remarks=told_beside, passport=of_progress(store, found, basis, arguments, as_of)
    )


def _inside(store: Store, one: TargetRecord, within: str | None) -> bool:
    if within is None:
        return True
    if within == one.region:
        return True
    places = atlas(store)
    region = places.find(within)
    if region.level == "country" or one.region == region.code:
        return True
    if is_section(one.region):
        return region.code in belongs(store, one.region)
    own = region_of(places, one.region) or places.regions.code(one.region[:6])
    return any(r.code == region.code for r in (own, *places.regions.ancestors(own)))


def _both(text: str) -> Label:
    """A sentence that stands alike in both languages."""
    return Label(zh=text, en=text)
