"""The run log and the leases: whose turn it is, in every process together, and what every turn did.

A lease is held for a while of the machine's time and given back; one whose holder died on this machine is free at
once. What a dead holder left running is written down as broken off by the next one.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from ingest.contract import Receipt, Window
from ingest.diary import Run, State, Turn
from store.days import epoch, moment
from store.opening import Store
from store.schedule_tables import lease, run

LEASE_S: Final = 900
"""A holder that has not come back for so long [s] is taken for dead."""

SKEW_S: Final = 600
"""By so much [s] the clocks of two schedulers may differ."""

LONGEST_MESSAGE: Final = 500


def holder() -> str:
    """Return a name for this process that no other has had: host, number, and when it was born."""
    return f"{socket.gethostname()}:{os.getpid()}:{_born(os.getpid())}"


def _born(pid: int) -> str:
    """When a process was started [clock ticks], empty where the machine does not tell."""
    try:
        return (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="ascii", errors="replace")
            .rpartition(")")[2]
            .split()[19]
        )
    except (OSError, IndexError):
        return ""


def is_dead(name: str) -> bool:
    """Whether the holder of that name was a process of this machine that is no more."""
    host, pid, born = [*name.rsplit(":", 2), "", ""][:3]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return bool(born) and _born(int(pid)) != born


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLog:
    """The store as `ingest.diary.Diary`.

    Attributes
    ----------
    store
        Where it is written.
    name
        This holder of leases.
    world
        The machine's time [epoch s].
    """

    store: Store
    name: str = field(default_factory=holder)
    world: Callable[[], float] = time.time

    def claim(self, source: str, beat: datetime, now: datetime) -> bool:
        """Whether this scheduler may serve that beat: true for exactly one of all, in every process together.

        A beat is served once. One that lies far before the last served is taken, since the clock was set back.
        """
        at = epoch(beat)
        with self.store.writing() as conn:
            held = conn.execute(select(lease).where(lease.c.name == source)).mappings().first()
            if held is not None and (self._is_held(held) or self._is_served(conn, source, held, at, now)):
                return False
            row = {"holder": self.name, "until": int(self.world()) + LEASE_S, "beat": at}
            if held is None:
                conn.execute(lease.insert().values(name=source, **row))
            else:
                conn.execute(update(lease).where(lease.c.name == source).values(**row))
            self._break_off(conn, source, now)
            return True

    def _is_held(self, held: Any) -> bool:
        left = held["until"] - self.world()
        return bool(0 < left <= LEASE_S) and held["holder"] != self.name and not is_dead(held["holder"])

    @staticmethod
    def _is_served(conn: Connection, source: str, held: Any, at: int, now: datetime) -> bool:
        if at > held["beat"]:
            return False
        return int(held["beat"]) <= epoch(now) + SKEW_S  # further ahead: served by a clock since set back

    def _break_off(self, conn: Connection, source: str, now: datetime) -> None:
        """Write down as broken off what a dead holder left running."""
        left = conn.execute(
            select(run.c.id, run.c.cause, run.c.holder).where(
                run.c.source == source, run.c.state == "running"
            )
        ).all()
        dead = [number for number, cause, by in left if cause != "hand" or is_dead(by)]
        if dead:
            conn.execute(
                update(run)
                .where(run.c.id.in_(dead))
                .values(
                    state="broken off",
                    ended=_micros(now),
                    message="the process ended before the run did; what it had kept is there and is found known",
                )
            )

    def release(self, source: str) -> None:
        """Give back what `claim` gave; the beat stays served."""
        with self.store.writing() as conn:
            conn.execute(
                update(lease).where(lease.c.name == source, lease.c.holder == self.name).values(until=0)
            )

    def begin(self, source: str, turn: Turn, beat: datetime | None, now: datetime) -> int:
        """Write down that a run begins, and return its number; whoever begins one is alive, so its lease is renewed."""
        with self.store.writing() as conn:
            conn.execute(
                update(lease)
                .where(lease.c.name == source, lease.c.holder == self.name, lease.c.until > 0)
                .values(until=int(self.world()) + LEASE_S)
            )
            made = conn.execute(
                run.insert().values(
                    source=source,
                    cause=turn.cause,
                    beat=None if beat is None else epoch(beat),
                    first=epoch(turn.window.start),
                    end=epoch(turn.window.end),
                    started=_micros(now),
                    state="running",
                    kind="",
                    holder=self.name,
                    payloads="[]",
                    hours=0,
                    rows=0,
                    kept=0,
                    known=0,
                    revised=0,
                    rejected=0,
                    message="",
                )
            )
            return int(made.inserted_primary_key[0])  # type: ignore[index]

    def end(
        self,
        number: int,
        now: datetime,
        *,
        state: State,
        kind: str = "",
        payloads: Sequence[str] = (),
        hours: int = 0,
        receipt: Receipt | None = None,
        message: str = "",
    ) -> None:
        """Write down what became of a run."""
        told = receipt or Receipt()
        with self.store.writing() as conn:
            conn.execute(
                update(run)
                .where(run.c.id == number)
                .values(
                    ended=_micros(now),
                    state=state,
                    kind=kind,
                    payloads=json.dumps(list(payloads)),
                    hours=hours,
                    rows=told.rows,
                    kept=told.kept,
                    known=told.known,
                    revised=told.revised,
                    rejected=sum(told.rejected.values()),
                    message=_storable(message),
                )
            )

    def runs(self, source: str, window: Window) -> Sequence[Run]:
        """Return the runs whose windows touch a window, oldest first."""
        return runs(self.store, source=source, window=window)

    def last(self, source: str) -> tuple[Run | None, Run | None]:
        """Return the newest run that has ended, and the newest that was not a failure."""
        ended = select(run).where(run.c.source == source, run.c.state.in_(("done", "empty", "failed")))
        newest = ended.order_by(run.c.id.desc()).limit(1)
        with self.store.reading() as conn:
            one = conn.execute(newest).mappings().first()
            if one is None or one["state"] != "failed":
                return (_run(one), _run(one)) if one else (None, None)
            good = conn.execute(newest.where(run.c.state != "failed")).mappings().first()
            return _run(one), _run(good) if good else None


def runs(
    store: Store, *, source: str | None = None, window: Window | None = None, begun: Window | None = None
) -> list[Run]:
    """Return the runs of a source, or of all, in the order in which they began.

    `window` leaves those whose windows touch it, `begun` those that began within it.
    """
    query = select(run).order_by(run.c.id)
    if source is not None:
        query = query.where(run.c.source == source)
    if window is not None:
        query = query.where(run.c.end > epoch(window.start), run.c.first < epoch(window.end))
    if begun is not None:
        query = query.where(run.c.started >= _micros(begun.start), run.c.started < _micros(begun.end))
    with store.reading() as conn:
        return [_run(row) for row in conn.execute(query).mappings()]


def newest_run(store: Store) -> int:
    """Return how far the run log is: its newest run, and how many have ended; 0 where it is empty."""
    with store.reading() as conn:
        newest = conn.execute(select(func.max(run.c.id))).scalar() or 0
        ended = conn.execute(select(func.max(run.c.ended))).scalar() or 0
    return int(newest) * 2**60 + int(ended)


def leases(store: Store) -> dict[str, tuple[str, datetime, datetime]]:
    """Return of each source who holds or last held its lease, until when [machine's time], and its last beat."""
    with store.reading() as conn:
        return {
            row["name"]: (row["holder"], moment(row["until"]), moment(row["beat"]))
            for row in conn.execute(select(lease)).mappings()
        }


def _run(row: Any) -> Run:
    return Run(
        number=row["id"],
        source=row["source"],
        cause=row["cause"],
        beat=None if row["beat"] is None else moment(row["beat"]),
        window=Window(start=moment(row["first"]), end=moment(row["end"])),
        started=_moment(row["started"]),
        ended=None if row["ended"] is None else _moment(row["ended"]),
        state=row["state"],
        kind=row["kind"],
        holder=row["holder"],
        payloads=tuple(json.loads(row["payloads"])),
        hours=row["hours"],
        receipt=Receipt(
            rows=row["rows"],
            readings=row["kept"] + row["known"] + row["revised"],
            kept=row["kept"],
            known=row["known"],
            revised=row["revised"],
            rejected={"": row["rejected"]} if row["rejected"] else {},
        ),
        message=row["message"],
    )


def _micros(now: datetime) -> int:
    return round(now.timestamp() * 1_000_000)


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1_000_000, UTC)


def _storable(text: str) -> str:
    kept = text[:LONGEST_MESSAGE].encode("utf-8", "backslashreplace").decode("utf-8")
    return kept.replace("\x00", "\\x00")
