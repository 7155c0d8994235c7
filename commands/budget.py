"""`budget`: Hours and days that may still be lost before today, the month or the year is invalid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import click

from assessment.answer import Answer
from assessment.members import Of
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import FORM, Moment, wrong_calls
from store.opening import Store


def of_today(said: str, question: Callable[..., Answer]) -> click.Command:
    """A command that asks a question of today: of which places, at which time, under which edition."""

    @click.command(help=said)
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
    def command(
        program: Program, of: Of, within: str | None, at: datetime | None, edition: str, form: str
    ) -> None:
        terms = Terms(basis=program.basis, edition=cast(Any, edition))
        with wrong_calls():
            answer = question(program.store, of=of, within=within, at=at, terms=terms)
        print_answer(answer, form=form, language=program.language)

    return command


def _budget(store: Store, **asked: Any) -> Answer:
    from assessment.budget import budget

    return budget(store, **asked)


COMMAND = of_today(
    "Hours and days that may still be lost before today, the month or the year is invalid.", _budget
)
