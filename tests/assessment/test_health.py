"""Health: what is down, what needs attention, and what machines are told of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask
import pytest
from prometheus_client.parser import text_string_to_metric_families

from assessment.health import Health, Watch, health, told
from ingest.contract import Receipt, Rejected, Window
from ingest.diary import Turn
from layouts._condition import exposition
from store.facts import refresh
from store.keeping import keep
from store.opening import FILE, Store, open_store
from store.runs import RunLog
from tests.store.making import at, batch, day_of

NOW = at(25)  # 01:00 on the day after; the newest hour ended at midnight
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = replace(open_store(None, tmp_path / "home", None), now=lambda: NOW)
    refused = [Rejected(file="made.csv", line=1, field="co", reason="not a number", payload="?")]
    rows = [*day_of("1001A", {"pm25": [20.0] * 24}), *day_of("1002A", {"pm25": [30.0] * 23})]
    keep(opened, batch(rows, rejected=refused))
    refresh(opened)
    yield opened
    opened.close()


def problems(found: Health) -> list[str]:
    return [one.what.en for one in found.problems]


def metrics(found: Health) -> dict[tuple[str, tuple[str, ...]], float]:
    text = exposition(found).decode("utf-8")
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_in_order(store: Store) -> None:
    found = health(store, watch=Watch())
    assert (found.state, problems(found)) == ("ok", [])
    assert found.age == HOUR
    said = told(found)
    assert (said["status"], said["newest_age_hours"], said["stations"], said["reporting"]) == (
        "ok",
        1.0,
        2,
        1,
    )
    json.dumps(said)
    told_to_machines = metrics(found)
    assert told_to_machines["lanbi_up", ()] == 1
    assert told_to_machines["lanbi_newest_hour_age_seconds", ()] == 3600
    assert told_to_machines["lanbi_readings_total", ("kept", "made")] == 47
    assert told_to_machines["lanbi_refusals_open", ("made",)] == 1
    assert told_to_machines["lanbi_stations_reporting", ()] == 1


def test_an_old_hour_is_down_only_where_an_age_is_set(store: Store) -> None:
    later = NOW + 5 * HOUR
    assert health(store, watch=Watch(), now=later).state == "ok"
    assert health(store, watch=Watch(oldest_hours=6), now=later).state == "ok"
    found = health(store, watch=Watch(oldest_hours=5), now=later)
    assert (found.state, problems(found)) == ("down", ["the newest hour is 6.0 h old; 5 h are allowed"])


def test_a_source_that_is_not_served_is_down(store: Store) -> None:
    watch = Watch(sources={"cnemc_live": 3 * HOUR})
    never = health(store, watch=watch)
    assert (never.state, problems(never)) == ("down", ["the schedule of cnemc_live has never run"])
    log = RunLog(store=store)
    assert log.claim("cnemc_live", NOW - HOUR, NOW)
    window = Window(start=NOW - 2 * HOUR, end=NOW - HOUR)
    number = log.begin("cnemc_live", Turn(window=window, cause="schedule"), NOW - HOUR, NOW)
    log.end(number, state="done", kind="", receipt=Receipt(), payloads=(), hours=1, message="", now=NOW)
    log.release("cnemc_live")
    served = health(store, watch=watch)
    assert (served.state, problems(served), served.beat_age) == ("ok", [], HOUR)
    assert told(served)["scheduler_age_seconds"] == 3600
    assert metrics(served)["lanbi_source_overdue", ("cnemc_live",)] == 0
    late = health(store, watch=watch, now=NOW + 3 * HOUR)
    assert (late.state, problems(late)) == ("down", ["the schedule of cnemc_live has not run for 4.0 h"])
    assert metrics(late)["lanbi_source_overdue", ("cnemc_live",)] == 1
    assert metrics(late)["lanbi_up", ()] == 0


def test_waiting_facts_and_a_clock_set_back_need_attention(store: Store) -> None:
    keep(store, batch(day_of("1001A", {"pm25": [25.0] * 24})))
    waiting = health(store, watch=Watch())
    assert (waiting.state, problems(waiting)) == ("degraded", ["1 days wait for their facts"])
    back = replace(store, now=lambda: NOW - timedelta(days=2))
    found = health(back, watch=Watch())
    assert found.state == "degraded"
    assert "the clock is behind the newest batch" in problems(found)
    assert "there are readings of hours that are still to come" in problems(found)


def test_a_store_that_cannot_be_read_is_an_answer(store: Store) -> None:
    store.close()
    path = store.home / FILE
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
        (store.home / name).unlink(missing_ok=True)
    path.write_bytes(b"this is no database at all, whatever its name says" * 50)
    found = health(store, watch=Watch(oldest_hours=5))
    assert (found.state, found.condition, told(found)["store"]) == ("down", None, "unreachable")
    assert metrics(found)["lanbi_store_up", ()] == 0


@pytest.mark.parametrize(
    ("choice", "address", "headers", "status"),
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "10.0.0.9", {}, 404),
        ("local", "127.0.0.1", {"X-Forwarded-For": "10.0.0.9"}, 404),
        ("local", "127.0.0.1", {"Forwarded": "for=10.0.0.9"}, 404),
        ("off", "127.0.0.1", {}, 404),
        ("on", "10.0.0.9", {}, 200),
    ],
)
def test_who_may_read_the_metrics(
    store: Store, choice: str, address: str, headers: dict[str, str], status: int
) -> None:
    client = served(store, choice, Watch())
    found = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert found.status_code == status
    assert (b"lanbi_up" in found.data) == (status == 200)


def test_healthz_is_503_where_the_program_is_down(store: Store) -> None:
    assert served(store, "local", Watch()).get("/healthz").status_code == 200
    down = served(store, "local", Watch(sources={"cnemc_live": HOUR})).get("/healthz")
    assert (down.status_code, down.json["status"]) == (503, "down")
    assert down.headers["Cache-Control"] == "no-store"


def served(store: Store, choice: str, watch: Watch) -> flask.testing.FlaskClient:
    """The two routes alone, over the question they ask."""
    from types import SimpleNamespace

    from layouts._condition import condition_routes

    server = flask.Flask("conditions")
    ask = SimpleNamespace(health=lambda now: health(store, watch=watch, now=now))
    hall = SimpleNamespace(prefix="/", ask=ask, clock=lambda: datetime(2026, 3, 13, 17, tzinfo=UTC))
    condition_routes(server, hall, choice)  # type: ignore[arg-type]
    return server.test_client()
