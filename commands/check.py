"""`check`: the hours of a region's stations that the checks find suspect, with reason and evidence."""

from __future__ import annotations

from datetime import datetime

import click

from commands.program import Program
from commands.sheet import print_answer
from commands.words import FORM, Moment, wrong_calls


@click.command(help="List the readings that the checks flag, with reason and evidence; nothing is changed.")
@click.option(
    "--in", "within", default=None, help="Division code or name (410000, 河南); default: everywhere."
)
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True)
@click.option("--of", type=click.Choice(["station", "county", "city", "province"]), default="station",
              show_default=True, help="station lists runs of hours; the others count them.")  # fmt: skip
@click.option(
    "--only", default=None, help="One check: range negative spike stuck relation neighbours diurnal."
)
@click.option(
    "--stage", type=click.Choice(["best", "provisional", "reviewed"]), default="best", show_default=True
)
@click.option("--as-of", type=Moment(end=True, exact=True), default=None, help="As known at that time.")
@FORM
@click.pass_obj
def _check(
    program: Program, within: str | None, start: datetime, end: datetime, of: str, only: str | None, stage: str,
    as_of: datetime | None, form: str,
) -> None:  # fmt: skip
    from assessment.check import check
    from assessment.terms import Terms

    with wrong_calls():
        answer = check(
            program.store, start=start, end=end, within=within, of=of,  # type: ignore[arg-type]
            only=only, language=program.language,
            terms=Terms(basis=program.basis, stage=stage, as_of=as_of),  # type: ignore[arg-type]
        )  # fmt: skip
    print_answer(answer, form=form, language=program.language)


COMMAND = _check
