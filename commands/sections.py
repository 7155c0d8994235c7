"""`sections`: the register of sections: what it holds on a day, handing one in, and the workbook to fill in."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.program import Program
from commands.template import OUT, write
from commands.words import BOM, FILES, FORM, Day, Moment, wrong_calls

if TYPE_CHECKING:
    from ingest.section import SectionRecord


@click.group(help="The register of water sections: `list`, `load`, `template`.")
def _sections() -> None:
    """Nothing of its own."""


@_sections.command(
    "list", help="Sections as they hold on a day; those that only a feed has told of are not complete."
)
@click.option(
    "--in",
    "within",
    default=None,
    help="Division code or name: sections that lie in it or for which it answers.",
)
@click.option("--at", "day", type=Day(), default=None, help="The day; default: today.")
@click.option("--as-of", type=Moment(end=True), default=None, help="The register as known at that time.")
@FORM
@BOM
@click.pass_obj
def _list(
    program: Program, within: str | None, day: date | None, as_of: datetime | None, form: str, bom: bool
) -> None:  # fmt: skip
    from assessment.periods import SHANGHAI
    from commands.sheet import print_rows
    from store.water import registry

    store = program.opened
    table = registry(store, day or datetime.now(SHANGHAI).date(), as_of)
    if within is not None:
        from assessment.members import atlas

        with wrong_calls():
            region = atlas(store).find(within)
        inside = {region.code, *(one.code for one in atlas(store).listed(within=region.code))}
        places = table[["province", "city", "county", "answers_for"]]
        table = table[places.isin(inside).any(axis=1)]
    for name in ("aliases", "upstream", "downstream", "purposes"):
        table[name] = table[name].map(";".join)
    table["target_items"] = table["target_items"].map(
        lambda held: json.dumps(dict(held), sort_keys=True) if held else ""
    )
    table["complete"] = table["complete"].map(str)
    print_rows(table, form=form, bom=bom)


@_sections.command("load", help="Hand in registers: FILE.xlsx or FILE.csv; twice is once.")
@FILES
@click.option("--by", required=True, help="Who hands it in.")
@click.option("--reason", required=True, help="Why; kept with every version.")
@click.pass_obj
def _load(program: Program, paths: tuple[Path, ...], by: str, reason: str) -> None:
    from actions.section_entry import load_sections
    from ingest.contract import PayloadError

    whole = True
    for path in paths:
        try:
            done = load_sections(program.opened, path, by=by, reason=reason)
        except PayloadError as error:
            click.echo(str(error), err=True)
            whole = False
            continue
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        kept = done.kept
        click.echo(
            f"{done.file}: {len(kept.new)} new, {len(kept.revised)} changed, {len(kept.known)} known,"
            f" {len(done.refused)} refused"
        )
        for sentence in done.refused:
            click.echo(sentence, err=True)
        whole = whole and not done.refused
    if not whole:
        sys.exit(1)


@_sections.command("template", help="Write the workbook to fill in to OUT.xlsx.")
@OUT
@click.option(
    "--held", is_flag=True, help="With the sections that the register has, those without a city first."
)
@click.pass_obj
def _template(program: Program, out: Path, held: bool) -> None:
    from ingest.sections import template

    write(
        out,
        lambda: template(_standing(program) if held else ()),
        f"fill in the sheet 断面, then say: sections load {out.name} --by … --reason …",
    )


def _standing(program: Program) -> list[SectionRecord]:
    """The sections of today, those that nobody has placed first."""
    from assessment.periods import SHANGHAI
    from store.water_register import standing_register

    store = program.opened
    with store.reading() as conn:
        known = standing_register(store, conn).at(datetime.now(SHANGHAI).date())
    return sorted(known.values(), key=lambda one: (bool(one.city or one.answers_for), one.province, one.code))


COMMAND = _sections
