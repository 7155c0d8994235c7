"""The questions of the target book: the list, the board of all targets, and one target with all there is to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from math import isfinite, isnan

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.basis import Basis
from assessment.catalogue import entry
from assessment.columns import stamp
from assessment.members import atlas
from assessment.notes import joined
from assessment.periods import midnight
from assessment.speaking import spoken
from assessment.target_path import path
from assessment.target_progress import Progress, progress, what_if
from assessment.target_series import terms_of
from assessment.target_water import belongs, class_items, is_section, shown_value
from geo.atlas import Atlas
from geo.names import romanised
from geo.regions import Level, Region
from indicators.parameters import Label
from indicators.remainder_index import item_levels
from indicators.rounding import shown
from ingest.target import TargetRecord
from store.opening import Store
from store.target_book import reported_values, target_versions, targets

LISTED = (
    "id", "version", "region", "place", "indicator", "title", "comparator", "target", "relative", "unit", "start",
    "end", "measured", "plan", "document", "number", "issued", "stage", "sand", "edition", "decimals", "responsible",
    "note", "withdrawn", "known_at", "by", "reason", "file", "above",
)  # fmt: skip
BOARD = (
    "id", "region", "place", "indicator", "title", "comparator", "target", "unit", "start", "end", "day", "state",
    "state_zh", "figure", "valid", "elapsed", "remaining", "control", "control_is", "control_unit", "days_over",
    "proof", "best", "worst", "years", "years_met", "probability", "reported", "reported_day", "reported_by",
    "reported_control", "note", "above", "relative", "expected",
)  # fmt: skip
WORDS_OF_PROOF: Mapping[str, Label] = {
    "open": Label(zh="尚可达到，亦可达不到", en="open: it can still be met and still be missed"),
    "cannot": Label(zh="已不可能达到（已证明）", en="cannot be met any more (proved)"),
    "certain": Label(zh="无论如何都已达到（已证明）", en="met whatever comes (proved)"),
}


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
            "id": one.id, "version": one.version, "region": one.region, **_placed(store, one, language),
            "indicator": one.indicator, "title": _title(one, language), "comparator": one.comparator,
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
        passport=_passport(
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
    rows, remarks = [], []
    for one in sorted(targets(store, as_of), key=lambda one: (one.region, one.first, one.last)):
        if not _inside(store, one, within) or (plan is not None and one.plan != plan):
            continue
        try:
            found = progress(
                store, target=one, basis=basis, day=day, until=until, as_of=as_of, with_past=with_past
            )
        except (LookupError, ValueError) as error:
            rows.append(dict.fromkeys(BOARD, "") | _head(store, one, language))
            remarks.append(_both(f"{one.id}: {error.args[0]}"))
            continue
        rows.append(row(store, found, precision=precision, language=language))
    passport = _passport(
        store, "targets progress", {"in": within or "", "day": day.isoformat() if day else "", "plan": plan or ""},
        as_of, title=Label(zh="目标进展", en="Progress of targets"),
    )  # fmt: skip
    return Answer(
        table=pd.DataFrame(rows, columns=list(BOARD), dtype=object), passport=passport, remarks=tuple(remarks)
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
        the rule tried on past years. `path`: the picture's days. `items`: of a composite index, what each item
        alone must be.

    Raises
    ------
    LookupError
        If there is no such target.
    ValueError
        If it has nothing of the kind to show.
    """
    found = progress(store, target=target, basis=basis, day=day, until=until, as_of=as_of)
    digits = _digits(found)
    remarks = _remarks(found)
    if show == "progress":
        told = row(store, found, precision=precision, language=language)
        told["formula"] = (
            found.remainder.formula.text(language) if found.remainder and found.remainder.remaining else ""
        )
        if level is not None:
            figure, met = what_if(found, level)
            told |= {
                "if_level": f"{level:g}", "if_figure": _number(figure, digits, precision),
                "if_met": "" if met is None else ("true" if met else "false"),
            }  # fmt: skip
        table = pd.DataFrame([told], dtype=object)
    elif show == "years":
        table = _years(found, digits, precision)
    elif show == "backtest":
        table = pd.DataFrame(
            [
                {"year": t.year, "probability": f"{t.probability:.2f}", "met": "true" if t.met else "false"}
                for t in found.past.tried
            ],
            columns=["year", "probability", "met"],
        )
    elif show == "items":
        table = (
            class_items(store, found.target, found.day, terms_of(found.target, basis, as_of))
            if found.water is not None
            else _items(found)
        )
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
            table[name] = [_number(v, max(digits, 2), precision) for v in drawn[name]]
    arguments = {"target": target, "day": found.day.isoformat(), "show": show}
    return Answer(table=table, remarks=remarks, passport=_of_progress(store, found, basis, arguments, as_of))


