"""`ledger`: what became of every expected hour, and how soon after its end each came."""

from __future__ import annotations

from datetime import datetime

import click

from commands.program import Program
from commands.sheet import print_answer
from commands.words import BOM, FORM, Moment, wrong_calls


@click.command(
    help="Completeness of what was expected of air and water: slots arrived, late, revised, silent, failed, "
    "invalid; and the publishing clock. --every hour lists the slots that are not simply there, with evidence."
)
@click.option("--source", default=None, help="Only stations last heard from this source.")
@click.option("--in", "within", default=None, help="Division code or name; default: everywhere.")
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True)
@click.option("--of", type=click.Choice(["source", "city", "station", "section"]), default="city",
              show_default=True)  # fmt: skip
@click.option("--medium", type=click.Choice(["all", "air", "water"]), default="all", show_default=True)
@click.option("--every", type=click.Choice(["hour", "day", "month", "all"]), default="day", show_default=True)
@FORM
@BOM
@click.pass_obj
def _ledger(
    program: Program, source: str | None, within: str | None, start: datetime, end: datetime, of: str,
    medium: str, every: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.slot_ledger import ledger

    if end <= start:
        raise click.UsageError("--end must be later than --start")
    with wrong_calls():
        answer = ledger(
            program.store, start=start, end=end, within=within, source=source, language=program.language,
            of=of, medium=medium, every=every,  # type: ignore[arg-type]
        )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)


COMMAND = _ledger
