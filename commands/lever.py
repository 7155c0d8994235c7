"""`lever`: what a figure must become to win places in a ranking, the others staying as they are."""

from __future__ import annotations

from datetime import date

import click

from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Day, judging


@click.command(
    help="What INDICATOR must become to win places, the others staying as they are; for composite_index also what "
    "each item alone must become."
)
@click.argument("indicator")
@click.option("--in", "within", default=None, help="Division code or name; a list may do without.")
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@click.option("--member", required=True, help="Code or name of the member.")
@click.option("--places", type=click.IntRange(min=1), default=1, show_default=True, help="Places to win.")
@click.option("--among", default="cities", show_default=True, help="cities, counties, or the name of a list.")
@click.option("--ties", type=click.Choice(["competition", "dense"]), default="competition", show_default=True)
@judging
def _lever(
    program: Program, terms: Terms, indicator: str, within: str | None, start: date, end: date, member: str,
    places: int, among: str, ties: str, against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.lever import lever

    if against is not None or precision != "shown":
        raise ValueError(
            "a lever stands on the figures shown of one window: leave --against and --precision out"
        )
    answer = lever(
        program.store, indicator=indicator, within=within, start=start, end=end, member=member, places=places,
        terms=terms, among=among, ties=ties,
    )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)


COMMAND = _lever
