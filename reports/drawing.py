"""Maps, charts and calendars of a set as SVG: the same bytes for the same content, with nothing fetched.

Coordinates are CSS pixels of the slide. Colours of the standards are used for levels and classes only; a map says
each number in words as well, so that no colour stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from figures.levels import NO_VALUE_COLOUR, ink
from geo.display import dashes, display
from geo.projection import LAND_BOX, SOUTH_SEA_BOX
from geo.regions import COUNTRY_CODE, Level
from reports.content import Calendar, Chart, MapPicture

LOW = 100
"""Height [px] of a day of a calendar, below which its parts stand beside each other."""
INK, QUIET, LINE, OWN = "#17212B", "#55616E", "#C9D1D9", "#0B4F8A"
_LEVEL = {"city": Level.PREFECTURE, "county": Level.COUNTY}
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def map_svg(picture: MapPicture, *, folder: Path, width: int, height: int, lang: str) -> str:
    """The map of a region: areas by colour, each with name and number; an area without a value is hatched grey."""
    drawn = _shapes(folder, picture.within, picture.level)
    values = {place.code: place for place in picture.places}
    west, south, east, north = _box(picture.within, [one for _, _, one, _ in drawn])
    scale = min(width / (east - west), height / (north - south))
    left, top = (width - (east - west) * scale) / 2, (height - (north - south) * scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (x - west) * scale, top + (north - y) * scale

    parts = [_hatch()]
    for code, _, area, _ in drawn:
        held = values.get(code)
        fill = held.colour if held and held.shown else "url(#none)"
        parts.append(
            f'<path data-code="{escape(code)}" d="{_path(area, at)}" fill="{fill}" stroke="#fff" stroke-width="1.4"/>'
        )
    mine = [area for code, _, area, _ in drawn if code == picture.own]
    parts += [f'<path d="{_path(area, at)}" fill="none" stroke="{INK}" stroke-width="4"/>' for area in mine]
    dense = len(drawn) > 40
    for code, names, _, (x, y) in drawn if not dense else ():
        held = values.get(code)
        px, py = at(x, y)
        name = held.name.text(lang) if held else names[lang]
        number = held.shown if held and held.shown else "—"
        size = 22 if lang == "zh" else 15  # names in Latin letters are twice as wide
        parts.append(_label(px, py, name, number, size=size, bold=code == picture.own))
    if picture.within == COUNTRY_CODE:
        parts.append(_inset(folder, drawn, values, width, height))
    return (
        f'<svg class="map" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(picture.title.text(lang))}">{"".join(parts)}</svg>'
    )


def borders(folder: Path, region: str) -> None:
    """Make ready, in this process, what takes long: the borders by which maps of a region's province are drawn."""
    display(Level.PREFECTURE, within=region, folder=folder)


def chart_svg(chart: Chart, *, width: int, height: int, lang: str) -> str:
    """Bars lying, one a category, with their numbers; or stacked; or standing columns; or lines."""
    if chart.kind == "stack":
        return _stack(chart, width, height, lang)
    if chart.kind == "bar":
        return _bars(chart, width, height, lang)
    return _columns(chart, width, height, lang)


def calendar_svg(calendar: Calendar, *, width: int, height: int, lang: str) -> str:
    """Days in weeks from Monday, months one under the other; number, colour and primary pollutant in each."""
    cells = {cell.day: cell for cell in calendar.cells}
    first, last = min(cells), max(cells)
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    margin, head = 110, 44
    wide, high = (width - margin) / 7, min((height - head) / weeks, 150)
    parts = [_hatch()]
    for i in range(7):
        parts.append(_text(margin + wide * (i + 0.5), 30, _WEEKDAYS[lang][i], 24, QUIET))
    for week in range(weeks):
        for i in range(7):
            day = monday + timedelta(days=7 * week + i)
            x, y = margin + wide * i, head + high * week
            if i == 0:
                parts.append(
                    _text(margin - 14, y + high / 2 + 8, f"{day.month}/{day.day}", 22, QUIET, anchor="end")
                )
            cell = cells.get(day)
            if cell is None:
                continue
            fill = cell.colour if cell.shown else "url(#none)"
            colour = ink(cell.colour) if cell.shown else INK
            parts.append(_rect(x + 3, y + 3, wide - 6, high - 6, fill, round_px=6))
            middle, words = y + high / 2, cell.words.text(lang)
            if high >= LOW:
                parts.append(_text(x + 16, y + 30, str(day.day), 20, colour, anchor="start"))
                parts.append(_text(x + wide / 2, middle + 14, cell.shown or "—", 40, colour, weight=700))
                parts.append(_text(x + wide / 2, y + high - 16, words, 19, colour))
                continue
            size = high * 0.55  # a season of weeks: day, number and words beside each other
            parts.append(_text(x + 12, middle + size * 0.3, str(day.day), size * 0.6, colour, anchor="start"))
            parts.append(
                _text(x + wide * 0.36, middle + size * 0.36, cell.shown or "—", size, colour, weight=700)
            )
            small = min(size * 0.6, wide * 0.42 / max(breadth(words), 1) * 2)
            parts.append(_text(x + wide - 12, middle + size * 0.3, words, small, colour, anchor="end"))
    return (
        f'<svg class="calendar" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(calendar.title.text(lang))}">{"".join(parts)}</svg>'
    )


