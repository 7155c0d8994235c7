"""A plain second calculator: station day, city day, AQI, month, composite index, rank.

It exists so that the program can be wrong in front of a stranger. It is written from the contract and the
standards alone and must never import anything of ours. Loops and exact fractions instead of arrays and
floats: slow, and easy to check by eye.

References
----------
GB 3095-2026 Table 4 and its 2012 forerunner (20 hours a day, 6 of 8, 27 days a month); HJ 663 (14 of the 17
windows that end at 08 ... 24, percentile by k = 1 + (n - 1) p / 100, city = mean of its stations);
HJ 633-2026 Table 1, 4.2 and 5.3; HJ 633-2012 Table 1; ranking rules of 2018 (each ratio half-even to two
decimals).
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pandas as pd

SLASH = "/"
"""The station (or no station of the city) measures the item: neither a value nor a missing one."""

COLUMNS = {"pm25": "pm2_5", "pm10": "pm10", "so2": "so2", "no2": "no2", "co": "co", "o3": "o3"}
HOUR_ITEMS = ("pm25", "pm10", "so2", "no2", "co", "o3")
DAY_ITEMS = ("pm25", "pm10", "so2", "no2", "co", "o3_8h")
PRIMARY_CODE = {"o3_8h": "o3"}

IAQI = (0, 50, 100, 150, 200, 300, 400, 500)
GASES_DAY = {
    "so2": (0, 50, 150, 475, 800, 1600, 2100, 2620),
    "no2": (0, 40, 80, 180, 280, 565, 750, 940),
    "co": (0, 2, 4, 14, 24, 36, 48, 60),
    "o3_8h": (0, 100, 160, 215, 265, 800),
}
GASES_HOUR = {
    "so2": (0, 150, 500, 650, 800),
    "no2": (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    "co": (0, 5, 10, 35, 60, 90, 120, 150),
    "o3": (0, 160, 200, 300, 400, 800, 1000, 1200),
}
PARTICLES = {
    "2012": {"pm25": (0, 35, 75, 115, 150, 250, 350, 500), "pm10": (0, 50, 150, 250, 350, 420, 500, 600)},
    "2026": {"pm25": (0, 35, 60, 115, 150, 250, 350, 500), "pm10": (0, 50, 120, 250, 350, 420, 500, 600)},
}
LIMITS = {
    "2012": {"so2": 60, "no2": 40, "pm10": 70, "pm25": 35, "co_p95": 4, "o3_8h_p90": 160},
    "2026": {"so2": 60, "no2": 40, "pm10": 60, "pm25": 30, "co_p95": 4, "o3_8h_p90": 160},
}

Cell = Fraction | str | None
"""A value, `SLASH`, or None for a missing one."""
Row = dict[str, Cell]


@functools.cache
def cell(text: str) -> Cell:
    """Value of one published cell: a number as an exact fraction, `SLASH`, or None for NA and blank."""
    if text == SLASH:
        return SLASH
    if text in ("", "NA", "—"):
        return None
    return Fraction(text)


def natural_day(stamp: str) -> tuple[dt.date, int]:
    """The day and the hour 1 ... 24 that a stamp of the hour's end belongs to; T00 closes the day before."""
    day, hour = dt.date.fromisoformat(stamp[:10]), int(stamp[11:13])
    return (day, hour) if hour else (day - dt.timedelta(days=1), 24)


def published(
    paths: Iterable[Path], first: dt.date, last: dt.date, areas: Sequence[str] | None = None
) -> tuple[dict[str, dict[dt.date, dict[int, Row]]], dict[str, str]]:
    """Hours as published by station, day and hour 1 ... 24, and the published city of each station."""
    hours: dict[str, dict[dt.date, dict[int, Row]]] = {}
    city: dict[str, str] = {}
    low, high = f"{first}T0100", f"{last + dt.timedelta(days=1)}T0000"
    wanted: list[tuple[str, str, object]] = [("timepoint", ">=", low), ("timepoint", "<=", high)]
    if areas is not None:
        wanted.append(("area", "in", list(areas)))
    for path in paths:
        names = ["timepoint", "stationcode", "area", *COLUMNS.values()]
        frame = pd.read_parquet(path, columns=names, filters=wanted)
        for stamp, code, area, *cells in zip(*(frame[name].tolist() for name in names), strict=True):
            day, hour = natural_day(stamp)
            row = {item: cell(text) for item, text in zip(COLUMNS, cells, strict=True)}
            hours.setdefault(code, {}).setdefault(day, {})[hour] = row
            city[code] = area
    return hours, city


