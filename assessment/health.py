"""The question `health`: is the program alive and up to date, by source, and what is the matter if not.

Everything here is derived from the store, so that every web worker, the scheduler and the command line say the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from indicators.parameters import Label
from ingest.sources import source
from store.condition import Condition, condition
from store.opening import Store, StoreError
from store.runs import RunLog, leases

State = Literal["ok", "degraded", "down"]
LEAST_FREE_GIB = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What an installation expects of itself: after what silence a live source is overdue, and how old hours may be.

    `sources` holds the sources that are on; `oldest_hours` 0 leaves the age of the newest hour unjudged: a store of
    past years is not ill.
    """

    sources: Mapping[str, timedelta] = field(default_factory=dict)
    oldest_hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A live source: last beat of its schedule, who served it, its last run and the last good one, and if overdue."""

    source: str
    title: Label
    beat: datetime | None
    holder: str
    last_state: str
    last_ended: datetime | None
    last_good: datetime | None
    message: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is the matter: `down` or `degraded`, what it is, and how to mend it."""

    state: State
    what: Label
    mend: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the program is. `condition` is None where the store cannot be read; ages are as of `at`."""

    at: datetime
    state: State
    condition: Condition | None
    sources: tuple[SourceHealth, ...]
    free_gib: float
    problems: tuple[Problem, ...]

    @property
    def age(self) -> timedelta | None:
        """Time since the end of the newest hour; None where there is none."""
        if self.condition is None or self.condition.newest is None:
            return None
        return self.at - self.condition.newest - timedelta(hours=1)

    @property
    def beat_age(self) -> timedelta | None:
        """Time since the scheduler served the source that it served last; None where none was."""
        beats = [one.beat for one in self.sources if one.beat is not None]
        return self.at - max(beats) if beats else None


def health(store: Store, *, watch: Watch, now: datetime | None = None) -> Health:
    """The health of the program at a moment (UTC; by the store's clock if None).

    A store that cannot be read is an answer and no error.
    """
    at = now or store.now()
    free_gib = _free_gib(store.home)
    problems: list[Problem] = []
    found: Condition | None = None
    sources: tuple[SourceHealth, ...] = ()
    try:
        found = condition(store)
        sources = _sources(store, watch, at)
    except StoreError as error:
        problems.append(
            Problem(
                state="down", what=Label(zh=f"数据库无法读取：{error}", en=str(error)),
                mend=Label(zh="检查 LANBI_STORE、LANBI_HOME 与磁盘", en="see LANBI_STORE, LANBI_HOME and the disk"),
            )
        )  # fmt: skip
    if found is not None:
        problems += _of_readings(found, watch, at, store.now())
    problems += [_overdue(one, at) for one in sources if one.is_overdue]
    if free_gib < LEAST_FREE_GIB:
        problems.append(
            Problem(
                state="degraded",
                what=Label(zh=f"磁盘仅余 {free_gib:.1f} GiB", en=f"{free_gib:.1f} GiB free on the disk"),
                mend=Label(zh="清理磁盘", en="make room under LANBI_HOME"),
            )
        )
    worst: State = "ok"
    for one in problems:
        worst = "down" if "down" in (worst, one.state) else "degraded"
    return Health(
        at=at, state=worst, condition=found, sources=sources, free_gib=free_gib, problems=tuple(problems)
    )


def told(found: Health) -> Mapping[str, object]:
    """What `/healthz` answers: plain values, ages in hours, times in ISO 8601."""
    store = found.condition
    age, beat = found.age, found.beat_age
    return {
        "status": found.state,
        "store": "reachable" if store is not None else "unreachable",
        "newest": store.newest.isoformat() if store and store.newest else None,
        "newest_age_hours": None if age is None else round(age.total_seconds() / 3600, 2),
        "scheduler_age_seconds": None if beat is None else round(beat.total_seconds()),
        "stale_days": store.stale_days if store else None,
        "stations": store.stations if store else None,
        "reporting": store.reporting if store else None,
        "revision": store.revision if store else None,
        "simulated": store.simulated if store else None,
        "backed_up": store.backed_up.isoformat() if store and store.backed_up else None,
        "free_gib": round(found.free_gib, 1),
        "sources": {
            one.source: {
                "state": one.last_state or "never run", "overdue": one.is_overdue,
                "beat": one.beat.isoformat() if one.beat else None,
                "last_good": one.last_good.isoformat() if one.last_good else None,
            }
            for one in found.sources
        },
        "problems": [one.what.en for one in found.problems],
    }  # fmt: skip


def _of_readings(found: Condition, watch: Watch, at: datetime, clock: datetime) -> list[Problem]:
    problems = []
    if watch.oldest_hours and found.newest is not None:
        age = at - found.newest - timedelta(hours=1)
        if age > timedelta(hours=watch.oldest_hours):
            hours = age.total_seconds() / 3600
            problems.append(
                Problem(
                    state="down",
                    what=Label(
                        zh=f"最新小时已过 {hours:.1f} 小时，设定上限 {watch.oldest_hours} 小时",
                        en=f"the newest hour is {hours:.1f} h old; {watch.oldest_hours} h are allowed",
                    ),
                    mend=Label(zh="查看数据源运行记录：ledger", en="see the runs of the sources: ledger"),
                )
            )
    if found.stale_days:
        problems.append(
            Problem(
                state="degraded",
                what=Label(
                    zh=f"{found.stale_days} 天的基础统计待更新", en=f"{found.stale_days} days wait for their facts"
                ),
                mend=Label(zh="任一 table 或 load 命令即可", en="any `table` or `load` brings them up to date"),
            )
        )  # fmt: skip
    if found.known_at is not None and found.known_at > clock + timedelta(minutes=5):
        problems.append(
            Problem(
                state="degraded",
                what=Label(
                    zh="机器时钟早于最近一批数据的入库时间", en="the clock is behind the newest batch"
                ),
                mend=Label(zh="校准时钟（NTP）", en="set the clock (NTP)"),
            )
        )
    if found.newest is not None and not found.simulated and found.newest > at + timedelta(hours=1):
        problems.append(
            Problem(
                state="degraded",
                what=Label(
                    zh="库中有未来时刻的读数", en="there are readings of hours that are still to come"
                ),
                mend=Label(zh="核对时钟与数据源的时间戳", en="check the clock and the stamps of the source"),
            )
        )
    return problems


def _sources(store: Store, watch: Watch, at: datetime) -> tuple[SourceHealth, ...]:
    held = leases(store)
    log = RunLog(store=store)
    found = []
    for name in sorted({*watch.sources, *held}):
        holder, _, beat = held.get(name, ("", None, None))
        last, good = log.last(name)
        found.append(
            SourceHealth(
                source=name, title=_title(name), beat=beat, holder=holder, last_state=last.state if last else "",
                last_ended=last.ended if last else None, last_good=good.ended if good else None,
                message=last.message if last else "",
                is_overdue=name in watch.sources and (beat is None or at - beat > watch.sources[name]),
            )
        )  # fmt: skip
    return tuple(found)


def _title(name: str) -> Label:
    try:
        return source(name).title
    except LookupError:  # one that this program does not know any more
        return Label(zh=name, en=name)


def _overdue(one: SourceHealth, at: datetime) -> Problem:
    when = "从未运行" if one.beat is None else f"已 {(at - one.beat) / timedelta(hours=1):.1f} 小时未运行"
    since = (
        "has never run"
        if one.beat is None
        else f"has not run for {(at - one.beat) / timedelta(hours=1):.1f} h"
    )
    return Problem(
        state="down",
        what=Label(zh=f"数据源 {one.source} {when}", en=f"the schedule of {one.source} {since}"),
        mend=Label(zh="启动 python app.py collect（或 run）", en="start `python app.py collect` (or `run`)"),
    )


def _free_gib(home: Path) -> float:
    try:
        return shutil.disk_usage(home).free / 2**30
    except OSError:
        return 0.0
