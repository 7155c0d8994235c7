"""The question `station`: one air station with its record, hours, days, slots, changed values and neighbours.

Every part is a table of its own with its passport; nothing is computed here that another question tells: values come
from the grid, slots from the slot ledger, suspicions from the checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.check import check
from assessment.columns import STAGES, as_text, stamp
from assessment.grid import Grid, hourly
from assessment.judged import reading
from assessment.members import members
from assessment.passport import passport, terms_words
from assessment.slots import HERE, STATES, slots
from assessment.terms import Terms
from assessment.verdicts import Verdict, of_steps
from assessment.verdicts import aqi as judge
from indicators.iaqi import primary_text
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Label, Language, parameter
from indicators.regime import ZONE
from ingest.checks import near
from store.arrivals import batches_of
from store.opening import Store
from store.readings import hours
from store.review import changed
from store.stations import stations

Floats = NDArray[np.float64]
LONGEST: Final = timedelta(days=93)
RADIUS_KM: Final = 100.0
NEAREST: Final = 8
LEAST: Final = 24
"""Hours that two stations must have in common before a correlation is told."""
FACTS: Final = (
    "code", "name", "area", "lon", "lat", "control", "role", "province", "city", "county", "township", "placed_by",
    "first", "last",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A station over a window.

    Attributes
    ----------
    record
        Its newest description: code, name, area (the city as published), lon, lat [degree], control, role, the codes
        of the divisions in which it lies, by what it was placed, and `first` and `last` hour heard (UTC).
    hours, days
        `start`, `end` (ISO), `aqi`, `level` (0 without), `primary`, the six values as shown, `observed`, `stage`; of
        hours also `suspect`, the checks that flag something (`pm25 spike;pm10 range`), of days `valid` hours and
        `note`.
    flags
        What the checks find suspect, one row a run, as `assessment.check` lists it.
    slots
        `start`, `end`, `day`, `hour`, `state` of every expected hour, `delay` [min] where its arrival was seen,
        `evidence`.
    gaps
        Runs of hours that are not simply there, newest first: `start`, `end`, `hours`, `state`, the longest `delay`,
        `evidence`; `counts` how many hours are in each state, and the share with a value [%] as `completeness`.
    changes
        Each value that was changed: `start`, `parameter`, `was`, `is`, `stage_was`, `stage`, `known_at`, `batch`,
        `source`, `file`, `by`, `reason`.
    neighbours
        The nearest stations: `code`, `name`, `city`, `distance_km`, `value` (newest of the window at which the station
        itself has one), `own`, `mean`, `own_mean` (over common hours), `correlation` of the hours, `hours` in common.
    """

    record: Mapping[str, Any]
    hours: Answer
    flags: Answer
    days: Answer
    slots: Answer
    gaps: Answer
    counts: Mapping[str, str]
    changes: Answer
    neighbours: Answer


