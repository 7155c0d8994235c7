"""One entry of a target book, from texts to a target: what each field may say, in either language.

An entry is understood as a whole or refused with the place of the field that is not; nothing is guessed. A book in
YAML and one in a workbook pass through here alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from geo.atlas import Atlas
from geo.regions import Level
from indicators.demand import COMPARATORS
from indicators.indicator import Indicator, indicators
from indicators.parameters import AIR_DAILY, Label
from indicators.regime import WORDS
from indicators.water_parameters import WATER_PARAMETERS, water_parameter
from indicators.yearly_path import SHAPES, yearly_path
from ingest import cells
from ingest.handed import Cell, NotUnderstoodError, Place, not_understood
from ingest.target import SECTION, ReportedValue, TargetRecord

TARGET_FIELDS: Final = MappingProxyType(
    {
        "id": "编号", "region": "地区", "place": "地名", "indicator": "指标", "title_zh": "名称",
        "title_en": "英文名称",
        "comparator": "比较", "value": "目标值", "relative": "相对", "unit": "单位", "start": "起始日", "end": "截止日",
        "document": "文件", "number": "文号", "issued": "发文日期", "stage": "数据阶段", "sand": "沙尘",
        "edition": "标准版本", "decimals": "修约位数", "measured": "数据来源", "path": "年度路径",
        "responsible": "责任人", "note": "备注", "withdrawn": "撤销",
    }
)  # fmt: skip
"""Fields of a target and their Chinese headings."""
REPORTED_FIELDS: Final = MappingProxyType(
    {"target": "目标编号", "day": "日期", "value": "上报值", "by": "上报人", "reason": "依据"}
)
MEASURED: Final = (
    *AIR_DAILY, "so2_p98", "no2_p98", "pm10_p95", "pm25_p95", "co_p95", "o3_8h_p90",
    "good_days", "heavy_days", "good_day_rate", "composite_index",
)  # fmt: skip
"""Indicators of air whose targets are followed from readings."""
WATER_ITEMS: Final = tuple(one.code for one in WATER_PARAMETERS)
WATER_MEASURED: Final = (
    "water_class", "good_water_share", "worse_than_v_share", "section_compliance_rate", "cwqi", "tli",
    *(item for item in WATER_ITEMS if item not in ("wt", "ph")),
)  # fmt: skip
"""Indicators of water whose targets are followed from samples; an item only of a section."""
_OF_SECTIONS: Final = frozenset({"water_class", *WATER_ITEMS})
_OF_BOTH: Final = frozenset({"tli"})
"""A trophic level is that of one point of a lake, or of all the lake points of a division."""
_CLASSES: Final = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_SECTION: Final = re.compile(r"(?:section|断面)\s*[:：]\s*(\S.{0,59})")

_SAID: Final = {
    "comparator": {
        "≤": "<=", "不高于": "<=", "不超过": "<=", "≥": ">=", "不低于": ">=", "不少于": ">=", "＜": "<", "低于": "<",
        "少于": "<", "＞": ">", "高于": ">", "多于": ">",
    },
    "stage": {"最佳": "best", "实况": "provisional", "审核": "reviewed"},
    "sand": {"含沙": "with", "扣沙": "without", "yes": "with", "true": "with", "no": "without", "false": "without"},
    "measured": {"监测": "measured", "上报": "reported", "true": "measured", "false": "reported"},
    "relative": {"同比": "year", "none": ""},
    "withdrawn": {"是": "true", "否": "", "false": "", "no": "", "yes": "true"},
}  # fmt: skip
_ALLOWED: Final = {
    "comparator": COMPARATORS,
    "stage": ("best", "provisional", "reviewed"),
    "sand": ("with", "without"),
    "edition": WORDS,
    "measured": ("measured", "reported"),
    "relative": ("", "year"),
    "withdrawn": ("", "true"),
}
_ID = re.compile(r"[0-9A-Za-z_.@\-]{1,60}")
_TOWNSHIP = re.compile(r"(\d{6})(\d{3}|\d{6})")
_LONGEST = 500
_UNITS: Final = {
    "ug/m3": "µg/m³", "μg/m³": "µg/m³", "μg/m3": "µg/m³", "ug m-3": "µg/m³", "mg m-3": "mg/m³", "mg/m3": "mg/m³",
    "days": "d", "天": "d", "day": "d", "percent": "%", "％": "%",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of an indicator whose targets can be followed: name, unit as it is written, better direction."""

    title: Label
    unit: str
    better: str | None


