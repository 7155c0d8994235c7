"""`rank`: the members of a list in order of an indicator, best first."""

from __future__ import annotations

from datetime import date

import click

from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Day, judging


@click.command(help="Rank the cities or counties of a region by INDICATOR over whole days; best first.")
@click.argument("indicator")
@click.option("--in", "within", required=True, help="Division code or name (410000, 河南).")
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@click.option("--among", default="cities", show_default=True, help="cities, counties, or the name of a list.")
@click.option("--ties", type=click.Choice(["competition", "dense"]), default="competition", show_default=True)
@judging
def _rank(
    program: Program, terms: Terms, indicator: str, within: str, start: date, end: date, among: str, ties: str,
    against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.ranking import rank

    answer = rank(
        program.store, indicator=indicator, within=within, start=start, end=end, among=among, ties=ties,
        terms=terms, precision=precision,
    )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)


COMMAND = _rank
