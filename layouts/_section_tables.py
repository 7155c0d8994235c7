"""The tables of a section: its months, the sections along its river, its trends, its values as sampled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from dash import dcc, html

from assessment.answer import Answer
from assessment.section import Section
from figures.water_classes import CLASSES
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from indicators.water_parameters import water_parameter
from layouts import _desk as desk
from layouts._columns import STAGES
from layouts._section_where import Where
from layouts._tiles import records
from layouts._water_sheet import met
from layouts._water_words import (
    WORDS,
    change,
    class_cell,
    class_span,
    class_word,
    item,
    items,
    notes,
    spelled,
    target,
    word,
)

ROWS = 1500
LEAST_MONTHS = 5  # that a rank trend needs


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


def months(here: Where, found: Section, code: str) -> Any:
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


def values(found: Section, lang: Language) -> Any:
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
        one[str(row["parameter"])] = _value(row, lang)
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
        "published": class_word(theirs, lang) or _of_source(str(judged.get("state") or ""), lang),
        "stage": STAGES[row["stage"]].text(lang) if row["stage"] in STAGES else row["stage"],
    }


def _of_source(mark: str, lang: Language) -> str:
    """What a source says in place of a value, in the language of the screen where we know it; else as it came."""
    return _MARKS[mark] if lang == "en" and mark in _MARKS else mark


_MARKS: Mapping[str, str] = {
    "正常": "normal", "维护": "maintenance", "停站": "stopped", "不具备运行条件": "cannot run",
    "极值过滤": "filtered (extreme)",
}  # fmt: skip


def _value(row: Mapping[str, Any], lang: Language) -> Any:
    """A value as it was shown, with its sign; where there is none the source's mark."""
    mark = _of_source(str(row["mark"] or ""), lang)
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


def along(here: Where, found: Section, code: str) -> list[Any]:
    """The sections of the river from above to below with their class of the month, this one marked."""
    lang, course = here.lang, found.course
    title = word("along", lang)
    if len(course) < 2:
        return [
            desk.section(title, desk.empty(lang, word("no_neighbours", lang)), ident="section-neighbours")
        ]
    told = records(course)
    columns = [
        desk.Column(key="place", title=Label(zh="位置", en="Where")),
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="river", title=WORDS["river"]),
        desk.Column(key="km", title=WORDS["river_km"], kind="number", unit=word("km", lang)),
        desk.Column(key="class", title=WORDS["class"]),
        desk.Column(key="deciding", title=WORDS["deciding"], kind="wide"),
        desk.Column(key="target", title=WORDS["target"]),
        desk.Column(key="met", title=WORDS["met"]),
        desk.Column(key="change", title=WORDS["change"]),
        desk.Column(key="note", title=WORDS["note"], kind="wide"),
    ]
    place = dict(zip(found.neighbours["code"], found.neighbours["place"], strict=True))
    rows = [
        {
            "place": word(str(place[row["code"]]), lang) if row["code"] in place else (
                word("here", lang) if row["code"] == code else ""),
            "name": desk.Cell(
                text=spelled(str(row["name"]), "", lang), href=here.link(code=str(row["code"])),
                mark="strong" if row["code"] == code else "",
            ),
            "river": spelled(str(row["river"] or ""), "", lang),
            "km": f"{float(row['river_km']):g}" if row["river_km"] == row["river_km"] else "",
            "class": class_cell(row["water_class"], int(row["class_number"]), lang),
            "deciding": items(row["deciding_items"], lang),
            "target": target(row["target"], lang),
            "met": met(row["target_met"], lang),
            "change": change(row["change"], row["change_word"], lang),
            "note": notes(row["note"], lang),
        }
        for row in told
    ]  # fmt: skip
    one_river = len({str(row["river"] or "") for row in told}) == 1
    columns = [
        column for column in columns
        if (column.key != "river" or not one_river) and (column.key != "place" or place)
        and (column.key not in ("change", "note", "target", "met") or any(row[column.key] for row in rows))
    ]  # fmt: skip
    unknown = int((~course["ordered"]).sum())
    return [
        desk.section(
            title, [strip(here.lang, told, code, lambda row: here.link(code=str(row["code"]))),
                    desk.table(columns, rows, lang=lang, label=title)],
            note=word("along_note", lang) + (" · " + word("unordered", lang, unknown) if unknown else ""),
            ident="section-neighbours",
        )
    ]  # fmt: skip


def strip(
    lang: Language, rows: Sequence[Mapping[str, Any]], code: str, href: Callable[[Mapping[str, Any]], str]
) -> html.Ol:
    """The sections of a river as a row of classes, from above to below."""
    return html.Ol(
        [
            html.Li(
                [
                    class_span(row["water_class"], int(row["class_number"]), lang),
                    dcc.Link(spelled(str(row["name"]), "", lang), href=href(row)),
                ],
                className="here" if row["code"] == code else "",
            )
            for row in rows
            if row["ordered"] or row["code"] == code
        ],
        className="along",
    )


def trends(here: Where, code: str) -> list[Any]:
    """The rank trends of the items over the months of the window, where there are enough of them."""
    lang = here.lang
    if here.length < LEAST_MONTHS:
        return []

    def ranked() -> Any:
        answer: Answer = here.hall.ask.table(
            indicator="water_monthly_rank_trend", of="section", only=[code], start=here.start, end=here.end,
            as_of=here.as_of,
        )  # fmt: skip
        told = [
            row for row in records(answer.table)
            if str(row["value"] or "") and not str(row["indicator"]).endswith("_share")  # of one section none is asked
        ]  # fmt: skip
        if not told:
            return desk.empty(lang, word("no_trend", lang))
        return desk.table(
            _TREND_COLUMNS,
            [
                {
                    "item": _of_trend(str(row["indicator"]), lang),
                    "r": desk.Cell(
                        text=str(row["value"]).replace("-", "−"), by=str(row["value"]),
                        href=here.passport(str(row["indicator"]), here.start, here.end, code),
                    ),
                    "critical": str(row["critical"]),
                    "periods": str(row["periods"]),
                    "said": word(f"trend_{row['trend']}", lang),
                }
                for row in told
            ],
            lang=lang, label=word("trends", lang),
        )  # fmt: skip

    return [
        desk.section(
            word("trends", lang),
            desk.attempt(lang, ranked),
            note=word("trends_note", lang),
            ident="section-trends",
        )
    ]


_TREND_COLUMNS = [
    desk.Column(key="item", title=WORDS["item"]),
    desk.Column(key="r", title=Label(zh="秩相关系数 r_s", en="Rank correlation r_s"), kind="number"),
    desk.Column(key="critical", title=Label(zh="临界值 W_p", en="Critical W_p"), kind="number"),
    desk.Column(key="periods", title=Label(zh="月数", en="Months"), kind="number"),
    desk.Column(key="said", title=Label(zh="趋势", en="Trend")),
]


def _of_trend(code: str, lang: Language) -> str:
    """What a trend is of, in words: an item by its name, else the title of the figure."""
    of = code.removeprefix("monthly_rank_trend_")
    return word(of, lang) if of in WORDS else item(of, lang)
