"""`targets`: the target book: what was undertaken, where it stands, and what the rest of the period must be."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from assessment.answer import Answer
from assessment.periods import SHANGHAI
from commands.program import Program
from commands.sheet import print_answer
from commands.template import OUT, write
from commands.words import BOM, FILES, FORM, Day, Moment, wrong_calls
from indicators.parameters import Label

_AS_OF = click.option("--as-of", type=Moment(end=True), default=None, help="As known at that time.")
_IN = click.option("--in", "within", default=None, help="Division code or name; it and what lies in it.")


@click.group(help="The target book: `list`, `load`, `progress`, `report`, `template`.")
def _targets() -> None:
    """Nothing of its own."""


@_targets.command("list", help="Targets held; --versions: every version of each.")
@_IN
@click.option("--versions", is_flag=True, help="Every version, also of targets taken back.")
@_AS_OF
@FORM
@BOM
@click.pass_obj
def _list(
    program: Program, within: str | None, versions: bool, as_of: datetime | None, form: str, bom: bool
) -> None:
    from assessment.target_board import listed

    _tell(
        program, form, bom, lambda: listed(
            program.opened, within=within, versions=versions, as_of=as_of, language=program.language
        ),
    )  # fmt: skip


@_targets.command("load", help="Hand in target books: FILE.yaml or FILE.xlsx; twice is once.")
@FILES
@click.option("--by", required=True, help="Who hands it in.")
@click.option("--reason", required=True, help="Why; kept with every version.")
@click.pass_obj
def _load(program: Program, paths: tuple[Path, ...], by: str, reason: str) -> None:
    from actions.target_entry import load_book
    from ingest.handed import RefusedFileError

    whole = True
    for path in paths:
        try:
            done = load_book(program.opened, path, by=by, reason=reason)
        except RefusedFileError as error:
            _refuse(error.label, program.language)
            whole = False
            continue
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        kept = done.kept
        click.echo(
            f"{done.file}: {len(kept.new)} new, {len(kept.revised)} changed, {len(kept.known)} known,"
            f" {done.reported} reported values, {len(done.refused)} refused"
        )
        for sentence in done.refused:
            _refuse(sentence, program.language)
        whole = whole and not done.refused
    if not whole:
        sys.exit(1)


@_targets.command(
    "progress", help="Where target ID stands, or without ID every target: figure, state, what must come."
)
@click.argument("target", metavar="[ID]", required=False)
@_IN
@click.option("--day", type=Day(), default=None, help="Last day looked at; default: the last with a value.")
@click.option("--if", "level", type=float, default=None,
              help="What if the rest were so: a concentration, a number of days, a factor of the index.")  # fmt: skip
@click.option("--show", type=click.Choice(["progress", "years", "backtest", "path", "items", "reported"]),
              default="progress", show_default=True,
              help="years: the same days before; path: the picture's days; reported: what was entered.")  # fmt: skip
@click.option("--plan", default=None, help="The years of one yearly path (限期达标规划).")
@_AS_OF
@click.option("--precision", type=click.Choice(["shown", "full"]), default="shown", show_default=True)
@FORM
@BOM
@click.pass_obj
def _progress(
    program: Program, target: str | None, within: str | None, day: date | None, level: float | None, show: str,
    plan: str | None, as_of: datetime | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.target_board import board, one_target

    until = (datetime.now(SHANGHAI) - timedelta(days=1)).date()
    same: dict[str, Any] = {
        "basis": program.basis, "until": until, "day": day, "as_of": as_of, "precision": precision,
        "language": program.language,
    }  # fmt: skip
    if target is None:
        if show != "progress" or level is not None:
            raise click.UsageError("--show and --if are of one target: name its ID (targets list)")
        _tell(program, form, bom, lambda: board(program.store, within=within, plan=plan, **same))
        return
    if within is not None or plan is not None:
        raise click.UsageError("--in and --plan pick among all targets: leave the ID out")
    _tell(
        program, form, bom, lambda: one_target(program.store, target=target, level=level, show=show, **same)
    )


@_targets.command(
    "report", help="Enter what is reported of target ID at the end of a day; a correction is a revision."
)
@click.argument("target", metavar="ID")
@click.option("--day", type=Day(), required=True)
@click.option("--value", type=float, required=True)
@click.option("--by", required=True, help="Who reports it.")
@click.option("--reason", required=True, help="On what it stands; kept with the value.")
@click.pass_obj
def _report(program: Program, target: str, day: date, value: float, by: str, reason: str) -> None:
    from actions.target_entry import report_value

    with wrong_calls():
        kept = report_value(program.opened, target=target, day=day, value=value, by=by, reason=reason)
    click.echo(f"{kept.target} {kept.day}: {kept.value:g}, revision {kept.revision}")


@_targets.command("template", help="Write the workbook to fill in to OUT.xlsx.")
@OUT
def _template(out: Path) -> None:
    from ingest.target_books import template

    write(
        out,
        template,
        f"fill in the sheets 目标 and 上报, then say: targets load {out.name} --by … --reason …",
    )


def _refuse(sentence: Label, language: str) -> None:
    """Say on stderr what is not understood: in English, which programs read, and first in the language asked for."""
    for text in dict.fromkeys((sentence.text(language), sentence.en)):
        click.echo(text, err=True)


def _tell(program: Program, form: str, bom: bool, ask: Any) -> None:
    with wrong_calls():
        answer: Answer = ask()
    print_answer(answer, form=form, bom=bom, language=program.language)
    for remark in answer.remarks:
        click.echo(remark.text(program.language), err=True)


COMMAND = _targets
