"""What the screens of water say: fixed words, and the codes of an answer in words of the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from dash import html

from assessment.notes import NOTES
from figures.water_classes import chip
from geo.names import romanised
from indicators.parameters import Label, Language
from indicators.water_parameters import water_parameter
from indicators.water_regime import water_regime
from layouts._desk import Cell
from layouts._words import worded

DASH: Final = "–"
UNLIKE: Final = 0.8
"""Share of sections in common in number below which a screen says that two periods are hardly comparable."""
WORDS: Final[Mapping[str, Label]] = {
    "water": Label(zh="地表水", en="Surface water"),
    "title": Label(zh="地表水水质", en="Surface water quality"),
    "nation": Label(zh="全国", en="China"),
    "step": Label(zh="评价时段", en="Period"),
    "month": Label(zh="月", en="Month"),
    "day": Label(zh="日", en="Day"),
    "slot": Label(zh="时次（4小时）", en="Slot (4 h)"),
    "quarter": Label(zh="季", en="Quarter"),
    "half": Label(zh="半年", en="Half-year"),
    "year": Label(zh="年", en="Year"),
    "todate": Label(zh="年初至今", en="Year to date"),
    "window": Label(zh="任意时段", en="Window"),
    "from": Label(zh="从", en="From"),
    "to": Label(zh="到", en="to"),
    "months_title": Label(zh="断面逐月类别", en="Classes of the sections by month"),
    "months_note": Label(
        zh="月均值定类；箭头：环=较上月，同=较上年同月，↑ 类别变好，↓ 变差",
        en="by the mean of the month; arrows: m since the month before, y since the same month of the year before,"
        " ↑ better class, ↓ worse",
    ),
    "months_left": Label(zh="另有 {} 个断面各月均无类别", en="{} more sections have no class in any month"),
    "moved_change": Label(
        zh="较上月：变好 {}，变差 {}，不变 {}", en="since the month before: {} better, {} worse, {} the same"
    ),
    "moved_year_change": Label(
        zh="较上年同月：变好 {}，变差 {}，不变 {}", en="since a year ago: {} better, {} worse, {} the same"
    ),
    "by_month": Label(zh="逐月类别表", en="Table by month"),
    "sections_then": Label(zh="断面 {} → {}", en="sections {} → {}"),
    "other_sections": Label(zh="参评断面不同：{} → {}", en="other sections were judged: {} → {}"),
    "no_division": Label(
        zh="{} 个断面没有行政区，不计入任何省、市：用 sections template 名录.xlsx --held 写出名录，"
        "填好省、市后 sections load",
        en="{} sections belong to no division and to no province or city here: write the register out with"
        " `sections template FILE.xlsx --held`, fill in province and city, and hand it in with `sections load`",
    ),
    "along": Label(zh="沿河断面", en="Along the river"),
    "along_note": Label(
        zh="自上游至下游；按名录的上下游断面和河道里程排列",
        en="from above to below, by the neighbours and kilometres of the registry",
    ),
    "unordered": Label(zh="{} 个断面位置不明，列于表末", en="{} whose place is not known stand last"),
    "here": Label(zh="本断面", en="this one"),
    "river_map": Label(zh="位置与河流", en="Where it lies"),
    "trends": Label(zh="秩相关趋势检验", en="Rank trends (Daniel's test)"),
    "trends_note": Label(
        zh="所示各月月均值，5% 单侧检验；季节变化未去除",
        en="means of the months shown, at 5 %; the season is left in",
    ),
    "no_trend": Label(zh="不足 5 个月，不作趋势检验", en="Fewer than five months: no test"),
    "trend_rise": Label(zh="↑ 显著上升", en="↑ rises"),
    "trend_fall": Label(zh="↓ 显著下降", en="↓ falls"),
    "trend_none": Label(zh="无显著变化", en="no significant trend"),
    "tli": Label(zh="营养状态指数 TLI", en="Trophic level TLI"),
    "points": Label(zh="个百分点", en="points"),
    "good_moved": Label(zh="Ⅰ～Ⅲ较上期", en="Ⅰ–Ⅲ, period before"),
    "good_year": Label(zh="Ⅰ～Ⅲ较上年", en="Ⅰ–Ⅲ, year before"),
    "no_earlier": Label(zh="无可比时段", en="nothing to compare with"),
    "section_months": Label(zh="断面·月", en="section-months"),
    "due": Label(zh="应有断面·月 {} 个", en="{} section-months due"),
    "earlier": Label(zh="‹ 上一期", en="‹ Earlier"),
    "later": Label(zh="下一期 ›", en="Later ›"),
    "newest": Label(zh="最新", en="Newest"),
    "view": Label(zh="视图", en="View"),
    "overview": Label(zh="总览", en="Overview"),
    "sheet": Label(zh="监测数据表", en="Sheet of values"),
    "sheet_title": Label(zh="断面监测结果与评价", en="Results and classes of the sections"),
    "sheet_note": Label(
        zh="数值为参评值：月、日先均值后修约，时次为原始值；“<”为未检出",
        en="values as judged: means, rounded, of a month or day; raw of a slot; “<” is below detection",
    ),
    "no_water": Label(zh="库中还没有地表水数据", en="The store holds no surface water yet"),
    "no_water_hint": Label(
        zh="请用 load water_national 或 load water_workbook 载入数据，用 sections load 载入断面名录。",
        en="Load values with `load water_national` or `load water_workbook`, and the registry with `sections load`.",
    ),
    "no_sections": Label(zh="名录中没有该地区的断面", en="The registry has no section of this place"),
    "no_sections_hint": Label(
        zh="请核对断面的责任行政区（sections load）。", en="See who answers for the sections (`sections load`)."
    ),
    "none_then": Label(zh="该时段没有监测数据", en="Nothing was sampled in this period"),
    "no_page": Label(zh="先选择一个断面", en="Choose a section first"),
    "sections": Label(zh="断面", en="Sections"),
    "sections_of": Label(zh="断面 {} 个", en="{} sections"),
    "judged": Label(zh="参评 {}", en="{} judged"),
    "left_out": Label(zh="未参评 {}（断流、停站或未监测）", en="{} not judged (dry, stopped or not sampled)"),
    "good_water_share": Label(zh="Ⅰ～Ⅲ类比例", en="Share of Ⅰ–Ⅲ"),
    "worse_than_v_share": Label(zh="劣Ⅴ类比例", en="Worse than Ⅴ"),
    "section_compliance_rate": Label(zh="断面达标率", en="Targets met"),
    "water_state": Label(zh="水质状况", en="State"),
    "main_pollution_items": Label(zh="主要污染指标", en="Main items"),
    "cwqi": Label(zh="水质指数 CWQI", en="Water index CWQI"),
    "no_main": Label(zh="无", en="none"),
    "no_targets": Label(zh="未设目标", en="no targets"),
    "of_targets": Label(zh="有目标且参评 {}", en="of {} with a target"),
    "distribution": Label(zh="类别分布", en="Sections by class"),
    "by_province": Label(zh="各省", en="Provinces"),
    "by_city": Label(zh="各市", en="Cities"),
    "by_county": Label(zh="各县区", en="Counties"),
    "by_basin": Label(zh="各流域", en="Basins"),
    "ranking": Label(zh="城市水质指数排名", en="Cities by water index"),
    "ranking_note": Label(zh="由优到差，CWQI 越小越好", en="best first; smaller is better"),
    "no_ranking": Label(
        zh="断面尚未归到城市：载入名录后可排名", en="No section is known by city: load the registry to rank"
    ),
    "only_days": Label(zh="时次不排名：请选日、月或更长时段", en="Slots are not ranked: choose days, months or longer"),
    "list": Label(zh="断面一览", en="The sections"),
    "code": Label(zh="编码", en="Code"),
    "name": Label(zh="断面", en="Section"),
    "river": Label(zh="河流（湖库）", en="River, lake"),
    "basin": Label(zh="流域", en="Basin"),
    "place": Label(zh="责任地区", en="Answers for it"),
    "kind": Label(zh="水体", en="Water body"),
    "class": Label(zh="类别", en="Class"),
    "deciding": Label(zh="定类项目", en="Deciding items"),
    "over": Label(zh="超Ⅲ类倍数", en="Over class Ⅲ"),
    "target": Label(zh="目标", en="Target"),
    "met": Label(zh="达标", en="Met"),
    "over_target": Label(zh="超目标倍数", en="Over target"),
    "change": Label(zh="较上期", en="Period before"),
    "year_change": Label(zh="较上年", en="Year before"),
    "published": Label(zh="发布类别", en="Published"),
    "samples": Label(zh="有效样", en="Samples"),
    "note": Label(zh="备注", en="Note"),
    "improvement": Label(zh="同比改善", en="Change on year"),
    "rank": Label(zh="名次", en="Rank"),
    "good": Label(zh="Ⅰ～Ⅲ", en="Ⅰ–Ⅲ"),
    "share_note": Label(zh="百分数为Ⅰ～Ⅲ类断面的比例", en="%: share of sections of class Ⅰ–Ⅲ"),
    "bad": Label(zh="劣Ⅴ", en=">Ⅴ"),
    "compliance": Label(zh="达标率", en="Targets met"),
    "valid": Label(zh="参评", en="Judged"),
    "yes": Label(zh="✓ 达标", en="✓ met"),
    "no": Label(zh="✕ 未达", en="✕ missed"),
    "river_kind": Label(zh="河流", en="river"),
    "lake_kind": Label(zh="湖库", en="lake"),
    "none": Label(zh="无类别", en="no class"),
    "no_class": Label(zh="断流、停站或未监测", en="Dry, stopped or not sampled"),
    "no_section": Label(zh="无断面或未归属", en="No section known"),
    "legend": Label(zh="水质类别与状况", en="Class and state"),
    "legend_points": Label(zh="圆点为断面", en="points are sections"),
    "worst_sections": Label(zh="水质最差的断面", en="The worst sections"),
    "worst_none": Label(zh="没有Ⅳ类及以下断面", en="No section is class Ⅳ or worse"),
    "provinces": Label(zh="各省断面类别", en="Sections by province"),
    "cities": Label(zh="各市断面类别", en="Sections by city"),
    "basins": Label(zh="各流域断面类别", en="Sections by basin"),
    "worst_first": Label(zh="由差到优", en="worst first"),
    "unplaced": Label(zh="{}个断面无坐标，不上图", en="{} sections without a position are not drawn"),
    "by_province_fill": Label(
        zh="断面未归到城市，按全省状况着色", en="sections are not known by city: coloured by province"
    ),
    "rivers_of": Label(zh="河流：{}", en="rivers: {}"),
    "no_rivers": Label(zh="未载入河流图层（rivers load）", en="no river layer is loaded (`rivers load`)"),
    "leading": Label(zh="主要指标", en="Leading figures"),
    "time": Label(zh="时间", en="Time"),
    "one_month": Label(zh="一月", en="month"),
    "one_year": Label(zh="一年", en="year"),
    "one_day": Label(zh="一日", en="day"),
    "one_slot": Label(zh="一时次", en="slot"),
    "thirty_days": Label(zh="三十日", en="30 days"),
    "air_layer": Label(zh="空气（W）", en="Air (W)"),
    "water_layer": Label(zh="水（W）", en="Water (W)"),
    "provisional": Label(zh="自动监测数据未审核", en="Automatic stations, not reviewed"),
    "past": Label(zh="历史时段", en="past period"),
    "latest": Label(zh="最新时段", en="newest period"),
    # the section
    "record": Label(zh="断面档案", en="Record"),
    "aliases": Label(zh="别名", en="Aliases"),
    "province": Label(zh="省", en="Province"),
    "city": Label(zh="市", en="City"),
    "county": Label(zh="县", en="County"),
    "answers_for": Label(zh="责任行政区", en="Answers for it"),
    "control": Label(zh="控制级别", en="Control level"),
    "position": Label(zh="经纬度", en="Position"),
    "river_km": Label(zh="河道里程", en="Along the river"),
    "purposes": Label(zh="断面属性", en="Purposes"),
    "judged_as": Label(zh="评价类型", en="Judged as"),
    "complete": Label(zh="档案来源", en="Record from"),
    "registered": Label(zh="断面名录", en="the registry"),
    "from_feed": Label(zh="仅见于数据源，档案不完整", en="known from a feed only, incomplete"),
    "span": Label(zh="适用期", en="Holds"),
    "versions": Label(zh="档案版本", en="Versions of the record"),
    "version": Label(zh="版本", en="Version"),
    "actor": Label(zh="经手人", en="By"),
    "reason": Label(zh="原因", en="Reason"),
    "known_at": Label(zh="录入时间", en="Entered"),
    "length": Label(zh="时段", en="Window"),
    "item": Label(zh="项目", en="Item"),
    "trend": Label(zh="项目走势与类别限值", en="The item and the limits of the classes"),
    "class_strip": Label(zh="逐时次类别", en="Classes by slot"),
    "agreement": Label(
        zh="可比 {} 个时次，一致 {} 个", en="{} slots can be compared, {} agree"
    ),
    "months": Label(zh="逐月评价", en="By month"),
    "neighbours": Label(zh="上下游断面", en="Up and down the river"),
    "no_neighbours": Label(zh="名录未载上下游断面", en="The registry names no neighbour"),
    "up": Label(zh="上游", en="up"),
    "down": Label(zh="下游", en="down"),
    "values": Label(zh="监测值", en="Values"),
    "values_note": Label(
        zh="“<”“L”为低于检出限；空白按来源标记列出", en="“<” is below detection; what is blank keeps the source's mark"
    ),
    "value": Label(zh="值", en="Value"),
    "unit": Label(zh="单位", en="Unit"),
    "quality": Label(zh="来源标记", en="Source's mark"),
    "stage": Label(zh="阶段", en="Stage"),
    "start": Label(zh="时间", en="Time"),
    "no_values": Label(zh="该时段没有监测值", en="No value in this window"),
    "km": Label(zh="千米", en="km"),
    "to_table": Label(zh="全部断面", en="All sections"),
    "passport": Label(zh="数据护照", en="Passport"),
    "on_wall": Label(zh="在地图上看", en="On the map"),
}  # fmt: skip
_BASINS: Final[Mapping[str, str]] = {
    "海河流域": "Hai River", "辽河流域": "Liao River", "黄河流域": "Yellow River", "西北诸河": "Northwest rivers",
    "松花江流域": "Songhua River", "长江流域": "Yangtze River", "淮河流域": "Huai River", "太湖流域": "Lake Tai",
    "浙闽片河流": "Zhejiang-Fujian rivers", "巢湖流域": "Lake Chao", "珠江流域": "Pearl River",
    "滇池流域": "Lake Dian", "西南诸河": "Southwest rivers",
}  # fmt: skip
_KINDS: Final[Mapping[str, Label]] = {
    "river": Label(zh="河流", en="river"),
    "lake": Label(zh="湖库", en="lake"),
    "reservoir_river": Label(zh="河流型水库", en="river-type reservoir"),
}
CONTROLS: Final[Mapping[str, Label]] = {
    "national": Label(zh="国控", en="national"),
    "provincial": Label(zh="省控", en="provincial"),
    "city": Label(zh="市控", en="city"),
    "county": Label(zh="县控", en="county"),
    "township": Label(zh="乡镇", en="township"),
}
_ITEM: Final = re.compile(r"([a-z0-9]+)(\([^)]*\))?")
_WORD: Final = re.compile(r"[\u3400-\u9fff]")
word: Final = partial(worded, WORDS)


def item(code: str, lang: Language) -> str:
    """An item as a table says it: its Chinese name, or its symbol."""
    known = water_parameter(code)
    if lang == "zh":
        return known.label.zh
    return known.label.en if _WORD.search(known.symbol) else known.symbol


def items(text: object, lang: Language) -> str:
    """`nh3n(0.5)+tp` in words: 氨氮(0.5)、总磷."""
    said = []
    for one in str(text or "").split("+"):
        found = _ITEM.fullmatch(one)
        try:
            said.append(item(found.group(1), lang) + (found.group(2) or "") if found else one)
        except LookupError:
            said.append(one)
    return ("、" if lang == "zh" else ", ").join(part for part in said if part)


def target(text: object, lang: Language) -> str:
    """A target in words: `Ⅳ(nh3n 3)` as Ⅳ(氨氮 3)."""
    head, _, rest = str(text or "").rstrip(")").partition("(")
    own = [one.strip().split(" ", 1) for one in rest.split(",") if one.strip()]
    said = ", ".join(" ".join([item(one[0], lang), *one[1:]]) for one in own)
    return class_word(head, lang) + (f" ({said})" if said else "")


def class_word(text: object, lang: Language) -> str:
    """A class in words of the screen: 劣Ⅴ is `>Ⅴ` in English; a source's own word stays."""
    return ">Ⅴ" if lang == "en" and text == "劣Ⅴ" else str(text or "")


