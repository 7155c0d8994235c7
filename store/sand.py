"""Acts on sand events: proposed, approved, withdrawn. Nothing is changed; the newest act known is the state."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, func, select

from store.days import epoch, moment
from store.opening import Store
from store.tables import sand_act

SandState = Literal["proposed", "approved", "withdrawn"]
STATES: tuple[SandState, ...] = get_args(SandState)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandAct:
    """One act on one event of one city.

    Attributes
    ----------
    event
        Id of the event: city code and first hour in Asia/Shanghai, `410300-20260318T11`.
    number
        Place of the act among those on the event, from 1.
    state
        What the event is since this act.
    region
        Code of the city.
    start, end
        Hours [start, end) (UTC).
    evidence
        Figures it rests on, by name.
    actor, reason
        Who acted, and why.
    known_at
        When (UTC).
    """

    event: str
    number: int
    state: SandState
    region: str
    start: datetime
    end: datetime
    evidence: Mapping[str, Any]
    actor: str
    reason: str
    known_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SandProposal:
    """One event that the rule finds: id, city, hours [start, end) in UTC, and the figures it rests on."""

    event: str
    region: str
    start: datetime
    end: datetime
    evidence: Mapping[str, Any]


def record_act(
    store: Store,
    *,
    event: str,
    state: SandState,
    region: str,
    start: datetime,
    end: datetime,
    evidence: Mapping[str, Any],
    actor: str,
    reason: str,
) -> SandAct:
    """Keep an act as the newest on its event and return it.

    Raises
    ------
    ValueError
        If the event has no hour.
    """
    if end <= start:
        raise ValueError(f"a sand event cannot end at {end}, not after its start at {start}")
    with store.writing() as conn:
        last = conn.execute(
            select(func.max(sand_act.c.number), func.max(sand_act.c.known_at)).where(
                sand_act.c.event == event
            )
        ).one()
        number = int(last[0] or 0) + 1
        conn.execute(
            sand_act.insert().values(
                event=event, number=number, state=state, region=region, start=epoch(start), end=epoch(end),
                evidence=json.dumps(dict(evidence), ensure_ascii=False, sort_keys=True), actor=actor, reason=reason,
                known_at=max(_micros(store.now()), int(last[1] or 0)),
            )
        )  # fmt: skip
    return sand_acts(store, event=event)[-1]


def sand_acts(store: Store, *, event: str, as_of: datetime | None = None) -> list[SandAct]:
    """Return every act on one event that was known then (None: now), in order; none where there is no such event."""
    query = select(sand_act).where(sand_act.c.event == event).order_by(sand_act.c.number)
    if as_of is not None:
        query = query.where(sand_act.c.known_at <= _micros(as_of))
    with store.reading() as conn:
        return _read(conn, query)


def acts_on(store: Store, event: str, as_of: datetime | None = None) -> list[SandAct]:
    """Return the acts on an event known at a time (None: now), the newest last.

    Raises
    ------
    LookupError
        If there is no such event.
    """
    acts = sand_acts(store, event=event, as_of=as_of)
    if not acts:
        raise LookupError(f"there is no sand event {event!r}; `sand list` names them")
    return acts


def sand_events(
    store: Store,
    *,
    state: SandState | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    regions: Sequence[str] | None = None,
    as_of: datetime | None = None,
) -> list[SandAct]:
    """Return the newest act on each event, by start and city.

    Parameters
    ----------
    state
        Only events in this state.
    start, end
        Only events that touch [start, end) (UTC).
    regions
        Only of these cities.
    as_of
        As it was known then (UTC).
    """
    query = select(sand_act.c.event, func.max(sand_act.c.number).label("number")).group_by(sand_act.c.event)
    if as_of is not None:
        query = query.where(sand_act.c.known_at <= _micros(as_of))
    newest = query.subquery()
    acts = select(sand_act).join(
        newest, (sand_act.c.event == newest.c.event) & (sand_act.c.number == newest.c.number)
    )
    if state is not None:
        acts = acts.where(sand_act.c.state == state)
    if start is not None:
        acts = acts.where(sand_act.c.end > epoch(start))
    if end is not None:
        acts = acts.where(sand_act.c.start < epoch(end))
    with store.reading() as conn:
        found = _read(conn, acts.order_by(sand_act.c.start, sand_act.c.event))
    if regions is None:
        return found
    wanted = set(regions)
    return [one for one in found if one.region in wanted]


def last_act(store: Store) -> datetime | None:
    """When people last acted on any sand event (UTC); None where nobody has."""
    with store.reading() as conn:
        micros = conn.execute(select(func.max(sand_act.c.known_at))).scalar()
    return None if micros is None else datetime.fromtimestamp(micros / 1_000_000, UTC)


def _read(conn: Connection, query: Any) -> list[SandAct]:
    return [
        SandAct(
            event=row.event,
            number=row.number,
            state=row.state,
            region=row.region,
            start=moment(row.start),
            end=moment(row.end),
            evidence=json.loads(row.evidence),
            actor=row.actor,
            reason=row.reason,
            known_at=datetime.fromtimestamp(row.known_at / 1_000_000, UTC),
        )
        for row in conn.execute(query)
    ]


def _micros(at: datetime) -> int:
    return epoch(at) * 1_000_000 + at.microsecond
