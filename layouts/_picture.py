"""What the browser draws the map from: for one hour and place the levels of cities and stations, and the labels.

Shapes are not in here, only the addresses under which they lie; a recolouring sends codes and levels.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from assessment.answer import Answer
from geo.projection import albers
from indicators.parameters import Label, Language
from layouts._address import NATION
from layouts._figure import Figure
from layouts._geometry import Bounds, Drawing, Parcel, bounds, station_parcel
from layouts._tiles import number, records
from layouts.questions import Questions

WORST = 12  # cities marked on the map of the nation by their place in the list beside it
DIGITS, POLLUTED = 150, 3  # so many further cities have their level written in them, from this level on
MARGIN = 0.6  # how far round a place its neighbours are labelled, in parts of its own size
Kind = Literal["nation", "province", "city"]

# The land from Hainan to the Amur; the islands of the South China Sea are in the inset.
MAINLAND_LONLAT = ((73.2, 39.5), (135.2, 48.3), (123.0, 53.7), (109.0, 18.0))
SEA_LONLAT = ((105.5, 2.5), (122.5, 2.5), (105.5, 23.6), (122.5, 23.6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One hour of the whole country as the wall needs it: the answer by city, the table by station, their points."""

    hour: datetime
    told: Answer
    stations: pd.DataFrame
    shapes: Parcel

    @property
    def cities(self) -> pd.DataFrame:
        """The table by city."""
        return self.told.table

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions by which the hour was judged."""
        return self.told.passport.editions


def snapshot(ask: Questions, hour: datetime) -> Snapshot:
    """Ask for one hour of every city and station of the country."""
    cities = ask.moment(of="city", start=hour, within=None)
    stations = ask.moment(of="station", start=hour, within=None).table.sort_values("code", ignore_index=True)
    placed = stations[stations["lon"].notna() & stations["lat"].notna()]
    x, y = albers(placed["lon"].to_numpy(float), placed["lat"].to_numpy(float))
    columns = (placed[name].fillna("").astype(str) for name in ("code", "city", "parent"))
    return Snapshot(
        hour=hour,
        told=cities,
        stations=stations,
        shapes=station_parcel(zip(*columns, x.tolist(), y.tolist(), strict=True)),
    )


def kind(place: str, drawing: Drawing) -> Kind:
    """Whether a place is the nation, a province or a city; a code of none of them raises LookupError."""
    if place == NATION:
        return "nation"
    if (
        place in drawing.cities
    ):  # before the provinces: a municipality is both, and is shown as the city it is
        return "city"
    if place in drawing.provinces:
        return "province"
    raise LookupError(f"There is no region {place!r} on this map.")


def name(place: str, drawing: Drawing) -> Label | None:
    """The names of a province or city; None for the nation."""
    found = drawing.provinces.get(place) or drawing.cities.get(place)
    return found.name if found else None


def within(shot: Snapshot, place: str, what: Kind) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cities and stations of a place at that hour; for a city its own row and its stations."""
    if what == "nation":
        return shot.cities, shot.stations
    if what == "province":
        return shot.cities[shot.cities["parent"] == place], shot.stations[shot.stations["parent"] == place]
    return shot.cities[shot.cities["code"] == place], shot.stations[shot.stations["city"] == place]


def picture(
    shot: Snapshot,
    drawing: Drawing,
    place: str,
    what: Kind,
    lang: Language,
    detail: str,
    suspects: Collection[str] = (),
) -> dict[str, Any]:
    """The map of one place at one hour, for `lanbi.paint` in `assets/map.js`; `detail` names the province's shapes.

    `suspects` are the stations of the place with a reading that a check finds suspect: they are ringed.
    """
    parent = place if what == "province" else drawing.cities[place].parent if what == "city" else ""
    return {
        "place": place,
        "kind": what,
        "parent": parent,
        "detail": detail,
        "bounds": frame(place, what, drawing),
        "inset": what == "nation" or parent == "460000",
        "stations": {
            "shapes": shot.shapes.name,
            "levels": _levels(shot.stations),
            "suspect": sorted(suspects),
        },
        "cities": _levels(shot.cities),
        "labels": [
            label | {"suspect": label["of"] == "station" and label["code"] in suspects}
            for label in labels(shot, drawing, place, what, lang)
        ],
        "hour": int(shot.hour.timestamp()),
    }


