"""Whether a table of published days holds what its columns are named after.

A file with wrong headers has rows that look like any others one by one; taken together they contradict
themselves. Each statistic below is a share of days in which a law of the data does not hold. Among tables
that are what they say it is a few in a hundred (a mean of hours beside daily means, rounding); in one with
exchanged columns it is nearly all. Such a table is refused whole, with the shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indicators.iaqi import iaqi
from indicators.parameters import parameter
from indicators.regime import spells
from ingest.contract import Days

Floats = NDArray[np.float64]

MOST = 0.5
"""Share of days that may contradict themselves; beyond it the columns are not what they are named after."""
LEAST_DAYS = 5
"""Below so many days nothing is concluded."""
TOLERANCE = 10.0
"""What an AQI or a concentration may be off beside a tenth of itself: means of hours, rounding."""


def contradiction(days: Days) -> str:
    """Sentence that tells how a table of days contradicts itself, empty where it does not.

    - The AQI given is not below the IAQI of the table's own PM2.5, PM10, SO2, NO2 and CO, by the edition in
      force on the day, by more than 10 + 10 %. Ozone is left out: an AQI that is a mean of hours lies below it.
    - PM2.5 is not above PM10 by more than 10 + 10 %: it is a part of it.
    - The AQI given is not above the greatest IAQI of all six columns by more than 10 + 25 %.

    Parameters
    ----------
    days
        All rows of one table; days without an AQI (or with 0) are not counted in what concerns it.
    """
    aqi = np.where(days.aqi > 0, days.aqi, np.nan)
    indices = _indices(days)
    found: list[str] = []
    with np.errstate(invalid="ignore"):
        low = {p: v > aqi * 1.1 + TOLERANCE for p, v in indices.items() if p != "o3_8h"}
        worst = np.fmax.reduce([v for p, v in indices.items() if p != "o3_8h"])
        share, n = _share(worst > aqi * 1.1 + TOLERANCE, ~np.isnan(worst + aqi))
        if share > MOST:
            columns = sorted(low, key=lambda p: -int(low[p].sum()))
            named = ", ".join(
                f"{parameter(p).symbol} {low[p].sum() / n:.1%}" for p in columns if low[p].sum() / n > 0.1
            )
            found.append(
                f"in {share:.1%} of {n} days the AQI given lies more than 10 + 10 % below the IAQI of its own "
                f"columns (by column: {named})"
            )
        pm25, pm10 = days.values["pm25"], days.values["pm10"]
        share, n = _share(pm25 > pm10 * 1.1 + TOLERANCE, ~np.isnan(pm25 + pm10))
        if share > MOST:
            found.append(f"in {share:.1%} of {n} days PM2.5 exceeds PM10 by more than 10 + 10 %")
        greatest = np.fmax.reduce(list(indices.values()))
        share, n = _share(aqi > greatest * 1.25 + TOLERANCE, ~np.isnan(greatest + aqi))
        if share > MOST:
            found.append(
                f"in {share:.1%} of {n} days the AQI given lies more than 10 + 25 % above the IAQI of every column"
            )
    if not found:
        return ""
    return (
        f"its columns do not hold what they are named after: {'; '.join(found)}; more than {MOST:.0%} is no "
        "accident of publishing, so the whole table is refused"
    )


def _share(is_off: NDArray[np.bool_], counts: NDArray[np.bool_]) -> tuple[float, int]:
    """Share of the days that count in which something is off, 0 for too few; and how many count."""
    n = int(counts.sum())
    return (float((is_off & counts).sum() / n) if n >= LEAST_DAYS else 0.0), n


def _indices(days: Days) -> Mapping[str, Floats]:
    """IAQI of each column [row] by the edition in force on its day; NaN where missing."""
    found = {p: np.full(len(days), np.nan) for p in days.values}
    if not len(days):
        return found
    first, last = (date.fromordinal(int(d)) for d in (days.day.min(), days.day.max()))
    for begin, end, rules in spells("auto", first, last, kinds=("aqi",)):
        mine = (days.day >= begin.toordinal()) & (days.day <= end.toordinal())
        rule = rules.aqi.aqi_rule
        for item in rule.items["day", "practice"]:
            found[item.quantity][mine] = iaqi(days.values[item.quantity][mine], item.column, rule.nodes)
    return found
