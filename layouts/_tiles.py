"""The tiles of the wall: functions from what was asked to components; a text goes in as text, never as HTML."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from dash import html

from figures.levels import NO_VALUE, ink, levels, palette
from indicators.parameters import AIR_HOURLY, Language, parameter
from indicators.regime import ZONE
from layouts._words import interval, word

DASH = "–"
WIDEST = 7  # Chinese signs of a name that a list has room for
CELLS = ("good_days", "good_day_rate", "heavy_days", "composite_index")
PROVINCES = 12  # most polluted provinces listed
_SUBSCRIPTS = {
    "pm25": ("PM", "2.5"),
    "pm10": ("PM", "10"),
    "so2": ("SO", "2"),
    "no2": ("NO", "2"),
    "o3": ("O", "3"),
}


Explain = Callable[[str], dict[str, Any]]
"""From an indicator to the attributes of a link that opens the passport of its figure; see `figure`."""


def figure(explain: dict[str, Any], children: Any, name: str, **further: Any) -> html.A | html.Div:
    """A figure that opens its passport; without attributes one that has none."""
    if not explain:
        return html.Div(children, className=name, **further)
    return html.A(children, className=f"{name} why", **explain, **further)


def data(**named: object) -> dict[str, Any]:
    """Attributes `data-…` of an element, for its scripts and tests."""
    return {f"data-{key}": str(value) for key, value in named.items()}


def symbol(code: str) -> list[Any]:
    """A parameter's symbol with its subscript."""
    if code not in _SUBSCRIPTS:
        return [parameter(code).symbol]
    stem, sub = _SUBSCRIPTS[code]
    return [stem, html.Sub(sub)]


def primaries(text: object, lang: Language) -> list[Any]:
    """The primary pollutants of a `pm25+o3` text, set with subscripts; a dash word where there is none."""
    codes = [code for code in str(text or "").split("+") if code in AIR_HOURLY]
    if not codes:
        return [word("none_primary", lang)]
    shown: list[Any] = []
    for i, code in enumerate(codes):
        shown += ([" · "] if i else []) + symbol(code)
    return shown


def number(value: object, decimals: int = 0) -> str:
    """A number with its decimals; a dash where there is none."""
    figure = float(value) if isinstance(value, (int, float)) else math.nan
    return DASH if math.isnan(figure) else f"{figure:.{decimals}f}"


def chip(level: int, text: str, day: datetime, name: str = "chip") -> html.Span:
    """A text on the colour of its level; level 0 is hatched grey."""
    colour = palette(day.astimezone(ZONE).date())[level]
    if not level:
        return html.Span(text, className=f"{name} none")
    return html.Span(text, className=name, style={"backgroundColor": colour, "color": ink(colour)})


def category(level: int, day: datetime, lang: Language) -> str:
    """The word for a level in the edition of that day."""
    return levels(day.astimezone(ZONE).date())[level - 1].label.text(lang) if level else NO_VALUE.text(lang)


def until(end: datetime, hours: int) -> dict[str, Any]:
    """Attributes by which the browser marks data as old: their end, and for how many hours they stay fresh."""
    return data(until=int(end.timestamp()), patience=hours)


def who(name: str) -> str:
    """The class of a name in a list: one of more than seven Chinese signs is set smaller, so that none is cut."""
    signs = sum("\u4e00" <= sign <= "\u9fff" for sign in name)
    return "who" if signs <= WIDEST else "who long" if signs <= WIDEST + 2 else "who longest"


def foot(*parts: str, end: datetime | None = None, hours: int = 3) -> html.Footer:
    """The last line of a tile: time of its data and coverage; `end` is where its data end, see `until`."""
    marks = until(end, hours) if end is not None else {}
    return html.Footer(" · ".join(part for part in parts if part), className="foot", **marks)


def legend(day: date, lang: Language) -> list[Any]:
    """The levels of the edition of a day by number, colour, word and range, and what has no level."""
    steps = [
        html.Li(
            [
                html.Span(
                    str(level.number),
                    className="swatch",
                    style={"backgroundColor": level.colour, "color": ink(level.colour)},
                ),
                html.Span(level.label.text(lang), className="word"),
                html.Span(
                    f"{level.lowest if level.number > 1 else 0}–{level.highest}"
                    if level.highest
                    else f"≥ {level.lowest}"
                ),
            ]
        )
        for level in levels(day)
    ]
    rest = [
        html.Li(
            [
                html.Span(className="swatch none"),
                html.Span(word("no_value", lang), className="word"),
                html.Span(),
            ]
        ),
        html.Li(
            [
                html.Span(className="swatch bare"),
                html.Span(word("no_station", lang), className="word"),
                html.Span(),
            ]
        ),
    ]
    return [html.H2([word("legend", lang), html.Small(word("points", lang))]), html.Ul(steps + rest)]


