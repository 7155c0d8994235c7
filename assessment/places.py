"""What one word of a question means: a province, a city, a county, or a station by its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assessment.members import Of, members, region
from assessment.periods import Days, civil_days
from geo.names import romanised
from indicators.parameters import Label
from store.ledger import batches
from store.opening import Store
from store.readings import extent

_OF: Final[dict[str, Of]] = {"province": "province", "prefecture": "city", "county": "county"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One member of a question: its kind, its code, and its name; `within` is the region in which it is sought."""

    of: Of
    code: str
    name: Label
    within: str | None

    @property
    def has_aqi(self) -> bool:
        """Whether it has an AQI of its own: a province has none."""
        return self.of != "province"


def place(store: Store, word: str, end: datetime) -> Place:
    """The place that a word names, as it was at the end of a window (UTC).

    Raises
    ------
    LookupError
        For a word that names no province, city, county or station.
    """
    try:
        found = region(store, word)
    except LookupError:
        who = members(store, of="station", at=end - timedelta(seconds=1), only=[word])
        if not len(who):
            raise
        name = str(who.table["name"].iloc[0])
        return Place(of="station", code=word, name=Label(zh=name, en=romanised(name)), within=None)
    of = _OF.get(str(found.level))
    if of is None:
        raise LookupError(f"{found.name} is no province, city or county")
    name_en = found.name_en or found.name
    return Place(of=of, code=found.code, name=Label(zh=found.name, en=name_en), within=found.code)


def covered(store: Store) -> Days | None:
    """The civil days from the first to the last of which air is stored: of hours, or where there are none of days.

    None for a store that holds neither.
    """
    held = extent(store)
    if held is not None:
        return civil_days(held[0], held[1] + timedelta(hours=1))
    told = batches(store, limit=10_000)
    told = told[(told["published_kept"] > 0) & told["first"].notna()]
    if told.empty:
        return None
    return civil_days(
        told["first"].min().to_pydatetime(), told["last"].max().to_pydatetime() + timedelta(hours=1)
    )
