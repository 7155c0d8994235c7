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
    made = surface_png(levels, palette(date(2026, 3, 13)), said=[("Title", "PM10 插值面")], times=2)
    image = Image.open(io.BytesIO(made))
    assert image.text["Title"] == "PM10 插值面"  # type: ignore[attr-defined]
    seen = np.asarray(image.convert("RGBA"))
    assert seen.shape == (6, 6, 4)
    assert seen[0, 0].tolist() == [0, 0xE4, 0, 255]  # level Ⅰ of HJ 633 is green
    assert seen[3, 5].tolist() == [0x7E, 0, 0x23, 255]  # level Ⅵ maroon
    assert seen[4:, :4, 3].max() == 0
    assert (seen[0, 0] == seen[1, 1]).all()
