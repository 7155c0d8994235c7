"""What was refused, with the row it stood in, and what people did about it; the refusal itself is never taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from ingest.contract import Stage
from store.bulk import Ints, fetch
from store.days import epoch
from store.opening import Store
from store.review_tables import quarantine_act, refused_row
from store.tables import air_hour, batch, quarantine, station

Act = Literal["mended", "retaken"]
State = Literal["open", "mended", "retaken", "all"]
COLUMNS = (
    "id", "state", "source", "file", "line", "field", "reason", "payload", "whole", "mendable", "batch", "known_at",
    "acted_at", "by", "because", "kept_in",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One refusal: its place in the payload, why, what stood there, the whole row, and the batch it came with.

    `row` is empty where the row was not kept: such a refusal cannot be mended here, its file can be corrected.
    """

    id: int
    source: str
    name: str
    stage: Stage
    simulated: bool
    batch: int
    file: str
    line: int
    field: str
    reason: str
    payload: str
    whole: bool
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineAct:
    """What a person did: the act, the row taken, the batch that kept it (0: known already), name, reason and time."""

    number: int
    act: Act
    row: Mapping[str, str]
    batch: int
    kept: int
    known_at: datetime
    actor: str
    reason: str


def refusals(
    store: Store,
    *,
    state: State = "all",
    source: str | None = None,
    reason: str | None = None,
    limit: int = 100,
) -> pd.DataFrame:
    """Return refusals, newest first: place, reason, payload, what the newest act on each made of it; `COLUMNS`.

    Parameters
    ----------
    state
        `open` has no act yet.
    source, reason
        Only of this source; only where the reason holds this text.
    limit
        So many at the most.
    """
    newest = (
        select(quarantine_act.c.quarantine_id, func.max(quarantine_act.c.number).label("number"))
        .group_by(quarantine_act.c.quarantine_id)
        .subquery()
    )
    act = select(quarantine_act).join(
        newest,
        and_(
            quarantine_act.c.quarantine_id == newest.c.quarantine_id,
            quarantine_act.c.number == newest.c.number,
        ),
    ).subquery()  # fmt: skip
    query = (
        select(
            quarantine.c.id, func.coalesce(act.c.act, "open").label("state"), batch.c.source, quarantine.c.file,
            quarantine.c.line, quarantine.c.field, quarantine.c.reason, quarantine.c.payload, quarantine.c.whole,
            refused_row.c.row.is_not(None).label("mendable"), quarantine.c.batch_id.label("batch"),
            batch.c.known_at, act.c.known_at.label("acted_at"), func.coalesce(act.c.actor, "").label("by"),
            func.coalesce(act.c.reason, "").label("because"), act.c.batch_id.label("kept_in"),
        )
        .select_from(quarantine)
        .join(batch, batch.c.id == quarantine.c.batch_id)
        .outerjoin(act, act.c.quarantine_id == quarantine.c.id)
        .outerjoin(
            refused_row,
            and_(
                refused_row.c.sha256 == quarantine.c.sha256, refused_row.c.file == quarantine.c.file,
                refused_row.c.line == quarantine.c.line, refused_row.c.field == quarantine.c.field,
            ),
        )
        .order_by(quarantine.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if state == "open":
        query = query.where(act.c.act.is_(None))
    elif state != "all":
        query = query.where(act.c.act == state)
    if source:
        query = query.where(batch.c.source == source)
    if reason:
        query = query.where(quarantine.c.reason.contains(reason, autoescape=True))
    with store.reading() as conn:
        found = conn.execute(query).mappings().all()
    table = pd.DataFrame([dict(row) for row in found], columns=list(COLUMNS))
    for name in ("known_at", "acted_at"):
        table[name] = pd.to_datetime(table[name].astype("Int64"), unit="us", utc=True)
    table["kept_in"] = table["kept_in"].astype("Int64")
    return table


def reasons(store: Store) -> pd.DataFrame:
    """Return how many refusals each source has by reason, and how many of them nobody has acted on."""
    acted = select(quarantine_act.c.quarantine_id).distinct().subquery()
    query = (
        select(
            batch.c.source, quarantine.c.reason, func.count().label("refusals"),
            (func.count() - func.count(acted.c.quarantine_id)).label("open"),
        )
        .select_from(quarantine)
        .join(batch, batch.c.id == quarantine.c.batch_id)
        .outerjoin(acted, acted.c.quarantine_id == quarantine.c.id)
        .group_by(batch.c.source, quarantine.c.reason)
        .order_by(batch.c.source, quarantine.c.reason)
    )  # fmt: skip
    with store.reading() as conn:
        found = conn.execute(query).all()
    return pd.DataFrame([tuple(row) for row in found], columns=["source", "reason", "refusals", "open"])


def refused_by_source(conn: Connection) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many refusals each source has, and how many of them somebody has acted on; reads no payload."""
    by_batch = (
        select(quarantine.c.batch_id, func.count().label("n")).group_by(quarantine.c.batch_id).subquery()
    )
    counted = (
        select(batch.c.source, func.sum(by_batch.c.n))
        .join(by_batch, by_batch.c.batch_id == batch.c.id)
        .group_by(batch.c.source)
    )
    acted = (
        select(batch.c.source, func.count(quarantine_act.c.quarantine_id.distinct()))
        .select_from(quarantine_act)
        .join(quarantine, quarantine.c.id == quarantine_act.c.quarantine_id)
        .join(batch, batch.c.id == quarantine.c.batch_id)
        .group_by(batch.c.source)
    )
    return (
        {source: int(n) for source, n in conn.execute(counted)},
        {source: int(n) for source, n in conn.execute(acted)},
    )


def refused(store: Store, number: int) -> Refused:
    """Return one refusal.

    Raises
    ------
    LookupError
        If there is none of that number.
    """
    query = (
        select(
            quarantine, batch.c.source, batch.c.name, batch.c.stage, batch.c.simulated, refused_row.c.row
        )
        .join(batch, batch.c.id == quarantine.c.batch_id)
        .outerjoin(
            refused_row,
            and_(
                refused_row.c.sha256 == quarantine.c.sha256, refused_row.c.file == quarantine.c.file,
                refused_row.c.line == quarantine.c.line, refused_row.c.field == quarantine.c.field,
            ),
        )
        .where(quarantine.c.id == number)
    )  # fmt: skip
    with store.reading() as conn:
        row = conn.execute(query).mappings().first()
    if row is None:
        raise LookupError(f"there is no refusal {number}; `quarantine list` names them")
    return Refused(
        id=number, source=row["source"], name=row["name"], batch=row["batch_id"], file=row["file"],
        stage=Stage.REVIEWED if row["stage"] == 1 else Stage.PROVISIONAL, simulated=bool(row["simulated"]),
        line=row["line"], field=row["field"], reason=row["reason"], payload=row["payload"],
        whole=bool(row["whole"]), row=json.loads(row["row"]) if row["row"] else {},
    )  # fmt: skip


def acts_on(store: Store, number: int) -> list[QuarantineAct]:
    """Return what people did about a refusal, in order."""
    query = (
        select(quarantine_act)
        .where(quarantine_act.c.quarantine_id == number)
        .order_by(quarantine_act.c.number)
    )
    with store.reading() as conn:
        found = conn.execute(query).mappings().all()
    return [
        QuarantineAct(
            number=row["number"], act=row["act"], row=json.loads(row["row"]), batch=row["batch_id"],
            kept=row["kept"], known_at=datetime.fromtimestamp(row["known_at"] / 1_000_000, UTC),
            actor=row["actor"], reason=row["reason"],
        )
        for row in found
    ]  # fmt: skip


def record_act(
    store: Store,
    *,
    number: int,
    act: Act,
    row: Mapping[str, str],
    batch: int,
    kept: int,
    actor: str,
    reason: str,
) -> QuarantineAct:
    """Keep an act as the newest on a refusal and return it; the same act on the same row by the same batch is one."""
    done = acts_on(store, number)
    if done and (done[-1].act, dict(done[-1].row), done[-1].batch) == (act, dict(row), batch):
        return done[-1]
    micros = epoch(store.now()) * 1_000_000 + store.now().microsecond
    with store.writing() as conn:
        last = conn.execute(
            select(func.max(quarantine_act.c.number)).where(quarantine_act.c.quarantine_id == number)
        ).scalar()
        conn.execute(
            quarantine_act.insert().values(
                quarantine_id=number, number=int(last or 0) + 1, act=act,
                row=json.dumps(dict(row), ensure_ascii=False), batch_id=batch, kept=kept, known_at=micros,
                actor=actor, reason=reason,
            )
        )  # fmt: skip
    return acts_on(store, number)[-1]


def newest_batches(store: Store, station_code: str, starts: Ints) -> dict[int, int]:
    """Return for hours of a station [epoch s of their start] the number of the newest batch that said anything."""
    query = select(air_hour.c.start, func.max(air_hour.c.batch_id).label("batch_id")).join(
        station, station.c.id == air_hour.c.station_id
    )
    query = query.where(station.c.code == station_code, air_hour.c.start.in_(starts.tolist()))
    with store.reading() as conn:
        found = fetch(conn, query.group_by(air_hour.c.start))
    return dict(zip(found["start"].tolist(), found["batch_id"].tolist(), strict=True))


def later_batches(store: Store, source: str, after: int, first: int, last: int) -> list[int]:
    """Return the batches of a source after one of that number that changed readings in [first, last], epoch s."""
    query = select(batch.c.id).where(
        batch.c.source == source, batch.c.id > after, batch.c.first <= last, batch.c.last >= first,
        batch.c.kept + batch.c.revised > 0,
    )  # fmt: skip
    with store.reading() as conn:
        return [int(number) for (number,) in conn.execute(query.order_by(batch.c.id))]
