"""Past hours served again as the live platform would, by a clock that may run faster than the world's.

The whole program can so be seen alive, and tested for a day in minutes. What is served is what the files hold,
character by character; nothing is made up, and an hour that never came stays away. It answers on the loopback
alone: it is a stage, not a service.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd

from ingest.clock import CLOCK_PATH, Clock
from ingest.contract import HOUR_S, SHANGHAI, PayloadError, Published, Remark, Source, Window

AIR_NEWEST = "/HourChangesPublish/GetAllAQIPublishLive"
AIR_PAST = "/HourChangesPublish/GetAQIHistoryByConditionHis"
LONGEST_REQUEST = 1 << 16

_NAMED = re.compile(r"(?<!\d)(20\d\d)-(\d\d)(?:-(\d\d))?(?!\d|-\d|_\d|\.\.)[^/]*$")

Act = Callable[[Mapping[str, str], int], Any]

#: The platform's own names of what its archive writes in small letters.
AIR_NAMES: Mapping[str, str] = {
    "timepoint": "TimePoint", "stationcode": "StationCode", "longitude": "Longitude", "latitude": "Latitude",
    "area": "Area", "positionname": "PositionName", "primarypollutant": "PrimaryPollutant", "aqi": "AQI",
    "pm10": "PM10", "pm10_24h": "PM10_24h", "pm2_5": "PM2_5", "pm2_5_24h": "PM2_5_24h", "o3": "O3",
    "o3_24h": "O3_24h", "o3_8h": "O3_8h", "o3_8h_24h": "O3_8h_24h", "no2": "NO2", "no2_24h": "NO2_24h",
    "so2": "SO2", "so2_24h": "SO2_24h", "co": "CO", "co_24h": "CO_24h",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """Past hours, ready to be served: the rows of each hour by its end [epoch s], in the order of time."""

    ends: Sequence[int]
    rows: Mapping[int, Sequence[pd.DataFrame]]
    remarks: Sequence[str] = ()

    def newest(self, moment: int) -> int | None:
        """Return the end of the newest hour that had ended at `moment` [epoch s], None where there is none."""
        position = bisect_right(self.ends, moment)
        return self.ends[position - 1] if position else None


def reel(source: Source, paths: Sequence[Path], window: Window | None = None) -> Reel:
    """Return the hours of a source's files whose interval lies in `window`, or all of them.

    A file that cannot be read is told in `remarks`; the others are served.
    """
    rows: dict[int, list[pd.DataFrame]] = {}
    remarks: list[str] = []
    span = None if window is None else (int(window.start.timestamp()), int(window.end.timestamp()))
    for published in _published(source, paths, window, remarks):
        ends = _ends(source, published.table)
        keep = ends >= 0
        if span is not None:
            keep &= (ends - HOUR_S >= span[0]) & (ends <= span[1])
        order = np.flatnonzero(keep)
        order = order[np.argsort(ends[order], kind="stable")]
        found, first = np.unique(ends[order], return_index=True)
        for end, part in zip(found.tolist(), np.split(order, first[1:]), strict=True) if len(order) else ():
            rows.setdefault(end, []).append(published.table.iloc[part])
    return Reel(ends=sorted(rows), rows=rows, remarks=tuple(remarks))


def may_hold(name: str, window: Window) -> bool:
    """Whether a file of that name may hold something of a window: one named after another month or day does not."""
    found = _NAMED.search(name)
    if found is None:
        return True
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = datetime(year, month, day or 1, tzinfo=SHANGHAI)
    except ValueError:
        return True
    last = first + timedelta(days=1 if day else 31)
    margin = timedelta(days=1)  # a stamp of 00 is of the day before, and files are cut by either
    return first - margin < window.end and window.start < last + margin


def _published(
    source: Source, paths: Sequence[Path], window: Window | None, remarks: list[str]
) -> Iterator[Published]:
    if source.files is None or source.parse is None:
        raise LookupError(f"The source {source.title.en!r} does not read files.")
    for path in paths:
        for each in source.files(path):
            if isinstance(each, Remark):
                remarks.append(f"{each.file}: {each.text}")
                continue
            if window is not None and not may_hold(each.name, window):
                continue
            try:
                yield from source.parse(each)
            except PayloadError as fault:
                remarks.append(str(fault))


def _ends(source: Source, table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Ends of the hours of the rows [row], epoch s; -1 where the stamp is none."""
    texts = table[source.time].astype("category")
    known = np.array([_end(source, str(text)) for text in texts.cat.categories] + [-1], np.int64)
    return known[texts.cat.codes.to_numpy()]


def _end(source: Source, text: str) -> int:
    stamp = f"{text[:13]}:00" if len(text) == len("2026-03-13T1400") else text
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return -1
    end = int(moment.replace(tzinfo=source.timezone).timestamp())
    return end if source.stamp == "end" else end + HOUR_S


