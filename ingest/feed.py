"""A live source that an installation has switched on, and what it chose for it; nothing is on by itself.

Settings are a table by the source's id: ``[sources.cnemc_live]`` of the settings file. A choice that is none is
refused with a sentence when the program starts, not in the night when the source is first asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from ingest.contract import DaySource, PayloadError, Source
from ingest.sources import configured
from ingest.transport import Connection
from ingest.water_contract import WaterSource

SPANS: Mapping[str, timedelta] = {
    "cadence_min": timedelta(minutes=1),
    "lag_min": timedelta(minutes=1),
    "poll_min": timedelta(minutes=1),
    "reach_h": timedelta(hours=1),
    "jitter_s": timedelta(seconds=1),
    "grace_min": timedelta(minutes=1),
}
"""Settings that are spans of time, and their unit."""

POLLS_IN_A_CADENCE = 6


class FeedError(ValueError):
    """A setting of a source that cannot be used; the text is a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A live source that is switched on.

    Attributes
    ----------
    cadence
        From one slot to the next: an hour, four hours.
    lag
        How long after the end of a slot it is first asked for; negative where a sample is out before its slot ends,
        as samples of water are, which their start stamps.
    poll
        From one asking to the next.
    reach
        How far back the source answers; 0 where it tells its newest slot alone.
    jitter, grace
        A run begins up to `jitter` after its time; one that was missed still begins within `grace`.
    """

    name: str
    source: Source | DaySource | WaterSource
    connection: Connection
    cadence: timedelta
    lag: timedelta
    poll: timedelta
    reach: timedelta
    jitter: timedelta
    grace: timedelta


def feeds(settings: Mapping[str, Mapping[str, Any]]) -> tuple[Feed, ...]:
    """Return the live sources that are switched on, by name.

    Raises
    ------
    FeedError
        If a source is unknown or not a live one, or a setting of it is unknown or of no use.
    """
    return tuple(
        feed(name, chosen) for name, chosen in sorted(settings.items()) if chosen.get("on", False) is True
    )


def feed(name: str, chosen: Mapping[str, Any]) -> Feed:
    """Return one live source with what an installation chose for it; see `feeds`."""
    theirs = {f.name for f in fields(Connection)}
    connection = _connection(name, {key: value for key, value in chosen.items() if key in theirs})
    try:
        found = configured(name, connection.options)
    except (LookupError, PayloadError) as error:
        raise FeedError(f"[sources.{name}]: {error.args[0]}") from error
    if found.fetch is None:
        raise FeedError(f"[sources.{name}]: it is read from files and cannot be asked live.")
    unknown = sorted(set(chosen) - set(SPANS) - theirs)
    if unknown:
        known = ", ".join(sorted(theirs | set(SPANS)))
        raise FeedError(f"[sources.{name}]: there is no setting {unknown[0]!r}; known are {known}.")
    span = _spans(name, chosen)
    cadence = span("cadence_min", found.cadence)
    lag = span("lag_min", found.lag) - (cadence if isinstance(found, WaterSource) else timedelta(0))
    made = Feed(
        name=name,
        source=found,
        connection=connection,
        cadence=cadence,
        lag=lag,
        poll=span("poll_min", cadence / POLLS_IN_A_CADENCE),
        reach=span("reach_h", getattr(found, "reach", timedelta(0))),
        jitter=span("jitter_s", getattr(found, "jitter", timedelta(0))),
        grace=span("grace_min", getattr(found, "grace", timedelta(minutes=30))),
    )
    if made.cadence < timedelta(minutes=1) or made.poll < timedelta(seconds=1):
        raise FeedError(f"[sources.{name}]: cadence_min and poll_min must be greater than 0.")
    return made


def _spans(name: str, chosen: Mapping[str, Any]) -> Callable[[str, timedelta], timedelta]:
    def span(key: str, own: timedelta) -> timedelta:
        if key not in chosen:
            return own
        value = chosen[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
            raise FeedError(f"[sources.{name}]: {key} must be a number and not negative, not {value!r}.")
        return float(value) * SPANS[key]

    return span


def _connection(name: str, chosen: Mapping[str, Any]) -> Connection:
    given = dict(chosen)
    if given.get("ca_bundle"):
        given["ca_bundle"] = Path(str(given["ca_bundle"])).expanduser()
    for key, kind in (("url", str), ("key", str), ("proxy", str), ("options", Mapping)):
        if key in given and not isinstance(given[key], kind):
            raise FeedError(f"[sources.{name}]: {key} is not written as it must be: {given[key]!r}.")
    for key in (
        "timeout_s",
        "longest_answer_s",
        "attempts",
        "first_wait_s",
        "longest_wait_s",
        "largest_bytes",
    ):
        value = given.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise FeedError(f"[sources.{name}]: {key} must be a number and not negative, not {value!r}.")
    return Connection(**given)
