"""What the registry says of a section, its newest class beside it, and the versions of its record."""

from __future__ import annotations

from typing import Any

from dash import html

from assessment.section import Section
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._columns import spoken
from layouts._section_where import Where
from layouts._tiles import records
from layouts._water_sheet import met
from layouts._water_words import CONTROLS, WORDS, basin, class_cell, items, kind, spelled, target, word
from layouts._words import minute


def record(here: Where, found: Section) -> html.Section:
    """What the registry says, and the newest month's class beside it."""
    lang, held = here.lang, found.record
    code = str(held["code"])

    def place(column: str) -> str:
        text = str(held.get(column, "") or "")
        return _named(here, found, text) if text.isdigit() else spelled(text, "", lang)

    position = ""
    if held["lon"] == held["lon"] and held["lat"] == held["lat"]:
        position = f"{float(held['lon']):.4f}, {float(held['lat']):.4f}"
    along = f"{float(held['river_km']):g} {word('km', lang)}" if held["river_km"] == held["river_km"] else ""
    span = " – ".join(str(held[key]) for key in ("first", "last") if held[key] and held[key] == held[key])
    rows: list[tuple[str, Any]] = [
        ("code", code),
        ("aliases", spoken("、".join(held["aliases"]), lang) if len(held["aliases"]) else ""),
        ("river", spelled(str(held["river"] or ""), "", lang)),
        ("basin", basin(str(held["basin"] or ""), lang) if held["basin"] else ""),
        ("province", place("province")),
        ("city", place("city")),
        ("county", place("county")),
        ("answers_for", place("answers_for")),
        ("control", CONTROLS[held["control"]].text(lang) if held["control"] in CONTROLS else ""),
        ("kind", kind(held["kind"], lang)),
        ("judged_as", word(f"{found.judged_as}_kind", lang)),
        ("target", target(found.target, lang)),
        ("purposes", spoken("、".join(held["purposes"]), lang) if len(held["purposes"]) else ""),
        ("river_km", along),
        ("position", position),
        ("span", span),
        ("complete", word("registered" if held["complete"] else "from_feed", lang)),
    ]
    return desk.section(
        word("record", lang),
        html.Div(
            [
                _newest(here, found, code),
                html.Dl(
                    [part for key, said in rows if said for part in (html.Dt(word(key, lang)), html.Dd(said))],
                    className="facts columns",
                ),
            ],
            className="lead",
        ),
        ident="section-record",
    )  # fmt: skip


def _named(here: Where, found: Section, code: str) -> str:
    return found.places[code].text(here.lang) if code in found.places else here.called(code)


def _newest(here: Where, found: Section, code: str) -> Any:
    """The class of the last month of the window that has one, large."""
    lang = here.lang
    rows = [row for row in records(found.months.table) if row["water_class"]]
    if not rows:
        return html.Div(desk.empty(lang, word("no_values", lang)), className="newest")
    row = rows[-1]
    said = class_cell(row["water_class"], int(row["class_number"]), lang)
    assert isinstance(said, desk.Cell)
    ground, letters = said.chip or ("", "")
    style: Any = {"backgroundColor": ground, "color": letters}
    first = row["start"].astimezone(ZONE)
    lines = [
        (word("deciding", lang), items(row["deciding_items"], lang)),
        (word("over", lang), items(row["water_exceedance"], lang)),
        (word("over_target", lang), items(row["target_exceedance"], lang)),
    ]
    verdict = met(row["target_met"], lang)
    return html.Div(
        [
            html.A(
                html.Span(said.text, className="chip big", style=style),
                href=here.passport("water_class", row["start"], row["end"], code),
            ),
            html.Div(
                [
                    html.Div(html.B(f"{first:%Y-%m}")),
                    html.Span(verdict.text, className=f"mark {verdict.mark}")
                    if isinstance(verdict, desk.Cell) else None,
                    *[html.Div([html.Small(title), " ", text]) for title, text in lines if text],
                ]
            ),
        ],
        className="newest",
    )  # fmt: skip


def versions(here: Where, found: Section, code: str) -> list[Any]:
    """The versions of the record, where somebody handed one in."""
    lang = here.lang
    rows = records(here.hall.ask.section_records(code))
    if not rows:
        return []
    columns = [
        desk.Column(key="version", title=WORDS["version"], kind="number"),
        desk.Column(key="target", title=WORDS["target"]),
        desk.Column(key="answers_for", title=WORDS["answers_for"]),
        desk.Column(key="holds", title=WORDS["span"]),
        desk.Column(key="actor", title=WORDS["actor"]),
        desk.Column(key="reason", title=WORDS["reason"], kind="wide"),
        desk.Column(key="known_at", title=WORDS["known_at"]),
    ]
    told = [
        {
            "version": str(row["version"]),
            "target": target(row["target"], lang),
            "answers_for": _named(here, found, str(row["answers_for"] or "")),
            "holds": " – ".join(part for part in (row["first"], row["last"]) if part),
            "actor": row["actor"],
            "reason": row["reason"],
            "known_at": minute(row["known_at"]) if row["known_at"] else "",
        }
        for row in rows
    ]
    table = desk.table(columns, told, lang=lang, label=word("versions", lang))
    return [desk.section(word("versions", lang), table, ident="section-versions")]
