"""The parts of which a page of the desk is made; the frame round it is in `_frame.py`.

A new page is one file `layouts/<path>.py` that ends with a PAGE, and one line in `layouts/web.py` PAGES:

1. `layout(hall, search)` answers the content alone (`html.Div(..., id="<path>")`); header, navigation, language,
   theme and footer come round it. Put `heading(...)` into it, and `waiting(lang)` where values will come; a page of
   head and body alone is `awaited(...)`.
2. `callbacks(app, hall)` registers one callback that asks `hall.ask` and answers components, with the inputs
   `Input("lanbi-url", "search"), Input("<path>-body", "id")`: the address is the whole state of a page.
3. Read the address with `asked(search)`, write links with `link(hall, path, search, key=value, other=None)`.
4. Show an answer with `table(columns, rows, ...)`, its standing with `marks(answer.passport, lang)`, what cannot
   be answered with `attempt(lang, make)`: a sentence, never a traceback. `takeaway` and `downloads` hand it out;
   a figure stands in `picture`, drawn by `drawing` from the store that `drawn(figure, answer, lang)` fills: copies that
   are taken away then say what the answer's passport says (all of these in `_takeaway.py`).
5. A page computes nothing, writes only through `hall.act` (name and reason obligatory), and has words in both
   languages as Labels of its own. Ids are `<path>-<thing>`. Nothing here knows what is measured.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, urlencode

from dash import dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from assessment.answer import Passport
from assessment.directory import Found
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts._address import address
from layouts._columns import STAGES, spoken
from layouts._figure import Figure
from layouts._page import Hall
from layouts._takeaway import downloads as downloads
from layouts._takeaway import drawing as drawing
from layouts._takeaway import drawn as drawn
from layouts._takeaway import file as file
from layouts._takeaway import handed as handed
from layouts._takeaway import picture as picture
from layouts._takeaway import takeaway as takeaway
from layouts._words import cited, worded

log = logging.getLogger(__name__)

DASH: Final = "–"
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
ROWS: Final = 1000  # rows of a table on a screen; the download holds all
WORDS: Final[Mapping[str, Label]] = {
    "where": Label(zh="所在位置", en="Where you are"),
    "unreviewed": Label(zh="未审核", en="not reviewed"),
    "as_of": Label(zh="截至所知 {}", en="as known at {}"),
    "standards": Label(zh="标准 {}", en="standard {}"),
    "waiting": Label(zh="正在取数…", en="Being asked…"),
    "nothing": Label(zh="没有记录", en="Nothing on record"),
    "failed": Label(zh="此项暂不可用，已记入日志", en="Not available at present; it is in the log"),
    "refused": Label(zh="无法回答", en="Cannot be answered"),
    "shown": Label(zh="显示前 {} 行，共 {} 行；下载含全部", en="first {} of {} rows; the download holds all"),
    "rows": Label(zh="共 {} 行", en="{} rows"),
    "row": Label(zh="共 {} 行", en="{} row"),
    "sort": Label(zh="点击排序", en="Sort"),
    "time": Label(zh="时段", en="Period"),
    "earlier": Label(zh="前一期", en="before"),
    "later": Label(zh="后一期", en="after"),
    "newest": Label(zh="最新", en="newest"),
}
word: Final = partial(worded, WORDS)


# The address -----------------------------------------------------------------------------------------------------


def asked(search: str | None) -> dict[str, str]:
    """What a query string asks: the last text of each name, empty ones left out."""
    return {name: text for name, text in parse_qsl((search or "").lstrip("?")) if text}


def link(hall: Hall, path: str, search: str | None = "", **changed: str | None) -> str:
    """The address of a page in the state of `search` but for what is `changed`; None takes a name out.

    Language stays what `search` says; a name with a dash is written with an underscore.
    """
    state = asked(search)
    for name, text in changed.items():
        state.pop(name, None)
        if text:
            state[name] = text
    if state.get("lang") == hall.language:
        del state["lang"]
    return hall.prefix + path + (f"?{urlencode(state, safe=':,')}" if state else "")


def as_of(search: str | None) -> datetime | None:
    """The time (UTC) whose knowledge an address is frozen to; None for all that is known now.

    Every page hands it to its questions: `hall.ask.rank(..., as_of=desk.as_of(search))`.
    """
    return address(search, "zh").as_of


def figure_link(hall: Hall, path: str, search: str | None, asked_of: Figure) -> str:
    """The same page with the passport of a figure open; on a frozen page as known then."""
    at = as_of(search)
    return link(hall, path, search, passport=(asked_of.known(at) if at else asked_of).written())


def resolved(**state: str) -> html.Span:
    """What the page chose where the address says nothing (`hour="2026-03-13T14"`): a frozen link says it in full."""
    return html.Span(hidden=True, **_data(state=json.dumps(state)))


def language(hall: Hall, search: str | None) -> Language:
    """The language of an address, or that of the installation."""
    said = asked(search).get("lang")
    return "en" if said == "en" else "zh" if said == "zh" else hall.language


# The parts of a page ---------------------------------------------------------------------------------------------


def awaited(
    path: str, title: str, lang: Language, *, again_ms: int = 0, beside: Component | None = None, **named: Any
) -> html.Div:
    """A page whose head and body wait for the first answer, which fills `<path>-head` and `<path>-body`.

    With `again_ms` the interval `<path>-again` asks for it anew. `beside` stands after the body, `named` are further
    properties of the page.
    """
    parts = [
        dcc.Interval(id=f"{path}-again", interval=again_ms) if again_ms else None,
        html.Div(heading(title, lang), id=f"{path}-head"),
        html.Div(waiting(lang), id=f"{path}-body"),
        beside,
    ]
    return html.Div([one for one in parts if one is not None], id=path, lang=lang, **named)


def heading(
    title: Any,
    lang: Language,
    *,
    crumbs: Sequence[tuple[str, str]] = (),
    marked: Sequence[Component] = (),
    controls: Any = None,
) -> html.Div:
    """The top of a page: breadcrumb as (text, link) pairs, title, marks and controls."""
    named: dict[str, Any] = {"aria-label": word("where", lang)}
    path = [html.Li(dcc.Link(text, href=href)) for text, href in crumbs]
    return html.Div(
        [
            html.Nav(html.Ol(path), className="crumbs", **named) if path else None,
            html.H1(title),
            html.Div(list(marked), className="marks"),
            html.Div(controls, className="controls") if controls is not None else None,
        ],
        className="desk-top",
    )


def section(
    title: Any, content: Any, *, note: Any = None, ident: str = "", tools: Any = None
) -> html.Section:
    """A part of a page under a heading of its own, with a quiet note and tools beside it."""
    titles = list(title) if isinstance(title, list | tuple) else [title]
    top = [html.H2([*titles, html.Small(note) if note else None]), html.Div(tools, className="tools")]
    further: dict[str, Any] = {"id": ident} if ident else {}
    return html.Section(
        [html.Div(top, className="part-head"), html.Div(content)], className="part", **further
    )


def marks(passport: Passport, lang: Language, *, unreviewed: bool | None = None) -> list[Component]:
    """How an answer stands: not reviewed, the standard, and as known at what time.

    `unreviewed` overrides what the passport's stage says.
    """
    provisional, _, mixed = passport.stages
    if unreviewed is None:
        unreviewed = passport.stage in ("provisional", "mixed") or provisional + mixed > 0
    made: list[Component] = []
    if unreviewed:
        made.append(html.Span(word("unreviewed", lang), className="mark strong"))
    elif passport.stage in STAGES:
        made.append(html.Span(STAGES[passport.stage].text(lang), className="mark"))
    if passport.editions:
        made.append(html.Span(word("standards", lang, cited(passport.editions, lang)), className="mark"))
    at = passport.reference.as_of.astimezone(ZONE)
    made.append(html.Span(word("as_of", lang, f"{at:%Y-%m-%d %H:%M}"), className="mark"))
    return made


def waiting(lang: Language) -> html.Div:
    """What stands where an answer has not come yet."""
    bars = [html.I() for _ in range(4)]
    return html.Div([*bars, html.Span(word("waiting", lang))], className="waiting", role="status")


def empty(lang: Language, said: str = "", hint: str = "") -> html.Div:
    """A state without rows: what is not there, and what would bring it."""
    hints = html.Span(hint) if hint else None
    return html.Div([html.B(said or word("nothing", lang)), hints], className="empty-state", role="status")


def refused(error: BaseException, lang: Language) -> html.Div:
    """A question that cannot be answered, with its sentence."""
    why = spoken(str(error.args[0]), lang) if error.args else ""
    return html.Div([html.B(word("refused", lang)), html.Span(why)], className="error-state", role="alert")


def attempt(lang: Language, make: Callable[[], Any]) -> Any:
    """What `make` answers; a sentence in its place where the question is wrong or its answer failed."""
    try:
        return make()
    except (LookupError, ValueError) as error:
        return refused(error, lang)
    except PreventUpdate:
        raise
    except Exception:
        log.exception("a part of a page failed")
        return html.Div(html.B(word("failed", lang)), className="error-state", role="alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: key of the row, heading, unit below it, and how it stands.

    `number` is set to the right and sorts by value, `text` to the left; `wide` may wrap.
    """

    key: str
    title: Label
    kind: Literal["text", "number", "wide"] = "text"
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell where a text is not all: a link, a chip of a level or class, a mark, a key to sort by.

    `chip` is ground and ink from the standard's palette; `mark` one of `strong`, `well`, `ill`; `small` a second line.
    """

    text: str
    href: str = ""
    chip: tuple[str, str] | None = None
    mark: str = ""
    by: str = ""
    small: str = ""


def table(
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    *,
    lang: Language,
    label: str,
    chosen: Callable[[Mapping[str, Any]], bool] | None = None,
    most: int = ROWS,
) -> html.Div:
    """A dense table that sorts by its headings; a cell is a text, a number or a `Cell`, an empty one a dash.

    The number of its rows stands below; beyond `most` the rest is left to the download, and said. It goes as JSON
    and not as components: a thousand cells that Dash keeps account of take the browser seconds.
    """
    if not rows:
        return empty(lang)
    said = (
        word("shown", lang, most, len(rows))
        if len(rows) > most
        else word("row" if len(rows) == 1 else "rows", lang, len(rows))
    )
    drawn_by_browser = {
        "label": label, "sort": word("sort", lang),
        "head": [[c.title.text(lang), c.unit, c.kind] for c in columns],
        "rows": [[_cell(row.get(c.key), lang) for c in columns] for row in rows[:most]],
        "chosen": [i for i, row in enumerate(rows[:most]) if chosen is not None and chosen(row)],
    }  # fmt: skip
    named: dict[str, Any] = {
        "aria-label": label,
        "data-sheet": json.dumps(drawn_by_browser, ensure_ascii=False),
    }
    return html.Div(
        [
            html.Div(className="scroller", tabIndex="0", role="region", **named),
            html.P(said, className="count"),
        ]
    )


def _cell(value: Any, lang: Language) -> Any:
    if isinstance(value, Cell):
        kept: dict[str, Any] = {
            "href": value.href, "chip": value.chip, "mark": value.mark, "by": value.by, "small": value.small,
        }  # fmt: skip
        return {
            "text": value.text or DASH,
            **_chinese(value.text, lang),
            **{k: v for k, v in kept.items() if v},
        }
    text = DASH if value is None or value == "" or value != value else str(value)
    marked = _chinese(text, lang)
    return {"text": text, **marked} if marked else text


def _chinese(text: str, lang: Language) -> dict[str, str]:
    """On an English screen a Chinese text says so."""
    return {"lang": "zh"} if lang == "en" and _CHINESE.search(text) else {}


def choices(
    ident: str, label: str, options: Sequence[tuple[str, str]], chosen: str, lang: Language
) -> html.Nav:
    """A row of links of which one is chosen, as (text, link) with the chosen text."""
    named: dict[str, Any] = {"aria-label": label}
    marked: dict[str, Any] = {"aria-current": "true"}
    links = [
        html.A(text, href=href, **marked) if text == chosen else dcc.Link(text, href=href)
        for text, href in options
    ]
    return html.Nav(links, className="choices", id=ident, lang=lang, **named)


def crumbs(
    hall: Hall, path: str, search: str | None, code: str, lang: Language, **changed: str | None
) -> list[tuple[str, str]]:
    """From the country down to a division, station or section, as `heading` takes it; nothing for an unknown one.

    Divisions lead to the same page (`path`) of theirs with what is `changed`, the last one to where one is.
    """
    try:
        chain: tuple[Found, ...] = hall.ask.lineage(code)
    except LookupError:
        return []
    return [
        (one.name.text(lang), link(hall, path, search, **{"passport": None, **changed, "place": one.code}))
        if one.kind not in ("station", "section")
        else (one.name.text(lang), link(hall, one.kind, search, **{"passport": None, **changed, "code": one.code}))
        for one in chain
    ]  # fmt: skip


def beside(
    ident: str, lang: Language, *, earlier: str = "", later: str = "", newest: str = "", said: str = ""
) -> html.Nav:
    """Links to the period before and after, and to the newest; the keys `[` and `]` follow them."""
    named: dict[str, Any] = {"aria-label": word("time", lang)}
    steps: list[Any] = []
    for rel, key, sign, href in (("prev", "earlier", "‹ {}", earlier), ("next", "later", "{} ›", later)):
        if rel == "next" and said:
            steps.append(html.Span(said, className="said"))
        text = sign.format(word(key, lang))
        steps.append(
            html.Span(dcc.Link(text, href=href), **_data(rel=rel))
            if href
            else html.Span(text, className="gone")
        )
    if newest:
        steps.append(dcc.Link(word("newest", lang), href=newest))
    return html.Nav(steps, className="choices beside", id=ident, lang=lang, **named)


def ask_for(
    ident: str,
    name: str,
    label: str,
    value: str,
    *,
    kind: Literal["date", "month", "number", "text", "list"] = "list",
    options: Sequence[tuple[str, str, str]] = (),
    drops: Sequence[str] = (),
) -> html.Label:
    """A field of the browser's own that writes `name` into the address when it changes, and takes `drops` out.

    `options` of a list are (value, text, heading of its group, empty for none). An empty value takes the name out.
    """
    told = {
        "name": name,
        "kind": kind,
        "value": value,
        "label": label,
        "options": list(options),
        "drops": list(drops),
    }
    return html.Label([html.Span(label), html.Span(id=ident, **_data(ask=json.dumps(told, ensure_ascii=False)))],
                      className="ask")  # fmt: skip


def typed(ident: Any, label: str, like: str = "", value: str = "") -> html.Label:
    """A field of a form into which a text is typed; `like` shows how it is written."""
    field = dcc.Input(id=ident, type="text", autoComplete="off", maxLength=400, placeholder=like, value=value)
    return html.Label([html.Span(label), field])


def _data(**named: object) -> dict[str, Any]:
    return {f"data-{key}": str(value) for key, value in named.items()}
