"""Small made-up batches, written as one would say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from geo.atlas import Place
from indicators.parameters import AIR_HOURLY
from ingest.contract import (
    MARKS,
    SHANGHAI,
    Batch,
    Hours,
    Payload,
    Quality,
    Rejected,
    Spell,
    Stage,
)

#: 2026-03-13, natural day of Beijing: T01 is the hour 00:00-01:00.
DAY = datetime(2026, 3, 13, tzinfo=SHANGHAI)

Cell = float | str | None


def at(hour: int, day: datetime = DAY) -> datetime:
    """Start of an hour of a day, 0 … 23 (further on: of later days)."""
    return (day + timedelta(hours=hour)).astimezone(UTC)


def second(moment: datetime) -> int:
    return int(moment.timestamp())


def spell(
    station: str,
    first: datetime = DAY,
    last: datetime | None = None,
    *,
    name: str = "一号",
    area: str = "甲市",
    lon: float | None = 113.5,
    lat: float | None = 34.5,
    control: str = "national",
    role: str = "",
) -> Spell:
    return Spell(
        station=station,
        name=name,
        area=area,
        longitude=lon,
        latitude=lat,
        first=second(first),
        last=second(last or first),
        control=control,
        role=role,
    )


def batch(
    rows: Sequence[tuple[str, datetime, Mapping[str, Cell]]],
    *,
    stage: Stage = Stage.PROVISIONAL,
    simulated: bool = False,
    spells: Sequence[Spell] | None = None,
    rejected: Sequence[Rejected] = (),
    published: Sequence[Mapping[str, float]] | None = None,
    primary: Sequence[str] | None = None,
    name: str = "made.csv",
    sha256: str = "f" * 64,
) -> Batch:
    """Batch of rows (station, start, cells): a number, or the mark the source wrote (`/`: not monitored).

    A parameter not named is missing with no mark. Without `spells` each station has one, of its rows.
    """
    values = {p: np.full(len(rows), np.nan) for p in AIR_HOURLY}
    quality = {p: np.full(len(rows), Quality.MISSING, np.uint8) for p in AIR_HOURLY}
    mark = {p: np.zeros(len(rows), np.uint8) for p in AIR_HOURLY}
    for row, (_, _, cells) in enumerate(rows):
        for parameter, cell in cells.items():
            if isinstance(cell, str):
                mark[parameter][row] = MARKS.index(cell)
                if cell == "/":
                    quality[parameter][row] = Quality.NOT_MONITORED
            elif cell is not None:
                values[parameter][row] = cell
                quality[parameter][row] = Quality.NOT_EVALUATED
    if spells is None:
        spans: dict[str, list[datetime]] = {}
        for station, start, _ in rows:
            spans.setdefault(station, []).append(start)
        spells = [spell(station, min(starts), max(starts)) for station, starts in spans.items()]
    names = sorted({name for row in published or () for name in row})
    return Batch(
        payload=Payload(source="made", name=name, sha256=sha256, body=b""),
        stage=stage,
        hours=Hours(
            station=np.array([station for station, _, _ in rows], object),
            start=np.array([second(start) for _, start, _ in rows], np.int64),
            values=values,
            quality=quality,
            mark=mark,
            published={n: np.array([row.get(n, np.nan) for row in published or ()]) for n in names},
            primary=None if primary is None else np.array(primary, object),
        ),
        spells=spells,
        rejected=rejected,
        rows=len(rows),
        simulated=simulated,
    )


def day_of(
    station: str, cells: Mapping[str, Sequence[Cell]], day: datetime = DAY
) -> list[tuple[str, datetime, dict[str, Cell]]]:
    """Rows of one station's 24 hours from a series for each parameter."""
    length = max(len(series) for series in cells.values())
    return [(station, at(h, day), {p: series[h] for p, series in cells.items()}) for h in range(length)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """Two cities: 甲 (410100) west of a meridian, 乙 (410200) east of it; nobody without a position."""

    meridian: float = 114.0
    belonging: tuple[tuple[str, int, int, Place], ...] = ()

    @property
    def stamp(self) -> str:
        return f"halves at {self.meridian} {self.belonging}"

    def locate(
        self, codes: Sequence[str], lons: Sequence[float], lats: Sequence[float], areas: Sequence[str]
    ) -> list[Place]:
        return [
            Place() if lon != lon else self._place("410100" if lon < self.meridian else "410200")
            for lon in lons
        ]

    def overrides(self) -> tuple[tuple[str, int, int, Place], ...]:
        return self.belonging

    @staticmethod
    def _place(city: str) -> Place:
        return Place(province="410000", city=city, by="position")
