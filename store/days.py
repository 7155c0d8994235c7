"""The natural day of the tables: ordinal of the civil day in Asia/Shanghai, cut from UTC hours.

The zone has kept eight hours since 1991, before any reading here; earlier ones with a summer time would need
the zone itself.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final, overload

from store.bulk import Ints

DAY_S: Final = 86_400
ZONE_S: Final = 8 * 3600
_EPOCH: Final = date(1970, 1, 1).toordinal()


@overload
def day_of(start: int) -> int: ...
@overload
def day_of(start: Ints) -> Ints: ...
def day_of(start: int | Ints) -> int | Ints:
    """Return the ordinal of the civil day in which an hour [epoch s of its start] lies."""
    return (start + ZONE_S) // DAY_S + _EPOCH


@overload
def start_of(day: int) -> int: ...
@overload
def start_of(day: Ints) -> Ints: ...
def start_of(day: int | Ints) -> int | Ints:
    """Return the epoch second UTC at which a civil day (ordinal) begins."""
    return (day - _EPOCH) * DAY_S - ZONE_S


def epoch(moment: datetime) -> int:
    """Return the epoch second UTC of an aware time; a naive one raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} needs a time zone.")
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1))


def moment(start: int) -> datetime:
    """Return the aware UTC time of an epoch second."""
    return datetime.fromtimestamp(start, UTC)