def mean(values: Sequence[Fraction]) -> Fraction:
    """Arithmetic mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


def numbers(cells: Iterable[Cell]) -> list[Fraction]:
    """Only the cells that hold a value."""
    return [c for c in cells if isinstance(c, Fraction)]


def moving_mean(day: Mapping[int, Row], end: int) -> Fraction | None:
    """Ozone mean of the eight hours that end at `end` o'clock, from at least six of them."""
    values = numbers(day[h]["o3"] for h in range(end - 7, end + 1) if h in day)
    return mean(values) if len(values) >= 6 else None


def ozone_day(day: Mapping[int, Row]) -> Fraction | None:
    """Highest moving mean of the day; needs 14 of the 17 windows, or a highest one over 160."""
    windows = [m for end in range(8, 25) if (m := moving_mean(day, end)) is not None]
    if windows and (len(windows) >= 14 or max(windows) > 160):
        return max(windows)
    return None


def station_day(day: Mapping[int, Row]) -> Row:
    """The six daily statistics of one station; a daily mean needs 20 hours."""
    result: Row = {}
    for item in DAY_ITEMS:
        source = [row["o3" if item == "o3_8h" else item] for row in day.values()]
        values = numbers(source)
        if not values and SLASH in source:
            result[item] = SLASH
        elif item == "o3_8h":
            result[item] = ozone_day(day)
        else:
            result[item] = mean(values) if len(values) >= 20 else None
    return result


def city_row(stations: Sequence[Row], items: Sequence[str]) -> Row:
    """Mean over the stations that have a value, item by item; an item that no station measures is `SLASH`."""
    result: Row = {}
    for item in items:
        cells = [row[item] for row in stations]
        values = numbers(cells)
        if values:
            result[item] = mean(values)
        elif cells and all(c == SLASH for c in cells):
            result[item] = SLASH
        else:
            result[item] = None
    return result


def by_city(
    days: Mapping[str, Mapping[dt.date, Row]], city: Mapping[str, str], items: Sequence[str] = DAY_ITEMS
) -> dict[str, dict[dt.date, Row]]:
    """City rows from the rows of its stations, key by key."""
    gathered: dict[str, dict[dt.date, list[Row]]] = {}
    for code, rows in days.items():
        for key, row in rows.items():
            gathered.setdefault(city[code], {}).setdefault(key, []).append(row)
    return {
        area: {key: city_row(rows, items) for key, rows in sorted(keyed.items())}
        for area, keyed in gathered.items()
    }


def half_even(value: Fraction, decimals: int) -> Fraction:
    """Rounded as GB/T 8170 asks; exact, so that a tie is a tie."""
    scaled = value * 10**decimals
    low = scaled.numerator // scaled.denominator
    rest = scaled - low
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1)
    return Fraction(low + up, 10**decimals)


def decimals_of(item: str) -> int:
    """One decimal for carbon monoxide in mg/m3, none for the rest in ug/m3."""
    return 1 if item.startswith("co") and not item.startswith("composite") else 0


def iaqi(concentration: Fraction, nodes: Sequence[int], edition: str) -> int | None:
    """Individual index: straight lines between the nodes, rounded up; None where the edition gives none."""
    for i in range(1, len(nodes)):
        if concentration <= nodes[i]:
            share = (concentration - nodes[i - 1]) / (nodes[i] - nodes[i - 1])
            return math.ceil(IAQI[i - 1] + (IAQI[i] - IAQI[i - 1]) * share)
    if len(nodes) == len(IAQI):
        return 500
    return IAQI[len(nodes) - 1] if edition == "2026" else None


