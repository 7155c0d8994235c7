"""The map of a city's own counties, where stations stand in them."""

from __future__ import annotations

import pandas as pd

from geo.regions import Level
from indicators.parameters import Label
from reports.content import Content, MapPicture
from reports.gathering import Gathering, said
from reports.page import ReportPage
from reports.pages.map import means

TITLE = Label(zh="县（市、区）分布", en="Counties")


def gather(ask: Gathering) -> Content:
    """PM2.5 of the window by county of the city, coloured by the level of its IAQI."""
    place, name = ask.place, ask.name()
    if place.level is not Level.PREFECTURE:
        return _none("仅城市材料作县级图", "only the set of a city has a map of counties")
    answer = ask.value("pm25", of="county", within=place.code)
    told = answer.table.assign(number=pd.to_numeric(answer.table["value"], errors="coerce"))
    told = told.dropna(subset=["number"]).sort_values(["number", "code"], ascending=[False, True])
    if told.empty:
        return _none(f"{name.zh}各县（市、区）均无有效值", f"no county of {name.en} has a valid value")
    worst, best = told.iloc[0], told.iloc[-1]
    figures = tuple(
        ask.figure(answer, row, f"counties.{key}", Label(zh=f"{ask.name(str(row['code'])).zh}PM2.5浓度",
                                                         en=f"PM2.5 of {ask.name(str(row['code'])).en}"))
        for key, row in (("worst", worst), ("best", best))
    )  # fmt: skip
    high, low = ask.name(str(worst["code"])), ask.name(str(best["code"]))
    headline = said(
        f"PM2.5平均浓度{high.zh}最高，为{{counties.worst}}微克/立方米；{low.zh}最低，为{{counties.best}}微克/立方米。",
        f"Mean PM2.5: highest {high.en} with {{counties.worst}} µg/m³, lowest {low.en} with {{counties.best}} µg/m³.",
    )
    if len(told) == 1:
        headline = said(f"{high.zh}PM2.5平均{{counties.worst}}微克/立方米，其余县（市、区）无数据。",
                        f"PM2.5 of {high.en} averaged {{counties.worst}} µg/m³; no other county has data.")  # fmt: skip
    picture: MapPicture = means(
        ask, answer, key="counties.mean", within=place.code, level="county",
        title=Label(zh=f"{name.zh}PM2.5平均浓度 · {ask.scope.window.zh}",
                    en=f"Mean PM2.5 of {name.en} · {ask.scope.window.en}"),
    )  # fmt: skip
    return Content(page="counties", title=TITLE, headline=headline, figures=figures, maps=(picture,))


def _none(zh: str, en: str) -> Content:
    return Content(
        page="counties", title=TITLE, headline=said("本期无县级分布。", "No map of counties in this period."),
        why_empty=Label(zh=zh, en=en),
    )  # fmt: skip


PAGE = ReportPage(order=25, title=TITLE, gather=gather)
