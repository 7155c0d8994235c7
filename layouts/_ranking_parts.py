"""What stands beside a ranking: why a member's place changed, what wins it places, and the replay of what was known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from dash import dcc, html

from indicators.parameters import Label
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._columns import symbols
from layouts._picture import name as on_map
from layouts._ranking_where import Asked, Here
from layouts._ranking_words import WORDS, word
from layouts._tiles import records
from layouts._water_words import spelled

PARTS: Final = ("own", "others", "membership", "own_revision", "others_revision")
WON: Final = (1, 3, 5)
Row = Mapping[str, Any]


def beside(one: Here, asked: Asked) -> list[Any]:
    """The parts beside the table: the chosen member, and the replay."""
    lang = one.lang
    parts: list[Any] = []
    if one.member:
        parts.append(desk.attempt(lang, lambda: _why(one, asked)))
        parts.append(desk.attempt(lang, lambda: _lever(one, asked)))
    else:
        parts.append(desk.section(word("why", lang), html.P(word("choose", lang), className="count")))
    parts.append(desk.attempt(lang, lambda: _replay(one, asked)))
    return parts


def _called(one: Here, row: Row) -> str:
    """The name of a member as the map has it; of a section or station as it is spelled."""
    known = on_map(str(row["code"]), one.hall.drawing)
    return known.text(one.lang) if known is not None else spelled(str(row["name"]), "", one.lang)


def _why(one: Here, asked: Asked) -> Any:
    """A member's change of place, taken apart into whole places that add up, and those it passed or was passed by."""
    lang = one.lang
    rows = records(asked.explained(one, one.member).table)
    own, passed = rows[0], rows[1:]
    then, now, change = (str(own[key]) for key in ("place_then", "place_now", "change"))
    causes = [
        {"part": word(key, lang), "places": _signed(own[key])}
        for key in PARTS
        if str(own[key]) not in ("", "0")
    ]
    if then and now:
        said: Any = word("same", lang) if change == "0" else word("from_to", lang, then, now)
    else:
        said = word("entered" if now else "left" if then else "no_place", lang)
    content: list[Any] = [html.P([html.B(_called(one, own)), " · ", said], className="lead")]
    if causes:
        columns = [
            desk.Column(key="part", title=WORDS["part"]),
            desk.Column(key="places", title=WORDS["places"], kind="number"),
        ]
        content.append(desk.table(columns, causes, lang=lang, label=word("why", lang)))
        content.append(html.P(word("shares_note", lang), className="count"))
    if passed and then and now:
        content.append(html.H3(word("passed", lang)))
        content.append(
            desk.table(
                [
                    desk.Column(key="name", title=WORDS["name"]),
                    desk.Column(key="against_it", title=WORDS["places"]),
                    desk.Column(key="value_then", title=WORDS["value_then"], kind="number"),
                    desk.Column(key="value_now", title=WORDS["value_now"], kind="number"),
                ],
                [
                    row | {
                        "name": desk.Cell(text=_called(one, row), href=one.link(member=str(row["code"]))),
                        "against_it": word(str(row["against_it"]), lang) if row["against_it"] else word("left", lang),
                    }
                    for row in passed
                ],
                lang=lang, label=word("passed", lang),
            )
        )  # fmt: skip
    close = dcc.Link(word("close", lang), href=one.link(member=None))
    against = word(f"against_{one.against or 'year'}", lang)
    return desk.section(word("why", lang), content, note=against, tools=close, ident="ranking-why")


