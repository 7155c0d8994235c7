"""`lists`: who is ranked together: the lists held, one list's members, and handing in a new version."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from commands.program import Program
from commands.sheet import print_answer
from commands.words import FORM, Moment, wrong_calls


@click.group(invoke_without_command=True, help="Lists of members: every version held; `show NAME`, `upload`.")
@FORM
@click.pass_context
@click.pass_obj
def _lists(program: Program, ctx: click.Context, form: str) -> None:
    if ctx.invoked_subcommand is None:
        from assessment.rosters import shown

        print_answer(shown(program.store), form=form, language=program.language)


@_lists.command("show", help="Members of the list NAME, with the days from and to which each is on it.")
@click.argument("name")
@click.option("--as-of", type=Moment(end=True), default=None, help="The version known at that time.")
@FORM
@click.pass_obj
def _show(program: Program, name: str, as_of: datetime | None, form: str) -> None:
    from assessment.rosters import shown

    with wrong_calls():
        answer = shown(program.store, name, as_of=as_of)
    print_answer(answer, form=form, language=program.language)


@_lists.command("upload", help="Hand in FILE.csv (code and/or name, optionally from, to) as the list NAME.")
@click.argument("name")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="Who hands it in.")
@click.option("--reason", required=True, help="Why; kept with the version.")
@click.pass_obj
def _upload(program: Program, name: str, path: Path, by: str, reason: str) -> None:
    from actions.list_upload import upload_list
    from ingest.contract import PayloadError

    try:
        done = upload_list(program.store, name=name, path=path, by=by, reason=reason)
    except PayloadError as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(
        f"{done.roster.name} version {done.roster.version}: {len(done.roster.entries)} members ({done.roster.level})"
    )
    for sentence in done.refused:
        click.echo(sentence, err=True)
    if done.refused:
        sys.exit(1)


COMMAND = _lists
