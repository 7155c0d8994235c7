"""What a record of a section is: the type that the register's files, the store and assessment share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

_OF_THE_ACT = frozenset({"version", "known_at", "actor", "reason", "file"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRecord:
    """One version of what is known of a section from one day on; an empty text, None or empty list says nothing.

    Attributes
    ----------
    code, name, aliases
        Its code, its name as written, other names by which feeds and sheets call it.
    river, basin
        Names, as written.
    province, city, county, answers_for
        Division codes: where it lies, and who answers for it, which may be another.
    kind
        One of `ingest.water_contract.KINDS`; ``lake`` also for a reservoir that is none of the river type.
    control
        Control level: ``national``, ``provincial``, ``city``, ``county``, ``township``.
    lon, lat
        Position [degree], WGS-84.
    river_km
        Place along the river [km], from its mouth or its source as the river's own kilometres run.
    upstream, downstream
        Codes of the neighbours along the river.
    purposes
        What it is there for, as written: 交界, 入湖口, 饮用水 …
    target_class, target_items
        The class that it has to reach, and by item [unit of the item] the limit where that is another.
    first, last
        First and last day for which this holds, both included; None: open.
    complete
        False for what a feed alone has said.
    version, known_at, actor, reason, file
        The act that brought it.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    river: str = ""
    basin: str = ""
    province: str = ""
    city: str = ""
    county: str = ""
    answers_for: str = ""
    kind: str = ""
    control: str = ""
    lon: float | None = None
    lat: float | None = None
    river_km: float | None = None
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    target_class: str = ""
    target_items: Mapping[str, float] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    complete: bool = True
    version: int = 0
    known_at: datetime | None = None
    actor: str = ""
    reason: str = ""
    file: str = ""

    def says_the_same(self, other: SectionRecord) -> bool:
        """Whether both versions hold the same, whoever brought them."""
        return all(
            getattr(self, f.name) == getattr(other, f.name) for f in fields(self) if f.name not in _OF_THE_ACT
        )

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the span of this record."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)
