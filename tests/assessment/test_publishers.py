"""The list of sources: every one that the program knows, and what came of each here."""

from __future__ import annotations

from pathlib import Path

from assessment.extent import remembered
from assessment.health import Watch, health
from assessment.publishers import COLUMNS, publishers
from geo.atlas import Atlas
from ingest.collect import load
from ingest.sources import source, sources
from store.keeping import Keeper
from store.opening import Store, open_store
from tests.assessment.few_cities import FRIDAY
from tests.assessment.scattered import hours_csv


def test_every_source_is_told_whether_it_is_used_or_not(cities: Store) -> None:
    found = publishers(cities, found=health(cities, watch=Watch(), now=FRIDAY)).table
    assert tuple(found.columns) == COLUMNS
    assert set(sources()) <= set(found["source"])
    used = found[found["batches"] > 0]
    assert len(used) == 1  # the three windows of the few cities came from one source
    assert int(used["batches"].iloc[0]) == 3
    assert not found["on"].any()  # this installation serves none by itself


def test_a_live_service_says_whether_it_was_ever_proven(cities: Store) -> None:
    found = publishers(cities, found=health(cities, watch=Watch(), now=FRIDAY)).table.set_index("source")
    for name, one in sources().items():
        live = "none" if one.fetch is None else "proven" if one.proven_live else "unproven"
        assert found.loc[name, "live"] == live
    assert found.loc["demo", "simulated"]


def test_a_screen_is_told_whose_readings_are_held_of_air_and_of_water(atlas: Atlas, tmp_path: Path) -> None:
    """The platform's hours are the national centre's; those of a made-up network are nobody's."""
    store = open_store(None, tmp_path / "home", atlas)
    ask = remembered(store)
    assert (ask().air_publishers, ask().water_publishers) == ((), ())
    assert load(source("cnemc_hourly"), [hours_csv(tmp_path / "hours.csv")], Keeper(store=store)).is_whole
    assert [one.zh for one in ask().air_publishers] == ["中国环境监测总站（CNEMC）"]
    assert ask().water_publishers == ()
    store.close()


def test_who_gathered_the_readings_is_named_beside_who_publishes_them(atlas: Atlas, tmp_path: Path) -> None:
    """The archive asks that both be named where its readings are shown; the centre is named once."""
    store = open_store(None, tmp_path / "home", atlas)
    archive = tmp_path / "china_sites_20260304.csv"
    rows = [f"20260304,{hour},PM2.5,40" for hour in range(24)]
    archive.write_text("\n".join(["date,hour,type,9000A", *rows, ""]), encoding="utf-8")
    for name, path in (("cnemc_hourly", hours_csv(tmp_path / "hours.csv")), ("wide_archive", archive)):
        load(source(name), [path], Keeper(store=store))
    held = remembered(store)().air_publishers
    assert [one.zh for one in held] == ["中国环境监测总站（CNEMC）", "quotsoft.net（汇集）"]
    assert held[1].en == "gathered by quotsoft.net"
    store.close()
