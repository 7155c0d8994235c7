"""The list of commands: every command is there with its own first line, and nothing heavy is imported for it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from commands import Commands, said

HOUSE = Path(__file__).resolve().parents[2]
NAMES = Commands().list_commands(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_a_command_s_file_begins_with_its_name(name: str) -> None:
    first = ast.get_docstring(ast.parse((HOUSE / "commands" / f"{name}.py").read_bytes()))
    assert first is not None
    assert first.startswith(f"`{name}`: ")
    assert first.partition("\n")[0].endswith(".")
    assert len(said(name)) > 20


def test_help_names_every_command_and_imports_none() -> None:
    code = (
        "import sys, app\n"
        "try: app.main(['--help'], prog_name='python app.py')\n"
        "except SystemExit: pass\n"
        "print(sorted({'pandas', 'sqlalchemy', 'plotly', 'xarray'} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    told = [
        line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line[2:3].strip()
    ]
    assert told == NAMES
    assert done.stderr.strip().endswith("[]")
