"""The window at a glance: days, concentrations and the index of the region, against both periods, and its place."""

from __future__ import annotations

from dataclasses import replace

from geo.regions import Level
from indicators.parameters import Label
from reports.content import Content, Figure, Sentence
from reports.gathering import AGAINST, Gathering, moved, said
from reports.page import ReportPage

ITEMS = ("good_days", "good_day_rate", "heavy_days", "pm25", "pm10", "o3_8h_p90", "composite_index")
TITLE = Label(zh="空气质量概况", en="Air at a glance")


def gather(ask: Gathering) -> Content:
    """The leading figures of the window, and the region's place in its province."""
    figures: list[Figure] = []
    for code in ITEMS:
        figures += ask.figures(code, f"air.{code}")
        if code == "good_days" and figures and ask.place.level is not Level.PROVINCE:
            figures.insert(1, _valid(figures[0]))
    held = {figure.key: figure for figure in figures}
    if not any(held.get(f"air.{code}") and held[f"air.{code}"].shown for code in ITEMS):
        return Content(
            page="overview", title=TITLE, headline=said("本期无空气监测数据。", "No air readings in this period."),
            why_empty=Label(zh="时段内无空气监测数据", en="no air readings in the window"),
        )  # fmt: skip
    sentences = [_means(ask, held), _days(ask, held)]
    if ask.place.level is not Level.PROVINCE:
        figures += _place(ask)
        held = {figure.key: figure for figure in figures}
        sentences.append(_index(ask, held))
    return Content(
        page="overview", title=TITLE, headline=_headline(ask, held), sentences=tuple(sentences),
        figures=tuple(figures),
    )  # fmt: skip


def _valid(good_days: Figure) -> Figure:
    """The days of the window that were valid, of which the good ones are counted."""
    return replace(
        good_days, key=f"{good_days.key}.valid", label=Label(zh="有效天数", en="Valid days"),
        shown=str(good_days.valid), value=float(good_days.valid), notes=(),
    )  # fmt: skip


def _place(ask: Gathering) -> list[Figure]:
    answer = ask.ranking("composite_index", against="period")
    rows = answer.table
    mine = rows[rows["code"] == ask.place.code]
    if mine.empty:
        return []
    row = mine.iloc[0]
    among = Label(zh=f"{ask.around.name}综合指数排名", en=f"Place by composite index in {ask.around.name_en}")
    ranked = int((rows["rank"].astype(str) != "").sum())
    place = ask.figure(answer, row, "air.rank", among, column="rank", unit="")
    moved = ask.figure(answer, row, "air.rank.change", Label(zh="名次变化", en="Change of place"),
                       column="rank_change", unit="")  # fmt: skip
    count = Figure(
        key="air.rank.of", label=Label(zh="参与排名城市数", en="Cities with a place"), shown=str(ranked),
        value=float(ranked), unit="", origin=place.origin,
    )  # fmt: skip
    return [place, moved, count]


def _headline(ask: Gathering, held: dict[str, Figure]) -> Sentence:
    this, name = ask.scope.this, ask.name()
    if held["air.good_days"].shown and ask.place.level is not Level.PROVINCE:
        return said(
            f"{this.zh}{name.zh}优良天数{{air.good_days}}天（有效{{air.good_days.valid}}天），PM2.5平均{{air.pm25}}微克/立方米。",
            f"{this.en}, {name.en}: good days {{air.good_days}} of {{air.good_days.valid}} valid; "
            "PM2.5 averaged {air.pm25} µg/m³.",
        )
    return said(
        f"{this.zh}{name.zh}优良天数比率{{air.good_day_rate}}%，PM2.5平均{{air.pm25}}微克/立方米。",
        f"{this.en}, the good-day rate of {name.en} was {{air.good_day_rate}} %; PM2.5 averaged {{air.pm25}} µg/m³.",
    )


def _means(ask: Gathering, held: dict[str, Figure]) -> Sentence:
    zh, en = [], []
    for code, name in (("pm25", "PM2.5"), ("pm10", "PM10")):
        zh.append(f"{name}平均浓度{{air.{code}}}微克/立方米{_change_zh(held, f'air.{code}')}")
        en.append(f"{name} averaged {{air.{code}}} µg/m³{_change_en(held, f'air.{code}')}")
    if held["air.o3_8h_p90"].shown:
        zh.append(
            f"臭氧日最大8小时平均第90百分位数{{air.o3_8h_p90}}微克/立方米{_change_zh(held, 'air.o3_8h_p90')}"
        )
        en.append(
            "the 90th percentile of the daily maximum 8-hour ozone was {air.o3_8h_p90} µg/m³"
            + _change_en(held, "air.o3_8h_p90")
        )
    return said(
        f"{ask.scope.this.zh}，" + "；".join(zh) + "。", f"{ask.scope.this.en}, " + "; ".join(en) + "."
    )


def _days(ask: Gathering, held: dict[str, Figure]) -> Sentence:
    rate_zh, rate_en = "优良天数比率{air.good_day_rate}%", "a good-day rate of {air.good_day_rate} %"
    rate_zh += _change_zh(held, "air.good_day_rate", unit="个百分点")
    rate_en += _change_en(held, "air.good_day_rate", unit=" points")
    if ask.place.level is Level.PROVINCE:
        return said(f"各市平均{rate_zh}。", f"The cities average {rate_en}.")
    return said(
        f"有效{{air.good_days.valid}}天中优良{{air.good_days}}天，{rate_zh}；重度及以上污染{{air.heavy_days}}天。",
        f"Good days: {{air.good_days}} of {{air.good_days.valid}} valid, {rate_en}; days of heavy pollution: "
        "{air.heavy_days}.",
    )


def _index(ask: Gathering, held: dict[str, Figure]) -> Sentence:
    if not held["air.composite_index"].shown or "air.rank" not in held or not held["air.rank"].shown:
        return said(
            f"综合指数{{air.composite_index}}，在{ask.around.name}无名次。",
            f"Composite index {{air.composite_index}}; no place in {ask.around.name_en}.",
        )
    return said(
        f"综合指数{{air.composite_index}}{_change_zh(held, 'air.composite_index')}，"
        f"在{ask.around.name}{{air.rank.of}}个有名次的城市中由优到差列第{{air.rank}}位。",
        f"Composite index {{air.composite_index}}{_change_en(held, 'air.composite_index')}: place {{air.rank}}, best "
        f"first, among the {{air.rank.of}} cities of {ask.around.name_en} that have one.",
    )


def _change_zh(held: dict[str, Figure], key: str, unit: str = "%") -> str:
    told = ""
    for against, word in AGAINST:
        change = moved(held.get(f"{key}.{against}"), unit=unit)
        told += f"，{word.zh}{change.zh}" if change else ""
    return told


def _change_en(held: dict[str, Figure], key: str, unit: str = " %") -> str:
    told = []
    for against, word in AGAINST:
        change = moved(held.get(f"{key}.{against}"), unit_en=unit)
        if change:
            told.append(f"{change.en} {word.en}")
    return f" ({', '.join(told)})" if told else ""


PAGE = ReportPage(order=10, title=TITLE, gather=gather)
