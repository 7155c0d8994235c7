"""A second calculator, written apart from the package: plain loops, fractions and its own copy of the tables.

It must import nothing from ``indicators``. Missing is ``None``, not monitored is ``"/"``; concentrations are
text, so that no binary fraction ever enters.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil

I_NODES = [0, 50, 100, 150, 200, 300, 400, 500]
TABLE = {
    "so2 day": [0, 50, 150, 475, 800, 1600, 2100, 2620],
    "so2 hour": [0, 150, 500, 650, 800],
    "no2 day": [0, 40, 80, 180, 280, 565, 750, 940],
    "no2 hour": [0, 100, 200, 700, 1200, 2340, 3090, 3840],
    "co day": [0, 2, 4, 14, 24, 36, 48, 60],
    "co hour": [0, 5, 10, 35, 60, 90, 120, 150],
    "o3 hour": [0, 160, 200, 300, 400, 800, 1000, 1200],
    "o3 day": [0, 100, 160, 215, 265, 800],
}
PARTICLES = {
    2012: {"pm25": [0, 35, 75, 115, 150, 250, 350, 500], "pm10": [0, 50, 150, 250, 350, 420, 500, 600]},
    2026: {"pm25": [0, 35, 60, 115, 150, 250, 350, 500], "pm10": [0, 50, 120, 250, 350, 420, 500, 600]},
}
ORDER = ["pm25", "pm10", "so2", "no2", "co", "o3"]


def rounded(text: str, item: str) -> Fraction:
    step = Decimal("0.1") if item == "co" else Decimal(1)
    return Fraction(Decimal(text).quantize(step, rounding=ROUND_HALF_EVEN))


def one_iaqi(text: str, item: str, average: str, year: int) -> int:
    bp = PARTICLES[year][item] if item in ("pm25", "pm10") else TABLE[f"{item} {average}"]
    c = rounded(text, item)
    if c > bp[-1]:
        if (item, average) == ("so2", "hour"):
            return 200
        if (item, average) == ("o3", "day"):
            return 300
        return 500
    for k in range(1, len(bp)):
        if c <= bp[k]:
            share = (c - bp[k - 1]) / (bp[k] - bp[k - 1])
            return ceil(I_NODES[k - 1] + (I_NODES[k] - I_NODES[k - 1]) * share)
    raise AssertionError


def judge(values: dict[str, str | None], average: str, year: int) -> tuple[int | None, list[str]]:
    """AQI and primary pollutants of one station's hour or day."""
    found: dict[str, int] = {}
    gap = False
    for item in ORDER:
        value = values[item]
        if value is None:
            gap = True
        elif value != "/":
            found[item] = one_iaqi(value, item, average, year)
    if not found:
        return None, []
    aqi = max(found.values())
    if gap and aqi <= 100:
        return None, []
    return aqi, [item for item in ORDER if aqi > 50 and found.get(item) == aqi]


LIMITS = {2012: [60, 40, 70, 35, 4, 160], 2026: [60, 40, 60, 30, 4, 160], 2031: [20, 30, 50, 25, 4, 160]}


def composite(values: list[str], year: int) -> tuple[list[Decimal], Decimal]:
    """Single indices and composite index of so2, no2, pm10, pm25, co_p95, o3_8h_p90."""
    single = []
    for i, text in enumerate(values):
        c = Decimal(text).quantize(Decimal("0.1") if i == 4 else Decimal(1), rounding=ROUND_HALF_EVEN)
        ratio = Fraction(c) / LIMITS[year][i]
        hundredths = ratio * 100
        whole = hundredths.numerator // hundredths.denominator
        rest = hundredths - whole
        if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1):
            whole += 1
        single.append(Decimal(whole) / 100)
    return single, sum(single, Decimal(0))
