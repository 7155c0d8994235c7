"""The real feeds through the store: every row is taken or refused with a reason, and loading twice is loading once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from geo.atlas import load as atlas_of
from ingest.collect import Outcome, load
from ingest.contract import SHANGHAI
from ingest.sources import source
from store.keeping import Keeper
from store.opening import Store, open_store
from store.water import published, registry, samples

pytestmark = pytest.mark.real

BY_SECTION = "surface_water_cnemc/by_section_2021-04-01_05.parquet"
REAL_TIME = "surface_water_cnemc/realtime_json_2020-05-08_2021-01-09.parquet"
RAW = "surface_water_cnemc/raw/2020-05-08.json.gz"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path, atlas_of())
    yield opened
    opened.close()


def loaded(store: Store, name: str, path: Path) -> Outcome:
    atlas = atlas_of()
    return load(
        source(name), [path], Keeper(store=store), province_of=lambda n: atlas.find(n, "province").code
    )


def test_every_row_of_the_table_by_section_goes_in_or_is_told(store: Store, shared: Path) -> None:
    path = shared / "data" / BY_SECTION
    first = loaded(store, "water_by_section", path)
    table = pd.read_parquet(path)
    timeless = int(table["监测时间"].isin(["*", "--"]).sum())
    doubled = table[~table["监测时间"].isin(["*", "--"])]
    distinct = len(doubled.drop_duplicates(["省份", "断面名称", "监测时间"]))
    assert first.published == len(table) == 34579
    assert first.receipt.rows == distinct
    assert first.receipt.rejected["no time is given"] == timeless
    assert first.receipt.rows + sum(first.receipt.rejected.values()) == len(table)
    again = loaded(store, "water_by_section", path)
    assert (again.receipt.kept, again.receipt.revised) == (0, 0)
    assert again.receipt.known == first.receipt.kept == first.receipt.readings
    assert len(registry(store, date(2021, 4, 1))) == 1273
    start, end = datetime(2021, 1, 1, tzinfo=SHANGHAI), datetime(2021, 5, 1, tzinfo=SHANGHAI)
    assert len(published(store, start=start, end=end)) == distinct
    found = samples(store, start=start, end=end, sections=["not there"])
    assert found.empty


@pytest.mark.prove
def test_every_row_of_the_answers_goes_in_and_the_originals_say_the_same(store: Store, shared: Path) -> None:
    first = loaded(store, "water_national", shared / "data" / REAL_TIME)
    assert first.published == 27518
    assert first.receipt.rows + sum(first.receipt.rejected.values()) == 27518
    again = loaded(store, "water_national", shared / "data" / REAL_TIME)
    assert (again.receipt.kept, again.receipt.revised, again.receipt.known) == (0, 0, first.receipt.kept)
    original = loaded(store, "water_national", shared / "data" / RAW)
    assert (original.receipt.kept, original.receipt.revised) == (0, 0)
    assert original.receipt.known > 10_000
