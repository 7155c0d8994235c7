"""Air of one place at a glance: day, month and year to date, what they are compared with, and those that lie in it.

Every figure is that of `table` and every place that of `rank`; here they are only read together, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.alignment import aligned, nothing
from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import STAGES, as_text, stamp
from assessment.comparison import Earlier, compared
from assessment.comparison import before as earlier_days
from assessment.entries import Entry
from assessment.judged import judged_parts
from assessment.members import Members, Of, atlas, members, region
from assessment.passport import passport, terms_words
from assessment.periods import Against, Days, midnight, parts
from assessment.ranking import place_of, ranked_members
from assessment.read import Read
from assessment.sand_events import approved, exclusions
from assessment.speaking import published_members
from assessment.terms import Terms
from assessment.verdicts import Verdict
from geo.regions import Region
from indicators.iaqi import primary_text
from indicators.levels import level_number
from indicators.regime import regime
from indicators.rounding import half_even, shown
from indicators.rules import LimitAverage
from store.opening import Store

Floats = NDArray[np.float64]
OF: Final[dict[str, Of]] = {"province": "province", "prefecture": "city", "county": "county"}
BY_DAY: Final = ("aqi", "pm25", "pm10", "o3_8h", "no2", "so2", "co")
BY_PERIOD: Final = (
    "composite_index", "good_day_rate", "good_days", "heavy_days", "pm25", "pm10", "o3_8h_p90", "no2", "so2", "co_p95",
)  # fmt: skip
BELOW: Final = ("composite_index", "good_day_rate", "heavy_days", "pm25", "pm10", "o3_8h_p90")
_LIMITS: Final[dict[str, tuple[str, LimitAverage]]] = {
    "pm25": ("pm25", "year"), "pm10": ("pm10", "year"), "no2": ("no2", "year"), "so2": ("so2", "year"),
    "o3_8h_p90": ("o3", "8h"), "co_p95": ("co", "day"),
}  # fmt: skip
_AGAINST: Final[tuple[Against, ...]] = ("year", "period")
_COMPARED: Final = (
    ("value", "against_value"), ("change", "change"), ("percent", "change_percent"), ("start", "against_start"),
    ("end", "against_end"),
)  # fmt: skip
COLUMNS: Final = (
    "span", "indicator", "title_zh", "title_en", "start", "end", "value", "unit", "level", "primary", "year_value",
    "year_change", "year_percent", "year_start", "year_end", "period_value", "period_change", "period_percent",
    "period_start", "period_end", "limit", "state", "rank", "ranked", "year_rank", "expected", "observed", "valid",
    "edition", "stage", "note",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Peers:
    """A place among those that it is ranked with, over the year to date up to a day; what is read is kept."""

    store: Store
    who: Members
    row: int
    listed: NDArray[np.bool_]
    day: date
    terms: Terms

    @property
    def year(self) -> Days:
        """The year to date."""
        return Days(first=date(self.day.year, 1, 1), last=self.day)

    @property
    def spans(self) -> list[Days]:
        """Month and year to date."""
        return [Days(first=self.day.replace(day=1), last=self.day), self.year]

    @cached_property
    def now(self) -> Read:
        """What is read of the year."""
        return Read(store=self.store, who=self.who, days=self.year, terms=self.terms)

    @cached_property
    def then(self) -> dict[Against, tuple[list[Days], Read]]:
        """The periods compared with, and what is read of them."""
        found: dict[Against, tuple[list[Days], Read]] = {}
        codes = [str(code) for code in self.who.table["code"]]
        for against in _AGAINST:
            cut = [earlier_days(part, against) for part in self.spans]
            cover = Days(first=min(p.first for p in cut), last=max(p.last for p in cut))
            who = members(self.store, of=self.who.of, at=cover.end - timedelta(seconds=1), only=codes)
            found[against] = (cut, Read(store=self.store, who=who, days=cover, terms=self.terms))
        return found

    def of_days(self, asked: Entry) -> Verdict:
        """The figure of every day of the year [day, member]."""
        cut = parts(self.year, "day")
        return judged_parts(
            self.store, asked, self.who, self.year, cut, step="day", terms=self.terms, read=self.now
        )

    def of_spans(self, asked: Entry) -> Verdict:
        """The figure of month and year to date [span, member]."""
        return judged_parts(
            self.store, asked, self.who, self.year, self.spans, step="all", terms=self.terms, read=self.now
        )

    def earlier(self, asked: Entry, against: Against) -> Earlier:
        """The figure of the periods compared with, in the order of the members of now."""
        cut, read = self.then[against]
        codes = [str(code) for code in self.who.table["code"]]
        try:
            found = judged_parts(
                self.store, asked, read.who, read.days, cut, step="all", terms=self.terms, read=read
            )
        except LookupError:  # a period that no edition judges
            return Earlier(parts=tuple(cut), verdict=nothing(asked, (len(cut), len(codes))))
        at = {code: i for i, code in enumerate(read.who.table["code"])}
        return Earlier(parts=tuple(cut), verdict=aligned(found, [at.get(code, -1) for code in codes]))

    def places(self, values: Floats, asked: Entry) -> Floats:
        """Places of the listed members by figures as shown [member]; NaN without one."""
        figures = np.asarray(half_even(np.asarray(values, np.float64), asked.decimals))
        return place_of(np.where(self.listed, figures, np.nan), asked, "competition")


def overview(store: Store, *, place: str, day: date, terms: Terms) -> Answer:
    """The air of a province, city or county: the day, the month and the year up to it; columns `COLUMNS`.

    `span` is `day`, `month` or `year`. Of a day stand the AQI (with `level`, 0 without one, and `primary`) and the six
    items; of a province only the items, since it has no AQI. Of month and year stand the figures of `BY_PERIOD` with
    those of the year before (`year_…`) and of the period before (`period_…`) as `table --against` gives them, the
    `limit` of GB 3095 in force with its `state` (`within`, `over`, empty), and the place among the `ranked`: the
    cities of its province, the counties of its city, the provinces. `year_rank` is the place of the year before.

    Raises
    ------
    LookupError
        For an unknown region, one that is neither of the three, or a day that no edition judges.
    """
    own = _region(store, place)
    peers = _peers(store, own, day, terms)
    rows = [
        _of_day(peers, entry(code), own)
        for code in BY_DAY
        if not (code == "aqi" and peers.who.of == "province")
    ]
    for code in BY_PERIOD:
        rows += _of_spans(peers, entry(code))
    last = peers.of_spans(entry("good_day_rate"))
    about = passport(
        entry("good_day_rate"), start=peers.year.start, end=peers.year.end, terms=terms, made_up=store.simulated,
        who=f"{peers.who.of} / {own.code}", question="overview", stages=last.stages, series=last.series,
        notes=last.remarks,
        exclusions=exclusions(
            approved(store, peers.who, start=peers.year.start, end=peers.year.end, terms=terms)
        ),
        arguments={"place": own.code, "day": day.isoformat(), **terms_words(terms)},
    )  # fmt: skip
    return Answer(table=pd.DataFrame(rows, columns=list(COLUMNS)), passport=about)


def below(store: Store, *, place: str | None, of: Of, day: date, terms: Terms) -> Answer:
    """Everyone of a kind inside a region (None: the country), by code: the day's AQI, and the year to date.

    Columns: code, name, name_en, aqi, level (0 without one), primary, each of `BELOW` as shown, each with
    `<indicator>_note` and `<indicator>_percent` (change against the year before), expected, observed, valid (days of
    the composite index), note. Of provinces aqi is empty.

    Raises
    ------
    LookupError
        For an unknown region, or a day that no edition judges.
    """
    year = Days(first=date(day.year, 1, 1), last=day)
    at = year.end - timedelta(seconds=1)
    also = (
        ()
        if of == "station"
        else published_members(store, of=of, within=place, days=year, at=at, terms=terms)
    )
    who = members(store, of=of, within=place, at=at, also=also)
    everyone = Peers(
        store=store, who=who, row=0, listed=np.ones(len(who), bool), day=day, terms=terms
    )  # fmt: skip
    frame = who.table[["code", "name", "name_en"]].copy()
    frame["aqi"], frame["level"], frame["primary"] = "", 0, ""
    main: Verdict | None = None
    if len(who):
        if of != "province":
            frame["aqi"], frame["level"], frame["primary"] = _aqi(everyone)
        for code in BELOW:
            asked = entry(code)
            verdict = everyone.of_spans(asked)
            notes = verdict.remarks.texts()[1]
            frame[code] = as_text(verdict.values, asked.decimals, "shown")[1]
            frame[f"{code}_note"] = notes
            then = compared(asked, verdict, everyone.earlier(asked, "year"), precision="shown")
            frame[f"{code}_percent"] = then["change_percent"][1]
            main = main or verdict
    for name in ("expected", "observed", "valid"):
        frame[name] = np.broadcast_to(getattr(main, name), main.values.shape)[1] if main is not None else 0
    return Answer(
        table=frame.sort_values("code", ignore_index=True),
        passport=passport(
            entry("composite_index"), start=year.start, end=year.end, terms=terms, made_up=store.simulated,
            who=f"{of} / {place or 'all'} ({len(who)})", question="below", stages=main.stages if main else (0, 0, 0),
            series=main.series if main else "",
            arguments={"in": place or "", "of": of, "day": day.isoformat(), **terms_words(terms)},
        ),
    )  # fmt: skip


def _region(store: Store, place: str) -> Region:
    """The region of a code or name; a municipality, which is a province and a city, is the city."""
    found = region(store, place)
    try:
        return atlas(store).find(found.code, "city")
    except LookupError:
        return found


def _peers(store: Store, own: Region, day: date, terms: Terms) -> Peers:
    """A place with those that it is ranked with: a city with its province's, a county with its city's."""
    of = OF.get(str(own.level))
    if of is None:
        raise LookupError(f"{own.name} is no province, city or county")
    days = Days(first=date(day.year, 1, 1), last=day)
    if of == "province":
        who = members(store, of=of, at=days.end - timedelta(seconds=1))
        if own.code not in set(who.table["code"]):
            who = members(store, of=of, at=days.end - timedelta(seconds=1), only=[own.code])
        listed = np.ones(len(who), bool)
    else:
        above = atlas(store).province(own.code).code if of == "city" else own.parent
        who, listed = ranked_members(
            store, among="cities" if of == "city" else "counties", within=above, days=days, terms=terms, also=[own.code]
        )  # fmt: skip
    row = [str(code) for code in who.table["code"]].index(own.code)
    return Peers(store=store, who=who, row=row, listed=listed, day=day, terms=terms)


def _aqi(peers: Peers) -> tuple[list[str], list[int], list[str]]:
    """AQI as shown, level and primary pollutants of everybody on the day."""
    values = np.asarray(peers.of_days(entry("aqi")).values[-1], np.float64)
    masks = peers.now.judged["primary"].to_numpy()[-1]
    edition = regime(peers.terms.edition, peers.day).aqi
    levels = [0 if v != v else int(level_number(v, edition)) for v in values.tolist()]
    return [shown(v, 0) for v in values.tolist()], levels, [primary_text(int(mask)) for mask in masks]


def _of_day(peers: Peers, asked: Entry, own: Region) -> dict[str, object]:
    verdict, row = peers.of_days(asked), peers.row
    value = float(np.asarray(verdict.values[-1], np.float64)[row])
    level, primary = 0, ""
    if asked.code == "aqi":
        _, levels, primaries = _aqi(peers)
        level, primary = levels[row], primaries[row]
    return _row(
        "day", asked, Days(first=peers.day, last=peers.day), verdict, -1, row, value, level=level, primary=primary
    )  # fmt: skip


def _of_spans(peers: Peers, asked: Entry) -> list[dict[str, object]]:
    """Month and year to date of one indicator."""
    verdict, row = peers.of_spans(asked), peers.row
    notes = verdict.remarks.texts()  # before the comparisons add theirs
    then = {against: peers.earlier(asked, against) for against in _AGAINST}
    told = {against: compared(asked, verdict, one, precision="shown") for against, one in then.items()}
    rules = regime(peers.terms.edition, peers.day)
    limit = rules.limits.limit(*_LIMITS[asked.code]) if asked.code in _LIMITS else float("nan")
    found = []
    for i, (span, days) in enumerate(zip(("month", "year"), peers.spans, strict=True)):
        value = float(np.asarray(verdict.values[i], np.float64)[row])
        place = peers.places(verdict.values[i], asked) if asked.better else np.full(len(peers.who), np.nan)
        past = (
            peers.places(then["year"].verdict.values[i], asked) if asked.better else np.full(len(peers.who), np.nan)
        )  # fmt: skip
        text = shown(value, asked.decimals)
        judged = asked.code in _LIMITS and span == "year" and text
        compare = {
            f"{against}_{name}": told[against][column][i][row]
            for against in _AGAINST
            for name, column in _COMPARED
        }
        found.append(
            _row(span, asked, days, verdict, i, row, value) | compare | {
                "limit": "" if limit != limit else f"{limit:g}",
                "state": ("over" if float(text) > limit else "within") if judged else "",
                "rank": _whole(place[row]), "ranked": int(np.sum(~np.isnan(place))), "year_rank": _whole(past[row]),
                "note": notes[i][row],
            }
        )  # fmt: skip
    return found


def _row(
    span: str, asked: Entry, days: Days, verdict: Verdict, i: int, row: int, value: float, *, level: int = 0,
    primary: str = "",
) -> dict[str, object]:  # fmt: skip
    shape = verdict.values.shape

    def at(array: NDArray[np.generic]) -> int:
        return int(np.broadcast_to(array, shape)[i, row])

    blank = {f"{against}_{name}": "" for against in _AGAINST for name, _ in _COMPARED}
    return {
        "span": span, "indicator": asked.code, "title_zh": asked.title.zh, "title_en": asked.title.en,
        "start": stamp(midnight(days.first)), "end": stamp(days.end), "value": shown(value, asked.decimals),
        "unit": asked.unit, "level": level, "primary": primary, **blank, "limit": "", "state": "", "rank": "",
        "ranked": 0, "year_rank": "", "expected": at(verdict.expected), "observed": at(verdict.observed),
        "valid": at(verdict.valid), "edition": verdict.editions[i], "stage": STAGES[at(verdict.reviewed)],
        "note": np.broadcast_to(verdict.remarks.texts(), shape)[i, row],
    }  # fmt: skip


def _whole(number: float) -> str:
    return "" if number != number else str(int(number))
