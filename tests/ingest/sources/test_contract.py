"""The same questions to every source."""

from __future__ import annotations

import csv
import importlib
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import ingest.sources
from commands.sources import COMMAND
from indicators.parameters import AIR_DAILY, AIR_HOURLY, parameter
from ingest import units
from ingest.contract import MARKS, Source
from ingest.sources import configured, source, sources
from ingest.transport import Connection, Failure, connect
from ingest.water_contract import WaterSource

ALL = sources()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Sources whose items are known by the headers of each payload need not name them.
AIR = [name for name, it in ALL.items() if not isinstance(it, WaterSource)]
WATER = [name for name, it in ALL.items() if isinstance(it, WaterSource)]


def test_every_file_of_the_folder_is_a_source_by_its_name() -> None:
    folder = Path(ingest.sources.__file__).parent
    assert list(ALL) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    assert {"cnemc_hourly", "demo"} <= set(ALL)


def test_an_unknown_source_is_a_lookup_error_that_names_the_known() -> None:
    with pytest.raises(LookupError, match=r"no source 'nasa'.*cnemc_hourly"):
        source("nasa")


@pytest.mark.parametrize("name", ALL)
def test_a_source_says_who_it_is_in_both_languages(name: str) -> None:
    it = ALL[name]
    assert source(name) is it
    assert name == importlib.import_module(f"ingest.sources.{name}").ID
    assert it.title.zh
    assert it.title.en
    assert CHINESE.search(it.licence.zh)
    assert not CHINESE.search(it.licence.en)
    assert it.simulated or it.homepage.startswith("https://")
    assert it.cadence > timedelta(0)
    assert it.lag >= timedelta(0)


@pytest.mark.parametrize("name", ["crawl", "pm25in", "water_by_section", "wide_archive"])
def test_a_source_of_national_readings_that_others_gathered_names_both(name: str) -> None:
    publisher, gatherer = ALL[name].named
    assert (publisher.zh, gatherer.zh != publisher.zh) == ("中国环境监测总站（CNEMC）", True)
    assert gatherer.en.isascii()


@pytest.mark.parametrize("name", AIR)
def test_a_source_names_our_parameters_in_units_that_can_be_converted(name: str) -> None:
    it = ALL[name]
    assert set(it.fields) <= set(AIR_HOURLY if isinstance(it, Source) else AIR_DAILY)
    for code, place in it.fields.items():
        assert units.factor(place.unit, parameter(code).unit) > 0
    assert not set(it.published) & set(AIR_HOURLY)


@pytest.mark.parametrize("name", AIR)
def test_the_marks_of_a_source_are_marks_that_the_store_can_keep(name: str) -> None:
    it = ALL[name]
    assert it.missing | it.not_monitored <= set(MARKS)
    assert not it.missing & it.not_monitored


@pytest.mark.parametrize("name", ALL)
def test_a_source_gives_payloads_in_some_way_and_can_parse_them(name: str) -> None:
    it = ALL[name]
    assert it.files or it.fetch or it.simulate
    assert it.parse
    assert bool(it.simulate) == it.simulated
    assert not (it.proven_live and it.fetch is None)


@pytest.mark.parametrize("name", WATER)
def test_a_source_of_water_says_how_long_a_value_stands(name: str) -> None:
    it = ALL[name]
    assert isinstance(it, WaterSource)
    assert it.slot > timedelta(0)
    assert it.files
    assert not it.simulated


LIVE = [name for name in ALL if ALL[name].fetch is not None]


def test_the_live_sources_are_these_and_none_is_proven() -> None:
    assert {"cnemc_live", "water_national", "provincial_live", "openaq", "http_feed"} <= set(LIVE)
    assert not any(it.proven_live for it in ALL.values())


@pytest.mark.parametrize("name", LIVE)
def test_a_live_source_is_off_and_says_where_it_is_or_that_it_has_to_be_said(name: str) -> None:
    it = ALL[name]
    with pytest.raises(Failure, match="not switched on"):
        connect(name, it, Connection())
    if "url" in it.settings:
        assert it.settings["url"].startswith("https://")
        connect(name, it, Connection(on=True)).close()
    else:
        with pytest.raises(Failure, match="has no address"):
            connect(name, it, Connection(on=True))


@pytest.mark.parametrize("name", LIVE)
def test_a_live_source_says_when_it_is_to_be_asked(name: str) -> None:
    it = ALL[name]
    assert timedelta(0) <= it.jitter < it.cadence
    assert it.grace > timedelta(0)
    assert it.reach >= timedelta(0)
    assert it.lag < it.cadence + timedelta(hours=2)


@pytest.mark.parametrize("name", LIVE)
def test_a_live_source_knows_its_options_and_no_others(name: str) -> None:
    assert configured(name, {}).title == ALL[name].title
    with pytest.raises(LookupError, match="colour"):
        configured(name, {"colour": "red"})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_sources_says_that_they_are_not_yet_proven_live(language: str) -> None:
    found = CliRunner().invoke(COMMAND, [], obj=SimpleNamespace(language=language), catch_exceptions=False)
    rows = {row["source"]: row["live"] for row in csv.DictReader(found.stdout.splitlines())}
    assert {rows[name] for name in LIVE} == {"not yet proven live 尚未经实际连接验证"}
    assert rows["cnemc_hourly"] == "no"
