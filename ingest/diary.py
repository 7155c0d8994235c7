"""What a schedule writes down of its turns, and what it asks of whoever keeps that: nouns only.

A turn is one window of one source; a run is what became of it. The run log is what the ledger of slots and the
page of a source's health are read from, so that a turn is written down before it begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from ingest.contract import Receipt, Window

Cause = Literal["schedule", "gap", "hand", "spool"]
State = Literal["running", "done", "empty", "failed", "broken off"]

OURS: frozenset[str] = frozenset({"store", "unreadable", "fault", "off"})
"""Kinds of failure that are ours and not the source's: the store was gone, or we could not read the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One window of a source that is to be asked for, and why."""

    window: Window
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of a turn.

    Attributes
    ----------
    number
        Of the run log.
    beat
        The beat of the schedule that it belongs to; None for a run by hand.
    started, ended
        By the clock of the schedule; `ended` is None while it runs.
    state
        ``running``; ``done`` where an hour of the window came with a value, ``empty`` where the source answered
        and none did, ``failed`` where it could not be had or kept, ``broken off`` where the process ended first.
    kind
        Of a failure, one word; empty otherwise.
    payloads
        Fingerprints (sha256) of what came.
    hours
        Distinct hours (slots) of the window of which a value came.
    message
        A sentence for people where there is something to say.
    """

    number: int
    source: str
    cause: Cause
    beat: datetime | None
    window: Window
    started: datetime
    ended: datetime | None
    state: State
    kind: str
    holder: str
    payloads: tuple[str, ...]
    hours: int
    receipt: Receipt
    message: str


class Diary(Protocol):
    """Where turns are claimed and runs written down."""

    def claim(self, source: str, beat: datetime, now: datetime) -> bool:
        """Whether this scheduler may serve that beat: true for exactly one of all, in every process together."""

    def release(self, source: str) -> None:
        """Give back what `claim` gave."""

    def begin(self, source: str, turn: Turn, beat: datetime | None, now: datetime) -> int:
        """Write down that a run begins, and return its number."""

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

    def runs(self, source: str, window: Window) -> Sequence[Run]:
        """Return the runs whose windows touch a window, oldest first."""

    def last(self, source: str) -> tuple[Run | None, Run | None]:
        """Return the newest run that has ended, and the newest that was not a failure."""
