"""The slot ledger: a calendar of gaps of a month, what became of its slots, and the evidence hour by hour.

The address holds place, month and what the rows are; with a day and a member it lists the hours that are not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, cast
from urllib.parse import urlencode

from dash import Dash, Input, Output, dcc, html

from assessment.answer import Answer
from assessment.periods import midnight, next_month
from assessment.slot_ledger import By, Every, Medium
from assessment.slots import STATES, TITLES
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._address import read_day, read_month
from layouts._page import Hall, Page
from layouts._tiles import records
from layouts._words import worded

PATH: Final = "ledger"
NATION: Final = "100000"
ROWS: Final = ("source", "city", "station", "section")
MEDIA: Final = ("all", "air", "water")

WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="时次台账", en="Slot ledger"),
    "calendar": Label(zh="缺测日历", en="Calendar of gaps"),
    "calendar_note": Label(
        zh="每格为当日没有有效值的应有时次数；“–”为无应有时次。手工监测按月计，不在此表",
        en="slots of the day without a value; a dash where none was expected. What is sampled by hand is expected by "
        "the month and stands below alone",
    ),
    "states": Label(zh="时次去向", en="What became of the slots"),
    "hours": Label(zh="逐时凭据", en="Hour by hour, with evidence"),
    "hours_note": Label(
        zh="未按时到达或已修订的时次", en="slots that are not there, came late or were revised"
    ),
    "clock": Label(zh="发布时钟", en="Publishing clock"),
    "clock_note": Label(
        zh="只计由本系统按时采集的时次；首次采到距小时结束（水质为采样时刻）的时间，水质按时为下一次采样之前",
        en="of slots collected by schedule: from the end of the hour (of water: from the sample) to its first value; "
        "water is on time before the next sample",
    ),
    "clock_none": Label(zh="本月没有按时采集的时次", en="No slot of this month was collected by schedule"),
    "rows": Label(zh="行", en="Rows"),
    "source": Label(zh="数据源", en="Source"),
    "city": Label(zh="城市", en="City"),
    "station": Label(zh="点位", en="Station"),
    "section": Label(zh="断面", en="Section"),
    "medium": Label(zh="要素", en="Medium"),
    "all": Label(zh="全部", en="All"),
    "air": Label(zh="空气", en="Air"),
    "water": Label(zh="地表水", en="Surface water"),
    "place": Label(zh="地区", en="Place"),
    "nation": Label(zh="全国", en="China"),
    "month": Label(zh="月份", en="Month"),
    "all_days": Label(zh="全月", en="Month"),
    "expected": Label(zh="应有", en="Expected"),
    "completeness": Label(zh="完整率", en="Completeness"),
    "measured": Label(zh="计时时次", en="Slots timed"),
    "delay": Label(zh="中位时延", en="Median delay"),
    "on_time": Label(zh="按时", en="On time"),
    "by_noon": Label(zh="日值次日 12:00 前", en="Days by 12:00"),
    "state": Label(zh="状态", en="State"),
    "hour": Label(zh="时段", en="Hour"),
    "evidence": Label(zh="凭据", en="Evidence"),
    "name": Label(zh="名称", en="Name"),
    "none": Label(zh="本月没有应有时次", en="No slot was expected in this month"),
    "none_by_day": Label(zh="本月没有按时次应有的数据", en="Nothing was expected by the hour in this month"),
    "hint": Label(
        zh="应有时次由近 30 日内有过数据的点位而来；先载入或接入数据源",
        en="slots are expected of stations heard within 30 days; load or switch on a source first",
    ),
    "whole": Label(zh="没有缺测、迟到或修订", en="Nothing is missing, late or revised"),
}
word: Final = partial(worded, WORDS)


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return desk.awaited(PATH, word("title", lang), lang)


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question for the month, one for the hours of a day."""

    @app.callback(
        Output("ledger-head", "children"),
        Output("ledger-body", "children"),
        Input("lanbi-url", "search"),
        Input("ledger-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, Any]:
        lang = desk.language(hall, search)
        where = _Asked(hall, search or "")
        return _head(hall, where, lang), desk.attempt(lang, lambda: _body(hall, where, lang))

    desk.downloads(app, hall, PATH, lambda hall, search: _ask(hall, _Asked(hall, search), "day"))


class _Asked:
    """What an address asks, mistyped parts replaced by what is usual."""

    def __init__(self, hall: Hall, search: str) -> None:
        said = desk.asked(search)
        self.search = search
        self.place = said.get("place", NATION)
        medium = said.get("medium", "")
        self.medium = cast(Medium, medium if medium in MEDIA else "all")
        member: By = "section" if self.medium == "water" else "station"
        usual: By = "source" if self.place == NATION else "city" if self.place.endswith("0000") else member
        of = cast(By, said["of"] if said.get("of") in ROWS else usual)
        self.of = member if of in ("station", "section") and self.medium != "all" else of
        self.month = read_month(said.get("month")) or _last_month(hall)
        self.day = read_day(said.get("day"))
        self.code = said.get("code", "")
        self.lang = desk.language(hall, search)

    @property
    def within(self) -> str | None:
        return None if self.place == NATION else self.place


def _last_month(hall: Hall) -> date:
    """The month of the newest stored hour; without any, of today."""
    last = hall.ask.extent().last or hall.clock()
    return last.astimezone(ZONE).date().replace(day=1)


def _ask(hall: Hall, where: _Asked, every: Every) -> Answer:
    """The ledger of the month, by day or as a whole."""
    answer: Answer = hall.ask.ledger(
        start=midnight(where.month), end=midnight(next_month(where.month)), of=where.of, every=every,
        within=where.within, medium=where.medium, language=where.lang,
    )  # fmt: skip
    return answer


def _head(hall: Hall, where: _Asked, lang: Language) -> html.Div:
    """Title, the months beside, the place's provinces, and what the rows are."""
    before = (where.month - timedelta(days=1)).replace(day=1)
    months = [
        (f"{month:%Y-%m}", desk.link(hall, PATH, where.search, month=f"{month:%Y-%m}", day=None, code=None))
        for month in (before, where.month, next_month(where.month))
    ]
    rows = [
        (word(of, lang), desk.link(hall, PATH, where.search, of=of, day=None, code=None))
        for of in ROWS
        if where.medium == "all" or of != ("station" if where.medium == "water" else "section")
    ]
    media = [
        (word(one, lang), desk.link(hall, PATH, where.search, medium=one, of=None, day=None, code=None))
        for one in MEDIA
    ]
    nation = [
        (word("nation", lang), desk.link(hall, PATH, where.search, place=None, of=None, day=None, code=None))
    ]
    kept = urlencode(
        {key: text for key, text in desk.asked(where.search).items() if key not in ("code", "day", "of")}
    )
    above = desk.crumbs(hall, PATH, kept, where.place, lang) or nation
    called = above[-1][0] if len(above) > 1 or where.place == NATION else where.place
    return desk.heading(
        [word("title", lang), " ", html.Small(f"{called} · {where.month:%Y-%m}")], lang, crumbs=above,
        controls=[
            desk.choices("ledger-months", word("month", lang), months, f"{where.month:%Y-%m}", lang),
            desk.choices("ledger-media", word("medium", lang), media, word(where.medium, lang), lang),
            desk.choices("ledger-rows", word("rows", lang), rows, word(where.of, lang), lang),
            desk.takeaway(PATH, lang),
        ],
    )  # fmt: skip


def _body(hall: Hall, where: _Asked, lang: Language) -> Any:
    total = records(_ask(hall, where, "month").table)
    if not total:
        return desk.empty(lang, word("none", lang), word("hint", lang))
    by_day = records(_ask(hall, where, "day").table)
    return [
        _hours(hall, where, lang),
        desk.section(
            [word("calendar", lang)], _calendar(hall, where, by_day, total, lang), note=word("calendar_note", lang)
        ),
        desk.section([word("states", lang)], _states(total, lang), ident="ledger-states"),
        desk.section(
            [word("clock", lang)], _clock(total, lang), note=word("clock_note", lang), ident="ledger-clock"
        ),
    ]  # fmt: skip


def _calendar(
    hall: Hall,
    where: _Asked,
    by_day: Sequence[Mapping[str, Any]],
    total: Sequence[Mapping[str, Any]],
    lang: Language,
) -> html.Div:
    """One row a member, one column a day; a cell links to the hours of that member and day."""
    days = [where.month + timedelta(days=n) for n in range((next_month(where.month) - where.month).days)]
    both = len({str(row["medium"]) for row in total}) > 1
    whole = {(str(row["code"]), str(row["source"])): row for row in total}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in by_day:
        key = (str(one["code"]), str(one["source"]))
        row = rows.setdefault(
            key,
            {"name": _name(hall, where, one, lang, both=both), "all": _percent(whole.get(key, {}), lang)},
        )
        row[str(one["start"])[:10]] = _gap(hall, where, one)
    columns = [
        desk.Column(key="name", title=WORDS[where.of]),
        desk.Column(key="all", title=WORDS["completeness"], kind="number", unit="%"),
        *(
            desk.Column(key=f"{day}", title=Label(zh=f"{day.day}", en=f"{day.day}"), kind="number")
            for day in days
        ),
    ]
    if not rows:
        return html.Div(desk.empty(lang, word("none_by_day", lang)), id="ledger-calendar")
    made = desk.table(list(columns), list(rows.values()), lang=lang, label=word("calendar", lang))
    return html.Div(made, id="ledger-calendar")


def _name(hall: Hall, where: _Asked, row: Mapping[str, Any], lang: Language, *, both: bool) -> desk.Cell:
    """The member, with its medium where there are `both`; a city leads to its stations, the source to its cities."""
    code, name = str(row["code"]), str(row["name"])
    if where.of == "city" and code:
        return desk.Cell(
            text=name,
            href=desk.link(hall, PATH, where.search, place=code, of=_member(row), day=None),
            small=word(str(row["medium"]), lang) if both else "",
        )
    if where.of == "source":
        return desk.Cell(text=name, href=desk.link(hall, PATH, where.search, of="city", day=None))
    if where.of == "station" and code:
        month = {"start": f"{where.month}", "end": f"{next_month(where.month) - timedelta(days=1)}"}
        to_station = {**dict.fromkeys(("place", "of", "month", "day")), **month, "code": code}
        return desk.Cell(
            text=name or code, small=code, href=desk.link(hall, "station", where.search, **to_station)
        )
    return desk.Cell(text=name or "–", small=code if where.of == "section" else "")


def _member(row: Mapping[str, Any]) -> By:
    return "section" if row["medium"] == "water" else "station"


def _gap(hall: Hall, where: _Asked, row: Mapping[str, Any]) -> desk.Cell:
    expected = int(row["expected"])
    gaps = expected - sum(int(row[state]) for state in ("arrived", "late", "revised"))
    if not gaps:
        return desk.Cell(text="0")
    share = max(8, min(100, round(100 * gaps / expected)))
    ground = f"color-mix(in srgb, var(--ill-ground) {share}%, var(--tile))"
    ink = "var(--ill-ink)" if share > 60 else "var(--strong)"
    href = ""
    if where.of != "source":
        day = str(row["start"])[:10]
        href = desk.link(hall, PATH, where.search, day=day, code=str(row["code"]))
    return desk.Cell(text=f"{gaps:,}", by=str(gaps), chip=(ground, ink), href=href)


def _percent(row: Mapping[str, Any], lang: Language) -> desk.Cell:
    text = str(row.get("completeness", ""))
    return desk.Cell(text=text, mark="well" if text == "100.0" else "")


def _states(total: Sequence[Mapping[str, Any]], lang: Language) -> html.Div:
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="source", title=WORDS["source"]),
        desk.Column(key="expected", title=WORDS["expected"], kind="number"),
        *(desk.Column(key=state, title=TITLES[state], kind="number") for state in STATES[1:]),
        desk.Column(key="completeness", title=WORDS["completeness"], kind="number", unit="%"),
    ]
    counted = ("expected", *STATES[1:])
    rows = [{**row, **{key: f"{int(row[key]):,}" for key in counted}} for row in total]
    if all(row["name"] == row["source"] for row in rows):
        del columns[0]  # a row is a source: it is named once
    return desk.table(columns, rows, lang=lang, label=word("states", lang))


