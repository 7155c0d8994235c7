"""The frame round every page of the desk: header with search, freeze and keys, the pages, the passport, the footer.

What happens in it without the server is in `assets/frame.js`; the words and addresses it needs stand in the header.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from dash import Dash, Input, Output, State, dcc, html, no_update, set_props
from dash.development.base_component import Component

from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._page import Hall, Page
from layouts._words import SIMULATED, sourced, worded
from layouts._words import word as house

log = logging.getLogger(__name__)

FIND: Final = "directory.json"
KNOWN: Final = "known.json"
KEPT: Final = ("place", "lang", "as_of")  # what a link to another page takes along
KEYS: Final[Mapping[str, str]] = {
    "wall": "w", "region": "o", "water": "a", "targets": "t", "ranking": "k", "trend": "d", "station": "s", "sets": "m",
    "sand": "y", "ledger": "l", "review": "e", "health": "h", "reconcile": "r", "sources": "u", "section": "c",
}  # fmt: skip
"""The letter that leads to a page, after `g`."""
WORDS: Final[Mapping[str, Label]] = {
    "skip": Label(zh="跳到正文", en="Skip to content"),
    "pages": Label(zh="页面", en="Pages"),
    "theme": Label(zh="深色 / 浅色", en="Dark / light"),
    "simulated": Label(zh="全部数据为模拟", en="all data are simulated"),
    "failed": Label(zh="此项暂不可用，已记入日志", en="Not available at present; it is in the log"),
    "find": Label(zh="查找", en="Find"),
    "find_hint": Label(zh="名称、拼音、首字母、编码", en="name, pinyin, initials, code"),
    "find_none": Label(zh="没有找到", en="Nothing found"),
    "find_some": Label(zh="{} 项", en="{} found"),
    "find_more": Label(zh="共 {0} 项，显示前 {1} 项", en="first {1} of {0}"),
    "find_failed": Label(zh="目录暂不可用", en="The directory is not available at present"),
    "freeze": Label(zh="冻结", en="Freeze"),
    "freeze_what": Label(
        zh="把当前视图冻结为链接：今后打开，数值不变（F）",
        en="Freeze this view: a link that shows the same numbers for ever (F)",
    ),
    "freeze_not": Label(
        zh="此页只显示当前状态，不能冻结", en="This page shows the present and cannot be frozen"
    ),
    "frozen": Label(zh="已冻结", en="Frozen"),
    "frozen_at": Label(
        zh="只含截至 {} 入库的数据，此后的补报与修订不计",
        en="only what was known at {}; what came or was revised later is left out",
    ),
    "frozen_not": Label(
        zh="此页只显示当前状态，不随冻结", en="this page shows the present, not the frozen state"
    ),
    "now": Label(zh="回到现在", en="Back to now"),
    "copy": Label(zh="复制链接", en="Copy link"),
    "copied": Label(zh="链接已复制", en="Link copied"),
    "copy_not": Label(zh="请手动复制：", en="Copy it by hand: "),
    "keys": Label(zh="快捷键", en="Keys"),
    "keys_what": Label(zh="快捷键一览（?）", en="What the keys do (?)"),
    "keys_on": Label(zh="启用单键快捷键", en="Single keys are on"),
    "close": Label(zh="关闭", en="Close"),
    "key_find": Label(
        zh="查找地区、点位、断面、目标、页面", en="find a region, station, section, target or page"
    ),
    "key_go": Label(zh="去页面", en="go to a page"),
    "key_step": Label(zh="前一时段 / 后一时段", en="period before / after"),
    "key_freeze": Label(zh="冻结当前视图", en="freeze this view"),
    "key_copy": Label(zh="复制本页链接", en="copy the link of this view"),
    "key_theme": Label(zh="深色 / 浅色", en="dark / light"),
    "key_help": Label(zh="本表", en="this list"),
    "key_close": Label(zh="关闭弹出的内容", en="close what is open"),
    "country": Label(zh="全国", en="country"),
    "province": Label(zh="省", en="province"),
    "city": Label(zh="市", en="city"),
    "county": Label(zh="县", en="county"),
    "township": Label(zh="乡镇", en="township"),
    "station": Label(zh="点位", en="station"),
    "section": Label(zh="断面", en="section"),
    "target": Label(zh="目标", en="target"),
    "page": Label(zh="页面", en="page"),
}
word: Final = partial(worded, WORDS)


def frame(hall: Hall, page: Page, search: str, content: Component) -> html.Div:
    """A page's content in the frame: a link past the header, header, main, passport, footer."""
    lang = desk.language(hall, search)
    return html.Div(
        [
            dcc.Store(id="desk-size"),
            html.A(word("skip", lang), href="#desk-main", className="skip"),
            html.Header(_head(hall, page, search), id="desk-head", className="desk-head"),
            html.Main(content, id="desk-main", tabIndex="-1"),
            None if "wall-passport" in list(content) else _passport_place(),
            html.Footer(
                [
                    html.Span(sourced(_publishers(hall), lang, simulated=hall.ask.extent().simulated)),
                    html.Span(house("provisional", lang)),
                ],
                className="desk-foot",
            ),
        ],
        id="desk", className="desk", lang=lang, **_data(page=page.path),
    )  # fmt: skip


def _publishers(hall: Hall) -> tuple[Label, ...]:
    """Whose readings are held, of air and of water, each once."""
    held = hall.ask.extent()
    return tuple(dict.fromkeys((*held.air_publishers, *held.water_publishers)))