def class_cell(text: object, number: int, lang: Language, href: str = "") -> Cell | str:
    """A class as a chip in its colour; nothing for none."""
    said = class_word(text, lang)
    return Cell(text=said, chip=chip(number), by=str(number), href=href) if said else ""


def state_word(number: int, day: date, lang: Language) -> str:
    """The word for a state number of 1 to 5 on a day; empty for none."""
    found = {one.number: one.label for one in water_regime(day).assessment.states}.get(number)
    return found.text(lang) if found else ""


def change(text: object, said: object, lang: Language) -> Cell | str:
    """A change of state in steps as an arrow with its word; nothing where there is none."""
    if str(text or "") == "":
        return ""
    steps = int(float(str(text)))
    arrow = "↑" if steps > 0 else "↓" if steps < 0 else "→"
    words = _CHANGES.get(str(said))
    shown = str(said) if lang == "zh" or words is None else words
    mark = "well" if steps > 0 else "ill" if steps < 0 else ""
    return Cell(text=f"{arrow} {shown}", by=str(steps), mark=mark)


_CHANGES: Final[Mapping[str, str]] = {
    "明显下降": "markedly worse", "有所下降": "somewhat worse", "无明显变化": "no marked change",
    "有所好转": "somewhat better", "明显好转": "markedly better",
}  # fmt: skip


