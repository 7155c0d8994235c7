"""Words of the air on a desk page: items in few words, values and levels on their colour, and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from assessment.catalogue import everything
from figures.levels import ink, levels
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._columns import STAGES, words_of_notes

SHORT: Final[Mapping[str, Label]] = {
    "aqi": Label(zh="AQI", en="AQI"),
    "composite_index": Label(zh="综合指数", en="Composite index"),
    "good_day_rate": Label(zh="优良率", en="Good-day rate"),
    "good_days": Label(zh="优良天", en="Good days"),
    "heavy_days": Label(zh="重污染天", en="Heavy days"),
    "o3_8h": Label(zh="O3-8h", en="O3-8h"),
    "o3_8h_p90": Label(zh="O3-8h-90per", en="O3-8h 90per"),
    "co_p95": Label(zh="CO-95per", en="CO 95per"),
    "pm25": Label(zh="PM2.5", en="PM2.5"),
    "pm10": Label(zh="PM10", en="PM10"),
    "o3": Label(zh="O3", en="O3"),
    "no2": Label(zh="NO2", en="NO2"),
    "so2": Label(zh="SO2", en="SO2"),
    "co": Label(zh="CO", en="CO"),
}


def level_cell(value: str, level: int, lang: Language, day: date, href: str = "") -> desk.Cell:
    """A value on the colour of its level, or plain where it has none."""
    if not level:
        return desk.Cell(text=value, href=href)
    one = levels(day)[level - 1]
    return desk.Cell(text=value, href=href, chip=(one.colour, ink(one.colour)))


def level_word(level: int, lang: Language, day: date) -> desk.Cell:
    """The name of a level with its numeral; a dash for none."""
    one = levels(day)[level - 1] if level else None
    return desk.Cell(text=f"{one.roman} {one.label.text(lang)}" if one else "", by=f"{level}")


def stage(text: object, lang: Language) -> str:
    """The stage of a row in words."""
    return STAGES[str(text)].text(lang) if str(text) in STAGES else str(text)


def named(code: str, lang: Language) -> str:
    """An indicator in few words."""
    return SHORT[code].text(lang) if code in SHORT else everything()[code].title.text(lang)


def notes(codes: str, lang: Language) -> str:
    """The remarks of a row in words."""
    return ("；" if lang == "zh" else "; ").join(words_of_notes(codes, lang))


def primaries(codes: object) -> str:
    """Primary pollutants in few words."""
    return " + ".join(SHORT[code].en for code in str(codes).split("+") if code in SHORT)
