"""The calendar of levels: a row a month, a day a cell, with its number and what was primary.

A day is told by its colour, its number and its letters, never by colour alone; a day without a valid value is
hatched, one of which nothing came is an empty frame. Sizes are those of a root font of 16 pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import plotly.graph_objects as go

from assessment.answer import Answer
from figures.ground import SCALE, colourbar, laid_out, listed, month_name, symbols
from figures.levels import ink, levels
from figures.theme import BAND, GRID, QUIET, STRONG
from indicators.parameters import Label, Language
from indicators.regime import ZONE

_HIGH: Final = 0.92
_WIDE: Final = 0.94
_LABELS: Final = {
    "invalid": Label(zh="无有效值", en="no valid value"),
    "nothing": Label(zh="无数据", en="nothing received"),
    "primary": Label(zh="首要污染物", en="primary"),
    "capture": Label(zh="有效率", en="capture"),
    "days": Label(zh="{} 天", en="{} d"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One cell: its day, row, shown value, level (0 none), words, and whether anything came."""

    day: date
    row: int
    shown: str
    value: float | None
    level: int
    primary: str
    capture: str
    came: bool


def months_of(answer: Answer) -> int:
    """How many rows the calendar of an answer has: the months that its window touches."""
    first, last = _window(answer)
    return (last.year - first.year) * 12 + last.month - first.month + 1


def calendar(answer: Answer, *, lang: Language, primary: bool = True) -> go.Figure:
    """Return the days of one place in rows of months, coloured by level.

    Parameters
    ----------
    answer
        Table as `assessment.calendar` gives it: `start` (ISO), `value` as shown, `level` (0 without one), `primary`,
        `observed`, `capture`. Days with a value but no level, as those of a province, take the scale of
        concentrations.
    lang
        Language of months, levels and legend.
    primary
        Whether the primary pollutants stand under the numbers.

    Returns
    -------
    plotly.graph_objects.Figure
        One trace a level, best first, then days without a valid value, then days of which nothing came.
    """
    first, last = _window(answer)
    cells = _cells(answer, first)
    figure = go.Figure()
    unit = answer.passport.unit
    for one in levels(last):
        here = [cell for cell in cells if cell.level == one.number]
        if here:
            name = f"{one.roman} {one.label.text(lang)}"
            _bars(figure, here, f"{name} · {_LABELS['days'].text(lang).format(len(here))}", lang, unit, name)
            figure.data[-1].marker.color = one.colour
    shaded = [cell for cell in cells if cell.shown and not cell.level]
    if shaded:
        _bars(figure, shaded, "", lang, unit, "")
        figure.data[-1].showlegend = False
        figure.data[-1].marker.update(
            color=[cell.value for cell in shaded], colorscale=list(SCALE), showscale=True,
            colorbar=colourbar(unit),
        )  # fmt: skip
    for key, came in (("invalid", True), ("nothing", False)):
        here = [cell for cell in cells if not cell.shown and cell.came == came]
        if here:
            name = _LABELS[key].text(lang)
            _bars(figure, here, f"{name} · {_LABELS['days'].text(lang).format(len(here))}", lang, unit, name)
            figure.data[-1].marker.update(
                color=BAND if came else "rgba(0,0,0,0)",
                line={"color": QUIET if came else GRID, "width": 1},
                pattern={"shape": "/" if came else "", "fgcolor": QUIET, "solidity": 0.18, "size": 7},
            )  # fmt: skip
    _texts(figure, cells, last, primary=primary)
    rows = months_of(answer)
    laid_out(figure, left=92 if lang == "zh" else 78, right=10, top=62, bottom=8)
    # Over the numbers of the days, by pixels and not by a share of a height that differs.
    figure.update_layout(
        showlegend=True, barmode="overlay", hovermode="closest", uirevision="calendar",
        legend={"y": 1.0, "yref": "container", "yanchor": "top"},
    )  # fmt: skip
    figure.update_xaxes(
        range=[0.5, 31.5], tickvals=list(range(1, 32)), side="top", showgrid=False, tickfont={"size": 13}, tickangle=0
    )  # fmt: skip
    named = [_month_at(first, row) for row in range(rows)]
    texts = [
        month_name(month, lang, year=row == 0 or month.month == 1 or lang == "en")
        for row, month in enumerate(named)
    ]
    figure.update_yaxes(
        range=[rows - 0.5, -0.5], tickvals=list(range(rows)), ticktext=texts, showgrid=False
    )  # fmt: skip
    return figure