def station(
    store: Store,
    *,
    code: str,
    start: datetime,
    end: datetime,
    terms: Terms,
    item: str = "pm25",
    language: Language = "zh",
) -> Station:
    """One station over [start, end), a quarter of a year at the most.

    Parameters
    ----------
    start, end
        UTC; whole days in Asia/Shanghai.
    item
        Which of the six items of an hour the neighbours are compared by.
    language
        Of the evidence of the flags.

    Raises
    ------
    LookupError
        If the store has no such station, had not heard of it by then, or there is no such item.
    ValueError
        For a window that is empty or too long.
    """
    if item not in AIR_HOURLY:
        raise LookupError(f"neighbours are compared by one of {' '.join(AIR_HOURLY)}, not by {item!r}")
    if end <= start or end - start > LONGEST:
        raise ValueError("a station is shown over three months at the most")
    known = stations(store)
    row = known[known["code"] == code]
    if row.empty:
        raise LookupError(f"the store has no station {code}")
    record = {name: row.iloc[0][name] for name in FACTS}
    if pd.Timestamp(end) <= record["first"]:
        raise LookupError(f"{code} was not heard before {record['first'].tz_convert(ZONE):%Y-%m-%d %H:%M}")
    flags = check(store, start=start, end=end, terms=terms, codes=[code], language=language)
    made = _Made(store=store, code=code, start=start, end=end, terms=terms)
    hourly_slots = _slots(made)
    return Station(
        record=record, hours=_hours(made, flags), flags=flags, days=_days(made), slots=hourly_slots,
        gaps=made.answer(
            _gaps(hourly_slots.table), "gaps", Label(zh="缺测、迟到与修订", en="Missing, late and revised")
        ),
        counts=_counts(hourly_slots.table), changes=_changes(made),
        neighbours=_neighbours(made, known, item),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What every part of the answer is made from."""

    store: Store
    code: str
    start: datetime
    end: datetime
    terms: Terms

    def answer(
        self, table: pd.DataFrame, part: str, title: Label, verdict: Verdict | None = None, unit: str = ""
    ) -> Answer:
        """A table with its passport."""
        about = passport(
            entry("aqi"), start=self.start, end=self.end, terms=self.terms, made_up=self.store.simulated,
            who=f"station / {self.code}", question="station",
            notes=verdict.remarks if verdict is not None else None,
            stages=verdict.stages if verdict is not None else (0, 0, 0),
            arguments={"code": self.code, "part": part, "start": stamp(self.start), "end": stamp(self.end),
                       **terms_words(self.terms)},
        )  # fmt: skip
        return Answer(table=table, passport=replace(about, title=title, unit=unit))


def _hours(made: _Made, found: Answer) -> Answer:
    who = members(made.store, of="station", at=made.end - timedelta(seconds=1), only=[made.code])
    grid = hourly(made.store, who, start=made.start, end=made.end, terms=made.terms)
    verdict, frame = _told(grid, (*AIR_HOURLY, "o3_8h"), made.terms, timedelta(hours=1))
    told: dict[datetime, list[str]] = {}
    for run in found.table.to_dict("records"):
        first = datetime.fromisoformat(str(run["start"])).astimezone(UTC)
        for hour in range(int(run["hours"])):
            told.setdefault(first + timedelta(hours=hour), []).append(f"{run['parameter']} {run['check']}")
    frame["suspect"] = [";".join(told.get(start, ())) for start in grid.starts]
    return made.answer(frame, "hours", Label(zh="逐时值", en="Hours"), verdict)


def _days(made: _Made) -> Answer:
    read = reading(
        made.store, of="station", within=None, start=made.start, end=made.end, terms=made.terms, only=[made.code]
    )  # fmt: skip
    verdict, frame = _told(read.grid, AIR_DAILY, made.terms, timedelta(days=1))
    frame["valid"] = np.broadcast_to(verdict.valid, read.grid.expected.shape)[:, 0]
    frame["note"] = verdict.remarks.texts()[:, 0]
    return made.answer(frame, "days", Label(zh="逐日值", en="Days"), verdict)


def _told(
    grid: Grid, items: tuple[str, ...], terms: Terms, length: timedelta
) -> tuple[Verdict, pd.DataFrame]:
    """AQI, level, primary pollutants and values of the steps of one station."""
    judged = judge(grid, terms=terms)
    verdict = of_steps(entry("aqi"), grid, terms=terms, judged=judged)
    values = np.asarray(verdict.values, np.float64)[:, 0]
    frame = pd.DataFrame(
        {
            "start": [stamp(t) for t in grid.starts], "end": [stamp(t + length) for t in grid.starts],
            "aqi": as_text(values, 0, "shown"),
            "level": np.nan_to_num(np.where(np.isnan(values), 0, judged["level"].to_numpy()[:, 0])).astype(int),
            "primary": [primary_text(int(mask)) for mask in judged["primary"].to_numpy()[:, 0]],
            **{p: as_text(grid.values[p][:, 0], parameter(p).decimals, "shown") for p in items},
            "observed": grid.observed[:, 0], "stage": STAGES[grid.reviewed[:, 0]],
        }
    )  # fmt: skip
    return verdict, frame


def _slots(made: _Made) -> Answer:
    found = slots(made.store, start=made.start, end=made.end, stations=[made.code])
    rows: list[dict[str, object]] = []
    if found.stations:
        state, at = found.state[:, 0], np.flatnonzero(found.state[:, 0])
        about = batches_of(made.store, found.batch[at, 0].tolist())["name"].to_dict()
        for i in at.tolist():
            begin = datetime.fromtimestamp(int(found.begins[i]), UTC)
            local, delay = begin.astimezone(ZONE), found.delay[i, 0]
            batch, run = int(found.batch[i, 0]), int(found.run[i, 0])
            rows.append(
                {
                    "start": stamp(begin), "end": stamp(begin + timedelta(hours=1)), "day": local.date().isoformat(),
                    "hour": local.hour, "state": STATES[int(state[i])],
                    "delay": "" if delay != delay else f"{delay:.0f}",
                    "evidence": f"batch {batch} {about.get(batch, '')}" if batch else f"run {run}" if run else "",
                }
            )  # fmt: skip
    columns = ["start", "end", "day", "hour", "state", "delay", "evidence"]
    return made.answer(
        pd.DataFrame(rows, columns=columns), "slots", Label(zh="时次去向", en="What became of the slots")
    )


def _gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Hours that are not simply there, those in a row with one state and evidence as one."""
    runs: list[dict[str, Any]] = []
    for row in table[table["state"] != "arrived"].to_dict("records"):
        last = runs[-1] if runs else None
        if last is not None and all(last[key] == row[other] for key, other in (
            ("end", "start"), ("state", "state"), ("evidence", "evidence")
        )):  # fmt: skip
            last["end"], last["hours"] = row["end"], last["hours"] + 1
            last["delay"] = max((last["delay"], row["delay"]), key=lambda text: float(text or -1))
            continue
        runs.append(
            {**{str(key): row[key] for key in ("start", "end", "state", "delay", "evidence")}, "hours": 1}
        )
    columns = ["start", "end", "hours", "state", "delay", "evidence"]
    return pd.DataFrame(reversed(runs), columns=columns)


def _counts(table: pd.DataFrame) -> dict[str, str]:
    """Hours in each state that occurs, and the share of the expected ones that have a value [%]."""
    if table.empty:
        return {}
    state = {str(name): int(n) for name, n in table["state"].value_counts().items()}
    there = sum(state.get(STATES[n], 0) for n in HERE)
    share = as_text(np.array([100 * there / len(table)]), 1, "shown").tolist()[0]
    return {
        "completeness": share,
        "expected": str(len(table)),
        **{s: str(state[s]) for s in STATES[1:] if s in state},
    }


def _changes(made: _Made) -> Answer:
    """Every value that a later row of its hour changed, newest hour first; what a review confirmed is no change."""
    found = changed(made.store, made.code, made.start, made.end)
    if made.terms.as_of is not None:
        found = found[found["known_at"] <= pd.Timestamp(made.terms.as_of)]
    rows: list[dict[str, object]] = []
    for begin, group in found.groupby("start"):
        versions = group.to_dict("records")
        for before, after in pairwise(versions):
            for p in AIR_HOURLY:
                was, now = before[p], after[p]
                if was == now or (was != was and now != now):
                    continue
                texts = as_text(np.array([was, now], np.float64), parameter(p).decimals, "shown").tolist()
                rows.append(
                    {
                        "start": stamp(pd.Timestamp(str(begin)).to_pydatetime()), "parameter": p, "was": texts[0],
                        "is": texts[1], "stage_was": before["stage"], "stage": after["stage"],
                        "known_at": after["known_at"], "batch": int(after["batch"]), "source": after["source"],
                        "file": after["name"], "by": after["by"], "reason": after["reason"],
                    }
                )  # fmt: skip
    columns = ["start", "parameter", "was", "is", "stage_was", "stage", "known_at", "batch", "source", "file", "by",
               "reason"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).sort_values(
        "start", ascending=False, kind="stable", ignore_index=True
    )
    return made.answer(table, "changes", Label(zh="修订记录", en="Changed values"))


def _neighbours(made: _Made, known: pd.DataFrame, item: str) -> Answer:
    """The nearest stations with how their hours of one item compare with the station's."""
    own = int(np.flatnonzero(known["code"].to_numpy() == made.code)[0])
    lon, lat = known["lon"].to_numpy(np.float64), known["lat"].to_numpy(np.float64)
    living = (known["last"] >= pd.Timestamp(made.start)).to_numpy(copy=True)
    living[own] = True
    places = np.flatnonzero(living)
    at = int(np.flatnonzero(places == own)[0])
    found = near(lon[places], lat[places], radius_km=RADIUS_KM, most=NEAREST, among=[at])[0]
    columns = places[found[found >= 0]]
    codes = [made.code, *known["code"].iloc[columns].tolist()]
    data = hours(
        made.store, start=made.start, end=made.end, stations=codes, stage=made.terms.stage, as_of=made.terms.as_of
    )[item].to_numpy()  # fmt: skip
    mine, decimals = data[:, 0], parameter(item).decimals
    there = np.flatnonzero(~np.isnan(mine))
    newest = int(there[-1]) if len(there) else -1
    rows = []
    for i, column in enumerate(columns.tolist(), start=1):
        theirs = data[:, i]
        both = ~np.isnan(mine) & ~np.isnan(theirs)
        n = int(both.sum())
        spread = n >= LEAST and mine[both].std() > 0 and theirs[both].std() > 0
        r = float(np.corrcoef(mine[both], theirs[both])[0, 1]) if spread else np.nan
        numbers = [
            theirs[newest] if newest >= 0 else np.nan, mine[newest] if newest >= 0 else np.nan,
            theirs[both].mean() if n else np.nan, mine[both].mean() if n else np.nan,
        ]  # fmt: skip
        value, own_value, mean, own_mean = as_text(np.array(numbers, np.float64), decimals, "shown").tolist()
        rows.append(
            {
                "code": codes[i], "name": known["name"].iloc[column], "city": known["city"].iloc[column],
                "distance_km": f"{_distance_km(lon[own], lat[own], lon[column], lat[column]):.1f}",
                "value": value, "own": own_value, "mean": mean, "own_mean": own_mean,
                "correlation": "" if r != r else f"{r:.2f}", "hours": n,
            }
        )  # fmt: skip
    columns_of = [
        "code",
        "name",
        "city",
        "distance_km",
        "value",
        "own",
        "mean",
        "own_mean",
        "correlation",
        "hours",
    ]
    return made.answer(
        pd.DataFrame(rows, columns=columns_of), "neighbours", Label(zh="周边点位", en="Neighbours"),
        unit=parameter(item).unit_text,
    )  # fmt: skip


def _distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Distance over a plane that touches the earth, exact to some ten metres over a hundred kilometres."""
    east = (other_lon - lon) * 111.32 * np.cos(np.radians(lat))
    return float(np.hypot(east, (other_lat - lat) * 110.57))
