"""The scene of a storm: the hours of the newest or heaviest heavy-pollution episode, played over the map.

The server sends every hour's levels once; the browser plays them. Who was hit first and who longest stands beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from dash import html

from assessment.episode_hours import EpisodeHours
from figures.levels import ink, palette
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _tiles as tiles
from layouts._address import NATION
from layouts._figure import Figure
from layouts._page import Hall
from layouts._picture import frame
from layouts._scene import CLASS, MAP, Cue, Play, Scene, Take, asked, cached, head, marked, nothing, part
from layouts._words import cited
from layouts._words import word as house

NAME: Final = "storm"
TITLE: Final = Label(zh="过程", en="Episode")
LISTED: Final = 14
LABELLED: Final = 24
HEAVY: Final = 5
WORDS: Final[Mapping[str, Label]] = {
    "none": Label(zh="近一年没有重污染日", en="No day of heavy pollution within a year"),
    "newest": Label(zh="最近一次重污染过程", en="Newest heavy-pollution episode"),
    "heaviest": Label(zh="近一年最重的过程", en="Heaviest episode of a year"),
    "hit": Label(zh="城市出现重污染小时", en="cities with heavy hours"),
    "peak": Label(zh="峰值", en="peak"),
    "now": Label(zh="此刻各级城市数", en="Cities by level at this hour"),
    "first": Label(zh="先后受影响", en="Who was hit first"),
    "first_note": Label(zh="首个重污染小时", en="first heavy hour"),
    "longest": Label(zh="重污染小时数", en="Hours of heavy pollution"),
    "hours": Label(zh="小时", en="h"),
    "played": Label(zh="逐时回放", en="played hour by hour"),
    "above": Label(zh="柱：AQI>100 的城市数", en="bars: cities with AQI>100"),
}


def play(hall: Hall) -> Play:
    """The episode of a place, as the wall of a hall plays it."""
    return cached(_take, asked)


def _take(cue: Cue) -> Take:
    if cue.what == "city" and cue.place != cue.province:  # a city's storm is its province's
        cue = replace(cue, where=cue.where.at(place=cue.province))
    if cue.held.last is None:
        return nothing(cue, NAME, TITLE, WORDS["none"])
    within = None if cue.place == NATION else cue.place
    found = cue.hall.ask.episode_hours(within=within, at=cue.hour + timedelta(hours=1))
    if found is None:
        return nothing(cue, NAME, TITLE, WORDS["none"])
    lang = cue.lang
    rows = tiles.records(found.answer.table)
    failed: list[str] = []
    which = _word("newest" if found.is_last else "heaviest", lang)
    first, last = found.starts[0].astimezone(ZONE), (found.starts[-1] + timedelta(hours=1)).astimezone(ZONE)
    said = (
        f"{found.first:%Y-%m-%d} – {found.last:%m-%d}"
        if found.first != found.last
        else f"{found.first:%Y-%m-%d}"
    )
    foot = tiles.foot(
        f"{first:%Y-%m-%d %H:%M} – {last:%m-%d %H:%M}", f"{len(found.starts)} {_word('hours', lang)}"
    )
    parts = {
        MAP[0]: _picture(cue, found, rows),
        MAP[1]: None,
        MAP[2]: head(cue, TITLE, said, f"{which} · {house('provisional', lang)}"),
        MAP[3]: part(cue, "summary", lambda: [*_summary(cue, found, rows), foot], failed),
        MAP[4]: [html.H2(_word("now", lang)), html.Div(id="wall-frame", className="frame-counts"), foot],
        MAP[5]: part(cue, "first", lambda: [*_first(cue, found, rows), foot], failed),
        MAP[6]: part(cue, "longest", lambda: [*_longest(cue, rows, found), foot], failed),
        MAP[7]: tiles.legend(found.first, lang),
        MAP[8]: f"{said} · {_word('played', lang)} · {_word('above', lang)}",
        MAP[11]: [html.Span(house("provisional", lang)), html.Span(cited(found.answer.passport.editions, lang))],
        CLASS: f"wall is-{NAME} maps",
    }  # fmt: skip
    return Take(mark=marked(NAME, cue), time=cue.time, parts=parts, whole=not failed)


def _picture(cue: Cue, found: EpisodeHours, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the browser plays: the levels of every city, an hour a digit, and the AQI of those with a label."""
    drawing, lang = cue.hall.drawing, cue.lang
    what, colours = cue.what, palette(found.first)
    hit = sorted((r for r in rows if r["heavy_hours"]), key=lambda r: -float(r["peak_aqi"]))
    named = [r for r in (rows if what != "nation" else hit) if r["code"] in drawing.cities][:LABELLED]
    at = {str(row["code"]): i for i, row in enumerate(rows)}
    levels = {code: "".join(map(str, found.level[:, i].tolist())) for code, i in at.items()}
    labels = [
        {
            "code": row["code"], "of": "city", "x": round(drawing.cities[row["code"]].at[0], 2),
            "y": round(drawing.cities[row["code"]].at[1], 2), "name": _called(row, lang),
            "text": tiles.number(found.aqi[0, at[str(row["code"])]]),
            "level": int(found.level[0, at[str(row["code"])]]),
            "passport": Figure.hour("aqi", "city", str(row["code"]), found.starts[0]).written(),
        }
        for row in named
    ]  # fmt: skip
    return {
        "place": cue.place, "kind": what, "parent": cue.province,
        "detail": cue.hall.detail(cue.province).name if cue.province else "",
        "bounds": frame(cue.place, what, drawing), "inset": what == "nation" or cue.province == "460000",
        "points": {"type": "FeatureCollection", "features": []}, "stations": {"shapes": "none", "levels": {}},
        "cities": {code: int(text[0]) for code, text in levels.items()}, "labels": labels,
        "palette": colours, "inks": [ink(colour) for colour in colours], "hour": int(cue.hour.timestamp()),
        "replay": {
            "first": int(found.starts[0].timestamp()), "hours": len(found.starts), "levels": levels,
            "aqi": {str(r["code"]): _whole(found.aqi[:, at[str(r["code"])]]) for r in named},
            "counts": [np.bincount(row, minlength=7).tolist() for row in found.level],
        },
    }  # fmt: skip


