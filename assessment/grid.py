"""Concentrations of members over hours or days, with their coverage: what every verdict is made from.

A grid holds no verdict of an edition but one: whether a station's day is valid, whose numbers are the same in
every edition of the register (a test holds that). Nothing here rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from assessment.basis import Basis
from assessment.members import Members
from assessment.periods import SHANGHAI, Days, each_day, midnight
from assessment.sand_events import PARTICLES, approved, hours_left_out, runs
from assessment.speaking import speaks
from assessment.station_facts import (
    DAYS,
    facts_of,
    facts_then,
    facts_without_suspects,
    leaves_out,
    measured,
    suspect_in,
    without,
)
from assessment.terms import Terms
from indicators.aggregate import group_mean, moving_8h, valid_day, valid_ozone_day
from indicators.parameters import AIR_DAILY, AIR_HOURLY
from indicators.regime import regime
from indicators.rules import Validity
from store.facts import city_days, station_days
from store.opening import Store
from store.readings import hours
from store.region_days import region_days

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOURS: tuple[str, ...] = (*AIR_HOURLY, "o3_8h")
FEW = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanded:
    """Where sand hours were left out of a grid, arrays of [step, member]; `before` is PM2.5 and PM10 with them."""

    here: NDArray[np.bool_]
    before: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Values of members over steps; every array is [step, member].

    Attributes
    ----------
    step
        `hour` or `day`.
    starts
        UTC start of each hour, or midnight in Asia/Shanghai of each day, as UTC [step].
    values
        Concentrations in ug m-3 (CO mg m-3) by parameter, NaN where there is no valid one.
    valid
        What a value was made of: hours of a station's day, stations of a city, cities of a province.
    expected, observed
        The same unit: how many there should be, and how many sent anything at all.
    unmonitored
        Parameters that are not measured there by plan.
    short
        Note that tells why a value is missing although something was observed, by parameter.
    reviewed
        Whether reviewed readings are behind the step (0 none, 1 all, 2 some).
    series
        Which series of published days the values are; empty where they are made from stations.
    sand
        What was left out for sand; None where nothing was.
    suspect
        Where the checks find a reading suspect, by parameter: it is marked, or left out where the basis says so; None
        where nobody asked.
    """

    step: Literal["hour", "day"]
    starts: tuple[datetime, ...]
    members: Members
    values: Mapping[str, Floats]
    valid: Mapping[str, Ints]
    expected: Ints
    observed: Ints
    unmonitored: Mapping[str, NDArray[np.bool_]]
    short: Mapping[str, str]
    reviewed: NDArray[np.int8]
    series: str = ""
    sand: Sanded | None = None
    suspect: Mapping[str, NDArray[np.bool_]] | None = None

    def days(self) -> list[date]:
        """Civil day of each step, in Asia/Shanghai."""
        return [s.astimezone(SHANGHAI).date() for s in self.starts]


