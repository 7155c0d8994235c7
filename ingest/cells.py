"""One text at a time: what a cell, a stamp, a code or a position means, or why it means nothing.

Plain functions of one text, so that every odd text a publisher ever wrote can be a line in a test;
`normalise` applies them to the distinct texts of a column. Nothing here guesses: a text is a number by the
grammar below or it is refused with one of the reasons below, which are few so that refusals can be counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Set
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from ingest.contract import HOUR_S, MARKS, Quality

NOT_A_NUMBER = "not a number"
NOT_FINITE = "not a finite number"
NEGATIVE = "negative"
TOO_LONG = "too long to be a value"
NOT_A_TIME = "not a time"
NO_SUCH_TIME = "no such day or hour"
NOT_FULL_HOUR = "not on the full hour"
WRONG_ZONE = "not in the time zone of the source"
OUT_OF_TIME = "year outside 1970-2199"
NO_STATION = "no station code"
BAD_STATION = "not a station code"
BAD_NAME = "not a name"
BAD_POSITION = "not a position on the earth"

#: No value, code or stamp of any publisher is as long as this; a name may be longer.
LONGEST_VALUE = 40
LONGEST_NAME = 120
YEARS = range(1970, 2200)

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\Z")
_INFINITE = re.compile(r"[+-]?(?:nan|inf|infinity)\Z", re.IGNORECASE)
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:\.0+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)
_SPACES = " \t"


class Cell(NamedTuple):
    """What one cell holds: a value with quality 2, or NaN with the mark or the reason why there is none."""

    value: float
    quality: Quality
    mark: int
    reason: str


def number(text: str, times: Decimal = Decimal(1)) -> tuple[float, str]:
    """Value of a plain decimal number, and an empty reason; NaN and the reason where it is none.

    ASCII digits with a point, an optional sign and exponent; no separators of thousands, no digits of other
    scripts, nothing of Python's or a spreadsheet's own (``1_000``, ``0x1F``, ``=1+1``).

    Parameters
    ----------
    text
        The text, without spaces round it.
    times
        Exact factor from the unit of the source to ours.
    """
    if len(text) > LONGEST_VALUE:
        return math.nan, TOO_LONG
    if not _NUMBER.match(text):
        return math.nan, NOT_FINITE if _INFINITE.match(text) else NOT_A_NUMBER
    # Decimal where a factor applies: 0.057 mg m-3 is 57 ug m-3 and not 57.00000000000001.
    value = float(text) if times == 1 else float(Decimal(text) * times)
    if not math.isfinite(value):
        return math.nan, NOT_FINITE
    return value + 0.0, ""


def cell(
    text: str,
    *,
    missing: Set[str],
    not_monitored: Set[str],
    times: Decimal = Decimal(1),
    signed: bool = False,
) -> Cell:
    """Value, quality, mark and reason of one measured cell.

    Parameters
    ----------
    text
        The cell as published; spaces round it do not count.
    missing, not_monitored
        Texts by which the source says that it has no number, or that this station does not measure it.
    times
        Exact factor from the unit of the source to ours.
    signed
        Whether a negative number can be a value (a temperature can, a concentration cannot).
    """
    text = text.strip(_SPACES)
    if text in missing:
        return Cell(math.nan, Quality.MISSING, MARKS.index(text) if text in MARKS else 0, "")
    if text in not_monitored:
        return Cell(math.nan, Quality.NOT_MONITORED, MARKS.index(text) if text in MARKS else 0, "")
    value, reason = number(text, times)
    if not reason and value < 0 and not signed:
        reason = NEGATIVE
    if reason:
        return Cell(math.nan, Quality.MISSING, 0, reason)
    return Cell(value, Quality.NOT_EVALUATED, 0, "")


def hour_start(text: str, *, zone: ZoneInfo, stamp: Literal["start", "end"]) -> tuple[int, str]:
    """Start of the hour that a stamp names [epoch s, UTC] and an empty reason, or 0 and the reason why not.

    Parameters
    ----------
    text
        ``YYYY-MM-DDTHH00`` or ISO 8601 with or without seconds; an offset may follow if it is the zone's own.
    zone
        Time zone in which the source stamps.
    stamp
        Whether the source stamps the start or the end of the hour.
    """
    text = text.strip(_SPACES)
    match = _TIME.match(text)
    if match is None:
        return 0, NOT_A_TIME
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    second, offset = int(match[6] or 0), match[7]
    if year not in YEARS:
        return 0, OUT_OF_TIME
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return 0, NO_SUCH_TIME
    if offset is not None and _minutes(offset) * 60 != _offset_s(local):
        return 0, WRONG_ZONE
    if minute or second:
        return 0, NOT_FULL_HOUR
    return int(local.timestamp()) - (HOUR_S if stamp == "end" else 0), ""


def _minutes(offset: str) -> int:
    if offset == "Z":
        return 0
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return -minutes if offset[0] == "-" else minutes


def _offset_s(local: datetime) -> float:
    offset = local.utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def station_code(text: str) -> tuple[str, str]:
    """Station code without spaces round it and an empty reason, or an empty code and the reason why not.

    Codes are the publisher's: any letters and figures of any script, joined by ``- _ .`` where it likes.
    """
    text = text.strip(_SPACES)
    if not text:
        return "", NO_STATION
    if len(text) > LONGEST_VALUE or not text.replace("-", "").replace("_", "").replace(".", "").isalnum():
        return "", BAD_STATION
    return text, ""


def name(text: str) -> tuple[str, str]:
    """Name as published, and an empty reason; an empty name and the reason where it cannot be one."""
    if len(text) > LONGEST_NAME or not text.isprintable():
        return "", BAD_NAME
    return text, ""


def degrees(text: str, *, limit: float, missing: Set[str]) -> tuple[float, str]:
    """Degrees of longitude (``limit`` 180) or latitude (90), and an empty reason; NaN where there are none.

    A mark for missing is NaN without a reason, anything else that is no angle on the earth is NaN with one.
    """
    text = text.strip(_SPACES)
    if text in missing:
        return math.nan, ""
    value, reason = number(text)
    if not reason and abs(value) > limit:
        return math.nan, BAD_POSITION
    return value, reason
