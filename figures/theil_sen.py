"""Months and the robust line through them, between the lines of its interval; the slope in words above."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from assessment.answer import Answer
from figures.ground import laid_out, listed
from figures.theme import BAND, ILL, ILL_BAND, QUIET, STRONG, WELL, WELL_BAND
from indicators.parameters import Label, Language

_LABELS = {
    "value": Label(zh="月值", en="months"),
    "adjusted": Label(zh="去除季节变化后", en="without the season"),
    "line": Label(zh="Theil–Sen 线", en="Theil–Sen line"),
    "interval": Label(zh="95% 区间", en="95 % interval"),
    "said": Label(zh="每年 {} {}（95%：{} … {}）", en="{} {} per year (95 %: {} … {})"),
    "rise": Label(zh="显著上升", en="a rise"),
    "fall": Label(zh="显著下降", en="a fall"),
    "none": Label(zh="变化不显著", en="no significant change"),
    "few": Label(zh="有值的月份不足 6 个，不计算斜率", en="fewer than six months with a value: no slope"),
}


def theil_sen(answer: Answer, *, lang: Language, better: str | None) -> go.Figure:
    """Return the months of a place, the line of their slope, and the lines of its interval through the same middle.

    Parameters
    ----------
    answer
        As `assessment.slope` gives it; without a slope the months alone, and a sentence.
    lang
        Language of legend and sentence.
    better
        `low`, `high` or None: whether a significant slope is drawn as well or as ill.
    """
    table = answer.table
    rows = table.to_dict("records")
    when = [date.fromisoformat(str(row["start"])[:10]) for row in rows]
    unit = answer.passport.unit
    figure = go.Figure()
    out = bool(rows) and rows[0]["season"] == "out"
    if out:
        figure.add_scatter(
            x=when, y=listed(table["value"]), mode="markers", name=_LABELS["value"].text(lang),
            marker={"size": 6, "color": "rgba(0,0,0,0)", "line": {"color": QUIET, "width": 1.5}},
            hovertemplate="%{x|%Y-%m}  %{y}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=when, y=listed(table["adjusted"]), mode="lines+markers", connectgaps=False,
        name=_LABELS["adjusted" if out else "value"].text(lang), line={"color": QUIET, "width": 1.2},
        marker={"size": 8, "color": STRONG}, hovertemplate="%{x|%Y-%m}  %{y}<extra></extra>",
    )  # fmt: skip
    line = listed(table["fitted"])
    if rows and str(rows[0]["slope"]) and line[0] is not None:
        _lines(figure, rows[0], when, [one or 0.0 for one in line], lang, better)
        said = f"{_sentence(rows[0], unit, lang)} · {_LABELS[str(rows[0]['trend'])].text(lang)}"
    else:
        said = _LABELS["few"].text(lang)
    laid_out(figure, left=58, right=20, top=68, bottom=34)
    figure.add_annotation(
        xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="bottom", yshift=34, text=f"<b>{said}</b>",
        showarrow=False, font={"size": 16, "color": STRONG},
    )  # fmt: skip
    figure.update_layout(showlegend=True, uirevision="slope")
    step = 1 + len(when) // 14
    figure.update_xaxes(
        tickvals=when[::step], ticktext=[f"{day:%Y-%m}" for day in when[::step]], showgrid=True
    )  # fmt: skip
    figure.update_yaxes(
        rangemode="tozero", nticks=6, title={"text": unit, "font": {"size": 13}, "standoff": 4}
    )  # fmt: skip
    return figure


def _lines(
    figure: go.Figure, row: dict[object, object], when: list[date], line: list[float], lang: Language,
    better: str | None,
) -> None:  # fmt: skip
    """The line, and those of the interval turned about its middle."""
    slope, low, high = (float(str(row[key])) for key in ("slope", "slope_low", "slope_high"))
    days = [day.toordinal() for day in when]
    middle = (days[0] + days[-1]) / 2
    years = [(day - middle) / 365 for day in days]
    level = (line[0] + line[-1]) / 2
    trend = str(row["trend"])
    good = None if better is None or trend == "none" else (trend == "fall") == (better == "low")
    colour, band = {None: (QUIET, BAND), True: (WELL, WELL_BAND), False: (ILL, ILL_BAND)}[good]
    for edge, fill in ((low, None), (high, "tonexty")):
        figure.add_scatter(
            x=when, y=[level + edge * t for t in years], mode="lines",
            line={"color": colour, "width": 1, "dash": "dot"},
            fill=fill, fillcolor=band, hoverinfo="skip", showlegend=fill is not None,
            name=_LABELS["interval"].text(lang),
        )  # fmt: skip
    figure.add_scatter(
        x=when, y=[level + slope * t for t in years], mode="lines", line={"color": colour, "width": 3},
        name=_LABELS["line"].text(lang), hoverinfo="skip",
    )  # fmt: skip


def _sentence(row: dict[object, object], unit: str, lang: Language) -> str:
    def signed(key: str) -> str:
        text = str(row[key])
        return text if text.startswith("-") else f"+{text}"

    return _LABELS["said"].text(lang).format(
        signed("slope"), unit, signed("slope_low"), signed("slope_high")
    ).replace("  ", " ")  # fmt: skip
