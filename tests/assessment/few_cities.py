"""Five cities of Henan with one station each, and what each read on the days of three windows.

Every hour of a day reads the same, so that a city's mean is the number written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from assessment.basis import Basis
from assessment.terms import Terms
from geo.atlas import Atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import Store, open_store
from tests.store.making import Cell, at, batch, spell

TERMS = Terms(basis=Basis())
START, END = date(2026, 3, 5), date(2026, 3, 6)
QUIET: Mapping[str, Cell] = {"pm10": 50.0, "so2": 10.0, "no2": 20.0, "co": 0.5, "o3": 60.0}
PLACES = {
    "410100": ("9103A", 113.6500, 34.7600),  # Zhengzhou
    "410300": ("9107A", 112.4300, 34.6600),  # Luoyang
    "410700": ("9105A", 113.8800, 35.3000),  # Xinxiang
    "410800": ("9101A", 113.2410, 35.2150),  # Jiaozuo
    "419001": ("9104A", 112.6010, 35.0900),  # Jiyuan
}
ZHENGZHOU, LUOYANG, XINXIANG, JIAOZUO, JIYUAN = PLACES
#: PM2.5 of every hour of two days: the window, the year before, the two days before.
NOW = {ZHENGZHOU: 35.0, LUOYANG: 40.0, XINXIANG: 65.0, JIAOZUO: 40.0}
YEAR = {ZHENGZHOU: 30.0, XINXIANG: 60.0, JIAOZUO: 50.0, JIYUAN: 20.0}
PERIOD = {ZHENGZHOU: 45.0, LUOYANG: 40.0, JIAOZUO: 40.0}
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 13, 9, tzinfo=UTC)


def opened(home: Path, atlas: Atlas, clock: Callable[[], datetime] = lambda: MONDAY) -> Store:
    """An empty store by these places, with a clock of its own."""
    return replace(open_store(None, home, atlas), now=clock)


def put(store: Store, pm25: Mapping[str, float], first: date, days: int = 2, name: str = "made.csv") -> None:
    """Keep `days` days of hours of these cities, and the facts of them."""
    rows, spells = [], []
    for city, value in pm25.items():
        code, lon, lat = PLACES[city]
        start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=8)
        for hour in range(24 * days):
            rows.append((code, at(hour, start), {**QUIET, "pm25": value}))
        spells.append(spell(code, start, start + timedelta(hours=24 * days - 1), lon=lon, lat=lat, area=""))
    keep(store, batch(rows, spells=spells, name=name))
    refresh(store)


def filled(home: Path, atlas: Atlas, clock: Callable[[], datetime] = lambda: MONDAY) -> Store:
    """A store with all three windows."""
    store = opened(home, atlas, clock)
    put(store, NOW, START)
    put(store, YEAR, date(2025, 3, 5))
    put(store, PERIOD, date(2026, 3, 3))
    return store


def by_code(table: object) -> dict[str, dict[str, object]]:
    """Rows of an answer's table by the code of the member."""
    return {str(row["code"]): row for row in table.to_dict("records")}  # type: ignore[attr-defined]