def framing(app: Dash, hall: Hall) -> None:
    """Keep the links of the header at the state of the page; registered once, for all pages."""

    @app.callback(
        Output("desk-head", "children"),
        Input("lanbi-url", "search"),
        State("lanbi-url", "pathname"),
        prevent_initial_call=True,
    )
    def renew(search: str | None, path: str | None) -> Any:
        page = {hall.prefix + one.path: one for one in hall.pages}.get((path or "").rstrip("/"))
        return _head(hall, page, search or "") if page is not None and page.framed else no_update


def fault_place() -> html.Div:
    """Where every page says that something failed; a click takes it away."""
    return html.Div(id="lanbi-fault", role="alert")


def fault(error: Exception) -> Any:
    """Log what a callback did not foresee, say in both languages that something failed, and change nothing else."""
    log.error("a callback failed", exc_info=error)
    said = " · ".join(WORDS["failed"].text(lang) for lang in ("zh", "en"))
    set_props("lanbi-fault", {"children": said})
    return no_update


def _passport_place() -> html.Aside:
    """The panel in which the passport of a figure opens, filled by the callback that serves the wall as well."""
    labelled: dict[str, Any] = {"aria-labelledby": "wall-passport-title"}
    return html.Aside(
        id="wall-passport", className="passport desk-passport", hidden=True, role="dialog", tabIndex="-1", **labelled
    )  # fmt: skip


def _head(hall: Hall, page: Page, search: str) -> list[Any]:
    lang = desk.language(hall, search)
    other: Language = "en" if lang == "zh" else "zh"
    as_of = desk.as_of(search)
    finds: dict[str, Any] = {"aria-haspopup": "dialog", "aria-keyshortcuts": "Control+K /"}
    hint = [html.Span(word("find", lang), className="what"), html.Span(word("find_hint", lang))]
    demo = [html.B(SIMULATED, lang="zh"), html.Span(word("simulated", lang))]
    to_other = desk.link(hall, page.path, search, lang=other)
    freeze = word("freeze_what" if page.freezes else "freeze_not", lang)
    acts = [
        _button("desk-freeze", word("freeze", lang), freeze, disabled=not page.freezes or as_of is not None),
        _button("desk-copy", word("copy", lang), word("copy", lang)),
        _button("desk-keys", "?", word("keys_what", lang)),
        _button("desk-theme", "◐", word("theme", lang)),
        html.A(
            house("language", lang), href=to_other, id="desk-language", className="desk-language", lang=other
        ),
    ]
    bar = html.Div(
        [
            html.A([html.B("蓝碧", lang="zh"), html.Span("Lanbi")], href=hall.prefix, className="desk-brand"),
            html.Button([*hint, html.Kbd("Ctrl K")], id="desk-find", **finds),
            html.Div(demo, className="desk-demo", id="desk-demo") if hall.ask.extent().simulated else None,
            html.Div(acts, className="desk-acts"),
        ],
        className="desk-bar",
    )
    return [
        bar,
        _pages(hall, page, search, lang),
        _frozen(hall, page, search, lang),
        html.Div(id="desk-said", role="status", className="desk-said"),
        html.Div(id="desk-setup", hidden=True, **_data(setup=json.dumps(_setup(hall, lang), ensure_ascii=False))),
    ]  # fmt: skip


def _button(ident: str, text: str, says: str, *, disabled: bool = False) -> html.Button:
    said: dict[str, Any] = {} if text == says else {"aria-label": says if len(text) < 2 else text}
    return html.Button(text, id=ident, title=says, disabled=disabled, **said)


def _pages(hall: Hall, page: Page, search: str, lang: Language) -> html.Nav:
    common = urlencode({name: text for name, text in desk.asked(search).items() if name in KEPT})
    named: dict[str, Any] = {"aria-label": word("pages", lang)}
    links = []
    for one in hall.pages:
        if not one.listed:
            continue
        here: dict[str, Any] = {"aria-current": "page"} if one is page else {}
        made = dcc.Link if one.framed and one is not page else html.A
        links.append(html.Li(made(one.title.text(lang), href=desk.link(hall, one.path, common), **here)))
    return html.Nav(html.Ul(links), className="desk-pages", **named)


def _frozen(hall: Hall, page: Page, search: str, lang: Language) -> html.Div | None:
    """The strip under the header of a frozen page: as known at what time, and the way back to now."""
    at = desk.as_of(search)
    if at is None:
        return None
    said = (
        word("frozen_at", lang, f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}")
        if page.freezes
        else word("frozen_not", lang)
    )
    return html.Div(
        [
            html.B(word("frozen", lang)),
            html.Span(said),
            dcc.Link(word("now", lang), href=desk.link(hall, page.path, search, as_of=None), id="desk-now"),
        ],
        id="desk-frozen", className="desk-frozen",
    )  # fmt: skip


def _setup(hall: Hall, lang: Language) -> dict[str, Any]:
    """What `frame.js` is told: words, where to fetch, and the pages with their letters."""
    return {
        "base": hall.prefix,
        "find": hall.prefix + FIND,
        "known": hall.prefix + KNOWN,
        "lang": "" if lang == hall.language else lang,
        "kept": KEPT,
        "words": {key: label.text(lang) for key, label in WORDS.items()},
        "pages": [
            {"path": one.path, "zh": one.title.zh, "en": one.title.en, "key": KEYS.get(one.path, ""),
             "framed": one.framed}
            for one in hall.pages
            if one.listed
        ],
    }  # fmt: skip


def _data(**named: object) -> dict[str, Any]:
    return {f"data-{key}": str(value) for key, value in named.items()}
