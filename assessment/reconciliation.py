"""Ours beside what was published: the AQI of stations' hours, the days of cities, the figures of a report.

Differences are listed with their cause where it is known, as a code of the closed list `CAUSES`; a figure that
agrees as shown is counted and not listed. Nothing published is ever computed from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer, Passport, Reference
from assessment.catalogue import entry
from assessment.columns import stamp
from assessment.grid import Grid, daily, hourly
from assessment.members import members
from assessment.passport import terms_words
from assessment.periods import Days
from assessment.speaking import published_members, spoken
from assessment.terms import Terms
from assessment.verdicts import aqi
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Label, parameter
from indicators.regime import Word, regime
from indicators.rounding import half_even
from ingest.contract import DaySource
from ingest.sources import sources
from store.opening import Store
from store.readings import published, revised_since
from store.region_days import region_days

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CAUSES = MappingProxyType(
    {
        "pm10_missing": Label(
            zh="PM10缺测，平台仍发布其余项目的AQI",
            en="PM10 is missing; the platform publishes the AQI of the rest",
        ),
        "item_missing": Label(
            zh="有项目缺测，按规定不发布，而发布方给出其余项目的AQI",
            en="an item is missing: withheld by the standard, published all the same",
        ),
        "ours_missing": Label(zh="我方无有效值", en="we have no valid value"),
        "published_missing": Label(zh="发布方未给出", en="nothing was published"),
        "capped": Label(zh="一方达到指数上限500", en="one of the two stands at the top of the table, 500"),
        "sand": Label(zh="我方剔除了沙尘时段", en="ours leaves out hours of a sand event"),
        "reviewed": Label(zh="我方采用审核数据", en="ours rests on reviewed readings"),
        "revised": Label(zh="发布后数据有修订", en="the readings were revised after publication"),
        "mean_of_hours": Label(
            zh="发布的AQI为小时AQI的平均", en="the AQI published is a mean of hours, not that of the day"
        ),
        "other_edition": Label(zh="发布值符合另一标准", en="the published figure is that of another edition"),
        "rounding": Label(zh="末位相差1，修约所致", en="off by one in the last place: rounding"),
        "coverage": Label(zh="我方有效数据不全", en="ours rests on fewer valid values than expected"),
        "published_days": Label(
            zh="我方依据发布的城市日值", en="ours is made from city days as published, not from stations"
        ),
        "unknown": Label(zh="原因未明", en="the cause is not known"),
    }
)
"""Codes of the column `cause`, the likelier first where several would fit."""

COLUMNS = ("code", "name", "start", "end", "indicator", "ours", "published", "difference", "cause", "edition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An indicator of ours beside the published one; arrays are [step, member], `cause` an index into `CAUSES`."""

    indicator: str
    decimals: int
    ours: Floats
    theirs: Floats
    cause: NDArray[np.intp]


def hours(store: Store, *, within: str | None, start: datetime, end: datetime, terms: Terms) -> Answer:
    """The AQI of stations' hours where ours and the published one differ.

    Returns
    -------
    Answer
        Columns `COLUMNS`; `difference` is ours − published. `remarks` count what was compared, by cause.
    """
    who = members(store, of="station", within=within, at=end - timedelta(seconds=1))
    grid = hourly(store, who, start=start, end=end, terms=terms)
    codes = who.table["code"].tolist()
    result = aqi(grid, terms=terms)
    theirs = published(store, start=start, end=end, stations=codes)["aqi"].to_numpy()
    ours = result["aqi"].to_numpy()
    revised = revised_since(store, start=start, end=end, stations=codes).to_numpy()
    rest = result["rest"].to_numpy()
    gaps = {p: np.isnan(grid.values[p]) for p in AIR_HOURLY}
    tests = _missing(ours, theirs, rest, gaps) | {
        "capped": _at_top(ours, theirs),
        "sand": np.full(ours.shape, terms.sand == "without"),
        "reviewed": grid.reviewed > 0,
        "revised": revised,
        "other_edition": _elsewhere(grid, theirs, terms),
        "rounding": np.abs(ours - theirs) <= 1,
    }
    pair = Pair(indicator="aqi", decimals=0, ours=ours, theirs=theirs, cause=_first(tests, ours.shape))
    return _answer(
        store, grid, [pair], start=start, end=end, within=within, terms=terms, question="reconcile hours"
    )


