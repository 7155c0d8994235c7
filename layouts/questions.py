"""What a screen may ask: the functions of `assessment`, each already bound to one store.

Screens are handed this value and never the store, so that a page cannot ask anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from assessment.alarms import alarms
from assessment.answer import Answer, Reference
from assessment.basis import Basis
from assessment.calendar import calendar
from assessment.check import check
from assessment.course import course
from assessment.directory import Found, directory, known, lineage
from assessment.episode_hours import EpisodeHours, episode_hours
from assessment.exceedances import exceedances
from assessment.explain import explain
from assessment.explanation import Explanation
from assessment.extent import Extent, remembered
from assessment.health import Health, Watch, health
from assessment.hour_means import hour_means
from assessment.level_days import LevelDays, level_days
from assessment.lever import lever
from assessment.moment import moment, suspects
from assessment.overview import below, overview
from assessment.periods import Days
from assessment.places import Place, covered, place
from assessment.publishers import publishers
from assessment.quarantine import refusal, refused
from assessment.ranking import rank
from assessment.reconciliation import days as reconciled_days
from assessment.reconciliation import hours as reconciled_hours
from assessment.reference import terms_of
from assessment.retrace import retrace
from assessment.review import listed as reviews
from assessment.review import moved
from assessment.rosters import shown as rosters
from assessment.same_period import same_period
from assessment.sand import events, evidence, proposals
from assessment.sand_effect import sand_effect
from assessment.section import Section, section
from assessment.slope import slope
from assessment.slot_ledger import ledger
from assessment.standing import standing
from assessment.station import Station, station
from assessment.surface import Surface, station_surface
from assessment.target_board import board, listed, one_target
from assessment.terms import Terms
from assessment.values import table
from assessment.water_moment import water_moment
from assessment.water_months import water_months
from assessment.water_overview import (
    Span,
    section_records,
    water_mark,
    water_overview,
    water_sheet,
    water_span,
)
from assessment.water_reconciliation import sections as reconciled_water


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The questions of one installation as functions; keyword arguments are those of the assessment modules.

    Those on terms (edition, stage, sand) take `as_of` instead: what was known then, None for all that is known; and
    `chosen`, other terms than those of the installation.

    `extent` answers what the store holds, `known` when the newest of it became known, `directory`
    everything that has a name, `lineage` what lies above a thing; `moment` one hour of every place, `suspects` what
    the checks find at the stations of a place in it, `rank`
    a ranking, `standing` the leading figures of the year to date, `course` a curve of hours, `explain` how
    one figure came about; `targets` the list of the target book, `board` where all its targets stand,
    `target` one of them; `sand_events` the events on record, `sand_evidence` what one stands on,
    `sand_effect` what it does, `sand_proposals` what the rule finds; `reviews` the batches that reviewed or
    revised, `moved` what one of them changed, `refused` the quarantine, `refusal` one row of it with the
    acts on it; `health` how the program is, `ledger` what became of every expected hour; `alarms` what is bad now and
    about to be lost, `level_days` the days of cities by level, `episode_hours` the hours of an episode; `covered` from
    which to which day air is stored, `place` what a word means, `table` any indicator, `calendar`, `hour_means`,
    `same_period`, `slope` and `exceedances` the figures of a trend; `station` one station over a window, `check`
    what the checks find suspect.
    """

    extent: Callable[[], Extent]
    known: Callable[[], datetime | None]
    directory: Callable[[], tuple[Found, ...]]
    lineage: Callable[[str], tuple[Found, ...]]
    moment: Callable[..., Answer]
    suspects: Callable[..., Mapping[str, str]]
    rank: Callable[..., Answer]
    retrace: Callable[..., Answer]
    lever: Callable[..., Answer]
    rosters: Callable[..., Answer]
    standing: Callable[..., Answer]
    overview: Callable[..., Answer]
    below: Callable[..., Answer]
    course: Callable[..., Answer]
    explain: Callable[..., Explanation]
    targets: Callable[..., Answer]
    board: Callable[..., Answer]
    target: Callable[..., Answer]
    sand_events: Callable[..., Answer]
    sand_evidence: Callable[..., tuple[Answer, Answer, Answer]]
    sand_effect: Callable[..., Answer]
    sand_proposals: Callable[..., Any]
    reviews: Callable[..., Answer]
    moved: Callable[..., Answer]
    refused: Callable[..., Answer]
    refusal: Callable[..., tuple[Answer, Answer]]
    health: Callable[..., Health]
    publishers: Callable[..., Answer]
    reconcile_hours: Callable[..., Answer]
    reconcile_days: Callable[..., Answer]
    reconcile_water: Callable[..., Answer]
    ledger: Callable[..., Answer]
    water_mark: Callable[[], Any]
    water_span: Callable[[], Span | None]
    water_moment: Callable[..., Answer]
    water_overview: Callable[..., Answer]
    water_sheet: Callable[..., Answer]
    water_months: Callable[..., Answer]
    section: Callable[..., Section]
    section_records: Callable[[str], Any]
    alarms: Callable[..., Answer]
    level_days: Callable[..., LevelDays]
    episode_hours: Callable[..., EpisodeHours | None]
    covered: Callable[[], Days | None]
    place: Callable[[str, datetime], Place]
    table: Callable[..., Answer]
    calendar: Callable[..., Answer]
    hour_means: Callable[..., Answer]
    same_period: Callable[..., Answer]
    slope: Callable[..., Answer]
    exceedances: Callable[..., Answer]
    surface: Callable[..., Surface]
    station: Callable[..., Station]
    check: Callable[..., Answer]


