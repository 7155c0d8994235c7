"""The slot ledger as tables: completeness by source, city, station or section and time, and the publishing clock.

The clock is measured on what was collected by the schedule: how long after the end of its hour (of a sample of water,
after its time) a value first came, at the earliest when it was asked for, and whether the hours that a day needs were
there by noon of the next. What is sampled by hand is expected by the month, and stands in no table by the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer, Passport, Reference
from assessment.columns import stamp
from assessment.members import atlas
from assessment.periods import SHANGHAI
from assessment.slot_members import Members, air_members, water_members
from assessment.slots import HERE, INVALID, ON_TIME, REMEMBERED, STATES, TITLES, Slots
from assessment.water_slots import MONTHS_REMEMBERED
from assessment.water_slots import ON_TIME as WATER_ON_TIME
from geo.names import romanised
from indicators.parameters import Label, Language
from indicators.rounding import half_even
from ingest.contract import HOUR_S
from ingest.diary import Run
from store.arrivals import batches_of
from store.days import DAY_S, ZONE_S, moment
from store.opening import Store
from store.refusals import refused_rows
from store.runs import runs
from store.water_arrivals import water_states

Every = Literal["hour", "day", "month", "all"]
By = Literal["source", "city", "station", "section"]
Medium = Literal["all", "air", "water"]

DAY_HOURS: Final = 20
"""Hours that a day needs (GB 3095)."""

NOON: Final = timedelta(hours=36)
"""From the beginning of a day to noon of the next, by when its value is to be published."""

COUNTS: Final = STATES[1:]

NOBODY_ASKED: Final = {
    False: Label(zh="没有任何请求或文件涉及该小时", en="nothing asked for this hour"),
    True: Label(zh="没有任何文件涉及该月", en="nothing was handed in for this month"),
}
"""The evidence where there is none, of a slot and of a month."""


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What one row of a table counts."""

    count: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(STATES), np.int64))
    delays: list[NDArray[np.float64]] = field(default_factory=list)
    on_time: int = 0
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
    medium: Medium = "all",
    language: Language = "zh",
) -> Answer:
    """What became of the expected slots that begin in [start, end) and have ended.

    Columns: code, name, medium, source, start, end, expected (slots), one of each state, completeness [%] (slots with
    a value over slots expected), measured (slots whose arrival was seen), delay [min] (median after the hour's end, of
    a sample of water after its time), on_time [%] (within one hour; of water before the next sample), days (of
    stations, measured), by_noon [%]. With `every` hour one row a slot that has no value or is late or revised: code,
    name, medium, source, start, end, state, delay [min], evidence.

    Rows `of` station are of air, those of section of water; others of both, unless a medium is named.

    Raises
    ------
    LookupError
        For an unknown region.
    """
    rows_of: dict[str, tuple[Medium, ...]] = {"station": ("air",), "section": ("water",)}
    media = rows_of.get(of, ("air", "water")) if medium == "all" else (medium,)
    members = [(air_members if one == "air" else water_members)(store, end, within) for one in media]
    if every == "hour":
        tables = [_exceptions(store, one, start, end, source, language) for one in members]
        order = ["code", "start"]
    else:
        tables = [_counted(store, one, start, end, of, every, source, language) for one in members]
        order = ["code", "source", "start"]
    table = pd.concat([one for one in tables if len(one)] or tables[:1], ignore_index=True)
    return Answer(
        table=table.sort_values(order, kind="stable", ignore_index=True),
        passport=_passport(store, start, end, of, every, within, source, medium),
    )


def _counted(
    store: Store, who: Members, start: datetime, end: datetime, of: By, every: Every, source: str | None,
    language: Language,
) -> pd.DataFrame:  # fmt: skip
    tallies: dict[tuple[str, str, datetime], _Tally] = {}
    for part in who.parts(store, start, end, source, by_hand=every != "day"):
        step_of, steps = _steps(part, every, start)
        for (code, name), columns in _groups(part, who.about, of).items():
            for at, begin in enumerate(steps):
                tally = tallies.setdefault((code, name, begin), _Tally())
                _add(tally, part, np.flatnonzero(step_of == at), columns)
    ends = {begin: _end_of(begin, every, end) for _, _, begin in tallies}
    names = _names(store, who.about, of, language)
    rows = [
        {"medium": who.medium, **_row(code, names.get(code, code), name, begin, ends[begin], tally)}
        for (code, name, begin), tally in sorted(tallies.items())
        if tally.count[1:].any()
    ]
    return pd.DataFrame(
        rows,
        columns=["code", "name", "medium", "source", "start", "end", "expected", *COUNTS, "completeness", "measured",
                 "delay", "on_time", "days", "by_noon"],
    )  # fmt: skip


def _steps(part: Slots, every: Every, start: datetime) -> tuple[NDArray[np.int64], list[datetime]]:
    """The step of each slot [slot], and the steps' starts."""
    begins = pd.DatetimeIndex(part.begins.astype("datetime64[s]"), tz="UTC").tz_convert(SHANGHAI)
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
        group = name if of == "source" else str(city.get(code, "")) if of == "city" else code
        found.setdefault((group, name), []).append(column)
    return {group: np.array(columns, np.int64) for group, columns in found.items()}


