"""Stations that OpenAQ gathers, by the hour, from its API version 3.

Asked for one station (location) after the other, named by its number in the option ``locations``: what it is, then
the hours of each of its sensors that measures one of our parameters in ug m-3, page by page. What came is put
together as one payload a station. The API wants a key (``X-API-Key``) and limits how often it is asked, which it says
by 429 and Retry-After.

Hours are told by their beginning and end in UTC. Other periods, and values in ppm or ppb, are refused: turning these
into ug m-3 needs a reference state that the API does not tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from indicators.parameters import Label
from ingest import answers
from ingest.contract import Field, Payload, PayloadError, Published, Rejected, Remark, Source, Window
from ingest.refusal import DUPLICATE, OVERRULED
from ingest.transport import Failure

ID = "openaq"

PAGE = 1000
MOST_PAGES = 100
PARAMETERS = ("pm25", "pm10", "so2", "no2", "co", "o3")
MICROGRAMS = frozenset({"µg/m³", "μg/m³", "ug/m3"})

BAD_UNIT = "a unit that cannot be converted without a reference state"
BAD_PERIOD = "not a period of one hour"
BAD_PARAMETER = "not one of our parameters"

_COLUMNS = ("time", "station", "name", "area", "longitude", "latitude")
_UTC = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:Z|\+00:00)\Z")


def fetch(client: httpx.Client, window: Window) -> Iterator[Payload]:
    """Nothing: which stations are wanted is an option; see `configured`.

    Raises
    ------
    Failure
        Always.
    """
    raise Failure("off", f"{ID} is asked for stations by their numbers: set its option locations.")


def configured(options: Mapping[str, str], name: str = ID) -> Source:
    """Source that asks for the stations of the option ``locations``, numbers joined by commas.

    Raises
    ------
    LookupError
        Where there are other options.
    PayloadError
        Where one of them is no number.
    """
    unknown = sorted(set(options) - {"locations"})
    if unknown:
        raise LookupError(f"The source {ID!r} has the option locations, and not {', '.join(unknown)}.")
    numbers = [text.strip() for text in options.get("locations", "").split(",") if text.strip()]
    wrong = [text for text in numbers if not (text.isascii() and text.isdigit())]
    if wrong:
        raise PayloadError(f"{ID}: locations: {wrong[0]!r} is not the number of a location")
    return replace(SOURCE, fetch=partial(_fetch, numbers=tuple(numbers))) if numbers else SOURCE


def _fetch(client: httpx.Client, window: Window, *, numbers: tuple[str, ...]) -> Iterator[Payload]:
    for number in numbers:
        location = client.get(f"v3/locations/{number}").content
        pages = [
            page
            for sensor in _sensors(number, location)
            for page in _pages(client, f"v3/sensors/{sensor}/hours", window)
        ]
        body = b'{"location": %s,\n"hours": [%s]}' % (location, b",\n".join(pages))
        yield answers.answer(ID, f"location-{number}.json", body)


def _sensors(number: str, location: bytes) -> list[int]:
    """Numbers of the sensors of a location that measure one of our parameters in our unit."""
    try:
        (found,) = json.loads(location)["results"]
        return [
            int(sensor["id"])
            for sensor in found["sensors"]
            if sensor["parameter"]["name"] in PARAMETERS and sensor["parameter"]["units"] in MICROGRAMS
        ]
    except (ValueError, KeyError, TypeError) as fault:
        raise PayloadError(f"location-{number}.json: is no location with its sensors") from fault


def _pages(client: httpx.Client, path: str, window: Window) -> Iterator[bytes]:
    asked = {
        "datetime_from": window.start.isoformat(),
        "datetime_to": window.end.isoformat(),
        "limit": str(PAGE),
    }
    for page in range(1, MOST_PAGES + 1):
        body = client.get(path, params={**asked, "page": str(page)}).content
        yield body
        results = json.loads(body)  # the client answers with whole JSON
        if not isinstance(results, Mapping) or len(results.get("results") or ()) < PAGE:
            return


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the kept answers under a path, in the order of their names."""
    return answers.files(ID, path, (".json", ".json.gz"))


