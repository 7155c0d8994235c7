"""`table`: an indicator of stations, cities, counties or provinces over time."""

from __future__ import annotations

from datetime import datetime

import click

from assessment.members import Of
from assessment.periods import Against, Every
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Moment, judging


@click.command(
    help="Print INDICATOR of stations or sections, rivers, cities, counties or provinces over a window."
)
@click.argument("indicator")
@click.option("--of", type=click.Choice(["station", "section", "river", "basin", "city", "county", "province"]),
              required=True, help="section, river and basin are of water.")  # fmt: skip
@click.option("--in", "within", default=None, help="Division code or name (410000, 焦作市).")
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True, help="A day is whole; an hour is exclusive.")
@click.option("--every", type=click.Choice(["hour", "slot", "day", "month", "quarter", "half", "year", "all"]),
              default=None,
              help="Default: day for what has a day, else the whole window. slot: as water was sampled.")  # fmt: skip
@judging
def _table(
    program: Program, terms: Terms, indicator: str, of: Of, within: str | None, start: datetime, end: datetime,
    every: Every | None, against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.as_published import PREFIX, as_published
    from assessment.values import table

    if indicator.startswith(PREFIX) and against is None:
        answer = as_published(
            program.store, indicator=indicator, of=of, within=within, start=start, end=end, every=every,
            terms=terms, precision=precision,
        )  # fmt: skip
        print_answer(answer, form=form, bom=bom, language=program.language)
        return

    answer = table(
        program.store, indicator=indicator, of=of, within=within, start=start, end=end, every=every, terms=terms,
        precision=precision, against=against,
    )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)
    if answer.table.empty:
        click.echo(f"nothing to show: the store has no {of} in {within or 'any region'}", err=True)


COMMAND = _table
