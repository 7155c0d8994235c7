"""What became of every expected hour of a station: a column a day, a row an hour, midnight at the foot.

A state is told by its place in the legend with its count, by its shade and, where the hour is not simply there, by a
sign in the cell. No colour of a level is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import plotly.graph_objects as go

from assessment.answer import Answer
from figures.ground import CLEAR, laid_out
from figures.theme import BAND, ILL, QUIET, STRONG, WELL, WELL_BAND
from indicators.parameters import Label, Language
from indicators.regime import ZONE

SIGNS: Final[Mapping[str, str]] = {"late": "△", "revised": "R", "silent": "–", "failed": "!", "invalid": "×"}
_MARKERS: Final[Mapping[str, dict[str, Any]]] = {
    "arrived": {"color": WELL_BAND, "line": {"width": 0}},
    "late": {"color": WELL, "line": {"width": 0}},
    "revised": {"color": CLEAR, "line": {"color": WELL, "width": 1.5}},
    "silent": {"color": CLEAR, "line": {"color": QUIET, "width": 1}},
    "failed": {"color": ILL, "line": {"width": 0}},
    "invalid": {"color": BAND, "line": {"width": 0}, "pattern": {"shape": "/", "fgcolor": QUIET, "solidity": 0.2,
                                                                 "size": 5}},
}  # fmt: skip
_FEW: Final = 45
_LABELS: Final = {
    "hour": Label(zh="时（起）", en="hour (from)"),
    "delay": Label(zh="小时结束后 {} 分钟", en="{} min after the hour"),
}


def slot_days(answer: Answer, titles: Mapping[str, Label], *, lang: Language) -> go.Figure:
    """Return the hours of a window by state.

    Parameters
    ----------
    answer
        As `Station.slots`: `day`, `hour`, `state`, `delay`, `evidence`; hours that were not expected are absent.
    titles
        Names of the states, in the order of the legend.
    lang
        Language of axis and legend.
    """
    rows = answer.table.to_dict("records")
    first = answer.passport.start.astimezone(ZONE).date()
    last = answer.passport.end.astimezone(ZONE).date() - timedelta(days=1)
    days = (last - first).days + 1
    figure = go.Figure()
    for state, title in titles.items():
        mine = [row for row in rows if row["state"] == state]
        if not mine:
            continue
        said = title.text(lang)
        at = [(date.fromisoformat(str(row["day"])) - first).days for row in mine]
        figure.add_bar(
            x=at, y=[0.9] * len(mine), base=[int(row["hour"]) - 0.45 for row in mine], width=[0.9] * len(mine),
            name=f"{SIGNS.get(state, '')} {said} · {len(mine)}".strip(), marker=_MARKERS[state], hoverinfo="text",
            hovertext=[_told(row, said, lang) for row in mine],
        )  # fmt: skip
        if state in SIGNS and days <= _FEW:
            figure.add_scatter(
                x=at, y=[int(row["hour"]) for row in mine], mode="text", text=[SIGNS[state]] * len(mine),
                textfont={"size": 12, "color": "#FFFFFF" if state in ("late", "failed") else STRONG},
                hoverinfo="skip", showlegend=False,
            )  # fmt: skip
    laid_out(figure, left=48, right=10, top=36, bottom=40)
    step = 1 + days // 31
    shown = [first + timedelta(days=n) for n in range(0, days, step)]
    figure.update_layout(barmode="overlay", showlegend=True, uirevision="slots")
    figure.update_xaxes(
        range=[-0.6, days - 0.4], tickvals=list(range(0, days, step)), showgrid=False,
        ticktext=[f"{day.day}<br>{day:%Y-%m}" if i == 0 or day.day <= step else f"{day.day}"
                  for i, day in enumerate(shown)],
    )  # fmt: skip
    figure.update_yaxes(
        range=[-0.6, 23.6], tickvals=list(range(0, 24, 3)), showgrid=False,
        title={"text": _LABELS["hour"].text(lang), "font": {"size": 13}, "standoff": 6},
    )  # fmt: skip
    return figure


def _told(row: Mapping[Any, Any], said: str, lang: Language) -> str:
    parts = [f"<b>{row['day']} {int(row['hour']):02d}:00</b>", said]
    if row["delay"]:
        parts.append(_LABELS["delay"].text(lang).format(row["delay"]))
    return "<br>".join([*parts, str(row["evidence"])])