_WHY: Final = {
    cells.NOT_A_NUMBER: "不是数字", cells.NOT_FINITE: "不是有限的数", cells.TOO_LONG: "过长",
}  # fmt: skip


def targets(entry: Mapping[str, Cell], place: Place, atlas: Atlas) -> list[TargetRecord]:
    """Return the target of an entry; of one with a yearly path each year's target.

    Parameters
    ----------
    entry
        Cells by field of `TARGET_FIELDS`; absent and empty are the same.
    place
        Where the entry stands, for what is missing in it.

    Raises
    ------
    NotUnderstoodError
        At the first field that is not understood.
    """
    unknown = [name for name in entry if name not in TARGET_FIELDS]
    if unknown:
        cell = entry[unknown[0]]
        raise _no_field(cell.place, unknown[0], TARGET_FIELDS)
    code, name = _region(entry, place, atlas)
    measured = _word(entry, "measured", "measured") == "measured"
    indicator = _need(entry, "indicator", place).text
    known = _known(indicator)
    if measured and (indicator not in (*MEASURED, *WATER_MEASURED) or known is None):
        raise not_understood(
            entry["indicator"].place,
            f"“{indicator[:40]}”不是可由监测数据跟踪的指标；可用 {' '.join((*MEASURED, *WATER_MEASURED))}，"
            "或将数据来源写为 上报",
            f"{indicator[:40]!r} is not followed from readings; known are {' '.join((*MEASURED, *WATER_MEASURED))};"
            " or say measured: reported",
        )
    if measured and indicator not in _OF_BOTH and code.startswith(SECTION) != (indicator in _OF_SECTIONS):
        raise not_understood(
            entry["indicator"].place,
            f"{indicator} {'是' if indicator in _OF_SECTIONS else '不是'}单个断面的指标，"
            f"而地区为“{entry['region'].text[:40]}”；断面写作 section:断面编码",
            f"{indicator} is {'' if indicator in _OF_SECTIONS else 'not '}a figure of one section of water:"
            f" region 地区 is {entry['region'].text[:40]!r}; a section is written section:CODE",
        )
    first = _day(_need(entry, "start", place))
    last = _day(_need(entry, "end", place))
    if last < first:
        raise not_understood(
            entry["end"].place, f"截止日 {last} 早于起始日 {first}",
            f"the period ends on {last}, before it starts on {first}",
        )  # fmt: skip
    relative = _word(entry, "relative", "")
    value = _value(_need(entry, "value", place), indicator)
    title_zh, title_en = _text(entry, "title_zh"), _text(entry, "title_en")
    if not measured and not title_zh and known is None:
        raise not_understood(
            place, "上报类目标须填名称（title_zh），否则不知所指",
            "a reported target needs title_zh 名称: nothing else says what it is",
        )  # fmt: skip
    one = TargetRecord(
        id=_id(entry, code, indicator, first, last), region=code, place=name, indicator=indicator,
        title_zh=title_zh or (known.title.zh if known else ""),
        title_en=title_en or (known.title.en if known else title_zh),
        comparator=_comparator(entry, known, place), value=value,
        unit=_unit(entry, known if measured else None, relative),
        first=first, last=last, relative=relative, document=_text(entry, "document"), number=_text(entry, "number"),
        issued=_day(entry["issued"]) if _text(entry, "issued") else None, stage=_word(entry, "stage", "best"),
        sand=_word(entry, "sand", "with"), edition=_word(entry, "edition", "auto"), decimals=_decimals(entry),
        measured=measured, responsible=_text(entry, "responsible"), note=_text(entry, "note"),
        withdrawn=_word(entry, "withdrawn", "") == "true",
    )  # fmt: skip
    return _along(one, entry["path"]) if _text(entry, "path") else [one]


def reported(entry: Mapping[str, Cell], place: Place) -> ReportedValue:
    """Return the reported value of an entry; NotUnderstoodError at the first field that is not understood."""
    unknown = [name for name in entry if name not in REPORTED_FIELDS]
    if unknown:
        raise _no_field(entry[unknown[0]].place, unknown[0], REPORTED_FIELDS)
    return ReportedValue(
        target=_need(entry, "target", place).text,
        day=_day(_need(entry, "day", place)),
        value=_number(_need(entry, "value", place)),
        actor=_need(entry, "by", place).text,
        reason=_need(entry, "reason", place).text,
    )