def aqi(row: Row, edition: str, *, daily: bool) -> tuple[int | None, str]:
    """AQI and primary pollutants of six values; with one missing by HJ 633-2026 5.3, before it by habit."""
    nodes = {**(GASES_DAY if daily else GASES_HOUR), **PARTICLES[edition]}
    single: dict[str, int] = {}
    missing = False
    for item in DAY_ITEMS if daily else HOUR_ITEMS:
        value = row[item]
        if value is None:
            missing = True
        elif isinstance(value, Fraction):
            index = iaqi(half_even(value, decimals_of(item)), nodes[item], edition)
            if index is not None:
                single[item] = index
    if not single:
        return None, ""
    highest = max(single.values())
    if missing and highest <= 100:
        return None, ""
    primary = [PRIMARY_CODE.get(i, i) for i, v in single.items() if v == highest] if highest > 50 else []
    return highest, "+".join(primary)


def percentile(values: Sequence[Fraction], p: int) -> Fraction:
    """The p-th percentile of HJ 663: k = 1 + (n - 1) p / 100, linear between neighbours."""
    ordered = sorted(values)
    k = 1 + (len(ordered) - 1) * Fraction(p, 100)
    low = math.floor(k)
    here = ordered[low - 1]
    return here if low == len(ordered) else here + (ordered[low] - here) * (k - low)


STATISTICS = {
    "pm25": ("pm25", None),
    "pm10": ("pm10", None),
    "so2": ("so2", None),
    "no2": ("no2", None),
    "co": ("co", None),
    "o3_8h": ("o3_8h", None),
    "pm25_p95": ("pm25", 95),
    "pm10_p95": ("pm10", 95),
    "so2_p98": ("so2", 98),
    "no2_p98": ("no2", 98),
    "co_p95": ("co", 95),
    "o3_8h_p90": ("o3_8h", 90),
}


def month(days: Mapping[dt.date, Row], edition: str, least: int = 27) -> dict[str, Fraction | None]:
    """Figures of one city and month from its city days; a mean or percentile needs `least` valid days.

    Days are counted over those that have an AQI, however few: no clause sets a least number for a count.
    """
    result: dict[str, Fraction | None] = {}
    for name, (item, p) in STATISTICS.items():
        values = numbers(row[item] for row in days.values())
        if len(values) < least:
            result[name] = None
        else:
            result[name] = mean(values) if p is None else percentile(values, p)
    indices = [a for row in days.values() if (a := aqi(row, edition, daily=True)[0]) is not None]
    good, heavy = sum(a <= 100 for a in indices), sum(a > 200 for a in indices)
    result["good_days"] = Fraction(good) if indices else None
    result["heavy_days"] = Fraction(heavy) if indices else None
    result["good_day_rate"] = Fraction(100 * good, len(indices)) if indices else None
    result["composite_index"] = composite(result, edition)
    return result


def composite(figures: Mapping[str, Fraction | None], edition: str) -> Fraction | None:
    """Composite index: concentrations rounded, each ratio rounded to two decimals, then added."""
    total = Fraction(0)
    for item, limit in LIMITS[edition].items():
        value = figures[item]
        if value is None:
            return None
        total += half_even(half_even(value, decimals_of(item)) / limit, 2)
    return total


SHOWN = {"composite_index": 2, "good_day_rate": 1, "good_days": 0, "heavy_days": 0, "aqi": 0}


def shown(value: Fraction | int | None, name: str) -> str:
    """The figure as a table shows it: half-even, with the decimals of the standard; empty for none."""
    if value is None:
        return ""
    places = SHOWN.get(name, decimals_of(name))
    scaled = half_even(Fraction(value), places) * 10**places
    digits = f"{abs(int(scaled)):0{places + 1}d}"
    text = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{text}" if scaled < 0 else text


def competition(values: Mapping[str, Fraction | None]) -> dict[str, int | None]:
    """Places 1, 1, 3: one more than the number of members that are strictly better; smaller is better."""
    present = numbers(values.values())
    return {key: None if v is None else 1 + sum(other < v for other in present) for key, v in values.items()}
