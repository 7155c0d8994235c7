"""Sets that are made by themselves: of two schedulers one makes each, and what failed is told and tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assessment.basis import Basis
from assessment.periods import SHANGHAI
from commands.program import Program
from commands.report import COMMAND, beat, shelf
from reports.agenda import RETRY, Agenda
from reports.release import failures
from reports.snapshot import set_id
from store.runs import RunLog

MONDAY = datetime(2026, 3, 16, 7, tzinfo=SHANGHAI)
BOUNDARIES = Path(__file__).resolve().parents[2] / "data" / "boundaries"
REGIONS = ("410800", "320600")


def installed(home: Path) -> Program:
    """An installation with an empty store, as every process that is started in its folder sees it."""
    return Program(
        home=home, store_url=None, boundaries=BOUNDARIES, basis=Basis(), host="127.0.0.1", port=0, workers=1,
        language="zh", map_approval="", agenda=Agenda(regions=REGIONS, pdf=False),
    )  # fmt: skip


class Maker:
    """Leaves an empty folder where a release would leave a set, and remembers of whom it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, datetime]] = []

    def __call__(self, studio: Any, scope: Any, *, lang: str, by: str) -> Path:
        self.asked.append((scope.region, scope.name, by, scope.as_of))
        place: Path = studio.folder / set_id(scope, studio.basis, lang)
        place.mkdir(parents=True)
        return place


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[tuple[Program, RunLog]]]:
    """Two schedulers of one installation, each with a connection and a name of its own."""
    made = [installed(tmp_path), installed(tmp_path)]
    yield [(one, RunLog(store=one.opened, name=f"machine-{i}")) for i, one in enumerate(made)]
    for one in made:
        one.opened.close()


def test_of_two_schedulers_at_monday_seven_one_makes_each_set_once(two: list[tuple[Program, RunLog]]) -> None:
    make, served, faults = Maker(), [], []
    together = threading.Barrier(2)

    def serve(program: Program, diary: RunLog) -> None:
        try:
            for minute in range(-2, 40):
                together.wait(timeout=60)  # the clock of both says the same
                if beat(program, MONDAY + timedelta(minutes=minute), diary, make):
                    served.append(minute)
        except Exception as fault:  # told below: a thread has no other voice
            faults.append(fault)

    threads = [threading.Thread(target=serve, args=one) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert faults == []
    assert make.asked == [(region, "2026-W11", "schedule", MONDAY) for region in REGIONS]
    assert served
    assert min(served) == 0, "nothing before seven"
    assert sorted(minute // 15 for minute in served) == [0, 1, 2], "once in each quarter of an hour"


def test_a_set_that_failed_is_told_and_tried_again_at_the_next_beat(
    two: list[tuple[Program, RunLog]],
) -> None:
    program, diary = two[0]
    assert beat(program, MONDAY, diary), (
        "a release of an empty store is refused, and does not end the scheduler"
    )
    failed = failures(program.home / "sets")
    assert {one["id"].partition("-")[0] for one in failed} == set(REGIONS)
    told = CliRunner().invoke(COMMAND, ["list"], obj=program)
    assert told.exit_code == 0
    assert "时段内无空气监测数据" in told.stderr
    assert told.stdout.strip().count("\n") == 0, "the heading alone: no set was released"
    assert [one["faults"] for one in shelf(program).failed()] == [one["faults"] for one in failed]

    make = Maker()
    other, log = two[1]
    assert not beat(other, MONDAY + RETRY - timedelta(seconds=1), log, make)
    assert make.asked == []
    assert beat(other, MONDAY + RETRY, log, make)
    assert [asked[0] for asked in make.asked] == list(REGIONS)
    assert {asked[3] for asked in make.asked} == {MONDAY}, "late, it is still the set of Monday"
    assert beat(other, MONDAY + 2 * RETRY, log, make)
    assert len(make.asked) == len(REGIONS), "what is there is not made again"


def test_a_scheduler_that_died_holds_nobody_up(two: list[tuple[Program, RunLog]]) -> None:
    program, _ = two[0]
    gone = RunLog(store=program.opened, name="elsewhere-1", world=lambda: 1_000_000_000.0)
    assert gone.claim("sets", program.agenda.beat(MONDAY), MONDAY)
    make = Maker()
    other, log = two[1]
    assert beat(other, MONDAY + RETRY, log, make)
    assert len(make.asked) == len(REGIONS)
