"""Means of the hours of a day, by weekday or by month."""

from __future__ import annotations

from functools import partial

from figures.hour_fields import trend_level, week
from indicators.parameters import Label
from layouts import _desk as desk
from layouts._tiles import records
from layouts._trend_view import HOURLY, WORDS, Asked, Shown, View, column


def _hours(asked: Asked, by: str) -> Shown:
    answer = asked.hall.ask.hour_means(
        place=asked.place.code, item=asked.item, start=asked.start, end=asked.end, by=by, **asked.terms
    )
    figure = (week if by == "weekday" else trend_level)(answer, lang=asked.lang)
    days = (
        Label(zh="周一 周二 周三 周四 周五 周六 周日", en="Mon Tue Wed Thu Fri Sat Sun")
        .text(asked.lang)
        .split()
    )
    everything_of = WORDS["all"].text(asked.lang)
    rows = []
    for row in records(answer.table):
        group, hour = str(row["group"]), str(row["hour"])
        named_group = days[int(group) - 1] if group and by == "weekday" else group
        rows.append(
            {
                "group": desk.Cell(
                    text=named_group or everything_of,
                    by=group or "99",
                ),
                "hour": desk.Cell(
                    text=f"{int(hour):02d}–{int(hour) + 1:02d}" if hour else everything_of,
                    by=hour or "99",
                ),
                "mean": str(row["value"]),
                "interval": f"{row['low']} … {row['high']}" if row["low"] else "",
                "expected": str(row["expected"]), "valid": str(row["valid"]), "capture": str(row["capture"]),
            }
        )  # fmt: skip
    unit = answer.passport.unit
    there = any(row["mean"] for row in rows)
    return Shown(
        answer=answer, figure=figure if there else None, rows=rows if there else [],
        height_rem=30 if by == "weekday" else 34,
        columns=[column("group"), column("hour"), column("mean", "number", unit),
                 column("interval", "number", unit),
                 column("expected", "number"), column("valid", "number"), column("capture", "number", "%")],
    )  # fmt: skip


WEEK = View(
    title=Label(zh="小时×星期", en="Hour × weekday"),
    says=Label(
        zh="小时值平均，时刻为小时起点；与 openair timeVariation 同法（区间为 t 分布，非自助法）",
        en="means of hourly values by the hour's beginning, as openair's timeVariation (interval: Student's t)",
    ),
    items=HOURLY, show=partial(_hours, by="weekday"), year_at_most=True,
)  # fmt: skip
MONTHS = View(
    title=Label(zh="小时×月份", en="Hour × month"),
    says=Label(
        zh="小时值平均；与 openair trendLevel 同法", en="means of hourly values, as openair's trendLevel"
    ),
    items=HOURLY, show=partial(_hours, by="month"), year_at_most=True,
)  # fmt: skip
