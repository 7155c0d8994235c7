"""The command line: one file a command, each ending with COMMAND; the file name is the command's name.

A command is imported only when it is called, so that `--help` and small questions start quickly.
"""

from __future__ import annotations

import importlib
import pkgutil

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
