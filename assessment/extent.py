"""What the store holds, at a glance: the first question of every screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessment.periods import last_whole_day
from indicators.parameters import Label
from ingest.sources import source
from ingest.water_contract import WaterSource
from store import readings
from store.latest import counted
from store.ledger import mark
from store.opening import Store
from store.origins import kept_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """First and last stored hour (UTC starts; None for an empty store) and the mark of the newest change.

    `air_publishers` and `water_publishers` are those whose readings are held and who gathered them, by name; none of
    a simulated store.
    """

    first: datetime | None
    last: datetime | None
    revision: int
    simulated: bool
    stations: int
    air_publishers: tuple[Label, ...] = ()
    water_publishers: tuple[Label, ...] = ()

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
    span, held = readings.extent(store), kept_of(store)
    return Extent(
        first=span[0] if span else None,
        last=span[1] if span else None,
        revision=revision,
        simulated=store.simulated,
        stations=counted(store),
        air_publishers=_publishers(held, water=False),
        water_publishers=_publishers(held, water=True),
    )


def _publishers(held: Iterable[str], *, water: bool) -> tuple[Label, ...]:
    """Who is to be named for the readings of these sources, each once; a source that names nobody by its title."""
    found: dict[Label, None] = {}
    for name in held:
        try:
            about = source(name.partition("-")[0])
        except LookupError:  # a review, a restored backup: what they hold came from one of the others
            continue
        if isinstance(about, WaterSource) == water and not about.simulated:
            found |= dict.fromkeys(about.named or (about.title,))
    return tuple(found)
