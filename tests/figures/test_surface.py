"""The image of a surface: exact colours of the levels, nothing where there is no value, north on top."""

from __future__ import annotations

import io
from datetime import date

import numpy as np
from PIL import Image

from figures.levels import palette
from figures.surface import surface_png


def test_each_cell_has_the_colour_of_its_level_and_none_where_it_has_no_value() -> None:
    levels = np.array([[1, 2, 3], [4, 5, 6], [0, 0, 1]], np.uint8)
    seen = np.asarray(Image.open(io.BytesIO(surface_png(levels, palette(date(2026, 3, 13))))).convert("RGBA"))
    assert seen.shape == (3, 3, 4)
    assert seen[0, 0].tolist() == [0, 0xE4, 0, 255]  # level Ⅰ of HJ 633 is green
    assert seen[1, 2].tolist() == [0x7E, 0, 0x23, 255]  # level Ⅵ maroon
    assert seen[2, :2, 3].max() == 0
