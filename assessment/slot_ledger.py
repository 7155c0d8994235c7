"""The slot ledger as tables: completeness by source, city, station and time, and the publishing clock.

The clock is measured on what was collected by the schedule: how long after the end of its hour a value first came
(at the earliest when it was asked for), and whether the hours that a day needs were there by noon of the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer, Passport, Reference
from assessment.columns import stamp
from assessment.members import atlas, region
from assessment.periods import SHANGHAI
from assessment.slots import (
    FAILED,
    HERE,
    INVALID,
    ON_TIME,
    REMEMBERED,
    SILENT,
    STATES,
    TITLES,
    Slots,
    slots,
)
from geo.names import romanised
from indicators.parameters import Label, Language
from indicators.rounding import half_even
from store.arrivals import batches_of
from store.opening import Store
from store.runs import runs
from store.stations import stations

Every = Literal["hour", "day", "month", "all"]
By = Literal["source", "city", "station"]

DAY_HOURS: Final = 20
"""Hours that a day needs (GB 3095)."""

NOON: Final = timedelta(hours=36)
"""From the beginning of a day to noon of the next, by when its value is to be published."""

SPAN: Final = timedelta(days=31)
"""So much is judged at once: a national month holds 1.2 million slots."""

COUNTS: Final = STATES[1:]


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What one row of a table counts."""

    count: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(STATES), np.int64))
    delays: list[NDArray[np.float64]] = field(default_factory=list)
    days: int = 0
    by_noon: int = 0


def ledger(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    of: By = "city",
    every: Every = "day",
    within: str | None = None,
    source: str | None = None,
    language: Language = "zh",
) -> Answer:
    """What became of the expected hours that begin in [start, end) and have ended.

    Columns: code, name, source, start, end, expected (slots), one of each state, completeness [%] (slots with a value
    over slots expected), measured (slots whose arrival was seen), delay [min] (median after the hour's end), on_time
    [%] (within one hour), days (of stations, measured), by_noon [%]. With `every` hour one row a slot that has no
    value or is late or revised: code, name, source, start, end, state, delay [min], evidence.

    Raises
    ------
    LookupError
        For an unknown region, or a source of which no station was heard.
    """
    about = _about(store, end, within)
    if every == "hour":
        table = _exceptions(store, about, start, end, source, language)
    else:
        table = _counted(store, about, start, end, of, every, source, language)
    return Answer(table=table, passport=_passport(store, start, end, of, every, within, source))


def _about(store: Store, at: datetime, within: str | None) -> pd.DataFrame:
    """The stations inside a region, by code: name, city."""
    known = stations(store, at - timedelta(seconds=1))
    if within:
        inside = region(store, within)
        if inside.level != "country":
            column = "city" if inside.level == "prefecture" else str(inside.level)
            known = known[known[column] == inside.code]
    return known.set_index("code")[["name", "city"]]


def _parts(
    store: Store, about: pd.DataFrame, start: datetime, end: datetime, source: str | None
) -> Iterator[Slots]:
    """The slots of the window, a month of days at a time."""
    everyone = None if len(about) == len(stations(store)) else about.index.tolist()
    at = start
    while at < end:
        until = min(at + SPAN, end)
        made = slots(store, start=at, end=until, stations=everyone, source=source)
        if len(made.state):
            yield made
        at = until


def _counted(
    store: Store, about: pd.DataFrame, start: datetime, end: datetime, of: By, every: Every, source: str | None,
    language: Language,
) -> pd.DataFrame:  # fmt: skip
    tallies: dict[tuple[str, str, datetime], _Tally] = {}
    for part in _parts(store, about, start, end, source):
        step_of, steps = _steps(part, every, start)
        for (code, name), columns in _groups(part, about, of).items():
            for at, begin in enumerate(steps):
                tally = tallies.setdefault((code, name, begin), _Tally())
                _add(tally, part, np.flatnonzero(step_of == at), columns)
    ends = {begin: _end_of(begin, every, end) for _, _, begin in tallies}
    names = _names(store, about, of, language)
    rows = [
        _row(code, names.get(code, code), name, begin, ends[begin], tally)
        for (code, name, begin), tally in sorted(tallies.items())
        if tally.count[1:].any()
    ]
    return pd.DataFrame(
        rows,
        columns=["code", "name", "source", "start", "end", "expected", *COUNTS, "completeness", "measured",
                 "delay", "on_time", "days", "by_noon"],
    )  # fmt: skip


