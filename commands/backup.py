"""`backup`: one file with the store and what lies beside it, written while the program runs."""

from __future__ import annotations

from pathlib import Path

import click

from commands.program import Program


@click.command(help="Write a backup to OUT (a .zip) while the program runs; it is whole or not there at all.")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def _backup(program: Program, out: Path) -> None:
    from store.backup import backup
    from store.keeping import PROGRAM
    from store.opening import StoreError

    try:
        done = backup(
            program.opened,
            out.expanduser().resolve(),
            program=PROGRAM,
            progress=lambda step: click.echo(step, err=True),
        )
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    newest = f"newest hour {done.newest:%Y-%m-%d %H:%M} UTC" if done.newest else "no readings"
    click.echo(
        f"{out}: {done.size_bytes / 2**20:.1f} MiB, {len(done.files)} files, batch {done.mark}, {newest}; checked"
    )


COMMAND = _backup
