"""`budget`: Hours and days that may still be lost before today, the month or the year is invalid."""

from __future__ import annotations

from datetime import datetime

import click

from assessment.members import Of
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import FORM, Moment, wrong_calls


@click.command(help="Hours and days that may still be lost before today, the month or the year is invalid.")
@click.option("--of", type=click.Choice(["station", "city", "county"]), required=True)
@click.option("--in", "within", default=None, help="Division code or name.")
@click.option(
    "--at", type=Moment(end=True), default=None, help="As of this time; default: after the newest hour."
)
@click.option(
    "--edition", type=click.Choice(["auto", "2012", "2026", "2031"]), default="auto", show_default=True
)
@FORM
@click.pass_obj
def _budget(
    program: Program, of: Of, within: str | None, at: datetime | None, edition: str, form: str
) -> None:
    from typing import Any, cast

    from assessment.budget import budget

    terms = Terms(basis=program.basis, edition=cast(Any, edition))
    with wrong_calls():
        answer = budget(program.store, of=of, within=within, at=at, terms=terms)
    print_answer(answer, form=form, language=program.language)


COMMAND = _budget
