"""`sources`: who publishes readings, in which form they are taken, and whether that was proven live."""

from __future__ import annotations

import click
import pandas as pd

from commands.program import Program
from commands.sheet import print_rows
from commands.words import FORM
from ingest.sources import sources

#: In both languages at once, whichever is set: it is a warning, and other programs look for it.
PROVEN = "proven live 已经实际连接验证"
NOT_YET = "not yet proven live 尚未经实际连接验证"


@click.command(help="Sources of readings: what they publish, how often, under which licence.")
@FORM
@click.pass_obj
def _sources(program: Program, form: str) -> None:
    rows = [
        {
            "source": name,
            "title": s.title.text(program.language),
            "homepage": s.homepage,
            "licence": s.licence.text(program.language),
            "cadence_min": int(s.cadence.total_seconds() // 60),
            "stamp": s.stamp,
            "timezone": s.timezone.key,
            "parameters": " ".join(s.fields),
            "from_files": s.files is not None,
            "live": "no" if s.fetch is None else PROVEN if s.proven_live else NOT_YET,
            "simulated": s.simulated,
        }
        for name, s in sources().items()
    ]
    print_rows(pd.DataFrame(rows), form=form)


COMMAND = _sources