def _steps(part: Slots, every: Every, start: datetime) -> tuple[NDArray[np.int64], list[datetime]]:
    """The step of each hour [hour], and the steps' starts."""
    begins = pd.date_range(part.start, periods=len(part.state), freq="h").tz_convert(SHANGHAI)
    if every == "all":
        return np.zeros(len(begins), np.int64), [start]
    cut = begins.normalize() if every == "day" else begins.normalize() - pd.to_timedelta(begins.day - 1, "D")
    found, place = np.unique(cut.as_unit("s").asi8, return_inverse=True)
    return place, [datetime.fromtimestamp(int(second), UTC) for second in found]


def _end_of(begin: datetime, every: Every, end: datetime) -> datetime:
    if every == "all":
        return end
    local = begin.astimezone(SHANGHAI)
    if every == "day":
        return (local + timedelta(days=1)).astimezone(UTC)
    return local.replace(year=local.year + local.month // 12, month=local.month % 12 + 1).astimezone(UTC)


def _groups(part: Slots, about: pd.DataFrame, of: By) -> dict[tuple[str, str], NDArray[np.int64]]:
    """Columns of each group and source: by the code of the city or station, or by the source alone."""
    city = about["city"].to_dict()
    found: dict[tuple[str, str], list[int]] = {}
    for column, (code, name) in enumerate(zip(part.stations, part.sources, strict=True)):
        group = {"source": name, "station": code, "city": str(city.get(code, ""))}[of]
        found.setdefault((group, name), []).append(column)
    return {group: np.array(columns, np.int64) for group, columns in found.items()}


def _add(tally: _Tally, part: Slots, hours: NDArray[np.intp], columns: NDArray[np.int64]) -> None:
    state = part.state[np.ix_(hours, columns)]
    delay = part.delay[np.ix_(hours, columns)]
    tally.count += np.bincount(state.ravel(), minlength=len(STATES))
    seen = delay[~np.isnan(delay)]
    if not len(seen):
        return
    tally.delays.append(seen)
    # By noon of the next day: an hour that ends k hours after midnight has 36 - k hours left.
    local = (part.start.astimezone(SHANGHAI).hour + hours) % 24
    day = (part.start.astimezone(SHANGHAI).hour + hours) // 24
    left = (NOON.total_seconds() / 60 - 60 * (local + 1))[:, np.newaxis]
    for one in np.unique(day):
        at = day == one
        if at.sum() < 24:
            continue
        measured = ~np.isnan(delay[at])
        enough = measured.sum(axis=0) >= DAY_HOURS
        tally.days += int(enough.sum())
        tally.by_noon += int((enough & ((delay[at] <= left[at]).sum(axis=0) >= DAY_HOURS)).sum())


def _row(
    code: str, name: str, source: str, begin: datetime, end: datetime, tally: _Tally
) -> dict[str, object]:
    expected = int(tally.count[1:].sum())
    here = int(tally.count[list(HERE)].sum())
    delays = np.concatenate(tally.delays) if tally.delays else np.zeros(0)
    return {
        "code": code,
        "name": name,
        "source": source,
        "start": stamp(begin),
        "end": stamp(end),
        "expected": expected,
        **{state: int(tally.count[at]) for at, state in enumerate(COUNTS, start=1)},
        "completeness": _percent(here, expected),
        "measured": len(delays),
        "delay": f"{float(np.median(delays)):.0f}" if len(delays) else "",
        "on_time": _percent(int((delays <= ON_TIME.total_seconds() / 60).sum()), len(delays)),
        "days": tally.days,
        "by_noon": _percent(tally.by_noon, tally.days),
    }


def _percent(part: int, whole: int) -> str:
    return f"{float(half_even(np.array(100 * part / whole), 1)):.1f}" if whole else ""


def _names(store: Store, about: pd.DataFrame, of: By, language: Language) -> dict[str, str]:
    if of == "station":
        return _stations(about, language)
    if of == "source":
        return {}
    found = {code: atlas(store).find(code) for code in set(about["city"]) if code}
    return {code: one.name_en if language == "en" else one.name for code, one in found.items()}


def _stations(about: pd.DataFrame, language: Language) -> dict[str, str]:
    """Names of the stations by code, for readers of a language."""
    names = {str(code): str(name) for code, name in about["name"].items()}
    return {code: romanised(name) for code, name in names.items()} if language == "en" else names


def _exceptions(
    store: Store, about: pd.DataFrame, start: datetime, end: datetime, source: str | None, language: Language
) -> pd.DataFrame:
    """One row a slot that is not simply there, with its evidence."""
    rows: list[dict[str, object]] = []
    log = {run.number: run for run in runs(store)}
    name = _stations(about, language)
    for part in _parts(store, about, start, end, source):
        hour, column = np.nonzero(part.state > 1)
        brought = batches_of(store, np.unique(part.batch[hour, column]).tolist())
        for at, station in zip(hour.tolist(), column.tolist(), strict=True):
            begin = part.start + timedelta(hours=at)
            code, state = part.stations[station], int(part.state[at, station])
            batch, run = int(part.batch[at, station]), int(part.run[at, station])
            evidence = ""
            if batch and batch in brought.index:
                row = brought.loc[batch]
                evidence = f"batch {batch} ({row['name']}, sha256 {str(row['sha256'])[:12]})"
            elif run and run in log:
                told = log[run]
                evidence = (
                    f"run {run} ({told.state}{' ' + told.kind if told.kind else ''}) {told.message}".strip()
                )
            elif state in (SILENT, FAILED, INVALID):
                evidence = Label(zh="没有任何请求或文件涉及该小时", en="nothing asked for this hour").text(
                    language
                )
            delay = part.delay[at, station]
            rows.append({
                "code": code, "name": str(name.get(code, "")), "source": part.sources[station],
                "start": stamp(begin), "end": stamp(begin + timedelta(hours=1)), "state": STATES[state],
                "delay": "" if delay != delay else f"{delay:.0f}", "evidence": evidence,
            })  # fmt: skip
    columns = ["code", "name", "source", "start", "end", "state", "delay", "evidence"]
    return pd.DataFrame(rows, columns=columns).sort_values(["code", "start"], ignore_index=True)


def _passport(
    store: Store, start: datetime, end: datetime, of: str, every: str, within: str | None, source: str | None
) -> Passport:
    return Passport(
        title=Label(zh="时次台账", en="Slot ledger"), unit="%", start=start, end=end,
        members=f"{of} / {within or 'all'}{' / ' + source if source else ''}", editions=(), clauses=(),
        formula=Label(
            zh="；".join(title.zh for title in TITLES.values())
            + "：每个应有时次恰为其一；完整率 = 有值时次 / 应有时次",
            en="; ".join(title.en for title in TITLES.values())
            + ": each expected slot is exactly one; completeness = slots with a value / slots expected",
        ),
        stage="best", simulated=store.simulated,
        basis=(
            (Label(zh="应有时次：近若干日内有过数据的点位", en="Expected: stations heard within days"),
             str(REMEMBERED)),
            (Label(zh="按时：小时结束后分钟数", en="On time: minutes after the hour"),
             f"{ON_TIME.total_seconds() / 60:.0f}"),
        ),
        reference=Reference(
            question="ledger",
            arguments={"of": of, "every": every, "in": within or "", "source": source or "", "start": stamp(start),
                       "end": stamp(end)},
            as_of=datetime.now(UTC),
        ),
    )  # fmt: skip
