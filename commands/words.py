"""The words of the command line: times, windows and choices, each answered with a sentence when they are off."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from assessment.periods import SHANGHAI
from assessment.terms import Belonging, Sand, Source, Stage, Terms
from commands.program import Program
from indicators.regime import WORDS, Word

_T = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}))?")


class Moment(click.ParamType[datetime]):
    """A day (2026-03-13) or an hour of it (2026-03-13T14), in Asia/Shanghai.

    As an end, a day means the whole of it and an hour is exclusive: `2026-03-13T14` ends at 14:00.
    Where it may be `exact`, a full stamp (2026-03-13T14:05, 2026-03-13T14:05:09+08:00) is taken too.
    """

    name = "T"

    def __init__(self, *, end: bool = False, exact: bool = False) -> None:
        self.end = end
        self.exact = exact

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Aware datetime in UTC; a text that is no time is a wrong call."""
        if isinstance(value, datetime):
            return value
        found = _T.fullmatch(str(value).strip())
        if not found and self.exact:
            with contextlib.suppress(ValueError):
                stamped = datetime.fromisoformat(str(value).strip())
                here = stamped if stamped.tzinfo is not None else stamped.replace(tzinfo=SHANGHAI)
                return here.astimezone(UTC)
        if not found:
            more = " or 2026-03-13T14:05" if self.exact else ""
            self.fail(f"{value!r} is not a time; say 2026-03-13 or 2026-03-13T14{more}", param, ctx)
        year, month, day, hour = found.groups()
        try:
            moment = datetime(int(year), int(month), int(day), int(hour or 0), tzinfo=SHANGHAI)
            if hour is None and self.end:
                moment += timedelta(days=1)
        except (ValueError, OverflowError) as error:
            self.fail(f"{value!r} is not in the calendar: {error}", param, ctx)
        return moment.astimezone(UTC)


class Day(click.ParamType[date]):
    """A civil day, 2026-03-13."""

    name = "D"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a text that is none is a wrong call."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError as error:
            self.fail(f"{value!r} is not a day; say 2026-03-13 ({error})", param, ctx)


FORM = click.option(
    "--format", "form", type=click.Choice(["csv", "json", "xlsx"]), default="csv", show_default=True
)
"""The form in which a command prints its table."""

FILES = click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
"""Files that are handed in, each for itself."""

BOM = click.option("--bom", is_flag=True, help="Begin the CSV with a byte-order mark, for Excel.")


@contextlib.contextmanager
def wrong_calls() -> Iterator[None]:
    """Make a wrong call (exit 2), said in a sentence, of what is not in the store or cannot be.

    Raises
    ------
    click.UsageError
        In place of a LookupError or ValueError from within.
    """
    try:
        yield
    except (LookupError, ValueError) as error:
        # The text of a LookupError is quoted, and the first argument of a UnicodeError is the encoding.
        said = error.args[0] if error.args and not isinstance(error, UnicodeError) else error
        raise click.UsageError(str(said)) from error


def judging(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that every judged table shares; it is given `program` and `terms`."""
    return _judging(command, ("csv", "json", "xlsx"))


def explaining(command: Callable[..., None]) -> Callable[..., None]:
    """The same options for what is read by people first: its first form is plain text."""
    return _judging(command, ("text", "csv", "json", "xlsx"))


def _judging(command: Callable[..., None], forms: tuple[str, ...]) -> Callable[..., None]:

    @functools.wraps(command)
    def judged(
        edition: Word,
        stage: Stage,
        sand: Sand,
        source: Source,
        belonging: Belonging,
        as_of: datetime | None,
        **others: Any,
    ) -> None:
        program = click.get_current_context().find_object(Program)
        if program is None:
            raise TypeError("a command is called with the wired program")
        if others.get("within") is not None and not str(others["within"]).strip():
            raise click.UsageError("--in is empty: name a division by code or name, or leave --in out")
        terms = Terms(
            basis=program.basis,
            edition=edition,
            stage=stage,
            sand=sand,
            as_of=as_of,
            source=source,
            belonging=belonging,
        )
        with wrong_calls():
            command(program=program, terms=terms, **others)

    wrapped: Callable[..., None] = judged
    for option in reversed(
        (
            click.option("--edition", type=click.Choice(WORDS), default="auto", show_default=True,
                         help="Standards that judge; auto: those in force on each day."),
            click.option("--stage", type=click.Choice(["best", "provisional", "reviewed"]), default="best",
                         show_default=True, help="Which readings; best: reviewed where there is one."),
            click.option("--sand", type=click.Choice(["with", "without"]), default="with", show_default=True,
                         help="With or without hours of approved sand events."),
            click.option("--source", type=click.Choice(["auto", "stations", "published"]), default="auto",
                         show_default=True,
                         help="Whose days of cities; auto: stations where there is a day of theirs, else published."),
            click.option("--belonging", type=click.Choice(["answers", "lies"]), default="answers", show_default=True,
                         help="Sections of a region: those it answers for (else lie there), or those that lie there."),
            click.option("--against", type=click.Choice(["year", "period"]), default=None,
                         help="Compare with the same period of the year before, or with the period before."),
            click.option("--as-of", type=Moment(end=True, exact=True), default=None, help="As known at that time."),
            click.option("--precision", type=click.Choice(["shown", "full"]), default="shown",
                         show_default=True, help="Decimals of the standard, or unrounded."),
            click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True),
            BOM,
        )
    ):  # fmt: skip
        wrapped = option(wrapped)
    return wrapped
