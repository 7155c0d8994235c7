"""A small made-up day of the platform, served again over real HTTP, and a scheduler whose clock is moved by hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ingest.clock import Clock
from ingest.collect import load
from ingest.contract import SHANGHAI, Window
from ingest.diary import Run
from ingest.feed import Feed
from ingest.feed import feed as feed_of
from ingest.replay import Replay, air_acts, reel, server
from ingest.schedule import Desk
from ingest.sources import source
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store
from store.runs import RunLog, runs
from tests.ingest.build import line, text
from tests.store.making import DAY, Halves

STATIONS = 40
ABSENT_HOUR = 15
"""Stamp of the hour that the platform never gave."""


def platform_day(
    path: Path, *, stations: int = STATIONS, days: int = 1, absent: Sequence[int] = (ABSENT_HOUR,)
) -> Path:
    """Write the stamps 01 … 24 of days as the platform's archive has them: marks, renamings, a partial hour."""
    random = np.random.default_rng(313)
    rows = []
    for hour in range(1, 24 * days + 1):
        if hour in absent:
            continue
        end = DAY + timedelta(hours=hour)
        for number in range(stations):
            if (hour == 9 and number > stations // 3) or (number == 7 and hour % 24 > 20):
                continue
            cells = {
                "timepoint": f"{end:%Y-%m-%dT%H00}",
                "stationcode": f"{1000 + number}A",
                "longitude": f"{113 + number / 20:.3f}",
                "latitude": "34.5",
                "area": "甲市",
                "positionname": "旧名" if number == 3 and hour < 5 else f"{number}号",
            }
            for name in ("pm2_5", "pm10", "so2", "no2", "o3", "aqi", "pm2_5_24h", "o3_8h"):
                cells[name] = str(random.integers(0, 300))
            cells["co"] = "/" if number == 5 else f"{random.integers(1, 40) / 10}"
            cells["pm10"] = "NA" if random.random() < 0.1 else cells["pm10"]
            cells["so2"] = "" if random.random() < 0.05 else cells["so2"]
            cells["primarypollutant"] = ["", "臭氧", '"颗粒物(PM10),细颗粒物(PM2.5)"'][number % 3]
            rows.append(line(**cells))
    path.write_text(text(*rows), encoding="utf-8")
    return path


@dataclass(slots=True)
class Hand:
    """The hand that moves a clock."""

    time: datetime = field(default_factory=lambda: DAY.astimezone(UTC))

    @property
    def clock(self) -> Clock:
        return Clock(world=lambda: self.time)

    def at(self, hour: float) -> None:
        """Show an hour of the day."""
        self.time = (DAY + timedelta(hours=hour)).astimezone(UTC)


@dataclass(slots=True)
class Platform:
    """The platform on the loopback; it can be away, and remembers what it was asked."""

    replay: Replay
    heard: list[str] = field(default_factory=list)
    port: int = 0
    _stage: Any = None
    _thread: Any = None

    def come(self) -> None:
        """Be there, where it was before."""
        self._stage = server(replace(self.replay, heard=self.heard.append), self.port)
        self.port = self._stage.server_address[1]
        self._thread = threading.Thread(
            target=self._stage.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    def go(self) -> None:
        """Be away: nobody listens."""
        if self._stage is not None:
            self._stage.shutdown()
            self._thread.join()
            self._stage.server_close()
            self._stage = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def feed(self, **chosen: Any) -> Feed:
        """What an installation that replays has chosen."""
        settings = {"on": True, "url": self.url, "reach_h": 48, "lag_min": 20, "attempts": 1, "timeout_s": 5}
        return feed_of("cnemc_live", {**settings, **chosen})


@contextmanager
def platform(path: Path, hand: Hand, *, lag_min: float = 20, days: int = 1) -> Iterator[Platform]:
    """Serve the hours of a file by the clock that the hand moves."""
    window = Window(start=DAY, end=DAY + timedelta(days=days))
    stage = Platform(
        replay=Replay(
            acts=air_acts(source("cnemc_hourly"), reel(source("cnemc_hourly"), [path])),  # type: ignore[arg-type]
            clock=hand.clock,
            window=window,
            lag=timedelta(minutes=lag_min),
        )
    )
    stage.come()
    try:
        yield stage
    finally:
        stage.go()


def desk(store: Store, hand: Hand, name: str = "") -> Desk:
    """What a scheduler on a store works with; a name makes it another scheduler than this process."""
    log = RunLog(store=store, name=name) if name else RunLog(store=store)
    lived = replace(store, now=hand.clock.now)
    return Desk(diary=log, sink=Keeper(store=lived), clock=hand.clock, kept=lambda: refresh(store) and None)


def live(work: Desk, feed: Feed, hand: Hand, *, first: float, last: float, step: float = 1 / 6) -> None:
    """Serve the beats from an hour of the day to another."""
    for moment in np.arange(first, last + step / 2, step):
        hand.at(float(moment))
        work.beat(feed)


def loaded(path: Path, home: Path) -> Store:
    """Return a store into which the file was loaded."""
    store = open_store(None, home, Halves())
    outcome = load(source("cnemc_hourly"), [path], Keeper(store=store))
    assert outcome.is_whole
    refresh(store)
    return store


def log_of(store: Store) -> list[Run]:
    return runs(store)


def stamp(hour: int) -> datetime:
    """Start of the interval that the platform stamps with an hour of the day, 1 … 24."""
    return (DAY + timedelta(hours=hour - 1)).astimezone(SHANGHAI)


def collect_all(store_url: str | None, home: Path, platform_url: str, first: float, told: Any) -> None:
    """Serve beat after beat from an hour on until killed; each is told before it begins and waits for a nod."""
    store = open_store(store_url, home, Halves())
    hand = Hand()
    work = desk(store, hand)
    feed = feed_of(
        "cnemc_live",
        {"on": True, "url": platform_url, "reach_h": 96, "lag_min": 20, "attempts": 1, "timeout_s": 20},
    )
    for number in range(100_000):
        hour = first + number / 3
        told.send(hour)
        told.recv()
        hand.at(hour)
        work.beat(feed)
