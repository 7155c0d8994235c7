"""The hours around a sand event: PM10 of the city and its stations, PM2.5 of the city, the event shaded.

Sizes are those of a root font of 16 pixels; a screen multiplies them by its own root font, a report by its dots.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import plotly.graph_objects as go

from assessment.answer import Answer
from figures.theme import FACE, GRID, ILL, ILL_BAND, QUIET, STRONG, TEXT, WELL
from indicators.parameters import Label, Language
from indicators.regime import ZONE

_LABELS = {
    "pm10": Label(zh="城市 PM10", en="PM10 of the city"),
    "pm25": Label(zh="城市 PM2.5", en="PM2.5 of the city"),
    "station": Label(zh="各点位 PM10", en="PM10 of its stations"),
    "event": Label(zh="沙尘时段", en="event"),
    "unit": Label(zh="µg/m³", en="µg/m³"),
}


def sand_hours(answer: Answer, *, city: str, start: datetime, end: datetime, lang: Language) -> go.Figure:
    """Return the hours of a city and its stations as curves, those of the event shaded.

    Parameters
    ----------
    answer
        Table with `code`, `name`, `start` (ISO, begin of the hour), `pm10`, `pm25`; an empty cell leaves a gap.
    city
        Code whose rows are the city's; all others are stations.
    start, end
        Hours of the event [start, end) (UTC).
    lang
        Language of axis and legend.
    """
    table = answer.table
    when = pd.to_datetime(table["start"], utc=True).dt.tz_convert(ZONE).dt.tz_localize(None)
    figure = go.Figure()
    first = True
    for code, rows in table.groupby("code", sort=False):
        if code == city:
            continue
        name = str(rows["name"].iloc[0])
        figure.add_scatter(
            x=when[rows.index], y=_listed(rows["pm10"]), mode="lines", line={"color": QUIET, "width": 1},
            opacity=0.6, name=_LABELS["station"].text(lang), legendgroup="stations", showlegend=first,
            hovertemplate="%{x|%m-%d %H:%M} %{y}<extra>" + name.replace("<", "&lt;") + "</extra>",
        )  # fmt: skip
        first = False
    own = table[table["code"] == city]
    for column, colour, width in (("pm25", WELL, 2), ("pm10", STRONG, 3)):
        figure.add_scatter(
            x=when[own.index], y=_listed(own[column]), mode="lines+markers", line={"color": colour, "width": width},
            marker={"size": 4}, name=_LABELS[column].text(lang),
            hovertemplate="%{x|%m-%d %H:%M} %{y}<extra>" + _LABELS[column].text(lang) + "</extra>",
        )  # fmt: skip
    span = [moment.astimezone(ZONE).replace(tzinfo=None) for moment in (start, end)]
    figure.add_vrect(
        x0=span[0], x1=span[1], fillcolor=ILL_BAND, line={"color": ILL, "width": 1}, layer="below",
        annotation={"text": _LABELS["event"].text(lang), "font": {"size": 13, "color": ILL}},
        annotation_position="top left",
    )  # fmt: skip
    figure.update_layout(
        margin={"l": 58, "r": 16, "t": 36, "b": 50}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FACE, "size": 14, "color": TEXT}, hovermode="closest",
        legend={"orientation": "h", "itemwidth": 30, "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 14}},
    )  # fmt: skip
    figure.update_xaxes(
        fixedrange=True,
        gridcolor=GRID,
        zeroline=False,
        ticks="",
        ticklabelstandoff=6,
        tickformat="%m-%d\n%H:%M",
        nticks=12,
    )
    figure.update_yaxes(
        fixedrange=True, gridcolor=GRID, zeroline=False, ticks="", rangemode="tozero",
        title={"text": _LABELS["unit"].text(lang), "font": {"size": 13}, "standoff": 4},
    )  # fmt: skip
    return figure


def _listed(run: pd.Series) -> list[float | None]:
    return [None if value != value else float(value) for value in pd.to_numeric(run, errors="coerce")]
