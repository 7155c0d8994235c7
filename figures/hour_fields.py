"""How an item runs through the day: hour by weekday with the mean course beside it, and hour by month.

The numbers are openair's: of `timeVariation` the means by hour, by weekday and by both, of `trendLevel` the means by
hour and month. Concentrations take a scale of one hue, never the colours of levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from assessment.answer import Answer
from figures.ground import colourbar, laid_out, listed, scale, weekdays
from figures.theme import BAND, QUIET, STRONG
from indicators.parameters import Label, Language

_HOURS = [str(hour) for hour in range(24)]
_LABELS = {
    "hour": Label(zh="时（起）", en="hour (from)"),
    "mean": Label(zh="平均", en="mean"),
    "interval": Label(zh="95% 区间", en="95 % interval"),
    "by_hour": Label(zh="逐时平均与 95% 区间", en="mean by hour, with its 95 % interval"),
    "by_day": Label(zh="各日平均", en="mean by weekday"),
    "n": Label(zh="{} 个值 · 有效率 {} %", en="{} values · capture {} %"),
}


def week(answer: Answer, *, lang: Language) -> go.Figure:
    """Return hour × weekday as a field of colours, the mean of each hour above it and of each weekday beside it.

    Parameters
    ----------
    answer
        As `assessment.hour_means` by weekday: `group`, `hour` (either empty for all), `value`, `low`, `high`,
        `valid`, `capture`.
    lang
        Language of weekdays and titles.
    """
    rows, values = _read(answer)
    days, unit = [str(n) for n in range(1, 8)], answer.passport.unit
    names = weekdays(lang)
    figure = make_subplots(
        rows=2, cols=2, column_widths=[0.8, 0.2], row_heights=[0.36, 0.64], shared_xaxes=True, shared_yaxes=True,
        horizontal_spacing=0.025, vertical_spacing=0.06,
    )  # fmt: skip
    _course(figure, rows, lang, unit)
    field = [[values.get((day, hour)) for hour in _HOURS] for day in days]
    figure.add_heatmap(
        row=2, col=1, x=list(range(24)), y=names, z=field, xgap=2, ygap=2, **_span(field),
        colorbar=colourbar(unit) | {"x": 1.01, "len": 0.62, "y": 0.3}, hoverinfo="text",
        hovertext=[[_said(name, hour, rows.get((day, hour)), unit, lang) for hour in _HOURS]
                   for day, name in zip(days, names, strict=True)],
        texttemplate="%{z:.0f}" if unit != "mg/m³" else "%{z:.1f}", textfont={"size": 13},
    )  # fmt: skip
    means = [values.get((day, "")) for day in days]
    tops = [float(rows[day, ""]["high"] or "nan") - (mean or 0.0) if (day, "") in rows else 0.0
            for day, mean in zip(days, means, strict=True)]  # fmt: skip
    figure.add_scatter(
        row=2, col=2, x=means, y=names, mode="markers+text", showlegend=False, hoverinfo="skip",
        marker={"size": 10, "color": STRONG},
        error_x={"array": [top if top == top else 0.0 for top in tops], "color": QUIET, "thickness": 2, "width": 4},
        text=[str(rows[day, ""]["value"]) if (day, "") in rows else "" for day in days], textposition="top center",
        textfont={"size": 13, "color": STRONG},
    )  # fmt: skip
    laid_out(figure, left=62, right=64, top=32, bottom=42)
    figure.update_layout(showlegend=True, uirevision="week")
    figure.update_yaxes(row=2, range=[6.5, -0.72], showgrid=False)
    there = [mean for mean in means if mean is not None]
    figure.update_xaxes(row=2, col=2, showgrid=True, nticks=4, range=_room(there))
    figure.update_xaxes(
        row=2, col=1, tickvals=list(range(24)), showgrid=False, range=[-0.5, 23.5],
        title={"text": _LABELS["hour"].text(lang), "font": {"size": 13}, "standoff": 6},
    )  # fmt: skip
    figure.update_yaxes(row=1, col=1, nticks=4, title={"text": unit, "font": {"size": 13}, "standoff": 4})
    figure.update_xaxes(row=1, col=2, visible=False)
    figure.update_yaxes(row=1, col=2, visible=False)
    return figure


def trend_level(answer: Answer, *, lang: Language) -> go.Figure:
    """Return hour × month as a field of colours: months from left to right, midnight at the foot.

    Parameters
    ----------
    answer
        As `assessment.hour_means` by month.
    lang
        Language of titles.
    """
    rows, values = _read(answer)
    unit = answer.passport.unit
    months = sorted({group for group, _ in rows if group})
    field = [[values.get((month, hour)) for month in months] for hour in _HOURS]
    figure = go.Figure()
    figure.add_heatmap(
        x=months, y=list(range(24)), z=field, xgap=1, ygap=1, **_span(field), colorbar=colourbar(unit),
        hoverinfo="text",
        hovertext=[[_said(month, hour, rows.get((month, hour)), unit, lang) for month in months] for hour in _HOURS],
        texttemplate="" if len(months) > 14 else "%{z:.0f}" if unit != "mg/m³" else "%{z:.1f}",
        textfont={"size": 13},
    )  # fmt: skip
    laid_out(figure, left=52, right=64, top=40, bottom=34)
    figure.update_layout(uirevision="trendlevel")
    figure.update_xaxes(type="category", showgrid=False, nticks=18)
    figure.update_yaxes(
        tickvals=list(range(0, 24, 3)), showgrid=False, range=[-0.5, 23.5],
        title={"text": _LABELS["hour"].text(lang), "font": {"size": 13}, "standoff": 6},
    )  # fmt: skip
    return figure


def _read(
    answer: Answer,
) -> tuple[dict[tuple[str, str], dict[str, Any]], dict[tuple[str, str], float | None]]:
    """Rows and values by group and hour."""
    rows = {
        (str(row["group"]), str(row["hour"])): {str(key): value for key, value in row.items()}
        for row in answer.table.to_dict("records")
    }
    return rows, dict(zip(rows, listed(answer.table["value"]), strict=True))


def _course(
    figure: go.Figure, rows: dict[tuple[str, str], dict[str, Any]], lang: Language, unit: str
) -> None:
    """The mean of each hour with its interval as a band."""
    all_days = [rows.get(("", hour), {}) for hour in _HOURS]
    low, mid, high = (listed([row.get(key, "") for row in all_days]) for key in ("low", "value", "high"))
    at = list(range(24))
    figure.add_scatter(
        row=1, col=1, x=at, y=low, mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False
    )  # fmt: skip
    figure.add_scatter(
        row=1, col=1, x=at, y=high, mode="lines", line={"width": 0}, fill="tonexty", fillcolor=BAND,
        name=_LABELS["interval"].text(lang), hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        row=1, col=1, x=at, y=mid, mode="lines+markers", line={"color": STRONG, "width": 2.5}, marker={"size": 5},
        name=_LABELS["mean"].text(lang), hoverinfo="text",
        hovertext=[_said(_LABELS["mean"].text(lang), hour, row or None, unit, lang)
                   for hour, row in zip(_HOURS, all_days, strict=True)],
    )  # fmt: skip


def _said(group: str, hour: str, row: dict[str, Any] | None, unit: str, lang: Language) -> str:
    first = f"<b>{group} {int(hour):02d}:00–{(int(hour) + 1):02d}:00</b>"
    if row is None or row["value"] == "":
        return f"{first}<br>–"
    span = f" ({row['low']} … {row['high']})" if row["low"] != "" else ""
    count = _LABELS["n"].text(lang).format(row["valid"], row["capture"])
    return f"{first}<br>{row['value']} {unit}{span}<br>{count}"


def _span(field: Sequence[Sequence[float | None]]) -> dict[str, Any]:
    there = [value for row in field for value in row if value is not None]
    return scale(min(there, default=0.0), max(there, default=1.0))


def _room(values: Sequence[float]) -> list[float] | None:
    """A span with room for the numbers beside the points."""
    if not values:
        return None
    wide = (max(values) - min(values)) or abs(max(values)) or 1.0
    return [min(values) - wide * 0.45, max(values) + wide * 0.45]
