"""A surface as an image, each cell in the colour of its level: a layer of a map, or a slide that says what it is."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assessment.periods import SHANGHAI
from assessment.surface import Surface
from figures import slide as slides
from figures.levels import NO_VALUE_COLOUR, ink, levels, palette
from geo.projection import albers
from indicators.parameters import Label, Language, parameter

NO_VALUE = 0
BEYOND: Final = 7
"""Number of a cell inside the region without a value, where it is drawn grey."""
_KEY: Final = Label(zh="{} 分指数级别", en="level of {} alone")
_BEYOND: Final = Label(zh="距站点超过 {:.0f} km", en="over {:.0f} km from a station")
_DOTS: Final = Label(zh="圆点为监测点位", en="dots are stations")
_COLUMN: Final = 420
"""Width of the legend [px of the slide]."""


def surface_png(numbers: NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """Return a PNG of levels, north on top, a pixel a cell.

    Parameters
    ----------
    numbers
        (y, x) numbers of levels; 0 is no value and transparent.
    colours
        Colour of each number, `#RRGGBB`; that of 0 is not used.
    """
    image = Image.fromarray(np.ascontiguousarray(numbers, dtype=np.uint8), mode="P")
    image.putpalette([int(colour[i : i + 2], 16) for colour in colours for i in (1, 3, 5)])
    out = io.BytesIO()
    image.save(out, format="PNG", transparency=NO_VALUE, optimize=True)
    return out.getvalue()


def coloured(found: Surface) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """The numbers of a surface's cells (y, x) and the colour of each; `BEYOND` is inside the region without a value."""
    inside = found.field["inside"].to_numpy()
    day = found.answer.passport.start.astimezone(SHANGHAI).date()
    shown = np.where(inside & (found.levels == NO_VALUE), BEYOND, found.levels).astype(np.uint8)
    return shown, (*palette(day), NO_VALUE_COLOUR)


def surface_slide(found: Surface, *, lang: Language, told: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return a surface as a slide (PNG, 16:9): cells and stations by level, legend, error, marks.

    Parameters
    ----------
    told
        Keys and texts that the file carries besides (PNG text chunks).
    """
    numbers, colours = coloured(found)
    answer = found.answer
    made = slides.slide(
        slides.said(answer, lang, title=f"{found.place.text(lang)} {answer.passport.title.text(lang)}")
    )
    high, wide = numbers.shape
    side = min((slides.RIGHT - slides.LEFT - _COLUMN) / wide, (slides.BOTTOM - slides.TOP) / high)
    left = slides.LEFT + (slides.RIGHT - slides.LEFT - _COLUMN - side * wide) / 2
    top = slides.TOP + (slides.BOTTOM - slides.TOP - side * high) / 2
    image = Image.open(io.BytesIO(surface_png(numbers, colours))).convert("RGBA")
    size = (round(side * wide * slides.SHARP), round(side * high * slides.SHARP))
    made.place(image.resize(size, Image.Resampling.NEAREST), left, top)
    _stations(made, found, colours, side, left, top)
    _legend(made, found, colours, lang)
    return made.png(told)


def _stations(
    made: slides.Slide, found: Surface, colours: Sequence[str], side: float, left: float, top: float
) -> None:
    """A dot for each station inside the frame, in the colour of its own level."""
    table, field = found.answer.table, found.field
    xs, ys = field["x"].to_numpy(), field["y"].to_numpy()
    x, y = albers(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    columns = (x - xs[0]) / (xs[1] - xs[0]) + 0.5
    rows = (y - ys[0]) / (ys[1] - ys[0]) + 0.5
    radius = 7.0 if len(table) < 150 else 3.5
    for code, column, row in zip(table["code"], columns, rows, strict=True):
        if 0 <= column <= len(xs) and 0 <= row <= len(ys):
            level = found.station_levels[str(code)]
            fill = colours[level] if level else "#ffffff"
            made.dot(left + side * column, top + side * row, radius, fill=fill, line=slides.INK)


def _legend(made: slides.Slide, found: Surface, colours: Sequence[str], lang: Language) -> None:
    x, y, room = slides.RIGHT - _COLUMN + 50, slides.TOP + 40, _COLUMN - 50
    of = parameter(str(found.answer.passport.reference.arguments["of"])).symbol
    made.text(x, y, _KEY.text(lang).format(of), 26, slides.INK, bold=True)
    day = found.answer.passport.start.astimezone(SHANGHAI).date()
    for level in levels(day):
        y += 48
        made.box(x, y - 28, x + 46, y + 8, fill=level.colour, line=slides.INK)
        made.text(x + 23, y, str(level.number), 24, ink(level.colour), bold=True, anchor="ms")
        made.text(x + 64, y, level.label.text(lang), 24, slides.INK)
    y += 48
    made.box(x, y - 28, x + 46, y + 8, fill=colours[BEYOND], line=slides.INK)
    made.text(x + 64, y, _BEYOND.text(lang).format(found.reach_km), 24, slides.INK)
    y += 44
    made.text(x, y, _DOTS.text(lang), 22, slides.QUIET)
    made.lines(x, y + 60, found.said.text(lang), 22, slides.INK, room)
