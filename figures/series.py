"""A figure from hour to hour, day to day, month to month: a line where there are many, bars where there are few.

An AQI is drawn with the colour of each value's level on it; a concentration has no colour of a level. What a check
found suspect is ringed. Sizes are those of a root font of 16 pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import plotly.graph_objects as go

from assessment.answer import Answer
from figures.ground import laid_out, listed, month_name
from figures.levels import levels
from figures.theme import ILL, QUIET, STRONG, WELL
from indicators.parameters import Label, Language
from indicators.regime import ZONE

FEW: Final = 40
"""Up to so many values are bars with their numbers."""
_SUSPECT: Final = Label(zh="存疑", en="suspect")


def series(
    answer: Answer, *, lang: Language, every: str, level: bool = False, suspect: Sequence[datetime] = ()
) -> go.Figure:
    """Return the values of one member over time.

    Parameters
    ----------
    answer
        A `table` of one member: `start` (ISO), `value` as shown; an empty one leaves a gap, and so does an absent row.
    lang
        Language of the axis.
    every
        Step of the rows: `hour`, `day`, `month`, `quarter` or `year`.
    level
        Whether the values are AQIs, each drawn in the colour of its level.
    suspect
        Starts (UTC) of the steps in which a check found something.
    """
    rows = answer.table.to_dict("records")
    when = [datetime.fromisoformat(str(row["start"])).astimezone(ZONE).replace(tzinfo=None) for row in rows]
    values, unit = listed(answer.table["value"]), answer.passport.unit
    colours = (
        [_colour(value, moment.date()) for value, moment in zip(values, when, strict=True)] if level else []
    )
    told = [
        f"<b>{_said(moment, every)}</b><br>{row['value'] or '–'} {unit}".rstrip()
        for moment, row in zip(when, rows, strict=True)
    ]
    figure = go.Figure()
    if every not in ("hour", "day") or (len(rows) <= FEW and every == "day"):
        figure.add_bar(
            x=list(range(len(rows))), y=values, hovertext=told, hoverinfo="text", showlegend=False,
            marker={"color": colours or WELL, "line": {"width": 0}}, cliponaxis=False,
            text=[str(row["value"]) for row in rows], textposition="outside", textangle=0, constraintext="none",
            textfont={"size": 14, "color": STRONG},
        )  # fmt: skip
        figure.update_xaxes(
            tickvals=list(range(0, len(rows), 1 + len(rows) // 32)), showgrid=False, range=[-0.7, len(rows) - 0.3],
            ticktext=[_tick(moment, every, lang, i) for i, moment in enumerate(when)][:: 1 + len(rows) // 32],
        )  # fmt: skip
    else:
        marker: dict[str, Any] = (
            {"size": 6, "color": colours, "line": {"width": 0.6, "color": QUIET}} if level else {}
        )
        figure.add_scatter(
            x=when, y=values, mode="lines+markers" if level else "lines", connectgaps=False, hovertext=told,
            cliponaxis=not level,
            hoverinfo="text", showlegend=False, line={"color": QUIET if level else STRONG, "width": 1.4}, marker=marker,
        )  # fmt: skip
        figure.update_xaxes(
            nticks=14, range=[when[0], when[-1]] if when else None, tickformatstops=_formats()
        )
    found = {moment.astimezone(ZONE).replace(tzinfo=None) for moment in suspect}
    rings = [(moment, value) for moment, value in zip(when, values, strict=True) if moment in found]
    if rings:
        figure.add_scatter(
            x=[moment for moment, _ in rings], y=[value for _, value in rings], mode="markers", hoverinfo="skip",
            name=_SUSPECT.text(lang), showlegend=True,
            marker={"size": 12, "symbol": "circle-open", "color": ILL, "line": {"width": 2}},
        )  # fmt: skip
    laid_out(figure, left=58, right=20, top=34, bottom=44)
    figure.update_layout(uirevision="series", hovermode="closest")
    figure.update_yaxes(
        rangemode="tozero", nticks=6, title={"text": unit or "AQI" if level else unit, "font": {"size": 13}}
    )  # fmt: skip
    return figure


def exceedance_days(answer: Answer, *, lang: Language, names: Mapping[str, str]) -> go.Figure:
    """Return the days above an AQI of 100 as a field: a row a member, a day a cell in the colour of its level.

    Parameters
    ----------
    answer
        As `assessment.exceedances` gives it.
    lang
        Language of the axis.
    names
        Names of the members by code, from the top down; those without a listed day have no row.
    """
    rows = [row for row in answer.table.to_dict("records") if str(row["aqi"])]
    listed_ones = {str(row["code"]) for row in rows}
    there = [code for code in names if code in listed_ones]
    at = {code: i for i, code in enumerate(there)}
    figure = go.Figure()
    first, last = answer.passport.start.astimezone(ZONE).date(), answer.passport.end.astimezone(ZONE).date()
    for one in levels(last):
        mine = [row for row in rows if int(row["level"]) == one.number and str(row["code"]) in at]
        if not mine:
            continue
        figure.add_bar(
            x=[f"{str(row['start'])[:10]} 12:00" for row in mine], y=[0.8] * len(mine),
            base=[at[str(row["code"])] - 0.4 for row in mine], width=[86_400_000 * 0.94] * len(mine),
            name=f"{one.roman} {one.label.text(lang)} · {len(mine)}",
            marker={"color": one.colour, "line": {"width": 0}},
            hovertext=[
                f"<b>{str(row['start'])[:10]}</b><br>{names[str(row['code'])]} AQI {row['aqi']}" for row in mine
            ],
            hoverinfo="text",
        )  # fmt: skip
    laid_out(figure, left=110, right=16, top=44, bottom=40)
    figure.update_layout(
        barmode="overlay", showlegend=True, uirevision="exceedances",
        legend={"y": 1.0, "yref": "container", "yanchor": "top"},
    )  # fmt: skip
    figure.update_xaxes(range=[first, last], type="date", nticks=14, tickformatstops=_formats())
    figure.update_yaxes(
        range=[len(there) - 0.5, -0.5], tickvals=list(range(len(there))), ticktext=[names[code] for code in there],
        automargin=True,
    )  # fmt: skip
    return figure


def _colour(value: float | None, day: date) -> str:
    """Colour of an AQI by the levels of its day; clear for none."""
    if value is None:
        return "rgba(0,0,0,0)"
    known = levels(day)
    return next(
        (one.colour for one in known if one.highest is None or value <= one.highest), known[-1].colour
    )


def _said(moment: datetime, every: str) -> str:
    return f"{moment:%Y-%m-%d %H:00}" if every == "hour" else f"{moment:%Y-%m-%d}" if every == "day" else (
        f"{moment:%Y}" if every == "year" else f"{moment:%Y-%m}"
    )  # fmt: skip


def _tick(moment: datetime, every: str, lang: Language, i: int) -> str:
    if every == "day":
        return (
            f"{moment.day}<br>{month_name(moment.date(), lang)}"
            if not i or moment.day == 1
            else f"{moment.day}"
        )
    if every == "month":
        return f"{moment.month}<br>{moment.year}" if not i or moment.month == 1 else f"{moment.month}"
    return f"{moment:%Y}" if every == "year" else f"Q{(moment.month + 2) // 3}<br>{moment.year}"


def _formats() -> list[dict[str, Any]]:
    """Dates of an axis as the house writes them, whatever the language of the browser."""
    day = 86_400_000
    return [
        {"dtickrange": [None, day - 1], "value": "%m-%d\n%H:%M"},
        {"dtickrange": [day, 27 * day], "value": "%m-%d\n%Y"},
        {"dtickrange": [27 * day, None], "value": "%Y-%m"},
    ]
