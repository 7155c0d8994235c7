"""What people enter on the target board: a reported value of the chosen target, or a whole book.

Name and reason are obligatory; both are kept with what is entered, and nothing is ever overwritten.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from actions.target_entry import NotKeptError, RefusedFileError
from indicators.parameters import Language
from layouts import _desk as desk
from layouts._page import Hall
from layouts._target_words import word

LARGEST_BYTES = 5_000_000


def forms(lang: Language) -> html.Details:
    """The two forms, folded away until they are wanted."""

    def asked(ident: str, key: str) -> html.Label:
        return html.Label(
            [html.Span(word(key, lang)), dcc.Input(id=ident, type="text", autoComplete="off", maxLength=200)]
        )

    value = [
        html.H3(word("enter_value", lang)),
        html.P(id="targets-chosen-name"),
        asked("targets-enter-day", "enter_day"),
        asked("targets-enter-number", "enter_number"),
        asked("targets-enter-by", "enter_by"),
        asked("targets-enter-reason", "enter_reason"),
        html.Button(word("send", lang), id="targets-send", className="main"),
        html.Div(id="targets-sent", role="status"),
    ]
    book = [
        html.H3(word("enter_book", lang)),
        html.P(html.Button(word("template", lang), id="targets-template")),
        dcc.Download(id="targets-template-file"),
        asked("targets-book-by", "enter_by"),
        asked("targets-book-reason", "enter_reason"),
        dcc.Upload(
            html.Button(word("load_book", lang), className="main"),
            id="targets-book", accept=".xlsx,.yaml,.yml", max_size=LARGEST_BYTES,
        ),
        html.Div(id="targets-booked", role="status"),
    ]  # fmt: skip
    return html.Details(
        [html.Summary(word("enter", lang)), html.Div([html.Div(value), html.Div(book)], className="forms")],
        className="part entry",
    )


def callbacks(app: Dash, hall: Hall) -> None:
    """Register both acts; the board is asked again through the store `targets-kept`."""

    @app.callback(
        Output("targets-sent", "children"),
        Output("targets-kept", "data"),
        Input("targets-send", "n_clicks"),
        State("targets-chosen", "data"),
        State("targets-enter-day", "value"),
        State("targets-enter-number", "value"),
        State("targets-enter-by", "value"),
        State("targets-enter-reason", "value"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def report(
        clicks: int | None, chosen: Mapping[str, str] | None, day: str | None, number: str | None, by: str | None,
        reason: str | None, search: str | None,
    ) -> tuple[Any, Any]:  # fmt: skip
        if not clicks or hall.act is None or not chosen:
            return no_update, no_update
        lang = desk.language(hall, search)
        try:
            kept = hall.act.report_value(
                target=chosen["id"],
                day=_day(day, lang),
                value=_number(number, lang),
                by=by or "",
                reason=reason or "",
            )
        except NotKeptError as error:
            return desk.refused(ValueError(error.label.text(lang)), lang), no_update
        except (LookupError, ValueError) as error:
            return desk.refused(error, lang), no_update
        said = word("kept", lang, kept.target, kept.day, f"{kept.value:g}", kept.actor)
        return html.P(said, className="kept"), clicks

    @app.callback(
        Output("targets-booked", "children"),
        Output("targets-kept", "data", allow_duplicate=True),
        Input("targets-book", "contents"),
        State("targets-book", "filename"),
        State("targets-book-by", "value"),
        State("targets-book-reason", "value"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def hand_in(
        contents: str | None, name: str | None, by: str | None, reason: str | None, search: str | None
    ) -> tuple[Any, Any]:
        if not contents or hall.act is None:
            return no_update, no_update
        lang = desk.language(hall, search)
        try:
            content = base64.b64decode(contents.partition(",")[2], validate=True)
            done = hall.act.hand_in_targets(
                name=name or "book", content=content, by=by or "", reason=reason or ""
            )
        except (RefusedFileError, NotKeptError) as error:
            return desk.refused(ValueError(error.label.text(lang)), lang), no_update
        except (LookupError, ValueError, binascii.Error) as error:
            return desk.refused(error, lang), no_update
        kept = done.kept
        counts = (len(kept.new), len(kept.revised), len(kept.known), done.reported, len(done.refused))
        said = word("loaded", lang, done.file, *counts)
        refused = html.Ul([html.Li(sentence.text(lang)) for sentence in done.refused])
        return [html.P(said, className="kept"), refused], f"{name} {counts}"

    browser: Any = app.clientside_callback
    browser(
        ClientsideFunction("lanbi_targets", "named"),
        Output("targets-chosen-name", "children"),
        Input("targets-chosen", "data"),
    )

    @app.callback(
        Output("targets-template-file", "data"),
        Input("targets-template", "n_clicks"),
        prevent_initial_call=True,
    )
    def template(clicks: int | None) -> Any:
        if not clicks or hall.act is None:
            return no_update
        return desk.file(hall.act.target_template(), "lanbi-targets.xlsx")


def chosen_name(row: Mapping[str, Any]) -> str:
    """The chosen target as the form names it."""
    return f"{row['place']} {row['title']} ({row['id']})"


def _day(text: str | None, lang: Language) -> date:
    try:
        return date.fromisoformat((text or "").strip().replace("/", "-"))
    except ValueError:
        raise ValueError(word("no_day", lang, text or "")) from None


def _number(text: str | None, lang: Language) -> float:
    try:
        return float((text or "").strip().rstrip("%％"))
    except ValueError:
        raise ValueError(word("no_number", lang, text or "")) from None
