"""What a command is given: the settings as they were read once, and the store they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from assessment.basis import Basis
from reports.agenda import Agenda

if TYPE_CHECKING:
    from assessment.health import Watch
    from ingest.archive import Archive
    from ingest.clock import Clock
    from ingest.feed import Feed
    from store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Program:
    """The wired program behind one call of the command line.

    `store_url` names a database server; without it the embedded store under `home` is used. `sources` are the live
    sources that are switched on and what is chosen for them, `clock_url` the replay whose clock is followed, `agenda`
    the sets for the meeting that are made by themselves. `metrics` says who may read `/metrics`, `oldest_hours` how old
    the newest hour may be before the program calls itself down (0: any age), `keep_payloads` for how many days answers
    of live sources are kept as they came, `scenes` which scenes of the wall follow each other.
    """

    home: Path
    store_url: str | None
    boundaries: Path
    basis: Basis
    host: str
    port: int
    workers: int
    language: Literal["zh", "en"]
    map_approval: str
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    clock_url: str = ""
    agenda: Agenda = field(default_factory=Agenda)
    metrics: Literal["off", "local", "on"] = "local"
    oldest_hours: int = 0
    keep_payloads: int = 0
    scenes: str = ""

    @cached_property
    def store(self) -> Store:
        """The opened store with the facts of every day up to date, whatever a killed run left behind."""
        from store.facts import refresh, stale_days

        store = self.opened
        if stale_days(store):
            click.echo("Bringing the facts of changed days up to date.", err=True)
            refresh(store)
        return store

    @cached_property
    def opened(self) -> Store:
        """The opened store as it is, migrated to this program's schema."""
        from geo.atlas import load
        from store.opening import StoreError, open_store

        try:
            opened = open_store(self.store_url, self.home, load(self.boundaries))
        except (StoreError, OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        return replace(opened, now=self.clock.now) if self.clock_url else opened

    @cached_property
    def clock(self) -> Clock:
        """The time that everything lives by: the world's, or that of the replay that is followed."""
        from ingest.clock import Clock, ClockError, followed

        try:
            return followed(self.clock_url) if self.clock_url else Clock()
        except ClockError as error:
            raise click.ClickException(str(error)) from error

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """The live sources that are switched on."""
        from ingest.feed import FeedError, feeds

        try:
            return feeds(self.sources)
        except FeedError as error:
            raise click.ClickException(str(error)) from error

    @property
    def watch(self) -> Watch:
        """What this installation expects of itself: a source is overdue after two cadences, its lag and an hour."""
        from assessment.health import Watch

        spare = timedelta(hours=1)
        return Watch(
            sources={feed.name: 2 * feed.cadence + feed.lag + spare for feed in self.feeds},
            oldest_hours=self.oldest_hours,
        )

    @property
    def archive(self) -> Archive:
        """Where answers of live sources are kept as they came."""
        from ingest.archive import FOLDER, Archive

        return Archive(folder=self.home / FOLDER, days=self.keep_payloads)
