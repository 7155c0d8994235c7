"""`load`: readings from files of a source into the store, and what became of every row."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from assessment.members import atlas
from commands.program import Program
from ingest.collect import Outcome, Progress, load, simulate
from ingest.contract import PayloadError, Stage, Window
from ingest.sources import source
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, StoreError

DEMO = timedelta(days=396)


@click.command(help="Load files or folders of SOURCE; loading twice is loading once.")
@click.argument("name", metavar="SOURCE")
@click.argument("paths", metavar="PATH...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--stations", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="CSV of stations (code, name, area, longitude, latitude, control, role).")  # fmt: skip
@click.option("--stage", type=click.Choice([s.value for s in Stage]), default=None,
              help="Stage, where it is not the source's own; reviewed needs --by and --reason.")  # fmt: skip
@click.option("--by", default="", help="Who brings them; kept with the batch.")
@click.option("--reason", default="", help="Why; kept with the batch.")
@click.pass_obj
def _load(
    program: Program,
    name: str,
    paths: tuple[Path, ...],
    stations: Path | None,
    stage: str | None,
    by: str,
    reason: str,
) -> None:
    try:
        chosen = source(name)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from error
    if chosen.simulated == bool(paths):
        raise click.UsageError(
            f"{name} makes its readings itself: name no file"
            if paths
            else f"name the files or folders of {name}"
        )
    if stage == Stage.REVIEWED and not (by.strip() and reason.strip()):
        raise click.UsageError("reviewed readings need --by and --reason: who reviewed them, and why now")
    if chosen.simulated and stage is not None:
        raise click.UsageError(f"the readings of {name} are made up and are nobody's review")
    try:
        if chosen.simulated:
            outcome = load_demo(program.opened, name)
        else:
            with _bar("load") as show:
                outcome = load(
                    chosen,
                    paths,
                    Keeper(store=program.opened, actor=by.strip(), reason=reason.strip()),
                    stations_file=stations,
                    stage=Stage(stage) if stage else None,
                    progress=show,
                    region_of=lambda city: atlas(program.opened).published_city(city).code,
                    province_of=lambda name: atlas(program.opened).find(name, "province").code,
                )
    except (PayloadError, StoreError) as error:
        raise click.ClickException(str(error)) from error
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from error
    days = refresh_facts(program.opened)
    _tell(outcome, days)
    if not outcome.payloads and not outcome.refused and not chosen.simulated:
        click.echo(f"nothing was loaded: no file of {name} in {', '.join(str(p) for p in paths)}", err=True)
        sys.exit(1)
    if not outcome.is_whole:
        sys.exit(1)


def load_demo(store: Store, name: str = "demo", now: datetime | None = None) -> Outcome:
    """Keep thirteen months of simulated readings that end with the hour before `now` (UTC)."""
    end = (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
    with _bar("demo") as show:
        return simulate(source(name), Window(start=end - DEMO, end=end), Keeper(store=store), progress=show)


def refresh_facts(store: Store) -> int:
    """Bring the facts of the days that changed up to date; the number of days, shown as they go by."""
    with click.progressbar(length=1, label="facts", file=sys.stderr) as bar:

        def show(done: int, total: int, day: date) -> None:
            bar.label = f"facts {day}"
            bar.length = max(total, 1)
            bar.pos = done
            bar.update(0)

        return refresh(store, progress=show)


class _bar:  # noqa: N801 (reads as the verb it is)
    """A progress bar on standard error over the bytes of the files."""

    def __init__(self, label: str) -> None:
        self._bar = click.progressbar(length=1, label=label, file=sys.stderr)

    def __enter__(self) -> Callable[[Progress], None]:
        self._bar.__enter__()
        return self._show

    def __exit__(self, *args: object) -> None:
        self._bar.__exit__(None, None, None)

    def _show(self, progress: Progress) -> None:
        self._bar.length = max(progress.bytes_total, 1)
        self._bar.pos = min(progress.bytes_done, self._bar.length)
        self._bar.label = progress.payload[-40:]
        self._bar.update(0)


def _tell(outcome: Outcome, days: int) -> None:
    receipt = outcome.receipt
    lines = [
        ("payloads", outcome.payloads),
        ("rows", outcome.published),
        ("rows taken", receipt.rows),
        ("readings", receipt.readings),
        ("kept", receipt.kept),
        ("known already", receipt.known),
        ("revised", receipt.revised),
        ("rejected", sum(receipt.rejected.values())),
        *((f"rejected: {reason}", count) for reason, count in receipt.rejected.items()),
        ("payloads refused", len(outcome.refused)),
        ("days refreshed", days),
    ]
    width = max(len(name) for name, _ in lines)
    # Where nothing was read at all, the sentences below say why; ten zeros would only hide them.
    for label, count in lines if outcome.payloads else ():
        click.echo(f"{label:<{width}}  {count:>10}")
    for sentence in (*outcome.remarks, *outcome.refused):
        click.echo(sentence, err=True)


COMMAND = _load
