"""The question `alarms`: what is bad now, and what can be said exactly about the next danger.

Nothing here is a forecast. A sentence is either a fact of stored hours (heavy pollution since an hour, an episode that
goes on), a budget that is spent (one more lost hour and the day has no value), or a bound that is proved (if the rest
of the day averages more than so much, the day is no good day any more). The country is asked for what is bad now
alone: its 340 days at hand are the business of the provinces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.answer import Answer
from assessment.basis import Basis
from assessment.budget import budget
from assessment.catalogue import entry
from assessment.control import control
from assessment.episodes import episodes
from assessment.grid import hourly
from assessment.members import members
from assessment.moment import moment
from assessment.passport import passport, terms_words
from assessment.periods import SHANGHAI, midnight
from assessment.target_board import board, listed
from assessment.terms import Terms
from assessment.verdicts import aqi
from assessment.water_moment import water_moment
from assessment.water_overview import water_span
from indicators.parameters import Label
from indicators.regime import regime
from store.opening import Store

KINDS: Final = (
    "heavy_hour", "episode", "target_lost", "day_lost", "day_at_risk", "hours_budget", "days_budget", "target",
    "water_worst", "water_fall",
)  # fmt: skip
"""What an alarm may be, the most pressing first."""
PEAKS: Final = ("heavy_hour", "episode")  # those that the highest value leads
COLUMNS: Final = (
    "kind", "of", "code", "name", "name_en", "item", "value", "unit", "now", "level", "since", "left", "until", "text",
)  # fmt: skip
RUN: Final = timedelta(hours=72)  # how far back the beginning of heavy hours is sought
EPISODE: Final = timedelta(days=45)
RECENT: Final = timedelta(days=62)  # water older than that is no news
WORST_CLASS: Final = 6
SPENT: Final = 1  # days that may still be lost and already deserve a word

Row = dict[str, Any]


def alarms(
    store: Store, *, within: str | None, hour: datetime, terms: Terms, basis: Basis, language: str = "zh"
) -> Answer:
    """What is bad in a region at the hour that begins at `hour` (UTC), and what is about to be lost.

    One row an alarm, the most pressing first, targets by `room`; columns `COLUMNS`. By kind `value` and `now` are: of
    `heavy_hour` the AQI and, in `since`, the start of the first of the unbroken heavy hours (at most 72 h back; NaT
    where it may be earlier); of `episode` its peak and, in `left`, its days so far; of `day_at_risk` the mean
    [unit of the item] that the remaining `left` hours may not exceed, and the last hour's; of `day_lost` the day's
    value so far; of the budgets, in `left`, what may still be lost: hours 0 or −1 (none is possible any more), days
    0 or 1; of targets, in `text`, the title and, in `value`, the remaining control value; of the sections the class
    number and, in `now`, the change of state (−1, −2). `until` is the end of the data that the row stands on.

    Parameters
    ----------
    within
        Code of a province or city; None for the country, of which budgets and bounds are not asked.

    Raises
    ------
    LookupError
        For an unknown region.
    """
    end = hour + timedelta(hours=1)
    cities = moment(store, of="city", start=hour, within=within, terms=terms).table
    rows = [
        *_heavy(store, cities, hour, terms),
        *_episodes(store, cities, end, within, terms),
        *_targets(store, end, within, basis, language),
    ]
    if within is not None:
        rows += [*_day(store, cities, end, within, terms), *_budget(store, cities, end, within, terms)]
    rows += _water(store, end, within, terms)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table["kind"].map({kind: n for n, kind in enumerate(KINDS)})
    peak = np.where(table["kind"].isin(PEAKS), pd.to_numeric(table["value"]), 0.0)
    table = table.iloc[np.lexsort((-peak, -pd.to_numeric(table["level"]), order))].reset_index(drop=True)
    told = passport(
        entry("aqi"), start=hour, end=end, terms=terms, made_up=store.simulated,
        who=f"city / {within or 'all'} ({len(cities)})", question="alarms",
        arguments={"in": within or "", "start": hour.isoformat(), "language": language, **terms_words(terms)},
    )  # fmt: skip
    return Answer(
        table=table,
        passport=replace(
            told,
            title=Label(zh="警报与下一风险", en="Alarms and the next danger"),
            formula=Label(
                zh="只陈述事实与可证明的界限，不作预报", en="facts and proved bounds only; no forecast"
            ),
        ),
    )


def _row(kind: str, of: str, code: str, name: str, name_en: str, until: datetime, **further: Any) -> Row:
    told: Row = {
        "kind": kind, "of": of, "code": code, "name": name, "name_en": name_en, "item": "", "value": np.nan,
        "unit": "", "now": np.nan, "level": 0, "since": None, "left": "", "until": until, "text": "",
    }  # fmt: skip
    return told | further


def _heavy(store: Store, cities: pd.DataFrame, hour: datetime, terms: Terms) -> Iterator[Row]:
    """Cities whose AQI of the hour is above that of a heavy day, and since when without a break."""
    if not len(cities):
        return
    above = regime(terms.edition, hour.astimezone(SHANGHAI).date()).aqi.aqi_rule.heavy_above
    bad = cities[cities["aqi"] > above]
    if not len(bad):
        return
    end = hour + timedelta(hours=1)
    who = members(store, of="city", at=end - timedelta(seconds=1), only=bad["code"].tolist())
    grid = hourly(store, who, start=end - RUN, end=end, terms=terms, moving=False)
    values = aqi(grid, terms=terms)["aqi"].to_numpy()
    column = {str(code): i for i, code in enumerate(who.table["code"])}
    for row in bad.to_dict("records"):
        calm = np.flatnonzero(~(values[:, column[str(row["code"])]] > above))
        since = grid.starts[int(calm[-1]) + 1] if len(calm) else None
        yield _row(
            "heavy_hour", "city", str(row["code"]), row["name"], row["name_en"], end, item=row["primary"],
            value=float(row["aqi"]), level=int(row["level"]), since=since,
        )  # fmt: skip


def _episodes(
    store: Store, cities: pd.DataFrame, end: datetime, within: str | None, terms: Terms
) -> Iterator[Row]:
    """Runs of heavy days that yesterday did not end."""
    today = midnight((end - timedelta(seconds=1)).astimezone(SHANGHAI).date())
    try:
        found = episodes(
            store, of="city", within=within, start=today - EPISODE, end=today, terms=terms, least_days=1
        ).table
    except LookupError:  # nobody had begun to report, or no edition judges a day of the window
        return
    english = dict(zip(cities["code"], cities["name_en"], strict=True))
    for row in found.to_dict("records"):
        if datetime.fromisoformat(str(row["end"])) == today:
            yield _row(
                "episode", "city", str(row["code"]), row["name"], english.get(row["code"], ""), today,
                item=row["primary"], value=float(row["peak_aqi"]), level=int(row["peak_level"]),
                since=datetime.fromisoformat(str(row["start"])), left=int(row["days"]),
            )  # fmt: skip


def _targets(store: Store, end: datetime, within: str | None, basis: Basis, language: str) -> Iterator[Row]:
    """Running targets that are not met so far, the proved losses apart."""
    day = (end - timedelta(seconds=1)).astimezone(SHANGHAI).date()
    last = day - timedelta(days=1)
    if not _running(listed(store, within=within, language=language).table, day):
        return
    found = board(store, basis=basis, until=last, within=within, language=language).table.to_dict("records")
    for row in sorted(found, key=lambda one: room({str(name): value for name, value in one.items()})):
        if row["state"] not in ("behind", "missed") or not row["start"] <= day.isoformat() <= row["end"]:
            continue
        lost = row["proof"] == "cannot" or row["state"] == "missed"
        yield _row(
            "target_lost" if lost else "target", "target", str(row["id"]), row["place"], row["place"],
            midnight(day), text=row["title"], item=row["control_is"], left=int(row["remaining"] or 0),
            value=float(row["control"]) if row["control"] else np.nan, unit=row["control_unit"],
        )  # fmt: skip


def room(row: Mapping[str, Any]) -> float:
    """How much room the rest of a period has, of a row of the board of targets.

    Of counts the share of the remaining days (section-months) that may fail, of means what the rest may be of the
    present figure; infinity where nothing is asked of the rest in numbers.
    """
    try:
        control, left = float(row["control"]), float(row.get("rest") or row["remaining"])
        figure = float(row["figure"]) if row["figure"] else float("nan")
    except ValueError:
        return float("inf")
    if row["control_unit"] == "factor":
        return control
    if row["control_unit"] in ("d", "section_month"):
        return 1 - control / left if row["control_is"] == "at_least" and left else control / max(left, 1.0)
    return control / figure if figure > 0 else float("inf")


def _running(table: pd.DataFrame, day: date) -> bool:
    """Whether any target of the list runs on a day."""
    return bool(len(table)) and bool(
        ((table["start"] <= day.isoformat()) & (table["end"] >= day.isoformat())).any()
    )


def _day(store: Store, cities: pd.DataFrame, end: datetime, within: str, terms: Terms) -> Iterator[Row]:
    """Cities whose day is no good day any more, or is none if the rest of it is as the last hour was."""
    try:
        found = control(store, of="city", within=within, at=end, terms=terms).table
    except LookupError:
        return
    last = {str(row["code"]): row for row in cities.to_dict("records")}
    lost: set[str] = set()
    at_risk: dict[str, Row] = {}
    for row in found.sort_values("good_state", key=lambda s: s != "lost", kind="stable").to_dict("records"):
        code, item = str(row["code"]), str(row["item"])
        hour = last.get(code)
        if hour is None or code in lost:
            continue
        if row["good_state"] == "lost":
            lost.add(code)
            yield _row("day_lost", "city", code, row["name"], hour["name_en"], end, item=item,
                       value=_number(row["so_far"]), unit=row["unit"], left=int(row["remaining"]))  # fmt: skip
            continue
        now, bound = _number(hour["o3" if item == "o3_8h" else item]), _number(row["good"])
        if row["good_state"] != "open" or not now > bound:
            continue
        if code not in at_risk or now / bound > at_risk[code]["now"] / at_risk[code]["value"]:
            at_risk[code] = _row("day_at_risk", "city", code, row["name"], hour["name_en"], end, item=item,
                                 value=bound, unit=row["unit"], now=now, left=int(row["remaining"]))  # fmt: skip
    yield from at_risk.values()


def _budget(store: Store, cities: pd.DataFrame, end: datetime, within: str, terms: Terms) -> Iterator[Row]:
    """Cities that lose an item's day with one more lost hour, or its month or year with one or two more days."""
    try:
        stations = budget(store, of="station", within=within, at=end, terms=terms).table
        table = budget(store, of="city", within=within, at=end, terms=terms).table
    except LookupError:
        return
    who = members(store, of="station", within=within, at=end)
    city = dict(zip(who.table["code"], who.stations["city"], strict=True))
    english = dict(zip(cities["code"], cities["name_en"], strict=True))
    stations["city"] = stations["code"].map(city)
    stations["hours_left"] = pd.to_numeric(stations["hours_left"])
    best: Mapping[Any, int] = stations.groupby(["city", "item"])["hours_left"].max().to_dict()
    for (code, name), rows in table.groupby(["code", "name"], sort=False):
        left = {str(item): best.get((code, item), 1) for item in rows["item"]}
        items = [item for item, hours in left.items() if hours <= 0]
        if items:
            worst = min(left[item] for item in items)
            yield _row("hours_budget", "city", str(code), str(name), english.get(code, ""), end, left=int(worst),
                       item="+".join(item for item in items if left[item] == worst))  # fmt: skip
        days = {
            (str(row["item"]), span): int(row[f"{span}_left"])
            for row in rows.to_dict("records") for span in ("month", "year")
        }  # fmt: skip
        tight = {key: spare for key, spare in days.items() if 0 <= spare <= SPENT}
        if tight:
            span = "month" if any(key[1] == "month" for key in tight) else "year"
            least = min(spare for key, spare in tight.items() if key[1] == span)
            yield _row(
                "days_budget", "city", str(code), str(name), english.get(code, ""), end, left=least, text=span,
                item="+".join(item for (item, of), spare in tight.items() if of == span and spare == least),
            )  # fmt: skip


def _water(store: Store, end: datetime, within: str | None, terms: Terms) -> Iterator[Row]:
    """Sections worse than Ⅴ, and those that fell by a state or more against the month before."""
    span = water_span(store)
    if span is None or not timedelta(0) <= end - span.last <= RECENT:
        return
    for row in water_moment(store, at=span.last, step="month", within=within, terms=terms).table.to_dict(
        "records"
    ):
        number = int(row["class_number"] or 0)
        change = _number(row["change"])
        if number < WORST_CLASS and not change <= -1:
            continue
        yield _row(
            "water_worst" if number >= WORST_CLASS else "water_fall", "section", str(row["code"]), row["name"],
            row["name_en"], span.last, value=float(number), now=change, level=number, text=str(row["before"] or ""),
        )  # fmt: skip


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")
