"""One picture of the wall in all its parts: the same hour, place and language in every tile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from dash import html

from assessment.answer import Answer
from assessment.standing import FIGURES
from figures.course import course
from figures.levels import ink, levels, palette
from indicators.parameters import Language
from indicators.regime import ZONE
from layouts import _tiles as tiles
from layouts._address import NATION, Address
from layouts._figure import LEVELS, Figure
from layouts._page import Hall
from layouts._picture import WORST, Kind, Snapshot, name, picture, within
from layouts._water_wall import layer_switch
from layouts._words import SIMULATED, cited, interval, span, weekday, word

log = logging.getLogger(__name__)

COURSE = timedelta(hours=168)
STATIONS = 24  # stations of a municipality listed
BEST = 6  # best cities of the nation listed beside the worst
CHANGED: Final = (
    ("wall-picture", "data"),
    ("wall-figure", "data"),
    ("wall-head", "children"),
    ("wall-now", "children"),
    ("wall-items", "children"),
    ("wall-standing", "children"),
    ("wall-ranking", "children"),
    ("wall-legend", "children"),
    ("wall-map-foot", "children"),
    ("wall-course-title", "children"),
    ("wall-course-foot", "children"),
    ("wall-foot", "children"),
)
"""Component and property of each part of a picture."""
_INDICATORS: Final = {figure: code for figure, code, _ in FIGURES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one picture of the wall is made from.

    `standing`, `ranking` and `provinces` answer for the day or hour shown; `late` is the age of the newest hour [h],
    0 while it is in time.
    """

    hall: Hall
    where: Address
    place: str
    what: Kind
    shot: Snapshot
    standing: Callable[[str], Answer]
    ranking: Callable[[str], Answer]
    provinces: Callable[[], Answer]
    newest: bool
    following: bool
    simulated: bool
    late: int
    unknown: str

    @property
    def lang(self) -> Language:
        """Language of the screen."""
        return self.where.lang

    @property
    def hour(self) -> datetime:
        """Start of the hour shown, in UTC."""
        return self.shot.hour

    @property
    def province(self) -> str:
        """Code of the province shown or of the city's province; empty for the nation."""
        if self.what == "nation":
            return ""
        return self.place if self.what == "province" else self.hall.drawing.cities[self.place].parent

    def href(self, place: str) -> str:
        """Link to another place at the same hour."""
        return self.hall.prefix + "wall" + (self.where.at(place=place).search(self.hall.language) or "?")

    def hourly(self, indicator: str, of: str, code: str) -> dict[str, Any]:
        """Attributes of a link that opens the passport of a figure of the hour."""
        return self.explained(Figure.hour(indicator, of, code, self.hour))

    def levels(self, place: str) -> dict[str, Any]:
        """Attributes of a link that opens the passport of the levels of a place's cities."""
        return self.hourly(LEVELS, "city" if place == NATION else "province", place)

    def explained(self, asked: Figure) -> dict[str, Any]:
        """Attributes of a link that opens the passport of a figure."""
        search = self.where.explaining(asked).search(self.hall.language)
        return {"href": f"{self.hall.prefix}wall{search}", "data-passport": asked.written()}

    def called(self, place: str) -> str:
        """Name of a place on this screen."""
        found = name(place, self.hall.drawing)
        return found.text(self.lang) if found else word("nation", self.lang)


