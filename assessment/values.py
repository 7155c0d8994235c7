"""The question `table`: an indicator of stations, counties, cities or provinces over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from assessment.answer import Answer
from assessment.catalogue import parts_of, tabled
from assessment.columns import Sheet, framed, stamp
from assessment.comparison import before, compared, earlier
from assessment.entries import Entry
from assessment.grid import hourly
from assessment.judged import judged_parts, reading
from assessment.members import Members, Of, members
from assessment.passport import joined_parts, passport, terms_words
from assessment.periods import Against, Every, civil_days, parts, whole_days
from assessment.read import Read
from assessment.sand_events import approved, exclusions
from assessment.terms import Terms
from assessment.verdicts import Verdict, of_steps
from assessment.water_catalogue import is_water
from assessment.water_values import water_table
from assessment.years import runs_of_three
from indicators.parameters import AIR_HOURLY
from store.opening import Store


def table(
    store: Store,
    *,
    indicator: str,
    of: Of,
    start: datetime,
    end: datetime,
    terms: Terms,
    within: str | None = None,
    every: Every | None = None,
    precision: str = "shown",
    against: Against | None = None,
    only: Sequence[str] | None = None,
    read: Read | None = None,
) -> Answer:
    """The indicator of every member over [start, end), with the columns of the contract.

    Parameters
    ----------
    indicator
        Code of the catalogue, or the file of an indicator with a dimension of its own: every part is a row.
    of, within
        Kind of members, and the region (code or name) in which they lie; None for all.
    start, end
        UTC; for anything but hours both must be midnight in Asia/Shanghai.
    every
        Step; None means a day for what has a day, else the whole window.
    against
        Also the same figure of the year before or of the period before, and the change; see
        `assessment.comparison.compared` for the columns.
    only
        Codes of the members that are wanted; None for all.
    read
        The members and their days, where they were read already.

    Raises
    ------
    LookupError
        For an unknown indicator or region, or a day that no edition judges.
    ValueError
        For a step that the indicator does not have, a window that is not of whole days, or hours against others.
    """
    if is_water(indicator):
        return water_table(
            store, indicator=indicator, of=of, start=start, end=end, terms=terms, within=within, every=every,
            precision=precision, against=against, only=only,
        )  # fmt: skip
    if of in ("section", "river", "basin"):
        raise ValueError(f"{indicator} is of air and has no {of}; that is asked of water")
    if parts_of(indicator):
        if read is None and whole_days(start, end):
            read = reading(store, of=of, within=within, start=start, end=end, terms=terms, only=only)
        return joined_parts(indicator, [
            table(store, indicator=code, of=of, start=start, end=end, terms=terms, within=within, every=every,
                  precision=precision, against=against, only=only, read=read)
            for code in parts_of(indicator)
        ])  # fmt: skip
    asked = tabled(indicator)
    hours = not whole_days(start, end) and "hour" in asked.steps
    step: Every = every or ("hour" if hours else asked.default)
    _check(asked, step, start, end)
    if step == "hour":
        who = members(store, of=of, within=within, at=end - timedelta(seconds=1), only=only)
        if terms.source == "published":
            raise ValueError("published days have no hours; say --every day or longer")
        if against is not None:
            raise ValueError("hours are not compared with others; say --every day or longer")
        behind = "o3" if indicator == "o3_8h" else indicator
        marked = (behind,) if behind in AIR_HOURLY else AIR_HOURLY
        grid = hourly(store, who, start=start, end=end, terms=terms, marked=marked if of == "station" else ())
        verdict = of_steps(asked, grid, terms=terms)
        ends = [t + timedelta(hours=1) for t in grid.starts]
        sheet = _sheet(asked, who, verdict, grid.starts, ends)
    else:
        days = civil_days(start, end)
        cut = runs_of_three(days) if step == "year" and asked.yearly is not None else parts(days, step)
        if read is None:
            read = reading(store, of=of, within=within, start=start, end=end, terms=terms, only=only)
        who = read.who
        verdict = judged_parts(store, asked, who, days, cut, step=step, terms=terms, read=read)
        sheet = _sheet(asked, who, verdict, [p.start for p in cut], [p.end for p in cut])
        sheet = replace(sheet, further=dict(verdict.further))
        if against is not None:
            codes = who.table["code"].tolist()
            ended = max(before(part, against).end for part in cut)
            past = members(store, of=of, within=within, at=ended - timedelta(seconds=1), only=codes)
            then = earlier(store, asked, past, codes, cut, step=step, against=against, terms=terms)
            sheet = replace(
                sheet, further=sheet.further | compared(asked, verdict, then, precision=precision)
            )
    made_up = store.simulated
    if made_up:
        sheet.remarks.add("simulated")
    return Answer(
        table=framed(sheet, precision=precision),
        passport=passport(
            asked, start=start, end=end, terms=terms, made_up=made_up,
            who=f"{of} / {within or 'all'} ({len(who)})", question="table", notes=sheet.remarks,
            series=verdict.series, stages=verdict.stages,
            exclusions=exclusions(approved(store, who, start=start, end=end, terms=terms)),
            arguments={"indicator": indicator, "of": of, "in": within or "", "start": stamp(start),
                       "end": stamp(end), "every": step, "precision": precision, "against": against or "",
                       "code": ",".join(only or ()),
                       **terms_words(terms)},
        ),
    )  # fmt: skip


def _check(asked: Entry, step: str, start: datetime, end: datetime) -> None:
    if end <= start:
        raise ValueError("the window ends before it starts")
    if step not in asked.steps:
        raise ValueError(f"{asked.code} is not made by {step}; it is made by {', '.join(asked.steps)}")
    if step != "hour" and not whole_days(start, end):
        raise ValueError(f"by {step} the window is of whole days: leave the hours out of start and end")
    if step == "hour" and (end - start) > timedelta(days=366):
        raise ValueError("by hour a window is a year at the most")


def _sheet(
    asked: Entry,
    who: Members,
    verdict: Verdict,
    starts: list[datetime] | tuple[datetime, ...],
    ends: list[datetime],
) -> Sheet:
    return Sheet(
        indicator=asked.code, unit=asked.unit, decimals=asked.decimals, starts=starts, ends=ends,
        codes=who.table["code"].tolist(), names=who.table["name"].tolist(), values=verdict.values,
        editions=verdict.editions, expected=verdict.expected, observed=verdict.observed, valid=verdict.valid,
        reviewed=verdict.reviewed, remarks=verdict.remarks,
    )  # fmt: skip
