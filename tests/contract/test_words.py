"""Times of the command line: Asia/Shanghai where no offset is said; to the second only for a moment of knowledge."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import pytest

from commands.words import Moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-13", datetime(2026, 3, 12, 16, tzinfo=UTC)),
        ("2026-03-13T14", datetime(2026, 3, 13, 6, tzinfo=UTC)),
        ("2026-03-13T14:05", datetime(2026, 3, 13, 6, 5, tzinfo=UTC)),
        ("2026-03-13T14:05:09.5", datetime(2026, 3, 13, 6, 5, 9, 500_000, tzinfo=UTC)),
        ("2026-03-13T14:05:09+08:00", datetime(2026, 3, 13, 6, 5, 9, tzinfo=UTC)),
        ("2026-03-13T06:05:09+00:00", datetime(2026, 3, 13, 6, 5, 9, tzinfo=UTC)),
    ],
)
def test_a_moment_of_knowledge_is_taken_to_the_second(text: str, moment: datetime) -> None:
    assert Moment(exact=True).convert(text, None, None) == moment


@pytest.mark.parametrize("text", ["2026-03-13T14:05", "2026-13-01", "tomorrow", "2026-03-13T25"])
def test_a_window_begins_and_ends_with_a_day_or_an_hour(text: str) -> None:
    with pytest.raises(click.UsageError):
        Moment().convert(text, None, None)


def test_a_day_at_the_end_is_whole() -> None:
    assert Moment(end=True).convert("2026-03-13", None, None) == datetime(2026, 3, 13, 16, tzinfo=UTC)
