"""Places of the cities of the province, best first, with what changed: the table that every meeting looks for."""

from __future__ import annotations

import pandas as pd

from indicators.parameters import Label
from reports.content import Chart, Column, Content, Row, Series, Shade, Table
from reports.gathering import Gathering, said, same
from reports.page import ReportPage

TITLE = Label(zh="全省排名", en="Ranking of the province")
INDEX = "composite_index"
OWN, OTHERS = "#1F6FB2", "#9AA7B4"


def gather(ask: Gathering) -> Content:
    """The ranking by composite index with the good-day rate, PM2.5 and the place of the period before."""
    answer = ask.ranking(INDEX, against="period")
    rows = answer.table
    placed = rows[rows["rank"].astype(str) != ""]
    where = ask.around
    if placed.empty:
        return Content(
            page="ranking", title=TITLE, headline=said("本期无排名。", "No ranking in this period."),
            why_empty=Label(zh=f"{where.name}各市均无有效综合指数", en=f"no city of {where.name_en} has a valid index"),
        )  # fmt: skip
    beside = {
        code: ask.ranking(code).table.set_index("code")["value"].astype(str)
        for code in ("pm25", "good_day_rate")
    }
    origin = ask.origin(answer.passport)
    table = Table(
        key="ranking", title=Label(zh=f"{where.name}城市综合指数排名", en=f"{where.name_en}, composite index"),
        columns=(
            Column(label=Label(zh="名次", en="Place"), numeric=True), Column(label=Label(zh="城市", en="City")),
            Column(label=Label(zh="综合指数", en="Composite index"), numeric=True),
            Column(label=Label(zh="环比(%)", en="Change (%)"), numeric=True),
            Column(label=Label(zh="名次变化", en="Places"), numeric=True),
            Column(label=Label(zh="PM2.5(µg/m³)", en="PM2.5 (µg/m³)"), numeric=True),
            Column(label=Label(zh="优良率(%)", en="Good days (%)"), numeric=True),
            Column(label=Label(zh="有效天数", en="Valid days"), numeric=True),
        ),
        rows=tuple(_row(ask, row, beside) for _, row in rows.iterrows()), origin=origin,
        note=Label(
            zh="综合指数越小越好；名次变化为与上一时段相比，↑为名次提前。缺数城市无名次，列于末尾。",
            en="A smaller index is better; change of place against the period before, ↑ is better. Cities "
            "without a value have no place and stand last.",
        ),
    )  # fmt: skip
    codes = placed["code"].tolist()
    chart = Chart(
        key="ranking.chart", title=Label(zh="综合指数", en="Composite index"), kind="bar",
        categories=tuple(ask.short(code) for code in codes),
        series=(
            Series(
                label=Label(zh="综合指数", en="Composite index"),
                values=tuple(float(v) for v in placed["value"]),
                colours=tuple(OWN if code == ask.place.code else OTHERS for code in codes),
            ),
        ),
        unit="", decimals=2, origin=origin,
        emphasis=codes.index(ask.place.code) if ask.place.code in codes else None,
    )  # fmt: skip
    best, worst = placed.iloc[0], placed.iloc[-1]
    figures = (
        ask.figure(answer, best, "ranking.best", Label(zh="最小综合指数", en="Lowest index")),
        ask.figure(answer, worst, "ranking.worst", Label(zh="最大综合指数", en="Highest index")),
    )
    headline = said(
        f"{where.name}综合指数最优{ask.name(str(best['code'])).zh}{{ranking.best}}，"
        f"最差{ask.name(str(worst['code'])).zh}{{ranking.worst}}。",
        f"Best {ask.name(str(best['code'])).en} with {{ranking.best}}, worst {ask.name(str(worst['code'])).en} with "
        "{ranking.worst}.",
    )
    return Content(
        page="ranking", title=TITLE, headline=headline, figures=tuple(figures), tables=(table,), charts=(chart,),
    )  # fmt: skip


def _row(ask: Gathering, row: pd.Series, beside: dict[str, pd.Series]) -> Row:
    code = str(row["code"])
    numbers = (
        row["value"], row["change_percent"], _places(str(row["rank_change"])), beside["pm25"].get(code, ""),
        beside["good_day_rate"].get(code, ""), row["valid"],
    )  # fmt: skip
    cells = (same(str(row["rank"])), ask.name(code), *(same(str(n)) for n in numbers))
    shade: Shade = "own" if code == ask.place.code else "" if str(row["rank"]) else "none"
    return Row(cells=cells, shade=shade)


def _places(change: str) -> str:
    """Places won (↑) or lost (↓); empty where there is no earlier place."""
    if not change or int(change) == 0:
        return change
    return f"↑{-int(change)}" if int(change) < 0 else f"↓{change}"


PAGE = ReportPage(order=30, title=TITLE, gather=gather)
