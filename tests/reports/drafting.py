"""A small snapshot made by hand: two cities, one map, one table, one chart, one calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assessment.basis import Basis
from assessment.periods import Days
from indicators.parameters import Label
from reports.content import (
    Calendar,
    Chart,
    Column,
    Content,
    DayCell,
    Figure,
    MapPicture,
    Origin,
    Place,
    Row,
    Series,
    Table,
)
from reports.gathering import said
from reports.scope import Scope
from reports.snapshot import Snapshot

ORIGIN = Origin(command="python app.py table pm25", editions=("HJ 633-2026",), clauses=(), stage="best")
RED, GREEN = "#FF0000", "#00E400"


def both(zh: str, en: str) -> Label:
    return Label(zh=zh, en=en)


def figure(key: str, shown: str, unit: str = "µg/m³") -> Figure:
    return Figure(
        key=key, label=both("细颗粒物", "Fine particles"), shown=shown, value=float(shown) if shown else None,
        unit=unit, origin=ORIGIN, expected=7, observed=7, valid=7, stage="provisional",
    )  # fmt: skip


def overview() -> Content:
    return Content(
        page="overview", title=both("概况", "At a glance"),
        headline=said("本周PM2.5平均{air.pm25}微克/立方米。", "PM2.5 averaged {air.pm25} µg/m³."),
        sentences=(said("同比下降{air.pm25.year|size}%。", "Down {air.pm25.year|size} % year on year."),),
        figures=(figure("air.pm25", "87"), figure("air.pm25.year", "-12.5", "%")),
    )  # fmt: skip


def picture() -> Content:
    return Content(
        page="map", title=both("分布", "Where"), headline=said("焦作最高，为{map.top}。", "Highest {map.top}."),
        figures=(figure("map.top", "168"),),
        maps=(
            MapPicture(
                key="map.mean", title=both("均值", "Mean"), within="410000", level="city", unit="µg/m³", origin=ORIGIN,
                own="410800", legend=((GREEN, both("优", "Good")), (RED, both("差", "Bad"))),
                places=(
                    Place(code="410800", name=both("焦作", "Jiaozuo"), shown="168", colour=RED),
                    Place(code="411500", name=both("信阳", "Xinyang"), shown="20", colour=GREEN),
                ),
            ),
        ),
    )  # fmt: skip


def ranking() -> Content:
    rows = (
        Row(cells=(both("1", "1"), both("信阳市", "Xinyang"), both("5.50", "5.50"))),
        Row(cells=(both("2", "2"), both("焦作市", "Jiaozuo"), both("6.47", "6.47")), shade="own"),
        Row(cells=(both("", ""), both("周口市", "Zhoukou"), both("", "")), shade="none"),
    )
    columns = (
        Column(label=both("名次", "Place"), numeric=True), Column(label=both("城市", "City")),
        Column(label=both("指数", "Index"), numeric=True),
    )  # fmt: skip
    cities = (both("信阳", "Xinyang"), both("焦作", "Jiaozuo"))
    chart = Chart(
        key="ranking.chart", title=both("指数", "Index"), kind="bar", categories=cities,
        series=(Series(label=both("指数", "Index"), values=(5.5, 6.47)),), unit="", decimals=2, origin=ORIGIN,
    )  # fmt: skip
    return Content(
        page="ranking", title=both("排名", "Ranking"), headline=said("最优{rank.best}。", "Best {rank.best}."),
        figures=(figure("rank.best", "5.50", ""),), charts=(chart,),
        tables=(Table(key="ranking", title=both("排名表", "Places"), columns=columns, rows=rows, origin=ORIGIN),),
    )  # fmt: skip


def calendar() -> Content:
    cells = tuple(
        DayCell(day=date(2026, 3, d), shown=shown, colour=colour, words=both("PM2.5", "PM2.5"))
        for d, shown, colour in ((9, "120", RED), (10, "40", GREEN), (11, "", "#59636E"))
    )
    return Content(
        page="calendar", title=both("日历", "Calendar"), headline=said("最高{cal.top}。", "Highest {cal.top}."),
        figures=(figure("cal.top", "120", ""),),
        calendars=(
            Calendar(
                key="calendar", title=both("逐日", "Daily"), cells=cells, legend=((RED, both("差", "Bad")),),
                origin=ORIGIN,
            ),
        ),
    )  # fmt: skip


def sketch(*contents: Content, simulated: bool = False) -> Snapshot:
    days = Days(first=date(2026, 3, 9), last=date(2026, 3, 15))
    scope = Scope(region="410800", kind="weekly", days=days, as_of=datetime(2026, 3, 16, 1, tzinfo=UTC))
    return Snapshot(
        id="410800-2026-W11-0123456789", digest="0" * 64, scope=scope, name=both("焦作市", "Jiaozuo"),
        contents=contents or (overview(), picture(), ranking(), calendar()), basis=Basis(), simulated=simulated,
        provisional=True,
    )  # fmt: skip
