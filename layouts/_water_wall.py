"""The wall's layer of water: the same map and tiles, over the sections of one month, day or slot.

Regions are coloured by their state, sections with a position by their class, which is written in the point; a section
whose position nobody entered is never put on the map. The time control walks over the periods that the store holds.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal

from dash import html, no_update

from assessment.extent import Extent
from assessment.water_overview import Span
from figures.levels import ink
from figures.water_classes import CLASSES, OF_STATE, PALETTE, chip, state_chip
from geo.projection import albers
from indicators.parameters import Language
from indicators.water_regime import water_regime
from layouts import _tiles as tiles
from layouts import _water_period as periods
from layouts._address import NATION, Address
from layouts._figure import Figure
from layouts._map_slide import approval, slide_words
from layouts._page import Hall
from layouts._picture import Kind, frame, name
from layouts._picture import kind as kind_of
from layouts._rivers import labels
from layouts._water_period import Period
from layouts._water_tiles import bar, counted, day_of, leading, of_row, ranking, standing, worst
from layouts._water_words import (
    DASH,
    class_word,
    percent,
    spelled,
    state_word,
    word,
)
from layouts._waters import Row, Waters
from layouts._words import SIMULATED, cited, sourced
from layouts._words import word as house

log = logging.getLogger(__name__)

RENDERED: Final = 48  # pictures held in memory
DENSE: Final = 250  # points beyond which the nation's have no letter of their own
CHANGED_PARTS: Final = 12  # parts of a picture of the wall, as `_scene.CHANGED` names them


Renewal = Callable[[Extent, Address, int | None, str | None], tuple[Any, ...] | None]


def showing(hall: Hall) -> Renewal:
    """What answers a renewal of the layer of water; None of a store without water.

    The answer is stamp, time control, the sections of the place, on which its slide rests, and the parts.
    """
    asked = periods.asking(hall.ask)
    pictures: OrderedDict[tuple[Hashable, Period, str], tuple[Any, ...]] = OrderedDict()

    def renew(held: Extent, where: Address, ticks: int | None, stamp: str | None) -> tuple[Any, ...] | None:
        mark_of = asked.mark()
        span = asked.span(mark_of)
        if span is None:
            return None
        step = where.step or "month"
        period = periods.of(step, min(max(where.hour or span.last, span.first), span.last))
        search = where.search(hall.language)
        mark = f"water|{mark_of}|{period.start.timestamp():.0f}|{search}"
        time = _time(period, span, ticks)
        if mark == stamp:
            return (no_update, time, None, *(no_update,) * CHANGED_PARTS)
        key = (mark_of, period, search)
        whole = True
        if key not in pictures:
            scene = _waters(hall, asked, held, mark_of, where, period, span)
            parts, whole = _render(scene)
            parts = (scene.own, *parts)
            if whole:
                pictures[key] = parts
                if len(pictures) > RENDERED:
                    pictures.popitem(last=False)
        else:
            parts = pictures[key]
        return (mark if whole else None, time, *parts)

    return renew


def _time(period: Period, span: Span, ticks: int | None) -> dict[str, Any]:
    first, last = periods.of(period.step, span.first), periods.of(period.step, span.last)
    return {
        "first": first.start.timestamp(), "last": last.start.timestamp(), "hour": period.start.timestamp(),
        "heard": ticks, "step": period.step,
    }  # fmt: skip


def _waters(
    hall: Hall, asked: periods.Asked, held: Extent, mark: Hashable, where: Address, period: Period, span: Span
) -> Waters:
    place, unknown = where.place, ""
    what: Kind = "nation"
    try:
        what = kind_of(place, hall.drawing)
    except LookupError:
        place, unknown = NATION, place
    overview = asked.overview(mark, period, "")
    sections = asked.moment(mark, period, "")
    return Waters(
        hall=hall, where=where, place=place, what=what, period=period, sections=tiles.records(sections.table),
        rows=tiles.records(overview.table), overview=overview, newest=period.end > span.last,
        own=asked.moment(mark, period, "" if what == "nation" else place), simulated=held.simulated, unknown=unknown,
    )  # fmt: skip


def _render(scene: Waters) -> tuple[tuple[Any, ...], bool]:
    """The parts of a picture in the order of the wall's own, and whether each of them is there."""
    failed: list[str] = []

    def part(named: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except Exception:
            log.exception("the %s of the water of %s could not be shown", named, scene.place)
            failed.append(named)
            return [html.P(house("failed", scene.lang), className="empty"), tiles.foot(scene.period.said)]

    bad = part("worst", lambda: worst(scene))
    parts = (
        _picture(scene), None, _head(scene), part("now", lambda: _now(scene)), part("items", lambda: leading(scene)),
        part("standing", lambda: standing(scene)), part("ranking", lambda: ranking(scene)), _legend(scene),
        _map_foot(scene), word("worst_sections", scene.lang), bad, _foot(scene),
    )  # fmt: skip
    return parts, not failed


# The map ---------------------------------------------------------------------------------------------------------


def _picture(scene: Waters) -> dict[str, Any]:
    """What `lanbi.paint` draws: regions by state, points with their class, labels with the share of Ⅰ–Ⅲ."""
    drawing, province = scene.hall.drawing, scene.province
    points = _points(scene)
    return {
        "place": scene.place,
        "kind": scene.what,
        "parent": province,
        "detail": scene.hall.detail(province).name if province else "",
        "bounds": frame(scene.place, scene.what, drawing),
        "inset": scene.what == "nation" or province == "460000",
        "water": True,
        "window": Figure(
            indicator="water_class", of="section", code="x", start=scene.period.start, end=scene.period.end
        ).written().split(",", 3)[3],
        "dense": len(points) > DENSE,
        "points": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"code": row["code"], "city": row["city"], "parent": row["province"]},
                    "geometry": {"type": "Point", "coordinates": [x, y]},
                }
                for row, x, y in points
            ],
        },
        "stations": {
            "shapes": f"water-{len(points)}-{scene.overview.passport.reference.as_of.timestamp():.0f}",
            "levels": {str(row["code"]): int(row["class_number"]) for row, _, _ in points},
        },
        "cities": _levels(scene),
        "labels": [*_labels(scene, points), *_river_labels(scene)],
        "rivers": rivers.name if (rivers := scene.hall.rivers.of(province)) else "",
        "palette": list(PALETTE),
        "inks": [ink(colour) for colour in PALETTE],
        "glyphs": [DASH, *(class_word(text, scene.lang) for text in CLASSES[1:])],
        "hour": int(scene.period.start.timestamp()),
        "slide": _slide(scene),
    }  # fmt: skip


