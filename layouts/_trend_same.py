"""The same period of several years side by side, by month or by member."""

from __future__ import annotations

from assessment.catalogue import everything
from figures.same_period_bars import same_period_bars
from indicators.parameters import Label
from layouts import _desk as desk
from layouts._tiles import records
from layouts._trend_view import ENDS, PERIOD, Asked, Shown, View, called, column, last_day, plain


def _same(asked: Asked) -> Shown:
    answer = asked.hall.ask.same_period(
        place=asked.place.code, indicator=asked.item, start=asked.start, end=asked.end, years=asked.years, by=asked.by,
        **asked.terms,
    )  # fmt: skip
    names = {str(row["code"]): called(asked, row) for row in records(answer.table)}
    figure = same_period_bars(
        answer, lang=asked.lang, better=everything()[asked.item].better, names=names if asked.by == "member" else None
    )  # fmt: skip
    of = asked.place.of if asked.by == "month" else "city" if asked.place.of == "province" else "station"
    rows = [
        {
            "year": str(row["period"]),
            "part": f"{str(row['start'])[:10]} – {last_day(str(row['end']))}",
            "member": names[str(row["code"])],
            "value": desk.Cell(
                text=str(row["value"]),
                href=asked.passport(asked.item, str(row["start"]), str(row["end"]), of=of, code=str(row["code"]))
                if row["value"] else "",
            ),
            "change": f"{float(row['change_percent']):+.1f}" if row["change_percent"] else "",
            **plain(row, asked.lang),
        }
        for row in records(answer.table)
    ]  # fmt: skip
    return Shown(
        answer=answer, figure=figure, rows=rows,
        columns=[column("year"), column("part"), column("member"), column("value", "number", answer.passport.unit),
                 column("change", "number", "%"), *ENDS],
    )  # fmt: skip


VIEW = View(
    title=Label(zh="同期", en="Same period"),
    says=Label(zh="百分数为最新一年较上年同期", en="percent: the newest year against the one before"),
    items=PERIOD, show=_same, options=("by", "years"), year_at_most=True,
)  # fmt: skip
