"""The slot ledger: each expected hour is exactly one state, by evidence that can be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np
import pytest

from assessment.slot_ledger import ledger
from assessment.slots import REMEMBERED, STATES, Slots, slots
from geo.atlas import Atlas
from ingest.contract import Batch, Payload, Receipt, Stage, Window
from ingest.diary import State, Turn
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store
from store.runs import RunLog
from tests.ingest.build import COLUMNS, line
from tests.store.making import DAY, Cell, Halves, at
from tests.store.making import batch as made

NOW = DAY + timedelta(days=3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path, Halves())
    yield replace(opened, now=lambda: NOW)
    opened.close()


def brought(
    store: Store, hour: int, cells: dict[str, dict[str, Cell]], *, minutes: float, name: str = "live", run: bool = True,
    state: State = "done", stage: Stage = Stage.PROVISIONAL,
) -> None:  # fmt: skip
    """Keep one hour of stations, known so many minutes after its end, fetched by a run of the schedule."""
    moment = (at(hour + 1) + timedelta(minutes=minutes)).astimezone(UTC)
    lived = replace(store, now=lambda: moment)
    fetched = payload(name, f"{hour} {minutes} {cells} {stage}")
    rows = [(code, at(hour), values) for code, values in cells.items()]
    sent: Batch = replace(made(rows), payload=fetched, stage=stage)
    if run:
        log = RunLog(store=lived)
        turn = Turn(window=Window(start=at(hour), end=at(hour + 1)), cause="schedule")
        number = log.begin(name, turn, moment, moment)
        receipt = Keeper(store=lived).keep(sent)
        log.end(number, moment, state=state, payloads=[fetched.sha256], hours=1, receipt=receipt)
    else:
        Keeper(store=lived).keep(sent)


def payload(name: str, text: str) -> Payload:
    return Payload(
        source=name, name="answer.json", sha256=hashlib.sha256(text.encode()).hexdigest(), body=b""
    )


def asked(store: Store, first: int, last: int, state: State, kind: str = "", name: str = "live") -> int:
    """Write down a run over hours that brought nothing."""
    log = RunLog(store=store)
    window = Window(start=at(first), end=at(last))
    number = log.begin(name, Turn(window=window, cause="schedule"), at(last), at(last))
    if state != "running":
        log.end(number, at(last), state=state, kind=kind, receipt=Receipt())
    return number


def told(store: Store, first: int = 0, last: int = 24, **choice: object) -> dict[str, list[str]]:
    """Return the states of each station by hour."""
    refresh(store)
    found = slots(store, start=at(first), end=at(last), **choice)  # type: ignore[arg-type]
    return {
        code: [STATES[state] for state in found.state[:, column]]
        for column, code in enumerate(found.stations)
    }


def slot_at(found: Slots, hour: int, code: str) -> tuple[str, float, int, int]:
    column = list(found.stations).index(code)
    return (
        STATES[found.state[hour, column]], float(found.delay[hour, column]), int(found.batch[hour, column]),
        int(found.run[hour]) if found.run.ndim == 1 else int(found.run[hour, column]),
    )  # fmt: skip


def test_a_value_within_the_hour_arrived_and_a_later_one_is_late(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=60)
    brought(store, 1, {"1001A": {"pm25": 5.0}}, minutes=61)
    assert told(store, 0, 2) == {"1001A": ["arrived", "late"]}
    found = slots(store, start=at(0), end=at(2))
    assert found.delay[:, 0].tolist() == [60, 61]


def test_what_came_from_a_file_is_here_and_its_lateness_not_known(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=9_000, run=False)
    assert told(store, 0, 1) == {"1001A": ["arrived"]}
    assert np.isnan(slots(store, start=at(0), end=at(1)).delay[0, 0])


def test_a_changed_value_is_revised_by_a_revision_or_a_review(store: Store) -> None:
    for hour in (0, 1, 2):
        brought(store, hour, {"1001A": {"pm25": 5.0}}, minutes=30)
    brought(store, 0, {"1001A": {"pm25": 6.0}}, minutes=90)
    brought(store, 1, {"1001A": {"pm25": 5.0}}, minutes=90)  # the same again is no revision
    brought(store, 2, {"1001A": {"pm25": 7.0}}, minutes=900, run=False, stage=Stage.REVIEWED)
    assert told(store, 0, 3) == {"1001A": ["revised", "arrived", "revised"]}
    found = slots(store, start=at(0), end=at(3))
    assert found.delay[:, 0].tolist() == [30, 30, 30]  # when it first came stays what it was
    assert found.batch[:, 0].tolist() == [4, 2, 6]


def test_a_row_without_any_value_is_invalid_until_a_value_comes(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": "NA"}}, minutes=30)
    brought(store, 1, {"1001A": {"pm25": "NA"}}, minutes=30)
    brought(store, 1, {"1001A": {"pm25": 4.0}}, minutes=80)
    assert told(store, 0, 2) == {"1001A": ["invalid", "late"]}  # the first value is no revision


def test_a_station_that_the_answer_did_not_hold_was_silent(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}, "1002A": {"pm25": 5.0}}, minutes=30)
    brought(store, 1, {"1001A": {"pm25": 5.0}}, minutes=30)
    assert told(store, 0, 2)["1002A"] == ["arrived", "silent"]
    found = slots(store, start=at(0), end=at(2))
    assert slot_at(found, 1, "1002A")[2] == 2  # the batch that did not hold it


def test_what_became_of_a_station_does_not_hang_on_who_else_is_asked_for(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}, "1002A": {"pm25": 5.0}}, minutes=30)
    brought(store, 1, {"1001A": {"pm25": 5.0}}, minutes=30)
    assert told(store, 0, 2, stations=["1002A"]) == {"1002A": ["arrived", "silent"]}


@pytest.mark.parametrize(
    ("state", "kind", "expected"),
    [
        ("empty", "", "silent"), ("done", "", "silent"), ("failed", "timeout", "silent"),
        ("failed", "server", "silent"),
        ("failed", "web page", "silent"), ("failed", "unreadable", "failed"), ("failed", "store", "failed"),
        ("broken off", "", "failed"), ("running", "", "failed"),
    ],
)  # fmt: skip
def test_an_hour_that_nobody_has_is_the_source_s_silence_or_our_failure_by_its_run(
    store: Store, state: State, kind: str, expected: str
) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=30)
    number = asked(store, 1, 2, state, kind)
    assert told(store, 0, 2) == {"1001A": ["arrived", expected]}
    found = slots(store, start=at(0), end=at(2))
    assert slot_at(found, 1, "1001A")[3] == (0 if state == "running" else number)


def loaded(store: Store, name: str, *rows: str) -> None:
    """Keep a file of the platform's archive as `load` does."""
    from ingest.collect import batches
    from ingest.contract import Source
    from ingest.sources import source

    its = source("cnemc_hourly")
    assert isinstance(its, Source)
    assert its.parse is not None
    body = "\n".join([",".join(COLUMNS), *rows, ""]).encode()
    sent = Payload(source="cnemc_hourly", name=name, sha256=hashlib.sha256(body).hexdigest(), body=body)
    for published in its.parse(sent):
        for one in batches(its, published):
            Keeper(store=store).keep(one)


