"""The monthly sheet of a region's sections by item, as bureaus send it."""

from __future__ import annotations

from dash import html

from assessment.answer import Answer
from figures.water_classes import CLASSES
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from indicators.water_parameters import water_parameter
from layouts import _desk as desk
from layouts._tiles import records
from layouts._water_where import Where
from layouts._water_words import (
    WORDS,
    class_cell,
    items,
    spelled,
    target,
    word,
)


def met(said: object, lang: Language, href: str = "") -> desk.Cell | str:
    """Whether a target is met, as a sign and a word; nothing where it was not judged."""
    if said not in ("yes", "no"):
        return ""
    return desk.Cell(
        text=word(str(said), lang), mark="well" if said == "yes" else "ill", by=str(said), href=href
    )


def section_link(here: Where, code: str) -> str:
    """The page of a section, over the month of what is shown."""
    month = here.period.start.astimezone(ZONE)
    return desk.link(
        here.hall, "section", here.search, basin=None, river=None, period=None, view=None, passport=None, code=code,
        month=f"{month:%Y-%m}",
    )  # fmt: skip


def sheet(here: Where, answer: Answer) -> html.Section:
    """The sections by item, as the bureaus' monthly table has them."""
    lang = here.lang
    table = answer.table
    fixed = {"code", "name", "river", "city", "county", "kind", "water_class", "deciding_items", "water_exceedance",
             "target", "target_met", "target_exceedance", "samples", "note"}  # fmt: skip
    found = [str(column) for column in table.columns if column not in fixed]
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        *([desk.Column(key="river", title=WORDS["river"])] if table["river"].astype(str).ne("").any() else []),
        desk.Column(key="class", title=WORDS["class"]),
        *([desk.Column(key="target", title=WORDS["target"]), desk.Column(key="met", title=WORDS["met"])]
          if table["target"].astype(str).ne("").any() else []),
        *[
            desk.Column(key=code, title=water_parameter(code).label if lang == "zh" else _short(code), kind="number",
                        unit=_unit(code, lang))
            for code in found
        ],
        desk.Column(key="over", title=WORDS["over"], kind="wide"),
        desk.Column(key="samples", title=WORDS["samples"], kind="number"),
    ]  # fmt: skip
    rows = []
    for row in records(table):
        code, of_class = str(row["code"]), str(row["water_class"] or "")
        own = {item: str(row[item] or "") for item in found}
        decides = (
            set(str(row["deciding_items"] or "").split("+")) if of_class != "Ⅰ" else set()
        )  # all of Ⅰ do
        above = {part.partition("(")[0] for part in str(row["water_exceedance"] or "").split("+")}
        rows.append(
            {
                "name": desk.Cell(text=spelled(str(row["name"]), "", lang), href=section_link(here, code), small=code),
                "river": spelled(str(row["river"] or ""), "", lang),
                "class": class_cell(
                    of_class, CLASSES.index(of_class), lang, here.passport("water_class", "section", code)
                ),
                "target": target(row["target"], lang),
                "met": met(row["target_met"], lang),
                "over": items(row["water_exceedance"], lang),
                "samples": str(int(row["samples"])),
                **{
                    item: desk.Cell(text=text, mark="ill" if item in above else "strong" if item in decides else "")
                    if item in above | decides else text
                    for item, text in own.items()
                },
            }
        )  # fmt: skip
    return desk.section(
        word("sheet_title", lang),
        desk.table(columns, rows, lang=lang, label=word("sheet_title", lang), most=1500),
        note=word("sheet_note", lang), ident="water-sheet",
    )  # fmt: skip


def _short(code: str) -> Label:
    """An item by its symbol, where that has no Chinese."""
    known = water_parameter(code)
    symbol = known.symbol if known.symbol.isascii() or not _chinese(known.symbol) else known.label.en
    return Label(zh=known.label.zh, en=symbol)


def _chinese(text: str) -> bool:
    return any("\u3400" <= letter <= "\u9fff" for letter in text)


def _unit(code: str, lang: Language) -> str:
    unit = water_parameter(code).unit_text
    return unit.replace("个", "n") if lang == "en" else unit
