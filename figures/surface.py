"""A surface as an image: each cell in the colour of its level, transparent where there is no value."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

NO_VALUE = 0


def surface_png(
    levels: NDArray[np.uint8], colours: Sequence[str], *, said: Sequence[tuple[str, str]] = (), times: int = 1
) -> bytes:
    """Return a PNG of levels, north on top.

    Parameters
    ----------
    levels
        (y, x) numbers of levels; 0 is no value and transparent.
    colours
        Colour of each number, `#RRGGBB`; that of 0 is not used.
    said
        Keys and texts that the file carries (PNG text chunks): what it shows, of when, its error, its stage.
    times
        Side of a cell in pixels.
    """
    grown = np.repeat(np.repeat(levels, times, axis=0), times, axis=1)
    image = Image.fromarray(np.ascontiguousarray(grown, dtype=np.uint8), mode="P")
    image.putpalette([int(colour[i : i + 2], 16) for colour in colours for i in (1, 3, 5)])
    about = PngImagePlugin.PngInfo()
    for key, text in said:
        about.add_itxt(key, text)
    out = io.BytesIO()
    image.save(out, format="PNG", transparency=NO_VALUE, optimize=True, pnginfo=about)
    return out.getvalue()