def frame(place: str, what: Kind, drawing: Drawing) -> Bounds:
    """The corners (y, x) of the map that show a place."""
    if what == "nation":
        return corners(MAINLAND_LONLAT)
    return bounds(drawing.provinces[place] if what == "province" else drawing.cities[place])


def corners(lonlat: tuple[tuple[float, float], ...]) -> Bounds:
    """The corners (y, x) in map units that enclose some positions [degree]."""
    lon, lat = zip(*lonlat, strict=True)
    x, y = albers(lon, lat)
    return (float(y.min()), float(x.min())), (float(y.max()), float(x.max()))


def labels(shot: Snapshot, drawing: Drawing, place: str, what: Kind, lang: Language) -> list[dict[str, Any]]:
    """What is written on the map, most important first.

    The nation has its worst cities by their place in the list beside it, and the levels of the other polluted ones; a
    province its cities, a city its stations, and both the cities of their neighbourhood, so that one sees whose air
    it is.
    """
    cities, stations = within(shot, place, what)
    if what == "nation":
        known = [
            row for row in _worst_first(records(cities)) if row["level"] > 0 and row["code"] in drawing.cities
        ]
        marks = [
            _label(row, drawing.cities[row["code"]].at, lang, "mark", shot.hour)
            | {"text": str(i), "name": "", "said": f"{_called(row, lang)} {number(row['aqi'])}"}
            for i, row in enumerate(known[:WORST], start=1)
        ]
        # Whoever does not see the colours reads the level of every polluted city that has room for a digit.
        return marks + [
            _label(row, drawing.cities[row["code"]].at, lang, "level", shot.hour)
            | {"text": str(row["level"]), "name": ""}
            for row in known[WORST : WORST + DIGITS]
            if row["level"] >= POLLUTED
        ]
    made: list[dict[str, Any]] = []
    if what == "city":
        x, y = albers(stations["lon"].to_numpy(float), stations["lat"].to_numpy(float))
        rows = records(stations.assign(x=x, y=y).dropna(subset=["x", "y"]))
        made = [_label(row, (row["x"], row["y"]), lang, "station", shot.hour) for row in _worst_first(rows)]
    (south, west), (north, east) = frame(place, what, drawing)
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    inside = set(cities["code"]) if what == "province" else set()
    near = [
        row
        for row in _worst_first(records(shot.cities))
        if row["code"] in drawing.cities
        and row["code"] != place
        and west - wide < drawing.cities[row["code"]].at[0] < east + wide
        and south - high < drawing.cities[row["code"]].at[1] < north + high
    ]
    own = [row for row in near if row["code"] in inside]
    others = [row for row in near if row["code"] not in inside]
    return made + [
        _label(row, drawing.cities[row["code"]].at, lang, of, shot.hour)
        for of, rows in (("city", own), ("near", others))
        for row in rows
    ]


def _worst_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["aqi"] if row["level"] else 0.0, row["code"]))


def _label(
    row: Mapping[str, Any], at: tuple[float, float], lang: Language, of: str, hour: datetime
) -> dict[str, Any]:
    x, y = at
    asked = Figure.hour("aqi", "station" if of == "station" else "city", str(row["code"]), hour)
    return {
        "code": row["code"],
        "of": of,
        "x": round(x, 2),
        "y": round(y, 2),
        "name": _called(row, lang),
        "text": number(row["aqi"]),
        "level": int(row["level"]),
        "passport": asked.written(),
    }


def _called(row: Mapping[str, Any], lang: Language) -> str:
    return str(row["name_en" if lang == "en" else "name"] or row["name"])


def _levels(table: pd.DataFrame) -> dict[str, int]:
    return dict(zip(table["code"].astype(str), table["level"].astype(int).tolist(), strict=True))
