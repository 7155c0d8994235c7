"""`quarantine`: what was refused, and mending it: the mended row is kept as a reading with its own batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import pandas as pd

from assessment.columns import stamp
from commands.program import Program
from commands.sheet import print_rows
from commands.words import FORM, wrong_calls

if TYPE_CHECKING:
    from actions.quarantine import Taken
    from store.opening import Store


@click.group(
    invoke_without_command=True, help="Refused rows and cells; list, show, mend and take them again."
)
@click.pass_context
def _quarantine(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(_list)


@_quarantine.command("list", help="Refusals, newest first, with what was done about each.")
@click.option(
    "--state", type=click.Choice(["open", "mended", "retaken", "all"]), default="open", show_default=True
)
@click.option("--source", default=None, help="Only of this source.")
@click.option("--reason", default=None, help="Only where the reason holds this text.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True)
@click.option("--reasons", "counted", is_flag=True, help="Count refusals by source and reason instead.")
@FORM
@click.pass_obj
def _list(
    program: Program,
    state: str,
    source: str | None,
    reason: str | None,
    limit: int,
    counted: bool,
    form: str,
) -> None:
    from store.quarantine import reasons, refusals

    store = program.store
    if counted:
        print_rows(reasons(store), form=form)
        return
    table = refusals(store, state=state, source=source, reason=reason, limit=limit)  # type: ignore[arg-type]
    for name in ("known_at", "acted_at"):
        table[name] = ["" if pd.isna(at) else stamp(at) for at in table[name]]
    print_rows(table, form=form)


@_quarantine.command("show", help="One refusal: its row field by field, why, and the acts on it.")
@click.argument("number", metavar="ID", type=int)
@click.pass_obj
def _show(program: Program, number: int) -> None:
    from store.quarantine import acts_on, refused

    store = program.store
    with wrong_calls():
        one = refused(store, number)
    click.echo(f"refusal {one.id}: {one.source}, {one.file} line {one.line}, batch {one.batch} ({one.stage})")
    click.echo(f"{'row' if one.whole else 'field'} refused: {one.field}: {one.reason}: {one.payload!r}")
    for name, text in one.row.items():
        click.echo(f"  {'>' if name == one.field else ' '} {name} = {text}")
    if not one.row:
        click.echo(
            "the row itself is not on record: correct the file and load it again (twice is once)", err=True
        )
    for act in acts_on(store, number):
        click.echo(f"{stamp(act.known_at)} {act.act} by {act.actor}: {act.reason}; batch {act.batch}")


@_quarantine.command(
    "mend", help="Correct fields of a refused row and take it; it is kept in a batch of its own."
)
@click.argument("number", metavar="ID", type=int)
@click.option("--field", "fields", multiple=True, required=True, help="Field of the row, as `show` names it.")
@click.option(
    "--value", "values", multiple=True, required=True, help="What it should say; one for each --field."
)
@click.option("--by", required=True, help="Who mends it.")
@click.option("--reason", required=True, help="Why; kept with the batch.")
@click.pass_obj
def _mend(
    program: Program, number: int, fields: tuple[str, ...], values: tuple[str, ...], by: str, reason: str
) -> None:
    from actions.quarantine import mend

    if len(fields) != len(values):
        raise click.UsageError("say one --value for each --field")
    _tell(
        program,
        lambda store: mend(
            store, number=number, fields=dict(zip(fields, values, strict=True)), by=by, reason=reason
        ),
    )


@_quarantine.command(
    "retake", help="Take a refused row as it is once more: a newer program may understand it."
)
@click.argument("number", metavar="ID", type=int)
@click.option("--by", required=True, help="Who has it taken.")
@click.option("--reason", required=True, help="Why; kept with the batch.")
@click.pass_obj
def _retake(program: Program, number: int, by: str, reason: str) -> None:
    from actions.quarantine import retake

    _tell(program, lambda store: retake(store, number=number, by=by, reason=reason))


def _tell(program: Program, act: Callable[[Store], Taken]) -> None:
    from store.opening import StoreError

    try:
        done = act(program.store)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    except (LookupError, ValueError) as error:
        raise click.UsageError(str(error.args[0])) from error
    receipt = done.receipt
    click.echo(
        f"{done.act.act}: batch {done.act.batch}; readings kept {receipt.kept}, known {receipt.known}, "
        f"revised {receipt.revised}"
    )


COMMAND = _quarantine
