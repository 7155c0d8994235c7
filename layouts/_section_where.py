"""What the page of a section shows: the section, the months and the item, as the address says them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from assessment.periods import midnight, next_month
from assessment.water_overview import Span
from indicators.parameters import Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._address import read_month
from layouts._figure import Figure
from layouts._page import Hall
from layouts._picture import name as named

PATH = "section"
LENGTHS = (1, 3, 12, 36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What an address asks, mistyped parts replaced by what is usual."""

    hall: Hall
    search: str
    lang: Language
    code: str
    month: date
    length: int
    item: str

    @property
    def start(self) -> datetime:
        """Start of the window in UTC."""
        months = self.month.year * 12 + self.month.month - self.length
        return midnight(date(months // 12, months % 12 + 1, 1))

    @property
    def end(self) -> datetime:
        """End of the window in UTC."""
        return midnight(next_month(self.month))

    def link(self, **changed: str | None) -> str:
        """The same page with something changed."""
        return desk.link(self.hall, PATH, self.search, **{"passport": None, **changed})

    def passport(self, indicator: str, start: datetime, end: datetime, code: str) -> str:
        """The link that opens the passport of a figure of the section."""
        figure = Figure(indicator=indicator, of="section", code=code, start=start, end=end)
        return desk.figure_link(self.hall, PATH, self.search, figure)

    def called(self, code: str) -> str:
        """A division by its name on this screen; by its code where nobody knows it."""
        found = named(code, self.hall.drawing)
        return found.text(self.lang) if found else code

    @property
    def as_of(self) -> datetime | None:
        """The time whose knowledge the page is frozen to; None for now."""
        return desk.as_of(self.search)


def where(hall: Hall, search: str, held: Span) -> Where:
    """What an address asks of a store that holds water."""
    said = desk.asked(search)
    months = said.get("months", "")
    return Where(
        hall=hall, search=search, lang=desk.language(hall, search), code=said.get("code", "")[:80],
        month=read_month(said.get("month")) or held.last.astimezone(ZONE).date().replace(day=1),
        length=int(months) if months in {str(n) for n in LENGTHS} else LENGTHS[-1], item=said.get("item", "")[:20],
    )  # fmt: skip