def questions(store: Any, basis: Basis, watch: Watch | None = None) -> Questions:
    """The questions asked of `store`, which stays opaque to every screen, on the basis of the installation.

    `watch` is what the installation expects of itself; None expects nothing.
    """
    terms = Terms(basis=basis)
    return Questions(
        extent=remembered(store),
        known=partial(known, store),
        directory=partial(directory, store),
        lineage=partial(lineage, store),
        moment=partial(_then, moment, store, terms),
        suspects=partial(_then, suspects, store, terms),
        rank=partial(_then, rank, store, terms),
        retrace=partial(_then, retrace, store, terms),
        lever=partial(_then, lever, store, terms),
        rosters=partial(rosters, store),
        standing=partial(_then, standing, store, terms),
        overview=partial(_then, overview, store, terms),
        below=partial(_then, below, store, terms),
        course=partial(_then, course, store, terms),
        explain=partial(_explained, store, terms),
        targets=partial(listed, store),
        board=partial(board, store, basis=basis),
        target=partial(one_target, store, basis=basis),
        sand_events=partial(events, store),
        sand_evidence=partial(_then, evidence, store, terms),
        sand_effect=partial(_then, sand_effect, store, terms),
        sand_proposals=partial(_proposed, store, terms),
        reviews=partial(reviews, store),
        moved=partial(moved, store, basis=basis),
        refused=partial(refused, store),
        refusal=partial(refusal, store),
        health=partial(health, store, watch=watch or Watch()),
        publishers=partial(publishers, store),
        reconcile_hours=partial(_then, reconciled_hours, store, terms),
        reconcile_days=partial(_then, reconciled_days, store, terms),
        reconcile_water=partial(_then, reconciled_water, store, terms),
        ledger=partial(ledger, store),
        water_mark=partial(water_mark, store),
        water_span=partial(water_span, store),
        water_moment=partial(_then, water_moment, store, terms),
        water_overview=partial(_then, water_overview, store, terms),
        water_sheet=partial(_then, water_sheet, store, terms),
        water_months=partial(_then, water_months, store, terms),
        section=partial(_then, section, store, terms),
        section_records=partial(section_records, store),
        alarms=partial(alarms, store, terms=terms, basis=basis),
        level_days=partial(_then, level_days, store, terms),
        episode_hours=partial(_then, episode_hours, store, terms),
        covered=partial(covered, store),
        place=partial(place, store),
        table=partial(_then, table, store, terms),
        calendar=partial(_then, calendar, store, terms),
        hour_means=partial(_then, hour_means, store, terms),
        same_period=partial(_then, same_period, store, terms),
        slope=partial(_then, slope, store, terms),
        exceedances=partial(_then, exceedances, store, terms),
        surface=partial(_then, station_surface, store, terms),
        station=partial(_then, station, store, terms),
        check=partial(_then, check, store, terms),
    )


def _then(
    question: Callable[..., Any], store: Any, terms: Terms, *, as_of: datetime | None = None,
    chosen: Mapping[str, str] | None = None, **asked: Any,
) -> Any:  # fmt: skip
    """A question on the terms of the installation, as known at a time (None: all that is known).

    `chosen` are other terms (edition, stage, sand, source), whose words the asker has checked.
    """
    other: dict[str, Any] = dict(chosen or {})
    return question(store, terms=replace(terms, as_of=as_of, **other), **asked)


def _proposed(store: Any, terms: Terms, *, within: str, first: date, last: date) -> Any:
    """The sand events that the rule finds from the first to the last day."""
    return proposals(store, within=within, days=Days(first=first, last=last), terms=terms)


def _explained(
    store: Any, terms: Terms, *, chosen: Mapping[str, str], as_of: datetime | None = None, **asked: Any
) -> Explanation:
    """The explanation of a figure on chosen terms (edition, stage, sand, source), as known at a time."""
    if chosen or as_of is not None:
        reference = Reference(question="explain", arguments=dict(chosen), as_of=as_of or datetime.now(UTC))
        found = terms_of(store, reference, terms.basis)
        terms = found if as_of is not None else replace(found, as_of=None)
    return explain(store, terms=terms, **asked)
