"""The quarantine on the page of review: what was refused, one refusal with the acts on it, and mending it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from assessment.answer import Answer
from assessment.quarantine import REASONS
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._page import Hall
from layouts._review_words import WORDS, word
from layouts._tiles import records
from layouts._words import minute

PATH: Final = "review"
STATES: Final = ("open", "mended", "retaken", "all")
MOST: Final = 1_000_000  # refusals that are handed out at most


def refused(hall: Hall, search: str, limit: int = MOST) -> Answer:
    """The refusals of an address, the newest first."""
    return hall.ask.refused(state=state_of(desk.asked(search)), limit=limit)


def refusals(hall: Hall, asked: Mapping[str, str], search: str, lang: Language) -> Any:
    """The refusals of the address, each a link to itself."""
    rows = records(refused(hall, search, desk.ROWS).table)
    if not rows:
        return desk.empty(lang, word("clean", lang))
    columns = [
        desk.Column(key="id", title=Label(zh="编号", en="No."), kind="number"),
        desk.Column(key="state", title=WORDS["state"]),
        desk.Column(key="source", title=WORDS["source"]),
        desk.Column(key="file", title=WORDS["file"], kind="wide"),
        desk.Column(key="field", title=WORDS["field"]),
        desk.Column(key="reason", title=WORDS["why_refused"], kind="wide"),
        desk.Column(key="payload", title=WORDS["payload"], kind="wide"),
        desk.Column(key="by", title=WORDS["by"]),
    ]
    told = [
        row
        | {
            "id": desk.Cell(text=str(row["id"]), href=desk.link(hall, PATH, search, refusal=str(row["id"]))),
            "state": desk.Cell(
                text=word(str(row["state"]), lang), mark="strong" if row["state"] == "open" else "well"
            ),
            "file": desk.Cell(text=str(row["file"]), small=str(row["line"])),
            "payload": str(row["payload"])[:120],
            "reason": REASONS[row["reason"]].text(lang) if row["reason"] in REASONS else row["reason"],
        }
        for row in rows
    ]
    chosen = asked.get("refusal", "")
    table = desk.table(
        columns, told, lang=lang, label=word("quarantine", lang), chosen=lambda row: row["id"].text == chosen
    )
    if len(rows) < desk.ROWS:
        return table
    return [table, html.P(word("newest_only", lang, f"{desk.ROWS:,}"), className="count")]


def one_refusal(hall: Hall, asked: Mapping[str, str], lang: Language) -> Any:
    """The row of the refusal of the address with a form to mend it, and the acts on it."""
    if not asked.get("refusal"):
        return None
    number = record_number(asked["refusal"])
    row, acts = hall.ask.refusal(number=number)
    fields = records(row.table)
    parts: list[Any] = []
    if not fields:
        parts.append(desk.empty(lang, word("no_row", lang)))
    elif hall.act is None:
        parts.append(html.P(word("read_only", lang)))
    else:
        parts.append(_mend_form(fields, lang))
    done = records(acts.table)
    if done:
        columns = [
            desk.Column(key="at", title=WORDS["at"]),
            desk.Column(key="act", title=WORDS["act"]),
            desk.Column(key="batch", title=WORDS["batch"], kind="number"),
            desk.Column(key="by", title=WORDS["by"]),
            desk.Column(key="reason", title=WORDS["reason"], kind="wide"),
        ]
        told = [one | {"at": minute(one["at"]), "act": word(str(one["act"]), lang)} for one in done]
        parts.append(desk.table(columns, told, lang=lang, label=word("acts", lang)))
    return desk.section(word("mend", lang, number), html.Div(parts), note=word("mend_note", lang))


def _mend_form(fields: list[dict[str, Any]], lang: Language) -> html.Div:
    inputs = [
        html.Div(
            desk.typed(
                {"review": "field", "name": str(one["field"])}, str(one["field"]), str(one["text"]),
                str(one["text"]),
            ),
            className="refused" if one["refused"] else "",
        )
        for one in fields
    ]  # fmt: skip
    who = [
        desk.typed({"review": "who", "part": part}, word(key, lang))
        for part, key in (("by", "name"), ("reason", "why"))
    ]
    return html.Div(
        [
            html.Div(inputs, className="fields"),
            html.Div(who, className="entry-form"),
            html.Div(
                [
                    html.Button(word("mend_do", lang), id={"review": "do", "act": "mend"}, className="main"),
                    html.Button(word("retake_do", lang), id={"review": "do", "act": "retake"}),
                ],
                className="tools",
            ),
        ]
    )


def mending(app: Dash, hall: Hall) -> None:
    """Register the acts on the refusal of the address: mending it, and taking it again as it is."""

    @app.callback(
        Output("review-mended", "children"),
        Output("review-kept", "data", allow_duplicate=True),
        Input({"review": "do", "act": ALL}, "n_clicks"),
        State({"review": "field", "name": ALL}, "value"),
        State({"review": "field", "name": ALL}, "id"),
        State({"review": "field", "name": ALL}, "placeholder"),
        State({"review": "who", "part": ALL}, "value"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def mend(
        clicks: list[int | None], texts: list[str | None], names: list[dict[str, str]], before: list[str],
        who: list[str | None], search: str | None,
    ) -> tuple[Any, Any]:  # fmt: skip
        if not any(clicks) or hall.act is None or not isinstance(ctx.triggered_id, dict):
            return no_update, no_update
        lang = desk.language(hall, search)
        number = record_number(desk.asked(search).get("refusal"))
        by, reason = ((text or "") for text in (*who, "", "")[:2])
        try:
            if ctx.triggered_id["act"] == "retake":
                done = hall.act.retake_row(number=number, by=by, reason=reason)
            else:
                fields = {
                    name["name"]: text or ""
                    for name, text, old in zip(names, texts, before, strict=True)
                    if (text or "") != old
                }
                done = hall.act.mend_row(number=number, fields=fields, by=by, reason=reason)
        except (LookupError, ValueError) as error:
            return desk.refused(error, lang), no_update
        receipt = done.receipt
        said = word("taken", lang, done.act.batch, receipt.kept, receipt.known, receipt.revised)
        return html.P(said, className="kept"), f"{number} {done.act.number}"


def state_of(asked: Mapping[str, str]) -> str:
    """The state of the refusals that an address asks for; the open ones unless it says so."""
    state = asked.get("state", "open")
    return state if state in STATES else "open"


def record_number(text: str | None) -> int:
    """The number of a record in an address.

    Raises
    ------
    LookupError
        For what is no number.
    """
    if not re.fullmatch(r"\d{1,15}", text or ""):
        raise LookupError(f"there is no record {text!r}")
    return int(text or "0")
