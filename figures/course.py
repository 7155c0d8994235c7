"""A curve of hours: AQI as steps coloured by level bands behind it, or concentrations as lines.

Sizes are those of a root font of 16 pixels; a screen multiplies them by its own root font, a report by its dots.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from assessment.answer import Answer
from figures.levels import levels
from indicators.parameters import Label, Language
from indicators.regime import ZONE

_FACE = '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif'
_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_AQI = Label(zh="AQI", en="AQI")


def course(answer: Answer, *, lang: Language, mark: datetime | None = None) -> go.Figure:
    """Return the AQI of the hours of a window as a curve over the bands of its levels.

    Parameters
    ----------
    answer
        Table with `start` (UTC) and `aqi` by hour; NaN leaves a gap, an hour that is absent as well.
    lang
        Language of the axis.
    mark
        Start of the hour that the rest of the screen shows; drawn as a vertical line.
    """
    table = answer.table
    first, last = answer.passport.start.astimezone(ZONE), answer.passport.end.astimezone(ZONE)
    hours = pd.date_range(first, last, freq="h", inclusive="left")
    aqi = pd.Series(
        pd.to_numeric(table["aqi"]).to_numpy(float),
        index=pd.DatetimeIndex(pd.to_datetime(table["start"], utc=True)).tz_convert(ZONE),
    ).reindex(hours)
    top = max(110.0, float(aqi.max()) * 1.12 if aqi.notna().any() else 0.0)
    clock = [moment.replace(tzinfo=None) for moment in hours]
    curves: list[dict[str, Any]] = [
        {
            "type": "scatter", "x": clock, "y": aqi.to_numpy(), "mode": "lines", "connectgaps": False,
            "line": {"color": "#F2F5F8", "width": 2.2},
            "hovertemplate": "%{x|%Y-%m-%d %H:%M}<br>AQI %{y:.0f}<extra></extra>",
        }
    ]  # fmt: skip
    shapes: list[dict[str, Any]] = []
    floor = 0.0
    for level in levels(first.date()):
        ceiling = float(level.highest) if level.highest is not None else max(top, 500.0)
        if floor < top:
            band = {
                "type": "rect", "xref": "paper", "yref": "y", "y0": floor, "y1": min(ceiling, top),
                "fillcolor": level.colour, "line": {"width": 0},
            }  # fmt: skip
            shapes += [
                band | {"x0": 0, "x1": 1, "layer": "below", "opacity": 0.17},
                band | {"x0": -0.014, "x1": -0.002},
            ]
        floor = ceiling
    if mark is not None:
        at = mark.astimezone(ZONE).replace(tzinfo=None)
        dotted = {"color": "#F2F5F8", "width": 1, "dash": "dot"}
        shapes.append({"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": dotted})
        now = aqi.get(pd.Timestamp(mark.astimezone(ZONE)))
        if now is not None and pd.notna(now):
            ring = {"size": 9, "color": "#F2F5F8", "line": {"color": "#0E141B", "width": 2}}
            curves.append(
                {"type": "scatter", "x": [at], "y": [float(now)], "mode": "markers", "hoverinfo": "skip",
                 "marker": ring}
            )  # fmt: skip
    days = _midnights(hours)
    # Made at once: each part that is added to a figure later costs as much as all of them.
    return go.Figure(
        data=curves,
        layout={
            "shapes": shapes, "margin": {"l": 46, "r": 10, "t": 8, "b": 42}, "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)", "font": {"family": _FACE, "size": 14, "color": "#B4BFCA"},
            "showlegend": False, "hovermode": "x", "uirevision": "course",
            "xaxis": {
                "tickvals": [day.replace(tzinfo=None) for day in days], "ticktext": [_day(day, lang) for day in days],
                "range": [clock[0], clock[-1] + timedelta(hours=3)], "showgrid": True,
                "gridcolor": "rgba(255,255,255,.10)", "fixedrange": True, "zeroline": False,
                "ticklabelposition": "outside right", "ticks": "",
            },
            "yaxis": {
                "range": [0, top], "showgrid": False, "fixedrange": True, "zeroline": False, "tickvals": _ticks(top),
                "ticks": "", "ticklabelstandoff": 8,
            },
        },
    )  # fmt: skip


def _midnights(hours: Sequence[pd.Timestamp] | pd.DatetimeIndex) -> list[datetime]:
    return [hour.to_pydatetime() for hour in hours if hour.hour == 0]


def _day(day: datetime, lang: Language) -> str:
    return f"{day:%m-%d}<br>{_WEEKDAYS[lang][day.weekday()]}"


def _ticks(top: float) -> list[int]:
    nodes = (0, 50, 100, 150, 200, 300) if top <= 330 else (0, 100, 200, 300, 400, 500)
    return [node for node in nodes if node <= top]
