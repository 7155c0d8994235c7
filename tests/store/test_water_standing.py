"""What tells that the water of a window still stands, and that readers share one register until a word is added."""

from __future__ import annotations

from datetime import timedelta

from ingest.section import SectionRecord
from store.keeping import keep
from store.opening import Store
from store.water_measured import measured, standing
from store.water_register import register, standing_register
from store.water_sections import keep_sections
from tests.store.water_making import at, batch, key

DAY = timedelta(days=1)


def test_a_window_stands_until_water_comes_into_it(store: Store) -> None:
    keep(store, batch([("甲", at(0), {"tp": 0.1})]))
    today, tomorrow = (at(0), at(0) + DAY), (at(0) + DAY, at(0) + 2 * DAY)
    before, then = standing(store, *today), standing(store, *tomorrow)
    keep(store, batch([("甲", at(28), {"tp": 0.2})], sha256="1" * 64))
    assert standing(store, *today) == before
    assert standing(store, *tomorrow) != then
    whole = standing(store)
    keep(store, batch([("甲", at(0), {"tp": 0.3})], sha256="2" * 64))
    assert standing(store, *today) != before
    assert standing(store) != whole


def test_nothing_stands_once_a_word_is_added_to_the_register(store: Store) -> None:
    keep(store, batch([("甲", at(0), {"tp": 0.1})]))
    before = standing(store, at(0), at(24))
    record = SectionRecord(code="JS01", name="甲", province="320000", kind="lake")
    assert not keep_sections(store, [record], actor="a tester", reason="its kind").refused
    assert standing(store, at(0), at(24)) != before


def test_readers_share_the_register_and_see_what_is_added(store: Store) -> None:
    keep(store, batch([("甲", at(0), {"tp": 0.1})]))
    with store.reading() as conn:
        first = standing_register(store, conn)
        assert standing_register(store, conn) is first
        assert register(conn).code == first.code
    record = SectionRecord(code="JS01", name="甲", province="320000")
    assert not keep_sections(store, [record], actor="a tester", reason="a code of ours").refused
    with store.reading() as conn:
        assert set(standing_register(store, conn).code.values()) == {"JS01"}


def test_plain_numbers_are_those_of_the_table_with_stations_that_stood_still_beside_them(
    store: Store,
) -> None:
    keep(
        store,
        batch(
            [("甲", at(0), {"tp": 0.1, "nh3n": "--"}), ("乙", at(4), {"tp": 0.2})],
            sayings=[("甲", at(0), "Ⅱ", "正常"), ("乙", at(4), "Ⅲ", "维护")],
        ),
    )
    asked = [key("乙"), key("甲")]
    found = measured(store, start=at(0), end=at(24), sections=asked, running=("", "正常"))
    told = {
        (asked[s], (t - int(at(0).timestamp())) // 3600, float(v))
        for s, t, v in zip(found.section, found.start, found.value, strict=True)
        if v == v
    }
    assert told == {(key("甲"), 0, 0.1), (key("乙"), 4, 0.2)}
    sections, starts, _ = found.stopped
    assert [asked[s] for s in sections] == [key("乙")]
    assert starts.tolist() == [int(at(4).timestamp())]
