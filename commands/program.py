"""What a command is given: the settings as they were read once, and the store they name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from assessment.basis import Basis

if TYPE_CHECKING:
    from store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Program:
    """The wired program behind one call of the command line.

    `store_url` names a database server; without it the embedded store under `home` is used.
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
            return open_store(self.store_url, self.home, load(self.boundaries))
        except (StoreError, OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