def air_answer(source: Source, parts: Sequence[pd.DataFrame]) -> list[dict[str, str]]:
    """Return the rows of hours as the platform's objects: all texts, as the files hold them."""
    told: list[dict[str, str]] = []
    for part in parts:
        columns = [part[name].astype(object).fillna("").tolist() for name in AIR_NAMES]
        for cells in zip(*columns, strict=True):
            row = dict(zip(AIR_NAMES.values(), cells, strict=True))
            end = datetime.fromtimestamp(_end(source, row["TimePoint"]), SHANGHAI)
            told.append({**row, "TimePoint": f"{end:%Y-%m-%dT%H:%M:%S}"})
    return told


def air_acts(source: Source, reel: Reel) -> dict[str, Act]:
    """Return what the air platform answers by path: its newest hour, and an hour by its stamp."""

    def newest(_: Mapping[str, str], out: int) -> list[dict[str, str]]:
        end = reel.newest(out)
        return [] if end is None else air_answer(source, reel.rows[end])

    def past(asked: Mapping[str, str], out: int) -> list[dict[str, str]]:
        try:
            end = int(datetime.fromisoformat(asked["date"]).replace(tzinfo=SHANGHAI).timestamp())
        except (KeyError, ValueError) as fault:
            raise ValueError("date=2026-03-13 09:00:00, the end of an hour") from fault
        return air_answer(source, reel.rows.get(end, ())) if end <= out else []

    return {AIR_NEWEST: newest, AIR_PAST: past}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What is served, and by which clock.

    Attributes
    ----------
    acts
        By path what is answered to a form and the time [epoch s] up to which things are out: JSON, or a text
        that is a web page. A ValueError is a wrong question.
    clock
        The time that it is.
    lag
        How long after its time a thing is out.
    window
        What was asked for; told with the clock.
    heard
        Called with each path that was asked.
    """

    acts: Mapping[str, Act]
    clock: Clock
    window: Window
    lag: timedelta = timedelta(0)
    heard: Callable[[str], None] = field(default=lambda _: None)

    def answer(self, path: str, form: Mapping[str, str]) -> tuple[HTTPStatus, Any]:
        """Return the status and the answer for a path and what was sent with it, in the query or as a form."""
        address = urlsplit(path)
        asked = {**{name: values[-1] for name, values in parse_qs(address.query).items()}, **form}
        self.heard(" ".join([address.path, *(f"{name}={value}" for name, value in asked.items())]))
        if address.path == CLOCK_PATH:
            return HTTPStatus.OK, self._clock()
        act = self.acts.get(address.path)
        if act is None:
            return HTTPStatus.NOT_FOUND, {"error": f"there is {', '.join([CLOCK_PATH, *self.acts])}"}
        try:
            return HTTPStatus.OK, act(asked, int((self.clock.now() - self.lag).timestamp()))
        except ValueError as fault:
            return HTTPStatus.BAD_REQUEST, {"error": str(fault)}

    def _clock(self) -> dict[str, Any]:
        now = self.clock.now().astimezone(SHANGHAI)
        return {
            "now": now.isoformat(),
            "speed": self.clock.speed,
            "from": self.window.start.astimezone(SHANGHAI).isoformat(),
            "to": self.window.end.astimezone(SHANGHAI).isoformat(),
            "ended": now >= self.window.end + self.lag,
        }


def server(replay: Replay, port: int) -> ThreadingHTTPServer:
    """Return an HTTP server of a replay on the loopback; port 0 takes a free one. The caller runs and closes it."""

    class Stage(BaseHTTPRequestHandler):
        """One request."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer with JSON."""
            self._answer({})

        def do_POST(self) -> None:
            """Answer a form with JSON."""
            length = int(self.headers.get("Content-Length") or 0)
            if length > LONGEST_REQUEST:
                self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            form = parse_qs(self.rfile.read(length).decode("utf-8", "replace"))
            self._answer({name: values[-1] for name, values in form.items()})

        def _answer(self, form: Mapping[str, str]) -> None:
            status, told = replay.answer(self.path, form)
            is_page = isinstance(told, str)
            body = (told if is_page else json.dumps(told, ensure_ascii=False)).encode("utf-8")
            kind = "text/html" if is_page else "application/json"
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: `heard` has been told."""

    class Threads(ThreadingHTTPServer):
        """A thread a connection, none of which holds up the end."""

        daemon_threads = True

    return Threads(("127.0.0.1", port), Stage)


def whole(times: Sequence[int], before_s: int = HOUR_S) -> Window:
    """Return the window from the first of some times [epoch s], less what lies before it, to the last.

    Raises
    ------
    LookupError
        If there is none.
    """
    if not times:
        raise LookupError("There is nothing to replay in these files.")
    return Window(
        start=datetime.fromtimestamp(times[0] - before_s, UTC),
        end=datetime.fromtimestamp(times[-1] + HOUR_S - before_s, UTC),
    )
