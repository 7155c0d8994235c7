"""The rows of the target board: one target in texts, the tables beside it, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, isnan, log10

import pandas as pd

from assessment.catalogue import entry
from assessment.members import atlas
from assessment.notes import joined
from assessment.target_index import IndexMonths
from assessment.target_progress import Progress
from assessment.target_water import (
    belongs,
    binding,
    class_items,
    index_items,
    is_section,
    is_water_target,
    shown_value,
)
from geo.atlas import Atlas
from geo.names import romanised
from geo.regions import Level, Region
from indicators.parameters import Label
from indicators.remainder_index import item_levels
from indicators.remainder_water_index import INDICES
from indicators.rounding import shown
from ingest.target import TargetRecord
from store.opening import Store

BOARD = (
    "id", "region", "place", "indicator", "title", "comparator", "target", "unit", "start", "end", "day", "state",
    "state_zh", "figure", "valid", "elapsed", "remaining", "control", "control_is", "control_unit", "days_over",
    "proof", "best", "worst", "years", "years_met", "probability", "reported", "reported_day", "reported_by",
    "reported_control", "note", "above", "relative", "expected",
    "rest", "rest_unit", "binding",
)  # fmt: skip
WORDS_OF_PROOF: Mapping[str, Label] = {
    "open": Label(zh="尚可达到，亦可达不到", en="open: it can still be met and still be missed"),
    "cannot": Label(zh="已不可能达到（已证明）", en="cannot be met any more (proved)"),
    "certain": Label(zh="无论如何都已达到（已证明）", en="met whatever comes (proved)"),
}


def row(
    store: Store, found: Progress, *, precision: str = "shown", language: str = "zh"
) -> dict[str, object]:
    """The row of a target on the board."""
    one, rest, digits = found.target, found.remainder, decimals(found)
    elapsed = max(0, (min(found.day, one.last) - one.first).days + 1)
    told: dict[str, object] = dict.fromkeys(BOARD, "") | head(store, one, language)
    told |= {
        "target": _target(found, digits),
        "unit": unit_of(one),
        "day": found.day.isoformat(),
        "state": found.state.value,
        "state_zh": found.state.label.zh,
        "figure": number(found.figure, digits, precision),
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
        told["binding"] = binding(found.months)
    if found.days is not None:
        told["valid"] = str(int(found.days.valid.sum()))
    if rest is not None:
        told |= {
            "control": _control(rest.shown, rest.step),
            "rest": str(rest.remaining),
            "rest_unit": rest_unit(found),
            "control_is": ("at_most" if rest.upper else "at_least") if not isnan(rest.shown) else "",
            "control_unit": rest_unit(found)
            if rest.kind == "rate"
            else _CONTROL_UNITS.get(rest.kind, unit_of(one)),
            "days_over": "" if rest.days_over is None or rest.days_over < 0 else str(rest.days_over),
            "proof": rest.proof if rest.remaining else "",
            "best": _bound(found, rest.best, digits, precision),
            "worst": _bound(found, rest.worst, digits, precision),
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
    zh="按有监测的月份计算，其余各月均视为有监测；未结束的月份计入其余各月。",
    en="Over months with samples; all remaining months are taken to have some, the running month among them.",
)
_SECTION_MONTHS = Label(
    zh="按有类别的断面·月计算：{} 个断面在其余 {} 个月均视为有监测；“已证明”按名录内全部 {} 个断面计。",
    en="Over section-months with a class: {} sections are taken to be judged in each of {} remaining months;"
    " what is proved is proved for all {} of the registry.",
)
_INDEX_MONTHS = Label(
    zh="按有监测的月份计算：{} 个断面（点位）及其至今监测的项目，其余 {} 个月均视为有监测；未结束的月份计入其余各月。"
    "“已证明”按名录内全部 {} 个断面计，月数尚不足的断面、项目可不计入。",
    en="Over months with samples: {} sections, and what was sampled of them, are taken to be sampled in each of {}"
    " remaining months, the running one among them. What is proved is proved for all {} sections of the registry,"
    " of which those with too few months so far may yet be left out.",
)
_CONTROL_UNITS = {"rate": "d", "count": "d", "composite": "factor"}


def years_table(found: Progress, precision: str) -> pd.DataFrame:
    """The same days, or months, of past years, the newest first."""
    digits = decimals(found)
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
            "year": y.year, "rest": _bound(found, y.rest, digits, precision), "rest_valid": y.rest_valid,
            "rest_days": y.rest_days, "whole_with_it": _bound(found, y.whole, digits, precision),
            "would_meet": "" if y.met is None else ("true" if y.met else "false"),
            "own_so_far": _bound(found, y.own_first, digits, precision),
            "own_whole": _bound(found, y.own_whole, digits, precision),
        }
        for y in found.past.years
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def items_table(found: Progress) -> pd.DataFrame:
    """What each item of an index alone must be, or each item of a class; ValueError for another figure."""
    if found.target.measured and found.target.indicator in INDICES:
        return index_items(found.months, found.demand)
    if found.target.measured and is_water_target(found.target):
        return class_items(found.target, found.months)
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


def remarks(found: Progress) -> tuple[Label, ...]:
    """What is to be said of a target beside its row: formula, proof, over what it is counted, and past years."""
    told = []
    if found.remainder is not None and found.remainder.remaining:
        told.append(found.remainder.formula)
        word = WORDS_OF_PROOF[found.remainder.proof]
        ends = sorted(v for v in (found.remainder.best, found.remainder.worst) if not isnan(v))
        bounds = " … ".join(_bound(found, v, decimals(found), "shown") for v in ends)
        told.append(
            Label(zh=f"{word.zh}；全期可能值 {bounds}", en=f"{word.en}; the whole can come to {bounds}")
            if len(ends) == 2
            else word
        )
        told.append(_counted_over(found))
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


def rest_unit(found: Progress) -> str:
    """In what the rest is counted: `d`, of water `month`, of a share of sections `section_month`."""
    if found.months is None:
        return "d"
    return "section_month" if found.months.so_far.means is None else "month"


def _counted_over(found: Progress) -> Label:
    """Over what the remaining control value is reckoned."""
    if found.months is None:
        return _VALID_DAYS
    of = found.months.so_far
    said = _INDEX_MONTHS if isinstance(of, IndexMonths) else _SECTION_MONTHS
    if rest_unit(found) == "month" and said is _SECTION_MONTHS:
        return _MONTHS
    numbers = (of.sections, found.months.left, of.registered)
    return Label(zh=said.zh.format(*numbers), en=said.en.format(*numbers))


def _bound(found: Progress, value: float, digits: int, precision: str) -> str:
    """A figure that the whole could come to: a class in Roman."""
    if found.target.indicator == "water_class" and not isnan(value):
        return shown_value(found.target, value)
    return number(value, digits, precision)


def placed(store: Store, one: TargetRecord, language: str) -> dict[str, str]:
    """The name of a target's place, and of the division above it: the county of a township, the city of a county."""
    places = atlas(store)
    if is_section(one.region):
        home = next(iter(belongs(store, one.region)), "")
        place = romanised(one.place) if language == "en" else one.place
        lies = region_of(places, home) if home else None
        return {"place": place, "above": _spoken(lies, language) if lies else ""}
    own = region_of(places, one.region)
    above = places.regions.ancestors(own)[:1] if own is not None else [region_of(places, one.region[:6])]
    place = one.place if own is None or own.name != one.place else _spoken(own, language)
    if own is None and language == "en":
        place = romanised(one.place)
    return {"place": place, "above": _spoken(above[0], language) if above and above[0] else ""}


