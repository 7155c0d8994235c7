"""Every fixed word stands in both languages, and an hour shows both its ends."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from indicators.parameters import Label
from layouts._words import WORDS, cited, interval, minute, sourced, span

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_are_whole(key: str) -> None:
    label = WORDS[key]
    assert label.zh.strip()
    assert label.en.strip()
    assert label.zh.count("{}") == label.en.count("{}")
    if key != "language":  # a language is offered by its own name
        assert not CHINESE.search(label.en)


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        (datetime(2026, 3, 13, 5, tzinfo=UTC), "2026-03-13 13:00–14:00"),
        (datetime(2026, 3, 12, 15, tzinfo=UTC), "2026-03-12 23:00–24:00"),
        (datetime(2026, 3, 12, 16, tzinfo=UTC), "2026-03-13 00:00–01:00"),
    ],
)
def test_an_hour_is_an_interval_in_shanghai(start: datetime, shown: str) -> None:
    assert interval(start) == shown


def test_a_time_to_the_minute_is_of_shanghai() -> None:
    assert minute(datetime(2026, 3, 12, 18, 5, 59, tzinfo=UTC)) == "2026-03-13 02:05"
    assert minute("2026-03-12T18:05:59+00:00") == "2026-03-13 02:05"


def test_a_length_is_whole_hours_or_days() -> None:
    assert span(timedelta(hours=5, minutes=50), "zh") == "5 小时"
    assert span(timedelta(hours=48), "en") == "2 days"


def test_a_notice_is_cited_without_chinese_in_english() -> None:
    assert cited(["HJ 633-2026", "环办监测〔2018〕19号"], "en") == "HJ 633-2026 + MEE notice 2018 No. 19"
    assert cited(["环办监测〔2018〕19号"], "zh") == "环办监测〔2018〕19号"


def test_the_phase_of_an_edition_is_said_in_chinese_on_such_a_screen() -> None:
    assert (
        cited(["GB 3095-2012", "GB 3095-2026 (transition)"], "zh") == "GB 3095-2012 + GB 3095-2026（过渡期）"
    )
    assert cited(["GB 3095-2026 (transition)"], "en") == "GB 3095-2026 (transition)"


def test_a_screen_names_whose_readings_it_shows_and_counts_those_beyond_three() -> None:
    centre = Label(zh="总站", en="Centre")
    others = [Label(zh=f"省{n}", en=f"P{n}") for n in range(1, 4)]
    assert sourced([centre], "zh", simulated=False) == "数据来源：总站"
    assert sourced([centre, *others[:2]], "en", simulated=False) == "Source: Centre, P1, P2"
    assert sourced([centre, *others], "zh", simulated=False) == "数据来源：总站、省1、省2等 4 家"
    assert sourced([centre, *others], "en", simulated=False) == "Source: Centre, P1, P2 and 1 more"
    assert "模拟" in sourced([], "zh", simulated=True)
    assert sourced([], "zh", simulated=False) == "数据来源：见数据源页"
