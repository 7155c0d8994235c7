"""A feed described by a settings file: what it says, checked field by field with a sentence for each fault.

The file is TOML. It tells where the feed is, how a window is asked for, where the records stand in an answer, and what
each column means; it holds no code and no secret. Nothing is fetched or parsed here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from indicators.parameters import AIR_HOURLY, parameter
from ingest import stations, units
from ingest.contract import Field, PayloadError

LARGEST_BYTES = 1 << 20
RESULTS = (
    "aqi", "pm25_24h", "pm10_24h", "so2_24h", "no2_24h", "co_24h", "o3_24h", "o3_8h", "o3_8h_24h",
)  # fmt: skip

_TOP = frozenset({
    "title", "homepage", "licence", "url", "method", "format", "records", "timezone", "stamp", "time_format",
    "missing", "not_monitored", "control", "cadence_min", "lag_min", "reach_h", "window", "parameters", "pages",
    "columns", "fields", "published",
})  # fmt: skip
_COLUMNS = ("time", "station", "name", "area", "longitude", "latitude", "control", "role", "primary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a window is asked for: names of query parameters, empty where there are none.

    ``first`` and ``last`` are given the first and the last stamp that is wanted; ``hour`` each stamp, one request
    after the other. ``form`` is how a stamp is written, as in ``strftime``.
    """

    first: str = ""
    last: str = ""
    hour: str = ""
    form: str = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How pages are asked for: names of the query parameters, rows of a page, number of the first one."""

    number: str
    size: str
    rows: int
    first: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a settings file says of a feed; the fields are those of the file, but for `id`, its name in the settings."""

    id: str
    title_zh: str
    title_en: str
    homepage: str
    licence: str
    url: str
    method: Literal["GET", "POST"]
    format: Literal["json", "csv"]
    records: str
    timezone: ZoneInfo
    stamp: Literal["start", "end"]
    time_format: str
    missing: frozenset[str]
    not_monitored: frozenset[str]
    control: str
    cadence: timedelta
    lag: timedelta
    reach: timedelta
    asked: Asked
    parameters: Mapping[str, str]
    pages: Pages | None
    columns: Mapping[str, str]
    fields: Mapping[str, Field]
    published: Mapping[str, str]