def _slide(scene: Waters) -> dict[str, Any]:
    """The words of the map's slide: the classes with the states that share their colours."""
    lang = scene.lang
    found = name(scene.place, scene.hall.drawing)
    place = found.text(lang) if found else word("nation", lang)
    rows = [(class_word(CLASSES[n], lang), *chip(n), words, "") for n, words in _states(scene).items()]
    said = slide_words(
        scene.own, f"{place} · {word('title', lang)}", lang, approval(scene.hall, scene.lang), key=word("legend", lang),
        legend=rows, rest=(word("no_class", lang), word("no_section", lang), word("legend_points", lang)),
    )  # fmt: skip
    return said | {"note": word("share_note", lang)}


def _states(scene: Waters) -> dict[int, str]:
    """The state of a region by the number of the class whose colour it has."""
    words = {one.number: one.label.text(scene.lang) for one in water_regime(day_of(scene)).assessment.states}
    return {1: words[1], 2: words[1], 3: words[2], 4: words[3], 5: words[4], 6: words[5]}


def _points(scene: Waters) -> list[tuple[Row, float, float]]:
    """The sections with a position, on the map."""
    placed = [row for row in scene.sections if row["lon"] == row["lon"] and row["lat"] == row["lat"]]
    if not placed:
        return []
    x, y = albers([float(row["lon"]) for row in placed], [float(row["lat"]) for row in placed])
    return [
        (row, round(float(a), 2), round(float(b), 2))
        for row, a, b in sorted(zip(placed, x, y, strict=True), key=lambda one: int(one[0]["class_number"]))
    ]


def _by_city(scene: Waters) -> bool:
    """Whether the regions coloured are cities: inside a province most of whose sections are known by city."""
    if scene.what == "nation":
        return False
    mine = [row for row in scene.sections if row["province"] == scene.province]
    return sum(bool(row["city"]) for row in mine) * 2 > len(mine)


def _levels(scene: Waters) -> dict[str, int]:
    """The class number in whose colour each city is drawn: by its own state, else by that of its province."""
    own = {
        str(row["code"]): row
        for row in scene.rows
        if row["of"] == ("city" if _by_city(scene) else "province")
    }
    levels = {}
    for code, outline in scene.hall.drawing.cities.items():
        row = own.get(code) if _by_city(scene) else own.get(outline.parent)
        if row is not None:
            levels[code] = OF_STATE[int(row["state_number"])] if int(row["valid"]) else 0
    return levels