def _add(tally: _Tally, part: Slots, slots: NDArray[np.intp], columns: NDArray[np.int64]) -> None:
    state = part.state[np.ix_(slots, columns)]
    delay = part.delay[np.ix_(slots, columns)]
    tally.count += np.bincount(state.ravel(), minlength=len(STATES))
    seen = delay[~np.isnan(delay)]
    if not len(seen):
        return
    tally.delays.append(seen)
    tally.on_time += int((seen <= part.on_time.total_seconds() / 60).sum())
    if part.ends[0] - part.begins[0] != HOUR_S:
        return
    # By noon of the next day: an hour that ends k hours after midnight has 36 - k hours left.
    since = part.begins[slots] + ZONE_S
    left = (NOON.total_seconds() / 60 - 60 * (since % DAY_S // HOUR_S + 1))[:, np.newaxis]
    for one in np.unique(since // DAY_S):
        at = since // DAY_S == one
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
        "on_time": _percent(tally.on_time, len(delays)),
        "days": tally.days,
        "by_noon": _percent(tally.by_noon, tally.days),
    }


def _percent(part: int, whole: int) -> str:
    return f"{float(half_even(np.array(100 * part / whole), 1)):.1f}" if whole else ""


def _names(store: Store, about: pd.DataFrame, of: By, language: Language) -> dict[str, str]:
    if of in ("station", "section"):
        return _stations(about, language)
    if of == "source":
        return {}
    found = {code: atlas(store).find(code) for code in set(about["city"]) if code}
    return {code: one.name_en if language == "en" else one.name for code, one in found.items()}


def _stations(about: pd.DataFrame, language: Language) -> dict[str, str]:
    """Names of the stations or sections by code, for readers of a language."""
    names = {str(code): str(name) for code, name in about["name"].items()}
    return {code: romanised(name) for code, name in names.items()} if language == "en" else names


def _exceptions(
    store: Store, who: Members, start: datetime, end: datetime, source: str | None, language: Language
) -> pd.DataFrame:
    """One row a slot that is not simply there, with its evidence."""
    rows: list[dict[str, object]] = []
    log = {run.number: run for run in runs(store)}
    name = _stations(who.about, language)
    for part in who.parts(store, start, end, source, by_hand=True):
        slot, column = np.nonzero(part.state > 1)
        proof = _Proof(store, part, slot, column, log, who, language)
        for at, station in zip(slot.tolist(), column.tolist(), strict=True):
            code, delay = part.stations[station], part.delay[at, station]
            rows.append({
                "code": code, "name": str(name.get(code, "")), "medium": who.medium, "source": part.sources[station],
                "start": stamp(moment(int(part.begins[at]))), "end": stamp(moment(int(part.ends[at]))),
                "state": STATES[int(part.state[at, station])],
                "delay": "" if delay != delay else f"{delay:.0f}", "evidence": proof.of(at, station),
            })  # fmt: skip
    columns = ["code", "name", "medium", "source", "start", "end", "state", "delay", "evidence"]
    return pd.DataFrame(rows, columns=columns)


class _Proof:
    """What shows what became of some slots of a part, in words."""

    def __init__(
        self,
        store: Store,
        part: Slots,
        slot: NDArray[np.intp],
        column: NDArray[np.intp],
        log: Mapping[int, Run],
        who: Members,
        language: Language,
    ) -> None:
        self._part = part
        self._log = log
        self._language = language
        self._batches = batches_of(store, np.unique(part.batch[slot, column]).tolist())
        self._refused = refused_rows(store, np.unique(part.refused[slot, column]).tolist())
        self._said: dict[tuple[str, int], str] = {}
        if who.medium == "water" and len(slot):
            mute = sorted({part.stations[at] for at in column[part.state[slot, column] == INVALID].tolist()})
            span = _midnight(int(part.begins[0])), int(part.ends[-1])
            self._said = water_states(store, first=span[0], end=span[1], sections=mute) if mute else {}

    def of(self, slot: int, column: int) -> str:
        """The evidence of one slot."""
        part = self._part
        batch, run, row = (int(each[slot, column]) for each in (part.batch, part.run, part.refused))
        if row in self._refused.index:
            one = self._refused.loc[row]
            place = f"{one['file']}:{one['line']} {one['field']}".strip()
            return f"quarantine {row} ({place}) {one['reason']}"
        if batch in self._batches.index:
            one = self._batches.loc[batch]
            said = f"batch {batch} ({one['name']}, sha256 {str(one['sha256'])[:12]})"
            code, begin = part.stations[column], int(part.begins[slot])
            state = self._said.get((code, begin)) or self._said.get((code, _midnight(begin)), "")
            is_mute = part.state[slot, column] == INVALID
            return f"{said} {state}".strip() if is_mute else said
        if run in self._log:
            told = self._log[run]
            kind = f"{told.state}{' ' + told.kind if told.kind else ''}"
            return f"run {run} ({kind}) {told.message}".strip()
        return NOBODY_ASKED[part.ends[slot] - part.begins[slot] > DAY_S].text(self._language)


def _midnight(second: int) -> int:
    """Start of the civil day of a time [epoch s]."""
    return second - (second + ZONE_S) % DAY_S


def _passport(
    store: Store, start: datetime, end: datetime, of: str, every: str, within: str | None, source: str | None,
    medium: str,
) -> Passport:  # fmt: skip
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
            (Label(zh="水质自动监测按时：采样时刻后分钟数", en="On time, water: minutes after the sample"),
             f"{WATER_ON_TIME.total_seconds() / 60:.0f}"),
            (Label(zh="手工监测断面：近若干月内采过样", en="Sampled by hand: expected for months since"),
             str(MONTHS_REMEMBERED)),
        ),
        reference=Reference(
            question="ledger",
            arguments={"of": of, "every": every, "in": within or "", "source": source or "", "medium": medium,
                       "start": stamp(start), "end": stamp(end)},
            as_of=datetime.now(UTC),
        ),
    )  # fmt: skip
