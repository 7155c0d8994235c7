"""Sets for the meeting on the desk: what is there, its pictures and files, what has changed since, and a new one.

The address holds the chosen set. A set that failed is told with its reasons until it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from dash import Dash, Input, Output, State, dcc, html, no_update

from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._page import Hall, Page
from layouts._words import SIMULATED, minute, worded
from layouts.shelf import Shelf

PATH: Final = "sets"
PAUSE_MS: Final = 5000
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="会议材料", en="Sets for the meeting"),
    "sets": Label(zh="已发布", en="Released"),
    "sets_note": Label(
        zh="每一套取自同一时刻的数据，编号相同则数字相同", en="each of one state of the data; one id, one set"
    ),
    "failed": Label(zh="未能发布", en="Not released"),
    "failed_note": Label(zh="未通过检查，上一套仍在", en="refused by a check; the last good set stays"),
    "place": Label(zh="地区", en="Place"),
    "window": Label(zh="时段", en="Window"),
    "made": Label(zh="制作时间", en="Made"),
    "known": Label(zh="数据截至", en="As known at"),
    "language": Label(zh="语言", en="Language"),
    "stage": Label(zh="审核", en="Stage"),
    "unreviewed": Label(zh="未审核", en="not reviewed"),
    "reviewed": Label(zh="已审核", en="reviewed"),
    "id": Label(zh="编号", en="Id"),
    "why": Label(zh="原因", en="Why"),
    "files": Label(zh="下载", en="Downloads"),
    "slides": Label(zh="幻灯片 PPTX", en="Slides, PPTX"),
    "briefing": Label(zh="简报 DOCX", en="Briefing, DOCX"),
    "tables": Label(zh="数据表 XLSX", en="Tables, XLSX"),
    "slides_pdf": Label(zh="幻灯片 PDF", en="Slides, PDF"),
    "briefing_pdf": Label(zh="简报 PDF", en="Briefing, PDF"),
    "manifest": Label(zh="清单（每个数字的来历）", en="Manifest: every number and where it comes from"),
    "pictures": Label(zh="图片", en="Pictures"),
    "large": Label(zh="4K", en="4K"),
    "watch": Label(zh="发布后有无变化", en="What has changed since"),
    "look": Label(zh="对照现有数据", en="Compare with what is known now"),
    "same": Label(zh="没有变化：各数字与发布时相同", en="Nothing: every number is what it was"),
    "page": Label(zh="页", en="Page"),
    "figure": Label(zh="数据", en="Figure"),
    "then": Label(zh="发布时", en="Then"),
    "now": Label(zh="现在", en="Now"),
    "change": Label(zh="变化", en="Change"),
    "new": Label(zh="制作一套", en="Make a set"),
    "region": Label(zh="地区（名称或代码）", en="Place (name or code)"),
    "kind": Label(zh="种类", en="Kind"),
    "weekly": Label(zh="周报", en="week"),
    "monthly": Label(zh="月报", en="month"),
    "span": Label(zh="时段", en="window"),
    "which": Label(zh="如 2026-W11、2026-03 或 2026-07-16/2026-09-20", en="2026-W11, 2026-03 or 2026-07-16/2026-09-20"),
    "name": Label(zh="姓名（必填）", en="Your name (required)"),
    "make": Label(zh="制作", en="Make"),
    "begun": Label(zh="已开始，约半分钟后列在上方", en="Begun; listed above in about half a minute"),
    "making": Label(zh="正在制作 {} 套…", en="{} being made…"),
    "no_name": Label(zh="请填写姓名", en="your name is needed"),
    "none": Label(zh="还没有发布过", en="None was released yet"),
    "none_hint": Label(
        zh="每周一 07:00 按设置 [reports] regions 自动制作，也可在下方制作一套。",
        en="Every Monday at 07:00 those of the setting [reports] regions are made; one may be made below.",
    ),
    "read_only": Label(zh="此处不制作材料", en="No sets are made here"),
}  # fmt: skip
_FILES = (
    ("slides.pptx", "slides"), ("slides.pdf", "slides_pdf"), ("briefing.docx", "briefing"),
    ("briefing.pdf", "briefing_pdf"),
    ("tables.xlsx", "tables"),
)  # fmt: skip
word: Final = partial(worded, WORDS)


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return html.Div(
        [
            dcc.Interval(id="sets-clock", interval=PAUSE_MS),
            dcc.Store(id="sets-seen"),
            html.Div(desk.heading(word("title", lang), lang), id="sets-head"),
            html.Div(desk.waiting(lang), id="sets-body"),
            html.Div(id="sets-one"),
            desk.section(word("new", lang), _form(hall, lang)),
        ],
        id="sets", className="sets", lang=lang,
    )  # fmt: skip


def _form(hall: Hall, lang: Language) -> Any:
    if hall.shelf is None:
        return html.P(word("read_only", lang))
    kinds = [
        {"label": word(k, lang), "value": v}
        for k, v in (("weekly", "weekly"), ("monthly", "monthly"), ("span", "window"))
    ]
    return html.Div(
        [
            desk.typed("sets-region", word("region", lang)),
            html.Label(
                [
                    html.Span(word("kind", lang)),
                    dcc.RadioItems(id="sets-kind", options=kinds, value="weekly", inline=True),
                ],
                className="kinds",
            ),
            desk.typed("sets-window", word("window", lang), word("which", lang)),
            desk.typed("sets-by", word("name", lang)),
            html.Div(html.Button(word("make", lang), id="sets-make", className="main"), className="tools"),
            html.Div(id="sets-said", role="status"),
        ],
        className="entry-form",
    )  # fmt: skip


def callbacks(app: Dash, hall: Hall) -> None:
    """What is there, the chosen set, what has changed since, and the making of one."""

    @app.callback(
        Output("sets-body", "children"),
        Output("sets-seen", "data"),
        Input("lanbi-url", "search"),
        Input("sets-clock", "n_intervals"),
        State("sets-seen", "data"),
    )
    def listed(search: str | None, _: int | None, seen: str | None) -> Any:
        shelf = hall.shelf
        if shelf is None:
            return desk.empty(
                desk.language(hall, search), word("read_only", desk.language(hall, search))
            ), "none"
        told = f"{search}|{[one['folder'] for one in shelf.released()]}|{shelf.failed()}|{shelf.making()}"
        if told == seen:
            return no_update, no_update
        return desk.attempt(desk.language(hall, search), lambda: _listed(hall, shelf, search or "")), told

    @app.callback(Output("sets-one", "children"), Input("lanbi-url", "search"), Input("sets-one", "id"))
    def shown(search: str | None, _: str) -> Any:
        shelf, lang = hall.shelf, desk.language(hall, search)
        chosen = desk.asked(search).get("set")
        if shelf is None or chosen is None:
            return None
        return desk.attempt(lang, lambda: _one(hall, shelf, search or "", chosen))

    @app.callback(
        Output("sets-said", "children"),
        Input("sets-make", "n_clicks"),
        State("sets-region", "value"),
        State("sets-kind", "value"),
        State("sets-window", "value"),
        State("sets-by", "value"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def made(
        _: int | None, region: str | None, kind: str, window: str | None, by: str | None, search: str | None
    ) -> Any:
        shelf, lang = hall.shelf, desk.language(hall, search)
        if shelf is None:
            return no_update
        if not (by or "").strip():
            return desk.refused(ValueError(word("no_name", lang)), lang)

        def begin() -> Any:
            shelf.make((region or "").strip(), kind, (window or "").strip(), (by or "").strip())
            return html.P(word("begun", lang))

        return desk.attempt(lang, begin)


def _listed(hall: Hall, shelf: Shelf, search: str) -> Any:
    lang = desk.language(hall, search)
    chosen = desk.asked(search).get("set")
    released, failed, making = shelf.released(), shelf.failed(), shelf.making()
    columns = [
        desk.Column(key="place", title=WORDS["place"]), desk.Column(key="window", title=WORDS["window"]),
        desk.Column(key="language", title=WORDS["language"]), desk.Column(key="stage", title=WORDS["stage"]),
        desk.Column(key="known", title=WORDS["known"]), desk.Column(key="made", title=WORDS["made"]),
        desk.Column(key="id", title=WORDS["id"]),
    ]  # fmt: skip
    rows = [
        {
            "place": desk.Cell(text=one["name"][lang], href=desk.link(hall, PATH, search, set=one["folder"])),
            "window": one["window"][lang], "language": "中文" if one["language"] == "zh" else "English",
            "stage": _stage(one, lang),
            "known": minute(one["scope"]["as_of"]), "made": minute(one["made_at"]), "id": one["folder"],
        }
        for one in released
    ]  # fmt: skip
    table = desk.table(
        columns, rows, lang=lang, label=word("sets", lang), chosen=lambda row: row["id"] == chosen
    ) if rows else desk.empty(lang, word("none", lang), word("none_hint", lang))  # fmt: skip
    parts: list[Any] = [desk.section(word("sets", lang), table, note=word("sets_note", lang))]
    if making:
        parts.insert(0, html.P(word("making", lang, making), className="making", role="status"))
    if failed:
        columns = [
            desk.Column(key="place", title=WORDS["place"]), desk.Column(key="window", title=WORDS["window"]),
            desk.Column(key="at", title=WORDS["made"]), desk.Column(key="why", title=WORDS["why"], kind="wide"),
        ]  # fmt: skip
        rows = [
            {"place": one["name"][lang], "window": one["window"][lang], "at": minute(one["at"]),
             "why": desk.Cell(text="; ".join(one["faults"]), mark="ill")}
            for one in failed
        ]  # fmt: skip
        held = desk.table(columns, rows, lang=lang, label=word("failed", lang))
        parts.append(desk.section(word("failed", lang), held, note=word("failed_note", lang)))
    return html.Div(parts)


def _one(hall: Hall, shelf: Shelf, search: str, chosen: str) -> Any:
    lang = desk.language(hall, search)
    one = next((one for one in shelf.released() if one["folder"] == chosen), None)
    if one is None:
        raise LookupError(f"there is no set {chosen}")

    def address(name: str) -> str:
        return f"{hall.prefix}sets/{quote(chosen)}/{quote(name)}"

    links = []
    for ending, label in _FILES:
        name = next((name for name in one["files"] if name.endswith(ending)), None)
        if name is not None:
            size = one["files"][name]["bytes"] / 1e6
            links.append(
                html.Li(
                    [
                        html.A(word(label, lang), href=address(name), download=name),
                        html.Small(f"{size:.1f} MB"),
                    ]
                )
            )
    links.append(
        html.Li(html.A(word("manifest", lang), href=address("manifest.json"), download="manifest.json"))
    )
    small = [name for name in one["files"] if name.endswith(".png") and "@" not in name]
    thumbs = [
        html.Figure(
            [
                html.A(html.Img(src=address(name), alt=name), href=address(name), target="_blank"),
                html.Figcaption([html.Span(name), html.A(word("large", lang), href=address(_large(name)))]),
            ]
        )
        for name in small
    ]  # fmt: skip
    look = desk.asked(search).get("look")
    if look:
        changed = desk.attempt(lang, lambda: _changed(shelf, chosen, lang))
    else:
        changed = dcc.Link(
            word("look", lang), href=desk.link(hall, PATH, search, look="1"), className="button"
        )
    name = f"{one['name'][lang]} · {one['window'][lang]}"
    return html.Div(
        [
            desk.section(name, html.Ul(links, className="files"), note=word("files", lang)),
            desk.section(word("pictures", lang), html.Div(thumbs, className="thumbs")),
            desk.section(word("watch", lang), changed),
        ]
    )


def _changed(shelf: Shelf, chosen: str, lang: Language) -> Any:
    found = shelf.watch(chosen)
    if found.empty:
        return desk.empty(lang, word("same", lang))
    columns = [
        desk.Column(key="figure", title=WORDS["figure"], kind="wide"),
        *(desk.Column(key=key, title=WORDS[key], kind="number") for key in ("then", "now", "change")),
        desk.Column(key="why", title=WORDS["why"], kind="wide"),
    ]
    rows = [
        {"figure": row[f"label_{lang}"]} | {key: row[key] for key in ("then", "now", "change", "why")}
        for _, row in found.iterrows()
    ]  # fmt: skip
    return desk.table(columns, rows, lang=lang, label=word("watch", lang))


def _stage(one: Mapping[str, Any], lang: Language) -> str:
    return SIMULATED if one["simulated"] else word("unreviewed" if one["provisional"] else "reviewed", lang)


def _large(name: str) -> str:
    return name.replace(".png", "@2x.png")


PAGE = Page(path=PATH, title=WORDS["title"], layout=layout, callbacks=callbacks, freezes=False)