def _lever(one: Here, asked: Asked) -> Any:
    """What the member's figure must become to win one, three or five places."""
    lang = one.lang
    title = word("lever", lang)
    mine = next((r for r in records(asked.rank(one).table) if str(r["code"]) == one.member), None)
    own = next((r for r in records(asked.explained(one, one.member).table.head(1))), None)
    place = str(own["place_now"]) if own else ""
    if mine is None or not place:
        return desk.section(title, html.P(word("no_place", lang), className="count"), ident="ranking-lever")
    if place == "1":
        return desk.section(title, html.P(word("first", lang), className="well"), ident="ranking-lever")
    by_item: dict[str, dict[str, Any]] = {}
    won = [places for places in WON if places < int(place)]
    for places in won:
        for row in records(asked.lever(one, one.member, places).table):
            item = str(row["item"])
            told = by_item.setdefault(item, {"item": _item(one, item), "value": str(row["value"])})
            cannot = "cannot" in str(row["note"]).split(";")
            told[f"win_{places}"] = (
                desk.Cell(text=word("cannot", lang))
                if cannot
                else desk.Cell(
                    text=str(row["needed"]), small=f"{_signed(row['change'])} · {row['rank_after']}"
                )
            )
    rows = list(by_item.values())
    columns = [
        desk.Column(key="item", title=WORDS["item"]),
        desk.Column(key="value", title=WORDS["value_now"], kind="number"),
        *(
            desk.Column(
                key=f"win_{n}", title=Label(zh=word("win", "zh", n), en=word("win", "en", n)), kind="number"
            )
            for n in won
        ),
    ]
    return desk.section(
        title,
        [
            desk.table(columns, rows, lang=lang, label=title),
            html.P(word("lever_note", lang), className="count"),
        ],
        ident="ranking-lever",
    )


def _item(one: Here, code: str) -> str:
    """The ranked figure by its title, an item of it by its symbol."""
    if code == one.indicator.code:
        return one.indicator.title.text(one.lang)
    return "".join(part if isinstance(part, str) else str(part.children) for part in symbols(code))


def _replay(one: Here, asked: Asked) -> Any:
    """The same window as it was known at the end of a day, beside now: whose place or figure has changed since."""
    lang = one.lang
    title = word("replay", lang)
    field = desk.ask_for(
        "ranking-then", "then", word("then", lang), f"{one.then}" if one.then else "", kind="date"
    )
    if one.then is None:
        return desk.section(
            title, html.P(word("replay_ask", lang), className="count"), tools=field, ident="ranking-replay"
        )
    then = datetime.combine(one.then + timedelta(days=1), time(), ZONE)
    rows = records(asked.replayed(one, then).table)
    if not any(str(row["value_then"]) for row in rows):
        return desk.section(
            title, desk.empty(lang, word("replay_before", lang)), tools=field, ident="ranking-replay"
        )
    changed = [
        row for row in rows
        if str(row["place_then"]) != str(row["place_now"]) or str(row["value_then"]) != str(row["value_now"])
    ]  # fmt: skip
    if not changed:
        return desk.section(
            title, html.P(word("replay_same", lang), className="well"), tools=field, ident="ranking-replay"
        )
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="place_then", title=WORDS["against_rank"], kind="number"),
        desk.Column(key="place_now", title=WORDS["rank"], kind="number"),
        desk.Column(key="value_then", title=WORDS["value_then"], kind="number"),
        desk.Column(key="value_now", title=WORDS["value_now"], kind="number"),
        desk.Column(key="cause", title=WORDS["cause"], kind="wide"),
    ]
    told = [
        row
        | {
            "name": _called(one, row),
            "cause": "; ".join(_cause(part, one) for part in str(row["cause"]).split(";")),
        }
        for row in changed
    ]
    return desk.section(
        title,
        [
            html.P(word("replay_some", lang, len(changed))),
            desk.table(columns, told, lang=lang, label=title),
            html.P(word("replay_note", lang), className="count"),
        ],
        tools=field,
        ident="ranking-replay",
    )


def _cause(part: str, one: Here) -> str:
    return word(part, one.lang) if part in WORDS else part


def _signed(text: object) -> str:
    said = str(text or "")
    return said if said in ("", "0") else said.replace("-", "−") if said.startswith("-") else f"+{said}"
