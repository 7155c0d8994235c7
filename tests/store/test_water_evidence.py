"""What sections were last seen to measure, and the code a section carries now, on each kind of store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from ingest.section import SectionRecord
from store.keeping import keep
from store.opening import Store, open_store
from store.section_codes import codes_now
from store.water_evidence import evidence
from store.water_sections import keep_sections
from tests.store.water_making import at, batch, key

ITEMS = ("tp", "chla")


def filled(store: Store) -> None:
    """甲 in three slots, the last without a value; 乙 in one whose phosphorus the platform filtered out."""
    keep(
        store,
        batch(
            [("甲", at(0), {"tp": 0.1, "chla": 9.0}), ("甲", at(4), {"tp": 0.2}), ("乙", at(0), {"tp": "--"})],
            sayings=[("甲", at(0), "Ⅱ", "正常"), ("甲", at(4), "Ⅲ", "正常"), ("甲", at(8), "", "停站"),
                     ("乙", at(0), "Ⅰ", "正常")],
        ),
    )  # fmt: skip


def test_the_newest_rows_of_each_section_come_with_their_values(store: Store) -> None:
    filled(store)
    found = evidence(store, sections=[key("甲"), key("乙")], parameters=ITEMS, rows_each=2, as_of=None)
    rows = {(r["section"], int(r["start"])): r for _, r in found.iterrows()}
    seconds = [int(at(h).timestamp()) for h in (0, 4, 8)]
    assert set(rows) == {(key("甲"), seconds[1]), (key("甲"), seconds[2]), (key("乙"), seconds[0])}
    second = rows[key("甲"), seconds[1]]
    assert (second["class"], second["tp"]) == ("Ⅲ", 0.2)
    assert np.isnan(second["chla"])
    assert rows[key("甲"), seconds[2]]["class"] == ""
    assert np.isnan(rows[key("乙"), seconds[0]]["tp"])


def test_no_section_has_no_rows_and_the_columns_all_the_same(store: Store) -> None:
    found = evidence(store, sections=["nobody"], parameters=ITEMS, rows_each=5, as_of=None)
    assert (len(found), list(found.columns)) == (0, ["section", "start", "class", "tp", "chla"])


def test_a_later_class_of_the_same_slot_takes_its_place_unless_it_was_not_known(
    url: str | None, tmp_path: Path
) -> None:
    clock = [at(24)]
    store = replace(open_store(url, tmp_path / "home", None), now=lambda: clock[0])
    keep(store, batch([("甲", at(0), {"tp": 0.1})], sayings=[("甲", at(0), "Ⅱ", "正常")]))
    between: datetime = at(26)
    clock[0] = at(30)
    keep(store, batch([("甲", at(0), {"tp": 0.3})], sayings=[("甲", at(0), "Ⅳ", "正常")], sha256="1" * 64))
    for as_of, told, phosphorus in ((None, "Ⅳ", 0.3), (between, "Ⅱ", 0.1)):
        (row,) = evidence(store, sections=[key("甲")], parameters=ITEMS, rows_each=5, as_of=as_of).to_dict(
            "records"
        )
        assert (row["class"], row["tp"]) == (told, phosphorus)
    store.close()


def test_a_section_answers_to_every_code_it_has_had(store: Store) -> None:
    filled(store)
    record = SectionRecord(code="JS01", name="甲", province="320000")
    assert not keep_sections(store, [record], actor="a tester", reason="a code of ours").refused
    assert codes_now(store, [key("甲"), "JS01", key("乙"), "nobody"]) == {
        key("甲"): "JS01", "JS01": "JS01", key("乙"): key("乙"),
    }  # fmt: skip
    found = evidence(store, sections=["JS01"], parameters=ITEMS, rows_each=9, as_of=None)
    assert set(found["section"]) == {"JS01"}
    assert timedelta(seconds=int(found["start"].max() - found["start"].min())) == timedelta(hours=8)


@pytest.mark.parametrize("count", [1, 3])
def test_no_more_rows_than_asked_for_come(store: Store, count: int) -> None:
    filled(store)
    assert len(evidence(store, sections=[key("甲")], parameters=ITEMS, rows_each=count, as_of=None)) == count
