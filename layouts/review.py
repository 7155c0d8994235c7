"""Review on the desk: what a batch moved, setting one reading as reviewed, and mending what was refused.

The address holds the chosen batch, the state of the quarantine and the chosen refusal. Every act takes a name and a
reason; nothing is overwritten, so that each can be followed by another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.periods import last_whole_day
from assessment.quarantine import REASONS
from indicators.parameters import AIR_HOURLY, Label, Language, parameter
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._columns import words_of_notes
from layouts._page import Hall, Page
from layouts._tiles import records
from layouts._words import minute, worded

PATH: Final = "review"
STATES: Final = ("open", "mended", "retaken", "all")
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="审核与隔离区", en="Review and quarantine"),
    "batches": Label(zh="审核与修订批次", en="Batches that reviewed or revised"),
    "batch": Label(zh="批次", en="Batch"),
    "what": Label(zh="内容", en="What"),
    "stage": Label(zh="阶段", en="Stage"),
    "known_at": Label(zh="入库时间", en="Known at"),
    "by": Label(zh="经手人", en="By"),
    "reason": Label(zh="依据", en="Reason"),
    "revised": Label(zh="修订", en="Revised"),
    "kept": Label(zh="新增", en="Kept"),
    "none": Label(zh="尚无审核或修订", en="Nothing has been reviewed or revised"),
    "moved": Label(zh="批次 {} 改变了什么", en="What batch {} moved"),
    "moved_note": Label(zh="按批次前后各算一次", en="asked as known before and after it"),
    "moved_nothing": Label(zh="未改变任何指标、名次或目标状态", en="It moved no figure, place or target state"),
    "kind": Label(zh="类别", en="Kind"),
    "figure": Label(zh="指标", en="figure"),
    "rank": Label(zh="名次", en="place"),
    "target_state": Label(zh="目标状态", en="target state"),
    "target_figure": Label(zh="目标进度", en="target figure"),
    "who": Label(zh="对象", en="Of"),
    "indicator": Label(zh="指标", en="Figure"),
    "from": Label(zh="起", en="From"),
    "before": Label(zh="之前", en="Before"),
    "after": Label(zh="之后", en="After"),
    "change": Label(zh="变化", en="Change"),
    "unit": Label(zh="单位", en="Unit"),
    "note": Label(zh="说明", en="Note"),
    "set": Label(zh="审核一个小时值", en="Review one reading"),
    "set_note": Label(zh="原值保留，另存为审核值", en="the earlier value stays; this becomes the reviewed one"),
    "station": Label(zh="点位编码", en="Station code"),
    "hour": Label(zh="小时（起，如 2026-03-13 14）", en="Hour that begins at (2026-03-13 14)"),
    "parameter": Label(zh="项目", en="Parameter"),
    "value": Label(zh="审核值（留空则判为无效）", en="Reviewed value (empty: invalid)"),
    "name": Label(zh="姓名（必填）", en="Your name (required)"),
    "why": Label(zh="依据（必填）", en="Reason (required)"),
    "save": Label(zh="记入审核值", en="Keep as reviewed"),
    "saved": Label(zh="已记入批次 {}：{} {} → {}", en="Kept in batch {}: {} {} → {}"),
    "invalid": Label(zh="无效", en="invalid"),
    "missing": Label(zh="缺测", en="missing"),
    "no_hour": Label(zh="“{}”不是小时，例：2026-03-13 14", en="'{}' is no hour like 2026-03-13 14"),
    "no_value": Label(zh="“{}”不是数值", en="'{}' is no number"),
    "quarantine": Label(zh="隔离区", en="Quarantine"),
    "quarantine_note": Label(zh="拒收的行与字段，附原文", en="refused rows and fields, as they came"),
    "state": Label(zh="状态", en="State"),
    "open": Label(zh="待处理", en="open"),
    "mended": Label(zh="已更正", en="mended"),
    "retaken": Label(zh="已重取", en="taken again"),
    "all": Label(zh="全部", en="all"),
    "source": Label(zh="数据源", en="Source"),
    "file": Label(zh="文件与行", en="File and line"),
    "field": Label(zh="字段", en="Field"),
    "why_refused": Label(zh="拒收原因", en="Why"),
    "payload": Label(zh="原文", en="Payload"),
    "clean": Label(zh="隔离区没有记录", en="Nothing in quarantine"),
    "mend": Label(zh="更正第 {} 条", en="Mend refusal {}"),
    "mend_note": Label(
        zh="改正字段后按该数据源的规则重新读取，单独成批", en="it is read again as its source is, in a batch of its own"
    ),
    "mend_do": Label(zh="更正并入库", en="Mend and take"),
    "retake_do": Label(zh="原样重取", en="Take again as it is"),
    "taken": Label(
        zh="已入库，批次 {}：新增 {}，已有 {}，修订 {}", en="Taken in batch {}: kept {}, known {}, revised {}"
    ),
    "no_row": Label(
        zh="该行未留存：请改正原文件后重新加载", en="Its row is not on record: correct the file and load it again"
    ),
    "acts": Label(zh="处理经过", en="Acts on it"),
    "at": Label(zh="时间", en="When"),
    "act": Label(zh="处理", en="Act"),
    "read_only": Label(zh="此处只读", en="Read only here"),
}  # fmt: skip
STAGES: Final = {
    "provisional": Label(zh="实况", en="provisional"),
    "reviewed": Label(zh="审核", en="reviewed"),
}
word: Final = partial(worded, WORDS)


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
            desk.attempt(lang, lambda: _refusals(hall, asked, search or "", lang)),
            desk.attempt(lang, lambda: _one(hall, asked, lang)),
        )

    _reviewing(app, hall)
    _mending(app, hall)
    desk.downloads(app, hall, PATH, _refused)


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


def _mending(app: Dash, hall: Hall) -> None:
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
        number = _whole(desk.asked(search).get("refusal"))
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


def _head(asked: Mapping[str, str], hall: Hall, search: str, lang: Language) -> html.Div:
    options = [
        (word(state, lang), desk.link(hall, PATH, search, state=None if state == "open" else state))
        for state in STATES
    ]
    return desk.heading(
        word("title", lang), lang,
        controls=desk.choices(
            "review-states", word("quarantine", lang), options, word(_state(asked), lang), lang
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
    number = _whole(asked["batch"])
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


def _refused(hall: Hall, search: str) -> Answer:
    """The refusals of an address."""
    return hall.ask.refused(state=_state(desk.asked(search)), limit=1000)


def _refusals(hall: Hall, asked: Mapping[str, str], search: str, lang: Language) -> Any:
    rows = records(_refused(hall, search).table)
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
    return desk.table(
        columns, told, lang=lang, label=word("quarantine", lang), chosen=lambda row: row["id"].text == chosen
    )


def _one(hall: Hall, asked: Mapping[str, str], lang: Language) -> Any:
    """The row of the refusal of the address with a form to mend it, and the acts on it."""
    if not asked.get("refusal"):
        return None
    number = _whole(asked["refusal"])
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


def _state(asked: Mapping[str, str]) -> str:
    state = asked.get("state", "open")
    return state if state in STATES else "open"


def _whole(text: str | None) -> int:
    if not re.fullmatch(r"\d{1,15}", text or ""):
        raise LookupError(f"there is no record {text!r}")
    return int(text or "0")


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