def coverage(cities: pd.DataFrame | None, stations: pd.DataFrame, lang: Language) -> str:
    """How many of the cities and stations of a tile have a value: `18/18 城市 · 79/82 点位`."""
    parts = [
        f"{int((table['level'] > 0).sum())}/{len(table)} {word(key, lang)}"
        for key, table in (("cities", cities), ("stations", stations))
        if table is not None
    ]
    return " · ".join(parts)


def city_now(row: Any, hour: datetime, stations: pd.DataFrame, lang: Language, explain: Explain) -> list[Any]:
    """AQI of one city: number, category, primary pollutant."""
    level = int(row["level"])
    return [
        html.Div(
            [
                figure(explain("aqi"), number(row["aqi"]), "aqi"),
                html.Div(
                    [
                        html.Span(word("aqi", lang), className="lead"),
                        chip(level, category(level, hour, lang), hour, "verdict"),
                    ],
                    className="said",
                ),
            ],
            className="headline",
        ),
        figure(
            explain("primary"), [word("primary", lang), html.B(primaries(row["primary"], lang))], "primary"
        ),
        foot(interval(hour), coverage(None, stations, lang), end=hour + timedelta(hours=1)),
    ]


def group_now(
    cities: pd.DataFrame, hour: datetime, stations: pd.DataFrame, lang: Language, levels: dict[str, Any]
) -> list[Any]:
    """Cities of a province or the nation by level, and the worst of them; a group has no AQI of its own."""
    counts = [int((cities["level"] == n).sum()) for n in range(7)]
    known = cities[cities["level"] > 0]
    bars = [
        html.Div(
            str(counts[n]),
            className="share" if n else "share none",
            style={"flexGrow": counts[n]} | _fill(n, hour),
            title=category(n, hour, lang),
        )
        for n in (1, 2, 3, 4, 5, 6, 0)
        if counts[n]
    ]
    said: list[Any] = []
    if len(known):
        worst = known.iloc[int(known["aqi"].to_numpy().argmax())]
        level = int(worst["level"])
        said = [
            html.Span(word("worst", lang)),
            html.B(str(worst["name_en" if lang == "en" else "name"])),
            chip(level, number(worst["aqi"]), hour),
            html.Span(category(level, hour, lang)),
        ]
    return [
        html.Div(
            [
                figure(levels, [str(counts[1] + counts[2]), html.Small(f"/{len(known)}")], "aqi"),
                html.Div(word("good_cities", lang), className="lead"),
            ],
            className="headline",
        ),
        figure(levels, bars, "shares"),
        html.Div(said, className="primary"),
        foot(interval(hour), coverage(cities, stations, lang), end=hour + timedelta(hours=1)),
    ]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _fill(level: int, hour: datetime) -> dict[str, Any]:
    colour = palette(hour.astimezone(ZONE).date())[level]
    return {"backgroundColor": colour, "color": ink(colour)} if level else {}


def items(row: Any, hour: datetime, lang: Language, counted: str, explain: Explain) -> list[Any]:
    """The six hourly concentrations of one place."""
    cells = []
    for code in ("pm25", "pm10", "o3", "no2", "so2", "co"):
        known = parameter(code)
        cells.append(
            figure(
                explain(code),
                [
                    html.Div(symbol(code), className="what"),
                    html.Div(number(row[code], known.decimals), className="much"),
                    html.Div(known.unit_text, className="unit"),
                ],
                "item" + (" first" if code in ("pm25", "pm10") else ""),
            )
        )
    return [
        html.H2(word("items", lang)),
        html.Div(cells, className="items"),
        foot(interval(hour), counted, end=hour + timedelta(hours=1)),
    ]


def standing_rows(table: pd.DataFrame, lang: Language, explain: Explain) -> list[Any]:
    """The leading figures of the year to date: counts and rates as cells, means as bars against their limits."""
    figures = records(table)
    cells = [_cell(one, lang, explain) for code in CELLS for one in figures if one["figure"] == code]
    rows = [_gauge(one, lang, explain) for one in figures if pd.notna(one["limit"])]
    return [html.Div(cells, className="cells"), *rows]


def _cell(one: dict[str, Any], lang: Language, explain: Explain) -> html.A | html.Div:
    unit = str(one["unit"] or "")
    return figure(
        explain(str(one["figure"])),
        [
            html.Div(word(one["figure"], lang), className="what"),
            html.Div(
                [
                    str(one["shown"] or DASH),
                    html.Span(word("d", lang) if unit == "d" else unit, className="unit"),
                ],
                className="much",
            ),
            html.Div(f"{one['valid']} {word('valid_days', lang)}", className="against"),
        ],
        "cell",
        title=str(one["label_en" if lang == "en" else "label_zh"]),
        **data(figure=one["figure"]),
    )


