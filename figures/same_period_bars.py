"""The same period of several years side by side (同期): a group a month or a member, the newest year the darkest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from assessment.answer import Answer
from figures.ground import laid_out, listed
from figures.theme import ILL, QUIET, STRONG, WELL
from indicators.parameters import Label, Language

_FADING: Final = (1.0, 0.75, 0.45, 0.3, 0.2, 0.14)
"""How strong the bars of a year are, from the newest to the oldest: it is the newest that is read."""
_YEAR: Final = Label(zh="{}年", en="{}")
_MONTH: Final = Label(
    zh="1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    en="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)


def same_period_bars(
    answer: Answer, *, lang: Language, better: str | None, names: dict[str, str] | None = None
) -> go.Figure:
    """Return bars of the years, oldest first in each group, and over each group the change of the newest.

    Parameters
    ----------
    answer
        As `assessment.same_period` gives it: `year`, `period`, `part`, `value`, `change_percent`, `note`.
    lang
        Language of months and years.
    better
        `low`, `high` or None: which direction of the change is drawn as well and which as ill.
    names
        Names of the members by code, where the parts are members.
    """
    rows = answer.table.to_dict("records")
    newest = max(int(row["year"]) for row in rows)
    parts = _ordered(answer, newest, names is not None)
    place = {part: i for i, part in enumerate(parts)}
    years = sorted({int(row["year"]) for row in rows})
    values = listed(answer.table["value"])
    figure = go.Figure()
    crowded = len(parts) * len(years) > 40
    for year in years:
        mine = [
            (place[str(row["part"])], value, str(row["value"]))
            for row, value in zip(rows, values, strict=True)
            if int(row["year"]) == year and str(row["part"]) in place
        ]
        said = _YEAR.text(lang).format(next(row["period"] for row in rows if int(row["year"]) == year))
        figure.add_bar(
            x=[at for at, _, _ in mine], y=[value for _, value, _ in mine], name=said,
            marker={"color": WELL if year == newest else QUIET, "opacity": _FADING[min(newest - year, 5)],
                    "line": {"width": 0}},
            text=[text if year == newest or not crowded else "" for _, _, text in mine], textposition="outside",
            textangle=0, cliponaxis=False, constraintext="none",
            textfont={"size": 14 if year == newest else 12, "color": STRONG if year == newest else QUIET},
            hovertext=[f"{_name(parts[at], lang, names)} {said}<br>{text or '–'}" for at, _, text in mine],
            hoverinfo="text",
        )  # fmt: skip
    top = max((value for value in values if value is not None), default=1.0) or 1.0
    for row in rows:
        if int(row["year"]) == newest and str(row["change_percent"]) and str(row["part"]) in place:
            change = float(row["change_percent"])
            good = None if better is None or change == 0 else (change < 0) == (better == "low")
            figure.add_annotation(
                x=place[str(row["part"])], y=top * 1.16, text=f"{change:+.1f}%", showarrow=False,
                font={"size": 14, "color": QUIET if good is None else WELL if good else ILL},
            )  # fmt: skip
    for row, value in zip(rows, values, strict=True):
        if int(row["year"]) == newest and value is None and str(row["part"]) in place:
            figure.add_annotation(
                x=place[str(row["part"])], y=0, text="–", showarrow=False, yshift=10,
                font={"size": 16, "color": QUIET},
            )  # fmt: skip
    laid_out(figure, left=58, bottom=38)
    figure.update_layout(barmode="group", showlegend=True, uirevision="same", bargap=0.28, bargroupgap=0.06)
    figure.update_xaxes(
        tickvals=list(range(len(parts))), ticktext=[_name(part, lang, names) for part in parts], showgrid=False,
        range=[-0.6, len(parts) - 0.4], tickangle=0 if len(parts) <= 14 else -45, automargin=True,
    )  # fmt: skip
    figure.update_yaxes(
        rangemode="tozero", nticks=5, range=[0, top * 1.24],
        title={"text": answer.passport.unit, "font": {"size": 13}, "standoff": 4},
    )  # fmt: skip
    return figure


def _ordered(answer: Answer, newest: int, members: bool) -> list[str]:
    """Parts from left to right: months as the window runs, members by the newest year's figure, those without last."""
    table = answer.table[answer.table["year"].astype(int) == newest]
    parts = [str(part) for part in table["part"]]
    if not members:
        return list(dict.fromkeys(parts))
    found: Sequence[float | None] = listed(table["value"])
    order = sorted(range(len(parts)), key=lambda i: (found[i] is None, found[i] or 0.0))
    return [parts[i] for i in order]


def _name(part: str, lang: Language, names: dict[str, str] | None) -> str:
    if names is not None:
        return names.get(part, part)
    return _MONTH.text(lang).split()[int(part) - 1]
