"""The facts of days, brought up to date by exactly the days that changed.

`keep` marks the station-days it touched; `refresh` takes the marked days one by one, each in a transaction of
its own: the day's hours become facts of stations, these become facts of cities, and the marks go. A process
that dies leaves marks behind, and the next refresh takes them up. Nothing here depends on an edition: the
numbers that make a day valid are the same in every edition of the register, and a test holds them to that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select

from indicators.aggregate import DayFacts, day_facts, group_mean, valid_day, valid_ozone_day
from indicators.parameters import AIR_HOURLY
from indicators.standard import edition
from ingest.contract import HOUR_S, Quality
from store import bulk, marks
from store.bulk import Array, Floats, Ints
from store.days import DAY_S, start_of
from store.memory import next_version
from store.opening import Store
from store.placing import Places, membership
from store.revisions import newest
from store.tables import (
    BEST,
    CITY_VALUES,
    MEANS,
    PROVISIONAL,
    REVIEWED,
    WHOLE_DAY,
    air_hour,
    city_day,
    fact_day,
    stale_day,
    station_day,
)

HOURS_OF_DAY: Final = 24
ALL_SIX: Final = (1 << len(AIR_HOURLY)) - 1
VALIDITY: Final = edition("HJ 663-2026").assessment.validity

Progress = Callable[[int, int, date], None]


def refresh(store: Store, progress: Progress | None = None) -> int:
    """Bring the facts of all marked days up to date and return how many days there were.

    Parameters
    ----------
    store
        An open store; other processes may read and write it meanwhile.
    progress
        Called after each day with days done, days known to be marked, and the day.
    """
    done = 0
    while True:
        with store.reading() as conn:
            day = conn.execute(select(func.min(stale_day.c.day))).scalar()
            left = conn.execute(select(func.count(stale_day.c.day.distinct()))).scalar_one()
        if day is None:
            return done
        with store.writing() as conn:
            _refresh_day(conn, store.atlas, day)
        done += 1
        if progress is not None:
            progress(done, done + left - 1, date.fromordinal(day))


def _refresh_day(conn: Connection, atlas: Places | None, day: int) -> None:
    marked = bulk.fetch(conn, select(stale_day.c.station_id).where(stale_day.c.day == day))["station_id"]
    stations = np.sort(marked[marked != WHOLE_DAY])
    if len(stations):
        _refresh_stations(conn, day, stations)
    _refresh_cities(conn, atlas, day)
    _tell_version(conn, day)
    conn.execute(delete(stale_day).where(stale_day.c.day == day))


def _tell_version(conn: Connection, day: int) -> None:
    """Number the making of the day's facts: whoever holds them in memory sees that they are new."""
    made = conn.execute(select(fact_day.c.version).where(fact_day.c.day == day)).scalar()
    conn.execute(delete(fact_day).where(fact_day.c.day == day))
    conn.execute(fact_day.insert().values(day=day, version=next_version(made or 0)))


def _refresh_stations(conn: Connection, day: int, stations: Ints) -> None:
    first = start_of(day)
    found = newest(conn, air_hour, first=first, end=first + DAY_S, stations=stations.tolist())
    wanted = np.isin(found["station_id"], stations, kind="table")
    found = {name: values[wanted] for name, values in found.items()}
    rows: list[dict[str, Array]] = []
    by_stage = {
        stage: _grid(found, found["stage"] == stage, first, stations) for stage in (PROVISIONAL, REVIEWED)
    }
    # Where every hour is reviewed the best is the reviewed row itself.
    unreviewed = by_stage[PROVISIONAL].present & ~by_stage[REVIEWED].present
    both = by_stage[REVIEWED].any_hour & unreviewed.any(axis=0)
    for stage, grid in by_stage.items():
        if grid.any_hour.any():
            rows.append(_station_rows(day, stage, stations, grid, grid.any_hour))
    if both.any():
        # Reviewed rows come last and so replace the provisional row of their hour.
        order = np.argsort(found["stage"], kind="stable")
        best = _grid(found, order, first, stations)
        rows.append(_station_rows(day, BEST, stations, best, both))
    old = delete(station_day).where(station_day.c.day == day)
    conn.execute(old.where(station_day.c.station_id.in_(stations.tolist())))
    _insert_sorted(conn, station_day, rows, "station_id")


class _Grid:
    """Hours of one day and one stage as [parameter][hour, station], and the newest batch of each station."""

    __slots__ = ("any_hour", "hours", "mark", "present", "unmonitored", "values")

    def __init__(
        self, values: dict[str, Floats], present: NDArray[np.bool_], unmonitored: Ints, mark: Ints
    ) -> None:
        self.values = values
        self.present = present
        self.hours: Ints = np.asarray(present.sum(axis=0), np.int64)
        self.any_hour = self.hours > 0
        self.unmonitored = unmonitored
        self.mark = mark


def _grid(found: dict[str, Array], rows: NDArray[Any], first: int, stations: Ints) -> _Grid:
    hour = (found["start"][rows] - first) // HOUR_S
    column = np.searchsorted(stations, found["station_id"][rows])
    values: dict[str, Floats] = {}
    for parameter in AIR_HOURLY:
        values[parameter] = np.full((HOURS_OF_DAY, len(stations)), np.nan)
        values[parameter][hour, column] = found[parameter][rows]
    present = np.zeros((HOURS_OF_DAY, len(stations)), np.bool_)
    present[hour, column] = True
    unmonitored = np.zeros(len(stations), np.int64)
    for bit, parameter in enumerate(AIR_HOURLY):
        by_plan = np.zeros((HOURS_OF_DAY, len(stations)), np.bool_)
        by_plan[hour, column] = marks.quality(found["marks"][rows], parameter) == Quality.NOT_MONITORED
        everywhere = (by_plan == present).all(axis=0) & present.any(axis=0)
        unmonitored |= everywhere.astype(np.int64) << bit
    mark = np.zeros(len(stations), np.int64)
    np.maximum.at(mark, column, found["batch_id"][rows])
    return _Grid(values, present, unmonitored, mark)


