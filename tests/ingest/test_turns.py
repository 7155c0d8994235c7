"""What is due: the newest window, then the gaps that a source can still fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ingest.contract import SHANGHAI, Receipt, Window
from ingest.diary import Run, State
from ingest.feed import Feed, FeedError, feed, feeds
from ingest.turns import beat_of, due, newest, pieces, reached

NOON = datetime(2026, 3, 13, 12, 25, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def source(**chosen: object) -> Feed:
    settings = {"on": True, "lag_min": 20, "poll_min": 10, "reach_h": 6, "url": "http://127.0.0.1:1"}
    return feed("cnemc_live", {**settings, **chosen})


def at(hour: float) -> datetime:
    return datetime(2026, 3, 13, tzinfo=SHANGHAI) + hour * HOUR


def run(first: float, last: float, state: State = "done", hours: int | None = None, kind: str = "",
        started: datetime | None = None) -> Run:  # fmt: skip
    return Run(
        number=1, source="cnemc_live", cause="schedule", beat=None, window=Window(start=at(first), end=at(last)),
        started=started or at(last + 0.4), ended=at(last + 0.5), state=state, kind=kind, holder="",
        payloads=(), hours=int(last - first if state == "done" else 0) if hours is None else hours,
        receipt=Receipt(), message="",
    )  # fmt: skip


def spans(turns: Sequence[object]) -> list[tuple[float, float]]:
    return [
        ((t.window.start - at(0)) / HOUR, (t.window.end - at(0)) / HOUR)  # type: ignore[attr-defined]
        for t in turns
    ]


def test_the_newest_window_is_the_last_hour_whose_lag_has_passed() -> None:
    assert newest(source(), NOON) == Window(start=at(11), end=at(12))
    assert newest(source(lag_min=30), NOON) == Window(start=at(10), end=at(11))


def test_four_hourly_slots_begin_at_midnight_of_beijing() -> None:
    water = source(cadence_min=240, lag_min=60)
    assert newest(water, NOON) == Window(start=at(4), end=at(8))
    assert newest(water, at(13.2)) == Window(start=at(8), end=at(12))


def test_a_store_that_has_nothing_is_filled_as_far_as_the_source_reaches() -> None:
    assert spans(due(source(), NOON, [])) == [(11, 12), (7, 11)]
    assert reached(source(), NOON) == Window(start=at(7), end=at(12))


def test_a_source_that_tells_its_newest_hour_alone_has_no_gaps_to_fill() -> None:
    assert spans(due(source(reach_h=0), NOON, [])) == [(11, 12)]


def test_what_came_is_not_asked_for_again_but_the_newest_is() -> None:
    assert spans(due(source(), NOON, [run(6, 12)])) == [(11, 12)]


def test_only_the_hole_is_a_gap() -> None:
    assert spans(due(source(), NOON, [run(6, 8), run(9, 11)])) == [(11, 12), (8, 9)]


def test_of_a_window_that_came_in_part_each_hour_is_asked_for_alone() -> None:
    early = [run(7, 11, hours=3, started=at(7))]
    assert spans(due(source(), NOON, early)) == [(11, 12), (7, 8), (8, 9), (9, 10), (10, 11)]


def test_after_a_failure_of_the_source_its_window_is_due_at_once() -> None:
    failed = [run(7, 11, "failed", kind="timeout", started=at(12.4))]
    assert spans(due(source(), NOON, failed)) == [(11, 12), (7, 11)]


def test_an_answer_that_could_not_be_read_is_asked_for_as_rarely_as_an_empty_one() -> None:
    failed = [run(7, 11, "failed", kind="unreadable", started=at(12.4))]
    assert spans(due(source(), NOON, failed)) == [(11, 12)]


@pytest.mark.parametrize(("asked", "is_due"), [(12.35, False), (11.0, False), (9.8, True)])
def test_an_empty_hour_is_due_again_when_half_of_its_age_has_passed_since(asked: float, is_due: bool) -> None:
    # The hour 07-08 ended 4.4 hours ago: asked within the last 2.2 hours, it waits.
    log = [run(8, 12), run(7, 8, "empty", started=at(asked))]
    assert ((7, 8) in spans(due(source(), NOON, log))) is is_due


def test_a_try_that_lies_in_the_future_of_a_clock_set_back_does_not_hold_anything_up() -> None:
    log = [run(8, 12), run(7, 8, "empty", started=at(9000))]
    assert (7, 8) in spans(due(source(), NOON, log))


def test_a_long_gap_is_asked_for_a_day_at_a_time_the_oldest_first_and_not_all_in_one_beat() -> None:
    turns = due(source(reach_h=24 * 30), NOON, [])
    assert [t.cause for t in turns] == ["schedule"] + ["gap"] * 8
    assert [last - first for first, last in spans(turns)[1:]] == [24] * 8
    assert turns[1].window.start == reached(source(reach_h=24 * 30), NOON).start


def test_beats_come_every_poll_after_the_lag() -> None:
    for minute, beat in ((20, 20), (25, 20), (29.9, 20), (30, 30), (19.9, 10)):
        now = at(12) + timedelta(minutes=minute)
        assert beat_of(source(), now) == at(12) + timedelta(minutes=beat)


def test_a_window_asked_for_by_hand_is_cut_into_whole_slots() -> None:
    made = pieces(Window(start=at(0.5), end=at(49.5)), source())
    assert [(p.start, p.end) for p in made] == [(at(0), at(24)), (at(24), at(48)), (at(48), at(50))]


def test_nothing_is_on_by_itself() -> None:
    assert feeds({}) == ()
    assert feeds({"cnemc_live": {"url": "http://127.0.0.1:1"}}) == ()
    assert [f.name for f in feeds({"cnemc_live": {"on": True}})] == ["cnemc_live"]


def test_what_is_not_chosen_is_the_source_s_own() -> None:
    plain = feed("cnemc_live", {"on": True})
    assert (plain.cadence, plain.lag, plain.reach) == (HOUR, plain.source.lag, timedelta(hours=24))
    assert plain.poll == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("name", "chosen", "said"),
    [
        ("cnemc_liv", {}, "no source 'cnemc_liv'"),
        ("cnemc_hourly", {}, "read from files"),
        ("cnemc_live", {"lag": 3}, "no setting 'lag'"),
        ("cnemc_live", {"lag_min": "soon"}, "lag_min must be a number"),
        ("cnemc_live", {"lag_min": -1}, "lag_min must be a number"),
        ("cnemc_live", {"lag_min": True}, "lag_min must be a number"),
        ("cnemc_live", {"cadence_min": 0}, "greater than 0"),
        ("cnemc_live", {"url": 8070}, "url is not written"),
        ("cnemc_live", {"timeout_s": "long"}, "timeout_s must be a number"),
    ],
)
def test_a_setting_that_is_none_is_refused_with_a_sentence(
    name: str, chosen: dict[str, object], said: str
) -> None:
    with pytest.raises(FeedError, match=said):
        feeds({name: {"on": True, **chosen}})


def test_a_key_is_not_shown() -> None:
    assert "hush" not in repr(feed("cnemc_live", {"on": True, "key": "hush"}))


def test_runs_are_compared_by_their_window_not_by_when_they_ran() -> None:
    late = replace(run(7, 8), started=at(200))
    assert (7, 8) not in spans(due(source(), NOON, [late, run(8, 12)]))