def _labels(scene: Waters, points: Sequence[tuple[Row, float, float]]) -> list[dict[str, Any]]:
    lang, drawing = scene.lang, scene.hall.drawing
    sections: list[dict[str, Any]] = []
    made: list[dict[str, Any]] = []
    if scene.what != "nation":
        city = scene.what == "city"
        key = "province" if scene.place == scene.province else "city"
        least = 0 if city else CLASSES.index("Ⅳ")  # of a province only the bad ones stand by name
        for row, x, y in sorted(points, key=lambda one: -int(one[0]["class_number"])):
            level = int(row["class_number"])
            if row[key] != scene.place or level < least:
                continue
            sections.append(
                {
                    "code": row["code"], "of": "station", "x": x, "y": y, "level": level,
                    "name": spelled(str(row["name"]), str(row["name_en"]), lang),
                    "text": class_word(row["water_class"], lang) or DASH,
                    "passport": scene.explained("water_class", "section", str(row["code"]))["data-passport"],
                }
            )  # fmt: skip
    of, shapes = ("city", drawing.cities) if _by_city(scene) else ("province", drawing.provinces)
    for row in sorted(scene.rows, key=lambda r: float(r["good_water_share"]) if r["valid"] else 101.0):
        code = str(row["code"])
        if row["of"] != of or code not in shapes or not int(row["valid"]):
            continue
        if of == "city" and row["parent"] != scene.province:
            continue
        x, y = shapes[code].at
        found = name(code, drawing)
        made.append(
            {
                "code": code, "of": "city" if scene.what != "nation" else "near", "x": round(x, 2), "y": round(y, 2),
                "name": found.text(lang) if found else code, "level": OF_STATE[int(row["state_number"])],
                "text": f"{float(row['good_water_share']):.0f}%",
                "passport": scene.explained("good_water_share", of, code)["data-passport"],
            }
        )  # fmt: skip
    return [*sections, *made] if scene.what == "city" else [*made, *sections]


def _river_labels(scene: Waters) -> list[dict[str, Any]]:
    """The names of the great rivers and lakes of a province or city; the country has no room for them."""
    if scene.what == "nation":
        return []
    drawing = scene.hall.drawing
    outline = drawing.provinces[scene.place] if scene.what == "province" else drawing.cities[scene.place]
    return [
        {"code": called, "of": "river", "x": x, "y": y, "level": 0, "name": called, "text": ""}
        for called, x, y in labels(scene.hall.rivers, outline.shape, scene.lang)
    ]


# The tiles -------------------------------------------------------------------------------------------------------


def _head(scene: Waters) -> list[Any]:
    lang, hall = scene.lang, scene.hall
    crumbs = [NATION]
    if scene.what != "nation":
        crumbs.append(scene.province)
    if scene.what == "city" and scene.place != scene.province:
        crumbs.append(scene.place)
    path: list[Any] = []
    for place in crumbs:
        path += [html.Span("›", className="sep")] if path else []
        path.append(html.A(scene.called(place), href=scene.href(place), **tiles.data(place=place)))
    other: Language = "en" if lang == "zh" else "zh"
    said = house("unknown_place", lang, scene.unknown) if scene.unknown else ""
    steps = [
        html.A(
            word(step, lang), href=hall.prefix + "wall" + replace(
                scene.where, step=written, hour=_at(scene, step), passport=None
            ).search(hall.language),
            className="switch" + (" chosen" if step == scene.period.step else ""), **tiles.data(layerstep=step),
        )
        for written, step in periods.STEPS.items()
    ]  # fmt: skip
    demo = html.Div(
        [html.B(SIMULATED, lang="zh"), html.Span(house("simulated", lang))], className="demo", id="wall-demo"
    )
    return [
        html.Div([html.B(house("product", lang)), html.Span(word("title", lang))], className="brand"),
        html.Nav(path, id="wall-path", className="path"),
        html.Div([html.Span(said, className="notice") if said else None, *steps], className="notices"),
        layer_switch(hall, scene.where),
        html.A(house("desk", lang), href=_desk(scene), id="wall-targets", className="switch"),
        demo if scene.simulated else None,
        html.Div(
            [
                html.Time(scene.period.said, className="clock"),
                html.Span(f"{word('latest' if scene.newest else 'past', lang)} · {_stage(scene)}"),
            ],
            className="when",
        ),
        html.A(
            house("language", lang), href=hall.prefix + "wall" + scene.where.speaking(other).search(hall.language),
            id="wall-language", className="switch", lang=other,
        ),
    ]  # fmt: skip


