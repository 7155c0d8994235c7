"""`restore`: the store and what lies beside it as a backup holds them, while the program runs."""

from __future__ import annotations

from pathlib import Path

import click

from commands.program import Program


@click.command(help="Bring the store back to the state of a backup FILE; what is there now is replaced.")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only examine the file; change nothing.")
@click.option("--by", default="", help="Who brings it back; obligatory but with --check.")
@click.option("--reason", default="", help="Why; kept in the run's record.")
@click.pass_obj
def _restore(program: Program, path: Path, only_check: bool, by: str, reason: str) -> None:
    from store.backup import examine, restore
    from store.facts import refresh
    from store.keeping import PROGRAM
    from store.opening import StoreError

    if not only_check and not (by.strip() and reason.strip()):
        raise click.UsageError("say who brings it back (--by) and why (--reason)")
    try:
        if only_check:
            found = examine(path)
        else:
            found = restore(
                program.opened, path, actor=by.strip(), reason=reason.strip(), program=PROGRAM,
                progress=lambda step: click.echo(step, err=True),
            )  # fmt: skip
            refresh(program.opened)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    newest = f"newest hour {found.newest:%Y-%m-%d %H:%M} UTC" if found.newest else "no readings"
    done = "is whole" if only_check else "is back"
    click.echo(f"{path} {done}: made {found.made:%Y-%m-%d %H:%M} UTC, batch {found.mark}, {newest}")


COMMAND = _restore
