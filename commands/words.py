"""The words of the command line: times, windows and choices, each answered with a sentence when they are off."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import click

from ingest.contract import SHANGHAI

_T = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}))?")

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """A day (2026-03-13) or an hour of it (2026-03-13T14), in Asia/Shanghai.

    As an end, a day means the whole of it and an hour is exclusive: `2026-03-13T14` ends at 14:00.
    """

    name = "T"

    def __init__(self, *, end: bool = False) -> None:
        self.end = end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Aware datetime in UTC; a text that is no time is a wrong call."""
        if isinstance(value, datetime):
            return value
        found = _T.fullmatch(str(value).strip())
        if not found:
            self.fail(f"{value!r} is not a time; say 2026-03-13 or 2026-03-13T14", param, ctx)
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


def judging(command: F) -> F:
    """The command with the options that every judged table shares."""
    for option in reversed(
        (
            click.option("--edition", type=click.Choice(["auto", "2012", "2026", "2031"]), default="auto",
                         show_default=True, help="Standards that judge; auto: those in force on each day."),
            click.option("--stage", type=click.Choice(["best", "provisional", "reviewed"]), default="best",
                         show_default=True, help="Which readings; best: reviewed where there is one."),
            click.option("--sand", type=click.Choice(["with", "without"]), default="with", show_default=True,
                         help="With or without hours of approved sand events."),
            click.option("--against", type=click.Choice(["year", "period"]), default=None,
                         help="Compare with the same period of the year before, or with the period before."),
            click.option("--as-of", type=Moment(end=True), default=None, help="As known at that time."),
            click.option("--precision", type=click.Choice(["shown", "full"]), default="shown", show_default=True,
                         help="Decimals of the standard, or unrounded."),
            click.option("--format", "form", type=click.Choice(["csv", "json", "xlsx"]), default="csv",
                         show_default=True),
            click.option("--bom", is_flag=True, help="Begin the CSV with a byte-order mark, for Excel."),
        )
    ):  # fmt: skip
        command = option(command)
    return command
