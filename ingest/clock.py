"""The clock of the program: the world's, or that of a replay, which runs faster and shows another year.

Whatever asks for the time of a schedule, of a batch or of a screen asks this; nothing else needs to know that
hours are being replayed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

CLOCK_PATH = "/clock"


class ClockError(RuntimeError):
    """A clock that cannot be read; the text is a sentence for people."""


def _world() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock that showed `shown` when the world's showed `seen`, and has run `speed` times as fast since.

    Attributes
    ----------
    shown, seen
        Aware times; None for both is the clock of the world.
    speed
        Seconds of this clock in a second of the world; greater than 0.
    world
        The world's clock, UTC.
    """

    shown: datetime | None = None
    seen: datetime | None = None
    speed: float = 1.0
    world: Callable[[], datetime] = _world

    def __post_init__(self) -> None:
        if not self.speed > 0:
            raise ValueError(f"A clock runs forward: its speed must be greater than 0, not {self.speed}.")
        if (self.shown is None) != (self.seen is None):
            raise ValueError("A clock is set to one time at another: give both or neither.")

    def now(self) -> datetime:
        """Return the time that it shows, UTC."""
        if self.shown is None or self.seen is None:
            return self.world()
        return (self.shown + (self.world() - self.seen) * self.speed).astimezone(UTC)

    def in_world(self, moment: datetime) -> datetime:
        """Return the world's time at which it shows `moment`, UTC."""
        if self.shown is None or self.seen is None:
            return moment.astimezone(UTC)
        return (self.seen + (moment - self.shown) / self.speed).astimezone(UTC)

    def seconds_in_world(self, span: timedelta) -> float:
        """Return how long a span of it lasts in the world [s]."""
        return span.total_seconds() / self.speed


def started(shown: datetime, speed: float, world: Callable[[], datetime] = _world) -> Clock:
    """Return a clock that shows `shown` now and runs `speed` times as fast as the world's."""
    return Clock(shown=shown, seen=world(), speed=speed, world=world)


def followed(url: str, timeout_s: float = 10.0) -> Clock:
    """Return the clock of a replay server at `url`, the server's root or its page of the clock.

    Raises
    ------
    ClockError
        If nobody answers there, or what answers is no clock.
    """
    address = url if url.rstrip("/").endswith(CLOCK_PATH) else url.rstrip("/") + CLOCK_PATH
    try:
        answer = httpx.get(address, timeout=timeout_s, trust_env=False)
        answer.raise_for_status()
        told = answer.json()
        return started(datetime.fromisoformat(told["now"]), float(told["speed"]))
    except httpx.HTTPError as error:
        raise ClockError(f"The clock at {address} cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ClockError(f"What answers at {address} is no clock of a replay: {error!r}") from error
