"""Targets and reported values on both kinds of store: versions beside each other, and the past can be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.target import ReportedValue, TargetRecord
from store.opening import Store
from store.target_book import (
    find_target,
    keep_reported,
    keep_targets,
    reported_values,
    target_versions,
    targets,
)

FIRST = datetime(2026, 3, 9, 9, tzinfo=UTC)
PM10 = TargetRecord(
    id="a", region="410800", place="焦作市", indicator="pm10", title_zh="颗粒物", title_en="PM10", comparator="<=",
    value=104.0, unit="µg/m³", first=date(2016, 1, 1), last=date(2016, 12, 31), issued=date(2016, 2, 3), decimals=0,
)  # fmt: skip


def kept(store: Store, after: int, *records: TargetRecord) -> tuple[tuple[str, ...], ...]:
    timed = replace(store, now=lambda: FIRST + timedelta(days=after))
    done = keep_targets(timed, records, actor="Zhang", reason="because")
    return done.new, done.revised, done.known


def test_a_target_comes_back_as_it_went_in_and_twice_is_once(store: Store) -> None:
    assert kept(store, 0, PM10) == (("a",), (), ())
    assert kept(store, 1, PM10, replace(PM10, id="b")) == (("b",), (), ("a",))
    assert find_target(store, "a") == replace(
        PM10, version=1, known_at=FIRST, actor="Zhang", reason="because"
    )


def test_a_changed_target_is_a_version_and_the_earlier_one_stays(store: Store) -> None:
    kept(store, 0, PM10)
    assert kept(store, 2, replace(PM10, value=99.0)) == ((), ("a",), ())
    assert [(t.version, t.value) for t in target_versions(store)] == [(1, 104.0), (2, 99.0)]
    assert find_target(store, "a").value == 99.0
    assert find_target(store, "a", FIRST + timedelta(days=1)).value == 104.0
    with pytest.raises(LookupError, match="no target 'a'"):
        find_target(store, "a", FIRST - timedelta(days=1))


def test_a_target_that_is_taken_back_leaves_the_board_and_not_the_book(store: Store) -> None:
    kept(store, 0, PM10)
    kept(store, 1, replace(PM10, withdrawn=True))
    assert targets(store) == []
    assert [t.id for t in targets(store, FIRST)] == ["a"]
    assert len(target_versions(store)) == 2


def test_a_corrected_report_is_a_revision_of_its_day(store: Store) -> None:
    value = ReportedValue(target="a", day=date(2016, 9, 20), value=135.0, actor="Li", reason="paper")
    timed = replace(store, now=lambda: FIRST)
    assert keep_reported(timed, value).revision == 0
    assert keep_reported(timed, replace(value, actor="Wang")).revision == 0
    later = replace(store, now=lambda: FIRST + timedelta(hours=1))
    assert keep_reported(later, replace(value, value=136.0)).revision == 1
    keep_reported(later, replace(value, day=date(2016, 10, 1), value=140.0))
    told = reported_values(store, "a")
    assert [(v.day.month, v.revision, v.value, v.actor) for v in told] == [
        (9, 0, 135.0, "Li"),
        (9, 1, 136.0, "Li"),
        (10, 0, 140.0, "Li"),
    ]
    assert [v.value for v in reported_values(store, "a", FIRST)] == [135.0]
    assert reported_values(store, "b") == []
