"""The air of a region on its overview: the leading figures as cards, and day, month and year as a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from dash import html

from assessment.answer import Answer
from figures.levels import ink, levels, palette
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._columns import words_of_notes
from layouts._region_where import Here
from layouts._region_words import WORDS, word
from layouts._target_tiles import aim, unit
from layouts._tiles import primaries, records

CARDS: Final = ("good_day_rate", "heavy_days", "pm25", "pm10", "o3_8h_p90", "composite_index")
FIGURED: Final = ("province", "city", "county")
Row = Mapping[str, Any]


def chip(level: int, here: Here) -> tuple[str, str] | None:
    """Ground and ink of an AQI level of the day; None without one."""
    if not level:
        return None
    colour = palette(here.day)[level]
    return colour, ink(colour)


def cards(here: Here, made: list[Answer]) -> Any:
    """The leading figures of the place; every one opens its passport. The answer is put into `made`."""
    lang = here.lang
    if here.own.kind not in FIGURED:
        return [_by_level(here)]
    answer = here.asked.overview(here.revision, here.as_of, here.place, here.day)
    made.append(answer)
    rows = {(str(row["span"]), str(row["indicator"])): row for row in records(answer.table)}
    aims = _aims(here)
    found = [] if here.own.kind == "province" else [_now(here), _day(here, rows[("day", "aqi")])]
    if here.own.kind == "province":
        found.append(_by_level(here))
    for code in CARDS:
        row = rows[("year", code)]
        against = [
            word("of_days", lang, rows[("year", "good_days")]["value"] or desk.DASH, row["valid"])
            if code == "good_day_rate" else "",
            word("limit", lang, row["limit"]) if row["limit"] else "",
            word("target", lang, aims[code]) if code in aims else "",
            word("place_of", lang, row["rank"], row["ranked"]) if row["rank"] and int(row["ranked"]) > 1 else "",
            word("on_year", lang, _signed(row["year_percent"]) + "%") if row["year_percent"] else "",
        ]  # fmt: skip
        found.append(
            _card(
                here, row, [word(code, lang), html.Small(word("year_to_date", lang))],
                [str(row["value"] or desk.DASH), html.Small(unit(row, lang))],
                " · ".join(part for part in against if part), over=row["state"] == "over",
            )
        )  # fmt: skip
    return found


def _now(here: Here) -> Any:
    """AQI of the hour, its level and primary pollutants."""
    lang, of = here.lang, here.own.kind
    answer = here.asked.moment(here.revision, here.as_of, here.place, of, here.hour)
    row = next((one for one in records(answer.table) if one["code"] == here.place), None)
    level = int(row["level"]) if row else 0
    said: Any = word("no_value", lang)
    if row and level:
        said = [levels(here.day)[level - 1].label.text(lang), " · ", *_primary(row["primary"], lang)]
    text = f"{row['aqi']:.0f}" if row and level else desk.DASH
    href = here.why("aqi", of, here.place, here.hour, here.hour + timedelta(hours=1))
    return _shown(href, [word("now", lang)], _big(text, level, here), said, code="aqi_now")


def _day(here: Here, row: Row) -> Any:
    lang, level = here.lang, int(row["level"])
    said: Any = word("no_value", lang)
    if level:
        said = [levels(here.day)[level - 1].label.text(lang), " · ", *_primary(row["primary"], lang)]
    title = [word("day", lang), html.Small(f"{here.day}")]
    return _shown(
        _why(here, row), title, _big(str(row["value"] or desk.DASH), level, here), said, code="aqi_day"
    )


def _primary(text: object, lang: Language) -> list[Any]:
    return primaries(text, lang) if text else [word("no_primary", lang)]


def _big(text: str, level: int, here: Here) -> Any:
    colours = chip(level, here)
    if colours is None:
        return text
    return html.Span(text, className="chip", style={"backgroundColor": colours[0], "color": colours[1]})


def _by_level(here: Here) -> html.Div:
    """How many cities are at each level in the hour; each with its number."""
    lang = here.lang
    answer = here.asked.moment(here.revision, here.as_of, here.within, "city", here.hour)
    counts = answer.table["level"].astype(int).value_counts()
    bars = []
    for number, one in enumerate(levels(here.day), start=1):
        count = int(counts.get(number, 0))
        if count:
            colour = palette(here.day)[number]
            style: Any = {"flexGrow": count, "backgroundColor": colour, "color": ink(colour)}
            said = one.label.text(lang)
            bars.append(
                html.Span([html.B(str(count)), html.Small(said)], style=style, title=f"{said} {count}")
            )
    left = int(counts.get(0, 0))
    if left:
        said = word("no_value", lang)
        bars.append(
            html.Span([html.B(str(left)), html.Small(said)], className="off", style={"flexGrow": left}, title=said)
        )  # fmt: skip
    return html.Div(
        [html.Div(word("cities_now", lang), className="what"), html.Div(bars, className="levels")],
        className="card wide",
    )


def _aims(here: Here) -> dict[str, str]:
    """The targets of the place that run on the day, by their figure."""
    rows = records(here.hall.ask.targets(within=here.place, as_of=here.as_of, language=here.lang).table)
    found: dict[str, str] = {}
    for row in rows:
        if str(row["region"]) == here.place and str(row["start"]) <= f"{here.day}" <= str(row["end"]):
            text, of = aim(row, here.lang)
            found.setdefault(str(row["indicator"]), f"{text} {of}".strip())
    return found


def _card(
    here: Here, row: Row, title: list[Any], much: list[Any], against: str, *, over: bool = False
) -> Any:
    return _shown(_why(here, row), title, much, against, code=str(row["indicator"]), over=over)


def _shown(href: str, title: list[Any], much: Any, against: Any, *, code: str, over: bool = False) -> html.A:
    named: dict[str, Any] = {"data-figure": code}
    return html.A(
        [
            html.Div(title, className="what"),
            html.Div(much, className="much over" if over else "much"),
            html.Div(against, className="against"),
        ],
        href=href, className="card", **named,
    )  # fmt: skip


def _why(here: Here, row: Row, prefix: str = "") -> str:
    """The passport of a row's figure, or of the one that it is compared with."""
    start, end = (datetime.fromisoformat(str(row[f"{prefix}{name}"])) for name in ("start", "end"))
    return here.why(str(row["indicator"]), here.own.kind, here.place, start, end)