def parse(payload: Payload) -> Iterator[Published]:
    """Table of a station's hours, one row an hour.

    Raises
    ------
    PayloadError
        Where the payload is not what `fetch` puts together.
    """
    held = answers.read_json(payload)
    located = answers.at(payload, held, "location.results")
    pages = answers.at(payload, held, "hours")
    if not isinstance(located, list) or len(located) != 1 or not isinstance(located[0], Mapping):
        raise PayloadError(f"{payload.name}: does not tell one location")
    if not isinstance(pages, list):
        raise PayloadError(f"{payload.name}: has no pages of hours")
    of_station = _station(located[0])
    rows: dict[str, dict[str, str]] = {}
    first: dict[str, int] = {}
    rejected: list[Rejected] = []
    line = 0
    for page in pages:
        for measurement in _results(payload, page):
            line += 1
            start, name, text, why = _measured(measurement)
            if why:
                rejected.append(answers.refused(payload, line, why, answers.as_text(measurement)))
                continue
            first.setdefault(start, line)
            row = rows.setdefault(start, {"time": start, **of_station})
            if name in row:  # the later counts, as among rows
                why = DUPLICATE if row[name] == text else OVERRULED
                rejected.append(answers.refused(payload, line, why, f"{name} {row[name]}"))
            row[name] = text
    columns = {name: (name,) for name in (*_COLUMNS, *PARAMETERS)}
    numbered = [(first[start], row) for start, row in rows.items()]
    yield answers.table(
        payload, numbered, columns, optional=frozenset(columns), rejected=rejected, fold=False
    )


def _results(payload: Payload, page: Any) -> list[Any]:
    found = answers.at(payload, page, "results")
    if not isinstance(found, list):
        raise PayloadError(f"{payload.name}: a page has no list of results")
    return found


def _station(location: Mapping[str, Any]) -> dict[str, str]:
    def text(*path: str) -> str:
        held: Any = location
        for key in path:
            held = held.get(key) if isinstance(held, Mapping) else None
        return "" if held is None else answers.as_text(held)

    return {
        "station": f"openaq-{text('id')}",
        "name": text("name"),
        "area": text("locality"),
        "longitude": text("coordinates", "longitude"),
        "latitude": text("coordinates", "latitude"),
    }


def _measured(measurement: Any) -> tuple[str, str, str, str]:
    """Start, parameter and text of a measurement, and an empty reason; or the reason why it is refused."""
    try:
        period, parameter = measurement["period"], measurement["parameter"]
        name, unit = str(parameter["name"]), str(parameter["units"])
        begin = _UTC.match(str(period["datetimeFrom"]["utc"]))
        end = _UTC.match(str(period["datetimeTo"]["utc"]))
        value = measurement["value"]
    except (KeyError, TypeError):
        return "", "", "", answers.NOT_AN_OBJECT
    if name not in PARAMETERS:
        return "", "", "", BAD_PARAMETER
    if unit not in MICROGRAMS:
        return "", "", "", BAD_UNIT
    if begin is None or end is None or not _is_an_hour(begin[1], end[1]):
        return "", "", "", BAD_PERIOD
    return begin[1], name, answers.as_text(value), ""


def _is_an_hour(begin: str, end: str) -> bool:
    try:
        return datetime.fromisoformat(end) - datetime.fromisoformat(begin) == timedelta(hours=1)
    except ValueError:
        return False


SOURCE = Source(
    title=Label(zh="OpenAQ（第3版接口）", en="OpenAQ, API version 3"),
    homepage="https://openaq.org/",
    licence=Label(
        zh="依各数据提供方；OpenAQ 要求注明 OpenAQ 及提供方",
        en="each provider's own; OpenAQ asks to be named, and to name the provider",
    ),
    cadence=timedelta(hours=1),
    lag=timedelta(hours=2),
    stamp="start",
    timezone=ZoneInfo("UTC"),
    time="time",
    station="station",
    name="name",
    area="area",
    longitude="longitude",
    latitude="latitude",
    fields={code: Field(column=code, unit="ug m-3") for code in PARAMETERS},
    missing=frozenset({"", "null", "NaN"}),
    not_monitored=frozenset(),
    reach=timedelta(days=30),
    files=files,
    parse=parse,
    fetch=fetch,
    settings={"url": "https://api.openaq.org/", "key_header": "X-API-Key", "options": ("locations",)},
)
