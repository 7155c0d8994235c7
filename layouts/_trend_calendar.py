"""The calendar of a place: every day on the colour of its level."""

from __future__ import annotations

from datetime import date

from figures.calendar import calendar, months_of
from indicators.parameters import Label
from layouts._air_words import level_cell, level_word, primaries
from layouts._tiles import records
from layouts._trend_view import DAILY, ENDS, Asked, Shown, View, column, plain


def _calendar(asked: Asked) -> Shown:
    answer = asked.hall.ask.calendar(
        place=asked.place.code, item=asked.item, start=asked.start, end=asked.end, **asked.terms
    )
    rows = []
    for row in reversed(records(answer.table)):
        day = date.fromisoformat(str(row["start"])[:10])
        href = asked.passport(asked.item, str(row["start"]), str(row["end"])) if row["value"] else ""
        rows.append(
            {
                "day": day.isoformat(),
                "value": level_cell(str(row["value"]), int(row["level"]), asked.lang, day, href),
                "level": level_word(int(row["level"]), asked.lang, day),
                "primary": primaries(row["primary"]), "capture": str(row["capture"]), **plain(row, asked.lang),
            }
        )  # fmt: skip
    return Shown(
        answer=answer, figure=calendar(answer, lang=asked.lang), rows=rows,
        height_rem=5 + months_of(answer) * (4.3 if months_of(answer) <= 13 else 3.4),
        columns=[column("day"), column("value", "number", answer.passport.unit), column("level"), column("primary"),
                 column("capture", "number", "%"), *ENDS],
    )  # fmt: skip


VIEW = View(
    title=Label(zh="日历", en="Calendar"),
    says=Label(
        zh="单项的颜色为其分指数级别；斜线为数据不足，空框为无数据",
        en="an item has the colour of its own sub-index; hatched: too few data, empty: none received",
    ),
    items=DAILY, show=_calendar, provinces=DAILY[1:],
)  # fmt: skip
