"""The register of sections: who is meant by a name, which record holds on a day, and that nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from geo.atlas import load
from ingest.section import SectionRecord
from store.keeping import keep
from store.opening import Store, open_store
from store.water import extent, published, registry, samples
from store.water_keeping import ONE_SECTION
from store.water_register import holding
from store.water_said import FIRST_MET, SAID_MORE
from store.water_sections import keep_sections, section_versions
from tests.store.water_making import at, batch, key, said

TODAY = date(2021, 4, 1)


def record(**given: Any) -> SectionRecord:
    return SectionRecord(**{"code": "JS001", "name": "甲桥", "province": "320000", **given})


def hand_in(store: Store, *records: SectionRecord) -> Any:
    return keep_sections(store, records, actor="张三", reason="考核")


def codes(store: Store, day: date = TODAY) -> list[str]:
    return registry(store, day)["code"].tolist()


def feed(store: Store, *names: str, item: float = 0.3, hour: int = 0, **more: Any) -> None:
    rows = [(name, at(hour), {"nh3n": item}) for name in names]
    keep(store, batch(rows, sections=[said(name, **more) for name in names]))


def read(store: Store, *wanted: str) -> list[tuple[str, float]]:
    found = samples(store, start=at(0), end=at(240), sections=list(wanted) or None)
    return list(zip(found["section"], found["value"], strict=True))


def test_a_section_first_met_is_entered_and_marked_incomplete(store: Store) -> None:
    feed(store, "甲桥", basin="淮河流域", river="沂河")
    row = registry(store, TODAY).iloc[0]
    assert (row["code"], row["name"], row["province"]) == (key("甲桥"), "甲桥", "320000")
    assert (row["basin"], row["river"], bool(row["complete"])) == ("淮河流域", "沂河", False)
    (first,) = section_versions(store)
    assert (first.actor, first.reason, first.file) == ("feed", FIRST_MET, "feed.json")


def test_what_a_later_feed_says_more_is_a_further_version_and_nothing_is_taken_back(store: Store) -> None:
    feed(store, "甲桥", basin="淮河流域")
    feed(store, "甲桥", river="沂河", hour=4)
    feed(store, "甲桥", river="沭河", hour=8)
    row = registry(store, TODAY).iloc[0]
    assert (row["basin"], row["river"]) == ("淮河流域", "沂河")
    assert [one.reason for one in section_versions(store)] == [FIRST_MET, SAID_MORE]


def test_the_cities_of_a_feed_are_placed_where_one_is_called_so(tmp_path: Path) -> None:
    store = open_store(None, tmp_path, load())
    keep(
        store,
        batch(
            [],
            sections=[
                said("甲桥", city="徐州市"), said("乙桥", city="新沂市"), said("丙桥", city="亚特兰蒂斯"),
                said("丁桥", province="110000", city="门头沟区"),
            ],
        ),
    )  # fmt: skip
    held = registry(store, TODAY).set_index("name")[["city", "county"]]
    assert held.loc["甲桥"].tolist() == ["320300", ""]
    assert held.loc["乙桥"].tolist() == ["320300", "320381"]
    assert held.loc["丙桥"].tolist() == ["", ""]
    assert held.loc["丁桥", "county"] == "110109"
    store.close()


def test_a_register_gives_a_feed_s_section_its_code_and_its_values(store: Store) -> None:
    feed(store, "甲桥（东）")
    done = hand_in(store, record(name="甲桥(东)", kind="lake"))
    assert (done.new, done.revised, done.refused) == ((), ("JS001",), {})
    assert read(store) == read(store, "JS001") == read(store, key("甲桥(东)")) == [("JS001", 0.3)]
    row = registry(store, TODAY).iloc[0]
    assert (row["code"], row["kind"], bool(row["complete"])) == ("JS001", "lake", True)
    feed(store, "甲桥(东)", item=0.4, hour=4)
    assert read(store) == [("JS001", 0.3), ("JS001", 0.4)]
    assert codes(store) == ["JS001"]


def test_an_alias_that_a_person_wrote_joins_what_feeds_call_differently(store: Store) -> None:
    feed(store, "甲桥", item=0.1)
    feed(store, "甲桥(沂河大桥)", item=0.2, hour=4)
    assert len(codes(store)) == 2
    hand_in(store, record(aliases=("甲桥(沂河大桥)",)))
    assert codes(store) == ["JS001"]
    assert read(store) == [("JS001", 0.1), ("JS001", 0.2)]
    assert extent(store)["section"].tolist() == ["JS001"]
    feed(store, "甲桥(沂河大桥)", item=0.3, hour=8)
    assert read(store)[-1] == ("JS001", 0.3)


def test_of_two_values_of_one_section_and_interval_the_one_that_came_last_counts(store: Store) -> None:
    feed(store, "甲桥", item=0.1)
    feed(store, "沂河大桥", item=0.2)
    hand_in(store, record(aliases=("沂河大桥",)))
    assert read(store) == [("JS001", 0.2)]


def test_a_name_in_brackets_joins_nothing_by_itself(store: Store) -> None:
    hand_in(store, record(name="兰山嘴(老)"))
    feed(store, "兰山嘴")
    assert codes(store) == [key("兰山嘴"), "JS001"]
    hand_in(store, record(code="JS002", name="入湖口"))
    feed(store, "尹沟(入湖口)", hour=4)
    assert len(codes(store)) == 4


def test_the_same_name_in_another_province_is_another_section(store: Store) -> None:
    hand_in(store, record())
    feed(store, "甲桥", province="410000")
    assert len(codes(store)) == 2


def test_a_feed_without_a_province_means_the_only_section_called_so(store: Store) -> None:
    hand_in(store, record())
    keep(store, batch([], sections=[said("甲桥", province="")]))
    assert codes(store) == ["JS001"]
    hand_in(store, record(code="HA001", province="410000"))
    keep(store, batch([], sections=[said("甲桥", province="")]))
    assert codes(store) == [key("甲桥", ""), "HA001", "JS001"]


def test_two_names_of_one_section_in_one_payload_do_not_both_go_in(store: Store) -> None:
    hand_in(store, record(aliases=("沂河大桥",)))
    rows = [("沂河大桥", at(0), {"nh3n": 0.1}), ("甲桥", at(0), {"nh3n": 0.2})]
    receipt = keep(store, batch(rows))
    assert receipt.rejected == {ONE_SECTION: 1}
    assert read(store) == [("JS001", 0.2)]


def test_handing_in_twice_is_handing_in_once(store: Store) -> None:
    assert hand_in(store, record()).new == ("JS001",)
    done = hand_in(store, record())
    assert (done.new, done.revised, done.known) == ((), (), ("JS001",))
    assert len(section_versions(store)) == 1


def test_a_changed_target_is_a_version_and_the_old_one_can_be_asked_for(store: Store) -> None:
    clock = iter([at(0), at(24)])
    store = replace(store, now=lambda: next(clock))
    hand_in(store, record(target_class="Ⅳ"))
    hand_in(store, record(target_class="Ⅲ", target_items={"tp": 0.05}))
    assert registry(store, TODAY)["target_class"].tolist() == ["Ⅲ"]
    assert registry(store, TODAY)["target_items"].tolist() == [{"tp": 0.05}]
    assert registry(store, TODAY, as_of=at(1))["target_class"].tolist() == ["Ⅳ"]
    assert registry(store, TODAY, as_of=at(-1)).empty
    told = [(one.version, one.actor, one.reason) for one in section_versions(store)]
    assert told == [(1, "张三", "考核"), (2, "张三", "考核")]


def test_records_hold_from_their_first_day_on(store: Store) -> None:
    hand_in(
        store,
        record(target_class="Ⅳ", first=date(2016, 1, 1), last=date(2020, 12, 31)),
        record(target_class="Ⅲ", first=date(2021, 1, 1)),
    )
    for day, wanted in (
        (date(2015, 12, 31), []), (date(2016, 1, 1), ["Ⅳ"]), (date(2020, 12, 31), ["Ⅳ"]), (date(2021, 1, 1), ["Ⅲ"]),
    ):  # fmt: skip
        assert registry(store, day)["target_class"].tolist() == wanted


def test_a_correction_of_the_past_leaves_the_present_alone(store: Store) -> None:
    hand_in(store, record(target_class="Ⅲ", first=date(2021, 1, 1)))
    hand_in(store, record(target_class="Ⅳ", first=date(2016, 1, 1), last=date(2020, 12, 31)))
    assert registry(store, date(2022, 1, 1))["target_class"].tolist() == ["Ⅲ"]
    assert registry(store, date(2017, 1, 1))["target_class"].tolist() == ["Ⅳ"]


def test_a_section_that_a_person_closes_is_gone_and_its_values_stay(store: Store) -> None:
    feed(store, "甲桥")
    hand_in(store, record())
    hand_in(store, record(last=date(2021, 3, 31)))
    assert registry(store, date(2021, 3, 31))["code"].tolist() == ["JS001"]
    assert codes(store) == []
    assert read(store) == [("JS001", 0.3)]


def test_what_only_a_feed_said_holds_until_a_person_s_first_day() -> None:
    fed = record(code="x", complete=False)
    own = record(first=date(2021, 1, 1), last=date(2021, 12, 31), version=2)
    assert holding([fed, own], date(2020, 12, 31)) == fed
    assert holding([fed, own], date(2021, 6, 1)) == own
    assert holding([fed, own], date(2022, 1, 1)) is None


def test_where_a_person_is_silent_of_a_basin_what_a_feed_said_stands_in(store: Store) -> None:
    feed(store, "甲桥", basin="淮河流域", river="沂河", city="")
    hand_in(store, record(river="沭河"))
    row = registry(store, TODAY).iloc[0]
    assert (row["river"], row["basin"]) == ("沭河", "淮河流域")


def test_a_name_of_another_s_code_is_refused_and_a_new_code_names_the_old_one(store: Store) -> None:
    hand_in(store, record())
    done = hand_in(store, record(code="JS999"), record(code="JS002", name="乙闸"))
    assert list(done.refused) == [0]
    assert "JS001" in done.refused[0]
    assert done.new == ("JS002",)
    hand_in(store, record(code="JS999", aliases=("JS001",)))
    assert codes(store) == ["JS002", "JS999"]
    feed(store, "甲桥")
    assert read(store, "JS001") == read(store, "JS999") == [("JS999", 0.3)]


def test_lists_and_positions_are_read_as_they_were_given(store: Store) -> None:
    given = record(
        aliases=("甲",), upstream=("JS002", "JS003"), downstream=("JS004",), purposes=("交界", "入湖口"),
        lon=118.123456, lat=34.5, river_km=12.5, answers_for="320382", control="provincial",
    )  # fmt: skip
    hand_in(store, given)
    row = registry(store, TODAY).iloc[0]
    for name in (
        "aliases",
        "upstream",
        "downstream",
        "purposes",
        "lon",
        "lat",
        "river_km",
        "answers_for",
        "control",
    ):
        assert row[name] == getattr(given, name)


def test_an_empty_register_and_an_empty_store_are_empty_tables(store: Store) -> None:
    assert registry(store, TODAY).empty
    assert extent(store).empty
    assert read(store) == []
    assert published(store, start=at(0), end=at(4)).empty
    assert read(store, "JS001") == []


def test_the_extent_of_a_section_is_its_first_and_last_start(store: Store) -> None:
    for hour in (8, 0, 4):
        feed(store, "甲桥", hour=hour)
    row = extent(store).iloc[0]
    assert (row["section"], row["first"], row["last"]) == (key("甲桥"), at(0), at(8))


@pytest.mark.parametrize("wanted", [None, [key("3号桥")]])
def test_no_question_scans_the_values(tmp_path: Path, wanted: list[str] | None) -> None:
    store = open_store(None, tmp_path, None)
    rows = [(f"{n}号桥", at(4 * t), {"nh3n": 0.1, "tp": 0.2}) for n in range(50) for t in range(10)]
    keep(store, batch(rows, sayings=[(s, t, "Ⅱ", "正常") for s, t, _ in rows]))
    asked: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    span: dict[str, Any] = {"start": at(8), "end": at(8) + timedelta(hours=4), "sections": wanted}
    assert len(samples(store, **span)) == (2 if wanted else 100)
    assert len(published(store, **span)) == (1 if wanted else 50)
    extent(store)
    event.remove(store.engine, "before_cursor_execute", note)
    found = []
    with store.reading() as conn:
        for statement, parameters in asked:
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found += [row[3] for row in plan if "water_" in row[3]]
    assert found == [
        "SEARCH water_value USING PRIMARY KEY (section_id=? AND start>? AND start<?)",
        "SEARCH water_published USING PRIMARY KEY (section_id=? AND start>? AND start<?)",
        "SEARCH water_value USING PRIMARY KEY (section_id=?)",
        "SEARCH water_value USING PRIMARY KEY (section_id=?)",
    ]
    store.close()
