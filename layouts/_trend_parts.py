"""Days by month counted by part: by level, and by primary pollutant."""

from __future__ import annotations

from typing import Any

from assessment.answer import Answer
from figures.levels import levels
from figures.month_levels import month_levels
from figures.primary_shares import primary_shares
from indicators.parameters import AIR_DAILY, Label
from layouts import _desk as desk
from layouts._air_words import SHORT
from layouts._tiles import records
from layouts._trend_view import ENDS, Asked, Shown, View, column, plain


def _levels(asked: Asked) -> Shown:
    answer = _by_part(asked, "days_by_level", "month")
    known = levels(asked.last)
    columns = [column("month")]
    columns += [
        desk.Column(key=str(one.number), kind="number",
                    title=Label(zh=f"{one.roman} {one.label.zh}", en=f"{one.roman} {one.label.en}"),
                    unit="d" if asked.lang == "en" else "天")
        for one in known
    ]  # fmt: skip
    rows = _pivoted(asked, answer, "days_by_level")
    return Shown(
        answer=answer, figure=month_levels(answer, lang=asked.lang), rows=rows, columns=[*columns, *ENDS]
    )  # fmt: skip


def _primary(asked: Asked) -> Shown:
    months = _by_part(asked, "days_by_primary", "month")
    whole = _by_part(asked, "days_by_primary", "all")
    columns = [column("month")]
    columns += [
        desk.Column(key=code, title=SHORT[code], kind="number", unit="d" if asked.lang == "en" else "天")
        for code in AIR_DAILY
    ]
    return Shown(
        answer=months, figure=primary_shares(months, whole, lang=asked.lang),
        rows=_pivoted(asked, months, "days_by_primary"), columns=[*columns, *ENDS],
    )  # fmt: skip


def _by_part(asked: Asked, file: str, every: str) -> Answer:
    """An indicator with parts, by month or as a whole; a mean of cities in full, as whole days would not add."""
    answer: Answer = asked.hall.ask.table(
        indicator=file, start=asked.start, end=asked.end, every=every, **asked.member, **asked.terms,
        precision="full" if asked.place.of == "province" else "shown",
    )  # fmt: skip
    return answer


def _pivoted(asked: Asked, answer: Answer, file: str) -> list[dict[str, Any]]:
    """A row a month, a column a part; each number opens its passport."""
    made: dict[str, dict[str, Any]] = {}
    for row in records(answer.table):
        start, end = str(row["start"]), str(row["end"])
        one = made.setdefault(start, {"month": start[:7], **plain(row, asked.lang)})
        text = str(row["value"])
        shown = f"{float(text):.1f}".removesuffix(".0") if text else ""
        code = str(row["indicator"])
        one[code.removeprefix(f"{file}_")] = desk.Cell(
            text=shown, href=asked.passport(code, start, end) if text else ""
        )
    return [made[start] for start in sorted(made, reverse=True)]


LEVELS = View(
    title=Label(zh="级别", en="Levels"),
    says=Label(zh="每月各级别天数；斜线为无有效日", en="days of each level by month; hatched: without a value"),
    items=("aqi",), show=_levels,
)  # fmt: skip
PRIMARY = View(
    title=Label(zh="首要污染物", en="Primary pollutants"),
    says=Label(
        zh="AQI 大于 50 的日；并列时各计一日", en="days with an AQI above 50; a tie counts for each"
    ),
    items=("aqi",), show=_primary,
)  # fmt: skip