def _region(entry: Mapping[str, Cell], place: Place, atlas: Atlas) -> tuple[str, str]:
    cell = _need(entry, "region", place)
    name = _text(entry, "place")
    below = _TOWNSHIP.fullmatch(cell.text)
    section = _SECTION.fullmatch(cell.text)
    if section:
        return SECTION + section.group(1), name or section.group(1)
    try:
        if below:
            county = atlas.find(below.group(1), Level.COUNTY)
            towns = [
                r
                for r in atlas.listed(level=Level.TOWNSHIP, within=county.code)
                if r.code[:9] == cell.text[:9]
            ]
            if towns:
                return towns[0].code, name or towns[0].name
            if not name:
                raise not_understood(
                    cell.place, f"{county.name}的乡镇须在地名（place）中写名称",
                    f"a township of {county.name} needs its name in place 地名",
                )  # fmt: skip
            return cell.text, name
        found = atlas.find(cell.text)
    except LookupError as error:
        raise not_understood(
            cell.place, f"“{cell.text[:40]}”没有对应的唯一行政区划；请写区划代码", str(error.args[0])
        ) from error
    return found.code, name or found.name


def _along(one: TargetRecord, cell: Cell) -> list[TargetRecord]:
    """The targets of a yearly path: `2018=62;2019=58;2020=55`, or `equal 2017=66`, `rate 2017=66`."""
    if one.first != date(one.last.year, 1, 1) or one.last != date(one.last.year, 12, 31):
        raise not_understood(
            cell.place, "年度路径以完整的一年结束：起止日须为该年首末两日",
            "a yearly path ends with a whole year: start and end must be its first and last day",
        )  # fmt: skip
    shape, _, rest = cell.text.rpartition(" ")
    pairs: dict[int, float] = {}
    for part in re.split(r"[;；,，]", rest):
        year, _, figure = part.replace(":", "=").replace("：", "=").partition("=")
        value, why = cells.number(figure.strip())
        if not year.strip().isdigit() or why:
            raise not_understood(
                cell.place,
                f"“{cell.text[:60]}”不是年度路径；写作 2018=62;2019=58 或 equal 2017=66 或 rate 2017=66",
                f"{cell.text[:60]!r} is no yearly path; say 2018=62;2019=58 or equal 2017=66 or rate 2017=66",
            )
        pairs[int(year)] = value
    shape = shape.strip().lower()
    try:
        if shape in SHAPES:
            ((year_from, base),) = pairs.items()
            pairs = yearly_path(
                year_from, base, one.last.year, one.value, shape="rate" if shape == "rate" else "equal"
            )
        elif shape:
            raise ValueError(f"{shape[:20]!r} is neither equal nor rate")
        elif pairs.setdefault(one.last.year, one.value) != one.value:
            raise ValueError(
                f"the path says {pairs[one.last.year]:g} for {one.last.year}, the target {one.value:g}"
            )
        found = [
            replace(
                one, id=f"{one.id}@{year}", plan=one.id, value=value, first=date(year, 1, 1), last=date(year, 12, 31)
            )
            for year, value in sorted(pairs.items())
        ]  # fmt: skip
    except ValueError as error:
        raise not_understood(
            cell.place,
            f"年度路径“{cell.text[:60]}”与目标不合：基年须早于目标年，形式为 equal 或 rate，"
            "目标年的数值须与目标值相同，等比路径的数值须大于 0",
            str(error.args[0]),
        ) from error  # fmt: skip
    return found


def _id(entry: Mapping[str, Cell], code: str, indicator: str, first: date, last: date) -> str:
    given = _text(entry, "id")
    if given:
        if not _ID.fullmatch(given):
            raise not_understood(
                entry["id"].place, f"“{given[:60]}”不是编号：字母、数字和 . _ - @，至多 60 个",
                f"{given[:60]!r} is no id: letters, digits, . _ - @, at most 60",
            )  # fmt: skip
        return given
    year = first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    period = str(first.year) if year else f"{first:%Y%m%d}-{last:%Y%m%d}"
    return f"{code}-{period}-{indicator}"