def _station_rows(
    day: int, stage: int, stations: Ints, grid: _Grid, chosen: NDArray[np.bool_]
) -> dict[str, Array]:
    facts: dict[str, DayFacts] = {
        parameter: day_facts(grid.values[parameter][np.newaxis], moving=parameter == "o3")
        for parameter in AIR_HOURLY
    }
    ozone = facts["o3"]
    if ozone.windows is None or ozone.highest_8h is None:
        raise RuntimeError("The facts of an ozone day came without their moving means.")
    n = int(chosen.sum())
    return {
        "day": np.full(n, day),
        "station_id": stations[chosen],
        "stage": np.full(n, stage),
        "mark": grid.mark[chosen],
        "hours": grid.hours[chosen],
        "unmonitored": grid.unmonitored[chosen],
        **{f"n_{p}": facts[p].hours[0][chosen] for p in AIR_HOURLY},
        **{p: facts[p].mean[0][chosen] for p in MEANS},
        "windows": ozone.windows[0][chosen],
        "o3_8h": ozone.highest_8h[0][chosen],
        "o3": ozone.highest_hour[0][chosen],
    }


def _refresh_cities(conn: Connection, atlas: Places | None, day: int) -> None:
    """Make the facts of all cities of a day anew: they are few, and a member may have come from elsewhere."""
    members = membership(conn, atlas, day, day)
    found = bulk.fetch(conn, select(station_day).where(station_day.c.day == day))
    column = {number: at for at, number in enumerate(members.stations.tolist())}
    # Sums run in the order of the codes, not of arrival, so that every order of loading gives the same bits.
    code_order = np.array([column.get(number, -1) for number in found["station_id"].tolist()], np.int64)
    at = np.full(len(code_order), -1, np.int64)
    at[code_order >= 0] = members.index[0][code_order[code_order >= 0]]
    rows: list[dict[str, Array]] = []
    provisional, reviewed = found["stage"] == PROVISIONAL, found["stage"] == REVIEWED
    cities: dict[int, set[int]] = {}
    for stage, mask in ((PROVISIONAL, provisional), (REVIEWED, reviewed)):
        chosen = np.flatnonzero(mask & (at >= 0))
        chosen = chosen[np.argsort(code_order[chosen], kind="stable")]
        cities[stage] = set(at[chosen].tolist())
        if len(chosen):
            rows.append(_city_rows(day, stage, members.regions, found, chosen, at[chosen]))
    mixed = cities[PROVISIONAL] & cities[REVIEWED]
    if mixed:
        # The best row of a station-day is the one of the highest stage: reviewed alone, or made of both.
        order = np.lexsort((found["stage"], found["station_id"]))
        ids = found["station_id"][order]
        best = order[np.append(ids[1:] != ids[:-1], True)]
        # A city all of whose best rows are reviewed needs no further row: its reviewed one says the same.
        mixed &= set(at[best[found["stage"][best] != REVIEWED]].tolist())
        best = best[np.isin(at[best], sorted(mixed))]
        best = best[np.argsort(code_order[best], kind="stable")]
        if len(best):
            rows.append(_city_rows(day, BEST, members.regions, found, best, at[best]))
    conn.execute(delete(city_day).where(city_day.c.day == day))
    _insert_sorted(conn, city_day, rows, "region")


def _city_rows(
    day: int, stage: int, regions: tuple[str, ...], found: dict[str, Array], chosen: Ints, city: Ints
) -> dict[str, Array]:
    """Facts of the cities from station-days `chosen`, whose positions in `regions` are `city`."""
    means: dict[str, Floats] = {}
    valid: dict[str, Ints] = {}
    for parameter in CITY_VALUES:
        values = found[parameter][chosen]
        if parameter == "o3_8h":
            good = valid_ozone_day(found["windows"][chosen], values, validity=VALIDITY)
        else:
            good = valid_day(found[f"n_{parameter}"][chosen], validity=VALIDITY)
        mean, count = group_mean(np.where(good, values, np.nan), city, len(regions))
        means[parameter], valid[parameter] = mean, count
    observed = np.bincount(city, minlength=len(regions))
    unmonitored = np.full(len(regions), ALL_SIX)
    np.bitwise_and.at(unmonitored, city, found["unmonitored"][chosen])
    mark = np.zeros(len(regions), np.int64)
    np.maximum.at(mark, city, found["mark"][chosen])
    here = np.flatnonzero(observed)
    return {
        "day": np.full(len(here), day),
        "region": np.array(regions, object)[here],
        "stage": np.full(len(here), stage),
        "mark": mark[here],
        "observed": observed[here],
        "unmonitored": unmonitored[here],
        **{f"valid_{p}": valid[p][here] for p in CITY_VALUES},
        **{p: means[p][here] for p in CITY_VALUES},
    }


def _insert_sorted(conn: Connection, table: Any, parts: list[dict[str, Array]], by: str) -> None:
    if not parts:
        return
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((rows["stage"], rows[by]))
    bulk.insert(conn, table, {name: values[order] for name, values in rows.items()})
