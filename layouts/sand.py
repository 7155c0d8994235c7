"""Sand events on the desk: what the rule proposes, the evidence of one, people's acts, every figure with and without.

The address holds place, state, days and the chosen event. Only a person's act takes hours out of a number: name and
reason are obligatory, and an act is undone by a further one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from assessment.answer import Answer
from figures.sand_hours import sand_hours
from geo.names import romanised
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._columns import words_of_notes
from layouts._page import Hall, Page
from layouts._target_tiles import unit
from layouts._tiles import records
from layouts._words import minute, worded

PATH: Final = "sand"
STATES: Final = ("proposed", "approved", "withdrawn")
MARKS: Final = {"proposed": "strong", "approved": "well", "withdrawn": ""}
LONGEST = timedelta(days=100)
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="沙尘天气影响", en="Sand and dust events"),
    "all": Label(zh="全部", en="all"),
    "proposed": Label(zh="待定", en="proposed"),
    "approved": Label(zh="已批准", en="approved"),
    "withdrawn": Label(zh="已撤回", en="withdrawn"),
    "state": Label(zh="状态", en="State"),
    "events": Label(zh="事件", en="Events"),
    "events_note": Label(
        zh="按规则提出，由人批准后方可扣除", en="the rule proposes; only a person's act leaves hours out"
    ),
    "event": Label(zh="编号", en="Event"),
    "place": Label(zh="城市", en="City"),
    "from": Label(zh="起", en="From"),
    "to": Label(zh="止", en="To"),
    "hours": Label(zh="小时", en="Hours"),
    "before": Label(zh="此前6小时均值", en="Mean of 6 h before"),
    "peak": Label(zh="峰值", en="Peak"),
    "stations": Label(zh="点位", en="Stations"),
    "by": Label(zh="经手人", en="By"),
    "reason": Label(zh="依据", en="Reason"),
    "at": Label(zh="时间", en="When"),
    "open": Label(zh="尚未结束", en="not over"),
    "curve": Label(zh="事件前后各小时", en="The hours around it"),
    "acts": Label(zh="处理经过", en="Acts on it"),
    "evidence": Label(zh="各点位依据", en="Evidence of each station"),
    "times": Label(zh="倍数", en="Times"),
    "station": Label(zh="点位", en="Station"),
    "code": Label(zh="编码", en="Code"),
    "effect": Label(zh="扣除前后各项指标", en="Every figure with and without"),
    "effect_note": Label(
        zh="“扣沙”只扣除已批准事件的时段", en="'without' leaves out the hours of approved events only"
    ),
    "span": Label(zh="时段", en="Span"),
    "days": Label(zh="事件各日", en="its days"),
    "month": Label(zh="当月", en="the month"),
    "year": Label(zh="年初至当月末", en="year to the month's end"),
    "indicator": Label(zh="指标", en="Figure"),
    "with": Label(zh="含沙", en="With sand"),
    "without": Label(zh="扣沙", en="Without"),
    "change": Label(zh="变化", en="Change"),
    "note": Label(zh="说明", en="Note"),
    "decide": Label(zh="批准或撤回", en="Approve or withdraw"),
    "name": Label(zh="姓名（必填）", en="Your name (required)"),
    "why": Label(zh="依据（必填）", en="Reason (required)"),
    "approve": Label(zh="批准扣除", en="Approve"),
    "withdraw": Label(zh="撤回", en="Withdraw"),
    "first": Label(zh="起（可改，如 2026-03-18 11:00）", en="From (may be changed, 2026-03-18 11:00)"),
    "last": Label(zh="止（可改）", en="To (may be changed)"),
    "done": Label(zh="已记入：{} {}（{}）", en="Kept: {} {} ({})"),
    "read_only": Label(zh="此处只读", en="Read only here"),
    "no_time": Label(zh="“{}”不是时间，例：2026-03-18 11:00", en="'{}' is no time like 2026-03-18 11:00"),
    "none": Label(zh="没有记录的沙尘事件", en="No sand event on record"),
    "none_hint": Label(zh="在下方按规则查找一个时段。", en="Let the rule look through some days below."),
    "find": Label(zh="按规则查找", en="Let the rule look"),
    "find_from": Label(zh="起始日", en="First day"),
    "find_to": Label(zh="截止日", en="Last day"),
    "found": Label(
        zh="{}：找到 {} 个，新增 {}，更新 {}，已有 {}", en="{}: {} found, {} new, {} revised, {} known"
    ),
    "long": Label(zh="一次最多 {} 天", en="at most {} days at a time"),
    "no_day": Label(zh="“{}”不是日期", en="'{}' is no day"),
}
word: Final = partial(worded, WORDS)


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    forms = [_decide(lang)] if hall.act is not None else [html.P(word("read_only", lang))]
    return html.Div(
        [
            dcc.Store(id="sand-kept"),
            dcc.Store(id="sand-event"),
            html.Div(desk.heading(word("title", lang), lang), id="sand-head"),
            html.Div(
                [
                    desk.section(
                        word("events", lang), html.Div(desk.waiting(lang), id="sand-body"),
                        note=word("events_note", lang), tools=desk.takeaway("sand", lang),
                    ),
                    desk.section(word("find", lang), _find(lang)) if hall.act is not None else None,
                    html.Div(id="sand-effect"),
                ]
            ),
            html.Div(
                [
                    html.Div(id="sand-one"),
                    desk.section(word("curve", lang), desk.picture("sand-hours", word("curve", lang))),
                    desk.section(word("decide", lang), html.Div(forms)),
                    html.Div(id="sand-evidence"),
                ],
                id="sand-chosen", hidden=True,
            ),
        ],
        id="sand", className="sand", lang=lang,
    )  # fmt: skip


def _decide(lang: Language) -> html.Div:
    return html.Div(
        [
            desk.typed("sand-by", word("name", lang)),
            desk.typed("sand-reason", word("why", lang)),
            desk.typed("sand-first", word("first", lang)),
            desk.typed("sand-last", word("last", lang)),
            html.Div(
                [
                    html.Button(word("approve", lang), id="sand-approve", className="main"),
                    html.Button(word("withdraw", lang), id="sand-withdraw"),
                ],
                className="tools",
            ),
            html.Div(id="sand-said", role="status"),
        ],
        className="entry-form",
    )


def _find(lang: Language) -> html.Div:
    return html.Div(
        [
            desk.typed("sand-find-first", word("find_from", lang), "2026-03-01"),
            desk.typed("sand-find-last", word("find_to", lang), "2026-03-31"),
            desk.typed("sand-find-by", word("name", lang)),
            html.Button(word("find", lang), id="sand-find"),
            html.Div(id="sand-found", role="status"),
        ],
        className="entry-form row",
    )


def callbacks(app: Dash, hall: Hall) -> None:
    """Register the list, one event, and the acts."""

    @app.callback(
        Output("sand-head", "children"),
        Output("sand-body", "children"),
        Output("sand-event", "data"),
        Input("lanbi-url", "search"),
        Input("sand-body", "id"),
        Input("sand-kept", "data"),
    )
    def show(search: str | None, _: str, __: Any) -> tuple[Any, Any, Any]:
        lang = desk.language(hall, search)
        try:
            answer = _events(hall, search or "")
        except (LookupError, ValueError) as error:
            return desk.heading(word("title", lang), lang), desk.refused(error, lang), None
        rows = records(answer.table)
        chosen = _chosen(rows, desk.asked(search).get("event", ""))
        return _head(answer, hall, search or "", lang), _table(hall, rows, chosen, search or "", lang), chosen

    @app.callback(
        Output("sand-chosen", "hidden"),
        Output("sand-one", "children"),
        Output("sand-evidence", "children"),
        Output("sand-hours-figure", "data"),
        Output("sand-effect", "children"),
        Input("sand-event", "data"),
        State("lanbi-url", "search"),
    )
    def one(chosen: Mapping[str, Any] | None, search: str | None) -> tuple[Any, ...]:
        if not chosen:
            return True, None, None, None, None
        return _one(hall, chosen, desk.language(hall, search), desk.as_of(search))

    _acts(app, hall)
    desk.downloads(app, hall, PATH, _events)
    desk.drawing(app, "sand-hours")


def _acts(app: Dash, hall: Hall) -> None:
    @app.callback(
        Output("sand-said", "children"),
        Output("sand-kept", "data"),
        Input("sand-approve", "n_clicks"),
        Input("sand-withdraw", "n_clicks"),
        State("sand-event", "data"),
        State("sand-by", "value"),
        State("sand-reason", "value"),
        State("sand-first", "value"),
        State("sand-last", "value"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def decide(
        approve: int | None, withdraw: int | None, chosen: Mapping[str, Any] | None, by: str | None,
        reason: str | None, first: str | None, last: str | None, search: str | None,
    ) -> tuple[Any, Any]:  # fmt: skip
        if not (approve or withdraw) or hall.act is None or not chosen:
            return no_update, no_update
        lang = desk.language(hall, search)
        named = {"event": str(chosen["event"]), "by": by or "", "reason": reason or ""}
        try:
            if ctx.triggered_id == "sand-approve":
                kept = hall.act.approve_sand(**named, start=_moment(first, lang), end=_moment(last, lang))
            else:
                kept = hall.act.withdraw_sand(**named)
        except (LookupError, ValueError) as error:
            return desk.refused(error, lang), no_update
        said = word("done", lang, kept.event, word(kept.state, lang), kept.actor)
        return html.P(said, className="kept"), f"{kept.event} {kept.number}"

    @app.callback(
        Output("sand-found", "children"),
        Output("sand-kept", "data", allow_duplicate=True),
        Input("sand-find", "n_clicks"),
        State("sand-find-first", "value"),
        State("sand-find-last", "value"),
        State("sand-find-by", "value"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def find(
        clicks: int | None, first: str | None, last: str | None, by: str | None, search: str | None
    ) -> tuple[Any, Any]:
        if not clicks or hall.act is None:
            return no_update, no_update
        lang = desk.language(hall, search)
        place = desk.asked(search).get("place", "100000")
        try:
            start, end = _day(first, lang), _day(last, lang)
            if not timedelta(0) <= end - start <= LONGEST:
                raise ValueError(word("long", lang, LONGEST.days))
            found = hall.ask.sand_proposals(within=place, first=start, last=end)
            done = hall.act.propose_sand(found, by=by or "", reason=word("find", "zh"))
        except (LookupError, ValueError) as error:
            return desk.refused(error, lang), no_update
        said = word("found", lang, place, len(found), len(done.new), len(done.revised), done.known)
        return html.P(said, className="kept"), f"found {clicks}"


def _events(hall: Hall, search: str) -> Answer:
    """The events of an address."""
    asked = desk.asked(search)
    state = asked.get("state", "")
    return hall.ask.sand_events(
        state=state if state in STATES else None, within=asked.get("place"), as_of=desk.as_of(search)
    )


def _chosen(rows: list[dict[str, Any]], event: str) -> dict[str, Any] | None:
    """The event of the address; without it the first that nobody has acted on, or the last."""
    named = [row for row in rows if row["event"] == event]
    waiting = [row for row in rows if row["state"] == "proposed"]
    return next(iter(named or waiting or rows[-1:]), None)


def _head(answer: Answer, hall: Hall, search: str, lang: Language) -> html.Div:
    states = [("all", None), *((state, state) for state in STATES)]
    options = [
        (word(key, lang), desk.link(hall, PATH, search, state=text, event=None)) for key, text in states
    ]
    chosen = desk.asked(search).get("state", "all")
    return desk.heading(
        word("title", lang), lang, marked=desk.marks(answer.passport, lang, unreviewed=True),
        controls=desk.choices(
            "sand-states", word("state", lang), options, word(chosen if chosen in STATES else "all", lang), lang
        ),
    )  # fmt: skip


def _table(
    hall: Hall, rows: list[dict[str, Any]], chosen: Mapping[str, Any] | None, search: str, lang: Language
) -> Any:
    if not rows:
        return desk.empty(lang, word("none", lang), word("none_hint", lang))
    columns = [
        desk.Column(key="name", title=WORDS["place"]),
        desk.Column(key="start", title=WORDS["from"]),
        desk.Column(key="end", title=WORDS["to"]),
        desk.Column(key="hours", title=WORDS["hours"], kind="number", unit="h"),
        desk.Column(key="before_ug", title=WORDS["before"], kind="number", unit="µg/m³"),
        desk.Column(key="peak_ug", title=WORDS["peak"], kind="number", unit="µg/m³"),
        desk.Column(key="state", title=WORDS["state"]),
        desk.Column(key="by", title=WORDS["by"]),
    ]
    told = [
        row
        | {
            "name": desk.Cell(
                text=_city(hall, row, lang), href=desk.link(hall, PATH, search, event=str(row["event"]))
            ),
            "start": minute(row["start"]), "end": word("open", lang) if row["open"] else minute(row["end"]),
            "state": desk.Cell(text=word(str(row["state"]), lang), mark=MARKS[str(row["state"])]),
            "by": _said(row["by"], lang),
        }
        for row in rows
    ]  # fmt: skip
    event = chosen["event"] if chosen else ""
    return desk.table(
        columns, told, lang=lang, label=word("events", lang), chosen=lambda row: row["event"] == event
    )


def _one(hall: Hall, chosen: Mapping[str, Any], lang: Language, as_of: datetime | None) -> tuple[Any, ...]:
    """Headline with the acts, the stations, the curve and the figures of one event."""
    event = str(chosen["event"])
    try:
        acts, stations, hours = hall.ask.sand_evidence(event=event, as_of=as_of)
    except (LookupError, ValueError) as error:
        return False, desk.refused(error, lang), None, None, None
    history = desk.table(
        [
            desk.Column(key="at", title=WORDS["at"]),
            desk.Column(key="state", title=WORDS["state"]),
            desk.Column(key="span", title=WORDS["hours"]),
            desk.Column(key="by", title=WORDS["by"]),
            desk.Column(key="reason", title=WORDS["reason"], kind="wide"),
        ],
        [
            row | {"at": minute(row["at"]), "state": word(str(row["state"]), lang), "by": _said(row["by"], lang),
                   "reason": _said(row["reason"], lang),
                   "span": f"{minute(row['start'])} – {minute(row['end'])}"}
            for row in records(acts.table)
        ],
        lang=lang, label=word("acts", lang),
    )  # fmt: skip
    title = [f"{_city(hall, chosen, lang)} ", html.Small(event)]
    beside = desk.section(
        word("evidence", lang),
        desk.table(
            [
                desk.Column(key="name", title=WORDS["station"]),
                desk.Column(key="code", title=WORDS["code"]),
                desk.Column(key="before_ug", title=WORDS["before"], kind="number", unit="µg/m³"),
                desk.Column(key="peak_ug", title=WORDS["peak"], kind="number", unit="µg/m³"),
                desk.Column(key="peak", title=WORDS["at"]),
                desk.Column(key="times", title=WORDS["times"], kind="number"),
            ],
            [row | {"name": _name(row["name"], lang)} for row in records(stations.table)],
            lang=lang, label=word("evidence", lang),
        ),
    )  # fmt: skip
    figure = sand_hours(
        hours, city=str(chosen["code"]), start=datetime.fromisoformat(str(chosen["start"])),
        end=datetime.fromisoformat(str(chosen["end"])), lang=lang,
    )  # fmt: skip
    effect = desk.section(
        word("effect", lang),
        desk.attempt(lang, lambda: _effect(hall, event, lang, as_of)),
        note=word("effect_note", lang),
    )
    return False, desk.section(title, history), beside, desk.drawn(figure, hours, lang), effect


def _effect(hall: Hall, event: str, lang: Language, as_of: datetime | None) -> Any:
    answer = hall.ask.sand_effect(event=event, language=lang, as_of=as_of)
    columns = [
        desk.Column(key="span", title=WORDS["span"]),
        desk.Column(key="title", title=WORDS["indicator"], kind="wide"),
        desk.Column(key="with", title=WORDS["with"], kind="number"),
        desk.Column(key="without", title=WORDS["without"], kind="number"),
        desk.Column(key="change", title=WORDS["change"], kind="number"),
        desk.Column(key="unit", title=Label(zh="单位", en="Unit")),
        desk.Column(key="note", title=WORDS["note"], kind="wide"),
    ]
    rows = [
        row
        | {
            "span": desk.Cell(text=word(str(row["span"]), lang), small=f"{row['start']} – {row['end']}"),
            "unit": unit(row, lang),
            "note": "; ".join(words_of_notes(str(row["note"]), lang)) or " ",
        }
        for row in records(answer.table)
    ]
    return desk.table(columns, rows, lang=lang, label=word("effect", lang))


_SAID: Final[Mapping[str, Label]] = {
    "rule": Label(zh="规则", en="rule"),
    "proposed by the rule": Label(zh="按规则提出", en="proposed by the rule"),
}


def _said(text: object, lang: Language) -> str:
    """Who acted and why, as it was written; of the rule in the language of the screen."""
    said = str(text or "")
    return _SAID[said].text(lang) if said in _SAID else said


def _city(hall: Hall, row: Mapping[str, Any], lang: Language) -> str:
    """The name of an event's city."""
    known = hall.drawing.cities.get(str(row["code"]))
    return known.name.text(lang) if known else _name(row["name"], lang)


def _name(text: object, lang: Language) -> str:
    return romanised(str(text)) if lang == "en" else str(text)


def _moment(text: str | None, lang: Language) -> datetime | None:
    """A time typed in Asia/Shanghai; nothing where nothing is typed."""
    if not (text or "").strip():
        return None
    try:
        return datetime.fromisoformat((text or "").strip()).replace(tzinfo=ZONE)
    except ValueError:
        raise ValueError(word("no_time", lang, text)) from None


def _day(text: str | None, lang: Language) -> date:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        raise ValueError(word("no_day", lang, text or "")) from None


PAGE = Page(path=PATH, title=Label(zh="沙尘", en="Sand"), layout=layout, callbacks=callbacks)
