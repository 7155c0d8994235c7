"""The question `review`: which batches reviewed or revised anything, and which figures, places and states one moved.

What a batch moved is told by asking the same questions twice: as known just before it and just after it. So nothing of
it is stored, and it is as true of a batch of last year as of one of today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.basis import Basis
from assessment.catalogue import tabled
from assessment.columns import stamp
from assessment.members import atlas, members
from assessment.periods import SHANGHAI, Days, civil_days, month_end
from assessment.ranking import rank
from assessment.target_board import board
from assessment.terms import Terms
from assessment.values import table
from indicators.parameters import AIR_DAILY, Label
from store.ledger import batches
from store.opening import Store
from store.review import Span, history, hour_row, span

BATCHES = (
    "batch", "source", "name", "stage", "known_at", "by", "reason", "start", "end", "rows", "kept", "known", "revised",
)  # fmt: skip
MOVED = ("kind", "code", "name", "indicator", "start", "end", "before", "after", "change", "unit", "note")
_NAMED = {
    "batch": "id", "source": "source", "name": "name", "stage": "stage", "by": "actor", "reason": "reason",
    "rows": "rows", "kept": "kept", "known": "known", "revised": "revised",
}  # fmt: skip
DAY = ("aqi", "primary", *AIR_DAILY)
PERIOD = ("composite_index", "good_days", "heavy_days", "pm25", "pm10", "so2", "no2", "co_p95", "o3_8h_p90")
RANKED = ("composite_index", "pm25")
LONGEST = 92
"""Days that are compared one by one; of longer spans the months are."""


def listed(store: Store, *, limit: int = 100, everything: bool = False) -> Answer:
    """The newest batches that a person brought or that revised readings, newest first; columns `BATCHES`.

    `everything` lists all batches.
    """
    found = batches(store, limit if everything else 10 * limit)
    if not everything:
        by_hand = (found["actor"] != "") | (found["stage"] == "reviewed") | (found["revised"] > 0)
        found = found[by_hand].head(limit)
    table = pd.DataFrame({name: found[column] for name, column in _NAMED.items()})
    table["known_at"] = [stamp(at) for at in found["known_at"]]
    table["start"] = ["" if pd.isna(at) else stamp(at) for at in found["first"]]
    table["end"] = ["" if pd.isna(at) else stamp(at + timedelta(hours=1)) for at in found["last"]]
    return Answer(table=table[list(BATCHES)], passport=_passport(store, "", None))


def moved(store: Store, *, first: int, last: int, basis: Basis, until: date, language: str = "zh") -> Answer:
    """Figures, places and target states that batches `first` to `last` moved; columns `MOVED`.

    Parameters
    ----------
    first, last
        Numbers of the batches, both included.
    basis
        Choices of the installation.
    until
        The last day that is over, up to which targets are followed.
    language
        Of names and target states.

    Raises
    ------
    LookupError
        If there is no such batch.
    """
    touched = span(store, first, last)
    rows: list[dict[str, str]] = []
    if touched.start is not None and touched.end is not None and touched.stations:
        days = civil_days(touched.start, touched.end)
        cities = _cities(store, touched)
        rows += _figures(store, touched, days, cities, basis)
        rows += _places(store, touched, days, cities, basis)
        rows += _targets(store, touched, cities, basis, until, language)
    answer = Answer(
        table=pd.DataFrame(rows, columns=list(MOVED)), passport=_passport(store, f"{first}-{last}", touched)
    )
    if rows:
        return answer
    return replace(
        answer,
        remarks=(Label(zh="该批次未改变任何统计结果", en="the batch moved no figure, place or state"),),
    )


def reading(store: Store, *, station: str, start: datetime) -> Answer:
    """Every revision of one station-hour, oldest first: who, why, when, and the six values.

    Raises
    ------
    LookupError
        If the store has no such station, or nothing of it in that hour.
    """
    if hour_row(store, station, start) is None:
        raise LookupError(f"the store has nothing of {station} in the hour that begins at {stamp(start)}")
    found = history(store, station, start)
    found["known_at"] = [stamp(at) for at in found["known_at"]]
    return Answer(table=found, passport=_passport(store, station, None))


def _cities(store: Store, touched: Span) -> list[str]:
    """Codes of the cities for which a touched station speaks."""
    at = (touched.end or touched.after) - timedelta(seconds=1)
    who = members(store, of="city", at=at)
    hit = who.stations["code"].isin(touched.stations).to_numpy()
    return sorted({str(who.table["code"].iloc[group]) for group in who.group[hit].tolist()})


def _figures(
    store: Store, touched: Span, days: Days, cities: list[str], basis: Basis
) -> Iterator[dict[str, str]]:
    """Days of touched stations and cities, months and years of the cities."""
    if len(days) <= LONGEST:
        for of, only in (("station", list(touched.stations)), ("city", cities)):
            for code in DAY:
                yield from _compared(store, touched, code, of, only, days, "day", basis)
    months = Days(first=days.first.replace(day=1), last=month_end(days.last))
    years = Days(first=date(days.first.year, 1, 1), last=date(days.last.year, 12, 31))
    for every, window in (("month", months), ("year", years)):
        for code in PERIOD:
            yield from _compared(store, touched, code, "city", cities, window, every, basis)


def _compared(
    store: Store, touched: Span, code: str, of: str, only: list[str], days: Days, every: str, basis: Basis
) -> Iterator[dict[str, str]]:
    asked = tabled(code)
    if not only or every not in asked.steps:
        return
    tables = [
        table(
            store, indicator=code, of=of, only=only, start=days.start, end=days.end, every=every,  # type: ignore[arg-type]
            terms=Terms(basis=basis, as_of=at, source="stations"),
        ).table
        for at in _moments(touched)
    ]  # fmt: skip
    keys = ["code", "start", "end", "indicator"]
    both = tables[1].merge(tables[0][[*keys, "value"]], on=keys, how="left", suffixes=("", "_before"))
    both["value_before"] = both["value_before"].fillna("")
    for row in both[both["value"] != both["value_before"]].to_dict("records"):
        yield _row("figure", row, row["value_before"], row["value"])


def _places(
    store: Store, touched: Span, days: Days, cities: list[str], basis: Basis
) -> Iterator[dict[str, str]]:
    """Places of all cities of the provinces that are touched, by month: others move with them."""
    provinces = sorted({_province(store, code) for code in cities})
    for province in (code for code in provinces if code):
        for first, last in _months(days):
            for code in RANKED:
                tables = [
                    rank(
                        store, indicator=code, within=province, start=first, end=last,
                        terms=Terms(basis=basis, as_of=at, source="stations"),
                    ).table
                    for at in _moments(touched)
                ]  # fmt: skip
                both = tables[1].merge(tables[0][["code", "rank"]], on="code", suffixes=("", "_before"))
                for row in both.to_dict("records"):
                    before, after = _whole(row["rank_before"]), _whole(row["rank"])
                    if before != after:
                        yield _row("rank", row, before, after)


def _targets(
    store: Store, touched: Span, cities: list[str], basis: Basis, until: date, language: str
) -> Iterator[dict[str, str]]:
    """States and figures of targets of the touched cities and of what lies in them."""
    for city in cities:
        boards = [
            board(store, basis=basis, until=until, within=city, as_of=at, language=language).table.set_index(
                "id"
            )
            for at in _moments(touched)
        ]
        for name in boards[1].index:
            row = boards[1].loc[name].to_dict()
            then = boards[0].loc[name].to_dict() if name in boards[0].index else {"figure": "", "state": ""}
            shown = {"code": name, "name": row["title"], "note": row["note"], "unit": row["unit"],
                     "indicator": row["indicator"], "start": row["start"], "end": row["end"]}  # fmt: skip
            if then["state"] != row["state"]:
                yield _row("target_state", shown, str(then["state"]), str(row["state"]))
            if then["figure"] != row["figure"]:
                yield _row("target_figure", shown, str(then["figure"]), str(row["figure"]))


def _moments(touched: Span) -> tuple[datetime, datetime]:
    """The moments between which the batches became known; before the first batch nothing was known at all."""
    return touched.before or datetime(1970, 1, 1, tzinfo=UTC), touched.after


def _row(kind: str, row: Mapping[Any, Any], before: str, after: str) -> dict[str, str]:
    unit = "" if kind in ("rank", "target_state") else str(row.get("unit", ""))
    told = {key: str(row.get(key, "")) for key in ("code", "name", "indicator", "start", "end", "note")}
    return {
        "kind": kind,
        **told,
        "before": before,
        "after": after,
        "change": _change(before, after),
        "unit": unit,
    }


def _change(before: str, after: str) -> str:
    """After less before, with its sign and the decimals shown; empty where one is no number."""
    try:
        a, b = float(before), float(after)
    except ValueError:
        return ""
    if not isfinite(a - b):
        return ""
    decimals = max(len(text.partition(".")[2]) for text in (before, after))
    return f"{b - a:+.{decimals}f}"


def _whole(place: object) -> str:
    text = str(place)
    return "" if text in ("", "nan", "None", "<NA>") else str(int(float(text)))


def _months(days: Days) -> Iterator[tuple[date, date]]:
    first = days.first.replace(day=1)
    while first <= days.last:
        last = month_end(first)
        yield first, last
        first = last + timedelta(days=1)


def _province(store: Store, code: str) -> str:
    try:
        return atlas(store).province(code).code
    except LookupError:
        return ""


def _passport(store: Store, which: str, touched: Span | None) -> Passport:
    now = datetime.now(UTC)
    after = touched.after if touched else now
    before = (touched.before if touched else None) or after - timedelta(microseconds=1)
    return Passport(
        title=Label(zh="审核与修订的影响", en="What review and revision moved"), unit="",
        start=min(before, after), end=after, members=which, editions=(), clauses=(),
        formula=Label(
            zh="批次之前与之后各问一次，逐项比较", en="asked as known before and after the batch, and compared"
        ),
        stage="best", simulated=store.simulated,
        basis=(
            (Label(zh="批次之前知悉时刻", en="Known before"), before.astimezone(SHANGHAI).isoformat()),
            (Label(zh="批次之后知悉时刻", en="Known after"), after.astimezone(SHANGHAI).isoformat()),
        ) if touched else (),
        reference=Reference(question="review", arguments={"batch": which}, as_of=after),
    )  # fmt: skip
