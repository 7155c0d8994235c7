"""A clock that runs faster than the world's, and what a replay tells by it over real HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from ingest.clock import Clock, ClockError, followed, started
from ingest.contract import Window
from ingest.replay import may_hold
from tests.ingest.build import line, text
from tests.store.making import DAY
from tests.store.replaying import Hand, Platform, platform, platform_day

WORLD = datetime(2026, 11, 22, 3, tzinfo=UTC)


def test_the_world_s_clock_is_the_world_s() -> None:
    clock = Clock(world=lambda: WORLD)
    assert clock.now() == WORLD
    assert clock.in_world(WORLD + timedelta(hours=1)) == WORLD + timedelta(hours=1)


def test_sixty_times_as_fast_a_minute_is_an_hour() -> None:
    hand = Hand(WORLD)
    clock = started(DAY, 60, world=lambda: hand.time)
    assert clock.now() == DAY
    hand.time += timedelta(minutes=1)
    assert clock.now() == DAY + timedelta(hours=1)
    assert clock.in_world(DAY + timedelta(hours=3)) == WORLD + timedelta(minutes=3)
    assert clock.seconds_in_world(timedelta(hours=1)) == 60


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_a_clock_does_not_stand_or_run_back(speed: float) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        Clock(shown=DAY, seen=WORLD, speed=speed)


def test_a_clock_is_followed_by_its_page(tmp_path: Path) -> None:
    hand = Hand()
    with platform(platform_day(tmp_path / "day.csv", stations=1), hand) as stage:
        hand.at(5)
        clock = followed(stage.url)
        assert abs(clock.now() - hand.time) < timedelta(seconds=5)
        assert clock.speed == 1


def test_where_no_clock_is_a_sentence_says_so(tmp_path: Path) -> None:
    hand = Hand()
    with (
        platform(platform_day(tmp_path / "day.csv", stations=1), hand) as stage,
        pytest.raises(ClockError, match="cannot be read"),
    ):
        followed(f"{stage.url}/nothing/clock")
    with pytest.raises(ClockError, match="cannot be read"):
        followed(stage.url, timeout_s=1)


def newest(stage: Platform) -> list[dict[str, str]]:
    told: list[dict[str, str]] = httpx.post(f"{stage.url}/HourChangesPublish/GetAllAQIPublishLive").json()
    return told


def past(stage: Platform, date: str) -> httpx.Response:
    return httpx.post(
        f"{stage.url}/HourChangesPublish/GetAQIHistoryByConditionHis", data={"date": date}, trust_env=False
    )


def test_an_hour_appears_its_lag_after_its_end_and_never_before(tmp_path: Path) -> None:
    hand = Hand()
    with platform(platform_day(tmp_path / "day.csv", stations=2), hand, lag_min=20) as stage:
        hand.at(1.3)
        assert newest(stage) == []
        assert past(stage, "2026-03-13 01:00:00").json() == []
        hand.at(1.34)
        assert {row["TimePoint"] for row in newest(stage)} == {"2026-03-13T01:00:00"}
        hand.at(30)
        assert {row["TimePoint"] for row in newest(stage)} == {"2026-03-14T00:00:00"}
        assert len(past(stage, "2026-03-13 01:00:00").json()) == 2
        assert past(stage, "2026-03-13 15:00:00").json() == []  # the hour that never came
        assert past(stage, "the other day").status_code == 400


def test_an_hour_that_never_came_leaves_the_one_before_standing(tmp_path: Path) -> None:
    hand = Hand()
    with platform(platform_day(tmp_path / "day.csv", stations=2), hand) as stage:
        hand.at(15.5)
        assert {row["TimePoint"] for row in newest(stage)} == {"2026-03-13T14:00:00"}


def test_texts_are_served_as_they_stand_in_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "hour.csv"
    path.write_text(
        text(line(timepoint="2026-03-13T0100", pm10="NA", so2="", co="/", aqi="—")), encoding="utf-8"
    )
    hand = Hand()
    with platform(path, hand) as stage:
        hand.at(2)
        (row,) = newest(stage)
    assert (row["PM10"], row["SO2"], row["CO"], row["AQI"]) == ("NA", "", "/", "—")
    assert (row["StationCode"], row["PositionName"], row["Area"]) == ("1001A", "万寿西宫", "北京市")


def test_the_page_of_the_clock_says_when_the_replay_has_ended(tmp_path: Path) -> None:
    hand = Hand()
    with platform(platform_day(tmp_path / "day.csv", stations=1), hand) as stage:
        for hour, ended in ((23.9, False), (24.4, True)):
            hand.at(hour)
            told = json.loads(httpx.get(f"{stage.url}/clock", trust_env=False).text)
            assert told["ended"] is ended
            assert datetime.fromisoformat(told["now"]) == hand.time


@pytest.mark.parametrize(
    ("name", "is_in"),
    [
        ("cnemc_hourly_2026-03.parquet", True), ("cnemc_hourly_2026-02.parquet", False), ("2026-04.csv", False),
        ("day_2026-03-13.zip", True), ("day_2026-03-12.zip", True), ("day_2026-03-16.zip", False), ("day.csv", True),
        ("by_section_2021-04-01_05.parquet", True), ("2025-03/hours.csv", True), ("2026-13.csv", True),
    ],
)  # fmt: skip
def test_a_file_named_after_another_month_or_day_is_not_read(name: str, is_in: bool) -> None:
    assert may_hold(name, Window(start=DAY, end=DAY + timedelta(days=1))) is is_in


def test_other_pages_are_told_not_to_be_there(tmp_path: Path) -> None:
    hand = Hand()
    with platform(platform_day(tmp_path / "day.csv", stations=1), hand) as stage:
        assert httpx.get(f"{stage.url}/etc/passwd", trust_env=False).status_code == 404
