"""One section of water: its record, an item over the limits of the classes, its classes, months, neighbours, values.

The address holds the section (`code`), the month that ends the window, how many months it is long, and the item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, html

from assessment.answer import Answer
from assessment.columns import stamp
from assessment.section import Section
from assessment.water_overview import Span
from figures.water_classes import CLASSES
from figures.water_course import class_course, item_course
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from indicators.water_parameters import water_parameter
from layouts import _desk as desk
from layouts import _water_period as periods
from layouts._columns import STAGES, spoken
from layouts._figure import Figure
from layouts._page import Hall, Page
from layouts._picture import name as named
from layouts._tiles import records
from layouts._water_sheet import met
from layouts._water_words import (
    CONTROLS,
    WORDS,
    basin,
    change,
    class_cell,
    class_word,
    item,
    items,
    kind,
    notes,
    spelled,
    target,
    word,
)
from layouts.water import passport_place

PATH = "section"
LENGTHS = (1, 3, 12)
USUAL = ("codmn", "nh3n", "tp", "do", "cod", "tn", "ph")  # the item shown first, where it has values
ROWS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What an address asks, mistyped parts replaced by what is usual."""

    hall: Hall
    search: str
    lang: Language
    code: str
    month: date
    length: int
    item: str

    @property
    def start(self) -> datetime:
        """Start of the window in UTC."""
        months = self.month.year * 12 + self.month.month - self.length
        return _midnight(date(months // 12, months % 12 + 1, 1))

    @property
    def end(self) -> datetime:
        """End of the window in UTC."""
        return _midnight(_next(self.month))

    def link(self, **changed: str | None) -> str:
        """The same page with something changed."""
        return desk.link(self.hall, PATH, self.search, **{"passport": None, **changed})

    def passport(self, indicator: str, start: datetime, end: datetime, code: str) -> str:
        """The link that opens the passport of a figure of the section."""
        figure = Figure(indicator=indicator, of="section", code=code, start=start, end=end)
        return desk.link(self.hall, PATH, self.search, passport=figure.written())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def where(hall: Hall, search: str, held: Span) -> Where:
    """What an address asks of a store that holds water."""
    said = desk.asked(search)
    months = said.get("months", "")
    return Where(
        hall=hall, search=search, lang=desk.language(hall, search), code=said.get("code", "")[:80],
        month=_month(said.get("month", "")) or held.last.astimezone(ZONE).date().replace(day=1),
        length=int(months) if months in {str(n) for n in LENGTHS} else LENGTHS[-1], item=said.get("item", "")[:20],
    )  # fmt: skip


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if found.year > 1990 else None


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answer."""
    lang = desk.language(hall, search)
    return html.Div(
        [
            html.Div(desk.heading(word("record", lang), lang), id="section-head"),
            html.Div(desk.waiting(lang), id="section-lead"),
            html.Div(
                [
                    desk.section(
                        word("trend", lang),
                        [html.Div(id="section-items"), desk.picture("section-trend", word("trend", lang))],
                    ),
                    desk.section(
                        word("class_strip", lang),
                        [html.P(id="section-agreement"), desk.picture("section-classes", word("class_strip", lang))],
                    ),
                ],
                id="section-pictures", className="parts pictures", hidden=True,
            ),
            html.Div(id="section-body"),
            passport_place(),
        ],
        id="section", lang=lang,
    )  # fmt: skip


def callbacks(app: Dash, hall: Hall) -> None:
    """Register what the page does: one question for everything on it."""
    asked = periods.asking(hall.ask)

    @app.callback(
        Output("section-head", "children"),
        Output("section-lead", "children"),
        Output("section-pictures", "hidden"),
        Output("section-items", "children"),
        Output("section-agreement", "children"),
        Output("section-trend-figure", "data"),
        Output("section-classes-figure", "data"),
        Output("section-body", "children"),
        Input("lanbi-url", "search"),
        Input("section-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, ...]:
        lang = desk.language(hall, search)
        title = desk.heading(word("record", lang), lang)
        nothing = (True, None, None, None, None, None)
        held = asked.span(asked.mark())
        if held is None:
            return title, desk.empty(lang, word("no_water", lang), word("no_water_hint", lang)), *nothing
        here = where(hall, search or "", held)
        if not here.code:
            way = html.A(word("to_table", lang), href=desk.link(hall, "water", search, code=None, month=None))
            return title, html.Div([desk.empty(lang, word("no_page", lang)), way]), *nothing
        try:
            found: Section = hall.ask.section(code=here.code, start=here.start, end=here.end)
        except (LookupError, ValueError) as error:
            return title, desk.refused(error, lang), *nothing
        return _shown(here, found)

    desk.drawing(app, "section-trend")
    desk.drawing(app, "section-classes")
    desk.downloads(app, hall, PATH, lambda hall, search: _handed(asked, hall, search))


def _handed(asked: periods.Asked, hall: Hall, search: str) -> Answer:
    """What is taken away: the values of the window, with the passport of the classes."""
    held = asked.span(asked.mark())
    if held is None:
        raise LookupError(word("no_water", "zh"))
    here = where(hall, search, held)
    found: Section = hall.ask.section(code=here.code, start=here.start, end=here.end)
    table = found.series.assign(
        start=[stamp(t) for t in found.series["start"]], end=[stamp(t) for t in found.series["end"]]
    )
    table.insert(0, "code", str(found.record["code"]))
    table.insert(1, "name", str(found.record["name"]))
    return replace(found.months, table=table)


def _shown(here: Where, found: Section) -> tuple[Any, ...]:
    lang = here.lang
    code = str(found.record["code"])
    there = [str(c) for c in dict.fromkeys(found.series.loc[found.series["value"].notna(), "parameter"])]
    chosen = (
        here.item if here.item in there else next((c for c in USUAL if c in there), there[0] if there else "")
    )
    options = [(item(c, lang), here.link(item=c)) for c in there]
    picker = desk.choices(
        "section-item", word("item", lang), options, item(chosen, lang) if chosen else "", lang
    )
    return (
        _head(here, found),
        _record(here, found),
        not there,
        picker,
        _agreement(found, lang),
        _trend(found, chosen, lang) if chosen else None,
        desk.drawn(class_course(found.classes, lang=lang), found.months, lang)
        if len(found.classes)
        else None,
        [
            desk.section(word("months", lang), _months(here, found, code), ident="section-months"),
            *_versions(here, code),
            desk.section(word("neighbours", lang), _neighbours(here, found), ident="section-neighbours"),
            desk.section(
                word("values", lang),
                _values(found, lang),
                note=word("values_note", lang),
                ident="section-values",
            ),
        ],
    )


def _head(here: Where, found: Section) -> html.Div:
    lang, held, hall = here.lang, found.record, here.hall
    crumbs = [(word("nation", lang), _region(here, None))]
    for level in ("province", "city"):
        code = str(held.get(f"of_{level}", held[level]) or "")
        if code.isdigit():
            crumbs.append((_called(here, code), _region(here, code)))
    lengths = [(_length(n, lang), here.link(months=str(n))) for n in LENGTHS]
    before = (here.month - timedelta(days=1)).replace(day=1)
    months = [(f"{m:%Y-%m}", here.link(month=f"{m:%Y-%m}")) for m in (before, here.month, _next(here.month))]
    return desk.heading(
        [_name(held, lang), " · ", html.Time(f"{here.start.astimezone(ZONE):%Y-%m} – {here.month:%Y-%m}"
                                             if here.length > 1 else f"{here.month:%Y-%m}")],
        lang, crumbs=crumbs, marked=desk.marks(found.months.passport, lang),
        controls=[
            desk.choices("section-months-choice", word("month", lang), months, f"{here.month:%Y-%m}", lang),
            desk.choices("section-length", word("length", lang), lengths, _length(here.length, lang), lang),
            html.A(word("on_wall", lang), href=desk.link(
                hall, "wall", here.search, layer="water", code=None, month=None, months=None, item=None, passport=None
            )),
            desk.takeaway(PATH, lang),
        ],
    )  # fmt: skip


def _name(held: pd.Series, lang: Language) -> str:
    return spelled(str(held["name"]), "", lang)


def _length(months: int, lang: Language) -> str:
    return f"{months} 个月" if lang == "zh" else f"{months} month{'s' if months > 1 else ''}"


def _region(here: Where, place: str | None) -> str:
    """The table of sections of a region, in the month shown."""
    return desk.link(
        here.hall, "water", here.search, place=place, period=f"{here.month:%Y-%m}", code=None, month=None, months=None,
        item=None, passport=None,
    )  # fmt: skip


def _called(here: Where, code: str) -> str:
    found = named(code, here.hall.drawing)
    return found.text(here.lang) if found else code


def _record(here: Where, found: Section) -> html.Section:
    """What the registry says, and the newest month's class beside it."""
    lang, held = here.lang, found.record
    code = str(held["code"])

    def place(column: str) -> str:
        text = str(held.get(column, "") or "")
        return _called(here, text) if text.isdigit() else spelled(text, "", lang)

    position = ""
    if held["lon"] == held["lon"] and held["lat"] == held["lat"]:
        position = f"{float(held['lon']):.4f}, {float(held['lat']):.4f}"
    along = f"{float(held['river_km']):g} {word('km', lang)}" if held["river_km"] == held["river_km"] else ""
    span = " – ".join(str(held[key]) for key in ("first", "last") if held[key] and held[key] == held[key])
    rows: list[tuple[str, Any]] = [
        ("code", code),
        ("aliases", spoken("、".join(held["aliases"]), lang) if len(held["aliases"]) else ""),
        ("river", spelled(str(held["river"] or ""), "", lang)),
        ("basin", basin(str(held["basin"] or ""), lang) if held["basin"] else ""),
        ("province", place("province")),
        ("city", place("city")),
        ("county", place("county")),
        ("answers_for", place("answers_for")),
        ("control", CONTROLS[held["control"]].text(lang) if held["control"] in CONTROLS else ""),
        ("kind", kind(held["kind"], lang)),
        ("judged_as", word(f"{found.judged_as}_kind", lang)),
        ("target", target(found.target, lang)),
        ("purposes", spoken("、".join(held["purposes"]), lang) if len(held["purposes"]) else ""),
        ("river_km", along),
        ("position", position),
        ("span", span),
        ("complete", word("registered" if held["complete"] else "from_feed", lang)),
    ]
    return desk.section(
        word("record", lang),
        html.Div(
            [
                _newest(here, found, code),
                html.Dl(
                    [part for key, said in rows if said for part in (html.Dt(word(key, lang)), html.Dd(said))],
                    className="facts columns",
                ),
            ],
            className="lead",
        ),
        ident="section-record",
    )  # fmt: skip


def _newest(here: Where, found: Section, code: str) -> Any:
    """The class of the last month of the window that has one, large."""
    lang = here.lang
    rows = [row for row in records(found.months.table) if row["water_class"]]
    if not rows:
        return html.Div(desk.empty(lang, word("no_values", lang)), className="newest")
    row = rows[-1]
    said = class_cell(row["water_class"], int(row["class_number"]), lang)
    assert isinstance(said, desk.Cell)
    ground, letters = said.chip or ("", "")
    style: Any = {"backgroundColor": ground, "color": letters}
    first = row["start"].astimezone(ZONE)
    lines = [
        (word("deciding", lang), items(row["deciding_items"], lang)),
        (word("over", lang), items(row["water_exceedance"], lang)),
        (word("over_target", lang), items(row["target_exceedance"], lang)),
    ]
    verdict = met(row["target_met"], lang)
    return html.Div(
        [
            html.A(
                html.Span(said.text, className="chip big", style=style),
                href=here.passport("water_class", row["start"], row["end"], code),
            ),
            html.Div(
                [
                    html.Div(html.B(f"{first:%Y-%m}")),
                    html.Span(verdict.text, className=f"mark {verdict.mark}")
                    if isinstance(verdict, desk.Cell) else None,
                    *[html.Div([html.Small(title), " ", text]) for title, text in lines if text],
                ]
            ),
        ],
        className="newest",
    )  # fmt: skip


def _agreement(found: Section, lang: Language) -> str:
    both = [
        (str(row["water_class"]), str(row["published"]))
        for row in records(found.classes)
        if row["water_class"] and row["published"]
    ]
    return word("agreement", lang, len(both), sum(a == b for a, b in both)) if both else ""


def _trend(found: Section, code: str, lang: Language) -> Any:
    rows = found.series[found.series["parameter"] == code]
    known = records(found.limits[found.limits["parameter"] == code])
    limits: Mapping[str, Any] = known[0] if known else {}
    unit = water_parameter(code).unit_text
    return desk.drawn(
        item_course(rows, limits, name=item(code, lang), unit=unit.replace("个", "n") if lang == "en" else unit,
                    lang=lang),
        found.months, lang,
    )  # fmt: skip


_MONTH_COLUMNS = [
    desk.Column(key="month", title=WORDS["month"]),
    desk.Column(key="class", title=WORDS["class"]),
    desk.Column(key="deciding", title=WORDS["deciding"], kind="wide"),
    desk.Column(key="over", title=WORDS["over"], kind="wide"),
    desk.Column(key="met", title=WORDS["met"]),
    desk.Column(key="over_target", title=WORDS["over_target"], kind="wide"),
    desk.Column(key="change", title=WORDS["change"]),
    desk.Column(key="year_change", title=WORDS["year_change"]),
    desk.Column(key="samples", title=WORDS["samples"], kind="number"),
    desk.Column(key="note", title=WORDS["note"], kind="wide"),
]


def _months(here: Where, found: Section, code: str) -> Any:
    lang = here.lang
    rows = []
    for row in reversed(records(found.months.table)):
        if not row["observed"]:
            continue
        rows.append(
            {
                "month": f"{row['start'].astimezone(ZONE):%Y-%m}",
                "class": class_cell(
                    row["water_class"], int(row["class_number"]), lang,
                    here.passport("water_class", row["start"], row["end"], code),
                ),
                "deciding": items(row["deciding_items"], lang),
                "over": items(row["water_exceedance"], lang),
                "met": met(
                    row["target_met"], lang, here.passport("target_met", row["start"], row["end"], code)
                ),
                "over_target": items(row["target_exceedance"], lang),
                "change": change(row["change"], row["change_word"], lang),
                "year_change": change(row["year_change"], row["year_change_word"], lang),
                "samples": f"{row['valid']}",
                "note": notes(row["note"], lang),
            }
        )  # fmt: skip
    if not rows:
        return desk.empty(lang, word("no_values", lang))
    return desk.table(_MONTH_COLUMNS, rows, lang=lang, label=word("months", lang))


def _versions(here: Where, code: str) -> list[Any]:
    """The versions of the record, where somebody handed one in."""
    lang = here.lang
    rows = records(here.hall.ask.section_records(code))
    if not rows:
        return []
    columns = [
        desk.Column(key="version", title=WORDS["version"], kind="number"),
        desk.Column(key="target", title=WORDS["target"]),
        desk.Column(key="answers_for", title=WORDS["answers_for"]),
        desk.Column(key="holds", title=WORDS["span"]),
        desk.Column(key="actor", title=WORDS["actor"]),
        desk.Column(key="reason", title=WORDS["reason"], kind="wide"),
        desk.Column(key="known_at", title=WORDS["known_at"]),
    ]
    told = [
        {
            "version": str(row["version"]),
            "target": target(row["target"], lang),
            "answers_for": _called(here, str(row["answers_for"] or "")),
            "holds": " – ".join(part for part in (row["first"], row["last"]) if part),
            "actor": row["actor"],
            "reason": row["reason"],
            "known_at": f"{row['known_at'].astimezone(ZONE):%Y-%m-%d %H:%M}" if row["known_at"] else "",
        }
        for row in rows
    ]
    table = desk.table(columns, told, lang=lang, label=word("versions", lang))
    return [desk.section(word("versions", lang), table, ident="section-versions")]


def _neighbours(here: Where, found: Section) -> Any:
    lang = here.lang
    if not len(found.neighbours):
        return desk.empty(lang, word("no_neighbours", lang))
    columns = [
        desk.Column(key="place", title=Label(zh="位置", en="Where")),
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="river", title=WORDS["river"]),
        desk.Column(key="km", title=WORDS["river_km"], kind="number", unit=word("km", lang)),
        desk.Column(key="class", title=WORDS["class"]),
        desk.Column(key="note", title=WORDS["note"], kind="wide"),
    ]
    rows = [
        {
            "place": word(str(row["place"]), lang),
            "name": desk.Cell(
                text=spelled(str(row["name"]), "", lang), href=here.link(code=str(row["code"]))
            ),
            "river": spelled(str(row["river"] or ""), "", lang),
            "km": f"{float(row['river_km']):g}" if row["river_km"] == row["river_km"] else "",
            "class": class_cell(row["water_class"], CLASSES.index(str(row["water_class"] or "")), lang),
            "note": notes(row["note"], lang),
        }
        for row in records(found.neighbours)
    ]
    return desk.table(columns, rows, lang=lang, label=word("neighbours", lang))


def _values(found: Section, lang: Language) -> Any:
    """The values as sampled: one row a time, one column an item; below detection and marks as they came."""
    series = found.series
    if series.empty:
        return desk.empty(lang, word("no_values", lang))
    there = list(dict.fromkeys(series["parameter"].astype(str)))
    units = {c: water_parameter(c).unit_text for c in there}
    classes = {row["start"]: row for row in records(found.classes)}
    columns = [
        desk.Column(key="start", title=WORDS["start"]),
        desk.Column(key="class", title=WORDS["class"]),
        desk.Column(key="published", title=WORDS["published"]),
        *[
            desk.Column(key=c, title=Label(zh=item(c, "zh"), en=item(c, "en")), kind="number",
                        unit=units[c].replace("个", "n") if lang == "en" else units[c])
            for c in there
        ],
        desk.Column(key="stage", title=WORDS["stage"]),
    ]  # fmt: skip
    rows: dict[Any, dict[str, Any]] = {}
    for row in records(series.sort_values(["start", "end"], ascending=False)):
        one = rows.setdefault((row["start"], row["end"]), _time(row, classes, lang))
        one[str(row["parameter"])] = _value(row)
    return desk.table(columns, list(rows.values()), lang=lang, label=word("values", lang), most=ROWS)


def _time(row: Mapping[str, Any], classes: Mapping[Any, Mapping[str, Any]], lang: Language) -> dict[str, Any]:
    first = row["start"].astimezone(ZONE)
    length = row["end"] - row["start"]
    said = f"{first:%Y-%m}" if length > timedelta(days=27) else (
        f"{first:%Y-%m-%d}" if length >= timedelta(days=1) else f"{first:%Y-%m-%d %H:%M}"
    )  # fmt: skip
    judged = classes.get(row["start"], {})
    ours, theirs = str(judged.get("water_class") or ""), str(judged.get("published") or "")
    return {
        "start": said,
        "class": class_cell(ours, CLASSES.index(ours), lang) if ours in CLASSES else ours,
        "published": class_word(theirs, lang) or str(judged.get("state") or ""),
        "stage": STAGES[row["stage"]].text(lang) if row["stage"] in STAGES else row["stage"],
    }


def _value(row: Mapping[str, Any]) -> Any:
    """A value as it was shown, with its sign; where there is none the source's mark."""
    mark = str(row["mark"] or "")
    sign = "<" if row["qualifier"] < 0 else ">" if row["qualifier"] > 0 else ""
    known = water_parameter(str(row["parameter"]))
    live = row["end"] - row["start"] < timedelta(days=1)
    text = sign + _plain(row["shown"], row["value"], known.decimals_live if live else known.decimals)
    if not text.strip("<>"):
        return mark or text
    return desk.Cell(text=text, small=mark) if mark and row["quality"] == 4 else text


def _plain(told: object, value: object, decimals: int) -> str:
    """A value at its decimals; what has more significant ones (a small 0.0006) keeps them; empty for none."""
    for number in (told, value):
        if isinstance(number, int | float) and number == number:
            fixed = f"{number:.{decimals}f}"
            return fixed if float(fixed) == float(f"{number:.4g}") else f"{number:.4g}"
    return ""


PAGE = Page(path=PATH, title=Label(zh="断面", en="Section"), layout=layout, callbacks=callbacks, listed=False)
