"""`indicators`: what can be asked with `table` and `rank`, and the closed list of notes."""

from __future__ import annotations

import click
import pandas as pd

from assessment.as_published import RESULTS
from assessment.catalogue import everything
from assessment.notes import NOTES
from commands.program import Program
from commands.sheet import print_rows
from commands.words import FORM


@click.command(help="Indicators that `table` and `rank` know; --notes prints the notes instead.")
@click.option("--notes", is_flag=True, help="The closed list of codes in the column `note`.")
@FORM
@click.pass_obj
def _indicators(program: Program, notes: bool, form: str) -> None:
    if notes:
        rows = [{"note": code, "zh": label.zh, "en": label.en} for code, label in NOTES.items()]
    else:
        rows = [
            {
                "indicator": one.code,
                "title": one.title.text(program.language),
                "unit": one.unit,
                "decimals": str(one.decimals),
                "by": " ".join(one.steps),
                "better": one.better or "",
                "clauses": "; ".join(c.reference for c in one.clauses),
            }
            for one in everything().values()
            if not one.command
        ]
        rows += [
            {
                "indicator": code,
                "title": result.title.text(program.language),
                "unit": result.unit,
                "decimals": str(result.decimals),
                "by": {"published_aqi": "hour day", "published_water_class": "slot"}.get(code, "hour"),
                "better": "",
                "clauses": "",
            }
            for code, result in RESULTS.items()
        ]
    print_rows(pd.DataFrame(rows), form=form)


COMMAND = _indicators
