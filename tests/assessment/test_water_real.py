"""The real feeds judged: published classes reproduced, every difference with a cause, and Taihu's trophic levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assessment.periods import midnight
from assessment.water_bodies import by_rule
from assessment.water_catalogue import CLASSES
from assessment.water_reconciliation import sections
from geo.atlas import Atlas
from indicators.water_class import classify
from indicators.water_parameters import AUTOMATIC_ITEMS
from indicators.water_regime import water_regime
from ingest.collect import load
from ingest.sources import source
from store.keeping import Keeper
from store.opening import Store, open_store
from store.water import published, samples
from tests.assessment.few_sections import TERMS, asked

pytestmark = pytest.mark.real

REAL_TIME = "surface_water_cnemc/realtime_json_2020-05-08_2021-01-09.parquet"
BY_SECTION = "surface_water_cnemc/by_section_2021-04-01_05.parquet"
WUXI = "wuxi_small_rivers_2025/437_water_samples.xlsx"
TAIHU = ("taihu_basin/taihu_physicochem_1991_2006.xlsx", "taihu_basin/taihu_physicochem_2007_2015.xlsx")
FIRST, AFTER = midnight(date(2020, 5, 1)), midnight(date(2021, 2, 1))


def filled(home: Path, atlas: Atlas, shared: Path, name: str, *files: str) -> Store:
    store = open_store(None, home, atlas)
    load(
        source(name), [shared / "data" / file for file in files], Keeper(store=store),
        province_of=lambda n: atlas.find(n, "province").code,
    )  # fmt: skip
    return store


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas, shared: Path) -> Iterator[Store]:
    """The answers of the national feed, 98 sections daily and the whole country twice."""
    store = filled(tmp_path_factory.mktemp("feed"), atlas, shared, "water_national", REAL_TIME)
    yield store
    store.close()


def test_the_published_class_of_the_feed_is_reproduced_in_999_of_1000(feed: Store) -> None:
    """By the raw values and the documented rule of the water body; of what differs four rows in 18,000 stay open."""
    found = sections(feed, within=None, start=FIRST, end=AFTER, terms=TERMS)
    both = found.table[(found.table["ours"] != "") & (found.table["published"] != "")]
    told = published(feed, start=FIRST, end=AFTER)
    compared = int((told["class"] != "").sum())
    assert compared > 17_000
    assert len(both) / compared < 0.001
    rest = Counter(found.table["cause"]) - Counter(both["cause"])
    assert set(rest) <= {"not_running", "published_missing"}


def test_the_rule_of_the_water_body_holds_on_rows_that_it_has_not_seen(feed: Store) -> None:
    """Told on even days and judged on odd ones: the class is not read off the class."""
    said = published(feed, start=FIRST, end=AFTER)
    values = samples(feed, start=FIRST, end=AFTER)
    items = [*AUTOMATIC_ITEMS, "chla", "algae"]
    wide = values[values["parameter"].isin(items) & (values["quality"] < 4)].pivot(
        index=["section", "start"], columns="parameter", values="value"
    )
    frame = said.set_index(["section", "start"]).join(wide).reset_index()
    even = (frame["start"].dt.tz_convert("Asia/Shanghai").dt.day_of_year % 2 == 0).to_numpy()
    lakes = {code for code, (lake, _) in by_rule(frame[even]).items() if lake}
    odd = frame[
        ~even & frame["class"].isin(CLASSES).to_numpy() & frame["section"].isin(frame[even]["section"])
    ]
    ours = classify(
        odd[list(AUTOMATIC_ITEMS)].to_numpy(), items=AUTOMATIC_ITEMS, lake=odd["section"].isin(lakes).to_numpy(),
        regime=water_regime(date(2020, 6, 1)),
    ).number  # fmt: skip
    theirs = odd["class"].map({name: n for n, name in enumerate(CLASSES, start=1)}).to_numpy()
    assert len(odd) > 7_000
    assert np.mean(ours == theirs) >= 0.999


def test_what_is_published_rounded_differs_only_with_a_cause(
    tmp_path: Path, atlas: Atlas, shared: Path
) -> None:
    """The archive by section has shown values only, and at night the class of the slot before."""
    store = filled(tmp_path, atlas, shared, "water_by_section", BY_SECTION)
    start, end = midnight(date(2021, 4, 1)), midnight(date(2021, 4, 6))
    found = sections(store, within=None, start=start, end=end, terms=TERMS)
    causes = Counter(found.table["cause"])
    compared = int((published(store, start=start, end=end)["class"] != "").sum())
    assert compared > 28_000
    assert causes["unknown"] / compared < 0.001
    both = (found.table["ours"] != "") & (found.table["published"] != "")
    assert int(both.sum()) / compared < 0.015
    assert causes["earlier_slot"] > 100
    store.close()


def test_wuxi_gives_two_for_one_and_words_of_its_own_and_agrees_otherwise(
    tmp_path: Path, atlas: Atlas, shared: Path
) -> None:
    store = filled(tmp_path, atlas, shared, "water_samples", WUXI)
    start, end = midnight(date(2025, 1, 1)), midnight(date(2026, 1, 1))
    found = sections(store, within=None, start=start, end=end, terms=TERMS)
    assert Counter(found.table["cause"]) == {"own_word": 13, "no_class_one": 7}
    assert set(found.table[found.table["cause"] == "own_word"]["ours"]) == {"劣Ⅴ"}
    assert len(published(store, start=start, end=end)) == 444
    store.close()


def test_taihu_has_a_trophic_level_by_station_and_year(tmp_path: Path, atlas: Atlas, shared: Path) -> None:
    """Units put right: a shallow lake with chlorophyll in mg/m³ and nitrogen in mg/L lies between 50 and 75."""
    store = filled(tmp_path, atlas, shared, "water_samples", *TAIHU)
    found = asked(store, "tli", "section", date(1998, 1, 1), date(2014, 12, 31), every="year").table
    assert found["code"].nunique() == 8
    given = found[found["value"] != ""]
    assert len(given) >= 8 * 16
    assert given["value"].astype(float).between(45, 80).all()
    assert given["note"].str.contains("tli_fewer_items").all()
    north = found[(found["name"] == "THL00") & (found["start"] == "2007-01-01T00:00:00+08:00")]["value"].iloc[
        0
    ]
    middle = found[(found["name"] == "THL07") & (found["start"] == "2007-01-01T00:00:00+08:00")][
        "value"
    ].iloc[0]
    assert float(north) > float(middle)
    store.close()


def test_sections_judged_are_of_those_with_values_and_these_of_the_registry(feed: Store) -> None:
    found = asked(
        feed, "good_water_share", "province", date(2020, 5, 1), date(2020, 5, 31), every="month"
    ).table
    assert len(found) == 31
    assert (found["valid"] <= found["observed"]).all()
    assert (found["observed"] <= found["expected"]).all()
