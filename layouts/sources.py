"""The sources: who publishes, under which licence and how often, whether it is on, proven and when it last answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from dash import Dash, Input, Output, dcc, html

from assessment.answer import Answer
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._columns import symbols
from layouts._page import Hall, Page
from layouts._tiles import records
from layouts._words import minute, worded

PATH: Final = "sources"
AGAIN_MS: Final = 60_000
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="数据源", en="Sources"),
    "used": Label(zh="本库用到的数据源", en="Sources of this installation"),
    "used_none": Label(zh="还没有数据入库", en="Nothing has been taken in yet"),
    "known": Label(zh="程序认识的其他数据源", en="Further sources that the program knows"),
    "known_note": Label(
        zh="在设置中启用：[sources.名称] on = true；或用 load 命令载入文件",
        en="switch one on in the settings: [sources.NAME] on = true; or hand in its files with `load`",
    ),
    "source": Label(zh="数据源", en="Source"),
    "on": Label(zh="启用", en="On"),
    "yes": Label(zh="启用", en="on"),
    "no": Label(zh="未启用", en="off"),
    "files": Label(zh="文件载入", en="from files"),
    "live": Label(zh="实时接口", en="Live service"),
    "proven": Label(zh="已实际验证", en="proven live"),
    "unproven": Label(zh="尚未实际验证", en="not yet proven live"),
    "none": Label(zh="无，仅文件", en="none, files only"),
    "state": Label(zh="最近一次运行", en="Last run"),
    "overdue": Label(zh="逾期", en="overdue"),
    "done": Label(zh="完成", en="done"),
    "empty": Label(zh="无数据", en="empty"),
    "failed": Label(zh="失败", en="failed"),
    "last_good": Label(zh="最近一次成功", en="Last good run"),
    "newest": Label(zh="最近入库", en="Newest batch"),
    "kept": Label(zh="读数", en="Readings"),
    "revised": Label(zh="修订", en="Revised"),
    "refused": Label(zh="拒收", en="Refused"),
    "cadence": Label(zh="频次", en="Every"),
    "lag": Label(zh="滞后", en="Lag"),
    "licence": Label(zh="许可", en="Licence"),
    "parameters": Label(zh="项目", en="Parameters"),
    "stamp": Label(zh="时标", en="Stamp"),
    "stamp_start": Label(zh="时段起", en="start of the hour"),
    "stamp_end": Label(zh="时段止", en="end of the hour"),
    "stamp_day": Label(zh="日", en="day"),
    "stamp_month": Label(zh="月", en="month"),
    "never": Label(zh="从未", en="never"),
    "gaps": Label(zh="各小时的到达与缺口见时次台账", en="What became of every expected hour is in the slot ledger"),
    "simulated": Label(zh="模拟", en="simulated"),
    "homepage": Label(zh="主页", en="Homepage"),
    "d": Label(zh="{} 天", en="{} d"),
    "h": Label(zh="{} 小时", en="{} h"),
    "min": Label(zh="{} 分钟", en="{} min"),
}  # fmt: skip
word: Final = partial(worded, WORDS)


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer and anew each minute."""
    lang = desk.language(hall, search)
    return desk.awaited(PATH, word("title", lang), lang, again_ms=AGAIN_MS)


def callbacks(app: Dash, hall: Hall) -> None:
    """Register the one answer of the page."""

    @app.callback(
        Output("sources-head", "children"),
        Output("sources-body", "children"),
        Input("lanbi-url", "search"),
        Input("sources-again", "n_intervals"),
    )
    def show(search: str | None, _: int | None) -> tuple[Any, Any]:
        lang = desk.language(hall, search)
        top = desk.heading(word("title", lang), lang, controls=desk.takeaway(PATH, lang))
        return top, desk.attempt(lang, lambda: _body(hall, search or "", lang))

    desk.downloads(app, hall, PATH, lambda hall, _: _ask(hall))


def _ask(hall: Hall) -> Answer:
    return hall.ask.publishers(found=hall.ask.health(now=hall.clock()))


def _body(hall: Hall, search: str, lang: Language) -> Any:
    rows = records(_ask(hall).table)
    used = [row for row in rows if row["on"] or int(row["batches"])]
    others = [row for row in rows if not (row["on"] or int(row["batches"]))]
    ledger = dcc.Link(word("gaps", lang), href=desk.link(hall, "ledger", search, passport=None))
    return [
        desk.section(
            word("used", lang), _used(used, lang) if used else desk.empty(lang, word("used_none", lang)), tools=ledger,
            ident="sources-used",
        ),
        desk.section(word("known", lang), _known(others, lang), note=word("known_note", lang), ident="sources-known")
        if others else None,
    ]  # fmt: skip