def layer_switch(hall: Hall, where: Address) -> html.A:
    """The link to the other layer of the same place."""
    layer: Literal["", "water"] = "" if where.layer == "water" else "water"
    other = replace(where, layer=layer, step="", hour=None, passport=None)
    return html.A(
        word("water_layer" if layer else "air_layer", where.lang),
        href=hall.prefix + "wall" + (other.search(hall.language) or "?"), id="wall-layer", className="switch",
    )  # fmt: skip


def _at(scene: Waters, step: str) -> datetime | None:
    """The hour by which another step is asked: of the newest period it is left out."""
    return None if scene.newest else scene.period.start


def _stage(scene: Waters) -> str:
    provisional, _, mixed = scene.overview.passport.stages
    return word("provisional", scene.lang) if provisional + mixed else ""


def _desk(scene: Waters) -> str:
    """The table of sections of this place and period."""
    here = replace(scene.where, layer="", step="", hour=None, passport=None).search(scene.hall.language)
    return f"{scene.hall.prefix}water{here}{'&' if here else '?'}period={scene.period.written}"


def _now(scene: Waters) -> list[Any]:
    lang, row = scene.lang, scene.whole
    title = html.H1(scene.called(scene.place))
    if row is None or not int(row["sections"]):
        return [title, html.P(word("no_sections", lang), className="empty"), tiles.foot(scene.period.said)]
    number = int(row["state_number"])
    said = state_word(number, day_of(scene), lang)
    style: Any = dict(zip(("backgroundColor", "color"), state_chip(number), strict=True))
    verdict = html.Span(
        said or DASH, className="verdict" if number else "verdict none", style=style if number else {}
    )
    share = percent(row["good_water_share"])
    return [
        title,
        html.Div(
            [
                tiles.figure(
                    scene.explained("good_water_share", of_row(row), str(row["code"])),
                    [share, html.Small("%" if share != DASH else "")], "aqi", **tiles.data(figure="good_water_share"),
                ),
                html.Div([html.Span(word("good_water_share", lang), className="lead"), verdict], className="said"),
            ],
            className="headline water",
        ),
        bar(row, lang),
        tiles.foot(scene.period.said, counted(row, lang)),
    ]  # fmt: skip


def _legend(scene: Waters) -> list[Any]:
    lang = scene.lang
    steps = []
    for number, said in _states(scene).items():
        ground, letters = chip(number)
        style: Any = {"backgroundColor": ground, "color": letters}
        steps.append(
            html.Li(
                [
                    html.Span(class_word(CLASSES[number], lang), className="swatch", style=style),
                    html.Span(said, className="word"),
                    html.Span(),
                ]
            )
        )
    for name_of, key in (("none", "no_class"), ("bare", "no_section")):
        steps.append(
            html.Li(
                [
                    html.Span(className=f"swatch {name_of}"),
                    html.Span(word(key, lang), className="word"),
                    html.Span(),
                ]
            )
        )
    return [html.H2([word("legend", lang), html.Small(word("legend_points", lang))]), html.Ul(steps)]


def _map_foot(scene: Waters) -> str:
    lang, inside = scene.lang, scene.inside
    unplaced = sum(1 for row in inside if not (row["lon"] == row["lon"] and row["lat"] == row["lat"]))
    parts = [scene.period.said, f"{word('good', lang)} %"]
    if unplaced:
        parts.append(word("unplaced", lang, unplaced))
    if scene.what != "nation" and not _by_city(scene) and inside:
        parts.append(word("by_province_fill", lang))
    sources = scene.hall.rivers.sources
    parts.append(word("rivers_of", lang, "、".join(sources)) if sources else word("no_rivers", lang))
    return " · ".join(parts)


def _foot(scene: Waters) -> list[Any]:
    lang = scene.lang
    return [
        html.Span(sourced(scene.hall.ask.extent().water_publishers, lang, simulated=scene.simulated)),
        html.Span(_stage(scene)),
        html.Span(cited(scene.overview.passport.editions, lang)),
        html.Span(approval(scene.hall, scene.lang)),
    ]


TIME_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "month": ("one_year", "one_month"), "day": ("thirty_days", "one_day"), "slot": ("one_day", "one_slot"),
}  # fmt: skip
"""What the long and the short step of the time control are called, by the step of the layer."""
