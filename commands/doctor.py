"""`doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import click
import pandas as pd

from commands.program import Program
from commands.sheet import print_rows
from commands.words import FORM

if TYPE_CHECKING:
    from assessment.health import Health
    from store.opening import Store

LEAST_FREE_GIB = 2.0
OLD_BACKUP = timedelta(days=7)
SAID = "蓝碧环境质量日报优良劣Ⅰ臭氧沙尘µ³℃≤"
"""Characters that every page and picture needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: `right`, worth a `note`, or `wrong`; and what mends it."""

    check: str
    state: Literal["right", "note", "wrong"]
    finding: str
    mend: str = ""


@click.command(help="Examine the installation; exit 1 where something needs mending.")
@FORM
@click.pass_obj
def _doctor(program: Program, form: str) -> None:
    found = list(_findings(program))
    rows = [(one.check, one.state, one.finding, one.mend) for one in found]
    print_rows(pd.DataFrame(rows, columns=["check", "state", "finding", "mend"]), form=form)
    if any(one.state == "wrong" for one in found):
        sys.exit(1)


def _findings(program: Program) -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding(check="python", state="right", finding=f"Python {version}")
    places = _places(program)
    yield places
    yield _disk(program)
    yield from _drawing()
    yield from _address(program)
    if places.state == "wrong":
        return
    yield from _sources(program)
    try:
        store = program.opened
    except click.ClickException as error:
        yield Finding(check="store", state="wrong", finding=error.message, mend=_mend_store(program))
        return
    yield from _store(program, store)


def _places(program: Program) -> Finding:
    from geo.atlas import load

    try:
        atlas = load(program.boundaries)
    except (OSError, ValueError, LookupError) as error:
        return Finding(
            check="boundaries", state="wrong", finding=str(error),
            mend="point LANBI_BOUNDARIES at a folder of boundary files",
        )  # fmt: skip
    origin = atlas.provenance
    told = f"{origin.title} {origin.vintage}, {origin.publisher}; {len(atlas.regions)} divisions"
    approved = origin.approval_number or program.map_approval
    return Finding(
        check="boundaries", state="right" if approved else "note",
        finding=told + (f"; {approved}" if approved else ""),
        mend="" if approved else "a map shown in public needs an approved set: data/boundaries/README.md",
    )  # fmt: skip


def _disk(program: Program) -> Finding:
    there = program.home if program.home.exists() else program.home.parent
    try:
        usage = shutil.disk_usage(there)
    except OSError as error:
        return Finding(check="disk", state="wrong", finding=str(error), mend="set LANBI_HOME to a folder")
    free_gib = usage.free / 2**30
    enough = free_gib > LEAST_FREE_GIB
    return Finding(
        check="disk", state="right" if enough else "wrong", finding=f"{free_gib:.1f} GiB free under LANBI_HOME",
        mend="" if enough else "make room, or move LANBI_HOME to a larger disk",
    )  # fmt: skip


def _drawing() -> Iterator[Finding]:
    """What the pictures, slides and PDF of a set are made with: pages of a browser elsewhere need none of it."""
    from reports.browser import DrawingError, browser
    from reports.fonts import faces, missing
    from reports.office import office

    fonts = faces()
    lacking = missing([SAID], fonts)
    yield Finding(
        check="fonts", state="note" if lacking else "right",
        finding=f"no font for {lacking}" if lacking else f"Chinese is drawn with {fonts[0].name}",
        mend="install fonts-noto-cjk and fontconfig; without them no set is released" if lacking else "",
    )  # fmt: skip
    for check, find in (("browser", browser), ("office", office)):
        try:
            yield Finding(check=check, state="right", finding=find())
        except DrawingError as error:
            yield Finding(
                check=check,
                state="note",
                finding=str(error).partition(":")[0],
                mend=str(error).partition(": ")[2],
            )


def _address(program: Program) -> Iterator[Finding]:
    if program.host not in ("127.0.0.1", "localhost", "::1"):
        yield Finding(
            check="address", state="note", finding=f"listens on {program.host}",
            mend="put a server with TLS and log-in before it",
        )  # fmt: skip
        if program.metrics == "on":
            yield Finding(
                check="metrics", state="note", finding="/metrics answers everybody",
                mend="LANBI_METRICS=local unless the monitoring reads from another machine",
            )  # fmt: skip


def _sources(program: Program) -> Iterator[Finding]:
    try:
        names = [feed.name for feed in program.feeds]
    except click.ClickException as error:
        yield Finding(
            check="sources", state="wrong", finding=error.message, mend="mend the settings of the source"
        )
        return
    yield Finding(
        check="sources", state="right",
        finding=f"switched on: {', '.join(names)}" if names else "no live source is switched on",
    )  # fmt: skip


def _store(program: Program, store: Store) -> Iterator[Finding]:
    from assessment.health import health
    from store.condition import absent_hours, held_up

    found = health(store, watch=program.watch)
    told = found.condition
    if told is None:
        yield Finding(
            check="store", state="wrong", finding=found.problems[0].what.en, mend=_mend_store(program)
        )
        return
    kind = "模拟数据 DEMO, " if told.simulated else ""
    held = f"newest hour {told.newest:%Y-%m-%d %H:%M} UTC" if told.newest else "no readings yet"
    yield Finding(
        check="store", state="right",
        finding=f"{kind}{store.engine.dialect.name}, {told.size_bytes / 2**20:.0f} MiB: {held}, "
        f"{told.stations} stations",
        mend="" if told.newest else "python app.py load",
    )  # fmt: skip
    reason = held_up(store)
    yield Finding(
        check="lock", state="wrong" if reason else "right",
        finding=f"nobody can write: {reason}" if reason else "the store can be written",
        mend="a load or restore may be running; else end the process that holds it (fuser lanbi.sqlite)"
        if reason
        else "",
    )  # fmt: skip
    waiting = told.stale_days
    yield Finding(
        check="facts", state="wrong" if waiting else "right", finding=f"{waiting} days wait for their facts",
        mend="any `table` or `load` brings them up to date" if waiting else "",
    )  # fmt: skip
    yield _clock(found)
    yield _gaps(absent_hours(store))
    yield _refusals(found)
    yield _backed_up(told.backed_up, found.at, simulated=told.simulated)
    for one in found.sources:
        if one.is_overdue or one.last_state == "failed":
            yield Finding(
                check=f"source {one.source}", state="wrong" if one.is_overdue else "note",
                finding=("is not served; " if one.is_overdue else "") + f"last run {one.last_state or 'never'}"
                + (f": {one.message}" if one.message else ""),
                mend="start `python app.py collect` (or `run`)" if one.is_overdue else "see `ledger`, and `sources`",
            )  # fmt: skip
    if found.age is not None and program.oldest_hours:
        late = found.age > timedelta(hours=program.oldest_hours)
        yield Finding(
            check="age", state="wrong" if late else "right",
            finding=f"the newest hour is {_hours(found.age)} old, {program.oldest_hours} h are allowed",
            mend="see `ledger` for what failed; LANBI_OLDEST_HOURS sets what is allowed" if late else "",
        )  # fmt: skip


def _clock(found: Health) -> Finding:
    wrong = [one for one in found.problems if "NTP" in one.mend.en or "stamps" in one.mend.en]
    if wrong:
        return Finding(check="clock", state="wrong", finding=wrong[0].what.en, mend=wrong[0].mend.en)
    return Finding(
        check="clock", state="right", finding=f"{found.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, after every batch"
    )  # fmt: skip


def _gaps(gaps: Sequence[tuple[datetime, datetime]]) -> Finding:
    if not gaps:
        return Finding(
            check="gaps", state="right", finding="no whole hour is missing in the 31 days before the newest"
        )
    hours = sum((end - start) // timedelta(hours=1) for start, end in gaps)
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    return Finding(
        check="gaps", state="note",
        finding=f"{hours} hours without any reading in 31 days; the longest {start:%Y-%m-%d %H:%M} to "
        f"{end:%Y-%m-%d %H:%M} UTC",
        mend="`ledger` tells why; `collect --backfill SOURCE --start … --end …` or `load` fills them",
    )  # fmt: skip


def _refusals(found: Health) -> Finding:
    waiting = sum(kept.refused_open for kept in found.condition.sources.values()) if found.condition else 0
    return Finding(
        check="quarantine", state="note" if waiting else "right", finding=f"{waiting} refusals nobody has acted on",
        mend="`quarantine list --reasons`, then `quarantine show ID`" if waiting else "",
    )  # fmt: skip


def _backed_up(last: datetime | None, at: datetime, *, simulated: bool) -> Finding:
    old = last is None or at - last > OLD_BACKUP
    told = f"last backed up {last:%Y-%m-%d %H:%M} UTC" if last else "never backed up"
    return Finding(
        check="backup", state="note" if old and not simulated else "right", finding=told,
        mend="python app.py backup OUT, to another disk, every night" if old and not simulated else "",
    )  # fmt: skip


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.1f} h"


def _mend_store(program: Program) -> str:
    if program.store_url:
        return "see that the database server of LANBI_STORE answers and lets this user in"
    return f"see {program.home}: its rights, the disk; else bring a backup back into an empty LANBI_HOME (`restore`)"


COMMAND = _doctor
