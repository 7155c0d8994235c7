"""The question `table`: an indicator of stations, counties, cities or provinces over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.catalogue import entry, parts_of, tabled
from assessment.columns import Remarks, Sheet, framed, stamp
from assessment.entries import SLOPES, Entry
from assessment.grid import hourly
from assessment.members import Members, Of, members
from assessment.periods import Against, Days, Every, civil_days, parts, whole_days
from assessment.read import Read
from assessment.sand_events import approved, exclusions
from assessment.speaking import published_members, spoken
from assessment.terms import Terms
from assessment.verdicts import Verdict, kinds, needs_aqi, of_parts, of_steps
from assessment.water_catalogue import is_water
from assessment.water_sections import WaterMembers
from assessment.years import Years, made_as, of_years, runs_of_three, valid_years, years_of
from indicators.aggregate import group_mean
from indicators.composite import basis as limits_text
from indicators.parameters import AIR_HOURLY, Label
from indicators.regime import regime, spells
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
        from assessment.water_values import water_table

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
            from assessment.comparison import before, compared, earlier

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


def reading(
    store: Store, *, of: Of, within: str | None, start: datetime, end: datetime, terms: Terms,
    only: Sequence[str] | None = None,
) -> Read:  # fmt: skip
    """The members of a question over whole days, and what will be read of them."""
    days, last = civil_days(start, end), end - timedelta(seconds=1)
    also = published_members(store, of=of, within=within, days=days, at=last, terms=terms)
    who = members(store, of=of, within=within, at=last, also=also, only=only)
    return Read(store=store, who=who, days=days, terms=terms)


def joined_parts(indicator: str, answers: Sequence[Answer]) -> Answer:
    """The answers to the parts of an indicator as one, in the order of every table."""
    first = answers[0].passport
    rows = pd.concat([one.table for one in answers], ignore_index=True)
    arguments = {**first.reference.arguments, "indicator": indicator}
    return Answer(
        table=rows.sort_values(["code", "start", "indicator"], kind="stable", ignore_index=True),
        passport=replace(
            first,
            title=entry(parts_of(indicator)[0]).indicator.title,
            notes=tuple(sorted({note for one in answers for note in one.passport.notes})),
            reference=replace(first.reference, arguments=arguments),
        ),
    )


def judged_parts(
    store: Store, asked: Entry, who: Members | WaterMembers, days: Days, cut: list[Days], *, step: str, terms: Terms,
    read: Read | None = None,
) -> Verdict:  # fmt: skip
    """The verdict of members over parts of days; a province's is the mean of its cities'.

    `read` holds the days of these members, where they were read already; they cover all the parts.
    """
    if isinstance(who, WaterMembers):
        from assessment.water_values import water_parts

        return water_parts(store, asked, who, cut, step=step, terms=terms)
    once = read or Read(store=store, who=who, days=days, terms=terms)
    if asked.yearly is not None:
        years = years_of(asked, cut)
        found = yearly(asked.yearly, once, years)
        return of_years(asked, Years(years=tuple(years), verdict=found), cut, terms=terms)
    by_day = step == "day" and "day" in asked.indicator.every
    if who.cities is not None and not by_day:
        if asked.is_name:
            raise ValueError(f"{asked.code} is a name and has no mean over cities; ask for --of city")
        inner = judged_parts(store, asked, who.cities, days, cut, step=step, terms=terms, read=once.cities)
        return _mean_of_cities(inner, who)
    grid = once.grid
    if by_day:
        judged = once.judged if needs_aqi(asked, grid) else None
        verdict = of_steps(asked, grid, terms=terms, judged=judged)
    else:
        verdict = of_parts(
            asked, grid, cut, terms=terms, judged=lambda: once.judged, stretches=once.stretches
        )
    if terms.sand == "without" and verdict.series:
        verdict.remarks.add("sand_kept")
    return verdict


def yearly(asked: Entry, read: Read, years: list[Days]) -> Verdict:
    """The figures of years or months without invalid ones; a province's is the mean of its cities' valid ones."""
    if read.who.cities is not None:
        return _mean_of_cities(yearly(asked, read.cities, years), read.who)
    found = judged_parts(
        read.store, asked, read.who, read.days, years, step="year", terms=read.terms, read=read
    )
    return valid_years(found)


def passport(
    asked: Entry,
    *,
    start: datetime,
    end: datetime,
    terms: Terms,
    made_up: bool,
    who: str,
    question: str,
    arguments: Mapping[str, str],
    notes: Remarks | None = None,
    series: str = "",
    stages: tuple[int, int, int] = (0, 0, 0),
    exclusions: tuple[Label, ...] = (),
    basis: tuple[tuple[Label, str], ...] = (),
) -> Passport:
    """The passport of an answer of this indicator; `series` names the published days it is made from."""
    if asked.medium == "water":
        from assessment.water_values import water_passport

        return water_passport(
            asked, start=start, end=end, terms=terms, made_up=made_up, who=who, question=question,
            arguments=arguments, notes=notes, stages=stages, exclusions=exclusions, basis=basis,
        )  # fmt: skip
    days = civil_days(start, end)
    judged = spells(terms.edition, days.first, days.last, kinds=kinds(asked))
    numbers = {r.edition(k).number for _, _, r in judged for k in kinds(asked) if r.judged(k)}
    # An edition whose text we do not hold follows the one before it; the reference names which that is.
    held = [c for c in asked.clauses if c.edition in numbers] or list(asked.clauses)
    texts = notes.texts().ravel() if notes is not None else np.array([], dtype=object)
    found = sorted({code for text in set(texts.tolist()) for code in text.split(";") if code})
    return Passport(
        title=asked.title,
        unit=asked.unit,
        start=start,
        end=end,
        members=who,
        editions=tuple(dict.fromkeys(n for _, _, r in judged for k in kinds(asked) if (n := r.printed(k)))),
        clauses=tuple(c.reference for c in held),
        formula=Label(
            zh="；".join(c.says.zh for c in held),
            en="; ".join(c.says.en for c in held),
        ),
        stage=terms.stage,
        stages=stages,
        exclusions=exclusions,
        basis=(
            *terms.basis.printed(),
            (Label(zh="数据来源", en="Source of the days"), spoken(series)),
            *_limits(asked, terms, days),
        ),
        notes=tuple(found),
        simulated=made_up,
        reference=Reference(question=question, arguments=arguments, as_of=terms.as_of or datetime.now(UTC)),
    )


def _limits(asked: Entry, terms: Terms, days: Days) -> tuple[tuple[Label, str], ...]:
    """The limits on which an index of a ranking stands, those at the end of the window; the test of a trend."""
    if asked.file == "rank_trend":
        return (
            (
                Label(zh="秩相关检验（5%）", en="Test of the rank trend (5 %)"),
                f"{terms.basis.trend_test}-sided",
            ),
        )
    if asked.file in SLOPES:
        return ((Label(zh="变化率的求法", en="How the slope is made"), made_as(asked.file)),)
    if "ranking" not in kinds(asked):
        return ()
    rules = regime(terms.edition, days.last)
    text = limits_text(rules.limits, rules.ranking_edition.ranking)
    return ((Label(zh="综合指数限值（SO2/NO2/PM10/PM2.5/CO/O3）",
                   en="Limits of the index (SO2/NO2/PM10/PM2.5/CO/O3)"), text),)  # fmt: skip


def terms_words(terms: Terms) -> dict[str, str]:
    """The terms as arguments of a reference."""
    return {"edition": terms.edition, "stage": terms.stage, "sand": terms.sand, "source": terms.source,
            **({} if terms.belonging == "answers" else {"belonging": terms.belonging})}  # fmt: skip


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


def _mean_of_cities(inner: Verdict, who: Members) -> Verdict:
    """The parts of provinces: mean of the cities' values; the coverage is that of the least city that has one."""
    size = len(who)
    ours = np.asarray(inner.values, dtype=np.float64)
    values, count = group_mean(ours, who.group, size)
    there = ~np.isnan(ours)
    remarks = Remarks.none(values.shape)
    remarks.add("mean_of_cities")
    remarks.add("no_value", count == 0)
    cities = np.bincount(who.group[who.group >= 0], minlength=size)
    remarks.add("cities_missing", (count > 0) & (count < cities))
    _carry(
        inner.remarks,
        remarks,
        (
            "partial_period",
            "limits_at_end",
            "two_editions",
            "no_edition",
            "annual_limit",
            "background_unknown",
            "published_days",
            "sand_excluded",
            "suspect_out",
            "sand_kept",
        ),
    )

    def least(array: np.ndarray) -> np.ndarray:
        found = np.zeros((array.shape[0], size), np.int64)
        for g in range(size):
            of_it = who.group == g
            if not of_it.any():
                continue
            speaks = there[:, of_it] | ~there[:, of_it].any(axis=1, keepdims=True)
            found[:, g] = np.where(speaks, array[:, of_it], np.iinfo(np.int64).max).min(axis=1)
        return found

    stage = np.zeros(values.shape, np.int8)
    for g in range(size):
        mine = inner.reviewed[:, who.group == g]
        if mine.size:
            stage[:, g] = np.where((mine == 1).all(axis=1), 1, np.where((mine > 0).any(axis=1), 2, 0))
    return Verdict(
        values=values, editions=inner.editions, expected=least(inner.expected), observed=least(inner.observed),
        valid=least(inner.valid), reviewed=stage, remarks=remarks, series=inner.series, stages=inner.stages,
    )  # fmt: skip


def _carry(source: Remarks, target: Remarks, codes: tuple[str, ...]) -> None:
    texts = source.texts()
    for code in codes:
        target.add(code, np.array([[any(code in t.split(";") for t in row)] for row in texts]))
