"""Keeping values of water: twice is once, nothing is overwritten, nothing is half there; on each kind of store."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select

from indicators.water_parameters import WATER_PARAMETERS
from ingest.contract import Quality, Rejected, Stage
from store.keeping import Keeper, keep
from store.ledger import batches, quarantined
from store.opening import Store, StoreError
from store.tables import metadata
from store.water import published, samples
from store.water_tables import PARAMETER_NUMBERS, section, section_record, water_value
from tests.store import making
from tests.store.water_making import at, batch, key, said

TWO = [
    ("甲桥", at(0), {"nh3n": 0.3, "tp": "0.01L", "ph": "--", "chla": "*", "pb": "ND"}),
    ("乙闸", at(0), {"nh3n": 1.2}),
]


def read(store: Store, **asked: Any) -> pd.DataFrame:
    return samples(store, **{"start": at(-48), "end": at(24 * 40), **asked})


def value(store: Store, name: str = "甲桥", item: str = "nh3n", **asked: Any) -> list[float]:
    found = read(store, sections=[key(name)], **asked)
    return [float(v) for v in found.loc[found["parameter"] == item, "value"]]


def test_every_parameter_has_a_number_that_no_other_has() -> None:
    assert set(PARAMETER_NUMBERS) >= {one.code for one in WATER_PARAMETERS}
    assert len(set(PARAMETER_NUMBERS.values())) == len(PARAMETER_NUMBERS)


def test_the_numbers_of_the_tables_are_those_of_the_first_release() -> None:
    written = "wt ph do codmn cod bod5 nh3n tp tn cu zn f se as hg cd cr6 pb cn volphenol petroleum las sulfide fcoli"
    written += " ec turb chla algae sd"
    assert list(PARAMETER_NUMBERS.items())[:29] == [(c, n) for n, c in enumerate(written.split(), start=1)]


def test_what_was_kept_is_read_in_every_particular(store: Store) -> None:
    receipt = keep(store, batch(TWO, sayings=[("甲桥", at(0), "Ⅱ", "正常"), ("乙闸", at(0), "", "停站")]))
    assert (receipt.rows, receipt.readings, receipt.kept, receipt.known, receipt.revised) == (2, 4, 4, 0, 0)
    found = read(store, sections=[key("甲桥")]).set_index("parameter")
    assert found.index.tolist() == ["ph", "nh3n", "tp", "pb", "chla"]
    assert found.loc["nh3n", ["value", "shown", "qualifier", "stage"]].tolist() == [
        0.3,
        0.3,
        0,
        "provisional",
    ]
    assert found.loc["tp", ["value", "qualifier", "limit"]].tolist() == [0.01, -1, 0.01]
    assert found.loc["pb", "qualifier"] == -1
    assert np.isnan(found.loc["pb", ["value", "limit"]].astype(float)).all()
    assert found.loc["ph", ["quality", "mark"]].tolist() == [Quality.MISSING, "--"]
    assert found.loc["chla", ["quality", "mark"]].tolist() == [Quality.NOT_MONITORED, "*"]
    assert (found["start"] == at(0)).all()
    assert (found["end"] == at(4)).all()
    told = published(store, start=at(0), end=at(4)).set_index("section")
    assert told.loc[key("甲桥"), ["class", "state"]].tolist() == ["Ⅱ", "正常"]
    assert told.loc[key("乙闸"), ["class", "state"]].tolist() == ["", "停站"]


def test_keeping_twice_is_keeping_once(store: Store) -> None:
    made = batch(TWO, sayings=[("甲桥", at(0), "Ⅱ", "正常")])
    keep(store, made)
    before, told = read(store), published(store, start=at(0), end=at(4))
    again = keep(store, made)
    assert (again.readings, again.kept, again.known, again.revised) == (4, 0, 4, 0)
    pd.testing.assert_frame_equal(read(store), before)
    pd.testing.assert_frame_equal(published(store, start=at(0), end=at(4)), told)
    with store.reading() as conn:
        assert conn.execute(select(func.max(water_value.c.revision))).scalar() == 0
        assert conn.execute(select(func.count()).select_from(section_record)).scalar() == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (0.3, 0.4),
        (0.3, "0.3L"),
        ("0.3L", 0.3),
        ("0.3L", "0.4L"),
        (0.3, "--"),
        ("--", 0.3),
        ("ND", "--"),
        ("--", "ND"),
    ],
)
def test_a_changed_value_is_a_revision_and_the_old_one_can_be_asked_for(
    store: Store, before: float | str, after: float | str
) -> None:
    clock = iter([at(100), at(101)])
    store = replace(store, now=lambda: next(clock))
    keep(store, batch([("甲桥", at(0), {"nh3n": before})]))
    receipt = keep(store, batch([("甲桥", at(0), {"nh3n": after})]))
    assert (receipt.kept, receipt.known, receipt.revised) == (0, 0, 1)
    then, now = read(store, as_of=at(100)), read(store)
    assert len(then) == len(now) == 1
    for name, cell in (("then", before), ("now", after)):
        row = {"then": then, "now": now}[name].iloc[0]
        wanted = batch([("甲桥", at(0), {"nh3n": cell})]).samples
        np.testing.assert_equal(row["value"], wanted.value[0])
        assert row["qualifier"] == wanted.qualifier[0]
        assert row["quality"] == wanted.quality[0]


def test_another_mark_for_a_missing_value_is_kept_and_no_reading(store: Store) -> None:
    keep(store, batch([("甲桥", at(0), {"nh3n": "--"})]))
    receipt = keep(store, batch([("甲桥", at(0), {"nh3n": "*"})]))
    assert (receipt.readings, receipt.revised) == (0, 0)
    assert read(store)["mark"].tolist() == ["*"]


def test_an_item_that_a_later_payload_does_not_tell_stays(store: Store) -> None:
    keep(store, batch([("甲桥", at(0), {"nh3n": 0.3, "tp": 0.1})]))
    keep(store, batch([("甲桥", at(0), {"tp": 0.2})]))
    assert (value(store), value(store, item="tp")) == ([0.3], [0.2])


def test_a_reviewed_value_outranks_and_does_not_overwrite(store: Store) -> None:
    keep(store, batch([("甲桥", at(0), {"nh3n": 0.4})], stage=Stage.REVIEWED))
    keep(store, batch([("甲桥", at(0), {"nh3n": 0.3})]))
    assert value(store) == [0.4]
    assert value(store, stage="provisional") == [0.3]
    assert value(store, stage="reviewed") == [0.4]


def test_a_slot_a_day_and_a_month_of_one_section_stand_side_by_side(store: Store) -> None:
    rows = [("甲桥", at(0), {"nh3n": 0.3})]
    for slot in (timedelta(hours=4), timedelta(days=1), timedelta(days=30)):
        keep(store, batch(rows, slot=slot))
    assert len(read(store)) == 3
    assert len(read(store, start=at(0), end=at(24))) == 2
    assert len(read(store, start=at(0), end=at(4))) == 1
    assert len(read(store, start=at(0), end=at(3))) == 0


def test_a_window_is_half_open(store: Store) -> None:
    keep(store, batch([("甲桥", at(h), {"nh3n": 0.1 * h}) for h in (0, 4, 8)]))
    assert value(store, start=at(4), end=at(8)) == pytest.approx([0.4])


def test_a_class_that_changes_is_a_revision(store: Store) -> None:
    clock = iter([at(100), at(101), at(102)])
    store = replace(store, now=lambda: next(clock))
    for cls in ("Ⅱ", "Ⅲ", "Ⅲ"):
        keep(store, batch(TWO[:1], sayings=[("甲桥", at(0), cls, "正常")]))
    told = batches(store)
    assert told["published_kept"].tolist() == [0, 0, 1]
    assert told["published_revised"].tolist() == [0, 1, 0]
    asked = {"start": at(0), "end": at(4)}
    assert published(store, **asked)["class"].tolist() == ["Ⅲ"]
    assert published(store, **asked, as_of=at(100))["class"].tolist() == ["Ⅱ"]


def test_refusals_go_to_quarantine_with_the_batch(store: Store) -> None:
    refused = Rejected(file="feed.json", line=7, field="start", reason="not a time", payload="*", whole=True)
    receipt = keep(store, batch(TWO, rejected=[refused]))
    assert receipt.rejected == {"not a time": 1}
    row = quarantined(store).iloc[0]
    assert (row["file"], row["line"], row["reason"], bool(row["whole"])) == (
        "feed.json",
        7,
        "not a time",
        True,
    )


def test_a_batch_of_refusals_alone_is_written_down(store: Store) -> None:
    refused = Rejected(file="feed.json", line=7, field="start", reason="not a time", payload="*", whole=True)
    receipt = keep(store, batch([], rejected=[refused]))
    assert (receipt.rows, receipt.readings) == (0, 0)
    assert len(batches(store)) == 1


def test_a_batch_that_names_a_cell_twice_is_refused_whole(store: Store) -> None:
    with pytest.raises(ValueError, match="twice"):
        keep(store, batch([TWO[0], TWO[0]]))
    with store.reading() as conn:
        assert conn.execute(select(func.count()).select_from(section)).scalar() == 0


def test_water_of_the_world_clears_made_up_air_and_the_other_way_it_is_not_let_in(store: Store) -> None:
    air = making.batch([("1001A", making.at(0), {"pm25": 1.0})])
    keep(store, replace(air, simulated=True))
    assert store.simulated
    keep(store, batch(TWO))
    assert not store.simulated
    assert value(store) == [0.3]
    with pytest.raises(StoreError, match="real readings"):
        keep(store, replace(air, simulated=True))


def test_the_register_stays_when_made_up_readings_are_cleared_away(store: Store) -> None:
    keep(store, batch(TWO, simulated=True))
    with store.reading() as conn:
        before = conn.execute(select(func.count()).select_from(section)).scalar()
    keep(store, making.batch([("1001A", making.at(0), {"pm25": 1.0})]))
    with store.reading() as conn:
        assert conn.execute(select(func.count()).select_from(section)).scalar() == before == 2
        assert conn.execute(select(func.count()).select_from(water_value)).scalar() == 0


def test_a_keeper_is_a_sink_of_water(store: Store) -> None:
    seen = []
    Keeper(store=store, kept=seen.append, actor="张三", reason="补录").keep(batch(TWO))
    assert [one.kept for one in seen] == [4]
    assert batches(store)[["actor", "reason"]].iloc[0].tolist() == ["张三", "补录"]


def test_a_name_of_any_kind_is_a_name(store: Store) -> None:
    name = "O'Neil\"; DROP TABLE section;--\\ 桥\n"
    keep(store, batch([], sections=[said(name)]))
    with store.reading() as conn:
        assert conn.execute(select(section_record.c.name)).scalar() == name


@pytest.mark.parametrize("seed", range(4))
def test_any_history_reads_as_a_plain_dictionary_would(store: Store, seed: int) -> None:
    pick = random.Random(seed)
    moments = iter(at(1000 + n) for n in range(100))
    store = replace(store, now=lambda: next(moments))
    held: dict[tuple[Any, ...], float] = {}
    past: list[dict[tuple[Any, ...], float]] = []
    for _ in range(8):
        rows = {}
        stage = pick.choice([Stage.PROVISIONAL, Stage.REVIEWED])
        for _ in range(pick.randrange(1, 9)):
            rows[pick.choice("甲乙丙"), at(4 * pick.randrange(4))] = {
                item: pick.randrange(3) / 10
                for item in pick.sample(["nh3n", "tp", "do"], pick.randrange(1, 4))
            }
        keep(store, batch([(s, t, cells) for (s, t), cells in rows.items()], stage=stage))
        for (s, t), cells in rows.items():
            held |= {(key(s), t, item, stage.value): v for item, v in cells.items()}
        past.append(dict(held))
    for number, known in enumerate(past):
        as_of = at(1000 + number)
        for stage_name in ("provisional", "reviewed", "best"):
            wanted = {
                k[:3]: v
                for order in ("provisional", "reviewed")
                for k, v in known.items()
                if k[3] == order and stage_name in (order, "best")
            }
            found = read(store, stage=stage_name, as_of=as_of)
            got = {(r.section, r.start.to_pydatetime(), r.parameter): r.value for r in found.itertuples()}
            assert got == wanted


def test_the_tables_of_water_are_in_the_metadata() -> None:
    assert {"section", "section_record", "water_value", "water_published"} <= set(metadata.tables)
