"""What can be asked of water: the indicators of the science of water, and the mean of each item.

Words are values as `primary` is one: a class is ``Ⅲ``, a state 良好, deciding items ``nh3n+tp``. They have no better
and worse to rank by; what is a number has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Literal

import xarray as xr

from assessment.entries import Entry
from assessment.periods import Every
from indicators.indicator import Better, Indicator, indicators
from indicators.parameters import Label
from indicators.standards import gb3838_2002, water_assessment_2011, water_ranking_2017
from indicators.water_parameters import BASIC_ITEMS, WATER_PARAMETERS, WaterParameter
from indicators.water_regime import WaterRegime

STEPS: tuple[Every, ...] = ("slot", "day", "month", "quarter", "half", "year", "all")
"""`slot` is the interval in which a value was sampled: four hours of the live feed."""

WORDS = frozenset(
    {
        "water_class", "water_state", "deciding_items", "water_exceedance", "target_exceedance", "target_met",
        "main_pollution_items", "trophic_grade", *(f"water_item_classes_{i}" for i in BASIC_ITEMS if i != "wt"),
    }
)  # fmt: skip
"""Indicators whose value is a word."""

CLASSED_ITEMS = tuple(item for item in BASIC_ITEMS if item != "wt")
"""Items that have classes: the temperature has none."""
INDEXED_ITEMS = water_ranking_2017.EDITION.water_ranking.items
TRENDS: Mapping[str, Every] = MappingProxyType(
    {"water_rank_trend": "year", "water_monthly_rank_trend": "month"}
)
"""Rank trends over years and over months, each asked by `rank_trend_…` and `monthly_rank_trend_…`."""
OF_TRENDS = (*CLASSED_ITEMS, "chla", "sd", "cwqi", "tli", "good_water_share", "worse_than_v_share")
"""What has a rank trend."""
FILES = frozenset({"class_distribution", "water_item_classes", "water_item_index", *TRENDS})
"""Indicators with a dimension of their own, asked part by part."""
CLASSES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
_MORE_IS_BETTER = frozenset({"do", "sd"})
_NEITHER = frozenset({"wt", "ph", "ec"})
_PERIODS: tuple[Every, ...] = tuple(s for s in STEPS if s not in ("slot", "day"))


@cache
def water_catalogue() -> Mapping[str, Entry]:
    """Every indicator of water that a table can show, by code; the class distribution class by class."""
    science = indicators("water")
    found: dict[str, Entry] = {}
    for one in WATER_PARAMETERS:
        found[one.code] = _entry(one.code, _mean(one))
    for code in ("water_class", "water_state", "water_exceedance", "trophic_grade"):
        found[code] = _entry(code, replace(science[code], better=None))
    for code, title, clause, better in _WRITTEN:
        found[code] = _entry(code, _written(title, clause, better))
    for number, name in enumerate(CLASSES, start=1):
        code = f"class_distribution_{number}"
        found[code] = Entry(code=code, indicator=science["class_distribution"], steps=STEPS,
                            file="class_distribution", part=name, medium="water")  # fmt: skip
    for file, items in (("water_item_classes", CLASSED_ITEMS), ("water_item_index", INDEXED_ITEMS)):
        made = science[file] if file == "water_item_index" else replace(science[file], better=None)
        for item in items:
            code = f"{file}_{item}"
            found[code] = Entry(code=code, indicator=made, steps=STEPS, file=file, part=item, medium="water")
    for code in ("section_compliance_rate", "good_water_share", "worse_than_v_share", "cwqi", "tli"):
        found[code] = _entry(code, science[code])
    found["cwqi_improvement"] = Entry(
        code="cwqi_improvement", indicator=_improvement(science["cwqi"]), steps=_PERIODS, file="cwqi_improvement",
        medium="water",
    )  # fmt: skip
    for file, step in TRENDS.items():
        for of in OF_TRENDS:
            code = f"{file.removeprefix('water_')}_{of}"
            found[code] = Entry(
                code=code, indicator=_trend(step), steps=("all",), file=file, part=of, medium="water"
            )
    return MappingProxyType(found)


def is_water(code: str) -> bool:
    """Whether a code, or the file of several codes, is of water."""
    return code in water_catalogue() or code in FILES


def _entry(code: str, one: Indicator) -> Entry:
    return Entry(code=code, indicator=one, steps=STEPS, file=code, medium="water")


Written = Literal[
    "single factor", "exceedance multiple", "main indicators", "below detection",
]  # fmt: skip
_WRITTEN: tuple[tuple[str, Label, Written, Better | None], ...] = (
    ("deciding_items", Label(zh="定类项目", en="Deciding items"), "single factor", None),
    (
        "target_exceedance",
        Label(zh="超目标倍数", en="Exceedance multiple against the target"),
        "exceedance multiple",
        None,
    ),
    ("target_met", Label(zh="是否达标", en="Whether the target is met"), "below detection", None),
    (
        "main_pollution_items",
        Label(zh="主要污染指标", en="Main pollution indicators"),
        "main indicators",
        None,
    ),
)
"""Words that are read off the arrays of the class: they have a clause, and no arithmetic of their own."""


def _written(title: Label, clause: Written, better: Better | None) -> Indicator:
    return Indicator(
        title=title, unit="1", unit_text="", decimals=0, inputs=("values", "qualifiers", "lake"),
        every=("hour", "day", "period"), stands_on=("water_limits", "water_assessment"),
        clauses=(
            gb3838_2002.EDITION.clause("table 1"), water_assessment_2011.EDITION.clause(clause),
        ),
        better=better, compute=_itself,
    )  # fmt: skip


def _mean(one: WaterParameter) -> Indicator:
    clauses = [water_assessment_2011.EDITION.clause(s) for s in ("means", "rounding", "below detection")]
    if one.code == "ph":
        clauses.insert(1, water_assessment_2011.EDITION.clause("pH mean"))
    better: Better | None = "high" if one.code in _MORE_IS_BETTER else None if one.code in _NEITHER else "low"
    return Indicator(
        title=one.label, unit=one.unit, unit_text=one.unit_text, decimals=one.decimals, inputs=(one.code,),
        every=("hour", "day", "period"), stands_on=("water_assessment",), clauses=tuple(clauses), better=better,
        compute=_itself,
    )  # fmt: skip


def _improvement(index: Indicator) -> Indicator:
    return replace(
        index,
        title=Label(zh="城市水质指数改善幅度", en="Change of the city water index"),
        unit="percent",
        unit_text="%",
        decimals=2,
        inputs=("cwqi",),
        clauses=(*index.clauses, water_ranking_2017.EDITION.clause("improvement")),
    )


def _trend(step: Every) -> Indicator:
    title = (
        Label(zh="逐月秩相关系数", en="Rank correlation of months with time")
        if step == "month"
        else Label(zh="秩相关系数", en="Rank correlation with time")
    )
    return Indicator(
        title=title, unit="1", unit_text="", decimals=3, inputs=("values",), every=("period",),
        stands_on=("water_assessment",), clauses=(water_assessment_2011.EDITION.clause("trend"),), better=None,
        compute=_itself,
    )  # fmt: skip


def _itself(*, values: xr.DataArray, regime: WaterRegime) -> xr.DataArray:
    """Return the values themselves: the mean is `indicators.water_means.mean`, the words are read off the classes."""
    return values
