"""`regions`: the divisions that the program knows, with their codes."""

from __future__ import annotations

import click
import pandas as pd

from commands.program import Program
from commands.sheet import print_rows
from commands.words import FORM, wrong_calls
from geo.atlas import load


@click.command(help="Divisions and their codes; units published as cities of their own among the cities.")
@click.option("--level", type=click.Choice(["province", "city", "county", "township"]), default=None)
@click.option("--in", "within", default=None, help="Only those inside a division (code or name).")
@FORM
@click.pass_obj
def _regions(program: Program, level: str | None, within: str | None, form: str) -> None:
    atlas = load(program.boundaries)
    with wrong_calls():
        found = atlas.listed(level="prefecture" if level == "city" else level, within=within)
    rows = [
        {
            "code": r.code,
            "level": "city" if r.level == "prefecture" else str(r.level),
            "name": r.name,
            "short": r.short,
            "name_en": r.name_en,
            "parent": r.parent or "",
        }
        for r in found
    ]
    print_rows(pd.DataFrame(rows, columns=["code", "level", "name", "short", "name_en", "parent"]), form=form)


COMMAND = _regions
