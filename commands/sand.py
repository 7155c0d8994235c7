"""`sand`: sand events that the rule proposes, and people's acts on them."""

from __future__ import annotations

from datetime import date, datetime

import click

from assessment.periods import Days
from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer, print_rows
from commands.words import FORM, Day, Moment, wrong_calls
from store.sand import STATES, SandAct, SandState


@click.group(help="Sand events: propose by the rule, list, show, approve, withdraw.")
def _sand() -> None:
    pass


@_sand.command("propose", help="Keep the events that the rule finds in a region; twice is once.")
@click.option("--in", "within", required=True, help="Division code or name (410000, 河南).")
@click.option("--start", type=Day(), required=True)
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@click.option("--by", default="rule", show_default=True, help="Who has it proposed.")
@FORM
@click.pass_obj
def _propose(program: Program, within: str, start: date, end: date, by: str, form: str) -> None:
    from actions.sand import propose_sand
    from assessment.sand import events, proposals

    with wrong_calls():
        days = Days(first=start, last=end)
        found = proposals(program.store, within=within, days=days, terms=Terms(basis=program.basis))
        done = propose_sand(program.store, found, by=by, reason="proposed by the rule")
        listed = events(program.store, within=within, days=days)
    ids = {one.event for one in found}
    print_rows(listed.table[listed.table["event"].isin(ids)].reset_index(drop=True), form=form)
    click.echo(
        f"{len(found)} events found: {len(done.new)} new, {len(done.revised)} revised, {done.known} known already",
        err=True,
    )


@_sand.command("list", help="Events on record with the newest act on each.")
@click.option("--state", type=click.Choice(STATES), default=None)
@click.option("--in", "within", default=None, help="Division code or name.")
@click.option("--start", type=Day(), default=None)
@click.option("--end", type=Day(), default=None)
@click.option("--as-of", type=Moment(end=True), default=None, help="As known at that time.")
@FORM
@click.pass_obj
def _list(
    program: Program, state: SandState | None, within: str | None, start: date | None, end: date | None,
    as_of: datetime | None, form: str,
) -> None:  # fmt: skip
    from assessment.sand import events

    if (start is None) != (end is None):
        raise click.UsageError("say both --start and --end, or neither")
    with wrong_calls():
        days = Days(first=start, last=end) if start and end else None
        answer = events(program.store, state=state, within=within, days=days, as_of=as_of)
    print_answer(answer, form=form, language=program.language)


@_sand.command("show", help="Acts on event ID, and its evidence: stations' figures, or its hours.")
@click.argument("event", metavar="ID")
@click.option(
    "--what", type=click.Choice(["acts", "stations", "hours"]), default="stations", show_default=True
)
@FORM
@click.pass_obj
def _show(program: Program, event: str, what: str, form: str) -> None:
    from assessment.sand import evidence

    with wrong_calls():
        acts, stations, hours = evidence(program.store, event=event, terms=Terms(basis=program.basis))
    answer = {"acts": acts, "stations": stations, "hours": hours}[what]
    print_answer(answer, form=form, language=program.language)


@_sand.command("approve", help="Approve event ID: its hours are left out wherever --sand without is asked.")
@click.argument("event", metavar="ID")
@click.option("--by", required=True)
@click.option("--reason", required=True)
@click.option("--start", type=Moment(), default=None, help="First hour, where it is not the proposed one.")
@click.option("--end", type=Moment(end=True), default=None, help="End, exclusive by hour, likewise.")
@click.pass_obj
def _approve(
    program: Program, event: str, by: str, reason: str, start: datetime | None, end: datetime | None
) -> None:
    from actions.sand import approve_sand

    with wrong_calls():
        act = approve_sand(program.store, event=event, by=by, reason=reason, start=start, end=end)
    _tell(act)


@_sand.command("withdraw", help="Withdraw event ID: its hours count again.")
@click.argument("event", metavar="ID")
@click.option("--by", required=True)
@click.option("--reason", required=True)
@click.pass_obj
def _withdraw(program: Program, event: str, by: str, reason: str) -> None:
    from actions.sand import withdraw_sand

    with wrong_calls():
        act = withdraw_sand(program.store, event=event, by=by, reason=reason)
    _tell(act)


def _tell(act: SandAct) -> None:
    from assessment.sand_events import told

    click.echo(f"{act.event} {act.state} by {act.actor}: {told(act)}")


COMMAND = _sand
