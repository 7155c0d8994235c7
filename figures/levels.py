"""Colours of the AQI levels, for map, tiles and curves: the standard's own, and used for nothing else.

Level 0 stands for "no value" and has no colour of the standard: it is drawn grey and hatched.
"""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import Level
from indicators.standard import in_force

NO_VALUE = Label(zh="无有效值", en="No valid value")
NO_VALUE_COLOUR = "#59636E"


def levels(day: date) -> tuple[Level, ...]:
    """Return the AQI levels of the edition that judges that civil day, best first."""
    return in_force("aqi", day).aqi_rule.levels


def palette(day: date) -> tuple[str, ...]:
    """Return seven colours: that of "no value" and those of the levels one to six."""
    return (NO_VALUE_COLOUR, *(level.colour for level in levels(day)))


def ink(colour: str) -> str:
    """Return black or white, whichever is easier to read on a colour (WCAG 2.2, contrast ratio)."""
    shade = _luminance(colour)
    on_black, on_white = (shade + 0.05) / 0.05, 1.05 / (shade + 0.05)
    return "#000000" if on_black >= on_white else "#FFFFFF"


def _luminance(colour: str) -> float:
    """Relative luminance [0..1] of a hex colour, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
