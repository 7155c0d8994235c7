"""What one picture of water on the wall is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.answer import Answer
from indicators.parameters import Language
from layouts._address import Address
from layouts._figure import Figure
from layouts._page import Hall
from layouts._picture import Kind, name
from layouts._water_period import Period
from layouts._words import word as house

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waters:
    """What one picture of water is made from; `own` are the sections of the place, which its slide names."""

    hall: Hall
    where: Address
    place: str
    what: Kind
    period: Period
    sections: Sequence[Row]
    rows: Sequence[Row]
    overview: Answer
    own: Answer
    newest: bool
    simulated: bool
    unknown: str

    @property
    def lang(self) -> Language:
        """Language of the screen."""
        return self.where.lang

    @property
    def province(self) -> str:
        """Code of the province shown or of the city's province; empty for the nation."""
        if self.what == "nation":
            return ""
        return self.place if self.what == "province" else self.hall.drawing.cities[self.place].parent

    @property
    def whole(self) -> Row | None:
        """The row of the place in the overview; None where it has no section."""
        of = {"nation": "whole", "province": "province", "city": "city"}[self.what]
        found = [r for r in self.rows if r["of"] == of and (of == "whole" or r["code"] == self.place)]
        if not found and self.what == "city":  # a municipality is both
            found = [r for r in self.rows if r["of"] == "province" and r["code"] == self.place]
        return found[0] if found else None

    @property
    def inside(self) -> list[Row]:
        """The sections of the place."""
        if self.what == "nation":
            return list(self.sections)
        key = "province" if self.place == self.province else "city"
        return [row for row in self.sections if row[key] == self.place]

    def href(self, place: str) -> str:
        """Link to another place in the same period."""
        return self.hall.prefix + "wall" + self.where.at(place=place).search(self.hall.language)

    def explained(self, indicator: str, of: str, code: str) -> dict[str, Any]:
        """Attributes of a link that opens a passport; empty where there is none."""
        if of not in ("section", "city", "province"):
            return {}
        asked = Figure(indicator=indicator, of=of, code=code, start=self.period.start, end=self.period.end)
        search = self.where.explaining(asked).search(self.hall.language)
        return {"href": f"{self.hall.prefix}wall{search}", "data-passport": asked.written()}

    def called(self, place: str) -> str:
        """Name of a place on this screen."""
        found = name(place, self.hall.drawing)
        return found.text(self.lang) if found else house("nation", self.lang)