def render(scene: Scene) -> tuple[tuple[Any, ...], bool]:
    """What one answer of the server changes, in the order of :data:`CHANGED`, and whether every part of it is there.

    A tile that cannot be made says so in words and leaves the others alone.
    """
    cities, stations = within(scene.shot, scene.place, scene.what)
    day = scene.hour.astimezone(ZONE).date()
    detail = scene.hall.detail(scene.province).name if scene.province else ""
    drawn = picture(scene.shot, scene.hall.drawing, scene.place, scene.what, scene.lang, detail)
    drawn["palette"] = palette(day)
    drawn["inks"] = [ink(colour) for colour in palette(day)]
    counted = tiles.coverage(None if scene.what == "city" else cities, stations, scene.lang)
    failed: list[str] = []

    def part(name: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except Exception:
            log.exception("the %s of %s at %s could not be shown", name, scene.place, interval(scene.hour))
            failed.append(name)
            return [html.P(word("failed", scene.lang), className="empty"), tiles.foot(interval(scene.hour))]

    curve = part("course", lambda: _course(scene))
    figure, title, course_foot = curve if len(curve) == 3 else (None, curve[0], curve[1])
    parts = (
        drawn,
        figure,
        _head(scene),
        part("now", lambda: _now(scene, cities, stations)),
        part("items", lambda: _items(scene, cities, counted)),
        part("standing", lambda: _standing(scene)),
        part("ranking", lambda: _ranking(scene, cities, stations)),
        _legend(scene),
        f"{interval(scene.hour)} · {counted}",
        title,
        course_foot,
        _foot(scene),
    )
    return parts, not failed


def _head(scene: Scene) -> list[Any]:
    lang = scene.lang
    crumbs = [NATION]
    if scene.what != "nation":
        crumbs.append(scene.province)
    if scene.what == "city" and scene.place != scene.province:
        crumbs.append(scene.place)
    path: list[Any] = []
    for place in crumbs:
        if path:
            path.append(html.Span("›", className="sep"))
        path.append(html.A(scene.called(place), href=scene.href(place), **tiles.data(place=place)))
    other: Language = "en" if lang == "zh" else "zh"
    switch = scene.hall.prefix + "wall" + (scene.where.speaking(other).search(scene.hall.language) or "?")
    notices = []
    if scene.unknown:
        notices.append(html.Span(word("unknown_place", lang, scene.unknown), className="notice"))
    if scene.late and scene.following:
        notices.append(
            html.Span(word("late", lang, span(timedelta(hours=scene.late), lang)), className="notice")
        )
    return [
        html.Div([html.B(word("product", lang)), html.Span(word("title", lang))], className="brand"),
        html.Nav(path, id="wall-path", className="path"),
        html.Div(notices, className="notices"),
        layer_switch(scene.hall, scene.where),
        html.A(
            word("desk", lang),
            href=scene.hall.prefix + "targets" + scene.where.board(scene.hall.language),
            id="wall-targets",
            className="switch",
        ),
        _demo(lang) if scene.simulated else None,
        html.Div(
            [
                html.Time(interval(scene.hour), className="clock"),
                html.Span(
                    f"{weekday(scene.hour, lang)} · {word('latest' if scene.newest else 'history', lang)}"
                    f" · {word('provisional', lang)}"
                ),
            ],
            className="when",
        ),
        html.A(word("language", lang), href=switch, id="wall-language", className="switch", lang=other),
    ]


def _demo(lang: Language) -> html.Div:
    said: list[Any] = [html.B(SIMULATED, lang="zh")]
    said.append(html.Span(word("simulated", lang)))
    return html.Div(said, className="demo", id="wall-demo")


def _now(scene: Scene, cities: Any, stations: Any) -> list[Any]:
    title = html.H1(scene.called(scene.place))
    if scene.what == "city":
        if not len(cities):
            return [title, html.P(word("no_hour", scene.lang)), tiles.foot(interval(scene.hour))]
        return [
            title,
            *tiles.city_now(
                cities.iloc[0],
                scene.hour,
                stations,
                scene.lang,
                lambda code: scene.hourly(code, "city", scene.place),
            ),
        ]
    return [title, *tiles.group_now(cities, scene.hour, stations, scene.lang, scene.levels(scene.place))]


def _items(scene: Scene, cities: Any, counted: str) -> list[Any]:
    if scene.what == "nation":
        return [
            html.H2([word("primaries", scene.lang), html.Small(word("primaries_note", scene.lang))]),
            tiles.primary_counts(cities, scene.levels(scene.place)),
            tiles.foot(interval(scene.hour), counted),
        ]
    if scene.what == "city":
        rows = cities
    else:
        table = scene.provinces().table
        rows = table[table["code"] == scene.place]
    if not len(rows):
        return [html.H2(word("items", scene.lang)), html.P(word("no_hour", scene.lang), className="empty")]
    return tiles.items(
        rows.iloc[0],
        scene.hour,
        scene.lang,
        counted,
        lambda code: scene.hourly(code, scene.what, scene.place),
    )


def _standing(scene: Scene) -> list[Any]:
    lang = scene.lang
    if scene.what == "nation":
        cities = scene.shot.cities
        named = {code: scene.called(code) for code in cities["parent"].unique()}
        links = {code: scene.href(code) for code in named}
        known = int((cities["level"] > 0).sum())
        return [
            html.H2([word("polluted", lang), html.Small(word("polluted_note", lang))]),
            tiles.polluted(cities, named, scene.hour, links, scene.levels, lang),
            tiles.foot(interval(scene.hour), f"{known}/{len(cities)} {word('cities', lang)}"),
        ]
    title = html.H2(word("year", lang, scene.hour.astimezone(ZONE).year))
    answer = scene.standing(scene.place)
    passport = answer.passport
    table = answer.table
    first, last = passport.start.astimezone(ZONE), (passport.end - timedelta(seconds=1)).astimezone(ZONE)
    days = int(table["valid"].max()) if len(table) else 0

    def explained(figure: str) -> dict[str, Any]:
        return scene.explained(
            Figure(
                indicator=_INDICATORS[figure], of=scene.what, code=scene.place, start=passport.start,
                end=passport.end,
            )
        )  # fmt: skip

    return [
        title,
        html.Div(tiles.standing_rows(table, lang, explained), className="figures"),
        tiles.foot(
            f"{first:%Y-%m-%d} – {last:%m-%d}",
            f"{days} {word('valid_days', lang)}",
            cited(passport.editions, lang),
        ),
    ]


def _ranking(scene: Scene, cities: Any, stations: Any) -> list[Any]:
    if scene.what == "nation":
        return _ranking_now(scene, cities)
    if scene.what == "city" and scene.place == scene.province:
        return _ranking_stations(scene, stations)  # a municipality has no cities to rank
    lang = scene.lang
    day = scene.hour.astimezone(ZONE).date()
    answer = scene.ranking(scene.province)
    rows = []
    for row in tiles.records(answer.table):
        shown = str(row["value"] or "")
        value = float(shown) if shown else float("nan")
        rows.append(
            (str(row["rank"]), str(row["code"]), _called(row, lang), value, shown or tiles.DASH, None)
        )
    have = sum(1 for row in rows if row[4] != tiles.DASH)
    window = answer.passport

    def explained(code: str) -> dict[str, Any]:
        return scene.explained(
            Figure(indicator="composite_index", of="city", code=code, start=window.start, end=window.end)
        )

    about = f"{scene.called(scene.province)} · {word('ranking_note', lang)}"
    return [
        html.H2([word("ranking", lang), html.Small(about)]),
        tiles.ranked(rows, scene.place, scene.hour, {row[1]: scene.href(row[1]) for row in rows}, explained),
        tiles.foot(
            f"{day:%Y-%m}-01 – {day:%m-%d}",
            f"{have}/{len(rows)} {word('cities', lang)}",
            cited(answer.passport.editions, lang),
        ),
    ]


def _ranking_now(scene: Scene, cities: Any) -> list[Any]:
    lang = scene.lang
    known = cities[cities["level"] > 0].sort_values(["aqi", "code"], ascending=[False, True])
    links = {code: scene.href(code) for code in known["code"]}
    top = float(known["aqi"].max()) if len(known) else 1.0
    explained = partial(scene.hourly, "aqi", "city")
    return [
        html.H2(word("ranking_now", lang)),
        tiles.ranked(
            _by_aqi(known.head(WORST), lang), scene.place, scene.hour, links, explained, badges=True
        ),
        html.H2(word("ranking_best", lang)),
        tiles.ranked(
            _by_aqi(known.iloc[::-1].head(BEST), lang), scene.place, scene.hour, links, explained, top=top
        ),
        tiles.foot(interval(scene.hour), f"{len(known)}/{len(cities)} {word('cities', lang)}"),
    ]


def _ranking_stations(scene: Scene, stations: Any) -> list[Any]:
    lang = scene.lang
    known = stations[stations["level"] > 0].sort_values(["aqi", "code"], ascending=[False, True])
    return [
        html.H2([word("ranking_stations", lang), html.Small(word("worst_first", lang))]),
        html.Div(
            tiles.ranked(
                _by_aqi(known.head(STATIONS), lang),
                "",
                scene.hour,
                {},
                partial(scene.hourly, "aqi", "station"),
            ),
            className="long",
        ),
        tiles.foot(interval(scene.hour), f"{len(known)}/{len(stations)} {word('stations', lang)}"),
    ]


def _by_aqi(rows: Any, lang: Language) -> list[Any]:
    return [
        (
            str(i),
            str(row["code"]),
            _called(row, lang),
            float(row["aqi"]),
            tiles.number(row["aqi"]),
            int(row["level"]),
        )
        for i, row in enumerate(tiles.records(rows), start=1)
    ]


def _called(row: dict[str, Any], lang: Language) -> str:
    return str(row["name_en" if lang == "en" else "name"] or row["name"])


def _legend(scene: Scene) -> list[Any]:
    lang = scene.lang
    day = scene.hour.astimezone(ZONE).date()
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


def _course(scene: Scene) -> tuple[Any, Any, Any]:
    lang = scene.lang
    end = scene.hour + timedelta(hours=1)
    title = word("course", lang)
    if scene.what != "city":
        known = within(scene.shot, scene.place, scene.what)[0]
        known = known[known["level"] > 0]
        if not len(known):
            return None, title, tiles.foot(interval(scene.hour))
        region = str(known["code"].iloc[int(known["aqi"].to_numpy().argmax())])
    else:
        region = scene.place
    answer = scene.hall.ask.course(region=region, start=end - COURSE, end=end)
    figure = course(answer, lang=lang, mark=scene.hour).update_layout(meta={"region": region})
    got = int(answer.table["aqi"].notna().sum())
    hours = int(COURSE.total_seconds() // 3600)
    first, last = (end - COURSE).astimezone(ZONE), end.astimezone(ZONE)
    return (
        figure.to_plotly_json(),
        [
            title,
            html.Small(
                [scene.called(region), *([f" ({word('worst', lang)})"] if region != scene.place else [])]
            ),
        ],
        tiles.foot(
            f"{first:%Y-%m-%d %H:00} – {last:%m-%d %H:00}", f"{got}/{hours} {word('course_stations', lang)}"
        ),
    )


def _foot(scene: Scene) -> list[Any]:
    lang = scene.lang
    number = scene.hall.approval or scene.hall.drawing.approval
    approval = word("approval", lang, number) if number else word("no_approval", lang)
    return [
        html.Span(word("source_simulated" if scene.simulated else "source", lang)),
        html.Span(word("provisional", lang)),
        html.Span(cited(scene.shot.editions, lang)),
        html.Span(approval),
    ]
