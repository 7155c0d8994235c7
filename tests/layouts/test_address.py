"""The address holds the whole state of a screen and forgives what it cannot read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from layouts._address import NATION, Address, address


def test_hour_is_an_hour_start_in_shanghai() -> None:
    read = address("?place=410800&hour=2026-03-13T14&lang=en", "zh")
    assert read == Address(place="410800", hour=datetime(2026, 3, 13, 6, tzinfo=UTC), lang="en")


@pytest.mark.parametrize("default", ["zh", "en"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("hour", [None, datetime(2025, 12, 31, 16, tzinfo=UTC)])
@pytest.mark.parametrize("place", [NATION, "320400"])
def test_what_is_written_is_read_again(place: str, hour: datetime | None, lang: str, default: str) -> None:
    where = Address(place=place, hour=hour, lang="en" if lang == "en" else "zh")
    told: str = where.search("en" if default == "en" else "zh")
    assert address(told, "en" if default == "en" else "zh") == where


@pytest.mark.parametrize(
    "search",
    [
        None,
        "",
        "?",
        "?place=",
        "?place=4108",
        "?place=<script>",
        "?hour=now",
        "?hour=2026-02-30T01",
        "?day=2026-02-30",
        "?day=0001-01-01",
        "?day=9999-12-31",
        "?lang=fr",
        "%%%",
    ],
)
def test_what_cannot_be_read_is_the_nation_now(search: str | None) -> None:
    assert address(search, "zh") == Address(place=NATION, hour=None, lang="zh")
