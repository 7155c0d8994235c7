"""The course of an item: a line over hours, days, months, quarters or years."""

from __future__ import annotations

from figures.series import series
from indicators.parameters import Label
from layouts import _desk as desk
from layouts._tiles import records
from layouts._trend_view import DAILY, ENDS, Asked, Shown, View, column, last_day, plain


def _course(asked: Asked) -> Shown:
    answer = asked.hall.ask.table(
        indicator=asked.item,
        start=asked.start,
        end=asked.end,
        every=asked.every,
        **asked.member,
        **asked.terms,
    )
    level = asked.item == "aqi"
    figure = series(answer, lang=asked.lang, every=asked.every, level=level)
    rows = []
    for row in reversed(records(answer.table)):
        start, end = str(row["start"]), str(row["end"])
        said = start[:16].replace("T", " ") if asked.every == "hour" else start[:10] if asked.every == "day" else (
            f"{start[:10]} – {last_day(end)}"
        )  # fmt: skip
        href = asked.passport(asked.item, start, end) if row["value"] else ""
        rows.append(
            {"time": said, "value": desk.Cell(text=str(row["value"]), href=href), **plain(row, asked.lang)}
        )
    return Shown(
        answer=answer, figure=figure, rows=rows,
        columns=[column("time"), column("value", "number", answer.passport.unit), *ENDS],
    )  # fmt: skip


VIEW = View(
    title=Label(zh="变化", en="Course"),
    says=Label(zh="空缺为无有效值", en="a gap is a value that is missing"),
    items=(*DAILY, "o3"), show=_course, options=("every",), provinces=DAILY[1:],
)  # fmt: skip
