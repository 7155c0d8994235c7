"""`collect` by hand, `ledger` and `replay` as a caller sees them, over a replay on the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.little_network import rows_of
from tests.contract.process import Forked
from tests.store.replaying import Hand, Platform, platform, platform_day


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Platform]:
    hand = Hand()
    hand.at(26)
    with platform(platform_day(tmp_path / "day.csv", stations=3), hand) as there:
        yield there


def settings(stage: Platform, **chosen: object) -> dict[str, str]:
    source = {"on": True, "url": stage.url, "attempts": 1, "reach_h": 0, "lag_min": 20, **chosen}
    return {"LANBI_CLOCK": stage.url, "LANBI_SOURCES": json.dumps({"cnemc_live": source})}


def test_a_backfill_by_hand_tells_its_progress_and_the_ledger_what_came(
    call: Forked, stage: Platform, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    window = ("--start", "2026-03-13", "--end", "2026-03-13")
    made = call(home, "collect", "--backfill", "cnemc_live", *window, extra=settings(stage))
    assert made.returncode == 0, made.stderr.decode()
    (line,) = made.stdout.decode().splitlines()
    assert line.startswith("2026-03-13T00  done    kept ")
    assert "answers no further back" in made.stderr.decode()
    told = call(home, "ledger", *window, "--of", "station", extra=settings(stage))
    rows = rows_of(told.stdout)
    assert [row["code"] for row in rows] == ["1000A", "1001A", "1002A"]
    # The platform never gave the hour to 15, and the hour to 09 without the third station.
    assert [(row["expected"], row["silent"], row["failed"]) for row in rows] == [
        ("24", "1", "0"), ("24", "1", "0"), ("24", "2", "0"),
    ]  # fmt: skip
    assert all(int(row["late"]) + int(row["arrived"]) + int(row["invalid"]) >= 20 for row in rows)
    hours = rows_of(call(home, "ledger", *window, "--every", "hour", extra=settings(stage)).stdout)
    absent = [row for row in hours if row["start"].startswith("2026-03-13T14")]
    assert {(row["state"], row["evidence"][:12]) for row in absent} == {("silent", "run 1 (done)")}


def test_one_beat_is_served_and_ends(call: Forked, stage: Platform, tmp_path: Path) -> None:
    made = call(tmp_path / "home", "collect", "--once", extra=settings(stage))
    assert made.returncode == 0, made.stderr.decode()
    stage.go()
    # The clock of the replay is gone as well: nothing is begun by another time.
    gone = call(tmp_path / "home", "collect", "--once", extra=settings(stage))
    assert gone.returncode == 1
    assert "cannot be read" in gone.stderr.decode()
    alone = {"LANBI_SOURCES": settings(stage)["LANBI_SOURCES"]}
    down = call(tmp_path / "home", "collect", "--once", extra=alone)
    assert down.returncode == 1
    assert "source down (unreachable)" in down.stderr.decode()


@pytest.mark.parametrize(
    ("words", "chosen", "said"),
    [
        (("collect",), "{}", "No source is switched on"),
        (
            ("collect", "--backfill", "cnemc_live", "--start", "2026-03-13", "--end", "2026-03-13"),
            "{}",
            "not switched on",
        ),
        (("collect", "--backfill", "cnemc_live"), "{}", "needs --start"),
        (("collect", "--start", "2026-03-13"), "{}", "go with --backfill"),
        (("collect",), '{"cnemc_live": {"on": true, "lagg": 3}}', "no setting 'lagg'"),
        (("collect",), '{"cnemc_hourly": {"on": true}}', "read from files"),
        (("ledger", "--start", "2026-03-13", "--end", "2026-03-13", "--in", "nowhere"), "{}", "nowhere"),
        (("ledger", "--start", "2026-03-13", "--end", "2026-03-10"), "{}", "later than"),
        (("replay", "README.md", "--speed", "0"), "{}", "speed"),
        (("replay", "README.md", "--source", "city_daily"), "{}", "not replayed"),
        (("replay", "README.md"), "{}", "nothing to replay"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(
    call: Forked, tmp_path: Path, words: tuple[str, ...], chosen: str, said: str
) -> None:
    made = call(tmp_path / "home", *words, extra={"LANBI_SOURCES": chosen})
    assert made.returncode in (1, 2)
    assert said in made.stderr.decode()
    assert "Traceback" not in made.stderr.decode()
