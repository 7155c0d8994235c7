"""The monthly table: sections by month with the class of each, and arrows against the month before and a year ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from assessment.answer import Answer
from figures.water_classes import CLASSES
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._tiles import records
from layouts._water_sheet import section_link
from layouts._water_where import Where
from layouts._water_words import WORDS, class_cell, class_word, spelled, target, word

ARROWS = {1: "↑", 0: "", -1: "↓"}


def month_table(here: Where, answer: Answer) -> html.Section:
    """Sections by month; what a section had in no month of the table is left out of it and counted."""
    lang = here.lang
    by_section: dict[str, list[Mapping[str, Any]]] = {}
    for row in records(answer.table):
        by_section.setdefault(str(row["code"]), []).append(row)
    shown = {code: rows for code, rows in by_section.items() if any(row["class_number"] for row in rows)}
    starts = sorted({row["start"] for rows in by_section.values() for row in rows})
    months = [start.astimezone(ZONE) for start in starts]
    some = {name for name in ("river", "target") for rows in shown.values() if rows[0][name]}
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        *([desk.Column(key="river", title=WORDS["river"])] if "river" in some else []),
        *([desk.Column(key="target", title=WORDS["target"])] if "target" in some else []),
        *[
            desk.Column(key=f"{month:%Y-%m}", title=Label(zh=f"{month:%Y-%m}", en=f"{month:%Y-%m}"))
            for month in months
        ],
    ]
    ordered = sorted(shown.items(), key=lambda one: (-int(one[1][-1]["class_number"]), one[0]))
    rows = [_row(here, code, told) for code, told in ordered]
    left = len(by_section) - len(shown)
    note = [word("months_note", lang), word("months_left", lang, left) if left else ""]
    if not rows:
        return desk.section(
            word("months_title", lang), desk.empty(lang, word("none_then", lang)), ident="water-months"
        )
    table = desk.table(columns, rows, lang=lang, label=word("months_title", lang), most=1500)
    return desk.section(
        word("months_title", lang), [_counts(here, starts, shown), table],
        note=" · ".join(part for part in note if part), ident="water-months",
    )  # fmt: skip


def _row(here: Where, code: str, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    lang, head = here.lang, told[-1]
    cells: dict[str, Any] = {
        "name": desk.Cell(
            text=spelled(str(head["name"]), "", lang), small=code, href=section_link(here, code)
        ),
        "river": spelled(str(head["river"] or ""), "", lang),
        "target": target(head["target"], lang),
    }
    for row in told:
        key = f"{row['start'].astimezone(ZONE):%Y-%m}"
        cell = class_cell(row["water_class"], int(row["class_number"]), lang)
        if isinstance(cell, desk.Cell):
            cell = desk.Cell(text=cell.text, chip=cell.chip, by=cell.by, small=arrows(row, lang))
        cells[key] = cell
    return cells


def arrows(row: Mapping[str, Any], lang: Language) -> str:
    """Where a class became better or worse: since the month before (环/m) and since a year ago (同/y)."""
    said = []
    for key, zh, en in (("change", "环", "m"), ("year_change", "同", "y")):
        steps = int(row[key]) if str(row[key] or "") else 0
        sign = ARROWS[(steps > 0) - (steps < 0)]
        if sign:
            said.append((zh if lang == "zh" else en) + sign)
    return " ".join(said)


def _counts(here: Where, starts: Sequence[Any], shown: Mapping[str, Sequence[Mapping[str, Any]]]) -> html.P:
    """How many became better and worse in the last month, by class, in words."""
    lang, last = here.lang, starts[-1]
    rows = [row for told in shown.values() for row in told if row["start"] == last and row["class_number"]]
    parts = [f"{last.astimezone(ZONE):%Y-%m}"]
    for number in range(1, len(CLASSES)):
        count = sum(int(row["class_number"]) == number for row in rows)
        if count:
            parts.append(f"{class_word(CLASSES[number], lang)} {count}")
    for key in ("change", "year_change"):
        known = [int(row[key]) for row in rows if str(row[key] or "")]
        if known:
            better, worse = sum(n > 0 for n in known), sum(n < 0 for n in known)
            parts.append(word(f"moved_{key}", lang, better, worse, len(known) - better - worse))
    return html.P(" · ".join(parts), className="told", id="water-months-told")
