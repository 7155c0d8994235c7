"""`rank`: the members of a list in order of an indicator, best first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Day, judging

if TYPE_CHECKING:
    from assessment.ranking import By


@click.command(help="Rank the cities or counties of a region by INDICATOR over whole days; best first.")
@click.argument("indicator")
@click.option(
    "--in", "within", default=None, help="Division code or name (410000, 河南); a list may do without."
)
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@click.option(
    "--among",
    default="cities",
    show_default=True,
    help="cities, counties, or the name of a list; of water also sections or rivers.",
)
@click.option("--ties", type=click.Choice(["competition", "dense"]), default="competition", show_default=True)
@click.option("--by", type=click.Choice(["value", "improvement"]), default="value", show_default=True,
              help="improvement: by the change in percent, against the year before unless said.")  # fmt: skip
@judging
def _rank(
    program: Program, terms: Terms, indicator: str, within: str | None, start: date, end: date, among: str, ties: str,
    by: By, against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.ranking import rank

    answer = rank(
        program.store, indicator=indicator, within=within, start=start, end=end, among=among, ties=ties,
        terms=terms, precision=precision, against=against, by=by,
    )  # fmt: skip
    # English names are for the screens; the columns of a printed table are those of the contract.
    plain = replace(answer, table=answer.table.drop(columns="name_en"))
    print_answer(plain, form=form, bom=bom, language=program.language)


COMMAND = _rank
