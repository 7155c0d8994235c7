"""Lists of members in versions: who was ranked together, by whose word, and since when we know.

A list is never changed: what a person hands in is a version of its own, so that a ranking as of a past date finds
the list of that date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, func, select

from store import bulk
from store.days import epoch
from store.opening import Store
from store.tables import roster, roster_member


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member of a list: the line that named it, its division code, first and last day (None: open)."""

    line: int
    code: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One version of a list.

    Attributes
    ----------
    level
        `prefecture` or `county`: what its members are.
    known_at
        When it became known (UTC).
    actor, reason
        Who handed it in, and why.
    file, sha256
        The file and its fingerprint.
    entries
        Its members in the order of the file.
    """

    name: str
    version: int
    level: str
    known_at: datetime
    actor: str
    reason: str
    file: str
    sha256: str
    entries: tuple[Entry, ...]


def keep_roster(
    store: Store,
    *,
    name: str,
    level: str,
    entries: Sequence[Entry],
    actor: str,
    reason: str,
    file: str,
    sha256: str,
) -> Roster:
    """Return the version that now counts: a new one, or the newest where the same file was handed in again."""
    with store.writing() as conn:
        newest = conn.execute(
            select(roster).where(roster.c.name == name).order_by(roster.c.version.desc()).limit(1)
        ).one_or_none()
        if newest is None or newest.sha256 != sha256 or newest.level != level:
            number = 1 if newest is None else newest.version + 1
            clock = _micros(store.now())
            conn.execute(
                roster.insert().values(
                    name=name, version=number, level=level, actor=actor, reason=reason, file=file, sha256=sha256,
                    known_at=clock if newest is None else max(clock, newest.known_at),
                )
            )  # fmt: skip
            rows = [
                {
                    "name": name, "version": number, "line": e.line, "code": e.code,
                    "first": e.first.toordinal() if e.first else None,
                    "last": e.last.toordinal() if e.last else None,
                }
                for e in entries
            ]  # fmt: skip
            if rows:
                conn.execute(roster_member.insert(), rows)
        found = _newest(conn, name, None)
    if found is None:
        raise LookupError(f"the list {name!r} was not kept")
    return found


def find_roster(store: Store, name: str, as_of: datetime | None = None) -> Roster | None:
    """Return the newest version of a list that was known then (None: now); None where there was none."""
    with store.reading() as conn:
        return _newest(conn, name, as_of)


def rosters(store: Store) -> list[Roster]:
    """Return every version of every list, by name and version."""
    with store.reading() as conn:
        keys = bulk.rows(
            conn, select(roster.c.name, roster.c.version).order_by(roster.c.name, roster.c.version)
        )
        return [_read(conn, name, version) for name, version in keys]


def _newest(conn: Connection, name: str, as_of: datetime | None) -> Roster | None:
    query = select(func.max(roster.c.version)).where(roster.c.name == name)
    if as_of is not None:
        query = query.where(roster.c.known_at <= _micros(as_of))
    version = conn.execute(query).scalar()
    return None if version is None else _read(conn, name, int(version))


def _read(conn: Connection, name: str, version: int) -> Roster:
    head = conn.execute(select(roster).where(roster.c.name == name, roster.c.version == version)).one()
    lines = conn.execute(
        select(roster_member)
        .where(roster_member.c.name == name, roster_member.c.version == version)
        .order_by(roster_member.c.line)
    ).all()
    return Roster(
        name=head.name,
        version=head.version,
        level=head.level,
        known_at=datetime.fromtimestamp(head.known_at / 1_000_000, UTC),
        actor=head.actor,
        reason=head.reason,
        file=head.file,
        sha256=head.sha256,
        entries=tuple(
            Entry(
                line=one.line,
                code=one.code,
                first=None if one.first is None else date.fromordinal(one.first),
                last=None if one.last is None else date.fromordinal(one.last),
            )
            for one in lines
        ),
    )


def _micros(moment: datetime) -> int:
    return epoch(moment) * 1_000_000 + moment.microsecond
