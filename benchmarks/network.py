"""A made-up national network: stations at real-looking places, hours in the platform's form."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

STATIONS = 1_700
HEADER = (
    *("timepoint", "stationcode", "longitude", "latitude", "area", "positionname", "primarypollutant", "aqi"),
    *("pm10", "pm10_24h", "pm2_5", "pm2_5_24h", "o3", "o3_24h", "o3_8h", "o3_8h_24h"),
    *("no2", "no2_24h", "so2", "so2_24h", "co", "co_24h"),
)


@cache
def places() -> list[tuple[str, float, float, str, str]]:
    """Code, longitude, latitude, area and name of each station: five to a prefecture, at its label point."""
    from geo.boundaries import SHIPPED, load
    from geo.regions import Level

    cities = [r for r in load(Level.PREFECTURE, folder=SHIPPED) if r.lon == r.lon and not r.overlaps]
    return [
        (f"{i + 1:04d}B", cities[i % len(cities)].lon, cities[i % len(cities)].lat,
         cities[i % len(cities)].name, f"点位{i + 1}")
        for i in range(STATIONS)
    ]  # fmt: skip


def hour_csv(stamp: datetime, seed: int = 0, *, stations: int = STATIONS) -> str:
    """One national hour as the platform's CSV; the stamp is the end of the hour in Beijing time."""
    rng = np.random.default_rng([int(stamp.timestamp()), seed])
    pm25 = rng.integers(5, 160, stations)
    pm10 = pm25 + rng.integers(0, 120, stations)
    others = rng.integers(1, 150, (4, stations))
    co = rng.integers(2, 20, stations) / 10
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    when = stamp.strftime("%Y-%m-%dT%H00")
    for i, (code, lon, lat, area, name) in enumerate(places()[:stations]):
        gas = others[:, i]
        writer.writerow(
            [when, code, f"{lon:.4f}", f"{lat:.4f}", area, name, "NA", int(max(pm25[i], gas[0])), pm10[i], pm10[i],
             pm25[i], pm25[i], gas[0], gas[0], gas[0], gas[0], gas[1], gas[1], gas[2], gas[2], co[i], co[i]]
        )  # fmt: skip
    return out.getvalue()


def write_days(folder: Path, first: datetime, days: int) -> int:
    """Write so many days of CSV, one file an hour, into a folder; the number of rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(days * 24):
        stamp = first + timedelta(hours=i + 1)
        (folder / f"{stamp:%Y-%m-%dT%H}.csv").write_text(hour_csv(stamp), encoding="utf-8")
    return days * 24 * STATIONS
