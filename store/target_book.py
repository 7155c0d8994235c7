"""The target book (目标责任书): what a region has undertaken to reach, and what was reported of it, in versions.

Nothing is overwritten. A changed target is a new version of it, a withdrawn one is a version that says so, a
corrected reported value a new revision of its day; what was known at a past time can be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from geo.atlas import Atlas
from ingest.target import ReportedValue, TargetRecord
from ingest.target_books import Book, shipped
from store.days import epoch
from store.opening import Store
from store.tables import reported_value, target

_DAYS = ("first", "last", "issued")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTargets:
    """What became of targets: ids that are new, of which a further version was kept, and that were known."""

    new: tuple[str, ...]
    revised: tuple[str, ...]
    known: tuple[str, ...]


def keep_targets(store: Store, records: Sequence[TargetRecord], *, actor: str, reason: str) -> KeptTargets:
    """Keep targets in one transaction; one that says what its newest version says is known and not kept again."""
    new: list[str] = []
    revised: list[str] = []
    known: list[str] = []
    with store.writing() as conn:
        for one in records:
            before = _newest_target(conn, one.id)
            if before is not None and before.says_the_same(one):
                known.append(one.id)
                continue
            (new if before is None else revised).append(one.id)
            clock = _micros(store.now())
            row = {f.name: getattr(one, f.name) for f in fields(one)}
            row |= {
                "version": 1 if before is None else before.version + 1,
                "known_at": clock if before is None else max(clock, _micros(_known(before.known_at))),
                "actor": actor,
                "reason": reason,
            }
            row |= {name: None if row[name] is None else row[name].toordinal() for name in _DAYS}
            conn.execute(target.insert().values(**row))
    return KeptTargets(new=tuple(new), revised=tuple(revised), known=tuple(known))


def target_versions(store: Store, as_of: datetime | None = None) -> list[TargetRecord]:
    """Return every version of every target that was known then (None: now), by id and version; 0 is shipped."""
    query = select(target).order_by(target.c.id, target.c.version)
    if as_of is not None:
        query = query.where(target.c.known_at <= _micros(as_of))
    with store.reading() as conn:
        kept = [_target(row._mapping) for row in conn.execute(query)]
    own = [replace(one, actor="shipped", file=book.file) for book in _shipped(store) for one in book.targets]
    return sorted([*own, *kept], key=lambda one: (one.id, one.version))


def targets(store: Store, as_of: datetime | None = None) -> list[TargetRecord]:
    """Return the newest version of every target that was known then, by id, without those taken back."""
    newest = {one.id: one for one in target_versions(store, as_of)}
    return [one for one in newest.values() if not one.withdrawn]


def find_target(store: Store, name: str, as_of: datetime | None = None) -> TargetRecord:
    """Return the newest version of a target; LookupError with what is known where there is none of that id."""
    known = {one.id: one for one in targets(store, as_of)}
    if name not in known:
        near = [i for i in known if name and (name in i or i.split("-")[0] in name)] or list(known)
        raise LookupError(f"there is no target {name!r}; known are {' '.join(near[:12])}")
    return known[name]


def keep_reported(store: Store, value: ReportedValue) -> ReportedValue:
    """Return the value that now counts for its day: a new revision, or the newest where it is the same."""
    with store.writing() as conn:
        newest = conn.execute(
            select(reported_value)
            .where(reported_value.c.target == value.target, reported_value.c.day == value.day.toordinal())
            .order_by(reported_value.c.revision.desc())
            .limit(1)
        ).one_or_none()
        if newest is not None and newest.value == value.value:
            return _reported(newest._mapping)
        clock = _micros(store.now())
        revision = 0 if newest is None else newest.revision + 1
        micros = clock if newest is None else max(clock, newest.known_at)
        row = {
            "target": value.target, "day": value.day.toordinal(), "value": value.value, "actor": value.actor,
            "reason": value.reason, "revision": revision, "known_at": micros,
        }  # fmt: skip
        conn.execute(reported_value.insert().values(**row))
    return replace(value, revision=revision, known_at=datetime.fromtimestamp(micros / 1_000_000, UTC))


def reported_values(
    store: Store, target_id: str | None = None, as_of: datetime | None = None
) -> list[ReportedValue]:
    """Return the reported values of a target (None: of all), every revision known then, by target and day.

    Of a day the later stands last; those shipped with a book come before those that people entered.
    """
    query = select(reported_value).order_by(
        reported_value.c.target, reported_value.c.day, reported_value.c.revision
    )
    if target_id is not None:
        query = query.where(reported_value.c.target == target_id)
    if as_of is not None:
        query = query.where(reported_value.c.known_at <= _micros(as_of))
    with store.reading() as conn:
        kept = [_reported(row._mapping) for row in conn.execute(query)]
    own = [v for book in _shipped(store) for v in book.reported if target_id in (None, v.target)]
    return sorted([*own, *kept], key=lambda v: (v.target, v.day))


def _shipped(store: Store) -> tuple[Book, ...]:
    return shipped(store.atlas) if isinstance(store.atlas, Atlas) else ()


def _newest_target(conn: Connection, name: str) -> TargetRecord | None:
    version = conn.execute(select(func.max(target.c.version)).where(target.c.id == name)).scalar()
    if version is None:
        return None
    row = conn.execute(select(target).where(target.c.id == name, target.c.version == version)).one()
    return _target(row._mapping)


def _target(row: Any) -> TargetRecord:
    held = dict(row)
    held |= {name: None if held[name] is None else date.fromordinal(held[name]) for name in _DAYS}
    held["known_at"] = datetime.fromtimestamp(held["known_at"] / 1_000_000, UTC)
    return TargetRecord(**held)


def _reported(row: Any) -> ReportedValue:
    held = dict(row)
    held["day"] = date.fromordinal(held["day"])
    held["known_at"] = datetime.fromtimestamp(held["known_at"] / 1_000_000, UTC)
    return ReportedValue(**held)


def _known(moment: datetime | None) -> datetime:
    return moment if moment is not None else datetime.fromtimestamp(0, UTC)


def _micros(moment: datetime) -> int:
    return epoch(moment) * 1_000_000 + moment.microsecond
