"""The path of a target: the figure day by day, what the rest must be, and the band of past years behind it.

Sizes are those of a root font of 16 pixels; a screen multiplies them by its own root font, a report by its dots.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from assessment.answer import Answer
from assessment.water_catalogue import CLASSES
from figures.theme import BAND, FACE, GRID, ILL, QUIET, STRONG, TEXT, WELL, WELL_BAND
from indicators.parameters import Label, Language

DAILY = 31  # longer paths are of days, whose first quarter swings
_LABELS = {
    "actual": Label(zh="实际累计", en="so far"),
    "needed": Label(zh="须走的路", en="what is needed"),
    "band": Label(zh="往年同期", en="past years"),
    "ahead": Label(zh="余下如往年", en="rest as in past years"),
    "target": Label(zh="目标", en="target"),
    "if": Label(zh="若余下如此", en="if the rest is so"),
}


def target_path(
    answer: Answer,
    *,
    lang: Language,
    end_if: tuple[date, float, date, float] | None = None,
    classes: bool = False,
) -> go.Figure:
    """Return the running figure of a target over its period.

    Parameters
    ----------
    answer
        Table as `one_target(show="path")` gives it, texts or numbers; an empty cell leaves a gap.
    lang
        Language of axis and legend.
    end_if
        Day and figure now, last day and figure of the whole if the rest were at a chosen level; drawn as a line.
    classes
        Whether the figure is a class of water: the axis then names the classes, the best on top.
    """
    table = answer.table
    days = [date.fromisoformat(str(day)) for day in table["day"]]
    runs = {c: pd.to_numeric(table[c], errors="coerce") for c in table.columns if c != "day"}
    figure = go.Figure()
    for low, high, key, colour in (
        ("low", "high", "band", BAND),
        ("ahead_low", "ahead_high", "ahead", WELL_BAND),
    ):
        there = runs[low].notna() & runs[high].notna()
        if not there.any():
            continue
        x = [day for day, here in zip(days, there, strict=True) if here]
        figure.add_scatter(
            x=x, y=runs[low][there].to_list(), mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False
        )  # fmt: skip
        figure.add_scatter(
            x=x, y=runs[high][there].to_list(), mode="lines", line={"width": 0}, fill="tonexty", fillcolor=colour,
            name=_LABELS[key].text(lang), hoverinfo="skip",
        )  # fmt: skip
    for column, line in (
        ("target", {"color": QUIET, "width": 2, "dash": "dash"}),
        ("needed", {"color": WELL, "width": 3, "dash": "dot"}),
        ("actual", {"color": STRONG, "width": 3}),
    ):
        if runs[column].notna().any():
            figure.add_scatter(
                x=days, y=_listed(runs[column]), mode="lines", line=line, name=_LABELS[column].text(lang),
                hovertemplate="%{x|%Y-%m-%d}: %{y}<extra>" + _LABELS[column].text(lang) + "</extra>",
            )  # fmt: skip
    if end_if is not None:
        now, figure_now, last, then = end_if
        figure.add_scatter(
            x=[now, last], y=[figure_now, then], mode="lines+markers", name=_LABELS["if"].text(lang),
            line={"color": ILL, "width": 2.5}, marker={"size": 8, "symbol": "diamond"},
            hovertemplate="%{x|%Y-%m-%d}: %{y}<extra>" + _LABELS["if"].text(lang) + "</extra>",
        )  # fmt: skip
    figure.update_layout(
        margin={"l": 58, "r": 16, "t": 36, "b": 34}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FACE, "size": 15, "color": TEXT}, hovermode="x", uirevision="target",
        legend={"orientation": "h", "itemwidth": 30, "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 15}},
    )  # fmt: skip
    daily = [day for day in days if day.day == 1]
    months = daily or days  # a path of months has their last days
    step = max(1, len(months) // 12)
    figure.update_xaxes(
        tickvals=months[::step], ticktext=[_month(day, lang) for day in months[::step]], fixedrange=True,
        zeroline=False,
        gridcolor=GRID, range=[days[0], days[-1]] if days else None,
        ticklabelposition="outside right" if daily else "outside", ticks="",
    )  # fmt: skip
    figure.update_yaxes(
        fixedrange=True, zeroline=False, gridcolor=GRID, ticks="", ticklabelstandoff=8,
        range=_span(runs, end_if),
    )  # fmt: skip
    if classes:
        names = dict(enumerate(CLASSES, start=1))
        figure.update_yaxes(
            tickvals=list(names), ticktext=list(names.values()), range=[len(names) + 0.3, 0.7]
        )
        figure.update_traces(line_shape="hv")
    return figure


def _span(runs: dict[str, pd.Series], end_if: tuple[date, float, date, float] | None) -> list[float] | None:
    """The span of the lines that matter; the first months of a mean swing too widely to set a scale."""
    settled = [
        run.iloc[len(run) // 4 if len(run) > DAILY else 0 :].dropna()
        for run in runs.values()
    ]  # fmt: skip
    values = [float(v) for run in settled if len(run) for v in (run.min(), run.max())]
    values += [end_if[1], end_if[3]] if end_if else []
    if not values:
        return None
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * 0.06
    return [max(0.0, low - room), high + room]


def _listed(run: pd.Series) -> list[float | None]:
    return [None if value != value else float(value) for value in run]


def _month(day: date, lang: Language) -> str:
    return f"{day.month}月" if lang == "zh" else f"{day:%b}"
