"""The ground on which the figures of the desk stand: face, margins, axes, and the scale of concentrations.

Sizes are those of a root font of 16 pixels; a screen multiplies them by its own root font, a report by its dots.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from figures.theme import FACE, GRID, TEXT
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Label, Language, parameter

CLEAR: Final = "rgba(0,0,0,0)"
SCALE: Final = ("#EDF3F8", "#C3D8EA", "#8FB5D9", "#5A8DC0", "#2C639F", "#0B3A68")
"""Concentrations from low to high: one hue that grows darker, so that it is no level's and safe for every eye."""
DASHED: Final = ("solid", "dash", "dot", "dashdot", "longdash")
WEEKDAYS: Final = Label(zh="一 二 三 四 五 六 日", en="Mon Tue Wed Thu Fri Sat Sun")


def laid_out(figure: go.Figure, *, left: int = 58, right: int = 16, top: int = 36, bottom: int = 44) -> None:
    """Give a figure its margins, face and clear ground, a legend above it, and axes that do not move."""
    figure.update_layout(
        margin={"l": left, "r": right, "t": top, "b": bottom}, paper_bgcolor=CLEAR, plot_bgcolor=CLEAR,
        font={"family": FACE, "size": 14, "color": TEXT}, hovermode="closest", bargap=0.25,
        legend={"orientation": "h", "itemwidth": 30, "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 14},
                "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    figure.update_xaxes(fixedrange=True, gridcolor=GRID, zeroline=False, ticks="", linecolor=GRID)
    figure.update_yaxes(fixedrange=True, gridcolor=GRID, zeroline=False, ticks="", ticklabelstandoff=6)


def scale(low: float | None = None, high: float | None = None) -> dict[str, Any]:
    """The colour scale of concentrations as plotly takes it."""
    steps = len(SCALE) - 1
    return {"colorscale": [[i / steps, colour] for i, colour in enumerate(SCALE)], "zmin": low, "zmax": high}


def colourbar(title: str) -> dict[str, Any]:
    """The bar beside a field of colours, with its unit above it."""
    return {
        "title": {"text": title, "font": {"size": 13}}, "thickness": 0.012, "thicknessmode": "fraction",
        "outlinewidth": 0,
        "len": 1.0, "tickfont": {"size": 13}, "ypad": 0, "xpad": 8,
    }  # fmt: skip


def symbol(code: str) -> str:
    """An item as it is printed, with subscripts; a code that is no item stays as it is."""
    if code not in (*AIR_HOURLY, *AIR_DAILY):
        return code
    known = parameter(code)
    return known.formula_html or known.symbol


def symbols(codes: str) -> str:
    """Codes joined by `+` as they are printed."""
    return "+".join(symbol(code) for code in codes.split("+")) if codes else ""


def listed(run: Sequence[Any] | pd.Series) -> list[float | None]:
    """Numbers or texts of numbers as plotly takes them, a gap for every one that is missing."""
    numbers = pd.to_numeric(pd.Series(run), errors="coerce")
    return [None if value != value else float(value) for value in numbers]


def month_name(day: date, lang: Language, *, year: bool = True) -> str:
    """A month as an axis says it."""
    if lang == "zh":
        return f"{day.year}年{day.month}月" if year else f"{day.month}月"
    return f"{day:%b %Y}" if year else f"{day:%b}"


def month_ticks(days: Sequence[date], lang: Language) -> list[str]:
    """The months of an axis: named while they are few, else numbers with the year below where one begins."""
    if len(days) <= 14:
        return [month_name(day, lang, year=i == 0 or day.month == 1) for i, day in enumerate(days)]
    return [
        f"{day.month}<br>{day.year}" if i == 0 or day.month == 1 else f"{day.month}"
        for i, day in enumerate(days)
    ]


def weekdays(lang: Language) -> list[str]:
    """The days of the week from Monday."""
    names = WEEKDAYS.text(lang).split()
    return [f"周{name}" for name in names] if lang == "zh" else names
