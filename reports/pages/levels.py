"""Days by level of every city of the province, in the place of a calendar where there is none or it is too long."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from figures.levels import levels
from geo.regions import Level
from indicators.parameters import Label
from reports.content import Chart, Column, Content, Figure, Origin, Row, Series, Table
from reports.gathering import Gathering, said, same
from reports.page import ReportPage
from reports.pages.calendar import MOST_DAYS

TITLE = Label(zh="各级别天数", en="Days by level")
MOST_CITIES = 24
"""Cities whose rows fit on a slide."""


def gather(ask: Gathering) -> Content:
    """Days of each level by city, those with the most good days first."""
    days = ask.scope.days
    if ask.place.level is not Level.PROVINCE and days.last - days.first <= timedelta(days=MOST_DAYS):
        return Content(
            page="levels", title=TITLE, headline=said("见日历。", "See the calendar."),
            why_empty=Label(zh="逐日级别见日历", en="the calendar shows the level of every day"),
        )  # fmt: skip
    where = ask.around
    answers = [
        ask.value(f"days_by_level_{level.number}", of="city", within=where.code)
        for level in levels(days.last)
    ]
    held = pd.DataFrame(
        {
            level.number: pd.to_numeric(answer.table.set_index("code")["value"], errors="coerce")
            for level, answer in zip(levels(days.last), answers, strict=True)
        }
    ).dropna(how="all")
    if held.empty:
        return Content(
            page="levels", title=TITLE, headline=said("本期无有效日。", "No valid day in this period."),
            why_empty=Label(zh=f"{where.name}各市均无有效日", en=f"no city of {where.name_en} has a valid day"),
        )  # fmt: skip
    # By the share of good days, since cities need not have the same number of valid ones.
    share = held[[1, 2]].sum(axis=1) / held.sum(axis=1)
    order = pd.DataFrame({"share": share.to_numpy(), "code": held.index.to_numpy()})
    order = order.sort_values(["share", "code"], ascending=[False, True], kind="stable")
    codes = [str(code) for code in order["code"]][:MOST_CITIES]
    origin = ask.origin(answers[0].passport)
    good = held[[1, 2]].sum(axis=1)
    best, worst = codes[0], str(order["code"].iloc[-1])
    valid = held.sum(axis=1)
    figures = tuple(
        Figure(key=f"levels.{key}", label=label, shown=f"{float(number):.0f}", value=float(number), unit="d",
               origin=origin)
        for key, number, label in (
            ("best", good[best], Label(zh=f"{ask.name(best).zh}优良天数", en=f"Good days of {ask.name(best).en}")),
            ("best_of", valid[best], Label(zh=f"{ask.name(best).zh}有效天数", en="Its valid days")),
            ("worst", good[worst], Label(zh=f"{ask.name(worst).zh}优良天数", en=f"Good days of {ask.name(worst).en}")),
            ("worst_of", valid[worst], Label(zh=f"{ask.name(worst).zh}有效天数", en="Its valid days")),
        )
    )  # fmt: skip
    return Content(
        page="levels", title=TITLE,
        headline=said(
            f"优良比例最高{ask.name(best).zh}：有效{{levels.best_of}}天中优良{{levels.best}}天；"
            f"最低{ask.name(worst).zh}：{{levels.worst_of}}天中{{levels.worst}}天。",
            f"Good days of the valid ones: best {ask.name(best).en} {{levels.best}} of {{levels.best_of}}, "
            f"worst {ask.name(worst).en} {{levels.worst}} of {{levels.worst_of}}.",
        ),
        figures=figures, tables=(_table(ask, held, codes, origin),), charts=(_chart(ask, held, codes, origin),),
    )  # fmt: skip


def _table(ask: Gathering, held: pd.DataFrame, codes: list[str], origin: Origin) -> Table:
    kinds, valid = levels(ask.scope.days.last), held.sum(axis=1)
    return Table(
        key="levels", title=Label(zh=f"{ask.around.name}各市各级别天数", en=f"Days by level, {ask.around.name_en}"),
        columns=(
            Column(label=Label(zh="城市", en="City")),
            *(Column(label=kind.label, numeric=True) for kind in kinds),
            Column(label=Label(zh="有效天数", en="Valid days"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    ask.name(code), *(same(f"{float(held[kind.number][code]):.0f}") for kind in kinds),
                    same(f"{float(valid[code]):.0f}"),
                ),
                shade="own" if code == ask.place.code else "",
            )
            for code in codes
        ),
        origin=origin,
        note=Label(
            zh="按优良天数占有效天数的比例由高到低排列；无效日不计。",
            en="In order of the share of good days in valid ones; days without a valid AQI are not counted.",
        ),
    )  # fmt: skip


def _chart(ask: Gathering, held: pd.DataFrame, codes: list[str], origin: Origin) -> Chart:
    return Chart(
        key="levels.chart", title=Label(zh="各级别天数", en="Days by level"), kind="stack",
        categories=tuple(ask.short(code) for code in codes),
        series=tuple(
            Series(
                label=kind.label, values=tuple(float(held[kind.number][code]) for code in codes),
                colours=(kind.colour,),
            )
            for kind in levels(ask.scope.days.last)
        ),
        unit="", decimals=0, origin=origin,
        emphasis=codes.index(ask.place.code) if ask.place.code in codes else None,
    )  # fmt: skip


PAGE = ReportPage(order=41, title=TITLE, gather=gather)
