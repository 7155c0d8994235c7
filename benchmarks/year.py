"""A national year in memory: hours to station days, city days, AQI and the year's indicators.

Rivals: a good pandas (integer keys, one global rolling) for the days, a compiled kernel for the same, and the bare
reading of the array, which no engine can undercut.
"""

from __future__ import annotations

import numba
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.figure import Benchmark, Figure, compared, seconds
from indicators.aggregate import day_facts, group_mean, percentile, period_mean, valid_day, valid_ozone_day
from indicators.composite import composite_index, single_indices
from indicators.iaqi import aqi
from indicators.parameters import AIR_HOURLY
from indicators.regime import regime

DAYS, STATIONS, CITIES = 365, 1_700, 340
RULES = regime("2026", pd.Timestamp("2026-06-01").date())


def cube() -> NDArray[np.float32]:
    """Hours [parameter, hour, station], whole numbers with 2 % missing."""
    rng = np.random.default_rng(7)
    values = rng.integers(1, 200, (6, DAYS * 24, STATIONS)).astype(np.float32)
    values[4] /= 10
    values[rng.random(values.shape, dtype=np.float32) < 0.02] = np.nan
    return values


def station_days(hours: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    validity = RULES.assessment.validity
    found = {}
    for i, p in enumerate(AIR_HOURLY):
        facts = day_facts(hours[i].reshape(DAYS, 24, STATIONS), moving=p == "o3")
        if p == "o3":
            ok = valid_ozone_day(facts.windows, facts.highest_8h, validity=validity)
            found["o3_8h"] = np.where(ok, facts.highest_8h, np.nan)
        else:
            found[p] = np.where(valid_day(facts.hours, validity=validity), facts.mean, np.nan)
    return found


def chain(hours: NDArray[np.float32], city: NDArray[np.intp]) -> NDArray[np.float64]:
    """Composite index of the year of each city, with the daily AQI and good days on the way."""
    cities = {p: group_mean(v, city, CITIES)[0] for p, v in station_days(hours).items()}
    daily = aqi(cities, average="day", edition=RULES.aqi)
    good = (daily.aqi <= 100).sum(axis=0)
    assert good.shape == (CITIES,)
    statistics = {p: period_mean(cities[p]) for p in ("so2", "no2", "pm10", "pm25")}
    statistics |= {"co_p95": percentile(cities["co"], 95), "o3_8h_p90": percentile(cities["o3_8h"], 90)}
    rule = RULES.ranking_edition.ranking
    return composite_index(single_indices(statistics, limits=RULES.limits, rule=rule), rule=rule)


def with_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Station days as a careful user of pandas makes them."""
    key = frame["station"].to_numpy() * DAYS + frame["day"].to_numpy()
    grouped = frame.groupby(key, sort=False)
    means = grouped[["pm25", "pm10", "so2", "no2", "co"]].mean()
    means = means.where(grouped[["pm25", "pm10", "so2", "no2", "co"]].count() >= 20)
    moving = frame["o3"].rolling(8, min_periods=6).mean()
    moving[frame["hour"] < 7] = np.nan
    by_day = moving.groupby(key, sort=False)
    return means.assign(o3_8h=by_day.max().where(by_day.count() >= 14))


@numba.njit(parallel=True, cache=False)  # type: ignore[untyped-decorator]
def kernel(hours: NDArray[np.float32], out: NDArray[np.float32]) -> None:  # pragma: no cover (compiled)
    """Station days by a compiled loop, hour by hour with stations innermost."""
    days, stations = out.shape[1], out.shape[2]
    for d in numba.prange(days):
        for p in range(5):
            total = np.zeros(stations, np.float32)
            count = np.zeros(stations, np.int32)
            for h in range(24):
                for s in range(stations):
                    value = hours[p, d * 24 + h, s]
                    if value == value:
                        total[s] += value
                        count[s] += 1
            for s in range(stations):
                out[p, d, s] = total[s] / count[s] if count[s] >= 20 else np.nan
        for s in range(stations):
            best, windows = np.float32(-1), 0
            for end in range(8, 25):
                total_o, count_o = np.float32(0), 0
                for h in range(end - 8, end):
                    value = hours[5, d * 24 + h, s]
                    if value == value:
                        total_o += value
                        count_o += 1
                if count_o >= 6:
                    windows += 1
                    best = max(best, total_o / count_o)
            out[5, d, s] = best if windows >= 14 else np.nan


def run() -> list[Figure]:
    hours = cube()
    city = np.arange(STATIONS, dtype=np.intp) % CITIES
    read_s = seconds(lambda: np.nansum(hours[:, ::1].sum(dtype=np.float32)))
    days_s = seconds(lambda: station_days(hours), repeats=3)
    chain_s = seconds(lambda: chain(hours, city), repeats=3)
    out = np.empty((6, DAYS, STATIONS), np.float32)
    kernel_s = seconds(lambda: kernel(hours, out), repeats=3)
    station = np.repeat(np.arange(STATIONS, dtype=np.int32), DAYS * 24)
    frame = pd.DataFrame({p: hours[i].T.ravel() for i, p in enumerate(AIR_HOURLY)} | {"station": station})
    frame["day"] = np.tile(np.repeat(np.arange(DAYS, dtype=np.int32), 24), STATIONS)
    frame["hour"] = np.tile(np.arange(24, dtype=np.int8), DAYS * STATIONS)
    pandas_s = seconds(lambda: with_pandas(frame), repeats=1, warm=0)
    return [
        Figure(what="values", ours=f"{hours.size:,}"),
        compared("station days", days_s, pandas_s, "pandas, integer keys, one rolling"),
        compared("station days", days_s, kernel_s, "numba kernel on both cores"),
        compared("station days", days_s, read_s, "summing the array once, one core"),
        compared(
            "station days, city days, AQI, year's indicators",
            chain_s,
            kernel_s,
            "the kernel's station days alone",
        ),
    ]


BENCHMARK = Benchmark(title="A national year of hours", run=run)