def _signed(text: object) -> str:
    """A change with its sign and a minus of print."""
    said = str(text or "")
    return "" if not said else said.replace("-", "−") if said.startswith("-") else f"+{said}"


def table(here: Here, made: list[Answer]) -> Any:
    """Day, month and year to date of the place with what they are compared with."""
    lang = here.lang
    if not made:
        return None
    rows = records(made[0].table)
    if not any(str(row["value"]) for row in rows):
        return desk.section(word("air", lang), desk.empty(lang, word("no_station", lang)))
    by = {(str(row["span"]), str(row["indicator"])): row for row in rows}
    day_of = {"o3_8h_p90": "o3_8h", "co_p95": "co"}
    codes = [str(row["indicator"]) for row in rows if row["span"] == "year"]
    told = []
    for code in codes:
        month, year = by[("month", code)], by[("year", code)]
        day = by.get(("day", day_of.get(code, code)))
        told.append(
            {
                "title": desk.Cell(text=str(year[f"title_{lang}"]), small=unit(year, lang)),
                "day": _value(here, day) if day is not None else "",
                "month": _value(here, month), "month_year": _change(here, month, "year"),
                "month_period": _change(here, month, "period"), "month_rank": _rank(here, month),
                "year": _value(here, year), "limit": str(year["limit"]), "year_year": _change(here, year, "year"),
                "year_period": _change(here, year, "period"), "year_rank": _rank(here, year),
                "valid": f"{year['valid']}/{year['expected']}",
            }
        )  # fmt: skip
    day_said = f"{here.day:%m-%d}"
    columns = [
        desk.Column(key="title", title=WORDS["indicator"]),
        desk.Column(key="day", title=Label(zh=day_said, en=day_said), kind="number"),
        desk.Column(key="month", title=WORDS["month"], kind="number"),
        *(desk.Column(key=f"month_{key}", title=WORDS[f"col_{key}"], kind="number", unit="%" if key != "rank" else "")
          for key in ("year", "period", "rank")),
        desk.Column(key="year", title=WORDS["year"], kind="number"),
        desk.Column(key="limit", title=WORDS["col_limit"], kind="number"),
        *(desk.Column(key=f"year_{key}", title=WORDS[f"col_{key}"], kind="number", unit="%" if key != "rank" else "")
          for key in ("year", "period", "rank")),
        desk.Column(key="valid", title=WORDS["col_valid"], kind="number"),
    ]  # fmt: skip
    codes_of_notes = sorted({code for row in rows for code in str(row["note"]).split(";") if code})
    said = words_of_notes(";".join(codes_of_notes), lang)
    return desk.section(
        word("air", lang),
        [
            desk.table(columns, told, lang=lang, label=word("air", lang)),
            html.P(
                [word("compare_note", lang), " · ", word(f"peers_{here.own.kind}", lang)], className="count"
            ),
            html.P(" · ".join(said), className="count") if said else None,
        ],
        ident="region-figures",
    )


def _value(here: Here, row: Row) -> desk.Cell | str:
    text = str(row["value"])
    if not text:
        return ""
    level = int(row["level"])
    return desk.Cell(
        text=text, href=_why(here, row), chip=chip(level, here), mark="ill" if row["state"] == "over" else ""
    )  # fmt: skip


def _change(here: Here, row: Row, against: str) -> desk.Cell | str:
    """The change in percent, or in days where there is none; it leads to the figure compared with."""
    text = _signed(row[f"{against}_percent"])
    if not text:
        return ""
    return desk.Cell(text=text, href=_why(here, row, f"{against}_"))


def _rank(here: Here, row: Row) -> desk.Cell | str:
    """The place, which leads to the ranking."""
    if not row["rank"] or int(row["ranked"]) < 2:
        return ""
    above = here.chain[-2].code if len(here.chain) > 1 else here.place
    href = here.page(
        "ranking", place=above, indicator=str(row["indicator"]), start=str(row["start"])[:10], end=f"{here.day}",
        among={"city": "cities", "county": "counties"}.get(here.own.kind, ""), member=here.place,
    ) if here.own.kind != "province" else ""  # fmt: skip
    return desk.Cell(text=f"{row['rank']}/{row['ranked']}", href=href, by=str(row["rank"]))
