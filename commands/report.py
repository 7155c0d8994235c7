"""`report`: the set for the meeting, for a week, a month or any window: pictures, slides, briefing, workbook, PDF."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assessment.periods import Days
from commands.program import Program
from commands.sheet import print_rows
from commands.words import Day, Moment

if TYPE_CHECKING:
    from ingest.diary import Diary
    from layouts.shelf import Shelf
    from reports.release import Studio
    from reports.scope import Kind

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_IN = click.option("--in", "within", required=True, help="Division code or name: a province or a city.")
_OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="Copy the set here too."
)
_LANGUAGE = click.option(
    "--language", type=click.Choice(["zh", "en"]), default=None, help="Else the installation's."
)
_AS_OF = click.option(
    "--as-of", type=Moment(end=True, exact=True), default=None, help="As known at that time; else now."
)
_PDF = click.option(
    "--pdf/--no-pdf", default=True, show_default=True, help="PDF of slides and briefing (LibreOffice)."
)
_BY = click.option("--by", default="", help="Who asks for it; kept in the manifest.")
_ID = click.argument("set_id", metavar="ID")


@click.group(
    help="The set for the meeting: `weekly`, `monthly`, `window`, `due`, `list`, `again`, `watch`, `template`."
)
def _report() -> None:
    """Nothing of its own."""


@_report.command("weekly", help="The set of a week, 2026-W11.")
@_IN
@click.option("--week", required=True, metavar="YYYY-Www")
@_AS_OF
@_LANGUAGE
@_PDF
@_BY
@_OUT
@click.pass_obj
def _weekly(program: Program, /, week: str, **asked: Any) -> None:
    from reports import scope

    _make(program, "weekly", _days(lambda: scope.week(week)), **asked)


@_report.command("monthly", help="The set of a calendar month, 2026-03.")
@_IN
@click.option("--month", required=True, metavar="YYYY-MM")
@_AS_OF
@_LANGUAGE
@_PDF
@_BY
@_OUT
@click.pass_obj
def _monthly(program: Program, /, month: str, **asked: Any) -> None:
    from reports import scope

    _make(program, "monthly", _days(lambda: scope.month(month)), **asked)


@_report.command("window", help="The set of any window of whole days.")
@_IN
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@_AS_OF
@_LANGUAGE
@_PDF
@_BY
@_OUT
@click.pass_obj
def _window(program: Program, /, start: date, end: date, **asked: Any) -> None:
    _make(program, "window", _days(lambda: Days(first=start, last=end)), **asked)


@_report.command(
    "list", help="Sets that were released, newest first; and on stderr those that failed, with the reason."
)
@click.pass_obj
def _list(program: Program) -> None:
    import pandas as pd

    from reports.release import failures, released

    rows = [
        {"id": one["id"], "name": one["name"]["zh"], "window": one["window"]["zh"], "made_at": one["made_at"],
         "as_of": one["scope"]["as_of"], "provisional": one["provisional"], "simulated": one["simulated"],
         "files": len(one["files"])}
        for one in released(_folder(program))
    ]  # fmt: skip
    columns = ["id", "name", "window", "made_at", "as_of", "provisional", "simulated", "files"]
    print_rows(pd.DataFrame(rows, columns=columns), form="csv")
    for one in failures(_folder(program)):
        click.echo(f"{one['id']} failed at {one['at']}: {'; '.join(one['faults'])}", err=True)


@_report.command(
    "again", help="Make a released set again from its id, as known then, and compare every number."
)
@_ID
@click.pass_obj
def _again(program: Program, set_id: str) -> None:
    from reports.release import manifest_of
    from reports.snapshot import snapshot
    from reports.watch import scope_of

    manifest = _found(lambda: manifest_of(_folder(program), set_id))
    pages = [page["page"] for page in manifest["pages"]]
    made = snapshot(program.store, scope=scope_of(manifest), basis=program.basis, pages=pages)
    if made.digest != manifest["digest"]:
        raise click.ClickException(f"{set_id} does not come out again: another basis, or another program")
    click.echo(f"{set_id}: the same {len(manifest['figures'])} figures and {len(manifest['tables'])} tables")


@_report.command("watch", help="Which figures of an earlier set have since changed, by how much and why.")
@_ID
@_AS_OF
@click.pass_obj
def _watch(program: Program, set_id: str, as_of: datetime | None) -> None:
    from reports.release import manifest_of
    from reports.watch import watch

    manifest = _found(lambda: manifest_of(_folder(program), set_id))
    found = watch(program.store, manifest, basis=program.basis, now=as_of or datetime.now(UTC))
    print_rows(found, form="csv")
    click.echo(f"{len(found)} of {len(manifest['figures'])} figures and their tables changed", err=True)


@_report.command("template", help="Our slide template, to be changed into the bureau's own.")
@click.argument("path", metavar="OUT.pptx", type=click.Path(dir_okay=False, path_type=Path))
def _template(path: Path) -> None:
    from reports.deck import template

    template(path)
    click.echo(str(path))


@_report.command("due", help="Make the sets of the settings that fell due and are not there yet.")
@click.pass_obj
def _due(program: Program) -> None:
    if not program.agenda.regions:
        raise click.ClickException(
            'No region gets sets. Say so in the settings: [reports] regions = ["410800"].'
        )
    sys.exit(0 if make_due(program, program.clock.now()) else 1)


def shelf(program: Program) -> Shelf:
    """The sets as the screens see them; making one is begun in a process of its own."""
    from assessment.members import region
    from layouts.shelf import Shelf
    from reports import scope
    from reports.release import failures, file_of, manifest_of, released
    from reports.watch import watch

    folder = _folder(program)

    def make(within: str, kind: str, window: str, by: str) -> None:
        place = region(program.store, within)
        if kind == "weekly":
            scope.week(window)
            asked = ["--week", window]
        elif kind == "monthly":
            scope.month(window)
            asked = ["--month", window]
        else:
            first, _, last = window.partition("/")
            days = Days(first=date.fromisoformat(first), last=date.fromisoformat(last))
            asked = ["--start", days.first.isoformat(), "--end", days.last.isoformat()]
            kind = "window"
        call = [sys.executable, sys.argv[0], "report", kind, "--in", place.code, *asked, f"--by={by}"]
        subprocess.Popen(call, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  (this very program)

    return Shelf(
        released=lambda: released(folder), failed=lambda: failures(folder), file=lambda a, b: file_of(folder, a, b),
        making=lambda: sum(1 for _ in folder.glob(".making-*")) if folder.is_dir() else 0, make=make,
        watch=lambda chosen: watch(
            program.store, manifest_of(folder, chosen), basis=program.basis, now=program.clock.now()
        ),
    )  # fmt: skip


def beat(program: Program, now: datetime, diary: Diary, make: Callable[..., Path] | None = None) -> bool:
    """Make the sets that are due, once among all schedulers in a quarter of an hour; whether this one did it.

    Parameters
    ----------
    diary
        Where it is agreed whose turn it is.
    make
        What makes a set of (studio, scope); None for a release.
    """
    if not any(program.agenda.due(now)) or not diary.claim("sets", program.agenda.beat(now), now):
        return False
    try:
        make_due(program, now, make)
    finally:
        diary.release("sets")
    return True


def make_due(program: Program, now: datetime, make: Callable[..., Path] | None = None) -> bool:
    """Make the sets that fell due and are not there yet; whether all of them are there now."""
    from reports.release import RefusedError, release
    from reports.snapshot import set_id

    make = make or release
    whole = True
    for scope in program.agenda.due(now):
        for lang in program.agenda.languages:
            if (_folder(program) / set_id(scope, program.basis, lang)).exists():
                continue
            try:
                click.echo(
                    str(make(_studio(program, pdf=program.agenda.pdf), scope, lang=lang, by="schedule"))
                )
            except RefusedError as refused:
                _LOG.error("%s", refused)
                whole = False
            except (LookupError, ValueError) as error:  # one that cannot be made does not hold up the others
                _LOG.error("the set of %s cannot be made: %s", scope.region, error)
                whole = False
    return whole


def _make(
    program: Program, kind: Kind, days: Days, *, within: str, as_of: datetime | None, language: str | None, pdf: bool,
    by: str, out: Path | None,
) -> None:  # fmt: skip
    from assessment.members import region
    from reports.release import RefusedError, release
    from reports.scope import Scope

    place = _found(lambda: region(program.store, within))
    scope = Scope(region=place.code, kind=kind, days=days, as_of=as_of or datetime.now(UTC))
    try:
        made = release(
            _studio(program, pdf=pdf), scope, lang=language or program.language,
            report=lambda text: click.echo(text, err=True), by=by,
        )  # fmt: skip
    except RefusedError as refused:
        for fault in refused.faults:
            click.echo(fault, err=True)
        click.echo(f"{refused.set_id} is not released; the last good set stays", err=True)
        sys.exit(1)
    if out is not None:
        shutil.copytree(made, out, dirs_exist_ok=True)
    click.echo(str(out or made))


def _studio(program: Program, *, pdf: bool) -> Studio:
    from reports.release import Studio

    return Studio(
        store=program.store, basis=program.basis, boundaries=program.boundaries, folder=_folder(program),
        approval=program.map_approval, pdf=pdf, template=program.agenda.template,
    )  # fmt: skip


def _folder(program: Program) -> Path:
    return program.home / "sets"


def _days(make: Callable[[], Days]) -> Days:
    try:
        return make()
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _found(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error


COMMAND = _report
