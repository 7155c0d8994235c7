"""Sand events: what the rule proposes from the hours of cities, the events on record, and the evidence of one.

A proposal is a reading of the data and no verdict: only a person's act takes hours out of a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer, Passport, Reference
from assessment.basis import Basis
from assessment.columns import stamp
from assessment.grid import Grid, hourly
from assessment.members import atlas, members
from assessment.periods import SHANGHAI, Days, civil_days
from assessment.sand_events import local
from assessment.terms import Terms
from indicators.parameters import Label
from indicators.regime import regime
from indicators.sand import SandEvent
from indicators.sand import propose as by_rule
from indicators.standard import Edition
from store.opening import Store
from store.sand import SandAct, SandProposal, SandState, acts_on, sand_events

LEAD = timedelta(days=5)
"""Read before a window, so that an event that runs into it is known to run, and after it to see its end."""

TITLE = Label(zh="沙尘天气影响", en="Sand and dust events")


def proposals(store: Store, *, within: str, days: Days, terms: Terms) -> list[SandProposal]:
    """The events that the rule of the window's last day finds in the city means and that begin in the window.

    Only whole events are found: their hours are read beyond both ends of the window. The evidence of each names
    what it rose from, its peak, and for each of the city's stations the same figures.

    Raises
    ------
    LookupError
        For an unknown region, or a day before there was a rule.
    """
    rule = regime(terms.edition, days.last).edition("sand")
    first, last = days.start - LEAD, days.end + LEAD
    asked = Terms(basis=_all(terms), stage=terms.stage, as_of=terms.as_of)
    who = members(store, of="city", within=within, at=days.end - timedelta(seconds=1))
    if not len(who):
        return []
    grid = hourly(store, who, start=first, end=last, terms=asked)
    stationwise = members(store, of="station", at=days.end - timedelta(seconds=1),
                          only=who.stations["code"].tolist())  # fmt: skip
    found = [
        e
        for e in by_rule(grid.values["pm10"], rule=rule.sand)
        if days.start <= grid.starts[e.start] < days.end
    ]
    if not found:
        return []
    by_station = hourly(store, stationwise, start=first, end=last, terms=asked)
    return [_proposal(e, grid, by_station, rule) for e in found]


def events(
    store: Store,
    *,
    state: SandState | None = None,
    within: str | None = None,
    days: Days | None = None,
    as_of: datetime | None = None,
) -> Answer:
    """The events on record and the newest act on each.

    Columns: event, code, name, start, end, state, hours, before_ug, peak_ug, peak, open (1 where its end was not in
    the data), stations, by, reason, at.
    """
    region = atlas(store).find(within) if within else None
    found = [
        one
        for one in sand_events(
            store, state=state, as_of=as_of, start=days.start if days else None, end=days.end if days else None
        )
        if region is None or _lies(store, one.region, region.code)
    ]  # fmt: skip
    table = pd.DataFrame([_row(store, one) for one in found], columns=list(_COLUMNS))
    return Answer(table=table, passport=_passport(found, {"state": state or "", "in": within or ""}, as_of))


def evidence(store: Store, *, event: str, terms: Terms) -> tuple[Answer, Answer, Answer]:
    """The acts on an event, its stations' figures, and the PM10 and PM2.5 of its hours and of six before and after.

    Raises
    ------
    LookupError
        If there is no such event.
    """
    acts = acts_on(store, event, terms.as_of)
    now = acts[-1]
    told = pd.DataFrame([_row(store, one) | {"number": one.number} for one in acts])
    listed = pd.DataFrame(
        now.evidence.get("stations", []), columns=["code", "name", "before_ug", "peak_ug", "peak", "times"]
    )
    margin = timedelta(hours=6)
    who = members(store, of="station", within=now.region, at=now.end)
    asked = Terms(basis=_all(terms), stage=terms.stage, as_of=terms.as_of)
    city = members(store, of="city", within=now.region, at=now.end, only=[now.region])
    rows = []
    span = (now.start - margin, now.end + margin)
    for kind in (city, who):
        grid = hourly(store, kind, start=span[0], end=span[1], terms=asked)
        for m, (code, name) in enumerate(zip(kind.table["code"], kind.table["name"], strict=True)):
            for t, start in enumerate(grid.starts):
                rows.append(
                    {
                        "code": code, "name": name, "start": stamp(start),
                        "inside": int(now.start <= start < now.end),
                        "pm10": _number(grid.values["pm10"][t, m], 1),
                        "pm25": _number(grid.values["pm25"][t, m], 1),
                        "ratio": _ratio(grid.values["pm25"][t, m], grid.values["pm10"][t, m]),
                    }
                )  # fmt: skip
    about = _passport([now], {"event": event}, terms.as_of)
    return (
        Answer(table=told, passport=about),
        Answer(table=listed, passport=about),
        Answer(table=pd.DataFrame(rows), passport=about),
    )


_COLUMNS = (
    "event", "code", "name", "start", "end", "state", "hours", "before_ug", "peak_ug", "peak", "open", "stations",
    "by", "reason", "at",
)  # fmt: skip


def _all(terms: Terms) -> Basis:
    """The basis with every reading kept: a sand storm is what the checks find suspect."""
    return replace(terms.basis, suspect="kept")


def _row(store: Store, one: SandAct) -> dict[str, object]:
    return {
        "event": one.event, "code": one.region, "name": atlas(store).find(one.region).name,
        "start": stamp(one.start), "end": stamp(one.end), "state": one.state,
        "hours": round((one.end - one.start) / timedelta(hours=1)),
        "before_ug": one.evidence.get("before_ug", ""), "peak_ug": one.evidence.get("peak_ug", ""),
        "peak": one.evidence.get("peak", ""), "open": int(bool(one.evidence.get("open", False))),
        "stations": len(one.evidence.get("stations", [])), "by": one.actor, "reason": one.reason,
        "at": stamp(one.known_at),
    }  # fmt: skip


def _proposal(found: SandEvent, grid: Grid, by_station: Grid, rule: Edition) -> SandProposal:
    code = str(grid.members.table["code"].iloc[found.place])
    start = grid.starts[found.start]
    end = grid.starts[found.end] + timedelta(hours=1)
    mine = np.flatnonzero(by_station.members.stations["city"].to_numpy(dtype=object) == code)
    hours = slice(found.start, found.end + 1)
    before = slice(max(0, found.start - rule.sand.hours_before), found.start)
    stations = []
    for column in mine:
        values = by_station.values["pm10"][:, column]
        stations.append(
            {
                "code": str(by_station.members.table["code"].iloc[column]),
                "name": str(by_station.members.table["name"].iloc[column]),
                **_figures(values[before], values[hours], by_station.starts[hours]),
            }
        )
    return SandProposal(
        event=f"{code}-{start.astimezone(SHANGHAI):%Y%m%dT%H}",
        region=code,
        start=start,
        end=end,
        evidence={
            "rule": rule.number,
            "before_ug": round(found.before_ug, 1),
            "peak_ug": round(found.peak_ug, 1),
            "peak": stamp(grid.starts[found.peak_hour]),
            "open": found.open,
            "stations": stations,
        },
    )


def _figures(
    before: NDArray[np.float64], during: NDArray[np.float64], starts: tuple[datetime, ...]
) -> dict[str, object]:
    """What one station rose from, its peak, and how many times the one is of the other; empty where missing."""
    base = float(np.nanmean(before)) if np.any(~np.isnan(before)) else float("nan")
    if np.all(np.isnan(during)):
        return {"before_ug": _number(base, 1), "peak_ug": "", "peak": "", "times": ""}
    top = int(np.nanargmax(during))
    return {
        "before_ug": _number(base, 1),
        "peak_ug": _number(during[top], 1),
        "peak": local(starts[top]),
        "times": _ratio(float(during[top]), base),
    }


def _lies(store: Store, code: str, within: str) -> bool:
    one = atlas(store).find(code)
    return within == "100000" or any(r.code == within for r in (one, *atlas(store).regions.ancestors(one)))


def _number(value: float, decimals: int) -> object:
    return "" if value != value else round(float(value), decimals)


def _ratio(a: float, b: float) -> object:
    return "" if a != a or b != b or b == 0 else round(float(a / b), 2)


def _passport(found: list[SandAct], arguments: Mapping[str, str], as_of: datetime | None) -> Passport:
    now = datetime.now(UTC)
    start = min((one.start for one in found), default=now)
    end = max((one.end for one in found), default=now)
    days = civil_days(start, end) if end > start else Days(first=start.date(), last=start.date())
    rule = regime("auto", days.last).sand_edition
    says = [c.says for c in rule.clauses] if rule else []
    return Passport(
        title=TITLE, unit="", start=start, end=end, members=str(len(found)),
        editions=(rule.number,) if rule else (), clauses=tuple(c.reference for c in rule.clauses) if rule else (),
        formula=Label(zh="；".join(s.zh for s in says), en="; ".join(s.en for s in says)), stage="",
        reference=Reference(question="sand", arguments=dict(arguments), as_of=as_of or now),
    )  # fmt: skip
