"""The archive with a column a station: melted to station-hours, each trap a hand-written line."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.collect import load
from ingest.contract import Batch, Payload, PayloadError, Published
from ingest.normalise import normalise
from ingest.slices import slices
from ingest.sources import source
from store.keeping import Keeper
from store.opening import open_store
from tests.ingest.build import Basket, Pile, whole, zipped

WIDE = source("wide_archive")
FOLDER = Path("data/cnemc_archive_wide")
TYPES = ("AQI", "PM2.5", "PM10", "SO2", "NO2", "O3", "CO")
NATIONAL = (*TYPES, "PM2.5_24h", "PM10_24h", "SO2_24h", "NO2_24h", "O3_24h", "O3_8h", "O3_8h_24h", "CO_24h")


def text(*rows: str, stations: str = "1001A,1003A") -> str:
    return "\n".join([f"date,hour,type,{stations}", *rows, ""])


def hour(
    number: int, values: str = "5,7", date: str = "20240401", types: tuple[str, ...] = TYPES
) -> list[str]:
    return [f"{date},{number},{kind},{values}" for kind in types]


def parsed(body: str | bytes, name: str = "china_sites_20240401.csv") -> list[Published]:
    raw = body.encode() if isinstance(body, str) else body
    assert WIDE.parse is not None
    return list(WIDE.parse(Payload(source="wide_archive", name=name, sha256="", body=raw)))  # type: ignore[arg-type]


def batches(body: str | bytes, name: str = "china_sites_20240401.csv") -> list[Batch]:
    return [normalise(WIDE, part) for each in parsed(body, name) for part in slices(WIDE, each)]  # type: ignore[arg-type]


def only(body: str) -> Batch:
    (batch,) = batches(body)
    return batch


def test_a_row_of_an_item_becomes_a_cell_of_each_station() -> None:
    rows = [f"20240401,9,{kind},{number},{number + 100}" for number, kind in enumerate(NATIONAL, start=1)]
    batch = only(text(*rows))
    assert batch.hours.station.tolist() == ["1001A", "1003A"]
    assert {name: values.tolist() for name, values in batch.hours.values.items()} == {
        "pm25": [2, 102], "pm10": [3, 103], "so2": [4, 104], "no2": [5, 105], "o3": [6, 106], "co": [7, 107],
    }  # fmt: skip
    assert {name: values.tolist() for name, values in batch.hours.published.items()} == {
        "aqi": [1, 101], "pm25_24h": [8, 108], "pm10_24h": [9, 109], "so2_24h": [10, 110], "no2_24h": [11, 111],
        "o3_24h": [12, 112], "o3_8h": [13, 113], "o3_8h_24h": [14, 114], "co_24h": [15, 115],
    }  # fmt: skip
    assert (batch.rows, batch.rejected) == (2, [])


@pytest.mark.parametrize(
    ("stamp", "start"),
    [(0, "2024-03-31T15:00"), (1, "2024-03-31T16:00"), (23, "2024-04-01T14:00")],
)
def test_the_hour_is_the_end_of_the_hour_in_beijing(stamp: int, start: str) -> None:
    instant = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert only(text(*hour(stamp))).hours.start.tolist() == [int(instant.timestamp())] * 2


@pytest.mark.parametrize("value", ["47", "47.0", " 47 "])
def test_whole_numbers_and_decimals_and_a_byte_order_mark(value: str) -> None:
    batch = only("\ufeff" + text(*hour(3, f"{value},{value}")))
    assert batch.hours.values["pm25"].tolist() == [47, 47]


def test_an_empty_cell_is_missing_and_a_column_silent_all_day_says_nothing() -> None:
    rows = [*hour(1, "5,,"), *hour(2, ",7,")]
    batch = only(text(*rows, stations="1001A,1003A,1005A"))
    assert list(zip(batch.hours.station, map(str, batch.hours.values["pm25"]), strict=True)) == [
        ("1001A", "5.0"), ("1003A", "nan"), ("1001A", "nan"), ("1003A", "7.0"),
    ]  # fmt: skip
    assert {spell.station for spell in batch.spells} == {"1001A", "1003A"}
    assert batch.rows == 4


def test_an_hour_that_is_not_there_is_absent_and_an_item_that_is_not_there_is_missing() -> None:
    batch = only(text(*hour(1), *hour(3, types=TYPES[:2])))
    assert len({*batch.hours.start.tolist()}) == 2
    assert [str(value) for value in batch.hours.values["o3"]] == ["5.0", "7.0", "nan", "nan"]


def test_each_date_of_a_file_is_a_table_of_its_own() -> None:
    tables = parsed(text(*hour(5), *hour(5, date="20240402"), *hour(6)))
    assert [len(each.line) for each in tables] == [4, 2]


def test_a_bad_cell_is_refused_alone_by_its_line_its_item_and_its_station() -> None:
    batch = only(text("20240401,9,AQI,50,51", "20240401,9,PM2.5,x,-3", "20240401,9,PM10,5,6"))
    assert [(each.line, each.field, each.reason, each.payload) for each in batch.rejected] == [
        (3, "PM2.5 1001A", "not a number", "x"),
        (3, "PM2.5 1003A", "negative", "-3"),
    ]
    assert batch.hours.values["pm10"].tolist() == [5, 6]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("20240401,9,NOX,1,2", "type", "not a type of reading"),
        ("20240401,24,CO,1,2", "hour", "no such day or hour"),
        ("20240431,9,CO,1,2", "hour", "no such day or hour"),
        ("2024-04-01,9,CO,1,2", "hour", "not a time"),
        ("20240401,x,CO,1,2", "hour", "not a time"),
        ("20240401,１,CO,1,2", "hour", "not a time"),
        ("99990401,1,CO,1,2", "hour", "year outside 1970-2199"),
        ("20240401,9,CO,1", "", "wrong number of fields"),
        ('20240401,9,CO,"1,2', "", "quotes that do not close"),
    ],
)
def test_a_row_that_cannot_be_placed_is_refused_and_the_others_go_in(
    row: str, field: str, reason: str
) -> None:
    batch = only(text(*hour(1), row))
    assert [(each.line, each.field, each.reason, each.whole) for each in batch.rejected] == [
        (9, field, reason, True)
    ]
    assert (batch.rows, len(batch.hours)) == (3, 2)


def test_of_two_rows_of_an_item_the_last_counts_and_the_other_is_named() -> None:
    batch = only(text(*hour(1), "20240401,1,CO,5,7", "20240401,1,O3,9,9"))
    assert [(each.line, each.reason) for each in whole(batch.rejected)] == [
        (7, "a later row of the same payload says otherwise of this station and hour"),
        (8, "same row twice"),
    ]
    assert batch.hours.values["o3"].tolist() == [9, 9]


def test_a_station_with_two_columns_is_taken_once() -> None:
    batch = only(text(*hour(1, "5,7,5"), stations="1001A,1003A,1001A"))
    assert batch.hours.station.tolist() == ["1001A", "1003A"]
    assert [(each.line, each.field, each.reason) for each in batch.rejected] == [
        (2, "1001A", "same row twice")
    ]
    batch = only(text(*hour(1, "5,7,6"), stations="1001A,1003A,1001A"))
    assert batch.hours.values["pm25"].tolist() == [6, 7]
    assert [each.reason for each in batch.rejected] == [
        "a later row of the same payload says otherwise of this station and hour"
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("date,hour,type\n20240401,1,CO\n", "no column of a station"),
        (
            text("20240401,1,NOX,1,2", "20240401,1,X,1,2"),
            "line 2: not a type of reading, and no other row is one",
        ),
        (text(*hour(1)).replace("type", "item"), "there is no column type"),
        (text(*hour(1), stations="1001A,a b"), "column 'a b' is unknown"),
        ("<html>", "web page"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_no_such_archive_is_refused_whole(body: str, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason) as told:
        parsed(body)
    assert str(told.value).startswith("china_sites_20240401.csv")


def test_files_come_plain_gzipped_and_zipped(tmp_path: Path) -> None:
    body = text(*hour(1)).encode()
    (tmp_path / "a.csv").write_bytes(body)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text(*hour(2)).encode()))
    (tmp_path / "c.zip").write_bytes(zipped({"x.csv": text(*hour(3)), "y.csv": text(*hour(4))}))
    basket = Basket()
    outcome = load(WIDE, [tmp_path], basket)
    assert (outcome.payloads, outcome.receipt.rows, outcome.receipt.kept) == (3, 8, 48)
    assert load(WIDE, [tmp_path], basket).receipt.known == 48


def test_names_and_positions_come_from_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(*hour(1)), encoding="utf-8")
    (tmp_path / "list.txt").write_text(
        "code,name,area,longitude,latitude\n1001A,万寿西宫,北京市,116.36,39.88\n", encoding="utf-8"
    )
    pile = Pile()
    load(WIDE, [tmp_path / "a.csv"], pile, stations_file=tmp_path / "list.txt")
    assert [(s.station, s.name, s.area, s.longitude, s.control) for s in pile.batches[0].spells] == [
        ("1001A", "万寿西宫", "北京市", 116.36, "national"), ("1003A", "", "", None, "national"),
    ]  # fmt: skip


@pytest.mark.real
def test_three_days_of_all_stations_of_2014(shared: Path) -> None:
    pile = Pile()
    outcome = load(WIDE, [shared / FOLDER / "national"], pile)
    assert (outcome.refused, outcome.payloads) == ((), 3)
    # 946 columns of 24 hours of 3 days, but for 14 + 12 + 9 columns without a text on their day.
    assert outcome.published == (3 * 946 - 14 - 12 - 9) * 24
    # One station has two equal columns.
    rejected = Counter((each.reason, each.field) for batch in pile.batches for each in batch.rejected)
    assert rejected == {("same row twice", "1441A"): 72}
    assert outcome.receipt.rows == outcome.published - 72


def _filled(path: Path) -> int:
    """Cells of the six items that hold a text, counted by hand."""
    found = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            for row in csv.reader(archive.read(name).decode("utf-8-sig").splitlines()):
                found += sum(map(bool, row[3:])) if row[2] in TYPES[1:] else 0
    return found


def _twice(path: Path, home: Path) -> None:
    store = open_store(None, home, None)
    first = load(WIDE, [path], Keeper(store=store))
    second = load(WIDE, [path], Keeper(store=store))
    store.close()
    assert first.is_whole
    assert first.receipt.kept == _filled(path) > 0
    assert (second.receipt.kept, second.receipt.revised) == (0, 0)
    assert second.receipt.known == first.receipt.kept


@pytest.mark.real
@pytest.mark.prove
def test_nine_months_of_guangzhou_on_a_store_twice_are_once(shared: Path, tmp_path: Path) -> None:
    _twice(shared / FOLDER / "guangzhou_sites_20240401-20241231.zip", tmp_path / "home")


@pytest.mark.real
def test_ten_days_of_guangzhou_on_a_store_twice_are_once(shared: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared / FOLDER / "guangzhou_sites_20240401-20241231.zip") as archive:
        days = {name: archive.read(name) for name in archive.namelist()[100:110]}
    (tmp_path / "days.zip").write_bytes(zipped(days))
    _twice(tmp_path / "days.zip", tmp_path / "home")


@pytest.mark.real
def test_the_unpacked_day_is_the_day_of_the_zip(shared: Path) -> None:
    pile = Pile()
    outcome = load(WIDE, [shared / FOLDER / "china_sites_20240401.guangzhou.csv"], pile)
    assert (outcome.is_whole, outcome.receipt.rows) == (True, 21 * 24)
