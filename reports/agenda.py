"""Which sets are due: every week and every month, for the regions of the settings, as known when they fell due.

A set is known at the moment at which it fell due and not when it came to be made, so that a machine that was off on
Monday makes on Tuesday the very set of Monday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from assessment.periods import SHANGHAI, Days
from indicators.parameters import Language
from reports.scope import Kind, Scope

LATE = timedelta(days=3)
"""How long after it fell due a set is still made by itself."""
RETRY = timedelta(minutes=15)
"""So often one that failed is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is made by itself.

    Attributes
    ----------
    regions
        Division codes of the places that get sets; none for no sets.
    weekday, at
        Day of the week (0 is Monday) and time of day, Asia/Shanghai, at which the week before is due; the month before
        is due on the first at the same time.
    languages
        In which each is made.
    template
        The bureau's own PPTX; None for ours.
    pdf
        Whether PDF is made.
    """

    regions: tuple[str, ...] = ()
    weekday: int = 0
    at: time = time(7)
    languages: tuple[Language, ...] = ("zh",)
    template: Path | None = None
    pdf: bool = True

    def due(self, now: datetime) -> Iterator[Scope]:
        """The sets that fell due at or before a moment and not more than three days ago."""
        local = now.astimezone(SHANGHAI)
        for region in self.regions:
            for kind, day, days in (self._week(local), self._month(local)):
                fell = datetime.combine(day, self.at, SHANGHAI).astimezone(UTC)
                if fell <= now <= fell + LATE:
                    yield Scope(region=region, kind=kind, days=days, as_of=fell)

    def beat(self, now: datetime) -> datetime:
        """The quarter of an hour that it is: one scheduler of all serves it."""
        return datetime.fromtimestamp(now.timestamp() // RETRY.total_seconds() * RETRY.total_seconds(), UTC)

    def _week(self, local: datetime) -> tuple[Kind, date, Days]:
        back = (local.weekday() - self.weekday) % 7
        if back == 0 and local.time() < self.at:
            back = 7
        day = local.date() - timedelta(days=back)
        monday = day - timedelta(days=day.weekday() + 7)
        return "weekly", day, Days(first=monday, last=monday + timedelta(days=6))

    def _month(self, local: datetime) -> tuple[Kind, date, Days]:
        first = local.date().replace(day=1)
        if local.date() == first and local.time() < self.at:
            first = (first - timedelta(days=1)).replace(day=1)
        last = first - timedelta(days=1)
        return "monthly", first, Days(first=last.replace(day=1), last=last)
