"""Lists of members in versions, on both kinds of store: nothing is changed, and a past date finds its list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from store.opening import Store
from store.rosters import Entry, Roster, find_roster, keep_roster, rosters

FIRST = datetime(2026, 3, 9, 9, tzinfo=UTC)


def kept(store: Store, sha256: str, *entries: Entry) -> Roster:
    return keep_roster(
        store, name="key", level="prefecture", entries=entries, actor="Zhang", reason="because", file="k.csv",
        sha256=sha256,
    )  # fmt: skip


def test_versions_stand_beside_each_other(store: Store) -> None:
    a = Entry(line=2, code="410100", first=date(2026, 1, 1), last=None)
    b = Entry(line=4, code="410800", first=None, last=date(2026, 12, 31))
    assert kept(replace(store, now=lambda: FIRST), "1" * 64, a).entries == (a,)
    later = replace(store, now=lambda: FIRST + timedelta(days=1))
    assert kept(later, "1" * 64, a).version == 1
    second = kept(later, "2" * 64, a, b)
    assert (second.version, second.entries, second.actor, second.reason) == (2, (a, b), "Zhang", "because")
    assert find_roster(store, "key") == second
    then = find_roster(store, "key", FIRST)
    assert then is not None
    assert (then.version, then.known_at) == (1, FIRST)
    assert find_roster(store, "key", FIRST - timedelta(seconds=1)) is None
    assert find_roster(store, "other") is None
    assert [one.version for one in rosters(store)] == [1, 2]


def test_time_never_runs_back_in_a_list(store: Store) -> None:
    kept(replace(store, now=lambda: FIRST), "1" * 64, Entry(line=2, code="410100"))
    early = kept(
        replace(store, now=lambda: FIRST - timedelta(days=9)), "2" * 64, Entry(line=2, code="410800")
    )
    assert early.known_at == FIRST
    assert find_roster(store, "key", FIRST) == early
