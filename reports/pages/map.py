"""Maps of the province: the mean of the window, and its worst day."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import pandas as pd

from assessment.answer import Answer
from assessment.periods import Days
from figures.levels import NO_VALUE, NO_VALUE_COLOUR, levels
from indicators.parameters import Label
from indicators.regime import regime
from reports.content import Content, MapPicture, Place
from reports.gathering import Gathering, said, same
from reports.page import ReportPage

TITLE = Label(zh="空间分布", en="Where it was")


def gather(ask: Gathering) -> Content:
    """PM2.5 of the window by city, coloured by the level of its IAQI, and the AQI of the worst day."""
    where = ask.around
    by_city = ask.value("pm25", of="city", within=where.code)
    daily = ask.value("aqi", of="city", within=where.code, every="day")
    worst = _worst(daily.table)
    if worst is None or not (by_city.table["value"].astype(str) != "").any():
        return Content(
            page="map", title=TITLE, headline=said("本期无空间分布。", "No map in this period."),
            why_empty=Label(zh=f"{where.name}各市均无有效值", en=f"no city of {where.name_en} has a valid value"),
        )  # fmt: skip
    day, level, rows = worst
    mean = means(
        ask, by_city, key="map.mean", within=where.code, level="city",
        title=Label(zh=f"PM2.5平均浓度 · {ask.scope.window.zh}", en=f"Mean PM2.5 · {ask.scope.window.en}"),
    )  # fmt: skip
    pictures = (mean, _day(ask, daily, day))
    top = rows.iloc[0]
    label = next(one for one in levels(day.first) if one.number == level).label
    figures = (
        ask.figure(
            daily, top, "map.worst", Label(zh="最重日最高AQI", en="Highest AQI of the worst day"), unit=""
        ),
    )
    name = ask.name(str(top["code"]))
    return Content(
        page="map", title=TITLE,
        headline=said(
            f"污染最重的一天为{day.first.month}月{day.first.day}日，{name.zh}AQI最高，为{{map.worst}}（{label.zh}）。",
            f"The worst day was {day.first.day} {day.first:%B}: highest AQI {{map.worst}} in {name.en} ({label.en}).",
        ),
        figures=figures, maps=pictures,
    )  # fmt: skip


def _worst(table: pd.DataFrame) -> tuple[Days, int, pd.DataFrame] | None:
    """The day with the highest mean AQI of the cities, the highest level on it, and its rows, worst first."""
    told = table.assign(aqi=pd.to_numeric(table["value"], errors="coerce")).dropna(subset=["aqi"])
    if told.empty:
        return None
    means = told.groupby("start")["aqi"].mean()
    start = str(means.idxmax())
    rows = told[told["start"] == start].sort_values(["aqi", "code"], ascending=[False, True])
    day = pd.Timestamp(start).date()
    return Days(first=day, last=day), _level(float(rows.iloc[0]["aqi"]), Days(first=day, last=day)), rows


def _level(aqi: float, day: Days) -> int:
    return next(one.number for one in levels(day.first) if one.highest is None or aqi <= one.highest)


def means(
    ask: Gathering, answer: Answer, *, key: str, within: str, level: Literal["city", "county"], title: Label
) -> MapPicture:
    """A map of mean PM2.5, coloured by the level that such a daily mean has: the break points of the day's edition."""
    last = Days(first=ask.scope.days.last, last=ask.scope.days.last)
    rule = regime(ask.terms.edition, last.first).aqi.aqi_rule
    column = next(one for one in rule.table if one.key == "pm25_24h")
    tops = [column.concentrations[rule.nodes.index(k.highest)] for k in rule.levels if k.highest is not None]
    colours = [kind.colour for kind in rule.levels]

    def colour(text: str) -> str:
        return colours[sum(float(text) > top for top in tops)] if text else NO_VALUE_COLOUR

    words = [f"≤{tops[0]}", *(f"{a + 1}–{b}" for a, b in pairwise(tops)), f">{tops[-1]}"]
    legend = tuple((shade, same(text)) for shade, text in zip(colours, words, strict=True))
    return MapPicture(
        key=key, title=title, within=within, level=level, unit="µg/m³",
        origin=ask.origin(answer.passport), own=ask.place.code,
        places=tuple(
            Place(code=str(row["code"]), name=ask.short(str(row["code"])), shown=str(row["value"]),
                  colour=colour(str(row["value"])))
            for _, row in answer.table.iterrows()
        ),
        legend=(*legend, (NO_VALUE_COLOUR, NO_VALUE)),
    )  # fmt: skip


def _day(ask: Gathering, answer: Answer, day: Days) -> MapPicture:
    kinds = levels(day.first)
    rows = answer.table[pd.to_datetime(answer.table["start"]).dt.date == day.first]

    def colour(text: str) -> str:
        return kinds[_level(float(text), day) - 1].colour if text else NO_VALUE_COLOUR

    return MapPicture(
        key="map.day",
        title=Label(zh=f"AQI（{day.first.month}月{day.first.day}日）", en=f"AQI, {day.first.day} {day.first:%B}"),
        within=ask.around.code, level="city", unit="", origin=ask.origin(answer.passport), own=ask.place.code,
        places=tuple(
            Place(code=str(row["code"]), name=ask.short(str(row["code"])), shown=str(row["value"]),
                  colour=colour(str(row["value"])))
            for _, row in rows.iterrows()
        ),
        legend=(
            *((kind.colour, Label(zh=f"{kind.label.zh}", en=kind.label.en)) for kind in kinds),
            (NO_VALUE_COLOUR, NO_VALUE),
        ),
    )  # fmt: skip


PAGE = ReportPage(order=20, title=TITLE, gather=gather)