def _known(code: str) -> _Known | None:
    """An indicator of air or water, or an item of water."""
    found = indicators().get(code) or indicators("water").get(code)
    if found is not None:
        return _Known(title=found.title, unit=_own_unit(found), better=found.better)
    if code in WATER_ITEMS:
        item = water_parameter(code)
        return _Known(title=item.label, unit=item.unit_text, better="high" if code == "do" else "low")
    return None


def _own_unit(known: Indicator) -> str:
    return {"1": "", "day": "d", "percent": "%"}.get(known.unit, known.unit_text)


def _value(cell: Cell, indicator: str) -> float:
    """The value of a target; that of a class may be written in Roman."""
    if indicator == "water_class" and cell.text.strip().removesuffix("类") in _CLASSES:
        return float(_CLASSES[cell.text.strip().removesuffix("类")])
    return _number(cell)


def _comparator(entry: Mapping[str, Cell], known: _Known | None, place: Place) -> str:
    if _text(entry, "comparator") or known is None or known.better is None:
        _need(entry, "comparator", place)
        return _word(entry, "comparator", "")
    return "<=" if known.better == "low" else ">="


def _unit(entry: Mapping[str, Cell], known: _Known | None, relative: str) -> str:
    given = _text(entry, "unit")
    given = _UNITS.get(given, given)
    if known is None:
        return given
    own = "%" if relative else known.unit
    if given and given != own:
        raise not_understood(
            entry["unit"].place, f"单位应为 {own or '无'}，不是“{given[:20]}”",
            f"the unit is {own or 'none'}, not {given[:20]!r}",
        )  # fmt: skip
    return own


def _decimals(entry: Mapping[str, Cell]) -> int | None:
    given = _text(entry, "decimals")
    if not given:
        return None
    if given not in tuple("0123456"):
        raise not_understood(
            entry["decimals"].place, f"“{given[:20]}”不是 0 到 6 的小数位数",
            f"{given[:20]!r} is no number of decimals from 0 to 6",
        )  # fmt: skip
    return int(given)


def _word(entry: Mapping[str, Cell], field: str, default: str) -> str:
    given = _text(entry, field)
    if not given:
        return default
    word = _SAID.get(field, {}).get(given.lower(), given)
    if word not in _ALLOWED[field]:
        words = " ".join([w for w in _ALLOWED[field] if w])
        raise not_understood(
            entry[field].place, f"{TARGET_FIELDS[field]}为“{given[:40]}”；可写 {words}",
            f"{field} is {given[:40]!r}; say one of {words}",
        )  # fmt: skip
    return word


def _number(cell: Cell) -> float:
    value, why = cells.number(cell.text)
    if why:
        raise not_understood(
            cell.place, f"“{cell.text[:40]}”不是数值（{_WHY.get(why, why)}）",
            f"{cell.text[:40]!r} is no number ({why})",
        )  # fmt: skip
    return value


def _day(cell: Cell) -> date:
    try:
        return date.fromisoformat(cell.text.replace("/", "-"))
    except ValueError:
        raise not_understood(
            cell.place, f"“{cell.text[:40]}”不是日期，应如 2016-12-31",
            f"{cell.text[:40]!r} is no day like 2016-12-31",
        ) from None  # fmt: skip


def _need(entry: Mapping[str, Cell], field: str, place: Place) -> Cell:
    if not _text(entry, field):
        heading = TARGET_FIELDS.get(field) or REPORTED_FIELDS.get(field, "")
        raise not_understood(
            entry[field].place if field in entry else place, f"缺少{heading}（{field}）",
            f"{field} {heading} is missing",
        )  # fmt: skip
    return replace(entry[field], text=_text(entry, field))


def _text(entry: Mapping[str, Cell], field: str) -> str:
    cell = entry.get(field)
    text = cell.text.strip() if cell else ""
    if cell and len(text) > _LONGEST:
        heading = TARGET_FIELDS.get(field) or REPORTED_FIELDS.get(field, field)
        raise not_understood(
            cell.place, f"{heading}超过 {_LONGEST} 字", f"{field} is longer than {_LONGEST} characters"
        )
    return text


def _no_field(place: Place, name: str, known: Mapping[str, str]) -> NotUnderstoodError:
    return not_understood(
        place, f"没有名为“{name[:40]}”的字段；可用 {'、'.join(known.values())}",
        f"there is no field {name[:40]!r}; known are {', '.join(known)}",
    )  # fmt: skip
