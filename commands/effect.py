"""`effect`: what a change of standard does to each city, and whose verdict flips."""

from __future__ import annotations

from datetime import date

import click

from assessment.periods import Against
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Day, judging
from indicators.regime import WORDS, Word


@click.command(
    help="Good days, heavy days and composite index under two editions; with --against the change split into "
    "standard and air; with --flips the cities and items that go over the limits, also under those of 2031."
)
@click.option("--in", "within", default=None, help="Division code or name; a list may do without.")
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@click.option("--from", "old", type=click.Choice(WORDS), default="2012", show_default=True)
@click.option("--to", "new", type=click.Choice(WORDS), default="2026", show_default=True)
@click.option(
    "--flips",
    "flipping",
    is_flag=True,
    help="Verdicts that flip to over, and items that exceed on more days.",
)
@click.option(
    "--all", "everything", is_flag=True, help="With --flips: every city and item, also without a flip."
)
@click.option("--among", default="cities", show_default=True, help="cities, counties, or the name of a list.")
@judging
def _effect(
    program: Program, terms: Terms, within: str | None, start: date, end: date, old: Word, new: Word,
    flipping: bool, everything: bool, among: str, against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.effect import effect, flips

    if terms.edition != "auto":
        raise ValueError("the editions are said by --from and --to: leave --edition out")
    if flipping and against is not None:
        raise ValueError("--flips looks at one window: leave --against out")
    if flipping:
        answer = flips(
            program.store, within=within, start=start, end=end, terms=terms, old=old, new=new, among=among,
            only=not everything, precision=precision,
        )  # fmt: skip
    else:
        answer = effect(
            program.store, within=within, start=start, end=end, terms=terms, old=old, new=new, against=against,
            among=among, precision=precision,
        )  # fmt: skip
    print_answer(answer, form=form, bom=bom, language=program.language)


COMMAND = _effect
