"""Whether the program is alive and up to date, what is the matter and what mends it; asked anew each minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from dash import Dash, Input, Output, html

from assessment.health import Health
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._page import Hall, Page
from layouts._words import minute, worded

PATH: Final = "health"
AGAIN_MS: Final = 60_000
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="系统运行状况", en="Health of the program"),
    "ok": Label(zh="正常", en="in order"),
    "degraded": Label(zh="需要留意", en="needs attention"),
    "down": Label(zh="故障", en="down"),
    "matter": Label(zh="发现的问题", en="What is the matter"),
    "nothing": Label(zh="没有问题", en="Nothing is the matter"),
    "what": Label(zh="问题", en="What"),
    "mend": Label(zh="处理办法", en="How to mend it"),
    "state": Label(zh="状态", en="State"),
    "store": Label(zh="数据库", en="Store"),
    "newest": Label(zh="最新小时", en="Newest hour"),
    "ago": Label(zh="{} 小时前", en="{} h ago"),
    "reporting": Label(zh="最新小时有数点位", en="Stations with the newest hour"),
    "stale": Label(zh="待更新的日统计", en="Days that wait for their facts"),
    "size": Label(zh="数据量", en="Size of the tables"),
    "backup": Label(zh="最近备份", en="Last backup"),
    "free": Label(zh="磁盘剩余", en="Free on the disk"),
    "known": Label(zh="最近入库", en="Newest batch"),
    "revision": Label(zh="数据版本", en="Revision mark"),
    "live": Label(zh="实时数据源", en="Live sources"),
    "live_none": Label(zh="未启用实时数据源", en="No live source is switched on"),
    "live_hint": Label(zh="在设置中启用：[sources.…] on = true", en="in the settings: [sources.…] on = true"),
    "source": Label(zh="数据源", en="Source"),
    "beat": Label(zh="最近一次调度", en="Last served"),
    "last": Label(zh="最近一次运行", en="Last run"),
    "good": Label(zh="最近一次成功", en="Last good run"),
    "message": Label(zh="说明", en="Message"),
    "overdue": Label(zh="逾期", en="overdue"),
    "never": Label(zh="从未", en="never"),
    "kept": Label(zh="各数据源入库情况", en="What came of each source"),
    "batches": Label(zh="批次", en="Batches"),
    "readings": Label(zh="新增读数", en="Kept"),
    "again": Label(zh="已有", en="Known"),
    "revised": Label(zh="修订", en="Revised"),
    "refused": Label(zh="拒收", en="Refused"),
    "open": Label(zh="其中待处理", en="not acted on"),
    "done": Label(zh="完成", en="done"),
    "empty": Label(zh="无数据", en="empty"),
    "failed": Label(zh="失败", en="failed"),
}  # fmt: skip
MARKS: Final = {"ok": "well", "degraded": "strong", "down": "ill"}
word: Final = partial(worded, WORDS)


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer and anew each minute."""
    lang = desk.language(hall, search)
    return desk.awaited(PATH, word("title", lang), lang, again_ms=AGAIN_MS, className="health")


def callbacks(app: Dash, hall: Hall) -> None:
    """Register the one answer of the page."""

    @app.callback(
        Output("health-head", "children"),
        Output("health-body", "children"),
        Input("lanbi-url", "search"),
        Input("health-again", "n_intervals"),
    )
    def show(search: str | None, _: int | None) -> tuple[Any, Any]:
        lang = desk.language(hall, search)
        found: Health = hall.ask.health(now=hall.clock())
        chip = html.Span(word(found.state, lang), className=f"mark {MARKS[found.state]}", id="health-state")
        at = html.Span(minute(found.at), className="mark")
        parts = [
            desk.section(word("matter", lang), _problems(found, lang)),
            desk.section(word("store", lang), _store(found, lang)),
            desk.section(word("live", lang), _live(found, lang)),
            desk.section(word("kept", lang), _kept(found, lang)),
        ]
        return desk.heading(word("title", lang), lang, marked=[chip, at]), html.Div(parts, className="parts")


