"""`episodes`: runs of heavily polluted days, of each place or of a region, and how they spread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from assessment.members import Of
from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Moment, judging

if TYPE_CHECKING:
    from assessment.episodes import By


@click.command(help="List the runs of days with an AQI above 200, of each place, of a region, or day by day.")
@click.option("--of", type=click.Choice(["station", "city", "county"]), default="city", show_default=True)
@click.option("--in", "within", default=None, help="Division code or name (410000, 焦作市).")
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True, help="Last day, inclusive.")
@click.option("--by", type=click.Choice(["place", "region", "day"]), default="place", show_default=True,
              help="region: days on which any place was heavily polluted; day: who joined and left.")  # fmt: skip
@click.option("--least-days", type=click.IntRange(min=1), default=1, show_default=True)
@judging
def _episodes(
    program: Program, terms: Terms, of: Of, within: str | None, start: datetime, end: datetime, by: By, least_days: int,
    against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.episodes import episodes
    from assessment.periods import whole_days

    if against is not None:
        raise click.UsageError("episodes are not compared: ask each of the two windows without --against")
    if not whole_days(start, end):
        raise click.UsageError("episodes are of whole days: leave the hours out of start and end")
    answer = episodes(
        program.store, of=of, within=within, start=start, end=end, terms=terms, by=by, least_days=least_days
    )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)
    if answer.table.empty:
        click.echo("no day with an AQI above 200 in this window", err=True)


COMMAND = _episodes
