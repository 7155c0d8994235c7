"""`run`: everything at once: web and scheduler; the demo is loaded into a store that has no readings."""

from __future__ import annotations

import click

from assessment.extent import extent
from commands.collect import beside
from commands.load import load_demo, refresh_facts
from commands.program import Program
from commands.serve import serve


@click.command(
    help="Serve the screens and collect from the sources that are switched on; where none is, an empty store is "
    "filled with the demo first."
)
@click.option("--demo/--no-demo", default=True, show_default=True, help="Fill an empty store with the demo.")
@click.pass_obj
def _run(program: Program, demo: bool) -> None:
    if demo and not program.feeds and extent(program.opened).first is None:
        click.echo("The store is empty: loading the demo (模拟数据 DEMO).", err=True)
        load_demo(program.opened)
    refresh_facts(program.opened)
    program.opened.close()
    with beside(program):
        serve(program)


COMMAND = _run