def kind(text: object, lang: Language) -> str:
    """A kind of water body in words."""
    found = _KINDS.get(str(text or ""))
    return found.text(lang) if found else str(text or "")


def basin(name: str, lang: Language) -> str:
    """A basin in words."""
    return name if lang == "zh" else _BASINS.get(name) or romanised(name)


def spelled(name: str, english: str, lang: Language) -> str:
    """A name in the language of the screen; in English as it is spelled, made by rule where nobody gave it."""
    return name if lang == "zh" or not name else english or romanised(name)


_STATES: Final[Mapping[str, str]] = {
    "优": "excellent", "良好": "good", "轻度污染": "slightly polluted", "中度污染": "moderately polluted",
    "重度污染": "heavily polluted",
}  # fmt: skip


def in_words(indicator: str, value: str, lang: Language) -> str:
    """The value of an indicator whose values are words, in words of the screen."""
    if indicator == "water_class":
        return class_word(value, lang)
    if indicator == "target_met":
        return word(value, lang) if value in ("yes", "no") else value
    if indicator == "water_state":
        return _STATES.get(value, value) if lang == "en" else value
    return items(value, lang)


def half(text: str, lang: Language) -> str:
    """The half of a `中文 / english` text in the language of the screen; any other text as it stands."""
    first, slash, second = text.partition(" / ")
    if not slash or not _WORD.search(first) or _WORD.search(second):
        return text
    return second if lang == "en" else first


