"""Ours beside what was published: the hours of stations, the days of cities, the classes of sections, with the causes.

Nothing published is computed from; a figure that agrees as shown is counted, one that differs is listed with why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from dash import Dash, Input, Output, html

from assessment.answer import Answer
from assessment.directory import Found
from assessment.periods import midnight
from assessment.reconciliation import CAUSES
from assessment.water_reconciliation import CAUSES as WATER_CAUSES
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._address import NATION, read_day
from layouts._columns import symbols
from layouts._figure import Figure
from layouts._page import Hall, Page
from layouts._picture import name as on_map
from layouts._tiles import records
from layouts._water_words import class_word, items, spelled
from layouts._words import cited, worded

PATH: Final = "reconcile"
LONGEST: Final[Mapping[str, int]] = {"hours": 7, "days": 92, "water": 31}
"""Days of a window; beyond, the last ones of it are taken."""
USUAL: Final[Mapping[str, int]] = {"hours": 1, "days": 31, "water": 3}
WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="与发布值对照", en="Ours and the published"),
    "nav": Label(zh="对照", en="Reconcile"),
    "what": Label(zh="对照什么", en="What"),
    "hours": Label(zh="点位小时 AQI", en="AQI of stations' hours"),
    "days": Label(zh="城市日值", en="days of cities"),
    "water": Label(zh="断面类别", en="classes of sections"),
    "start": Label(zh="起", en="From"),
    "end": Label(zh="止", en="To"),
    "compared": Label(zh="比较结果", en="What was compared"),
    "causes": Label(zh="不一致的原因", en="Causes of the differences"),
    "differences": Label(zh="不一致的各项", en="The differences"),
    "cause": Label(zh="原因", en="Cause"),
    "count": Label(zh="个数", en="Number"),
    "name": Label(zh="名称", en="Name"),
    "time": Label(zh="时间", en="Time"),
    "indicator": Label(zh="指标", en="Figure"),
    "ours": Label(zh="我方", en="Ours"),
    "published": Label(zh="发布", en="Published"),
    "difference": Label(zh="差", en="Difference"),
    "deciding": Label(zh="定类项目", en="Deciding"),
    "edition": Label(zh="标准", en="Edition"),
    "all_same": Label(zh="全部一致", en="They all agree"),
    "nothing": Label(zh="这个时段没有可比较的发布值", en="Nothing was published of this window"),
    "choose": Label(zh="请选一个省、市再看小时对照", en="Choose a province or city for the hours of stations"),
    "choose_hint": Label(
        zh="全国一天约有四万个点位小时；用查找框选地区",
        en="the country has forty thousand of them a day; find a region",
    ),
    "none": Label(zh="库中尚无数据", en="The store holds nothing yet"),
    "cut": Label(zh="一次最多 {} 天", en="at most {} days at a time"),
}  # fmt: skip
word: Final = partial(worded, WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What an address asks, mistyped parts replaced by what is usual; `own` is the region, the days are inclusive."""

    hall: Hall
    search: str
    lang: Language
    what: str
    own: Found
    start: date
    end: date

    @property
    def within(self) -> str | None:
        """The region as questions name it; None for the country."""
        return None if self.own.kind == "country" else self.own.code

    def link(self, **changed: str | None) -> str:
        """The same page with something changed."""
        return desk.link(self.hall, PATH, self.search, **{"passport": None, **changed})

    def ask(self) -> Answer:
        """The differences."""
        as_of = desk.as_of(self.search)
        if self.what == "days":
            return self.hall.ask.reconcile_days(
                within=self.within, start=self.start, end=self.end, as_of=as_of
            )
        start, end = midnight(self.start), midnight(self.end + timedelta(days=1))
        question = self.hall.ask.reconcile_water if self.what == "water" else self.hall.ask.reconcile_hours
        answer: Answer = question(within=self.within, start=start, end=end, as_of=as_of)
        return answer


