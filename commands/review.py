"""`review`: what a batch moved, the revisions of an hour, and setting one reading as reviewed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import click

from assessment.periods import SHANGHAI, last_whole_day
from commands.program import Program
from commands.sheet import print_answer
from commands.words import FORM, Moment, wrong_calls
from indicators.parameters import AIR_HOURLY


class _Review(click.Group):
    """A group whose first word may also be a batch: `review 12`, `review 12-15`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and re.fullmatch(r"\d+(-\d+)?", args[0]):
            args = ["moved", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Review,
    invoke_without_command=True,
    help="Batches that reviewed or revised readings; `review 12` (or 12-15) tells what they moved.",
)
@click.option("--all", "everything", is_flag=True, help="List every batch.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@FORM
@click.pass_context
@click.pass_obj
def _review(program: Program, ctx: click.Context, everything: bool, limit: int, form: str) -> None:
    if ctx.invoked_subcommand is None:
        from assessment.review import listed

        answer = listed(program.store, limit=limit, everything=everything)
        print_answer(answer, form=form, language=program.language)


@_review.command("moved", help="Figures, places and target states that BATCH (12 or 12-15) moved.")
@click.argument("batch")
@FORM
@click.pass_obj
def _moved(program: Program, batch: str, form: str) -> None:
    from assessment.review import moved

    found = re.fullmatch(r"(\d{1,15})(?:-(\d{1,15}))?", batch)
    if not found:
        raise click.UsageError(f"{batch!r} is no batch; say a number (12) or several (12-15)")
    first, last = int(found[1]), int(found[2] or found[1])
    with wrong_calls():
        answer = moved(
            program.store, first=first, last=last, basis=program.basis, language=program.language,
            until=last_whole_day(datetime.now(UTC)),
        )  # fmt: skip
    print_answer(answer, form=form, language=program.language)
    for remark in answer.remarks:
        click.echo(remark.text(program.language), err=True)


@_review.command("hour", help="Every revision of one hour of a station: who, why, when, the values.")
@click.option("--station", required=True, help="Station code.")
@click.option("--hour", type=Moment(), required=True, help="2026-03-13T14: the hour that begins at 14:00.")
@FORM
@click.pass_obj
def _hour(program: Program, station: str, hour: datetime, form: str) -> None:
    from assessment.review import reading

    with wrong_calls():
        answer = reading(program.store, station=station, start=hour)
    print_answer(answer, form=form, language=program.language)


@_review.command(
    "set", help="Set one reading as reviewed; the hour gets a reviewed revision, nothing is lost."
)
@click.option("--station", required=True, help="Station code.")
@click.option("--hour", type=Moment(), required=True, help="2026-03-13T14: the hour that begins at 14:00.")
@click.option("--parameter", type=click.Choice(AIR_HOURLY), required=True)
@click.option("--value", type=float, default=None, help="In µg/m³ (CO mg/m³).")
@click.option(
    "--withdraw", is_flag=True, help="Instead of a value: the reading is invalid and missing from now on."
)
@click.option("--by", required=True, help="Who reviewed it.")
@click.option("--reason", required=True, help="Why; kept with the reading.")
@click.pass_obj
def _set(
    program: Program, station: str, hour: datetime, parameter: str, value: float | None, withdraw: bool, by: str,
    reason: str,
) -> None:  # fmt: skip
    from actions.review import set_reading
    from store.opening import StoreError

    if (value is None) != withdraw:
        raise click.UsageError("say either --value or --withdraw")
    try:
        done = set_reading(
            program.store, station=station, start=hour, parameter=parameter, value=value, by=by, reason=reason
        )  # fmt: skip
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    except (LookupError, ValueError) as error:
        raise click.UsageError(str(error.args[0])) from error
    old, new = done.before.values[parameter], "withdrawn" if value is None else f"{value:g}"
    was = "missing" if old != old else f"{old:g}"
    said = f"{was} ({done.before.stage}) -> {new} (reviewed)" if done.changed else "as it was already"
    click.echo(f"{station} {hour.astimezone(SHANGHAI):%Y-%m-%dT%H} {parameter}: {said}; batch {done.batch}")


COMMAND = _review
