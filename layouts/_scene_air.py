"""The scene of the air now: one hour of a place in all parts of the wall, with the map in their middle."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any, Final

from dash import html

from assessment.answer import Answer
from assessment.standing import FIGURES
from figures.course import course
from figures.levels import ink, palette
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _tiles as tiles
from layouts._address import NATION, Address
from layouts._figure import LEVELS, Figure
from layouts._map_slide import approval, map_slide
from layouts._page import Hall
from layouts._picture import WORST, Kind, Snapshot, picture, snapshot, within
from layouts._scene import (
    CLASS,
    MAP,
    Cue,
    Play,
    Scene,
    Take,
    asked,
    cached,
    demo,
    marked,
    nothing,
    notices,
    path,
    speak,
)
from layouts._water_wall import layer_switch
from layouts._words import WORDS, cited, interval, sourced, weekday, word

log = logging.getLogger(__name__)

COURSE = timedelta(hours=168)
SUSPECTS = Label(zh="{} 个点位存疑（圈出）", en="{} suspect (ringed)")
STATIONS = 24  # stations of a municipality listed
BEST = 6  # best cities of the nation listed beside the worst
SNAPSHOTS = 48  # hours held in memory
DAILY = 27  # hours after its last day for which a figure of days is in time
_INDICATORS: Final = {figure: code for figure, code, _ in FIGURES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Airs:
    """What one picture of the air is made from: the cue, the hour of the country, and what is asked when it is drawn.

    `standing`, `ranking` and `provinces` answer for the day or hour shown, `own` what the map shows of
    the place: the cities of the country or of a province, the stations of a city.
    """

    cue: Cue
    shot: Snapshot
    standing: Callable[[str], Answer]
    ranking: Callable[[str], Answer]
    provinces: Callable[[], Answer]
    own: Callable[[], Answer]

    @property
    def hall(self) -> Hall:
        """The hall in which it is shown."""
        return self.cue.hall

    @property
    def where(self) -> Address:
        """The address."""
        return self.cue.where

    @property
    def place(self) -> str:
        """Code of the place shown."""
        return self.cue.place

    @property
    def what(self) -> Kind:
        """Whether it is the nation, a province or a city."""
        return self.cue.what

    @property
    def newest(self) -> bool:
        """Whether the hour shown is the newest of the store."""
        return self.hour == self.cue.held.last

    @property
    def simulated(self) -> bool:
        """Whether all readings are made up."""
        return self.cue.held.simulated

    @property
    def lang(self) -> Language:
        """Language of the screen."""
        return self.where.lang

    @property
    def hour(self) -> datetime:
        """Start of the hour shown, in UTC."""
        return self.shot.hour

    @property
    def end(self) -> datetime:
        """End of the hour shown, in UTC."""
        return self.hour + timedelta(hours=1)

    @property
    def province(self) -> str:
        """Code of the province shown or of the city's province; empty for the nation."""
        return self.cue.province

    def href(self, place: str) -> str:
        """Link to another place at the same hour."""
        return self.cue.href(place)

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
        return self.cue.called(place)


def render(scene: Airs) -> tuple[tuple[Any, ...], bool]:
    """The parts of a picture in the order of :data:`layouts._scene.MAP`, and whether each of them is there.

    A tile that cannot be made says so in words and leaves the others alone.
    """
    cities, stations = within(scene.shot, scene.place, scene.what)
    day = scene.hour.astimezone(ZONE).date()
    detail = scene.hall.detail(scene.province).name if scene.province else ""
    odd = _suspects(scene)
    drawn = picture(scene.shot, scene.hall.drawing, scene.place, scene.what, scene.lang, detail, odd)
    drawn["palette"] = palette(day)
    drawn["inks"] = [ink(colour) for colour in palette(day)]
    counted = tiles.coverage(None if scene.what == "city" else cities, stations, scene.lang)
    if odd:
        counted = f"{counted} · {SUSPECTS.text(scene.lang).format(len(odd))}"
    failed: list[str] = []

    def part(name: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except Exception:
            log.exception("the %s of %s at %s could not be shown", name, scene.place, interval(scene.hour))
            failed.append(name)
            return [
                html.P(word("failed", scene.lang), className="empty"),
                tiles.foot(interval(scene.hour), end=scene.end),
            ]

    slide = part("slide", lambda: _slide(scene))
    drawn["slide"] = slide if isinstance(slide, dict) else None  # it failed, and the others stand
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
        tiles.legend(day, scene.lang),
        f"{interval(scene.hour)} · {counted}",
        title,
        course_foot,
        _foot(scene),
    )
    return parts, not failed


def _slide(scene: Airs) -> dict[str, Any]:
    day, lang = scene.hour.astimezone(ZONE).date(), scene.lang
    return map_slide(scene.own(), scene.called(scene.place), day, lang, approval(scene.hall, lang))


def _head(scene: Airs) -> list[Any]:
    lang, cue = scene.lang, scene.cue
    return [
        html.Div([html.B(word("product", lang)), html.Span(word("title", lang))], className="brand"),
        path(cue),
        html.Div(notices(cue), className="notices"),
        layer_switch(scene.hall, scene.where),
        html.A(
            word("desk", lang), href=scene.hall.prefix + "targets" + scene.where.board(scene.hall.language),
            id="wall-targets", className="switch",
        ),
        demo(lang) if scene.simulated else None,
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
        speak(scene.hall, scene.where),
    ]  # fmt: skip


