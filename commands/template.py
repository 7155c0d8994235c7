"""`template`: the workbook of a source to fill in, which then loads without a remark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

TEMPLATES = ("water_workbook",)
OUT = click.argument("out", metavar="OUT.xlsx", type=click.Path(dir_okay=False, path_type=Path))


def write(out: Path, made: Callable[[], bytes], then: str) -> None:
    """Write a workbook to fill in to `out`, and say what is to be done `then`.

    Raises
    ------
    click.UsageError
        Where `out` is named as something else than a workbook.
    click.ClickException
        Where it cannot be written.
    """
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out.name} must end with .xlsx")
    try:
        out.write_bytes(made())
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(f"{out}: {then}")


@click.command(help="Write the workbook of SOURCE to fill in to OUT.xlsx: water_workbook.")
@click.argument("name", metavar="SOURCE", type=click.Choice(TEMPLATES))
@OUT
def _template(name: str, out: Path) -> None:
    from ingest.water_template import template

    write(out, template, f"fill in the sheet 水质, then say: load {name} {out.name}")


COMMAND = _template
