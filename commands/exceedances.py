"""`exceedances`: every day above an AQI of 100, with what exceeded and by how much."""

from __future__ import annotations

from datetime import datetime

import click

from assessment.members import Of
from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Moment, judging


@click.command(
    help="List the days of cities, counties or stations with an AQI above 100, with what exceeded and by how much."
)
@click.option("--of", type=click.Choice(["station", "city", "county"]), default="city", show_default=True)
@click.option("--in", "within", default=None, help="Division code or name (410000, 焦作市).")
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True, help="Last day, inclusive.")
@click.option("--missing", is_flag=True, help="Also the days without an AQI, with the reason.")
@judging
def _exceedances(
    program: Program, terms: Terms, of: Of, within: str | None, start: datetime, end: datetime, missing: bool,
    against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.exceedances import exceedances
    from assessment.periods import whole_days

    if against is not None:
        raise click.UsageError(
            "a list of days is not compared: ask each of the two windows without --against"
        )
    if not whole_days(start, end):
        raise click.UsageError("a list of days is of whole days: leave the hours out of start and end")
    answer = exceedances(
        program.store, of=of, within=within, start=start, end=end, terms=terms, missing=missing, precision=precision
    )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)
    for remark in answer.remarks:
        click.echo(remark.text(program.language), err=True)


COMMAND = _exceedances
