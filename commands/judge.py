"""`judge`: judges the concentrations of a CSV file and prints it with the verdicts appended."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import click

from assessment.calculator import Judged, judge_aqi, judge_composite
from assessment.periods import SHANGHAI
from assessment.water_calculator import judge_water
from commands.program import Program

JUDGES: Mapping[str, Callable[..., Judged]] = {
    "aqi": judge_aqi,
    "composite": judge_composite,
    "water": judge_water,
}


@click.command(help="Judge the rows of FILE.csv; prints the file with the verdicts appended.")
@click.argument("what", type=click.Choice(list(JUDGES)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--edition", type=click.Choice(["auto", "2012", "2026", "2031"]), default="auto", show_default=True
)
@click.pass_obj
def _judge(program: Program, what: str, file: Path, edition: str) -> None:
    header, lines = _read(file)
    rows = [dict(zip(header, line, strict=False)) for line in lines]
    today = datetime.now(SHANGHAI).date()
    judge = JUDGES[what]
    extra = {"basis": program.basis} if judge is judge_aqi else {}
    judged = judge(rows, word=edition, today=today, **extra)
    names = [f"{c}_judged" if c in header else c for c in judged.columns]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *names])
    for i, line in enumerate(lines):
        padded = [*line, *[""] * (len(header) - len(line))]
        writer.writerow([*padded, *(column[i] for column in judged.columns.values())])
    sys.stdout.buffer.write(out.getvalue().encode())
    sys.stdout.buffer.flush()
    for sentence in judged.refused:
        click.echo(f"{file.name}: {sentence}", err=True)
    if judged.refused:
        sys.exit(1)


def _read(file: Path) -> tuple[list[str], list[list[str]]]:
    """Header and lines of a CSV in UTF-8 (with or without byte-order mark) or GB 18030."""
    body = file.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = body.decode("gb18030")
        except UnicodeDecodeError as error:
            raise click.UsageError(f"{file.name} is neither UTF-8 nor GB 18030 text: {error}") from error
    if "\0" in text:
        raise click.UsageError(f"{file.name} is not a text file")
    try:
        table = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if line]
    except csv.Error as error:
        raise click.UsageError(f"{file.name} is not CSV: {error}") from error
    if not table:
        raise click.UsageError(f"{file.name} is empty; its first line must name the columns")
    header, *lines = table
    header = [h.strip() for h in header]
    for number, line in enumerate(lines, start=1):
        if len(line) > len(header):
            raise click.UsageError(
                f"{file.name}, row {number}: {len(line)} cells under {len(header)} columns"
            )
    return header, lines


COMMAND = _judge
