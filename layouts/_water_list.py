"""The sections of a region in one table: class, what decides it, target, and how it changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from figures.water_classes import CLASSES
from layouts import _desk as desk
from layouts._water_sheet import met, section_link
from layouts._water_where import Where, called
from layouts._water_words import (
    WORDS,
    basin,
    change,
    class_cell,
    items,
    kind,
    notes,
    spelled,
    target,
    word,
)


def section_table(here: Where, rows: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> Any:
    """The sections of a region, those with the worst class first."""
    lang = here.lang
    some: Callable[[str], bool] = lambda key: any(str(row[key] or "") for row in rows)  # noqa: E731
    columns = [
        column
        for column in _SECTION_COLUMNS
        if column.key not in _WHERE_ANY or any(some(key) for key in _WHERE_ANY[column.key])
    ]
    ordered = sorted(rows, key=lambda row: (-int(row["class_number"]), str(row["code"])))
    return desk.table(
        columns,
        [_section(here, row, known) for row in ordered],
        lang=lang,
        label=word("list", lang),
        most=1500,
    )


_SECTION_COLUMNS = [
    desk.Column(key="name", title=WORDS["name"]),
    desk.Column(key="river", title=WORDS["river"]),
    desk.Column(key="basin", title=WORDS["basin"]),
    desk.Column(key="place", title=WORDS["place"]),
    desk.Column(key="kind", title=WORDS["kind"]),
    desk.Column(key="class", title=WORDS["class"]),
    desk.Column(key="deciding", title=WORDS["deciding"], kind="wide"),
    desk.Column(key="over", title=WORDS["over"], kind="wide"),
    desk.Column(key="target", title=WORDS["target"]),
    desk.Column(key="met", title=WORDS["met"]),
    desk.Column(key="over_target", title=WORDS["over_target"], kind="wide"),
    desk.Column(key="change", title=WORDS["change"]),
    desk.Column(key="year_change", title=WORDS["year_change"]),
    desk.Column(key="published", title=WORDS["published"]),
    desk.Column(key="samples", title=WORDS["samples"], kind="number"),
    desk.Column(key="note", title=WORDS["note"], kind="wide"),
]
_WHERE_ANY: Mapping[str, tuple[str, ...]] = {
    "river": ("river",), "target": ("target",), "met": ("target_met",), "over_target": ("target_exceedance",),
    "change": ("change",), "year_change": ("year_change",), "published": ("published",), "basin": ("basin",),
}  # fmt: skip
"""Columns that stand only where somebody has something to say in them."""


def _section(here: Where, row: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    lang, code = here.lang, str(row["code"])
    place = str(row["county"] or row["city"] or row["province"] or "")
    why = here.passport("water_class", "section", code)
    own = str(row["published"] or "")
    return {
        "name": desk.Cell(
            text=spelled(str(row["name"]), str(row["name_en"]), lang), small=code, href=section_link(here, code)
        ),
        "river": desk.Cell(
            text=spelled(str(row["river"]), "", lang), href=here.link(river=str(row["river"]), place=None, basin=None)
        ) if row["river"] else "",
        "basin": basin(str(row["basin"] or ""), lang) if row["basin"] else "",
        "place": called(here.hall, place, lang, known) if place else "",
        "kind": kind(row["kind"] or row["judged_as"], lang),
        "class": class_cell(row["water_class"], int(row["class_number"]), lang, why),
        "deciding": items(row["deciding_items"], lang),
        "over": items(row["water_exceedance"], lang),
        "target": target(row["target"], lang),
        "met": met(row["target_met"], lang, here.passport("target_met", "section", code)),
        "over_target": items(row["target_exceedance"], lang),
        "change": change(row["change"], row["change_word"], lang),
        "year_change": change(row["year_change"], row["year_change_word"], lang),
        "published": class_cell(own, CLASSES.index(own), lang) if own in CLASSES[1:] else own,
        "samples": str(int(row["valid"])),
        "note": notes(row["note"], lang),
    }  # fmt: skip