def _gauge(one: dict[str, Any], lang: Language, explain: Explain) -> html.A | html.Div:
    """A bar whose middle is the limit: past the mark is over it."""
    limit, state = float(one["limit"]), str(one["state"] or "")
    width = 0.0 if pd.isna(one["value"]) else min(100.0, float(one["value"]) / (2 * limit) * 100)
    code = str(one["figure"]).split("_")[0]
    return figure(
        explain(str(one["figure"])),
        [
            html.Div([*symbol(code), html.Small(word(one["figure"], lang))], className="what"),
            html.Div(
                [str(one["shown"] or DASH), html.Span(str(one["unit"]), className="unit")], className="much"
            ),
            html.Div(html.Div(className="bar", style={"width": f"{width:.1f}%"}), className="gauge"),
            html.Div(
                [
                    html.Span(f"{word('limit', lang)} {limit:g}"),
                    html.B(word(state, lang)) if state in ("within", "over") else None,
                ],
                className="against",
            ),
        ],
        f"figure {state}",
        title=str(one["label_en" if lang == "en" else "label_zh"]),
        **data(figure=str(one["figure"])),
    )


def ranked(
    entries: Sequence[tuple[str, str, str, float, str, int | None]],
    chosen: str,
    hour: datetime,
    hrefs: dict[str, str],
    explain: Explain,
    *,
    top: float = math.nan,
    badges: bool = False,
) -> html.Ol:
    """Rows of a ranking: rank, name, bar, value.

    Each entry is (rank, code, name, value for the bar, value as shown, level or None). `top` is the value of a full
    bar (by default the greatest); with `badges` the rank is set as the mark that stands on the map.
    """
    if math.isnan(top):
        top = max((value for _, _, _, value, _, _ in entries if not math.isnan(value)), default=1.0) or 1.0
    rows = []
    for rank, code, name, value, shown, level in entries:
        width = 0.0 if math.isnan(value) else max(0.0, value / top * 100)
        rows.append(
            html.Li(
                [
                    html.A(
                        [
                            html.Span(html.I(rank) if badges else rank or DASH, className="rank"),
                            html.Span(name, className=who(name), title=name),
                            html.Span(
                                html.Span(className="bar", style={"width": f"{width:.1f}%"}),
                                className="track",
                            ),
                        ],
                        **({"href": hrefs[code]} | data(place=code) if code in hrefs else {}),
                    ),
                    html.A(
                        chip(level, shown, hour, "score")
                        if level is not None
                        else html.Span(shown, className="score"),
                        className="why",
                        **explain(code),
                    ),
                ],
                className="row chosen" if code == chosen else "row",
            )
        )
    return html.Ol(rows, className="ranked", style={"flexGrow": max(1, len(rows))})


def primary_counts(cities: pd.DataFrame, levels: dict[str, Any]) -> html.Div:
    """In how many cities each parameter is a primary pollutant at this hour."""
    named = cities["primary"].fillna("").astype(str).str.split("+")
    cells = [
        figure(
            levels,
            [
                html.Div(symbol(code), className="what"),
                html.Div(str(int(named.map(lambda codes, code=code: code in codes).sum())), className="much"),
            ],
            "item",
        )
        for code in ("pm25", "pm10", "o3", "no2", "so2", "co")
    ]
    return html.Div(cells, className="items")


def polluted(
    cities: pd.DataFrame,
    named: dict[str, str],
    hour: datetime,
    hrefs: dict[str, str],
    explain: Explain,
    lang: Language,
) -> html.Ol:
    """Provinces with the most cities above AQI 100, as stacked bars of all their cities by level."""
    counts = cities.groupby(["parent", "level"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=range(7), fill_value=0)
    counts["bad"] = counts[[3, 4, 5, 6]].sum(axis=1)
    counts["all"] = counts[list(range(7))].sum(axis=1)
    counts["weight"] = sum(counts[n] * n for n in range(3, 7))
    counts = counts.sort_values(["bad", "weight"], ascending=False, kind="stable").head(PROVINCES)
    rows = []
    for code, row in counts.iterrows():
        shares = [
            html.Span(
                className="share" if n else "share none",
                style={"flexGrow": int(row[n])} | _fill(n, hour),
                title=f"{category(n, hour, lang)} {int(row[n])}",
            )
            for n in (6, 5, 4, 3, 2, 1, 0)
            if row[n]
        ]
        rows.append(
            html.Li(
                [
                    html.A(
                        [
                            html.Span(named[str(code)], className=who(named[str(code)])),
                            html.Span(shares, className="stack"),
                        ],
                        href=hrefs[str(code)],
                        **data(place=str(code)),
                    ),
                    html.A(
                        html.Span([html.B(str(int(row["bad"]))), f"/{int(row['all'])}"], className="score"),
                        className="why",
                        **explain(str(code)),
                    ),
                ],
                className="row",
            )
        )
    return html.Ol(rows, className="ranked provinces")
