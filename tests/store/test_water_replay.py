"""The water feed replayed over real HTTP to the schedule: the store is the one that `load` makes of its answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ingest.collect import load
from ingest.contract import SHANGHAI, Window
from ingest.feed import feed
from ingest.replay import Replay
from ingest.replay_water import acts, water_reel
from ingest.schedule import collect_window
from ingest.sources import source
from ingest.turns import newest
from store.keeping import Keeper
from store.opening import Store, open_store
from store.water_tables import section, water_published, water_value
from tests.store.making import Halves
from tests.store.replaying import Hand, Platform, desk, log_of

DAY = datetime(2021, 4, 1, tzinfo=SHANGHAI)
UNITS = {"pH": "无量纲", "溶解氧": "mg/L", "氨氮": "mg/L"}
HEAD = ["省份", "流域", "断面名称", "监测时间", "水质类别",
        *(f"{item}<br/><span class='unit'>({unit})</span>" for item, unit in UNITS.items()), "站点情况"]  # fmt: skip
PROVINCES = {"江苏省": "320000", "河南省": "410000"}


def answer(hour: int) -> dict[str, Any]:
    """Answer of the platform in one slot: three sections, one of which is measured every other slot only."""
    stamp = f"04-01 {hour:02d}:00"
    late = f"04-01 {hour - hour % 8:02d}:00"
    rows = [
        ["江苏省", "长江流域", "<span title='所在地市：苏州市;所属河流：太浦河'>平望大桥</span>", stamp, "Ⅱ",
         f"<span title='原始值：7.{hour:02d}49'>7.{hour:02d}</span>", "*",
         f"<span title='原始值：0.0{hour + 10}'>0.0{hour + 10}</span>", "正常"],
        ["江苏省", "长江流域", "某桥(右岸)", stamp, "", "--", f"{5 + hour / 8:.2f}",
         "<span title='极值过滤'>--</span>", "维护"],
        ["河南省", "黄河流域", "某桥(右岸)", late, "劣Ⅴ", "8.10", "3.20", "2.51", "正常"],
    ]  # fmt: skip
    return {"result": 1, "total": 1, "records": len(rows), "thead": HEAD, "tbody": rows}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "answers"
    folder.mkdir()
    for hour in range(0, 24, 4):
        text = json.dumps(answer(hour), ensure_ascii=False)
        (folder / f"water_national_2021-04-01T{hour:02d}_p1.json").write_text(text, encoding="utf-8")
    return folder


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All values and words of sections, without what tells when they became known."""
    found = {}
    with store.reading() as conn:
        for table in (water_value, water_published):
            columns = [c for c in table.c if c.name not in ("section_id", "batch_id")]
            query = select(section.c.province, section.c.folded, *columns).join(
                section, section.c.id == table.c.section_id
            )
            found[table.name] = sorted((tuple(row) for row in conn.execute(query)), key=repr)
    return found


def test_a_replayed_day_of_water_is_the_day_that_load_makes(archive: Path, tmp_path: Path) -> None:
    water: Any = source("water_national")
    hand = Hand(DAY.astimezone(UTC))
    replay = Replay(
        acts=acts(water_reel(water, [archive])), clock=hand.clock, lag=timedelta(minutes=70),
        window=Window(start=DAY, end=DAY + timedelta(days=1)),
    )  # fmt: skip
    stage = Platform(replay=replay)
    stage.come()
    store = open_store(None, tmp_path / "live", Halves())
    try:
        work = replace(
            desk(store, hand), collecting=partial(collect_window, province_of=PROVINCES.__getitem__)
        )
        on = feed("water_national", {"on": True, "url": stage.url, "attempts": 1, "lag_min": 80})
        for minute in range(90, 60 * 25, 40):
            hand.time = (DAY + timedelta(minutes=minute)).astimezone(UTC)
            work.beat(on)
    finally:
        stage.go()
    other = open_store(None, tmp_path / "loaded", Halves())
    load(water, [archive], Keeper(store=other), province_of=PROVINCES.__getitem__)
    live, files = content(store), content(other)
    assert len(live["water_value"]) > 30
    assert live == files
    log = log_of(store)
    assert {run.state for run in log} == {"done"}
    assert {(run.window.start.astimezone(SHANGHAI).hour, run.hours) for run in log} == {
        (hour, 1) for hour in range(0, 24, 4)
    }
    assert [asked.split()[0] for asked in stage.heard[:2]] == [
        "/GJZ/Business/Publish/Main.html", "/GJZ/Ajax/Publish.ashx",
    ]  # fmt: skip
    store.close()
    other.close()


def test_a_slot_of_water_is_due_after_its_start_and_asked_for_up_to_now() -> None:
    on = feed("water_national", {"on": True, "url": "http://127.0.0.1:1", "lag_min": 80})
    for minute, hour in ((79, -4), (80, 0), (319, 0), (320, 4)):
        assert newest(on, DAY + timedelta(minutes=minute)).start == DAY + timedelta(hours=hour)


def test_pages_are_turned_and_each_section_stands_once(archive: Path) -> None:
    water: Any = source("water_national")
    served = acts(water_reel(water, [archive]))["/GJZ/Ajax/Publish.ashx"]
    out = int((DAY + timedelta(hours=9)).timestamp())
    pages = [served({"action": "getRealDatas", "PageSize": "2", "PageIndex": str(n)}, out) for n in (1, 2)]
    assert [(page["total"], page["records"], len(page["tbody"])) for page in pages] == [(2, 3, 2), (2, 3, 1)]
    rows = {(row[0], row[3]) for page in pages for row in page["tbody"]}
    assert rows == {("江苏省", "04-01 08:00"), ("河南省", "04-01 08:00")}
    assert served({"action": "getRealDatas"}, out - 10 * 3600)["result"] == 0