def percent(value: object) -> str:
    """A share with one decimal; a dash where there is none."""
    number = float(value) if isinstance(value, int | float) else float("nan")
    return DASH if number != number else f"{number:.1f}"


def unlike(then: object, now: object) -> bool:
    """Whether so many more or fewer sections were judged that two periods are hardly comparable: a fifth."""
    a, b = (float(n) if isinstance(n, int | float) else 0.0 for n in (then, now))
    return min(a, b) < UNLIKE * max(a, b)


def points(value: object) -> str:
    """A difference of shares in points with its sign; empty where there is none."""
    number = float(value) if isinstance(value, int | float) else float("nan")
    return "" if number != number else f"{number:+.1f}".replace("-", "−")


def notes(codes: object, lang: Language) -> str:
    """The remarks of a row in words."""
    told = [NOTES[code].text(lang) if code in NOTES else code for code in str(codes or "").split(";") if code]
    return ("；" if lang == "zh" else "; ").join(told)


def class_span(text: object, number: int, lang: Language, name: str = "chip") -> html.Span:
    """A class on its colour, for places outside a table; hatched grey without one."""
    if not number:
        return html.Span(DASH, className=f"{name} none", title=word("no_class", lang))
    ground, letters = chip(number)
    style: dict[str, Any] = {"backgroundColor": ground, "color": letters}
    return html.Span(class_word(text, lang), className=name, style=style)