def here(hall: Hall, search: str) -> Here | None:
    """What an address asks; None of a store that holds nothing of it.

    Raises
    ------
    LookupError
        If there is no such place.
    """
    said = desk.asked(search)
    chain = hall.ask.lineage(said.get("place", NATION))
    what = said["what"] if said.get("what") in LONGEST else "days" if chain[-1].kind == "country" else "hours"
    newest = _newest(hall, what)
    if newest is None:
        return None
    end = min(read_day(said.get("end")) or newest, newest)
    start = read_day(said.get("start")) or end - timedelta(days=USUAL[what] - 1)
    start = max(min(start, end), end - timedelta(days=LONGEST[what] - 1))
    divisions = [one for one in chain if one.kind in ("country", "province", "city", "county")]
    own = next(
        (one for one in reversed(divisions) if not (what == "days" and one.kind == "county")), chain[0]
    )
    return Here(
        hall=hall, search=search, lang=desk.language(hall, search), what=what, own=own, start=start, end=end
    )


def _newest(hall: Hall, what: str) -> date | None:
    if what == "water":
        span = hall.ask.water_span()
        return None if span is None else span.last_day
    return hall.ask.extent().last_day


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return desk.awaited(PATH, word("title", lang), lang)


def callbacks(app: Dash, hall: Hall) -> None:
    """Register the one answer of the page."""

    @app.callback(
        Output("reconcile-head", "children"),
        Output("reconcile-body", "children"),
        Input("lanbi-url", "search"),
        Input("reconcile-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, Any]:
        lang = desk.language(hall, search)
        top = desk.heading(word("title", lang), lang)
        try:
            one = here(hall, search or "")
        except LookupError as error:
            return top, desk.refused(error, lang)
        if one is None:
            return _plain(hall, search or "", lang), desk.empty(lang, word("none", lang))
        made: list[Answer] = []
        body = desk.attempt(lang, lambda: _body(one, made))
        return _head(one, made), body

    desk.downloads(app, hall, PATH, _handed)


def _handed(hall: Hall, search: str) -> Answer:
    one = here(hall, search)
    if one is None or _too_much(one):
        raise LookupError(word("choose", "zh"))
    return one.ask()


def _kinds(hall: Hall, search: str, what: str, lang: Language) -> Any:
    options = [
        (word(key, lang), desk.link(hall, PATH, search, what=key, start=None, end=None, passport=None))
        for key in ("days", "hours", "water")
    ]
    return desk.choices("reconcile-what", word("what", lang), options, word(what, lang), lang)


def _plain(hall: Hall, search: str, lang: Language) -> html.Div:
    what = desk.asked(search).get("what", "days")
    kinds = _kinds(hall, search, what if what in LONGEST else "days", lang)
    return desk.heading(word("title", lang), lang, controls=[kinds])


def _head(one: Here, made: list[Answer]) -> html.Div:
    lang = one.lang
    return desk.heading(
        [word("title", lang), html.Small(f"{one.own.name.text(lang)} · {one.start} – {one.end}")], lang,
        crumbs=desk.crumbs(one.hall, PATH, one.search, one.own.code, lang),
        marked=[
            *(desk.marks(made[0].passport, lang) if made else ()),
            desk.resolved(start=f"{one.start}", end=f"{one.end}", what=one.what),
        ],
        controls=[
            _kinds(one.hall, one.search, one.what, lang),
            desk.ask_for("reconcile-start", "start", word("start", lang), f"{one.start}", kind="date"),
            desk.ask_for("reconcile-end", "end", word("end", lang), f"{one.end}", kind="date"),
            html.Span(word("cut", lang, LONGEST[one.what]), className="quiet"),
            desk.takeaway(PATH, lang),
        ],
    )  # fmt: skip


def _too_much(one: Here) -> bool:
    return one.what == "hours" and one.within is None


def _body(one: Here, made: list[Answer]) -> Any:
    lang = one.lang
    if _too_much(one):
        return desk.empty(lang, word("choose", lang), word("choose_hint", lang))
    answer = one.ask()
    made.append(answer)
    rows = records(answer.table)
    said = [remark.text(lang) for remark in answer.remarks]
    if not rows and not any(character.isdigit() and character != "0" for text in said for character in text):
        return desk.empty(lang, word("nothing", lang), " · ".join(said))
    causes = WATER_CAUSES if one.what == "water" else CAUSES
    counts: Mapping[Any, Any] = answer.table["cause"].value_counts().to_dict()
    told = [
        {"cause": label.text(lang), "count": str(int(counts[code]))}
        for code, label in causes.items()
        if code in counts
    ]
    lead = html.P([html.B(text) for text in said[: 1 if one.what != "days" else 2]], className="lead")
    if not rows:
        return desk.section(word("compared", lang), [lead, html.P(word("all_same", lang), className="well")])
    cause_columns = [
        desk.Column(key="cause", title=WORDS["cause"], kind="wide"),
        desk.Column(key="count", title=WORDS["count"], kind="number"),
    ]
    return html.Div(
        [
            desk.section(
                word("compared", lang), [lead, desk.table(cause_columns, told, lang=lang, label=word("causes", lang))],
                ident="reconcile-causes",
            ),
            desk.section(word("differences", lang), _differences(one, rows, causes), ident="reconcile-list"),
        ],
        className="two",
    )  # fmt: skip


def _differences(one: Here, rows: list[dict[str, Any]], causes: Mapping[str, Label]) -> Any:
    lang, of = one.lang, {"hours": "station", "days": "city", "water": "section"}[one.what]
    water = one.what == "water"
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="time", title=WORDS["time"]),
        *([] if water else [desk.Column(key="indicator", title=WORDS["indicator"])]),
        desk.Column(key="ours", title=WORDS["ours"], kind="text" if water else "number"),
        desk.Column(key="published", title=WORDS["published"], kind="text" if water else "number"),
        desk.Column(key="deciding", title=WORDS["deciding"])
        if water else desk.Column(key="difference", title=WORDS["difference"], kind="number"),
        desk.Column(key="cause", title=WORDS["cause"], kind="wide"),
        desk.Column(key="edition", title=WORDS["edition"]),
    ]  # fmt: skip
    told = []
    for row in rows[: desk.ROWS + 1]:
        start, end = (datetime.fromisoformat(str(row[name])) for name in ("start", "end"))
        code, indicator = str(row["code"]), str(row["indicator"])
        figure = Figure(indicator=indicator, of=of, code=code, start=start, end=end)
        theirs = class_word(row["published"], lang) if water and row["published"] else str(row["published"])
        ours = class_word(row["ours"], lang) if water and row["ours"] else str(row["ours"])
        href = (
            desk.figure_link(one.hall, PATH, one.search, figure)
            if not water or end - start == timedelta(days=1)
            else ""
        )
        told.append(
            {
                "name": desk.Cell(text=_called(one, code, str(row["name"])), small=code if of != "city" else ""),
                "time": f"{start:%Y-%m-%d}" if one.what == "days" else f"{start:%Y-%m-%d %H}–{end.hour or 24:02d}",
                "indicator": _symbol(indicator),
                "ours": desk.Cell(text=ours, href=href) if ours else "",
                "published": theirs,
                "difference": str(row.get("difference", "")).replace("-", "−"),
                "deciding": items(row.get("deciding", ""), lang) if water else "",
                "cause": causes[str(row["cause"])].text(lang),
                "edition": cited(str(row["edition"]).split("+"), lang),
            }
        )  # fmt: skip
    told += [{}] * (len(rows) - len(told))
    return desk.table(columns, told, lang=lang, label=word("differences", lang))


def _called(one: Here, code: str, name: str) -> str:
    """The name of a city as the map has it; of a station or section as it is spelled."""
    known = on_map(code, one.hall.drawing)
    return known.text(one.lang) if known is not None else spelled(name, "", one.lang)


def _symbol(code: str) -> str:
    if code == "aqi":
        return "AQI"
    return "".join(part if isinstance(part, str) else str(part.children) for part in symbols(code))


PAGE = Page(path=PATH, title=WORDS["nav"], layout=layout, callbacks=callbacks)