def _used(rows: list[dict[str, Any]], lang: Language) -> Any:
    columns = [
        desk.Column(key="source", title=WORDS["source"], kind="wide"),
        desk.Column(key="on", title=WORDS["on"]),
        desk.Column(key="live", title=WORDS["live"]),
        desk.Column(key="state", title=WORDS["state"], kind="wide"),
        desk.Column(key="last_good", title=WORDS["last_good"]),
        desk.Column(key="newest", title=WORDS["newest"]),
        *(desk.Column(key=name, title=WORDS[name], kind="number") for name in ("kept", "revised", "refused")),
        desk.Column(key="cadence", title=WORDS["cadence"]),
        desk.Column(key="stamp", title=WORDS["stamp"]),
        desk.Column(key="licence", title=WORDS["licence"], kind="wide"),
    ]
    told = [
        _shared(row, lang) | {
            "on": desk.Cell(text=word("yes", lang), mark="well") if row["on"] else word("files", lang),
            "state": _state(row, lang), "last_good": _time(row["last_good"], lang) if row["on"] else "",
            "newest": _time(row["newest"], lang), "kept": f"{row['kept']:,}", "revised": f"{row['revised']:,}",
            "refused": f"{row['refused']:,}",
        }
        for row in rows
    ]  # fmt: skip
    return desk.table(columns, told, lang=lang, label=word("used", lang))


def _known(rows: list[dict[str, Any]], lang: Language) -> Any:
    columns = [
        desk.Column(key="source", title=WORDS["source"], kind="wide"),
        desk.Column(key="live", title=WORDS["live"]),
        desk.Column(key="cadence", title=WORDS["cadence"]),
        desk.Column(key="lag", title=WORDS["lag"]),
        desk.Column(key="stamp", title=WORDS["stamp"]),
        desk.Column(key="parameters", title=WORDS["parameters"], kind="wide"),
        desk.Column(key="licence", title=WORDS["licence"], kind="wide"),
    ]
    return desk.table(columns, [_shared(row, lang) for row in rows], lang=lang, label=word("known", lang))


def _shared(row: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    """What both tables say of a source."""
    name = str(row[f"title_{lang}"])
    marks = [
        str(row["source"]),
        *([word("simulated", lang)] if row["simulated"] else []),
        str(row["homepage"]),
    ]
    live = str(row["live"])
    return {
        "source": desk.Cell(text=name, small=" · ".join(part for part in marks if part)),
        "live": desk.Cell(text=word(live, lang), mark={"proven": "well", "unproven": "strong"}.get(live, "")),
        "cadence": desk.Cell(text=_length(int(row["cadence_min"]), lang), by=f"{row['cadence_min']}"),
        "lag": desk.Cell(text=_length(int(row["lag_min"]), lang), by=f"{row['lag_min']}"),
        "stamp": word(f"stamp_{row['stamp']}", lang) if row["stamp"] else "",
        "parameters": ", ".join(_symbol(code) for code in str(row["parameters"]).split()),
        "licence": str(row[f"licence_{lang}"]),
    }


def _symbol(code: str) -> str:
    return "".join(part if isinstance(part, str) else str(part.children) for part in symbols(code))


def _state(row: Mapping[str, Any], lang: Language) -> desk.Cell | str:
    if not row["on"]:
        return ""
    if row["overdue"]:
        return desk.Cell(text=word("overdue", lang), mark="ill", small=str(row["message"]))
    state = str(row["state"])
    if not state:
        return word("never", lang)
    text = word(state, lang) if state in WORDS else state
    mark = {"done": "well", "failed": "ill"}.get(state, "")
    said = _time(row["last_run"], lang)
    return desk.Cell(
        text=text, mark=mark, small=" · ".join(part for part in (said, str(row["message"])) if part)
    )


def _time(text: str, lang: Language) -> str:
    return minute(text) if text else word("never", lang)


def _length(minutes: int, lang: Language) -> str:
    """A length of time in its largest whole unit; empty for none."""
    if not minutes:
        return ""
    for size, key in ((1440, "d"), (60, "h")):
        if minutes % size == 0:
            return word(key, lang, minutes // size)
    return word("min", lang, minutes)


PAGE = Page(path=PATH, title=WORDS["title"], layout=layout, callbacks=callbacks, freezes=False)
