"""What was primary: days by primary pollutant, month by month and as a whole. No colour of a level is used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from assessment.answer import Answer
from figures.ground import laid_out, listed, month_name, month_ticks, symbol
from figures.levels import ink
from figures.theme import STRONG
from indicators.parameters import AIR_DAILY, Label, Language

COLOURS: Final[Mapping[str, str]] = {
    "pm25": "#4E83BF", "pm10": "#A58563", "so2": "#85858F", "no2": "#A96FA0", "co": "#5F6B76", "o3_8h": "#3F9296",
}  # fmt: skip
"""Of the items, apart for every eye by lightness or hue, none of them a level's."""
_PATTERNS: Final[Mapping[str, str]] = {"so2": "x", "no2": ".", "co": "-"}
_DAYS: Final = Label(zh="首要污染物天数", en="days as primary pollutant")
_SHARE: Final = Label(zh="占比", en="share")
_WHOLE: Final = Label(zh="全时段", en="whole window")


def primary_shares(months: Answer, whole: Answer, *, lang: Language) -> go.Figure:
    """Return the days on which each item was primary: a column a month, and the whole window with its shares.

    Parameters
    ----------
    months, whole
        The `table` of `days_by_primary` by month, and of the whole window: `indicator` `days_by_primary_pm25` …,
        `value`. A day with two primary pollutants counts for each: the shares are of these days together.
    lang
        Language of months and titles.
    """
    rows = months.table.to_dict("records")
    starts = list(dict.fromkeys(str(row["start"])[:10] for row in rows))
    days = [date.fromisoformat(start) for start in starts]
    names = [month_name(day, lang) for day in days]
    by_month = {
        (_item(row["indicator"]), str(row["start"])[:10]): value or 0.0
        for row, value in zip(rows, listed(months.table["value"]), strict=True)
    }
    total = {
        _item(row["indicator"]): value or 0.0
        for row, value in zip(whole.table.to_dict("records"), listed(whole.table["value"]), strict=True)
    }
    figure = make_subplots(
        rows=1, cols=2, column_widths=[0.68, 0.32], horizontal_spacing=0.09,
        subplot_titles=[_DAYS.text(lang), f"{_WHOLE.text(lang)} · {_SHARE.text(lang)}"],
    )  # fmt: skip
    for item in AIR_DAILY:
        heights = [by_month.get((item, start), 0.0) for start in starts]
        if not any(heights):
            continue
        colour = COLOURS[item]
        figure.add_bar(
            row=1, col=1, x=list(range(len(starts))), y=heights, name=symbol(item),
            marker={"color": colour, "line": {"width": 0}, "pattern": {
                "shape": _PATTERNS.get(item, ""), "fgcolor": ink(colour), "solidity": 0.12, "size": 8}},
            text=[f"{symbol(item)} {height:g}" if height else "" for height in heights], textposition="inside",
            insidetextanchor="middle", textangle=0, textfont={"size": 14, "color": ink(colour)}, constraintext="none",
            hovertext=[f"{name}<br>{symbol(item)} {height:g}" for name, height in zip(names, heights, strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    there = sorted((item for item in AIR_DAILY if total.get(item)), key=lambda item: total[item])
    summed = sum(total.values()) or 1.0
    figure.add_bar(
        row=1, col=2, orientation="h", y=[symbol(item) for item in there], x=[total[item] for item in there],
        marker={"color": [COLOURS[item] for item in there]}, showlegend=False, hoverinfo="skip", cliponaxis=False,
        text=[f"{total[item]:g} · {100 * total[item] / summed:.1f} %" for item in there], textposition="outside",
        textfont={"size": 15, "color": STRONG},
    )  # fmt: skip
    laid_out(figure, left=46, right=24, top=40, bottom=48 if len(days) > 14 else 34)
    figure.update_layout(barmode="stack", showlegend=False, uirevision="primary", bargap=0.22)
    figure.update_annotations(font={"size": 14, "color": STRONG}, yshift=6)
    figure.update_xaxes(
        row=1, col=1, tickvals=list(range(len(starts))), ticktext=month_ticks(days, lang), showgrid=False,
        range=[-0.6, len(starts) - 0.4], tickangle=0,
    )  # fmt: skip
    top = max(total.values(), default=0.0) or 1.0
    figure.update_xaxes(row=1, col=2, range=[0, top * 1.45], showticklabels=False, showgrid=False)
    figure.update_yaxes(row=1, col=1, rangemode="tozero", nticks=5)
    figure.update_yaxes(row=1, col=2, tickfont={"size": 15}, showgrid=False)
    return figure


def _item(indicator: object) -> str:
    return str(indicator).removeprefix("days_by_primary_")
