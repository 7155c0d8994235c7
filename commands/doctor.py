"""`doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import shutil
import sys

import click
import pandas as pd

from commands.program import Program
from commands.sheet import print_rows


@click.command(help="Examine the installation; exit 1 where something needs mending.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "json", "xlsx"]), default="csv", show_default=True
)
@click.pass_obj
def _doctor(program: Program, form: str) -> None:
    found = list(_findings(program))
    print_rows(pd.DataFrame(found, columns=["check", "state", "finding", "mend"]), form=form)
    if any(state == "wrong" for _, state, _, _ in found):
        sys.exit(1)


def _findings(program: Program) -> list[tuple[str, str, str, str]]:
    from geo.atlas import load
    from store.facts import stale_days
    from store.readings import extent

    found: list[tuple[str, str, str, str]] = []
    version = ".".join(str(part) for part in sys.version_info[:3])
    found.append(("python", "right", f"Python {version}", ""))
    try:
        atlas = load(program.boundaries)
        origin = atlas.provenance
        told = f"{origin.title} {origin.vintage}, {origin.publisher}; {len(atlas.regions)} divisions"
        approved = origin.approval_number or program.map_approval
        found.append(
            ("boundaries", "right" if approved else "note", told + (f"; {approved}" if approved else ""),
             "" if approved else "a map shown in public needs an approved set: data/boundaries/README.md")
        )  # fmt: skip
    except (OSError, ValueError, LookupError) as error:
        found.append(
            ("boundaries", "wrong", str(error), "point LANBI_BOUNDARIES at a folder of boundary files")
        )
        return found
    free_gib = shutil.disk_usage(program.home if program.home.exists() else program.home.parent).free / 2**30
    state = "right" if free_gib > 2 else "wrong"
    found.append(
        ("disk", state, f"{free_gib:.1f} GiB free under LANBI_HOME", "" if free_gib > 2 else "make room")
    )
    try:
        store = program.opened
    except click.ClickException as error:
        found.append(("store", "wrong", error.message, "see LANBI_STORE and LANBI_HOME"))
        return found
    span = extent(store)
    held = f"hours {span[0]:%Y-%m-%d %H:%M} to {span[1]:%Y-%m-%d %H:%M} UTC" if span else "no readings yet"
    kind = "模拟数据 DEMO, " if store.simulated else ""
    found.append(
        ("store", "right", f"{kind}{store.engine.dialect.name}: {held}", "" if span else "python app.py load")
    )
    waiting = stale_days(store)
    found.append(
        ("facts", "wrong" if waiting else "right", f"{waiting} days wait for their facts",
         "any `table` or `load` does it" if waiting else "")
    )  # fmt: skip
    fonts = shutil.which("fc-list") is not None
    found.append(
        (
            "fonts",
            "right" if fonts else "note",
            "fontconfig is present" if fonts else "no fontconfig here",
            "",
        )
    )
    if program.host not in ("127.0.0.1", "localhost", "::1"):
        found.append(
            ("address", "note", f"listens on {program.host}", "put a server with TLS and log-in before it")
        )
    return found


COMMAND = _doctor
