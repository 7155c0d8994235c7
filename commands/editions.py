"""`editions`: the standards held, with the days they judge and how sure their source is."""

from __future__ import annotations

import click
import pandas as pd

from commands.program import Program
from commands.sheet import print_rows
from commands.words import FORM
from indicators.standard import editions


@click.command(help="Standards held: number, kind, days, phases, and how sure the source is.")
@FORM
@click.pass_obj
def _editions(program: Program, form: str) -> None:
    rows = [
        {
            "number": e.number,
            "kind": e.kind,
            "title": e.title.text(program.language),
            "issued": e.issued,
            "judges_from": e.first_day,
            "in_force": e.in_force,
            "withdrawn": e.withdrawn,
            "phases": "; ".join(f"{p.name} {p.start}..{p.end or ''}" for p in e.phases),
            "sure": e.sure.text(program.language),
            "source": e.source,
            "choice": e.choice.text(program.language) if e.choice else "",
        }
        for e in editions()
    ]
    print_rows(pd.DataFrame(rows), form=form)


COMMAND = _editions
