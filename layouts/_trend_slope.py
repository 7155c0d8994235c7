"""The slope of an indicator over years, by Theil and Sen."""

from __future__ import annotations

from assessment.answer import Answer
from assessment.catalogue import everything
from figures.theil_sen import theil_sen
from indicators.parameters import Label
from layouts import _desk as desk
from layouts._tiles import records
from layouts._trend_view import ENDS, PERIOD, Asked, Shown, View, column, plain


def _slope(asked: Asked) -> Shown:
    answer = asked.hall.ask.slope(
        place=asked.place.code, indicator=asked.item, start=asked.start, end=asked.end, deseason=asked.deseason,
        **asked.terms,
    )  # fmt: skip
    figure = theil_sen(answer, lang=asked.lang, better=everything()[asked.item].better)
    rows = [
        {
            "month": str(row["start"])[:7],
            "value": desk.Cell(
                text=str(row["value"]),
                href=asked.passport(asked.item, str(row["start"]), str(row["end"])) if row["value"] else "",
            ),
            "adjusted": str(row["adjusted"]) if row["season"] == "out" else "", "fitted": str(row["fitted"]),
            **plain(row, asked.lang),
        }
        for row in reversed(records(answer.table))
    ]  # fmt: skip
    unit = answer.passport.unit
    return Shown(
        answer=answer, figure=figure, rows=rows, passport=_of_slope(asked, answer),
        columns=[column("month"), column("value", "number", unit), column("adjusted", "number", unit),
                 column("fitted", "number", unit), *ENDS],
    )  # fmt: skip


def _of_slope(asked: Asked, answer: Answer) -> str:
    """The link to the passport of the slope; empty where there is none."""
    row = records(answer.table)[0]
    code = f"{'deseasoned' if row['season'] == 'out' else 'monthly'}_slope_{asked.item}"
    if not row["slope"] or code not in everything():
        return ""
    return asked.passport(code, asked.start.isoformat(), asked.end.isoformat())


VIEW = View(
    title=Label(zh="Theil–Sen 趋势", en="Theil–Sen"),
    says=Label(
        zh="斜率与 openair TheilSen 同法（每365日）；区间由秩求得，非自助法；不足有效天数的月不计",
        en="slope as openair's TheilSen, per 365 days; its interval is of ranks, no bootstrap; invalid months out",
    ),
    items=PERIOD, show=_slope, options=("deseason",),
)  # fmt: skip
