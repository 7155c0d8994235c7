"""What the overview of a region shows: its place and hour as the address says them, and its questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from assessment.answer import Answer
from assessment.directory import Found
from assessment.extent import Extent
from assessment.periods import last_whole_day, midnight
from indicators.parameters import Language
from layouts import _desk as desk
from layouts._address import address
from layouts._figure import Figure
from layouts._page import Hall

PATH: Final = "region"
KEPT: Final = 32  # answers held in memory, of a process


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What an address asks of a store: the place with what lies above it, and the hour; `asked` holds the answers."""

    hall: Hall
    search: str
    lang: Language
    chain: tuple[Found, ...]
    hour: datetime
    newest: datetime
    first: datetime
    as_of: datetime | None
    asked: Asked
    revision: int

    @property
    def own(self) -> Found:
        """The place itself."""
        return self.chain[-1]

    @property
    def place(self) -> str:
        """Its code."""
        return self.own.code

    @property
    def within(self) -> str | None:
        """The place as questions name it; None for the country."""
        return None if self.own.kind == "country" else self.place

    @property
    def day(self) -> date:
        """The last day that is over at the end of the hour."""
        return last_whole_day(self.hour + timedelta(hours=1))

    @property
    def start(self) -> datetime:
        """Start of that day in UTC."""
        return midnight(self.day)

    def link(self, **changed: str | None) -> str:
        """The same page with something changed."""
        return desk.link(self.hall, PATH, self.search, **{"passport": None, **changed})

    def why(self, indicator: str, of: str, code: str, start: datetime, end: datetime) -> str:
        """The link that opens the passport of a figure."""
        asked = Figure(indicator=indicator, of=of, code=code, start=start, end=end)
        return desk.figure_link(self.hall, PATH, self.search, asked)

    def page(self, path: str, **said: str | None) -> str:
        """Another page about this place."""
        return desk.link(self.hall, path, self.search, **{"passport": None, "hour": None, **said})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions of the page; an answer is kept as long as the store does not change."""

    overview: Callable[[int, datetime | None, str, date], Answer]
    below: Callable[[int, datetime | None, str | None, str, date], Answer]
    moment: Callable[[int, datetime | None, str | None, str, datetime], Answer]
    water: Callable[[int, datetime | None, str | None, datetime], Answer]
    sections: Callable[[int, datetime | None, str, datetime], Answer]
    gaps: Callable[[int, str | None, str, datetime, str], Answer]


def asking(hall: Hall) -> Asked:
    """The questions of the page over one store."""
    ask = hall.ask

    @lru_cache(maxsize=KEPT)
    def overview(revision: int, as_of: datetime | None, place: str, day: date) -> Answer:
        return ask.overview(place=place, day=day, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def below(revision: int, as_of: datetime | None, place: str | None, of: str, day: date) -> Answer:
        return ask.below(place=place, of=of, day=day, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def moment(revision: int, as_of: datetime | None, place: str | None, of: str, hour: datetime) -> Answer:
        return ask.moment(of=of, start=hour, within=place, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def water(revision: int, as_of: datetime | None, place: str | None, at: datetime) -> Answer:
        return ask.water_overview(at=at, step="month", within=place, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def sections(revision: int, as_of: datetime | None, place: str, at: datetime) -> Answer:
        return ask.water_moment(at=at, step="month", within=place, as_of=as_of)

    @lru_cache(maxsize=KEPT)
    def gaps(revision: int, place: str | None, of: str, start: datetime, language: str) -> Answer:
        return ask.ledger(
            start=start, end=start + timedelta(days=1), of=of, every="day", within=place, language=language
        )

    return Asked(overview=overview, below=below, moment=moment, water=water, sections=sections, gaps=gaps)


def here(hall: Hall, asked: Asked, search: str) -> Here | None:
    """What an address asks; None of a store without air.

    Raises
    ------
    LookupError
        If there is no such place.
    """
    held: Extent = hall.ask.extent()
    if held.first is None or held.last is None:
        return None
    where = address(search, hall.language)
    return Here(
        hall=hall, search=search, lang=where.lang, chain=hall.ask.lineage(where.place), newest=held.last,
        hour=min(max(where.hour or held.last, held.first), held.last), first=held.first, as_of=where.as_of,
        asked=asked, revision=held.revision,
    )  # fmt: skip
