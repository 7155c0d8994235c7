"""What the divisions and basins of a region have: shares and states beside both earlier periods, and their rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessment.answer import Answer
from figures.water_classes import state_chip
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._address import NATION
from layouts._tiles import records
from layouts._water_where import Where
from layouts._water_words import (
    WORDS,
    basin,
    change,
    items,
    percent,
    points,
    spelled,
    state_word,
    unlike,
    word,
)


def divisions(here: Where, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """One table a kind of member: the next divisions below, and the basins."""
    lang, made = here.lang, []
    day = here.day
    below = {"": "province", "province": "city", "city": "county", "county": ""}[here.of]
    if here.within and not here.of:
        below = "province"
    for of in (below, "" if here.basin or here.river else "basin"):
        chosen = [row for row in rows if row["of"] == of]
        if not of or not chosen:
            continue
        told = [_division(here, row, day) for row in chosen]
        columns = [
            c for c in _DIVISION_COLUMNS if c.key not in _WHERE_ANY or any(_said(row[c.key]) for row in told)
        ]
        table = desk.table(columns, told, lang=lang, label=word(f"by_{of}", lang))
        made.append(desk.section(word(f"by_{of}", lang), table, ident=f"water-{of}"))
    return made


_DIVISION_COLUMNS = [
    desk.Column(key="name", title=Label(zh="名称", en="Name")),
    desk.Column(key="valid", title=WORDS["valid"], kind="number"),
    desk.Column(key="good", title=WORDS["good"], kind="number", unit="%"),
    desk.Column(key="bad", title=WORDS["bad"], kind="number", unit="%"),
    desk.Column(key="compliance", title=WORDS["compliance"], kind="number", unit="%"),
    desk.Column(key="state", title=WORDS["water_state"]),
    desk.Column(key="moved", title=WORDS["change"]),
    desk.Column(key="year_moved", title=WORDS["year_change"]),
    desk.Column(key="main", title=WORDS["main_pollution_items"], kind="wide"),
]

_WHERE_ANY = frozenset({"moved", "year_moved", "compliance", "main"})


def _said(cell: desk.Cell | str) -> bool:
    text = cell.text if isinstance(cell, desk.Cell) else cell
    return text not in ("", desk.DASH)


def _division(here: Where, row: Mapping[str, Any], day: Any) -> dict[str, Any]:
    lang, of, code = here.lang, str(row["of"]), str(row["code"])
    number = int(row["state_number"])

    def share(key: str) -> desk.Cell:
        return desk.Cell(
            text=percent(row[key]), href=here.passport(key, of, code) if row[key] == row[key] else ""
        )

    to = here.link(basin=code, river=None) if of == "basin" else here.link(place=code, basin=None, river=None)
    said = basin(code, lang) if of == "basin" else spelled(str(row["name"]), str(row["name_en"]), lang)
    return {
        "name": desk.Cell(text=said, href=to),
        "valid": f"{int(row['valid'])}/{int(row['expected'])}",
        "good": share("good_water_share"),
        "bad": share("worse_than_v_share"),
        "compliance": share("section_compliance_rate"),
        "state": desk.Cell(
            text=state_word(number, day, lang), chip=state_chip(number), by=str(number),
            href=here.passport("water_state", of, code),
        ) if number else "",
        "moved": moved(row, "", lang),
        "year_moved": moved(row, "year_", lang),
        "main": items(row["main_pollution_items"], lang),
    }  # fmt: skip


def moved(row: Mapping[str, Any], prefix: str, lang: Language) -> desk.Cell | str:
    """The change of a member in words, with that of its share of Ⅰ–Ⅲ in points beside it."""
    said = change(row[prefix + "change"], row[prefix + "change_word"], lang)
    share = points(row[prefix + "good_change"])
    then, now = int(row[prefix + "valid_before"]), int(row["valid"])
    if unlike(then, now):
        return word("sections_then", lang, then, now) if share else ""
    if not isinstance(said, desk.Cell):
        return f"{share} {word('points', lang)}" if share else ""
    return replace(said, small=f"{share} {word('points', lang)}" if share else "")


def ranking(here: Where, rows: Sequence[Mapping[str, Any]]) -> Any:
    """The cities by the water index of the month, with the change on the year before."""
    lang = here.lang
    if here.of in ("city", "county") or (here.within and not here.of):
        return None
    title = word("ranking", lang)
    if here.period.step == "slot":
        return desk.section(title, desk.empty(lang, word("only_days", lang)), ident="water-ranking")
    if not any(row["of"] == "city" and row["cwqi"] == row["cwqi"] for row in rows):
        return desk.section(title, desk.empty(lang, word("no_ranking", lang)), ident="water-ranking")

    def ranked() -> Any:
        answer: Answer = here.hall.ask.rank(
            indicator="cwqi",
            within=here.within or NATION,
            start=here.period.first,
            end=here.period.last,
            against="year",
            as_of=here.as_of,
        )
        found = [row for row in records(answer.table) if str(row["rank"] or "")]
        return desk.table(
            _RANKED,
            [
                {
                    "rank": str(row["rank"]),
                    "name": desk.Cell(
                        text=spelled(str(row["name"]), str(row["name_en"]), lang),
                        href=here.link(place=str(row["code"]), basin=None, river=None),
                    ),
                    "cwqi": desk.Cell(text=str(row["value"]), href=here.passport("cwqi", "city", str(row["code"]))),
                    "change": str(row.get("change_percent", row.get("change", "")) or ""),
                    "sections": f"{row['valid']}/{row['expected']}",
                }
                for row in found
            ],
            lang=lang, label=title,
        )  # fmt: skip

    return desk.section(
        title, desk.attempt(lang, ranked), note=word("ranking_note", lang), ident="water-ranking"
    )


_RANKED = [
    desk.Column(key="rank", title=WORDS["rank"], kind="number"),
    desk.Column(key="name", title=WORDS["city"]),
    desk.Column(key="cwqi", title=WORDS["cwqi"], kind="number"),
    desk.Column(key="change", title=WORDS["improvement"], kind="number", unit="%"),
    desk.Column(key="sections", title=WORDS["valid"], kind="number"),
]
