"""`quarantine`: what was refused, and mending it: the mended row is kept as a reading with its own batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import pandas as pd

from assessment.columns import stamp
from commands.program import Program
from commands.sheet import print_rows
from commands.words import FORM

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
@click.pass_context
def _list(
    ctx: click.Context,
    state: str,
    source: str | None,
    reason: str | None,
    limit: int,
    counted: bool,
    form: str,
) -> None:
    from store.quarantine import reasons, refusals

    store = _program(ctx).store
    if counted:
        print_rows(reasons(store), form=form)
        return
    table = refusals(store, state=state, source=source, reason=reason, limit=limit)  # type: ignore[arg-type]
    for name in ("known_at", "acted_at"):
        table[name] = ["" if pd.isna(at) else stamp(at) for at in table[name]]
    print_rows(table, form=form)


@_quarantine.command("show", help="One refusal: its row field by field, why, and the acts on it.")
@click.argument("number", metavar="ID", type=int)
@click.pass_context
def _show(ctx: click.Context, number: int) -> None:
    from store.quarantine import acts_on, refused

    store = _program(ctx).store
    try:
        one = refused(store, number)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from error
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
@click.pass_context
def _mend(
    ctx: click.Context, number: int, fields: tuple[str, ...], values: tuple[str, ...], by: str, reason: str
) -> None:
    from actions.quarantine import mend

    if len(fields) != len(values):
        raise click.UsageError("say one --value for each --field")
    _tell(
        ctx,
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
@click.pass_context
def _retake(ctx: click.Context, number: int, by: str, reason: str) -> None:
    from actions.quarantine import retake

    _tell(ctx, lambda store: retake(store, number=number, by=by, reason=reason))


def _tell(ctx: click.Context, act: Callable[[Store], Taken]) -> None:
    from store.opening import StoreError

    try:
        done = act(_program(ctx).store)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    except (LookupError, ValueError) as error:
        raise click.UsageError(str(error.args[0])) from error
    receipt = done.receipt
    click.echo(
        f"{done.act.act}: batch {done.act.batch}; readings kept {receipt.kept}, known {receipt.known}, "
        f"revised {receipt.revised}"
    )


def _program(ctx: click.Context) -> Program:
    program = ctx.find_object(Program)
    if program is None:
        raise TypeError("a command is called with the wired program")
    return program


COMMAND = _quarantine
