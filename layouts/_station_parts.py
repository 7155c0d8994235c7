"""The parts of the station page: the newest hour and the record above, the tables below its pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import html

from assessment.answer import Answer
from assessment.check import TITLES as CHECKS
from assessment.slots import STATES, TITLES
from assessment.station import Station
from figures.levels import ink, levels
from figures.slot_days import SIGNS
from geo.names import romanised
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Language, parameter
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._air_words import SHORT, level_cell, level_word, notes, primaries, stage
from layouts._columns import spoken
from layouts._picture import name as named
from layouts._station_where import Where
from layouts._station_words import VALUES, WORDS, word
from layouts._tiles import records
from layouts._words import minute


def name(record: Mapping[str, Any], lang: Language) -> str:
    """The name of a station as a screen spells it; its code where it has none."""
    name = str(record["name"]) or str(record["code"])
    return romanised(name) if lang == "en" else name


def lead(here: Where, found: Station) -> html.Section:
    """The newest hour of the window, large, and what the records say of the station."""
    lang, held = here.lang, found.record

    def place(column: str) -> str:
        code = str(held[column] or "")
        if not code:
            return ""
        known = named(code, here.hall.drawing)
        if known is None:
            known = next((one.name for one in _lineage(here) if one.code == code), None)
        return f"{known.text(lang) if known else ''} {code}".strip()

    position = f"{held['lon']:.4f}, {held['lat']:.4f}" if held["lon"] == held["lon"] else ""
    rows = [
        ("code", here.code),
        ("area", spoken(str(held["area"]), lang)),
        *[(column, place(column)) for column in ("province", "city", "county", "township")],
        ("position", position),
        ("control", said_of(held["control"], lang)),
        ("role", said_of(held["role"], lang)),
        ("placed_by", said_of(held["placed_by"], lang)),
        *[
            (key, f"{pd.Timestamp(held[column]).tz_convert(ZONE):%Y-%m-%d %H:00}")
            for key, column in (("since", "first"), ("until", "last"))
        ],
    ]
    facts = [part for key, said in rows if said for part in (html.Dt(word(key, lang)), html.Dd(said))]
    return desk.section(
        word("record", lang),
        html.Div([_newest(here, found), html.Dl(facts, className="facts columns")], className="lead"),
        ident="station-record",
    )  # fmt: skip


def _lineage(here: Where) -> Sequence[Any]:
    try:
        return here.hall.ask.lineage(here.code)
    except LookupError:
        return ()


def said_of(text: object, lang: Language) -> str:
    return VALUES[str(text)].text(lang) if str(text) in VALUES else str(text or "")


def _newest(here: Where, found: Station) -> html.Div:
    """The last hour of the window that has anything: AQI on the colour of its level, and the six values."""
    lang = here.lang
    rows = [row for row in records(found.hours.table) if row["observed"]]
    if not rows:
        return html.Div(desk.empty(lang, word("silent", lang)), className="newest")
    row = rows[-1]
    start, end = str(row["start"]), str(row["end"])
    day = date.fromisoformat(start[:10])
    level = int(row["level"])
    one = levels(day)[level - 1] if level else None
    style: Any = {"backgroundColor": one.colour, "color": ink(one.colour)} if one else {}
    chip = html.A(
        html.Span(str(row["aqi"]) or desk.DASH, className="chip big", style=style),
        href=here.passport("aqi", start, end),
    )
    values = [
        html.Div(
            [
                html.Small(SHORT[p].text(lang)),
                html.A(str(row[p]), href=here.passport(p, start, end)) if row[p] else desk.DASH,
                html.Small(parameter(p).unit_text),
            ]
        )
        for p in AIR_HOURLY
    ]
    said: list[Any] = [
        html.B(f"{start[:10]} {start[11:16]}–{end[11:16]}"),
        " ",
        one.label.text(lang) if one else "",
    ]
    decided = primaries(row["primary"])
    if decided:
        said += [" · ", word("primary", lang), " ", decided]
    return html.Div([chip, html.Div([html.Div(said), html.Div(values, className="six")])], className="newest")


def counts(here: Where, found: Station) -> Any:
    """How many hours of the window are in each state, and the share that has a value."""
    lang, told = here.lang, found.counts
    if not told:
        return desk.empty(lang, word("no_slots", lang))
    return html.P(
        [
            word("completeness", lang), " ", html.B(f"{told['completeness']} %"),
            f" · {word('expected', lang)} {told['expected']}",
            *[f" · {TITLES[one].text(lang)} {told[one]}" for one in STATES[1:] if one in told],
        ],
        id="station-completeness",
    )  # fmt: skip


def _column(key: str, kind: Any = "text", unit: str = "") -> desk.Column:
    return desk.Column(key=key, title=WORDS[key], kind=kind, unit=unit)


def exceptions(here: Where, found: Station) -> Any:
    """The hours that are not simply there, newest first, with their evidence."""
    lang = here.lang
    rows = [
        {
            "time": _span(row), "hours_n": str(row["hours"]),
            "state": f"{SIGNS[str(row['state'])]} {TITLES[str(row['state'])].text(lang)}", "delay": str(row["delay"]),
            "evidence": str(row["evidence"]),
        }
        for row in records(found.gaps.table)
    ]  # fmt: skip
    if not rows:
        return desk.empty(lang, word("whole", lang))
    columns = [
        _column("time"),
        _column("hours_n", "number"),
        _column("state"),
        _column("delay", "number", "min"),
        _column("evidence", "wide"),
    ]
    return desk.table(columns, rows, lang=lang, label=word("exceptions", lang))


def _span(row: Mapping[str, Any]) -> str:
    """Hours from – to, the day of the end where it is another."""
    first, last = (str(row[key])[:16].replace("T", " ") for key in ("start", "end"))
    return f"{first} – {last[11:] if last[:10] == first[:10] else last[5:]}"


def flags(here: Where, found: Station) -> Any:
    """What the checks find suspect, newest first."""
    lang = here.lang
    rows = [
        {
            "time": _span(row),
            "item": SHORT[str(row["parameter"])].text(lang), "check": CHECKS[str(row["check"])].text(lang),
            "value": f"{row['value']} {row['unit']}", "evidence": str(row["evidence"]),
        }
        for row in reversed(records(found.flags.table))
    ]  # fmt: skip
    if not rows:
        return desk.empty(lang, word("no_flags", lang))
    columns = [
        _column("time"),
        _column("item"),
        _column("check"),
        _column("value", "number"),
        _column("evidence", "wide"),
    ]
    return desk.table(columns, rows, lang=lang, label=word("flags", lang))


def neighbours(here: Where, found: Station) -> Any:
    """The nearest stations beside this one."""
    lang = here.lang
    rows = []
    for row in records(found.neighbours.table):
        known = named(str(row["city"]), here.hall.drawing)
        rows.append(
            {
                "name": desk.Cell(
                    text=name(row, lang), small=f"{row['code']} {known.text(lang) if known else ''}".strip(),
                    href=here.link(code=str(row["code"])),
                ),
                "distance": str(row["distance_km"]), "value": str(row["value"]), "here": str(row["own"]),
                "mean": str(row["mean"]), "own_mean": str(row["own_mean"]), "correlation": str(row["correlation"]),
                "common": str(row["hours"]),
            }
        )  # fmt: skip
    if not rows:
        return desk.empty(lang, word("no_neighbours", lang))
    item = here.item if here.item in AIR_HOURLY else "pm25"
    unit = f"{SHORT[item].text(lang)} {found.neighbours.passport.unit}"
    columns = [_column("name"), _column("distance", "number", "km"), _column("value", "number", unit),
               _column("here", "number", unit), _column("mean", "number", unit), _column("own_mean", "number", unit),
               _column("correlation", "number"), _column("common", "number")]  # fmt: skip
    return desk.table(columns, rows, lang=lang, label=word("neighbours", lang))


def changes(here: Where, found: Station) -> Any:
    """Each value that was changed, with who changed it and why."""
    lang = here.lang
    rows = [
        {
            "time": str(row["start"])[:16].replace("T", " "), "item": SHORT[str(row["parameter"])].text(lang),
            "was": desk.Cell(text=str(row["was"]), small=stage(row["stage_was"], lang)),
            "is": desk.Cell(text=str(row["is"]), small=stage(row["stage"], lang)),
            "known_at": minute(row["known_at"]),
            "batch": desk.Cell(text=str(row["batch"]), small=str(row["file"])),
            "by": str(row["by"] or row["source"]), "reason": str(row["reason"] or ""),
        }
        for row in records(found.changes.table)
    ]  # fmt: skip
    if not rows:
        return desk.empty(lang, word("no_changes", lang))
    columns = [_column("time"), _column("item"), _column("was", "number"), _column("is", "number"),
               _column("known_at"), _column("batch"), _column("by"), _column("reason", "wide")]  # fmt: skip
    return desk.table(columns, rows, lang=lang, label=word("changes", lang))


def values(here: Where, answer: Answer, *, days: bool) -> Any:
    """The days or hours of the window, newest first; each number opens its passport."""
    lang = here.lang
    items = AIR_DAILY if days else (*AIR_HOURLY, "o3_8h")
    rows = []
    for row in reversed(records(answer.table)):
        start, end = str(row["start"]), str(row["end"])
        day = date.fromisoformat(start[:10])
        one: dict[str, Any] = {
            "time": start[:10] if days else f"{start[:10]} {start[11:16]}",
            "aqi": level_cell(
                str(row["aqi"]), int(row["level"]), lang, day, here.passport("aqi", start, end) if row["aqi"] else ""
            ),
            "level": level_word(int(row["level"]), lang, day), "primary": primaries(row["primary"]),
            "stage": stage(row["stage"], lang) if row["observed"] else "",
        }  # fmt: skip
        one |= {
            p: desk.Cell(text=str(row[p]), href=here.passport(p, start, end) if row[p] else "") for p in items
        }
        if days:
            one |= {"valid": str(row["valid"]), "note": notes(str(row["note"]), lang)}
        else:
            one["suspect"] = "; ".join(_flag(part, lang) for part in str(row["suspect"]).split(";") if part)
        rows.append(one)
    columns = [
        desk.Column(key="time", title=WORDS["day" if days else "time"]),
        desk.Column(key="aqi", title=SHORT["aqi"], kind="number"), _column("level"), _column("primary"),
        *[desk.Column(key=p, title=SHORT[p], kind="number", unit=parameter(p).unit_text) for p in items],
        *([_column("valid", "number")] if days else []), _column("stage"),
        _column("note", "wide") if days else _column("suspect", "wide"),
    ]  # fmt: skip
    return desk.table(columns, rows, lang=lang, label=word("table_days" if days else "table_hours", lang))


def _flag(text: str, lang: Language) -> str:
    item, _, check = text.partition(" ")
    return (
        f"{SHORT[item].text(lang)} {CHECKS[check].text(lang)}" if check in CHECKS and item in SHORT else text
    )