def _window(answer: Answer) -> tuple[date, date]:
    about = answer.passport
    end = about.end.astimezone(ZONE)
    last = date.fromordinal(end.date().toordinal() - 1) if end.hour == 0 else end.date()
    return about.start.astimezone(ZONE).date(), last


def _month_at(first: date, row: int) -> date:
    months = first.year * 12 + first.month - 1 + row
    return date(months // 12, months % 12 + 1, 1)


def _cells(answer: Answer, first: date) -> list[_Day]:
    cells = []
    for row, number in zip(answer.table.to_dict("records"), listed(answer.table["value"]), strict=True):
        day = date.fromisoformat(str(row["start"])[:10])
        cells.append(
            _Day(
                day=day, row=(day.year - first.year) * 12 + day.month - first.month, shown=str(row["value"]),
                value=number, level=int(row["level"]), primary=symbols(str(row["primary"])),
                capture=str(row["capture"]), came=int(row["observed"]) > 0,
            )
        )  # fmt: skip
    return cells


def _bars(
    figure: go.Figure, cells: Sequence[_Day], legend: str, lang: Language, unit: str, said: str
) -> None:
    """The cells of one level as bars of one trace, with what is said of a day under the pointer."""
    told = [
        "<br>".join(
            part
            for part in (
                f"<b>{cell.day.isoformat()}</b>",
                f"{cell.shown} {unit}".strip() if cell.shown else "",
                said,
                f"{_LABELS['primary'].text(lang)} {cell.primary}" if cell.primary else "",
                f"{_LABELS['capture'].text(lang)} {cell.capture} %" if cell.came else "",
            )
            if part
        )
        for cell in cells
    ]
    figure.add_bar(
        x=[cell.day.day for cell in cells], y=[_HIGH] * len(cells), base=[cell.row - _HIGH / 2 for cell in cells],
        width=[_WIDE] * len(cells), name=legend, hovertext=told, hoverinfo="text",
        customdata=[c.day.isoformat() for c in cells],
        marker={"line": {"width": 0}},
    )  # fmt: skip


def _texts(figure: go.Figure, cells: Sequence[_Day], last: date, *, primary: bool) -> None:
    """The number in each cell, and its primary pollutants under it; no text on a day without a value but a dash."""
    inks = {one.number: ink(one.colour) for one in levels(last)}
    told = [cell for cell in cells if cell.shown]
    tops = [cell.value for cell in told if not cell.level and cell.value is not None]
    half = (min(tops) + max(tops)) / 2 if tops else 0.0

    def colour(cell: _Day) -> str:
        if cell.level:
            return inks[cell.level]
        return ink(SCALE[-1] if (cell.value or 0.0) > half else SCALE[0])

    under = [cell for cell in told if cell.primary] if primary else []

    def letters(cell: _Day) -> str:
        """What was primary; of a tie the first and how many more, as a cell holds no more."""
        one, _, more = cell.primary.partition("+")
        return f"{one} +{more.count('+') + 1}" if more else one

    for chosen, lower, size, texts in (
        (told, 0.12 if under else 0.0, 17, [f"<b>{cell.shown}</b>" for cell in told]),
        (under, -0.26, 11.5, [letters(cell) for cell in under]),
    ):
        if chosen:
            figure.add_scatter(
                x=[cell.day.day for cell in chosen], y=[cell.row - lower for cell in chosen], mode="text", text=texts,
                textfont={"size": size, "color": [colour(cell) for cell in chosen]}, hoverinfo="skip",
                showlegend=False, cliponaxis=False,
            )  # fmt: skip
    none = [cell for cell in cells if not cell.shown and cell.came]
    if none:
        figure.add_scatter(
            x=[cell.day.day for cell in none], y=[cell.row for cell in none], mode="text", text=["×"] * len(none),
            textfont={"size": 15, "color": STRONG}, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
