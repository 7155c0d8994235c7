"""What a ranking asks: indicator, region, list, window, comparison, order and ties, as the address says them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any, Final, Literal, cast

from assessment.answer import Answer
from assessment.catalogue import everything
from assessment.directory import Found
from assessment.entries import Entry
from indicators.parameters import Language
from indicators.regime import ZONE
from layouts import _desk as desk
from layouts._address import NATION, read_day
from layouts._figure import Figure
from layouts._page import Hall

PATH: Final = "ranking"
KEPT: Final = 24
LEADING: Final[Mapping[str, tuple[str, ...]]] = {
    "air": (
        "composite_index", "good_day_rate", "good_days", "heavy_days", "pm25", "pm10", "o3_8h_p90", "no2", "so2",
        "co_p95", "aqi",
    ),
    "water": ("cwqi", "cwqi_improvement", "good_water_share", "worse_than_v_share", "section_compliance_rate", "tli"),
}  # fmt: skip
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "air": ("cities", "counties"), "water": ("cities", "counties", "sections", "rivers"),
}  # fmt: skip
Against = Literal["", "year", "period"]


@cache
def rankable() -> Mapping[str, Entry]:
    """Every indicator with a better and a worse of a period or a day, by code."""
    return {
        code: one
        for code, one in everything().items()
        if one.better is not None and not one.command and one.yearly is None and code != "level"
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What an address asks, mistyped parts replaced by what is usual. `chain` leads down to the region ranked in."""

    hall: Hall
    search: str
    lang: Language
    indicator: Entry
    chain: tuple[Found, ...]
    among: str
    start: date
    end: date
    newest: date
    against: Against
    by: Literal["value", "improvement"]
    ties: Literal["competition", "dense"]
    member: str
    then: date | None
    as_of: datetime | None

    @property
    def within(self) -> str:
        """Code of the region in which is ranked."""
        return self.chain[-1].code

    @property
    def of(self) -> str:
        """What kind of members are ranked."""
        return {"counties": "county", "sections": "section", "rivers": "river"}.get(self.among, "city")

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments that every question of a ranking takes."""
        return {
            "indicator": self.indicator.code, "within": self.within, "start": self.start, "end": self.end,
            "among": self.among, "ties": self.ties,
        }  # fmt: skip

    def link(self, **changed: str | None) -> str:
        """The same page with something changed."""
        return desk.link(self.hall, PATH, self.search, **{"passport": None, **changed})

    def why(self, code: str, indicator: str | None = None) -> str:
        """The link that opens the passport of a member's figure; empty where there is none."""
        if self.of == "river":
            return ""
        start, end = (
            datetime.combine(day, time(), ZONE) for day in (self.start, self.end + timedelta(days=1))
        )
        asked = Figure(
            indicator=indicator or self.indicator.code, of=self.of, code=code, start=start, end=end
        )
        return desk.figure_link(self.hall, PATH, self.search, asked)


def here(hall: Hall, search: str) -> Here | None:
    """What an address asks; None of a store that holds neither air nor water.

    Raises
    ------
    LookupError
        If there is no such place.
    """
    said = desk.asked(search)
    indicator = rankable().get(said.get("indicator", "")) or rankable()["composite_index"]
    newest = _newest(hall, indicator.medium)
    if newest is None:
        return None
    start, end = read_day(said.get("start")), read_day(said.get("end"))
    end = min(end or newest, newest)
    start = start if start is not None and start <= end else end.replace(day=1)
    if "all" not in indicator.steps:
        start = end
    lists = (*LISTS[indicator.medium], *names(hall))
    chain = hall.ask.lineage(said.get("place", NATION))
    among = (
        said["among"]
        if said.get("among") in lists
        else "counties"
        if chain[-1].kind == "county"
        else "cities"
    )
    by = "improvement" if said.get("by") == "improvement" else "value"
    against = said.get("against", "year")
    return Here(
        hall=hall, search=search, lang=desk.language(hall, search), indicator=indicator, chain=_scope(chain, among),
        among=among, start=start, end=end, newest=newest,
        against=cast(Against, against) if against in ("year", "period") else "year" if by == "improvement" else "",
        by=cast(Literal["value", "improvement"], by), ties="dense" if said.get("ties") == "dense" else "competition",
        member=said.get("member", "")[:80], then=read_day(said.get("then")), as_of=desk.as_of(search),
    )  # fmt: skip


def names(hall: Hall) -> list[str]:
    """The named lists, shipped and handed in."""
    return sorted(set(hall.ask.rosters().table["name"].astype(str)))


def _scope(chain: tuple[Found, ...], among: str) -> tuple[Found, ...]:
    """The region that has such members: a city is ranked in its province, a county in its city."""
    kinds = {"cities": ("country", "province"), "counties": ("country", "province", "city")}
    allowed = kinds.get(among, ("country", "province", "city", "county"))
    kept = tuple(one for one in chain if one.kind in allowed)
    return kept or chain[:1]


def _newest(hall: Hall, medium: str) -> date | None:
    """The last day of which the store has readings."""
    if medium == "water":
        span = hall.ask.water_span()
        return None if span is None else span.last_day
    return hall.ask.extent().last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions of the page; an answer is kept as long as the store does not change."""

    rank: Callable[[Here], Answer]
    explained: Callable[[Here, str], Answer]
    replayed: Callable[[Here, datetime], Answer]
    lever: Callable[[Here, str, int], Answer]


def asking(hall: Hall) -> Asked:
    """The questions of the page over one store."""

    @lru_cache(maxsize=KEPT)
    def ranked(revision: int, as_of: datetime | None, against: str, by: str, **asked: Any) -> Answer:
        return hall.ask.rank(**asked, against=against or None, by=by, as_of=as_of)

    def rank(one: Here) -> Answer:
        return ranked(hall.ask.extent().revision, one.as_of, one.against, one.by, **one.asked)

    def explained(one: Here, member: str) -> Answer:
        return hall.ask.retrace(
            **one.asked, against=one.against or "year", member=member, now_known=one.as_of
        )

    def replayed(one: Here, then: datetime) -> Answer:
        return hall.ask.retrace(**one.asked, as_of=then, now_known=one.as_of)

    def lever(one: Here, member: str, places: int) -> Answer:
        return hall.ask.lever(**one.asked, member=member, places=places, as_of=one.as_of)

    return Asked(rank=rank, explained=explained, replayed=replayed, lever=lever)
