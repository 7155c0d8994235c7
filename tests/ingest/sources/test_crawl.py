"""The crawl by names: every trap of it by hand-written lines, and its real files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.collect import Outcome, load
from ingest.contract import MARKS, Batch, Payload, PayloadError, Quality
from ingest.normalise import normalise
from ingest.slices import slices
from ingest.sources import source
from store.keeping import Keeper
from store.opening import open_store
from tests.ingest.build import Pile

CRAWL = source("crawl")
FOLDER = Path("data/station_crawl_2020_04")
HEADER = "Date,Hour,WatchPoint,AQI,Level,PrimaryPollution,PM2.5,PM10,CO,NO2,O3_1h,O3_8h,SO2"
RANKED = (
    ",AQI,CO,Date,Hour,Level,NO2,O3_1h,O3_8h,PM10,PM25,PrimaryPollution,SO2,WatchPoint,_id,"
    "AQIrank,PM25rank,PM10rank,COrank,NO2rank,O3_1hrank,O3_8hrank,SO2rank"
)
NO_CITY = "a name without its city, which stands for several stations"
STALE = "left standing from another time than the rest of its payload"


def row(name: str = "市环保局", date: str = "20200402", hour: str = "08", primary: str = "NaN", pm25: str = "57",
        pm10: str = "77") -> str:  # fmt: skip
    return f"{date},{hour},{name},78,良,{primary},{pm25},{pm10},0.5,31,9,21,5"


def read(*rows: str, name: str = "焦作.csv", header: str = HEADER) -> Batch:
    body = "".join(f"{each}\n" for each in (header, *rows)).encode()
    assert CRAWL.parse is not None
    (published,) = CRAWL.parse(Payload(source="crawl", name=name, sha256="", body=body))
    (part,) = slices(CRAWL, published)  # type: ignore[arg-type]
    return normalise(CRAWL, part)  # type: ignore[arg-type]


def test_the_file_is_the_city_and_a_station_is_its_name_in_it() -> None:
    batch = read(row())
    assert batch.hours.station.tolist() == ["焦作.市环保局"]
    # Hour 08 ends at 08:00 in Beijing.
    assert batch.hours.start.tolist() == [int(datetime(2020, 4, 1, 23, tzinfo=UTC).timestamp())]
    assert {name: float(values[0]) for name, values in batch.hours.values.items()} == {
        "pm25": 57, "pm10": 77, "co": 0.5, "no2": 31, "o3": 9, "so2": 5,
    }  # fmt: skip
    assert {name: float(values[0]) for name, values in batch.hours.published.items()} == {
        "aqi": 78,
        "o3_8h": 21,
    }
    (spell,) = batch.spells
    assert (spell.name, spell.area, spell.control, spell.role) == ("市环保局", "焦作", "", "")


@pytest.mark.parametrize("mark", ["NaN", "-", "—", ""])
def test_nan_as_text_and_a_dash_are_missing(mark: str) -> None:
    batch = read(row(pm10=mark))
    assert int(batch.hours.quality["pm10"][0]) == Quality.MISSING
    assert MARKS[int(batch.hours.mark["pm10"][0])] == mark
    assert batch.rejected == []


def test_two_primary_pollutants_over_several_lines_are_one_cell() -> None:
    both = '"\n            颗粒物(PM10)\n            \n            细颗粒物(PM2.5)\n   \n"'
    batch = read(row(primary=both), row(name="影视城"))
    assert batch.hours.primary is not None
    assert sorted(batch.hours.primary.tolist()) == ["", "颗粒物(PM10),细颗粒物(PM2.5)"]
    assert (batch.rows, batch.rejected) == (2, [])


def test_a_quote_that_never_closes_costs_its_line_and_no_more() -> None:
    batch = read(row(primary='"颗粒物'), *[row(hour=f"{hour:02}") for hour in range(9, 24)])
    assert [(each.line, each.reason) for each in batch.rejected] == [(2, "quotes that do not close")]
    assert (batch.rows, len(batch.hours)) == (16, 15)


@pytest.mark.parametrize("date", ["20170104", "20170816", "20190311", "20200307"])
def test_an_hour_left_standing_is_refused_and_the_rest_is_taken(date: str) -> None:
    batch = read(row(date=date, name="植物油厂"), *[row(hour=f"{hour:02}") for hour in range(8, 12)])
    assert [(each.line, each.reason, each.whole) for each in batch.rejected] == [(2, STALE, True)]
    assert (batch.rows, len(batch.hours)) == (5, 4)


def test_one_wrong_clock_does_not_make_the_others_stale() -> None:
    batch = read(row(date="20990101", name="植物油厂"), *[row(hour=f"{hour:02}") for hour in range(8, 12)])
    assert len(batch.hours) == 4


def test_names_that_differ_by_a_full_width_space_are_two_stations() -> None:
    batch = read(row(), row(name="市环保局　", pm25="43"), row(name="淮河道"), row(name="淮河道 ", pm25="1"))
    assert sorted(batch.hours.station.tolist()) == [
        "焦作.市环保局",
        "焦作.市环保局_",
        "焦作.淮河道",
        "焦作.淮河道_",
    ]
    assert {spell.name for spell in batch.spells} == {"市环保局", "淮河道"}
    assert batch.rejected == []


def test_the_same_row_twice_is_counted_and_kept_once() -> None:
    batch = read(row(), row(), row())
    assert (batch.rows, len(batch.hours)) == (3, 1)
    assert [each.reason for each in batch.rejected] == ["same row twice"] * 2


@pytest.mark.parametrize("name", ["影视城(对照点)", "缙云山（对照点）"])
def test_a_background_station_is_marked_in_its_name(name: str) -> None:
    batch = read(row(name=name), row(name="影视城"))
    assert {(spell.name, spell.role) for spell in batch.spells} == {(name, "background"), ("影视城", "")}


def test_the_column_file_tells_the_city_in_a_collection() -> None:
    batch = read(
        f"南通,{row(name='南郊')}", f"焦作,{row(name='南郊')}", name="all.csv", header=f"file,{HEADER}"
    )
    assert sorted(batch.hours.station.tolist()) == ["南通.南郊", "焦作.南郊"]


def test_a_list_gives_code_and_level_to_a_name(tmp_path: Path) -> None:
    (tmp_path / "焦作.csv").write_text(f"{HEADER}\n{row()}\n", encoding="utf-8")
    (tmp_path / "list.txt").write_text(
        "code,name,area,control\n1810A,市环保局,焦作市,国控\n", encoding="utf-8"
    )
    pile = Pile()
    load(CRAWL, [tmp_path / "焦作.csv"], pile, stations_file=tmp_path / "list.txt")
    (spell,) = pile.batches[0].spells
    assert (spell.station, spell.area, spell.control) == ("1810A", "焦作市", "national")


def test_a_snapshot_without_cities_is_refused_row_by_row() -> None:
    ranks = ",".join(["0.5"] * 8)
    rows = [f"{n},57,1.1,20200410,21,良,11,59,48,54,40,NaN,1,监测站,5e90{n},{ranks}" for n in range(3)]
    batch = read(*rows, name="2020041021.csv", header=RANKED)
    assert (batch.rows, len(batch.hours)) == (3, 0)
    assert {each.reason for each in batch.rejected} == {
        "a name without its city, which stands for several stations"
    }
    assert [each.line for each in batch.rejected] == [2, 3, 4]


@pytest.mark.parametrize(("date", "hour"), [("2020-04-02", "08"), ("20200402", "x"), ("20200432", "08")])
def test_a_stamp_that_is_none_is_refused(date: str, hour: str) -> None:
    batch = read(row(), row(date=date, hour=hour))
    assert [(each.line, each.field) for each in batch.rejected] == [(3, "time")]


def test_another_set_of_columns_is_refused() -> None:
    with pytest.raises(PayloadError, match=r"there is no column PM2\.5, column 'dust' is unknown"):
        read(row(), header=HEADER.replace("PM2.5", "dust"))


def _counts(outcome: Outcome, path: Path) -> tuple[int, int]:
    # Rows of the two tables; of the first 7 % come twice, of the second none tells its city.
    assert outcome.published == 158_930 + 8_873
    stale, twice = _left_and_doubled(path / "by_city_2020-04.parquet")
    assert outcome.receipt.rejected in ({}, {"same row twice": twice, STALE: stale, NO_CITY: 8_873})
    assert outcome.receipt.rows == 158_930 - stale - twice
    return stale, twice


@pytest.mark.real
def test_every_row_of_the_crawl_is_taken_or_counted(shared: Path) -> None:
    pile = Pile()
    outcome = load(CRAWL, [shared / FOLDER], pile)
    stale, twice = _counts(outcome, shared / FOLDER)
    assert Counter(each.reason for batch in pile.batches for each in batch.rejected) == {
        "same row twice": twice, STALE: stale, NO_CITY: 8_873,
    }  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize(
    "what", [pytest.param("", marks=pytest.mark.prove), "raw"], ids=["all", "three files"]
)
def test_the_crawl_on_a_store_twice_is_once(what: str, shared: Path, tmp_path: Path) -> None:
    store = open_store(None, tmp_path / "home", None)
    first = load(CRAWL, [shared / FOLDER / what], Keeper(store=store))
    second = load(CRAWL, [shared / FOLDER / what], Keeper(store=store))
    store.close()
    assert first.receipt.kept > 5_000
    assert first.published == first.receipt.rows + sum(first.receipt.rejected.values())
    assert (second.receipt.kept, second.receipt.revised, second.receipt.known) == (0, 0, first.receipt.kept)
    if not what:
        _counts(first, shared / FOLDER)


def _left_and_doubled(path: Path) -> tuple[int, int]:
    """Rows of the dates that the crawl is not of, and other rows that came before, counted by hand."""
    rows = pq.read_table(path).to_pylist()
    stale = [each for each in rows if each["Date"] in ("20170616", "20170816", "20190311", "20200307")]
    seen: set[tuple[str, ...]] = set()
    twice = 0
    for each in rows:
        if each["Date"] in ("20170616", "20170816", "20190311", "20200307"):
            continue
        key = (each["file"], each["Date"], each["Hour"], each["WatchPoint"])
        twice += key in seen
        seen.add(key)
    return len(stale), twice


@pytest.mark.real
def test_the_files_as_they_were(shared: Path) -> None:
    pile = Pile()
    outcome = load(CRAWL, [shared / FOLDER / "raw"], pile)
    assert (outcome.payloads, outcome.refused) == (3, ())
    reasons = Counter(each.reason for batch in pile.batches for each in batch.rejected)
    assert set(reasons) == {"same row twice", NO_CITY}
    assert "颗粒物(PM10),细颗粒物(PM2.5)" in {
        text for batch in pile.batches if batch.hours.primary is not None for text in batch.hours.primary
    }
