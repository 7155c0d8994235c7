"""`reconcile`: our figures beside what was published, the differences with their cause where it is known."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from assessment.answer import Answer
from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Day, Moment, judging


@click.group(help="Ours beside what was published: `hours`, `days`, `water`, or the `figures` of a report.")
def _reconcile() -> None:
    """Nothing of its own."""


@_reconcile.command("hours", help="AQI of stations' hours that differ from the platform's.")
@click.option("--in", "within", default=None, help="Division code or name (410000, 焦作市).")
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True, help="A day is whole; an hour is exclusive.")
@judging
def _hours(
    program: Program, terms: Terms, within: str | None, start: datetime, end: datetime,
    against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.reconciliation import hours

    _refuse(against, precision)
    _tell(hours(program.store, within=within, start=start, end=end, terms=terms), program, form, bom)


@_reconcile.command("days", help="Days of cities, ours from stations, that differ from the published days.")
@click.option("--in", "within", default=None, help="Division code or name (410000, 焦作市).")
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@judging
def _days(
    program: Program, terms: Terms, within: str | None, start: date, end: date,
    against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.reconciliation import days

    _refuse(against, precision)
    _tell(days(program.store, within=within, start=start, end=end, terms=terms), program, form, bom)


@_reconcile.command(
    "water", help="Classes of sections, ours from the values, that differ from the published ones."
)
@click.option("--in", "within", default=None, help="Division code or name, or the name of a basin or river.")
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True, help="A day is whole; an hour is exclusive.")
@judging
def _water(
    program: Program, terms: Terms, within: str | None, start: datetime, end: datetime,
    against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.water_reconciliation import sections

    _refuse(against, precision)
    _tell(sections(program.store, within=within, start=start, end=end, terms=terms), program, form, bom)


@_reconcile.command(
    "figures", help="Figures of a report: FILE.csv of region,indicator,start,end,value[,document]."
)
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@judging
def _figures(
    program: Program, terms: Terms, path: Path, against: Against | None, precision: str, form: str, bom: bool
) -> None:
    from assessment.typed_figures import typed_figures
    from ingest.contract import PayloadError

    _refuse(against, precision)
    try:
        found = typed_figures(program.store, path, terms)
    except PayloadError as error:
        raise click.ClickException(str(error)) from error
    print_answer(found.answer, form=form, bom=bom, language=program.language)
    for sentence in found.refused:
        click.echo(sentence, err=True)
    if found.refused:
        sys.exit(1)


def _refuse(against: Against | None, precision: str) -> None:
    if against is not None or precision != "shown":
        raise click.UsageError("a reconciliation is of figures as shown and has no --against or --precision")


def _tell(answer: Answer, program: Program, form: str, bom: bool) -> None:
    print_answer(answer, form=form, bom=bom, language=program.language)
    for remark in answer.remarks:
        click.echo(remark.text(program.language), err=True)


COMMAND = _reconcile