def _bars(chart: Chart, width: int, height: int, lang: str) -> str:
    one = chart.series[0]
    top = max((v for v in one.values if v is not None), default=1.0) or 1.0
    names = [c.text(lang) for c in chart.categories]
    margin = 20 + max((breadth(n) for n in names), default=4) * 13
    row = min(height / max(len(names), 1), 56)
    size = min(26.0, row * 0.52)
    parts = []
    for i, (name, value) in enumerate(zip(names, one.values, strict=True)):
        y = row * i
        colour = one.colours[i % len(one.colours)] if one.colours else OWN
        weight = 700 if chart.emphasis == i else 400
        parts.append(_text(margin - 12, y + row * 0.68, name, size, INK, anchor="end", weight=weight))
        long = 0.0 if value is None else (width - margin - 110) * value / top
        parts.append(_rect(margin, y + row * 0.16, max(long, 0.0), row * 0.68, colour))
        text = "—" if value is None else f"{value:.{chart.decimals}f}"
        parts.append(
            _text(margin + long + 10, y + row * 0.68, text, size, INK, anchor="start", weight=weight)
        )
    return _chart(chart, width, height, lang, parts)


def _stack(chart: Chart, width: int, height: int, lang: str) -> str:
    """Bars lying, the series one after the other, each part with its number where that fits, legend above."""
    names = [c.text(lang) for c in chart.categories]
    margin, head = 20 + max((breadth(n) for n in names), default=4) * 12, 44
    row = min((height - head) / max(len(names), 1), 56)
    size = min(26.0, row * 0.52)
    top = (
        max((sum(one.values[i] or 0.0 for one in chart.series) for i in range(len(names))), default=1.0)
        or 1.0
    )
    parts = []
    x = 4.0
    for one in chart.series:
        label = one.label.text(lang)
        parts.append(_rect(x, 6, 24, 18, one.colours[0]))
        parts.append(_text(x + 30, 22, label, 18, INK, anchor="start"))
        x += 46 + breadth(label) * 9.6
    for i, name in enumerate(names):
        y, x = head + row * i, margin
        weight = 700 if chart.emphasis == i else 400
        parts.append(_text(margin - 12, y + row * 0.68, name, size, INK, anchor="end", weight=weight))
        for one in chart.series:
            value = one.values[i] or 0.0
            long = (width - margin - 10) * value / top
            if not value:
                continue
            parts.append(_rect(x, y + row * 0.1, long, row * 0.8, one.colours[0]))
            text = f"{value:.{chart.decimals}f}"
            if long > breadth(text) * size * 0.58:
                parts.append(
                    _text(x + long / 2, y + row * 0.68, text, size, ink(one.colours[0]), weight=weight)
                )
            x += long
    return _chart(chart, width, height, lang, parts)


def _columns(chart: Chart, width: int, height: int, lang: str) -> str:
    held = [v for s in chart.series for v in s.values if v is not None]
    top = max([*held, chart.limit[1] if chart.limit else 0.0, 1e-9]) * 1.12
    floor, left = height - 46, 20
    step = (width - left - 20) / max(len(chart.categories), 1)
    parts = [f'<line x1="{left}" y1="{floor}" x2="{width}" y2="{floor}" stroke="{LINE}" stroke-width="2"/>']

    def high(value: float) -> float:
        return floor - (floor - 30) * value / top

    for i, name in enumerate(chart.categories):
        parts.append(_text(left + step * (i + 0.5), height - 12, name.text(lang), 20, QUIET))
    for k, one in enumerate(chart.series):
        colour = one.colours[0] if one.colours else (OWN, "#9AA7B4", "#6B7785")[k % 3]
        if chart.kind == "line":
            runs = [(left + step * (i + 0.5), high(v)) for i, v in enumerate(one.values) if v is not None]
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in runs)
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="4"/>')
            continue
        each = step * 0.76 / len(chart.series)
        for i, value in enumerate(one.values):
            if value is None:
                continue
            shade = one.colours[i % len(one.colours)] if one.colours else colour
            x = left + step * (i + 0.12) + each * k
            parts.append(_rect(x, high(value), each, floor - high(value), shade))
            parts.append(
                _text(
                    x + each / 2, high(value) - 8, f"{value:.{chart.decimals}f}", min(22.0, each * 0.5), INK
                )
            )
    if chart.limit is not None:
        y = high(chart.limit[1])
        dashed = 'stroke-width="2" stroke-dasharray="10 7"'
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{width}" y2="{y:.1f}" stroke="{INK}" {dashed}/>')
        parts.append(_text(width - 4, y - 8, chart.limit[0].text(lang), 20, INK, anchor="end"))
    return _chart(chart, width, height, lang, parts)