def _suspects(scene: Airs) -> Mapping[str, str]:
    """Stations of a province or city whose hour a check finds suspect; the nation's are too many and too small."""
    if scene.what == "nation":
        return {}
    try:
        found: Mapping[str, str] = scene.hall.ask.suspects(start=scene.hour, within=scene.place)
    except Exception:
        log.exception("what the checks find in %s at %s is not known", scene.place, interval(scene.hour))
        return {}
    return found


def _now(scene: Airs, cities: Any, stations: Any) -> list[Any]:
    title = html.H1(scene.called(scene.place))
    if scene.what == "city":
        if not len(cities):
            return [
                title,
                html.P(word("no_hour", scene.lang)),
                tiles.foot(interval(scene.hour), end=scene.end),
            ]
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


def _items(scene: Airs, cities: Any, counted: str) -> list[Any]:
    if scene.what == "nation":
        return [
            html.H2([word("primaries", scene.lang), html.Small(word("primaries_note", scene.lang))]),
            tiles.primary_counts(cities, scene.levels(scene.place)),
            tiles.foot(interval(scene.hour), counted, end=scene.end),
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


def _standing(scene: Airs) -> list[Any]:
    lang = scene.lang
    if scene.what == "nation":
        cities = scene.shot.cities
        named = {code: scene.called(code) for code in cities["parent"].unique()}
        links = {code: scene.href(code) for code in named}
        known = int((cities["level"] > 0).sum())
        return [
            html.H2([word("polluted", lang), html.Small(word("polluted_note", lang))]),
            tiles.polluted(cities, named, scene.hour, links, scene.levels, lang),
            tiles.foot(interval(scene.hour), f"{known}/{len(cities)} {word('cities', lang)}", end=scene.end),
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
            end=passport.end, hours=DAILY,
        ),
    ]  # fmt: skip


def _ranking(scene: Airs, cities: Any, stations: Any) -> list[Any]:
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
            end=scene.end,
        ),
    ]


def _ranking_now(scene: Airs, cities: Any) -> list[Any]:
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
        tiles.foot(interval(scene.hour), f"{len(known)}/{len(cities)} {word('cities', lang)}", end=scene.end),
    ]


def _ranking_stations(scene: Airs, stations: Any) -> list[Any]:
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
        tiles.foot(
            interval(scene.hour), f"{len(known)}/{len(stations)} {word('stations', lang)}", end=scene.end
        ),
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


def _course(scene: Airs) -> tuple[Any, Any, Any]:
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
            f"{first:%Y-%m-%d %H:00} – {last:%m-%d %H:00}",
            f"{got}/{hours} {word('course_stations', lang)}",
            end=end,
        ),
    )


def _foot(scene: Airs) -> list[Any]:
    lang = scene.lang
    return [
        html.Span(sourced(scene.cue.held.air_publishers, lang, simulated=scene.simulated)),
        html.Span(word("provisional", lang)),
        html.Span(cited(scene.shot.editions, lang)),
        html.Span(approval(scene.hall, lang)),
    ]


def play(hall: Hall) -> Play:
    """The air of an hour, as the wall of a hall plays it."""

    @lru_cache(maxsize=SNAPSHOTS)
    def shot(revision: int, hour: datetime) -> Snapshot:
        return hall.keep(snapshot(hall.ask, hour))

    # Of a day, not of an hour: whoever steps through hours waits for these once.
    @lru_cache(maxsize=SNAPSHOTS)
    def standing(revision: int, day: date, region: str) -> Answer:
        return hall.ask.standing(region=region, at=datetime.combine(day, time.min, ZONE).astimezone(UTC))

    @lru_cache(maxsize=SNAPSHOTS)
    def ranking(revision: int, day: date, province: str) -> Answer:
        return hall.ask.rank(indicator="composite_index", within=province, start=day.replace(day=1), end=day)

    @lru_cache(maxsize=SNAPSHOTS)
    def provinces(revision: int, hour: datetime) -> Answer:
        return hall.ask.moment(of="province", start=hour, within=None)

    @lru_cache(maxsize=SNAPSHOTS)
    def own(revision: int, hour: datetime, what: Kind, place: str) -> Answer:
        if what == "nation":
            return shot(revision, hour).told
        return hall.ask.moment(of="station" if what == "city" else "city", start=hour, within=place)

    def make(cue: Cue) -> Take:
        mark, shown = marked("air", cue), {CLASS: "wall is-air maps"}
        if cue.held.last is None:
            return nothing(cue, "air", WORDS["title"], WORDS["empty"], WORDS["empty_hint"])
        revision, day = cue.held.revision, cue.hour.astimezone(ZONE).date()
        airs = Airs(
            cue=cue, shot=shot(revision, cue.hour), standing=partial(standing, revision, day),
            ranking=partial(ranking, revision, day), provinces=partial(provinces, revision, cue.hour),
            own=partial(own, revision, cue.hour, cue.what, cue.place),
        )  # fmt: skip
        parts, whole = render(airs)
        return Take(
            mark=mark, time=cue.time, parts=dict(zip(MAP, parts, strict=True)) | shown, whole=whole,
            told=airs.own() if parts[0]["slide"] else None,
        )  # fmt: skip

    return cached(make, asked)


SCENE = Scene(name="air", title=Label(zh="空气", en="Air"), seconds=20, play=play)
