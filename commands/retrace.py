"""`retrace`: a ranking then and now side by side, and what moved each member."""

from __future__ import annotations

from datetime import date

import click

from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Day, judging


@click.command(
    help="Why places by INDICATOR changed: against another period (--against), since they were first known "
    "(--as-of), or both. Negative is a better place; the shares add up to the change."
)
@click.argument("indicator")
@click.option("--in", "within", default=None, help="Division code or name; a list may do without.")
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@click.option("--member", default=None, help="Code or name: only this member and those that passed it.")
@click.option("--among", default="cities", show_default=True, help="cities, counties, or the name of a list.")
@click.option("--ties", type=click.Choice(["competition", "dense"]), default="competition", show_default=True)
@judging
def _retrace(
    program: Program, terms: Terms, indicator: str, within: str | None, start: date, end: date,
    member: str | None, among: str, ties: str, against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.retrace import retrace

    answer = retrace(
        program.store, indicator=indicator, within=within, start=start, end=end, terms=terms, against=against,
        member=member, among=among, ties=ties, precision=precision,
    )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)


COMMAND = _retrace
