"""The command line: one file a command, each ending with COMMAND; the file name is the command's name.

A command is imported only when it is called, so that `--help` and small questions start quickly.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import click

_MACHINERY = {"logs", "program", "sheet", "words"}


class Commands(click.Group):
    """The group of all command files of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the command files, in alphabetical order."""
        return sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name not in _MACHINERY)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None where no file has it."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"{__name__}.{cmd_name}").COMMAND
        if not isinstance(command, click.Command):
            raise TypeError(f"commands/{cmd_name}.py must end with a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, as its file says first, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said(name)) for name in self.list_commands(ctx)])


def said(name: str) -> str:
    """The first line of a command's file, which begins with the name of the command, without it."""
    file = Path(__path__[0]) / f"{name}.py"
    line = (ast.get_docstring(ast.parse(file.read_bytes())) or "").partition("\n")[0]
    text = line.removeprefix(f"`{name}`: ")
    return text[:1].upper() + text[1:]
