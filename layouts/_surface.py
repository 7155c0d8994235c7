"""A surface as a layer of the wall's map: what is asked, what it says of itself, and its image under a lasting name.

The image is named by what it was made from, the mark of the store among it: who has it keeps it for good, and any
worker process can make it again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import flask

from assessment.answer import Answer
from figures.surface import coloured, surface_png
from geo.surface import LEAST_STATIONS
from indicators.parameters import AIR_HOURLY, Label, Language, parameter
from layouts._address import NATION
from layouts._page import Hall
from layouts._takeaway import about as resting

log = logging.getLogger(__name__)

KEPT: Final = 24
_NAME = re.compile(r"(\w{2,4})-(\d{6})-(\d{1,11})-(\d{1,17})-(\d{1,12})")
_HOUR = timedelta(hours=1)
_FOREVER: Final = "public, max-age=31536000, immutable"
WORDS: Final = {
    "surface": Label(zh="插值面", en="Surface"),
    "off": Label(zh="关", en="off"),
    "key": Label(
        zh="面与圆点均为 {0} 分指数级别；灰色距站点超过 {1:.0f} km",
        en="surface and points by {0} alone; grey: over {1:.0f} km from a station",
    ),
    "none": Label(zh="有值的站点不足 {} 个，不作插值", en="fewer than {} stations with a value: no surface"),
    "asking": Label(zh="正在插值…", en="interpolating…"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which surface: parameter, province or nation, hour (epoch), as known at (epoch in µs; 0: now), store's mark."""

    of: str
    place: str
    hour: int
    as_of: int
    revision: int

    @property
    def name(self) -> str:
        """The name that says it all."""
        return f"{self.of}-{self.place}-{self.hour}-{self.as_of}-{self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A surface as the map takes it: image, corners ((south, west), (north, east)), stations' levels, its error.

    `answer` are its stations: what a slide of it rests on, and what is handed out with the slide.
    """

    image: bytes
    corners: tuple[tuple[float, float], tuple[float, float]]
    levels: dict[str, int]
    said: Label
    reach_km: float
    answer: Answer


def surface_routes(server: flask.Flask, hall: Hall) -> Callable[[Mapping[str, Any]], Answer | None]:
    """Register what the layer of the map asks for; what comes back finds the stations on which a surface rests.

    It takes what the address of the layer takes, and answers None where there is no such surface.
    """

    @lru_cache(maxsize=KEPT)
    def made(asked: Asked) -> Layer:
        return _made(hall, asked)

    @server.get(hall.prefix + "surface/words")
    def words() -> flask.Response:
        lang: Language = "en" if flask.request.args.get("lang") == "en" else "zh"
        choices = [("", WORDS["off"].text(lang)), *((code, parameter(code).symbol) for code in AIR_HOURLY)]
        return flask.jsonify(
            surface=WORDS["surface"].text(lang), asking=WORDS["asking"].text(lang), choices=choices
        )

    @server.get(hall.prefix + "surface/about")
    def about() -> flask.Response:
        lang: Language = "en" if flask.request.args.get("lang") == "en" else "zh"
        asked = _asked(hall, flask.request.args)
        if asked is None:
            flask.abort(404)
        try:
            layer = made(asked)
        except (LookupError, ValueError) as error:
            log.info("no surface %s: %s", asked.name, error)
            answer = flask.jsonify(said=[WORDS["none"].text(lang).format(LEAST_STATIONS)])
        else:
            symbol = parameter(asked.of).symbol
            said = [layer.said.text(lang), WORDS["key"].text(lang).format(symbol, layer.reach_km)]
            answer = flask.jsonify(
                image=f"{hall.prefix}surface/{asked.name}.png",
                corners=layer.corners,
                levels=layer.levels,
                said=said,
                about={
                    key: told
                    for key, told in resting(layer.answer, lang).items()
                    if key not in ("told", "title")
                },
            )
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    @server.get(hall.prefix + "surface/<name>.png")
    def image(name: str) -> flask.Response:
        asked = _named(hall, name)
        if asked is None:
            flask.abort(404)
        try:
            answer = flask.Response(made(asked).image, mimetype="image/png")
        except (LookupError, ValueError):
            flask.abort(404)
        answer.headers["Cache-Control"] = _FOREVER
        return answer

    def stations(args: Mapping[str, Any]) -> Answer | None:
        asked = _asked(hall, args)
        try:
            return None if asked is None else made(asked).answer
        except (LookupError, ValueError):  # too few stations: the map shows none either
            return None

    return stations


def _asked(hall: Hall, args: Mapping[str, Any]) -> Asked | None:
    """What an address asks for; None for what is no surface of this store."""
    hour, as_of = str(args.get("hour", "")), str(args.get("as_of", "") or "0")
    place = str(args.get("place", NATION))
    province = NATION if place == NATION else place[:2] + "0000"
    held = hall.ask.extent()
    name = f"{args.get('of', '')}-{province}-{hour}-{as_of}-{held.revision}"
    return _named(hall, name)


def _named(hall: Hall, name: str) -> Asked | None:
    found = _NAME.fullmatch(name)
    held = hall.ask.extent()
    if found is None or held.first is None or held.last is None:
        return None
    of, place, hour, as_of, revision = found.groups()
    asked = Asked(of=of, place=place, hour=int(hour), as_of=int(as_of), revision=int(revision))
    known = place == NATION or place in hall.drawing.provinces
    inside = held.first <= datetime.fromtimestamp(asked.hour, UTC) <= held.last
    return asked if of in AIR_HOURLY and known and inside and asked.revision == held.revision else None


def _made(hall: Hall, asked: Asked) -> Layer:
    start = datetime.fromtimestamp(asked.hour, UTC)
    as_of = datetime.fromtimestamp(asked.as_of / 1e6, UTC) if asked.as_of else None
    found = hall.ask.surface(of=asked.of, start=start, end=start + _HOUR, within=asked.place, as_of=as_of)
    field = found.field
    half = abs(float(field["x"][1] - field["x"][0])) / 2
    x, y = field["x"].to_numpy(), field["y"].to_numpy()
    return Layer(
        image=surface_png(*coloured(found)),
        corners=((float(y[-1]) - half, float(x[0]) - half), (float(y[0]) + half, float(x[-1]) + half)),
        levels={str(code): int(level) for code, level in found.station_levels.items() if level},
        said=found.said,
        reach_km=found.reach_km,
        answer=found.answer,
    )