def _clock(total: Sequence[Mapping[str, Any]], lang: Language) -> html.Div:
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="measured", title=WORDS["measured"], kind="number"),
        desk.Column(key="delay", title=WORDS["delay"], kind="number", unit="min"),
        desk.Column(key="on_time", title=WORDS["on_time"], kind="number", unit="%"),
        desk.Column(key="by_noon", title=WORDS["by_noon"], kind="number", unit="%"),
    ]
    rows = [{**row, "measured": f"{int(row['measured']):,}"} for row in total if int(row["measured"])]
    if not rows:
        return desk.empty(lang, word("clock_none", lang))
    return desk.table(columns, rows, lang=lang, label=word("clock", lang))


def _hours(hall: Hall, where: _Asked, lang: Language) -> Any:
    """The hours of one day of the member that was chosen, with evidence."""
    if where.day is None or not where.code:
        return None
    is_member = where.of in ("station", "section")
    answer: Answer = hall.ask.ledger(
        start=midnight(where.day), end=midnight(where.day + timedelta(days=1)), every="hour",
        within=where.within if is_member else where.code, medium=where.medium, of=where.of, language=lang,
    )  # fmt: skip
    rows = [
        {
            **row,
            "name": str(row["name"]),
            "hour": _span(row),
            "state": TITLES[str(row["state"])].text(lang),
        }
        for row in records(answer.table)
        if not is_member or str(row["code"]) == where.code
    ]
    columns = [
        desk.Column(key="code", title=WORDS["station"]),
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="hour", title=WORDS["hour"]),
        desk.Column(key="state", title=WORDS["state"]),
        desk.Column(key="delay", title=WORDS["delay"], kind="number", unit="min"),
        desk.Column(key="evidence", title=WORDS["evidence"], kind="wide"),
    ]
    table = (
        desk.table(columns, rows, lang=lang, label=word("hours", lang))
        if rows
        else desk.empty(lang, word("whole", lang))
    )
    back = dcc.Link("×", href=desk.link(hall, PATH, where.search, day=None, code=None))
    return desk.section(
        [f"{word('hours', lang)} · {where.day}"], table, note=word("hours_note", lang), ident="ledger-hours",
        tools=back,
    )  # fmt: skip


def _span(row: Mapping[str, Any]) -> str:
    """The time of a slot of a day: hours that end at midnight end at 24:00."""
    end = str(row["end"])[11:16]
    return f"{str(row['start'])[11:16]}–{'24:00' if end == '00:00' else end}"


PAGE = Page(path=PATH, title=WORDS["title"], layout=layout, callbacks=callbacks, freezes=False)
