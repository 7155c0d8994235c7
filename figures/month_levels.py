"""Days at each level, month by month, stacked; every part with its number, so that no colour stands alone."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from assessment.answer import Answer
from figures.ground import laid_out, listed, month_name, month_ticks
from figures.levels import NO_VALUE, ink, levels
from figures.theme import BAND, QUIET, STRONG
from indicators.parameters import Label, Language
from indicators.regime import ZONE

_DAYS = Label(zh="天", en="days")
_MEAN = Label(zh="天（城市平均）", en="days (mean of cities)")


def month_levels(answer: Answer, *, lang: Language) -> go.Figure:
    """Return a column a month: the days of its levels from the best up, and those without a value hatched on top.

    Parameters
    ----------
    answer
        The `table` of `days_by_level` by month: `indicator` `days_by_level_1` … `_6`, `value`, `expected`, `valid`,
        `note`. Where nothing was valid the whole month is hatched.
    lang
        Language of months, levels and legend.
    """
    rows = answer.table.to_dict("records")
    months = list(dict.fromkeys(str(row["start"])[:10] for row in rows))
    days = [date.fromisoformat(month) for month in months]
    names = [month_name(day, lang) for day in days]
    of_month = {month: [row for row in rows if str(row["start"])[:10] == month] for month in months}
    is_mean = any("mean_of_cities" in str(row["note"]) for row in rows)
    figure = go.Figure()
    for one in levels(answer.passport.end.astimezone(ZONE).date()):
        found = {
            str(row["start"])[:10]: value
            for row, value in zip(rows, listed(answer.table["value"]), strict=True)
            if str(row["indicator"]).endswith(f"_{one.number}")
        }
        heights = [found.get(month) or 0.0 for month in months]
        if not any(heights):
            continue
        said = f"{one.roman} {one.label.text(lang)}"
        figure.add_bar(
            x=list(range(len(months))), y=heights, name=said, marker={"color": one.colour, "line": {"width": 0}},
            text=[_shown(height) for height in heights], textposition="inside", insidetextanchor="middle",
            textangle=0, textfont={"size": 15, "color": ink(one.colour)}, constraintext="none",
            hovertext=[f"{name}<br>{said} {_shown(height)}" for name, height in zip(names, heights, strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    gone = [
        max(int(part[0]["expected"]) - int(part[0]["valid"]), 0) if part else 0 for part in of_month.values()
    ]
    if any(gone):
        figure.add_bar(
            x=list(range(len(months))), y=gone, name=NO_VALUE.text(lang),
            marker={"color": BAND, "line": {"width": 0}, "pattern": {
                "shape": "/", "fgcolor": QUIET, "solidity": 0.18, "size": 7}},
            text=[str(n) if n else "" for n in gone], textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"size": 15, "color": STRONG}, constraintext="none",
            hovertext=[f"{name}<br>{NO_VALUE.text(lang)} {n}" for name, n in zip(names, gone, strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    laid_out(figure, left=52, bottom=48 if len(days) > 14 else 34)
    figure.update_layout(
        barmode="stack", showlegend=True, uirevision="levels", bargap=0.18, legend={"traceorder": "normal"}
    )
    figure.update_xaxes(
        tickvals=list(range(len(months))), ticktext=month_ticks(days, lang), tickangle=0, showgrid=False,
        range=[-0.6, len(months) - 0.4],
    )  # fmt: skip
    figure.update_yaxes(
        title={"text": (_MEAN if is_mean else _DAYS).text(lang), "font": {"size": 13}, "standoff": 4},
        rangemode="tozero", nticks=5,
    )  # fmt: skip
    return figure


def _shown(height: float) -> str:
    """Days as a number; a mean of cities has one decimal."""
    return "" if not height else f"{height:g}" if height == int(height) else f"{height:.1f}"