def days(store: Store, *, within: str | None, start: date, end: date, terms: Terms) -> Answer:
    """The days of cities where ours, from stations, and the published ones differ: AQI and the six items.

    Where the store has no station-made day in the window, ours is the AQI recomputed from the published
    concentrations; the items are the published ones then and cannot differ.
    """
    window = Days(first=start, last=end)
    at = window.end - timedelta(seconds=1)
    anyone = replace(terms, source="published")
    also = published_members(store, of="city", within=within, days=window, at=at, terms=anyone)
    who = members(store, of="city", within=within, at=at, only=also)
    grid = daily(store, who, days=window, terms=terms)
    found = region_days(
        store, first=start, last=end, regions=who.table["code"].tolist(), as_of=terms.as_of
    )  # fmt: skip
    series = str(found.attrs["series"])
    result = aqi(grid, terms=terms)
    gaps = {p: np.isnan(grid.values[p]) for p in AIR_DAILY}
    pairs = []
    for name in ("aqi", *(() if grid.series else AIR_DAILY)):
        decimals = 0 if name == "aqi" else parameter(name).decimals
        theirs = np.asarray(half_even(found[name].to_numpy(), decimals))
        ours = result["aqi"].to_numpy() if name == "aqi" else grid.values[name]
        ours = np.asarray(half_even(ours, decimals))
        few = np.min([grid.valid[p] for p in AIR_DAILY], axis=0) if name == "aqi" else grid.valid[name]
        is_aqi = name == "aqi"
        tests = _missing(ours, theirs, result["rest"].to_numpy(), gaps if is_aqi else {}) | {
            "mean_of_hours": np.full(ours.shape, is_aqi and _is_mean_of_hours(series)),
            "capped": _at_top(ours, theirs) & is_aqi,
            "sand": np.full(ours.shape, terms.sand == "without"),
            "reviewed": grid.reviewed > 0,
            "other_edition": _elsewhere(grid, theirs, terms) & is_aqi,
            "rounding": np.abs(ours - theirs) <= 1.000001 * 10.0**-decimals,
            "coverage": few < grid.expected,
        }
        pairs.append(
            Pair(indicator=name, decimals=decimals, ours=ours, theirs=theirs, cause=_first(tests, ours.shape))
        )
    answer = _answer(
        store, grid, pairs, start=window.start, end=window.end, within=within, terms=terms, question="reconcile days"
    )  # fmt: skip
    told = Label(zh=f"发布系列：{series or '无'}", en=f"published series: {series or 'none'}")
    return replace(answer, remarks=(told, *answer.remarks))


def _missing(ours: Floats, theirs: Floats, rest: Floats, gaps: dict[str, Bools]) -> dict[str, Bools]:
    """Where one of the two has no figure, and why."""
    withheld = np.isnan(ours) & ~np.isnan(theirs) & (rest == theirs)
    others = [gap for p, gap in gaps.items() if p != "pm10"]
    only_pm10 = gaps["pm10"] & ~np.logical_or.reduce(others) if gaps else np.zeros(ours.shape, bool)
    return {
        "pm10_missing": withheld & only_pm10,
        "item_missing": withheld if gaps else np.zeros(ours.shape, bool),
        "ours_missing": np.isnan(ours),
        "published_missing": np.isnan(theirs),
    }


def _at_top(ours: Floats, theirs: Floats) -> Bools:
    return np.asarray((np.fmax(ours, theirs) >= 500) & (np.fmin(ours, theirs) >= 400))


def _elsewhere(grid: Grid, theirs: Floats, terms: Terms) -> Bools:
    """Where the published figure is what the other edition of the AQI gives."""
    found = np.zeros(theirs.shape, bool)
    others: tuple[Word, ...] = ("2012", "2026")
    for word in others:
        given = aqi(grid, terms=replace(terms, edition=word))["aqi"].to_numpy()
        found |= given == theirs
    return found


