"""How the columns of a table are read by people: their headings, and what stands in cells in words.

Screens, and workbooks of page and command line alike, take their words from here; a page may add its own. Nothing
here knows a framework of screens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.handout import Reading
from assessment.heading_words import BOOK, CELLS, HEADINGS, KEPT, SHOWN, SPOKEN, STAGES, TARGETS
from assessment.notes import NOTES
from indicators.parameters import AIR_HOURLY, Label, Language, parameter
from indicators.water_parameters import water_parameter

_TAGS: Final = re.compile(r"</?sub>")
_BOUND: Final = re.compile(r"^(\w+)([<>]=)(.+)$")
_TIMES_OVER: Final = Label(zh="超标倍数", en="times over")
_BY_HEADING: Final = frozenset({"aqi", "level", "primary", "target_met"})
"""Indicators whose heading says enough."""
_SPOKEN: Final = frozenset({"state", "span", "kind", "medium", "body"})


def words_of(answer: Answer) -> Mapping[str, Label]:
    """Columns of an answer by which other tables mean something else, or have none of; empty for most answers."""
    about = answer.passport.reference
    if about.question == "targets":
        return BOOK
    if about.question != "targets progress":
        return {}
    shown = SHOWN.get(str(about.arguments.get("show", "")), {})
    of_class = {"alone": KEPT} if {"alone", "limit"} <= set(answer.table.columns) else {}
    return {**TARGETS, **shown, **of_class}


def reading(lang: Language, headings: Mapping[str, Label] | None = None) -> Reading:
    """How the columns of the house are read by people of a language; `headings` are further words, which come first."""
    own = {**HEADINGS, **(headings or {})}

    def headed(column: str) -> str:
        if column in own:
            return own[column].text(lang)
        if column.startswith("over_"):
            return f"{_heading(column.removeprefix('over_'), lang)} {_TIMES_OVER.text(lang)}"
        return _named(column, lang) or _heading(column, lang)

    def cell(column: str, text: str) -> str:
        if column in ("item", "parameter", "indicator"):
            return _named(text, lang) or _heading(text, lang)
        if column in ("primary", "deciding"):
            return ("、" if lang == "zh" else ", ").join(_heading(code, lang) for code in text.split("+"))
        if column == "note":
            codes = [code for code in text.split(";") if code]
            return "；".join(NOTES[code].text(lang) if code in NOTES else code for code in codes)
        if column == "stage" and text in STAGES:
            return STAGES[text].text(lang)
        if column == "binding":
            return ("；" if lang == "zh" else "; ").join(_bound(one, lang) for one in text.split(";"))
        if column in CELLS and text in CELLS[column]:
            return CELLS[column][text].text(lang)
        return SPOKEN[text].text(lang) if column in _SPOKEN and text in SPOKEN else text

    return Reading(heading=headed, cell=cell)


def _bound(text: str, lang: Language) -> str:
    """One bound of an item of a class, `nh3n<=0.973`, as it is printed."""
    found = _BOUND.match(text)
    if found is None:
        return text
    item = _named(found[1], lang) or _heading(found[1], lang)
    return f"{item} {'≤' if found[2] == '<=' else '≥'} {found[3]}"


def _heading(column: str, lang: Language) -> str:
    """The heading of a column; a parameter stands with its symbol, what nobody knows as it stands."""
    if column in HEADINGS:
        return HEADINGS[column].text(lang)
    plain = column.removesuffix("_with_sand")
    return f"{_symbol(plain)} {HEADINGS['with_sand'].text(lang)}" if plain != column else _symbol(column)


def _symbol(code: str) -> str:
    for known_by in (parameter, water_parameter):
        try:
            known = known_by(code)
        except LookupError:
            continue
        return _TAGS.sub("", getattr(known, "formula_html", None) or known.symbol)
    return code


def _named(code: str, lang: Language) -> str:
    """The title of what is computed, by its code; empty for a parameter, whose symbol says more, and for others."""
    if code in AIR_HOURLY or code in _BY_HEADING:
        return ""
    try:
        return entry(code).title.text(lang)
    except LookupError:
        return ""
