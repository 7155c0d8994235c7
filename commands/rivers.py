"""`rivers`: the layer of rivers and lakes that the maps of water are drawn with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.program import Program
from commands.words import BOM, FILES, FORM, wrong_calls


@click.group(help="The rivers and lakes drawn on maps: `list`, `load`, `remove`.")
def _rivers() -> None:
    """Nothing of its own."""


@_rivers.command(
    "load", help="Keep the rivers (lines) and lakes (areas) of FILE: GeoJSON, GeoPackage or shapefile."
)
@FILES
@click.option("--datum", required=True, type=click.Choice(["CGCS2000", "WGS-84", "GCJ-02", "BD-09"]),
              help="Datum of the coordinates; never guessed.")  # fmt: skip
@click.option("--source", required=True, help="Whose layer it is; printed on the map.")
@click.option("--licence", required=True, help="On what terms it may be used.")
@click.option("--by", required=True, help="Who loads it.")
@click.option("--reason", required=True, help="Why; kept with the layer.")
@click.option("--name", default="", help="Name of the layer (of one FILE); default: that of the file.")
@click.option("--name-field", default=None, help="Field of the name; default: found by its usual names.")
@click.option(
    "--rank-field", default=None, help="Field of the rank, 1 the greatest; with - before it the highest is."
)
@click.pass_obj
def _load(program: Program, paths: tuple[Path, ...], datum: str, source: str, licence: str, by: str, reason: str,
          name: str, name_field: str | None, rank_field: str | None) -> None:  # fmt: skip
    from actions.river_layer import load_rivers

    if name and len(paths) > 1:
        raise click.UsageError("--name is for one FILE")
    whole = True
    for path in paths:
        try:
            layer = load_rivers(
                program.home, path, boundaries=program.boundaries, datum=datum, source=source, licence=licence, by=by,
                reason=reason, name=name, name_field=name_field, rank_field=rank_field,
            )  # fmt: skip
        except ValueError as error:
            click.echo(str(error), err=True)
            whole = False
            continue
        lakes = sum(one.lake for one in layer.rivers)
        named = sum(bool(one.name or one.name_en) for one in layer.rivers)
        click.echo(
            f"{layer.name}: {layer.said['features']} features read, {len(layer.rivers) - lakes} rivers and {lakes}"
            f" lakes in China kept, {named} with a name"
        )
    click.echo("A server that runs draws them once it is started again.", err=True)
    if not whole:
        sys.exit(1)


@_rivers.command("list", help="The layers kept: what they hold, whose they are, who loaded them.")
@FORM
@BOM
@click.pass_obj
def _list(program: Program, form: str, bom: bool) -> None:
    import pandas as pd

    from actions.river_layer import FOLDER
    from commands.sheet import print_rows
    from geo.rivers import layers

    said = ("source", "licence", "datum", "file", "by", "reason", "known_at")
    rows = [
        {
            "name": layer.name,
            "rivers": sum(not one.lake for one in layer.rivers),
            "lakes": sum(one.lake for one in layer.rivers),
            **{word: layer.said.get(word, "") for word in said},
        }
        for layer in layers(program.home / FOLDER)
    ]
    print_rows(pd.DataFrame(rows, columns=["name", "rivers", "lakes", *said]), form=form, bom=bom)


@_rivers.command("remove", help="Take the layer NAME away.")
@click.argument("name", metavar="NAME")
@click.pass_obj
def _remove(program: Program, name: str) -> None:
    from actions.river_layer import remove_rivers

    with wrong_calls():
        remove_rivers(program.home, name)
    click.echo(f"{name}: removed")


COMMAND = _rivers
