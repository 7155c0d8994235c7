"""One row of a register of sections, from texts to a record: what each field may say, in either language.

A row is understood as a whole or refused with the place of the cell that is not; nothing is guessed, and no field
may contradict another: a county lies in its city, a city in its province.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from geo.atlas import Atlas
from geo.regions import Level, Region
from indicators.water_parameters import named
from ingest import section_names, stations
from ingest.handed import Cell, NotUnderstoodError, Place
from ingest.section import SectionRecord
from ingest.water_classes import CLASSES, published_class

SECTION_FIELDS: Final = MappingProxyType(
    {
        "code": "断面编码", "name": "断面名称", "aliases": "别名", "river": "所在河流", "basin": "流域",
        "province": "省", "city": "市", "county": "县", "answers_for": "责任行政区", "kind": "水体类型",
        "control": "控制级别", "lon": "经度", "lat": "纬度", "river_km": "河道里程", "upstream": "上游断面",
        "downstream": "下游断面", "purposes": "断面属性", "target_class": "目标类别", "target_items": "单项目标",
        "start": "起始日", "end": "截止日",
    }
)  # fmt: skip
"""Fields of a section and their Chinese headings, in the order of the template."""

_ALSO: Final = {
    "code": "编码 编号 断面代码 断面编号 点位编码 站点编码",
    "name": "断面 名称 点位名称 站点名称 测点名称 断面(点位)名称",
    "river": "河流 水体 水体名称 河流名称 河湖名称 所属河流 所在水体",
    "basin": "所属流域",
    "province": "省份 所在省",
    "city": "地市 城市 所在市 所在地市",
    "county": "区县 县区 县(市、区) 所在县",
    "answers_for": "责任县 责任市 责任地区 责任县(市、区) 考核地区 考核行政区",
    "kind": "类型 水体类别",
    "control": "级别 断面级别",
    "lon": "东经",
    "lat": "北纬",
    "river_km": "里程",
    "upstream": "上游",
    "downstream": "下游",
    "purposes": "属性 断面功能",
    "target_class": "目标 水质目标 考核目标 目标水质",
    "start": "起始日期",
    "end": "截止日期",
}
SYNONYMS: Final = MappingProxyType({word: field for field, words in _ALSO.items() for word in words.split()})
"""Other headings that bureaus write, and their fields."""

PASSED_OVER: Final = frozenset({"序号", "备注", "note", "no", "no."})
"""Headings of columns that say nothing of a section."""

_KINDS: Final = {
    "river": "河流 河 river",
    "lake": "湖泊 湖库 湖 水库 湖泊(水库) lake reservoir",
    "reservoir_river": "河流型水库 reservoir_river",
    "drinking": "饮用水水源 饮用水水源地 饮用水源 drinking",
    "groundwater": "地下水 groundwater",
    "black_odour": "黑臭水体 black_odour",
}
KIND_WORDS: Final = MappingProxyType({word: kind for kind, words in _KINDS.items() for word in words.split()})
"""Kinds of water as people write them, and as we do."""

_CODE = re.compile(r"[\w.\-/]{1,40}")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_NUMBER = re.compile(r"-?[0-9]{1,4}(?:\.[0-9]+)?")
_LIMIT = re.compile(r"(.+?)\s*(?:<=|≤|=|:|：|\s)\s*([0-9]+(?:\.[0-9]+)?)\s*(?:mg/[lL])?")
_SPLIT = re.compile(r"[;；、,，|\n]+")
_SPANS: Final = {"lon": (73.0, 136.0), "lat": (3.0, 54.0), "river_km": (0.0, 7000.0)}
_LONGEST: Final = 200


def record(entry: Mapping[str, Cell], place: Place, atlas: Atlas) -> SectionRecord:
    """Return the record of a row.

    Parameters
    ----------
    entry
        Cells by field of `SECTION_FIELDS`; absent and empty are the same.
    place
        Where the row stands, for what is missing in it.

    Raises
    ------
    NotUnderstoodError
        At the first field that is not understood.
    """
    for cell in entry.values():
        if len(cell.text) > _LONGEST or not cell.text.replace("\n", " ").isprintable():
            raise _fault(cell, "is too long or holds signs that cannot be shown")
    name = _text(entry, "name")
    if not name:
        raise NotUnderstoodError(f"{place}: the name of the section (断面名称) is missing")
    if section_names.fault(name):
        raise _fault(entry["name"], f"{name[:40]!r} is no name of a section")
    province, city, county = _lies(entry, place, atlas)
    code = _code(entry) or section_names.section_key(province, name)
    first, last = _day(entry, "start"), _day(entry, "end")
    if first and last and last < first:
        raise _fault(entry["end"], f"{last} lies before the first day {first}")
    lon, lat = _number(entry, "lon"), _number(entry, "lat")
    if (lon is None) != (lat is None):
        given = entry["lon" if lat is None else "lat"]
        raise _fault(given, "a position needs both 经度 and 纬度")
    return SectionRecord(
        code=code,
        name=name,
        aliases=_several(entry, "aliases"),
        river=_text(entry, "river"),
        basin=_text(entry, "basin"),
        province=province,
        city=city,
        county=county,
        answers_for=_answers_for(entry, atlas, province),
        kind=_word(entry, "kind", KIND_WORDS),
        control=_word(entry, "control", stations.CONTROL_LEVELS),
        lon=lon,
        lat=lat,
        river_km=_number(entry, "river_km"),
        upstream=_several(entry, "upstream"),
        downstream=_several(entry, "downstream"),
        purposes=_several(entry, "purposes"),
        target_class=_class(entry),
        target_items=_limits(entry),
        first=first,
        last=last,
    )


def _lies(entry: Mapping[str, Cell], place: Place, atlas: Atlas) -> tuple[str, str, str]:
    """Codes of province, city and county; a wider one that is not given follows from a narrower one."""
    found: dict[Level, Region] = {}
    for field, level in (("province", Level.PROVINCE), ("city", Level.PREFECTURE), ("county", Level.COUNTY)):
        if not _text(entry, field):
            continue
        cell = entry[field]
        within = list(found.values())[-1].code if found else None
        region = _division(cell, atlas, level, within)
        for up in (region, *atlas.regions.ancestors(region)):
            held = found.setdefault(up.level, up)
            if held.code != up.code:
                raise _fault(cell, f"{region.name} lies in {up.name}, not in {held.name}")
    if Level.PROVINCE not in found:
        raise NotUnderstoodError(f"{place}: province, city and county (省 市 县) are all missing")
    codes = [
        found[level].code if level in found else ""
        for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
    ]
    return codes[0], codes[1], codes[2]


def _division(cell: Cell, atlas: Atlas, level: Level | None, within: str | None) -> Region:
    try:
        if cell.text.isdigit():
            found = atlas.find(cell.text, level)
        else:
            inside = [] if within is None else atlas.listed(level=level, within=within)
            mine = [one for one in inside if cell.text == one.name] or [
                one for one in inside if cell.text == one.short
            ]
            found = mine[0] if len(mine) == 1 else atlas.find(cell.text, level)
    except LookupError as error:
        raise _fault(cell, str(error.args[0])) from error
    return found


def _answers_for(entry: Mapping[str, Cell], atlas: Atlas, province: str) -> str:
    if not _text(entry, "answers_for"):
        return ""
    cell = entry["answers_for"]
    for level in (Level.PREFECTURE, Level.COUNTY):
        inside = atlas.listed(level=level, within=province)
        mine = [one for one in inside if cell.text in (one.name, one.short)]
        if len(mine) == 1:
            return mine[0].code
        if mine:
            names = ", ".join(f"{one.name} {one.code}" for one in mine)
            raise _fault(cell, f"{cell.text} may be {names}; write the code")
    return _division(cell, atlas, None, None).code


def _text(entry: Mapping[str, Cell], field: str) -> str:
    return entry[field].text.strip() if field in entry else ""


def _code(entry: Mapping[str, Cell]) -> str:
    text = _text(entry, "code")
    if text and not _CODE.fullmatch(text):
        raise _fault(entry["code"], f"{text[:40]!r} is no code: letters, digits, . - _ / and no spaces")
    return text


def _several(entry: Mapping[str, Cell], field: str) -> tuple[str, ...]:
    parts = (part.strip() for part in _SPLIT.split(_text(entry, field)))
    return tuple(dict.fromkeys(part for part in parts if part))


def _word(entry: Mapping[str, Cell], field: str, words: Mapping[str, str]) -> str:
    text = section_names.folded(_text(entry, field))
    if not text:
        return ""
    if text not in words:
        raise _fault(entry[field], f"{text[:40]!r} is unknown; expected one of {', '.join(words)}")
    return words[text]


def _number(entry: Mapping[str, Cell], field: str) -> float | None:
    text = _text(entry, field)
    if not text:
        return None
    low, high = _SPANS[field]
    if not _NUMBER.fullmatch(text) or not low <= float(text) <= high:
        raise _fault(entry[field], f"{text[:40]!r} is no number between {low:g} and {high:g}")
    return float(text)


def _class(entry: Mapping[str, Cell]) -> str:
    text = _text(entry, "target_class")
    found, why = published_class(text)
    if why or (found and found not in CLASSES[:5]):
        raise _fault(entry["target_class"], f"{text[:40]!r} is no class to be reached: Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ")
    return found


def _limits(entry: Mapping[str, Cell]) -> dict[str, float]:
    limits: dict[str, float] = {}
    for part in _several(entry, "target_items"):
        said = _LIMIT.fullmatch(part)
        item = named(said[1].strip()) if said else None
        if said is None or item is None:
            raise _fault(
                entry["target_items"], f"{part[:40]!r} is no limit of an item; expected 氨氮<=3; 总磷<=0.35"
            )
        if item.code in limits:
            raise _fault(entry["target_items"], f"{item.label.zh} comes twice")
        limits[item.code] = float(said[2])
    return limits


def _day(entry: Mapping[str, Cell], field: str) -> date | None:
    text = _text(entry, field)
    if not text:
        return None
    said = _DAY.fullmatch(text)
    try:
        if said:
            return date(int(said[1]), int(said[2]), int(said[3]))
    except ValueError:
        pass
    raise _fault(entry[field], f"{text[:40]!r} is no day like 2021-01-01")


def _fault(cell: Cell, why: str) -> NotUnderstoodError:
    return NotUnderstoodError(f"{cell.place}: {why}")
