"""Heavy pollution: every episode with start, end, peak and leading pollutant; without any, the days above 100."""

from __future__ import annotations

import pandas as pd

from assessment.answer import Answer
from assessment.episodes import episodes
from assessment.exceedances import exceedances
from figures.levels import levels
from geo.regions import Level
from indicators.parameters import Label
from reports.content import Column, Content, Figure, Row, Table
from reports.gathering import Gathering, pollutants, said, same
from reports.page import ReportPage

TITLE = Label(zh="重污染过程", en="Heavy pollution")
MOST_ROWS = 18


def gather(ask: Gathering) -> Content:
    """Episodes of all cities of the province, those of the region marked; its own days above 100 without any."""
    days = ask.scope.days
    around = episodes(
        ask.store, of="city", within=ask.around.code, start=days.start, end=days.end, terms=ask.terms
    )
    own = exceedances(
        ask.store, of="county" if ask.place.level is Level.COUNTY else "city", within=ask.place.code,
        start=days.start, end=days.end, terms=ask.terms,
    )  # fmt: skip
    if around.table.empty and own.table.empty:
        return Content(
            page="episodes", title=TITLE, headline=said("本期无超标日。", "No day above 100 in this period."),
            why_empty=Label(zh="时段内无AQI超过100的日", en="no day above 100 in the window"),
        )  # fmt: skip
    places = len(set(around.table["code"])) if len(around.table) else 0
    heavy = int(around.table["days"].astype(int).sum()) if len(around.table) else 0
    origin = ask.origin(around.passport)

    def count(key: str, number: int, label: Label, unit: str = "") -> Figure:
        held = ask.origin(own.passport) if key == "episodes.above" else origin
        return Figure(key=key, label=label, shown=str(number), value=float(number), unit=unit, origin=held)

    figures = (
        count("episodes.places", places, Label(zh="出现重污染的城市数", en="Cities with heavy pollution")),
        count("episodes.days", heavy, Label(zh="重污染城市日数", en="City-days of heavy pollution"), "d"),
        count("episodes.above", len(own.table), Label(zh="AQI超过100的日数", en="Days above 100"), "d"),
    )
    where, name = ask.around, ask.name()
    headline = said(
        f"{where.name}{{episodes.places}}个城市出现重度及以上污染，共{{episodes.days}}个城市日。",
        f"{where.name_en}: cities with heavy pollution {{episodes.places}}, city-days in all {{episodes.days}}.",
    )
    if not places:
        headline = said(f"{where.name}未出现重污染日。", f"No heavily polluted day in {where.name_en}.")
    unit = (
        Label(zh="个城市日", en="city-days")
        if ask.place.level is Level.PROVINCE
        else Label(zh="天", en="days")
    )
    line = said(
        f"{ask.scope.this.zh}{name.zh}AQI超过100的共{{episodes.above}}{unit.zh}。",
        f"{ask.scope.this.en}, {unit.en} above 100 of {name.en}: {{episodes.above}}.",
    )
    table = _episodes(ask, around) if places else _exceedances(ask, own)
    return Content(
        page="episodes", title=TITLE, headline=headline, sentences=(line,), figures=figures, tables=(table,)
    )


def _episodes(ask: Gathering, answer: Answer) -> Table:
    rows = answer.table.sort_values(["peak_aqi", "code"], ascending=[False, True], kind="stable")
    shown = rows.head(MOST_ROWS)
    note = Label(zh="按峰值由高到低排列。", en="In order of their peak.")
    if len(rows) > len(shown):
        note = Label(
            zh=f"{note.zh}仅列前{len(shown)}次，共{len(rows)}次，其余见数据表。",
            en=f"{note.en} The first {len(shown)} of {len(rows)}; the others are made by the command of the table.",
        )  # fmt: skip
    return Table(
        key="episodes", title=Label(zh="重污染过程", en="Episodes of heavy pollution"),
        origin=ask.origin(answer.passport),
        columns=(
            Column(label=Label(zh="城市", en="City")), Column(label=Label(zh="起", en="From")),
            Column(label=Label(zh="止", en="To")), Column(label=Label(zh="天数", en="Days"), numeric=True),
            Column(label=Label(zh="峰值日", en="Peak")), Column(label=Label(zh="峰值AQI", en="Peak AQI"), numeric=True),
            Column(label=Label(zh="级别", en="Level")), Column(label=Label(zh="首要污染物", en="Leading pollutant")),
        ),
        rows=tuple(
            Row(
                cells=(
                    ask.name(str(row["code"])), _day(str(row["start"])), _day(str(row["end"]), last=True),
                    same(str(row["days"])), _day(str(row["peak_day"])), same(str(row["peak_aqi"])),
                    _level(ask, int(row["peak_level"])), pollutants(str(row["primary"])),
                ),
                shade="own" if str(row["code"]) == ask.place.code else "",
            )
            for _, row in shown.iterrows()
        ),
        note=note,
    )  # fmt: skip


def _exceedances(ask: Gathering, answer: Answer) -> Table:
    shown = answer.table.head(MOST_ROWS)
    note = None
    if len(answer.table) > len(shown):
        note = Label(
            zh=f"仅列前{len(shown)}个，共{len(answer.table)}个城市日。",
            en=f"The first {len(shown)} of {len(answer.table)} city-days.",
        )
    return Table(
        key="exceedances", title=Label(zh="AQI超过100的日", en="Days above 100"), origin=ask.origin(answer.passport),
        columns=(
            Column(label=Label(zh="城市", en="City")), Column(label=Label(zh="日期", en="Day")),
            Column(label=Label(zh="AQI", en="AQI"), numeric=True), Column(label=Label(zh="级别", en="Level")),
            Column(label=Label(zh="首要污染物", en="Leading pollutant")),
            Column(label=Label(zh="PM2.5(µg/m³)", en="PM2.5 (µg/m³)"), numeric=True),
            Column(label=Label(zh="PM10(µg/m³)", en="PM10 (µg/m³)"), numeric=True),
            Column(label=Label(zh="O₃-8h(µg/m³)", en="O₃ 8 h (µg/m³)"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    ask.name(str(row["code"])), _day(str(row["start"])), same(str(row["aqi"])),
                    _level(ask, int(row["level"])), pollutants(str(row["primary"])), same(str(row["pm25"])),
                    same(str(row["pm10"])), same(str(row["o3_8h"])),
                )
            )
            for _, row in shown.iterrows()
        ),
        note=note,
    )  # fmt: skip


def _level(ask: Gathering, number: int) -> Label:
    return next(one.label for one in levels(ask.scope.days.last) if one.number == number)


def _day(text: str, *, last: bool = False) -> Label:
    """A day in words; of an exclusive end the day before it."""
    day = pd.Timestamp(text).tz_localize(None) - pd.Timedelta(days=1 if last else 0)
    return Label(zh=f"{day.month}月{day.day}日", en=f"{day.day} {day:%b}")


PAGE = ReportPage(order=45, title=TITLE, gather=gather)