def read(path: Path, feed: str) -> Description:
    """Description in a file, of the feed that the settings call so.

    Raises
    ------
    PayloadError
        With a sentence for each fault, where there are some.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise PayloadError(f"{path.name}: is larger than {LARGEST_BYTES} bytes")
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise PayloadError(f"{path.name}: cannot be read: {fault}") from fault
    return described(path.name, held, feed)


def described(name: str, held: Mapping[str, Any], feed: str) -> Description:
    """Description in what a settings file holds; faults are raised together as one PayloadError."""
    of = _Reader(held)
    of.no_others(held, _TOP, "")
    form = of.one_of("format", ("json", "csv"), "json")
    asked, pages = of.table("window"), of.table("pages")
    of.no_others(asked, {"first", "last", "hour", "form"}, "window.")
    of.no_others(pages, {"number", "size", "rows", "first"}, "pages.")
    columns = of.texts("columns")
    of.no_others(columns, set(_COLUMNS), "columns.")
    of.check(bool(columns.get("time")), "columns.time: is missing: which column holds the time?")
    of.check(
        bool(columns.get("station") or (columns.get("name") and columns.get("area"))),
        "columns.station: is missing, and there are not both columns.area and columns.name to make a code of",
    )
    of.check(
        bool(columns.get("longitude")) == bool(columns.get("latitude")),
        "columns: longitude and latitude go together",
    )
    fields = _fields(of)
    of.check(bool(fields), "fields: there is none; name at least one of " + ", ".join(AIR_HOURLY))
    published = of.texts("published")
    of.no_others(published, set(RESULTS), "published.")
    missing = of.marks("missing", frozenset({"", "null"}))
    not_monitored = of.marks("not_monitored", frozenset())
    of.check(not missing & not_monitored, "missing, not_monitored: have a mark in common")
    made = Description(
        id=feed,
        title_zh=of.text("title.zh", ""),
        title_en=of.text("title.en", ""),
        homepage=of.text(
            "homepage", "", lambda text: text.startswith("https://"), "an address with https://"
        ),
        licence=of.text("licence", ""),
        url=of.text("url", "", _is_address, "an address with https:// or http:// and no query"),
        method="POST" if of.one_of("method", ("GET", "POST"), "GET") == "POST" else "GET",
        format="csv" if form == "csv" else "json",
        records=of.text("records", "", optional=True),
        timezone=_zone(of),
        stamp="start" if of.one_of("stamp", ("start", "end"), "") == "start" else "end",
        time_format=of.text("time_format", "", optional=True),
        missing=missing,
        not_monitored=not_monitored,
        control=stations.CONTROL_LEVELS.get(of.one_of("control", ("", *stations.CONTROL_LEVELS), ""), ""),
        cadence=timedelta(minutes=of.whole("cadence_min", 60, 1, 60 * 24 * 31)),
        lag=timedelta(minutes=of.whole("lag_min", 30, 0, 60 * 24 * 31)),
        reach=timedelta(hours=of.whole("reach_h", 0, 0, 24 * 366)),
        asked=Asked(**{key: text for key, text in of.texts("window").items() if key in Asked.__slots__}),
        parameters=of.texts("parameters"),
        pages=_pages(of, pages),
        columns=columns,
        fields=fields,
        published=published,
    )
    if of.faults:
        raise PayloadError("; ".join(f"{name}: {fault}" for fault in of.faults))
    return made


def _fields(of: _Reader) -> dict[str, Field]:
    found = {}
    for code, said in of.table("fields").items():
        where = f"fields.{code}"
        if code not in AIR_HOURLY:
            of.faults.append(f"{where}: is no parameter by the hour; known are {', '.join(AIR_HOURLY)}")
            continue
        if not isinstance(said, Mapping) or not isinstance(said.get("column"), str) or not said["column"]:
            of.faults.append(f"{where}.column: is missing: which column holds it?")
            continue
        of.no_others(said, {"column", "unit"}, f"{where}.")
        unit = str(said.get("unit", ""))
        try:
            units.factor(unit, parameter(code).unit)
        except LookupError as fault:
            of.faults.append(f"{where}.unit: {fault.args[0]}")
            continue
        found[code] = Field(column=said["column"], unit=unit)
    return found


def _pages(of: _Reader, held: Mapping[str, Any]) -> Pages | None:
    if not held:
        return None
    number, size = (str(held.get(key, "")) for key in ("number", "size"))
    rows, first = held.get("rows", 0), held.get("first", 1)
    of.check(bool(number), "pages.number: is missing: which query parameter is the number of the page?")
    is_count = type(rows) is int and 1 <= rows <= 100_000 and type(first) is int and first in (0, 1)
    of.check(is_count, "pages.rows: must be 1 to 100000, and pages.first 0 or 1")
    return Pages(number=number, size=size, rows=rows, first=first) if is_count else None


def _zone(of: _Reader) -> ZoneInfo:
    name = of.text("timezone", "Asia/Shanghai")
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        of.faults.append(f"timezone: there is no zone {name!r}; for all China it is Asia/Shanghai")
        return ZoneInfo("UTC")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not parts.query
            and not parts.username
        )
    except ValueError:
        return False


class _Reader:
    """Reads a settings file's values by kind, and gathers what is wrong with them."""

    def __init__(self, held: Mapping[str, Any]) -> None:
        self._held = held
        self.faults: list[str] = []

    def check(self, holds: bool, fault: str) -> None:
        """Note a fault where something does not hold."""
        if not holds:
            self.faults.append(fault)

    def no_others(self, held: Mapping[str, Any], known: set[str] | frozenset[str], where: str) -> None:
        """Note keys that nobody asked for: a slip of the pen would be passed over in silence."""
        self.faults.extend(f"{where}{key}: is unknown" for key in held if key not in known)

    def table(self, key: str) -> Mapping[str, Any]:
        """Table of that name; empty where there is none."""
        held = self._held.get(key, {})
        if isinstance(held, Mapping):
            return held
        self.faults.append(f"{key}: must be a table")
        return {}

    def texts(self, key: str) -> dict[str, str]:
        """Table of texts of that name."""
        held = self.table(key)
        wrong = [name for name, text in held.items() if not isinstance(text, str)]
        self.faults.extend(f"{key}.{name}: must be a text" for name in wrong)
        return {name: text for name, text in held.items() if isinstance(text, str)}

    def text(
        self,
        key: str,
        default: str,
        accepts: Callable[[str], bool] = bool,
        what: str = "a text",
        *,
        optional: bool = False,
    ) -> str:
        """Text at a path of keys."""
        held: Any = self._held
        for part in key.split("."):
            held = held.get(part) if isinstance(held, Mapping) else None
        if held is None:
            held = default
            if not default and not optional:
                self.faults.append(f"{key}: is missing; it must be {what}")
                return ""
        if not isinstance(held, str) or not (optional or accepts(held)):
            self.faults.append(f"{key}: must be {what}, not {str(held)[:40]!r}")
            return ""
        return held

    def one_of(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of several words."""
        held = self._held.get(key, default)
        if held not in choices:
            known = ", ".join(word for word in choices if word)
            self.faults.append(f"{key}: must be one of {known}, not {str(held)[:40]!r}")
            return default
        return str(held)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Whole number within limits."""
        held = self._held.get(key, default)
        if type(held) is not int or not least <= held <= most:
            self.faults.append(
                f"{key}: must be a whole number from {least} to {most}, not {str(held)[:40]!r}"
            )
            return default
        return held

    def marks(self, key: str, default: frozenset[str]) -> frozenset[str]:
        """Texts that stand for no number."""
        held = self._held.get(key)
        if held is None:
            return default
        if not isinstance(held, list) or not all(isinstance(mark, str) for mark in held):
            self.faults.append(f"{key}: must be a list of texts")
            return default
        return frozenset(held)
