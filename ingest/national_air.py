"""What the answers of the national air platform have in common, whoever hands them on: names, stamps, silence.

The platform's own service, its older XML service and the collections made from both call the same things by
nearly the same names. Here they get one wording; nothing is converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from ingest import answers
from ingest.contract import SHANGHAI, Field, Payload, Published, Rejected

#: Our names of what the platform gives out as results, and the columns below.
RESULTS = {
    "aqi": "aqi", "pm25_24h": "pm2_5_24h", "pm10_24h": "pm10_24h", "so2_24h": "so2_24h", "no2_24h": "no2_24h",
    "co_24h": "co_24h", "o3_24h": "o3_24h", "o3_8h": "o3_8h", "o3_8h_24h": "o3_8h_24h",
}  # fmt: skip
FIELDS = {
    "pm25": Field(column="pm2_5", unit="ug m-3"),
    "pm10": Field(column="pm10", unit="ug m-3"),
    "so2": Field(column="so2", unit="ug m-3"),
    "no2": Field(column="no2", unit="ug m-3"),
    "co": Field(column="co", unit="mg m-3"),
    "o3": Field(column="o3", unit="ug m-3"),
}
MEASURED = tuple(place.column for place in FIELDS.values())
#: Columns, and the names by which each may come; case and underscores do not count.
COLUMNS: Mapping[str, Sequence[str]] = {
    "timepoint": ("timepointstr", "timepoint"),
    "stationcode": ("stationcode",),
    "longitude": ("longitude",),
    "latitude": ("latitude",),
    "area": ("area",),
    "positionname": ("positionname",),
    "primarypollutant": ("primarypollutant",),
    **{name: (name,) for name in (*MEASURED, *RESULTS.values())},
}
NOT_ALWAYS = frozenset({"longitude", "latitude", "primarypollutant", "stationcode", *RESULTS.values()})
#: Marks for "no number" that were met in answers; `-1` and the marks of JSON in those of others.
MISSING = frozenset({"", "NA", "—", "_", "-", "--", "-;", "null", "NaN", "-1"})

NO_STATION = "no station code"

_DOTNET = re.compile(r"/Date\((-?[0-9]{1,14})(?:[+-][0-9]{4})?\)/\Z")
_CHINESE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日\s*([0-9]{1,2})时\Z")
_SLASHES = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\Z")


def stamp(text: str, *, z_is_local: bool = False) -> str:
    """Stamp in the one form that is read further on; a text of another form is left as it is.

    Parameters
    ----------
    text
        ``2026年03月13日 09时``, ``/Date(1773363600000)/`` (an instant), ``2017/06/18 17:00:00``, or ISO.
    z_is_local
        Whether a ``Z`` at the end is a slip of the publisher, whose times are local ones.
    """
    text = text.strip()
    if match := _CHINESE.match(text):
        year, month, day, hour = (int(part) for part in match.groups())
        return f"{year:04}-{month:02}-{day:02}T{hour:02}:00"
    if match := _SLASHES.match(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    if match := _DOTNET.match(text):
        try:
            instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match[1]))
            return instant.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S")
        except (OverflowError, ValueError):
            return text
    return text.removesuffix("Z") if z_is_local else text


def records(payload: Payload) -> tuple[list[answers.Record | None], list[Rejected]]:
    """Records of an answer in any of its forms, None for those that are refused, and the refusals.

    Raises
    ------
    PayloadError
        Where the answer is in none of them.
    """
    body = answers.content(payload)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        if b"GetAQIDataPublishLives" not in body[:4096]:
            answers.read_json(payload, body)  # says that it is a web page
        return list(answers.read_xml(payload, body, "AQIDataPublishLive")), []
    return answers.records(payload, answers.read_json(payload, body))


def published(payload: Payload, *, missing: frozenset[str], z_is_local: bool = False) -> Iterator[Published]:
    """The one table of an answer.

    A record without a station code and without any value says nothing of anything: it is refused, so that an hour
    in which the service answers with nothing but nulls is an empty one and no fault.

    Parameters
    ----------
    payload
        The answer.
    missing
        Marks by which the source says that it has no number.
    z_is_local
        See `stamp`.
    """
    found, rejected = records(payload)
    kept: list[tuple[int, answers.Record]] = []
    for line, record in enumerate(found, start=1):
        if record is None:
            continue
        row = {answers.folded(name): text for name, text in record.items()}
        has_code = row.get("stationcode", "").strip() not in missing
        names = [answers.folded(name) for name in MEASURED]
        if not has_code and all(row.get(name, "").strip() in missing for name in names):
            shown = ",".join(text for text in record.values() if text not in missing)
            rejected.append(answers.refused(payload, line, NO_STATION, shown))
            continue
        for name in ("timepointstr", "timepoint"):
            if name in row:
                row[name] = stamp(row[name], z_is_local=z_is_local)
        for name in ("positionname", "area"):
            row[name] = row.get(name, "").strip()  # some have a full-width space behind them
        kept.append((line, row))
    # A record that is refused has the columns as well: a changed shape is one of all records.
    yield answers.table(payload, kept, COLUMNS, optional=NOT_ALWAYS, rejected=rejected)
