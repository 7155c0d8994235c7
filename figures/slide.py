"""A slide that is drawn without a browser: white, 16:9, and on it what every copy must say.

It looks as those that the browser composes (`layouts/assets/takeaway.js`): title and period above, the as-of time and
the number of the passport below, in boxes that the data are simulated or unreviewed. The letters are the shipped ones.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from assessment.answer import Answer
from assessment.handout import known, period
from assessment.marking import marks, number
from indicators.parameters import Label, Language

SHARP: Final = 2
"""Pixels of the file for one of the slide."""
WIDE, HIGH = 1920, 1080
LEFT, RIGHT, TOP, BOTTOM = 72, 1848, 150, 980
"""Where the figure stands [px of the slide]."""
INK, QUIET, LEAD = "#17212b", "#55616e", "#0b4f8a"
_FONTS: Final = Path(__file__).resolve().parents[1] / "data" / "fonts"
_FACES: Final = {400: _FONTS / "LanbiSans-Regular.woff2", 700: _FONTS / "LanbiSans-Bold.woff2"}
_CHINESE: Final = 0x2E80
"""From this character on a line may break after any character."""
_NUMBER: Final = Label(zh="编号", en="Passport")
_BY: Final = Label(zh="依据", en="Judged by")
_PRODUCT: Final = Label(zh="蓝碧", en="Lanbi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What stands on a slide: above left and right, below in a line, and in boxes."""

    title: str
    aside: str
    foot: str
    marks: tuple[str, ...]


def said(answer: Answer, lang: Language, *, title: str = "") -> Said:
    """What a copy of an answer says of itself; `title` stands for that of its passport where it is given."""
    about = answer.passport
    judged = f"{_BY.text(lang)} {' + '.join(about.editions)}" if about.editions else ""
    foot = (
        known(about, lang),
        judged,
        f"{_NUMBER.text(lang)} {number(about.reference)}",
        _PRODUCT.text(lang),
    )
    return Said(
        title=title or about.title.text(lang), aside=period(about, lang), marks=marks(answer, lang),
        foot=" · ".join(text for text in foot if text),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """A sheet to draw on; places and sizes are those of the slide, whatever its sharpness."""

    sheet: Image.Image
    pen: ImageDraw.ImageDraw

    def box(self, west: float, north: float, east: float, south: float, *, fill: str, line: str = "") -> None:
        """A filled box."""
        at = [round(edge * SHARP) for edge in (west, north, east, south)]
        self.pen.rectangle(at, fill=fill, outline=line or None, width=SHARP)

    def dot(self, x: float, y: float, radius: float, *, fill: str, line: str) -> None:
        """A filled circle with an edge."""
        self.pen.circle((x * SHARP, y * SHARP), radius * SHARP, fill=fill, outline=line, width=SHARP)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        anchor: str = "ls",
    ) -> None:
        """A line of text; `anchor` as Pillow writes it: `ls` begins at x on the base line, `rs` ends there."""
        self.pen.text(
            (round(x * SHARP), round(y * SHARP)), text, fill=colour, font=_face(bold, size), anchor=anchor
        )

    def lines(self, x: float, y: float, text: str, size: float, colour: str, room: float) -> float:
        """A text broken to a width; answers where the next line would stand."""
        for line in wrapped(text, size, room):
            self.text(x, y, line, size, colour)
            y += size * 1.5
        return y

    def place(self, picture: Image.Image, x: float, y: float) -> None:
        """A picture in pixels of the file, its corner at a place of the slide; what is clear in it stays clear."""
        self.sheet.paste(
            picture, (round(x * SHARP), round(y * SHARP)), picture if picture.mode == "RGBA" else None
        )

    def png(self, told: Sequence[tuple[str, str]] = ()) -> bytes:
        """The slide as a PNG that carries keys and texts besides (text chunks)."""
        about = PngImagePlugin.PngInfo()
        for key, text in told:
            about.add_itxt(key, text)
        out = io.BytesIO()
        self.sheet.quantize(256, dither=Image.Dither.NONE).save(
            out, format="PNG", optimize=True, pnginfo=about
        )
        return out.getvalue()


def slide(about: Said) -> Slide:
    """A slide that says what it must; the figure is yet to be drawn."""
    sheet = Image.new("RGB", (WIDE * SHARP, HIGH * SHARP), "#ffffff")
    made = Slide(sheet=sheet, pen=ImageDraw.Draw(sheet))
    title, size = _fitting(about.title, 46, 1000, bold=True)
    made.text(LEFT, 96, title, size, LEAD, bold=True)
    aside, small = _fitting(about.aside, 28, RIGHT - LEFT - 36 - breadth(title, size, bold=True))
    made.text(RIGHT, 96, aside, small, QUIET, anchor="rs")
    made.box(LEFT, 118, RIGHT, 122, fill=LEAD)
    right: float = RIGHT
    for mark in reversed(about.marks):
        wide = breadth(mark, 24, bold=True) + 28
        right -= wide
        made.box(right, 1008, right + wide, 1050, fill="#ffffff", line=INK)
        made.text(right + wide / 2, 1038, mark, 24, INK, bold=True, anchor="ms")
        right -= 16
    foot, tiny = _fitting(about.foot, 20, right - LEFT - 18)
    made.text(LEFT, 1037, foot, tiny, QUIET)
    return made


def breadth(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text [px of the slide]."""
    return float(_face(bold, size).getlength(text)) / SHARP


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The lines of a text, each narrower than the room; Chinese breaks anywhere, other words between them."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and breadth(lines[-1] + word.rstrip(), size) > room:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    """The parts between which a line may break."""
    parts: list[str] = []
    for c in text:
        last = parts[-1][-1] if parts else " "
        if (ord(c) < _CHINESE and ord(last) < _CHINESE and last != " ") or (parts and c in "，。；：）、·"):
            parts[-1] += c
        else:
            parts.append(c)
    return parts


def _fitting(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, float]:
    """A text and a size with which it fits: down to six tenths, then cut."""
    least = size * 0.6
    while size > least and breadth(text, size, bold=bold) > room:
        size -= 1
    cut = text
    while len(cut) > 4 and breadth(cut, size, bold=bold) > room:
        cut = cut[:-2]
    return (text if cut == text else f"{cut}…"), size


@cache
def _face(bold: bool, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FACES[700 if bold else 400]), round(size * SHARP))
