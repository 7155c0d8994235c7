"""What an address of the station page asks, mistyped parts replaced by what is usual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from assessment.periods import midnight
from indicators.parameters import AIR_HOURLY, Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._address import read_day
from layouts._figure import Figure
from layouts._page import Hall

PATH: Final = "station"
ITEMS: Final = ("aqi", *AIR_HOURLY, "o3_8h")
WINDOWS: Final = (3, 7, 14, 31, 92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What an address asks, mistyped parts replaced by what is usual; `first` and `last` are civil days."""

    hall: Hall
    search: str
    lang: Language
    code: str
    item: str
    first: date
    last: date
    as_of: datetime | None

    @property
    def start(self) -> datetime:
        """Start of the window in UTC."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """End of the window in UTC."""
        return midnight(self.last + timedelta(days=1))

    def link(self, **changed: str | None) -> str:
        """The same page with something changed."""
        return desk.link(
            self.hall, PATH, self.search, **{"passport": None, "station": None, "code": self.code, **changed}
        )

    def passport(self, indicator: str, start: str, end: str) -> str:
        """The link that opens the passport of a figure of the station; `start` and `end` ISO."""
        asked = Figure(
            indicator=indicator, of="station", code=self.code, start=datetime.fromisoformat(start).astimezone(UTC),
            end=datetime.fromisoformat(end).astimezone(UTC),
        )  # fmt: skip
        return desk.figure_link(self.hall, PATH, self.search, asked)


def where(hall: Hall, search: str) -> Where:
    """What an address asks."""
    said = desk.asked(search)
    held = hall.ask.covered()
    newest = held.last if held is not None else hall.clock().astimezone(ZONE).date()
    last = min(read_day(said.get("end")) or newest, newest + timedelta(days=1))
    first = read_day(said.get("start")) or last - timedelta(days=WINDOWS[1] - 1)
    if not first <= last or (last - first).days >= WINDOWS[-1]:
        first = last - timedelta(days=WINDOWS[-1] - 1 if first <= last else WINDOWS[1] - 1)
    return Where(
        hall=hall, search=search, lang=desk.language(hall, search),
        code=said.get("code", said.get("station", ""))[:40],
        item=said["item"] if said.get("item") in ITEMS else "aqi", first=first, last=last, as_of=desk.as_of(search),
    )  # fmt: skip
