"""Colours of the classes of water and of the states of regions, used for nothing else.

环办〔2011〕22号 names colours and gives no codes: blue for Ⅰ and Ⅱ, green, yellow, orange and red. The shades are
those in which the national feed is usually shown, Ⅰ the paler blue. A region's state takes the shade of the class
whose state it is. Number 0 stands for "no class" (dry, stopped, not sampled): grey and hatched.
"""

from __future__ import annotations

from typing import Final

from figures.levels import NO_VALUE_COLOUR, ink

CLASSES: Final = ("", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
PALETTE: Final = (NO_VALUE_COLOUR, "#CCFFFF", "#00CCFF", "#00FF00", "#FFFF00", "#FF9B00", "#FF0000")
"""By class number, 0 to 6."""
OF_STATE: Final = (0, 2, 3, 4, 5, 6)
"""The class number in whose colour a state (0 to 5) is drawn."""


def chip(number: int) -> tuple[str, str]:
    """Ground and ink of a class number; of 0 grey and white."""
    colour = PALETTE[number]
    return colour, ink(colour)


def state_chip(number: int) -> tuple[str, str]:
    """Ground and ink of a state number, 1 to 5; of 0 grey and white."""
    return chip(OF_STATE[number])