def _chart(chart: Chart, width: int, height: int, lang: str, parts: Iterable[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(chart.title.text(lang))}">{"".join(parts)}</svg>'
    )


def breadth(text: str) -> float:
    """Width of a text in half-width characters."""
    return sum(2 if ord(c) > 0x2E7F else 1.1 for c in text)


def narrowest(label: str, cells: Iterable[str], lang: str) -> float:
    """Width of a column in half-width characters: its widest cell; of a heading in Latin letters the longest word."""
    heads = label.split() if lang == "en" else [label]
    return max([*(breadth(word) for word in heads), *(breadth(text) for text in cells)], default=1.0)


def _rect(x: float, y: float, width: float, height: float, fill: str, *, round_px: int = 0) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_px}" fill="{fill}"/>'


def _text(
    x: float, y: float, text: str, size: float, colour: str, *, anchor: str = "middle", weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" fill="{colour}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )


def _label(x: float, y: float, name: str, number: str, *, size: int, bold: bool) -> str:
    weight = 700 if bold else 500
    halo = 'stroke="#fff" stroke-width="5" stroke-linejoin="round" paint-order="stroke"'
    held = f'text-anchor="middle" fill="{INK}" {halo}'
    return (
        f'<text x="{x:.1f}" y="{y - 3:.1f}" font-size="{size}" font-weight="{weight}" {held}>{escape(name)}</text>'
        f'<text x="{x:.1f}" y="{y + size + 1:.1f}" font-size="{size + 4}" font-weight="700" {held}>{escape(number)}'
        "</text>"
    )


def _hatch() -> str:
    return (
        '<defs><pattern id="none" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="10" height="10" fill="#E3E7EB"/><rect width="4" height="10" fill="{NO_VALUE_COLOUR}" '
        'opacity="0.45"/></pattern></defs>'
    )


def _path(area: BaseGeometry, at: Any) -> str:
    rings: list[str] = []
    for polygon in shapely.get_parts(area):
        if polygon.geom_type != "Polygon":
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = [at(x, y) for x, y in ring.coords]
            rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(rings)


@lru_cache(maxsize=8)
def _shapes(
    folder: Path, within: str, level: str
) -> list[tuple[str, dict[str, str], BaseGeometry, tuple[float, float]]]:
    whole = within == COUNTRY_CODE
    found = display(_LEVEL[level], within=None if whole else within, folder=folder)["features"]
    drawn = []
    for feature in found:
        about = feature["properties"]
        if (
            level == "county"
            and not whole
            and len(within) == 6
            and within[2:4] != "00"
            and about["parent"] != within
        ):
            continue
        names = {"zh": about["short"], "en": about["name_en"]}
        drawn.append((about["code"], names, shape(feature["geometry"]), (about["x"], about["y"])))
    return drawn


def _box(within: str, areas: list[BaseGeometry]) -> tuple[float, float, float, float]:
    if within == COUNTRY_CODE:
        return LAND_BOX
    west, south, east, north = shapely.union_all([area.envelope for area in areas]).bounds
    pad = 0.03 * max(east - west, north - south)
    return west - pad, south - pad, east + pad, north + pad


def _inset(folder: Path, drawn: Any, values: Any, width: int, height: int) -> str:
    west, south, east, north = SOUTH_SEA_BOX
    high = height * 0.3
    scale = high / (north - south)
    wide = (east - west) * scale
    left, top = width - wide - 4, height - high - 4

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (x - west) * scale, top + (north - y) * scale

    frame = f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="#fff" stroke="{LINE}"/>'
    clip = f'<clipPath id="sea"><rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}"/></clipPath>'
    inside = shapely.box(west, south, east, north)
    fills = {code: place.colour for code, place in values.items() if place.shown}
    areas = [
        f'<path d="{_path(area, at)}" fill="{fills.get(code, "url(#none)")}"/>'
        for code, _, area, _ in drawn
        if area.intersects(inside)
    ]
    lines = []
    for dash in dashes(folder)["features"]:
        line = shape(dash["geometry"])
        points = " ".join(
            "{:.1f},{:.1f}".format(*at(x, y)) for part in shapely.get_parts(line) for x, y in part.coords
        )
        lines.append(f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="2"/>')
    return f'<defs>{clip}</defs>{frame}<g clip-path="url(#sea)">{"".join(areas)}{"".join(lines)}</g>'
