"""The slot ledger of water: each expected slot of a section is exactly one state, by evidence that can be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assessment.slot_ledger import ledger
from assessment.slots import REMEMBERED, STATES
from assessment.water_slots import MONTHS_REMEMBERED, month_slots, water_slots
from geo.atlas import Atlas
from ingest.contract import Payload, Receipt, Rejected, Stage, Window
from ingest.diary import State, Turn
from store.keeping import Keeper
from store.opening import Store
from store.runs import RunLog
from tests.assessment.few_sections import CHANGZHOU, CLEAN, SUZHOU, month, opened, record
from tests.store.water_making import DAY, at, batch

Items = Mapping[str, float | str | None]
NOW = (DAY + timedelta(days=3)).astimezone(UTC)
MUTE: Items = dict.fromkeys(CLEAN, "--")


@pytest.fixture
def store(tmp_path: Path, atlas: Atlas) -> Iterator[Store]:
    made = opened(tmp_path, atlas, [record("a"), record("b", city=SUZHOU), record("c")])
    yield replace(made, now=lambda: NOW)
    made.close()


def brought(
    store: Store, hour: int, rows: Mapping[str, Items], *, minutes: float = 120, run: bool = True,
    states: Mapping[str, str] | None = None, whole_day: bool = False, rejected: tuple[Rejected, ...] = (),
    stage: Stage = Stage.PROVISIONAL,
) -> None:  # fmt: skip
    """Keep one slot of sections, known so many minutes after its time, fetched by a run of the schedule."""
    moment = (at(hour) + timedelta(minutes=minutes)).astimezone(UTC)
    lived = replace(store, now=lambda: moment)
    sha256 = hashlib.sha256(f"{hour} {minutes} {rows} {stage}".encode()).hexdigest()
    sayings = [(code.upper(), at(hour), "", state) for code, state in (states or {}).items()]
    sent = replace(
        batch([(code.upper(), at(hour), dict(items)) for code, items in rows.items()], sayings=sayings, stage=stage,
              rejected=rejected),
        payload=Payload(source="water_national", name="answer.json", sha256=sha256, body=b""),
    )  # fmt: skip
    if whole_day:
        day = np.full(len(sayings), int(DAY.timestamp()), np.int64)
        sent = replace(sent, sayings=replace(sent.sayings, start=day, end=day + 86_400))
    if not run:
        Keeper(store=lived).keep(sent)
        return
    log = RunLog(store=lived)
    turn = Turn(window=Window(start=at(hour), end=at(hour + 4)), cause="schedule")
    number = log.begin("water_national", turn, moment, moment)
    receipt = Keeper(store=lived).keep(sent)
    log.end(number, moment, state="done", payloads=[sha256], hours=1, receipt=receipt)


def asked(store: Store, first: int, last: int, state: State, kind: str = "") -> int:
    """Write down a run over slots that brought nothing."""
    log = RunLog(store=store)
    turn = Turn(window=Window(start=at(first), end=at(last)), cause="schedule")
    number = log.begin("water_national", turn, at(last), at(last))
    log.end(number, at(last), state=state, kind=kind, receipt=Receipt())
    return number


def told(store: Store, first: int, last: int, **choice: object) -> dict[str, list[str]]:
    """Return the states of each section by slot."""
    found = water_slots(store, start=at(first), end=at(last), **choice)  # type: ignore[arg-type]
    return {
        code: [STATES[state] for state in found.state[:, column]]
        for column, code in enumerate(found.stations)
    }


def rows_of(store: Store, first: int, last: int, **choice: object) -> list[dict[str, object]]:
    answer = ledger(store, start=at(first), end=at(last), language="en", **choice)  # type: ignore[arg-type]
    return [{str(name): cell for name, cell in row.items()} for row in answer.table.to_dict("records")]


def test_a_sample_is_on_time_until_the_next_is_taken(store: Store) -> None:
    brought(store, 0, {"a": CLEAN}, minutes=240)
    brought(store, 4, {"a": CLEAN}, minutes=241)
    brought(store, 8, {"a": CLEAN}, minutes=9_000, run=False)  # from a file: when it came is no lateness
    assert told(store, 0, 12) == {"a": ["arrived", "late", "arrived"]}
    assert water_slots(store, start=at(0), end=at(12)).delay[:2, 0].tolist() == [240, 241]


def test_a_changed_value_is_revised_and_a_further_item_is_not(store: Store) -> None:
    for hour in (0, 4, 8):
        brought(store, hour, {"a": CLEAN})
    brought(store, 0, {"a": {**CLEAN, "tp": 0.2}}, minutes=200)
    brought(store, 4, {"a": {**CLEAN, "tn": 1.0}}, minutes=200)
    brought(store, 8, {"a": CLEAN}, minutes=200, stage=Stage.REVIEWED)
    assert told(store, 0, 12) == {"a": ["revised", "arrived", "revised"]}


def test_a_row_without_any_value_is_invalid_and_the_station_s_own_word_is_told(store: Store) -> None:
    brought(store, 0, {"a": MUTE}, states={"a": "维护"})
    brought(store, 4, {}, states={"a": "停站"})  # not even marks
    brought(store, 8, {"a": {**MUTE, "tp": "0.01L"}})  # below detection is a reading
    assert told(store, 0, 12) == {"a": ["invalid", "invalid", "arrived"]}
    first, second = rows_of(store, 0, 12, every="hour")
    assert str(first["evidence"]).startswith("batch 1 (answer.json, sha256 ")
    assert str(first["evidence"]).endswith("维护")
    assert str(second["evidence"]).endswith("停站")


def test_a_feed_s_word_on_a_whole_day_is_a_row_without_a_value_in_each_of_its_slots(store: Store) -> None:
    brought(store, 0, {"a": CLEAN, "b": CLEAN})
    brought(store, 4, {"a": CLEAN}, states={"b": "停站"}, whole_day=True)
    assert told(store, 0, 12)["b"] == ["arrived", "invalid", "invalid"]
    evidence = [row["evidence"] for row in rows_of(store, 0, 8, every="hour") if row["code"] == "b"]
    assert str(evidence[0]).endswith("停站")
    assert not month_slots(store, start=at(0), end=at(24 * 40)).stations  # nothing of it was sampled by hand


def test_a_section_that_the_answer_did_not_hold_was_silent(store: Store) -> None:
    brought(store, 0, {"a": CLEAN, "b": CLEAN})
    brought(store, 4, {"a": CLEAN})
    assert told(store, 0, 8)["b"] == ["arrived", "silent"]
    assert told(store, 0, 8, sections=["b"]) == {"b": ["arrived", "silent"]}
    assert water_slots(store, start=at(0), end=at(8)).batch[1, 1] == 2  # the batch that did not hold it


@pytest.mark.parametrize(
    ("state", "kind", "expected"),
    [("empty", "", "silent"), ("failed", "timeout", "silent"), ("failed", "store", "failed"), (None, "", "failed")],
)  # fmt: skip
def test_a_slot_that_nobody_has_is_told_by_its_run(
    store: Store, state: State | None, kind: str, expected: str
) -> None:
    brought(store, 0, {"a": CLEAN})
    number = asked(store, 4, 8, state, kind) if state else 0
    assert told(store, 0, 8) == {"a": ["arrived", expected]}
    assert water_slots(store, start=at(0), end=at(8)).run[1, 0] == number


def refusal(row: str, *, line: int = 7, payload: str = "") -> Rejected:
    return Rejected(
        file="answer.json",
        line=line,
        field="start",
        reason="not a time",
        payload=payload,
        whole=True,
        row=row,
    )


def test_a_row_refused_whole_is_invalid_with_its_quarantine_row(store: Store) -> None:
    brought(store, 0, {"a": CLEAN, "b": CLEAN, "c": CLEAN})
    refused = (
        refusal('{"section": "B", "start": "2021-04-01T04:00", "province": "江苏省"}'),
        refusal(
            "", line=8, payload='["江苏省", "长江流域", "C", "*"]'
        ),  # no row of the table at all, and no time
    )
    brought(store, 4, {"a": CLEAN}, rejected=refused)
    assert told(store, 0, 8) == {
        "a": ["arrived", "arrived"],
        "b": ["arrived", "invalid"],
        "c": ["arrived", "invalid"],
    }
    evidence = {str(row["code"]): str(row["evidence"]) for row in rows_of(store, 0, 8, every="hour")}
    assert evidence == {
        "b": "quarantine 1 (answer.json:7 start) not a time",
        "c": "quarantine 2 (answer.json:8 start) not a time",
    }


def test_a_section_is_expected_from_its_first_slot_and_no_more_after_a_month_of_silence(store: Store) -> None:
    brought(store, 8, {"a": CLEAN})
    assert told(store, 0, 16) == {"a": ["", "", "arrived", "failed"]}
    later = replace(store, now=lambda: NOW + timedelta(days=200))
    states = told(later, 24, 24 * (REMEMBERED + 3))["a"]
    assert set(states[: 6 * (REMEMBERED - 1)]) == {"failed"}
    assert set(states[6 * (REMEMBERED + 1) :]) == {""}


def test_a_slot_that_has_not_ended_is_not_expected(store: Store) -> None:
    brought(store, 0, {"a": CLEAN})
    early = replace(store, now=lambda: (at(8) + timedelta(minutes=59)).astimezone(UTC))
    assert told(early, 0, 24)["a"] == ["arrived", "failed"]


def test_counted_by_source_region_section_and_month(store: Store) -> None:
    brought(store, 0, {"a": CLEAN, "b": CLEAN})
    brought(store, 4, {"a": CLEAN}, minutes=300)
    (source,) = rows_of(store, 0, 8, of="source", every="day")
    assert (source["source"], source["expected"], source["arrived"], source["late"], source["silent"]) == (
        "water_national", 4, 2, 1, 1,
    )  # fmt: skip
    assert (source["completeness"], source["measured"], source["delay"], source["on_time"]) == (
        "75.0", 3, "120", "66.7",
    )  # fmt: skip
    cities = {row["code"]: row["completeness"] for row in rows_of(store, 0, 8, of="city", every="month")}
    assert cities == {CHANGZHOU: "100.0", SUZHOU: "50.0"}
    only = rows_of(store, 0, 8, of="section", every="all", within=SUZHOU)
    assert [(row["code"], row["completeness"]) for row in only] == [("b", "50.0")]
    assert rows_of(store, 0, 8, of="source", medium="air") == []


def test_what_is_sampled_by_hand_is_expected_once_a_month(store: Store) -> None:
    later = replace(store, now=lambda: datetime(2021, 8, 15, tzinfo=UTC))
    month(later, {"a": CLEAN, "b": CLEAN}, date(2021, 1, 1))
    month(later, {"a": CLEAN}, date(2021, 2, 1))
    month(later, {"a": MUTE}, date(2021, 3, 1))
    year = {"start": datetime(2020, 12, 31, 16, tzinfo=UTC), "end": datetime(2021, 12, 31, 16, tzinfo=UTC)}
    found = month_slots(later, **year)
    states = {code: [STATES[one] for one in found.state[:, at]] for at, code in enumerate(found.stations)}
    assert len(states["a"]) == 7  # August has not ended
    assert states["a"] == ["arrived", "arrived", "invalid", *["failed"] * MONTHS_REMEMBERED, ""]
    # Months 2 and 3 were handed in without it: the source was silent; of those after nobody handed in anything.
    assert states["b"] == ["arrived", "silent", "silent", "failed", "", "", ""]
    answer = ledger(later, **year, of="section", every="month", language="en")
    first = answer.table[answer.table["code"] == "b"]
    assert first["start"].tolist()[:2] == ["2021-01-01T00:00:00+08:00", "2021-02-01T00:00:00+08:00"]
    assert first["completeness"].tolist() == ["100.0", "0.0", "0.0", "0.0"]
    assert not len(ledger(later, **year, of="section", every="day").table)  # months are no days
    evidence = ledger(later, **year, every="hour", language="en").table
    mine = evidence[evidence["code"] == "b"]
    by_month = dict(zip(mine["start"].str[:7], mine["evidence"], strict=True))
    assert by_month["2021-04"] == "nothing was handed in for this month"
    assert by_month["2021-02"].startswith("batch 2 ")


def test_feed_and_hand_do_not_stand_in_for_one_another(store: Store) -> None:
    later = replace(store, now=lambda: datetime(2021, 5, 15, tzinfo=UTC))
    month(later, {"a": CLEAN}, date(2021, 4, 1))
    assert told(later, 0, 8) == {}
    brought(later, 0, {"b": CLEAN})
    assert told(later, 0, 4) == {"b": ["arrived"]}
    found = month_slots(later, start=at(0), end=at(24 * 30))
    assert list(found.stations) == ["a"]
