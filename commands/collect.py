"""`collect`: the scheduler alone, or one source asked by hand for a window of the past."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from commands.program import Program
from commands.words import Moment

if TYPE_CHECKING:
    from ingest.schedule import Desk

WATCH_S = 15.0
"""So often [s] the scheduler is looked after: a clock that was set back, a parent that is gone."""

SETS = "sets"
"""Id of the job that makes the sets for the meeting."""

AGAIN_S = 10.0
"""So long after its end [s] a scheduler beside the web is started again."""


@click.command(
    help="Collect from the sources that are switched on, as their schedule says; Ctrl-C ends it. With --backfill: "
    "ask one of them now for a window of the past."
)
@click.option("--backfill", "name", metavar="SOURCE", default=None, help="Ask this source by hand.")
@click.option("--start", type=Moment(), default=None)
@click.option("--end", type=Moment(end=True), default=None)
@click.option("--until", type=Moment(), default=None, help="End when the clock of the schedule shows this.")
@click.option("--once", is_flag=True, help="Serve the beat that it is for each source, and end.")
@click.option("--beside", "with_parent", is_flag=True, hidden=True, help="End when standard input ends.")
@click.pass_obj
def _collect(
    program: Program,
    name: str | None,
    start: datetime | None,
    end: datetime | None,
    until: datetime | None,
    once: bool,
    with_parent: bool,
) -> None:
    if name is not None:
        if start is None or end is None or end <= start:
            raise click.UsageError("--backfill needs --start and a later --end")
        sys.exit(backfill(program, name, start, end))
    if start is not None or end is not None:
        raise click.UsageError("--start and --end go with --backfill")
    if not program.feeds and not program.agenda.regions:
        raise click.ClickException(
            "No source is switched on. Say so in the settings, for example [sources.cnemc_live] on = true."
        )
    if once:
        sys.exit(1 if any("failed" in desk(program).beat(feed) for feed in program.feeds) else 0)
    schedule(program, with_parent=with_parent, until=until)


def desk(program: Program) -> Desk:
    """What the scheduler of this program works with."""
    from assessment.members import atlas
    from ingest.schedule import Desk, collect_window
    from ingest.spool import Spool
    from store.facts import refresh
    from store.keeping import Keeper
    from store.runs import RunLog

    store = program.opened

    def region_of(city: str) -> str:
        return atlas(store).published_city(city).code

    def province_of(name: str) -> str:
        return atlas(store).find(name, "province").code

    def collecting(feed: Any, window: Any, sink: Any, client: Any) -> Any:
        found = collect_window(feed, window, sink, client, region_of=region_of, province_of=province_of)
        program.archive.keep(found.payloads, program.clock.now())
        return found

    return Desk(
        diary=RunLog(store=store),
        sink=Keeper(store=store),
        clock=program.clock,
        kept=lambda: _refreshed(refresh, store),
        collecting=collecting,
        spool=Spool(folder=program.home / "spool"),
    )


def _refreshed(refresh: Any, store: Any) -> None:
    refresh(store)


def schedule(program: Program, *, with_parent: bool = False, until: datetime | None = None) -> None:
    """Run the scheduler until told to stop: by a signal, the end of the process that started it, or a time."""
    from ingest.schedule import mend, scheduler
    from store.facts import refresh

    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if with_parent:
        threading.Thread(target=_wait_for_end, args=(ended,), daemon=True).start()
    refresh(program.opened)  # what a killed scheduler left
    made = scheduler(program.feeds, desk(program))
    if program.agenda.regions:
        made.add_job(
            _sets, "interval", seconds=_pause(program), args=(program,), id=SETS,
            next_run_time=datetime.now(UTC), coalesce=True, max_instances=1, misfire_grace_time=3600,
        )  # fmt: skip
    made.start()
    working = [*(feed.name for feed in program.feeds), *([SETS] if program.agenda.regions else [])]
    click.echo(f"collecting: {', '.join(working)}", err=True)
    watch_s = max(0.5, min(WATCH_S, program.clock.seconds_in_world(timedelta(minutes=10))))
    while not ended.wait(watch_s) and not (until and program.clock.now() >= until):
        mend(made, program.feeds, program.clock, {SETS: timedelta(seconds=_pause(program))})
    made.shutdown(wait=True)
    program.opened.close()


def _pause(program: Program) -> float:
    """How long [s] to wait between two looks at what is due."""
    return max(1.0, program.clock.seconds_in_world(timedelta(minutes=1)))


def _sets(program: Program) -> None:
    """Make the sets that are due; of all schedulers one does, and one that failed is tried again later."""
    from commands.report import beat
    from store.runs import RunLog

    beat(program, program.clock.now(), RunLog(store=program.opened))


def _wait_for_end(ended: threading.Event) -> None:
    """Set the event when standard input ends: the process at its other end is gone."""
    while os.read(0, 1):  # unbuffered: a buffered reader holds a lock that the interpreter wants at its end
        pass
    ended.set()


def backfill(program: Program, name: str, start: datetime, end: datetime) -> int:
    """Ask a source for a window piece by piece, with progress: exit code 0, or 1 where a piece failed or was empty."""
    from ingest.contract import Window
    from ingest.diary import Turn
    from ingest.transport import Failure, connect
    from ingest.turns import pieces

    feed = next((feed for feed in program.feeds if feed.name == name), None)
    if feed is None:
        raise click.UsageError(
            f"{name} is not switched on; on are: {', '.join(f.name for f in program.feeds)}"
        )
    if program.clock.now() - start > feed.reach + feed.cadence:
        click.echo(
            f"{name} answers no further back than {feed.reach}; what is older may stay empty.", err=True
        )
    work = desk(program)
    told: list[str] = []
    changed = False
    with click.progressbar(pieces(Window(start=start, end=end), feed), label=name, file=sys.stderr) as bar:
        for window in bar:
            try:
                with connect(feed.name, feed.source, feed.connection) as client:
                    state, receipt = work.take(feed, Turn(window=window, cause="hand"), client, None)
            except Failure as fault:
                raise click.ClickException(fault.sentence) from fault
            changed |= receipt.kept + receipt.revised > 0
            told.append(state)
            shown = window.start.astimezone(feed.source.timezone)
            click.echo(f"{shown:%Y-%m-%dT%H}  {state:<6}  kept {receipt.kept}  known {receipt.known}  "
                       f"revised {receipt.revised}")  # fmt: skip
    if changed:
        work.kept()
    return 0 if told and set(told) == {"done"} else 1


@contextmanager
def beside(program: Program) -> Iterator[None]:
    """Keep a scheduler running in a process of its own while the web is served; none where no source is on.

    It is started again where it ends by itself, and ends with this process however that ends.
    """
    if not program.feeds and not program.agenda.regions:
        yield
        return
    ended = threading.Event()
    held: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not ended.is_set():
            child = subprocess.Popen(  # noqa: S603  (this very program)
                [sys.executable, sys.argv[0], "collect", "--beside"], stdin=subprocess.PIPE
            )
            held[:] = [child]
            code = child.wait()
            if not ended.wait(AGAIN_S):
                logging.getLogger(__name__).warning("the scheduler ended (%s) and is started again", code)

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        for child in held:
            child.terminate()


COMMAND = _collect
