"""What the store holds, at a glance: the first question of every screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessment.periods import last_whole_day
from store import readings
from store.latest import counted
from store.ledger import mark
from store.opening import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """First and last stored hour (UTC starts; None for an empty store) and the mark of the newest change."""

    first: datetime | None
    last: datetime | None
    revision: int
    simulated: bool
    stations: int

    @property
    def last_day(self) -> date | None:
        """The last civil day that is over with the last stored hour; None for an empty store."""
        return None if self.last is None else last_whole_day(self.last + timedelta(hours=1))


def extent(store: Store) -> Extent:
    """The span of the stored hours, how new they are, and whether they are made up. Scans nothing."""
    return _extent(store, mark(store))


def remembered(store: Store) -> Callable[[], Extent]:
    """The same question of one store, answered anew only when the store's mark has changed.

    Every request of every screen asks it; what it answers changes once an hour.
    """
    kept: list[Extent] = []

    def ask() -> Extent:
        revision = mark(store)
        if kept and kept[0].revision == revision:
            return kept[0]
        kept[:] = [_extent(store, revision)]
        return kept[0]

    return ask


def _extent(store: Store, revision: int) -> Extent:
    span = readings.extent(store)
    return Extent(
        first=span[0] if span else None,
        last=span[1] if span else None,
        revision=revision,
        simulated=store.simulated,
        stations=counted(store),
    )