def row(
    store: Store, found: Progress, *, precision: str = "shown", language: str = "zh"
) -> dict[str, object]:
    """The row of a target on the board."""
    one, rest, digits = found.target, found.remainder, _digits(found)
    elapsed = max(0, (min(found.day, one.last) - one.first).days + 1)
    told: dict[str, object] = dict.fromkeys(BOARD, "") | _head(store, one, language)
    told |= {
        "target": _target(found, digits),
        "unit": _unit(one),
        "day": found.day.isoformat(),
        "state": found.state.value,
        "state_zh": found.state.label.zh,
        "figure": _number(found.figure, digits, precision),
        "elapsed": str(elapsed),
        "remaining": str(max(0, (one.last - one.first).days + 1 - elapsed)),
        "note": joined(*found.notes),
    }
    if found.water is not None:
        told |= {
            "figure": found.water.text, "valid": str(found.water.valid), "expected": str(found.water.expected)
        }  # fmt: skip
        if one.indicator == "water_class" and found.demand is not None:
            told["target"] = shown_value(one, found.demand.value)
    if found.days is not None:
        told["valid"] = str(int(found.days.valid.sum()))
    if rest is not None:
        told |= {
            "control": _control(rest.shown, rest.step),
            "control_is": ("at_most" if rest.upper else "at_least") if not isnan(rest.shown) else "",
            "control_unit": _CONTROL_UNITS.get(rest.kind, _unit(one)),
            "days_over": "" if rest.days_over is None or rest.days_over < 0 else str(rest.days_over),
            "proof": rest.proof if rest.remaining else "",
            "best": _number(rest.best, digits, precision),
            "worst": _number(rest.worst, digits, precision),
        }
        if precision == "full" and isfinite(rest.control) and rest.proof == "open":
            told["control"] = repr(rest.control)
    if found.past.usable or "too_few_years" in found.notes:
        told |= {"years": str(found.past.usable), "years_met": str(found.past.met)}
    if found.past.probability is not None:
        told["probability"] = f"{found.past.probability:.2f}"
    if found.reported is not None:
        told |= {
            "reported": f"{found.reported.value:g}", "reported_day": found.reported.day.isoformat(),
            "reported_by": found.reported.actor,
        }  # fmt: skip
    if found.reported_remainder is not None:
        told["reported_control"] = _control(found.reported_remainder.shown, found.reported_remainder.step)
    return told


_VALID_DAYS = Label(
    zh="按有效天数计算，其余各日均视为有效。", en="Over valid days; all remaining days are taken to be valid."
)
_MONTHS = Label(
    zh="按有监测的月份计算，其余各月均视为有监测。",
    en="Over months with samples; all remaining months are taken to have some.",
)
_CONTROL_UNITS = {"rate": "d", "count": "d", "composite": "factor"}