def test_a_row_refused_whole_is_invalid_with_its_quarantine_row(store: Store) -> None:
    codes = [f"100{n}A" for n in range(1, 7)]
    hour = "2026-03-13T0100"
    loaded(store, "day.csv", *(line(stationcode=code, timepoint=hour) for code in codes))
    loaded(
        store,
        "next.csv",
        line(stationcode="1001A", timepoint="2026-03-13T0200"),
        line(stationcode="1002A", timepoint="2026-03-13T0200") + ",surplus",  # no row of the table
        line(stationcode="1003A", timepoint="2026-03-13T25:00"),  # no time, in a file of one hour
        line(stationcode="1004A", timepoint="2026-03-13T0230"),
        line(stationcode="", timepoint="2026-03-13T0200"),  # of nobody: it fills no slot
    )
    states = told(store, 0, 2)
    assert {code: states[code][1] for code in codes} == {
        "1001A": "arrived", "1002A": "invalid", "1003A": "invalid", "1004A": "invalid", "1005A": "silent",
        "1006A": "silent",
    }  # fmt: skip
    answer = ledger(store, start=at(0), end=at(2), every="hour", language="en")
    evidence = dict(zip(answer.table["code"], answer.table["evidence"], strict=True))
    number = int(evidence["1002A"].split()[1])
    assert evidence["1002A"] == f"quarantine {number} (next.csv:3) wrong number of fields"
    assert "next.csv:4 timepoint) " in evidence["1003A"]
    assert evidence["1005A"].startswith("batch ")


def test_a_refused_row_of_a_file_of_many_hours_fills_only_the_slot_of_its_own_stamp(store: Store) -> None:
    loaded(store, "day.csv", *(line(stationcode=c, timepoint="2026-03-13T0100") for c in ("1001A", "1002A")))
    loaded(
        store,
        "more.csv",
        *(line(stationcode="1001A", timepoint=f"2026-03-13T0{n}00") for n in range(2, 6)),
        line(stationcode="1002A", timepoint="2026-03-13T0300") + ",surplus",
        line(stationcode="1002A", timepoint="in the evening"),
    )
    assert told(store, 0, 5)["1002A"] == ["arrived", "silent", "invalid", "silent", "silent"]


def test_a_row_that_was_mended_is_there(store: Store) -> None:
    loaded(store, "day.csv", *(line(stationcode=c, timepoint="2026-03-13T0100") for c in ("1001A", "1002A")))
    loaded(
        store,
        "next.csv",
        line(stationcode="1001A", timepoint="2026-03-13T0200"),
        line(stationcode="1002A", timepoint="2026-03-13T02:99"),
    )
    assert told(store, 0, 2)["1002A"] == ["arrived", "invalid"]
    brought(store, 1, {"1002A": {"pm25": 5.0}}, minutes=600, run=False)
    assert told(store, 0, 2)["1002A"] == ["arrived", "arrived"]


