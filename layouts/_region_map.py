"""The small map of a region: its cities or counties, or a city's stations, by the AQI of the hour; a click leads down.

The browser draws it on one canvas from the shapes that the wall uses too, which it keeps; only codes, levels and
names are sent (`assets/region.js`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.answer import Answer
from figures.levels import ink, palette
from geo.projection import albers
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._geometry import Bounds
from layouts._map_slide import approval, map_menu, map_slide
from layouts._picture import MAINLAND_LONLAT, SEA_LONLAT, corners, frame
from layouts._region_where import Here
from layouts._region_words import word
from layouts._tiles import records
from layouts._words import word as house


def region_map(here: Here) -> tuple[dict[str, Any] | None, Any]:
    """The picture for the browser, and the line below it; no picture of a place that is on no map."""
    hall, lang, drawn = here.hall, here.lang, here.hall.drawing
    city, province = _drawn(here)
    if here.own.kind == "country":
        bounds: Bounds = corners(MAINLAND_LONLAT)
    elif city:
        bounds = frame(city, "city", drawn)
    elif province in drawn.provinces:
        bounds = frame(province, "province", drawn)
    else:
        return None, None
    own = hour_of_the_map(here)
    coloured = own if by_county(here) else _moment(here, province, "city")
    counties = _counties(coloured) if by_county(here) else None
    colours = palette(here.hour.astimezone(ZONE).date())
    points = _points(here, city) if city else []
    detail = hall.detail(province).name if province else ""
    approved = approval(hall, lang)
    said = [
        word("map_hint", lang), *([word("map_stations", lang)] if city else []),
        *([word("counties", lang, *_counted(counties))] if counties is not None else []),
        approved,
    ]  # fmt: skip
    picture = {
        "base": hall.prefix,
        "shapes": {"cities": hall.shapes.cities.name, "lines": hall.shapes.lines.name, "detail": detail,
                   "counties": hall.counties(province).name if counties is not None else ""},
        "kind": "nation" if not province else "city" if city else "province",
        "place": city or province,
        "province": province,
        "bounds": bounds,
        "inset": corners(SEA_LONLAT) if not province or province == "460000" else None,
        "sea": house("inset", lang),
        "none": house("no_value", lang),
        "palette": colours,
        "inks": [ink(colour) for colour in colours],
        "cities": _cities(here, coloured) if counties is None else _names(here, province),
        "up": {code: one.parent for code, one in drawn.cities.items()} if not province else {},
        "names": {code: one.name.text(lang) for code, one in drawn.provinces.items()} if not province else {},
        "points": points,
        "counties": counties,
        "slide": map_slide(
            own, _called(here, city or province), here.hour.astimezone(ZONE).date(), lang,
            approved, county=by_county(here),
        ),
        "blank": word("no_station_here", lang),
        "lang": lang,
    }  # fmt: skip
    return json.loads(json.dumps(picture)), " · ".join(said)


def by_county(here: Here) -> bool:
    """Whether the address asks for counties in place of cities."""
    return desk.asked(here.search).get("by") == "county"


def tools(here: Here) -> list[Any]:
    """The links by which the map is coloured by cities or by counties, and how it is taken away."""
    lang = here.lang
    options = [
        (word("by_city", lang), here.link(by=None)),
        (word("by_county", lang), here.link(by="county")),
    ]
    return [
        desk.choices("region-by", word("by", lang), options, options[by_county(here)][0], lang),
        map_menu("region-map", "region", lang),
    ]


def hour_of_the_map(here: Here) -> Answer:
    """What the map shows, on which its slide rests and which is handed out with it.

    The cities of the country or of a province; of a city, and of what lies in it, the stations of the city; by county
    the counties of the country or of the province, which are all drawn round a city too.
    """
    city, province = _drawn(here)
    if by_county(here):
        return _moment(here, province, "county")
    return _moment(here, city, "station") if city else _moment(here, province, "city")


def _drawn(here: Here) -> tuple[str, str]:
    """Codes of the city that fills the map, empty where it is a larger place, and of its province, empty: country."""
    cities = here.hall.drawing.cities
    chain = [one.code for one in here.chain if one.kind in ("province", "city")]
    city = next((code for code in chain if code in cities), "")
    return city, cities[city].parent if city else chain[0] if chain else ""


def _called(here: Here, place: str) -> str:
    """Name of the place that fills the map: it may be larger than the page's own."""
    return next((one.name for one in here.chain if one.code == place), here.own.name).text(here.lang)


def _moment(here: Here, place: str, of: str) -> Answer:
    return here.asked.moment(here.revision, here.as_of, place or None, of, here.hour)


def _cities(here: Here, told: Answer) -> dict[str, list[Any]]:
    """Level, AQI, name and place on the map of every city, by code."""
    return {
        str(row["code"]): [
            int(row["level"]), f"{row['aqi']:.0f}" if int(row["level"]) else "",
            str(row["name_en" if here.lang == "en" else "name"]), *_at(here.hall.drawing.cities, str(row["code"])),
        ]
        for row in records(told.table)
    }  # fmt: skip


def _names(here: Here, province: str) -> dict[str, list[Any]]:
    """The cities of a province as they stand by name alone upon its counties; none upon those of the country."""
    cities = here.hall.drawing.cities
    return {
        code: [0, "", one.name.text(here.lang), *_at(cities, code)]
        for code, one in cities.items()
        if one.parent == province
    }


def _counted(counties: Mapping[str, Sequence[Any]]) -> tuple[int, int]:
    """How many counties there are, and how many of them have a level."""
    return len(counties), sum(one[0] > 0 for one in counties.values())


def _counties(told: Answer) -> dict[str, list[Any]]:
    """Level and AQI of the hour of every county with a station, by code; names and borders are with the shapes."""
    return {
        str(row["code"]): [int(row["level"]), f"{row['aqi']:.0f}" if int(row["level"]) else ""]
        for row in records(told.table)
    }


def _at(cities: Any, code: str) -> list[float | None]:
    if code not in cities:
        return [None, None]
    x, y = cities[code].at
    return [round(x, 1), round(y, 1)]


def _points(here: Here, city: str) -> list[list[Any]]:
    """The stations of a city: code, place on the map, level, AQI and name; those of a chosen county stand out."""
    rows = [
        row
        for row in records(_moment(here, city, "station").table)
        if row["lon"] == row["lon"] and row["lat"] == row["lat"]
    ]
    if not rows:
        return []
    inside = None
    if here.own.kind in ("county", "township"):
        inside = set(_moment(here, here.place, "station").table["code"].astype(str))
    x, y = albers([row["lon"] for row in rows], [row["lat"] for row in rows])
    return [
        [
            str(row["code"]), round(float(x[i]), 2), round(float(y[i]), 2), int(row["level"]),
            f"{row['aqi']:.0f}" if int(row["level"]) else "", str(row["name_en" if here.lang == "en" else "name"]),
            inside is None or str(row["code"]) in inside,
        ]
        for i, row in enumerate(rows)
    ]  # fmt: skip
