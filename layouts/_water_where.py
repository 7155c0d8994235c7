"""What a page of water shows: its region, period and view, as the address says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indicators.parameters import Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._address import NATION
from layouts._figure import Figure
from layouts._page import Hall
from layouts._picture import name as named
from layouts._water_period import Period

PATH = "water"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What an address asks, mistyped parts replaced by what is usual."""

    hall: Hall
    search: str
    lang: Language
    place: str
    basin: str
    river: str
    period: Period
    view: str

    @property
    def within(self) -> str:
        """The region as the questions name it; empty for the country."""
        return self.river or self.basin or ("" if self.place == NATION else self.place)

    @property
    def of(self) -> str:
        """What kind of member the region is; empty for the country, a basin or a river."""
        if self.within != self.place:
            return ""
        return (
            "province" if self.place.endswith("0000") else "city" if self.place.endswith("00") else "county"
        )

    @property
    def day(self) -> date:
        """The last civil day of the period: its standards judge it."""
        return (self.period.end - timedelta(seconds=1)).astimezone(ZONE).date()

    @property
    def as_of(self) -> datetime | None:
        """The time whose knowledge the page is frozen to; None for now."""
        return desk.as_of(self.search)

    def link(self, **changed: str | None) -> str:
        """The same page with something changed; a period chosen takes the place of a window typed in."""
        typed = {"from": None, "to": None} if "period" in changed else {}
        return desk.link(self.hall, PATH, self.search, **{"passport": None, **typed, **changed})

    def passport(self, indicator: str, of: str, code: str) -> str:
        """The link that opens the passport of a figure; empty where there is none."""
        if of not in ("province", "city", "county", "section") or code == NATION:
            return ""
        figure = Figure(indicator=indicator, of=of, code=code, start=self.period.start, end=self.period.end)
        return desk.figure_link(self.hall, PATH, self.search, figure)


def called(hall: Hall, code: str, lang: Language, known: Mapping[str, str] | None = None) -> str:
    """A division by its name on this screen; by its code where nobody knows it."""
    if known and code in known:
        return known[code]
    found = named(code, hall.drawing)
    return found.text(lang) if found else code