def test_an_hour_that_nobody_asked_for_is_our_failure(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=30)
    assert told(store, 0, 3) == {"1001A": ["arrived", "failed", "failed"]}


def test_that_the_source_answered_once_outweighs_our_failures(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=30)
    asked(store, 1, 2, "failed", "store")
    number = asked(store, 1, 2, "empty")
    asked(store, 1, 2, "failed", "store")
    assert told(store, 0, 2) == {"1001A": ["arrived", "silent"]}
    assert slot_at(slots(store, start=at(0), end=at(2)), 1, "1001A")[3] == number


def test_the_run_of_another_source_is_no_evidence(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=30)
    asked(store, 1, 2, "empty", name="other")
    assert told(store, 0, 2) == {"1001A": ["arrived", "failed"]}


def test_a_station_is_expected_from_its_first_hour_and_no_more_after_a_month_of_silence(store: Store) -> None:
    brought(store, 5, {"1001A": {"pm25": 5.0}}, minutes=30)
    assert told(store, 4, 7)["1001A"] == ["", "arrived", "failed"]
    later = replace(store, now=lambda: DAY + timedelta(days=200))
    states = told(later, 0, 24 * (REMEMBERED + 3))["1001A"]
    assert states.count("") == 5 + 48
    assert set(states[-48:]) == {""}
    assert set(states[6:-48]) == {"failed"}


def test_an_hour_that_has_not_ended_is_not_expected(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=30)
    early = replace(store, now=lambda: (at(2) + timedelta(minutes=59)).astimezone(UTC))
    assert told(early, 0, 24)["1001A"] == ["arrived", "failed"]


def test_each_slot_is_exactly_one_state_and_completeness_is_the_share_with_a_value(store: Store) -> None:
    for hour in range(24):
        brought(
            store, hour, {f"100{n}A": {"pm25": "NA" if n == 3 and hour < 2 else 5.0} for n in range(1, 4 + (hour < 6))},
            minutes=20 + 4 * hour,
        )  # fmt: skip
    refresh(store)
    answer = ledger(store, start=at(0), end=at(24), of="source", every="day")
    (row,) = answer.table.to_dict("records")
    # 24 hours of four stations; the fourth is silent from 06:00, the third has no value in two hours.
    assert row["expected"] == 4 * 24
    assert [row[state] for state in STATES[1:]] == [
        # Late begins with 64 minutes: hours 11 … 23 of three stations.
        11 * 3 + 6 - 2, 13 * 3, 0, 18, 0, 2,
    ]  # fmt: skip
    assert row["completeness"] == "79.2"  # 76 of 96
    assert row["measured"] == 76
    assert row["on_time"] == "48.7"  # 37 of 76
    assert row["days"] == 3  # station-days with 20 hours seen
    assert row["by_noon"] == "100.0"


def test_the_list_of_hours_shows_the_evidence(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}}, minutes=61)
    number = asked(store, 1, 2, "failed", "timeout")
    refresh(store)
    answer = ledger(store, start=at(0), end=at(3), every="hour", language="en")
    rows = {row["start"][11:13]: row for row in answer.table.to_dict("records")}
    assert [rows[h]["state"] for h in ("00", "01", "02")] == ["late", "silent", "failed"]
    assert rows["00"]["delay"] == "61"
    assert "batch 1 (answer.json, sha256 " in rows["00"]["evidence"]
    assert rows["01"]["evidence"] == f"run {number} (failed timeout)"
    assert rows["02"]["evidence"] == "nothing asked for this hour"


def test_months_and_stations_are_told_by_themselves(store: Store) -> None:
    brought(store, 0, {"1001A": {"pm25": 5.0}, "1002A": {"pm25": 5.0}}, minutes=30)
    refresh(store)
    by_station = ledger(store, start=at(0), end=at(2), of="station", every="all").table
    assert by_station["code"].tolist() == ["1001A", "1002A"]
    assert by_station["completeness"].tolist() == ["50.0", "50.0"]
    by_month = ledger(store, start=at(0), end=at(24 * 2), of="source", every="month").table
    assert by_month["start"].tolist() == ["2026-03-01T00:00:00+08:00"]
    assert by_month["end"].tolist() == ["2026-04-01T00:00:00+08:00"]
    assert by_month["expected"].tolist() == [2 * 48]


def test_an_empty_store_has_no_slots(store: Store, atlas: Atlas) -> None:
    assert not len(ledger(store, start=at(0), end=at(24)).table)
    placed = replace(store, atlas=atlas)
    assert not len(ledger(placed, start=at(0), end=at(24), within="410000").table)