def _years(found: Progress, digits: int, precision: str) -> pd.DataFrame:
    columns = [
        "year",
        "rest",
        "rest_valid",
        "rest_days",
        "whole_with_it",
        "would_meet",
        "own_so_far",
        "own_whole",
    ]
    rows = [
        {
            "year": y.year, "rest": _number(y.rest, digits, precision), "rest_valid": y.rest_valid,
            "rest_days": y.rest_days, "whole_with_it": _number(y.whole, digits, precision),
            "would_meet": "" if y.met is None else ("true" if y.met else "false"),
            "own_so_far": _number(y.own_first, digits, precision), "own_whole": _number(y.own_whole, digits, precision),
        }
        for y in found.past.years
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _items(found: Progress) -> pd.DataFrame:
    made, days = found.made, found.days
    if made is None or days is None or made.kind != "composite" or found.demand is None:
        raise ValueError(f"{found.target.id} is not set for the composite index and has no items")
    levels = item_levels(
        days.values, max(0, (found.target.last - found.day).days), limits=made.rules.limits,
        rule=made.rules.ranking_edition.ranking, demand=found.demand,
        percentiles={c: made.percentiles[c] for c in ("co", "o3_8h")},
    )  # fmt: skip
    return pd.DataFrame(
        [
            {"item": code, "level": "" if not isfinite(v) else f"{v:.1f}",
             "alone": "cannot" if isnan(v) else "need_not" if not isfinite(v) else "can"}
            for code, v in levels.items()
        ]
    )  # fmt: skip


def _remarks(found: Progress) -> tuple[Label, ...]:
    told = []
    if found.remainder is not None and found.remainder.remaining:
        told.append(found.remainder.formula)
        word = WORDS_OF_PROOF[found.remainder.proof]
        ends = sorted(v for v in (found.remainder.best, found.remainder.worst) if not isnan(v))
        bounds = " … ".join(_number(v, _digits(found), "shown") for v in ends)
        told.append(
            Label(zh=f"{word.zh}；全期可能值 {bounds}", en=f"{word.en}; the whole can come to {bounds}")
            if len(ends) == 2
            else word
        )
        told.append(_MONTHS if found.water is not None else _VALID_DAYS)
    past = found.past
    if past.probability is not None:
        tried = "" if past.score is None or past.plain_score is None else (
            f"；回测 {len(past.tried)} 年，Brier {past.score:.3f}（恒报比例 {past.plain_score:.3f}）"
        )  # fmt: skip
        tried_en = "" if past.score is None or past.plain_score is None else (
            f"; back-test on {len(past.tried)} years, Brier {past.score:.3f} (always the share {past.plain_score:.3f})"
        )  # fmt: skip
        told.append(
            Label(
                zh=f"有记录的 {past.usable} 年中 {past.met} 年的同期可使其达标{tried or '；年份不足，未回测'}。",
                en=f"With the same days of {past.met} of {past.usable} years on record it would be met"
                f"{tried_en or '; too few years for a back-test'}.",
            )
        )
    elif "too_few_years" in found.notes:
        told.append(
            Label(
                zh=f"有记录的同期仅 {past.usable} 年，不足三年，不给出概率。",
                en=f"Only {past.usable} years on record, fewer than three: no probability.",
            )
        )
    return tuple(told)


def _placed(store: Store, one: TargetRecord, language: str) -> dict[str, str]:
    """The name of a target's place, and of the division above it: the county of a township, the city of a county."""
    places = atlas(store)
    if is_section(one.region):
        home = next(iter(belongs(store, one.region)), "")
        place = romanised(one.place) if language == "en" else one.place
        lies = _region(places, home) if home else None
        return {"place": place, "above": _spoken(lies, language) if lies else ""}
    own = _region(places, one.region)
    above = places.regions.ancestors(own)[:1] if own is not None else [_region(places, one.region[:6])]
    place = one.place if own is None or own.name != one.place else _spoken(own, language)
    if own is None and language == "en":
        place = romanised(one.place)
    return {"place": place, "above": _spoken(above[0], language) if above and above[0] else ""}


def _region(places: Atlas, code: str) -> Region | None:
    """The division of a code as a target book writes it; a municipality as the city that it is."""
    try:
        return places.find(code, Level.PREFECTURE)
    except LookupError:
        try:
            return places.find(code)
        except LookupError:
            return None


def _spoken(region: Region, language: str) -> str:
    return region.name_en if language == "en" else region.name


def _head(store: Store, one: TargetRecord, language: str) -> dict[str, object]:
    return {
        "id": one.id, "region": one.region, **_placed(store, one, language), "indicator": one.indicator,
        "title": _title(one, language), "comparator": one.comparator, "target": f"{one.value:g}", "unit": one.unit,
        "start": one.first.isoformat(), "end": one.last.isoformat(),
        "relative": f"{one.value:+g}" if one.relative else "",
    }  # fmt: skip


def _digits(found: Progress) -> int:
    if found.target.decimals is not None:
        return found.target.decimals
    return 0 if found.made is not None and found.made.kind == "count" else 2


def _unit(one: TargetRecord) -> str:
    """Unit of the figure: of a target relative to the year before that of its indicator, not the percent."""
    return entry(one.indicator).unit if one.measured else one.unit


def _target(found: Progress, digits: int) -> str:
    """The value that is to be reached; of a target relative to the year before empty while that year has none."""
    if not found.target.relative:
        return f"{found.target.value:g}"
    return f"{found.demand.value:.{max(digits, 1)}f}" if found.demand else ""


def _number(value: float, decimals: int, precision: str) -> str:
    if isnan(value):
        return ""
    if not isfinite(value):
        return "∞" if value > 0 else "-∞"
    return repr(float(value)) if precision == "full" else shown(value, decimals)


def _control(value: float, step: float) -> str:
    if isnan(value) or not isfinite(value):
        return ""
    return f"{value:.{ {1.0: 0, 0.1: 1}.get(step, 3) }f}"


def _title(one: TargetRecord, language: str) -> str:
    return one.title_zh if language == "zh" else one.title_en


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
    own = _region(places, one.region) or places.regions.code(one.region[:6])
    return any(r.code == region.code for r in (own, *places.regions.ancestors(own)))


def _passport(
    store: Store, question: str, arguments: Mapping[str, str], as_of: datetime | None, *, title: Label
) -> Passport:
    now = as_of or datetime.now(UTC)
    return Passport(
        title=title, unit="", start=now, end=now, members="", editions=(), clauses=(),
        formula=Label(zh="见 docs/targets.md", en="see docs/targets.md"), stage="", simulated=store.simulated,
        reference=Reference(question=question, arguments=arguments, as_of=now),
    )  # fmt: skip


def _of_progress(
    store: Store, found: Progress, basis: Basis, arguments: Mapping[str, str], as_of: datetime | None
) -> Passport:
    one = found.target
    terms = terms_of(one, basis, as_of)
    editions: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    if found.water is not None:
        editions, clauses = found.water.answer.passport.editions, found.water.answer.passport.clauses
    elif one.measured and found.made is not None:
        asked = entry(one.indicator)
        rules = found.made.rules
        numbers = {rules.edition(kind).number for kind in asked.indicator.stands_on}
        editions = tuple(sorted(numbers))
        clauses = tuple(c.reference for c in asked.clauses if c.edition in numbers)
    rounding = "" if one.decimals is None else str(one.decimals)
    return Passport(
        title=Label(zh=f"{one.place} {one.title_zh}", en=f"{one.place} {one.title_en}"), unit=_unit(one),
        start=midnight(one.first), end=midnight(one.last), members=one.region, editions=editions, clauses=clauses,
        formula=_formula(found),
        stage=terms.stage, notes=tuple(found.notes), simulated=store.simulated,
        basis=(
            *_basis(found, basis),
            (Label(zh="考核前修约位数", en="Decimals before comparison"), rounding or "—"),
            (Label(zh="目标版本", en="Version of the target"), f"{one.version} {one.document}".strip()),
        ),
        reference=Reference(question="targets progress", arguments=arguments, as_of=as_of or datetime.now(UTC)),
    )  # fmt: skip


def _basis(found: Progress, basis: Basis) -> tuple[tuple[Label, str], ...]:
    """What the figure stands on: of water as its table says, of air the installation's choices, the days and sand."""
    if found.water is not None:
        return found.water.answer.passport.basis
    source = "reported" if found.days is None else spoken(found.days.source)
    told = ((Label(zh="数据来源", en="Source of the days"), source),)
    if not found.target.measured:
        return told
    return (*basis.printed(), *told, (Label(zh="沙尘", en="Sand"), found.target.sand))


def _formula(found: Progress) -> Label:
    if found.remainder is not None:
        return found.remainder.formula
    return (
        found.water.answer.passport.formula
        if found.water is not None
        else Label(zh="上报值", en="as reported")
    )


def _both(text: str) -> Label:
    """A sentence that stands alike in both languages."""
    return Label(zh=text, en=text)
