"""Colours of levels are those of the standard, and what is written on them can be read."""

from __future__ import annotations

from datetime import date

import pytest

from figures.levels import ink, palette

# HJ 633-2026 table 3, colours of the six levels, written out again.
STANDARD = ("#00E400", "#FFFF00", "#FF7E00", "#FF0000", "#99004C", "#7E0023")


@pytest.mark.parametrize("day", [date(2016, 7, 16), date(2026, 3, 1)])
def test_levels_have_the_colours_of_the_standard(day: date) -> None:
    assert palette(day)[1:] == STANDARD


def test_no_value_has_no_colour_of_a_level() -> None:
    assert palette(date(2026, 3, 1))[0] not in STANDARD


@pytest.mark.parametrize(
    ("colour", "wanted"), list(zip(STANDARD, ("#000000",) * 4 + ("#FFFFFF",) * 2, strict=True))
)
def test_ink_is_the_more_readable_of_black_and_white(colour: str, wanted: str) -> None:
    assert ink(colour) == wanted