def _whole(values: Any) -> list[int | None]:
    return [None if value != value else int(value) for value in values.tolist()]


def _summary(cue: Cue, found: EpisodeHours, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """How many cities it hit, and its peak."""
    lang = cue.lang
    hit = [row for row in rows if row["heavy_hours"]]
    worst = max(hit, key=lambda row: float(row["peak_aqi"]))
    level = int(worst["peak_level"])
    when = worst["peak_hour"].astimezone(ZONE)
    return [
        html.H1(cue.called(cue.place)),
        html.Div(
            [
                html.Div([str(len(hit)), html.Small(f"/{len(rows)}")], className="aqi"),
                html.Div(html.Span(_word("hit", lang), className="lead"), className="said"),
            ],
            className="headline",
        ),
        html.A(
            [
                html.Span(_word("peak", lang)), html.B(_called(worst, lang)),
                tiles.chip(level, tiles.number(worst["peak_aqi"]), worst["peak_hour"]),
                html.Span(f"{when:%m-%d %H:00}"),
            ],
            className="primary why", **cue.explained(_hour(worst)),
        ),
    ]  # fmt: skip


def _first(cue: Cue, found: EpisodeHours, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The cities in the order of their first heavy hour."""
    lang = cue.lang
    hit = sorted(
        (r for r in rows if r["heavy_hours"]), key=lambda r: (r["first_heavy"], -float(r["peak_aqi"]))
    )
    made = [
        html.Li(
            [
                html.A(html.Span(_called(row, lang), className="who"), href=cue.href(str(row["code"])),
                       **tiles.data(place=row["code"])),
                html.Span(f"{row['first_heavy'].astimezone(ZONE):%m-%d %H:00}", className="score"),
            ],
            className="row",
        )
        for row in hit[:LISTED]
    ]  # fmt: skip
    return [
        html.H2([_word("first", lang), html.Small(_word("first_note", lang))]),
        html.Ol(made, className="ranked onset"),
    ]


def _longest(cue: Cue, rows: Sequence[Mapping[str, Any]], found: EpisodeHours) -> list[Any]:
    """The cities with the most heavy hours, each with its peak."""
    lang = cue.lang
    hit = sorted(
        (r for r in rows if r["heavy_hours"]), key=lambda r: (-int(r["heavy_hours"]), -float(r["peak_aqi"]))
    )
    top = max(int(row["heavy_hours"]) for row in hit)
    made = [
        html.Li(
            [
                html.A(
                    [
                        html.Span(_called(row, lang), className="who"),
                        html.Span(html.Span(className="bar", style={"width": f"{row['heavy_hours'] / top * 100:.1f}%"}),
                                  className="track"),
                        html.Span(str(row["heavy_hours"]), className="count"),
                    ],
                    href=cue.href(str(row["code"])), **tiles.data(place=row["code"]),
                ),
                html.A(tiles.chip(int(row["peak_level"]), tiles.number(row["peak_aqi"]), row["peak_hour"], "score"),
                       className="why", **cue.explained(_hour(row))),
            ],
            className="row",
        )
        for row in hit[: LISTED + 4]
    ]  # fmt: skip
    return [
        html.H2([_word("longest", lang), html.Small(_word("peak", lang))]),
        html.Ol(made, className="ranked longest"),
    ]


def _hour(row: Mapping[str, Any]) -> Figure:
    at: datetime = row["peak_hour"]
    return Figure.hour("aqi", "city", str(row["code"]), at)


def _called(row: Mapping[str, Any], lang: Language) -> str:
    return str(row["name_en" if lang == "en" else "name"] or row["name"])


def _word(key: str, lang: Language) -> str:
    return WORDS[key].text(lang)


SCENE = Scene(name=NAME, title=TITLE, seconds=40, play=play)
