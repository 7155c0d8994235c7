"""The days of the window and of its months as a calendar of levels."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from assessment.periods import Days
from figures.levels import NO_VALUE, NO_VALUE_COLOUR, levels
from geo.regions import Level
from indicators.parameters import Label
from reports.content import Calendar, Content, DayCell
from reports.gathering import Gathering, pollutants, said
from reports.page import ReportPage

TITLE = Label(zh="空气质量日历", en="Calendar of levels")
MOST_DAYS = 92


def gather(ask: Gathering) -> Content:
    """Each day from the first of the window's month to its end: AQI, level and primary pollutant."""
    window = ask.scope.days
    first = max(window.first.replace(day=1), window.last - timedelta(days=MOST_DAYS))
    days = Days(first=min(first, window.first), last=window.last)
    if ask.place.level is Level.PROVINCE:
        return Content(
            page="calendar", title=TITLE, headline=said("省没有自己的AQI。", "A province has no AQI of its own."),
            why_empty=Label(zh="省没有自己的AQI，不作日历", en="a province has no AQI of its own"),
        )  # fmt: skip
    answer = ask.value("aqi", days=days, every="day")
    primary = ask.value("primary", days=days, every="day").table.set_index("start")["value"].astype(str)
    rows = answer.table
    if not (rows["value"].astype(str) != "").any():
        return Content(
            page="calendar", title=TITLE, headline=said("本期无有效日。", "No valid day in this period."),
            why_empty=Label(zh="时段内无有效日", en="no valid day in the window"),
        )  # fmt: skip
    cells = tuple(_cell(row, str(primary.get(row["start"], ""))) for _, row in rows.iterrows())
    inside = rows[pd.to_datetime(rows["start"]).dt.date >= window.first].copy()
    inside["aqi"] = pd.to_numeric(inside["value"], errors="coerce")
    told = inside.dropna(subset=["aqi"])
    figures = []
    headline = said("本期无有效日。", "No valid day in this period.")
    if not told.empty:
        top = told.sort_values("aqi", ascending=False, kind="stable").iloc[0]
        day = pd.Timestamp(str(top["start"])).date()
        figures.append(
            ask.figure(answer, top, "calendar.worst", Label(zh="最高日AQI", en="Highest daily AQI"), unit="")
        )
        headline = said(
            f"最高日AQI出现在{day.month}月{day.day}日，为{{calendar.worst}}。",
            f"The highest daily AQI was {{calendar.worst}}, on {day.day} {day:%B}.",
        )
    kinds = levels(window.last)
    legend = (*((kind.colour, kind.label) for kind in kinds), (NO_VALUE_COLOUR, NO_VALUE))
    name = ask.name()
    calendar = Calendar(
        key="calendar", title=Label(zh=f"{name.zh}逐日AQI", en=f"Daily AQI of {name.en}"), cells=cells,
        legend=legend, origin=ask.origin(answer.passport),
    )  # fmt: skip
    return Content(
        page="calendar", title=TITLE, headline=headline, figures=tuple(figures), calendars=(calendar,)
    )


def _cell(row: pd.Series, primary: str) -> DayCell:
    day = pd.Timestamp(str(row["start"])).date()
    text = str(row["value"])
    kinds = levels(day)
    colour = NO_VALUE_COLOUR
    if text:
        colour = next(one for one in kinds if one.highest is None or float(text) <= one.highest).colour
    return DayCell(day=day, shown=text, colour=colour, words=pollutants(primary))


PAGE = ReportPage(order=40, title=TITLE, gather=gather)
