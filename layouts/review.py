"""Review on the desk: what a batch moved, setting one reading as reviewed, and mending what was refused.

The address holds the chosen batch, the state of the quarantine and the chosen refusal. Every act takes a name and a
reason; nothing is overwritten, so that each can be followed by another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from dash import Dash, Input, Output, State, dcc, html, no_update

from assessment.catalogue import entry
from assessment.periods import last_whole_day
from indicators.parameters import AIR_HOURLY, Label, Language, parameter
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._columns import words_of_notes
from layouts._page import Hall, Page
from layouts._quarantine import PATH, STATES, mending, one_refusal, record_number, refusals, refused, state_of
from layouts._review_words import WORDS, word
from layouts._tiles import records
from layouts._words import minute

STAGES: Final = {
    "provisional": Label(zh="实况", en="provisional"),
    "reviewed": Label(zh="审核", en="reviewed"),
}


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    form = _set_form(lang) if hall.act is not None else html.P(word("read_only", lang))
    return html.Div(
        [
            dcc.Store(id="review-kept"),
            html.Div(desk.heading(word("title", lang), lang), id="review-head"),
            html.Div(
                [
                    desk.section(word("batches", lang), html.Div(desk.waiting(lang), id="review-body")),
                    html.Div(id="review-moved"),
                    desk.section(word("set", lang), form, note=word("set_note", lang)),
                ]
            ),
            html.Div(
                [
                    desk.section(
                        word("quarantine", lang), html.Div(desk.waiting(lang), id="review-quarantine"),
                        note=word("quarantine_note", lang), tools=desk.takeaway("review", lang),
                    ),
                    html.Div(id="review-one"),
                    html.Div(id="review-mended", role="status"),
                ]
            ),
        ],
        id="review", className="review", lang=lang,
    )  # fmt: skip


def _set_form(lang: Language) -> html.Div:
    options = [{"label": parameter(code).symbol, "value": code} for code in AIR_HOURLY]
    return html.Div(
        [
            desk.typed("review-station", word("station", lang)),
            desk.typed("review-hour", word("hour", lang), "2026-03-13 14"),
            html.Label(
                [
                    html.Span(word("parameter", lang)),
                    dcc.Dropdown(options, "pm25", id="review-parameter", clearable=False, searchable=False),
                ]
            ),
            desk.typed("review-value", word("value", lang)),
            desk.typed("review-by", word("name", lang)),
            desk.typed("review-reason", word("why", lang)),
            html.Div(html.Button(word("save", lang), id="review-save", className="main"), className="tools"),
            html.Div(id="review-said", role="status"),
        ],
        className="entry-form",
    )


def callbacks(app: Dash, hall: Hall) -> None:
    """Register the batches, what one moved, the quarantine, one refusal, and the acts."""

    @app.callback(
        Output("review-head", "children"),
        Output("review-body", "children"),
        Output("review-moved", "children"),
        Output("review-quarantine", "children"),
        Output("review-one", "children"),
        Input("lanbi-url", "search"),
        Input("review-body", "id"),
        Input("review-kept", "data"),
    )
    def show(search: str | None, _: str, __: Any) -> tuple[Any, ...]:
        lang = desk.language(hall, search)
        asked = desk.asked(search)
        return (
            _head(asked, hall, search or "", lang),
            desk.attempt(lang, lambda: _batches(hall, asked, search or "", lang)),
            desk.attempt(lang, lambda: _moved(hall, asked, lang)),
            desk.attempt(lang, lambda: refusals(hall, asked, search or "", lang)),
            desk.attempt(lang, lambda: one_refusal(hall, asked, lang)),
        )

    _reviewing(app, hall)
    mending(app, hall)
    desk.downloads(app, hall, PATH, refused)


def _reviewing(app: Dash, hall: Hall) -> None:
    @app.callback(
        Output("review-said", "children"),
        Output("review-kept", "data"),
        Input("review-save", "n_clicks"),
        State("review-station", "value"),
        State("review-hour", "value"),
        State("review-parameter", "value"),
        State("review-value", "value"),
        State("review-by", "value"),
        State("review-reason", "value"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def save(
        clicks: int | None, station: str | None, hour: str | None, code: str | None, value: str | None,
        by: str | None, reason: str | None, search: str | None,
    ) -> tuple[Any, Any]:  # fmt: skip
        if not clicks or hall.act is None:
            return no_update, no_update
        lang = desk.language(hall, search)
        try:
            done = hall.act.review_reading(
                station=(station or "").strip(), start=_hour(hour, lang), parameter=str(code), by=by or "",
                value=_number(value, lang), reason=reason or "",
            )  # fmt: skip
        except (LookupError, ValueError) as error:
            return desk.refused(error, lang), no_update
        before = done.before.values[done.parameter]
        old = word("missing", lang) if math.isnan(before) else f"{before:g}"
        new = word("invalid", lang) if done.value is None else f"{done.value:g}"
        said = word("saved", lang, done.batch, done.before.station, old, new)
        return html.P(said, className="kept"), f"reviewed {done.batch}"


def _head(asked: Mapping[str, str], hall: Hall, search: str, lang: Language) -> html.Div:
    options = [
        (word(state, lang), desk.link(hall, PATH, search, state=None if state == "open" else state))
        for state in STATES
    ]
    return desk.heading(
        word("title", lang), lang,
        controls=desk.choices(
            "review-states", word("quarantine", lang), options, word(state_of(asked), lang), lang
        ),
    )  # fmt: skip


def _batches(hall: Hall, asked: Mapping[str, str], search: str, lang: Language) -> Any:
    rows = records(hall.ask.reviews(limit=200).table)
    if not rows:
        return desk.empty(lang, word("none", lang))
    columns = [
        desk.Column(key="batch", title=WORDS["batch"], kind="number"),
        desk.Column(key="what", title=WORDS["what"], kind="wide"),
        desk.Column(key="stage", title=WORDS["stage"]),
        desk.Column(key="known_at", title=WORDS["known_at"]),
        desk.Column(key="by", title=WORDS["by"]),
        desk.Column(key="reason", title=WORDS["reason"], kind="wide"),
        desk.Column(key="kept", title=WORDS["kept"], kind="number"),
        desk.Column(key="revised", title=WORDS["revised"], kind="number"),
    ]
    told = [
        row
        | {
            "batch": desk.Cell(
                text=str(row["batch"]), href=desk.link(hall, PATH, search, batch=str(row["batch"]))
            ),
            "what": desk.Cell(text=str(row["name"]), small=str(row["source"])),
            "stage": STAGES[str(row["stage"])].text(lang),
            "known_at": minute(row["known_at"]),
        }
        for row in rows
    ]
    chosen = asked.get("batch", "")
    return desk.table(
        columns, told, lang=lang, label=word("batches", lang), chosen=lambda row: row["batch"].text == chosen
    )


def _moved(hall: Hall, asked: Mapping[str, str], lang: Language) -> Any:
    """What the batch of the address moved; nothing where none is chosen."""
    if not asked.get("batch"):
        return None
    number = record_number(asked["batch"])
    until = last_whole_day(hall.clock())
    rows = records(hall.ask.moved(first=number, last=number, until=until, language=lang).table)
    title = word("moved", lang, number)
    if not rows:
        return desk.section(title, desk.empty(lang, word("moved_nothing", lang)))
    columns = [
        desk.Column(key="kind", title=WORDS["kind"]),
        desk.Column(key="who", title=WORDS["who"], kind="wide"),
        desk.Column(key="indicator", title=WORDS["indicator"]),
        desk.Column(key="start", title=WORDS["from"]),
        desk.Column(key="before", title=WORDS["before"], kind="number"),
        desk.Column(key="after", title=WORDS["after"], kind="number"),
        desk.Column(key="change", title=WORDS["change"], kind="number"),
        desk.Column(key="unit", title=WORDS["unit"]),
        desk.Column(key="note", title=WORDS["note"], kind="wide"),
    ]
    told = [
        row
        | {
            "kind": word(str(row["kind"]), lang), "indicator": _titled(str(row["indicator"]), lang),
            "start": str(row["start"])[:10],
            "who": desk.Cell(text=str(row["name"]), small=str(row["code"])),
            "note": "; ".join(words_of_notes(str(row["note"]), lang)) or " ",
        }
        for row in rows
    ]  # fmt: skip
    return desk.section(
        title, desk.table(columns, told, lang=lang, label=title), note=word("moved_note", lang)
    )


def _hour(text: str | None, lang: Language) -> datetime:
    """The start of an hour typed in Asia/Shanghai."""
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2})(?::00)?", (text or "").strip())
    try:
        if found:
            return datetime.fromisoformat(f"{found[1]}T{int(found[2]):02d}:00").replace(tzinfo=ZONE)
    except ValueError:
        pass
    raise ValueError(word("no_hour", lang, text or ""))


def _number(text: str | None, lang: Language) -> float | None:
    """A number typed; None for nothing, by which the reading becomes invalid."""
    if not (text or "").strip():
        return None
    try:
        return float((text or "").strip())
    except ValueError:
        raise ValueError(word("no_value", lang, text)) from None


def _titled(code: str, lang: Language) -> str:
    try:
        return entry(code).title.text(lang)
    except LookupError:  # a figure of a target that is reported and not made here
        return code


PAGE = Page(path=PATH, title=Label(zh="审核", en="Review"), layout=layout, callbacks=callbacks, freezes=False)