def _first(tests: dict[str, Bools], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Index into `CAUSES` of the first test that holds, in the order of the tests; `unknown` for none."""
    codes = list(CAUSES)
    found = np.full(shape, codes.index("unknown"), np.intp)
    for code, test in reversed(tests.items()):
        found = np.where(test, codes.index(code), found)
    return found


def _is_mean_of_hours(series: str) -> bool:
    name, _, of = series.partition("/")
    publisher = sources().get(name)
    return isinstance(publisher, DaySource) and of in publisher.aqi_of_hours


def _answer(
    store: Store,
    grid: Grid,
    pairs: list[Pair],
    *,
    start: datetime,
    end: datetime,
    within: str | None,
    terms: Terms,
    question: str,
) -> Answer:
    """The differing cells of pairs as a table, in the order code, start, indicator, and their number by cause."""
    length = timedelta(hours=1) if grid.step == "hour" else timedelta(days=1)
    codes, names = (grid.members.table[c].tolist() for c in ("code", "name"))
    editions = [regime(terms.edition, day).aqi.number for day in grid.days()]
    causes = list(CAUSES)
    rows = []
    compared = 0
    counts: dict[str, int] = {}
    for order, pair in enumerate(pairs):
        here = ~(np.isnan(pair.ours) & np.isnan(pair.theirs))
        compared += int(here.sum())
        for step, member in np.argwhere(here & (pair.ours != pair.theirs)).tolist():
            cause = causes[int(pair.cause[step, member])]
            counts[cause] = counts.get(cause, 0) + 1
            ours, theirs = float(pair.ours[step, member]), float(pair.theirs[step, member])
            begin = grid.starts[step]
            rows.append(
                (codes[member], begin, order, names[member], begin + length, pair.indicator,
                 _text(ours, pair.decimals), _text(theirs, pair.decimals), _text(ours - theirs, pair.decimals),
                 cause, editions[step])
            )  # fmt: skip
    rows.sort(key=lambda r: r[:3])
    table = pd.DataFrame(
        [(r[0], r[3], stamp(r[1]), stamp(r[4]), *r[5:]) for r in rows], columns=list(COLUMNS), dtype=object
    )
    remarks = [
        Label(
            zh=f"比较 {compared} 个，一致 {compared - len(rows)} 个，不一致 {len(rows)} 个",
            en=f"{compared} compared, {compared - len(rows)} equal, {len(rows)} differ",
        )
    ]
    for code in CAUSES:
        if code in counts:
            n, label = counts[code], CAUSES[code]
            remarks.append(Label(zh=f"{code}：{n} 个，{label.zh}", en=f"{code}: {n}, {label.en}"))
    return Answer(
        table=table,
        passport=_passport(
            store, start=start, end=end, within=within, terms=terms, question=question, series=grid.series,
            editions=tuple(dict.fromkeys(editions)), size=len(codes),
        ),
        remarks=tuple(remarks),
    )  # fmt: skip


def _passport(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    within: str | None,
    terms: Terms,
    question: str,
    series: str,
    editions: tuple[str, ...],
    size: int,
) -> Passport:
    asked = entry("aqi")
    clauses = tuple(c for c in asked.clauses if c.edition in editions)
    return Passport(
        title=Label(zh="与发布值对照", en="Reconciliation with what was published"),
        unit="",
        start=start,
        end=end,
        members=f"{within or 'all'} ({size})",
        editions=editions,
        clauses=tuple(c.reference for c in clauses),
        formula=Label(zh="；".join(c.says.zh for c in clauses), en="; ".join(c.says.en for c in clauses)),
        stage=terms.stage,
        basis=(*terms.basis.printed(), (Label(zh="数据来源", en="Source of the days"), spoken(series))),
        simulated=store.simulated,
        reference=Reference(
            question=question,
            arguments={"in": within or "", "start": stamp(start), "end": stamp(end), **terms_words(terms)},
            as_of=terms.as_of or datetime.now(UTC),
        ),
    )


def _text(value: float, decimals: int) -> str:
    return "" if value != value else f"{value:.{decimals}f}"