def hourly(
    store: Store,
    members: Members,
    *,
    start: datetime,
    end: datetime,
    terms: Terms,
    moving: bool = True,
    marked: Sequence[str] = (),
) -> Grid:
    """Hours of [start, end) of the members.

    `moving` also their moving 8-hour ozone, for which the day is read; `marked` also where the checks find a reading
    of these parameters suspect, which reads two days before and one after. Where the basis leaves suspect readings
    out they always are.
    """
    if members.cities is not None:
        inner = hourly(store, members.cities, start=start, end=end, terms=terms, moving=moving, marked=marked)
        return _means(inner, members)
    codes = members.stations["code"].tolist()
    # The moving mean of an hour needs the seven before it, inside its day.
    begin = _earlier(start) if moving else start
    data = hours(store, start=begin, end=end, stations=codes, stage=terms.stage, as_of=terms.as_of)
    asked = AIR_HOURLY if leaves_out(terms) else tuple(marked)
    off = suspect_in(store, codes, start=begin, end=end, terms=terms, only=asked) if asked else None
    if off is not None and leaves_out(terms):
        data = without(data, off)
    skip = int((start - begin).total_seconds() // 3600)
    values = {p: data[p].to_numpy() for p in AIR_HOURLY}
    if moving:
        values["o3_8h"] = moving_8h(values["o3"], first_hour=_ending_hour(begin))
    values = {p: v[skip:] for p, v in values.items()}
    data = data.isel(time=slice(skip, None))
    sand = None
    events = approved(store, members, start=start, end=end, terms=terms)
    if events:
        mask = hours_left_out(events, _starts(data), members.stations)
        sand = Sanded(here=mask & _some_particle(values), before={p: values[p] for p in PARTICLES})
        values |= {p: np.where(mask, np.nan, values[p]) for p in PARTICLES}
    unmonitored = {p: data[f"not_monitored_{p}"].to_numpy() for p in AIR_HOURLY}
    unmonitored["o3_8h"] = unmonitored["o3"]
    present = data["stage"].to_numpy() >= 0
    starts = _starts(data)
    reviewed = (data["stage"].to_numpy() == 1).astype(np.int8)
    by_station = Grid(
        step="hour", starts=starts, members=members, values=values,
        valid={p: (~np.isnan(v)).astype(np.int64) for p, v in values.items()},
        expected=np.ones(present.shape, np.int64), observed=present.astype(np.int64),
        unmonitored=unmonitored, short=dict.fromkeys(HOURS, "no_value") | {"o3_8h": "too_few_hours"},
        reviewed=reviewed, sand=sand,
        suspect=None if off is None else {p: off[measured(p)][skip:] for p in values if measured(p) in off},
    )  # fmt: skip
    return by_station if members.of == "station" else _grouped(by_station, members, terms.basis)


def daily(store: Store, members: Members, *, days: Days, terms: Terms) -> Grid:
    """Civil days of the members: daily means, and for ozone the highest 8-hour mean and the highest hour."""
    if members.cities is not None:
        return _means(daily(store, members.cities, days=days, terms=terms), members)
    grid = _daily(store, members, days=days, terms=terms)
    return _without_sand(store, grid, days=days, terms=terms) if terms.sand == "without" else grid


def _daily(store: Store, members: Members, *, days: Days, terms: Terms) -> Grid:
    if speaks(store, members, days=days, terms=terms) == "published":
        return _published_days(store, members, days=days, terms=terms)
    if members.of == "city" and terms.as_of is None and not leaves_out(terms):
        return _city_facts(store, members, days=days, terms=terms)
    codes = members.stations["code"].tolist()
    if leaves_out(terms):
        facts, suspect = facts_without_suspects(store, codes, days=days, terms=terms)
        by_station = replace(_judged_days(facts, members, days), suspect=suspect)
        return by_station if members.of == "station" else _grouped(by_station, members, terms.basis)
    if terms.as_of is None:
        facts = station_days(store, first=days.first, last=days.last, stations=codes, stage=terms.stage)
    else:
        facts = facts_then(store, codes, days=days, stage=terms.stage, as_of=terms.as_of)
    by_station = _judged_days(facts, members, days)
    return by_station if members.of == "station" else _grouped(by_station, members, terms.basis)


def _without_sand(store: Store, grid: Grid, *, days: Days, terms: Terms) -> Grid:
    """The grid with the days that approved events touch made anew from their hours; the rest stays as it is."""
    members = grid.members
    events = [] if grid.series else approved(store, members, start=days.start, end=days.end, terms=terms)
    if not events:
        return grid
    here = np.zeros(grid.observed.shape, np.bool_)
    values = {p: v.copy() if p in PARTICLES else v for p, v in grid.values.items()}
    valid = {p: v.copy() if p in PARTICLES else v for p, v in grid.valid.items()}
    for span, cities in runs(events, days):
        rows, some = _of_cities(members, cities)
        if not len(some.stations):
            continue
        codes = some.stations["code"].tolist()
        data = hours(
            store, start=span.start, end=span.end, stations=codes, stage=terms.stage, as_of=terms.as_of
        )
        if leaves_out(terms):
            data = without(data, suspect_in(store, codes, start=span.start, end=span.end, terms=terms))
        mask = hours_left_out(events, _starts(data), some.stations)
        out = mask & _some_particle({p: data[p].to_numpy() for p in PARTICLES})
        clean = _judged_days(facts_of(data.assign({p: data[p].where(~mask) for p in PARTICLES})), some, span)
        hit: NDArray[np.bool_] = np.asarray(out.reshape(len(span), 24, len(codes)).any(axis=1))
        if members.of != "station":
            clean = _grouped(clean, some, terms.basis)
            hit = _anywhere(hit, some.group, len(some))
        begin = (span.first - days.first).days
        place = np.ix_(range(begin, begin + len(span)), rows)
        here[place] = hit
        for p in PARTICLES:
            values[p][place] = np.where(hit, clean.values[p], values[p][place])
            valid[p][place] = np.where(hit, clean.valid[p], valid[p][place])
    if not here.any():
        return grid
    before = {p: grid.values[p] for p in PARTICLES}
    return replace(grid, values=values, valid=valid, sand=Sanded(here=here, before=before))


def _of_cities(members: Members, cities: list[str]) -> tuple[list[int], Members]:
    """Rows of the members that have stations in some cities, and these members with all their stations."""
    inside = members.stations["city"].isin(cities).to_numpy()
    rows = sorted(set(members.group[inside].tolist()))
    chosen = np.isin(members.group, rows)
    number = {row: i for i, row in enumerate(rows)}
    some = replace(
        members,
        table=members.table.iloc[rows].reset_index(drop=True),
        stations=members.stations[chosen].reset_index(drop=True),
        group=np.array([number[row] for row in members.group[chosen].tolist()], dtype=np.intp),
    )
    return rows, some


def _judged_days(facts: xr.Dataset, members: Members, days: Days) -> Grid:
    """Station days from their facts: a value where the day has enough hours."""
    validity = _validity(days.last)
    values: dict[str, Floats] = {}
    valid: dict[str, Ints] = {}
    for p in AIR_DAILY:
        if p == "o3_8h":
            ok = valid_ozone_day(facts["windows"].to_numpy(), facts["o3_8h"].to_numpy(), validity=validity)
            valid[p] = facts["n_o3"].to_numpy().astype(np.int64)
        else:
            valid[p] = facts[f"n_{p}"].to_numpy().astype(np.int64)
            ok = valid_day(valid[p], validity=validity)
        values[p] = np.where(ok, facts[p].to_numpy(), np.nan)
    valid["o3"] = valid["o3_8h"]
    values["o3"] = np.where(valid_day(valid["o3"], validity=validity), facts["o3"].to_numpy(), np.nan)
    observed = facts["hours"].to_numpy().astype(np.int64)
    return Grid(
        step="day", starts=_midnights(days), members=members, values=values, valid=valid,
        expected=np.full(observed.shape, 24, np.int64), observed=observed,
        unmonitored=_unpacked(facts["unmonitored"].to_numpy()),
        short=dict.fromkeys(DAYS, "too_few_hours") | {"o3_8h": "too_few_windows"},
        reviewed=facts["reviewed"].to_numpy().astype(np.int8),
    )  # fmt: skip


def _city_facts(store: Store, members: Members, *, days: Days, terms: Terms) -> Grid:
    """City days as the store keeps them."""
    facts = city_days(
        store,
        first=days.first,
        last=days.last,
        regions=members.table["code"].tolist(),
        stage=terms.stage,
        count_members=False,
    )
    expected = np.broadcast_to(np.bincount(members.group, minlength=len(members)), facts["observed"].shape)
    return _shared(
        Grid(
            step="day", starts=_midnights(days), members=members,
            values={p: facts[p].to_numpy() for p in DAYS},
            valid={p: facts[f"valid_{p}"].to_numpy() for p in DAYS},
            expected=expected.astype(np.int64), observed=facts["observed"].to_numpy(),
            unmonitored=_unpacked(facts["unmonitored"].to_numpy()),
            short=dict.fromkeys(DAYS, "no_value"), reviewed=facts["reviewed"].to_numpy(),
        ),
        terms.basis,
    )  # fmt: skip


def _published_days(store: Store, members: Members, *, days: Days, terms: Terms) -> Grid:
    """City days as one series published them: a day that came counts as one of one, its items as valid."""
    found = region_days(
        store, first=days.first, last=days.last, regions=members.table["code"].tolist(), stage=terms.stage,
        as_of=terms.as_of,
    )  # fmt: skip
    present = found["present"].to_numpy()
    nothing = np.full(present.shape, np.nan)
    values = {p: found[p].to_numpy() if p in found else nothing for p in DAYS}
    return Grid(
        step="day", starts=_midnights(days), members=members, values=values,
        valid={p: (~np.isnan(v)).astype(np.int64) for p, v in values.items()},
        expected=np.ones(present.shape, np.int64), observed=present.astype(np.int64),
        unmonitored={p: np.zeros(present.shape, bool) for p in (*DAYS, "o3_8h")},
        short=dict.fromkeys(DAYS, "no_value"), reviewed=found["reviewed"].to_numpy().astype(np.int8),
        series=str(found.attrs["series"]) or "none",
    )  # fmt: skip


def _grouped(grid: Grid, members: Members, basis: Basis) -> Grid:
    """Stations to counties or cities: the mean of the stations that have a value."""
    unmonitored = {
        p: _everywhere(u, grid.observed > 0, members.group, len(members)) for p, u in grid.unmonitored.items()
    }
    return _shared(replace(_means(grid, members), unmonitored=unmonitored), basis)


def _means(grid: Grid, members: Members) -> Grid:
    """Stations to cities, cities to provinces: the mean of those that have a value; coverage counts them."""
    size = len(members)
    values: dict[str, Floats] = {}
    valid: dict[str, Ints] = {}
    for p, v in grid.values.items():
        values[p], valid[p] = group_mean(v, members.group, size)
    observed = group_mean(np.where(grid.observed > 0, 1.0, np.nan), members.group, size)[1]
    counted = members.group[members.group >= 0]
    expected = np.broadcast_to(np.bincount(counted, minlength=size), observed.shape)
    return Grid(
        step=grid.step, starts=grid.starts, members=members, values=values, valid=valid,
        expected=expected.astype(np.int64), observed=observed,
        unmonitored={p: np.zeros(observed.shape, bool) for p in values},
        short=dict.fromkeys(grid.values, "no_value"),
        reviewed=_mixed(grid.reviewed, grid.observed > 0, members.group, size), series=grid.series,
        sand=_sand_of(grid, members.group, size), suspect=_suspect_of(grid, members.group, size),
    )  # fmt: skip


def _shared(grid: Grid, basis: Basis) -> Grid:
    """Without the values of members too few of whose stations are valid, by the setting."""
    if basis.city_share <= 0:
        return grid
    needed = basis.city_share * grid.expected - 1e-9
    values = {p: np.where(grid.valid[p] >= needed, v, np.nan) for p, v in grid.values.items()}
    return replace(grid, values=values, short=dict.fromkeys(values, "too_few_stations"))


def _sand_of(grid: Grid, group: NDArray[np.intp], size: int) -> Sanded | None:
    """What was left out of groups: where any of them was touched."""
    if grid.sand is None:
        return None
    before = {p: group_mean(v, group, size)[0] for p, v in grid.sand.before.items()}
    return Sanded(here=_anywhere(grid.sand.here, group, size), before=before)


def _suspect_of(grid: Grid, group: NDArray[np.intp], size: int) -> dict[str, NDArray[np.bool_]] | None:
    """Where a reading of any of each group is suspect."""
    if grid.suspect is None:
        return None
    return {p: _anywhere(off, group, size) for p, off in grid.suspect.items()}


def _anywhere(flag: NDArray[np.bool_], group: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    """Whether any of each group carries the flag."""
    share, _ = group_mean(flag.astype(np.float64), group, size)
    return np.asarray(np.nan_to_num(share) > 0)


def _some_particle(values: Mapping[str, Floats]) -> NDArray[np.bool_]:
    """Whether there is a value of particles to leave out."""
    return np.asarray(np.logical_or.reduce([~np.isnan(values[p]) for p in PARTICLES]))


def _starts(data: xr.Dataset) -> tuple[datetime, ...]:
    seconds = data["time"].to_numpy().astype("datetime64[s]").astype(int)
    return tuple(datetime.fromtimestamp(int(t), UTC) for t in seconds)


def _everywhere(
    flag: NDArray[np.bool_], here: NDArray[np.bool_], group: NDArray[np.intp], size: int
) -> NDArray[np.bool_]:
    """Whether all observed stations of each group carry the flag; false where none is observed."""
    share, count = group_mean(np.where(here, flag.astype(np.float64), np.nan), group, size)
    return np.asarray((count > 0) & (share == 1.0))


def _mixed(
    reviewed: NDArray[np.int8], here: NDArray[np.bool_], group: NDArray[np.intp], size: int
) -> NDArray[np.int8]:
    share, _ = group_mean(np.where(here, np.where(reviewed == 2, 0.5, reviewed), np.nan), group, size)
    return np.where(np.nan_to_num(share) == 0, 0, np.where(share == 1, 1, 2)).astype(np.int8)


def _unpacked(mask: NDArray[np.integer]) -> dict[str, NDArray[np.bool_]]:
    if not mask.any():
        found = {p: np.zeros(mask.shape, np.bool_) for p in AIR_HOURLY}
    else:
        found = {p: ((mask.astype(np.int64) >> i) & 1).astype(bool) for i, p in enumerate(AIR_HOURLY)}
    found["o3_8h"] = found["o3"]
    return found


def _validity(day: date) -> Validity:
    """How many hours make a day: the same numbers in every edition, so that days before the first are held to them."""
    rules = regime("auto", day)
    return (rules if rules.judged("assessment") else regime("2012", day)).assessment.validity


def _midnights(days: Days) -> tuple[datetime, ...]:
    return tuple(midnight(d) for d in each_day(days))


def _earlier(start: datetime) -> datetime:
    """Midnight of the civil day: the windows of ozone lie inside the day."""
    return midnight(start.astimezone(SHANGHAI).date())


def _ending_hour(start: datetime) -> int:
    return start.astimezone(SHANGHAI).hour + 1
