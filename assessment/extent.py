"""What the store holds, at a glance: the first question of every screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store import readings
from store.latest import latest
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


def extent(store: Store) -> Extent:
    """The span of the stored hours, how new they are, and whether they are made up. Scans nothing."""
    span = readings.extent(store)
    return Extent(
        first=span[0] if span else None,
        last=span[1] if span else None,
        revision=mark(store),
        simulated=store.simulated,
        stations=len(latest(store)),
    )