def _problems(found: Health, lang: Language) -> Any:
    if not found.problems:
        return html.P(word("nothing", lang), className="well", id="health-well")
    columns = [
        desk.Column(key="state", title=WORDS["state"]),
        desk.Column(key="what", title=WORDS["what"], kind="wide"),
        desk.Column(key="mend", title=WORDS["mend"], kind="wide"),
    ]
    rows = [
        {
            "state": desk.Cell(text=word(one.state, lang), mark=MARKS[one.state]),
            "what": one.what.text(lang),
            "mend": one.mend.text(lang),
        }
        for one in found.problems
    ]
    return desk.table(columns, rows, lang=lang, label=word("matter", lang))


def _store(found: Health, lang: Language) -> Any:
    store = found.condition
    if store is None:
        return desk.empty(lang)
    age = "" if found.age is None else word("ago", lang, f"{found.age / timedelta(hours=1):,.1f}")
    facts = {
        "newest": f"{minute(store.newest)} {age}".strip() if store.newest else word("never", lang),
        "known": minute(store.known_at) if store.known_at else word("never", lang),
        "reporting": f"{store.reporting} / {store.stations}",
        "stale": str(store.stale_days),
        "backup": minute(store.backed_up) if store.backed_up else word("never", lang),
        "size": f"{store.size_bytes / 2**20:,.0f} MiB",
        "free": f"{found.free_gib:,.1f} GiB",
        "revision": str(store.revision),
    }
    return html.Dl(
        [html.Div([html.Dt(word(key, lang)), html.Dd(text)]) for key, text in facts.items()],
        className="facts",
    )


def _live(found: Health, lang: Language) -> Any:
    if not found.sources:
        return desk.empty(lang, word("live_none", lang), word("live_hint", lang))
    columns = [
        desk.Column(key="source", title=WORDS["source"], kind="wide"),
        desk.Column(key="state", title=WORDS["state"]),
        desk.Column(key="beat", title=WORDS["beat"]),
        desk.Column(key="last", title=WORDS["last"]),
        desk.Column(key="good", title=WORDS["good"]),
        desk.Column(key="message", title=WORDS["message"], kind="wide"),
    ]
    rows = [
        {
            "source": desk.Cell(text=one.title.text(lang), small=one.source),
            "state": desk.Cell(text=word("overdue", lang), mark="ill")
            if one.is_overdue
            else _state(one.last_state, lang),
            "beat": minute(one.beat) if one.beat else word("never", lang),
            "last": minute(one.last_ended) if one.last_ended else word("never", lang),
            "good": minute(one.last_good) if one.last_good else word("never", lang),
            "message": one.message or " ",
        }
        for one in found.sources
    ]
    return desk.table(columns, rows, lang=lang, label=word("live", lang))


def _state(state: str, lang: Language) -> desk.Cell:
    mark = {"done": "well", "failed": "ill"}.get(state, "")
    return desk.Cell(text=word(state, lang) if state in WORDS else state, mark=mark)


def _kept(found: Health, lang: Language) -> Any:
    names = ("batches", "readings", "again", "revised", "refused", "open")
    columns = [
        desk.Column(key="source", title=WORDS["source"]),
        *(desk.Column(key=name, title=WORDS[name], kind="number") for name in names),
        desk.Column(key="known", title=WORDS["known"]),
    ]
    sources = found.condition.sources if found.condition else {}
    rows = [
        {
            "source": name,
            "batches": f"{kept.batches:,}", "readings": f"{kept.kept:,}", "again": f"{kept.known:,}",
            "revised": f"{kept.revised:,}", "refused": f"{kept.refused:,}", "open": f"{kept.refused_open:,}",
            "known": minute(kept.newest),
        }
        for name, kept in sorted(sources.items())
    ]  # fmt: skip
    return desk.table(columns, rows, lang=lang, label=word("kept", lang))


PAGE = Page(path=PATH, title=Label(zh="运行", en="Health"), layout=layout, callbacks=callbacks, freezes=False)
