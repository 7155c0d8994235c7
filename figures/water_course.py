"""Curves of one section: an item over the limits of its classes, and its class as it was from time to time.

Sizes are those of a root font of 16 pixels; a screen multiplies them by its own root font, a report by its dots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.theme import FACE, GRID, ILL, QUIET, STRONG, TEXT
from figures.water_classes import CLASSES, PALETTE
from indicators.parameters import Label, Language
from indicators.regime import ZONE

_LABELS = {
    "value": Label(zh="监测值", en="value"),
    "below": Label(zh="低于检出限", en="below detection"),
    "target": Label(zh="目标", en="target"),
    "ours": Label(zh="本系统评价", en="ours"),
    "published": Label(zh="发布类别", en="published"),
}
DAY_MS = 86_400_000
ROOM = 1.15  # how far the axis reaches over the highest value
THINNEST = 0.04  # share of the axis that a band needs to bear its name
LONGER = 2.5  # usual steps without a sample over which no line leads


def item_course(
    series: pd.DataFrame, limits: Mapping[str, Any], *, name: str, unit: str, lang: Language
) -> go.Figure:
    """Return an item of a section as a curve over the limits of the classes.

    Parameters
    ----------
    series
        Rows of one item: `start` (UTC), `value` (NaN leaves a gap), `qualifier` (below 0: the value is the limit of
        detection, drawn hollow).
    limits
        The item's row of `Section.limits`; empty for an item without limits.
    name, unit
        Of the axis.
    lang
        Language of the legend.
    """
    when = _local(series["start"])
    values = pd.to_numeric(series["value"], errors="coerce")
    below = pd.to_numeric(series["qualifier"], errors="coerce").fillna(0) < 0
    figure = go.Figure()
    at, run = _holed(when, _listed(values))
    figure.add_scatter(
        x=at, y=run, mode="lines+markers", connectgaps=False, name=_LABELS["value"].text(lang),
        line={"color": STRONG, "width": 2}, marker={"size": 5, "color": STRONG},
        hovertemplate="%{x|%Y-%m-%d %H:%M}  %{y}<extra></extra>", showlegend=False,
    )  # fmt: skip
    if below.any():
        figure.add_scatter(
            x=[t for t, b in zip(when, below, strict=True) if b], y=_listed(values[below]), mode="markers",
            name=_LABELS["below"].text(lang), hovertemplate="%{x|%Y-%m-%d %H:%M}  < %{y}<extra></extra>",
            marker={"size": 9, "symbol": "circle-open", "color": STRONG, "line": {"width": 2}},
        )  # fmt: skip
    steps = [float(limits[c]) if limits and limits.get(c) == limits.get(c) else None for c in CLASSES[1:6]]
    span = _span(values, [s for s in steps if s is not None], limits)
    _bands(figure, steps, least=bool(limits.get("least")) if limits else False, span=span, lang=lang)
    for key in ("low", "high"):
        edge = limits.get(key) if limits else None
        if edge is not None and edge == edge:
            _line(figure, float(edge), f"{float(edge):g}", QUIET, "dot")
    target = limits.get("target") if limits else None
    if target is not None and target == target:
        _line(
            figure, float(target), f"{_LABELS['target'].text(lang)} {float(target):g}", ILL, "dash", left=True
        )
    _laid_out(figure)
    _not_too_narrow(figure, series["start"])
    figure.update_yaxes(
        range=span, title={"text": f"{name} ({unit})" if unit else name, "font": {"size": 14}, "standoff": 6}
    )
    return figure


def _not_too_narrow(figure: go.Figure, starts: pd.Series) -> None:
    """Two days at least: the axis of a single sample would say one day five times."""
    when = pd.to_datetime(starts, utc=True).dt.tz_convert(ZONE).dt.tz_localize(None)
    if len(when) and when.max() - when.min() < pd.Timedelta(hours=12):
        day = pd.Timedelta(days=1)
        figure.update_xaxes(range=[str(when.min() - day), str(when.max() + day)], dtick=86_400_000)


def class_course(classes: pd.DataFrame, *, lang: Language) -> go.Figure:
    """Return the class of a section from time to time, ours and as it was published; Ⅰ is uppermost.

    Parameters
    ----------
    classes
        As `Section.classes`: `start` (UTC), `water_class` and `published`, texts; an empty one leaves a gap.
    lang
        Language of the axis.
    """
    when = _local(classes["start"])
    number = {name: n for n, name in enumerate(CLASSES) if n}
    ours = [number.get(str(text)) for text in classes["water_class"]]
    theirs = [number.get(str(text)) for text in classes["published"]]
    figure = go.Figure()
    if any(theirs):
        figure.add_scatter(
            x=when, y=theirs, mode="markers", name=_LABELS["published"].text(lang), hoverinfo="skip",
            marker={"size": 15, "symbol": "square-open", "color": QUIET, "line": {"width": 1.5}},
        )  # fmt: skip
    when, ours = _holed(when, ours)
    figure.add_scatter(
        x=when, y=ours, mode="lines+markers", connectgaps=False, name=_LABELS["ours"].text(lang),
        line={"color": QUIET, "width": 1.2},
        marker={"size": 10, "color": [PALETTE[n or 0] for n in ours], "line": {"color": STRONG, "width": 1}},
        text=[_said(n, lang) for n in ours], hovertemplate="%{x|%Y-%m-%d %H:%M}  %{text}<extra></extra>",
    )  # fmt: skip
    _laid_out(figure)
    _not_too_narrow(figure, classes["start"])
    figure.update_yaxes(
        range=[6.6, 0.4],
        tickvals=list(range(1, 7)),
        ticktext=[_said(n, lang) for n in range(1, 7)],
        tickfont={"size": 16},
    )
    return figure


def _holed(when: Sequence[Any], values: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Times and values with a gap where nothing was sampled for much longer than usual: no line leads over it."""
    steps = sorted(b - a for a, b in pairwise(when))
    if not steps:
        return list(when), list(values)
    longest = max(LONGER * steps[len(steps) // 2], timedelta(days=2))
    at, run = [when[0]], [values[0]]
    for before, moment, value in zip(when, when[1:], values[1:], strict=False):
        if moment - before > longest:
            at.append(before + (moment - before) / 2)
            run.append(None)
        at.append(moment)
        run.append(value)
    return at, run


def _said(number: int | None, lang: Language) -> str:
    return "" if not number else ">Ⅴ" if lang == "en" and number == len(CLASSES) - 1 else CLASSES[number]


def _bands(
    figure: go.Figure, steps: Sequence[float | None], *, least: bool, span: Sequence[float], lang: Language
) -> None:
    """The span of each class as a pale band with its name and limit at the right; equal limits make no band."""
    if not any(step is not None for step in steps):
        return
    low, high = span
    edge = high if least else low
    for number in range(1, 7):
        there = steps[number - 1] if number < 6 else (low if least else high)
        if there is None:
            continue
        bottom, top = sorted((edge, there))
        bottom, top = max(bottom, low), min(top, high)
        if top > bottom:
            figure.add_shape(
                type="rect", xref="paper", x0=0, x1=1, yref="y", y0=bottom, y1=top, layer="below",
                fillcolor=PALETTE[number], opacity=0.22, line={"width": 0},
            )  # fmt: skip
            said = _said(number, lang) + (f" {there:g}" if number < 6 else "")
            if top - bottom > THINNEST * (high - low):
                figure.add_annotation(
                    xref="paper", x=1.005, xanchor="left", yref="y", y=(bottom + top) / 2, text=said, showarrow=False,
                    font={"size": 13, "color": TEXT},
                )  # fmt: skip
            if number < 6 and low < there < high:
                figure.add_shape(
                    type="line", xref="paper", x0=0, x1=1, yref="y", y0=there, y1=there, layer="below",
                    line={"color": QUIET, "width": 1},
                )  # fmt: skip
        edge = there


def _line(figure: go.Figure, at: float, said: str, colour: str, dash: str, *, left: bool = False) -> None:
    figure.add_shape(
        type="line",
        xref="paper",
        x0=0,
        x1=1,
        yref="y",
        y0=at,
        y1=at,
        line={"color": colour, "width": 2, "dash": dash},
    )
    figure.add_annotation(
        xref="paper", x=0.005 if left else 1.005, xanchor="left", yref="y", y=at,
        yanchor="bottom" if left else "middle",
        text=said, showarrow=False, font={"size": 13, "color": colour},
    )  # fmt: skip


def _span(values: pd.Series, steps: Sequence[float], limits: Mapping[str, Any]) -> list[float]:
    """The axis: from zero to over the highest value, and to the limits next to it; of pH round its range."""
    there = values.dropna()
    if limits and limits.get("low") == limits.get("low") and limits.get("low") is not None and not steps:
        low, high = float(limits["low"]), float(limits["high"])
        return [min([low, *there]) - 0.5, max([high, *there]) + 0.5]
    top = float(there.max()) if len(there) else 0.0
    above = [step for step in sorted(steps) if step > top]
    target = limits.get("target") if limits else None
    wanted = [top, *above[:2], *sorted(steps)[:3]]
    if target is not None and target == target:
        wanted.append(float(target))
    return [0.0, max(wanted, default=1.0) * ROOM or 1.0]


def _laid_out(figure: go.Figure) -> None:
    figure.update_layout(
        margin={"l": 66, "r": 76, "t": 30, "b": 40}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FACE, "size": 14, "color": TEXT}, hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 14}},
    )  # fmt: skip
    figure.update_xaxes(
        fixedrange=True,
        gridcolor=GRID,
        zeroline=False,
        ticks="",
        ticklabelstandoff=8,
        # Of a window of days the ticks stand at hours: by their date alone several would read the same.
        tickformatstops=[
            {"dtickrange": [None, DAY_MS / 2], "value": "%m-%d\n%H:%M"},
            {"dtickrange": [DAY_MS / 2, None], "value": "%Y-%m-%d"},
        ],
        nticks=9,
    )
    figure.update_yaxes(fixedrange=True, gridcolor=GRID, zeroline=False, ticks="", ticklabelstandoff=6)


def _local(times: pd.Series) -> list[Any]:
    return [moment.tz_convert(ZONE).replace(tzinfo=None) for moment in pd.to_datetime(times, utc=True)]


def _listed(run: pd.Series) -> list[float | None]:
    return [None if value != value else float(value) for value in run]
