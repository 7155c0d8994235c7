"""What stands below the air on the overview of a region: its members, its water, its targets, its gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from dash import dcc, html

from assessment.periods import midnight
from figures.water_classes import CLASSES
from indicators.parameters import Label
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._columns import spoken
from layouts._region_air import chip
from layouts._region_where import Here
from layouts._region_words import WORDS, word
from layouts._target_tiles import aim, control, state, unit
from layouts._tiles import records, symbol
from layouts._water_words import change, class_cell, items, percent, spelled
from layouts.water import distribution

BELOW: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("province",), "province": ("city",), "city": ("county", "station"), "county": ("station",),
    "township": ("station",),
}  # fmt: skip
CHANGED: Final = 40  # sections listed
GAPS: Final = 12  # members listed
DANGER: Final = 0.5  # share of past years below which a target is in danger
Row = Mapping[str, Any]


def below(here: Here) -> Any:
    """One table a kind of member that lies in the place."""
    return [made for of in BELOW.get(here.own.kind, ()) if (made := _members(here, of)) is not None]


def _members(here: Here, of: str) -> Any:
    lang = here.lang
    rows = records(here.asked.below(here.revision, here.as_of, here.within, of, here.day).table)
    if not rows:
        return None
    now = {}
    if of != "province":
        hour = here.asked.moment(here.revision, here.as_of, here.within, of, here.hour)
        now = {str(row["code"]): row for row in records(hour.table)}
    water = _shares(here, of)
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        *([desk.Column(key="hour", title=WORDS["hour_aqi"], kind="number"),
           desk.Column(key="aqi", title=WORDS["day_aqi"], kind="number", unit=f"{here.day:%m-%d}"),
           desk.Column(key="primary", title=WORDS["primary_short"])] if of != "province" else []),
        *(desk.Column(key=code, title=WORDS[code], kind="number", unit=said)
          for code, said in (("pm25", "µg/m³"), ("pm10", "µg/m³"), ("o3_8h_p90", "µg/m³"), ("good_day_rate", "%"),
                             ("heavy_days", ""), ("composite_index", ""))),
        desk.Column(key="pm25_percent", title=Label(zh="PM2.5 同比", en="PM2.5 vs year"), kind="number", unit="%"),
        desk.Column(key="valid", title=WORDS["col_valid"], kind="number"),
        *([desk.Column(key="water", title=WORDS["water_share"], kind="number", unit="%")] if water else []),
    ]  # fmt: skip
    start = midnight(here.day.replace(month=1, day=1))
    end = midnight(here.day + timedelta(days=1))
    told = []
    for row in rows:
        code = str(row["code"])
        this = now.get(code)
        href = here.page("station", code=code, place=here.place) if of == "station" else here.link(place=code)
        told.append(
            {
                "name": desk.Cell(text=spelled(str(row["name"]), str(row["name_en"]), lang), href=href,
                                  small=code if of == "station" else ""),
                "hour": _aqi(here, of, code, this["aqi"], int(this["level"]), here.hour, here.hour + timedelta(hours=1))
                if this else "",
                "aqi": _aqi(here, of, code, row["aqi"], int(row["level"]), here.start, end),
                "primary": ", ".join(_symbol(one) for one in str(row["primary"]).split("+") if one),
                **{
                    name: desk.Cell(text=str(row[name]), href=here.why(name, of, code, start, end)) if row[name] else ""
                    for name in ("pm25", "pm10", "o3_8h_p90", "good_day_rate", "heavy_days", "composite_index")
                },
                "pm25_percent": str(row["pm25_percent"]).replace("-", "−"),
                "valid": f"{row['valid']}/{row['expected']}",
                "water": water.get(code, ""),
            }
        )  # fmt: skip
    title = word(f"below_{of}", lang)
    return desk.section(
        title, desk.table(columns, told, lang=lang, label=title), note=f"{len(rows)} · {word('to_date', lang)}",
        ident=f"region-{of}",
    )  # fmt: skip


def _symbol(code: str) -> str:
    return "".join(part if isinstance(part, str) else str(part.children) for part in symbol(code))


def _aqi(here: Here, of: str, code: str, value: Any, level: int, start: datetime, end: datetime) -> Any:
    if not level:
        return ""
    text = f"{float(value):.0f}"
    return desk.Cell(text=text, chip=chip(level, here), href=here.why("aqi", of, code, start, end), by=text)


def _month(here: Here) -> datetime | None:
    """A moment of the month of water that is shown: that of the hour, or the newest that there is."""
    span = here.hall.ask.water_span()
    if span is None:
        return None
    return min(max(here.hour, span.first), span.last)


def _shares(here: Here, of: str) -> dict[str, Any]:
    """The share of sections of class Ⅰ to Ⅲ by member; nothing where there is no water of the month."""
    at = _month(here)
    if (
        of == "station"
        or at is None
        or at.astimezone(ZONE).strftime("%Y%m") != here.hour.astimezone(ZONE).strftime("%Y%m")
    ):
        return {}
    rows = records(here.asked.water(here.revision, here.as_of, here.within, at).table)
    return {
        str(row["code"]): percent(row["good_water_share"])
        for row in rows
        if row["of"] == of and row["good_water_share"] == row["good_water_share"]
    }


def water(here: Here) -> Any:
    """The sections of the place in the month by class, and those whose class changed."""
    lang, at = here.lang, _month(here)
    if at is None:
        return desk.section(
            word("water", lang), desk.empty(lang, word("no_water", lang)), ident="region-waters"
        )
    month = at.astimezone(ZONE).strftime("%Y-%m")
    answer = here.asked.water(here.revision, here.as_of, here.within, at)
    whole = records(answer.table)[0]
    tools = dcc.Link(word("more_water", lang), href=here.page("water", period=month))
    if not int(whole["sections"]):
        nothing = desk.empty(lang, word("water_none", lang))
        return desk.section(word("water", lang), nothing, note=month, tools=tools, ident="region-waters")
    start, end = whole["start"].to_pydatetime(), whole["end"].to_pydatetime()
    facts = []
    for key, code in (("good_share", "good_water_share"), ("bad_share", "worse_than_v_share"),
                      ("compliance", "section_compliance_rate")):  # fmt: skip
        text = percent(whole[code])
        href = here.why(code, here.own.kind, here.place, start, end)
        shown = f"{text} %" if text != desk.DASH else text
        facts += [
            html.Dt(word(key, lang)),
            html.Dd(dcc.Link(shown, href=href) if here.own.kind in ("province", "city", "county") and text != desk.DASH
                    else shown),
        ]  # fmt: skip
    facts += [
        html.Dt(word("main_items", lang)),
        html.Dd(items(whole["main_pollution_items"], lang) or desk.DASH),
    ]
    return desk.section(
        word("water", lang),
        [
            distribution(whole, lang), html.Dl(facts, className="facts"),
            html.H3(word("changed", lang)), _changed(here, at),
        ],
        note=month, tools=tools, ident="region-waters",
    )  # fmt: skip


def _changed(here: Here, at: datetime) -> Any:
    """The sections whose class is another than in the month before, the worse ones first."""
    lang = here.lang
    if here.within is None:
        return html.P(word("changed_where", lang), className="count")
    rows = [
        row
        for row in records(here.asked.sections(here.revision, here.as_of, here.place, at).table)
        if row["before"] and row["water_class"] and row["before"] != row["water_class"]
    ]
    if not rows:
        return html.P(word("changed_none", lang), className="count")
    rows.sort(key=lambda row: (float(row["change"] or 0), str(row["code"])))
    month = at.astimezone(ZONE).strftime("%Y-%m")
    told = [
        {
            "name": desk.Cell(text=spelled(str(row["name"]), str(row["name_en"]), lang),
                              href=here.page("section", code=str(row["code"]), month=month)),
            "before": class_cell(row["before"], CLASSES.index(str(row["before"])), lang),
            "now": class_cell(row["water_class"], int(row["class_number"]), lang,
                              here.why("water_class", "section", str(row["code"]), row["start"], row["end"])),
            "change": change(row["change"], row["change_word"], lang),
        }
        for row in rows[:CHANGED]
    ]  # fmt: skip
    columns = [
        desk.Column(key="name", title=WORDS["section"]),
        desk.Column(key="before", title=WORDS["before"]),
        desk.Column(key="now", title=WORDS["now_class"]),
        desk.Column(key="change", title=WORDS["change"]),
    ]
    return desk.table(columns, told, lang=lang, label=word("changed", lang))


def targets(here: Here) -> Any:
    """The targets of the place that are missed so far, cannot be met, or were met in few past years."""
    lang = here.lang
    title = word("targets", lang)
    tools = dcc.Link(word("more_targets", lang), href=here.page("targets", day=f"{here.day}"))
    board = here.hall.ask.board(until=here.day, day=None, within=here.within, as_of=here.as_of, language=lang)
    running = [row for row in records(board.table) if str(row["start"]) <= f"{here.day}" <= str(row["end"])]
    if not running:
        return desk.section(
            title, desk.empty(lang, word("targets_none", lang)), tools=tools, ident="region-goals"
        )
    rows = [row for row in running if _in_danger(row)]
    if not rows:
        return desk.section(
            title, html.P(word("targets_well", lang, len(running)), className="well"), tools=tools, ident="region-goals"
        )  # fmt: skip
    heads = [html.Th(word(key, lang), scope="col") for key in ("state", "goal", "figure", "rest", "chance")]
    made = html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody([_target(here, row) for row in rows])], className="dense"
    )
    named: dict[str, Any] = {"aria-label": title}
    return desk.section(
        title, html.Div(made, className="scroller targets", tabIndex="0", role="region", **named),
        note=f"{len(rows)}/{len(running)}", tools=tools, ident="region-goals",
    )  # fmt: skip


def _in_danger(row: Row) -> bool:
    chance = row["probability"]
    unlikely = bool(chance) and str(chance) not in ("", "nan") and float(str(chance).rstrip("%")) < DANGER
    return str(row["proof"]) == "cannot" or str(row["state"]) in ("behind", "missed") or unlikely


def _target(here: Here, row: Row) -> html.Tr:
    lang = here.lang
    text, of = aim(row, lang)
    href = here.page("targets", target=str(row["id"]), place=str(row["region"]))
    years = f"{row['years_met']}/{row['years']}" if str(row["years"]) not in ("", "0") else desk.DASH
    return html.Tr(
        [
            html.Td(state(row, lang)),
            html.Td([dcc.Link(spoken(str(row["title"]), lang), href=href), html.Small(f"{row['place']} · {text} {of}")],
                    className="wide"),
            html.Td(f"{row['figure'] or desk.DASH} {unit(row, lang)}".strip(), className="number"),
            html.Td(control(row, lang)),
            html.Td(years, className="number"),
        ]
    )  # fmt: skip


def gaps(here: Here) -> Any:
    """The slots of the day that have no value: who lacks most of them."""
    lang = here.lang
    title = word("gaps", lang)
    month = f"{here.day:%Y-%m}"
    tools = dcc.Link(word("more_gaps", lang), href=here.page("ledger", month=month, day=None))
    of = "station" if here.own.kind in ("city", "county", "township") else "city"
    rows = records(here.asked.gaps(here.revision, here.within, of, here.start, lang).table)
    note = [f"{here.day}", *([word("gaps_now", lang)] if here.as_of is not None else [])]
    expected = sum(int(row["expected"]) for row in rows)
    there = sum(int(row[name]) for row in rows for name in ("arrived", "late", "revised"))
    if expected == there:
        return desk.section(
            title,
            html.P(word("gaps_none", lang, here.day), className="well"),
            tools=tools,
            ident="region-holes",
        )
    short = [row for row in rows if _missing(row)]
    short.sort(key=lambda row: (-_missing(row), str(row["code"])))
    columns = [
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="missing", title=WORDS["missing"], kind="number", unit="h"),
        *(
            desk.Column(key=name, title=WORDS[name], kind="number")
            for name in ("silent", "failed", "invalid")
        ),
        desk.Column(key="expected", title=WORDS["expected"], kind="number"),
        desk.Column(key="completeness", title=WORDS["completeness"], kind="number", unit="%"),
    ]
    told = [
        row | {
            "name": desk.Cell(
                text=spelled(str(row["name"]), "", lang),
                href=here.page("ledger", month=month, day=f"{here.day}", of=of, code=str(row["code"])),
            ),
            "missing": str(_missing(row)),
        }
        for row in short[:GAPS]
    ]  # fmt: skip
    share = f"{100 * there / expected:.1f} %" if expected else desk.DASH
    return desk.section(
        title, desk.table(columns, told, lang=lang, label=title),
        note=" · ".join([*note, f"{word('completeness', lang)} {share}", word("worst", lang, len(told))]), tools=tools,
        ident="region-holes",
    )  # fmt: skip


def _missing(row: Row) -> int:
    return int(row["expected"]) - sum(int(row[name]) for name in ("arrived", "late", "revised"))
