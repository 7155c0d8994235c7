"""Which hours approved sand events take out of the statistics, and of whom: asked by every judged question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.members import Members
from assessment.periods import SHANGHAI, Days, civil_days, each_day
from assessment.terms import Terms
from indicators.parameters import Label
from store.opening import Store
from store.sand import SandAct, sand_events

PARTICLES = ("pm25", "pm10")
"""What leaves the statistics in the hours of a sand event."""


def approved(
    store: Store, members: Members, *, start: datetime, end: datetime, terms: Terms
) -> list[SandAct]:
    """The approved events of the members' cities that touch [start, end), as known at the terms' as-of time.

    None where the terms are with sand.
    """
    if terms.sand != "without":
        return []
    cities = {str(c) for c in members.stations["city"] if c} if len(members.stations) else set()
    if members.of == "city":
        cities |= {str(code) for code in members.table["code"]}
    return sand_events(
        store, state="approved", start=start, end=end, regions=sorted(cities), as_of=terms.as_of
    )


def hours_left_out(
    events: Sequence[SandAct], starts: Sequence[datetime], stations: pd.DataFrame
) -> NDArray[np.bool_]:
    """Whether each hour [hour, station] lies in an event of the station's city."""
    seconds = np.array([s.timestamp() for s in starts])
    city = stations["city"].to_numpy(dtype=object)
    mask = np.zeros((len(seconds), len(city)), np.bool_)
    for event in events:
        inside = (seconds >= event.start.timestamp()) & (seconds < event.end.timestamp())
        mask |= inside[:, np.newaxis] & (city == event.region)[np.newaxis, :]
    return mask


def runs(events: Sequence[SandAct], days: Days) -> list[tuple[Days, list[str]]]:
    """Stretches of consecutive days of a window that events touch, with the cities that they touch."""
    touched: dict[object, set[str]] = {}
    for event in events:
        span = civil_days(max(event.start, days.start), min(event.end, days.end))
        for day in each_day(span):
            touched.setdefault(day, set()).add(event.region)
    found: list[tuple[Days, list[str]]] = []
    for day in (d for d in each_day(days) if d in touched):
        if found and found[-1][0].last == day - timedelta(days=1):
            span, cities = found[-1]
            found[-1] = (Days(first=span.first, last=day), sorted({*cities, *touched[day]}))
        else:
            found.append((Days(first=day, last=day), sorted(touched[day])))
    return found


def exclusions(events: Sequence[SandAct]) -> tuple[Label, ...]:
    """A sentence for each event, for a passport."""
    return tuple(
        Label(
            zh=f"沙尘 {one.event}：{told(one)} 的PM10、PM2.5（{one.actor} {local(one.known_at)} 批准）",
            en=f"sand {one.event}: PM10 and PM2.5 of {told(one)} (approved by {one.actor}, {local(one.known_at)})",
        )
        for one in events
    )


def told(event: SandAct) -> str:
    """Hours of an event in Asia/Shanghai, `2026-03-18 11:00–21:00`."""
    end = event.end.astimezone(SHANGHAI)
    same = end.date() == event.start.astimezone(SHANGHAI).date()
    return f"{local(event.start)}–{end.strftime('%H:%M' if same else '%Y-%m-%d %H:%M')}"


def local(moment: datetime) -> str:
    """A moment in Asia/Shanghai, to the minute."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
