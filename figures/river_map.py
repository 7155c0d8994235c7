"""A small map of sections along a river: borders, rivers and lakes, points with their class, in the map's plane.

Sizes are those of a root font of 16 pixels; a screen multiplies them by its own root font.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go
import shapely
from shapely.geometry.base import BaseGeometry

from figures.levels import ink
from figures.theme import FACE, GRID, QUIET, STRONG, TEXT
from figures.water_classes import PALETTE

RIVER: Final = "#7d9cea"
"""Periwinkle: no colour of a class."""
WIDE: Final = 2.0
"""Width of the frame by its height."""
LEAST: Final = 4.0
"""Least size of the frame [unit of 5 km]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A section on the map: its place [unit of 5 km], name, class number (0 none) and word, and whether it is meant."""

    x: float
    y: float
    name: str
    number: int
    word: str
    here: bool


def frame(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """West, south, east and north of what shows all sections with room round them."""
    xs, ys = [one.x for one in spots], [one.y for one in spots]
    size = max(LEAST, 1.5 * (max(xs) - min(xs)), 1.5 * (max(ys) - min(ys))) / 2
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return x - WIDE * size, y - size, x + WIDE * size, y + size


def river_map(
    spots: Sequence[Spot], borders: Iterable[BaseGeometry], rivers: Iterable[tuple[BaseGeometry, int, str]]
) -> go.Figure:
    """Return the map of some sections.

    Parameters
    ----------
    spots
        The sections, at least one.
    borders
        Shapes of divisions; their outlines are drawn.
    rivers
        Shapes with their width (1 to 3) and name (empty: none is written), the greatest first.
    """
    box = shapely.box(*frame(spots))
    figure = go.Figure()
    for outline in borders:
        _lines(figure, shapely.intersection(outline.boundary, box), GRID, 1.2)
    named: set[str] = set()
    for shape, width, name in rivers:
        cut = shapely.intersection(shape, box)
        if shapely.is_empty(cut):
            continue
        lake = "Polygon" in cut.geom_type
        _lines(figure, cut.boundary if lake else cut, RIVER, 0.6 + 0.8 * width, filled=lake)
        if name and name not in named and len(named) < 8:
            named.add(name)
            at = shapely.point_on_surface(cut) if lake else _middle(cut)
            figure.add_annotation(
                x=at.x, y=at.y, text=name, showarrow=False, font={"size": 12, "color": RIVER, "family": FACE},
                yshift=9,
            )  # fmt: skip
    for one in sorted(spots, key=lambda s: s.here):
        figure.add_scatter(
            x=[one.x], y=[one.y], mode="markers+text", text=[one.word or "–"], hovertext=[one.name], hoverinfo="text",
            textfont={"size": 11, "color": ink(PALETTE[one.number]) if one.number else TEXT, "family": FACE},
            marker={"size": 27 if one.here else 20, "color": PALETTE[one.number] if one.number else GRID,
                    "line": {"width": 3 if one.here else 1, "color": STRONG if one.here else QUIET}},
        )  # fmt: skip
    for one in _apart(spots, box.bounds):
        figure.add_annotation(
            x=one.x, y=one.y, text=f"<b>{one.name}</b>" if one.here else one.name, showarrow=False, yshift=-22,
            font={"size": 13, "color": STRONG if one.here else TEXT, "family": FACE},
        )  # fmt: skip
    west, south, east, north = box.bounds
    axis: dict[str, Any] = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[west, east], constrain="domain", **axis)
    figure.update_yaxes(range=[south, north], scaleanchor="x", scaleratio=1, constrain="domain", **axis)
    figure.update_layout(
        showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0}, paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)", font={"family": FACE, "color": TEXT},
    )  # fmt: skip
    return figure


def _apart(spots: Sequence[Spot], box: tuple[float, float, float, float]) -> list[Spot]:
    """The sections whose names do not run into each other, the one that is meant first."""
    west, south, east, north = box
    placed: list[Spot] = []
    for one in sorted(spots, key=lambda s: not s.here):
        reach = (east - west) * 0.011 * max(len(one.name), 6)
        if all(abs(one.x - p.x) > reach or abs(one.y - p.y) > (north - south) * 0.09 for p in placed):
            placed.append(one)
    return placed


def _lines(
    figure: go.Figure, shape: BaseGeometry, colour: str, width: float, *, filled: bool = False
) -> None:
    for line in shapely.get_parts(shapely.line_merge(shape) if "Line" in shape.geom_type else shape):
        if "Line" not in line.geom_type:
            continue
        xy = shapely.get_coordinates(shapely.simplify(line, 0.02)).round(2)
        figure.add_scatter(
            x=xy[:, 0].tolist(), y=xy[:, 1].tolist(), mode="lines", hoverinfo="skip",
            line={"color": colour, "width": width}, fill="toself" if filled else "none", fillcolor=colour,
        )  # fmt: skip


def _middle(shape: BaseGeometry) -> shapely.Point:
    longest = max(shapely.get_parts(shape), key=shapely.length)
    found: shapely.Point = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    return found