def region_of(places: Atlas, code: str) -> Region | None:
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


def head(store: Store, one: TargetRecord, language: str) -> dict[str, object]:
    """What stands on the row of a target that cannot be followed as well: whose it is, and what it demands."""
    return {
        "id": one.id, "region": one.region, **placed(store, one, language), "indicator": one.indicator,
        "title": titled(one, language), "comparator": one.comparator, "target": f"{one.value:g}", "unit": one.unit,
        "start": one.first.isoformat(), "end": one.last.isoformat(),
        "relative": f"{one.value:+g}" if one.relative else "",
    }  # fmt: skip


def decimals(found: Progress) -> int:
    """Decimals of the figures of a target."""
    if found.target.decimals is not None:
        return found.target.decimals
    if found.water is not None and found.target.indicator in INDICES:
        return max(2, entry(found.target.indicator).decimals)
    return 0 if found.made is not None and found.made.kind == "count" else 2


def unit_of(one: TargetRecord) -> str:
    """Unit of the figure: of a target relative to the year before that of its indicator, not the percent."""
    return entry(one.indicator).unit if one.measured else one.unit


def _target(found: Progress, digits: int) -> str:
    """The value that is to be reached; of a target relative to the year before empty while that year has none."""
    if not found.target.relative:
        return f"{found.target.value:g}"
    return f"{found.demand.value:.{max(digits, 1)}f}" if found.demand else ""


def number(value: float, decimals: int, precision: str) -> str:
    """A figure as text; empty for none."""
    if isnan(value):
        return ""
    if not isfinite(value):
        return "∞" if value > 0 else "-∞"
    return repr(float(value)) if precision == "full" else shown(value, decimals)


def _control(value: float, step: float) -> str:
    if isnan(value) or not isfinite(value):
        return ""
    return f"{value:.{max(0, round(-log10(step)))}f}"


def titled(one: TargetRecord, language: str) -> str:
    """What a target is called."""
    return one.title_zh if language == "zh" else one.title_en
